//! The incident's services, put into a rule as matchers; the series of its unit test get the same labels.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::series::{Series, quoted};
use super::words::WORDS;
use crate::config::Services;
use crate::model::RuleSet;
use crate::promql::{self, MatchOp, NodeKind, Selector};

/// Labels of one service, and whether anybody said that they are its.
pub(super) struct Known {
    pub(super) labels: BTreeMap<String, String>,
    pub(super) guessed: bool,
}

/// The labels by which `service` is known: declared, or as the rules at hand select it, or a guess.
pub(super) fn labels_of(service: &str, declared: &Services, rules: &RuleSet) -> Vec<Known> {
    let stated = declared.called(service).map(|service| service.selectors.clone()).unwrap_or_default();
    let learned = learned(service, rules).map(|label| BTreeMap::from([(label, service.to_owned())]));
    let known = stated.into_iter().chain(learned).map(|labels| Known { labels, guessed: false });
    let guess = Known { labels: BTreeMap::from([("job".to_owned(), service.to_owned())]), guessed: true };
    known.chain([guess]).collect()
}

/// The label that most selectors of the rules compare with the service's name.
fn learned(service: &str, rules: &RuleSet) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let selectors = rules.alerts.iter().filter_map(|alert| alert.expr.as_ref()).flat_map(|expr| &expr.selectors);
    for matcher in selectors.flat_map(|selector| selector.matchers.iter()) {
        if matcher.op == MatchOp::Equal && matcher.value == service {
            *counts.entry(&matcher.label).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .max_by_key(|(label, count)| (*count, std::cmp::Reverse(*label)))
        .map(|(label, _)| label.to_owned())
}

/// The draft with the labels of the service, where all its selectors can have them.
pub(super) fn with_service(draft: &Draft, known: &Known) -> Option<Draft> {
    let tree = promql::parse(&draft.expr).ok()?;
    let selectors: Vec<&Selector<'_>> = tree
        .nodes()
        .iter()
        .filter_map(|node| match &node.kind {
            NodeKind::Selector(selector) => Some(&**selector),
            _ => None,
        })
        .collect();
    let stands_in = selectors.iter().any(|it| placeholder(it).is_some());
    // A guess replaces what is no better; it never narrows what watches everything.
    if selectors.is_empty() || (known.guessed && !stands_in) {
        return None;
    }
    if !selectors.iter().all(|selector| can_have(draft, selector, known)) {
        return None;
    }
    let mut filled = draft.clone();
    for selector in selectors.iter().rev() {
        narrow(&mut filled.expr, selector, &known.labels);
    }
    let names: Vec<&str> = selectors.iter().filter_map(|it| it.name.as_ref()).map(|name| &*name.text).collect();
    filled.fires = labelled(&draft.fires, &names, &known.labels)?;
    filled.quiet = labelled(&draft.quiet, &names, &known.labels)?;
    if known.guessed {
        let (label, value) = known.labels.first_key_value()?;
        filled.notes.push(format!(
            "{label}={} is a guess: set it right here, or under services: in alertgap.yml",
            quoted(value)
        ));
    }
    Some(filled)
}

/// The matcher whose value stands for whatever service was hurt.
fn placeholder<'s, 't>(selector: &'s Selector<'t>) -> Option<&'s promql::Matcher<'t>> {
    selector.matchers.iter().find(|it| it.label == "job" && WORDS.is_placeholder(&it.value))
}

/// Do its series carry the labels? A rule that selects by a label they lack never fires. The unit test shows what they
/// carry; a service's own metrics carry whatever its others do.
fn can_have(draft: &Draft, selector: &Selector<'_>, known: &Known) -> bool {
    let Some(name) = selector.name.as_ref().filter(|name| !name.quoted) else { return false };
    let series: Vec<&Series> = draft.series().filter(|series| series.name == *name.text).collect();
    let stands_in = placeholder(selector);
    let is_own =
        stands_in.is_some() || series.iter().any(|it| it.label("job").is_some_and(|job| WORDS.is_placeholder(job)));
    let is_shown = |label: &str| !series.is_empty() && series.iter().all(|it| it.label(label).is_some());
    known.labels.keys().all(|label| {
        let replaced = stands_in.is_some_and(|it| it.label == *label);
        let is_free = replaced || !selector.matchers.iter().any(|it| it.label == *label);
        is_free && (is_own || (label != "job" && is_shown(label)))
    })
}

fn narrow(expr: &mut String, selector: &Selector<'_>, labels: &BTreeMap<String, String>) {
    let matchers = labels.iter().map(|(label, value)| format!("{label}={}", quoted(value)));
    let matchers = matchers.collect::<Vec<_>>().join(",");
    let Some(name) = &selector.name else { return };
    match (placeholder(selector), selector.matchers.iter().find(|it| it.label != "__name__")) {
        (Some(stands_in), _) => expr.replace_range(stands_in.span.clone(), &matchers),
        (None, Some(first)) => expr.insert_str(first.span.start, &format!("{matchers},")),
        (None, None) => expr.insert_str(name.span.end, &format!("{{{matchers}}}")),
    }
}

/// The series with the labels set; nothing where two of them would become one.
fn labelled(series: &[Series], names: &[&str], labels: &BTreeMap<String, String>) -> Option<Vec<Series>> {
    let set = |it: &Series| {
        let mut it = it.clone();
        if names.contains(&it.name.as_str()) {
            labels.iter().for_each(|(label, value)| it.set(label, value));
        }
        it
    };
    let all: Vec<Series> = series.iter().map(set).collect();
    let same = |a: &Series, b: &Series| a.name == b.name && a.labels == b.labels;
    let doubled = all.iter().enumerate().any(|(at, it)| all[..at].iter().any(|other| same(it, other)));
    (!doubled).then_some(all)
}
