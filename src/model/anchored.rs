//! Regular expressions of Go, whose dialect Prometheus and Alertmanager speak.

use regex::{Regex, RegexBuilder};

/// Larger ones are not compiled; what they match is unknown.
const LARGEST: usize = 1 << 20;

/// The expression anchored at both ends, as Go reads it; `None` where it is none, or too large.
pub fn anchored(text: &str) -> Option<Regex> {
    RegexBuilder::new(&format!("^(?:{})$", translated(text))).size_limit(LARGEST).build().ok()
}

/// The expression anchored at both ends, in the dialect of the `regex` crate, where a dot is any character, as in
/// Prometheus.
pub(super) fn whole(text: &str) -> String {
    format!("^(?s:{})$", translated(text))
}

/// The same in the dialect of the `regex` crate: classes are ASCII, a class holds no class, a lone brace is a brace.
fn translated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut in_class = false;
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => escaped(rest.next(), in_class, &mut out),
            '[' if in_class && rest.as_str().starts_with(':') => {
                let length = rest.as_str().find(":]").map_or(0, |at| at + 2);
                out.push('[');
                out.push_str(&rest.as_str()[..length]);
                rest = rest.as_str()[length..].chars();
            }
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                // A bracket that comes first in its class is one of its characters.
                for first in ["^]", "]", "^"] {
                    if let Some(after) = rest.as_str().strip_prefix(first) {
                        out.push_str(&first.replace(']', "\\]"));
                        rest = after.chars();
                        break;
                    }
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '[' | '&' | '~' if in_class => out.extend(['\\', letter]),
            '{' if !in_class && !repeats(rest.as_str()) => out.push_str("\\{"),
            _ => out.push(letter),
        }
    }
    out
}

fn escaped(letter: Option<char>, in_class: bool, out: &mut String) {
    let members = match letter {
        Some('d' | 'D') => "0-9",
        Some('w' | 'W') => "0-9A-Za-z_",
        Some('s' | 'S') => "\\t\\n\\x0C\\r ",
        Some('b') if !in_class => return out.push_str("(?-u:\\b)"),
        Some('B') if !in_class => return out.push_str("(?-u:\\B)"),
        _ => {
            out.push('\\');
            return out.extend(letter);
        }
    };
    let not = if letter.is_some_and(|letter| letter.is_ascii_uppercase()) { "^" } else { "" };
    match in_class {
        true if not.is_empty() => out.push_str(members),
        _ => out.push_str(&format!("[{not}{members}]")),
    }
}

/// Is what follows a brace a repetition: `2}`, `2,}`, `2,3}`?
fn repeats(rest: &str) -> bool {
    let inside = |c: char| c.is_ascii_digit() || c == ',';
    let Some(end) = rest.find(|c: char| !inside(c)).filter(|end| rest[*end..].starts_with('}')) else { return false };
    let (least, most) = rest[..end].split_once(',').unwrap_or((&rest[..end], ""));
    !least.is_empty() && !most.contains(',')
}

#[cfg(test)]
mod tests {
    use super::{anchored, translated};

    proptest::proptest! {
        #[test]
        fn any_pattern_is_refused_or_matches_a_whole_text(pattern in "[a-z0-9(){}|*+?^$.:&~,\\[\\]\\\\-]{0,16}") {
            // `a)|(b` is a pattern only between the brackets that anchor it, in Go as here.
            let alone = regex::Regex::new(&translated(&pattern));
            for text in ["", "a", "ab0", "x-1", pattern.as_str()] {
                let regex = anchored(&pattern).filter(|_| alone.is_ok());
                let found = regex.and_then(|regex| regex.find(text).map(|it| it.range()));
                proptest::prop_assert!(found.is_none_or(|found| found == (0..text.len())), "{} on {}", pattern, text);
            }
        }
    }

    #[test]
    fn patterns_are_anchored_and_read_as_go_reads_them() {
        let cases = [
            ("a|b", "ab", false),
            ("a|b", "b", true),
            (".*", "", true),
            ("db-\\d+", "db-7", true),
            ("db-\\d+", "db-٣", false),
            ("[\\w-]+", "a-b", true),
            ("[^\\d]", "a", true),
            ("\\D\\S", "ab", true),
            ("[[]x", "[x", true),
            ("[]a]", "]", true),
            ("[[:alpha:]&&]", "&", true),
            ("a{", "a{", true),
            ("{{x}}", "{{x}}", true),
            ("a{2,3}", "aa", true),
            ("(?i)Crit.*", "CRITICAL", true),
        ];
        for (pattern, text, want) in cases {
            let regex = anchored(pattern).expect(pattern);
            assert_eq!(regex.is_match(text), want, "{pattern} on {text}");
        }
        assert!(anchored("a(").is_none());
        assert!(anchored("(((a{1000}){1000}){1000})").is_none());
    }
}
