//! Definition lists (a term in a line of its own, `:   what it says` below it) → a heading and a list, byte for byte as
//! long, so that every range stays where it is. Markdown has no such lists, and would run both into one paragraph.

use std::borrow::Cow;

/// A longer line is no term.
const TERM: usize = 60;
/// With more blanks behind its mark, the words of an item would be code.
const MOST_BLANKS: usize = 5;

/// `text` with its definition lists spelled out.
pub(super) fn spelled_out(text: Cow<'_, str>) -> Cow<'_, str> {
    // With one blank behind the colon, the label and its value are understood as they stand.
    if !text.contains("\n:  ") {
        return text;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut spelled = String::with_capacity(text.len());
    let mut fenced = false;
    // `defined`: do lines that are set in go on with a definition? `apart`: does an empty line stand before this one?
    let (mut defined, mut apart) = (false, true);
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_end_matches(['\n', '\r']);
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        let next = lines.get(at + 1).filter(|_| !fenced);
        let led = next.is_some_and(|next| next.starts_with(":  ")) && is_term(bare) && (apart || defined);
        if led {
            // The colon moves before the end of the line.
            spelled.extend([bare, ":", &line[bare.len()..]]);
            defined = true;
        } else if defined && bare.starts_with(":  ") {
            let behind_its_term = at > 0 && is_term(lines[at - 1].trim_end());
            spelled.push_str(&definition(if behind_its_term { &line[1..] } else { line }));
        } else if defined && apart && is_set_in(bare) {
            // Another paragraph of a definition says another thing of its term.
            spelled.extend(["-", &line[1..]]);
        } else {
            defined &= bare.is_empty() || bare.starts_with(' ');
            spelled.push_str(line);
        }
        apart = bare.is_empty();
    }
    Cow::Owned(spelled)
}

/// May a line be what the line below it defines?
fn is_term(line: &str) -> bool {
    let begins = line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '`' | '_'));
    begins && line.len() <= TERM && !line.ends_with(['.', ':', ';', '!']) && !line.contains('|')
}

/// A definition as an item; where too many blanks stand before its words, as it is.
fn definition(line: &str) -> String {
    let words = line.trim_start_matches([':', ' ']);
    let blanks = line.len() - words.len();
    if (2..=MOST_BLANKS).contains(&blanks) { format!("-{}{words}", " ".repeat(blanks - 1)) } else { line.to_owned() }
}

/// Is a line words that are set in by four blanks, and no item of a list?
fn is_set_in(line: &str) -> bool {
    line.strip_prefix("    ").is_some_and(|words| words.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::spelled_out;

    fn spelled(text: &str) -> String {
        let spelled = spelled_out(text.into());
        assert_eq!(spelled.len(), text.len());
        spelled.into_owned()
    }

    #[test]
    fn terms_head_what_defines_them() {
        assert_eq!(spelled("Began\n:   10:14\n\nEnd\n:  10:55\n"), "Began:\n-  10:14\n\nEnd:\n- 10:55\n");
        assert_eq!(spelled("To do\r\n:   a\r\n\r\n    b\r\n"), "To do:\r\n-  a\r\n\r\n-   b\r\n");
        assert_eq!(spelled("To do\n:   a\n:   b\n"), "To do:\n-  a\n-   b\n");
        for other in ["It failed.\n: x\n", "```\nA\n:   b\n```\n", "Words\nmore\n:   b\n", "A\n:b\n", "A\n: b\n"] {
            assert_eq!(spelled(other), other);
        }
    }
}
