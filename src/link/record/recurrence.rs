//! Incidents that share failure mode and service, in the order of time.

use std::collections::{BTreeMap, BTreeSet};

use super::fate::{Fate, fate};
use super::{day, modes_of, services_of, when};
use crate::link::coverage::IncidentCoverage;
use crate::model::{IncidentId, ModeId, Model, RiskId, RiskKind};

/// Of a failure that came back more often, the latest so many are told.
const MOST: usize = 8;

/// An incident whose failure was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// Its root cause that repeats an earlier one.
    pub risk: RiskId,
    /// The failure mode that both speak of.
    pub mode: ModeId,
    /// The service that both began in.
    pub service: String,
    /// How often it was there before.
    pub times: usize,
    /// The earlier ones, in the order of time: the latest of them, where there are many.
    pub earlier: Vec<Earlier>,
}

/// An earlier incident of the same failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its root cause.
    pub risk: RiskId,
    /// What it promised: index into its action items, and what became of each.
    pub promises: Vec<(usize, Fate)>,
}

impl Earlier {
    /// How many of its promises came to `fate`.
    pub fn count(&self, fate: Fate) -> usize {
        self.promises.iter().filter(|(_, of)| *of == fate).count()
    }
}

type Failure = (ModeId, String);

/// The incidents that repeat an earlier one, in the order of the model; each once, for the failure that was there most
/// often. The time it takes grows with the number of incidents.
pub(in crate::link) fn recurrences(model: &Model, coverage: &[IncidentCoverage]) -> Vec<Recurrence> {
    let mut by_time: Vec<(&str, IncidentId)> = Vec::new();
    for (at, incident) in model.incidents.iter().enumerate() {
        let began = when(incident).filter(|moment| day(moment).is_some());
        by_time.extend(began.map(|moment| (moment.iso.as_str(), IncidentId(at as u32))));
    }
    by_time.sort_unstable();
    let mut seen: BTreeMap<Failure, Vec<(&str, RiskId)>> = BTreeMap::new();
    let mut found: Vec<Recurrence> = Vec::new();
    for (iso, id) in by_time {
        let own = failures(model, coverage, id);
        let repeats = own.iter().filter_map(|(failure, risk)| repeat(&seen, failure, (iso, *risk)));
        // The order of failures decides between equals, so that the answer is always the same.
        let most = repeats.max_by(|(_, a), (_, b)| a.len().cmp(&b.len()).then(b.cmp(a)));
        if let Some((recurrence, before)) = most {
            let earlier = before[before.len().saturating_sub(MOST)..].iter();
            let earlier = earlier.map(|(_, risk)| told(model, coverage, *risk)).collect();
            found.push(Recurrence { earlier, ..recurrence });
        }
        for (failure, risk) in own {
            seen.entry(failure).or_default().push((iso, risk));
        }
    }
    found.sort_by_key(|recurrence| recurrence.risk);
    found
}

/// What broke where: the root causes of an incident by failure mode and service. A mode that says little ("errors
/// rose"), or that no metric can see ("human error"), does not make two incidents one failure.
fn failures(model: &Model, coverage: &[IncidentCoverage], id: IncidentId) -> BTreeMap<Failure, RiskId> {
    let (incident, coverage) = (&model.incidents[id.0 as usize], &coverage[id.0 as usize]);
    let services = services_of(incident, &model.services);
    let leading: BTreeSet<ModeId> = modes_of(incident, coverage, &model.modes);
    let mut found = BTreeMap::new();
    for (at, (risk, of_risk)) in incident.risks.iter().zip(&coverage.risks).enumerate() {
        let mode = model.modes.leading(&of_risk.modes).filter(|mode| leading.contains(mode));
        let Some(mode) = mode.filter(|_| risk.kind == RiskKind::RootCause) else { continue };
        let known = model.modes.mode(mode);
        if known.general || !known.monitorable {
            continue;
        }
        for service in &services {
            found.entry((mode, service.clone())).or_insert(RiskId { incident: id, risk: at as u32 });
        }
    }
    found
}

type Before<'s, 'i> = &'s [(&'i str, RiskId)];

/// The earlier ones of a failure. Two documents of one day tell of one incident.
fn repeat<'s, 'i>(
    seen: &'s BTreeMap<Failure, Vec<(&'i str, RiskId)>>,
    failure: &Failure,
    (iso, risk): (&str, RiskId),
) -> Option<(Recurrence, Before<'s, 'i>)> {
    let before = seen.get(failure)?;
    let today = before.iter().rev().take_while(|(other, _)| other.get(..10) == iso.get(..10)).count();
    let before = &before[..before.len() - today];
    let (mode, service) = failure.clone();
    let recurrence = Recurrence { risk, mode, service, times: before.len(), earlier: Vec::new() };
    (!before.is_empty()).then_some((recurrence, before))
}

fn told(model: &Model, coverage: &[IncidentCoverage], risk: RiskId) -> Earlier {
    let (incident, coverage) = (&model.incidents[risk.incident.0 as usize], &coverage[risk.incident.0 as usize]);
    let promises = (0..incident.action_items.len()).map(|at| (at, fate(incident, coverage, at))).collect();
    Earlier { risk, promises }
}

#[cfg(test)]
mod tests {
    use super::{Fate, MOST, recurrences};
    use crate::link::Verdict;
    use crate::link::record::sample::Case;
    use crate::model::{FailureMode, Model, Modes, Status};

    const MODES: &str = r#"
- {id: queue-backlog, title: A queue grew, says: {any: [queue]}, examples: {matches: [], ignores: []}}
- {id: errors, title: Errors rose, says: {any: [errors]}, general: true, examples: {matches: [], ignores: []}}
"#;

    fn repeats(cases: Vec<Case>) -> Vec<(u32, Vec<u32>, Vec<Fate>)> {
        let list: Vec<FailureMode> = serde_yaml::from_str(MODES).expect("the sample modes are well formed");
        let (incidents, coverage): (Vec<_>, Vec<_>) =
            cases.into_iter().map(|case| (case.incident, case.coverage)).unzip();
        let model = Model { incidents, modes: Modes { list, ..Modes::default() }, ..Model::default() };
        let found = recurrences(&model, &coverage).into_iter().map(|found| {
            let earlier = found.earlier.iter().map(|earlier| earlier.risk.incident.0).collect();
            let fates = found.earlier.iter().flat_map(|earlier| earlier.promises.iter().map(|(_, fate)| *fate));
            (found.risk.incident.0, earlier, fates.collect())
        });
        found.collect()
    }

    fn case(day: &str, service: &str, mode: u16) -> Case {
        Case::new(day, &[service]).caused_by(mode, Verdict::Gap)
    }

    #[test]
    fn what_comes_back_is_told_in_the_order_of_time_with_what_was_promised() {
        let promised = case("2026-03-02T10:00Z", "Web shop", 0).asking(Status::Done, Verdict::Gap);
        let cases = vec![case("2026-05-01", "web-shop", 0), promised, case("2026-01-05", "web_shop", 0)];
        let want = vec![(0, vec![2, 1], vec![Fate::Broken]), (1, vec![2], vec![])];
        assert_eq!(repeats(cases), want);
    }

    #[test]
    fn another_service_another_mode_and_the_same_day_are_no_repeat() {
        for other in [case("2026-03-02", "mail", 0), case("2026-03-02", "web", 1), case("2026-05-01T09:00", "web", 0)] {
            assert_eq!(repeats(vec![case("2026-05-01", "web", 0), other]), vec![]);
        }
        assert_eq!(repeats(vec![case("2026-05-01", "web", 1), case("2026-03-02", "web", 1)]), vec![], "says little");
    }

    #[test]
    fn of_many_only_the_latest_are_listed() {
        let cases = (1..=28).map(|day| case(&format!("2026-05-{day:02}"), "web", 0)).collect();
        let found = repeats(cases);
        assert_eq!((found.len(), found[26].1.len()), (27, MOST));
        assert_eq!(found[26].1.last(), Some(&26));
    }
}
