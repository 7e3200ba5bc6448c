//! Words of HTML without their entities.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

/// The longest name that an entity has.
const LONGEST: usize = 34;

/// A stretch of words and where it stands.
pub(super) type Stretch<'t> = (Cow<'t, str>, Range<usize>);

/// Cuts `text[range]` at its blanks and entities. A run of blanks is one stretch, `" "`, whatever it is made of.
pub(super) fn stretches(text: &str, range: Range<usize>) -> Vec<Stretch<'_>> {
    let mut found: Vec<Stretch<'_>> = Vec::new();
    let mut at = range.start;
    while let Some(first) = text[at..range.end].chars().next() {
        let rest = &text[at..range.end];
        let (words, end) = if first.is_whitespace() {
            let end = range.end - rest.trim_start().len();
            // A blank of several bytes stays as it is: a place must not begin inside of it.
            (if first.is_ascii() { Cow::Borrowed(" ") } else { Cow::Borrowed(&text[at..at + first.len_utf8()]) }, end)
        } else if let Some((decoded, length)) = entity(rest) {
            let blank = decoded.chars().all(char::is_whitespace);
            (if blank { Cow::Borrowed(" ") } else { decoded }, at + length)
        } else {
            let next = rest.char_indices().skip(1).find(|(_, c)| c.is_whitespace() || *c == '&');
            let end = next.map_or(range.end, |(next, _)| at + next);
            (Cow::Borrowed(&text[at..end]), end)
        };
        found.push((words, at..end));
        at = end;
    }
    found
}

/// The entity that `rest` begins with, decoded, and its length.
fn entity(rest: &str) -> Option<(Cow<'static, str>, usize)> {
    if !rest.starts_with('&') {
        return None;
    }
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let written = &rest[..=end];
    let plain = |known: &'static str| Some((Cow::Borrowed(known), end + 1));
    match written {
        "&amp;" => plain("&"),
        "&lt;" => plain("<"),
        "&gt;" => plain(">"),
        "&quot;" => plain("\""),
        "&nbsp;" | "&#160;" => plain(" "),
        "&rsquo;" | "&#39;" => plain("'"),
        _ if written[1..end].contains(|c: char| !c.is_ascii_alphanumeric() && c != '#') => None,
        // Markdown knows the same two thousand names.
        _ => Parser::new(written).find_map(|event| match event {
            Event::Text(decoded) if *decoded != *written => Some((Cow::Owned(decoded.into_string()), end + 1)),
            _ => None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::stretches;

    #[test]
    fn entities_are_decoded_and_blanks_are_one() {
        let text = "caf&eacute;&nbsp;&#8211; a&b &nope; \n&amp;";
        let words: String = stretches(text, 0..text.len()).iter().map(|(words, _)| words.as_ref()).collect();
        assert_eq!(words, "café – a&b &nope; &");
        let last = stretches(text, 0..text.len()).pop().expect("there are words");
        assert_eq!(&text[last.1], "&amp;");
        let blank = "é\u{a0}x";
        let kept: String = stretches(blank, 0..blank.len()).iter().map(|(words, _)| words.as_ref()).collect();
        assert_eq!(kept, blank);
    }
}
