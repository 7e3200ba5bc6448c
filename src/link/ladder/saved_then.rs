//! What a `/metrics` page shows that was saved while the incident lasted: where an alert does not fire at that, it would not have
//! fired. `pg-1-2026-11-06-1020.prom` says when it was saved.

use std::collections::BTreeSet;

use jiff::civil::{DateTime, date};

use super::Asked;
use super::delivered::Hours;
use super::path_of;
use super::present::{Lookup, admits};
use super::told_targets::words;
use super::watched::UP;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Direction, Expr, Matcher, Role, Sample, Selector};
use crate::model::{Alert, Exposition, Incident, Series, TargetLabels};

/// So many minutes after its beginning an incident shows itself, if `for` asks for no more.
const SETTLED: i64 = 5;

impl Lookup<'_, '_> {
    /// Why an alert did not fire, by the pages of that time.
    pub(super) fn silent_then(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let recorded = || expr.selectors.iter().any(|selector| !self.recordings.of(selector).is_empty());
        let pages: Vec<&Exposition> =
            self.model.expositions.iter().filter(|page| was_saved_in(page, alert, asked.incident)).collect();
        if pages.is_empty() || recorded() {
            return None;
        }
        let given: Vec<(&Exposition, Vec<Sample>)> =
            pages.into_iter().filter_map(|page| Some((page, self.given(page, alert, expr)?))).collect();
        let path = |page: &Exposition| path_of(self.sources, page.file);
        let silent = || {
            let (page, _) = given.first().filter(|_| given.iter().all(|(_, shown)| shown.is_empty()))?;
            let why = || format!("does not fire at what {} shows, which was saved while it lasted", path(page));
            self.is_all(expr).then(why)
        };
        let missing = || {
            given.iter().find_map(|(page, shown)| {
                let (label, value) = unseen(page, shown, expr, asked.text)?;
                let path = path(page);
                Some(format!(
                    "has nothing of {label}=\"{value}\" to compare in {path}, which was saved while it lasted"
                ))
            })
        };
        let why = silent().or_else(missing)?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// What an alert has to fire for, by a page that shows every metric which it reads, or others of that family.
    fn given(&self, page: &Exposition, alert: &Alert, expr: &Expr) -> Option<Vec<Sample>> {
        let is_shown = |name: &str| page.declares(name) || page.of(name).next().is_some();
        let is_there = |selector: &Selector| match selector.name()? {
            UP => self.answered(page, selector).map(|_| ()),
            name => is_shown(name).then_some(()),
        };
        expr.selectors.iter().map(is_there).collect::<Option<Vec<()>>>()?;
        expr.given(&alert.text, |selector| {
            let name = selector.name().unwrap_or_default();
            if name == UP {
                return self.answered(page, selector).into_iter().collect();
            }
            // What the page has no label for comes with the target.
            let admitted =
                |series: &Series, it: &Matcher| series.labels.get(&it.label).is_none_or(|value| admits(it, value));
            let lets = |series: &&Series| selector.matchers.iter().all(|it| admitted(series, it));
            let sample =
                |series: &Series| Sample { labels: series.labels.clone(), value: Some(series.value), sure: true };
            page.of(name).filter(lets).map(sample).collect()
        })
    }

    /// The only target that a selector of `up` may read, where the page is one that it gave: it answered.
    fn answered(&self, page: &Exposition, selector: &Selector) -> Option<Sample> {
        let targets: Vec<&TargetLabels> = self.targets_of(selector)?.into_iter().flatten().collect();
        let [target] = targets[..] else { return None };
        let host = target.get("instance")?.split([':', '/']).next()?;
        (host.len() > 2 && page.stem.contains(host)).then(|| Sample {
            labels: target.clone(),
            value: Some(1.0),
            sure: true,
        })
    }

    /// Does a page show all that the alert sees: its jobs have one target, or it looks at each, and somebody looked at this one?
    fn is_all(&self, expr: &Expr) -> bool {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let one_target = |selector: &Selector| {
            self.targets_of(selector).is_some_and(|jobs| jobs.into_iter().map(<[_]>::len).sum::<usize>() == 1)
        };
        expr.carried.carries("instance") == Some(true) || read.all(one_target)
    }
}

/// A value that the text names and the page has, under a label by which the alert tells its series apart, of which the alert
/// has nothing to call too little.
fn unseen<'p>(page: &'p Exposition, shown: &[Sample], expr: &Expr, text: &str) -> Option<(&'p str, &'p str)> {
    let wants_little = expr
        .comparisons
        .iter()
        .all(|it| it.direction == Direction::Below || it.threshold == Some(0.0) && it.holds_at(0.0));
    if shown.is_empty() || !wants_little || expr.comparisons.is_empty() || expr.is_absent() {
        return None;
    }
    let text = text.to_lowercase();
    let words = words(&text);
    let labels = page.series.iter().flat_map(|series| &series.labels);
    let all: BTreeSet<(&str, &str)> = labels.map(|(label, value)| (label.as_str(), value.as_str())).collect();
    let is_missed = |(label, value): &(&str, &str)| {
        let by_label = shown.iter().all(|sample| sample.labels.contains_key(*label));
        by_label && value.len() > 2 && shown.iter().all(|sample| sample.labels[*label] != *value)
    };
    all.into_iter().filter(|(_, value)| words.contains(&*value.to_lowercase())).find(is_missed)
}

/// Does the name of a page say that it was saved while the incident lasted, and not at its very beginning?
fn was_saved_in(page: &Exposition, alert: &Alert, incident: &Incident) -> bool {
    let settled = SETTLED.max((alert.hold / 60_000) as i64);
    let minutes = || Hours::of(incident)?.minutes_until(moment_in(&page.stem)?);
    minutes().is_some_and(|minutes| minutes >= settled)
}

/// The time in a name: `2026-11-06-1020`, `2026-11-06T10:20`, `20261106_1020`.
fn moment_in(name: &str) -> Option<DateTime> {
    let digits: Vec<(usize, u8)> = name.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).collect();
    let number = |from: usize, to: usize| -> Option<i16> {
        digits
            .get(from..to)?
            .iter()
            .try_fold(0_i16, |sum, (_, byte)| Some(sum.checked_mul(10)? + i16::from(byte - b'0')))
    };
    let begins = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| digits.get(before));
        let stands_apart = before.is_none_or(|(place, _)| place + 1 < digits[*at].0);
        stands_apart && matches!(number(*at, at + 2), Some(20)) && digits.len() >= at + 12
    };
    let at = (0..digits.len()).find(begins)?;
    // Nothing but signs between its parts.
    let (first, last) = (digits[at].0, digits[at + 11].0);
    let is_plain = name[first..=last].bytes().all(|byte| byte.is_ascii_digit() || b"-_:.Tt ".contains(&byte));
    let part = |from: usize, to: usize| Some(number(at + from, at + to)? as i8);
    let day = jiff::civil::Date::new(number(at, at + 4)?, part(4, 6)?, part(6, 8)?).ok()?;
    let time = jiff::civil::Time::new(part(8, 10)?, part(10, 12)?, 0, 0).ok()?;
    (is_plain && day >= date(2000, 1, 1)).then(|| day.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::moment_in;

    #[test]
    fn a_name_says_when_it_was_saved() {
        for (name, moment) in [
            ("pg-1-2026-11-06-1020", Some("2026-11-06T10:20:00")),
            ("node_20261106T102000", Some("2026-11-06T10:20:00")),
            ("shop 2026-11-06 10:20", Some("2026-11-06T10:20:00")),
            ("2026-11-06T10.20-web", Some("2026-11-06T10:20:00")),
            ("kube-state-metrics-2026-02-20", None),
            ("pg-1", None),
            ("shop-2026-11-06-4711", None),
            ("db2-2026-11-06-after-1020", None),
        ] {
            assert_eq!(moment_in(name).map(|moment| moment.to_string()).as_deref(), moment, "{name}");
        }
    }
}
