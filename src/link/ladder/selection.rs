//! Which `PrometheusRule`s the Operator selects, and what it makes of them.

use super::defined::Vote;
use super::present::{admits, shown as shown_matcher};
use crate::link::coverage::{Answer, Flaw, Rung};
use crate::model::expr::{Expr, Matcher, Role};
use crate::model::{Alert, Prometheus, Requirement, Resource, RuleSelectors, RuleSource, Selection, SelectionOperator};

/// Every namespace has this label; it holds its name.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// Does a resource of the Operator select the rules of `rules`? `None` where it does not look at them at all.
pub(super) fn vote(selectors: &RuleSelectors, rules: &Resource) -> Option<Vote> {
    let picker = Picker {
        by: &selectors.resource,
        selector: "ruleSelector",
        what: "rules",
        labels: selectors.rules.as_ref(),
        namespaces: selectors.namespaces.as_ref(),
    };
    (rules.kind == "PrometheusRule").then(|| picker.vote(rules))
}

/// How a resource of the Operator picks those of one kind.
pub(super) struct Picker<'s> {
    /// Who picks: without a namespace selector, only those of its own namespace.
    pub(super) by: &'s Resource,
    /// The field that says by which labels.
    pub(super) selector: &'static str,
    /// What it picks, in words.
    pub(super) what: &'static str,
    /// `None` selects nothing.
    pub(super) labels: Option<&'s Selection>,
    /// `None` selects the own namespace.
    pub(super) namespaces: Option<&'s Selection>,
}

/// Why an alert reads nothing where the Operator has every selector ask for the namespace of its rule: it asks for another.
pub(super) fn forced_away(loaders: &[&Prometheus], alert: &Alert, expr: &Expr, rules: &Resource) -> Option<Rung> {
    let forced = |loader: &&Prometheus| match &loader.rules {
        RuleSource::Selectors(selectors) => selectors.enforced.clone(),
        RuleSource::Files(_) => None,
    };
    let labels: Vec<String> = loaders.iter().map(forced).collect::<Option<_>>()?;
    let same = |first: &&String| labels.iter().all(|label| label == *first);
    let label = labels.first().filter(same).filter(|_| !rules.namespace.is_empty())?;
    let others = |matcher: &&Matcher| matcher.label == *label && !admits(matcher, &rules.namespace);
    let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
    let matcher = read.flat_map(|selector| selector.matchers.iter()).find(others)?;
    let why = format!(
        "enforcedNamespaceLabel has it ask for {label}=\"{}\", and {} for another",
        rules.namespace,
        shown_matcher(matcher)
    );
    Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(matcher.span.clone())))
}

impl Picker<'_> {
    /// Does it pick this one?
    pub(super) fn vote(&self, one: &Resource) -> Vote {
        let by_labels = self.by_labels(one);
        let by_namespace = self.by_namespace(one);
        match (by_labels.answer, by_namespace.answer) {
            (Answer::No, _) | (Answer::Unknown, Answer::Yes | Answer::Unknown) => by_labels,
            (_, Answer::No | Answer::Unknown) => by_namespace,
            (Answer::Yes, Answer::Yes) => {
                let place = self.labels.map(|selection| selection.place);
                Vote { answer: Answer::Yes, why: format!("{} selects it", self.name()), place }
            }
        }
    }

    fn name(&self) -> String {
        format!("{} {}", self.by.kind, self.by.name)
    }

    fn by_labels(&self, one: &Resource) -> Vote {
        let Some(selection) = self.labels else {
            return Vote::no(format!("{} has no {}, and so selects nothing", self.name(), self.selector), None);
        };
        let held = all(selection, |label| Some(one.label(label)));
        let why = match &held {
            Held::All => String::new(),
            Held::Not(requirement) => format!(
                "{} asks for {}, which the labels of {} {} do not give",
                self.name(),
                shown(requirement),
                one.kind,
                one.name
            ),
            Held::Unknown(requirement) => format!("nobody knows what {} asks", shown(requirement)),
        };
        held.vote(why, selection)
    }

    fn by_namespace(&self, one: &Resource) -> Vote {
        let Some(selection) = self.namespaces else { return self.of_own_namespace(one) };
        let held = all(selection, |label| match label {
            NAMESPACE_NAME if !one.namespace.is_empty() => Some(Some(one.namespace.as_str())),
            _ => None,
        });
        let why = match &held {
            Held::All => String::new(),
            Held::Not(requirement) => {
                format!("{} takes {} only from namespaces with {}", self.name(), self.what, shown(requirement))
            }
            Held::Unknown(requirement) => {
                format!("whether the namespace has {} is not said here: give a rules dump", shown(requirement))
            }
        };
        held.vote(why, selection)
    }

    /// Without a selector, only the own namespace counts.
    fn of_own_namespace(&self, one: &Resource) -> Vote {
        let (own, theirs) = (&self.by.namespace, &one.namespace);
        if own.is_empty() || theirs.is_empty() {
            let why = "the namespace that it is applied to is not said here: give a rules dump";
            return Vote { answer: Answer::Unknown, why: why.into(), place: None };
        }
        if own == theirs {
            return Vote { answer: Answer::Yes, why: String::new(), place: None };
        }
        let why = format!("{} takes {} of its own namespace {own} only, not of {theirs}", self.name(), self.what);
        Vote::no(why, self.labels.map(|selection| selection.place))
    }
}

/// May a selector hold for one with the labels of `one`?
pub(super) fn may_select(selection: &Selection, one: &Resource) -> bool {
    !matches!(all(selection, |label| Some(one.label(label))), Held::Not(_))
}

/// Does a selector hold, as far as `value` says what a label is: nothing known, not there, or there?
pub(super) fn holds_for<'v>(selection: &Selection, value: impl Fn(&str) -> Option<&'v str>) -> Option<bool> {
    match all(selection, |label| value(label).map(Some)) {
        Held::All => Some(true),
        Held::Not(_) => Some(false),
        Held::Unknown(_) => None,
    }
}

/// May it hold?
pub(super) fn may_hold<'v>(selection: &Selection, value: impl Fn(&str) -> Option<Option<&'v str>>) -> bool {
    !matches!(all(selection, value), Held::Not(_))
}

enum Held<'s> {
    All,
    Not(&'s Requirement),
    Unknown(&'s Requirement),
}

impl Held<'_> {
    fn vote(&self, why: String, selection: &Selection) -> Vote {
        let answer = match self {
            Held::All => Answer::Yes,
            Held::Not(_) => Answer::No,
            Held::Unknown(_) => Answer::Unknown,
        };
        Vote { answer, why, place: Some(selection.place) }
    }
}

/// Do all requirements hold? `value` says what a label is: nothing known, not there, or there.
fn all<'s, 'v>(selection: &'s Selection, value: impl Fn(&str) -> Option<Option<&'v str>>) -> Held<'s> {
    let mut unknown = None;
    for requirement in &selection.requirements {
        match holds(requirement, value(&requirement.label)) {
            Some(true) => {}
            Some(false) => return Held::Not(requirement),
            None => unknown = unknown.or(Some(requirement)),
        }
    }
    unknown.map_or(Held::All, Held::Unknown)
}

fn holds(requirement: &Requirement, value: Option<Option<&str>>) -> Option<bool> {
    let value = value?;
    let listed = value.is_some_and(|value| requirement.values.iter().any(|wanted| wanted == value));
    match requirement.operator {
        SelectionOperator::In => Some(listed),
        SelectionOperator::NotIn => Some(!listed),
        SelectionOperator::Exists => Some(value.is_some()),
        SelectionOperator::DoesNotExist => Some(value.is_none()),
        SelectionOperator::Unknown => None,
    }
}

fn shown(requirement: &Requirement) -> String {
    let Requirement { label, values, .. } = requirement;
    match requirement.operator {
        SelectionOperator::In if values.len() == 1 => format!("{label}: {}", values[0]),
        SelectionOperator::In => format!("{label} in ({})", values.join(", ")),
        SelectionOperator::NotIn => format!("{label} not in ({})", values.join(", ")),
        SelectionOperator::Exists => format!("{label} being set"),
        SelectionOperator::DoesNotExist => format!("{label} not being set"),
        SelectionOperator::Unknown => label.clone(),
    }
}
