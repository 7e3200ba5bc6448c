//! `alert_relabel_configs`, applied to labels of which not all are known.

use std::collections::BTreeSet;

use regex::Regex;

use super::labels::{Labels, Value};
use crate::link::Answer;
use crate::model::Relabel;

/// How many combinations of values are gone through.
const MOST: usize = 64;

/// Does the alert leave Prometheus? `labels` become those with which it does; a no comes with the step that drops it.
pub(super) fn relabelled<'a>(
    labels: &mut Labels<'_>,
    steps: impl IntoIterator<Item = &'a Relabel>,
) -> (Answer, Option<&'a Relabel>) {
    let mut kept = (Answer::Yes, None);
    for step in steps {
        match applied(labels, step) {
            Answer::Yes => {}
            Answer::No => return (Answer::No, Some(step)),
            Answer::Unknown => kept = (Answer::Unknown, Some(step)),
        }
    }
    kept
}

/// Applies one step; does the alert survive it?
fn applied(labels: &mut Labels<'_>, step: &Relabel) -> Answer {
    let Some(regex) = step.pattern() else {
        labels.open();
        return Answer::Unknown;
    };
    match step.action.as_str() {
        "keep" => survives(labels, step, |source| regex.is_match(source)),
        "drop" => survives(labels, step, |source| !regex.is_match(source)),
        "keepequal" | "dropequal" => equal(labels, step),
        "labeldrop" => removed(labels, regex, true),
        "labelkeep" => removed(labels, regex, false),
        "labelmap" => mapped(labels, step, regex),
        "replace" => replaced(labels, step, regex),
        "lowercase" => written(labels, step, |source| Some(source.to_lowercase())),
        "uppercase" => written(labels, step, |source| Some(source.to_uppercase())),
        "hashmod" => written(labels, step, |_| None),
        _ => {
            labels.open();
            Answer::Unknown
        }
    }
}

/// Every text that the source labels can be together; `None` where that cannot be said.
fn sources(labels: &Labels<'_>, step: &Relabel) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    for (at, label) in step.source_labels.iter().enumerate() {
        let Value::OneOf(values) = labels.value(label) else { return None };
        let separator = if at == 0 { "" } else { step.separator.as_str() };
        let longer = all.iter().flat_map(|text| values.iter().map(move |value| format!("{text}{separator}{value}")));
        all = longer.take(MOST + 1).collect();
    }
    (all.len() <= MOST).then_some(all)
}

fn survives(labels: &Labels<'_>, step: &Relabel, keeps: impl Fn(&str) -> bool) -> Answer {
    let Some(sources) = sources(labels, step) else {
        return if step.regex == "(.*)" || step.regex == ".*" { answer(keeps("")) } else { Answer::Unknown };
    };
    all_alike(sources.iter().map(|source| keeps(source)))
}

fn equal(labels: &Labels<'_>, step: &Relabel) -> Answer {
    let keeps = step.action == "keepequal";
    match (sources(labels, step), labels.value(&step.target_label)) {
        (Some(sources), Value::OneOf(targets)) => {
            all_alike(sources.iter().flat_map(|source| targets.iter().map(move |target| (source == target) == keeps)))
        }
        _ => Answer::Unknown,
    }
}

fn all_alike(mut answers: impl Iterator<Item = bool>) -> Answer {
    let Some(first) = answers.next() else { return Answer::Unknown };
    if answers.all(|other| other == first) { answer(first) } else { Answer::Unknown }
}

fn answer(yes: bool) -> Answer {
    if yes { Answer::Yes } else { Answer::No }
}

fn removed(labels: &mut Labels<'_>, names: &Regex, matching: bool) -> Answer {
    labels.remove(names, matching);
    Answer::Yes
}

fn mapped(labels: &mut Labels<'_>, step: &Relabel, names: &Regex) -> Answer {
    let Some(known) = labels.names() else {
        labels.open();
        return Answer::Yes;
    };
    let copies: Vec<(String, Value)> = known
        .iter()
        .filter(|name| names.is_match(name))
        .map(|name| (names.replace(name, step.replacement.as_str()).into_owned(), labels.value(name)))
        .collect();
    for (name, value) in copies {
        labels.set(&name, value);
    }
    Answer::Yes
}

fn replaced(labels: &mut Labels<'_>, step: &Relabel, regex: &Regex) -> Answer {
    if step.target_label.contains('$') {
        labels.open();
        return Answer::Yes;
    }
    let constant = !step.replacement.contains('$');
    if constant && matches!(step.regex.as_str(), "(.*)" | ".*") {
        return written(labels, step, |_| Some(step.replacement.clone()));
    }
    let Some(sources) = sources(labels, step) else {
        labels.set(&step.target_label, Value::Open);
        return Answer::Yes;
    };
    let mut values = BTreeSet::new();
    for source in sources {
        match regex.captures(&source) {
            Some(found) => {
                let mut value = String::new();
                found.expand(&step.replacement, &mut value);
                values.insert(value);
            }
            // What does not match leaves the target as it is.
            None => match labels.value(&step.target_label) {
                Value::OneOf(before) => values.extend(before),
                Value::Open => {
                    labels.set(&step.target_label, Value::Open);
                    return Answer::Yes;
                }
            },
        }
    }
    labels.set(&step.target_label, Value::of(values));
    Answer::Yes
}

/// Writes the target label from the sources.
fn written(labels: &mut Labels<'_>, step: &Relabel, value: impl Fn(&str) -> Option<String>) -> Answer {
    let constant = value("").filter(|_| step.action == "replace").map(Value::known);
    let all = || sources(labels, step)?.iter().map(|source| value(source)).collect::<Option<BTreeSet<_>>>();
    let value = constant.unwrap_or_else(|| all().map_or(Value::Open, Value::of));
    labels.set(&step.target_label, value);
    Answer::Yes
}
