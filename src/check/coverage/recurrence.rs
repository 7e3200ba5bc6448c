//! coverage/recurrence

use crate::check::subject::{first_line, name_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::record::{Earlier, Failure, Fate, Recurrence, when};
use crate::model::{Incident, RiskId};
use crate::source::Place;

/// The same failure mode hit the same service again.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/recurrence",
    about: About::Other,
    severity: &[Severity::Warning],
    page: include_str!("recurrence.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    input.coverage.recurrences.iter().map(|recurrence| finding(input, recurrence)).collect()
}

fn finding(input: &Input<'_>, recurrence: &Recurrence) -> Finding {
    let name = name_of(incident(input, recurrence.risk));
    let times = match recurrence.times {
        1 => "once".into(),
        2 => "twice".into(),
        more => format!("{more} times"),
    };
    let message = match &recurrence.failure {
        Failure::Mode(mode, service) => {
            format!("{name} is not the first: {} hit {service} {times} before", input.model.modes.mode(*mode).id)
        }
        Failure::Title(_) => format!("{name} is not the first: the same was written down {times} before"),
    };
    let label = "again here";
    let finding =
        Finding::at(CHECK.id, Severity::Warning, cause(input, recurrence.risk), label).of_risk(recurrence.risk);
    let finding = recurrence
        .earlier
        .iter()
        .fold(finding.says(message), |finding, earlier| finding.also(cause(input, earlier.risk), told(input, earlier)));
    finding.help(help(recurrence))
}

fn incident<'a>(input: &Input<'a>, risk: RiskId) -> &'a Incident {
    &input.model.incidents[risk.incident.0 as usize]
}

fn cause(input: &Input<'_>, risk: RiskId) -> Place {
    first_line(input, incident(input, risk).risks[risk.risk as usize].text.place)
}

/// `INC-7 on 2026-01-05; it promised 3 things: 1 done and guarded, 1 done and broken, 1 open`
fn told(input: &Input<'_>, earlier: &Earlier) -> String {
    let incident = incident(input, earlier.risk);
    let day =
        when(incident).and_then(|moment| moment.iso.get(..10)).map(|day| format!(" on {day}")).unwrap_or_default();
    let kinds = [
        (Fate::Guarded, "done and guarded"),
        (Fate::Broken, "done and broken"),
        (Fate::Done, "done"),
        (Fate::Open, "open"),
        (Fate::Unknown, "of unknown state"),
    ];
    let counts = kinds.into_iter().map(|(fate, words)| (earlier.count(fate), words)).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, words)| format!("{count} {words}")).collect();
    let promised = match earlier.promises.len() {
        0 => "it promised nothing".to_owned(),
        1 => format!("it promised 1 thing: {}", counts.join(", ")),
        all => format!("it promised {all} things: {}", counts.join(", ")),
    };
    format!("{}{day}; {promised}", name_of(incident))
}

/// What to do depends on what became of the promises: undone ones first, then those that did not hold.
fn help(recurrence: &Recurrence) -> &'static str {
    let any = |fate| recurrence.earlier.iter().any(|earlier| earlier.count(fate) > 0);
    if any(Fate::Broken) {
        "what was ticked off does not hold: coverage/done-without-alert shows which alert is missing"
    } else if any(Fate::Open) {
        "finish what was promised then, before anything new is"
    } else if recurrence.earlier.iter().all(|earlier| earlier.promises.is_empty()) {
        "promise something this time: what would have kept it from coming back?"
    } else {
        "what was promised then was not enough: ask why it could come back all the same"
    }
}
