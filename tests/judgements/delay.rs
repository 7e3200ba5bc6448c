//! How late a guard is.

use alertgap::config;
use alertgap::link::{self, Answer, Verdict};

use super::{ALERTING, POSTMORTEM, judged, rules, rungs, rungs_with};

/// A new alert waits for its group, or for the next turn of a group that is there already.
#[test]
fn alertmanager_holds_back_by_the_longer_of_wait_and_interval() {
    let rules = rules("expr: pool_used > 5");
    for (wait, interval, want) in [
        ("10m", "5m", "group_wait of Alertmanager 600"),
        ("5m", "10m", "group_interval of Alertmanager 600"),
        ("7m", "7m", "group_interval of Alertmanager 420"),
        ("10s", "5m", "group_interval of Alertmanager 300"),
    ] {
        let route = format!("route: {{receiver: call, group_wait: {wait}, group_interval: {interval}}}\n");
        let alertmanager = format!("{route}receivers: [{{name: call, pagerduty_configs: [{{}}]}}]\n");
        let prometheus = format!("{ALERTING}}}\n");
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", rules.as_str()),
            ("prometheus.yml", &prometheus),
            ("alertmanager.yml", &alertmanager),
        ];
        let delay = rungs(&files).delay;
        let held = delay.last().expect("it is held back");
        assert_eq!(held.place.is_some(), wait != "10s", "only what somebody has set has a place: {held:?}");
        let terms: Vec<String> = delay.iter().map(|term| format!("{} {}", term.what, term.millis / 1000)).collect();
        assert!(terms.iter().any(|term| term == want), "{want}: {terms:?}");
    }
}

/// Where nobody knows which route it takes, the slowest of those that it may take counts.
#[test]
fn a_route_that_it_may_take_holds_it_back() {
    let rules = rules("expr: pool_used > 5");
    let alertmanager = "route: {receiver: none, routes: [{matchers: [team=db], receiver: call, group_interval: 10m}]}\n\
                        receivers: [{name: none}, {name: call, pagerduty_configs: [{}]}]\n";
    let prometheus = format!("{ALERTING}}}\n");
    let files = [
        ("a.md", POSTMORTEM),
        ("a.yml", rules.as_str()),
        ("prometheus.yml", &prometheus),
        ("alertmanager.yml", alertmanager),
    ];
    let rungs = rungs(&files);
    assert_eq!(rungs.delivered.is, Answer::Unknown, "{}", rungs.delivered.why);
    assert_eq!(rungs.delay.last().map(|term| term.millis), Some(600_000), "{:?}", rungs.delay);
}

const PROMETHEUS: &str = "global: {scrape_interval: 30s, evaluation_interval: 1m}\nrule_files: [a.yml]\nscrape_configs:\n\
                          - {job_name: fast, scrape_interval: 10s}\n- {job_name: slow, scrape_interval: 2m}\n";

/// The delay of a rule, as its terms, and the answer, for an incident of `minutes`.
fn in_time(rule: &str, more: &str, minutes: u32) -> (Vec<String>, Answer) {
    let postmortem = POSTMORTEM.replace("root_causes", &format!("duration: {minutes}m\nroot_causes"));
    let rules = format!("groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, {rule}}}\n{more}");
    let rungs = rungs(&[("a.md", &postmortem), ("a.yml", &rules), ("prometheus.yml", PROMETHEUS)]);
    let terms = rungs.delay.iter().map(|term| format!("{} {}", term.what, term.millis / 1000));
    (
        terms.filter(|term| !term.starts_with("group_wait") && !term.starts_with("no Alertmanager")).collect(),
        rungs.in_time.is,
    )
}

#[test]
fn the_delay_is_made_of_what_passes_before_somebody_is_paged() {
    let terms = |rule: &str, more: &str| in_time(rule, more, 600).0;
    let starts = |rule: &str, more: &str, want: &[&str]| {
        let terms = terms(rule, more);
        assert!(
            terms.iter().zip(want).all(|(term, want)| term == want) && terms.len() >= want.len(),
            "{rule}: {terms:?}"
        );
    };
    starts("expr: 'up{job=\"fast\"} == 0'", "", &["scrape of job fast 10", "evaluation of PoolFull 60"]);
    starts("expr: up == 0", "", &["scrape of job slow 120", "evaluation of PoolFull 60"]);
    let held = ["scrape of job fast 10", "evaluation of PoolFull 60", "for: 90s, in whole evaluations 120"];
    starts(
        "expr: 'up{job=\"fast\"} == 0', for: 90s",
        "",
        &held.map(|it| it.replace("90s", "1m30s")).each_ref().map(|it| &**it),
    );
    let never_held = terms("expr: 'up{job=\"fast\"} == 0'", "");
    assert!(
        !never_held.iter().any(|term| term.starts_with("for") || term.starts_with("query_offset")),
        "{never_held:?}"
    );
    let offset = terms("expr: 'up{job=\"fast\"} == 0'", "  query_offset: 45s\n");
    assert!(offset.contains(&"query_offset 45".to_owned()), "{offset:?}");
    let nothing = terms("expr: 'up{job=\"fast\"} == 0'", "  query_offset: 0s\n");
    assert_eq!(nothing, never_held);
    let own = terms("expr: 'up{job=\"fast\"} == 0'", "  interval: 5m\n");
    assert!(own.contains(&"evaluation of PoolFull 300".to_owned()), "{own:?}");
    let recorded = "  - {record: 'job:up:sum', expr: 'sum(up{job=\"slow\"})'}\n";
    starts(
        "expr: 'job:up:sum == 0'",
        recorded,
        &["scrape of job slow 120", "evaluation of job:up:sum 60", "evaluation of PoolFull 60"],
    );
    // A rule that records itself is followed as far as any chain is.
    let endless = terms("expr: 'job:up:sum == 0'", "  - {record: 'job:up:sum', expr: 'sum(job:up:sum)'}\n");
    assert_eq!(endless.iter().filter(|term| *term == "evaluation of job:up:sum 60").count(), 16);
    // The slowest way counts, wherever it stands.
    for expr in ["up{job=\"fast\"} == 0 or up{job=\"slow\"} == 0", "up{job=\"slow\"} == 0 or up{job=\"fast\"} == 0"] {
        starts(&format!("expr: '{expr}'"), "", &["scrape of job slow 120", "evaluation of PoolFull 60"]);
    }
    // Of equal ways the first is told.
    let (slow, ranged) = ("up{job=\"slow\"} == 0", "absent_over_time(up{job=\"fast\"}[110s])");
    starts(&format!("expr: '{slow} or {ranged}'"), "", &["scrape of job slow 120", "evaluation of PoolFull 60"]);
    starts(
        &format!("expr: '{ranged} or {slow}'"),
        "",
        &["scrape of job fast 10", "absent_over_time[1m50s], the whole range 110"],
    );
    // A function that takes its whole range, one of which the first sample is enough, and one of which nobody knows.
    for (expr, said) in [
        ("rate(up{job=\"fast\"}[5m]) == 0", Some("rate[5m], the whole range 300")),
        ("rate(up{job=\"fast\"}[5m]) == 3", Some("rate[5m], if it takes the whole range 300")),
        ("increase(up{job=\"fast\"}[5m]) > 0", None),
        ("increase(up{job=\"fast\"}[5m]) > 3", Some("increase[5m], if it takes the whole range 300")),
        ("max_over_time(up{job=\"fast\"}[5m]) > 3", None),
        ("max_over_time(up{job=\"fast\"}[5m]) < 3", Some("max_over_time[5m], if it takes the whole range 300")),
        ("min_over_time(up{job=\"fast\"}[5m]) < 3", None),
        ("absent_over_time(up{job=\"fast\"}[5m])", Some("absent_over_time[5m], the whole range 300")),
        ("last_over_time(up{job=\"fast\"}[5m]) < 3", None),
    ] {
        let terms = terms(&format!("expr: '{expr}'"), "");
        let ranged: Vec<&String> = terms.iter().filter(|term| term.contains("[5m]")).collect();
        assert_eq!(ranged.first().map(|term| term.as_str()), said, "{expr}: {terms:?}");
    }
}

#[test]
fn what_comes_after_the_incident_is_late_unless_it_may_lead() {
    for (rule, minutes, answer) in [
        ("expr: 'up{job=\"fast\"} == 0', for: 5m", 60, Answer::Yes),
        ("expr: 'up{job=\"fast\"} == 0', for: 5m", 3, Answer::No),
        ("expr: 'rate(errors{job=\"fast\"}[1m]) > 1', for: 5m", 3, Answer::No),
        ("expr: 'absent(x{job=\"fast\"})', for: 5m", 3, Answer::No),
        // A function may cross its threshold before its range is full, or not.
        ("expr: 'increase(errors{job=\"fast\"}[5m]) > 3'", 12, Answer::Yes),
        ("expr: 'increase(errors{job=\"fast\"}[5m]) > 3'", 7, Answer::Unknown),
        ("expr: 'increase(errors{job=\"fast\"}[5m]) > 3'", 6, Answer::No),
        ("expr: 'rate(errors{job=\"fast\"}[5m]) == 0'", 7, Answer::No),
        // How long it lasted nobody has written down.
        ("expr: 'up{job=\"fast\"} == 0', for: 5m", 0, Answer::Unknown),
        // A level may be reached before anything fails.
        ("expr: 'disk_free{job=\"fast\"} < 1', for: 5m", 3, Answer::Unknown),
        ("expr: 'up{job=\"fast\"} == 0 and disk_free < 1', for: 5m", 3, Answer::Unknown),
    ] {
        assert_eq!(in_time(rule, "", minutes).1, answer, "{rule}, {minutes} minutes");
    }
}

/// At worst it comes in the last moment of the incident.
#[test]
fn what_comes_when_the_incident_ends_is_in_time() {
    let rule = "expr: 'up{job=\"fast\"} == 0'";
    for (interval, answer) in [("50s", Answer::Yes), ("51s", Answer::No)] {
        assert_eq!(in_time(rule, &format!("  interval: {interval}\n"), 6).1, answer, "{interval}");
    }
}

/// The target where there is one, and the end of the incident as well.
#[test]
fn in_time_is_before_the_target_and_before_the_end() {
    let rules = rules("expr: 'up{job=\"fast\"} == 0'");
    for (target, lasted, answer, against) in [
        (Some("10m"), None, Answer::Yes, "the target is 10m"),
        (Some("1m"), None, Answer::No, "the target is 1m"),
        (Some("370s"), None, Answer::Yes, "up to 6m10s until it pages; the target is 6m10s"),
        (Some("369s"), None, Answer::No, "up to 6m10s until it pages; the target is 6m9s"),
        (Some("10m"), Some(60), Answer::Yes, "the target is 10m"),
        (Some("1m"), Some(60), Answer::No, "the target is 1m"),
        (Some("10m"), Some(1), Answer::No, "the incident lasted 1m"),
        (None, Some(60), Answer::Yes, "the incident lasted 1h"),
        (None, None, Answer::Unknown, "nothing says what would be in time"),
    ] {
        let duration = lasted.map(|minutes| format!("duration: {minutes}m\nroot_causes"));
        let postmortem = POSTMORTEM.replace("root_causes", duration.as_deref().unwrap_or("root_causes"));
        let targets = target.map(|span| format!("detection_targets: {{default: {span}}}\n")).unwrap_or_default();
        let targets = config::read(&targets).expect("it is well formed").detection_targets;
        let settings = link::Settings { targets, ..link::Settings::default() };
        let files = [("a.md", postmortem.as_str()), ("a.yml", &rules), ("prometheus.yml", PROMETHEUS)];
        let rung = rungs_with(&files, &settings).in_time;
        assert_eq!(rung.is, answer, "{target:?}, {lasted:?}: {}", rung.why);
        assert!(rung.why.contains(against), "{target:?}, {lasted:?}: {}", rung.why);
    }
}

/// Without a configuration only a `for` that outlasts the incident says anything.
#[test]
fn a_for_that_outlasts_the_incident_is_late_wherever_it_is_loaded() {
    for (hold, answer) in [("9m", Answer::Unknown), ("10m", Answer::Unknown), ("11m", Answer::No)] {
        let postmortem = POSTMORTEM.replace("root_causes", "duration: 10m\nroot_causes");
        let rules = rules(&format!("expr: 'up == 0', for: {hold}"));
        let rung = rungs(&[("a.md", &postmortem), ("a.yml", &rules)]).in_time;
        assert_eq!(rung.is, answer, "{hold}: {}", rung.why);
    }
}

/// A rate needs two samples; of jobs that are scraped at different paces, the fastest counts.
#[test]
fn a_range_between_two_scrapes_holds_nothing() {
    let present = |expr: &str| {
        let rules = rules(&format!("expr: '{expr}'"));
        rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("prometheus.yml", PROMETHEUS)]).live
    };
    for (expr, never) in [
        ("rate(errors{job=\"slow\"}[119s]) > 1", true),
        // One of just the interval holds one sample, but for the moment in which two stand at its ends.
        ("rate(errors{job=\"slow\"}[2m]) > 1", true),
        ("rate(errors{job=\"slow\"}[3m]) > 1", false),
        ("rate(errors{job=\"fast\"}[9s]) > 1", true),
        ("rate(errors[119s]) > 1", false),
        ("rate(errors[9s]) > 1", true),
        ("max_over_time(errors{job=\"slow\"}[1m]) > 1", false),
    ] {
        let live = present(expr);
        assert_eq!(live.is == Answer::No, never, "{expr}: {}", live.why);
        assert_eq!(live.why.contains("ever holds two samples"), never, "{expr}: {}", live.why);
    }
}

/// Late at worst is told and no more; what could not have paged before the end, even if all came at once, guards nothing.
#[test]
fn what_comes_after_the_end_is_no_cover() {
    let verdict = |rule: &str, waits: &str, prometheus: Option<&str>| {
        let postmortem = POSTMORTEM.replace("root_causes", "duration: 50m\nroot_causes");
        let rules = format!("groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, {rule}}}\n");
        let alertmanager =
            format!("route: {{receiver: call{waits}}}\nreceivers: [{{name: call, pagerduty_configs: [{{}}]}}]\n");
        let files = [("a.md", &*postmortem), ("a.yml", &*rules), ("alertmanager.yml", &*alertmanager)];
        let given = prometheus.map(|text| ("prometheus.yml", text));
        let files: Vec<_> = files.into_iter().chain(given).collect();
        judged(&files, "{}").1.incidents[0].risks[0].verdict
    };
    let prometheus = format!("{ALERTING}}}\n");
    for (rule, waits, want) in [
        ("expr: up == 0", "", Verdict::Covered),
        ("expr: up == 0, for: 49m", "", Verdict::Covered),
        ("expr: up == 0, for: 51m", "", Verdict::Weak),
        ("expr: up == 0", ", group_wait: 3h, group_interval: 3h", Verdict::Weak),
        // Without a group of its own, it may come with the next turn of others.
        ("expr: up == 0", ", group_wait: 3h", Verdict::Covered),
        ("expr: up == 0", ", group_wait: 3h, group_by: [alertname]", Verdict::Weak),
        ("expr: up == 0", ", group_wait: 40m, group_by: [alertname]", Verdict::Covered),
        ("expr: 'absent_over_time(pool_used[2h])'", "", Verdict::Weak),
        ("expr: 'increase(failures_total[2h]) > 5'", "", Verdict::Covered),
        // A level may be reached long before anything has failed.
        ("expr: pool_used > 5, for: 51m", "", Verdict::Covered),
    ] {
        assert_eq!(verdict(rule, waits, Some(&prometheus)), want, "{rule}{waits}");
    }
    // Without numbers, `for` and the wait of its group alone.
    assert_eq!(verdict("expr: up == 0", ", group_interval: 2h", None), Verdict::Covered);
    assert_eq!(verdict("expr: up == 0", ", group_wait: 2h, group_interval: 2h", None), Verdict::Weak);
    assert_eq!(verdict("expr: up == 0, for: 51m", "", None), Verdict::Weak);
}

/// What comes back again and again is over before an alert has waited long enough, unless it looks back.
#[test]
fn bouts_that_are_shorter_than_for_are_not_seen() {
    for (rule, text, answer) in [
        ("expr: up == 0, for: 5m", "The pool was down for two minutes in every ten.", Answer::No),
        ("expr: up == 0, for: 1m", "The pool was down for two minutes in every ten.", Answer::Yes),
        ("expr: up == 0, for: 5m", "The pool was down for ten minutes.", Answer::Yes),
        (
            "expr: 'min_over_time(up[12m]) == 0', for: 5m",
            "The pool was down for two minutes in every ten.",
            Answer::Yes,
        ),
        ("expr: 'changes(up[5m]) > 2'", "The pool crashed every four minutes.", Answer::No),
        ("expr: 'changes(up[30m]) > 2'", "The pool crashed every four minutes.", Answer::Yes),
    ] {
        let postmortem = POSTMORTEM.replace("The pool was full.", text);
        let prometheus = "rule_files: [a.yml]\nscrape_configs: [{job_name: pool, static_configs: [{targets: [a]}]}]\n";
        let rules = rules(rule);
        let live = rungs(&[("a.md", &*postmortem), ("a.yml", &*rules), ("prometheus.yml", prometheus)]).live;
        assert_eq!(live.is, answer, "{rule}, {text}: {}", live.why);
    }
}
