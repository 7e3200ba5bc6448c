//! Whether an alert leaves out what a risk tells of, as saved `/metrics` pages show, or the text: the flag of maintenance that nobody
//! took away, a limit that was never set beside a use that is divided by it, or an offset to the other side.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Asked;
use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Expr, Role, Selector};
use crate::model::{Alert, Exposition, Series};
use crate::patterns::Patterns;

/// The flags by which people keep alerts quiet, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Flags {
    /// How their metrics are called.
    metrics: Patterns,
    /// How texts say that one was set,
    told: Patterns,
    /// and what says that it does not stay so.
    untold: Patterns,
}

/// Why an alert is silent: it leaves out what a flag marks, and the flag was set all the while, as is told.
pub(super) fn left_set(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let flags = WORDS.flags_set();
    let is_flag = |it: &Selector| it.name().is_some_and(|name| flags.metrics.is_match(name));
    let excludes = expr.selectors.iter().find(|it| it.role == Role::Excludes && is_flag(it));
    // `and on () maintenance == 0`
    let wants_none = |it: &&Comparison| {
        let series = expr.selectors.get(it.series.clone()).unwrap_or_default();
        it.role == Role::Reads
            && it.holds_at(0.0)
            && !it.holds_at(1.0)
            && !series.is_empty()
            && series.iter().all(is_flag)
    };
    let asks_for_none = || expr.selectors.get(expr.comparisons.iter().find(wants_none)?.series.start);
    let flag = excludes.or_else(asks_for_none).filter(|_| expr.branches == 1)?;
    let says = |patterns: &Patterns| patterns.is_match(asked.text) || patterns.is_match(asked.story);
    let why = || {
        format!("is silent while {} is set, which it was all the while, as is told", flag.name().unwrap_or_default())
    };
    let is_told = says(&flags.told) && !says(&flags.untold);
    is_told.then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.place))
}

impl Lookup<'_, '_> {
    /// The first condition that keeps `expr` from firing for what is told, by what a page says.
    pub(super) fn set_aside(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let plain = |it: &&Comparison| !it.is_bool && expr.branches == 1 && it.threshold.is_some();
        expr.comparisons.iter().filter(plain).find_map(|it| {
            let why = match it.role {
                Role::Excludes => self.excepted(it, (alert, expr)),
                Role::Reads => self.without_limit(it, expr, asked).or_else(|| self.of_other_sign(it, expr)),
            };
            Some(Rung::broken(Flaw::Unmoved, why?).at(alert.text.at(it.span.clone())))
        })
    }

    /// One page has both: what the alert fires for, and what excepts it.
    fn excepted(&self, exception: &Comparison, (alert, expr): (&Alert, &Expr)) -> Option<String> {
        let right = as_it_is(exception, expr)?;
        let by_labels = ["unless on", "unless ignoring"].iter().any(|word| alert.text.contains(word));
        let excepts = |right: &Series, left: &Series| {
            let is_shared = |(label, value): (&String, &String)| left.labels.get(label) == Some(value);
            right.labels.iter().all(is_shared) && (by_labels || right.labels.len() == left.labels.len())
        };
        let fires = expr.comparisons.iter().filter(|it| it.role == Role::Reads);
        let fires: Vec<(&Comparison, &Selector)> = fires.filter_map(|it| Some((it, as_it_is(it, expr)?))).collect();
        let holds = |compared: &Comparison, series: &&Series| compared.holds_at(series.value);
        let page = self.model.expositions.iter().find(|page| {
            let excepted: Vec<&Series> =
                self.asked(page, right).into_iter().filter(|it| holds(exception, it)).collect();
            let firing = |(compared, left): &(&Comparison, &Selector)| {
                let mut shown = self.asked(page, left).into_iter().filter(|it| holds(compared, it));
                shown.any(|left| excepted.iter().any(|right| excepts(right, left)))
            };
            !excepted.is_empty() && fires.iter().any(firing)
        })?;
        let (name, path) = (right.name()?, path_of(self.sources, page.file));
        Some(format!("{path} shows what it fires for, and {name} beside it, which excepts that"))
    }

    /// What may be off to both sides was off to the other one.
    fn of_other_sign(&self, compared: &Comparison, expr: &Expr) -> Option<String> {
        let selector = as_it_is(compared, expr)?;
        let name = selector.name().filter(|name| WORDS.silences().has_two_sides(name))?;
        let is_other = |value: f64| value < 0.0 && !compared.holds_at(value) && compared.holds_at(-value);
        let mut shown = self
            .model
            .expositions
            .iter()
            .flat_map(|page| self.asked(page, selector).into_iter().map(move |series| (series.value, page)));
        let (value, page) = shown.find(|(value, _)| is_other(*value))?;
        let path = path_of(self.sources, page.file);
        Some(format!("{name} is {value} in {path}, and it asks for what is above zero alone; compare abs()"))
    }

    /// No series of what is told has the limit that the alert asks for.
    fn without_limit(&self, compared: &Comparison, expr: &Expr, asked: &Asked<'_>) -> Option<String> {
        let limit = as_it_is(compared, expr).filter(|it| it.divides)?;
        let name = limit.name().filter(|name| WORDS.silences().is_setting(name))?;
        let told = |page: &Exposition| -> Vec<f64> {
            let shown = self.asked(page, limit).into_iter();
            shown.filter(|it| is_told(&it.labels, asked)).map(|it| it.value).collect()
        };
        let mut pages =
            self.model.expositions.iter().map(|page| (told(page), page)).filter(|(told, _)| !told.is_empty());
        let (_, first) = pages.clone().next()?;
        let path = path_of(self.sources, first.file);
        let never = pages.all(|(told, _)| told.into_iter().all(|value| !compared.holds_at(value)));
        never.then(|| format!("what is told of has no limit: so says {name} in {path}, and it asks for one"))
    }
}

/// The selector of a comparison that compares its series as they are.
fn as_it_is<'e>(compared: &Comparison, expr: &'e Expr) -> Option<&'e Selector> {
    let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
    (selector.range.is_none() && selector.offset == 0 && selector.within.is_empty()).then_some(selector)
}

/// Does the risk name what these labels are of: a service of its incident, or a word of the cause?
fn is_told(labels: &BTreeMap<String, String>, asked: &Asked<'_>) -> bool {
    let is_service = |value: &str| asked.incident.services.iter().any(|service| service.eq_ignore_ascii_case(value));
    let between = |c: char| !c.is_alphanumeric() && !"-_.".contains(c);
    let is_word = |value: &str| asked.text.split(between).any(|word| word.eq_ignore_ascii_case(value));
    labels.values().any(|value| value.len() > 2 && (is_service(value) || is_word(value)))
}
