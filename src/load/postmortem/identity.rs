//! What the incident is called, how grave it was, and whom it concerned.

use jiff::civil::Date;

use super::cues;
use super::document::{BlockKind, Document, slice};
use super::pairs::{Pair, names, value};
use super::signs::{Field, SIGNS};
use super::timeline::inherited;
use super::times::{Day, stamps};
use super::topics::Topic;
use crate::model::Text;
use crate::source::Place;

/// Title and the rest.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// `INC-2031`
    pub(super) id: Option<Text>,
    /// The title, without a date or id before it.
    pub(super) title: Text,
    /// As written.
    pub(super) severity: Option<Text>,
    /// As written.
    pub(super) status: Option<Text>,
    /// Where it began.
    pub(super) services: Vec<Text>,
    /// Others that were harmed.
    pub(super) affected: Vec<Text>,
}

/// A heading of so many words is a title.
const TITLE: usize = 3;

/// Reads it from labels, the title and the name of the file.
pub(super) fn identity(document: &Document<'_>, pairs: &[Pair]) -> Identity {
    let heading = heading(document);
    let stem = stem(document.path);
    let id = labelled_id(pairs)
        .or_else(|| heading.as_ref().and_then(id_in))
        .or_else(|| id_in(&Text::plain(stem, Place::new(document.file, 0..0))).map(|id| unplaced(&id)));
    // "Subject: …" of a mail that is quoted further down is not what the document is called.
    let told = heading.as_ref().filter(|heading| heading.split_whitespace().count() >= TITLE);
    let below = document.sections.get(2).filter(|_| told.is_some()).map(|section| section.heading.place.start());
    let title = value(pairs, Field::Title)
        .filter(|title| below.is_none_or(|below| title.place.start() < below))
        .cloned()
        .or_else(|| heading.as_ref().map(|heading| bare_title(heading, id.as_ref())));
    let short = |field| value(pairs, field).filter(|text| text.len() <= 80).cloned();
    let list = |field| value(pairs, field).map(names).unwrap_or_default();
    Identity {
        title: title.unwrap_or_else(|| Text::plain(spoken(stem), Place::new(document.file, 0..0))),
        id,
        severity: short(Field::Severity).or_else(|| heading.as_ref().and_then(severity_in)),
        status: status(document, pairs),
        services: list(Field::Services),
        affected: list(Field::Affected),
    }
}

/// The heading that is the document's title: the first, unless it is one that every postmortem has.
pub(super) fn heading(document: &Document<'_>) -> Option<Text> {
    let headings = document.blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading { level } => Some((level, &block.text)),
        _ => None,
    });
    let mut headings = headings.filter(|(_, text)| !SIGNS.names(Field::Title, text));
    // `**Service incident report**` in the first line
    let first = document.blocks.first().map(|block| block.text.place);
    let titles = |level: u8, text: &Text| level <= 3 || Some(text.place) == first && names_it(text);
    let (level, text) = headings.next().filter(|(level, text)| titles(*level, text))?;
    let numbered = text.contains(|c: char| c.is_ascii_digit());
    let usual = SIGNS.summary.is_match(text) && text.split_whitespace().count() <= 2 && !numbered
        || SIGNS.timeline.is_match(text) && text.split_whitespace().count() <= 1
        || stamps(text).is_empty() && text.contains([':', '：']) && level > 1;
    (!usual).then(|| text.clone())
}

/// Does a line in bold name the document: is it a title by its length, and speaks of an incident?
fn names_it(line: &str) -> bool {
    line.split_whitespace().count() >= TITLE && cues::CUES.has("incident-title", line)
}

/// The name of the file without folders and endings.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.find('.') {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name,
    }
}

/// The day in the name of a file.
pub(super) fn day_of(path: &str) -> Option<Date> {
    stamps(&dated(stem(path))).into_iter().find_map(|stamp| match stamp.day {
        Day::On(date) => Some(date),
        _ => None,
    })
}

/// A file's name with its date set apart: `2026-03-02-checkout` as `2026-03-02 checkout`.
pub(super) fn dated(stem: &str) -> String {
    let digits = stem.chars().take_while(|c| c.is_ascii_digit() || *c == '-' || *c == '_').count();
    format!("{} {}", stem[..digits].trim_end_matches(['-', '_']).replace('_', "-"), &stem[digits..])
}

/// The status of the incident. One below a heading of what is to be done is that of its tasks.
fn status(document: &Document<'_>, pairs: &[Pair]) -> Option<Text> {
    let tasks = inherited(document, |heading| Topic::of(heading) == Some(Topic::Actions));
    let is_of_tasks = |text: &Text| document.section_at(text.place.start()).is_some_and(|section| tasks[section]);
    let mut told = pairs.iter().filter(|(label, _)| SIGNS.names(Field::Status, label));
    told.find(|(_, text)| text.len() <= 80 && !is_of_tasks(text)).map(|(_, text)| text.clone())
}

fn unplaced(id: &Text) -> Text {
    Text { place: Place::new(id.place.file, 0..0), ..id.clone() }
}

fn labelled_id(pairs: &[Pair]) -> Option<Text> {
    let told = pairs.iter().filter(|(label, _)| SIGNS.names(Field::Id, label));
    let is_id = |text: &Text| {
        text.len() <= 40 && text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_whitespace)
    };
    told.map(|(_, text)| text).find(|text| is_id(text)).cloned()
}

/// The number of an incident in a title; a date behind a word, `Outage 2026-07-24`, is none.
fn id_in(text: &Text) -> Option<Text> {
    let found = SIGNS.leading_id.find(text).map(|found| found.range()).or_else(|| SIGNS.id.find(text))?;
    let rest = text[found.end..].strip_prefix(['-', '/', '.']);
    let date = rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (!date).then(|| slice(text, found))
}

/// How grave a title says that it was: `[SEV1] Checkout unavailable`.
fn severity_in(heading: &Text) -> Option<Text> {
    let tag = cues::CUES.find("severity-tag", heading)?;
    let bare = heading[tag.clone()].trim_matches(|c: char| !c.is_alphanumeric());
    let start = tag.start + heading[tag].find(bare)?;
    Some(slice(heading, start..start + bare.len()))
}

/// A tag before a title has no more bytes.
const TAG: usize = 24;

/// Where a title begins behind its tags: `[SEV1][checkout] Orders fail`.
fn behind_tags(heading: &str) -> usize {
    let mut start = 0;
    while let Some(inner) = heading[start..].trim_start().strip_prefix('[') {
        let Some(end) = inner.find(']').filter(|end| *end <= TAG && inner[end + 1..].contains(char::is_alphabetic))
        else {
            break;
        };
        start = heading.len() - inner.len() + end + 1;
    }
    start
}

/// The title without the tags, the id and the date that stand before it, if words are left.
fn bare_title(heading: &Text, id: Option<&Text>) -> Text {
    let mut start = behind_tags(heading);
    if let Some(id) = id.filter(|id| heading[start..].trim_start().starts_with(&*id.value)) {
        start = heading.len() - heading[start..].trim_start().len() + id.len();
    }
    let rest = heading[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let offset = heading.len() - rest.len();
    let found = stamps(rest);
    let leads = found.first().filter(|first| first.range.start == 0 && first.day != Day::Unsaid);
    if let Some(first) = leads {
        start = offset + first.range.end;
    }
    let left = &heading[start..];
    let skip = left.len() - left.trim_start_matches(|c: char| !c.is_alphanumeric() && !"\"`'(「『*".contains(c)).len();
    if left[skip..].contains(char::is_alphabetic) {
        slice(heading, start + skip..heading.len())
    } else {
        heading.clone()
    }
}

/// A file's name as words: `2026-03-02-checkout-down` is "checkout down".
fn spoken(stem: &str) -> String {
    let words = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_').replace(['-', '_'], " ");
    if words.trim().is_empty() { stem.to_owned() } else { words.trim().to_owned() }
}
