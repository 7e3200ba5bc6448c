use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};

use super::data;
use super::part::Part;
use crate::model::{Kind, Text};
use crate::source::{Place, Sources};

/// A file as `data` reads it.
pub(super) struct Case {
    sources: Sources,
    pub(super) part: Part,
}

pub(super) fn read(text: &str) -> Case {
    let mut sources = Sources::default();
    let file = sources.add("rules.yml".into(), text.into());
    let mut part = Part::default();
    data::read(file, "rules.yml", text, &mut part);
    Case { sources, part }
}

impl Case {
    pub(super) fn alerts(&self) -> Vec<&str> {
        self.part.rules.alerts.iter().map(|alert| &*alert.name).collect()
    }

    /// Faults as `line: bytes: message`.
    pub(super) fn faults(&self) -> Vec<String> {
        let faults = self.part.faults.iter();
        faults.map(|fault| format!("{}: {}", self.at(fault.place), fault.message)).collect()
    }

    /// What was skipped, as `line: why`.
    pub(super) fn skipped(&self) -> Vec<String> {
        let line = |place: Option<Place>| place.map_or(0, |place| self.sources.start(place).line);
        self.part.skipped.iter().map(|skipped| format!("{}: {}", line(skipped.place), skipped.why)).collect()
    }

    pub(super) fn at(&self, place: Place) -> String {
        format!("{}: {}", self.sources.start(place).line, self.sources.excerpt(place))
    }
}

pub(super) fn assert_starts(found: &[String], expected: &[&str], text: &str) {
    assert_eq!(found.len(), expected.len(), "{text}\n{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{text}\nexpected {expected}\nfound {found}");
    }
}

const HEAD: &str = "groups:\n- name: g\n  rules:\n";

#[test]
fn a_rule_is_read_with_the_place_of_every_value() {
    let case = read(concat!(
        "groups:\n- name: g\n  interval: 1m\n  labels: {tier: db}\n  rules:\n",
        "  - alert: Down\n    expr: |\n      up{job=\"a\"}\n        == 0\n    for: 5m\n    keep_firing_for: 1h\n",
        "    labels: {severity: 'page'}\n    annotations:\n      summary: it is {{ $value }}\n",
        "  - record: job:up:sum\n    expr: sum by (job) (up)\n    labels: {a: b}\n",
    ));
    let rules = &case.part.rules;
    assert_eq!((rules.groups[0].interval, &*rules.groups[0].labels[0].value), (Some(60_000), "db"));
    let alert = &rules.alerts[0];
    assert_eq!((&*alert.name, alert.hold, alert.keep), ("Down", 300_000, 3_600_000));
    assert_eq!(
        case.at(alert.place),
        concat!(
            "6: alert: Down\n    expr: |\n      up{job=\"a\"}\n        == 0\n    for: 5m\n    keep_firing_for: 1h\n",
            "    labels: {severity: 'page'}\n    annotations:\n      summary: it is {{ $value }}",
        )
    );
    let comparison = alert.text.find("== 0").expect("the expression has it");
    assert_eq!(case.at(alert.text.at(comparison..comparison + 4)), "9: == 0");
    assert_eq!(alert.label("severity").map(|value| case.at(value.place)), Some("12: page".into()));
    assert!(alert.expr.is_some() && case.part.faults.is_empty());
    assert_eq!(rules.recordings[0].group, 0);
    assert_eq!(&*rules.recordings[0].name, "job:up:sum");
}

#[test]
fn what_prometheus_refuses_is_a_fault_in_its_place() {
    let cases: &[(&str, &[&str])] = &[
        ("  - alert: A\n    expr: sum(up\n", &["5: "]),
        ("  - alert: A\n    expr: up\n    for: 5 minutes\n", &["6: 5 minutes: for: \"5 minutes\" is not"]),
        ("  - alert: A\n    expr: up\n    lables: {a: b}\n", &["6: lables: \"lables\" is not a field"]),
        ("  - alert: A\n    expr: up\n    expr: up\n", &["6: expr: the key \"expr\" stands twice"]),
        ("  - alert: A\n", &["4: alert: a rule without expr"]),
        ("  - expr: up\n", &["4: expr: a rule with neither"]),
        ("  - alert: A\n    record: b\n    expr: up\n", &["5: b: a rule with both"]),
        ("  - record: b{}\n    expr: up\n    for: 5m\n", &["6: for: a recording rule has no for", "4: b{}: "]),
        ("  - alert: A\n    expr: up\n    labels: {__name__: b}\n", &["6: b: \"__name__\" is not a name"]),
        ("  - alert: A\n    expr: up\n    annotations: {s: 'x {{ $nope }}'}\n", &["6: $nope: the template of \"s\""]),
        ("  - alert: A\n    expr: up\n- name: g\n", &["6: g: a second group \"g\""]),
        ("  - just text\n", &["4: just text: a rule is a mapping"]),
    ];
    for (rules, expected) in cases {
        let text = format!("{HEAD}{rules}");
        assert_starts(&read(&text).faults(), expected, &text);
    }
    assert!(
        read("groups: [{name: a, rules: [{alert: A, expr: up, annotations: {s: '{{ no }}'}}]}]").part.faults[0]
            .template
    );
}

#[test]
fn an_alert_with_a_fault_is_still_an_alert() {
    let case = read(&format!("{HEAD}  - alert: A\n    expr: sum(up\n  - alert: B\n  - alert: C\n    expr: up\n"));
    assert_eq!(case.alerts(), ["A", "B", "C"]);
    let read: Vec<bool> = case.part.rules.alerts.iter().map(|alert| alert.expr.is_some()).collect();
    assert_eq!(read, [false, false, true]);
}

#[test]
fn other_languages_are_unknown_and_not_wrong() {
    let cases = [
        "groups:\n- name: g\n  type: graphite\n  rules:\n  - {alert: A, expr: 'alias(a.b, \"c\")'}\n",
        "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: 'sum(rate({app=\"a\"} |= \"error\" [5m])) > 1'\n",
        "groups:\n- name: g\n  eval_delay: 30s\n  rules:\n  - {alert: A, expr: 'sum(rate(a)) keep_metric_names'}\n",
        "kind: VMRule\nspec:\n  groups:\n  - name: g\n    rules:\n    - {alert: A, expr: 'WITH (x = a) x'}\n",
    ];
    for text in cases {
        let case = read(text);
        assert_eq!((case.faults(), case.skipped()), (vec![], vec![]), "{text}");
        assert!(case.alerts() == ["A"] && case.part.rules.alerts[0].expr.is_none(), "{text}");
    }
}

#[test]
fn a_broken_rule_loses_only_itself() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("  - alert: A\n    expr: up\n  - alert: B\n    expr: [\n  - alert: C\n    expr: up\n", &["A", "C"], &["6: "]),
        (
            "  - alert: A\n    expr: \"up\n  - alert: B\n    expr: \"up\"\n  - alert: C\n    expr: up\n",
            &["B", "C"],
            &["4: "],
        ),
        ("  - alert: A\n\texpr: up\n  - alert: B\n    expr: up\n", &["B"], &["4: "]),
        ("  - alert: A\n    expr: up\n   for: 5m\n  - alert: B\n    expr: up\n", &["B"], &["6: "]),
        (
            "  - alert: A\n    expr: a: b: c\n  - alert: B\n    expr: up\n  - alert: C\n    for: x: y\n",
            &["B"],
            &["5: ", "9: "],
        ),
    ];
    for (rules, alerts, skipped) in cases {
        let text = format!("{HEAD}{rules}");
        let case = read(&text);
        assert_eq!(case.alerts(), *alerts, "{text}\n{:?}", case.skipped());
        assert_starts(&case.skipped(), skipped, &text);
    }
}

#[test]
fn a_broken_document_loses_only_itself() {
    let case = read(
        "kind: PrometheusRule\nspec: [\n---\nkind: PrometheusRule\nmetadata: {name: n, namespace: m, labels: {a: b}}\nspec:\n  groups:\n  - name: g\n    rules: [{alert: A, expr: up}]\n",
    );
    assert_eq!(case.alerts(), ["A"]);
    assert_starts(&case.skipped(), &["2: the YAML is broken here"], "");
    let group = &case.part.rules.groups[0];
    let resource =
        group.resource.as_ref().map(|resource| (&*resource.namespace, &*resource.name, resource.labels.len()));
    assert_eq!((group.document, resource), (1, Some(("m", "n", 1))));
}

#[test]
fn of_a_second_document_rules_are_read_and_nothing_is_refused() {
    let case =
        read("groups:\n- name: a\n  rules: [{alert: A, expr: up}]\n---\ngroups:\n- name: a\n  rules: [{alert: B}]\n");
    assert_eq!(case.alerts(), ["A", "B"]);
    assert_eq!(case.part.rules.groups.iter().map(|group| group.document).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(case.faults(), Vec::<String>::new());
}

#[test]
fn templates_that_nobody_rendered_are_said_once() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("{{- if .Values.on }}\ngroups:\n- name: g\n", &[], &["1: a template"]),
        (
            "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  {{- range .x }}\n  - alert: B\n    expr: up\n  {{- end }}\n",
            &["A"],
            &["6: a template"],
        ),
        (
            "groups:\n- name: {{ .Values.name }}\n  rules:\n  - alert: A\n    expr: up > {{ .Values.max }}\n  - alert: B\n    expr: up\n",
            &["A", "B"],
            &["2: a template that has not been rendered: - name: {{ .Values.name }}, and 1 more"],
        ),
        (
            "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up{job=\"${job}\"}\n  - alert: B\n    expr: label_replace(up, \"a\", \"${1}\", \"b\", \"(.*)\")\n",
            &["A", "B"],
            &["5: a template"],
        ),
        (
            "groups:\n- name: g\n  rules:\n{% for x in y %}\n  - alert: A\n    expr: up\n{% endfor %}\n",
            &[],
            &["4: a template"],
        ),
        (
            "groups:\n- name: g\n  rules:\n  - alert: {{ .name }}\n    expr: up\n  - alert: B\n    expr: up\n    annotations: {a: '{{ include \"x\" . }}'}\n",
            &["B"],
            &["4: a template"],
        ),
    ];
    for (text, alerts, skipped) in cases {
        let case = read(text);
        assert_eq!(case.alerts(), *alerts, "{text}\n{:?}", case.skipped());
        assert_starts(&case.skipped(), skipped, text);
        assert_eq!(case.faults(), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn comments_go_with_their_rule() {
    let case = read(concat!(
        "groups:\n- name: g\n  rules:\n  # far away\n\n  # above A\n  # right above A\n  - alert: A # beside A\n    # inside A\n",
        "    expr: up\n    for: 5m # at the end of A\n    # below A\n  # above B\n  - alert: B\n    expr: |\n      up # PromQL's\n# far below\n",
    ));
    let comments = |at: usize| -> Vec<String> {
        case.part.rules.alerts[at].comments.iter().map(|comment| comment.value.clone()).collect()
    };
    assert_eq!(comments(0), ["above A", "right above A", "beside A", "inside A", "at the end of A", "below A"]);
    assert_eq!(comments(1), ["above B"]);
    let above = &case.part.rules.alerts[0].comments[0];
    assert_eq!(case.at(above.place), "6: above A");
}

#[test]
fn rules_inside_a_config_map_are_found_in_the_outer_file() {
    let case = read(concat!(
        "apiVersion: v1\nkind: List\nitems:\n- kind: ConfigMap\n  metadata: {name: c}\n  data:\n    other: text\n    a.yml: |\n      groups:\n      - name: g\n        rules:\n",
        "        # alertgap: guards INC-1\n        - alert: A\n          expr: >-\n            sum(up)\n            == == 0\n          for: never\n",
    ));
    assert_eq!(case.part.kinds, [Kind::ConfigMap]);
    assert_eq!(case.alerts(), ["A"]);
    assert_starts(&case.faults(), &["17: never: for", "16: =="], "");
    let comment = &case.part.rules.alerts[0].comments[0];
    assert_eq!(
        (comment.value.as_str(), case.at(comment.place)),
        ("alertgap: guards INC-1", "12: alertgap: guards INC-1".into())
    );
    let guards = &case.part.rules.alerts[0].guards[0];
    assert_eq!((guards.value.as_str(), case.at(guards.place)), ("INC-1", "12: INC-1".into()));
    let group = &case.part.rules.groups[0];
    assert_eq!(group.resource.as_ref().map(|resource| &*resource.name), Some("c"));
}

#[test]
fn every_kind_is_recognised() {
    let cases: &[(&str, Kind)] = &[
        ("groups:\n", Kind::Rules),
        ("group:\n- {name: a, rules: [{alert: A, expr: up}]}", Kind::Rules),
        ("groups: [{name: a, rules: []}]", Kind::Rules),
        ("kind: PrometheusRule\nspec: {groups: []}", Kind::RuleResource),
        ("kind: VMRule\nspec: {groups: []}", Kind::RuleResource),
        ("global: {scrape_interval: 1m}\nrule_files: [a.yml]", Kind::Prometheus),
        ("scrape_configs: []", Kind::Prometheus),
        ("apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec: {}", Kind::PrometheusResource),
        ("apiVersion: monitoring.coreos.com/v1\nkind: ThanosRuler\nspec: {}", Kind::PrometheusResource),
        ("route: {receiver: a}\nreceivers: [{name: a}]", Kind::Alertmanager),
        ("kind: AlertmanagerConfig\nspec: {}", Kind::Alertmanager),
        ("rule_files: [a.yml]\ntests: []", Kind::UnitTests),
        (
            "{\"status\":\"success\",\"data\":{\"groups\":[{\"name\":\"a\",\"file\":\"b\",\"rules\":[]}]}}",
            Kind::RulesDump,
        ),
        ("failure_modes: []", Kind::Modes),
        ("kind: ConfigMap\ndata: {a: b}", Kind::OtherData),
        ("kind: Deployment\nspec: {}", Kind::OtherData),
        ("apiVersion: 1\ngroups: [{orgId: 1, name: a, rules: [{uid: b, condition: C}]}]", Kind::OtherData),
        ("groups: [admins, users]", Kind::OtherData),
        ("", Kind::OtherData),
    ];
    for (text, kind) in cases {
        let kinds = read(text).part.kinds;
        assert!(kinds == [*kind] || (text.is_empty() && kinds.is_empty()), "{text}: {kinds:?}");
    }
}

#[test]
fn large_and_deep_files_are_read_to_an_end() {
    let broken: String = (0..3000).map(|n| format!("  - alert: A{n}\n    expr: [\n")).collect();
    let comments = "  # a comment\n".repeat(50_000) + "  - alert: A\n    expr: up\n";
    let labels: String = (0..20_000).map(|n| format!("      l{n}: x\n")).collect();
    let labels = format!("  - alert: A\n    expr: up\n    labels:\n{labels}");
    let templates =
        format!("  - alert: A\n    expr: up\n    annotations: {{a: '{}'}}\n", "{{ $value }}".repeat(50_000));
    let rules = "  - {alert: A, expr: up, for: x}\n".repeat(20_000);
    let sizes = |text: &str| {
        let case = read(text);
        let first = case.part.rules.alerts.first().map_or((0, 0), |alert| (alert.labels.len(), alert.comments.len()));
        ([case.alerts().len(), case.faults().len(), case.skipped().len()], first)
    };
    for (rules, want) in [
        (comments, ([1, 0, 0], (0, 50_000))),
        (labels, ([1, 0, 0], (20_000, 0))),
        (templates, ([1, 0, 0], (0, 0))),
        (rules, ([20_000, 20_000, 0], (0, 0))),
    ] {
        assert_eq!(sizes(&format!("{HEAD}{rules}")), want, "{}", &rules[..20]);
    }
    let broken = read(&format!("{HEAD}{broken}"));
    // Forty times it is read on behind a broken rule, and then no more.
    let last = broken.skipped().pop().unwrap_or_default();
    assert_eq!((broken.alerts().len(), broken.skipped().len()), (0, 41));
    assert!(last.starts_with("166: the YAML is broken here"), "{last}");
    let nested = "1: the YAML is broken here: it is nested more than 400 deep";
    for (text, skipped) in [
        ("[".repeat(1 << 20), &[nested][..]),
        ("- ".repeat(1 << 19), &[nested]),
        ("groups:\n- ".repeat(1 << 16), &[]),
        ("a".repeat(1 << 20), &[]),
    ] {
        let case = read(&text);
        assert_starts(&case.skipped(), skipped, &text[..20]);
        assert_eq!(case.alerts(), Vec::<&str>::new(), "{}", &text[..20]);
    }
}

fn check_text(sources: &Sources, text: &Text) {
    check_place(sources, text.place);
    for (at, character) in text.value.char_indices() {
        check_place(sources, text.at(at..at + character.len_utf8()));
    }
}

fn check_place(sources: &Sources, place: Place) {
    let text = &sources.file(place.file).text;
    assert!(text.get(place.range()).is_some(), "{place:?} of {text:?}");
}

fn check(text: &str) {
    let Case { sources, part } = read(text);
    for alert in &part.rules.alerts {
        let labels = alert.labels.iter().chain(&alert.annotations).flat_map(|label| [&label.name, &label.value]);
        for text in [&alert.name, &alert.text].into_iter().chain(labels).chain(&alert.comments).chain(&alert.guards) {
            check_text(&sources, text);
        }
        check_place(&sources, alert.place);
        assert!(alert.group < part.rules.groups.len());
    }
    part.faults.iter().for_each(|fault| check_place(&sources, fault.place));
    part.skipped.iter().filter_map(|skipped| skipped.place).for_each(|place| check_place(&sources, place));
}

fn rule_like() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("groups:\n- name: g\n  rules:\n"),
        Just("  - alert: É\n"),
        Just("    expr: up\n"),
        Just("    expr: |\n      a\n       é ==\n"),
        Just("    for: é\n"),
        Just("    labels: {a: 'b''{{ $x }}'}\n"),
        Just("    annotations:\n      s: \"\\u00e9{{ é }}\"\n"),
        Just("  # é\n"),
        Just("  # alertgap: guards é, 1 \n"),
        Just("{{ if }}\n"),
        Just("\t"),
        Just("[\n"),
        Just("\"\n"),
        Just("---\n"),
        Just("  - record: é{}\n"),
        Just(
            "kind: ConfigMap\ndata:\n  a: |\n    groups:\n    - name: g\n      rules:\n      - alert: é\n        expr: >-\n         é(\n         é\n"
        ),
        Just("kind: PrometheusRule\nspec:\n"),
        Just("    <<: *a\n"),
        Just("  - &a\n"),
        Just("é: é\n"),
        Just("\r\n"),
        Just("${é}\n"),
        Just("data: {a: \"groups: [{name: g, rules: [{alert: \\\"\\\\u00e9\\\", expr: 'é'}]}]\"}\n"),
        Just(" "),
        Just("# ☃ no blank"),
    ];
    prop::collection::vec(word, 0..16).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_rule_file_is_read_and_every_place_is_in_it(text in rule_like()) {
        check(&text);
    }

    #[test]
    fn any_text_is_read_and_every_place_is_in_it(text in any::<String>()) {
        check(&text);
    }
}
