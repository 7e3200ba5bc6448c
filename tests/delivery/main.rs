//! The rung `delivered`, as small files and what is said of them.

mod muting;
#[path = "../support/mod.rs"]
mod support;

use alertgap::link::Answer;
use alertgap::link::ladder::delivered::{Delivery, Operated, OtherRules, World, delivered};
use alertgap::load;
use support::Folder;

/// A guard and what stands around it; what is empty is not there.
#[derive(Clone, Copy)]
struct Case<'c> {
    expr: &'c str,
    labels: &'c str,
    prometheus: &'c str,
    alertmanager: &'c str,
    hours: (&'c str, &'c str),
}

const RECEIVERS: &str = "receivers: [{name: chat, slack_configs: [{}]}, {name: call, pagerduty_configs: [{}]}, \
                         {name: hook, webhook_configs: [{}]}, {name: both, slack_configs: [{}, {}], pagerduty_configs: [{}]}, {name: \
                         'null'}]\n";
const ALERTING: &str = "rule_files: ['*.yml']\nalerting: {alertmanagers: [{static_configs: [{targets: [a]}]}]}\n";
const CASE: Case<'_> = Case {
    expr: "sum(x) > 1",
    labels: "severity: page",
    prometheus: ALERTING,
    alertmanager: "route: {receiver: call}\n",
    hours: ("2026-05-13T10:00:00Z", "2026-05-13T11:00:00Z"),
};

/// What becomes of the guard.
fn delivery(case: &Case<'_>) -> Delivery {
    let folder = Folder::new();
    let (start, end) = case.hours;
    folder.write(
        "postmortem.md",
        format!(
            "---\nid: INC-1\ntitle: X\nseverity: sev1\nstarted: {start}\nresolved: {end}\nroot_causes:\n  - {{id: RC1, \
             text: The pool was full., alerts: [A]}}\n---\n# X\n\n## Impact\n\nMuch.\n"
        ),
    );
    let rule = format!("{{alert: A, expr: '{}', labels: {{{}}}}}", case.expr, case.labels);
    let watchdog = "{alert: Watchdog, expr: vector(1), labels: {severity: none, kind: quiet}}";
    folder.write("rules.yml", format!("groups:\n- name: g\n  rules:\n  - {rule}\n  - {watchdog}\n"));
    if !case.prometheus.is_empty() {
        folder.write("prometheus.yml", case.prometheus);
    }
    if case.alertmanager.contains("kind:") {
        folder.write("alertmanager.yml", case.alertmanager);
    } else if !case.alertmanager.is_empty() {
        for (at, one) in case.alertmanager.split("---\n").enumerate() {
            folder.write(&format!("alertmanager-{at}.yml"), format!("{one}\n{RECEIVERS}"));
        }
    }
    let loaded = load::read(&[folder.path().to_path_buf()], &load::Options::default());
    let model = &loaded.model;
    let prometheus = model.prometheus.iter().collect();
    let receivers = &alertgap::config::Receivers::default();
    let others = &OtherRules::new(&model.rules);
    let operated = &Operated::default();
    let world = World {
        prometheus,
        relabels: Vec::new(),
        perhaps: Vec::new(),
        alertmanagers: &model.alertmanagers,
        silences: &[],
        operated,
        others,
        receivers,
        story: "",
        told: "",
    };
    delivered(&model.rules.alerts[0], &world, &model.incidents[0])
}

/// `yes: it reaches …`
fn said(case: &Case<'_>) -> String {
    let rung = delivery(case).rung;
    let is = match rung.is {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
    };
    format!("{is}: {}", rung.why)
}

fn check(cases: &[(Case<'_>, &str)]) {
    for (case, want) in cases {
        assert_eq!(said(case), *want, "{} {{{}}} by {}", case.expr, case.labels, case.alertmanager);
    }
}

#[test]
fn static_labels_decide() {
    let routes = "route: {receiver: chat, routes: [{matchers: [severity=page], receiver: call}]}";
    check(&[
        (CASE, "yes: it reaches \"call\" (PagerDuty)"),
        (Case { alertmanager: routes, ..CASE }, "yes: it reaches \"call\" (PagerDuty)"),
        (
            Case { alertmanager: routes, labels: "severity: info", ..CASE },
            "no: it reaches \"chat\" (Slack), which notifies but pages nobody, though the incident was sev1, and \"call\" pages",
        ),
        (
            Case { alertmanager: "route: {receiver: 'null'}", ..CASE },
            "no: it ends at the receiver \"null\", which notifies nobody",
        ),
        (Case { alertmanager: "", ..CASE }, "unknown: give alertmanager.yml to check delivery"),
        (
            Case { prometheus: "rule_files: ['*.yml']\n", alertmanager: "", ..CASE },
            "no: the Prometheus that loads it sends alerts to no Alertmanager",
        ),
        (
            Case { alertmanager: "route: {receiver: nobody}", ..CASE },
            "unknown: Alertmanager refuses its configuration: a route names the receiver \"nobody\", which is not defined",
        ),
    ]);
}

#[test]
fn what_is_only_known_when_it_fires_is_unknown() {
    let by_team = "route: {receiver: 'null', routes: [{matchers: [team=db], receiver: call}]}";
    let by_job = "route: {receiver: 'null', routes: [{matchers: [job=db], receiver: call}]}";
    let unknown = "unknown: its route hangs on the label team, which is only known when it fires";
    let nobody = "no: it ends at the receiver \"null\", which notifies nobody";
    let call = "yes: it reaches \"call\" (PagerDuty)";
    check(&[
        // The series may have a team; a sum has none.
        (Case { alertmanager: by_team, expr: "x > 1", ..CASE }, unknown),
        (Case { alertmanager: by_team, ..CASE }, nobody),
        // Without prometheus.yml there may be external labels.
        (Case { alertmanager: by_team, prometheus: "", ..CASE }, unknown),
        (Case { alertmanager: by_team, labels: "team: db", prometheus: "", ..CASE }, call),
        (Case { alertmanager: by_team, labels: "team: \"{{ $labels.owner }}\"", expr: "x > 1", ..CASE }, unknown),
        (Case { alertmanager: by_team, labels: "team: '{{ printf \"%s\" $labels.owner }}'", ..CASE }, unknown),
        // Matchers that survive.
        (Case { alertmanager: by_job, expr: "x{job=\"db\"} > 1", ..CASE }, call),
        (Case { alertmanager: by_job, expr: "sum by (job) (x{job=\"db\"}) > 1", ..CASE }, call),
        (Case { alertmanager: by_job, expr: "sum(x{job=\"db\"}) > 1", ..CASE }, nobody),
        (Case { alertmanager: by_job, expr: "x{job=~\"web|mail\"} > 1", ..CASE }, nobody),
        (Case { alertmanager: by_job, expr: "absent(x{job=\"db\"})", ..CASE }, call),
        // Whichever way it goes, somebody hears of it.
        (
            Case {
                alertmanager: "route: {receiver: chat, routes: [{matchers: [team=db], receiver: call}]}",
                expr: "x > 1",
                ..CASE
            },
            "yes: it reaches \"call\" (PagerDuty) or \"chat\" (Slack)",
        ),
        // The first that it may end at notifies nobody, and it may not end there.
        (
            Case {
                alertmanager: "route: {receiver: call, routes: [{matchers: [team=db], receiver: 'null'}]}",
                expr: "x > 1",
                ..CASE
            },
            unknown,
        ),
        // Nor may it come to the one behind that.
        (
            Case {
                alertmanager: "route: {receiver: chat, routes: [{matchers: [team=db], receiver: 'null'}, {receiver: call}]}",
                expr: "x > 1",
                ..CASE
            },
            unknown,
        ),
        // A route that goes on, and one behind it that takes all.
        (
            Case {
                alertmanager: "route: {receiver: 'null', routes: [{matchers: [team=db], receiver: chat, continue: \
                               true}, {receiver: call}]}",
                expr: "x > 1",
                ..CASE
            },
            "yes: it reaches \"chat\" (Slack) or \"call\" (PagerDuty)",
        ),
        // One that takes it for certain, and one behind it that may: the root is not asked.
        (
            Case {
                alertmanager: "route: {receiver: hook, routes: [{receiver: call, continue: true}, {matchers: \
                               [team=db], receiver: chat, continue: true}]}",
                expr: "x > 1",
                ..CASE
            },
            "yes: it reaches \"call\" (PagerDuty) or \"chat\" (Slack)",
        ),
    ]);
}

/// Every way in which a receiver tells is named once.
#[test]
fn a_receiver_of_several_kinds_is_told_with_all_of_them() {
    check(&[(Case { alertmanager: "route: {receiver: both}", ..CASE }, "yes: it reaches \"both\" (Slack, PagerDuty)")]);
}

/// So many values of a label are told apart, and no more.
#[test]
fn of_very_many_values_nothing_is_said() {
    let by_job = "route: {receiver: 'null', routes: [{matchers: [job=db], receiver: call}]}";
    for (count, want) in [
        (16, "no: it ends at the receiver \"null\", which notifies nobody"),
        (17, "unknown: its route hangs on the label job, which is only known when it fires"),
    ] {
        let jobs: Vec<String> = (0..count).map(|at| format!("j{at}")).collect();
        let expr = format!("x{{job=~\"{}\"}} > 1", jobs.join("|"));
        check(&[(Case { alertmanager: by_job, expr: &expr, ..CASE }, want)]);
    }
}

/// A Prometheus with external labels that relabels by `step`.
fn with(step: &str) -> String {
    format!(
        "global: {{external_labels: {{cluster: eu, replica: a}}}}\nrule_files: ['*.yml']\nalerting: \
         {{alert_relabel_configs: [{step}], alertmanagers: [{{static_configs: [{{targets: [a]}}]}}]}}\n"
    )
}

#[test]
fn external_labels_and_relabelling_count() {
    let by_cluster = "route: {receiver: 'null', routes: [{matchers: [cluster=eu], receiver: call}]}";
    let call = "yes: it reaches \"call\" (PagerDuty)";
    let nobody = "no: it ends at the receiver \"null\", which notifies nobody";
    let dropped = "no: alert_relabel_configs drop it";
    for (step, labels, want) in [
        ("", "severity: page", call),
        ("", "cluster: us", nobody),
        ("{action: labeldrop, regex: cluster}", "severity: page", nobody),
        ("{action: labeldrop, regex: cluster}", "cluster: eu", nobody),
        ("{action: labelkeep, regex: alertname}", "severity: page", nobody),
        ("{action: labeldrop, regex: replica}", "severity: page", call),
        ("{target_label: cluster, replacement: us}", "severity: page", nobody),
        ("{source_labels: [severity], regex: page, target_label: cluster, replacement: us}", "severity: info", call),
        ("{source_labels: [cluster], regex: '(.).', target_label: cluster, replacement: $1s}", "a: b", nobody),
        ("{source_labels: [where], regex: '(.+)', target_label: cluster}", "where: eu, cluster: us", call),
        ("{source_labels: [severity], regex: page, action: drop}", "severity: page", dropped),
        ("{source_labels: [severity], regex: info, action: keep}", "severity: page", dropped),
        ("{source_labels: [severity], regex: info, action: drop}", "severity: page", call),
        ("{source_labels: [a], action: keepequal, target_label: b}", "a: x, b: x", call),
        ("{source_labels: [a], action: keepequal, target_label: b}", "a: x, b: y", dropped),
        ("{source_labels: [a], action: dropequal, target_label: b}", "a: x, b: x", dropped),
        ("{source_labels: [a], action: dropequal, target_label: b}", "a: x, b: y", call),
        ("{source_labels: [a, b], separator: '', action: keepequal, target_label: c}", "a: x, b: y, c: xy", call),
        ("{source_labels: [where], action: lowercase, target_label: cluster}", "where: EU, cluster: us", call),
        ("{action: labelmap, regex: 'real_(.+)'}", "real_cluster: us", nobody),
        ("{source_labels: [cluster], action: uppercase, target_label: cluster}", "a: b", nobody),
        ("{source_labels: [a], action: hashmod, modulus: 2, target_label: b}", "a: b", call),
    ] {
        let prometheus = with(step);
        assert_eq!(said(&Case { labels, prometheus: &prometheus, alertmanager: by_cluster, ..CASE }), want, "{step}");
    }
    let may_drop = "unknown: alert_relabel_configs may drop it, by labels known only when it fires";
    let by_series = "unknown: its route hangs on the label cluster, which is only known when it fires";
    let of_many = |label: &str| {
        let values: Vec<String> = (0..16).map(|at| format!("{label}{at}")).collect();
        format!("{label}=~\"{}\"", values.join("|"))
    };
    let many = format!("x{{{}, {}}} > 1", of_many("a"), of_many("b"));
    for (step, expr, want) in [
        ("{source_labels: [instance], regex: 'dev.*', action: drop}", "x > 1", may_drop),
        // Of several values, all or some.
        ("{source_labels: [job], regex: 'web|mail', action: drop}", "x{job=~\"web|mail\"} > 1", dropped),
        ("{source_labels: [job], regex: web, action: drop}", "x{job=~\"web|mail\"} > 1", may_drop),
        // More values together than are gone through.
        ("{source_labels: [a, b], regex: none, action: keep}", &many, may_drop),
        // The same whatever stands there.
        ("{source_labels: [instance], regex: '(.*)', action: drop}", "x > 1", dropped),
        ("{source_labels: [instance], regex: '.*', action: keep}", "x > 1", by_series),
        ("{source_labels: [instance], target_label: cluster, replacement: us}", "x > 1", nobody),
        // Which labels there are to be copied nobody knows, nor where a name leads that is made when it fires.
        ("{action: labelmap, regex: 'real_(.+)'}", "x > 1", by_series),
        ("{source_labels: [instance], regex: '(.*)', target_label: '$1'}", "sum(x) > 1", by_series),
    ] {
        let prometheus = with(step);
        assert_eq!(said(&Case { expr, prometheus: &prometheus, alertmanager: by_cluster, ..CASE }), want, "{step}");
    }
}

/// What may be dropped by one step and surely is by the next is dropped; and Prometheus puts a variable of its environment in.
#[test]
fn steps_come_after_each_other_and_variables_may_be_anything() {
    let by_cluster = "route: {receiver: 'null', routes: [{matchers: [cluster=eu], receiver: call}]}";
    let twice = "{source_labels: [instance], regex: 'dev.*', action: drop}, {source_labels: [severity], action: drop}";
    let dropped = "no: alert_relabel_configs drop it";
    let case = Case { expr: "x > 1", prometheus: &with(twice), alertmanager: by_cluster, ..CASE };
    assert_eq!(said(&case), dropped);
    let prometheus = with("").replace("cluster: eu", "cluster: '${CLUSTER}'");
    let by_label = "unknown: its route hangs on the label cluster, which is only known when it fires";
    assert_eq!(said(&Case { prometheus: &prometheus, alertmanager: by_cluster, ..CASE }), by_label);
}

#[test]
fn environments_that_disagree_are_unknown() {
    let unknown = "unknown: the configurations of Alertmanager disagree; nothing under environments: says which counts";
    check(&[
        (Case { alertmanager: "route: {receiver: call}\n---\nroute: {receiver: 'null'}\n", ..CASE }, unknown),
        (
            Case { alertmanager: "route: {receiver: call}\n---\nroute: {receiver: call}\n", ..CASE },
            "yes: it reaches \"call\" (PagerDuty)",
        ),
    ]);
}

#[test]
fn resources_of_the_operator_take_what_is_of_their_namespace() {
    let resource = "kind: AlertmanagerConfig\nmetadata: {name: db, namespace: shop}\nspec:\n  route: {receiver: call}\n  \
                    receivers: [{name: call, opsgenieConfigs: [{}]}]\n";
    let unknown = "unknown: no AlertmanagerConfig here takes it for certain; give alertmanager.yml to check delivery";
    check(&[
        (Case { alertmanager: resource, labels: "namespace: shop", ..CASE }, "yes: it reaches \"call\" (Opsgenie)"),
        (Case { alertmanager: resource, labels: "namespace: mail", ..CASE }, unknown),
        (Case { alertmanager: resource, expr: "x > 1", ..CASE }, unknown),
        (
            Case { alertmanager: resource, expr: "x{namespace=\"shop\"} > 1", ..CASE },
            "yes: it reaches \"call\" (Opsgenie)",
        ),
    ]);
}

#[test]
fn a_template_of_one_label_is_what_the_expression_gives_it() {
    let by_team = "route: {receiver: 'null', routes: [{matchers: [team=db], receiver: call}]}";
    let nobody = "no: it ends at the receiver \"null\", which notifies nobody";
    let call = "yes: it reaches \"call\" (PagerDuty)";
    check(&[
        // A sum has no owner; one by owner has that of the selector.
        (Case { alertmanager: by_team, labels: "team: \"{{ $labels.owner }}\"", ..CASE }, nobody),
        (Case { alertmanager: by_team, labels: "team: \"{{- .Labels.owner -}}\"", ..CASE }, nobody),
        (
            Case {
                alertmanager: by_team,
                labels: "team: '{{ $labels.owner }}'",
                expr: "sum by (owner) (x{owner=\"db\"}) > 1",
                ..CASE
            },
            call,
        ),
    ]);
}

#[test]
fn what_never_stops_firing_inhibits_always() {
    let inhibited = "no: inhibited by Watchdog, which never stops firing";
    let call = "yes: it reaches \"call\" (PagerDuty)";
    for (rule, want) in [
        ("{source_matchers: [alertname=Watchdog], target_matchers: [severity=page]}", inhibited),
        ("{source_match: {alertname: Watchdog}, target_match_re: {severity: p.*}, equal: [cluster]}", inhibited),
        ("{source_matchers: [alertname=Watchdog], target_matchers: [severity=info]}", call),
        ("{source_matchers: [alertname=Watchdog], target_matchers: [severity=page], equal: [severity]}", call),
        ("{source_matchers: [alertname=A], target_matchers: [severity=page]}", call),
        // What is on both sides is not silenced by what is on both sides too.
        ("{source_matchers: ['alertname=~\"A|Watchdog\"'], target_matchers: ['severity=~\"page|none\"']}", call),
        ("{source_matchers: ['alertname=~\"A|Watchdog\"'], target_matchers: [severity=page]}", inhibited),
        ("{source_matchers: [alertname=Watchdog], target_matchers: ['severity=~\"page|none\"']}", inhibited),
        // By a label that the rule of the other has, and that its own series hardly will.
        ("{source_matchers: [kind=quiet], target_matchers: [severity=page]}", inhibited),
        ("{source_matchers: [kind=loud], target_matchers: [severity=page]}", call),
    ] {
        let alertmanager = format!("route: {{receiver: call}}\ninhibit_rules: [{rule}]\n");
        assert_eq!(said(&Case { alertmanager: &alertmanager, ..CASE }), want, "{rule}");
    }
}

#[test]
fn whether_somebody_is_paged_goes_by_the_kind() {
    for (receiver, want) in [("call", Answer::Yes), ("chat", Answer::No), ("hook", Answer::Unknown)] {
        let alertmanager = format!("route: {{receiver: {receiver}}}\n");
        assert_eq!(delivery(&Case { alertmanager: &alertmanager, ..CASE }).pages, want, "{receiver}");
    }
}

/// One that pages is enough where it is told for certain; of those that may be told, all have to agree.
#[test]
fn of_several_receivers_one_that_surely_pages_is_enough() {
    for (routes, want) in [
        ("{receiver: call, continue: true}, {receiver: chat}", Answer::Yes),
        ("{receiver: chat, continue: true}, {receiver: call}", Answer::Yes),
        ("{receiver: chat, continue: true}, {receiver: hook}", Answer::Unknown),
        ("{matchers: [team=db], receiver: call}, {receiver: call}", Answer::Yes),
        ("{matchers: [team=db], receiver: chat}, {receiver: chat}", Answer::No),
        ("{matchers: [team=db], receiver: call}, {receiver: chat}", Answer::Unknown),
        ("{matchers: [team=db], receiver: chat}, {receiver: call}", Answer::Unknown),
    ] {
        let alertmanager = format!("route: {{receiver: 'null', routes: [{routes}]}}\n");
        let case = Case { alertmanager: &alertmanager, expr: "x > 1", ..CASE };
        assert_eq!(delivery(&case).pages, want, "{routes}");
    }
}
