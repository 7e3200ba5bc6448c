//! Whether `up` is 0 where pods failed: one that is gone, or no target for want of readiness, has none.

use super::present::{Lookup, may_be_of};
use super::watched::UP;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Expr, Role, Selector};
use crate::model::{Alert, Scrape};

/// How the labels begin that service discovery finds in a cluster.
const META: &str = "__meta_kubernetes_";

impl Lookup<'_, '_> {
    /// Why no target is down where no pod is left, or none is ready: its job finds its targets by pods, or by those alone that are
    /// ready.
    pub(super) fn gone_with_pods(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).peekable();
        read.peek()?;
        let silences = WORDS.silences();
        let (none_left, none_ready) = (silences.tells_no_pods(text), silences.tells_none_ready(text));
        let asks_for_absence =
            expr.selectors.iter().any(|selector| selector.within.iter().any(|it| it.starts_with("absent")));
        if asks_for_absence || !none_left && !none_ready {
            return None;
        }
        let scrapes: Vec<&Scrape> = self.all_scrapes()?.map(|(_, scrape)| scrape).collect();
        let of_pods = |selector: &Selector| {
            let mut jobs = scrapes.iter().filter(|scrape| may_be_of(selector, scrape)).peekable();
            let finds = |scrape: &&Scrape| scrape.finds_pods && (none_left || keeps_ready(scrape));
            selector.name() == Some(UP) && jobs.peek().is_some() && jobs.all(finds)
        };
        let why = match none_left {
            true => "its job finds its targets by pods: where none is left, up is absent, and not 0",
            false => "its job keeps those pods alone that are ready: of one that is not, up is absent soon, and not 0",
        };
        read.all(of_pods).then(|| Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }
}

/// Does relabelling keep those pods alone that are ready?
fn keeps_ready(scrape: &Scrape) -> bool {
    let mut keeps = scrape.relabels.iter().filter(|step| step.action == "keep" && step.regex == "true");
    keeps.any(|step| step.source_labels.iter().any(|label| label.starts_with(META) && label.ends_with("_ready")))
}
