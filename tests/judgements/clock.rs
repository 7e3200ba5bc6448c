//! What an alert asks of the clock.

use alertgap::link::{Answer, Flaw};

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
