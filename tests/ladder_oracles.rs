//! What the ladder says, held against a real Prometheus and promtool.
//!
//! A tool that is not installed is said and skipped; with `ALERTGAP_REQUIRE_TOOLS=1` it is a failure.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "figures and skipped tools are told")]

#[path = "support/server.rs"]
mod server;

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use alertgap::link::Answer;
use alertgap::load::{self, Loaded};
use server::{Server, has, serve};
use support::Folder;

/// Rule files; each has one alert that is named after it.
const FILES: &[&str] = &[
    "conf/a.yml",
    "conf/b.rules",
    "conf/rules/one.yml",
    "conf/rules/two.yaml",
    "conf/rules/three.rules.yml",
    "conf/rules/a-b.yml",
    "conf/rules/a]b.yml",
    "conf/rules/Upper.yml",
    "conf/rules/é.yml",
    "conf/rules/deep/one.yml",
    "conf/rules/deep/er/one.yml",
    "conf/rules2/one.yml",
    "conf/x[1]/one.yml",
    "alerts/one.yml",
    "alerts/10.yml",
    "alerts/2.yml",
    "other.yml",
];

/// `rule_files`, one list a case.
const PATTERNS: &[&[&str]] = &[
    &["*.yml"],
    &["*"],
    &["rules/*.yml"],
    &["rules/*"],
    &["rules/*/*.yml"],
    &["**/*.yml"],
    &["rules/**"],
    &["rules/**.yml"],
    &["./rules/one.yml"],
    &["rules/../a.yml"],
    &["../alerts/*.yml"],
    &["../alerts/?.yml"],
    &["../alerts/??.yml"],
    &["../*.yml"],
    &["../alerts/[0-9]*.yml"],
    &["../alerts/[^0-9]*.yml"],
    &["../alerts/[!0-9]*.yml"],
    &["rules/[A-Z]*.yml"],
    &["rules/[a-z]*.yml"],
    &["rules/a[-]b.yml"],
    &["rules/a[\\-]b.yml"],
    &["rules/a\\]b.yml"],
    &["rules/a[]]b.yml"],
    &["rules/?.yml"],
    &["rules/{one,two}.yml"],
    &["rules/one.y*ml"],
    &["rules/one.*"],
    &["rules/*.y?ml"],
    &["rules/*.rules.yml"],
    &["rules?/one.yml"],
    &["rules[0-9]/one.yml"],
    &["[r]ules/one.yml"],
    &["rules*/one.yml"],
    &["x\\[1\\]/one.yml"],
    &["x[1]/one.yml"],
    &["rules/one.yml", "rules/two.yaml"],
    &["rules/one.yml", "rules/*.yml"],
    &["rules/one.yml", "rules2/*.yml", "../alerts/1*.yml"],
    &["rules/one.yml", "../alerts/[a.yml"],
    &["rules//deep///one.yml"],
    &["RULES/one.yml"],
    &["rules/deep/*"],
    &["rules/de*p"],
    &["b.*", "*.rules"],
];

fn read(folder: &Path) -> Loaded {
    load::read(&[PathBuf::from(folder)], &load::Options::default())
}

fn alert_of(file: &str) -> String {
    format!("OfFile{}", FILES.iter().position(|known| *known == file).expect("it is listed"))
}

/// Rule files, and a postmortem that declares every one of their alerts as a guard.
fn repository() -> Folder {
    let folder = Folder::new();
    for file in FILES {
        let rule = format!("groups:\n- name: g\n  rules:\n  - alert: {}\n    expr: up == 0\n", alert_of(file));
        folder.write(file, rule);
    }
    let alerts: Vec<String> = FILES.iter().map(|file| alert_of(file)).collect();
    let text = format!(
        "---\nid: INC-1\nroot_causes:\n  - id: RC1\n    text: The disk was full.\n    alerts: [{}]\n---\n# Full\n\n## Impact\n\nAll.\n",
        alerts.join(", ")
    );
    folder.write("postmortems/inc-1.md", text);
    folder
}

/// What the rung `defined` says of each alert.
fn said(folder: &Path) -> BTreeMap<String, Answer> {
    let Loaded { sources, model } = read(folder);
    let coverage = alertgap::link::link(&sources, &model, alertgap::link::Options::default());
    let guards = coverage.incidents.iter().flat_map(|incident| &incident.risks).flat_map(|risk| &risk.guards);
    guards.map(|guard| (model.rules.alert(guard.alert).name.to_string(), guard.rungs.defined.is)).collect()
}

#[test]
fn files_that_we_take_for_loaded_are_those_that_prometheus_loads() {
    if !has("prometheus") {
        return;
    }
    let folder = repository();
    let data = Folder::new();
    let config = folder.path().join("conf/prometheus.yml");
    std::fs::write(&config, "rule_files: []\n").expect("it can be written");
    let server = Server::start(&config, data.path());
    let (mut yes, mut no, mut unknown) = (0, 0, 0);
    for patterns in PATTERNS {
        let listed: String = patterns.iter().map(|it| format!("  - {it:?}\n")).collect();
        std::fs::write(&config, format!("rule_files:\n{listed}")).expect("it can be written");
        let loaded: BTreeSet<String> = if server.reload() { loaded_by(&server) } else { BTreeSet::new() };
        let said = said(folder.path());
        assert_eq!(said.len(), FILES.len(), "every alert is a guard");
        for (alert, answer) in said {
            match answer {
                Answer::Yes => assert!(loaded.contains(&alert), "{patterns:?}: {alert} is not loaded"),
                Answer::No => assert!(!loaded.contains(&alert), "{patterns:?}: {alert} is loaded"),
                // A pattern that leads nowhere here may lead somewhere there.
                Answer::Unknown => assert!(!loaded.contains(&alert), "{patterns:?}: {alert} is loaded and unknown"),
            }
            *match answer {
                Answer::Yes => &mut yes,
                Answer::No => &mut no,
                Answer::Unknown => &mut unknown,
            } += 1;
        }
    }
    assert!(PATTERNS.len() > 30 && yes > 40 && no > 200, "{yes} yes, {no} no, {unknown} unknown");
    println!("{} lists of patterns, {} files: {yes} yes, {no} no, {unknown} unknown", PATTERNS.len(), FILES.len());
}

fn loaded_by(server: &Server) -> BTreeSet<String> {
    let data = server.api("/api/v1/rules");
    let groups = data["groups"].as_array().expect("groups are listed").iter();
    let rules = groups.flat_map(|group| group["rules"].as_array().expect("rules are listed"));
    rules.map(|rule| rule["name"].as_str().expect("rules have names").to_owned()).collect()
}

const PAGE: &str = "# HELP a_total Help with \\\\ and \\n.\n# TYPE a_total counter\na_total{code=\"200\"} 5\na_total{code=\"500\",path=\"/a,b\"} 1e3 \n\
b{a=\"}\"} 1\nb{a=\"b c\"} 2\nb{} 3\nb {a=\"1\"} 1\nb{ a = \"2\" , b=\"3\", } +Inf\nc{a=\"q\\\"w\\\\e\\nr\"} NaN\nc{a=\"a=b\"} -1\n\
job:errors:rate5m{shard=\"é\"} 0.5\nd\t3.2e-7\ne{a=\"\"} 0\ne{a=\"#\"} 0.125\nf{a=\"\\d\"} .5\n# a comment\n\n#\n\
# TYPE h histogram\nh_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 0.3\nh_count 2\n# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\n_x 1\nA:b 2\n";

const OPEN_PAGE: &str = "# HELP a Help.\n# TYPE a counter\n# UNIT a \na_total{code=\"200\"} 5.0 # {trace=\"x y\"} 0.67\na_created{code=\"200\"} 1.5e9\n\
# TYPE h histogram\nh_bucket{le=\"0.1\"} 1 # {trace=\"}\"} 0.05\nh_bucket{le=\"+Inf\"} 2\nh_sum 0.3\nh_count 2\n# TYPE i info\ni_info{v=\"1,2\"} 1\n\
# TYPE g gauge\ng{a=\"a\\\"b\"} NaN\n# EOF\n";

#[test]
fn series_that_we_read_are_those_that_prometheus_scrapes() {
    if !has("prometheus") {
        return;
    }
    let text = serve(PAGE.into(), "text/plain; version=0.0.4");
    let open = serve(OPEN_PAGE.into(), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let (folder, data) = (Folder::new(), Folder::new());
    let job =
        |name: &str, port: u16| format!("- job_name: {name}\n  static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n");
    let config =
        format!("global: {{scrape_interval: 1s}}\nscrape_configs:\n{}{}", job("text", text), job("open", open));
    folder.write("prometheus.yml", config);
    let server = Server::start(&folder.path().join("prometheus.yml"), data.path());
    folder.write("pages/text.prom", PAGE);
    folder.write("pages/open.prom", OPEN_PAGE);
    let Loaded { model, .. } = read(&folder.path().join("pages"));
    assert_eq!(model.expositions.len(), 2, "both are recognised");
    assert!(model.skipped.is_empty(), "{:?}", model.skipped);
    for page in &model.expositions {
        let ours: BTreeSet<(String, BTreeMap<String, String>)> =
            page.series.iter().map(|series| (series.name.clone(), series.labels.clone())).collect();
        let mut theirs = BTreeSet::new();
        for _ in 0..100 {
            theirs = scraped(&server, &page.stem);
            if !theirs.is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(ours, theirs, "{}: {}", page.stem, server.api("/api/v1/targets"));
        println!("{}: {} series", page.stem, ours.len());
    }
}

fn scraped(server: &Server, job: &str) -> BTreeSet<(String, BTreeMap<String, String>)> {
    let data = server.api(&format!("/api/v1/series?match[]=%7Bjob%3D%22{job}%22%7D"));
    let own = |name: &str| name == "up" || name.starts_with("scrape_");
    let mut all = BTreeSet::new();
    for series in data.as_array().expect("series are listed") {
        let labels = series.as_object().expect("a series is an object").iter();
        let mut labels: BTreeMap<String, String> =
            labels.map(|(name, value)| (name.clone(), value.as_str().expect("labels are texts").into())).collect();
        let name = labels.remove("__name__").expect("a series has a name");
        labels.remove("job");
        labels.remove("instance");
        if !own(&name) {
            all.insert((name, labels));
        }
    }
    all
}

fn promtool(folder: &Path, file: &str) -> (bool, String) {
    let run =
        Command::new("promtool").args(["test", "rules", file]).current_dir(folder).output().expect("it was found");
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.success(), said)
}

const RULES: &str = r#"groups:
- name: g
  rules:
  - {alert: Down, expr: up == 0, for: 2m, labels: {severity: page}}
  - {alert: High, expr: load > 5, labels: {severity: page}}
  - {alert: High, expr: load > 3, labels: {severity: warning}}
"#;

const TESTS: &str = r#"rule_files: [rules/*.yml]
evaluation_interval: 1m
tests:
- name: first   # of INC-1
  interval: 1m
  input_series:
  - {series: 'up{job="a"}', values: '1 1 0 0 0 0 0 1 1 1'}
  - {series: 'load', values: '0 4 4 6 6 6'}
  alert_rule_test:
  - {eval_time: 6m, alertname: Down, exp_alerts: [{exp_labels: {severity: page, job: a}}]}
  - eval_time: 3m
    alertname: Down
  - eval_time: 9m
    alertname: "Down"
    exp_alerts: []
  - eval_time: 2m
    alertname: High
    exp_alerts:
    - exp_labels: {severity: warning}
  - eval_time: 4m
    alertname: High
    exp_alerts: [{exp_labels: {severity: warning}}, {exp_labels: {severity: page}}]
  - {alertname: High}
- interval: 30s
  input_series: [{series: load, values: '9x20'}]
  alert_rule_test:
  - {eval_time: 1m30s, alertname: High, exp_alerts: [{exp_labels: {severity: warning}}, {exp_labels: {severity: page}}]}
  - {eval_time: 5m, alertname: Down, exp_alerts: }
"#;

#[test]
fn what_unit_tests_assert_is_what_promtool_checks() {
    if !has("promtool") {
        return;
    }
    let folder = Folder::new();
    folder.write("rules/all.yml", RULES);
    folder.write("test.yml", TESTS);
    let Loaded { model, .. } = read(folder.path());
    let tests = model.unit_tests.first().expect("the file of tests is recognised");
    let (passes, said) = promtool(folder.path(), "test.yml");
    assert!(passes, "{said}");
    let pairs: Vec<_> =
        tests.assertions.iter().map(|it| (it.alert.value.as_str(), it.at, !it.fires.is_empty())).collect();
    assert_eq!(pairs.len(), 8, "{pairs:?}");
    for assertion in &tests.assertions {
        let expected = if assertion.fires.is_empty() { "[{exp_labels: {}}]" } else { "[]" };
        let inverted =
            format!("{{eval_time: {}ms, alertname: {}, exp_alerts: {expected}}}", assertion.at, assertion.alert.value);
        let mut text = TESTS.to_owned();
        text.replace_range(assertion.place.range(), &inverted);
        folder.write("inverted.yml", &text);
        let (passes, _) = promtool(folder.path(), "inverted.yml");
        assert!(!passes, "{inverted} passes:\n{text}");
    }
    println!("{} assertions, each fails when inverted", pairs.len());
}

/// Expressions that we say never give anything, and such that may.
const NEVER: &str = include_str!("../src/model/expr/possible/never.txt");
const MAY: &str = include_str!("../src/model/expr/possible/may.txt");
const METRICS: &str = include_str!("../rules/metrics.yml");
const PAGE_OF_NEVER: &str = include_str!("../src/check/guard/never-fires.md");

/// `expr` and `for` of every bad case of the page.
fn cases_of_page() -> Vec<(String, String)> {
    let bad = PAGE_OF_NEVER.split("## Good").next().unwrap_or_default();
    let values = |key: &str| -> Vec<String> {
        bad.lines().filter_map(|line| line.trim().strip_prefix(key)).map(|it| it.trim().to_owned()).collect()
    };
    values("expr:").into_iter().zip(values("for:")).collect()
}

/// Series of every metric that an expression reads, with the labels that its exporter gives it and values that go through
/// everything their names allow.
fn provoking(names: &BTreeSet<String>) -> String {
    let metrics: serde_yaml::Value = serde_yaml::from_str(METRICS).expect("it is well formed");
    let mut series = String::new();
    for name in names {
        let values = if name == "up" || name == "probe_success" {
            "0x40 1x40 0 1 0 1 _x5 0x30 1x30"
        } else if ["_total", "_count", "_bucket"].iter().any(|end| name.ends_with(end)) {
            "0+7x60 0+1000x30 5x20 0x10 1e6+1e6x40"
        } else if name.contains("last") || name.contains("start_time") || name.contains("boot_time") {
            // promtool's clock begins at 0; these stand still, and are reset to times that are over.
            "0x100 0+300x100"
        } else {
            "-5x20 0x20 1x20 0.5x20 7x20 9.5x20 20x20 1e9x20 -1e9x20 stale 0+10x50"
        };
        let labels = metrics["own_labels"].as_mapping().expect("it is one");
        let of_name = labels.iter().filter(|(begins, _)| begins.as_str().is_some_and(|it| name.starts_with(it)));
        let own = of_name.flat_map(|(_, labels)| labels.as_sequence().expect("they are a list"));
        let exporters = metrics["exporters"].as_mapping().expect("it is one");
        let begins = |begin: &serde_yaml::Value| begin.as_str().is_some_and(|begin| name.starts_with(begin));
        let of = |begin: &serde_yaml::Value| begin.as_sequence().is_some_and(|all| all.iter().any(begins));
        let exporter = exporters.iter().find(|(_, all)| of(all)).and_then(|(exporter, _)| exporter.as_str());
        let own: String = own.map(|label| format!(",{}=\"own\"", label.as_str().expect("it is a name"))).collect();
        for labels in [
            r#"job="a",instance="i",a="1",b="2",code="500",env="prod""#,
            r#"job="b",instance="j",a="2",code="200",env="dev""#,
            r#"job="ledger",instance="k",state="ok",code="failed",le="+Inf""#,
            r#"job="backup",instance="l",a="prod",state="failed""#,
        ] {
            // Each exporter is scraped by jobs of its own.
            let labels = exporter.map_or(labels.to_owned(), |of| labels.replace("job=\"", &format!("job=\"{of}/")));
            series.push_str(&format!("  - {{series: '{name}{{{labels}{own}}}', values: '{values}'}}\n"));
        }
    }
    series
}

/// The alerts that fire at any moment under provoking inputs.
fn firing(cases: &[(String, String)]) -> BTreeSet<usize> {
    let folder = Folder::new();
    let mut names = BTreeSet::new();
    let mut rules = String::from("groups:\n");
    for (at, (expr, hold)) in cases.iter().enumerate() {
        let read = alertgap::model::Expr::read(expr).expect("the cases are valid");
        names.extend(read.metrics().map(str::to_owned));
        rules.push_str(&format!(
            "- {{name: g{at}, rules: [{{alert: 'N{at}', expr: '{}', for: {hold}}}]}}\n",
            expr.replace('\'', "''")
        ));
    }
    folder.write("rules.yml", rules);
    let asked = "    promql_expr_test:\n  - {expr: 'count by (alertname) (count_over_time(ALERTS{alertstate=\"firing\"}[30h]))', eval_time: 28h, exp_samples: []}\n";
    let asked = asked.replacen("    promql", "  promql", 1);
    let tests = format!(
        "rule_files: [rules.yml]\nevaluation_interval: 5m\ntests:\n- interval: 5m\n  input_series:\n{}{asked}",
        provoking(&names)
    );
    folder.write("test.yml", &tests);
    let (passes, said) = promtool(folder.path(), "test.yml");
    let alerts = said.split("alertname=\"N").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok());
    let alerts: BTreeSet<usize> = alerts.collect();
    assert!(passes || !alerts.is_empty(), "{said}");
    alerts
}

#[test]
fn what_never_fires_stays_silent_whatever_the_inputs() {
    if !has("promtool") {
        return;
    }
    let at_once = |text: &str| (text.to_owned(), "0s".to_owned());
    let never: Vec<_> = NEVER.lines().map(at_once).chain(cases_of_page()).collect();
    assert!(never.len() > 45, "{}", never.len());
    let fired: Vec<_> = firing(&never).into_iter().map(|at| &never[at]).collect();
    assert!(fired.is_empty(), "{fired:?}");
    // The inputs do provoke: what rests on no name and no label of its own fires, where it may.
    let needs_prometheus_3 = |text: &&str| !text.contains("group_left sum");
    let may: Vec<_> = MAY.lines().filter(needs_prometheus_3).map(at_once).collect();
    let fired = firing(&may).len();
    assert!(fired > 30, "{fired} of {}", may.len());
    println!("{} stay silent; of {} that may fire, {fired} do", never.len(), may.len());
}
