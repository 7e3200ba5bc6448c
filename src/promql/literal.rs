//! Numbers, durations and strings: where they end, and what they are worth.

use std::borrow::Cow;
use std::ops::Range;

use super::error::Error;
use super::token::Kind;

/// What stands at `start`, where a digit does, and where it ends.
pub(super) fn number_or_duration(text: &str, start: usize) -> Result<(Kind, usize), Error> {
    let bytes = &text.as_bytes()[start..];
    let mut end = 0;
    let hex = bytes.len() > 1 && bytes[0] == b'0' && bytes[1] | 0x20 == b'x';
    while let Some(&byte) = bytes.get(end) {
        let signed_exponent = matches!(byte, b'+' | b'-') && end > 0 && bytes[end - 1] | 0x20 == b'e' && !hex;
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || signed_exponent) {
            break;
        }
        end += 1;
    }
    let (written, span) = (&text[start..start + end], start..start + end);
    if number(written).is_some() {
        return Ok((Kind::Number, span.end));
    }
    if duration(written).is_some() {
        return Ok((Kind::Duration, span.end));
    }
    Err(Error::syntax(span, why_no_number(written)))
}

fn why_no_number(written: &str) -> String {
    let digits = written.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = &written[digits.len()..];
    let short = match unit.to_ascii_lowercase().as_str() {
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "week" | "weeks" => "w",
        "year" | "years" => "y",
        _ => "",
    };
    if !short.is_empty() {
        return format!("{written:?} is no duration; write \"{digits}{short}\"");
    }
    if digits.contains('.') && "ms smhdwy".contains(unit) {
        return format!(
            "{written:?} is no duration; they have no fractions: write \"1m30s\" for one and a half minutes"
        );
    }
    format!("{written:?} is neither a number nor a duration such as \"1h30m\"")
}

/// The worth of a number, if it is one: decimal, hexadecimal, octal (`010` is eight), `Inf` and `NaN`.
pub(super) fn number(written: &str) -> Option<f64> {
    if written.eq_ignore_ascii_case("inf") {
        return Some(f64::INFINITY);
    }
    if written.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    let plain = without_underscores(written)?;
    if let Some(digits) = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok().map(|whole| whole as f64);
    }
    if !plain.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return None;
    }
    let octal = plain.len() > 1 && plain.starts_with('0') && plain.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    if let Some(whole) = octal.then(|| i64::from_str_radix(&plain, 8).ok()).flatten() {
        return Some(whole as f64);
    }
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// The number without its separators, if each of them stands between two digits.
fn without_underscores(written: &str) -> Option<Cow<'_, str>> {
    if !written.contains('_') {
        return Some(Cow::Borrowed(written));
    }
    let bytes = written.as_bytes();
    let hex = bytes.len() > 1 && bytes[1] | 0x20 == b'x';
    let is_digit = |index: usize| match bytes.get(index) {
        Some(byte) if hex => byte.is_ascii_hexdigit() || index == 1,
        Some(byte) => byte.is_ascii_digit(),
        None => false,
    };
    let parts = |index: usize| index > 0 && is_digit(index - 1) && is_digit(index + 1);
    let fits = (0..bytes.len()).filter(|index| bytes[*index] == b'_').all(parts);
    fits.then(|| Cow::Owned(written.replace('_', "")))
}

/// The units of a duration in the order they must have, in milliseconds.
const UNITS: [(&str, i64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// The milliseconds of `1h30m` and its like; each unit at most once, the larger first.
pub(super) fn duration(written: &str) -> Option<i64> {
    let mut rest = written;
    let mut units = UNITS.iter();
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let unit_at = rest.find(|letter: char| !letter.is_ascii_digit()).filter(|at| *at > 0)?;
        let count: i64 = rest[..unit_at].parse().ok()?;
        rest = &rest[unit_at..];
        let unit_end = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let (_, millis) = units.find(|(unit, _)| *unit == &rest[..unit_end])?;
        total = total.checked_add(count.checked_mul(*millis)?)?;
        rest = &rest[unit_end..];
    }
    // Prometheus counts in nanoseconds.
    (!written.is_empty() && total <= i64::MAX / 1_000_000).then_some(total)
}

/// Where the string ends that opens at `start`; its escapes are checked on the way.
pub(super) fn end_of_string(text: &str, start: usize) -> Result<usize, Error> {
    let bytes = text.as_bytes();
    let quote = bytes[start];
    let raw = quote == b'`';
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None => return Err(unclosed(start..text.len())),
            Some(b'\n') if !raw => return Err(unclosed(start..at)),
            Some(b'\\') if !raw => at += escape(text, at, quote)?.1,
            Some(byte) if *byte == quote => return Ok(at + 1),
            Some(0xEF) if text[at..].starts_with('\u{FFFD}') => {
                let message = "U+FFFD stands for bytes that were lost; Prometheus refuses it";
                return Err(Error::syntax(at..at + 3, message));
            }
            Some(_) => at += 1,
        }
    }
}

fn unclosed(span: Range<usize>) -> Error {
    Error::syntax(span, "this string is never closed")
}

/// What an escape stands for.
enum Escaped {
    Byte(u8),
    Char(char),
}

/// The escape at a backslash, and its length in bytes.
fn escape(text: &str, at: usize, quote: u8) -> Result<(Escaped, usize), Error> {
    let bytes = text.as_bytes();
    let Some(&letter) = bytes.get(at + 1) else {
        return Err(unclosed(at..text.len()));
    };
    let simple = match letter {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0B,
        b'\\' => b'\\',
        _ if letter == quote => quote,
        b'0'..=b'7' => return digits(text, at, (1, 3, 8)),
        b'x' => return digits(text, at, (2, 2, 16)),
        b'u' => return digits(text, at, (2, 4, 16)),
        b'U' => return digits(text, at, (2, 8, 16)),
        _ => return Err(unknown_escape(text, at)),
    };
    Ok((Escaped::Byte(simple), 2))
}

fn unknown_escape(text: &str, at: usize) -> Error {
    let letter = text[at + 1..].chars().next().unwrap_or(' ');
    let message = format!("\"\\{letter}\" is no escape; write \"\\\\{letter}\" for a backslash");
    Error::syntax(at..at + 1 + letter.len_utf8(), message)
}

/// An escape by number: how many bytes stand before its digits, how many digits, to which base.
fn digits(text: &str, at: usize, form: (usize, usize, u32)) -> Result<(Escaped, usize), Error> {
    let (before, count, base) = form;
    let length = before + count;
    let written = text.get(at + before..at + length);
    let value = written
        .filter(|digits| digits.bytes().all(|byte| char::from(byte).is_digit(base)))
        .and_then(|digits| u32::from_str_radix(digits, base).ok());
    let is_byte = count <= 3;
    let escaped = match value {
        Some(value) if is_byte => u8::try_from(value).ok().map(Escaped::Byte),
        Some(value) => char::from_u32(value).map(Escaped::Char),
        None => None,
    };
    let message = "this escape does not name a character";
    let end = text.len().min(at + before);
    escaped.map(|escaped| (escaped, length)).ok_or_else(|| Error::syntax(at..end, message))
}

/// The worth of a string that `end_of_string` has passed, quotes included.
pub(super) fn unquoted(written: &str) -> Cow<'_, str> {
    let inner = &written[1..written.len() - 1];
    let quote = written.as_bytes()[0];
    if quote == b'`' || !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(&byte) = inner.as_bytes().get(at) {
        let escaped = if byte == b'\\' { escape(inner, at, quote).ok() } else { None };
        let (escaped, length) = escaped.unwrap_or((Escaped::Byte(byte), 1));
        match escaped {
            Escaped::Byte(byte) => bytes.push(byte),
            Escaped::Char(letter) => {
                bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        at += length;
    }
    // Prometheus strings are bytes, and "\xff" is one; here they are characters.
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
