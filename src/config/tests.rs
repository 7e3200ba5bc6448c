//! Every key, what is wrong with each, and the published schema.

use super::{Config, Duty, Grade, RungName, read};

/// Every key that there is.
const WHOLE: &str = "\
sources:
  include: [alerts, 'postmortems/**/*.md']
  exclude: ['**/drafts']
failure_modes: [modes/own.yml]
languages: [de, ja]
services:
  checkout:
    aliases: [basket, checkout web]
    selectors:
      - {app: checkout}
      - {namespace: shop, app: basket}
  payouts:
severity:
  guard/untested: off
  'postmortem/*': warning
  '*/*': info
detection_targets:
  sev1: 5m
  default: 1h
required_rungs:
  sev1: [in-time, proven]
environments:
  prod: {prometheus: [prod/prometheus.yml], alertmanager: ['prod/am*.yml'], counts: true}
  dev: {prometheus: ['dev/**']}
mounts:
  /etc/prometheus/rules: alerts
receivers:
  page: ['oncall-*']
  notify: ['*-log']
  nobody: [watchdog]
monitors:
  - {name: Checkout synthetic, url: 'https://monitors.example.com/checkout', guards: [INC-2031/RC1]}
waivers:
  - check: coverage/root-cause
    incident: INC-2031
    risk: RC2
    reason: The vendor exports nothing.
    until: 2027-01-31
  # The second.
  - {check: 'guard/*', alert: 'Search*', path: alerts/search.yml, reason: moves next week}
limits: {file_mib: 64}
link_template: https://code.example.com/ops/blob/main/{path}#L{line}
";

/// What is wrong with a configuration, and where.
const WRONG: &[(&str, &str)] = &[
    ("failure_modes: []\nsevices: {}\n", "2:1: unknown key `sevices`; did you mean `services`?"),
    (
        "services:\n  checkout:\n    alias: [basket]\n",
        "3:5: services.checkout: unknown key `alias`; did you mean `aliases`?",
    ),
    ("services: [checkout]\n", "1:11: services: invalid type: sequence, expected a mapping"),
    ("services:\n  a: {}\n  a: {}\n", "2:3: services: duplicate entry with key \"a\""),
    ("services:\n  checkout: {selectors: [{}]}\n", "2:3: a selector of checkout is empty; write {label: value}"),
    ("limits: {file_mb: 64}\n", "1:10: limits: unknown key `file_mb`; did you mean `file_mib`?"),
    ("sources:\n  includes: [a]\n", "2:3: sources: unknown key `includes`; did you mean `include`?"),
    (
        "sources:\n  include: ['a[']\n",
        "2:13: sources.include[0]: `a[` is no pattern: unclosed character class; missing ']'",
    ),
    (
        "severity:\n  guard/untested: ignore\n",
        "2:19: severity.guard/untested: `ignore` is none of `error`, `warning`, `info`, `off`",
    ),
    (
        "severity:\n  guard/untested: warn\n",
        "2:19: severity.guard/untested: `warn` is not known; did you mean `warning`?",
    ),
    (
        "detection_targets: {sev1: 5 minutes}\n",
        "1:27: detection_targets.sev1: `5 minutes` is no length of time; write it as in \"5m\"",
    ),
    (
        "detection_targets: {sev1: 300}\n",
        "1:27: detection_targets.sev1: `300` is no length of time; write it as in \"300s\"",
    ),
    (
        "required_rungs: {sev1: [in_time]}\n",
        "1:25: required_rungs.sev1[0]: `in_time` is not known; did you mean `in-time`?",
    ),
    ("severity: {guard/untested: Off}\n", "1:28: severity.guard/untested: `Off` is not known; did you mean `off`?"),
    (
        "detection_targets: {sev1: 0s}\n",
        "1:27: detection_targets.sev1: `0s` is no length of time; write it as in \"5m\"",
    ),
    (
        "detection_targets: {sev1: 5m, Default: 1h}\n",
        "1:31: `Default` would be a severity of incidents; did you mean `default`?",
    ),
    (
        "required_rungs: {defualt: [proven]}\n",
        "1:18: `defualt` would be a severity of incidents; did you mean `default`?",
    ),
    (
        "environments: {a: {counts: yes}}\n",
        "1:28: environments.a.counts: invalid type: string \"yes\", expected true or false",
    ),
    ("limits: {findings: all}\n", "1:20: limits.findings: invalid type: string \"all\", expected a whole number"),
    ("environments: {a: {counts: true}, b: {counts: true}}\n", "1:35: both a and b count; say it of one"),
    ("environments: {a: {count: true}}\n", "1:20: environments.a: unknown key `count`; did you mean `counts`?"),
    (
        "sources: {include: ['alerts\\*.yml']}\n",
        "1:21: sources.include[0]: `alerts\\*.yml` holds a backslash: write / between folders, and [*] for a plain *",
    ),
    (
        "failure_modes: ['rules\\own.yml']\n",
        "1:18: `rules\\own.yml` holds a backslash: write / between folders, on Windows as well",
    ),
    (
        "mounts: {/etc/rules: 'alerts\\db'}\n",
        "1:23: `alerts\\db` holds a backslash: write / between folders, on Windows as well",
    ),
    ("mounts: {rules: alerts}\n", "1:10: `rules` is no deployed path; it begins with /"),
    ("receivers: {pages: [a]}\n", "1:13: receivers: unknown key `pages`; did you mean `page`?"),
    ("monitors:\n  - {name: Synthetic}\n", "2:5: monitors[0]: missing field `guards`"),
    (
        "monitors:\n  - {name: Synthetic, guards: []}\n",
        "2:12: \"Synthetic\" guards nothing; name an incident under guards",
    ),
    (
        "monitors:\n  - {name: Synthetic, guards: [' ']}\n",
        "2:12: an empty name stands under guards of \"Synthetic\"; name an incident",
    ),
    ("waivers:\n  - {check: a/b, alert: A}\n", "2:5: waivers[0]: missing field `reason`"),
    ("waivers:\n  - {check: a/b, alert: A, reason: ' '}\n", "2:13: a waiver says why: give a reason"),
    (
        "waivers:\n  - {check: a/b, reason: old}\n",
        "2:13: a waiver says what it is for: incident, alert or path; a whole check is set under severity",
    ),
    ("waivers:\n  - {check: a/b, risk: RC1, reason: old}\n", "2:13: of which incident is RC1? Give the incident too"),
    (
        "waivers:\n  - {check: a/b, alert: A, reason: old, until: 31.1.2027}\n",
        "2:48: waivers[0].until: `31.1.2027` is no day; write it as in 2027-01-31",
    ),
    ("link_template: https://example.com/{name}\n", "1:36: `{name}` is not known; write {path} and {line}"),
    ("link_template: ops/{path}\n", "1:16: a link is the address of a page: https://…/{path}#L{line}"),
    ("link_template: https://example.com/\n", "1:16: a link needs the file: write {path} into it"),
];

fn fault(text: &str) -> String {
    let fault = read(text).expect_err("it is wrong");
    format!("{}:{}: {}", fault.line, fault.column, fault.message)
}

#[test]
fn a_fault_stands_on_a_line_of_the_file_whatever_ends_lines_elsewhere() {
    for (text, line, column) in [
        ("languages: [数据, 数据数据]\nlimits: {file_mib: x}\n", 2, 20),
        ("# a\u{2028}b\u{85}c\rd\nlimits: {file_mib: x}\n", 1, 5),
        ("# é\r\nlimits: {file_mib: x}\r\n", 2, 20),
        ("languages: [\u{2028}é, 'a\r\rb\n", 2, 1),
    ] {
        let fault = read(text).expect_err("it is wrong");
        assert_eq!((fault.line, fault.column), (line, column), "{text:?}: {}", fault.message);
    }
}

#[test]
fn every_key_is_optional_and_known() {
    for empty in ["", "# nothing yet\n", "services: {}\n", "services:\n", "failure_modes: []\n"] {
        assert_eq!(read(empty), Ok(Config::default()), "{empty:?}");
    }
    let config = read(WHOLE).expect("it is right");
    let checkout = &config.services.list[0];
    assert_eq!((checkout.name.as_str(), checkout.aliases.len(), checkout.selectors.len()), ("checkout", 2, 2));
    assert_eq!(config.services.list[1].name, "payouts");
    assert_eq!(config.required_rungs.of(Some("SEV1")), Some(&vec![RungName::InTime, RungName::Proven]));
    assert_eq!(config.detection_targets.of(None).map(|span| span.millis), Some(3_600_000));
    assert_eq!(config.environments.entries[0].0, "prod");
    assert_eq!(config.monitors[0].guards, ["INC-2031/RC1"]);
    assert_eq!(config.waivers.iter().map(|waiver| waiver.line).collect::<Vec<_>>(), [34, 40]);
    assert_eq!(config.waivers[0].until.map(|day| day.0.to_string()).as_deref(), Some("2027-01-31"));
}

#[test]
fn what_is_wrong_is_said_at_its_line() {
    for (text, said) in WRONG {
        assert_eq!(fault(text), *said, "{text}");
    }
    assert!(fault("colour: red\n").contains("unknown key `colour`; known are `sources`, `services`, "));
    assert!(fault("failure_modes: [a\n").starts_with("2:1: "));
    let two = "services:\n  checkout: {aliases: [shop]}\n  orders: {aliases: [Shop]}\n";
    assert_eq!(fault(two), "3:22: \"Shop\" names both checkout and orders; a name means one service");
}

#[test]
fn sources_are_what_is_included_and_not_left_out() {
    let sources = read(WHOLE).expect("it is right").sources;
    for (path, taken) in [
        ("alerts/a.yml", true),
        ("alerts/deep/a.yml", true),
        ("alerts/drafts/a.yml", false),
        ("postmortems/2026/a.md", true),
        ("postmortems/a.html", false),
        ("docs/a.md", false),
    ] {
        assert_eq!(sources.take(path), taken, "{path}");
    }
    assert!(read("sources: {exclude: [a]}").expect("it is right").sources.take("b/c.yml"));
}

#[test]
fn the_longest_pattern_on_a_check_counts_and_the_gravest_doubt_on_a_receiver() {
    let config = read(WHOLE).expect("it is right");
    assert_eq!(config.severity.of("guard/untested"), Some(Grade::Off));
    assert_eq!(config.severity.of("postmortem/no-impact"), Some(Grade::Warning));
    assert_eq!(config.severity.of("rule/syntax"), Some(Grade::Info));
    assert_eq!(config.receivers.told("oncall-db"), Some(Duty::Pages));
    assert_eq!(config.receivers.told("oncall-log"), Some(Duty::Notifies));
    assert_eq!(config.receivers.told("other"), None);
}

/// Faults of the organisation's facts, and of patterns, which no schema can know.
const BEYOND_A_SCHEMA: [&str; 8] = [
    "names both",
    "is no pattern",
    "holds a backslash",
    "both a and b count",
    "duplicate entry",
    "would be a severity",
    "an empty name",
    "`0s`",
];

#[test]
fn the_published_schema_is_what_the_code_says() {
    const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/schema/alertgap.schema.json");
    let mut now = serde_json::to_string_pretty(&super::schema::document()).expect("a schema is plain JSON");
    now.push('\n');
    if std::env::var_os("ALERTGAP_BLESS").is_some() {
        std::fs::write(PUBLISHED, &now).expect("the schema can be written");
    } else {
        assert_eq!(std::fs::read_to_string(PUBLISHED).unwrap_or_default(), now);
    }
}

#[test]
fn the_schema_takes_and_refuses_what_the_reader_does() {
    let schema = serde_json::to_value(super::schema::document()).expect("a schema is plain JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("the schema is one");
    let is_valid = |text: &str| {
        let value: serde_json::Value = serde_yaml::from_str(text).expect("it is YAML");
        schema.is_valid(&value)
    };
    assert!(is_valid(WHOLE));
    let readme = include_str!("../../README.md").split("```yaml\n").find(|block| block.starts_with("services:"));
    let shown = readme.and_then(|block| block.split("```").next()).expect("the README shows a configuration");
    assert!(is_valid(shown) && read(shown).is_ok(), "{:?}", read(shown));
    for (text, said) in WRONG.iter().filter(|(_, said)| !BEYOND_A_SCHEMA.iter().any(|fact| said.contains(fact))) {
        assert!(!is_valid(text), "{text}: {said}");
    }
}
