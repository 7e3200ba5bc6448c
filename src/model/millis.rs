//! Times as people write them.

/// A time in milliseconds as people write it: `1h30m`, `90s` as `1m30s`.
pub fn shown_millis(millis: u64) -> String {
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

#[cfg(test)]
mod tests {
    use super::shown_millis;

    #[test]
    fn units_are_told_from_the_largest_on() {
        assert_eq!([shown_millis(0), shown_millis(90_000), shown_millis(90_061_001)], ["0s", "1m30s", "1d1h1m1s1ms"]);
    }
}
