//! Guards that an export names: what became of them since it was written. It knows the name of each and a fingerprint of
//! its expression, so that the alerts' repository needs neither the postmortems nor any history.

use std::collections::BTreeSet;

use super::{removed, weakened};
use crate::check::before::losses;
use crate::check::subject::{Subject, first_line, subjects};
use crate::check::{Alerts, Finding, Input, Severity};
use crate::link::{Guard, RiskCoverage};
use crate::model::{AlertId, Exported, IncidentId, fingerprint_of};
use crate::source::Place;

/// A guard of an export, and what it guarded.
struct Known<'a> {
    exported: &'a Exported,
    incident: IncidentId,
    subject: Option<Subject<'a>>,
}

/// Those that no rule defines any more.
pub(super) fn gone(input: &Input<'_>) -> Vec<Finding> {
    let known = known(input);
    // Of what is not there, no rule can speak.
    let all = !matches!(input.alerts, Alerts::Only(_));
    let gone = known.iter().filter(|known| all && named(input, known).is_empty());
    gone.map(|known| {
        let (name, what) = (known.exported.alert.trim(), known.what(input));
        let says = format!("{name} guarded {what} when the incidents were exported, and no rule defines it now");
        let comment = known.subject.as_ref().and_then(Subject::comment);
        let at_rule = comment.map_or_else(String::new, |comment| format!(": {comment} at that rule"));
        let help = format!("name what sees it now{at_rule}; or export the incidents anew");
        let finding = known.finding(input, (removed::CHECK.id, Severity::Error), "no rule has this name");
        let hole = known.subject.as_ref().filter(|subject| subject.is_gap()).and_then(|subject| subject.hole());
        let hole = hole.or_else(|| Some(name.to_owned()));
        Finding { former: Some(name.to_owned()), ..finding.says(says).help(help).of_hole(hole) }
    })
    .collect()
}

/// Those whose expression is another: whether it is a weaker one, a fingerprint cannot tell.
pub(super) fn changed(input: &Input<'_>) -> Vec<Finding> {
    let known = known(input);
    let found = known.iter().filter_map(|known| {
        let alerts = named(input, known);
        if !alerts.iter().all(|id| input.alerts.takes(*id)) {
            return None;
        }
        let is_same = |id: &AlertId| fingerprint_of(&input.model.rules.alert(*id).text) == known.exported.fingerprint;
        let first = *alerts.first().filter(|_| !alerts.iter().any(is_same))?;
        let alert = input.model.rules.alert(first);
        let (name, what) = (known.exported.alert.trim(), known.what(input));
        let says =
            format!("{name}, which guards {what}, may be weaker: its expression is not what it was at the export");
        let finding =
            Finding::at(weakened::CHECK.id, Severity::Warning, first_line(input, alert.text.place), "another");
        let finding = finding.also(first_line(input, known.exported.alert.place), "exported with another expression");
        let help = "see that it still does what the incident needs, and export the incidents anew";
        let graded = Finding { severity: known.graded(input, Severity::Warning), ..finding };
        Some(known.of(graded).of_alert(first).says(says).help(help))
    });
    found.collect()
}

/// What the exports name. What `--base` tells better is left to it.
fn known<'a>(input: &'a Input<'a>) -> Vec<Known<'a>> {
    if input.model.exported.is_empty() {
        return Vec::new();
    }
    let losses = losses(input);
    let told: BTreeSet<(IncidentId, &str)> = losses.iter().map(|loss| (loss.incident, loss.was.name.trim())).collect();
    let mut seen = BTreeSet::new();
    let mut known = Vec::new();
    for exported in &input.model.exported {
        let Some(at) = input.model.incidents.iter().position(|incident| incident.place == exported.incident) else {
            continue;
        };
        let incident = IncidentId(at as u32);
        let subject = subjects(input).find(|subject| {
            subject.id.incident == incident && exported.risk.is_some_and(|place| subject.risk.text.place == place)
        });
        // An alert that guards several risks of an incident is told once.
        if !told.contains(&(incident, exported.alert.trim())) && seen.insert((incident, exported.alert.trim())) {
            known.push(Known { exported, incident, subject });
        }
    }
    known
}

fn named(input: &Input<'_>, known: &Known<'_>) -> Vec<AlertId> {
    let name = known.exported.alert.trim();
    input.model.rules.ids().filter(|(_, alert)| alert.name.trim() == name).map(|(id, _)| id).collect()
}

impl Known<'_> {
    fn what(&self, input: &Input<'_>) -> String {
        let incident = &input.model.incidents[self.incident.0 as usize];
        let name = incident.id.as_ref().unwrap_or(&incident.title).to_string();
        let risk = self.subject.as_ref().and_then(|subject| subject.risk.id.as_ref());
        risk.map_or_else(|| name.clone(), |risk| format!("{name}/{}", &**risk))
    }

    fn finding(&self, input: &Input<'_>, (check, severity): (&'static str, Severity), label: &str) -> Finding {
        let place: Place = self.exported.alert.place;
        self.of(Finding::at(check, self.graded(input, severity), first_line(input, place), label))
    }

    fn of(&self, mut finding: Finding) -> Finding {
        finding.incident = Some(self.incident);
        finding.risk = self.subject.as_ref().map(|subject| subject.id);
        finding
    }

    /// An info where another fact guards the same and stands, a warning where one does not stand.
    fn graded(&self, input: &Input<'_>, alone: Severity) -> Severity {
        let of_risk = self.subject.as_ref().map(|subject| subject.coverage);
        let own: Vec<&Guard> = match of_risk {
            Some(RiskCoverage { guards, .. }) => guards.iter().collect(),
            None => input.coverage.incident(self.incident).guards.iter().collect(),
        };
        let name = self.exported.alert.trim();
        let is_other = |guard: &&&Guard| input.model.rules.alert(guard.alert).name.trim() != name && guard.is_fact();
        let others: Vec<&&Guard> = own.iter().filter(is_other).collect();
        match others.iter().any(|guard| guard.holds()) {
            true => Severity::Info,
            false if !others.is_empty() => alone.max(Severity::Warning),
            false => alone,
        }
    }
}
