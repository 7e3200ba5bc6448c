//! What an alert asks of the clock.

use alertgap::link::{Answer, Flaw};

use super::told::World;
use super::{POSTMORTEM, rules, rungs};

#[test]
fn a_condition_on_the_clock_holds_as_long_as_it_says() {
    for (hold, never) in [("10m", false), ("60m", true), ("2h", true)] {
        let rules = rules(&format!("expr: hour() == 3, for: {hold}"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules)]).live;
        assert_eq!(live.is, if never { Answer::No } else { Answer::Yes }, "{hold}: {}", live.why);
        assert_eq!(live.why.contains("the condition holds for 1h at most"), never, "{hold}: {}", live.why);
    }
    let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules("expr: hour() == 3.5"))]).live;
    assert_eq!((live.is, &*live.why), (Answer::No, "no clock ever shows such a number"));
}

/// The clock of `hour()` is UTC's; an incident of which no end is told may have gone on.
#[test]
fn a_condition_on_the_clock_that_no_minute_of_the_incident_met_is_dead() {
    let incident = |times: &str| POSTMORTEM.replacen("## Impact", &format!("{times}\n\n## Impact"), 1);
    for (condition, times, shut) in [
        ("hour() >= 8 and hour() < 20", "Started: 2026-03-02 02:14 UTC\nResolved: 2026-03-02 03:14 UTC", true),
        ("hour() >= 8 and hour() < 20", "Started: 2026-03-02 07:14 UTC\nResolved: 2026-03-02 08:14 UTC", false),
        ("hour() >= 8 and hour() < 20", "Started: 2026-03-02 02:14 UTC", false),
        ("hour() >= 8 and hour() < 20", "Started: 2026-03-02 02:14\nResolved: 2026-03-02 03:14", false),
        ("hour() >= 8", "Started: 2026-03-02 09:14+09:00\nResolved: 2026-03-02 10:14+09:00", true),
        ("day_of_week() > 0 < 6", "Started: 2026-03-01 10:14 UTC\nResolved: 2026-03-01 11:14 UTC", true),
        ("hour() >= 22 or hour() < 4", "Started: 2026-03-02 02:14 UTC\nResolved: 2026-03-02 03:14 UTC", false),
    ] {
        let rules = rules(&format!("expr: 'pool_used > 5 and on() ({condition})'"));
        let live = rungs(&[("a.md", &incident(times)), ("a.yml", &rules)]).live;
        assert_eq!(live.why.contains("asks of the clock"), shut, "{condition} · {times}: {}", live.why);
        assert_eq!(live.is == Answer::No, shut, "{condition} · {times}");
        assert_eq!(live.flaw == Some(Flaw::OutOfHours), shut, "{condition} · {times}");
    }
}

/// The incident begins at 10:00 UTC.
#[test]
fn what_pages_after_the_hour_that_counts_pages_in_vain() {
    let late = |details: &str, rule: &str| {
        let manager = "route: {receiver: a, group_by: [alertname], group_wait: 0s}\nreceivers: [{name: a, pagerduty_configs: [{}]}]\n";
        let rungs = World { details, rule, files: &[("alertmanager.yml", manager)], ..World::default() }.rungs();
        (rungs.in_time.is == Answer::No && rungs.in_time.why.contains("too late"), rungs.in_time.why)
    };
    let (waiting, rate) =
        ("expr: batches_waiting > 0, for: 45m", "expr: 'rate(batches_refused_total[5m]) > 0', for: 45m");
    for (details, rule, is_so) in [
        ("From 10:00 on batches waited. After 10:30 nothing could be done.", waiting, true),
        ("From 10:00 on batches waited. After 10:30 nothing could be done.", rate, true),
        ("From 10:00 on batches waited. The bank closes at 10:30; what comes later is for Monday.", waiting, true),
        ("From 10:00 on batches waited. Called by 10:40, we would have been in time.", waiting, true),
        ("Um 10:00 blieben sie liegen. Nach 10:30 war es zu spät.", waiting, true),
        ("After 10:50 nothing could be done.", waiting, false),
        // The clock of the text is three hours behind; it is not known that it is; nothing was too late.
        ("All times UTC-3. From 7:00 on batches waited. After 7:30 nothing could be done.", waiting, true),
        ("From 7:00 on batches waited. After 7:30 nothing could be done.", waiting, false),
        ("From 10:00 on batches waited. The bank closes at 10:30.", waiting, false),
        (
            "From 10:00 on batches waited. After 10:30 nothing could be done, but for a call until midnight, which would have been enough.",
            waiting,
            false,
        ),
        // A disk may be full long before.
        ("From 10:00 on writes failed. After 10:30 nothing could be done.", "expr: disk_used > 0.9, for: 45m", false),
    ] {
        let (said, why) = late(details, rule);
        assert_eq!(said, is_so, "{details} {rule}: {why}");
    }
}

/// The incident begins at 10:00 UTC and ends at 10:40; the page says 09:00 of the day before, or another time.
#[test]
fn an_age_that_passes_its_limit_after_the_end_is_no_help() {
    let age =
        |limit: &str| format!("expr: 'time() - export_last_success_timestamp_seconds{{kind=\"full\"}} > {limit}'");
    let page = |time: f64| {
        format!(
            "# TYPE export_last_success_timestamp_seconds gauge\nexport_last_success_timestamp_seconds{{kind=\"full\"}} {time}\n"
        )
    };
    let before = 1_772_355_600.0;
    for (time, limit, details, is_late) in [
        (before, "90000", "", false),
        (before, "95000", "", true),
        (before, "26 * 3600", "", true),
        (before, "91000", "From 10:00 on nothing came. After 10:10 nothing could be done.", true),
        (before, "91000", "From 10:00 on nothing came. After 10:30 nothing could be done.", false),
        // It fired before the incident; the page is from behind it.
        (before, "80000", "", false),
        (before + 100_000.0, "26 * 3600", "", false),
    ] {
        let (page, rule) = (page(time), age(limit));
        let files = [("metrics/pool-1.prom", page.as_str())];
        let rungs = World { details, rule: &rule, files: &files, ..World::default() }.rungs();
        let why = &rungs.in_time.why;
        let said = rungs.in_time.is == Answer::No && why.contains("pool-1.prom");
        assert_eq!(said, is_late, "{time} {limit} {details}: {why}");
    }
}
