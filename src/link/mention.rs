//! Names of alerts and metrics in a text.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};

use foldhash::{HashMap, HashMapExt};

use super::words::WORDS;

/// Finds the exact names of a set in texts, each as a whole token. Names are any text: spaces, hyphens, other scripts.
#[derive(Debug, Default)]
pub(super) struct Names<N> {
    /// First word of a name → (offset of that word in the name, name).
    by_first_word: HashMap<Box<str>, Vec<(usize, N)>>,
}

impl<N: Deref<Target = str>> Names<N> {
    /// Of all `names`.
    pub(super) fn new(names: impl Iterator<Item = N>) -> Names<N> {
        let mut by_first_word: HashMap<Box<str>, Vec<(usize, N)>> = HashMap::new();
        for written in names.filter(|name| !name.trim().is_empty()) {
            let name = written.trim();
            let first = words(name).next().unwrap_or(0..name.len());
            // Most words begin one name, and a list takes room for four.
            let of_word = by_first_word.entry(name[first.clone()].into()).or_insert_with(|| Vec::with_capacity(1));
            if !of_word.iter().any(|(_, known)| known.trim() == name) {
                of_word.push((first.start, written));
            }
        }
        Names { by_first_word }
    }

    /// The names that stand in `text`, with their places in it; the longest where several begin at one place.
    pub(super) fn in_text(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        let mut found: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
        for word in words(text) {
            let Some(candidates) = self.by_first_word.get(&text[word.clone()]) else { continue };
            for (lead, name) in candidates.iter().map(|(lead, name)| (lead, name.trim())) {
                let Some(start) = word.start.checked_sub(*lead) else { continue };
                if text.get(start..).is_some_and(|rest| rest.starts_with(name))
                    && stands_alone(text, start..start + name.len())
                {
                    let longest = found.entry(start).or_insert((0, ""));
                    if name.len() > longest.0 {
                        *longest = (name.len(), name);
                    }
                }
            }
        }
        found.into_iter().map(|(start, (length, name))| (start..start + length, name)).collect()
    }
}

/// The runs of letters, digits and underscores of `text`.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = first(text, from, true)?;
        from = first(text, start, false).unwrap_or(text.len());
        Some(start..from)
    })
}

/// Where the first character begins that is of a word, or is of none, at `from` or behind it. Most are of ASCII, and nothing is
/// to be decoded.
fn first(text: &str, from: usize, of_word: bool) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = &text.as_bytes()[at..];
        at += rest.iter().position(|byte| !byte.is_ascii() || OF_WORDS[usize::from(*byte)] == of_word)?;
        let c = text[at..].chars().next()?;
        if is_word(c) == of_word {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Which bytes are letters and digits of ASCII, or underscores.
const OF_WORDS: [bool; 256] = {
    let mut of_words = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        of_words[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    of_words
};

/// Adds a run of ASCII in lower case.
pub(super) fn push_lower_run(out: &mut String, run: &str) {
    let start = out.len();
    out.push_str(run);
    out[start..].make_ascii_lowercase();
}

/// Adds a letter in lower case. Most are of ASCII, for which Unicode's tables need not be asked.
pub(super) fn push_lower(out: &mut String, letter: char) {
    if letter.is_ascii() { out.push(letter.to_ascii_lowercase()) } else { out.extend(letter.to_lowercase()) }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() && c.is_alphanumeric()
}

/// Is `range` a token of its own? `HostDown` in `HostDown-critical`, `KubeHostDown` or `HostDown_total` is not.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let joins = |c: char| matches!(c, '-' | ':' | '.' | '/');
    let (next, second) = (after.next(), after.next());
    let bound_left = before.is_some_and(|c| is_word(c) || c == '-');
    let bound_right = next.is_some_and(is_word) || (next.is_some_and(joins) && second.is_some_and(is_word));
    !bound_left && !bound_right || is_ideographic(before) || is_ideographic(next)
}

/// Japanese and Chinese set names without blanks between the words.
fn is_ideographic(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

/// Does `name` at `range` of `text` speak of the alert, and not of a state, an event or a word of the language?
pub(super) fn speaks_of_alert(text: &str, range: Range<usize>, name: &str) -> bool {
    let in_code = text[..range.start].ends_with('`') || text[..range.start].ends_with('"');
    let plain_word = words(name).count() < 2 && !is_compound(name);
    if !WORDS.is_ordinary(name) && (!plain_word || in_code) {
        return true;
    }
    beside_alert_word(text, range)
}

/// Is a word of `alert_words` among the two words before and after `range`?
pub(super) fn beside_alert_word(text: &str, range: Range<usize>) -> bool {
    let sentence = sentence_around(text, range.clone());
    let before: Vec<Range<usize>> = words(&text[sentence.start..range.start]).collect();
    let near_before = before
        .iter()
        .rev()
        .take(2)
        .any(|word| WORDS.marks_alert(&text[sentence.start + word.start..sentence.start + word.end]));
    near_before
        || words(&text[range.end..sentence.end])
            .take(2)
            .any(|word| WORDS.marks_alert(&text[range.end + word.start..range.end + word.end]))
}

/// Is a text in a script without blanks between its words?
pub(super) fn runs_together(text: &str) -> bool {
    text.chars().any(|c| ('\u{3040}'..'\u{ac00}').contains(&c))
}

/// `DiskWillFill`, `disk_will_fill`, `node5xx`: no word of a language.
pub(super) fn is_compound(name: &str) -> bool {
    let mut previous = None;
    let humps = name.chars().any(|c| {
        let hump = c.is_uppercase() && previous.is_some_and(char::is_lowercase);
        previous = Some(c);
        hump
    });
    humps || name.contains('_') || (name.chars().any(|c| c.is_ascii_digit()) && name.chars().any(char::is_alphabetic))
}

/// The sentence of `text` around `range`: up to a full stop before a blank, a line end, or the text's ends.
pub(super) fn sentence_around(text: &str, range: Range<usize>) -> Range<usize> {
    let ends_at = |(at, c): (usize, char)| {
        let stop = matches!(c, '.' | '!' | '?' | ';') && text[at + 1..].starts_with([' ', '\n', '\t']);
        (stop || matches!(c, '。' | '\n')).then_some(at + c.len_utf8())
    };
    let start = text[..range.start].char_indices().filter_map(ends_at).next_back().unwrap_or(0);
    let end = text[range.end..].char_indices().map(|(at, c)| (range.end + at, c)).find_map(ends_at);
    start..end.unwrap_or(text.len()).max(range.end)
}

/// `DiskWillFill` reads as an alert's name; `node_load1`, `JupyterHub` and `HTTP2` do not.
pub(super) fn reads_as_alert(name: &str) -> bool {
    let humps = name.chars().zip(name.chars().skip(1)).filter(|(a, b)| a.is_lowercase() && b.is_uppercase()).count();
    is_compound(name) && humps >= 2 && !name.contains('_') && name.starts_with(|c: char| c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{Names, sentence_around, speaks_of_alert};

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let names = Names::new(names.iter().copied());
        names.in_text(text).into_iter().map(|(_, name)| name.to_string()).collect()
    }

    #[test]
    fn a_name_counts_as_a_whole_token_only() {
        assert_eq!(found(&["HostDown"], "The HostDown alert. HostDown, again"), ["HostDown", "HostDown"]);
        assert!(found(&["HostDown"], "KubeHostDown HostDownLong HostDown-critical HostDown_total").is_empty());
    }

    #[test]
    fn names_are_any_text() {
        assert_eq!(found(&["5xx rate (edge) | high"], "page on `5xx rate (edge) | high`."), ["5xx rate (edge) | high"]);
        assert_eq!(found(&["<Down>"], "we saw <Down> first"), ["<Down>"]);
        assert_eq!(found(&["ディスク残量"], "アラートディスク残量が"), [] as [&str; 0]);
        assert_eq!(found(&["DiskFull"], "アラートDiskFullが発火"), [] as [&str; 0]);
        assert_eq!(found(&["DiskFull"], "アラート DiskFull が発火"), ["DiskFull"]);
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(found(&["Disk", "Disk full"], "the Disk full alert"), ["Disk full"]);
    }

    #[test]
    fn a_state_is_an_alert_only_beside_the_word() {
        let spoken = |text: &str, name: &str| {
            let at = text.find(name).expect("the case holds the name");
            speaks_of_alert(text, at..at + name.len(), name)
        };
        assert!(!spoken("pods were in CrashLoopBackOff for an hour", "CrashLoopBackOff"));
        assert!(spoken("the CrashLoopBackOff alert fired", "CrashLoopBackOff"));
        assert!(!spoken("The host was Down.", "Down"));
        assert!(spoken("KubePodCrashLooping came first", "KubePodCrashLooping"));
    }

    #[test]
    fn a_sentence_ends_at_a_full_stop_before_a_blank() {
        let text = "It ran v1.2 then. HostDown fired! Nobody came.";
        let at = text.find("HostDown").expect("it is there");
        assert_eq!(&text[sentence_around(text, at..at + 8)], " HostDown fired!");
    }
}
