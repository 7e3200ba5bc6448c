//! Times that are told from another on: `T+7m`, `+1h05m`, `T+00:07`, "20 minutes later".

use super::duration::duration;
use super::words::WORDS;

/// What a time is told from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load::postmortem) enum From {
    /// From when it began.
    Start,
    /// From the time that was told last.
    Last,
}

/// A time that is told from another on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load::postmortem) struct Relative {
    /// From which.
    pub(in crate::load::postmortem) from: From,
    /// How many seconds later.
    pub(in crate::load::postmortem) seconds: i64,
    /// Where it ends in the text.
    pub(in crate::load::postmortem) end: usize,
}

/// The time that `words` begin with, where it is told from another on.
pub(in crate::load::postmortem) fn relative(words: &str) -> Option<Relative> {
    let found = WORDS.relative.captures(words)?;
    let get = |name| found.name(name).map(|part| part.as_str());
    let number = |name| get(name).and_then(|digits| digits.parse::<i64>().ok());
    let seconds = match (number("h"), number("m"), number("count")) {
        (Some(hours), Some(minutes), _) => hours * 3600 + minutes * 60,
        // `T+15`: who leaves the unit out counts minutes.
        (_, _, Some(minutes)) => minutes * 60,
        _ => i64::try_from(get("len").or(get("later")).and_then(duration).or(get("zero").map(|_| 0))?).ok()?,
    };
    let back = get("sign").or(get("back")).is_some_and(|sign| sign != "+");
    let from = if get("later").is_some() { From::Last } else { From::Start };
    Some(Relative { from, seconds: if back { -seconds } else { seconds }, end: found.get(0)?.end() })
}

/// The times of `text` that are told from the one before, each with how many seconds later it was.
pub(in crate::load::postmortem) fn laters(text: &str) -> Vec<(std::ops::Range<usize>, i64)> {
    let read = |found: regex::Captures<'_>| {
        let seconds = WORDS.number(&found["n"])?.checked_mul(WORDS.unit(&found["unit"])?)?;
        Some((found.get(0)?.range(), i64::try_from(seconds).ok()?))
    };
    WORDS.later.captures_iter(text).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::{From, relative};

    #[test]
    fn marks_and_words_say_how_much_later() {
        let cases = [
            ("T+7m: Alert fires", Some((From::Start, 420))),
            ("**T + 1h 5m** – back", Some((From::Start, 3900))),
            ("+85 min it was back", Some((From::Start, 5100))),
            ("T-5m: deploy", Some((From::Start, -300))),
            ("T+00:07 Alert", Some((From::Start, 420))),
            ("T0: it breaks", Some((From::Start, 0))),
            ("T+15: it was seen", Some((From::Start, 900))),
            ("T-5 | deploy", Some((From::Start, -300))),
            ("T+0: it breaks", Some((From::Start, 0))),
            ("20 minutes later, it was back", Some((From::Last, 1200))),
            ("- 2:00 PM EST - it was detected", None),
            ("+1 for the alert", None),
            ("20 minutes of downtime", None),
            ("Team of 7 minutes later", None),
        ];
        for (words, expected) in cases {
            assert_eq!(relative(words).map(|told| (told.from, told.seconds)), expected, "{words}");
        }
    }
}
