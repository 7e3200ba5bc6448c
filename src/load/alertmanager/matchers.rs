//! Matchers in both syntaxes that Alertmanager reads.
//!
//! Where the older one can read a text it is read so, whatever the newer one makes of it; only what it cannot read
//! (names and values of any letters) is left to the newer one. That is what Alertmanager does unless a flag forbids.

use std::str::Chars;

/// A matcher as read: label, operator, value.
pub(super) type Parsed = (String, Op, String);

/// How a matcher compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Op {
    /// Is the value a regular expression?
    pub(super) regex: bool,
    /// Has it to be another?
    pub(super) negated: bool,
}

/// The matchers of a text, or why Alertmanager refuses it.
pub(super) fn parse(text: &str) -> Result<Vec<Parsed>, String> {
    classic(text).or_else(|why| utf8(text).ok_or(why))
}

/// The older syntax: `{severity="page", team=~"a|b"}`, braces and quotes optional.
fn classic(text: &str) -> Result<Vec<Parsed>, String> {
    let inner = text.strip_prefix('{').unwrap_or(text);
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let mut pieces = pieces(inner);
    // A comma may end the list; a blank piece anywhere else is refused as a matcher.
    if pieces.last().is_some_and(|last| last.trim().is_empty()) {
        pieces.pop();
    }
    pieces.into_iter().map(matcher).collect()
}

/// The text between commas that stand outside quotes.
fn pieces(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped, mut start) = (false, false, 0);
    let mut pieces = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            // A comma behind a backslash separates too, and leaves the backslash in force.
            ',' if !quoted => {
                pieces.push(&text[start..at]);
                start = at + 1;
            }
            ',' => {}
            '"' if !escaped => quoted = !quoted,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
        if letter == '"' {
            escaped = false;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn matcher(text: &str) -> Result<Parsed, String> {
    let refused = || format!("\"{}\" is no matcher", text.trim());
    let start = text.trim_start_matches(is_blank);
    let first = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':';
    let name_end = start.find(|c: char| !first(c) && !c.is_ascii_digit()).unwrap_or(start.len());
    let name = &start[..name_end];
    if !name.starts_with(first) {
        return Err(refused());
    }
    let (op, rest) = operator(start[name_end..].trim_start_matches(is_blank)).ok_or_else(refused)?;
    Ok((name.to_string(), op, value(rest.trim_matches(is_blank))?))
}

/// What Go's `\s` is.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0C' | '\r' | ' ')
}

fn operator(text: &str) -> Option<(Op, &str)> {
    const OPS: [(&str, bool, bool); 4] =
        [("=~", true, false), ("!~", true, true), ("!=", false, true), ("=", false, false)];
    OPS.iter().find_map(|&(sign, regex, negated)| Some((Op { regex, negated }, text.strip_prefix(sign)?)))
}

/// A value of the older syntax: a backslash that escapes nothing is a backslash.
fn value(written: &str) -> Result<String, String> {
    let quotes = || format!("a quote stands where none may in the value {written}");
    let (raw, quoted) = written.strip_prefix('"').map_or((written, false), |raw| (raw, true));
    let mut out = String::new();
    let (mut escaped, mut closed) = (false, !quoted);
    for (at, letter) in raw.char_indices() {
        let last = at + letter.len_utf8() == raw.len();
        match letter {
            'n' if escaped => out.push('\n'),
            '"' | '\\' if escaped => out.push(letter),
            _ if escaped => out.extend(['\\', letter]),
            '\\' if !last => {
                escaped = true;
                continue;
            }
            '"' if closed || !last => return Err(quotes()),
            '"' => closed = true,
            _ => out.push(letter),
        }
        escaped = false;
    }
    if closed { Ok(out) } else { Err(quotes()) }
}

/// The newer syntax: names and values of any letters, bare or in double quotes; braces only in pairs.
fn utf8(text: &str) -> Option<Vec<Parsed>> {
    let trimmed = text.trim();
    let inner = match trimmed.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?.trim(),
        None => trimmed,
    };
    let mut rest = inner;
    let mut matchers = Vec::new();
    while !rest.is_empty() {
        let (name, after) = word(rest)?;
        let (op, after) = operator(after.trim_start())?;
        let (value, after) = word(after.trim_start())?;
        matchers.push((name, op, value));
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(matchers)
}

/// A name or value at the start of `text`, and what follows it.
fn word(text: &str) -> Option<(String, &str)> {
    if !text.starts_with('"') {
        let reserved = |c: char| c.is_whitespace() || "{}!=~,\\\"'`".contains(c);
        let end = text.find(reserved).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_string(), &text[end..]));
    }
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((unquoted(&text[1..at])?, &text[at + 1..])),
            // Go's quoted strings end on their line.
            '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The inside of a double-quoted string of Go.
fn unquoted(inside: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(letter) = rest.next() {
        if letter != '\\' {
            bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match escape(&mut rest)? {
            Escape::Byte(byte) => bytes.push(byte),
            Escape::Letter(letter) => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    String::from_utf8(bytes).ok()
}

/// What an escape sequence stands for.
enum Escape {
    Byte(u8),
    Letter(char),
}

/// Reads what stands behind a backslash.
fn escape(rest: &mut Chars<'_>) -> Option<Escape> {
    let byte = match rest.next()? {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        '\\' => b'\\',
        '"' => b'"',
        'x' => hexadecimal(rest, 2)? as u8,
        'u' => return char::from_u32(hexadecimal(rest, 4)?).map(Escape::Letter),
        'U' => return char::from_u32(hexadecimal(rest, 8)?).map(Escape::Letter),
        octal @ '0'..='7' => {
            let digits = format!("{octal}{}{}", rest.next()?, rest.next()?);
            u8::from_str_radix(&digits, 8).ok()?
        }
        _ => return None,
    };
    Some(Escape::Byte(byte))
}

/// A number of so many digits.
fn hexadecimal(rest: &mut Chars<'_>, length: usize) -> Option<u32> {
    let digits: String = rest.by_ref().take(length).collect();
    let all = digits.len() == length && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u32::from_str_radix(&digits, 16).ok().filter(|_| all)
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// The matchers of a text as label, operator and value, one a line.
    fn read(text: &str) -> Option<String> {
        let sign = |regex, negated| match (regex, negated) {
            (true, false) => "=~",
            (true, true) => "!~",
            (false, true) => "!=",
            (false, false) => "=",
        };
        let shown = |(label, op, value): &super::Parsed| format!("{label} {} {value}", sign(op.regex, op.negated));
        parse(text).ok().map(|all| all.iter().map(shown).collect::<Vec<_>>().join("\n"))
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z\\\\\"{},=!~ \u{e9}\u{1f642}]{0,24}") {
            // A matcher compares: there are no more of them than signs that do.
            let signs = text.matches('=').count() + text.matches("!~").count();
            match parse(&text) {
                Ok(all) => proptest::prop_assert!(all.len() <= signs, "{}", text),
                Err(why) => proptest::prop_assert!(!why.is_empty(), "{}", text),
            }
        }

        #[test]
        fn what_is_quoted_comes_back(value in "[a-z\"\\\\,{}=~ \u{e9}]{0,12}") {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            for label in ["team", "k8s.io/team"] {
                let text = format!("\"{label}\"=\"{escaped}\"").replace("\"team\"", "team");
                let parsed = parse(&text).expect("it is a matcher");
                proptest::prop_assert_eq!((&*parsed[0].0, &*parsed[0].2, parsed.len()), (label, &*value, 1));
            }
        }
    }

    #[test]
    fn the_older_syntax() {
        for (text, want) in [
            ("severity=page", "severity = page"),
            ("severity = \"page\"", "severity = page"),
            ("{a=\"b\", c!~\"d|e\",}", "a = b\nc !~ d|e"),
            ("a=\"x,y\",b=2", "a = x,y\nb = 2"),
            ("a=", "a = "),
            ("a=!b", "a = !b"),
            ("a=b c", "a = b c"),
            ("a=~x\\.y", "a =~ x\\.y"),
            ("a=\"say \\\"hi\\\"\"", "a = say \"hi\""),
            ("a=x\\ny", "a = x\ny"),
            ("", ""),
            ("{}", ""),
            // Both read it, and not alike: the older one counts.
            ("foo=\"\\xf0\\x9f\\x99\\x82\"", "foo = \\xf0\\x9f\\x99\\x82"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn the_newer_syntax() {
        for (text, want) in [
            ("foo🙂=bar", "foo🙂 = bar"),
            ("\"k8s.io/team\"=\"db\"", "k8s.io/team = db"),
            ("{foo🙂=bar, bar=baz🙂}", "foo🙂 = bar\nbar = baz🙂"),
            ("k8s.cluster=~\"eu-.*\"", "k8s.cluster =~ eu-.*"),
            ("\"a b\"!=\"\\u00e9\\x41\\101\\t\"", "a b != éAA\t"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_neither_reads_is_refused() {
        for text in ["a", "foo!bar", "=b", "a=\"b", "a=b\"c", "a=\"b\"c\"", ",a=b", "{k.v=a", "k.v=a}", "k.v=\"\\q\""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
