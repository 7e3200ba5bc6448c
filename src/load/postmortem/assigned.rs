//! Whose an item is and until when, where its own words say so: `@search`, `owner: search team`,
//! `(search team, 2026-12-10)`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::asks::{DATE, is_ticket};
use super::cues::CUES;
use super::standing::status;
use crate::model::Status;

/// So many words may a name have.
const NAME: usize = 4;

static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:^|[^a-zA-Z0-9@./])(@[a-zA-Z0-9][a-zA-Z0-9_/.-]*[a-zA-Z0-9])";
    Regex::new(pattern).expect("the pattern is tested")
});

/// `; owner:`
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?:^|[(\[,;|.–—（【，、；-])\s*([\p{L} ]{2,16}?)\s*[:=：]\s*";
    Regex::new(pattern).expect("the pattern is tested")
});

/// What the words of an item say of who does it and until when.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    pub(super) owner: Option<Range<usize>>,
    pub(super) due: Option<Range<usize>>,
}

/// The same, as byte ranges of `text`.
pub(super) fn assigned(text: &str) -> Assigned {
    let tail = tail(text).unwrap_or_default();
    let owner = handle(text).or_else(|| labelled(text, "column-owner")).or(tail.owner);
    let is_dated = |value: &Range<usize>| text[value.clone()].contains(|c: char| c.is_ascii_digit());
    let due = due(text).or_else(|| labelled(text, "column-due").filter(is_dated)).or(tail.due);
    Assigned { owner, due }
}

/// The first `@handle`.
pub(super) fn handle(text: &str) -> Option<Range<usize>> {
    OWNER.captures(text).and_then(|found| found.get(1)).map(|handle| handle.range())
}

/// A date behind a word that says until when: `due 2026-05-01`.
fn due(text: &str) -> Option<Range<usize>> {
    DATE.find_iter(text).map(|date| date.range()).find(|date| marked(&text[..date.start]).is_some())
}

/// Where the word begins that says of the date behind `before` that it is one until when.
fn marked(before: &str) -> Option<usize> {
    let before = before.trim_end_matches(|c: char| !c.is_alphabetic());
    CUES.list("due-mark").find_iter(before).last().filter(|mark| mark.end == before.len()).map(|mark| mark.start)
}

/// The value behind a label inside the text that announces such a column.
fn labelled(text: &str, column: &str) -> Option<Range<usize>> {
    let is_label = |label: &str| CUES.find(column, label).is_some_and(|found| found == (0..label.len()));
    let labels = LABEL.captures_iter(text).filter(|found| is_label(&found[1]));
    let values = labels.filter_map(|found| {
        let start = found.get(0)?.end();
        let value = &text[start..];
        let end = value.find([',', ';', '|', ')', ']', '–', '—', '，', '、', '；', '）', '】']).unwrap_or(value.len());
        let value = value[..end].trim_end().trim_end_matches('.');
        (!value.is_empty() && value.split_whitespace().count() <= NAME).then(|| start..start + value.len())
    });
    values.into_iter().next()
}

/// What stands in brackets at the end, where that is a name beside a date or the name of a team, with what else a tracker says.
fn tail(text: &str) -> Option<Assigned> {
    let (mut found, mut rest) = (Assigned::default(), text.trim_end());
    while let Some(bare) = rest.trim_end_matches(['.', '*', '_']).strip_suffix([')', ']', '）', '】']) {
        let open = bare.rfind(['(', '[', '（', '【'])?;
        let start = open + bare[open..].chars().next()?.len_utf8();
        let mut at = start;
        for piece in bare[start..].split([',', ';', '|', '·', '，', '、', '–', '—']) {
            let range = trimmed(text, at..at + piece.len());
            at += piece.len() + bare[at + piece.len()..].chars().next().map_or(0, char::len_utf8);
            if !found.takes(text, range) {
                return found.told(text);
            }
        }
        rest = bare[..open].trim_end();
    }
    found.told(text)
}

impl Assigned {
    /// Is a piece of the brackets something that a tracker says? Its name and its date are kept.
    fn takes(&mut self, text: &str, piece: Range<usize>) -> bool {
        let date = DATE.find(&text[piece.clone()]).map(|date| piece.start + date.start()..piece.start + date.end());
        let name = date.as_ref().map_or(piece.clone(), |date| {
            let before = &text[piece.start..date.start];
            trimmed(text, piece.start..piece.start + marked(before).unwrap_or(before.len()))
        });
        if date.as_ref().is_some_and(|date| !text[date.end..piece.end].trim().is_empty()) {
            return false;
        }
        self.due = date.or(self.due.take());
        let said = &text[name.clone()];
        if said.is_empty() || is_ticket(said) || status(said) != Status::Unknown || CUES.has("state-done", said) {
            return true;
        }
        let is_name = self.owner.is_none() && is_name(said);
        self.owner = self.owner.take().or(is_name.then_some(name));
        is_name
    }

    /// A name alone may be that of anything, unless it is that of a team; a date alone may be that of anything as well.
    fn told(self, text: &str) -> Option<Assigned> {
        let owner = self.owner.clone()?;
        (self.due.is_some() || CUES.has("team-name", &text[owner])).then_some(self)
    }
}

/// May this be the name of somebody?
fn is_name(text: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() || " @_-.&/'".contains(c);
    text.split_whitespace().count() <= NAME && text.chars().all(letters) && text.contains(char::is_alphabetic)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use super::assigned;

    #[test]
    fn words_say_whose_an_item_is_and_until_when() {
        for (text, owner, due) in [
            ("Add an alert (search team, 2026-12-10)", "search team", "2026-12-10"),
            ("Add an alert (search team by 2026-12-10).", "search team", "2026-12-10"),
            ("Add an alert [Search Platform] [2026-12-10]", "Search Platform", "2026-12-10"),
            ("Add an alert (@search, 2026-12-10)", "@search", "2026-12-10"),
            ("Add an alert (2026-12-10, the search squad, SRCH-12, done)", "the search squad", "2026-12-10"),
            ("Add an alert (search team)", "search team", ""),
            ("Add an alert — owner: Search Platform; due: 10 Dec 2026", "Search Platform", "10 Dec 2026"),
            ("Add an alert. Assignee: search", "search", ""),
            ("アラートを追加する（担当：検索、期限：2026年12月10日）", "検索", "2026年12月10日"),
            ("Add an alert by 2026-12-10", "", "2026-12-10"),
            ("Add an alert (PostgreSQL)", "", ""),
            ("Add an alert (2026-12-10)", "", ""),
            ("Add an alert (PostgreSQL, as seen on 2026-12-10 by us)", "", ""),
            ("Ask the team: is it enough?", "", ""),
            ("Find out who: the job or the user?", "", ""),
            ("Add an alert (search team, after the move of 12 disks)", "search team", ""),
            ("Add an alert)", "", ""),
            ("()", "", ""),
        ] {
            let found = assigned(text);
            let said = |range: Option<std::ops::Range<usize>>| range.map_or("", |range| &text[range]);
            assert_eq!((said(found.owner), said(found.due)), (owner, due), "{text}");
        }
    }
}
