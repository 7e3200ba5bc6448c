//! The tables of reStructuredText, in the bars of Markdown.

use std::ops::Range;

use super::lines::Lines;
use crate::load::postmortem::document::{Block, BlockKind};

/// No row that anybody wrote has more lines.
const MOST_LINES: usize = 64;

/// Rewrites grid tables and simple tables, as far as Markdown has the like. Gives the lines that go on with the row above them.
pub(super) fn tables(lines: &mut Lines<'_>) -> Vec<Range<usize>> {
    let mut going_on = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        at = if is_grid(lines.line(at)) {
            grid(lines, at, &mut going_on)
        } else if columns(lines.line(at)).is_some() {
            simple(lines, at, &mut going_on)
        } else {
            at + 1
        };
    }
    going_on
}

/// Puts the cells of the lines `going_on` behind those of the row above them.
pub(super) fn join_rows(blocks: Vec<Block>, going_on: &[Range<usize>]) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut lines = 1;
    for block in blocks {
        let at = block.text.place.start();
        let line = going_on.get(going_on.partition_point(|line| line.end <= at));
        let goes_on = lines < MOST_LINES && line.is_some_and(|line| line.contains(&at));
        match joined.last_mut().filter(|_| goes_on) {
            Some(row) if is_row(row) && is_row(&block) => {
                append(row, &block);
                lines += 1;
            }
            _ => {
                joined.push(block);
                lines = 1;
            }
        }
    }
    joined
}

fn is_row(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Row { .. })
}

fn append(row: &mut Block, rest: &Block) {
    row.text = row.text.followed_by(&rest.text);
    if let (BlockKind::Row { cells, .. }, BlockKind::Row { cells: more, .. }) = (&mut row.kind, &rest.kind) {
        for (cell, more) in cells.iter_mut().zip(more).filter(|(_, more)| !more.is_empty()) {
            *cell = if cell.is_empty() { more.clone() } else { cell.followed_by(more) };
        }
    }
}

/// `+-----+-----+` or `+=====+=====+`.
fn is_grid(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains(['-', '='])
        && line.chars().all(|c| matches!(c, '+' | '-' | '='))
}

/// A grid table that begins at `first`; where it ends. The first border inside it stands under the head.
fn grid(lines: &mut Lines<'_>, first: usize, going_on: &mut Vec<Range<usize>>) -> usize {
    let mut end = first;
    while end < lines.len() && (is_grid(lines.line(end)) || lines.line(end).trim_start().starts_with('|')) {
        end += 1;
    }
    let is_grid_before: Vec<bool> = (first..end).map(|at| is_grid(lines.line(at))).collect();
    lines.blank(first);
    let mut head = false;
    for at in first + 1..end {
        if !is_grid(lines.line(at)) {
            if head && !is_grid_before[at - first - 1] {
                going_on.push(lines.range(at));
            }
            continue;
        }
        if at + 1 == end {
            lines.blank(at);
        } else {
            let border = lines.line(at).replace('+', "|");
            let line = if head { border.replace(['-', '='], " ") } else { border.replace('=', "-") };
            lines.set(at, line);
            head = true;
        }
    }
    end
}

/// Where the columns of `=====  =====` begin; `None` for any other line.
fn columns(line: &str) -> Option<Vec<usize>> {
    let bare = line.trim_end();
    if !bare.starts_with("==") || !bare.contains(' ') || !bare.bytes().all(|byte| matches!(byte, b'=' | b' ')) {
        return None;
    }
    let bytes = bare.as_bytes();
    Some((1..bytes.len()).filter(|&at| bytes[at] == b'=' && bytes[at - 1] == b' ').collect())
}

/// A simple table that begins at `first`; where it ends. One without a head stays as it is, without its borders.
fn simple(lines: &mut Lines<'_>, first: usize, going_on: &mut Vec<Range<usize>>) -> usize {
    let Some(starts) = columns(lines.line(first)) else { return first + 1 };
    let border = |lines: &Lines<'_>, from: usize| {
        let rest = (from..lines.len()).take_while(|&at| at == from || !lines.line(at - 1).trim().is_empty());
        rest.into_iter().find(|&at| columns(lines.line(at)).is_some())
    };
    let Some(second) = border(lines, first + 1) else { return first + 1 };
    let third = border(lines, second + 1);
    lines.blank(first);
    let (Some(third), true) = (third, second == first + 2) else {
        lines.blank(second);
        return second + 1;
    };
    for at in first + 1..third {
        if at > second + 1 && lines.line(at).starts_with(' ') {
            going_on.push(lines.range(at));
        }
        let line = barred(lines.line(at), &starts);
        let line = if at == second { line.replace('=', "-") } else { line };
        lines.set(at, line);
    }
    lines.blank(third);
    third + 1
}

/// A line with a bar before each column but the first.
fn barred(line: &str, starts: &[usize]) -> String {
    let mut next = starts.iter().peekable();
    let bar = |(column, c): (usize, char)| {
        while next.next_if(|start| **start <= column).is_some() {}
        if c == ' ' && next.peek().is_some_and(|start| **start == column + 1) { '|' } else { c }
    };
    let barred: String = line.chars().enumerate().map(bar).collect();
    // Where the first cell is empty, the bar behind it would be the one before the row.
    barred.strip_prefix(' ').map_or_else(|| barred.clone(), |rest| format!("|{rest}"))
}
