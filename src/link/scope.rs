//! Scope: does an alert watch the services that were hurt?

use std::collections::HashSet;

use super::mention::words;
use super::reading::{ReadSelector, Reading};
use super::regexes::Regexes;
use super::services::Declared;
use super::words::{Says, WORDS};
use crate::config::Services;
use crate::model::expr::{MatchOp, Matcher, Metric, Role};
use crate::model::{Alert, Incident};
use crate::patterns::Pattern;
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
    /// May an inference rest on it?
    pub(super) fn admits(&self) -> bool {
        matches!(self, Scope::Names(_) | Scope::Broad)
    }
}

/// What was hurt, by name: the incident's services, and the words of its title and of the risk.
#[derive(Debug)]
pub(super) struct Hurt<'a> {
    services: Vec<String>,
    words: HashSet<String>,
    declared: Declared,
    regexes: &'a Regexes,
}

impl<'a> Hurt<'a> {
    /// What `text`, a risk of `incident`, says was hurt; `declared` knows what else that is called.
    pub(super) fn new(incident: &Incident, text: &str, declared: &Services, regexes: &'a Regexes) -> Hurt<'a> {
        let mut services: Vec<String> = incident.services.iter().map(|service| service.to_lowercase()).collect();
        let mut all = HashSet::new();
        for said in services.iter().map(String::as_str).chain([&*incident.title, text]) {
            let said = said.to_lowercase();
            all.extend(words(&said).map(|word| said[word].to_string()));
            all.extend(
                said.split(|c: char| c.is_whitespace() || "`'\"(),;:[]{}".contains(c))
                    .map(|word| word.trim_end_matches('.').to_string()),
            );
        }
        all.remove("");
        let declared = Declared::new(declared, &services, &format!("{} | {text}", &*incident.title));
        let called: Vec<String> = declared.names().map(str::to_lowercase).collect();
        match services.is_empty() {
            true => all.extend(called),
            false => services.extend(called),
        }
        Hurt { services, words: all, declared, regexes }
    }

    fn names(&self, value: &str) -> bool {
        let value = value.to_lowercase();
        self.services.contains(&value) || self.words.contains(&value)
    }

    fn matches(&self, pattern: &Pattern) -> bool {
        self.services.iter().chain(&self.words).any(|name| pattern.is_match(name))
    }
}

/// The scope of `alert`, whose expression reads `reading`, as seen from what was hurt.
pub(super) fn scope(alert: &Alert, reading: &Reading, hurt: &Hurt<'_>) -> Scope {
    let selectors = || reading.selectors.iter().filter(|selector| selector.role == Role::Reads);
    let declared = selectors().filter_map(|selector| hurt.declared.scope(alert, selector));
    let matchers = selectors().flat_map(|selector| selector.matchers.iter().map(move |matcher| (selector, matcher)));
    let of_matchers = matchers.filter_map(|(selector, matcher)| of_matcher(alert, selector, matcher, hurt));
    let all: Vec<Scope> = declared.chain(of_matchers).chain(of_labels(alert, reading, hurt)).collect();
    let best = |wanted: fn(&Scope) -> bool| all.iter().find(|scope| wanted(scope)).cloned();
    best(|scope| matches!(scope, Scope::Excludes(..)))
        .filter(|_| !all.iter().any(|scope| matches!(scope, Scope::Names(_))))
        .or_else(|| best(|scope| matches!(scope, Scope::Names(_))))
        .or_else(|| best(|scope| matches!(scope, Scope::Unknown(..))))
        .unwrap_or(Scope::Broad)
}

/// What one matcher says; `None` where it narrows nothing.
fn of_matcher(alert: &Alert, selector: &ReadSelector, matcher: &Matcher, hurt: &Hurt<'_>) -> Option<Scope> {
    let metric = match &selector.metric {
        Metric::Named(name) => Some(name.as_str()),
        Metric::Open(_) | Metric::Any => None,
    };
    let says = WORDS.label_says(&matcher.label, metric);
    if says == Says::Nothing || is_open(matcher) {
        return None;
    }
    let shown = shown(matcher);
    let place = selector.direct.then(|| alert.text.at(matcher.span.clone()));
    let hit = hits(matcher, hurt);
    match matcher.op {
        MatchOp::Equal | MatchOp::Regex if hit => Some(Scope::Names(shown)),
        MatchOp::Equal | MatchOp::Regex if says == Says::Service && !hurt.services.is_empty() => {
            Some(Scope::Excludes(shown, place))
        }
        MatchOp::Equal | MatchOp::Regex => Some(Scope::Unknown(shown, place)),
        MatchOp::NotEqual | MatchOp::NotRegex if hit => Some(Scope::Excludes(shown, place)),
        MatchOp::NotEqual | MatchOp::NotRegex => None,
    }
}

/// What the alert's own labels say: `service: payments` on an expression that any service could have.
fn of_labels(alert: &Alert, reading: &Reading, hurt: &Hurt<'_>) -> Option<Scope> {
    let metric = reading.selectors.iter().find_map(|selector| match &selector.metric {
        Metric::Named(name) => Some(name.as_str()),
        Metric::Open(_) | Metric::Any => None,
    });
    let label = alert
        .labels
        .iter()
        .find(|label| matches!(&*label.name, "service" | "app" | "application") && !label.value.contains("{{"))?;
    let shown = format!("{}: {}", &*label.name, &*label.value);
    if hurt.names(&label.value) {
        return Some(Scope::Names(shown));
    }
    let of_an_exporter = WORDS.label_says("job", metric) == Says::Nothing;
    (!of_an_exporter).then_some(Scope::Unknown(shown, Some(label.value.place)))
}

/// A matcher that lets everything through, or everything that is there at all.
fn is_open(matcher: &Matcher) -> bool {
    let value = matcher.value.as_str();
    matches!(value, "" | ".*" | ".+" | "/" | "^.*$" | "^.+$") || value.contains("$")
}

fn hits(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    match matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => hurt.names(&matcher.value),
        MatchOp::Regex | MatchOp::NotRegex => alternatives(&matcher.value)
            .map_or_else(|| pattern_hits(&matcher.value, hurt), |values| values.iter().any(|value| hurt.names(value))),
    }
}

/// The values of `a|b|c`, where there is nothing but plain text between the bars.
fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let inner = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    let plain = |value: &&str| value.chars().all(|c| c.is_alphanumeric() || "-_/ :".contains(c));
    inner.split('|').all(|value| plain(&value)).then(|| inner.split('|').collect())
}

fn pattern_hits(pattern: &str, hurt: &Hurt<'_>) -> bool {
    hurt.matches(&hurt.regexes.whole(pattern))
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
    use super::{Hurt, Scope, scope};
    use crate::config::Services;
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
        let hurt = Hurt::new(&sample::incident(services), text, &services_of(declared), &regexes);
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
    fn leaving_out_the_very_service_excludes() {
        let scope = seen("worker_tasks{job!=\"checkout\"} < 1", &["checkout"], "broken");
        assert!(matches!(scope, Scope::Excludes(..)), "{scope:?}");
    }
}
