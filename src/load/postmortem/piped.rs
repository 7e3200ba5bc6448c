//! Tables without the line below their head, or with that line in another place, which Markdown takes for a paragraph.

use std::ops::Range;

use super::document::{Block, BlockKind, slice};
use super::shape::part;

/// The rows of a paragraph in which every line stands between bars; `None` where it is no such table. `table` is its number.
pub(super) fn rows(block: &Block, table: usize) -> Option<Vec<Block>> {
    if block.kind != BlockKind::Paragraph || !block.text.starts_with('|') {
        return None;
    }
    let lines: Vec<Vec<Range<usize>>> =
        block.lines().into_iter().map(|line| cells(&block.text, line)).collect::<Option<_>>()?;
    let is_rule = |cells: &Vec<Range<usize>>| cells.iter().all(|cell| is_rule(&block.text[cell.clone()]));
    let lines: Vec<_> = lines.into_iter().filter(|cells| !is_rule(cells)).collect();
    let width = lines.first()?.len();
    if lines.len() < 2 || lines.iter().any(|cells| cells.len() != width) {
        return None;
    }
    let row = |(at, ranges): (usize, Vec<Range<usize>>)| {
        let (first, last) = (ranges.first()?.start, ranges.last()?.end);
        let cells = ranges.into_iter().map(|cell| slice(&block.text, cell)).collect();
        let kind = BlockKind::Row { header: at == 0, cells, table };
        Some(Block { kind, ..part(block, first..last) })
    };
    lines.into_iter().enumerate().map(row).collect()
}

/// What stands between the bars of a line, if it begins and ends with one and has two cells or more.
fn cells(text: &str, line: Range<usize>) -> Option<Vec<Range<usize>>> {
    let words = &text[line.clone()];
    let bare = words.trim();
    // `||Key||State||` is the head of a table of Jira.
    let bar = if bare.starts_with("||") && bare.ends_with("||") && bare.len() > 4 { "||" } else { "|" };
    let inner = bare.strip_prefix(bar)?.strip_suffix(bar)?;
    let mut at = line.start + (words.len() - words.trim_start().len()) + bar.len();
    let mut cells = Vec::new();
    for cell in inner.split(bar) {
        cells.push(at..at + cell.len());
        at += cell.len() + bar.len();
    }
    (cells.len() > 1).then_some(cells)
}

/// `---`, `:--:`, or nothing.
fn is_rule(cell: &str) -> bool {
    cell.trim().chars().all(|c| matches!(c, '-' | ':' | '–' | '—'))
}
