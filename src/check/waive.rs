//! Findings that are accepted in writing. What is accepted is no finding; it is never "covered" either.
//!
//! Every check runs where there is a waiver, whatever was asked for: only then is it known which waivers are of use.

use std::collections::BTreeSet;

use super::{About, Alerts, CHECKS, Check, Finding, Input, Wanted, graded, waiver};
use crate::model::{AlertId, Covers, RiskId, Waiver, Written};
use crate::source::Place;

/// What the checks say.
#[derive(Debug, Default)]
pub struct Judged {
    /// What they report; one hole gives one finding. Sorted by file, line, column and check.
    pub findings: Vec<Finding>,
    /// What was accepted, in the same order.
    pub waived: Vec<Waived>,
    /// The risks that are accepted as they are.
    pub accepted: BTreeSet<RiskId>,
}

/// A finding that was accepted.
#[derive(Clone, Debug)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// Why.
    pub reason: String,
    /// Does the configuration say so, and no comment at its place?
    pub by_configuration: bool,
}

/// Runs the checks that are `wanted`, by id, and takes away what is waived.
pub fn judge(input: &Input<'_>, wanted: impl Fn(&str) -> Wanted) -> Judged {
    let waivers = &input.model.waivers;
    if waivers.is_empty() {
        return Judged { findings: super::run(input, wanted), ..Judged::default() };
    }
    let mut sieve = Sieve { input, used: vec![false; waivers.len()], kept: Vec::new(), waived: Vec::new() };
    // What is said of waivers cannot be waived itself; it is known only after everything else was.
    CHECKS.iter().filter(|check| check.about != About::Waiver).for_each(|check| sieve.run(check));
    let Sieve { used, mut kept, mut waived, .. } = sieve;
    let of_risk = |finding: &Finding| finding.risk.filter(|_| finding.about() == About::Risk);
    let open: BTreeSet<RiskId> = kept.iter().filter_map(of_risk).collect();
    let accepted = waived.iter().filter_map(|it| of_risk(&it.finding)).filter(|risk| !open.contains(risk)).collect();
    kept.extend(waiver::findings(input, &used));
    let findings = super::told(input, kept.into_iter().filter_map(|finding| graded(finding, &wanted)).collect());
    waived.retain(|it| wanted(it.finding.check) != Wanted::No);
    waived.sort_by_cached_key(|it| super::order(input, &it.finding));
    Judged { findings, waived, accepted }
}

struct Sieve<'a> {
    input: &'a Input<'a>,
    /// Of each waiver: did it accept anything, or would it have, had it not expired?
    used: Vec<bool>,
    kept: Vec<Finding>,
    waived: Vec<Waived>,
}

impl Sieve<'_> {
    fn run(&mut self, check: &Check) {
        let excused = self.run_alone(check);
        let input = Input { alerts: Alerts::Except(&excused), ..self.input.clone() };
        for finding in (check.run)(&input) {
            let is_told = check.about.is_guard() && finding.alert.is_some_and(|alert| excused.contains(&alert));
            if is_told {
                continue;
            }
            let accepting = self.accepting(&finding);
            match accepting {
                Some(at) => self.waive(at, finding),
                None => self.kept.push(finding),
            }
        }
    }

    /// One finding may speak of many alerts. Those that are waived are checked apart, so that the others are still told.
    fn run_alone(&mut self, check: &Check) -> BTreeSet<AlertId> {
        let mut excused = BTreeSet::new();
        if !check.about.is_guard() {
            return excused;
        }
        let input = self.input;
        for (at, waiver) in input.model.waivers.iter().enumerate().filter(|(_, waiver)| names(waiver, check.id)) {
            let alerts: BTreeSet<AlertId> = alerts_of(input, waiver).filter(|id| !excused.contains(id)).collect();
            if alerts.is_empty() {
                continue;
            }
            let alone = (check.run)(&Input { alerts: Alerts::Only(&alerts), ..input.clone() });
            let its = |finding: &Finding| finding.alert.is_some_and(|alert| alerts.contains(&alert));
            let found: Vec<Finding> = alone.into_iter().filter(its).collect();
            self.used[at] |= !found.is_empty();
            if holds(input, waiver) && !found.is_empty() {
                found.into_iter().for_each(|finding| self.waive(at, finding));
                excused.extend(alerts);
            }
        }
        excused
    }

    /// The waiver that accepts `finding`. One that has expired, or gives no reason, is of use and accepts nothing.
    fn accepting(&mut self, finding: &Finding) -> Option<usize> {
        let input = self.input;
        let fits = |waiver: &Waiver| names(waiver, finding.check) && covers(input, waiver, finding);
        let all = input.model.waivers.iter().enumerate().filter(|(_, waiver)| fits(waiver));
        let mut accepting = None;
        for (at, waiver) in all {
            self.used[at] = true;
            accepting = accepting.or(holds(input, waiver).then_some(at));
        }
        accepting
    }

    fn waive(&mut self, at: usize, finding: Finding) {
        self.used[at] = true;
        let waiver = &self.input.model.waivers[at];
        let by_configuration = matches!(waiver.written, Written::Configuration(..));
        self.waived.push(Waived { finding, reason: waiver.reason.clone(), by_configuration });
    }
}

fn names(waiver: &Waiver, id: &str) -> bool {
    waiver.fault.is_none() && waiver.checks.iter().any(|glob| glob.matches(id))
}

/// Does it say why, and is it still time?
fn holds(input: &Input<'_>, waiver: &Waiver) -> bool {
    !waiver.reason.is_empty() && waiver::left(input, waiver).is_none_or(|days| days >= 0)
}

/// The alerts whose findings it accepts.
fn alerts_of<'a>(input: &'a Input<'_>, waiver: &'a Waiver) -> impl Iterator<Item = AlertId> + 'a {
    let fits = move |id: AlertId| {
        let alert = input.model.rules.alert(id);
        match &waiver.covers {
            Covers::Lines(..) => within(input, waiver, alert.place),
            Covers::Named { incident, risk, alert: glob, files } => {
                let named = glob.as_ref().is_none_or(|glob| glob.matches(&alert.name));
                let here =
                    files.as_ref().is_none_or(|files| files.contains(&input.sources.file(alert.place.file).path));
                let of_incident = incident.is_none() || guards_only(input, id, |risk| is_named(input, waiver, risk));
                // An incident alone is answered by its findings, not by every alert that guards it.
                named && here && of_incident && risk.is_none() && (glob.is_some() || files.is_some())
            }
        }
    };
    input.model.rules.ids().map(|(id, _)| id).filter(move |id| fits(*id))
}

/// Does the waiver cover what `finding` speaks of?
fn covers(input: &Input<'_>, waiver: &Waiver, finding: &Finding) -> bool {
    let first = finding.places.first().map(|labelled| labelled.place);
    match &waiver.covers {
        Covers::Lines(..) => {
            let of_risk = |risk: RiskId| within(input, waiver, text_of(input, risk));
            first.is_some_and(|place| within(input, waiver, place)) || of_its_risks(input, finding, of_risk)
        }
        Covers::Named { incident, alert, files, .. } => {
            let path = first.map(|place| &input.sources.file(place.file).path).or(finding.path.as_ref());
            let here = files.as_ref().is_none_or(|files| path.is_some_and(|path| files.contains(path)));
            let of_incident = incident.is_none() || of_its_risks(input, finding, |risk| is_named(input, waiver, risk));
            let named = alert.as_ref().is_none_or(|glob| {
                let said = first.map_or("", |place| input.sources.excerpt(place));
                !finding.about().is_guard() && glob.matches(said.trim())
            });
            here && of_incident && named
        }
    }
}

/// Of a guard, all that it guards; of anything else, the risk, or else the incident.
fn of_its_risks(input: &Input<'_>, finding: &Finding, is: impl Fn(RiskId) -> bool) -> bool {
    match (finding.alert, finding.risk, finding.incident) {
        (Some(alert), ..) if finding.about().is_guard() => guards_only(input, alert, is),
        (_, Some(risk), _) => is(risk),
        (_, None, Some(incident)) => is(RiskId { incident, risk: u32::MAX }),
        _ => false,
    }
}

/// Does the alert guard something, and nothing but what `is` says?
fn guards_only(input: &Input<'_>, alert: AlertId, is: impl Fn(RiskId) -> bool) -> bool {
    let mut guarded = super::subject::subjects(input)
        .filter(|subject| subject.coverage.guards.iter().any(|guard| guard.alert == alert))
        .map(|subject| subject.id)
        .peekable();
    guarded.peek().is_some() && guarded.all(is)
}

/// Does a waiver of the configuration name this risk? A risk without number stands for its whole incident.
fn is_named(input: &Input<'_>, waiver: &Waiver, id: RiskId) -> bool {
    let Covers::Named { incident, risk, .. } = &waiver.covers else { return false };
    let told = &input.model.incidents[id.incident.0 as usize];
    let same = |wanted: &Option<String>, known: Option<&crate::model::Text>| {
        wanted.as_ref().is_none_or(|wanted| known.is_some_and(|known| known.eq_ignore_ascii_case(wanted)))
    };
    let of_risk = told.risks.get(id.risk as usize).and_then(|risk| risk.id.as_ref());
    same(incident, told.id.as_ref()) && same(risk, of_risk)
}

fn text_of(input: &Input<'_>, id: RiskId) -> Place {
    let told = &input.model.incidents[id.incident.0 as usize];
    told.risks.get(id.risk as usize).map_or(told.title.place, |risk| risk.text.place)
}

fn within(input: &Input<'_>, waiver: &Waiver, place: Place) -> bool {
    let Covers::Lines(file, lines) = &waiver.covers else { return false };
    *file == place.file && lines.contains(&input.sources.lines(place).0)
}
