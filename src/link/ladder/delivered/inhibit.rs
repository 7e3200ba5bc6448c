//! Inhibitions that silence an alert always: by another that never stops firing.

use std::collections::BTreeSet;

use super::labels::{Labels, Value};
use super::routing::all_match;
use crate::link::Answer;
use crate::model::{Alert, Alertmanager, Inhibition, Label, RuleSet};

/// The inhibition of `alertmanager` that always silences an alert with these labels, and the alert that does it.
pub(super) fn always<'a>(
    alertmanager: &'a Alertmanager,
    labels: &Labels<'_>,
    rules: &'a RuleSet,
    external: Option<&[Label]>,
) -> Option<(&'a Inhibition, &'a Alert)> {
    let mut undecided = BTreeSet::new();
    for inhibition in &alertmanager.inhibitions {
        if all_match(&inhibition.target, labels, &mut undecided) != Answer::Yes {
            continue;
        }
        for alert in rules.alerts.iter().filter(|alert| never_stops(alert)) {
            let source = Labels::new(alert, &rules.groups[alert.group], external);
            let is_source = all_match(&inhibition.source, &source, &mut undecided) == Answer::Yes;
            // An alert that is on both sides is not silenced by one that is on both sides too.
            let both = all_match(&inhibition.source, labels, &mut undecided) != Answer::No
                && all_match(&inhibition.target, &source, &mut undecided) != Answer::No;
            if is_source && !both && inhibition.equal.iter().all(|label| same(label, labels, &source)) {
                return Some((inhibition, alert));
            }
        }
    }
    None
}

fn same(label: &str, one: &Labels<'_>, other: &Labels<'_>) -> bool {
    let (one, other): (Value, Value) = (one.value(label), other.value(label));
    one.one().is_some_and(|value| other.one() == Some(value))
}

/// `vector(1)`, as the watchdogs write it.
fn never_stops(alert: &Alert) -> bool {
    alert.expr.as_ref().is_some_and(|expr| {
        let only_vector = matches!(&expr.functions[..], [call] if call.name == "vector");
        expr.selectors.is_empty() && expr.comparisons.is_empty() && only_vector && expr.branches == 1
    })
}
