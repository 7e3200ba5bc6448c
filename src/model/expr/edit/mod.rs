//! What an edit of an expression takes away: a threshold that is harder to reach, series that are no longer seen, a
//! further condition. What only adds, tightens or formats anew is nothing.
//!
//! Both expressions are taken apart at `or`, `and` and `unless` ([`parts`]); what belongs together is compared by its
//! facts ([`atom`]), matchers by the values that they admit ([`admitted`]). What cannot be decided is said to be unsure.

mod admitted;
mod atom;
mod parts;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Expr;
use parts::{Alternative, Part};

/// One way in which an expression became weaker, or may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What was changed.
    pub what: What,
    /// What it means, in words.
    pub says: String,
    /// Is it surely weaker, or does that depend on what nobody can tell from the expressions?
    pub is_sure: bool,
    /// Where the old expression said it.
    pub old: Range<usize>,
    /// Where the new one does; the whole of it where it says nothing.
    pub new: Range<usize>,
}

/// What of an expression was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The threshold of a comparison, or the comparison itself.
    Threshold,
    /// The metrics that are read.
    Series,
    /// Which of their series.
    Matchers,
    /// How far back it looks.
    Window,
    /// A function, or a number that is given to one.
    Function,
    /// What has to hold besides, or instead.
    Condition,
    /// Anything else.
    Form,
}

/// What became weaker from `old` to `new`, in the order of the old expression.
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    let same = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    if old == new || same(Expr::canonical(old), Expr::canonical(new)) {
        return Vec::new();
    }
    let (Some(before), Some(after)) = (parts::alternatives(old), parts::alternatives(new)) else {
        let says = "it was changed, and one of the two is not read here".to_owned();
        return vec![Edit { what: What::Form, says, is_sure: false, old: 0..old.len(), new: 0..new.len() }];
    };
    let mut edits = Vec::new();
    let (pairs, gone, _) = paired(&before, &after, &[Alternative::is_same, Alternative::reads_the_same, |_, _| true]);
    for (before, after) in pairs {
        of_alternative(before, after, &mut edits);
    }
    for alternative in gone {
        let says = format!("`{}` no longer makes it fire", shortened(&old[alternative.span.clone()]));
        edits.push(Edit {
            what: What::Condition,
            says,
            is_sure: true,
            old: alternative.span.clone(),
            new: 0..new.len(),
        });
    }
    edits.sort_by_key(|edit| (edit.old.start, edit.old.end));
    edits
}

fn of_alternative<'t>(before: &Alternative<'t>, after: &Alternative<'t>, edits: &mut Vec<Edit>) {
    let rules: [Rule<Part<'t>>; 4] =
        [Part::is_same, Part::reads_the_same, Part::has_the_same_form, |one, other| one.is_first && other.is_first];
    let (pairs, _, added) = paired(&before.parts, &after.parts, &rules);
    for (old, new) in pairs {
        if old.matching != new.matching {
            let says = "other series belong together now; whether it still fires cannot be decided".to_owned();
            edits.push(Edit { what: What::Form, says, is_sure: false, old: old.span(), new: new.span() });
        }
        atom::compare(old, new, edits);
    }
    // Dropped conditions let it fire more often.
    for part in added {
        let condition = shortened(part.text);
        let says = match part.silences {
            true => format!("`{condition}` silences it now"),
            false => format!("`{condition}` has to hold as well now"),
        };
        let old = before.span.clone();
        edits.push(Edit { what: What::Condition, says, is_sure: true, old, new: part.span() });
    }
}

type Rule<T> = fn(&T, &T) -> bool;

/// What belongs together by the first of `rules` that says so; then what is left of either side.
fn paired<'a, T>(old: &'a [T], new: &'a [T], rules: &[Rule<T>]) -> (Vec<(&'a T, &'a T)>, Vec<&'a T>, Vec<&'a T>) {
    let mut left: Vec<&T> = old.iter().collect();
    let mut free: Vec<&T> = new.iter().collect();
    let mut pairs = Vec::new();
    for rule in rules {
        left.retain(|one| match free.iter().position(|other| rule(one, other)) {
            Some(at) => {
                pairs.push((*one, free.remove(at)));
                false
            }
            None => true,
        });
    }
    (pairs, left, free)
}

fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words,
    }
}
