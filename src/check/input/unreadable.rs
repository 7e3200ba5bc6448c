//! input/unreadable

use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Skipped;

/// A file, or a part of one, could not be read.
pub(in crate::check) static CHECK: Check = Check {
    id: "input/unreadable",
    about: About::Other,
    severity: &[Severity::Warning],
    page: include_str!("unreadable.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    input.model.skipped.iter().map(finding).collect()
}

fn finding(skipped: &Skipped) -> Finding {
    let severity = if skipped.named { Severity::Error } else { Severity::Warning };
    let places = skipped.place.map(|place| crate::check::Labelled { place, label: "reading stopped here".to_string() });
    Finding {
        places: places.into_iter().collect(),
        path: Some(skipped.path.clone()),
        ..Finding::new(CHECK.id, severity)
    }
    .says(skipped.why.clone())
    .help(skipped.help.clone())
}
