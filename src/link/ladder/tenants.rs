//! Whether a ruler evaluates a rule where its series are: Mimir, Cortex and Loki keep what each tenant writes apart, and take the
//! tenant of a rule from the folder of its file.

use std::collections::BTreeSet;

use super::path_of;
use super::patterns::folder_of;
use super::present::{Lookup, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::Selector;
use crate::model::{Jobs, Prometheus};

impl Lookup<'_, '_> {
    /// Why a tenant has no such series: all that scrape them write for others.
    pub(super) fn of_another_tenant(&self, selector: &Selector) -> Option<Rung> {
        let path = path_of(self.sources, self.model.rules.groups[self.group].file);
        let own = folder_of(path).rsplit('/').next().filter(|own| !own.is_empty())?;
        let tenants: BTreeSet<&str> =
            self.model.prometheus.iter().flat_map(|it| &it.tenants).map(String::as_str).collect();
        if !self.loaders.is_empty() || tenants.len() < 2 || !tenants.contains(own) {
            return None;
        }
        let job = selector.pinned("job").next()?;
        let scrapes = |it: &&Prometheus| {
            it.scrapes.iter().any(|scrape| matches!(scrape.jobs, Jobs::Known(_)) && may_be_of(selector, scrape))
        };
        let mut writers = self.model.prometheus.iter().filter(scrapes).peekable();
        let first = *writers.peek()?;
        let place = first.scrapes.iter().find(|scrape| may_be_of(selector, scrape)).map(|scrape| scrape.job.place);
        let why = format!(
            "{} writes the job {job} for the tenant {}, and a ruler evaluates {path} for {own}",
            path_of(self.sources, first.file),
            first.tenants.join(", ")
        );
        let apart = writers.all(|it| !it.tenants.is_empty() && !it.tenants.iter().any(|tenant| tenant == own));
        apart.then(|| Rung::broken(Flaw::AbsentSeries, why).at(place))
    }
}
