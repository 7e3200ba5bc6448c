//! Alerts that a time line names before an incident began and again when it was over: they fired all the while; and those that
//! it names once, early in the incident.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::muting::Hours;
use crate::link::words::WORDS;
use crate::model::Alert;

/// The names in `story` of alerts that fired from before the incident until it was over, as entries of its time line say:
/// `| 07:50 | HostSlow for web-1 |`, and at 11:40 again. Of an incident within one day.
pub(super) fn named_throughout(story: &str, hours: Hours, is_alert: impl Fn(&str) -> bool) -> Vec<&str> {
    let Some((start, end)) = hours.of_one_day() else { return Vec::new() };
    let mut named: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (line, minute) in entries(story) {
        for word in words(line).filter(|word| is_alert(word)) {
            named.entry(word).or_default().push(minute);
        }
    }
    // What is named twice before it may have ended in between.
    let is_before_once = |minutes: &[i64]| minutes.iter().filter(|minute| **minute <= start).count() == 1;
    let lasted = |minutes: &[i64]| is_before_once(minutes) && minutes.iter().any(|minute| *minute >= end);
    named.into_iter().filter(|(_, minutes)| lasted(minutes)).map(|(name, _)| name).collect()
}

/// The names in `story` of alerts of which one entry alone of its time line speaks, which says that they fired, before `target` could
/// have: `09:04 HostsDown arrives in #infra`. Nothing says that they ended.
pub(super) fn named_before<'t>(
    story: &'t str,
    hours: Hours,
    target: &Alert,
    is_alert: impl Fn(&str) -> bool,
) -> Vec<&'t str> {
    let Some((start, _)) = hours.of_one_day() else { return Vec::new() };
    let first = start + (target.hold / 60_000) as i64;
    let told = |(line, minute): &(&str, i64)| (start..=first).contains(minute) && WORDS.outages().tells_of_firing(line);
    let named = entries(story).filter(told).flat_map(|(line, _)| words(line)).filter(|word| is_alert(word));
    let only = |name: &&str| entries(story).filter(|(line, _)| words(line).any(|word| word == *name)).count() == 1;
    named.filter(only).collect()
}

/// The entries of a time line, each with its minute of the day.
fn entries(story: &str) -> impl Iterator<Item = (&str, i64)> {
    story.lines().filter_map(|line| Some((line, minute_of(line)?)))
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The minute of the day at which an entry begins; none of one that begins with a day.
fn minute_of(line: &str) -> Option<i64> {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\W_]*(?P<h>[01]?\d|2[0-3])[:.h](?P<m>[0-5]\d)(?:\D|$)").expect("a fixed pattern")
    });
    let found = CLOCK.captures(line)?;
    let number = |name: &str| found[name].parse::<i64>().ok();
    Some(number("h")? * 60 + number("m")?)
}

#[cfg(test)]
mod tests {
    use super::{Hours, named_throughout};
    use crate::link::sample;
    use crate::model::Moment;

    #[test]
    fn what_is_named_before_and_behind_fired_all_the_while() {
        let mut incident = sample::incident(&[]);
        let place = incident.place;
        let at = |iso: &str| Some(Moment { iso: iso.to_owned(), place, possible: true });
        (incident.started, incident.resolved) = (at("2026-03-02T08:05Z"), at("2026-03-02T11:20Z"));
        let hours = Hours::of(&incident).expect("both are told");
        for (story, all) in [
            (
                "| 07:50 | `HostSlow` for web-1 |\n| 08:05 | first errors |\n| 11:40 | `HostSlow` ends |",
                &["HostSlow"][..],
            ),
            ("- 07:50 HostSlow\n- 11:20: HostSlow is over", &["HostSlow"]),
            ("- 07:50 HostSlow\n- 10:40 HostSlow is over", &[]),
            ("- 08:15 HostSlow\n- 11:40 HostSlow is over", &[]),
            ("- 07:40 HostSlow\n- 07:50 HostSlow is over\n- 11:40 HostSlow", &[]),
            ("- Mon 07:50 HostSlow\n- 11:40 HostSlow is over", &[]),
            ("- 07:50 SlowHost\n- 11:40 SlowHost is over", &[]),
        ] {
            assert_eq!(named_throughout(story, hours, |word| word == "HostSlow"), all, "{story}");
        }
    }
}
