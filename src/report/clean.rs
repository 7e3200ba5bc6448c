//! What a document says, made safe for a terminal.
//!
//! A postmortem may hold escape sequences, marks that reverse the direction of writing, and characters that nobody
//! sees. None of them reaches a terminal as it is: each is replaced by something visible, never dropped, so that the
//! reader sees that it is there.

use std::borrow::Cow;

/// `text` on one line: blanks of any kind become spaces, what acts on a terminal is spelled out.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.replace("\r\n", " ").chars() {
        if matches!(c, '\t' | '\n' | '\r') { out.push(' ') } else { push(&mut out, c) }
    }
    Cow::Owned(out)
}

/// A message of several lines, made safe for standard error: nothing in it acts on a terminal, and no line of it is a
/// command to the runner of a pipeline.
pub fn harmless(message: &str) -> String {
    let line = |line: &str| {
        let blank = line.len() - line.trim_start().len();
        let shown = clean(&line[blank..]).replace("##[", "## [");
        let parted = shown.strip_prefix("::").map(|rest| format!(": :{rest}"));
        format!("{}{}", " ".repeat(blank), parted.unwrap_or(shown))
    };
    message.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Writes `c` as it can be shown.
pub(super) fn push(out: &mut String, c: char) {
    match u32::from(c) {
        code @ 0..0x20 => out.extend(char::from_u32(0x2400 + code)),
        0x7f => out.push('␡'),
        code if c.is_control() || is_hidden(c) => out.push_str(&format!("<U+{code:04X}>")),
        _ => out.push(c),
    }
}

/// Characters that nobody sees, that change the direction of writing, or that no XML may hold. The joiners U+200C and U+200D are left:
/// Persian, Hindi and emoji need them.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(
        u32::from(c),
        0xad | 0x61c | 0x180e | 0x200b | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
            | 0xfff9..=0xfffb | 0xfffe | 0xffff | 0xe0000..=0xe007f
    )
}

#[cfg(test)]
mod tests {
    use super::{clean, harmless};

    #[test]
    fn what_acts_on_a_terminal_is_spelled_out() {
        assert_eq!(clean("red \u{1b}[31m\0"), "red ␛[31m␀");
        assert_eq!(clean("a\u{202e}b\u{9b}c"), "a<U+202E>b<U+009B>c");
        assert_eq!(clean("one\r\ntwo\tthree"), "one two three");
    }

    #[test]
    fn a_message_keeps_its_lines_and_commands_nobody() {
        assert_eq!(harmless("a:\n  b\u{1b}[0m\n \u{3000}::error::x\n::"), "a:\n  b␛[0m\n    : :error::x\n: :");
        assert_eq!(harmless("job::rate ##[error]"), "job::rate ## [error]");
    }

    #[test]
    fn joiners_and_wide_characters_stay() {
        assert_eq!(clean("数据库 👩\u{200d}🚒"), "数据库 👩\u{200d}🚒");
    }
}
