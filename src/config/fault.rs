//! What is wrong with a file of ours, and where.

use crate::names::nearest;

/// What is wrong with a file of our own form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was found, and what to do.
    pub message: String,
}

impl Fault {
    /// At the last place where `word` stands as a whole word, or at the beginning.
    pub(crate) fn at_word(text: &str, word: &str, message: String) -> Fault {
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '*'));
        let is_whole =
            |at: &usize| !inside(text[..*at].chars().next_back()) && !inside(text[at + word.len()..].chars().next());
        let whole = text.rmatch_indices(word).map(|(at, _)| at).find(is_whole);
        let (line, column) = position(text, whole.or_else(|| text.rfind(word)).unwrap_or(0));
        Fault { line, column, message }
    }
}

/// What the parser found, with the key that was probably meant.
pub fn fault_of(text: &str, error: &serde_yaml::Error) -> Fault {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    let (line, column) = error.location().map_or((1, 1), |at| position_of(text, at.index()));
    if let Some((before, unknown)) = said.split_once("unknown variant ") {
        return Fault { line, column, message: format!("{before}{}", unknown_value(unknown)) };
    }
    let Some((before, unknown)) = said.split_once("unknown field ") else {
        return Fault { line, column, message: plain(said) };
    };
    let (found, known) = quoted(unknown);
    let message = format!("{before}unknown key `{found}`; {}", hint(found, &known));
    // The parser points at the mapping that holds the key.
    let (line, column) = line_of_key(text, line, found).unwrap_or((line, column));
    Fault { line, column, message }
}

/// In the words of YAML, and not of a program.
fn plain(said: &str) -> String {
    said.replace("expected a boolean", "expected true or false").replace("expected u32", "expected a whole number")
}

/// What was found, and what could stand there.
fn quoted(said: &str) -> (&str, Vec<&str>) {
    let mut words = said.split('`').skip(1).step_by(2);
    (words.next().unwrap_or_default(), words.collect())
}

fn unknown_value(said: &str) -> String {
    let (found, known) = quoted(said);
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("`{found}` is not known; did you mean `{near}`?"),
        None => format!("`{found}` is none of {}", listed(&known)),
    }
}

/// Which of the known words was probably meant.
pub fn hint(found: &str, known: &[&str]) -> String {
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", listed(known)),
    }
}

fn listed(known: &[&str]) -> String {
    known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// The first place from `line` on at which `key` is written as a key.
fn line_of_key(text: &str, line: usize, key: &str) -> Option<(usize, usize)> {
    let is_key = |line: &str, at: usize| {
        let before = line[..at].trim_end_matches(['"', '\'']).chars().next_back();
        let after = line[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        after.starts_with(':') && before.is_none_or(|before| matches!(before, ' ' | '{' | ','))
    };
    let in_line = |line: &str| line.match_indices(key).map(|(at, _)| at).find(|at| is_key(line, *at));
    let mut lines = text.lines().enumerate().skip(line.saturating_sub(1));
    lines.find_map(|(number, line)| in_line(line).map(|at| (number + 1, line[..at].chars().count() + 1)))
}

/// The line and column of the character at byte `at`. The parser's own line numbers are not those of an editor: to YAML
/// 1.1, a lone carriage return and U+2028 end a line.
fn position_of(text: &str, at: usize) -> (usize, usize) {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    position(text, at)
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}
