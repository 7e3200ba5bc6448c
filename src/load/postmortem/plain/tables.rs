//! The tables of reStructuredText, in the bars of Markdown.

use super::lines::Lines;

/// Rewrites grid tables and simple tables, as far as Markdown has the like.
pub(super) fn tables(lines: &mut Lines<'_>) {
    let mut at = 0;
    while at < lines.len() {
        at = if is_grid(lines.line(at)) {
            grid(lines, at)
        } else if columns(lines.line(at)).is_some() {
            simple(lines, at)
        } else {
            at + 1
        };
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
fn grid(lines: &mut Lines<'_>, first: usize) -> usize {
    let mut end = first;
    while end < lines.len() && (is_grid(lines.line(end)) || lines.line(end).trim_start().starts_with('|')) {
        end += 1;
    }
    lines.blank(first);
    let mut head = false;
    for at in first + 1..end {
        if !is_grid(lines.line(at)) {
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
fn simple(lines: &mut Lines<'_>, first: usize) -> usize {
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
    line.chars().enumerate().map(bar).collect()
}
