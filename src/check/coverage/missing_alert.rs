//! coverage/missing-alert

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};

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
    let unread = LazyCell::new(|| unread(input));
    let named = subjects(input).flat_map(|subject| {
        let of_name = |name| of_risk(&subject, name, unread.get(&**name).copied());
        subject.coverage.missing.iter().map(of_name).collect::<Vec<_>>()
    });
    named.collect()
}

fn of_risk(subject: &Subject<'_>, name: &Text, unread: Option<Place>) -> Finding {
    let declared = subject.risk.alerts.iter().any(|alert| alert.place == name.place);
    let says = if declared { "declared as a guard" } else { "named here" };
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

/// The rules in files that could not be read, by name, each where it stands first: in a template that nobody has rendered.
fn unread<'a>(input: &Input<'a>) -> HashMap<&'a str, Place> {
    let mut found = HashMap::new();
    for file in input.model.skipped.iter().filter_map(|skipped| Some(skipped.place?.file)) {
        let text = &*input.sources.file(file).text;
        for at in text.match_indices(KEY).map(|(at, _)| at + KEY.len()) {
            let value = text[at..].lines().next().unwrap_or_default();
            let name = value.trim().trim_matches(['"', '\'']);
            let start = at + value.find(name).unwrap_or_default();
            found.entry(name).or_insert_with(|| Place::new(file, start..start + name.len()));
        }
    }
    found
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
