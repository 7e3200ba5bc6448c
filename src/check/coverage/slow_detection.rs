//! coverage/slow-detection

use crate::check::subject::{first_line, name_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::record::Late;
use crate::link::shown_millis;

/// It took longer to notice than the configuration allows.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/slow-detection",
    about: About::Other,
    severity: &[Severity::Info],
    page: include_str!("slow-detection.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    input.coverage.late.iter().map(|late| finding(input, *late)).collect()
}

fn finding(input: &Input<'_>, late: Late) -> Finding {
    let incident = &input.model.incidents[late.incident.0 as usize];
    let (took, target) = (shown_millis(late.took.saturating_mul(1000)), shown_millis(late.target));
    let message = format!("it took {took} to notice {}; the target is {target}", name_of(incident));
    let noticed = incident.detected.as_ref().map(|moment| moment.place);
    let place = incident.time_to_detect_place.or(noticed).unwrap_or(incident.title.place);
    let finding =
        Finding::at(CHECK.id, Severity::Info, first_line(input, place), "").says(message).of_incident(late.incident);
    finding
        .help("the delay of every guard is its rung in-time; guard/too-slow tells those that would come too late again")
}
