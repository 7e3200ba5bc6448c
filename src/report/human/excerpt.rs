//! What of the sources one finding shows: the lines of its places, cut to the width, with what is underlined.
//!
//! The drawing library is handed these few lines as if they were the whole file. It never sees the file itself, which
//! it would read again for every label: ten thousand findings would take seconds.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::cut::{Cut, Frame, Room, cut};
use crate::check::Labelled;
use crate::report::clean::clean;
use crate::report::look::wrapping;
use crate::report::{Detail, Look, Report, mask};
use crate::source::{FileId, Place, Position};

/// Lines of a place that are shown; the rest of a longer one adds nothing at one look, unless all is asked for.
fn most_lines(look: &Look) -> usize {
    if look.detail == Detail::Verbose { 12 } else { 3 }
}

/// Columns of a label that the excerpt makes room for; a longer label is wrapped.
const LABEL_ROOM: usize = 48;

/// Lines of one file, with what is underlined.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The path, safe to be shown.
    pub(super) path: String,
    /// The page or file that shows it; empty where none is known.
    pub(super) page: String,
    /// Where the first place begins.
    pub(super) start: Position,
    /// Number of the first line shown.
    pub(super) first_line: usize,
    /// The lines, each with a line end.
    pub(super) text: String,
    /// What is underlined.
    pub(super) marks: Vec<Mark>,
}

/// A range of [`Excerpt::text`], and what is said of it.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) label: Option<String>,
}

/// The excerpts that show `places`: the first place first, places on the same or neighbouring lines together.
pub(super) fn excerpts(report: &Report<'_>, places: &[Labelled], look: &Look) -> Vec<Excerpt> {
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    for labelled in places {
        let span = Span::of(report, labelled, most_lines(look));
        match clusters.iter_mut().find(|cluster| cluster.takes(&span)) {
            Some(cluster) => cluster.spans.push(span),
            None => clusters.push(Cluster { file: labelled.place.file, spans: vec![span] }),
        }
    }
    clusters.iter().map(|cluster| cluster.excerpt(report, look)).collect()
}

/// A place without the blanks around it, on as many lines as are shown.
struct Span<'a> {
    place: Place,
    first: usize,
    last: usize,
    label: &'a str,
}

impl<'a> Span<'a> {
    fn of(report: &Report<'_>, labelled: &'a Labelled, most_lines: usize) -> Span<'a> {
        let file = report.sources.file(labelled.place.file);
        let mut place = labelled.place;
        let text = report.sources.excerpt(place);
        if !text.trim().is_empty() {
            let start = place.start() + text.len() - text.trim_start().len();
            place = place.moved_to(start..start + text.trim().len());
        }
        let (first, last) = report.sources.lines(place);
        let last = last.min(first + most_lines - 1);
        let place = place.moved_to(place.start()..place.end().min(file.line_range(last).end));
        Span { place, first, last, label: &labelled.label }
    }
}

struct Cluster<'a> {
    file: FileId,
    spans: Vec<Span<'a>>,
}

impl Cluster<'_> {
    fn lines(&self) -> (usize, usize) {
        let first = self.spans.iter().map(|span| span.first).min();
        let last = self.spans.iter().map(|span| span.last).max();
        (first.unwrap_or(1), last.unwrap_or(1))
    }

    fn takes(&self, span: &Span<'_>) -> bool {
        let (first, last) = self.lines();
        self.file == span.place.file && span.first <= last + 1 && span.last + 1 >= first
    }

    fn excerpt(&self, report: &Report<'_>, look: &Look) -> Excerpt {
        let file = report.sources.file(self.file);
        let (first, last) = self.lines();
        let columns = look.width.saturating_sub(last.to_string().len() + 6 + 2 * self.gutters()).max(30);
        let room = Room { columns, ellipsis: look.ellipsis() };
        let secretive = mask::is_secretive(report.model, self.file);
        let mut text = String::new();
        let mut lines = Vec::with_capacity(last + 1 - first);
        for number in first..=last {
            let range = file.line_range(number);
            let hidden = if secretive { mask::hidden(file, number) } else { Vec::new() };
            let shown = cut(&file.text[range.clone()], &self.frame(number, &range, room), &hidden);
            lines.push(Shown { at: text.len(), start: range.start, cut: shown });
            text.push_str(&lines[number - first].cut.text);
            text.push('\n');
        }
        let mark = |span: &Span<'_>| mark(span, &lines[span.first - first], &lines[span.last - first], columns);
        Excerpt {
            path: format!("{}{}", clean(&file.path), if file.is_base { " (base)" } else { "" }),
            page: Some(report.home.page(&file.path, file.line_of(self.spans[0].place.start())))
                .filter(|_| !file.is_base)
                .unwrap_or_default(),
            start: report.sources.start(self.spans[0].place),
            first_line: first,
            marks: apart(self.spans.iter().map(mark).collect(), &text),
            text,
        }
    }

    /// How many places run over more than one line: each takes room at the left.
    fn gutters(&self) -> usize {
        let count = self.spans.iter().filter(|span| span.last > span.first).count();
        if count > 0 { count + 1 } else { 0 }
    }

    /// What line `number` is cut around: what the first place on it underlines.
    fn frame(&self, number: usize, range: &Range<usize>, room: Room) -> Frame {
        let Some(span) = self.spans.iter().find(|span| (span.first..=span.last).contains(&number)) else {
            return Frame { focus: 0..0, label: 0, room };
        };
        let start = span.place.start().clamp(range.start, range.end) - range.start;
        let end = span.place.end().clamp(range.start, range.end) - range.start;
        let single = span.first == span.last;
        let label = if single { (span.label.width() + 4).min(LABEL_ROOM) } else { 0 };
        Frame { focus: start..end, label, room }
    }
}

/// A line of the excerpt: where it stands in the excerpt's text, and in the file.
struct Shown {
    at: usize,
    start: usize,
    cut: Cut,
}

impl Shown {
    fn at(&self, byte: usize) -> usize {
        self.at + self.cut.at(byte.saturating_sub(self.start))
    }
}

fn mark(span: &Span<'_>, first: &Shown, last: &Shown, columns: usize) -> Mark {
    let start = first.at(span.place.start());
    let end = last.at(span.place.end()).max(start);
    let middle = if first.at == last.at {
        let before = first.cut.text[..start - first.at].width();
        before + first.cut.text[start - first.at..end - first.at].width() / 2
    } else {
        0
    };
    let room = columns.saturating_sub(middle + 4).max(24);
    let label = clean(span.label);
    let label = textwrap::fill(&label, wrapping(room));
    Mark { range: start..end, label: Some(label).filter(|label| !label.is_empty()) }
}

/// The marks, none of them under another on one line: of two that overlap, the wider one gives way. Labels of the very
/// same words are said once.
fn apart(mut marks: Vec<Mark>, text: &str) -> Vec<Mark> {
    marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
    let mut apart: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let Some(wide) = apart.last_mut().filter(|wide| overlap(wide, &mark, text)) else {
            apart.push(mark);
            continue;
        };
        if wide.range.start < mark.range.start {
            wide.range.end = mark.range.start;
            apart.push(mark);
        } else if wide.range == mark.range {
            wide.add(mark.label);
        } else {
            wide.range.start = wide.range.start.max(mark.range.end).min(wide.range.end);
            apart.insert(apart.len() - 1, mark);
        }
    }
    apart
}

fn overlap(wide: &Mark, mark: &Mark, text: &str) -> bool {
    let one_line = |range: &Range<usize>| !text[range.clone()].contains('\n');
    one_line(&wide.range) && one_line(&mark.range) && mark.range.start < wide.range.end
}

impl Mark {
    fn add(&mut self, label: Option<String>) {
        match (&mut self.label, label) {
            (Some(own), Some(label)) if !own.lines().any(|line| line == label) => *own = format!("{own}\n{label}"),
            (own @ None, label) => *own = label,
            _ => {}
        }
    }
}
