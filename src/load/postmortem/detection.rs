//! How the incident was noticed, and which alert said so.

use std::sync::LazyLock;

use regex::Regex;

use super::cues::{CUES, is_nothing};
use super::document::{Block, BlockKind, Document};
use super::moments::{head, tail};
use super::signs::{Field, SIGNS, bare};
use super::timeline::{Entry, inherited};
use super::times::{is_state, stamps};
use super::topics::Topic;
use super::witness::beside_the_time;
use crate::model::{Detector, Text};
use crate::patterns::Patterns;
use crate::source::Place;

/// Who noticed, and where the document says so.
#[derive(Clone, Debug)]
pub(super) struct Detection {
    /// Who.
    pub(super) by: Detector,
    /// The passage that says so.
    pub(super) place: Option<Place>,
    /// The alert that the passage names.
    pub(super) alert: Option<Text>,
}

/// Reads it from a label or section that says so, else from the time line, else from the first sentence of the text
/// that speaks of it.
pub(super) fn detection(document: &Document<'_>, pairs: &[(Text, Text)], entries: &[Entry]) -> Detection {
    // "Detection" below "Action items" heads what is to be done, and "Monitoring: …" among lessons what was learnt.
    let wanted = |heading: &str| matches!(Topic::of(heading), Some(Topic::Actions | Topic::Lessons));
    let tasks = inherited(document, wanted);
    let found = from_labels(document, pairs, &tasks)
        .or_else(|| from_sections(document, &tasks))
        .or_else(|| from_openers(document, pairs, &tasks))
        .or_else(|| from_a_lead(document, &tasks))
        .or_else(|| from_the_first(document, &tasks))
        .or_else(|| from_entries(entries))
        .or_else(|| from_name(pairs))
        .or_else(|| from_prose(document, &tasks))
        .or_else(|| from_a_look(entries));
    match found {
        Some((by, place)) => Detection { by, place: Some(place), alert: named_alert(document, by, place) },
        None => Detection { by: Detector::Unknown, place: None, alert: None },
    }
}

pub(super) type Found = Option<(Detector, Place)>;

fn from_labels(document: &Document<'_>, pairs: &[(Text, Text)], tasks: &[bool]) -> Found {
    let told = labelled(document, pairs, tasks).filter(|(label, _)| !CUES.has("names-opener", label));
    answer(told).or_else(|| from_rows(document, tasks)).or_else(|| beside_the_time(document, pairs))
}

/// `Opened by: @ada`: whoever wrote the ticket, where nothing says how it was noticed.
fn from_openers(document: &Document<'_>, pairs: &[(Text, Text)], tasks: &[bool]) -> Found {
    answer(labelled(document, pairs, tasks).filter(|(label, _)| CUES.has("names-opener", label)))
}

/// The labels that ask how it was noticed, each with its value.
fn labelled<'p>(
    document: &'p Document<'_>,
    pairs: &'p [(Text, Text)],
    tasks: &'p [bool],
) -> impl Iterator<Item = &'p (Text, Text)> {
    let to_do = |at: usize| document.section_at(at).is_some_and(|section| tasks[section]);
    let page = is_status_page(document);
    let asks = move |label: &str| names_detection(label) && !(page && is_state(label));
    pairs.iter().filter(move |(label, value)| asks(label) && !to_do(value.place.start()))
}

fn answer<'p>(mut told: impl Iterator<Item = &'p (Text, Text)>) -> Found {
    told.find_map(|(_, value)| Some((answered(value).or_else(|| detector_told(value))?, value.place)))
}

/// Whoever saw it before the alerts did, wherever that is told: "She was ahead of our monitoring", "An alert fired. I had seen
/// it before that."
fn from_a_lead(document: &Document<'_>, tasks: &[bool]) -> Found {
    let told = document.blocks.iter().filter(|block| is_prose(block) && !tasks[block.section]);
    told.filter_map(leads).next()
}

/// Whoever a sentence says outright was the first: "The first to see it was a reader, who wrote to us".
fn from_the_first(document: &Document<'_>, tasks: &[bool]) -> Found {
    let told = document.blocks.iter().filter(|block| is_prose(block) && !tasks[block.section]);
    told.filter_map(|block| in_block(block, first_told)).next()
}

fn first_told(words: &str) -> Option<Detector> {
    let first = CUES.find("the-first-was", words).filter(|first| !CUES.has("ahead-not", &words[first.clone()]))?;
    let by_name = || CUES.has("first-by-name", &words[first.start..]).then_some(Detector::Person);
    machine_or_customer(words).or_else(by_name).or_else(|| detector_asked(words))
}

fn leads(block: &Block) -> Found {
    let mut before = None;
    sentences(&block.text).find_map(|range| {
        let words = &block.text[range.clone()];
        let before = before.replace(words);
        let alerted = || before.and_then(detector_surely) == Some(Detector::Alert);
        let ahead = CUES.has("ahead-of-alerts", words) || CUES.has("ahead-of-it", words) && alerted();
        if !ahead || CUES.has("ahead-not", words) {
            return None;
        }
        let customer = machine_or_customer(words) == Some(Detector::Customer);
        Some((if customer { Detector::Customer } else { Detector::Person }, block.text.at(range)))
    })
}

/// `Detected by: orders that nobody picked up`: whoever looked, where it is neither a customer nor a machine.
fn from_name(pairs: &[(Text, Text)]) -> Found {
    let told = pairs.iter().find(|(label, value)| CUES.has("names-detector", label) && !is_nothing(value));
    told.filter(|(_, value)| stamps(value).is_empty()).map(|(_, value)| (Detector::Person, value.place))
}

/// `Detection | 10:20 | the disk alert`: of a longer row, any cell may answer.
fn from_rows(document: &Document<'_>, tasks: &[bool]) -> Found {
    let rows = document.blocks.iter().filter(|block| !tasks[block.section]).filter_map(|block| match &block.kind {
        BlockKind::Row { header: false, cells, .. } if cells.len() > 2 => cells.split_first(),
        _ => None,
    });
    let mut asked = rows.filter(|(label, _)| label.len() <= ANSWER / 2 && names_detection(label));
    asked.find_map(|(_, cells)| cells.iter().find_map(|cell| Some((detector_told(cell)?, cell.place))))
}

/// The words before the first dash, bracket or full stop answer, and what follows explains: "Manual – a console attempt",
/// "A colleague (not by monitoring)".
fn answered(value: &str) -> Option<Detector> {
    // "Ada, who compared two alerts"
    if let Some(who) = CUES.find("who-did", value).filter(|who| who.end <= ANSWER / 2) {
        return detector_asked(&value[..who.end]).or(Some(Detector::Person));
    }
    if let Some(first) = first_listed(value) {
        return detector_told(first);
    }
    let end = value
        .find(['(', '（', ';'])
        .into_iter()
        .chain([" — ", " – ", " - "].iter().filter_map(|dash| value.find(dash)));
    let end = end.min()?;
    let answer = &value[..end];
    if end <= ANSWER / 2 { named(answer).or_else(|| in_touch(answer)) } else { None }
}

/// The first of a few words that each tell one way: `alert, user report`.
fn first_listed(value: &str) -> Option<&str> {
    let (first, others) = [", ", " / ", " + ", " & "].iter().find_map(|sign| value.split_once(sign))?;
    let is_list = value.len() <= LISTED && !CUES.has("ahead-of-it", value);
    (is_list && detector_told(first).is_some() && detector_told(others).is_some()).then_some(first)
}

/// A list of how it was noticed is no longer, in bytes.
const LISTED: usize = 40;

/// Do several headings or lines tell the state of an incident, and nothing else?
fn is_status_page(document: &Document<'_>) -> bool {
    document.blocks.iter().filter(|block| is_state(&block.text)).take(2).count() > 1
}

fn names_detection(label: &str) -> bool {
    // "Detection gap" says how it was not.
    let is_of_gap = CUES.has("detection-gap", label);
    SIGNS.detection.is_match(&bare(label)) && !SIGNS.names(Field::TimeToDetect, label) && !is_of_gap
}

fn from_sections(document: &Document<'_>, tasks: &[bool]) -> Found {
    // "Identified" and "Monitoring" on a status page tell how far it was.
    let page = is_status_page(document);
    let asked = |at: usize, heading: &str| names_detection(heading) && !tasks[at] && !(page && is_state(heading));
    let sections = document.sections.iter().enumerate().filter(|(at, section)| asked(*at, &section.heading));
    for (at, section) in sections {
        let end = document.sections[section.end - 1].blocks.end.max(section.blocks.end);
        let blocks = &document.blocks[document.sections[at].blocks.start..end];
        let prose = || blocks.iter().skip(1).filter(|block| is_prose(block));
        // "Monitoring" may as well head where to look from now on.
        let watching = CUES.has("watching-heading", &section.heading);
        let by = if watching { detector_surely } else { detector_told };
        let found = prose().find_map(|block| in_block(block, by));
        // "Maria found that all jobs were failing."
        let found = found.or_else(|| prose().find_map(|block| in_block(block, somebody)));
        let Some(found) = found else { continue };
        // "It was noticed when orders failed. I was paged within a minute." tells who in the second sentence.
        let agent = || prose().find_map(|block| in_block(block, machine_or_customer));
        return if is_agentless(document, found.1) { agent().or(Some(found)) } else { Some(found) };
    }
    None
}

fn from_entries(entries: &[Entry]) -> Found {
    let by = |entry: &Entry| match entry.reported {
        true => Some(Detector::Customer),
        false => detector(head(&entry.words, 500)),
    };
    entries.iter().find_map(|entry| Some((by(entry)?, entry.place)))
}

/// Whoever begins to look, where a time line tells nothing of who noticed before.
fn from_a_look(entries: &[Entry]) -> Found {
    let looked = entries.iter().find(|entry| entry.listed && CUES.has("looked", head(&entry.words, 200)))?;
    Some((Detector::Person, looked.place))
}

/// Sections of what went well, of causes, actions and the like speak of alerts without saying that one was first.
fn from_prose(document: &Document<'_>, tasks: &[bool]) -> Found {
    let aside = inherited(document, |heading| SIGNS.aside.is_match(heading) || SIGNS.causes.is_match(heading));
    // `What changes: an alert fires when the worker has stopped`
    let to_do = |block: &Block| {
        let label = block.label_range().map(|(label, _)| Topic::of(&block.text[label]));
        label.flatten() == Some(Topic::Actions)
    };
    let told = |block: &&Block| is_prose(block) && !aside[block.section] && !tasks[block.section] && !to_do(block);
    document.blocks.iter().filter(told).find_map(|block| in_block(block, detector_surely))
}

/// A box to tick is something to do.
fn is_prose(block: &Block) -> bool {
    matches!(
        block.kind,
        BlockKind::Paragraph | BlockKind::Item { task: None, .. } | BlockKind::Row { header: false, .. }
    )
}

fn in_block(block: &Block, by: fn(&str) -> Option<Detector>) -> Found {
    sentences(&block.text).find_map(|range| {
        let by = by(&block.text[range.clone()])?;
        Some((by, block.text.at(range)))
    })
}

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    static END: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[.!?]\s+|[。！？]").expect("a fixed pattern"));
    let ends = END.find_iter(text).map(|end| end.end()).chain([text.len()]);
    let mut start = 0;
    ends.map(move |end| {
        let range = start..end;
        start = end;
        range
    })
}

/// Who noticed, as one passage tells it. A customer or an alert goes before the team, which notices by being told; of
/// the two, whoever is named first.
fn detector(words: &str) -> Option<Detector> {
    let clean = clean(words);
    outright(words, &clean).or_else(|| by_looking(&clean))
}

/// The same, where it is more than a guess.
fn outright(words: &str, clean: &str) -> Option<Detector> {
    let perhaps = || SIGNS.alert_perhaps.is_match(clean) && !CUES.has("unheeded", words);
    let looked = || SIGNS.person.is_match(clean);
    // "The harbour asks why no ship is cleared"
    let stranger = || CUES.has("stranger", clean) && !CUES.has("stranger-of-house", clean);
    told(words, clean)
        .or_else(|| perhaps().then_some(Detector::Alert))
        .or_else(|| stranger().then_some(Detector::Customer))
        .or_else(|| looked().then_some(Detector::Person))
}

/// `words` without what tells of nobody who noticed.
fn clean(words: &str) -> String {
    SIGNS.none.blanked(&CUES.list("looked-at").blanked(words)).into_owned()
}

/// An answer in more bytes than this is a story: names in it need not be those of who noticed.
pub(super) const ANSWER: usize = 120;

/// The same of a passage that answers who or what it was: a name is enough.
pub(super) fn detector_asked(words: &str) -> Option<Detector> {
    named(words).or_else(|| in_touch(words)).or_else(|| by_looking(&clean(words)))
}

/// The same, where somebody only of the house is no answer yet.
fn named(words: &str) -> Option<Detector> {
    let words = &*CUES.list("looked-at").blanked(words);
    let clean = clean(words);
    let named = || {
        let [alert, customer, person] = &SIGNS.asked;
        // "We had no alert for this" does not say that we saw it.
        let looked = || !SIGNS.none.is_match(words) && person.is_match(&clean);
        first_of(&clean, alert, customer).or_else(|| looked().then_some(Detector::Person))
    };
    outright(words, &clean).or_else(|| if words.len() <= ANSWER { named() } else { None })
}

/// Somebody outside, by no more than getting in touch: "a call from the grid operator".
fn in_touch(words: &str) -> Option<Detector> {
    let told = words.len() <= ANSWER && CUES.has("got-in-touch", &clean(words));
    told.then_some(Detector::Customer)
}

/// The same of a sentence under a heading that asks: where it says what broke, those it names are whom it hurt.
fn detector_told(words: &str) -> Option<Detector> {
    if SIGNS.breaks.is_match(words) { outright(words, &clean(words)) } else { detector_asked(words) }
}

/// Whoever is the subject of a sentence that tells of noticing, where no other tells who it was.
fn somebody(words: &str) -> Option<Detector> {
    let clean = SIGNS.none.blanked(words);
    let named = clean == words && CUES.has("somebody-noticed", words);
    if named { Some(Detector::Person) } else { detector(words) }
}

/// An alert or a customer, as one sentence tells it.
fn machine_or_customer(words: &str) -> Option<Detector> {
    told(words, &clean(words))
}

/// Does the passage at `place` say that it was noticed, and not by whom?
fn is_agentless(document: &Document<'_>, place: Place) -> bool {
    document.text.get(place.start()..place.end()).is_some_and(|words| CUES.has("noticed-by-nobody", words))
}

/// The same of a sentence that stands anywhere: the mere word "alert" says nothing there.
fn detector_surely(words: &str) -> Option<Detector> {
    let clean = clean(words);
    told(words, &clean).or_else(|| by_looking(&clean))
}

/// The same of `words`, of which `clean` is what tells nothing else.
fn told(words: &str, clean: &str) -> Option<Detector> {
    let rang = || rings(words).then_some(Detector::Alert);
    let found = first_of(clean, &SIGNS.alert, &SIGNS.customer).or_else(rang)?;
    if found == Detector::Alert && CUES.has("unheeded", words) {
        return SIGNS.customer.is_match(clean).then_some(Detector::Customer);
    }
    Some(if found == Detector::Customer && is_of_the_house(clean) { Detector::Person } else { found })
}

/// Does a page go off that is no page of a site: "latency page for the ledger went off"?
fn rings(words: &str) -> bool {
    CUES.find("page-rang", words).is_some_and(|rang| !CUES.has("ahead-not", &words[..rang.end]))
}

/// Is whoever could be a customer said to be one of the team: "a developer on our team noticed"? "A reader wrote to one of
/// our editors" begins with the reader.
fn is_of_the_house(clean: &str) -> bool {
    let Some(colleague) = SIGNS.colleague.find(clean) else { return false };
    SIGNS.customer.find(clean).is_some_and(|customer| {
        let outside = CUES.has("outsider", &clean[customer.start..]);
        colleague.start <= customer.start || !outside && colleague.start < customer.end
    })
}

/// Which of the two is named first.
fn first_of(clean: &str, alert: &Patterns, customer: &Patterns) -> Option<Detector> {
    let first = |cue: &Patterns| cue.find(clean).map(|found| found.start);
    match (first(customer), first(alert)) {
        (Some(customer), Some(alert)) => Some(if alert <= customer { Detector::Alert } else { Detector::Customer }),
        (Some(_), None) => Some(Detector::Customer),
        (None, Some(_)) => Some(Detector::Alert),
        (None, None) => None,
    }
}

fn by_looking(clean: &str) -> Option<Detector> {
    (SIGNS.person.is_match(clean) || SIGNS.person_perhaps.is_match(clean)).then_some(Detector::Person)
}

/// So many bytes before or behind the name of an alert may say that it is one.
const BESIDE: usize = 24;

/// The alert's name in the passage at `place`: code or a CamelCase word close to a word such as "alert".
fn named_alert(document: &Document<'_>, by: Detector, place: Place) -> Option<Text> {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+\b").expect("a fixed pattern"));
    if by != Detector::Alert {
        return None;
    }
    let block = document.blocks.iter().find(|block| {
        block.text.place.start() <= place.start()
            && place.start() < block.text.place.end()
            && !matches!(block.kind, BlockKind::Code)
    })?;
    let near = |range: &std::ops::Range<usize>| {
        SIGNS.alert_name.is_match(tail(&block.text[..range.start], BESIDE))
            || SIGNS.alert_name.is_match(head(&block.text[range.end..], BESIDE))
    };
    let code = block.codes.iter().filter(|code| !block.text[(*code).clone()].contains(char::is_whitespace)).cloned();
    let names = NAME.find_iter(&block.text).map(|name| name.range());
    let found = code.chain(names).find(near)?;
    Some(super::document::slice(&block.text, found))
}
