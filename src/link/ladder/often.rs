//! Whether series have samples often enough for what is asked of them.

use super::in_time::scrape_interval;
use super::present::{Lookup, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{MatchOp, Role, Selector};
use crate::model::{Alert, Expr, Recording, shown_millis};

/// Functions that need two samples within their range.
pub(in crate::link) const TWO_SAMPLES: [&str; 6] = ["rate", "irate", "increase", "delta", "idelta", "deriv"];

impl Lookup<'_, '_> {
    /// Is the range so short that it never holds two samples of any job that may have them?
    pub(super) fn scraped_too_seldom(&self, selector: &Selector) -> Option<String> {
        let range = needs_two(selector)?;
        let shortest = self.shortest_scrape(selector).filter(|shortest| *shortest >= range)?;
        Some(too_seldom(range, selector, "scraped", shortest))
    }

    /// Is it so short that it never holds two results of the rule that records them?
    pub(super) fn recorded_too_seldom(&self, rule: &Recording, selector: &Selector) -> Option<String> {
        let range = needs_two(selector)?;
        let every = self.recorded_every(rule).filter(|every| *every >= range)?;
        Some(too_seldom(range, selector, "recorded", every))
    }

    /// How often a rule records, in milliseconds, where that is known.
    fn recorded_every(&self, rule: &Recording) -> Option<u64> {
        let of_loaders = || {
            let intervals = self.loaders.iter().map(|loader| Some(loader.evaluation_interval?.millis));
            intervals.min().flatten().filter(|_| self.loads_too(rule.group))
        };
        self.model.rules.groups[rule.group].interval.or_else(of_loaders)
    }

    /// Is every series that an alert reads gone again before it is scraped or recorded anew, and `for` longer than it is there?
    pub(super) fn never_long_enough(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let intervals = read.map(|selector| {
            let is_instant = selector.window == 0 && !selector.within.contains(&"absent");
            let (how, every) = match self.recordings.of(selector) {
                [] => ("scraped", self.shortest_scrape(selector)?),
                rules => {
                    let each: Option<Vec<u64>> = rules.iter().map(|rule| self.recorded_every(rule)).collect();
                    ("recorded", each?.into_iter().min()?)
                }
            };
            is_instant.then_some((every, how))
        });
        let (shortest, how) = intervals.collect::<Option<Vec<_>>>()?.into_iter().min()?;
        let lookback = self.lookback()?;
        let why = format!(
            "{how} every {}, its series are there for {} at a time, and for asks for {}",
            shown_millis(shortest),
            shown_millis(lookback),
            shown_millis(alert.hold)
        );
        let never = shortest > lookback && alert.hold >= lookback;
        never.then(|| Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// How often the job is scraped that is scraped most often of those that may have such series, in milliseconds.
    fn shortest_scrape(&self, selector: &Selector) -> Option<u64> {
        let of_jobs = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape));
        of_jobs.map(|(loader, scrape)| scrape_interval(loader, Some(scrape)).0).min()
    }

    /// `ALERTS` of an alert that is never in such a state, or that is not there at all.
    pub(super) fn never_of_alerts(&self, selector: &Selector) -> Option<String> {
        selector.name().filter(|name| *name == "ALERTS")?;
        let equal = |label: &str| {
            let mut pinned = selector.matchers_of(label).filter(|matcher| matcher.op == MatchOp::Equal);
            pinned.next().map(|matcher| matcher.value.as_str())
        };
        let name = equal("alertname")?;
        let alone = !self.loaders.is_empty() && self.loaders.iter().all(|it| it.further_series.is_none());
        let mut alerts = self.model.rules.alerts.iter().filter(|alert| *alert.name == *name).peekable();
        if alerts.peek().is_none() {
            let none = self.all_rules && alone;
            return none.then(|| format!("ALERTS has no {name}: no rule here is called so"));
        }
        let pending = equal("alertstate") == Some("pending") && alerts.all(|alert| alert.hold == 0);
        pending.then(|| format!("{name} has no for, and is never pending"))
    }
}

/// The range, where it has to hold two samples, in milliseconds.
fn needs_two(selector: &Selector) -> Option<u64> {
    selector.range.filter(|_| selector.within.last().is_some_and(|it| TWO_SAMPLES.contains(it)))
}

fn too_seldom(range: u64, selector: &Selector, how: &str, every: u64) -> String {
    format!(
        "[{}] {} holds two samples: {} is {how} every {}",
        shown_millis(range),
        if every > range { "never" } else { "hardly ever" },
        selector.name().unwrap_or("it"),
        shown_millis(every)
    )
}
