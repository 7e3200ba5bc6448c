//! Whether `scalar()` is given one series alone: of several it makes NaN, which no comparison finds above or below anything.

use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::model::Alert;
use crate::model::expr::{Expr, Selector};

impl Lookup<'_, '_> {
    /// The first `scalar()` of an expression that gets several series.
    pub(super) fn no_scalar(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let mut given = expr.selectors.iter().filter(|selector| selector.within[..] == ["scalar"]);
        let why = given.find_map(|selector| {
            let name = selector.name()?;
            let pages = || self.model.expositions.iter();
            let shown = pages().map(|page| self.asked(page, selector).len()).max().unwrap_or(0);
            let is_shown = pages().any(|page| page.of(name).next().is_some());
            let several = if shown > 1 || !is_shown { shown } else { self.count_targets(selector)? };
            (several > 1).then(|| format!("scalar() makes NaN of several series, and there are {several} of {name}"))
        })?;
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// How many targets may have what a selector asks for, each its own; `None` where it picks among them.
    fn count_targets(&self, selector: &Selector) -> Option<usize> {
        if selector.matchers.iter().any(|matcher| matcher.label != "job") || !self.recordings.of(selector).is_empty() {
            return Some(0);
        }
        Some(self.targets_of(selector)?.into_iter().map(<[_]>::len).sum())
    }
}
