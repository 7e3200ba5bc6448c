//! One of several that was hurt, and an event that came once: what an alert on all of them, or on many, does not see.

use std::collections::BTreeMap;

use globset::GlobSet;
use serde::Deserialize;

use super::level::in_words;
use super::{all_missed, compared, within};
use crate::link::words::{WORDS, globs};
use crate::model::Alert;
use crate::model::expr::{Carried, Comparison, Direction, Expr, MatchOp, Selector, divides};
use crate::patterns::Late;

/// How texts say so, in lower case and with single blanks, from `rules/linking.yml`.
pub(super) struct OneOf {
    /// One of so many, in the group `n` if it is said.
    among: Vec<Late>,
    /// The others, in the group `n`: one more were there.
    others: Vec<Late>,
    /// Says that all were hurt, sooner or later.
    all: Vec<Late>,
    /// So many were hurt together.
    crowd: Vec<Late>,
    /// Something happened once.
    once: Vec<Late>,
    alone: Vec<Late>,
    numbers: BTreeMap<String, f64>,
    /// Labels by which such things differ.
    labels: Vec<String>,
    /// Labels of their parts.
    parts: Vec<String>,
    /// Metrics that count those that failed.
    failed: GlobSet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    among: Vec<String>,
    others: Vec<String>,
    all: Vec<String>,
    crowd: Vec<String>,
    once: Vec<String>,
    alone: Vec<String>,
    labels: Vec<String>,
    parts: Vec<String>,
    failed: Vec<String>,
}

impl OneOf {
    /// With the words for numbers.
    pub(super) fn new(said: Said, numbers: &BTreeMap<String, f64>) -> OneOf {
        let numbers: BTreeMap<String, f64> =
            numbers.iter().filter(|(_, n)| **n >= 2.0).map(|(word, n)| (word.clone(), *n)).collect();
        let words: Vec<&str> = numbers.keys().map(String::as_str).collect();
        let number = format!(r"(?P<n>\d+|{})", words.join("|"));
        let late = |texts: Vec<String>| texts.iter().map(|text| Late::seldom(&text.replace("{n}", &number))).collect();
        OneOf {
            among: late(said.among),
            others: late(said.others),
            all: late(said.all),
            crowd: late(said.crowd),
            once: late(said.once),
            alone: late(said.alone),
            numbers,
            labels: said.labels,
            parts: said.parts,
            failed: globs(&said.failed),
        }
    }
}

/// Of so many one was hurt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Among(f64);

impl Among {
    /// One of so many.
    pub(super) fn of(all: usize) -> Among {
        Among(all as f64)
    }

    /// The number of all.
    pub(super) fn all(self) -> f64 {
        self.0
    }
}

/// Fewer than so many are not hidden behind an average.
const SEVERAL: f64 = 3.0;

impl OneOf {
    /// Of how many one was hurt, where a cause says so.
    pub(super) fn among(&self, cause: &str) -> Option<Among> {
        if self.are_all(cause) {
            return None;
        }
        let found = |pattern: &Late, more: f64| {
            let named = pattern.captures(cause)?.name("n").map(|found| self.number(found.as_str()));
            // "One of the hosts": of several, at least.
            named.map_or(Some(2.0), |named| named.map(|named| named + more))
        };
        let one = self.among.iter().filter_map(|pattern| found(pattern, 0.0));
        let others = self.others.iter().filter_map(|pattern| found(pattern, 1.0));
        one.chain(others).reduce(f64::max).filter(|all| *all >= 2.0).map(Among)
    }

    /// How many a text says were hurt at once, where an alert fires for each of them.
    pub(super) fn at_once(&self, text: &str, alert: &Alert) -> Option<f64> {
        let is_one = |label: &String| self.labels.contains(label);
        if matches!(&alert.expr.as_ref()?.carried, Carried::Only(left) if !left.iter().any(is_one)) {
            return None;
        }
        let found = self.crowd.iter().flat_map(|pattern| pattern.captures_iter(text).collect::<Vec<_>>());
        let counts = found.filter_map(|found| self.number(&found["n"]));
        counts.reduce(f64::max)
    }

    /// Does a label tell such things, or parts of them, apart?
    pub(super) fn tells_apart(&self, label: &str) -> bool {
        [&self.labels, &self.parts].iter().any(|labels| labels.iter().any(|known| known == label))
    }

    /// The number that a word or its digits say.
    pub(super) fn number(&self, text: &str) -> Option<f64> {
        text.parse().ok().or_else(|| self.numbers.get(text).copied())
    }

    /// Does a cause say that all of several were hurt?
    pub(super) fn are_all(&self, cause: &str) -> bool {
        self.all.iter().any(|pattern| pattern.is_match(cause))
    }

    /// Does a cause say that something happened one time?
    pub(super) fn is_once(&self, cause: &str) -> bool {
        self.once.iter().any(|pattern| pattern.is_match(cause))
    }

    /// Does a story say that it was the only event of its kind?
    pub(super) fn is_alone(&self, story: &str) -> bool {
        self.alone.iter().any(|pattern| pattern.is_match(story))
    }

    /// Why an alert does not see one of so many, where it does not: it looks at all of them together.
    pub(super) fn hidden(&self, Among(all): Among, alert: &Alert) -> Option<String> {
        let expr = alert.expr.as_ref()?;
        let Carried::Only(left) = &expr.carried else { return None };
        let is_one = |label: &String| self.labels.contains(label);
        let mut matchers = expr.selectors.iter().flat_map(|selector| selector.matchers.iter());
        let is_part = |label: &String| self.parts.contains(label);
        if left.iter().any(|label| is_one(label) || is_part(label))
            || matchers.any(|it| it.op == MatchOp::Equal && is_one(&it.label))
        {
            return None;
        }
        let ways: Option<Vec<&'static str>> = compared(expr).map(|it| together(it, (expr, &alert.text), all)).collect();
        let way = *ways?.first()?;
        Some(format!("takes the {way} of all together, and one of {all} was hurt"))
    }

    /// Why an alert does not fire where one of several failed: it counts those that did, and asks for more.
    pub(super) fn too_few(&self, alert: &Alert) -> Option<String> {
        let expr = alert.expr.as_ref().filter(|expr| expr.branches == 1)?;
        let counts = |selector: &Selector| {
            let is_failed = selector.name().is_some_and(|name| self.failed.is_match(name));
            selector.range.is_none() && (selector.within.first() == Some(&"count") || is_failed)
        };
        let misses = |it: &&Comparison| {
            let series = expr.selectors.get(it.series.clone()).unwrap_or_default();
            let asks_for_more = it.direction == Direction::Above && it.threshold.is_some_and(|more| more >= 1.0);
            asks_for_more && !it.holds_at(1.0) && !series.is_empty() && series.iter().all(counts)
        };
        let missed = expr.comparisons.iter().find(misses)?;
        Some(format!("fires above {}, and it was one", missed.threshold?))
    }

    /// Why an alert does not fire at one event, where it does not: it waits for longer than the event is in its range, or for
    /// more events.
    pub(super) fn too_lone(alert: &Alert) -> Option<String> {
        const EVENTS: [&str; 5] = ["increase", "rate", "irate", "changes", "resets"];
        let expr = alert.expr.as_ref()?;
        let missed = |it: &Comparison| {
            let series = expr.selectors.get(it.series.clone())?;
            let events = |selector: &&Selector| EVENTS.iter().any(|function| selector.is_within(function));
            let counted = series.iter().find(events).filter(|_| it.direction == Direction::Above)?;
            let (range, waits) = (counted.range?, alert.hold);
            let counts = counted.is_within("increase") || counted.is_within("changes");
            match it.threshold? {
                more if counts && more >= 1.0 => Some(format!("fires above {more}, and it happened once")),
                _ if waits >= range => {
                    let [range, waits] = [range, waits].map(|millis| in_words(millis as f64 / 1_000.0));
                    Some(format!("holds for {range} after an event, and waits for {waits}"))
                }
                _ => None,
            }
        };
        all_missed(expr, missed)
    }
}

/// Why an alert does not fire where none is left: it counts those that are up, and where there is nothing to count, `count`
/// gives nothing, and not 0.
pub(super) fn uncounted(alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let is_counted =
        |it: &Selector| it.within.first() == Some(&"count") && it.name().is_some_and(|name| WORDS.is_flag(name));
    let [up] = &expr.selectors[..] else { return None };
    let too_few = expr.comparisons.iter().any(|it| it.direction == Direction::Below);
    let only_up = expr.comparisons.iter().any(|it| match it.direction {
        Direction::Equal => it.threshold == Some(1.0),
        Direction::Above => it.threshold.is_some_and(|least| (0.0..1.0).contains(&least)),
        _ => false,
    });
    // `or vector(0)` counts none as 0.
    let alone = expr.comparisons.len() == 2 && !alert.text.split_whitespace().any(|word| word == "or");
    let nothing = alone && is_counted(up) && only_up && too_few;
    nothing.then(|| "counts those that are up, which gives nothing where none is".to_owned())
}

/// The aggregation by which a comparison does not hold when it would hold of one alone.
pub(super) fn together(it: &Comparison, (expr, text): (&Expr, &str), all: f64) -> Option<&'static str> {
    let series = expr.selectors.get(it.series.clone())?;
    let way = *series.first()?.within.first()?;
    let threshold = it.threshold?;
    if series.iter().filter_map(Selector::name).all(|name| WORDS.is_flag(name)) {
        let gone = match way {
            "max" => 1.0,
            "avg" => (all - 1.0) / all,
            "sum" | "count" => all - 1.0,
            _ => return None,
        };
        let fires = match it.direction {
            Direction::Below => gone < threshold,
            Direction::Equal => gone == threshold,
            _ => return None,
        };
        return (!fires).then_some(way);
    }
    match (way, it.direction) {
        // Where the others go on, their sum is not zero.
        ("sum" | "max", Direction::Equal) if threshold == 0.0 => Some(way),
        ("sum", Direction::Below) if threshold <= f64::MIN_POSITIVE => Some(way),
        ("avg", Direction::Above | Direction::Below) if all >= SEVERAL => Some("average"),
        // `time() - max(…)` goes by the newest.
        ("max", Direction::Above) | ("min", Direction::Below) if is_taken_off(way, within(it, text)) => Some(way),
        ("min", Direction::Above) | ("max", Direction::Below) if !is_taken_off(way, within(it, text)) => Some(way),
        // Of the requests of all, those of one are no larger part than it is of them.
        ("sum", Direction::Above) if MORE_THAN_ITS_PART / all < asked_part(it, (series, text))? => Some(way),
        _ => None,
    }
}

/// One of several may have so much more to do than the others.
const MORE_THAN_ITS_PART: f64 = 1.5;

/// The share above which a comparison holds, where it divides one sum by another of the same counter.
fn asked_part(it: &Comparison, (series, text): (&[Selector], &str)) -> Option<f64> {
    let [part, whole] = series else { return None };
    let sums = |it: &Selector| it.within.first() == Some(&"sum") && it.range.is_some();
    let of_one_counter = part.name().is_some() && part.name() == whole.name() && sums(part) && sums(whole);
    let share = it.threshold.filter(|share| (0.0..1.0).contains(share))?;
    (of_one_counter && divides(within(it, text))).then_some(share)
}

/// Is an aggregation taken off something: `time() - max(…)`?
fn is_taken_off(way: &str, compared: &str) -> bool {
    compared.split(way).next().is_some_and(|before| before.trim_end().ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::{Among, OneOf};
    use crate::link::sample::rules;
    use crate::link::words::WORDS;

    #[test]
    fn a_cause_says_that_it_was_one_of_several() {
        let among = |cause| WORDS.reaches().one_of.among(cause).map(|Among(all)| all);
        assert_eq!(among("one of the 30 nodes was full"), Some(30.0));
        assert_eq!(among("node-17 was full, while the other 29 stood at 40 %"), Some(30.0));
        assert_eq!(among("one of our three web hosts was down"), Some(3.0));
        assert_eq!(among("one of the hosts was down"), Some(2.0));
        assert_eq!(among("one of the reasons was a typo"), None);
        assert_eq!(among("all hosts were down"), None);
        assert_eq!(among("one of the three hosts was down, and an hour later all of them"), None);
        for (cause, is_once) in [("the worker was killed once", true), ("once the disk was full, it died", false)] {
            assert_eq!(WORDS.reaches().one_of.is_once(cause), is_once, "{cause}");
        }
    }

    #[test]
    fn what_looks_at_all_together_does_not_see_one() {
        for (all, expr, is_hidden) in [
            (30.0, "avg(1 - node_filesystem_avail_bytes / node_filesystem_size_bytes) > 0.9", true),
            (30.0, "avg by (instance) (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes) > 0.9", false),
            (
                30.0,
                "avg(1 - node_filesystem_avail_bytes{mountpoint='/d'} / node_filesystem_size_bytes{mountpoint='/d'}) > 0.9",
                true,
            ),
            (30.0, "max(1 - node_filesystem_avail_bytes / node_filesystem_size_bytes) > 0.9", false),
            (30.0, "1 - node_filesystem_avail_bytes / node_filesystem_size_bytes > 0.9", false),
            (3.0, "time() - max(backup_success_seconds) > 86400", true),
            (3.0, "time() - min(backup_success_seconds) > 86400", false),
            (3.0, "time() - max by (database) (backup_success_seconds) > 86400", false),
            (3.0, "max(up{job='node'}) == 0", true),
            (3.0, "avg by (job) (up{job='node'}) < 0.5", true),
            (3.0, "avg by (job) (up{job='node'}) < 0.9", false),
            (3.0, "sum(up{job='node'}) < 3", false),
            (3.0, "sum(up{job='node'}) == 0", true),
            (3.0, "min(up{job='node'}) == 0", false),
            (3.0, "avg(up{instance='web-1'}) == 0", false),
        ] {
            let rules = rules(&[("A", expr)]);
            assert_eq!(WORDS.reaches().one_of.hidden(Among(all), &rules.alerts[0]).is_some(), is_hidden, "{expr}");
        }
    }

    #[test]
    fn what_waits_for_more_events_does_not_fire_at_one() {
        for (expr, hold, is_missed) in [
            ("increase(node_vmstat_oom_kill[5m]) > 0", 1_800_000, true),
            ("increase(node_vmstat_oom_kill[5m]) > 0", 60_000, false),
            ("increase(node_vmstat_oom_kill[10m]) > 5", 0, true),
            ("node_filesystem_avail_bytes < 5", 1_800_000, false),
        ] {
            let mut rules = rules(&[("A", expr)]);
            rules.alerts[0].hold = hold;
            assert_eq!(OneOf::too_lone(&rules.alerts[0]).is_some(), is_missed, "{expr}");
        }
    }
}
