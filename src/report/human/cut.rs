//! One source line, made to fit: cut around what is underlined, tabs as blanks, nothing that acts on a terminal.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::report::clean;

/// A line as it is shown, and where each byte of the source line went.
#[derive(Debug)]
pub(super) struct Cut {
    /// What is shown.
    pub(super) text: String,
    /// Pairs (byte of the source line, byte of the text), both rising.
    map: Vec<(usize, usize)>,
}

impl Cut {
    /// Where byte `at` of the source line stands in the text; at an edge, where it was cut off.
    pub(super) fn at(&self, at: usize) -> usize {
        let next = self.map.partition_point(|(source, _)| *source < at);
        self.map.get(next).map_or(self.text.len(), |(_, shown)| *shown)
    }
}

/// What a line is cut to.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The bytes of the line that are underlined.
    pub(super) focus: Range<usize>,
    /// The columns that the label below the line wants, to the right of the middle of what is underlined.
    pub(super) label: usize,
    /// The room there is.
    pub(super) room: Room,
}

/// How much fits on a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// The columns there are.
    pub(super) columns: usize,
    /// What stands for text that was left out.
    pub(super) ellipsis: &'static str,
}

/// `line` in at most `frame.room.columns` columns. Bytes of `hidden` are shown as `***`.
pub(super) fn cut(line: &str, frame: &Frame, hidden: &[Range<usize>]) -> Cut {
    let window = window(line, &frame.focus, frame.room.columns);
    let cells = cells(line, window.clone(), hidden);
    let column = |at: usize| match cells.get(cells.partition_point(|cell| cell.source < at)) {
        Some(cell) => cell.column,
        None => cells.last().map_or(0, |cell| cell.column + cell.width),
    };
    let total = column(usize::MAX);
    let whole = window == (0..line.len()) && total <= frame.room.columns;
    let left = left_edge(frame, column(frame.focus.start)..column(frame.focus.end), whole);
    compose(&cells, frame, Edges { left, cut_before: window.start > 0, cut_behind: window.end < line.len() })
}

/// What of the line is looked at: enough on both sides of the focus, however long the line is.
fn window(line: &str, focus: &Range<usize>, columns: usize) -> Range<usize> {
    let reach = columns * 4;
    let mut start = focus.start.min(line.len()).saturating_sub(reach);
    while !line.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = focus.start.saturating_add(reach).min(line.len());
    while !line.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// One character of the source line.
struct Cell {
    source: usize,
    column: usize,
    width: usize,
    shown: Shown,
}

/// What is shown of a character.
enum Shown {
    /// Itself, or what stands for it.
    Plain(char),
    /// As many blanks as the cell is wide: a tab.
    Blanks,
    /// The stars that begin what is hidden.
    Stars,
    /// Nothing: it is hidden.
    Nothing,
}

impl Cell {
    fn show(&self, out: &mut String) {
        match self.shown {
            Shown::Plain(c) => clean::push(out, c),
            Shown::Blanks => out.extend(std::iter::repeat_n(' ', self.width)),
            Shown::Stars => out.push_str(STARS),
            Shown::Nothing => {}
        }
    }
}

const STARS: &str = "***";

fn cells(line: &str, window: Range<usize>, hidden: &[Range<usize>]) -> Vec<Cell> {
    let mut column = 0;
    let mut cells = Vec::with_capacity(window.len());
    for (at, c) in line[window.clone()].char_indices() {
        let source = window.start + at;
        let (shown, width) = match hidden.iter().find(|range| range.contains(&source)) {
            Some(range) if range.start == source || at == 0 => (Shown::Stars, STARS.len()),
            Some(_) => (Shown::Nothing, 0),
            None if c == '\t' => (Shown::Blanks, 4 - column % 4),
            None => (Shown::Plain(c), width(c)),
        };
        cells.push(Cell { source, column, width, shown });
        column += width;
    }
    cells
}

/// Columns of what is shown for `c`.
fn width(c: char) -> usize {
    if c.is_control() || clean::is_hidden(c) {
        let mut shown = String::new();
        clean::push(&mut shown, c);
        return shown.chars().count();
    }
    c.width().unwrap_or(0)
}

/// The first column that is shown. A few columns too few for the label are no reason to cut the line: the label wraps.
fn left_edge(frame: &Frame, focus: Range<usize>, whole: bool) -> usize {
    let columns = frame.room.columns;
    let mut left = 0;
    if !whole && focus.end + 2 > columns {
        let spare = columns.saturating_sub(focus.len() + 4) / 2;
        left = focus.start.saturating_sub(spare);
    }
    // The bullet before a sentence that is too long anyway stays.
    if focus.start <= columns / 8 {
        left = 0;
    }
    let middle = (focus.start + focus.end.min(left + columns)) / 2 - left;
    let missing = (middle + frame.label).saturating_sub(columns);
    let shift = if missing > columns / 6 { missing } else { 0 };
    (left + shift).min(focus.start)
}

struct Edges {
    left: usize,
    cut_before: bool,
    cut_behind: bool,
}

fn compose(cells: &[Cell], frame: &Frame, edges: Edges) -> Cut {
    let mark = frame.room.ellipsis.chars().count();
    let mut cut = Cut { text: String::new(), map: Vec::new() };
    let skipped = cells.iter().take_while(|cell| cell.column < edges.left).count();
    let mut used = 0;
    if skipped > 0 || edges.cut_before {
        cut.text.push_str(frame.room.ellipsis);
        used += mark;
    }
    let shown = &cells[skipped..];
    let mut rest: usize = shown.iter().map(|cell| cell.width).sum();
    for cell in shown {
        let behind = if rest > cell.width || edges.cut_behind { mark } else { 0 };
        let fits = used + rest <= frame.room.columns && !edges.cut_behind;
        if !fits && used + cell.width + behind > frame.room.columns {
            cut.map.push((cell.source, cut.text.len()));
            cut.text.push_str(frame.room.ellipsis);
            return cut;
        }
        cut.map.push((cell.source, cut.text.len()));
        cell.show(&mut cut.text);
        used += cell.width;
        rest -= cell.width;
    }
    if edges.cut_behind {
        cut.text.push_str(frame.room.ellipsis);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::{Cut, Frame, Room, cut};
    use std::ops::Range;
    use unicode_width::UnicodeWidthStr;

    fn frame(focus: Range<usize>) -> Frame {
        Frame { focus, label: 0, room: Room { columns: 20, ellipsis: "…" } }
    }

    fn underlined(cut: &Cut, range: Range<usize>) -> &str {
        &cut.text[cut.at(range.start)..cut.at(range.end)]
    }

    #[test]
    fn a_short_line_stays_whole() {
        let cut = cut("the disk was full", &frame(4..8), &[]);
        assert_eq!(cut.text, "the disk was full");
        assert_eq!(underlined(&cut, 4..8), "disk");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_of_the_focus() {
        let line = format!("{}needle{}", "a".repeat(5000), "b".repeat(5000));
        let cut = cut(&line, &frame(5000..5006), &[]);
        assert_eq!(cut.text, "…aaaaaneedlebbbbbbb…");
        assert_eq!(underlined(&cut, 5000..5006), "needle");
    }

    #[test]
    fn a_focus_longer_than_the_line_shows_its_beginning() {
        let line = "x".repeat(10_000);
        let cut = cut(&line, &frame(0..10_000), &[]);
        assert_eq!(cut.text, format!("{}…", "x".repeat(19)));
        assert_eq!(underlined(&cut, 0..10_000), cut.text);
    }

    #[test]
    fn a_label_that_needs_room_moves_the_line_to_the_left() {
        let cut = cut("0123456789abcdefghi", &Frame { label: 10, ..frame(15..17) }, &[]);
        assert_eq!(cut.text, "…6789abcdefghi");
        assert_eq!(underlined(&cut, 15..17), "fg");
    }

    #[test]
    fn wide_characters_count_double_and_tabs_reach_the_next_stop() {
        let wide = cut("数据库数据库数据库数据库", &frame(0..9), &[]);
        assert!(wide.text.width() <= 20, "{}", wide.text);
        assert_eq!(underlined(&wide, 0..9), "数据库");
        let tabs = cut("a\tb\u{1b}[1m", &frame(2..3), &[]);
        assert_eq!(tabs.text, "a   b␛[1m");
        assert_eq!(underlined(&tabs, 2..3), "b");
    }

    #[test]
    fn what_is_hidden_becomes_stars() {
        let line = "password: hunter2 # rotate";
        let room = Room { columns: 60, ellipsis: "…" };
        let cut = cut(line, &Frame { room, ..frame(0..8) }, &[10..17, 20..26]);
        assert_eq!(cut.text, "password: *** # ***");
    }
}
