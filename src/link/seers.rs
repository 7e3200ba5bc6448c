//! The alerts that see one failure mode, to be found by what they name.
//!
//! Most alerts are narrowed to one service, and most risks are another's. An alert that is narrowed cannot guard a risk
//! that is called by none of the values that it selects by, so that nobody need ask for its scope.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::coverage::Sees;
use super::hurt::{Hurt, named_by, normal};
use super::index::Seeing;
use super::reading::{ReadSelector, Reading};
use super::scope::{alternatives, is_always_open, of_infrastructure, own_service};
use super::services::selecting;
use super::words::{Says, WORDS};
use crate::config::Services;
use crate::model::expr::{MatchOp, Matcher, Role};
use crate::model::{Alert, AlertId};

/// The alerts that see a mode.
#[derive(Debug, Default)]
pub(super) struct Seers {
    /// By alert.
    all: Vec<Seeing>,
    /// Those that may be admitted whatever was hurt, by their place in `all`.
    free: Vec<u32>,
    /// Those that are admitted only where what was hurt has this name.
    called: HashMap<String, Vec<u32>>,
    /// Those that are admitted only where what was hurt has a name that begins so, by the beginning.
    begun: HashMap<String, Vec<u32>>,
    /// How long the beginnings are.
    lengths: BTreeSet<usize>,
    /// The alerts that see the cause, or the symptom, by the texts of which they do ([`Seeing::said`]).
    alerts: BTreeMap<(Sees, Option<u32>), Vec<AlertId>>,
}

impl Seers {
    /// One more, whose alert is none before the last.
    pub(super) fn push(&mut self, seeing: Seeing, keys: Option<Vec<Key>>) {
        let at = self.all.len() as u32;
        self.all.push(seeing);
        let alerts = self.alerts.entry((seeing.sees, seeing.said)).or_default();
        if alerts.last() != Some(&seeing.alert) {
            alerts.push(seeing.alert);
        }
        let Some(keys) = keys else { return self.free.push(at) };
        for key in keys {
            match key {
                Key::Called(name) => self.called.entry(name).or_default().push(at),
                Key::Begun(name) => {
                    self.lengths.insert(name.len());
                    self.begun.entry(name).or_default().push(at);
                }
            }
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Seeing] {
        &self.all
    }

    /// Those of one alert.
    pub(super) fn of_alert(&self, alert: AlertId) -> &[Seeing] {
        let start = self.all.partition_point(|seeing| seeing.alert < alert);
        let end = start + self.all[start..].partition_point(|seeing| seeing.alert == alert);
        &self.all[start..end]
    }

    /// The first `few` alerts that see the cause, or the symptom, for a text that `is_said` tells of, and that are `wanted`.
    pub(super) fn first(
        &self,
        (sees, few): (Sees, usize),
        is_said: impl Fn(u32) -> bool,
        wanted: impl Fn(AlertId) -> bool,
    ) -> impl Iterator<Item = AlertId> {
        let said = self.alerts.iter().filter(|((of, said), _)| *of == sees && said.is_none_or(&is_said));
        let first: BTreeSet<AlertId> =
            said.flat_map(|(_, alerts)| alerts.iter().copied().filter(|alert| wanted(*alert)).take(few)).collect();
        first.into_iter().take(few)
    }

    /// All that may be admitted where this was hurt, and some that may not; by alert.
    pub(super) fn admissible(&self, hurt: &Hurt<'_>) -> impl Iterator<Item = Seeing> + '_ {
        let mut places = self.free.clone();
        for name in hurt.called() {
            places.extend(self.called.get(name).into_iter().flatten());
            // Where case does not count, the long s is an s.
            let name = name.replace('ſ', "s");
            let beginnings = self.lengths.iter().filter_map(|&length| name.get(..length));
            places.extend(beginnings.filter_map(|beginning| self.begun.get(beginning)).flatten());
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| self.all[at as usize])
    }
}

/// What has to be hurt for an alert to be admitted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Something of this name.
    Called(String),
    /// Something whose name begins so.
    Begun(String),
}

/// One of these must be true of what was hurt, or the alert is not admitted for what `seeing` sees; `None` where that
/// cannot be told beforehand.
pub(super) fn keys(alert: &Alert, reading: &Reading, seeing: Seeing, services: &Services) -> Option<Vec<Key>> {
    let branch = reading.selectors.get(seeing.selector)?.branch;
    if seeing.about && of_infrastructure(reading, seeing.selector).is_some() {
        return None;
    }
    let read = reading.selectors.iter().filter(|it| it.branch == branch && it.role == Role::Reads);
    let (mut keys, mut narrowed) = (Vec::new(), false);
    for selector in read {
        for matcher in selector.matchers.iter().filter(|matcher| may_name(matcher, selector)) {
            keys.extend(keys_of(matcher)?);
            // The root volume is open or not, by the text.
            narrowed |= matcher.value != "/";
        }
        keys.extend(selecting(services, selector).map(|service| Key::Called(normal(&service.name))));
    }
    keys.extend(own_service(alert).into_iter().flat_map(|label| called(&label.value)));
    narrowed.then_some(keys)
}

/// May the matcher name what was hurt? If it does not, it narrows.
fn may_name(matcher: &Matcher, selector: &ReadSelector) -> bool {
    matches!(matcher.op, MatchOp::Equal | MatchOp::Regex)
        && !is_always_open(&matcher.value)
        && WORDS.matcher_says(&matcher.label, &matcher.value, selector.name()) != Says::Nothing
}

fn keys_of(matcher: &Matcher) -> Option<Vec<Key>> {
    match (matcher.op, alternatives(&matcher.value)) {
        // A text may name a batch by its words, in any order.
        (MatchOp::Equal, _) if WORDS.is_of_batches(&matcher.label) => None,
        (MatchOp::Equal, _) => Some(called(&matcher.value).collect()),
        (_, Some(values)) => Some(values.into_iter().flat_map(called).collect()),
        (_, None) => Some(vec![Key::Begun(beginning(&matcher.value)?)]),
    }
}

fn called(value: &str) -> impl Iterator<Item = Key> {
    named_by(value).map(Key::Called)
}

/// What everything begins with that a regular expression matches, or what it matches without `-.*` at its end.
fn beginning(pattern: &str) -> Option<String> {
    let without = [".*", ".+"].iter().find_map(|any| pattern.strip_suffix(any)?.strip_suffix('-'));
    let pattern = without.unwrap_or(pattern);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_/: ".contains(c);
    let end = pattern.find(|c: char| !plain(c)).unwrap_or(pattern.len());
    // `ab?` need not begin with `ab`.
    let repeated = pattern[end..].starts_with(['?', '*', '+', '{']);
    let found = &pattern[..if repeated { end.saturating_sub(1) } else { end }];
    (!found.is_empty() && !pattern.contains('|')).then(|| found.to_lowercase())
}

#[cfg(test)]
mod tests {
    use foldhash::HashSet;

    use super::{Seers, beginning, keys};
    use crate::link::coverage::Sees;
    use crate::link::hurt::{Hurt, Known};
    use crate::link::index::Seeing;
    use crate::link::reading::Recordings;
    use crate::link::regexes::Regexes;
    use crate::link::sample;
    use crate::link::scope::of_selector;
    use crate::model::AlertId;

    const EXPRS: [&str; 12] = [
        "tasks == 0",
        "tasks{job=\"ledger\"} == 0",
        "tasks{job=~\"ledger|mail\"} == 0",
        "tasks{pod=~\"ledger-.*\"} == 0",
        "tasks{pod=~\"(ledger|mail)-[0-9]+\"} == 0",
        "tasks{instance=\"https://ledger/health\"} == 0",
        "tasks{namespace=\"money\", app=\"co\"} == 0",
        "tasks{namespace=\"prod\"} == 0",
        "tasks{mountpoint=\"/\"} == 0",
        "tasks{job!=\"ledger\"} == 0",
        "tasks{job=\"mail\"} == 0 or tasks{job=\"ledger\"} == 0",
        "tasks{job=\"mail\"} / on () jobs{service=\"ledger\"} > 1",
    ];

    #[test]
    fn whatever_the_scope_admits_is_found() {
        let declared = "services:\n  checkout: {aliases: [basket], selectors: [{namespace: money, app: co}]}\n";
        let services = crate::config::read(declared).expect("the case is well formed").services;
        let rules = sample::rules(&EXPRS.map(|expr| ("Alert", expr)));
        let (regexes, learned) = (Regexes::default(), HashSet::from_iter(["ledger".to_owned()]));
        let jobs = foldhash::HashMap::default();
        let (mut admitted, mut passed_over) = (0, 0);
        for (hurt, text) in [
            (&["ledger"][..], "It hung"),
            (&["basket"], "It hung"),
            (&[], "The LEDGER hung"),
            (&[], "The basket hung"),
            (&["ledger-0"], "The volume / was full"),
        ] {
            let scraped = HashSet::default();
            let known =
                Known { declared: &services, learned: &learned, jobs: &jobs, scraped: &scraped, regexes: &regexes };
            let incident = sample::incident(hurt);
            let hurt = Hurt::new(&incident, text, known);
            for alert in &rules.alerts {
                let reading = Recordings::new(&[]).reading(alert.expr.as_ref().expect("the case parses"));
                for selector in 0..reading.selectors.len() {
                    let seeing =
                        Seeing { alert: AlertId(0), sees: Sees::Cause, said: None, selector, owner: 0, about: false };
                    let mut seers = Seers::default();
                    seers.push(seeing, keys(alert, &reading, seeing, &services));
                    let found = seers.admissible(&hurt).count();
                    let admits = of_selector(alert, &reading, selector, &hurt).admits();
                    assert!(found == 1 || !admits, "{text}: {:?} of {:?}", reading.selectors[selector], alert.name);
                    admitted += usize::from(admits);
                    passed_over += 1 - found;
                }
            }
        }
        assert!(admitted > 20 && passed_over > 20, "{admitted} were admitted, {passed_over} not asked for");
    }

    #[test]
    fn an_alert_that_sees_twice_is_one_alert() {
        let seeing =
            |alert, sees| Seeing { alert: AlertId(alert), sees, said: None, selector: 0, owner: 0, about: false };
        let mut seers = Seers::default();
        for (alert, sees) in
            [(0, Sees::Cause), (0, Sees::Cause), (1, Sees::Symptom), (2, Sees::Cause), (3, Sees::Cause)]
        {
            seers.push(seeing(alert, sees), None);
        }
        let first = |few| seers.first((Sees::Cause, few), |_| true, |alert| alert.0 < 3).collect::<Vec<_>>();
        assert_eq!(first(9), [AlertId(0), AlertId(2)]);
        assert_eq!(first(1), [AlertId(0)]);
        assert_eq!(seers.of_alert(AlertId(0)).len(), 2);
    }

    #[test]
    fn a_beginning_is_what_every_match_begins_with() {
        for (pattern, wanted) in [
            ("ledger-.*", Some("ledger")),
            ("Ledger-[a-z]+", Some("ledger-")),
            ("https://ledger.*", Some("https://ledger")),
            ("ledgers?", Some("ledger")),
            ("led{1,2}ger-.+", Some("le")),
            ("l*", None),
            ("ledger.*|mail.*", None),
            ("^ledger.*", None),
            ("(?:ledger).*", None),
            (".*ledger", None),
        ] {
            assert_eq!(beginning(pattern).as_deref(), wanted, "{pattern}");
        }
    }
}
