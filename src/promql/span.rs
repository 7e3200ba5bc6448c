//! Durations as Prometheus' configuration writes them: `1d12h`, `90s`, `0`.

/// Units from large to small, each at most once and in this order, with their milliseconds.
const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 24 * 3_600_000),
    ("w", 7 * 24 * 3_600_000),
    ("d", 24 * 3_600_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
];
/// Prometheus counts nanoseconds in 63 bits.
const LONGEST: u64 = i64::MAX as u64 / 1_000_000;

/// The milliseconds of a duration; `None` where Prometheus refuses it.
pub fn millis(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut total = 0_u64;
    let mut from = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let at = from + UNITS[from..].iter().position(|(unit, _)| *unit == &rest[..letters])?;
        total = total.checked_add(number.checked_mul(UNITS[at].1)?).filter(|total| *total <= LONGEST)?;
        rest = &rest[letters..];
        from = at + 1;
    }
    (!text.is_empty()).then_some(total)
}

/// What was probably meant: `5 minutes` and `300` and `1:30` in the way Prometheus writes them.
pub(crate) fn meant_span(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(format!("{seconds}s"));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..digits].parse().ok()?;
    let unit = text[digits..].trim().to_ascii_lowercase();
    let unit = match &*unit {
        "ms" | "millis" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "w" | "week" | "weeks" => "w",
        _ => return None,
    };
    Some(format!("{number}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::{meant_span, millis};

    #[test]
    fn what_prometheus_reads_is_read() {
        let cases = [("5m", 300_000), ("1d12h", 129_600_000), ("0", 0), ("0s", 0), ("1w2d", 777_600_000), ("10ms", 10)];
        for (text, expected) in cases {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
        for text in ["", "300", "1:30", "5 m", " 5m", "1m1h", "5M", "1.5h", "300y", "m", "5m5m", "-5m", "5é"] {
            assert_eq!(millis(text), None, "{text}");
        }
    }

    #[test]
    fn other_ways_of_writing_are_understood_well_enough_to_help() {
        for (text, expected) in [("300", Some("300s")), ("5 minutes", Some("5m")), ("1:30", None), ("soon", None)] {
            assert_eq!(meant_span(text).as_deref(), expected, "{text}");
        }
    }
}
