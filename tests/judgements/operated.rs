//! What the Operator and its neighbours make of a rule: monitors, configurations of Alertmanager, kustomize, `ConfigMap`s.

use alertgap::link::{Answer, Rungs};

use super::{POSTMORTEM, rungs};

/// A rule of namespace `bank`, on the series of the job `vault`.
const RULE: &str = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: vault, namespace: bank, \
                    labels: {team: bank}}\nspec:\n  groups:\n  - name: g\n    rules:\n    - {alert: PoolFull, expr: \
                    'sum by (job, namespace) (pool_used{job=\"vault\"}) > 5'}\n";
const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: vault, namespace: bank, labels: {app: vault, tier: \
                       strong}}\nspec: {selector: {app: vault}, ports: [{name: web, port: 80}, {name: stats, port: 9}]}\n";

/// A Prometheus that takes what is of the team, with more in its spec.
fn prometheus(more: &str) -> String {
    format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {{name: main, namespace: watch}}\nspec: \
         {{ruleSelector: {{}}, ruleNamespaceSelector: {{}}, alerting: {{alertmanagers: [{{name: am, port: web}}]}}, {more}}}\n"
    )
}

/// The same, which takes monitors of the team from everywhere.
fn of_team(more: &str) -> String {
    prometheus(&format!(
        "serviceMonitorSelector: {{matchLabels: {{team: bank}}}}, serviceMonitorNamespaceSelector: {{}}{more}"
    ))
}

fn monitor(metadata: &str, spec: &str) -> String {
    format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{name: vault, {metadata}}}\nspec: {{{spec}}}\n"
    )
}

fn beside(files: &[(&str, &str)]) -> Rungs {
    rungs(&[&[("a.md", POSTMORTEM), ("rule.yml", RULE)], files].concat())
}

const OF_BANK: &str = "namespace: bank, labels: {team: bank}";
const VAULTS: &str = "selector: {matchLabels: {app: vault}}, endpoints: [{port: stats}]";

#[test]
fn series_of_a_service_come_by_the_monitors_that_select_it() {
    let endpoint = |endpoint: &str| format!("selector: {{matchLabels: {{app: vault}}}}, endpoints: [{endpoint}]");
    for (metadata, spec, answer, why) in [
        (OF_BANK, VAULTS.to_owned(), Answer::Unknown, ""),
        (OF_BANK, endpoint("{port: metrics}"), Answer::No, "asks for the port metrics, and the Service vault has web, stats"),
        (OF_BANK, endpoint("{port: metrics}, {port: web}"), Answer::Unknown, ""),
        // A port of the pods, and all ports.
        (OF_BANK, endpoint("{targetPort: 9102}"), Answer::Unknown, ""),
        (OF_BANK, endpoint("{path: /metrics}"), Answer::Unknown, ""),
        (OF_BANK, endpoint("{port: metrics, honorLabels: true}"), Answer::Unknown, ""),
        (
            OF_BANK,
            endpoint("{port: metrics, relabelings: [{targetLabel: job, replacement: vault}]}"),
            Answer::Unknown,
            "",
        ),
        ("namespace: bank, labels: {team: shop}", VAULTS.to_owned(), Answer::No, "Prometheus main asks for team: bank"),
        ("namespace: bank", VAULTS.to_owned(), Answer::No, "nothing scrapes ServiceMonitor vault"),
        ("namespace: watch, labels: {team: bank}", VAULTS.to_owned(), Answer::No, "looks at other namespaces than bank"),
        (
            "namespace: watch, labels: {team: bank}",
            format!("namespaceSelector: {{matchNames: [bank]}}, {VAULTS}"),
            Answer::Unknown,
            "",
        ),
        (
            "namespace: watch, labels: {team: bank}",
            format!("namespaceSelector: {{any: true}}, {VAULTS}"),
            Answer::Unknown,
            "",
        ),
        // It selects something else, or everything in its own namespace.
        (OF_BANK, "selector: {matchLabels: {app: till}}, endpoints: [{port: x}]".to_owned(), Answer::Unknown, ""),
        ("namespace: watch, labels: {team: bank}", "selector: {}, endpoints: [{port: x}]".to_owned(), Answer::Unknown, ""),
        (OF_BANK, "selector: {}, endpoints: [{port: x}]".to_owned(), Answer::No, "asks for the port x"),
        // The job is then another.
        (OF_BANK, format!("jobLabel: tier, {}", endpoint("{port: x}")), Answer::Unknown, ""),
    ] {
        let monitor = monitor(metadata, &spec);
        let live =
            beside(&[("prometheus.yml", &*of_team("")), ("service.yml", SERVICE), ("monitor.yml", &*monitor)]).live;
        assert_eq!(live.is, answer, "{metadata} {spec}: {}", live.why);
        assert!(live.why.contains(why), "{metadata} {spec}: {}", live.why);
    }
}

/// Where anything else may bring the series, nothing is said.
#[test]
fn what_monitors_do_not_bring_may_come_otherwise() {
    let unselected = monitor("namespace: bank", VAULTS);
    let pods = "---\napiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: all, namespace: bank}\nspec: \
                {selector: {}, podMetricsEndpoints: [{port: x}]";
    let answer = |prometheus: &str, more: &str| {
        let monitors = format!("{unselected}{more}");
        let live = beside(&[("p.yml", prometheus), ("service.yml", SERVICE), ("monitor.yml", &*monitors)]).live;
        (live.is, live.why)
    };
    let all = |more: &str| prometheus(&format!("podMonitorSelector: {{}}, podMonitorNamespaceSelector: {{}}{more}"));
    for (prometheus, more, expected) in [
        // Without a selector it takes no ServiceMonitor; without any, its configuration is written by hand.
        (all(""), String::new(), Answer::No),
        (prometheus(""), String::new(), Answer::Unknown),
        (all(", additionalScrapeConfigs: {name: a, key: b}"), String::new(), Answer::Unknown),
        (all(", enableRemoteWriteReceiver: true"), String::new(), Answer::Unknown),
        (all(""), format!("{pods}}}\n"), Answer::No),
        (all(""), format!("{pods}, jobLabel: app}}\n"), Answer::Unknown),
        (of_team(""), format!("{pods}, jobLabel: app}}\n"), Answer::No),
        (all(""), "---\nkind: ScrapeConfig\nmetadata: {name: a}\n".to_owned(), Answer::Unknown),
        (all(""), "---\nkind: ServiceMonitor\nmetadata: {name: {{ .Release.Name }}}\n".to_owned(), Answer::Unknown),
        (all(""), "---\nkind: ServiceMonitor\nmetadata: {name: [\n".to_owned(), Answer::Unknown),
    ] {
        let (is, why) = answer(&prometheus, &more);
        assert_eq!(is, expected, "{prometheus}{more}: {why}");
    }
}

/// A second monitor that is selected and asks for the right port brings them.
#[test]
fn one_monitor_of_several_is_enough() {
    let wrong = monitor("namespace: bank", VAULTS);
    for (second, answer) in [
        (monitor(OF_BANK, VAULTS), Answer::Unknown),
        (monitor(OF_BANK, "selector: {matchLabels: {app: vault}}, endpoints: [{port: x}]"), Answer::No),
        // One of the same name may stand in another folder.
        (monitor(OF_BANK, "selector: {matchLabels: {name: vault}}, endpoints: [{port: x}]"), Answer::Unknown),
        (monitor(OF_BANK, "selector: {matchLabels: {app: till}}, endpoints: [{port: x}]").replace("vault", "till"), Answer::No),
    ] {
        let files =
            [("p.yml", &*of_team("")), ("service.yml", SERVICE), ("1.yml", &*wrong), ("2.yml", &*second)];
        let live = beside(&files).live;
        assert_eq!(live.is, answer, "{second}: {}", live.why);
    }
}
