//! The facts of an incident: what it is called, when it was, who noticed.

use super::cues::Field;
use super::detection::{Detection, detection};
use super::document::{BlockKind, Document};
use super::identity::{Identity, heading, identity, stem};
use super::moments::{Stated, moment, moments};
use super::pairs::{Pair, pairs, value};
use super::timeline::scan;
use super::times::{Clockwork, day_first, duration, stamps};
use crate::model::Moment;

/// What a document says of its incident, apart from risks and action items.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// Title, severity and the like.
    pub(super) identity: Identity,
    /// How it was noticed.
    pub(super) detection: Detection,
    /// When it began.
    pub(super) started: Option<Moment>,
    /// When it was noticed.
    pub(super) detected: Option<Moment>,
    /// When the harm was stopped.
    pub(super) mitigated: Option<Moment>,
    /// When it was over.
    pub(super) resolved: Option<Moment>,
    /// How long it lasted, in seconds.
    pub(super) duration: Option<u64>,
    /// How long until it was noticed, in seconds.
    pub(super) time_to_detect: Option<u64>,
    /// Does it hold a time line?
    pub(super) has_timeline: bool,
}

/// Reads the facts of `document`.
pub(super) fn read(document: &Document<'_>) -> Facts {
    let pairs = pairs(document);
    let scan = scan(document, clockwork(document, &pairs));
    let stated = stated(&pairs);
    let found = moments(&scan, stated);
    let apart = |from: &Option<super::moments::Seen>, to: &Option<super::moments::Seen>| {
        let seconds = to.as_ref()?.0.since(&from.as_ref()?.0)?;
        u64::try_from(seconds).ok()
    };
    let duration = stated.duration.or_else(|| apart(&found.started, &found.resolved));
    let time_to_detect = stated.time_to_detect.or_else(|| apart(&found.started, &found.detected));
    let started = found.started.clone();
    Facts {
        identity: identity(document, &pairs),
        detection: detection(document, &pairs, &scan.entries),
        started: moment(found.started, None),
        detected: moment(found.detected, started.as_ref()),
        mitigated: moment(found.mitigated, started.as_ref()),
        resolved: moment(found.resolved, started.as_ref()),
        duration,
        time_to_detect,
        has_timeline: scan.entries.len() >= 2,
    }
}

fn stated(pairs: &[Pair]) -> Stated {
    let said = |field| value(pairs, field).filter(|text| text.len() <= 80).and_then(|text| duration(text));
    Stated { duration: said(Field::Duration), time_to_detect: said(Field::TimeToDetect) }
}

/// The date and the zone that hold for the whole document, from its title, its labels and the name of its file.
fn clockwork(document: &Document<'_>, pairs: &[Pair]) -> Clockwork {
    let day_first = if document.text.contains('/') { day_first(document.text) } else { None };
    let mut clockwork = Clockwork { day_first, ..Clockwork::default() };
    let title = heading(document).map(|title| title.value);
    let file = dated(stem(document.path));
    let first = document.blocks.iter().find(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let labels = pairs
        .iter()
        .filter(|(label, _)| [Field::Span, Field::Started].iter().any(|field| super::cues::CUES.names(*field, label)));
    let places = title.into_iter().chain(first.map(|block| block.text.value.clone())).chain([file]);
    for words in places.chain(labels.map(|(_, value)| value.value.clone())) {
        let found =
            stamps(&words).into_iter().find_map(|stamp| clockwork.read(&stamp, "").and_then(|reading| reading.date));
        clockwork.clock = None;
        if found.is_some() {
            break;
        }
    }
    clockwork
}

/// A file's name with its date set apart: `2026-03-02-checkout` as `2026-03-02 checkout`.
fn dated(stem: &str) -> String {
    let digits = stem.chars().take_while(|c| c.is_ascii_digit() || *c == '-' || *c == '_').count();
    format!("{} {}", stem[..digits].trim_end_matches(['-', '_']).replace('_', "-"), &stem[digits..])
}
