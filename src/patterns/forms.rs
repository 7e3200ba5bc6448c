//! The forms in which the patterns of `rules/` are tried. The build reads this file too: what every match of such a pattern
//! must hold is found then.

/// What is no letter and no digit, near enough: with `\p{L}` a pattern would be a hundred times as large. The scripts stand
/// in both cases, so there is nothing to fold.
const NO_LETTER: &str = r"[^0-9A-Za-zªµºÀ-ÖØ-öø-ˁͰ-῿Ⰰ-ⷿ々〆ぁ-鿿ꀀ-\u{d7ff}豈-\u{fdff}ﹰ-ﻼＡ-Ｚａ-ｚｦ-ﾟ０-９\u{10000}-\u{1efff}\u{20000}-\u{3ffff}]";

/// What stands for words and digits in a pattern that means Latin letters.
pub(super) const LATIN: [(&str, &str); 3] = [(r"\b", r"(?-u:\b)"), (r"\w", "[0-9a-zà-ÿ_]"), (r"\d", "[0-9]")];

/// A pattern in which `\b` and `\w` mean Latin letters. With Unicode's classes the expressions would be many times as
/// large, and a word boundary of Unicode keeps an expression from its fast engine on every text that is not ASCII.
pub(crate) fn narrowed(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    let mut brackets = 0_usize;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'\\' | b'\'' | b'[' | b']')) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match rest.as_bytes()[0] {
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let (from, to) = class_at(rest);
        // In brackets stands no group: `[\W\d]`.
        let groups = to == NO_LETTER && brackets == 0;
        out.push_str(if groups { "(?-i:" } else { "" });
        out.push_str(to);
        out.push_str(if groups { ")" } else { "" });
        rest = &rest[from.len()..];
    }
    out.push_str(rest);
    out
}

/// What stands at the start of `rest`, an escape, an apostrophe or a bracket, and what takes its place.
fn class_at(rest: &str) -> (&str, &str) {
    let mut classes = LATIN.into_iter().chain([
        (r"\W", NO_LETTER),
        (r"\s", "[ \t\n]"),
        // As typographers set it: `didn’t`.
        ("'", "['’]"),
    ]);
    let class = classes.find(|(class, _)| rest.starts_with(class));
    class.unwrap_or_else(|| {
        let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
        let end = 1 + escaped.map_or(0, char::len_utf8);
        (&rest[..end], &rest[..end])
    })
}

/// A pattern that is the whole of a text.
pub(crate) fn entire(pattern: &str) -> String {
    narrowed(&format!("^(?:{pattern})$"))
}

/// A pattern from the beginning of a text up to the end of a word.
pub(crate) fn beginning(pattern: &str) -> String {
    format!("^(?:{})(?:$|[^a-z0-9])", narrowed(pattern))
}

/// A pattern that begins and ends with a word's beginning and end. Scripts without blanks between words have no such
/// places; there the pattern stands as it is.
pub(crate) fn words(pattern: &str) -> String {
    let plain = narrowed(pattern);
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let foreign = !pattern.is_ascii() && pattern.chars().any(|c| c as u32 >= 0x2E80);
    let first = pattern.trim_start_matches(['(', '?', ':']).chars().next();
    let last = pattern.trim_end_matches([')', '?', '*', '+']).chars().next_back();
    let open = if !foreign && word(first) { r"(?-u:\b)" } else { "" };
    let close = if !foreign && word(last) { r"(?-u:\b)" } else { "" };
    format!("{open}(?:{plain}){close}")
}
