//! Paragraphs that are lists without marks: one order below the other, each on a line of its own or begun on one.

use std::ops::Range;

use super::asks;
use super::document::Block;
use super::leading::is_order;
use crate::model::ActionKind;

/// So many lines make a list.
const LIST: usize = 3;

/// The lines of such a paragraph behind `says`: each ends with its sentence, and one of three is an order at
/// the least. Below a heading of what was `done` none has to be one.
pub(super) fn lines_of_orders(block: &Block, says: usize, done: bool) -> Option<Vec<Range<usize>>> {
    let lines = begun_lines(block, says);
    let words = |line: &Range<usize>| &block.text[line.clone()];
    let orders = |line: &&Range<usize>| {
        let words = words(line);
        is_order(words) || asks::asks_for_alert(words) || asks::kind(words) != ActionKind::Other
    };
    let listed = lines.len() >= LIST && lines.iter().all(|line| ends(words(line)));
    (listed && (done || lines.iter().filter(orders).count() * 3 >= lines.len())).then_some(lines)
}

/// Does a line end with its sentence?
fn ends(words: &str) -> bool {
    words.trim_end().ends_with(['.', '!', '。'])
}

/// The lines behind `says`, those joined that only wrap: where a sentence ends its line though the next word had room in it,
/// somebody meant to begin a new one.
fn begun_lines(block: &Block, says: usize) -> Vec<Range<usize>> {
    let lines: Vec<Range<usize>> = block.lines().into_iter().filter(|line| line.start >= says).collect();
    let words = |line: &Range<usize>| &block.text[line.clone()];
    if lines.iter().all(|line| ends(words(line))) {
        return lines;
    }
    let width = |line: &Range<usize>| words(line).chars().count();
    let room = lines.iter().map(width).max().unwrap_or(0);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(lines.len());
    let mut last = 0;
    for line in lines {
        let first = words(&line).split_whitespace().next().map_or(0, |word| word.chars().count());
        match joined.last_mut().filter(|whole| !ends(words(whole)) || last + 1 + first > room) {
            Some(whole) => whole.end = line.end,
            None => joined.push(line.clone()),
        }
        last = width(&line);
    }
    joined
}
