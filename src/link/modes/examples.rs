//! A mode's own examples, run: what `examples` promises has to hold.

use super::{AlertMatcher, RiskMatcher};
use crate::link::Sees;
use crate::link::reading::Recordings;
use crate::model::{Expr, FailureMode, ModeId, Modes};

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The mode.
    pub mode: String,
    /// What was expected, and the example.
    pub message: String,
    /// The example as written.
    pub example: String,
}

/// Every example that does not hold, in the order of the modes. `parse` reads a PromQL expression.
pub fn faults(modes: &Modes, parse: &dyn Fn(&str) -> Option<Expr>) -> Vec<Fault> {
    let run = Run { risks: RiskMatcher::new(modes), alerts: AlertMatcher::new(modes), parse };
    let ids = (0..modes.list.len()).map(|at| ModeId(at as u16));
    ids.flat_map(|id| run.faults_of(id, modes.mode(id))).collect()
}

struct Run<'a> {
    risks: RiskMatcher,
    alerts: AlertMatcher,
    parse: &'a dyn Fn(&str) -> Option<Expr>,
}

impl Run<'_> {
    fn faults_of(&self, id: ModeId, mode: &FailureMode) -> Vec<Fault> {
        let matches = |text: &&String| self.risks.either(text).contains(&id);
        let mut found: Vec<(&'static str, String)> = Vec::new();
        let unmatched = mode.examples.matches.iter().filter(|text| !matches(text));
        found.extend(unmatched.map(|text| ("does not match", text.clone())));
        let matched = mode.examples.ignores.iter().filter(matches);
        found.extend(matched.map(|text| ("matches, but is to be ignored", text.clone())));
        let suggested = mode.suggest.iter().map(|suggestion| format!("{} # {}", suggestion.expr, suggestion.alert));
        for expr in mode.examples.guards.iter().cloned().chain(suggested) {
            found.extend(self.unless_seen(id, &expr, true).map(|what| (what, expr)));
        }
        for expr in &mode.examples.not_guards {
            found.extend(self.unless_seen(id, expr, false).map(|what| (what, expr.clone())));
        }
        let fault = |(what, example): (&str, String)| {
            let message = format!("{what}: {example}");
            Fault { mode: mode.id.clone(), message, example }
        };
        found.into_iter().map(fault).collect()
    }

    /// What is wrong, unless the expression is seen as it `should` be. Behind a `#` stands the alert's name.
    fn unless_seen(&self, id: ModeId, example: &str, should: bool) -> Option<&'static str> {
        let (text, words) = example.rsplit_once(" # ").unwrap_or((example, ""));
        let Some(expr) = (self.parse)(text) else { return Some("does not parse") };
        let reading = Recordings::default().reading(&expr);
        let seen = self.alerts.sees(&reading, words).iter().any(|seen| seen.mode == id && seen.sees == Sees::Cause);
        match (seen, should) {
            (false, true) => Some("is not seen by"),
            (true, false) => Some("is seen by what only looks like it"),
            _ => None,
        }
    }
}
