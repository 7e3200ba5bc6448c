//! What waits elsewhere than where an alert looks: a postmortem names `bills.failed`, and the alert asks for `queue="bills"`.

use serde::Deserialize;

use super::present::{Lookup, admits, shown};
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::modes::sentences_of_lines;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Direction, Expr, MatchOp, Matcher, Role, Selector};
use crate::patterns::Patterns;

/// Queues for what failed: `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FailedQueues {
    /// The labels by which what waits is told apart.
    labels: Vec<String>,
    /// How such queues are called,
    named: Patterns,
    /// and what is no queue: files and metrics.
    unlike: Patterns,
    /// How sentences call one empty.
    empty: Patterns,
}

impl FailedQueues {
    fn are_told_apart_by(&self, label: &str) -> bool {
        self.labels.iter().any(|known| known == label)
    }

    fn has(&self, name: &str) -> bool {
        self.named.is_match(name) && !self.unlike.is_match(name)
    }
}

impl Lookup<'_, '_> {
    /// Why an alert on one queue does not see what a cause says is in another one, which is called after it.
    pub(super) fn waits_elsewhere(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        only_compared(expr).filter(|it| it.direction == Direction::Above)?;
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let selector = read.next().filter(|_| read.next().is_none())?;
        let asked_for = selector.matchers.iter().find(|it| it.op == MatchOp::Equal && is_of_queues(it))?;
        let other = told_after(&asked_for.value, asked.text).or_else(|| told_after(&asked_for.value, asked.story))?;
        let why = format!("asks for {}, and what is told waits in {other}", shown(asked_for));
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.at(asked_for.span.clone())))
    }
}

/// The queue for what failed that a sentence names after another one, and does not call empty.
fn told_after<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    let silences = WORDS.silences();
    let is_empty = |sentence: &str| silences.is_unanswered(sentence) || silences.failed_queues.empty.is_match(sentence);
    let told = sentences_of_lines(text).filter(|sentence| !is_empty(sentence));
    told.flat_map(|sentence| called_after(name, sentence).collect::<Vec<_>>())
        .find(|other| silences.failed_queues.has(other))
}

/// Does a selector let through what a text says is in a queue for what failed, by its name?
pub(super) fn sees_failures(selector: &Selector, text: &str) -> bool {
    let mut asked = selector.matchers.iter().filter(|it| is_of_queues(it));
    asked.any(|matcher| {
        let stem: String =
            matcher.value.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        called_after(&stem, text).any(|other| WORDS.silences().failed_queues.has(other) && admits(matcher, other))
    })
}

fn is_of_queues(matcher: &Matcher) -> bool {
    WORDS.silences().failed_queues.are_told_apart_by(&matcher.label)
}

/// Names in a text that begin with another one and go on behind a stop: `bills.failed` of `bills`.
fn called_after<'t>(name: &str, text: &'t str) -> impl Iterator<Item = &'t str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let words = text.split(move |c: char| !is_part(c)).map(|word| word.trim_end_matches(['.', '/']));
    let name = name.to_owned();
    words.filter(move |word| {
        name.len() > 2
            && word
                .strip_prefix(name.as_str())
                .is_some_and(|rest| rest.len() > 2 && rest.starts_with(['.', '-', '_', '/']))
    })
}
