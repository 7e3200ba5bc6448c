//! coverage/missing-alert

use std::collections::BTreeSet;

use crate::check::subject::{Subject, defined_at, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{AlertId, Basis, Text};

/// An alert is named that no rule file defines.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/missing-alert",
    about: About::Other,
    severity: &[Severity::Error],
    page: include_str!("missing-alert.md"),
    run,
};

/// Names that differ more than this are not offered (Jaro-Winkler, 0 to 1).
const LIKENESS: f64 = 0.88;

fn run(input: &Input<'_>) -> Vec<Finding> {
    let named = subjects(input).flat_map(|subject| {
        let missing = subject.coverage.missing.clone();
        missing.into_iter().map(move |name| of_risk(&subject, &name)).collect::<Vec<_>>()
    });
    named.collect()
}

fn of_risk(subject: &Subject<'_>, name: &Text) -> Finding {
    let declared = subject.risk.alerts.iter().any(|alert| alert.place == name.place);
    let says = if declared { "declared as a guard" } else { "named here" };
    let message = format!("{} is {says} for {}, and no rule defines it", &**name, subject.name());
    let severity = if declared || subject.risk.basis == Basis::Stated { Severity::Error } else { Severity::Warning };
    let finding = Finding::at(CHECK.id, severity, name.place, "no rule has this name").says(message);
    // A risk that is covered all the same has one fault less: the name alone.
    let hole = if subject.is_gap() { subject.hole() } else { None };
    let finding = finding.of_risk(subject.id).of_hole(hole.or_else(|| Some(name.to_string())));
    match alike(subject.input, name) {
        Some(id) => {
            let alert = subject.input.model.rules.alert(id);
            let help = format!("did you mean {}? Correct the name where it is written", &*alert.name);
            finding.also(defined_at(alert), "did you mean this one?").help(help).of_alert(id)
        }
        None => finding.help("add the rule, correct the name, or give the folder that holds it"),
    }
}

/// The defined alert whose name is most like `name`.
fn alike(input: &Input<'_>, name: &str) -> Option<AlertId> {
    let wanted = name.to_lowercase();
    let names: BTreeSet<(&str, AlertId)> =
        input.model.rules.ids().map(|(id, alert)| (&*alert.name.value, id)).collect();
    let scored = names.into_iter().map(|(known, id)| (strsim::jaro_winkler(&known.to_lowercase(), &wanted), id));
    let best = scored.filter(|(likeness, _)| *likeness >= LIKENESS);
    best.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.cmp(x))).map(|(_, id)| id)
}
