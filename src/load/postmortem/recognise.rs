//! Is a document a postmortem?

use std::collections::BTreeSet;

use super::cues::{CUES, is_nothing};
use super::document::{BOLD_LEVEL, Block, BlockKind, Document, FrontLanguage};
use super::pairs::{pairs, value};
use super::signs::{Field, SIGNS};
use super::times::{Day, Stamp, is_hour_before, is_state, stamps};
use super::topics::{About, Topic};
use crate::model::Text;

/// Keys of front matter that only an incident has: any of them is one signal.
const FRONT_KEYS: [&str; 8] =
    ["root_causes", "detected_by", "severity", "affected", "incident", "detected", "resolved", "postmortem"];

/// Keys of front matter that sort a document.
const TAG_KEYS: [&str; 7] = ["tags", "tag", "categories", "category", "labels", "type", "kind"];

/// A title is not longer than so many characters.
const LINE: usize = 100;

/// A postmortem gives two independent signals: meeting notes have action items too.
pub(super) fn is_postmortem(document: &Document<'_>, outline: &[About]) -> bool {
    let titles = titles(document);
    let general = is_general(document, &titles) && !is_last_update(document);
    let named = is_named(document, &titles);
    let sections = told(document, outline, named);
    let causes = [Topic::RootCause, Topic::Factors, Topic::Wrong].iter().any(|topic| sections.contains(topic));
    let root = sections.contains(&Topic::RootCause);
    let others = [Topic::Impact, Topic::Actions, Topic::Timeline, Topic::Detection, Topic::Resolution];
    let others = others.iter().filter(|topic| sections.contains(topic)).count();
    let weak = usize::from(sections.contains(&Topic::Summary) || sections.contains(&Topic::Lessons));
    let filled = filled_keys(document);
    let front = FRONT_KEYS.iter().any(|key| filled.contains(key)) || times_both_ends(&filled);
    let signals = usize::from(front) + usize::from(named) + usize::from(causes) + others;
    if general {
        // The title speaks of postmortems in general, or of something else: the text has to leave no doubt. `title:
        // template` may have been left standing in front matter, above a title of its own.
        return signals >= 3 && (front || only_front_is_general(document) || only_name_is_general(document, &titles));
    }
    let sections = signals >= 2 && (causes || others > 0 || front);
    // Sprint retrospectives tell what went wrong, and of what a section on the root cause tells is an incident.
    let kept = is_kept(document);
    if kept && root || causes && signals == 1 && (is_measured(document) || tells_a_failure(document, false)) {
        return true;
    }
    let timed = || has_times(document) && (weak > 0 || tells_a_cause(document));
    let told = || timed() || tells_a_failure(document, names_the_day(document));
    sections
        || named && (told() || tells_how_long(document) || looks_back(document, &titles))
        || apologises(document, &titles, causes)
        || kept && tells_what_broke(document) && {
            causes || others > 0 || weak > 0 || tells_a_cause(document) || names_a_day(document, &titles)
        }
}

/// Does it stand in a folder of postmortems?
fn is_kept(document: &Document<'_>) -> bool {
    folders(document.path).any(|folder| CUES.has("incident-folder", folder))
}

/// Does a passage tell of a failure?
fn tells_what_broke(document: &Document<'_>) -> bool {
    document.blocks.iter().any(|block| tells(block) && SIGNS.breaks.is_match(&block.text))
}

/// Does its title, its name or a sentence tell a day: `pm-2026-03-02.md`, "last Thursday"?
fn names_a_day(document: &Document<'_>, titles: &[String]) -> bool {
    let day = |text: &str| stamps(text).iter().any(|stamp| stamp.day != Day::Unsaid);
    let spoken = |block: &Block| tells(block) && (day(&block.text) || CUES.has("day-ago", &block.text));
    titles.iter().any(|title| day(title)) || document.blocks.iter().any(spoken)
}

/// Does a title call it a postmortem outright, and a sentence name the cause, or the day or hour when something broke?
fn looks_back(document: &Document<'_>, titles: &[String]) -> bool {
    let called = titles.iter().any(|title| CUES.has("postmortem-title", title));
    let broke = |block: &Block| tells(block) && SIGNS.breaks.is_match(&block.text) && !stamps(&block.text).is_empty();
    called && (tells_a_cause(document) || document.blocks.iter().any(broke))
}

/// Does somebody who is sorry for it tell what caused what the title tells of, or a section?
fn apologises(document: &Document<'_>, titles: &[String], causes: bool) -> bool {
    // A letter to customers has no title, and tells on which day and at which hour what broke.
    let failure = || titles.iter().any(|title| CUES.has("failure-title", title)) || tells_a_failure(document, false);
    let sorry = || document.blocks.iter().any(|block| tells(block) && CUES.has("sorry", &block.text));
    failure() && sorry() && (causes || tells_a_cause(document))
}

/// Do its labels tell from when to when it was, or when it began and how long it lasted or nobody noticed?
fn is_measured(document: &Document<'_>) -> bool {
    let pairs = pairs(document);
    let told = |field| value(&pairs, field).is_some_and(|value| value.contains(|c: char| c.is_ascii_digit()));
    let others = [Field::Detected, Field::Resolved, Field::Duration, Field::TimeToDetect];
    told(Field::Started) && others.into_iter().any(told)
}

/// Does a passage tell what broke, on which day and for how long? Whoever has no clock at hand writes "On 2 March the
/// shop was down for two hours". Where the paper is dated, "yesterday" is day enough.
fn tells_how_long(document: &Document<'_>) -> bool {
    let dated = || filled_keys(document).contains("date");
    let mut passages = document.blocks.iter().filter(|block| tells(block));
    passages.any(|block| {
        let day = || dated() || stamps(&block.text).iter().any(|stamp| stamp.day != Day::Unsaid);
        CUES.has("lasted", &block.text) && SIGNS.breaks.is_match(&block.text) && day()
    })
}

/// Does the first heading tell on which day it was?
fn names_the_day(document: &Document<'_>) -> bool {
    let says = |text: &str| stamps(text).iter().any(|stamp| stamp.day != Day::Unsaid);
    document.sections.get(1).is_some_and(|title| says(&title.heading))
}

/// Does a passage tell the hour at which something broke, and on which day if that is not `known`, or do some tell the hour
/// at which something broke and that at which it was over? So does an announcement that somebody wrote without headings.
fn tells_a_failure(document: &Document<'_>, known: bool) -> bool {
    let (mut broke, mut over) = (false, false);
    for block in document.blocks.iter().filter(|block| tells(block)) {
        let found = stamps(&block.text);
        if !found.iter().any(|stamp| stamp.clock.is_some()) {
            continue;
        }
        let breaks = SIGNS.breaks.is_match(&block.text);
        if breaks && (known || found.iter().any(|stamp| stamp.day != Day::Unsaid)) {
            return true;
        }
        broke |= breaks;
        over |= SIGNS.recovers.is_match(&block.text) || SIGNS.ends.is_match(&block.text);
    }
    broke && over
}

fn tells(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Heading { level: BOLD_LEVEL })
}

/// Does front matter hold our own key for root causes? Whoever writes it means it: where a cause stands under it, no
/// second signal is asked for.
pub(super) fn may_declare_causes(document: &Document<'_>) -> bool {
    !is_general(document, &titles(document)) && front_keys(document).contains("root_causes")
}

/// Does a sentence of the document name a cause in so many words, or a cause and what broke?
fn tells_a_cause(document: &Document<'_>) -> bool {
    let mut prose = document.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    prose.any(|block| {
        let words = &block.text;
        CUES.has("cause-outright", words) || CUES.has("cause-named", words) && CUES.has("broke", words)
    })
}

/// Does its name, its title or its folder say that it is about postmortems in general, or about something else?
fn is_general(document: &Document<'_>, titles: &[String]) -> bool {
    titles.iter().any(|title| CUES.has("not-incident-title", title))
        || folders(document.path).last().is_some_and(|folder| CUES.has("general-folder", folder))
}

/// Does nothing but the front matter's title say so, and a heading something else?
fn only_front_is_general(document: &Document<'_>) -> bool {
    let titled = document.front.is_some() && document.sections.iter().any(|section| section.level == 1);
    let names = titles(document).into_iter().take(2);
    let general = names.into_iter().any(|title| CUES.has("not-incident-title", &title));
    titled && !general && !folders(document.path).last().is_some_and(|folder| CUES.has("general-folder", folder))
}

/// Does nothing but the name of the file say so, as that of a template which somebody has filled in: the heading names an
/// incident, and the text days and hours?
fn only_name_is_general(document: &Document<'_>, titles: &[String]) -> bool {
    let Some((_, titles)) = titles.split_first() else { return false };
    let named = titles.iter().any(|title| CUES.has("incident-title", title));
    let general = titles.iter().any(|title| CUES.has("not-incident-title", title));
    let in_general = folders(document.path).last().is_some_and(|folder| CUES.has("general-folder", folder));
    let told = |tells: fn(&Stamp) -> bool| document.blocks.iter().any(|block| stamps(&block.text).iter().any(tells));
    let left = || document.blocks.iter().any(|block| CUES.has("placeholder", &block.text));
    let filled = || told(|stamp| matches!(stamp.day, Day::On(_))) && told(|stamp| stamp.clock.is_some()) && !left();
    named && !general && !in_general && filled()
}

/// Does its name, its title or its folder say that it is about an incident?
fn is_named(document: &Document<'_>, titles: &[String]) -> bool {
    let first = first_line(document);
    let any = |list| titles.iter().chain(&first).any(|title| CUES.has(list, title));
    any("incident-title")
        || is_tagged(document)
        || is_last_update(document)
        || (any("failure-title") || is_kept(document)) && (has_times(document) || tells_how_long(document))
}

/// Is it the history of a status page, the last update of which is the postmortem: `**Postmortem** — published Feb 24`, above
/// `**Resolved** — Feb 20`?
fn is_last_update(document: &Document<'_>) -> bool {
    let bold = |block: &'_ Block| {
        let first = block.strong.first().filter(|bold| bold.start == 0)?;
        Some(block.text[first.clone()].to_owned())
    };
    let marks: Vec<String> = document.blocks.iter().filter_map(bold).collect();
    marks.iter().any(|mark| CUES.has("postmortem-title", mark))
        && marks.iter().filter(|mark| is_state(mark)).count() > 1
}

/// Does the front matter call it a postmortem: `tags: post-mortem`, `- postmortem` below `categories`?
fn is_tagged(document: &Document<'_>) -> bool {
    let Some(front) = &document.front else { return false };
    let mut tags = false;
    document.text[front.range.clone()].lines().any(|line| {
        if let Some((key, _)) = line.split_once([':', '=']).filter(|_| line.starts_with(char::is_alphabetic)) {
            tags = TAG_KEYS.contains(&key.trim());
        }
        tags && CUES.has("postmortem-title", line)
    })
}

/// The folders around a file, from the outermost on.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let name = path.rfind(['/', '\\']).unwrap_or(0);
    path[..name].split(['/', '\\'])
}

/// The name of the file, or of its folder where that of the file says nothing, the first heading and the front
/// matter's title.
fn titles(document: &Document<'_>) -> Vec<String> {
    let name = document.path.rsplit(['/', '\\']).next().unwrap_or(document.path);
    let spoken = |name: &str| name.to_lowercase().replace('_', " ");
    let mut stem = spoken(name.split('.').next().unwrap_or(name));
    if CUES.has("container-name", &stem) {
        stem = folders(document.path).last().map(spoken).unwrap_or_default();
    }
    let mut titles = vec![stem];
    let heading = document.sections.iter().find(|section| section.level == 1 || section.level == 2);
    titles.extend(heading.map(|section| section.heading.to_lowercase()));
    if let Some(front) = &document.front {
        let lines = document.text[front.range.clone()].lines();
        titles.extend(lines.filter_map(|line| line.strip_prefix("title")).map(str::to_lowercase));
    }
    titles
}

/// The first line of a document, or the first below its title (`Incident report for the shop`), where it is short.
fn first_line(document: &Document<'_>) -> Option<String> {
    let first = document.blocks.iter().take(2).find(|block| block.kind == BlockKind::Paragraph)?;
    let line = first.lines().into_iter().next().map(|line| first.text[line].trim())?;
    (line.chars().count() <= LINE).then(|| line.to_lowercase())
}

/// Do keys say when it began, and when it was noticed or over: `begin`, `first_report`?
fn times_both_ends(keys: &BTreeSet<&str>) -> bool {
    let named = |field| keys.iter().any(|key| SIGNS.names(field, &key.replace(['_', '-'], " ")));
    named(Field::Started) && (named(Field::Detected) || named(Field::Resolved))
}

/// The keys at the top of the front matter.
fn front_keys<'a>(document: &Document<'a>) -> BTreeSet<&'a str> {
    let Some(front) = &document.front else { return BTreeSet::new() };
    let sign = if front.language == FrontLanguage::Yaml { ':' } else { '=' };
    let keys = document.text[front.range.clone()].lines().filter_map(|line| line.split_once(sign));
    keys.map(|(key, _)| key.trim_matches(['[', ']', ' '])).collect()
}

/// Those with a value, beside them or below: a skeleton that nobody has filled in has keys and says nothing.
fn filled_keys<'a>(document: &Document<'a>) -> BTreeSet<&'a str> {
    let Some(front) = &document.front else { return BTreeSet::new() };
    let sign = if front.language == FrontLanguage::Yaml { ':' } else { '=' };
    let mut filled = BTreeSet::new();
    let mut lines = document.text[front.range.clone()].lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(sign) else { continue };
        let value = if value.trim_start().starts_with('#') { "" } else { value.split(" #").next().unwrap_or(value) };
        let below = lines.peek().is_some_and(|next| next.starts_with([' ', '\t', '-']));
        let empty = matches!(value.trim(), "" | "[]" | "{}" | "~" | "null" | "''" | "\"\"");
        if !empty || (value.trim().is_empty() && below) {
            filled.insert(key.trim_matches(['[', ']', ' ']));
        }
    }
    filled
}

/// A sentence that leads to a list has more words than a heading.
const HEADING: usize = 8;

/// Is it a heading or a label, and no sentence that leads to a list?
fn heads(because: &Text) -> bool {
    because.split_whitespace().count() <= HEADING
}

/// The topics under which the document says something of its own. Where its name speaks of no incident, headings have to
/// say them.
fn told(document: &Document<'_>, outline: &[About], named: bool) -> BTreeSet<Topic> {
    let mut told = BTreeSet::new();
    for (block, about) in document.blocks.iter().zip(outline) {
        let Some(topic) = about.topic.filter(|_| named || about.because.as_ref().is_some_and(heads)) else { continue };
        let words = !about.heading
            && match &block.kind {
                BlockKind::Heading { .. } | BlockKind::Comment | BlockKind::Html => false,
                BlockKind::Row { header: false, cells, .. } => cells.iter().any(|cell| !is_nothing(cell)),
                BlockKind::Row { .. } => false,
                _ => about.says < block.text.len() && !is_nothing(&block.text[about.says..]),
            };
        if words {
            told.insert(topic);
        }
    }
    told
}

/// Does the document hold times of day?
fn has_times(document: &Document<'_>) -> bool {
    has_clock(document.text)
}

/// `10:14`, `10h14`, `10 pm`, `10時`, `10시`.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut after_digit = (1..bytes.len()).filter(|at| digit(at - 1) && !digit(*at));
    // `0750 EDT`
    let zoned = |at: usize| at >= 4 && (1..=4).all(|back| digit(at - back)) && is_hour_before(&text[at..]);
    let clock = |at: usize| {
        let rest = &bytes[at..];
        let minutes = matches!(rest[0], b':' | b'h') && at >= 2 && digit(at + 1) && digit(at + 2);
        let noon = rest.strip_prefix(b" ").unwrap_or(rest);
        let noon = matches!(noon, [b'a' | b'p' | b'A' | b'P', b'm' | b'M', ..])
            && !noon.get(2).is_some_and(u8::is_ascii_alphabetic);
        minutes || noon || zoned(at) || ["時", "시"].iter().any(|hour| rest.starts_with(hour.as_bytes()))
    };
    after_digit.any(clock)
}
