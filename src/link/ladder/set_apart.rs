//! What waits elsewhere than where an alert looks: a postmortem names `bills.failed`, and the alert asks for `queue="bills"`.

use super::present::{Lookup, admits, shown};
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::modes::sentences;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Direction, Expr, MatchOp, Matcher, Role, Selector};

/// The labels by which what waits is told apart.
const WAITING: [&str; 5] = ["queue", "topic", "stream", "subscription", "name"];

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
    let all = text.lines().flat_map(|line| sentences(line).into_iter().map(move |sentence| &line[sentence]));
    let told = all.filter(|sentence| !WORDS.silences().is_unanswered(sentence) && !WORDS.silences().is_empty(sentence));
    told.flat_map(|sentence| called_after(name, sentence).collect::<Vec<_>>()).find(|other| is_of_failures(other))
}

/// Does a selector let through what a text says is in a queue for what failed, by its name?
pub(super) fn sees_failures(selector: &Selector, text: &str) -> bool {
    let mut asked = selector.matchers.iter().filter(|it| is_of_queues(it));
    asked.any(|matcher| {
        let stem: String =
            matcher.value.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        called_after(&stem, text).any(|other| is_of_failures(other) && admits(matcher, other))
    })
}

fn is_of_queues(matcher: &Matcher) -> bool {
    WAITING.contains(&matcher.label.as_str())
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

/// Is a name that of a queue for what failed, and no file's and no metric's?
fn is_of_failures(name: &str) -> bool {
    const OTHERS: [&str; 12] =
        ["_total", "_seconds", "_count", "_bytes", ".log", ".md", ".yml", ".yaml", ".json", ".py", ".go", ".sh"];
    WORDS.silences().is_of_failures(name) && !OTHERS.iter().any(|end| name.ends_with(end))
}
