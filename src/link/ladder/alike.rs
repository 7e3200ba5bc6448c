//! Whether a label of the rule itself makes several series one: Prometheus evaluates nothing of such a rule once two of them fire.

use std::collections::BTreeMap;

use super::present::Lookup;
use super::{Asked, path_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Expr, Selector};
use crate::model::{Alert, Exposition, Label, Series};

impl Lookup<'_, '_> {
    /// Why an alert fails where all of several were hurt: a label that the rule sets is what tells their series apart.
    pub(super) fn alike(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let [selector] = &expr.selectors[..] else { return None };
        asked.reached.filter(|reached| reached.were_all_hurt())?;
        let overwrites =
            |label: &&Label| !label.value.contains("{{") && expr.carried.carries(&label.name) == Some(true);
        alert.labels.iter().filter(overwrites).find_map(|label| {
            let page = self.model.expositions.iter().find(|page| self.falls_together(page, selector, &label.name))?;
            let (name, path) = (&*label.name, path_of(self.sources, page.file));
            let why = format!(
                "the rule sets the label {name}, by which the series in {path} differ: once two of them fire, Prometheus \
                 refuses the result as twice the same labelset"
            );
            Some(Rung::broken(Flaw::Unmoved, why).at(label.name.place))
        })
    }

    /// Does the page show two series of `selector` that nothing but this label tells apart?
    fn falls_together(&self, page: &Exposition, selector: &Selector, label: &str) -> bool {
        let mut known: BTreeMap<Vec<(&String, &String)>, usize> = BTreeMap::new();
        for series in self.asked(page, selector) {
            *known.entry(without(series, label)).or_default() += 1;
        }
        known.values().any(|count| *count > 1)
    }
}

fn without<'s>(series: &'s Series, label: &str) -> Vec<(&'s String, &'s String)> {
    series.labels.iter().filter(|(name, _)| *name != label).collect()
}
