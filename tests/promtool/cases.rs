//! Small rule files, each with one thing about it.

use super::{alertgap, folder, has_promtool, promtool};

/// The lines of one rule, in a group of its own.
fn rule(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("groups:\n- name: g\n  rules:\n  -\n{}", lines.concat())
}

/// A rule with one more field.
fn with(field: &str) -> String {
    rule(&format!("alert: A\nexpr: up == 0\n{field}"))
}

fn annotated(template: &str) -> String {
    with(&format!("annotations:\n  summary: |-\n    {template}"))
}

fn cases() -> Vec<String> {
    let mut cases: Vec<String> = FILES.iter().map(|case| (*case).to_owned()).collect();
    cases.extend(RULES.iter().map(|lines| rule(lines)));
    cases.extend(FIELDS.iter().map(|field| with(field)));
    cases.extend(TEMPLATES.iter().map(|template| annotated(template)));
    cases
}

const FILES: &[&str] = &[
    "",
    "# nothing but a comment\n",
    "groups:\n",
    "groups: []\n",
    "groups: {}\n",
    "groups: none\n",
    "groups:\n- name: a\n  rules: []\nextra: 1\n",
    "<<: {groups: []}\n",
    "groups:\n-\n",
    "groups:\n- name: a\n  rules:\n",
    "groups:\n- name: a\n  rules: {}\n",
    "groups:\n- name: a\n  rules:\n  -\n",
    "groups:\n- name: a\n  rules: []\n- name: a\n  rules: []\n",
    "groups:\n- name: ''\n  rules: []\n",
    "groups:\n- rules: []\n",
    "groups:\n- name: 5\n  rules: []\n",
    "groups:\n- name: [a]\n  rules: []\n",
    "groups:\n- name: a\n  rules: []\n  name: b\n",
    "groups:\n- name: a\n  interval: 1m\n  limit: 10\n  rules: []\n",
    "groups:\n- name: a\n  interval: soon\n  rules: []\n",
    "groups:\n- name: a\n  interval:\n  rules: []\n",
    "groups:\n- name: a\n  limit: '10'\n  rules: []\n",
    "groups:\n- name: a\n  limit: 0x10\n  rules: []\n",
    "groups:\n- name: a\n  limit: many\n  rules: []\n",
    "groups:\n- name: a\n  colour: red\n  rules: []\n",
    "groups: []\n...\n",
    "---\ngroups:\n- name: a\n  rules: []\n---\ngroups:\n- name: b\n  rules:\n  - alert: A\n",
    "---\n---\ngroups: none\n",
    "groups: [\n",
    "groups:\n- name: a\n\trules: []\n",
    "groups:\r\n- name: a\r\n  rules:\r\n  - alert: A\r\n    expr: up\r\n",
    "\u{feff}groups:\n- name: a\n  rules: []\n",
    "{\"groups\": [{\"name\": \"a\", \"rules\": [{\"alert\": \"A\", \"expr\": \"up == 0\"}]}]}\n",
    "groups:\n- name: a\n  rules:\n  - &base\n    alert: A\n    expr: up\n    labels: &l {team: x}\n  - alert: B\n    expr: up\n    labels:\n      <<: *l\n",
    "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n    labels: *nowhere\n",
    "groups:\n- name: a\n  rules:\n  - &r {alert: A, expr: up}\n  - {<<: *r, alert: B}\n",
];

const RULES: &[&str] = &[
    "alert: a\u{7}b\nexpr: up",
    "alert: \"a\u{7f}b\"\nexpr: up",
    "alert: A\nexpr: up # \u{1}",
    "alert: A\nexpr: |\n  up # \u{1b}",
    "alert: a\u{feff}b\nexpr: up",
    "alert: a\u{fffe}b\nexpr: up",
    "alert: !!str A\nexpr: !custom up",
    "alert: \"under\nindented\"\nexpr: up",
    "alert: A\nexpr: up\n# a comment\nfor: 5m # another",
    "alert: A\nexpr: 'up == 0 # said''s '",
    "? alert\n: A\n? expr\n: up",
    "alert: @here\nexpr: up",
    "alert: A\nexpr: `up`",
    "alert: A\nexpr: %up",
    "alert: A\nexpr: up\nlabels: {a: b,}",
    "alert: A\nexpr: up\nlabels: {\"a\":b}",
    "alert: A\nexpr: up\nlabels: {a}",
    "alert: A:\nexpr: up",
    "alert: A #x\nexpr: up",
    "alert: - A\nexpr: up",
    "alert: A\nexpr: {job=\"a\"}",
    "alert: A\nexpr: [up]",
    "alert: A\nexpr: up{job=\"a: b\"}",
    "alert: A\nexpr: up{job=\"a #b\"}",
    "alert: A\nexpr: |2\n    up",
    "alert: A\nexpr: |+\n  up\n\n\n",
    "alert: A\nexpr: >\n  up\n\n   == 0",
    "alert: \"\\u00e9\\q\"\nexpr: up",
    "alert: 'it's'\nexpr: up",
    "alert: A\nexpr: up\nannotations:\nsummary: x",
    "alert: A\nexpr: up\n for: 5m",
    "alert: A\n expr: up",
    "alert: A\nexpr:up",
    "alert: A\nexpr: up\nexpr : up",
    "alert: A\nexpr : up",
    "alert: &a A\nexpr: up\nlabels: {n: *a}",
    "alert: A\nexpr: up\nfor: !!str 5m",
    "alert: A\nexpr: up\nfor: '5m'",
    "alert: A\nexpr: up\nfor: 5m30s500ms",
    "alert: A\nexpr: up\nfor: -5m",
    "alert: A\nexpr: up\nfor: 1.5h",
    "alert: A\nexpr: up\nfor: 300y",
    "alert: A\nexpr: up == 0",
    "alert: A",
    "expr: up",
    "alert:\nexpr: up",
    "alert: ''\nexpr: up",
    "alert: ~\nexpr: up",
    "alert: 7\nexpr: 1",
    "alert: two words, and | more\nexpr: up",
    "alert: A\nexpr:",
    "alert: A\nexpr: [up]",
    "alert: A\nexpr: up ==",
    "alert: A\nexpr: sum(up",
    "alert: A\nexpr: rate(up)",
    "alert: A\nexpr: up and 1",
    "alert: A\nexpr: |\n  up{job=\"a\"}\n    == 0\n",
    "alert: A\nexpr: >-\n  up\n  == 0",
    "alert: A\nexpr: \"up{job=\\\"a\\\"}\"",
    "alert: A\nexpr: 'up{job=~\"(\"}'",
    "alert: A\nexpr: up{job=\"${job}\"",
    "alert: A\nexpr: label_replace(up, \"x\", \"${1}\", \"job\", \"(.*)\")",
    "alert: A\nrecord: b\nexpr: up",
    "record: job:up:sum\nexpr: sum by (job) (up)",
    "record: job:up{a=\"b\"}\nexpr: up",
    "record: a\nexpr: up\nfor: 5m",
    "record: a\nexpr: up\nfor: 0s",
    "record: a\nexpr: up\nkeep_firing_for: 5m",
    "record: a\nexpr: up\nannotations: {summary: x}",
    "record: a\nexpr: up\nannotations: {}",
    "record: a\nexpr: up\nlabels: {x: '{{ nonsense }}'}",
    "record: a\nexpr: up\nlabels: {__name__: b}",
    "alert: A\nexpr: up\nalert: B",
];

const FIELDS: &[&str] = &[
    "for: 5m",
    "for: 0",
    "for: 300",
    "for: 1:30",
    "for: 5 minutes",
    "for: ''",
    "for: ~",
    "for: 1d12h",
    "for: 1m1h",
    "for: [5m]",
    "keep_firing_for: 10m",
    "keep_firing_for: later",
    "severity: page",
    "Labels: {a: b}",
    "labels: none",
    "labels: ''",
    "labels: [a]",
    "labels: {a: 1, b: yes, c: 1.50, d: ~}",
    "labels: {a: [b]}",
    "labels: {a: {b: c}}",
    "labels: {a: b, a: c}",
    "labels: {'': b}",
    "labels: {__name__: b}",
    "labels: {<<: {a: b}, a: c}",
    "labels: {<<: [{a: b}, {a: c}]}",
    "labels: {<<: x}",
    "labels: {a: 'x{{ $labels.job }}'}",
    "labels: {a: 'x{{ $nope }}'}",
    "annotations: {summary: '{{ $value | humanize }}', summary: b}",
    "annotations:\n  summary: it is {{ $value }}",
    "annotations:\n  summary: {{ $value }}",
    "annotations:\n  summary: \"a \\\n    b\"",
    "annotations:\n  summary: 'under\n indented'",
];

const TEMPLATES: &[&str] = &[
    "no template",
    "{{ $labels.job }}",
    "{{ $labels.job",
    "{{ $labels.job }",
    "}} {{ $value }}",
    "{{ }}",
    "{{ unknown }}",
    "{{ $unknown }}",
    "{{ if $value }}x{{ end }}",
    "{{ if $value }}x",
    "{{ if }}x{{ end }}",
    "{{ end }}",
    "{{ else }}",
    "{{ if 1 }}a{{ else if 2 }}b{{ else }}c{{ end }}",
    "{{ if 1 }}a{{ else }}b{{ else }}c{{ end }}",
    "{{ range query \"up\" }}{{ .Value }}{{ end }}",
    "{{ range $i, $s := query \"up\" }}{{ $i }}{{ end }}",
    "{{ range $i, $s := query \"up\" }}{{ end }}{{ $i }}",
    "{{ with query \"up\" }}{{ . | first | value | humanizePercentage }}{{ end }}",
    "{{ query \"up\" | first | 5 }}",
    "{{ $value | }}",
    "{{ $value | printf \"%.2f\" }}",
    "{{ printf \"%.2f }}",
    "{{ printf `%.2f` $value }}",
    "{{ printf \"\\q\" }}",
    "{{ (query \"up\" | first).Value }}",
    "{{ ((query \"up\") }}",
    "{{ .Values.anything }}",
    "{{- $value -}}",
    "{{/* said */}}",
    "{{/* said */ }}",
    "{{ define \"a\" }}x{{ end }}{{ template \"a\" . }}",
    "{{ if 1 }}{{ define \"a\" }}{{ end }}{{ end }}",
    "{{ break }}",
    "{{ $x := 1 }}{{ $x }}",
    "{{ $x := 1, 2 }}",
    "{{ $labels-job }}",
    "{{ 1x }}",
    "{{ \"a\".b }}",
    "{{ $value.a.b }}",
    "{{ 'a' }}",
    "{{ 'ab' }}",
    "{{ a; b }}",
];

/// Where we and the promtool of 2023 part on purpose: the case, and why.
const APART: &[(&str, &str)] = &[
    ("groups:\n- name: a\u{85}b\n  rules: []\n", "U+0085 ends a line in YAML 1.1, which Prometheus reads, not in 1.2"),
    (
        "groups:\n- name: a\u{2028}b\n  rules: []\n",
        "U+2028 ends a line in YAML 1.1, which Prometheus reads, not in 1.2",
    ),
    ("groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, labels: {a:b}}\n", "Prometheus 3 takes any name"),
    ("groups: []\n---\nsecond: [\n", "promtool never looks at a second document; we say that we cannot read it"),
    ("groups:\n- name: a\n  query_offset: 1m\n  rules: []\n", "a field of Prometheus 3"),
    ("groups:\n- name: a\n  labels: {team: x}\n  rules: []\n", "a field of Prometheus 3"),
    ("groups:\n- name: a\n  partial_response_strategy: warn\n  rules: []\n", "a field of Thanos"),
    ("groups:\n- name: a\n  source_tenants: [x]\n  rules: []\n", "a field of Mimir"),
    ("groups:\n- name: a\n  type: graphite\n  rules:\n  - {alert: A, expr: 'x | y'}\n", "a field of vmalert"),
    ("groups:\n- name: a\n  rules:\n  - {alert: A, expr: 'rate({a=\"b\"} |= \"x\" [5m])'}\n", "LogQL"),
    ("groups:\n- name: a\n  rules:\n  - {record: a-b, expr: up}\n", "Prometheus 3 takes any name"),
    ("groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, labels: {a-b: c}}\n", "Prometheus 3 takes any name"),
    ("groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, annotations: {a: '{{ now }}'}}\n", "a new function"),
    ("groups:\n- name: a\n  rules:\n  - {alert: A, expr: 'up{a=\"${b}\"}'}\n", "unrendered, though PromQL"),
];

#[test]
fn where_we_part_from_promtool_we_know_why() {
    if !has_promtool() {
        return;
    }
    let folder = folder("promtool-apart");
    for (at, (case, reason)) in APART.iter().enumerate() {
        let file = folder.join(format!("{at:03}.yml"));
        std::fs::write(&file, case).expect("a case can be written");
        let said = &alertgap(&folder)[&*file.to_string_lossy()];
        let promtool = promtool(&file);
        assert_eq!(promtool.is_some(), said.is_empty(), "{reason}: {case}\n{promtool:?}\n{said:?}");
    }
}

#[test]
fn every_case_is_judged_as_promtool_judges_it() {
    if !has_promtool() {
        return;
    }
    let folder = folder("promtool-cases");
    let cases = cases();
    for (at, case) in cases.iter().enumerate() {
        std::fs::write(folder.join(format!("{at:03}.yml")), case).expect("a case can be written");
    }
    let ours = alertgap(&folder);
    let mut wrong = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let file = folder.join(format!("{at:03}.yml"));
        let said = &ours[&*file.to_string_lossy()];
        let promtool = promtool(&file);
        if promtool.is_some() == said.is_empty() {
            wrong.push(format!("{case}\n  promtool: {promtool:?}\n  alertgap: {said:?}\n"));
        }
    }
    eprintln!("{} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
