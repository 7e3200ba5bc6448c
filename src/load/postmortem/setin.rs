//! Lists that are set in from the margin, which Markdown takes for code → the same lists at the margin, byte for byte
//! as long, so that every range stays where it is.

use std::borrow::Cow;
use std::ops::Range;

/// What stands so far from the margin is code to Markdown.
const CODE: usize = 4;
/// So many of an item's blanks go behind its mark: with more of them, its words would be code again.
const MOVED: usize = 3;

/// A line of no more words may lead to a list.
const LEAD: usize = 6;

/// Signs that code has and a list of sentences has not.
const SIGNS: [char; 6] = ['{', '}', '=', '$', ';', '\\'];

/// `text` with lists that are set in by four blanks or a tab, under no item, at the margin.
pub(super) fn drawn_out(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("\n    ") && !text.contains("\n\t") {
        return text;
    }
    let lists: Vec<Vec<Range<usize>>> =
        stretches(&text).into_iter().filter(|stretch| is_list(&text, stretch)).collect();
    if lists.is_empty() {
        return text;
    }
    let mut drawn = String::with_capacity(text.len());
    let mut at = 0;
    for list in lists {
        let base = list.first().map_or(0, |line| indent(&text[line.clone()]));
        for line in list {
            drawn.push_str(&text[at..line.start]);
            drawn.push_str(&at_margin(&text[line.clone()], base));
            at = line.end;
        }
    }
    drawn.push_str(&text[at..]);
    Cow::Owned(drawn)
}

/// The lines of every run of lines that are set in below an empty line, a heading or a line that leads to them, inside no item and no fence.
fn stretches(text: &str) -> Vec<Vec<Range<usize>>> {
    let mut found: Vec<Vec<Range<usize>>> = Vec::new();
    let (mut fenced, mut listed, mut set_in, mut apart) = (false, false, false, true);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let range = start..start + words.len();
        start += line.len();
        let bare = words.trim_start();
        let fence = bare.starts_with("```") || bare.starts_with("~~~");
        fenced ^= fence;
        if bare.is_empty() {
            apart = true;
        } else if fenced || fence || indent(words) < CODE {
            let goes_on = !apart || words.starts_with([' ', '\t']);
            listed = mark(bare).is_some() || listed && goes_on && !bare.starts_with('#');
            set_in = false;
            apart = (bare.starts_with('#') || leads(bare)) && !fenced;
        } else {
            if set_in {
                found.last_mut().expect("a stretch was begun where `set_in` was set").push(range);
            } else if apart && !listed {
                set_in = true;
                found.push(vec![range]);
            }
            apart = false;
        }
    }
    found
}

/// Does a line at the margin lead to what is set in below it: `Timeline:`?
fn leads(line: &str) -> bool {
    line.ends_with(':') && line.split_whitespace().count() <= LEAD
}

/// Are the lines a list of words, and no code that begins its lines with dashes?
fn is_list(text: &str, lines: &[Range<usize>]) -> bool {
    let words = |line: &Range<usize>| text[line.clone()].trim_start();
    let first = lines.first().and_then(|line| mark(words(line)));
    let near = lines.first().is_some_and(|line| indent(&text[line.clone()]) <= CODE + 2);
    first.is_some() && near && !lines.iter().any(|line| is_code(words(line)))
}

fn is_code(line: &str) -> bool {
    let bare = &line[mark(line).unwrap_or_default()..];
    let key = bare.split_once(':').is_some_and(|(key, value)| {
        let plain = key.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !key.is_empty();
        plain && (value.is_empty() || value.starts_with(' '))
    });
    key || bare.contains(SIGNS)
}

/// How long the mark of an item is: `- `, `12. `.
fn mark(bare: &str) -> Option<usize> {
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let sign = if (1..=3).contains(&digits) { ['.', ')', '.'] } else { ['-', '*', '+'] };
    let rest = bare[digits.min(3)..].strip_prefix(sign)?;
    rest.starts_with(' ').then_some(bare.len() - rest.len() + 1)
}

/// How far from the margin a line begins; a tab is four blanks.
fn indent(line: &str) -> usize {
    let lead = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    lead.map(|c| if c == '\t' { CODE } else { 1 }).sum()
}

/// An item at the margin, as long as it was: three of its blanks stand behind its mark. What stands further in than
/// `base` stays inside it.
fn at_margin(line: &str, base: usize) -> String {
    if let Some(rest) = line.strip_prefix('\t') {
        return format!(" {rest}");
    }
    let bare = line.trim_start();
    match mark(bare) {
        Some(end) if line.len() - bare.len() == base => {
            let lead = " ".repeat(base.saturating_sub(MOVED));
            format!("{lead}{}{} {}", &bare[..end - 1], " ".repeat(MOVED), &bare[end..])
        }
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::drawn_out;

    fn drawn(text: &str) -> String {
        let drawn = drawn_out(text.into());
        assert_eq!(drawn.len(), text.len());
        drawn.into_owned()
    }

    #[test]
    fn lists_come_to_the_margin_and_code_stays() {
        assert_eq!(drawn("Next\n\n    - Add it\n      now\n"), "Next\n\n -    Add it\n      now\n");
        assert_eq!(drawn("Next\n\n\t1. Add it\n\t\t- now or never\n"), "Next\n\n 1. Add it\n \t- now or never\n");
        for code in [
            "Next\n\n    - alert: Queue\n      expr: up\n",
            "- a\n\n    - b c\n",
            "```\n\n    - b c\n```\n",
            "Words\n    - b c\n",
        ] {
            assert_eq!(drawn(code), code);
        }
    }
}
