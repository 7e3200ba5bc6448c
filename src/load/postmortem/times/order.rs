//! What a document tells by all of its dates together: in which order it writes them, and of when it speaks.

use jiff::civil::Date;
use regex::Captures;

use super::civil::days_between;
use super::stamp::{Day, days, lead, number};
use super::words::WORDS;
use crate::load::postmortem::moments::{head, tail};

/// No date is longer than so many bytes before or behind its year.
const DATE: usize = 28;
/// So many dates tell of when a document speaks.
const DATES: usize = 8;
const HALF_A_YEAR: i64 = 183;

/// The first few whole dates of `text`, where all of them lie within half a year.
pub(in crate::load::postmortem) fn whole_dates(text: &str) -> Vec<Date> {
    let mut found: Vec<Date> = Vec::new();
    let is_year = |at: &usize| text.as_bytes()[*at..].iter().take(5).take_while(|c| c.is_ascii_digit()).count() == 4;
    for at in text.match_indices("20").map(|(at, _)| at).filter(is_year) {
        found.extend(days(around(text, at)).into_iter().find_map(|(_, day)| match day {
            Day::On(date) => Some(date),
            _ => None,
        }));
        if found.len() >= DATES {
            break;
        }
    }
    let together = found.iter().min().zip(found.iter().max()).is_some_and(|(a, b)| days_between(*a, *b) <= HALF_A_YEAR);
    if together { found } else { Vec::new() }
}

/// The text around the year at `at`, as far as a date may reach.
fn around(text: &str, at: usize) -> &str {
    let (before, behind) = text.split_at(at);
    &text[at - tail(before, DATE).len()..at + head(behind, DATE).len()]
}

/// Does `text` write the day first in `24/07/2026`? Such a date that can be read in one way only tells, and so does a
/// language that never writes the month first, or a zone of those who always do. `None` where nothing does.
pub(in crate::load::postmortem) fn day_first(text: &str) -> Option<bool> {
    if !may_be_slashed(text) {
        return None;
    }
    let sign = |found: &Captures<'_>| found.name("ns").or(found.name("xs")).is_some_and(|sign| sign.as_str() != ".");
    let get = |found: &Captures<'_>, names: [&str; 2]| names.into_iter().find_map(|name| number(found.name(name)));
    let slashed = WORDS.date.captures_iter(text).filter(sign);
    let mut slashed = slashed.map(|found| (get(&found, ["na", "xa"]), get(&found, ["nb", "xb"]))).peekable();
    slashed.peek()?;
    let told = slashed.filter_map(|numbers| match numbers {
        (Some(13..=31), Some(1..=12)) => Some(true),
        (Some(1..=12), Some(13..=31)) => Some(false),
        _ => None,
    });
    let told: Vec<bool> = told.collect();
    let agreed = told.first().copied().filter(|first| told.iter().all(|day_first| day_first == first));
    let zoned = || WORDS.month_first.is_match(text).then_some(false);
    agreed
        .or_else(|| speaks_day_first(text).then_some(true))
        .or_else(|| keeps_together(text))
        .or_else(|| yearless_first(text))
        .or_else(zoned)
}

/// So many days without a year have to agree.
const AGREEING: usize = 2;

/// The order of the days that leave the year out, `15/11`, and can be read in one way only. `24/7` is none.
fn yearless_first(text: &str) -> Option<bool> {
    let words =
        text.split(|c: char| c.is_whitespace() || "|(),;".contains(c)).filter(|word| word.len() <= "31/12.".len());
    let pairs = words.filter_map(|word| word.trim_end_matches('.').split_once('/'));
    let numbers = pairs.filter_map(|(first, second)| Some((first.parse::<u8>().ok()?, second.parse::<u8>().ok()?)));
    let told: Vec<bool> = numbers
        .filter_map(|pair| match pair {
            (24, 7) => None,
            (13..=31, 1..=12) => Some(true),
            (1..=12, 13..=31) => Some(false),
            _ => None,
        })
        .collect();
    let first = *told.first()?;
    (told.len() >= AGREEING && told.iter().all(|day_first| *day_first == first)).then_some(first)
}

/// Do one or two digits stand before a slash or a hyphen, and another behind it? Most documents write no date so.
fn may_be_slashed(text: &str) -> bool {
    text.match_indices(['/', '-']).any(|(at, _)| {
        let before = text[..at].trim_end_matches(char::is_numeric);
        let digits = text[before.len()..at].chars().count();
        (1..=2).contains(&digits) && !before.ends_with('-') && text[at + 1..].starts_with(char::is_numeric)
    })
}

/// Read in one order, the dates of an incident lie within weeks, and in the other months apart.
fn keeps_together(text: &str) -> Option<bool> {
    let found = days(text);
    let either = found.iter().filter_map(|(_, day)| match day {
        Day::Either(day_first, month_first) => Some((*day_first, *month_first)),
        _ => None,
    });
    let (day_first, month_first): (Vec<Date>, Vec<Date>) = either.unzip();
    let apart = |dates: &[Date]| Some(days_between(*dates.iter().max()?, *dates.iter().min()?));
    match (apart(&day_first)?, apart(&month_first)?) {
        (days, months) if days <= 14 && months >= 28 => Some(true),
        (months, days) if days <= 14 && months >= 28 => Some(false),
        _ => None,
    }
}

/// Words of a text that tell its language.
const TELLING_WORDS: usize = 2_000;

/// Is it written in a language in which the day comes first?
fn speaks_day_first(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(TELLING_WORDS);
    let (mut first, mut either) = (0, 0);
    for word in words {
        first += usize::from(WORDS.day_first.iter().any(|known| word.eq_ignore_ascii_case(known)));
        either += usize::from(WORDS.either_first.iter().any(|known| word.eq_ignore_ascii_case(known)));
    }
    first >= 4 && first > 2 * either
}

/// `14.05.`, as those write it who put a full stop behind the month too: a day where it begins a text, or stands behind a word
/// for when (`am 14.05.`). Elsewhere it may be an hour at the end of a sentence.
pub(super) fn dotted(text: &str, start: usize, day: Day) -> Option<Day> {
    let begins = !text[..start].contains(char::is_alphanumeric);
    let led = || WORDS.before_day.is_match(lead(&text[..start]));
    (day != Day::Impossible && (begins || led())).then_some(day)
}
