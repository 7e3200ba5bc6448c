//! Whether a Prometheus that takes its series from another takes those that an alert reads: `match[]` of `/federate`.

use super::path_of;
use super::present::{Lookup, admits, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::Expr;
use crate::model::expr::possible;
use crate::model::expr::{MatchOp, Matcher, Metric, Selector};

impl Lookup<'_, '_> {
    /// Why no series of a metric comes from elsewhere: each job that may bring it asks for others.
    pub(super) fn not_federated(&self, selector: &Selector) -> Option<Rung> {
        let name = selector.name()?;
        let mut scrapes = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape)).peekable();
        let (loader, first) = *scrapes.peek()?;
        let asks_for_others = |asked: &String| asks_for_others(asked, name, selector) == Some(true);
        let none = scrapes.all(|(_, scrape)| {
            let asked = scrape.federated.as_ref();
            asked.is_some_and(|asked| !asked.is_empty() && asked.iter().all(asks_for_others))
        });
        let path = path_of(self.sources, loader.file);
        let why = format!(
            "the job {} of {path} federates {} only, and not {name}",
            &*first.job,
            first.federated.as_ref()?.join(", ")
        );
        none.then(|| Rung::broken(Flaw::AbsentSeries, why).at(first.job.place))
    }
}

/// Does a selector of `match[]` leave out the metric `name`, or such of its series as `selector` wants? `None` where it cannot be
/// read.
fn asks_for_others(asked: &str, name: &str, selector: &Selector) -> Option<bool> {
    let expr = Expr::read(asked).ok()?;
    let [asked] = &expr.selectors[..] else { return None };
    let is_another = match &asked.metric {
        Metric::Named(asked) => **asked != *name,
        Metric::Open(pattern) => !possible::admits(MatchOp::Regex, pattern, name),
        Metric::Any => false,
    };
    let excludes = |it: &Matcher| selector.pinned(&it.label).any(|value| !admits(it, value));
    Some(is_another || asked.matchers.iter().any(excludes))
}
