//! Hours that are written as four digits, where nothing else can stand: `0730`, `0730 - 1230 (UTC)`.

use std::sync::LazyLock;

use regex::Regex;

use super::stamp::{Clock, Day, Stamp, number};
use super::zone::zone_at;

static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    let hour = |name: &str| format!("(?P<{name}h>[01][0-9]|2[0-3])(?P<{name}m>[0-5][0-9])");
    let pattern = format!(r"^\W{{0,3}}{}h?(?:\s*(?:-|–|—|~|to|until)\s*{}h?)?", hour("a"), hour("b"));
    Regex::new(&pattern).expect("a fixed pattern")
});

/// The hours of a cell or of the value of a label that holds nothing but one or two, and their zone.
pub(in crate::load::postmortem) fn hours_of_digits(text: &str) -> Vec<Stamp> {
    let Some(found) = HOURS.captures(text) else { return Vec::new() };
    let end = found.get(0).map_or(0, |whole| whole.end());
    let (zone, taken) = zone_at(&text[end..], false);
    if text[end + taken..].contains(char::is_alphanumeric) {
        return Vec::new();
    }
    let stamp = |hour: &str, minute: &str, until: bool| {
        let range = found.name(hour)?.start()..found.name(minute)?.end();
        let clock =
            Clock { hour: number(found.name(hour))? as i8, minute: number(found.name(minute))? as i8, second: None };
        Some(Stamp { range, day: Day::Unsaid, clock: Some(clock), zone: zone.clone(), until })
    };
    stamp("ah", "am", false).into_iter().chain(stamp("bh", "bm", true)).collect()
}

#[cfg(test)]
mod tests {
    use super::hours_of_digits;

    #[test]
    fn only_hours_and_their_zone_are_hours() {
        let count = |text: &str| hours_of_digits(text).len();
        assert_eq!(["0730", "2359", "`0730`", "0730 - 1230 (UTC)", "0730 UTC", "2010"].map(count), [1, 1, 1, 2, 1, 1]);
        assert_eq!(["2460", "730", "0730 orders", "07305", "0730 - 12", ""].map(count), [0; 6]);
    }
}
