//! HTML → tags and the words between them, each with its range. No tree is built: nothing here recurses, and what is
//! never closed costs nothing.

use std::ops::Range;

/// Elements whose content is no words of the document.
const RAW: [&str; 4] = ["script", "style", "title", "textarea"];

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Words, entities not decoded.
    Words(Range<usize>),
    /// `<li class="checked">`.
    Open {
        /// In lower case.
        name: &'t str,
        /// What stands behind the name, in lower case.
        attributes: Range<usize>,
        /// The whole tag.
        range: Range<usize>,
    },
    /// `</li>`.
    Close {
        /// In lower case.
        name: &'t str,
        /// The whole tag.
        range: Range<usize>,
    },
}

/// The pieces of a page from byte `start` on. `lower` is the page in lower case, its bytes at the same places. A
/// comment, a tag or a script that never ends takes the rest, as it does in a browser.
pub(super) fn pieces(lower: &str, start: usize) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = start;
    while at < lower.len() {
        let open = lower[at..].find('<').map_or(lower.len(), |open| at + open);
        if open > at {
            found.push(Piece::Words(at..open));
        }
        at = if open < lower.len() { markup(lower, open, &mut found) } else { open };
    }
    found
}

/// Takes the markup at `open`, which is a `<`; where it ends.
fn markup<'t>(lower: &'t str, open: usize, found: &mut Vec<Piece<'t>>) -> usize {
    let rest = &lower[open..];
    let behind = |mark: &str| rest.find(mark).map_or(lower.len(), |at| open + at + mark.len());
    if rest.starts_with("<!--") {
        return behind("-->");
    }
    if rest.starts_with("<![cdata[") {
        return behind("]]>");
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return behind(">");
    }
    let closes = rest.starts_with("</");
    let from = open + 1 + usize::from(closes);
    let length = lower[from..].bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-')).count();
    if !lower[from..].starts_with(|first: char| first.is_ascii_lowercase()) {
        // `a < b`: a word.
        found.push(Piece::Words(open..open + 1));
        return open + 1;
    }
    let name = &lower[from..from + length];
    let inner = tag_end(lower, from + length);
    let end = (inner + 1).min(lower.len());
    if closes {
        found.push(Piece::Close { name, range: open..end });
        return end;
    }
    found.push(Piece::Open { name, attributes: from + length..inner, range: open..end });
    if RAW.contains(&name) { raw_end(lower, name, end) } else { end }
}

/// Where the `>` of a tag stands; one inside quotes is none.
fn tag_end(lower: &str, from: usize) -> usize {
    let mut quote = None;
    for (at, &byte) in lower.as_bytes()[from..].iter().enumerate() {
        match (byte, quote) {
            (b'>', None) => return from + at,
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    lower.len()
}

/// Where the closing tag of an element with raw content begins.
fn raw_end(lower: &str, name: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(close) = lower[at..].find("</") {
        at += close;
        if lower[at + 2..].starts_with(name) {
            return at;
        }
        at += 2;
    }
    lower.len()
}

/// The value of an attribute, between its quotes.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(found) = attributes[from..].find(name) {
        let at = from + found;
        let after = at + name.len();
        from = after;
        let begins = at > 0 && attributes.as_bytes()[at - 1].is_ascii_whitespace();
        let Some(value) = attributes[after..].trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        if begins {
            let start = attributes.len() - value.len();
            return Some(match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let end = value[1..].find(quote).map_or(attributes.len(), |end| start + 1 + end);
                    start + 1..end
                }
                _ => {
                    let end = value.find(|c: char| c.is_whitespace()).unwrap_or(value.len());
                    start..start + end
                }
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Piece, attribute, pieces};

    #[test]
    fn tags_are_told_from_words() {
        let page = "<p class=\"a>b\">1 < 2</p><!-- <p> --><script>if (a</b) {}</script>c<br/><";
        let told: Vec<String> = pieces(page, 0)
            .into_iter()
            .map(|piece| match piece {
                Piece::Words(range) => page[range].to_owned(),
                Piece::Open { name, .. } => format!("<{name}>"),
                Piece::Close { name, .. } => format!("</{name}>"),
            })
            .collect();
        assert_eq!(told, ["<p>", "1 ", "<", " 2", "</p>", "<script>", "</script>", "c", "<br>", "<"]);
    }

    #[test]
    fn attributes_are_read_in_every_spelling() {
        let value = |attributes: &'static str| attribute(attributes, "href").map(|range| &attributes[range]);
        assert_eq!(value(" href=\"a b\" x"), Some("a b"));
        assert_eq!(value(" data-href=x href = 'c'"), Some("c"));
        assert_eq!(value(" href=d e"), Some("d"));
        assert_eq!(value(" hrefs=d"), None);
    }
}
