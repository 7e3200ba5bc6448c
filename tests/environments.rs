//! What the configuration tells the ladder: deployed paths, environments, receivers, and what is asked for.

mod support;

use support::{Folder, alertgap};

const PROMETHEUS: &str = "rule_files: [FILES]\nalerting: {alertmanagers: [{static_configs: [{targets: [am]}]}]}\n";
const RULES: &str =
    "groups:\n- name: g\n  rules:\n  - {alert: PoolFull, expr: pool_used > 5, for: 5m, labels: {severity: page}}\n";

/// A severe incident that declares its alert, with these files beside it.
fn repository(configuration: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    let front = "id: INC-4\nseverity: sev1\nroot_causes:\n  - {id: RC1, text: The pool was full., alerts: [PoolFull]}";
    folder.write("postmortems/inc-4.md", format!("---\n{front}\n---\n# Full\n\n## Impact\n\nMuch.\n"));
    folder.write("alerts/pool.yml", RULES);
    folder.write("alertgap.yml", configuration);
    for (name, text) in files {
        folder.write(name, text);
    }
    folder
}

fn alertmanager(receiver: &str) -> String {
    format!("route: {{receiver: oncall}}\nreceivers: [{{name: oncall{receiver}}}]\n")
}

/// `is: why` of a rung, and the risk's verdict.
fn rung(folder: &Folder, name: &str) -> (String, String) {
    let ran = alertgap(&["check", "--format", "json"], folder.path());
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    let risk = &said["incidents"][0]["risks"][0];
    let rung = &risk["guards"][0]["rungs"][name];
    let text = |value: &serde_json::Value| value.as_str().expect("it is a text").to_owned();
    (format!("{}: {}", text(&rung["is"]), text(&rung["why"])), text(&risk["verdict"]))
}

#[test]
fn a_mount_leads_from_the_deployed_path_to_the_folder() {
    let deployed = PROMETHEUS.replace("FILES", "/etc/prometheus/rules/*.yml");
    let files = [("conf/prometheus.yml", deployed.as_str())];
    let defined = |mounts: &str| rung(&repository(mounts, &files), "defined").0;
    assert!(
        defined("")
            .starts_with("unknown: \"/etc/prometheus/rules/*.yml\" in conf/prometheus.yml leads to no file here")
    );
    assert_eq!(
        defined("mounts: {/etc/prometheus/rules: alerts}\n"),
        "yes: conf/prometheus.yml loads it by \"/etc/prometheus/rules/*.yml\""
    );
    let elsewhere = defined("mounts: {/etc/prometheus/rules: postmortems}\n");
    assert!(elsewhere.starts_with("unknown: "), "{elsewhere}");
}

#[test]
fn environments_that_disagree_say_nothing_until_one_counts() {
    let (loads, does_not) = (PROMETHEUS.replace("FILES", "../alerts/*.yml"), PROMETHEUS.replace("FILES", "own.yml"));
    let own = RULES.replace("PoolFull", "Other");
    let (tells, mute) = (alertmanager(", pagerduty_configs: [{routing_key: k}]"), alertmanager(""));
    let files = [
        ("north/prometheus.yml", loads.as_str()),
        ("north/alertmanager.yml", &tells),
        ("south/prometheus.yml", &does_not),
        ("south/alertmanager.yml", &mute),
        ("south/own.yml", &own),
    ];
    let configured = |north: &str, south: &str| {
        let of = |name: &str, more: &str| {
            format!("  {name}: {{prometheus: ['{name}/*'], alertmanager: ['{name}/*']{more}}}\n")
        };
        repository(&format!("environments:\n{}{}", of("north", north), of("south", south)), &files)
    };
    let (defined, _) = rung(&configured("", ""), "defined");
    assert_eq!(
        defined,
        "unknown: north/prometheus.yml (north) loads it by \"../alerts/*.yml\", but no pattern of rule_files in \
         south/prometheus.yml (south) matches it: nothing under environments: says which counts"
    );
    // The one that loads it sends to its own Alertmanager.
    let (delivered, verdict) = rung(&configured("", ""), "delivered");
    assert_eq!((delivered.as_str(), verdict.as_str()), ("yes: it reaches \"oncall\" (PagerDuty)", "covered"));
    let (defined, verdict) = rung(&configured(", counts: true", ""), "defined");
    assert!(defined.starts_with("yes: north/prometheus.yml") && verdict == "covered", "{defined}");
    let (defined, verdict) = rung(&configured("", ", counts: true"), "defined");
    assert!(defined.starts_with("no: no pattern of rule_files") && verdict == "weak", "{defined}");
}

#[test]
fn alertmanagers_that_disagree_are_named() {
    let (tells, mute) = (alertmanager(", pagerduty_configs: [{routing_key: k}]"), alertmanager(""));
    let files = [("prod/alertmanager.yml", tells.as_str()), ("test/alertmanager.yml", &mute)];
    let environments = "environments: {prod: {alertmanager: ['prod/*']}, test: {alertmanager: ['test/*']}}\n";
    let (delivered, _) = rung(&repository(environments, &files), "delivered");
    assert!(delivered.starts_with("unknown: in "), "{delivered}");
    for part in
        ["in prod it reaches \"oncall\"", "in test no receiver", "nothing under environments: says which counts"]
    {
        assert!(delivered.contains(part), "{part}: {delivered}");
    }
    // What has no name is not named.
    let (delivered, _) = rung(&repository("environments: {prod: {alertmanager: ['prod/*']}}\n", &files), "delivered");
    assert!(delivered.starts_with("unknown: the configurations of Alertmanager disagree;"), "{delivered}");
}

#[test]
fn whether_it_pages_is_known_where_all_environments_agree() {
    let environments = "environments: {prod: {alertmanager: ['prod/*']}, test: {alertmanager: ['test/*']}}\n";
    let webhook = alertmanager(", webhook_configs: [{url: 'https://hooks.example.com/x'}]");
    let mail = webhook.replace("oncall", "mail");
    let is_too_quiet = |prod: &String, test: &String| {
        let configuration = format!("{environments}receivers: {{page: [oncall], notify: [mail]}}\n");
        let files = [("prod/alertmanager.yml", prod.as_str()), ("test/alertmanager.yml", test.as_str())];
        let folder = repository(&configuration, &files);
        assert!(rung(&folder, "delivered").0.starts_with("yes: "), "{}", rung(&folder, "delivered").0);
        let said = alertgap(&["check", "--format", "concise", "--only", "guard/*"], folder.path()).stdout;
        said.contains("guard/under-severity")
    };
    assert!(is_too_quiet(&mail, &mail));
    assert!(!is_too_quiet(&webhook, &webhook));
    assert!(!is_too_quiet(&mail, &webhook) && !is_too_quiet(&webhook, &mail));
}

#[test]
fn what_is_said_of_receivers_counts_more_than_their_kind() {
    let webhook = alertmanager(", webhook_configs: [{url: 'https://hooks.example.com/x'}]");
    let said = |receivers: &str| {
        let folder = repository(&format!("receivers: {receivers}\n"), &[("alertmanager.yml", &webhook)]);
        let concise = alertgap(&["check", "--format", "concise", "--only", "guard/*"], folder.path()).stdout;
        (rung(&folder, "delivered").0, concise)
    };
    let (delivered, concise) = said("{}");
    assert!(delivered.starts_with("yes: ") && !concise.contains("under-severity"), "{delivered} {concise}");
    let (delivered, concise) = said("{notify: [on*]}");
    assert!(delivered.ends_with("which notifies but pages nobody") && concise.contains("under-severity"), "{concise}");
    let (delivered, concise) = said("{nobody: [oncall]}");
    assert!(delivered.starts_with("no: ") && concise.contains("error[guard/unrouted]"), "{delivered} {concise}");
}

#[test]
fn being_in_time_can_be_asked_for() {
    let files = [("prometheus.yml", PROMETHEUS.replace("FILES", "alerts/*.yml")), ("alertmanager.yml", String::new())];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let late = "detection_targets: {sev1: 2m}\n";
    // What counts events begins with the failure, and is late; a level may be seen before.
    let verdict = |configuration: String| {
        let folder = repository(&configuration, &files);
        folder.write("alerts/pool.yml", RULES.replace("pool_used > 5", "'increase(pool_timeouts_total[5m]) > 0'"));
        let (said, verdict) = rung(&folder, "in-time");
        let concise = alertgap(&["check", "--format", "concise", "--only", "guard/too-slow"], folder.path()).stdout;
        (said.split(':').next().unwrap_or_default().to_owned(), verdict, concise)
    };
    let (is, covered, concise) = verdict(late.to_owned());
    assert_eq!((is.as_str(), covered.as_str()), ("no", "covered"));
    assert!(concise.contains("warning[guard/too-slow]"), "{concise}");
    let (is, weak, concise) = verdict(format!("{late}required_rungs: {{default: [in-time]}}\n"));
    assert_eq!((is.as_str(), weak.as_str()), ("no", "weak"));
    assert!(concise.contains("error[guard/too-slow]"), "{concise}");
}

#[test]
fn a_series_may_be_recorded_by_rules_that_are_not_here() {
    let live = |files: &str| {
        let scrapes = "scrape_configs: [{job_name: web, static_configs: [{targets: [a]}]}]\n";
        let prometheus = format!("{}{scrapes}", PROMETHEUS.replace("FILES", files));
        let page = [("prometheus.yml", prometheus.as_str()), ("dumps/web.prom", "# TYPE x gauge\nx 1\n")];
        let folder = repository("", &page);
        folder.write("alerts/pool.yml", RULES.replace("pool_used > 5", "'web:x:sum > 5'"));
        rung(&folder, "live").0
    };
    assert_eq!(live("alerts/*.yml"), "no: web:x:sum is not among what job web exposes (dumps/web.prom)");
    assert!(live("alerts/*.yml, /etc/prometheus/more/*.yml").starts_with("unknown: "));
}

#[test]
fn of_one_environment_one_that_loads_it_is_enough() {
    let (loads, does_not) = (PROMETHEUS.replace("FILES", "alerts/*.yml"), PROMETHEUS.replace("FILES", "own/*.yml"));
    let own = RULES.replace("PoolFull", "Other");
    let files = [("a.yml", loads.as_str()), ("b.yml", &does_not), ("own/own.yml", &own)];
    let defined = |configuration: &str| rung(&repository(configuration, &files), "defined").0;
    assert!(defined("").starts_with("unknown: "));
    assert!(defined("environments: {prod: {prometheus: [a.yml, b.yml]}}\n").starts_with("yes: a.yml (prod)"));
}

#[test]
fn one_file_that_is_refused_stops_all_that_are_loaded_with_it() {
    let prometheus = PROMETHEUS.replace("FILES", "alerts/*.yml");
    let broken = RULES.replace("PoolFull", "Other").replace("pool_used > 5", "'pool_used >'");
    let files = [("prometheus.yml", prometheus.as_str()), ("alerts/broken.yml", &broken)];
    assert_eq!(
        rung(&repository("", &files), "defined").0,
        "no: \"alerts/*.yml\" in prometheus.yml matches alerts/broken.yml too, in which something is refused: \
         Prometheus would load nothing"
    );
}

/// Only a copy for another environment is not loaded where it counts: the alert itself is.
#[test]
fn a_copy_for_another_environment_needs_no_loading() {
    let copy = RULES.replace("for: 5m", "for: 6h");
    let prod = PROMETHEUS.replace("FILES", "alerts/*.yml");
    let staging = PROMETHEUS.replace("FILES", "staging/*.yml");
    let said = |rules: &str| {
        let files = [("prometheus.yml", &*prod), ("prometheus-staging.yml", &*staging), ("staging/pool.yml", rules)];
        let folder = repository("", &files);
        alertgap(&["check"], folder.path()).stdout
    };
    assert!(!said(&copy).contains("guard/not-loaded"), "{}", said(&copy));
    let (other, folder) = (
        copy.replace("PoolFull", "PoolFuller"),
        "root_causes:\n  - {id: RC1, text: The pool was full., alerts: [PoolFuller]}",
    );
    let files = [("prometheus.yml", &*prod), ("staging/pool.yml", &*other)];
    let repository = repository("", &files);
    repository.write("postmortems/inc-4.md", format!("---\nid: INC-4\n{folder}\n---\n# Full\n\n## Impact\n\nMuch.\n"));
    assert!(alertgap(&["check"], repository.path()).stdout.contains("guard/not-loaded"));
}
