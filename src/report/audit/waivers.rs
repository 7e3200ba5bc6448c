//! What is accepted in writing, and until when.

use jiff::civil::Date;
use serde::Serialize;

use super::{At, Ground};
use crate::model::{Covers, Waiver, Written};

/// From so many days before its end a waiver is shown as ending soon.
const SOON: i32 = 14;

/// One waiver.
#[derive(Serialize)]
pub(super) struct WaiverRow {
    pub(super) at: At,
    /// Patterns on the ids of checks.
    pub(super) checks: Vec<String>,
    /// What it names; empty where it accepts what stands at its own place.
    pub(super) names: Vec<String>,
    pub(super) reason: String,
    pub(super) until: Option<String>,
    /// `holds`, `soon` (it ends), or why it accepts nothing: `expired`, `unreasoned`, `misread`.
    pub(super) state: &'static str,
}

/// All waivers: those that accept nothing first, then by their end, then by place.
pub(super) fn waivers(ground: &Ground<'_>) -> Vec<WaiverRow> {
    let mut rows: Vec<WaiverRow> = ground.model.waivers.iter().map(|waiver| row(ground, waiver)).collect();
    let holds = |row: &WaiverRow| matches!(row.state, "holds" | "soon");
    rows.sort_by_cached_key(|row| {
        (holds(row), row.until.is_none(), row.until.clone(), row.at.file.clone(), row.at.line)
    });
    rows
}

fn row(ground: &Ground<'_>, waiver: &Waiver) -> WaiverRow {
    WaiverRow {
        at: match &waiver.written {
            Written::Comment(place) => ground.at(*place),
            Written::Configuration(path, line) => ground.line(path, *line),
        },
        checks: waiver.checks.iter().map(|glob| glob.text.clone()).collect(),
        names: names(&waiver.covers),
        reason: waiver.reason.clone(),
        until: waiver.until.map(|day| day.0.to_string()),
        state: state(waiver, ground.today),
    }
}

fn names(covers: &Covers) -> Vec<String> {
    match covers {
        Covers::Lines(..) => Vec::new(),
        Covers::Named { incident, risk, alert, .. } => {
            let alert = alert.as_ref().map(|glob| glob.text.clone());
            [incident.clone(), risk.clone(), alert].into_iter().flatten().collect()
        }
    }
}

fn state(waiver: &Waiver, today: Date) -> &'static str {
    let left = waiver.until.and_then(|day| day.0.since(today).ok()).map(|span| span.get_days());
    match left {
        _ if waiver.fault.is_some() => "misread",
        _ if waiver.reason.is_empty() => "unreasoned",
        Some(..0) => "expired",
        Some(..=SOON) => "soon",
        _ => "holds",
    }
}
