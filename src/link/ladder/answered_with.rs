//! Whether an alert counts the status codes that a postmortem tells: `code=~"5.."`, where every customer got 429.

use super::present::{Lookup, admits, shown};
use super::{Asked, only_compared};
use crate::link::codes::{Codes, class_called};
use crate::link::coverage::{Flaw, Rung};
use crate::link::modes::sentences_of_lines;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Direction, Expr, MatchOp, Matcher, Selector};

/// What is answered for a page that is not there.
const NOT_FOUND: &str = "404";

impl Lookup<'_, '_> {
    /// Why an alert on errors does not rise at those that are told: it counts others.
    pub(super) fn counts_other_codes(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let compared = only_compared(expr).filter(|it| it.direction == Direction::Above)?;
        let series = expr.selectors.get(compared.series.clone())?;
        let counting: Vec<&Matcher> = series.iter().filter_map(of_codes).collect();
        let first = counting.first()?;
        // A story speaks of a page that is not there for many reasons.
        let of_story = || told(asked.story).filter(|codes| !codes.any(|code| code == NOT_FOUND));
        // "answered 200 with an empty list"
        let of_success = || {
            let mut sentences = sentences_of_lines(asked.text).filter(|it| !WORDS.silences().is_unanswered(it));
            sentences.find_map(Codes::of_success)
        };
        let told = told(asked.text).or_else(of_story).or_else(of_success)?;
        let counts = |code: &str| counting.iter().any(|matcher| admits(matcher, code) || is_of_class(matcher, code));
        let why = || format!("counts {}, and what is told was answered with {}", shown(first), told.shown());
        (!told.any(counts)).then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.at(first.span.clone())))
    }
}

/// The matcher by which a selector counts some codes alone.
fn of_codes(selector: &Selector) -> Option<&Matcher> {
    let holds_digits = |matcher: &&Matcher| matcher.value.contains(|c: char| c.is_ascii_digit());
    selector.matchers.iter().filter(|it| WORDS.holds_code(&it.label)).find(holds_digits)
}

/// Does a matcher select a whole class of codes by its name, as exporters write it: `code="5xx"`, `class="5"`?
fn is_of_class(matcher: &Matcher, code: &str) -> bool {
    let named = |class: &str| class_called(class).is_some_and(|first| code.starts_with(first));
    let is_class = |class: &str| named(class) || class.len() == 1 && code.starts_with(class);
    matches!(matcher.op, MatchOp::Equal | MatchOp::Regex) && matcher.value.split('|').any(is_class)
}

/// The codes of all sentences that do not deny them.
fn told(text: &str) -> Option<Codes> {
    let told = sentences_of_lines(text).filter(|sentence| !WORDS.silences().is_unanswered(sentence));
    told.filter_map(Codes::said).reduce(Codes::and)
}
