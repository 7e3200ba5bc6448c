//! Incidents that share failure mode and service, or that name no service and have one title, in the order of time.

use std::collections::BTreeMap;

use super::fate::{Fate, fate};
use super::{day, services_of, when};
use crate::link::coverage::IncidentCoverage;
use crate::model::{Incident, IncidentId, ModeId, Model, RiskId, RiskKind};

/// Of a failure that came back more often, the latest so many are told.
const MOST: usize = 8;

/// An incident whose failure was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recurrence {
    /// Its root cause that repeats an earlier one.
    pub risk: RiskId,
    /// What they share.
    pub failure: Failure,
    /// How often it was there before.
    pub times: usize,
    /// The earlier ones, in the order of time: the latest of them, where there are many.
    pub earlier: Vec<Earlier>,
}

/// An earlier incident of the same failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// Its root cause.
    pub risk: RiskId,
    /// What it promised: index into its action items, and what became of each.
    pub promises: Vec<(usize, Fate)>,
}

impl Earlier {
    /// How many of its promises came to `fate`.
    pub(crate) fn count(&self, fate: Fate) -> usize {
        self.promises.iter().filter(|(_, of)| *of == fate).count()
    }
}

/// What makes two incidents one failure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Failure {
    /// A failure mode, and the service that it began in.
    Mode(ModeId, String),
    /// The title, numbers and dates left out, of incidents that name no service: their authors called them the same.
    Title(String),
}

/// A title of fewer words may well be that of different failures.
const TITLE_WORDS: usize = 4;

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
    let mut found = BTreeMap::new();
    for (at, (risk, of_risk)) in incident.risks.iter().zip(&coverage.risks).enumerate() {
        let of_cause = risk.kind == RiskKind::RootCause;
        let id = RiskId { incident: id, risk: at as u32 };
        if let Some(title) = title(incident).filter(|_| of_cause && services.is_empty()) {
            found.entry(Failure::Title(title)).or_insert(id);
        }
        let mode = model.modes.leading(&of_risk.modes).filter(|_| of_cause);
        let tells = |mode: &ModeId| model.modes.mode(*mode).tells_what_broke();
        for (mode, service) in mode.filter(tells).into_iter().flat_map(|mode| services.iter().map(move |it| (mode, it)))
        {
            found.entry(Failure::Mode(mode, service.clone())).or_insert(id);
        }
    }
    found
}

/// The words of the title in lower case, without ids, numbers and dates.
fn title(incident: &Incident) -> Option<String> {
    let words = incident.title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let words: Vec<String> = words.filter(|word| word.chars().all(char::is_alphabetic) && !word.is_empty()).collect();
    (words.len() >= TITLE_WORDS).then(|| words.join(" "))
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
    let recurrence = Recurrence { risk, failure: failure.clone(), times: before.len(), earlier: Vec::new() };
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
        let model = Model { incidents, modes: Modes { list, ..Modes::default() }.into(), ..Model::default() };
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
    fn incidents_without_a_service_are_one_failure_by_their_title() {
        let titled = |day: &str, title: &str| {
            let mut case = Case::new(day, &[]).caused_by(1, Verdict::Gap);
            case.incident.title = crate::model::Text::plain(title, case.incident.place);
            case
        };
        let first = || titled("2026-03-02", "All services return 503 (2026-03-02)");
        let again = titled("2026-05-01", "INC-9: All services return 503 in spring");
        assert_eq!(repeats(vec![first(), again]), vec![]);
        assert_eq!(repeats(vec![first(), titled("2026-05-01", "All services: return 504")]), vec![]);
        let again = titled("2026-05-01", "All services in Kubernetes return 503 (2)");
        let first = titled("2026-03-02", "All services in Kubernetes return 503 (1)");
        assert_eq!(repeats(vec![first, again]), vec![(1, vec![0], vec![])]);
    }

    #[test]
    fn of_many_only_the_latest_are_listed() {
        let cases = (1..=28).map(|day| case(&format!("2026-05-{day:02}"), "web", 0)).collect();
        let found = repeats(cases);
        assert_eq!((found.len(), found[26].1.len()), (27, MOST));
        assert_eq!(found[26].1.last(), Some(&26));
    }
}
