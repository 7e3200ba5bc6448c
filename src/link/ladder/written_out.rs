//! An alert with what it reads of recording rules written out: `job:errors:ratio5m > 0.2` compares what the rule records.

use super::Ladder;
use crate::model::expr::{MatchOp, Matcher, Selector};
use crate::model::{Alert, Expr, Recording, Text};

/// Recording rules behind recording rules are followed so many times.
const HOPS: usize = 4;
/// A longer expression is not written out, in bytes.
const LONGEST: usize = 8 * 1024;

impl Ladder<'_> {
    /// The same alert, which reads nothing that is recorded; `None` where it reads nothing of the kind, or where that would ask
    /// something else: of several rules, of the past, or of some of what is recorded alone.
    pub(super) fn written_out(&self, alert: &Alert) -> Option<Alert> {
        let (mut text, mut expr) = (alert.text.value.clone(), alert.expr.clone()?);
        for hop in 0..=HOPS {
            let recorded: Vec<&Selector> =
                expr.selectors.iter().filter(|selector| !self.recordings.of(selector).is_empty()).collect();
            if recorded.is_empty() {
                let text = Text { value: text, ..alert.text.clone() };
                return (hop > 0).then(|| Alert { text, expr: Some(expr), ..alert.clone() });
            }
            // From the last to the first, so that what stands before keeps its place.
            for selector in recorded.into_iter().rev() {
                let [rule] = self.recordings.of(selector) else { return None };
                let is_as_recorded = selector.range.is_none() && selector.offset == 0;
                let is_all = is_as_recorded && selector.matchers.iter().all(|it| is_of_all(it, rule));
                text.get(selector.span.clone()).filter(|_| is_all)?;
                text.replace_range(selector.span.clone(), &format!("({})", &*rule.text));
            }
            expr = Expr::read(&text).ok().filter(|_| text.len() <= LONGEST)?;
        }
        None
    }
}

/// Has all that a rule records that value: it gives it, or reads nothing else?
fn is_of_all(matcher: &Matcher, rule: &Recording) -> bool {
    let is_same = |value: &str| matcher.op == MatchOp::Equal && value == matcher.value;
    let given = rule.labels.iter().find(|label| *label.name == *matcher.label);
    let reads = || {
        let selectors = rule.expr.as_ref().map_or(&[][..], |expr| &expr.selectors);
        let all = selectors.iter().all(|selector| selector.pinned(&matcher.label).any(is_same));
        !selectors.is_empty() && all
    };
    given.map_or_else(reads, |label| is_same(&label.value))
}
