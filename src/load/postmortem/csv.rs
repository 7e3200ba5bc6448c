//! Comma-separated values, as trackers and spreadsheets export them → the rows of tables.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::blocks::Reader;
use super::document::Block;
use crate::source::FileId;

/// Longer fields in the first line are sentences.
const FIELD: usize = 40;
/// So many lines tell whether all of them are records.
const LINES: usize = 200;
/// What stands between two fields.
const SIGNS: [char; 3] = [',', ';', '\t'];

/// Is it a file of such values? Sentences have a blank behind a comma.
pub(super) fn is_table(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(LINES);
    let Some((first, sign)) = lines().next().and_then(|first| Some((first, sign(first)?))) else { return false };
    let named = fields(first, sign).iter().all(|field| field.len() <= FIELD && !first[field.clone()].starts_with(' '));
    let records = lines().filter(|line| fields(line, sign).len() > 1).count();
    named && records > 3 && 4 * records >= 3 * lines().count()
}

fn sign(line: &str) -> Option<char> {
    SIGNS.into_iter().find(|sign| fields(line, *sign).len() > 1)
}

/// The blocks of a text from byte `start` on. An empty line ends a table, and a line of one field heads the next.
pub(super) fn read(file: FileId, text: &str, start: usize) -> Vec<Block> {
    let sign = text[start..].lines().find_map(sign).unwrap_or(',');
    let mut reader = Reader::new(file, text);
    let (mut at, mut open) = (start, None);
    for line in text[start..].split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let found: Vec<_> = fields(words, sign).into_iter().map(|field| at + field.start..at + field.end).collect();
        let whole = at..at + words.len();
        at += line.len();
        // Rows of another width are those of another table.
        if open.is_some_and(|width| width != found.len()) {
            reader.take(Event::End(TagEnd::Table), whole.clone());
            open = None;
        }
        match found.as_slice() {
            [] => {}
            [_] if words.trim().is_empty() => {}
            [only] => heading(&mut reader, text, only.clone()),
            _ => {
                let first = open.is_none();
                if first {
                    reader.take(Event::Start(Tag::Table(Vec::new())), whole.clone());
                    open = Some(found.len());
                }
                row(&mut reader, (text, whole), &found, first && found.len() > 2);
            }
        }
    }
    if open.is_some() {
        reader.take(Event::End(TagEnd::Table), at..at);
    }
    reader.finish()
}

fn heading(reader: &mut Reader<'_>, text: &str, range: Range<usize>) {
    let level = HeadingLevel::H2;
    let tag = Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() };
    reader.take(Event::Start(tag), range.clone());
    reader.take(Event::Text(text[range.clone()].to_owned().into()), range.clone());
    reader.take(Event::End(TagEnd::Heading(level)), range);
}

fn row(reader: &mut Reader<'_>, (text, whole): (&str, Range<usize>), cells: &[Range<usize>], head: bool) {
    let (open, close) = if head { (Tag::TableHead, TagEnd::TableHead) } else { (Tag::TableRow, TagEnd::TableRow) };
    reader.take(Event::Start(open), whole.clone());
    for cell in cells {
        reader.take(Event::Start(Tag::TableCell), cell.clone());
        reader.take(Event::Text(text[cell.clone()].to_owned().into()), cell.clone());
        reader.take(Event::End(TagEnd::TableCell), cell.clone());
    }
    reader.take(Event::End(close), whole);
}

/// The fields of a line, without the quotes around them.
fn fields(line: &str, sign: char) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in line.char_indices().chain([(line.len(), sign)]) {
        quoted ^= c == '"';
        if c == sign && (!quoted || at == line.len()) {
            let field = &line[start..at];
            let inner = field.strip_prefix('"').and_then(|field| field.strip_suffix('"'));
            found.push(if inner.is_some() && field.len() > 1 { start + 1..at - 1 } else { start..at });
            start = at + c.len_utf8();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{fields, is_table};

    #[test]
    fn fields_may_be_quoted() {
        let line = "Cause,\"A pool, full\",";
        let words: Vec<&str> = fields(line, ',').into_iter().map(|field| &line[field]).collect();
        assert_eq!(words, ["Cause", "A pool, full", ""]);
    }

    #[test]
    fn sentences_are_no_records() {
        assert!(is_table("Field,Value\nStart,10:14\nEnd,10:55\nCause,\"a, b\"\n"));
        assert!(!is_table("Dear all, it failed\nand, as you know,\nit is, by now,\nback, again\n"));
        assert!(!is_table("a,b\nc\n"));
    }
}
