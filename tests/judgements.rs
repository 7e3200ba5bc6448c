//! The judgements that nothing else here would miss: each of these was changed once, and every other test held.

use alertgap::check::{self, Alerts, Input, Judged, Wanted};
use alertgap::config;
use alertgap::link::{self, Answer, Coverage, EvidenceKind, Rungs, Verdict};
use alertgap::load::{self, Loaded, Options};

const POSTMORTEM: &str = "---\nid: INC-1\nroot_causes:\n- {id: RC1, text: The pool was full., alerts: [PoolFull]}\n---\n# \
                          Full\n\n## Impact\n\nMuch.\n";

fn rules(rule: &str) -> String {
    format!("groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, {rule}}}\n")
}

/// What is read of the files, and what is judged of it, with this configuration.
fn judged(files: &[(&str, &str)], configuration: &str) -> (Loaded, Coverage, Judged) {
    let waivers = config::read(configuration).expect("it is well formed").waivers;
    let loaded = load::read_texts(files, &Options { waivers, ..Options::default() });
    let coverage = link::link(&loaded.sources, &loaded.model, link::Options::default());
    let (sources, model) = (&loaded.sources, &loaded.model);
    let input = Input { sources, model, coverage: &coverage, base: None, today: None, alerts: Alerts::All };
    let judged = check::judge(&input, |_| Wanted::Default);
    (loaded, coverage, judged)
}

/// The rungs of the guard of the only risk.
fn rungs(files: &[(&str, &str)]) -> Rungs {
    rungs_with(files, &link::Settings::default())
}

fn rungs_with(files: &[(&str, &str)], settings: &link::Settings) -> Rungs {
    let loaded = load::read_texts(files, &Options::default());
    let coverage = link::link_with(&loaded.sources, &loaded.model, link::Options::default(), settings);
    coverage.incidents[0].risks[0].guards[0].rungs.clone()
}

/// A server's answer in which the rule has this health.
fn dump(health: &str) -> String {
    let rule = format!(r#"{{"type":"alerting","name":"PoolFull","query":"pool_used > 5","health":"{health}"}}"#);
    format!(r#"{{"status":"success","data":{{"groups":[{{"name":"g","file":"a.yml","rules":[{rule}]}}]}}}}"#)
}

#[test]
fn a_rule_that_the_server_cannot_evaluate_may_not_fire() {
    for (health, fails) in [("ok", false), ("unknown", false), ("err", true)] {
        let dump = dump(health);
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules("expr: pool_used > 5")), ("dump.json", &dump)]).live;
        let said = live.why.contains("could not evaluate it last time");
        assert_eq!((live.is == Answer::Unknown && said), fails, "{health}: {}", live.why);
    }
}

/// What the configuration says stands beside what the server says, where it says otherwise.
#[test]
fn a_server_that_lacks_what_its_configuration_loads_is_believed_and_both_are_told() {
    let other = dump("ok").replace("PoolFull", "Other");
    let (rules, loaded) = (rules("expr: pool_used > 5"), "rule_files: [a.yml]\n");
    for (configuration, although) in [(loaded, true), ("rule_files: [b.yml]\n", false)] {
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("prometheus.yml", configuration), ("dump.json", &other)];
        let defined = rungs(&files).defined;
        assert_eq!((defined.is, defined.why.contains(", although ")), (Answer::No, although), "{}", defined.why);
    }
}

/// Prometheus stops at a configuration whose pattern has a star before its last part.
#[test]
fn a_star_in_a_folder_of_rule_files_is_refused() {
    let rules = rules("expr: pool_used > 5");
    for (pattern, refused) in [("rules/*.yml", false), ("*/a.yml", true)] {
        let configuration = format!("rule_files: ['{pattern}']\n");
        let files = [("a.md", POSTMORTEM), ("rules/a.yml", &rules), ("prometheus.yml", &configuration)];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, if refused { Answer::No } else { Answer::Yes }, "{}", defined.why);
        assert_eq!(defined.why.contains("Prometheus refuses prometheus.yml"), refused, "{}", defined.why);
    }
}

/// Where the recorded series are known to be all there are, a label that their rule drops is on none of them.
#[test]
fn a_label_that_the_recording_rule_drops_is_on_no_series() {
    let alert = rules("expr: 'job:pool_used:sum{env=\"prod\"} > 5'");
    for (labels, configuration, drops) in [
        ("", "rule_files: [a.yml, c.yml]\n", true),
        (", labels: {env: prod}", "rule_files: [a.yml, c.yml]\n", false),
        ("", "rule_files: [b.yml]\n", false),
        ("", "rule_files: [a.yml]\n", false),
    ] {
        let recording = format!("record: 'job:pool_used:sum', expr: sum by (job) (pool_used){labels}");
        let recordings = format!("groups:\n- name: r\n  rules:\n  - {{{recording}}}\n");
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &alert), ("c.yml", &recordings), ("prometheus.yml", configuration)];
        let live = rungs(&files).live;
        assert_eq!(live.why.contains("has no label env: its rule does not keep it"), drops, "{labels}: {}", live.why);
    }
}

#[test]
fn a_condition_on_the_clock_holds_as_long_as_it_says() {
    for (hold, never) in [("10m", false), ("60m", true), ("2h", true)] {
        let rules = rules(&format!("expr: hour() == 3, for: {hold}"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules)]).live;
        assert_eq!(live.why.contains("the condition holds for 1h at most"), never, "{hold}: {}", live.why);
    }
}

#[test]
fn a_weak_guard_is_no_near_miss_of_its_own_risk() {
    let other = dump("ok").replace("PoolFull", "Other");
    let rules = rules("expr: pool_used > 5") + "  - {alert: PoolFullToo, expr: pool_used > 6}\n";
    let files = [("a.md", POSTMORTEM), ("a.yml", rules.as_str()), ("dump.json", other.as_str())];
    let (_, coverage, _) = judged(&files, "{}");
    let risk = &coverage.incidents[0].risks[0];
    assert_eq!(risk.verdict, Verdict::Weak);
    assert_eq!(risk.nearest.iter().map(|near| near.alert.0).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_rule_without_a_condition_is_said_to_fire_always() {
    for (expr, always) in [("pool_used", true), ("pool_used > 5", false), ("job:pool_used", false), ("ALERTS", false)] {
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules(&format!("expr: '{expr}'")))]).live;
        assert_eq!(live.why.contains("it has no condition"), always, "{expr}: {}", live.why);
    }
}

/// A pattern on names reaches findings about a rule by the name at their place, and those of guards by what they guard.
#[test]
fn a_waiver_of_a_name_accepts_what_is_said_at_that_name() {
    let twice = rules("expr: pool_used > 5")
        + "  - {alert: PoolFull, expr: pool_used > 6}\n  - {alert: Other, expr: up}\n  - {alert: Other, expr: up == 1}\n";
    let waiver = |alert: &str| format!("waivers: [{{check: rule/duplicate, alert: '{alert}', reason: on purpose}}]\n");
    let left = |alert: &str| {
        let (_, _, judged) = judged(&[("a.md", POSTMORTEM), ("a.yml", &twice)], &waiver(alert));
        judged.findings.iter().filter(|finding| finding.check == "rule/duplicate").count()
    };
    assert_eq!((left("Nothing"), left("Pool*"), left("*")), (2, 1, 0));
}

#[test]
fn a_fact_keeps_its_evidence_when_facts_alone_count() {
    let postmortem = POSTMORTEM.replace("The pool was full", "The disk was full");
    let rules = rules("expr: node_filesystem_avail_bytes < 10");
    let loaded = load::read_texts(&[("a.md", &postmortem), ("a.yml", &rules)], &Options::default());
    let evidence = |strict: bool| {
        let coverage = link::link(&loaded.sources, &loaded.model, link::Options { strict });
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!(risk.verdict, Verdict::Covered);
        risk.guards[0].evidence.iter().map(|evidence| evidence.kind).collect::<Vec<_>>()
    };
    assert_eq!(evidence(true), [EvidenceKind::Declared]);
    assert_eq!(evidence(false), [EvidenceKind::Declared, EvidenceKind::FailureMode]);
}

/// A waiver in the lines of a rule accepts what stands there, and one in those of a cause what is said of its guards.
#[test]
fn a_waiver_accepts_what_stands_beside_it_and_what_guards_the_cause_beside_it() {
    let told = "# INC-2: full\n\n## Impact\n\nMuch.\n\n## Root cause\n\n- The pool was full, which PoolFull alerts on.";
    let comment = "alertgap: allow guard/unclear reason=\"on purpose\"";
    let left = |beside_cause: &str, above_rule: &str| {
        let postmortem = format!("{told}{beside_cause}\n");
        let rules = format!("groups:\n- name: g\n  rules:\n{above_rule}  - {{alert: PoolFull, expr: pool_used > 5}}\n");
        let (_, _, judged) = judged(&[("a.md", &postmortem), ("a.yml", &rules)], "{}");
        judged.findings.iter().filter(|finding| finding.check == "guard/unclear").count()
    };
    assert_eq!(left("", ""), 1);
    assert_eq!(left(&format!(" <!-- {comment} -->"), ""), 0);
    assert_eq!(left("", &format!("  # {comment}\n")), 0);
}

/// A waiver of an incident's guards does not speak for another incident that the same rule guards.
#[test]
fn a_waiver_of_an_incident_accepts_what_guards_nothing_else() {
    let waiver = "waivers: [{check: 'guard/*', incident: INC-1, reason: on purpose}]\n";
    let rules = rules("expr: pool_used > 5");
    let left = |other: &str| {
        let other = POSTMORTEM.replace("INC-1", "INC-2").replace("PoolFull", other);
        let (_, _, judged) = judged(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("b.md", &other)], waiver);
        judged.findings.iter().filter(|finding| finding.check == "guard/unclear").count()
    };
    assert_eq!((left("Elsewhere"), left("PoolFull")), (0, 1));
}

const ALERTING: &str = "rule_files: [a.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [a]}]}]";

/// A label that relabelling takes away is no longer that of the series, and two alerts are not alike by it.
#[test]
fn what_fires_with_it_inhibits_it_by_the_labels_that_are_left() {
    let rules = rules("expr: pool_used > 5") + "  - {alert: PoolBusy, expr: pool_used > 3}\n";
    let rule = "{source_matchers: [alertname=PoolBusy], target_matchers: [alertname=PoolFull], equal: [instance]}";
    let alertmanager = format!(
        "route: {{receiver: call}}\ninhibit_rules: [{rule}]\nreceivers: [{{name: call, pagerduty_configs: [{{}}]}}]\n"
    );
    for (dropped, inhibited) in [("replica", true), ("instance", false)] {
        let prometheus = format!("{ALERTING}, alert_relabel_configs: [{{action: labeldrop, regex: {dropped}}}]}}\n");
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", rules.as_str()),
            ("prometheus.yml", &prometheus),
            ("alertmanager.yml", &alertmanager),
        ];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.why.contains("inhibited by PoolBusy"), inhibited, "{dropped}: {}", delivered.why);
    }
}

/// A new alert waits for its group, or for the next turn of a group that is there already.
#[test]
fn alertmanager_holds_back_by_the_longer_of_wait_and_interval() {
    let rules = rules("expr: pool_used > 5");
    for (wait, interval, want) in [
        ("10m", "5m", "group_wait of Alertmanager 600"),
        ("5m", "10m", "group_interval of Alertmanager 600"),
        ("7m", "7m", "group_interval of Alertmanager 420"),
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
        let terms: Vec<String> = delay.iter().map(|term| format!("{} {}", term.what, term.millis / 1000)).collect();
        assert!(terms.iter().any(|term| term == want), "{want}: {terms:?}");
    }
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
    // The slowest way counts, wherever it stands.
    for expr in ["up{job=\"fast\"} == 0 or up{job=\"slow\"} == 0", "up{job=\"slow\"} == 0 or up{job=\"fast\"} == 0"] {
        starts(&format!("expr: '{expr}'"), "", &["scrape of job slow 120", "evaluation of PoolFull 60"]);
    }
    // A function that takes its whole range, one of which the first sample is enough, and one of which nobody knows.
    for (expr, said) in [
        ("rate(up{job=\"fast\"}[5m]) == 0", Some("rate[5m], the whole range 300")),
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
        // A level may be reached before anything fails.
        ("expr: 'disk_free{job=\"fast\"} < 1', for: 5m", 3, Answer::Unknown),
        ("expr: 'up{job=\"fast\"} == 0 and disk_free < 1', for: 5m", 3, Answer::Unknown),
    ] {
        assert_eq!(in_time(rule, "", minutes).1, answer, "{rule}, {minutes} minutes");
    }
}

/// The target where there is one, and the end of the incident as well.
#[test]
fn in_time_is_before_the_target_and_before_the_end() {
    let rules = rules("expr: 'up{job=\"fast\"} == 0'");
    for (target, lasted, answer, against) in [
        (Some("10m"), None, Answer::Yes, "the target is 10m"),
        (Some("1m"), None, Answer::No, "the target is 1m"),
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

/// The server prints what it has read, in its own way.
#[test]
fn a_rule_is_loaded_however_the_server_writes_it() {
    let dump = dump("ok");
    for (expr, answer) in [
        ("pool_used > 5", Answer::Yes),
        ("pool_used>5.0", Answer::Yes),
        ("'5 < pool_used'", Answer::Unknown),
        ("pool_used > 6", Answer::Unknown),
        // Neither is read here, and both are the same.
        ("pool_used > 5 keep_metric_names", Answer::Unknown),
    ] {
        let rules = rules(&format!("expr: {expr}"));
        let defined = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("dump.json", &dump)]).defined;
        assert_eq!(defined.is, answer, "{expr}: {}", defined.why);
    }
    let odd = "pool_used > 5 keep_metric_names";
    let dump = dump.replace("pool_used > 5", odd);
    let rules = rules(&format!("expr: {odd}"));
    let defined = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("dump.json", &dump)]).defined;
    assert_eq!(defined.is, Answer::Yes, "{}", defined.why);
}

/// An incident is named by its whole id: INC-10 is another one.
#[test]
fn a_unit_test_names_the_incident_that_stands_in_it_as_a_word() {
    let rules = rules("expr: pool_used > 5");
    for (name, named) in [
        ("INC-1", true),
        ("replays INC-1, at night", true),
        ("(INC-1)", true),
        ("INC-10", false),
        ("XINC-1", false),
        ("INC-1-b", false),
        ("INC-10 and INC-1", true),
        ("the pool", false),
    ] {
        let series = "{series: pool_used, values: '9x10'}";
        let test = format!(
            "rule_files: [a.yml]\ntests:\n- name: {name}\n  interval: 1m\n  input_series: [{series}]\n  alert_rule_test:\n  \
             - {{eval_time: 5m, alertname: PoolFull, exp_alerts: [{{}}]}}\n"
        );
        let proven = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("t.yml", &test)]).proven;
        assert_eq!(proven.is, Answer::Yes, "{}", proven.why);
        assert_eq!(proven.why.contains(", and names INC-1;"), named, "{name}: {}", proven.why);
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
        ("rate(errors{job=\"slow\"}[2m]) > 1", false),
        ("rate(errors{job=\"fast\"}[9s]) > 1", true),
        ("rate(errors[119s]) > 1", false),
        ("rate(errors[9s]) > 1", true),
        ("max_over_time(errors{job=\"slow\"}[1m]) > 1", false),
    ] {
        let live = present(expr);
        assert_eq!(live.is == Answer::No, never, "{expr}: {}", live.why);
        assert_eq!(live.why.contains("never holds two samples"), never, "{expr}: {}", live.why);
    }
}

/// A Prometheus on Windows reads `\` as we read `/`, any other as the mark of a plain character: nobody can say here.
#[test]
fn a_pattern_with_backslashes_leads_nowhere_and_denies_nothing() {
    for (pattern, answer) in [("alerts/*.yml", Answer::Yes), ("alerts\\*.yml", Answer::Unknown)] {
        let prometheus = format!("rule_files: ['{pattern}']\nscrape_configs: []\n");
        let rules = rules("expr: pool_used > 5");
        let files = [("a.md", POSTMORTEM), ("alerts/a.yml", &rules), ("prometheus.yml", &prometheus)];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{pattern}: {}", defined.why);
    }
}

/// The client of Go shows nothing of a family with labels before its first event; the others show what it is.
#[test]
fn what_never_happened_yet_may_still_be_there() {
    let prometheus = "rule_files: [a.yml]\nscrape_configs:\n- {job_name: orders, static_configs: [{targets: [a]}]}\n";
    let page = |client: &str| format!("# HELP {client} H\n# TYPE {client} gauge\n{client} 5\n");
    for (expr, client, absent) in [
        ("errors_total{job=\"orders\"} > 5", "go_goroutines", true),
        ("errors_total{job=\"orders\", instance=\"a\"} > 5", "go_goroutines", true),
        ("errors_total{job=\"orders\", code=\"500\"} > 5", "go_goroutines", false),
        ("sum by (code) (errors_total{job=\"orders\"}) > 5", "go_goroutines", false),
        ("sum by (job) (errors_total{job=\"orders\"}) > 5", "go_goroutines", true),
        ("errors_total{job=\"orders\", code=\"500\"} > 5", "process_threads", true),
    ] {
        let (rules, page) = (rules(&format!("expr: '{expr}'")), page(client));
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("orders.prom", &page), ("prometheus.yml", prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.is == Answer::No, absent, "{expr}, {client}: {}", live.why);
    }
}

/// An alert on the metrics of a product that nobody spoke of is less likely meant than one on any other.
#[test]
fn a_stranger_is_no_nearer_than_its_words() {
    let nearest = |text: &str| {
        let postmortem = POSTMORTEM.replace("The pool was full.", text).replace("[PoolFull]", "[]");
        let rules = "groups:\n- name: g\n  rules:\n  - {alert: GateQueued, expr: redis_connected_clients > 5}\n  - {alert: \
                     QueuedGate, expr: x_connected_clients > 5}\n";
        let (_, coverage, _) = judged(&[("a.md", &postmortem), ("a.yml", rules)], "");
        let near = &coverage.incidents[0].risks[0].nearest;
        near.iter().map(|near| near.alert.0).collect::<Vec<_>>()
    };
    assert_eq!(nearest("Visitors queued at the gate, clients too."), [1, 0]);
    assert_eq!(nearest("Visitors queued at the gate of Redis, clients too."), [0, 1]);
}

/// One alert silences another where both surely have the same value: a fixed one, or that of the same series.
#[test]
fn an_inhibition_holds_where_the_labels_are_surely_equal() {
    let inhibited = |target: &str, source: &str, by: &str| {
        let rules = format!(
            "groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, expr: {by}(pool_used) > 5, labels: {{severity: page{target}}}}}\n  \
             - {{alert: Site, expr: {by}(pool_used) > 3, labels: {{severity: site{source}}}}}\n"
        );
        let alertmanager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{routing_key: x}]}]\ninhibit_rules: \
                            [{source_matchers: [severity=site], target_matchers: [severity=page], equal: [cluster]}]\n";
        let prometheus = "rule_files: [a.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [a]}]}]}\n";
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("am.yml", alertmanager), ("prometheus.yml", prometheus)];
        let rung = rungs(&files).delivery.rung;
        assert_eq!(rung.is == Answer::No, rung.why.contains("inhibited by Site"), "{}", rung.why);
        rung.is == Answer::No
    };
    for (target, source, by, want) in [
        ("", "", "", true),
        ("", "", "sum by (cluster) ", true),
        // Neither has it.
        ("", "", "sum", true),
        (", cluster: eu", ", cluster: eu", "", true),
        (", cluster: eu", ", cluster: us", "", false),
        (", cluster: eu", "", "", false),
        ("", ", cluster: us", "", false),
    ] {
        assert_eq!(inhibited(target, source, by), want, "{by}: {target} and {source}");
    }
}

/// A page is named after the job that it is of.
#[test]
fn a_series_of_another_job_is_not_there() {
    let prometheus = "rule_files: [a.yml]\nscrape_configs:\n- {job_name: orders, static_configs: [{targets: [a]}]}\n\
                      - {job_name: mail, static_configs: [{targets: [b]}]}\n";
    let (shows, lacks) = ("# TYPE errors gauge\nerrors 5\n", "# TYPE up2 gauge\nup2 5\n");
    for (expr, known, answer) in [
        ("errors{job=\"mail\"} > 5", true, Answer::Yes),
        ("errors{job=\"orders\"} > 5", true, Answer::No),
        ("errors{job=~\"ma.+\"} > 5", true, Answer::Yes),
        // Which jobs there are, nobody says.
        ("errors{job=~\"ma.+\"} > 5", false, Answer::Unknown),
        ("errors{job=\"mail\"} > 5", false, Answer::Yes),
    ] {
        let rules = rules(&format!("expr: '{expr}'"));
        let mut files = vec![("a.md", POSTMORTEM), ("a.yml", &rules), ("mail.prom", shows), ("orders.prom", lacks)];
        files.extend(known.then_some(("prometheus.yml", prometheus)));
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{expr}: {}", live.why);
    }
}
