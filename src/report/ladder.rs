//! The ladder of a guard: six small marks, and on demand the reasons of those that do not say yes.

use super::clean::clean;
use super::look::Style;
use super::{Look, Report};
use crate::link::{Answer, Rung, RungName, Rungs};

/// `defined ✔  live ✘  scoped ✔  in-time ?  delivered ✔  proven ?`
pub(super) fn marks(rungs: &Rungs, look: &Look) -> String {
    let mark = |(name, rung): (RungName, &Rung)| {
        let (style, sign, letter) = match rung.is {
            Answer::Yes => (Style::Good, "✔", "yes"),
            Answer::No => (Style::Error, "✘", "no"),
            Answer::Unknown => (Style::Dim, "?", "?"),
        };
        let sign = if look.unicode { sign } else { letter };
        format!("{name} {}", look.paint(style, sign))
    };
    rungs.each().map(mark).join("  ")
}

/// Why the rungs are as they are, a line each, with the place that says so.
pub(super) fn reasons(report: &Report<'_>, rungs: &Rungs) -> Vec<String> {
    let reason = |(name, rung): (RungName, &Rung)| {
        let at = rung.at.map(|place| {
            let (path, line) = (&report.sources.file(place.file).path, report.sources.start(place).line);
            format!(" ({path}:{line})")
        });
        clean(&format!("{name}: {}{}", rung.why, at.unwrap_or_default())).into_owned()
    };
    rungs.each().map(reason).to_vec()
}
