//! Limits that nobody sets: of a container without one, kube-state-metrics shows no limit, and no share of it is ever above anything.

use super::present::{Lookup, admits};
use super::{Asked, needs_all};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Expr, MatchOp, Matcher, Role, Selector};
use crate::model::{Alert, Cluster, Container, LimitRange, Resources};

/// What kube-state-metrics shows of limits, and of requests.
const LIMITS: &str = "kube_pod_container_resource_limits";
const REQUESTS: &str = "kube_pod_container_resource_requests";
/// The kind of what gives limits to all.
const RANGE: &str = "LimitRange";

impl Lookup<'_, '_> {
    /// Why what an alert reads of limits is not there: no container that it means has one.
    pub(super) fn unlimited(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let cluster = &self.model.cluster;
        // A patch may set one.
        let is_changed = cluster.kustomizations.iter().any(|kustomization| kustomization.changes);
        if is_changed || !needs_all(alert, expr) || !cluster.has_read_all_that_runs() || !cluster.has_read(RANGE) {
            return None;
        }
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        read.find_map(|selector| unset(selector, cluster, asked))
    }
}

/// Why there is nothing of `selector`.
fn unset(selector: &Selector, cluster: &Cluster, asked: &Asked<'_>) -> Option<Rung> {
    let name = selector.name().filter(|name| [LIMITS, REQUESTS].contains(name))?;
    let resource = selector.matchers_of("resource").find(|it| it.op == MatchOp::Equal)?.value.as_str();
    let has = |given: &Resources| {
        let all = if name == LIMITS { &given.limits } else { &given.requests };
        all.iter().any(|it| it == resource)
    };
    let meant: Vec<&Container> = cluster.containers.iter().filter(|it| is_meant(it, selector, asked)).collect();
    let first = meant.first()?;
    let is_given = |container: &&Container| {
        let may_be_of = |range: &&LimitRange| {
            let (here, there) = (&container.of.namespace, &range.namespace);
            here.is_empty() || there.is_empty() || here == there
        };
        has(&container.resources) || cluster.limit_ranges.iter().filter(may_be_of).any(|range| has(&range.gives))
    };
    let what = if name == LIMITS { "limit" } else { "request" };
    let why = || {
        format!(
            "{name} shows nothing of the container {}: neither {} nor a LimitRange sets a {what} of {resource}",
            first.resources.of,
            first.shown()
        )
    };
    (!meant.iter().any(is_given)).then(|| Rung::broken(Flaw::AbsentSeries, why()).at(first.place))
}

/// Is it a container that `selector` lets through, and the one that failed: because the selector asks for it, or because its workload
/// is one of the services of the incident?
fn is_meant(container: &Container, selector: &Selector, asked: &Asked<'_>) -> bool {
    let (name, of) = (&container.resources.of, &container.of);
    let is_here = of.namespace.is_empty() || selector.matchers_of("namespace").all(|it| admits(it, &of.namespace));
    let mut containers = selector.matchers_of("container").peekable();
    let narrows = containers.peek().is_some();
    let is_let = containers.all(|it| admits(it, name));
    let asks = |it: &&Matcher| matches!(it.op, MatchOp::Equal | MatchOp::Regex);
    let mut pods = selector.matchers_of("pod").filter(asks).peekable();
    let narrows = narrows || pods.peek().is_some();
    let is_let = is_let && pods.all(|it| it.value.starts_with(&*of.name));
    let is_hurt = || asked.incident.services.iter().any(|service| service.value == of.name || service.value == *name);
    !name.is_empty() && is_here && is_let && (narrows || is_hurt())
}
