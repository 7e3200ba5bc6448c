//! coverage/missing-alert

use std::collections::BTreeSet;

use crate::check::subject::{Subject, defined_at, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{AlertId, Basis, Text};
use crate::source::Place;

/// An alert is named that no rule file defines.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/missing-alert",
    about: About::Other,
    severity: &[Severity::Error],
    page: include_str!("missing-alert.md"),
    run,
};

/// What stands before the name of an alert in a rule file.
const KEY: &str = "alert:";
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
    let unread = unread(subject.input, name);
    let path = unread.map(|place| &*subject.input.sources.file(place.file).path);
    let why = path.map_or_else(|| "no rule defines it".into(), |path| format!("{path} could not be read"));
    let message = format!("{} is {says} for {}, and {why}", &**name, subject.name());
    let severity = if declared || subject.risk.basis == Basis::Stated { Severity::Error } else { Severity::Warning };
    let finding = Finding::at(CHECK.id, severity, name.place, "no rule has this name").says(message);
    // A risk that is covered all the same has one fault less: the name alone.
    let hole = if subject.is_gap() { subject.hole() } else { None };
    let finding = finding.of_risk(subject.id).of_hole(hole.or_else(|| Some(name.to_string())));
    if let Some(place) = unread {
        return finding
            .also(place, "it stands here")
            .help("render the template, or mend the file, and check the result");
    }
    match alike(subject.input, name) {
        Some(id) => {
            let alert = subject.input.model.rules.alert(id);
            let help = format!("did you mean {}? Correct the name where it is written", &*alert.name);
            finding.also(defined_at(alert), "did you mean this one?").help(help).of_alert(id)
        }
        None => finding.help("add the rule, correct the name, or give the folder that holds it"),
    }
}

/// Where a rule of that name stands in a file whose rules could not be read: a template that nobody has rendered.
fn unread(input: &Input<'_>, name: &str) -> Option<Place> {
    let is_skipped = |path: &str| input.model.skipped.iter().any(|skipped| skipped.path == path);
    input.sources.iter().filter(|(_, file)| is_skipped(&file.path)).find_map(|(id, file)| {
        let rules = file.text.match_indices(KEY).map(|(at, _)| at + KEY.len());
        let names = |at: &usize| {
            let value = file.text[*at..].lines().next().unwrap_or_default().trim().trim_matches(['"', '\'']);
            value == name
        };
        let at = rules.filter(|_| name.len() > 2).find(names)?;
        let start = at + file.text[at..].find(name)?;
        Some(Place::new(id, start..start + name.len()))
    })
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
