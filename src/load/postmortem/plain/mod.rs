//! Plain text and reStructuredText → Markdown of the same length, byte for byte, so that every range stays where it is.
//!
//! Titles with a line under them (and over them), titles that are a line of their own, fields (`:Severity: high`),
//! lists, tables, directives and literal blocks. What cannot be said in Markdown is left as it stands.

mod lines;
mod tables;

use std::collections::BTreeMap;

use super::blocks;
use super::cues::CUES;
use super::document::{Block, BlockKind, COLON_LEVEL, slice};
use super::topics::Topic;
use crate::source::FileId;
use lines::Lines;

/// A heading that is a line of its own has no more characters than this.
const TITLE: usize = 60;

/// The first line names the document where it has no more characters than this.
const NAME: usize = 100;

/// What stands in the middle of the page is set in by so many blanks, and the head of a memo has no more lines.
const CENTRED: usize = 6;
const HEAD: usize = 12;

/// Does a text without a telling name hold headings or fences of Markdown?
pub(super) fn is_markdown(text: &str) -> bool {
    text.lines().any(|line| {
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') && !line[hashes..].trim().is_empty();
        heading || line.starts_with("```")
    })
}

/// The blocks of a text from byte `start` on.
pub(super) fn read(file: FileId, text: &str, start: usize) -> Vec<Block> {
    let mut lines = Lines::of(text, start);
    let mut levels = BTreeMap::new();
    lines::mail_headers(&mut lines);
    lines::commit_header(&mut lines);
    lines::wiki(&mut lines);
    titles(&mut lines, &mut levels);
    // First, for lines that go on with a row of a table are set in.
    let going_on = tables::tables(&mut lines);
    lines::literal_blocks(&mut lines);
    lines::links(&mut lines);
    let bullets = lines::fields_and_bullets(&mut lines);
    let markdown = lines.into_text();
    debug_assert_eq!(markdown.len(), text.len());
    let mut blocks = tables::join_rows(blocks::read(file, &markdown, start), &going_on);
    for block in &mut blocks {
        let words = block.text.place;
        let bullet = bullets.get(bullets.partition_point(|at| *at < words.start()));
        if bullet.is_some_and(|at| *at < words.end()) {
            // A bullet among code or HTML is three bytes, and here one: no range in such words could be trusted.
            *block = Block {
                text: slice(&block.text, 0..0),
                breaks: Vec::new(),
                strong: Vec::new(),
                codes: Vec::new(),
                ..block.clone()
            };
        }
        let plain = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Heading { .. });
        if let (true, Some(level)) = (plain && block.breaks.is_empty(), levels.get(&block.text.place.start())) {
            block.kind = BlockKind::Heading { level: *level };
        }
    }
    blocks
}

/// Finds titles and notes their levels: by the marks under and over them, in the order in which they first stand.
fn titles(lines: &mut Lines<'_>, levels: &mut BTreeMap<usize, u8>) {
    let mut marks: Vec<(char, bool)> = Vec::new();
    // Where some numbered lines are titles, all that stand alone are: `5.  Security considerations`.
    let is_numbered_title = |at: &usize| number(lines.line(*at)).is_some() && is_title(lines, *at);
    let numbered = (0..lines.len()).filter(is_numbered_title).take(2).count() > 1;
    for at in 0..lines.len() {
        let words = lines.line(at);
        if words.trim().is_empty() || lines::ruled(words).is_some() {
            continue;
        }
        let under = (at + 1 < lines.len()).then(|| lines::ruled(lines.line(at + 1))).flatten();
        let over = at.checked_sub(1).and_then(|before| lines::ruled(lines.line(before)));
        let alone = at == 0 || lines.line(at - 1).trim().is_empty() || over.is_some();
        let wide = |at: usize| lines.line(at).trim().chars().count() + 2 >= words.trim().chars().count();
        match under {
            Some(mark) if alone && wide(at + 1) && (over.is_none() || over == under) => {
                let mark = (mark, over.is_some());
                let level = marks.iter().position(|known| *known == mark).unwrap_or_else(|| {
                    marks.push(mark);
                    marks.len() - 1
                });
                levels.insert(lines.words_at(at), (level + 1).min(6) as u8);
                lines.underline(at + 1);
                if over.is_some() {
                    lines.blank(at - 1);
                }
            }
            _ => {
                if names_the_document(lines, at) {
                    levels.insert(lines.words_at(at), 1);
                } else if is_title(lines, at) || numbered && is_numbered(lines, at) {
                    levels.insert(lines.words_at(at), COLON_LEVEL);
                }
            }
        }
    }
}

/// Is it the first line, which stands alone and speaks of an incident?
fn names_the_document(lines: &Lines<'_>, at: usize) -> bool {
    let words = lines.line(at).trim();
    let alone = at + 1 < lines.len() && lines.line(at + 1).trim().is_empty();
    let first = (0..at).all(|before| lines.line(before).trim().is_empty());
    let short = words.chars().count() <= NAME && !words.ends_with(['.', '!', ';', ',', ':']);
    // Below the head of a memo, its title stands in the middle of the page.
    let line = lines.line(at);
    let set_in = line.len() - line.trim_start().len() >= CENTRED && at <= HEAD;
    let first = first || set_in && at > 0 && lines.line(at - 1).trim().is_empty();
    first && alone && short && ["incident-title", "failure-title"].into_iter().any(|list| CUES.has(list, words))
}

/// Is it a numbered line of few words between two empty ones?
fn is_numbered(lines: &Lines<'_>, at: usize) -> bool {
    let empty = |at: usize| at >= lines.len() || lines.line(at).trim().is_empty();
    let Some(words) = number(lines.line(at)) else { return false };
    let short = words.chars().count() <= TITLE && words.split_whitespace().count() <= 6;
    short && !words.ends_with(['.', '!', ';', ',']) && at > 0 && empty(at - 1) && empty(at + 1)
}

/// What stands behind the number of a line: `4.  Recommendations`.
fn number(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let words = line.get(digits..)?.strip_prefix(". ").filter(|_| (1..=2).contains(&digits))?;
    Some(words.trim()).filter(|words| words.starts_with(char::is_alphabetic))
}

/// A line between two empty ones that is a title by its words: one that postmortems have, or all in capitals.
fn is_title(lines: &Lines<'_>, at: usize) -> bool {
    let empty = |at: Option<usize>| at.is_none_or(|at| at >= lines.len() || lines.line(at).trim().is_empty());
    let words = lines.line(at).trim();
    let short = words.chars().count() <= TITLE && words.split_whitespace().count() <= 6;
    if !short || !empty(at.checked_sub(1)) || !empty(Some(at + 1)) || words.ends_with(['.', '!', ';', ',']) {
        return false;
    }
    let letters = || words.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() >= 4 && letters().all(char::is_uppercase);
    capitals || (Topic::of(words).is_some() && !words.starts_with(['-', '*', '+', '•']))
}
