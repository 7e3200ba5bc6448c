//! What the columns of a table tell, by their heads.

use std::ops::Range;

use super::cues::CUES;
use super::document::{BlockKind, Document, slice};
use super::topics::{About, Topic};
use crate::model::Text;

/// The columns of a table of action items; indices of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// What is to be done. There is one in every table of action items: the first that says so, else the wordiest.
    pub(super) action: Option<usize>,
    /// Who does it.
    pub(super) owner: Option<usize>,
    /// Until when.
    pub(super) due: Option<usize>,
    /// What became of it.
    pub(super) status: Option<usize>,
    /// Its ticket.
    pub(super) ticket: Option<usize>,
    /// Prevent, detect, mitigate.
    pub(super) kind: Option<usize>,
}

/// The order matters: `Action type` is a kind, `Tracking issue` a ticket, before they are actions.
const NAMES: [&str; 6] =
    ["column-kind", "column-status", "column-owner", "column-ticket", "column-due", "column-action"];

/// Which column a head, or a label inside an item, announces.
pub(super) fn column_of(head: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|name| CUES.find(name, head.trim()).is_some_and(|found| found.start == 0))
}

/// Does a label inside an item, or beside one, tell something of it: who does it, until when, why, at what cost?
pub(super) fn is_detail(label: &str) -> bool {
    let begins = |list: &str| CUES.find(list, label.trim()).is_some_and(|found| found.start == 0);
    begins("detail-label") || column_of(label).is_some_and(|column| column != "column-action")
}

/// The columns of every table of the document, by its number.
pub(super) fn columns(document: &Document<'_>, outline: &[About]) -> Vec<Columns> {
    let mut tables: Vec<Columns> = Vec::new();
    let mut widths: Vec<Widths> = Vec::new();
    for (block, about) in document.blocks.iter().zip(outline) {
        let BlockKind::Row { header, cells, table } = &block.kind else { continue };
        tables.resize(tables.len().max(table + 1), Columns::default());
        widths.resize(widths.len().max(table + 1), Widths::default());
        if *header {
            tables[*table] = named(cells);
        } else if about.topic == Some(Topic::Actions) && widths[*table].letters.len() <= 64 {
            widths[*table].add(cells);
        }
    }
    for (columns, widths) in tables.iter_mut().zip(widths) {
        let taken = [columns.owner, columns.due, columns.status, columns.ticket, columns.kind];
        let free = |at: &usize| !taken.contains(&Some(*at)) && !widths.is_of_codes(*at);
        let widest = (0..widths.letters.len()).filter(free).max_by_key(|at| (widths.letters[*at], usize::MAX - at));
        // `| | Owner | Task |` above `| Add a limit | @db | T111 |`: the tasks are tickets.
        let codes = columns.action.filter(|at| widest.is_some() && widths.is_of_codes(*at));
        columns.ticket = columns.ticket.or(codes);
        columns.action = columns.action.filter(|_| codes.is_none()).or(widest);
    }
    tables
}

/// What stands in the columns of a table.
#[derive(Clone, Debug, Default)]
struct Widths {
    /// How many letters.
    letters: Vec<usize>,
    /// In how many cells something else than a code: `T111`, `OPS-12`.
    words: Vec<usize>,
}

impl Widths {
    fn add(&mut self, cells: &[Text]) {
        let wide = self.letters.len().max(cells.len());
        self.letters.resize(wide, 0);
        self.words.resize(wide, 0);
        for (at, cell) in cells.iter().enumerate() {
            self.letters[at] += cell.len();
            self.words[at] += usize::from(!cell.contains(|c: char| c.is_ascii_digit()) || cell.contains(' '));
        }
    }

    /// Are they codes, all of them?
    fn is_of_codes(&self, at: usize) -> bool {
        self.words.get(at) == Some(&0)
    }
}

/// What the heads of a table say that it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing that is to be done.
    #[default]
    Other,
    /// Measures, if its section leaves that open: `Measure | Status`.
    Measures,
    /// Action items, wherever it stands: `Action item | Type | Owner | Bug`.
    Actions,
}

/// By table, what its heads say that it holds.
pub(super) fn held(document: &Document<'_>) -> Vec<Holds> {
    let mut tables = Vec::new();
    for (cells, table) in heads(document) {
        tables.resize(tables.len().max(table + 1), Holds::Other);
        // A number may stand before the measure.
        let pairs = cells.windows(2).enumerate().take(2);
        let is_measure = |at: usize, head: &str| {
            let behind = &cells[at + 1..];
            // `Item | Detail` heads any list of facts.
            let is_told = !CUES.has("item-head", head) || behind.iter().any(is_of_measure);
            CUES.has("measure-head", head) && is_told && tells_of(behind)
        };
        let found = pairs.filter(|(at, pair)| is_measure(*at, &pair[0]));
        let named = |(_, pair): (usize, &[Text])| {
            if CUES.has("action-head", &pair[0]) { Holds::Actions } else { Holds::Measures }
        };
        tables[table] = found.map(named).next().unwrap_or_default();
    }
    tables
}

/// Do the heads behind that of a measure tell something of it: who does it, until when? Its kind, or what it is good for
/// (`Action | Prevents | Status`), is not enough.
fn tells_of(behind: &[Text]) -> bool {
    let Some((first, others)) = behind.split_first() else { return false };
    match column_of(first) {
        None | Some("column-kind") => is_detail(first) && others.iter().any(is_of_measure),
        Some(_) => true,
    }
}

/// Does a head announce what only measures have: an owner, a date, a status, a ticket?
fn is_of_measure(head: &Text) -> bool {
    column_of(head).is_some_and(|name| !matches!(name, "column-kind" | "column-action"))
}

/// By table, the column whose head says that it holds causes: `Symptom | Cause | State`.
pub(super) fn cause_columns(document: &Document<'_>) -> Vec<Option<usize>> {
    let mut columns = Vec::new();
    for (cells, table) in heads(document) {
        columns.resize(columns.len().max(table + 1), None);
        columns[table] = cells.iter().position(|cell| CUES.has("cause-head", cell)).filter(|_| cells.len() > 2);
    }
    columns
}

/// The alerts that a row of causes names, in the column whose head says that it does: `Cause | Alert | State`.
pub(super) fn guards(document: &Document<'_>, block: usize) -> Vec<Text> {
    let BlockKind::Row { cells, table, header: false } = &document.blocks[block].kind else { return Vec::new() };
    let column = heads(document).find(|(_, of)| of == table).and_then(|(head, _)| guard_column(head));
    let Some(cell) = column.and_then(|at| cells.get(at)) else { return Vec::new() };
    let is_name =
        |word: &&Range<usize>| cell[(*word).clone()].chars().skip(1).any(|c| c.is_ascii_uppercase() || c == '_');
    words(cell).iter().filter(is_name).map(|word| slice(cell, word.clone())).collect()
}

/// By table, whether its heads say that it names the alerts of root causes: `Root cause | Alert | State`.
pub(super) fn guarded_roots(document: &Document<'_>) -> Vec<bool> {
    let mut tables = Vec::new();
    for (head, table) in heads(document) {
        tables.resize(tables.len().max(table + 1), false);
        tables[table] = guard_column(head).is_some() && head.iter().any(|cell| CUES.has("root-named", cell));
    }
    tables
}

/// The words of which names of rules may be made.
fn words(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| is_part(*letter)) {
        match words.last_mut().filter(|word| word.end == at) {
            Some(word) => word.end = at + letter.len_utf8(),
            None => words.push(at..at + letter.len_utf8()),
        }
    }
    words
}

/// The column whose head says that it names alerts, beside one of causes.
pub(super) fn guard_column(head: &[Text]) -> Option<usize> {
    let of = |list| head.iter().position(|cell| CUES.has(list, cell));
    of("guard-head").filter(|guard| of("cause-head").is_some_and(|cause| cause != *guard))
}

/// By table, the columns of what was suspected and of what came of it: `Hypothesis | Test | Verdict`.
pub(super) fn verdict_columns(document: &Document<'_>) -> Vec<Option<(usize, usize)>> {
    let mut columns = Vec::new();
    for (cells, table) in heads(document) {
        columns.resize(columns.len().max(table + 1), None);
        let of = |list| cells.iter().position(|cell| CUES.has(list, cell));
        columns[table] = of("suspect-head").zip(of("verdict-head")).filter(|(suspect, verdict)| suspect != verdict);
    }
    columns
}

/// The heads of the tables, each with its table's number.
fn heads<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (&'d [Text], usize)> {
    document.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Row { header: true, cells, table } => Some((cells.as_slice(), *table)),
        _ => None,
    })
}

fn named(cells: &[Text]) -> Columns {
    let mut columns = Columns::default();
    for (at, cell) in cells.iter().enumerate() {
        let place = match column_of(cell) {
            Some("column-kind") => &mut columns.kind,
            Some("column-status") => &mut columns.status,
            Some("column-owner") => &mut columns.owner,
            Some("column-ticket") => &mut columns.ticket,
            Some("column-due") => &mut columns.due,
            Some("column-action") => &mut columns.action,
            _ => continue,
        };
        place.get_or_insert(at);
    }
    columns
}
