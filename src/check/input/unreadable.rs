//! input/unreadable

use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{Idle, Misread, Skipped};

/// A file, or a part of one, could not be read.
pub(in crate::check) static CHECK: Check = Check {
    id: "input/unreadable",
    about: About::Other,
    severity: &[Severity::Warning],
    page: include_str!("unreadable.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let misread = input.model.misread.iter().map(of_comment);
    let idle = input.model.idle.iter().map(of_setting);
    input.model.skipped.iter().map(finding).chain(misread).chain(idle).collect()
}

fn of_comment(misread: &Misread) -> Finding {
    let finding = Finding::at(CHECK.id, Severity::Warning, misread.place, "not understood");
    finding.says(misread.why.clone()).help(misread.help.clone())
}

fn of_setting(idle: &Idle) -> Finding {
    let finding = Finding { path: Some(idle.path.clone()), ..Finding::new(CHECK.id, Severity::Warning) };
    finding.says(idle.why.clone()).help(idle.help)
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
