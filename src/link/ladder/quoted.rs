//! Series that a postmortem quotes: where they write a class, `code="5xx"`, a rule that asks for codes finds nothing.

use super::present::{Lookup, admits, shown};
use super::{Asked, needs_all};
use crate::link::coverage::{Flaw, Rung};
use crate::model::Alert;
use crate::model::expr::{Expr, MatchOp, Matcher, Role, Selector};

/// The classes of status codes.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Lookup<'_, '_> {
    /// Why a matcher lets nothing through: the postmortem shows the series, and they tell classes where it asks for codes.
    pub(super) fn asks_for_codes(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        if !needs_all(alert, expr) {
            return None;
        }
        let text = &self.sources.file(asked.incident.file).text;
        let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let all = read.flat_map(|selector| selector.matchers.iter().map(move |matcher| (selector, matcher)));
        let asks = |matcher: &Matcher| matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
        let mut narrowed = all.filter(|(_, matcher)| asks(matcher) && !CLASSES.iter().any(|it| admits(matcher, it)));
        narrowed.find_map(|(selector, matcher)| {
            let values = quoted(text, selector, &matcher.label);
            let first = values.first()?;
            let are_classes = values.iter().all(|value| CLASSES.contains(&value.to_lowercase().as_str()));
            let why = || {
                format!(
                    "{} asks for codes, and the postmortem shows {} with classes: {}=\"{first}\"",
                    shown(matcher),
                    selector.name().unwrap_or_default(),
                    matcher.label
                )
            };
            are_classes.then(|| Rung::broken(Flaw::AbsentSeries, why()).at(alert.text.at(matcher.span.clone())))
        })
    }
}

/// The values of a label on the series of a metric that a text quotes: `requests_total{code="5xx"} 17`.
fn quoted<'t>(text: &'t str, selector: &Selector, label: &str) -> Vec<&'t str> {
    let Some(name) = selector.name() else { return Vec::new() };
    let series = text.match_indices(name).filter_map(|(at, _)| {
        let behind = text[at + name.len()..].strip_prefix('{')?;
        behind.split_once('}').map(|(labels, _)| labels)
    });
    let value = |labels: &'t str| {
        labels.split(',').find_map(|pair| {
            let (key, value) = pair.trim().split_once("=\"")?;
            value.strip_suffix('"').filter(|_| key == label)
        })
    };
    series.filter_map(value).collect()
}
