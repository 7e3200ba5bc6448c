//! Times as people write them.

/// A time in milliseconds as people write it: `1h30m`, `90s` as `1m30s`.
pub(crate) fn shown_millis(millis: u64) -> String {
    const UNITS: [(u64, &str); 5] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")];
    let mut rest = millis;
    let mut shown = String::new();
    for (size, unit) in UNITS {
        if rest >= size {
            shown.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if shown.is_empty() { "0s".to_owned() } else { shown }
}

/// A time as Prometheus writes it, in milliseconds: `15d`, `1h30m`.
pub(crate) fn millis_of(text: &str) -> Option<u64> {
    crate::promql::millis(text)
}

/// The seconds of a unit of time in English, written out or not, in lower case: `ms`, `s`, `min`, `hours`, `days`, `w`,
/// `months` of thirty days.
pub(crate) fn seconds_of(unit: &str) -> f64 {
    match unit {
        "ms" => 0.001,
        _ if unit.starts_with("milli") => 0.001,
        _ if unit.starts_with("mo") => 30.0 * 86400.0,
        _ if unit.starts_with('s') => 1.0,
        _ if unit.starts_with('m') => 60.0,
        _ if unit.starts_with('h') => 3600.0,
        _ if unit.starts_with('d') => 86400.0,
        _ => 7.0 * 86400.0,
    }
}

#[cfg(test)]
mod tests {
    use super::shown_millis;

    #[test]
    fn units_are_told_from_the_largest_on() {
        assert_eq!([shown_millis(0), shown_millis(90_000), shown_millis(90_061_001)], ["0s", "1m30s", "1d1h1m1s1ms"]);
    }
}
