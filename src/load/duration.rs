//! Durations as Prometheus writes them: `1d12h`, `90s`, `0`.

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
pub(super) fn millis(text: &str) -> Option<u64> {
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
