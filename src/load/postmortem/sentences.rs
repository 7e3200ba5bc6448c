//! Where sentences begin and end.

use std::ops::Range;

use super::times::is_month;

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 12] = ["e.g", "i.e", "etc", "approx", "vs", "no", "z.b", "bzw", "ca", "aprox", "env", "cf"];

/// The sentences of a text, blanks around them left out.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let stop = match c {
            '。' | '！' | '？' | '；' => true,
            '.' | '!' | '?' => {
                let next = chars.peek().map(|(_, next)| *next);
                let ends = || {
                    let told = &text[start..end];
                    !abbreviated(&text[start..at]) && !omits(told) && !counts_a_day(told, &text[end..])
                };
                next.is_none_or(char::is_whitespace) && begins(&text[end..]) && ends()
            }
            _ => false,
        };
        if stop {
            push(&mut found, text, start..end);
            start = end;
        }
    }
    push(&mut found, text, start..text.len());
    found
}

fn push(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    if start < end {
        found.push(start..end);
    }
}

/// Does what follows look like the beginning of a sentence?
fn begins(rest: &str) -> bool {
    rest.trim_start().chars().next().is_none_or(|c| !c.is_lowercase())
}

fn abbreviated(before: &str) -> bool {
    let word = before.rsplit([' ', '(', ',']).next().unwrap_or(before);
    (word.len() == 1 && word.chars().all(char::is_alphabetic))
        || ABBREVIATIONS.iter().any(|short| word.eq_ignore_ascii_case(short))
}

/// Does the stop belong to the number of a day: `am 14. Februar`?
fn counts_a_day(words: &str, rest: &str) -> bool {
    let before = words.trim_end_matches('.');
    let number = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let next = || rest.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    (1..=2).contains(&number) && is_month(next())
}

/// Do dots that stand for themselves leave something out? `INSERT ... VALUES`
fn omits(words: &str) -> bool {
    let bare = words.trim_end_matches('.');
    words.len() > bare.len() + 1 && bare.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn full_stops_inside_names_and_abbreviations_end_nothing() {
        assert_eq!(
            cut("v1.2 of api.example.com broke, e.g. Login failed. Then it was down! 原因は設定ミス。復旧した。"),
            [
                "v1.2 of api.example.com broke, e.g. Login failed.",
                "Then it was down!",
                "原因は設定ミス。",
                "復旧した。"
            ]
        );
    }

    #[test]
    fn dots_that_leave_something_out_end_nothing() {
        assert_eq!(
            cut("Each `INSERT ... ON CONFLICT` takes an id. It was full... Then it failed."),
            ["Each `INSERT ... ON CONFLICT` takes an id.", "It was full...", "Then it failed."]
        );
    }

    #[test]
    fn the_number_of_a_day_ends_nothing() {
        assert_eq!(
            cut("Am Samstag, den 14. Februar, fiel er aus. Es traf 14. Danach ging es."),
            ["Am Samstag, den 14. Februar, fiel er aus.", "Es traf 14.", "Danach ging es."]
        );
    }
}
