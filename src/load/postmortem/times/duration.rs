//! Durations: "54 minutes", "1 hour and 48 minutes", "1h50m", "約 2 時間".

use std::ops::Range;

use super::words::WORDS;

/// The first duration in `text`, in seconds. Parts that follow one another belong together.
pub(in crate::load::postmortem) fn duration(text: &str) -> Option<u64> {
    duration_at(text).map(|(_, seconds)| seconds)
}

/// The same, and where it stands.
pub(in crate::load::postmortem) fn duration_at(text: &str) -> Option<(Range<usize>, u64)> {
    let mut total: Option<f64> = None;
    let (mut start, mut end) = (0, 0);
    for found in WORDS.part.captures_iter(text) {
        let (whole, number, unit) = (found.get(0)?, &found["n"], &found["unit"]);
        let before = text[..whole.start()].chars().next_back();
        let inside = before.is_some_and(|c| c.is_ascii_alphanumeric() && total.is_none() || c == '.' || c == ':');
        let (Some(unit), false) = (WORDS.unit(unit), inside || is_cut(unit, &text[whole.end()..])) else { continue };
        if total.is_some() && !WORDS.part_gap.is_match(&text[end..whole.start()]) {
            break;
        }
        let counted = || WORDS.number(number).map(|number| number as f64);
        let number: f64 = digits(number).replace(',', ".").parse().ok().or_else(counted)?;
        if total.is_none() {
            start = whole.start();
        }
        total = Some(total.unwrap_or(0.0) + number * unit as f64);
        end = whole.end();
    }
    total.filter(|seconds| *seconds < 1e9).map(|seconds| (start..end, seconds.round() as u64))
}

/// Is the unit the beginning of a longer word (`5 часть`)? Scripts without blanks go on as they like: `5분간`.
fn is_cut(unit: &str, behind: &str) -> bool {
    let of_words = |c: char| c.is_alphabetic() && c < '\u{2e80}';
    unit.ends_with(of_words) && behind.starts_with(of_words)
}

/// Full-width digits as ASCII.
pub(super) fn digits(text: &str) -> String {
    let ascii = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        c => c,
    };
    text.chars().map(ascii).collect()
}
