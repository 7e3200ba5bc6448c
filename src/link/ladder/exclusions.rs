//! Whether what an alert leaves out is always there, whatever it says: `a > 5 unless on (cluster) in_maintenance`, where the
//! gauge is 0 most of the time, and has the same `cluster` as what is watched.

use std::borrow::Cow;

use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Carried, Expr, MatchOp, Selector};
use crate::model::{Alert, Jobs, Series};

impl Lookup<'_, '_> {
    /// The first series by which `expr` leaves out all that it asks for: pages show it, and with the same labels as that.
    pub(super) fn excluded(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.exclusions.iter().find_map(|it| {
            let right = expr.selectors.get(it.right)?;
            let page = self.model.expositions.iter().find(|page| !self.asked(page, right).is_empty())?;
            let is_kept = |label: &String| !matches!(&expr.carried, Carried::Only(kept) if !kept.contains(label));
            let left = &expr.selectors[it.of.clone()];
            let same = it.on.iter().all(|label| {
                let Some(value) = self.value_of(right, label) else { return false };
                let has_it = |left: &Selector| self.value_of(left, label).as_ref() == Some(&value);
                if is_kept(label) { !left.is_empty() && left.iter().all(has_it) } else { value.is_empty() }
            });
            let (name, path) = (right.name()?, path_of(self.sources, page.file));
            let why = format!(
                "`unless` leaves nothing: {name} is in {path}, and it is not asked what it says; compare it (== 1)"
            );
            same.then(|| Rung::broken(Flaw::NeverFires, why).at(alert.text.at(it.span.clone())))
        })
    }

    /// The value that a label has on all series of `selector`, empty where none of them has it; `None` where that is not
    /// known, or where they differ.
    fn value_of<'v>(&'v self, selector: &'v Selector, label: &str) -> Option<Cow<'v, str>> {
        if let Some(said) = selector.matchers_of(label).find(|matcher| matcher.op == MatchOp::Equal) {
            return Some(said.value.as_str().into());
        }
        let shown: Vec<(&str, &Series)> = self
            .model
            .expositions
            .iter()
            .flat_map(|page| self.asked(page, selector).into_iter().map(|series| (page.stem.as_str(), series)))
            .collect();
        let mut jobs = self.jobs(selector)?;
        if selector.matchers_of("job").next().is_none() && !shown.is_empty() {
            jobs.retain(|job| shown.iter().any(|(stem, _)| stem == job));
        }
        match label {
            "job" => return jobs.first().filter(|_| jobs.len() == 1).map(|job| job.clone().into()),
            "instance" => return None,
            _ => {}
        }
        let is_of = |known: &Jobs| matches!(known, Jobs::Known(known) if known.iter().any(|job| jobs.contains(job)));
        let of_targets = self.all_scrapes()?.filter(|(_, scrape)| is_of(&scrape.jobs));
        let given = one(of_targets.map(|(_, scrape)| scrape.value_on_targets(label)))?;
        // What targets are labelled with goes before what their series say.
        if !given.is_empty() {
            return Some(given.into());
        }
        one(shown.iter().map(|(_, series)| Some(series.labels.get(label).map_or("", String::as_str)))).map(Cow::from)
    }
}

/// The one value that all have, where they have one.
fn one<'v>(mut values: impl Iterator<Item = Option<&'v str>>) -> Option<&'v str> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}
