//! Whether saved `/metrics` pages show that Prometheus cannot match two sides one to one: it evaluates nothing of such a rule.

use std::collections::BTreeMap;

use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Expr, Pairing, Selector};
use crate::model::{Alert, Exposition, Series};

impl Lookup<'_, '_> {
    /// The first match of `expr` in which a side has several series for one of the other.
    pub(super) fn ambiguous(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.pairings.iter().find_map(|pairing| {
            let side = |at: Option<usize>| at.and_then(|at| expr.selectors.get(at));
            let (left, right) = (side(pairing.left), side(pairing.right));
            // Several on the right are always an error, and several on the left where one on the right matches them.
            let alone = right.and_then(|right| self.twice(pairing, right, |_| true));
            let why = alone.or_else(|| {
                let (left, right) = left.zip(right)?;
                self.twice(pairing, left, |values| self.has(pairing, right, values))
            })?;
            Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(pairing.span.clone())))
        })
    }

    /// Why the series of one side are too many: two of one page with the same values of the labels that count.
    fn twice(&self, pairing: &Pairing, selector: &Selector, counts: impl Fn(&[&str]) -> bool) -> Option<String> {
        let name = selector.name()?;
        let pages = self.model.expositions.iter();
        pages.filter(|page| page.is_whole).find_map(|page: &Exposition| {
            let mut known: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
            for series in self.asked(page, selector) {
                *known.entry(values(pairing, series)).or_default() += 1;
            }
            let (_, count) = known.iter().find(|(values, count)| **count > 1 && counts(values))?;
            let on = pairing.on.join(", ");
            let path = path_of(self.sources, page.file);
            Some(format!(
                "Prometheus refuses to match it: {count} series of {name} in {path} are alike on ({on}); sum them up, or write \
                 group_left or group_right"
            ))
        })
    }

    /// Do pages show a series of `selector` with these values of the labels that count?
    fn has(&self, pairing: &Pairing, selector: &Selector, wanted: &[&str]) -> bool {
        let mut all = self.model.expositions.iter().flat_map(|page| self.asked(page, selector));
        all.any(|series| values(pairing, series) == wanted)
    }
}

/// The values of the labels that count; those that the scrape adds are the same on one page.
fn values<'s>(pairing: &Pairing, series: &'s Series) -> Vec<&'s str> {
    pairing.on.iter().map(|label| series.labels.get(label).map_or("", String::as_str)).collect()
}
