//! Scope: does an alert watch the services that were hurt?

use super::hurt::Hurt;
use super::reading::{ReadSelector, Reading};
use super::words::{Says, WORDS};
use crate::model::expr::{MatchOp, Matcher, Metric, Role};
use crate::model::{Alert, Label};
use crate::source::Place;

/// What an alert watches, as seen from one risk.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scope {
    /// A matcher or a label names a service of the incident, or a word of the risk.
    Names(String),
    /// Nothing narrows it.
    Broad,
    /// It is narrowed to something, and nothing says whether that is what was hurt.
    Unknown(String, Option<Place>),
    /// It is narrowed to other services than those that were hurt.
    Excludes(String, Option<Place>),
}

impl Scope {
    /// The better for a guard, the smaller.
    fn rank(&self) -> u8 {
        match self {
            Scope::Names(_) => 0,
            Scope::Broad => 1,
            Scope::Unknown(..) => 2,
            Scope::Excludes(..) => 3,
        }
    }

    /// May an inference rest on it?
    pub(super) fn admits(&self) -> bool {
        matches!(self, Scope::Names(_) | Scope::Broad)
    }
}

/// The scope of `alert`, whose expression reads `reading`, as seen from what was hurt: the best of its branches.
pub(super) fn scope(alert: &Alert, reading: &Reading, hurt: &Hurt<'_>) -> Scope {
    let branches = 0..=reading.selectors.iter().map(|selector| selector.branch).max().unwrap_or(0);
    let all = branches.map(|branch| of_branch(alert, reading, (branch, hurt)));
    all.min_by_key(Scope::rank).unwrap_or(Scope::Broad)
}

/// The scope of one branch of an alert's outermost `or`.
fn of_branch(alert: &Alert, reading: &Reading, (branch, hurt): (usize, &Hurt<'_>)) -> Scope {
    let here: Vec<&ReadSelector> = reading.selectors.iter().filter(|selector| selector.branch == branch).collect();
    let read: Vec<&ReadSelector> = here.iter().filter(|selector| selector.role == Role::Reads).copied().collect();
    if let Some(scope) = taken_out(alert, &here, hurt).or_else(|| of_codes(alert, &read, hurt)) {
        return scope;
    }
    let of_labels = of_labels(alert, reading, hurt).map(|scope| (Says::Service, scope));
    let of_selectors = read.iter().flat_map(|selector| of_matchers(alert, selector, hurt));
    weighed(&of_selectors.chain(of_labels).collect::<Vec<_>>())
}

/// The scope of what one selector sees, which no other selector beside it can widen.
pub(super) fn of_selector(alert: &Alert, reading: &Reading, (number, hurt): (usize, &Hurt<'_>)) -> Scope {
    let Some(selector) = reading.selectors.get(number) else { return of_branch(alert, reading, (0, hurt)) };
    match weighed(&of_matchers(alert, selector, hurt)) {
        other @ Scope::Excludes(..) => other,
        _ => of_branch(alert, reading, (selector.branch, hurt)),
    }
}

/// Does a selector name a part of the infrastructure of which there is one, by its job? Then a failure mode that asks for
/// that part means it: there is no other scheduler.
pub(super) fn of_infrastructure(reading: &Reading, number: usize) -> Option<Scope> {
    let selector = reading.selectors.get(number)?;
    let named = |matcher: &&Matcher| {
        matches!(matcher.op, MatchOp::Equal | MatchOp::Regex) && WORDS.is_infrastructure(&matcher.value)
    };
    let narrows = |matcher: &Matcher| WORDS.label_says(&matcher.label, selector.name()) != Says::Nothing;
    let mut narrowing = selector.matchers.iter().filter(|matcher| narrows(matcher)).peekable();
    let first = narrowing.peek().copied()?;
    narrowing.all(|matcher| named(&matcher)).then(|| Scope::Names(shown(first)))
}

fn of_matchers(alert: &Alert, selector: &ReadSelector, hurt: &Hurt<'_>) -> Vec<(Says, Scope)> {
    let declared = hurt.declared.scope(alert, selector).map(|scope| (Says::Service, scope));
    let matchers = selector.matchers.iter().filter_map(|matcher| of_matcher(alert, selector, (matcher, hurt)));
    declared.into_iter().chain(matchers).collect()
}

/// What several matchers say together. A part of a service is less than the service, whoever is named beside it; and a
/// namespace that is called like what was hurt says less than another service within.
fn weighed(all: &[(Says, Scope)]) -> Scope {
    let first = |wanted: &dyn Fn(Says, &Scope) -> bool| {
        all.iter().find(|(says, scope)| wanted(*says, scope)).map(|(_, scope)| scope.clone())
    };
    first(&|says, scope| says == Says::Part && matches!(scope, Scope::Unknown(..)))
        .or_else(|| first(&|says, scope| says == Says::Service && matches!(scope, Scope::Names(_))))
        .or_else(|| first(&|_, scope| matches!(scope, Scope::Excludes(..))))
        .or_else(|| first(&|_, scope| matches!(scope, Scope::Names(_))))
        .or_else(|| first(&|_, scope| matches!(scope, Scope::Unknown(..))))
        .unwrap_or(Scope::Broad)
}

/// Is the very service taken out by `unless`?
fn taken_out(alert: &Alert, here: &[&ReadSelector], hurt: &Hurt<'_>) -> Option<Scope> {
    let out = here.iter().filter(|selector| selector.role == Role::Excludes);
    let mut matchers = out.flat_map(|selector| selector.matchers.iter().map(move |matcher| (selector, matcher)));
    let (selector, matcher) = matchers.find(|(selector, matcher)| {
        let positive = matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
        let service = WORDS.label_says(&matcher.label, selector.name()) == Says::Service;
        positive && service && !is_open(matcher, hurt) && names_service(matcher, hurt)
    })?;
    let place = selector.direct.then(|| alert.text.at(matcher.span.clone()));
    Some(Scope::Excludes(format!("all but {}", shown(matcher)), place))
}

fn names_service(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    alternatives(&matcher.value).is_some_and(|values| values.iter().any(|value| hurt.has_service(value)))
}

/// Does it count other status codes than those that are spoken of?
fn of_codes(alert: &Alert, read: &[&ReadSelector], hurt: &Hurt<'_>) -> Option<Scope> {
    if let Some(matcher) = hurt.codes.left_out_by(read, &|pattern, value| hurt.lets(pattern, value)) {
        let direct = read.iter().any(|selector| selector.direct && selector.matchers.contains(matcher));
        let place = direct.then(|| alert.text.at(matcher.span.clone()));
        return Some(Scope::Excludes(shown(matcher), place));
    }
    let name = read.iter().filter_map(|selector| selector.name()).find(|name| hurt.codes.are_of_another_class(name))?;
    Some(Scope::Excludes(name.to_owned(), None))
}

/// What one matcher says, and of what; `None` where it narrows nothing.
fn of_matcher(alert: &Alert, selector: &ReadSelector, (matcher, hurt): (&Matcher, &Hurt<'_>)) -> Option<(Says, Scope)> {
    let says = WORDS.matcher_says((&matcher.label, &matcher.value), selector.name());
    if says == Says::Nothing || is_open(matcher, hurt) {
        return None;
    }
    let shown = shown(matcher);
    let place = selector.direct.then(|| alert.text.at(matcher.span.clone()));
    let hit = hits(matcher, hurt);
    let scope = match matcher.op {
        MatchOp::Equal | MatchOp::Regex if hit => Scope::Names(shown),
        MatchOp::Equal | MatchOp::Regex if says == Says::Service && !hurt.services.is_empty() => {
            Scope::Excludes(shown, place)
        }
        MatchOp::Equal | MatchOp::Regex => Scope::Unknown(shown, place),
        MatchOp::NotEqual | MatchOp::NotRegex if hit => Scope::Excludes(shown, place),
        MatchOp::NotEqual | MatchOp::NotRegex => return None,
    };
    Some((says, scope))
}

/// What the alert's own labels say: `service: payments` on an expression that any service could have.
fn of_labels(alert: &Alert, reading: &Reading, hurt: &Hurt<'_>) -> Option<Scope> {
    let metric = reading.selectors.iter().find_map(|selector| match &selector.metric {
        Metric::Named(name) => Some(name.as_str()),
        Metric::Open(_) | Metric::Any => None,
    });
    let label = own_service(alert)?;
    let shown = format!("{}: {}", &*label.name, &*label.value);
    if hurt.is_called(&label.value) {
        return Some(Scope::Names(shown));
    }
    let of_an_exporter = WORDS.label_says("job", metric) == Says::Nothing;
    (!of_an_exporter).then_some(Scope::Unknown(shown, Some(label.value.place)))
}

/// The label of an alert that says which service it is for.
pub(super) fn own_service(alert: &Alert) -> Option<&Label> {
    let service = |label: &&Label| matches!(&*label.name, "service" | "app" | "application");
    alert.labels.iter().find(|label| service(label) && !label.value.contains("{{"))
}

/// A matcher that lets everything through, or everything that is there at all. The root volume is what a text means
/// that names no other; production is where incidents are.
fn is_open(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    let value = matcher.value.as_str();
    let root = value == "/" && !(matcher.label == "mountpoint" && WORDS.speaks_of_volume(&hurt.text));
    root || is_always_open(value)
}

/// Is it open whatever was hurt?
pub(super) fn is_always_open(value: &str) -> bool {
    WORDS.is_production(value) || matches!(value, "" | ".*" | ".+" | "^.*$" | "^.+$") || value.contains("$")
}

fn hits(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    match matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => hurt.is_called(&matcher.value),
        MatchOp::Regex | MatchOp::NotRegex => alternatives(&matcher.value)
            .map_or_else(|| hurt.is_matched(&matcher.value), |values| values.iter().any(|value| hurt.is_called(value))),
    }
}

/// The values of `a|b|c`, where there is nothing but plain text between the bars.
pub(super) fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let inner = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    let plain = |value: &&str| value.chars().all(|c| c.is_alphanumeric() || "-_/ :".contains(c));
    inner.split('|').all(|value| plain(&value)).then(|| inner.split('|').collect())
}

pub(super) fn shown(matcher: &Matcher) -> String {
    let op = match matcher.op {
        MatchOp::Equal => "=",
        MatchOp::NotEqual => "!=",
        MatchOp::Regex => "=~",
        MatchOp::NotRegex => "!~",
    };
    format!("{}{op}\"{}\"", matcher.label, matcher.value)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Hurt, Scope, scope};
    use crate::config::Services;
    use crate::link::hurt::Known;
    use crate::link::reading::Recordings;
    use crate::link::regexes::Regexes;
    use crate::link::sample;

    fn services_of(declared: &str) -> Services {
        crate::config::read(declared).expect("the case is well formed").services
    }

    fn seen(expr: &str, services: &[&str], text: &str) -> Scope {
        seen_with("", expr, services, text)
    }

    fn seen_with(declared: &str, expr: &str, services: &[&str], text: &str) -> Scope {
        let rules = sample::rules(&[("Alert", expr)]);
        let alert = &rules.alerts[0];
        let expr = alert.expr.as_ref().expect("the case parses");
        let regexes = Regexes::default();
        let learned = HashSet::from(["mail".to_owned(), "orders-db".to_owned()]);
        let known = Known { declared: &services_of(declared), learned: &learned, regexes: &regexes };
        let hurt = Hurt::new(&sample::incident(services), text, known);
        scope(alert, &Recordings::new(&[]).reading(expr), &hurt)
    }

    #[test]
    fn a_matcher_on_another_service_excludes() {
        let scope = seen("rate(worker_tasks_total{job=\"payments\"}[5m]) == 0", &["checkout"], "workers hung");
        assert!(matches!(&scope, Scope::Excludes(what, Some(_)) if what == "job=\"payments\""), "{scope:?}");
    }

    #[test]
    fn without_known_services_the_scope_is_unknown() {
        let scope = seen("rate(worker_tasks_total{job=\"payments\"}[5m]) == 0", &[], "workers hung");
        assert!(matches!(scope, Scope::Unknown(..)), "{scope:?}");
    }

    #[test]
    fn a_service_is_named_by_field_by_text_and_through_a_regex() {
        for (expr, services, text) in [
            ("worker_tasks{job=\"checkout\"} == 0", &["checkout"][..], "workers hung"),
            ("worker_tasks{job=\"orders-db\"} == 0", &["checkout"], "the workers of orders-db hung"),
            ("worker_tasks{job=~\"payments|checkout\"} == 0", &["checkout"], "workers hung"),
            ("worker_tasks{pod=~\"checkout-.*\"} == 0", &["checkout-api"], "workers hung"),
        ] {
            let scope = seen(expr, services, text);
            assert!(matches!(scope, Scope::Names(_)), "{expr}: {scope:?}");
        }
    }

    #[test]
    fn an_exporters_job_and_open_matchers_narrow_nothing() {
        for expr in [
            "node_filesystem_avail_bytes{job=\"node-exporter\"} < 1",
            "kube_pod_info{job=\"kube-state-metrics\", namespace=~\".*\"} < 1",
            "worker_tasks{job=~\".+\", job!=\"payments\"} < 1",
        ] {
            assert_eq!(seen(expr, &["checkout"], "broken"), Scope::Broad, "{expr}");
        }
    }

    #[test]
    fn an_exporter_that_belongs_to_one_service_says_nothing_of_another() {
        let expr = "probe_ssl_earliest_cert_expiry{job=\"payments\"} < 1";
        assert!(matches!(seen(expr, &["checkout"], "the certificate expired"), Scope::Unknown(..)));
        assert!(matches!(seen(expr, &["payments"], "the certificate expired"), Scope::Names(_)));
    }

    #[test]
    fn a_neighbour_that_is_spoken_of_was_not_hurt() {
        let of_mail = "node_filesystem_avail_bytes{service=\"mail\"} < 1";
        for text in ["The disk of search was full; mail was fine.", "Search stopped because of a lock; mail was fine."]
        {
            let scope = seen(of_mail, &["search"], text);
            assert!(matches!(scope, Scope::Excludes(..)), "{text}: {scope:?}");
        }
        assert!(matches!(seen(of_mail, &["search"], "The disk of mail was full."), Scope::Names(_)));
    }

    #[test]
    fn declared_services_are_known_by_alias_and_by_selector() {
        let declared = "services:\n  checkout: {aliases: [basket, web shop], selectors: [{app: co, namespace: shop}]}\n  \
            payouts: {selectors: [{namespace: money}]}\n";
        let seen = |expr: &str, services: &[&str], text: &str| seen_with(declared, expr, services, text);
        for (expr, services, text) in [
            ("tasks{job=\"basket\"} == 0", &["checkout"][..], "hung"),
            ("tasks{job=\"checkout\"} == 0", &["Basket"], "hung"),
            ("tasks{app=\"co\", namespace=\"shop\"} == 0", &["basket"], "hung"),
            ("tasks{app=\"co\", namespace=\"shop\"} == 0", &[], "the web shop hung"),
        ] {
            assert!(matches!(seen(expr, services, text), Scope::Names(_)), "{expr}");
        }
        let other = "kube_pod_info{namespace=\"money\"} == 0";
        let scope = seen(other, &["checkout"], "hung");
        assert!(matches!(&scope, Scope::Excludes(what, Some(_)) if what == "namespace=\"money\""), "{scope:?}");
        assert!(matches!(seen(other, &[], "hung"), Scope::Unknown(..)));
        assert!(matches!(seen(other, &["payouts"], "hung"), Scope::Names(_)));
        assert!(matches!(seen("tasks{namespace=\"shop\"} == 0", &["checkout"], "hung"), Scope::Unknown(..)));
    }

    #[test]
    fn a_part_of_a_service_is_not_the_service() {
        for expr in [
            r#"rate(http_requests_total{job="checkout",handler="/admin"}[5m]) > 1"#,
            r#"rate(http_requests_total{job="checkout",env="staging"}[5m]) > 1"#,
            r#"(rate(http_requests_total[5m]) > 1) and on (namespace) kube_namespace_labels{label_alerts="full"}"#,
        ] {
            assert!(matches!(seen(expr, &["checkout"], "errors"), Scope::Unknown(..)), "{expr}");
        }
        let of_production = r#"rate(http_requests_total{job="checkout",env="production"}[5m]) > 1"#;
        assert!(matches!(seen(of_production, &["checkout"], "errors"), Scope::Names(_)));
    }

    #[test]
    fn what_suffered_is_not_what_broke() {
        let text = "Payments failed because the ledger pods ran out of memory";
        let scope = seen("container_memory_rss{namespace=\"payments\"} > 1", &["ledger"], text);
        assert!(matches!(scope, Scope::Unknown(..)), "{scope:?}");
        let scope = seen("container_memory_rss{pod=~\"ledger-.*\"} > 1", &["ledger"], text);
        assert!(matches!(scope, Scope::Names(_)), "{scope:?}");
    }

    #[test]
    fn other_status_codes_are_left_out() {
        let errors = r#"rate(http_requests_total{code=~"5.."}[5m]) > 1"#;
        assert!(matches!(seen(errors, &[], "All routes returned 404."), Scope::Excludes(..)));
        assert_eq!(seen(errors, &[], "All routes returned 502."), Scope::Broad);
        let ratio = r#"1 - rate(http_requests_total{code!~"5.."}[5m]) / rate(http_requests_total[5m]) > 0.1"#;
        assert_eq!(seen(ratio, &[], "All routes returned 502."), Scope::Broad);
    }

    #[test]
    fn the_root_volume_is_meant_where_no_other_is_named() {
        let root = r#"node_filesystem_avail_bytes{mountpoint="/"} < 1"#;
        assert_eq!(seen(root, &[], "The disk was full."), Scope::Broad);
        assert!(matches!(seen(root, &[], "The data volume was full."), Scope::Unknown(..)));
    }

    #[test]
    fn leaving_out_the_very_service_excludes() {
        for expr in [
            r#"worker_tasks{pod!~"checkout-.*"} < 1"#,
            r#"worker_tasks < 1 unless on (job) worker_tasks{job="checkout"}"#,
        ] {
            assert!(matches!(seen(expr, &["checkout"], "broken"), Scope::Excludes(..)), "{expr}");
        }
        let scope = seen("worker_tasks{job!=\"checkout\"} < 1", &["checkout"], "broken");
        assert!(matches!(scope, Scope::Excludes(..)), "{scope:?}");
    }
}
