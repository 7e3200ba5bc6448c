//! Inhibitions that silence an alert always: by another that never stops firing, or that fires whenever it does.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::World;
use super::labels::{Labels, Value};
use super::muting::Hours;
use super::routing::all_match;
use super::throughout::{named_before, named_throughout};
use super::{Keeper, Quiet, Share, is_paged_for, severity_of};
use crate::link::Answer;
use crate::link::ladder::states::holds_in_state;
use crate::link::ladder::told_targets::{names_target, values_told, words};
use crate::link::ladder::whole::unwrapped;
use crate::link::mention::sentence_around;
use crate::link::words::WORDS;
use crate::model::{Alert, Alertmanager, Expr, Group, Inhibition, Prometheus, RuleSet};
use crate::source::FileId;

/// The rules beside an alert: those that may silence it, by what would make them do it, and what they record.
#[derive(Clone, Debug)]
pub struct OtherRules<'r> {
    rules: &'r RuleSet,
    /// Those that never stop firing.
    unceasing: Vec<&'r Alert>,
    /// Where the alerts of each file stand.
    of_file: HashMap<FileId, Range<usize>>,
    /// The names of all that is recorded.
    recorded: HashSet<&'r str>,
    /// The names of all alerts.
    named: HashSet<&'r str>,
}

/// What waits for longer may not fire yet after days, in milliseconds.
const DAY: u64 = 86_400_000;

/// The sentences of a story that tell of what had been so for days.
fn long_held(story: &str) -> Vec<String> {
    let lines = unwrapped(story);
    WORDS.outages().long_held(&lines).into_iter().map(str::to_owned).collect()
}

/// Alerts of which a postmortem tells, once somebody asks for them.
pub(super) type Told<'t> = LazyCell<Vec<&'t Alert>, Box<dyn FnOnce() -> Vec<&'t Alert> + 't>>;

impl<'r> OtherRules<'r> {
    /// All of a set.
    pub fn new(rules: &'r RuleSet) -> OtherRules<'r> {
        let unceasing = rules.alerts.iter().filter(|alert| never_stops(alert)).collect();
        let mut of_file: HashMap<FileId, Range<usize>> = HashMap::new();
        for (at, alert) in rules.alerts.iter().enumerate() {
            of_file.entry(alert.name.place.file).or_insert(at..at).end = at + 1;
        }
        let recorded = rules.recordings.iter().map(|recording| &*recording.name.value).collect();
        let named = rules.alerts.iter().map(|alert| &*alert.name.value).collect();
        OtherRules { rules, unceasing, of_file, recorded, named }
    }

    /// The group in which an alert stands.
    pub(super) fn group_of(&self, alert: &Alert) -> &'r Group {
        &self.rules.groups[alert.group]
    }

    /// Does an alert read nothing but series that are scraped? What is recorded, and what `info` brings, has labels of any kind.
    pub(super) fn record_nothing_of(&self, alert: &Alert) -> bool {
        let is_recorded = |name: &str| name.contains(':') || name.starts_with("ALERTS") || self.recorded.contains(name);
        let of_scraped = |expr: &Expr| {
            let named = expr.selectors.iter().all(|it| it.name().is_some_and(|name| !is_recorded(name)));
            named && expr.calls("info").next().is_none()
        };
        alert.expr.as_ref().is_some_and(of_scraped)
    }

    /// The alerts that certainly fire whenever `target` does, and why.
    fn with<'x>(&'x self, target: &Alert, told: &'x [&Alert]) -> impl Iterator<Item = (&'x Alert, &'static str)> {
        let unceasing = self.unceasing.iter().map(|alert| (*alert, "never stops firing"));
        let implied = self.together_with(target).iter().filter(|alert| fires_too(alert, target));
        let told = told.iter().map(|alert| (*alert, "fired all the while, as the postmortem says"));
        unceasing.chain(implied.map(|alert| (alert, "fires whenever it does"))).chain(told)
    }

    /// The alerts of its file, itself among them.
    fn together_with(&self, alert: &Alert) -> &'r [Alert] {
        self.of_file.get(&alert.name.place.file).map_or(&[][..], |range| &self.rules.alerts[range.clone()])
    }

    /// Those that say of a host that it is gone, where the cause is that one was lost: the story names a target of theirs, and they
    /// fire no later than `target`.
    fn of_lost_hosts(&self, target: &Alert, prometheus: &Prometheus, world: &World<'_>) -> Vec<&'r Alert> {
        if !WORDS.outages().is_of_host(world.told) {
            return Vec::new();
        }
        let sees = |alert: &&Alert| {
            let expr = alert.expr.as_ref().filter(|expr| expr.comparisons.len() == 1 && !expr.is_absent());
            let is_gone = |expr: &Expr| expr.comparisons[0].holds_at(0.0) && !expr.comparisons[0].holds_at(1.0);
            let [selector] = expr.filter(|expr| is_gone(expr)).map_or(&[][..], |expr| &expr.selectors) else {
                return false;
            };
            // An exporter on the host is gone with it, and its `pg_up` too.
            selector.name().is_some_and(|name| WORDS.is_flag(name) && !name.ends_with("_up"))
                && names_target(selector, prometheus, world.story)
        };
        let of_others =
            self.rules.alerts.iter().filter(|alert| alert.hold <= target.hold && alert.name.place != target.name.place);
        of_others.filter(sees).collect()
    }

    /// Is there another of the same name beside it, and of a severity at which somebody is paged: the upper of two steps?
    pub(super) fn has_graver(&self, alert: &Alert) -> bool {
        let pages = |it: &Alert| severity_of(it, self.group_of(it)).is_some_and(|own| is_paged_for(own) == Answer::Yes);
        let mut called_so = self.together_with(alert).iter().filter(|it| *it.name == *alert.name);
        called_so.any(|it| it.name.place != alert.name.place && pages(it)) && !pages(alert)
    }

    /// Those of which a postmortem says that they had been firing, or that what they ask for had been so for days.
    pub(super) fn told<'t>(&'t self, story: &'t str, hours: Option<Hours>) -> Told<'t> {
        LazyCell::new(Box::new(move || self.firing(story, hours)))
    }

    /// Those of which the time line says that they fired in the incident before `target` could have.
    fn told_before(&self, target: &Alert, story: &str, hours: Option<Hours>) -> Vec<&'r Alert> {
        let named = |hours| named_before(story, hours, target, |word| self.named.contains(word));
        let named = hours.map(named).unwrap_or_default();
        if named.is_empty() {
            return Vec::new();
        }
        let is_other = |alert: &&Alert| alert.name.value != target.name.value && named.contains(&&*alert.name.value);
        self.rules.alerts.iter().filter(is_other).collect()
    }

    fn firing(&self, story: &str, hours: Option<Hours>) -> Vec<&'r Alert> {
        let is_alert = |word: &str| self.named.contains(word);
        let mut names = WORDS.outages().firing(story, is_alert);
        names.extend(hours.into_iter().flat_map(|hours| named_throughout(story, hours, is_alert)));
        let held = long_held(story);
        let fired = |alert: &&Alert| {
            let in_state = || alert.hold <= DAY && held.iter().any(|told| holds_in_state(alert, told));
            names.contains(&*alert.name.value) || in_state()
        };
        let any = !names.is_empty() || !held.is_empty();
        self.rules.alerts.iter().filter(|_| any).filter(fired).collect()
    }
}

/// An alert that always silences another.
pub(super) struct Silencer<'a> {
    inhibition: &'a Inhibition,
    alert: &'a Alert,
    /// Why it always does, in words.
    why: &'static str,
}

impl Silencer<'_> {
    /// That it keeps the alert quiet.
    pub(super) fn quiet(&self) -> Quiet {
        let label = format!("inhibited by {}, which {}", &*self.alert.name, self.why);
        Quiet { by: Keeper::Inhibition, share: Share::All, place: self.inhibition.place, label }
    }
}

/// What always silences `target` in `alertmanager`, where it has these labels.
pub(super) fn always<'a, 't: 'a>(
    alertmanager: &'a Alertmanager,
    (target, labels): (&Alert, &Labels<'_>),
    (world, told, hours): (&World<'a>, &'a Told<'t>, Option<Hours>),
    prometheus: Option<&Prometheus>,
) -> Option<Silencer<'a>> {
    let others = world.others;
    let mut undecided = BTreeSet::new();
    let before = LazyCell::new(|| others.told_before(target, world.story, hours));
    for inhibition in &alertmanager.inhibitions {
        if all_match(&inhibition.target, labels, &mut undecided) != Answer::Yes {
            continue;
        }
        let lost = prometheus.map(|prometheus| others.of_lost_hosts(target, prometheus, world)).unwrap_or_default();
        let lost = lost.into_iter().map(|alert| (alert, "tells of the host that was lost"));
        let before = before.iter().map(|alert| (*alert, "fired before it, as the time line says"));
        for (alert, why) in others.with(target, told).chain(lost).chain(before) {
            let mut source = Labels::new(alert, others, prometheus);
            if let Some(prometheus) = prometheus {
                source.narrow(values_told(alert, prometheus, world));
            }
            let is_source = all_match(&inhibition.source, &source, &mut undecided) == Answer::Yes;
            // An alert that is on both sides is not silenced by one that is on both sides too. That its series happen to have
            // the label which a rule gives to the other is not supposed.
            let both = all_match(&inhibition.source, labels, &mut undecided) == Answer::Yes
                && all_match(&inhibition.target, &source, &mut undecided) != Answer::No;
            let of_series = alert.expr.as_ref().is_some_and(|expr| !expr.selectors.is_empty());
            let is_here = |label: &str| !prometheus.is_some_and(|it| is_told_elsewhere(label, alert, (world, it)));
            let alike = |label: &String| {
                let of_series = of_series && labels.is_of_series(label) && source.is_of_series(label);
                same(label, labels, &source) || of_series && is_here(label)
            };
            if is_source && !both && inhibition.equal.iter().all(alike) {
                return Some(Silencer { inhibition, alert, why });
            }
        }
    }
    None
}

/// Does the story say of an alert that it fired for another value of a label than the cause names: for the region `ams`?
fn is_told_elsewhere(label: &str, alert: &Alert, (world, prometheus): (&World<'_>, &Prometheus)) -> bool {
    let name = &*alert.name.value;
    let named = || {
        let at = world.story.find(name)?;
        Some(world.story[sentence_around(world.story, at..at + name.len())].to_owned())
    };
    let held = || long_held(world.story).into_iter().find(|told| holds_in_state(alert, told));
    let Some(sentence) = named().or_else(held) else { return false };
    let targets = prometheus.scrapes.iter().flat_map(|scrape| scrape.targets.iter().flatten());
    let [sentence, told] = [&sentence, world.told].map(str::to_lowercase);
    let [said, meant] = [words(&sentence), words(&told)];
    let values = targets.filter_map(|target| target.get(label)).map(|value| value.to_lowercase());
    let named: BTreeSet<String> = values.filter(|value| said.contains(value.as_str())).collect();
    !named.is_empty() && !named.iter().any(|value| meant.contains(value.as_str()))
}

/// Does `source` certainly fire whenever `target` does? Of one file: what loads one loads the other.
fn fires_too(source: &Alert, target: &Alert) -> bool {
    source.name.place != target.name.place
        && source.hold <= target.hold
        && read_alike(source, target)
        && is_implied(&source.text, &target.text)
}

/// Do they read the same metrics in the same order? No expression of other metrics is implied, and most are of others.
fn read_alike(source: &Alert, target: &Alert) -> bool {
    let both = source.expr.as_ref().zip(target.expr.as_ref());
    both.is_some_and(|(source, target)| source.metrics().eq(target.metrics()))
}

/// Does `target` give nothing that `source` does not give too? They are the same but for the number at the end, with which
/// both are compared.
fn is_implied(source: &str, target: &str) -> bool {
    let (Some(source), Some(target)) = (Expr::canonical(source), Expr::canonical(target)) else { return false };
    if source == target {
        return true;
    }
    let parts = |text: &str| {
        let (before, number) = text.rsplit_once(' ')?;
        Some((before.to_owned(), number.parse::<f64>().ok()?))
    };
    let (Some((one, looser)), Some((other, limit))) = (parts(&source), parts(&target)) else { return false };
    let plain = one == other && ![" unless ", "absent", "bool", " or "].iter().any(|word| one.contains(word));
    let above = one.ends_with(" >") || one.ends_with(" >=");
    let below = one.ends_with(" <") || one.ends_with(" <=");
    plain && (above && looser <= limit || below && looser >= limit)
}

pub(super) fn same(label: &str, one: &Labels<'_>, other: &Labels<'_>) -> bool {
    let (one, other): (Value, Value) = (one.value(label), other.value(label));
    one.one().is_some_and(|value| other.one() == Some(value))
}

/// `vector(1)`, as the watchdogs write it.
fn never_stops(alert: &Alert) -> bool {
    alert.expr.as_ref().is_some_and(|expr| {
        let only_vector = matches!(&expr.functions[..], [call] if call.name == "vector");
        expr.selectors.is_empty() && expr.comparisons.is_empty() && only_vector && expr.branches == 1
    })
}

#[cfg(test)]
mod tests {
    use super::{is_implied, never_stops};
    use crate::link::sample;

    #[test]
    fn a_watchdog_never_stops() {
        for (expr, never) in [
            ("vector(1)", true),
            ("(vector(1))", true),
            ("vector(1) > 5", false),
            ("vector(1) or vector(2)", false),
            ("vector(scalar(up))", false),
            ("time() > 5", false),
            ("up", false),
        ] {
            let rules = sample::rules(&[("Watchdog", expr)]);
            assert_eq!(never_stops(&rules.alerts[0]), never, "{expr}");
        }
    }

    #[test]
    fn a_looser_threshold_is_implied_by_a_tighter_one() {
        for (source, target) in [
            ("x > 1", "x > 5"),
            ("x{a='1'}>=0.5", "x{a=\"1\"} >= 0.5"),
            ("free < 20", "free < 10"),
            ("a and b > 1", "a and b > 2"),
        ] {
            assert!(is_implied(source, target), "{source} / {target}");
            assert!(source.contains("0.5") || !is_implied(target, source), "{target} / {source}");
        }
        for (source, target) in [
            ("x unless y > 1", "x unless y > 5"),
            ("x > bool 1", "x > bool 5"),
            ("x == 1", "x == 2"),
            ("x > 1", "y > 5"),
            ("a + b > 1", "a - b > 1"),
        ] {
            assert!(!is_implied(source, target), "{source} / {target}");
        }
    }
}
