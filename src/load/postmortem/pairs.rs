//! Labels and their values, wherever a document writes them: `**Severity:** high`, two-column tables, tables with one
//! row under their heads, a heading with a few words below it.

use super::document::{Block, BlockKind, Document, slice};
use super::signs::{Field, SIGNS};
use super::tables;
use super::times::stamps;
use crate::model::Text;

/// A question is not longer than so many bytes.
const QUESTION: usize = 160;

/// A label and its value.
pub(super) type Pair = (Text, Text);

/// All of them, in the order of the text. Values that say nothing, or that a template left standing, are not in it.
pub(super) fn pairs(document: &Document<'_>) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    let mut head: Option<(&[Text], usize)> = None;
    for (at, block) in document.blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Code | BlockKind::Comment => {}
            BlockKind::Quote if block.section > 1 || block.label().is_none() => {}
            BlockKind::Row { header, cells, table } => {
                if *header {
                    head = Some((cells, *table));
                }
                let other = |at: Option<usize>| {
                    at.and_then(|at| document.blocks.get(at)).is_none_or(|row| !is_row_of(row, *table))
                };
                let only = other(Some(at + 1)) && other(at.checked_sub(2));
                // A cause has an id and a status of its own.
                let is_own = |head: &[Text]| tables::guard_column(head).is_none();
                let head = head.filter(|(_, of)| of == table && !header && only).map(|(cells, _)| cells);
                let head = head.filter(|head| is_own(head));
                if !header || !heads_a_list(document, at) {
                    found.extend(of_row(cells, head));
                }
            }
            BlockKind::Heading { .. } => {
                found.extend(of_heading(block, document.blocks.get(at + 1)));
                found.extend(block.label());
            }
            _ => {
                found.extend(block.labels());
                found.extend(answer(document, at));
            }
        }
    }
    // `Severity`, and `: high` in the line below it.
    for (_, value) in found.iter_mut().filter(|(_, value)| value.starts_with(": ")) {
        *value = slice(value, 2..value.len());
    }
    found.retain(|(_, value)| says_something(value));
    found
}

/// The value of the first label that names `field`.
pub(super) fn value(pairs: &[Pair], field: Field) -> Option<&Text> {
    pairs.iter().find(|(label, _)| SIGNS.names(field, label)).map(|(_, value)| value)
}

/// The names in a value: `checkout, orders and payouts`. Whole sentences are no names.
pub(super) fn names(value: &Text) -> Vec<Text> {
    let mut found = Vec::new();
    let mut start = 0;
    let marks = [',', ';', '、', '，', '・', '\n', '|'];
    for (at, mark) in value.match_indices(marks).map(|(at, mark)| (at, mark.len())).chain([(value.len(), 0)]) {
        for piece in split_and(&value[start..at]) {
            // Up to the end of its sentence.
            let words = value[start..at][piece.clone()].split(". ").next().unwrap_or_default();
            // `orders (orders.example.com) — all of its clients saw errors`
            let aside = [" (", " — ", " – ", " - ", "（"].iter().filter_map(|mark| words.find(mark)).min();
            let words = &words[..aside.unwrap_or(words.len())];
            let words = words.trim_end().trim_end_matches('.').len();
            found.push(slice(value, start + piece.start..start + piece.start + words));
        }
        start = (at + mark).min(value.len());
    }
    // Hours and other labels may stand behind bars.
    let is_name = |name: &Text| !name.contains(": ") && stamps(name).is_empty();
    found.retain(|name| {
        let short = name.len() <= 80 && name.split_whitespace().count() <= 5;
        short && name.chars().any(char::is_alphanumeric) && is_name(name)
    });
    found.truncate(20);
    found
}

/// The two sides of an "and", or the whole.
fn split_and(words: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let and = words.find(" and ");
    let first = 0..and.unwrap_or(words.len());
    std::iter::once(first).chain(and.map(|at| at + 5..words.len()))
}

/// `**How was it noticed?**`, and the answer in an item of its own below.
fn answer(document: &Document<'_>, at: usize) -> Option<Pair> {
    let asked = &document.blocks[at].text;
    let end = asked.rfind(['?', '？']).filter(|end| *end <= QUESTION)?;
    let below = document.blocks.get(at + 1).filter(|below| below.within == Some(at))?;
    Some((slice(asked, 0..end), below.text.clone()))
}

fn says_something(value: &Text) -> bool {
    let bare = value.trim().trim_matches(['*', '_', '`']);
    !bare.is_empty() && !SIGNS.empty.is_match(bare)
}

fn is_row_of(block: &Block, of: usize) -> bool {
    matches!(&block.kind, BlockKind::Row { table, .. } if *table == of)
}

/// A row of two cells is a label with its value; a longer one, if it is the only row, has its labels in the head.
fn of_row(cells: &[Text], head: Option<&[Text]>) -> Vec<Pair> {
    match (cells, head) {
        ([label, value], _) => vec![(label.clone(), value.clone())],
        (_, Some(head)) if cells.len() > 2 => head.iter().cloned().zip(cells.iter().cloned()).collect(),
        _ => Vec::new(),
    }
}

/// Does a head such as `Component | Memory` stand above rows that are no fields: `nginx | 20 MB`?
fn heads_a_list(document: &Document<'_>, at: usize) -> bool {
    let BlockKind::Row { cells, table, .. } = &document.blocks[at].kind else { return false };
    let of_services = |cell: &Text| [Field::Services, Field::Affected].iter().any(|field| SIGNS.names(*field, cell));
    let first = |row: &Block| match &row.kind {
        BlockKind::Row { cells, .. } => cells.first().cloned(),
        _ => None,
    };
    let mut rows = document.blocks[at + 1..].iter().take_while(|row| is_row_of(row, *table)).take(ROWS).peekable();
    let is_field = |row: &Block| first(row).is_some_and(|cell| SIGNS.names_any(&cell));
    cells.first().is_some_and(of_services) && rows.peek().is_some() && !rows.any(is_field)
}

/// So many rows of a table are asked whether they are fields.
const ROWS: usize = 16;

/// `## Status`, and below it no more than a line.
fn of_heading(heading: &Block, next: Option<&Block>) -> Option<Pair> {
    let next = next.filter(|next| matches!(next.kind, BlockKind::Paragraph | BlockKind::Item { .. }))?;
    // A template's heading with nothing below it is followed by the next label.
    let short = next.text.len() <= 120 && next.breaks.is_empty() && next.label().is_none();
    (short && heading.text.len() <= 60).then(|| (heading.text.clone(), next.text.clone()))
}
