//! What a negated matcher leaves out: `mountpoint!~"/data.*"` does not see the data volume.
//!
//! Whoever leaves something out says what it is, so that its words are asked for in what is said of the risk, and not
//! only names of services. Leaving out costs a claim, never makes one: in doubt, it was left out.

use super::hurt::Hurt;
use super::reading::ReadSelector;
use super::scope::{alternatives, hits};
use super::words::{Says, WORDS};
use crate::model::expr::Matcher;

/// Shorter words of a pattern are letters of its syntax, or mean anything.
const SHORTEST: usize = 2;

/// Does `matcher`, a negated one of `selector`, leave out what was hurt?
pub(super) fn leaves_out(matcher: &Matcher, selector: &ReadSelector, hurt: &Hurt<'_>) -> bool {
    let value = matcher.value.as_str();
    match WORDS.matcher_says(&matcher.label, value, selector.name()) {
        Says::Nothing if WORDS.says_kind(&matcher.label) => words_of(value).any(|word| hurt.speaks_of(word)),
        Says::Nothing => false,
        _ if value == "/" => !WORDS.speaks_of_volume(&hurt.text),
        Says::Part if is_production(value) => true,
        Says::Part if is_data_volume(value) && WORDS.speaks_of_data_volume(&hurt.text) => true,
        _ if is_habit(matcher) => false,
        _ => hits(matcher, hurt) || words_of(value).any(|word| hurt.is_called(word) || hurt.plays(word)),
    }
}

/// May it leave out the volume of which the text speaks: `mountpoint!~"/var/lib/(kafka|postgresql)"` beside "a data disk was full"?
pub(super) fn may_leave_out(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    let names_technology = || words_of(&matcher.value).any(|word| WORDS.is_technology(word));
    let names_no_path = || WORDS.volumes_in(&hurt.text).all(|volume| !hurt.text[volume].contains('/'));
    let speaks = matcher.label == "mountpoint" && WORDS.speaks_of_volume(&hurt.text);
    speaks && names_no_path() && names_technology()
}

/// Only databases that a server brings along are left out.
fn is_habit(matcher: &Matcher) -> bool {
    let mut words = words_of(&matcher.value).peekable();
    words.peek().is_some() && words.all(|word| WORDS.is_own_database(&matcher.label, word))
}

/// Does a product keep its data there: `/var/lib/(kafka|postgresql)`?
fn is_data_volume(value: &str) -> bool {
    value.contains('/') && words_of(value).any(|word| WORDS.is_technology(word))
}

/// Where incidents are is left out.
fn is_production(value: &str) -> bool {
    WORDS.is_production(value)
        || alternatives(value).is_some_and(|values| values.iter().any(|it| WORDS.is_production(it)))
}

/// The words of a pattern that say what it matches: `data` and `docker` of `(/data|/var/lib/docker).*`. What a path
/// leads through is not what it leads to.
fn words_of(pattern: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let words = pattern.split(move |c| !is_word(c)).filter(|word| word.chars().count() >= SHORTEST);
    let leads_on = move |word: &str| {
        let end = word.as_ptr() as usize - pattern.as_ptr() as usize + word.len();
        pattern[end..].strip_prefix('/').is_some_and(|rest| rest.starts_with(is_word))
    };
    words.filter(move |word| !leads_on(word)).map(|word| word.trim_end_matches('-'))
}
