//! Which comments belong to a rule.

use super::Input;
use crate::load::directives::{Says, said};
use crate::load::yaml::{Comment, Node};
use crate::model::Text;

/// The comments inside a rule, right above it, and right below it where they are indented as its fields are.
/// `before` is where the rule before it ends.
pub(super) fn of(input: &Input<'_>, rule: &Node<'_>, before: usize) -> Vec<Text> {
    let column = column_of(input.text, rule.range.start);
    let above = above(input, rule.range.start, before.min(rule.range.start)).into_iter();
    let above = above.filter(|comment| column_of(input.text, comment.range.start) < column);
    let inside = input.comments_from(rule.range.start).take_while(|comment| comment.range.end <= rule.range.end);
    let below = below(input, rule.range.end, column);
    above.chain(inside).chain(below).map(|comment| text(input, comment)).collect()
}

/// What a comment says that its rule guards.
pub(super) fn guards(comment: &Text) -> Option<Text> {
    let Some(Says::Guards(names)) = said(comment) else { return None };
    let start = comment.trim_end().len() - names.len();
    Some(Text::plain(names, comment.at(start..start + names.len())))
}

impl<'r> Input<'r> {
    fn comments_from(&self, start: usize) -> impl Iterator<Item = &'r Comment<'r>> + use<'r> {
        let first = self.comments.partition_point(|comment| comment.range.start < start);
        self.comments[first..].iter()
    }
}

/// How many bytes stand before `at` on its line; `- ` counts.
fn column_of(text: &str, at: usize) -> usize {
    at - text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Comments on lines of their own, without an empty line between them and the rule.
fn above<'r>(input: &Input<'r>, start: usize, before: usize) -> Vec<&'r Comment<'r>> {
    let mut found = Vec::new();
    let mut line = start - column_of(input.text, start);
    let last = input.comments.partition_point(|comment| comment.range.start < start);
    for comment in input.comments[..last].iter().rev().take_while(|comment| comment.range.start > before) {
        let comment_line = comment.range.start - column_of(input.text, comment.range.start);
        let is_next =
            input.text[comment.range.end..line.max(comment.range.end)].trim_matches(['\r', ' ', '\t']) == "\n";
        let is_alone = input.text[comment_line..comment.range.start].trim().is_empty();
        if !is_next || !is_alone {
            break;
        }
        line = comment_line;
        found.push(comment);
    }
    found.reverse();
    found
}

/// The comment behind the last value, and those after it that stand in the rule's own column.
fn below<'r>(input: &Input<'r>, end: usize, column: usize) -> Vec<&'r Comment<'r>> {
    let mut found = Vec::new();
    let mut at = end;
    for comment in input.comments_from(end) {
        let between = &input.text[at..comment.range.start];
        let same_line = !between.contains('\n');
        if !between.trim().is_empty() || (!same_line && column_of(input.text, comment.range.start) < column) {
            break;
        }
        found.push(comment);
        at = comment.range.end;
    }
    found
}

fn text(input: &Input<'_>, comment: &Comment<'_>) -> Text {
    let value = comment.text.trim();
    let start = comment.range.end - comment.text.trim_start().len();
    input.origin.piece(value, start)
}
