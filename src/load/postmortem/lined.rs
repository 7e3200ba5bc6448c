//! Paragraphs that are lists without marks: one order below the other, each on a line of its own.

use std::ops::Range;

use super::asks;
use super::document::Block;
use super::leading::is_order;
use crate::model::ActionKind;

/// So many lines make a list.
const LIST: usize = 3;

/// The lines of such a paragraph behind `says`: each ends with its sentence, and most are orders.
pub(super) fn lines_of_orders(block: &Block, says: usize) -> Option<Vec<Range<usize>>> {
    let lines: Vec<Range<usize>> = block.lines().into_iter().filter(|line| line.start >= says).collect();
    let words = |line: &Range<usize>| &block.text[line.clone()];
    let ends = |line: &Range<usize>| words(line).trim_end().ends_with(['.', '!', '。']);
    let orders = |line: &&Range<usize>| {
        let words = words(line);
        is_order(words) || asks::asks_for_alert(words) || asks::kind(words) != ActionKind::Other
    };
    let listed = lines.len() >= LIST && lines.iter().all(ends);
    (listed && lines.iter().filter(orders).count() * 3 >= lines.len() * 2).then_some(lines)
}
