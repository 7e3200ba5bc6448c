//! What the incidents add up to.

use std::collections::BTreeMap;

use super::fate::{Fate, fate};
use super::{day, modes_of, services_of, when};
use crate::link::coverage::{Coverage, RiskCoverage, Sees, Verdict};
use crate::model::{Detector, Incident, Model, RiskKind};

/// Months between the first and the last incident are filled up, unless one lies further back than this many.
const MOST_MONTHS: usize = 240;

/// Incidents by this and that, and how their times and promises came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trends {
    /// How many incidents there are.
    pub incidents: usize,
    /// By failure mode of their root causes; one may have several.
    pub modes: Tally,
    /// By service they began in; one may have several.
    pub services: Tally,
    /// By severity, written alike: `SEV-1` and `Sev 1` are `sev1`.
    pub severities: Tally,
    /// By who noticed first: `alert`, `customer`, `person`.
    pub detectors: Tally,
    /// By month, `2026-03`, in the order of time; months without an incident count 0.
    pub months: Tally,
    /// By quarter, `2026-Q1`, likewise.
    pub quarters: Tally,
    /// From the beginning to the notice.
    pub time_to_detect: Spread,
    /// From the beginning to the end.
    pub time_to_resolve: Spread,
    /// Root causes by severity of their incident, in the order of [`Trends::severities`]; the last are of those whose
    /// severity is not known.
    pub causes: Vec<CausesOf>,
    /// All action items.
    pub items: Items,
}

/// How many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// The name and how many, the most frequent first; of months and quarters in the order of time.
    pub counts: Vec<(String, usize)>,
    /// How many incidents do not say.
    pub unknown: usize,
}

/// How long something took, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spread {
    /// Half of the known ones took no longer.
    pub median: Option<u64>,
    /// Nine in ten of the known ones took no longer.
    pub p90: Option<u64>,
    /// How many are known.
    pub known: usize,
    /// How many incidents do not say.
    pub unknown: usize,
}

/// The root causes of incidents of one severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CausesOf {
    /// The severity; `None` where the document does not say.
    pub severity: Option<String>,
    /// How many root causes.
    pub causes: usize,
    /// Of them: an alert sees the cause and would page.
    pub covered: usize,
    /// Of the covered ones: no fact says so, only inference.
    pub inferred: usize,
}

/// Action items by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items {
    /// All of them.
    pub all: usize,
    /// Not done yet.
    pub open: usize,
    /// Done, with those that are verified and those that are broken.
    pub done: usize,
    /// Of the done ones: the alert that was asked for is there and would page.
    pub verified: usize,
    /// Of the done ones: the alert that was asked for is not there, or would not page.
    pub broken: usize,
    /// The text does not say.
    pub unknown: usize,
}

/// What the incidents of `model` add up to.
pub(crate) fn trends(model: &Model, coverage: &Coverage) -> Trends {
    let incidents = || model.incidents.iter().zip(&coverage.incidents);
    let mode = |id| model.modes.mode(id).id.clone();
    let severities = Tally::of(incidents().map(|(incident, _)| severity(incident)));
    Trends {
        incidents: model.incidents.len(),
        modes: Tally::of(incidents().map(|(it, coverage)| modes_of(it, coverage, &model.modes).into_iter().map(mode))),
        services: Tally::of(incidents().map(|(incident, _)| services_of(incident, &model.services))),
        detectors: Tally::of(incidents().map(|(incident, _)| detector(incident.detected_by))),
        months: Tally::over_time(incidents().map(|(incident, _)| month(incident)), 1),
        quarters: Tally::over_time(incidents().map(|(incident, _)| month(incident)), 3),
        time_to_detect: Spread::of(incidents().map(|(incident, _)| incident.time_to_detect)),
        time_to_resolve: Spread::of(incidents().map(|(incident, _)| incident.duration)),
        causes: causes(model, coverage, &severities),
        items: items(model, coverage),
        severities,
    }
}

impl Tally {
    /// Of incidents that have any number of names each; one that has none does not say.
    fn of(incidents: impl Iterator<Item = impl IntoIterator<Item = String>>) -> Tally {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut unknown = 0;
        for names in incidents {
            let mut names = names.into_iter().peekable();
            unknown += usize::from(names.peek().is_none());
            names.for_each(|name| *counts.entry(name).or_default() += 1);
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Tally { counts, unknown }
    }

    /// Of months since year 0, `length` of them in a stretch.
    fn over_time(months: impl Iterator<Item = Option<usize>>, length: usize) -> Tally {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut unknown = 0;
        for month in months {
            match month {
                Some(month) => *counts.entry(month / length).or_default() += 1,
                None => unknown += 1,
            }
        }
        let ends = counts.keys().next().copied().zip(counts.keys().next_back().copied());
        if let Some((first, last)) = ends.filter(|(first, last)| last - first <= MOST_MONTHS / length) {
            (first..=last).for_each(|stretch| {
                counts.entry(stretch).or_default();
            });
        }
        let named = counts.into_iter().map(|(stretch, count)| (stretch_name(stretch, length), count));
        Tally { counts: named.collect(), unknown }
    }
}

/// `2026-03` or `2026-Q1`: the stretches of `length` months since year 0, by their number.
fn stretch_name(stretch: usize, length: usize) -> String {
    match length {
        1 => format!("{:04}-{:02}", stretch / 12, stretch % 12 + 1),
        _ => format!("{:04}-Q{}", stretch * length / 12, stretch % (12 / length) + 1),
    }
}

/// The quarter in which it was: `2026-Q1`.
pub(crate) fn quarter_of(incident: &Incident) -> Option<String> {
    month(incident).map(|month| stretch_name(month / 3, 3))
}

impl Spread {
    /// Of the times that incidents tell.
    pub(crate) fn of(times: impl Iterator<Item = Option<u64>>) -> Spread {
        let all: Vec<Option<u64>> = times.collect();
        let mut known: Vec<u64> = all.iter().copied().flatten().collect();
        known.sort_unstable();
        // Nearest rank: a time that was, and none between two.
        let rank = |percent: usize| known.get((known.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        Spread { median: rank(50), p90: rank(90), known: known.len(), unknown: all.len() - known.len() }
    }
}

/// The severity, written alike, without what stands behind it: `SEV-3 (a feature is wrong)` is `sev3`.
fn severity(incident: &Incident) -> Option<String> {
    let written = incident.severity.as_ref()?;
    let leads = written.split(['(', '（', ',', ':', ';', '—']).find(|part| part.contains(char::is_alphanumeric))?;
    let alike: String = leads.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(alike)
}

fn detector(by: Detector) -> Option<String> {
    let name = match by {
        Detector::Alert => "alert",
        Detector::Customer => "customer",
        Detector::Person => "person",
        Detector::Unknown => return None,
    };
    Some(name.to_owned())
}

/// The month in which it was, counted from year 0.
fn month(incident: &Incident) -> Option<usize> {
    let day = day(when(incident)?)?;
    let (year, month): (usize, usize) = (day[..4].parse().ok()?, day[5..7].parse().ok()?);
    (1..=12).contains(&month).then(|| year * 12 + month - 1)
}

fn causes(model: &Model, coverage: &Coverage, severities: &Tally) -> Vec<CausesOf> {
    let mut found: BTreeMap<Option<String>, CausesOf> = BTreeMap::new();
    for (incident, coverage) in model.incidents.iter().zip(&coverage.incidents) {
        let severity = severity(incident);
        let of = found.entry(severity.clone()).or_insert_with(|| CausesOf { severity, ..CausesOf::default() });
        let causes = incident.risks.iter().zip(&coverage.risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
        causes.for_each(|(_, cause)| of.add(cause));
    }
    let known = severities.counts.iter().map(|(name, _)| Some(name.clone()));
    known.chain([None]).filter_map(|severity| found.remove(&severity)).filter(|of| of.causes > 0).collect()
}

impl CausesOf {
    fn add(&mut self, cause: &RiskCoverage) {
        self.causes += 1;
        if cause.verdict == Verdict::Covered {
            let mut holding = cause.guards.iter().filter(|guard| guard.sees == Sees::Cause);
            let is_fact = holding.any(|guard| guard.is_fact() && guard.holds());
            self.covered += 1;
            self.inferred += usize::from(!is_fact);
        }
    }
}

fn items(model: &Model, coverage: &Coverage) -> Items {
    let mut items = Items::default();
    for (incident, coverage) in model.incidents.iter().zip(&coverage.incidents) {
        items.all += incident.action_items.len();
        for at in 0..incident.action_items.len() {
            let of = fate(incident, coverage, at);
            items.open += usize::from(of == Fate::Open);
            items.done += usize::from(matches!(of, Fate::Done | Fate::Guarded | Fate::Broken));
            items.verified += usize::from(of == Fate::Guarded);
            items.broken += usize::from(of == Fate::Broken);
            items.unknown += usize::from(of == Fate::Unknown);
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::{CausesOf, Items, Spread, Trends, trends};
    use crate::link::record::sample::Case;
    use crate::link::{Coverage, Verdict};
    use crate::model::{Detector, FailureMode, Model, Modes, Status, Text};

    const MODES: &str = r#"
- {id: queue-backlog, title: A queue grew, says: {any: [queue]}, examples: {matches: [], ignores: []}}
- {id: disk-full, title: A disk ran full, says: {any: [disk]}, examples: {matches: [], ignores: []}}
"#;

    fn year() -> Trends {
        let mut first = Case::new("2026-01-31", &["web", "Mail"]).caused_by(0, Verdict::Covered);
        first.incident.severity = Some(Text::plain("SEV-1", first.incident.place));
        first.incident.detected_by = Detector::Customer;
        (first.incident.time_to_detect, first.incident.duration) = (Some(600), Some(3600));
        let mut second = Case::new("2026-04-01T10:00Z", &["web"]).caused_by(0, Verdict::Gap);
        second.incident.severity = Some(Text::plain("Sev 1 (critical)", second.incident.place));
        second.incident.time_to_detect = Some(60);
        let mut third = Case::new("no date", &[]).asking(Status::Done, Verdict::Gap).asking(Status::Open, Verdict::Gap);
        third = third.asking(Status::Done, Verdict::Covered).asking(Status::Unknown, Verdict::Gap);
        let list: Vec<FailureMode> = serde_yaml::from_str(MODES).expect("the sample modes are well formed");
        let (incidents, covered): (Vec<_>, Vec<_>) =
            [first, second, third].into_iter().map(|case| (case.incident, case.coverage)).unzip();
        let model = Model { incidents, modes: Modes { list, ..Modes::default() }.into(), ..Model::default() };
        trends(&model, &Coverage { incidents: covered, ..Coverage::default() })
    }

    fn names(counts: &[(String, usize)]) -> Vec<(&str, usize)> {
        counts.iter().map(|(name, count)| (name.as_str(), *count)).collect()
    }

    #[test]
    fn incidents_are_counted_by_what_they_say() {
        let year = year();
        assert_eq!((names(&year.modes.counts), year.modes.unknown), (vec![("queue-backlog", 2)], 1));
        assert_eq!((names(&year.services.counts), year.services.unknown), (vec![("web", 2), ("mail", 1)], 1));
        assert_eq!((names(&year.severities.counts), year.severities.unknown), (vec![("sev1", 2)], 1));
        assert_eq!((names(&year.detectors.counts), year.detectors.unknown), (vec![("customer", 1)], 2));
    }

    #[test]
    fn months_without_an_incident_count_none() {
        let year = year();
        let months = vec![("2026-01", 1), ("2026-02", 0), ("2026-03", 0), ("2026-04", 1)];
        assert_eq!((names(&year.months.counts), year.months.unknown), (months, 1));
        assert_eq!(names(&year.quarters.counts), vec![("2026-Q1", 1), ("2026-Q2", 1)]);
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let year = year();
        assert_eq!(year.time_to_detect, Spread { median: Some(60), p90: Some(600), known: 2, unknown: 1 });
        assert_eq!(year.time_to_resolve, Spread { median: Some(3600), p90: Some(3600), known: 1, unknown: 2 });
        assert_eq!(Spread::of([None].into_iter()), Spread { unknown: 1, ..Spread::default() });
    }

    #[test]
    fn causes_and_promises_are_held_against_the_alerts() {
        let year = year();
        let causes = CausesOf { severity: Some("sev1".into()), causes: 2, covered: 1, inferred: 1 };
        assert_eq!(year.causes, vec![causes]);
        assert_eq!(year.items, Items { all: 4, open: 1, done: 2, verified: 1, broken: 1, unknown: 1 });
    }
}
