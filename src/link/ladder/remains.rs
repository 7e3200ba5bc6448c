//! Whether `absent()` waits in vain: one of several is gone, and the others still have such series.

use super::Asked;
use super::present::{Lookup, admits};
use super::told_targets::words;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Expr, Selector};
use crate::model::{Alert, TargetLabels};

impl Lookup<'_, '_> {
    /// Why series are not absent though what the cause names is gone: another target has them too.
    pub(super) fn others_remain(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let [selector] = &expr.selectors[..] else { return None };
        let is_of_all = asked.reached.is_some_and(|reached| reached.were_all_hurt());
        if !expr.is_absent() || is_of_all || !self.recordings.of(selector).is_empty() {
            return None;
        }
        let (label, gone, other) = self.one_of(selector, asked.text)?;
        let why =
            format!("{label}=\"{other}\" still has such series where {label}=\"{gone}\" is gone: they are not absent");
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// A label by which the targets of one job differ, the value of it that a text names, and another that the selector lets
    /// through.
    fn one_of(&self, selector: &Selector, text: &str) -> Option<(String, String, String)> {
        let [targets] = self.targets_of(selector)?[..] else { return None };
        let text = text.to_lowercase();
        let words = words(&text);
        let is_told = |value: &str| words.contains(&*value.to_lowercase());
        let lets = |target: &&TargetLabels| {
            selector.matchers.iter().all(|it| target.get(&it.label).is_none_or(|value| admits(it, value)))
        };
        let let_through: Vec<&TargetLabels> = targets.iter().filter(lets).collect();
        let own = let_through.first()?.iter().filter(|(label, _)| *label != "job" && *label != "instance");
        own.filter_map(|(label, _)| {
            let values: Option<Vec<&String>> = let_through.iter().map(|target| target.get(label)).collect();
            let (told, others): (Vec<&String>, Vec<&String>) = values?.into_iter().partition(|value| is_told(value));
            let gone = told.first().filter(|first| told.iter().all(|it| it == *first))?;
            Some((label.clone(), (*gone).clone(), (*others.first()?).clone()))
        })
        .next()
    }
}
