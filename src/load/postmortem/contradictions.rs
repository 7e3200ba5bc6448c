//! What a document tells in two ways that do not agree. Only what is stated on both sides counts, and a difference that
//! roundings, zones or another choice of words explain is none.

use super::declared::Declared;
use super::detection::detector_asked;
use super::document::Document;
use super::identity::Identity;
use super::moments::{Seen, labelled};
use super::pairs::Pair;
use super::signs::Field;
use super::timeline::Scan;
use super::times::duration;
use super::told::WORDS;
use crate::model::{Contradiction, Detector, FRONT_MATTER, Text};

/// Times with a zone on both sides, or on neither, that are further apart than this do not agree, in seconds.
const APART: u64 = 3600;
/// A duration that is off by less than this was rounded, in seconds.
const ROUNDED: u64 = 1800;
/// A label is not longer than so many bytes.
const LABEL: usize = 40;

/// What the text of a document says.
pub(super) struct Said<'s> {
    /// By labels and its title.
    pub(super) identity: &'s Identity,
    /// Its times.
    pub(super) scan: &'s Scan,
    /// Its labels with their values.
    pub(super) pairs: &'s [Pair],
    /// All of it.
    pub(super) document: &'s Document<'s>,
}

/// All of them, in the order of the facts.
pub(super) fn contradictions(declared: &Declared, said: &Said<'_>) -> Vec<Contradiction> {
    let of_times = [
        ("start", &declared.started, Field::Started),
        ("detection", &declared.detected, Field::Detected),
        ("end", &declared.resolved, Field::Resolved),
    ];
    let times = of_times.into_iter().filter_map(|(what, declared, field)| {
        let told = labelled(&said.scan.labelled, field)?;
        let declared = declared.as_ref().filter(|declared| is_apart(declared, &told))?;
        Some(Contradiction { what, by: FRONT_MATTER, declared: shown(declared), told: shown(&told) })
    });
    let all = words(declared, said.identity).chain(times).chain(detected_by(declared, said));
    all.chain(status(declared, said)).chain(lasted(declared, said)).chain(lasting(declared)).chain(year(said)).collect()
}

/// The time line is of another year than the document, on the same day.
fn year(said: &Said<'_>) -> Option<Contradiction> {
    let (told, declared, place) = said.scan.slip?;
    let year = |year: i16| Text::plain(year.to_string(), place);
    Some(Contradiction { what: "year", by: "by its date", declared: year(declared), told: year(told) })
}

fn shown((reading, place): &Seen) -> Text {
    Text::plain(&reading.iso, *place)
}

/// What front matter and a label name differently. Case and punctuation are no difference.
fn words(declared: &Declared, told: &Identity) -> impl Iterator<Item = Contradiction> {
    let pairs =
        [("severity", declared.severity.clone(), told.severity.clone()), ("id", declared.id.clone(), told.id.clone())];
    let alike =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let differs = move |declared: &Text, told: &Text| {
        let (declared, told) = (alike(declared), alike(told));
        // `sev1` and `SEV-1 (critical)` agree; what has no place was read from the name of the file.
        !declared.contains(&told) && !told.contains(&declared)
    };
    let both = pairs.into_iter().filter_map(|(what, declared, told)| Some((what, declared?, told?)));
    let both = both.filter(|(_, declared, told)| told.place.start() < told.place.end() && told.place != declared.place);
    let found = both.filter(move |(_, declared, told)| differs(declared, told));
    found.map(|(what, declared, told)| Contradiction { what, by: FRONT_MATTER, declared, told })
}

/// Are two times not the same, whatever zone was left out?
fn is_apart((declared, at): &Seen, (told, place): &Seen) -> bool {
    // Midnight may lie between two days where a zone or a time of day was left out.
    let days = || declared.days_from(told).is_some_and(|days| days > 1);
    at != place
        && declared.possible
        && told.possible
        && told.since(declared).map_or_else(days, |seconds| seconds.unsigned_abs() > APART)
}

/// An alert on the one side, and somebody who looked or called on the other.
fn detected_by(declared: &Declared, said: &Said<'_>) -> Option<Contradiction> {
    let (by, place) = declared.detected_by?;
    let names_it = |label: &Text| label.len() <= LABEL && WORDS.has("noticed-by", label);
    let (told, value) = said.pairs.iter().filter(|(label, _)| names_it(label)).find_map(|(_, value)| {
        let told = detector_asked(value).filter(|_| value.place != place)?;
        Some((told, value))
    })?;
    let is_other = matches!((by, told), (Detector::Alert, Detector::Customer | Detector::Person))
        || matches!((by, told), (Detector::Customer | Detector::Person, Detector::Alert));
    let named = |by| if by == Detector::Alert { "an alert" } else { "people" };
    let (declared, told) = (Text::plain(named(by), place), Text::plain(named(told), value.place));
    is_other.then_some(Contradiction { what: "detection", by: FRONT_MATTER, declared, told })
}

/// It is over by front matter, and goes on by a label or a sentence of the text.
fn status(declared: &Declared, said: &Said<'_>) -> Option<Contradiction> {
    let over =
        declared.status.clone().filter(|status| WORDS.has("is-over", status) && !WORDS.has("goes-on", status))?;
    let label =
        said.identity.status.clone().filter(|status| status.place != over.place && WORDS.has("goes-on", status));
    let blocks = said.document.blocks.iter().filter(|block| block.text.len() <= LABEL * 3 && !block.struck);
    let sentence =
        || blocks.map(|block| &block.text).find(|text| text.contains(' ') && WORDS.has("goes-on", text)).cloned();
    let told = label.or_else(sentence)?;
    Some(Contradiction { what: "status", by: FRONT_MATTER, declared: over, told })
}

/// How long it lasted, by front matter and by a label.
fn lasted(declared: &Declared, said: &Said<'_>) -> Option<Contradiction> {
    let (seconds, place) = declared.duration?;
    let value = super::pairs::value(said.pairs, Field::Duration).filter(|value| value.len() <= LABEL * 2)?;
    let told = duration(value).filter(|told| value.place != place && is_off(seconds, *told))?;
    let (declared, told) = (Text::plain(spoken(seconds), place), Text::plain(spoken(told), value.place));
    Some(Contradiction { what: "duration", by: FRONT_MATTER, declared, told })
}

/// How long it lasted, as declared and by the declared times. From its beginning or from when it was noticed, until the
/// harm was stopped or until all was over: what somebody means by a duration is theirs to choose.
pub(super) fn lasting(declared: &Declared) -> Option<Contradiction> {
    let (seconds, place) = declared.duration?;
    let from = [&declared.started, &declared.detected].into_iter().flatten();
    let spans = from.flat_map(|from| {
        let until = [&declared.mitigated, &declared.resolved].into_iter().flatten();
        until.filter_map(move |until| u64::try_from(until.0.since(&from.0)?).ok())
    });
    let spans: Vec<u64> = spans.collect();
    let (whole, began) = (spans.iter().max()?, declared.started.as_ref()?.1);
    let none = spans.iter().all(|span| is_off(*span, seconds));
    let (told, declared) = (Text::plain(spoken(seconds), place), Text::plain(spoken(*whole), began));
    none.then_some(Contradiction { what: "duration", by: "by the times", declared, told })
}

/// Is one of two durations more than half as long again, and by more than a rounding?
fn is_off(one: u64, other: u64) -> bool {
    one.abs_diff(other) > ROUNDED && one.max(other) * 2 > one.min(other) * 3
}

/// `2h 30m`
fn spoken(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    match (hours, minutes) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h {minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use crate::load::read_text;

    /// What does not agree in a postmortem with these lines of front matter and these words.
    fn of(front: &str, words: &str) -> Vec<&'static str> {
        let text = format!(
            "---\nid: INC-7\n{front}\n---\n# The queue stood still\n\n{words}\n\n## Root cause\n\nThe worker died.\n"
        );
        let loaded = read_text("postmortems/INC-7.md", &text);
        let told = loaded.model.incidents[0].told.clone().expect("it is a document");
        told.contradictions.iter().map(|found| found.what).collect()
    }

    #[test]
    fn two_clear_statements_that_differ_do_not_agree() {
        for (front, words, what) in [
            ("started: 2026-03-02T10:00:00Z", "**Started:** 2026-03-02 14:00 UTC", "start"),
            ("started: 2026-03-02", "**Started:** 2026-03-12", "start"),
            ("resolved: 2026-03-02T10:00:00Z", "**Resolved:** 2026-03-04 09:00", "end"),
            ("detected_by: alert", "**Detected by:** customers", "detection"),
            ("detected_by: customer", "**Detected by:** an alert", "detection"),
            ("status: resolved", "The incident is still open.", "status"),
            ("status: closed", "**Status:** in progress", "status"),
            ("duration: 40m", "**Duration:** 4 hours", "duration"),
            ("duration: 4h\nstarted: 2026-03-02T10:00:00Z\nresolved: 2026-03-02T10:40:00Z", "", "duration"),
        ] {
            assert_eq!(of(front, words), [what], "{front} | {words}");
        }
    }

    #[test]
    fn roundings_zones_and_other_words_are_no_contradiction() {
        for (front, words) in [
            ("started: 2026-03-02T10:00:00Z", "**Started:** 2026-03-02 10:20 UTC"),
            ("started: 2026-03-02T23:30:00Z", "**Started:** 2026-03-03 08:30"),
            ("started: 2026-03-02", "**Started:** 2026-03-03"),
            ("detected_by: person", "**Detected by:** customers"),
            ("status: resolved", "**Status:** complete"),
            ("status: resolved", "The ticket about the window is still open."),
            ("status: draft", "**Status:** in progress"),
            ("duration: 45m", "**Duration:** about an hour"),
            (
                "duration: 30m\nstarted: 2026-03-02T10:00:00Z\ndetected: 2026-03-02T12:00:00Z\nresolved: 2026-03-02T12:40:00Z",
                "",
            ),
        ] {
            assert!(of(front, words).is_empty(), "{front} | {words}: {:?}", of(front, words));
        }
    }
}
