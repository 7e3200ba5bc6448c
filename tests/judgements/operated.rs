//! What the Operator and its neighbours make of a rule: monitors, configurations of Alertmanager, kustomize, `ConfigMap`s.

use alertgap::link::{Answer, Rungs};

use super::{POSTMORTEM, judged, rules, rungs};

/// A rule of namespace `bank`, on the series of the job `vault`.
pub(super) const RULE: &str = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: vault, namespace: bank, \
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
pub(super) fn of_team(more: &str) -> String {
    prometheus(&format!(
        "serviceMonitorSelector: {{matchLabels: {{team: bank}}}}, serviceMonitorNamespaceSelector: {{}}{more}"
    ))
}

fn monitor(metadata: &str, spec: &str) -> String {
    format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{name: vault, {metadata}}}\nspec: {{{spec}}}\n"
    )
}

pub(super) fn beside(files: &[(&str, &str)]) -> Rungs {
    rungs(&[&[("a.md", POSTMORTEM), ("rule.yml", RULE)], files].concat())
}

const OF_BANK: &str = "namespace: bank, labels: {team: bank}";
const VAULTS: &str = "selector: {matchLabels: {app: vault}}, endpoints: [{port: stats}]";

#[test]
fn of_what_only_a_namespace_is_asked_the_services_there_bring_it() {
    let endpoint = |port: &str| format!("selector: {{matchLabels: {{app: vault}}}}, endpoints: [{{port: {port}}}]");
    for (expr, port, more, answer) in [
        ("pool_used{namespace=\"bank\"}", "metrics", "", Answer::No),
        ("pool_used{namespace=\"bank\"}", "stats", "", Answer::Unknown),
        ("pool_used{namespace=\"shop\"}", "metrics", "", Answer::Unknown),
        ("pool_used", "metrics", "", Answer::Unknown),
        ("pg_pool_used{namespace=\"bank\"}", "metrics", "", Answer::Unknown),
        // Another of them may bring it.
        ("pool_used{namespace=\"bank\"}", "metrics", "till", Answer::Unknown),
    ] {
        let rule = RULE.replace("sum by (job, namespace) (pool_used{job=\"vault\"})", expr);
        let till = SERVICE.replace("vault", more).replace("stats", "metrics");
        let services = if more.is_empty() { SERVICE.to_owned() } else { format!("{SERVICE}---\n{till}") };
        let own = monitor(OF_BANK, &endpoint(port));
        let second = own.replace("vault", more);
        let monitors = if more.is_empty() { own } else { format!("{own}---\n{second}") };
        let main = of_team("");
        let live = rungs(&[
            ("a.md", POSTMORTEM),
            ("rule.yml", &*rule),
            ("s.yml", &*services),
            ("m.yml", &*monitors),
            ("p.yml", &*main),
        ])
        .live;
        assert_eq!(live.is, answer, "{expr} {port} {more}: {}", live.why);
    }
}

#[test]
fn series_of_a_service_come_by_the_monitors_that_select_it() {
    let endpoint = |endpoint: &str| format!("selector: {{matchLabels: {{app: vault}}}}, endpoints: [{endpoint}]");
    for (metadata, spec, answer, why) in [
        (OF_BANK, VAULTS.to_owned(), Answer::Unknown, ""),
        (
            OF_BANK,
            endpoint("{port: metrics}"),
            Answer::No,
            "asks for the port metrics, and the Service vault has web, stats",
        ),
        (OF_BANK, endpoint("{port: metrics}, {port: web}"), Answer::Unknown, ""),
        // The metric is called after the one that is not there.
        (OF_BANK, endpoint("{port: pool-metrics}, {port: web}"), Answer::No, "asks for the port pool-metrics"),
        (OF_BANK, endpoint("{port: pool-metrics}, {port: stats}"), Answer::No, "asks for the port pool-metrics"),
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
        (
            "namespace: watch, labels: {team: bank}",
            VAULTS.to_owned(),
            Answer::No,
            "looks at other namespaces than bank",
        ),
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
        (
            "namespace: watch, labels: {team: bank}",
            "selector: {}, endpoints: [{port: x}]".to_owned(),
            Answer::Unknown,
            "",
        ),
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

/// A `PodMonitor` without `jobLabel` calls its job after its namespace and itself.
#[test]
fn a_pod_monitor_calls_its_job_after_itself() {
    let pods = |name: &str, rest: &str| {
        format!(
            "---\napiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {{name: {name}, namespace: bank}}\nspec: \
             {{selector: {{matchLabels: {{app: vaults}}}}, podMetricsEndpoints: [{{port: x}}]{rest}}}\n"
        )
    };
    let all = prometheus("podMonitorSelector: {}, podMonitorNamespaceSelector: {}");
    for (monitors, expected) in [
        (pods("vaults", ""), Answer::No),
        (pods("vaults", ", jobLabel: app"), Answer::Unknown),
        (pods("vaults", "") + &pods("vaults-too", ", jobLabel: app"), Answer::Unknown),
        (pods("safes", ""), Answer::No),
    ] {
        let live = beside(&[("p.yml", &*all), ("monitor.yml", &*monitors)]).live;
        assert_eq!(live.is, expected, "{monitors}: {}", live.why);
        assert!(live.is != Answer::No || live.why.contains("has no jobLabel"), "{}", live.why);
    }
}

/// A rule that names no job reads what the saved page of a job shows.
#[test]
fn a_saved_page_tells_whose_series_a_monitor_has_to_bring() {
    let unselected = monitor("namespace: bank", VAULTS);
    let rule = RULE.replace("{job=\"vault\"}", "");
    for (page, metric, answer) in [("vault.prom", "pool_used", Answer::No), ("till.prom", "pool_used", Answer::Yes)] {
        let shown = format!("{metric} 7\n");
        let loads = of_team("");
        let files = [
            ("a.md", POSTMORTEM),
            ("rule.yml", &*rule),
            ("p.yml", &*loads),
            ("service.yml", SERVICE),
            ("monitor.yml", &*unselected),
            (page, &*shown),
        ];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{page}: {}", live.why);
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
        (
            monitor(OF_BANK, "selector: {matchLabels: {app: till}}, endpoints: [{port: x}]").replace("vault", "till"),
            Answer::No,
        ),
    ] {
        let files = [("p.yml", &*of_team("")), ("service.yml", SERVICE), ("1.yml", &*wrong), ("2.yml", &*second)];
        let live = beside(&files).live;
        assert_eq!(live.is, answer, "{second}: {}", live.why);
    }
}

/// An Alertmanager of namespace `watch`, with more in its spec.
fn alertmanager(more: &str) -> String {
    let spec = format!("{{alertmanagerConfigSelector: {{}}, alertmanagerConfigNamespaceSelector: {{}}{more}}}");
    format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: Alertmanager\nmetadata: {{name: main, namespace: watch}}\nspec: {spec}\n"
    )
}

fn configuration(namespace: &str) -> String {
    format!(
        "apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {{name: call, namespace: {namespace}, \
         labels: {{team: bank}}}}\nspec: {{route: {{receiver: call}}, receivers: [{{name: call, pagerdutyConfigs: [{{}}]}}]}}\n"
    )
}

#[test]
fn an_alertmanager_config_gets_the_alerts_of_its_namespace() {
    let pinned = RULE.replace("job=\"vault\"", "namespace=\"bank\"");
    let labelled = RULE.replace("PoolFull,", "PoolFull, labels: {namespace: bank},");
    let strategy = |strategy: &str| alertmanager(&format!(", alertmanagerConfigMatcherStrategy: {{type: {strategy}}}"));
    let (default, all, except) =
        (alertmanager(""), strategy("None"), strategy("OnNamespaceExceptForAlertmanagerNamespace"));
    for (rule, alertmanager, namespace, answer) in [
        (&*pinned, &default, "bank", Answer::Yes),
        (&*pinned, &default, "watch", Answer::No),
        (&*labelled, &default, "watch", Answer::No),
        // Its series may have any namespace.
        (RULE, &default, "watch", Answer::Unknown),
        (&*pinned, &all, "watch", Answer::Yes),
        (RULE, &all, "shop", Answer::Yes),
        (&*pinned, &except, "watch", Answer::Yes),
        (&*pinned, &except, "shop", Answer::No),
        // Its configuration may be one that is not here.
        (&*pinned, &alertmanager(", configSecret: base"), "watch", Answer::Unknown),
        (&*pinned, &String::new(), "watch", Answer::Unknown),
    ] {
        let (prometheus, call) = (of_team(""), configuration(namespace));
        let files = [
            ("a.md", POSTMORTEM),
            ("rule.yml", rule),
            ("p.yml", &*prometheus),
            ("am.yml", &**alertmanager),
            ("call.yml", &*call),
        ];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, answer, "{rule}{alertmanager}{namespace}: {}", delivered.why);
    }
}

#[test]
fn an_alertmanager_config_that_no_alertmanager_takes_tells_nobody() {
    let call = configuration("bank");
    let delivered = |alertmanager: &str, more: (&str, &str)| {
        let prometheus = of_team("");
        let rule = RULE.replace("job=\"vault\"", "namespace=\"bank\"");
        let files = [("a.md", POSTMORTEM), ("rule.yml", &*rule), ("p.yml", &*prometheus), ("call.yml", &*call)];
        rungs(&[&files, &[("am.yml", alertmanager), more][..]].concat()).delivered
    };
    let nothing = ("b.yml", "");
    let selects = |selector: &str| alertmanager("").replace("Selector: {}, ", &format!("Selector: {selector}, "));
    for (alertmanager, more, answer) in [
        (selects("{matchLabels: {team: bank}}"), nothing, Answer::Yes),
        (selects("{matchLabels: {team: shop}}"), nothing, Answer::No),
        (selects("null"), nothing, Answer::No),
        // Only those of its own namespace.
        (alertmanager("").replace(", alertmanagerConfigNamespaceSelector: {}", ""), nothing, Answer::No),
        // The secret with the rest of its configuration may come from elsewhere.
        (
            selects("{matchLabels: {team: shop}}"),
            ("b.yml", "kind: ExternalSecret\nspec: {target: {name: alertmanager-main}}\n"),
            Answer::Unknown,
        ),
        (
            selects("{matchLabels: {team: shop}}"),
            ("b.yml", "kind: Alertmanager\nmetadata: {name: {{ x }}}\n"),
            Answer::Yes,
        ),
    ] {
        let delivered = delivered(&alertmanager, more);
        assert_eq!(delivered.is, answer, "{alertmanager}{more:?}: {}", delivered.why);
    }
}

#[test]
fn pods_are_kept_by_annotations_of_their_own() {
    let rules = rules("expr: 'sum(pool_used{job=\"vault\"}) > 5'");
    let scraped = |action: &str, job: &str| {
        let keep = format!(
            "{{source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], regex: 'true', action: {action}}}"
        );
        let job = format!("{{source_labels: [__meta_kubernetes_pod_label_{job}], target_label: job}}");
        format!(
            "rule_files: [a.yml]\nscrape_configs: [{{job_name: pods, kubernetes_sd_configs: [{{role: pod}}], relabel_configs: [{keep}, {job}]}}"
        )
    };
    let vault = |own: &str, of_pods: &str| {
        format!(
            "kind: Deployment\nmetadata: {{name: vault, annotations: {{{own}}}}}\nspec: {{template: {{metadata: {{labels: \
             {{app/name: vault}}, annotations: {{{of_pods}}}}}}}}}\n---\n"
        )
    };
    let (yes, no) = ("prometheus.io/scrape: 'true'", "prometheus.io/scrape: 'false'");
    for (prometheus, workloads, answer) in [
        (scraped("keep", "app_name"), vault(yes, ""), Answer::No),
        (scraped("keep", "app_name"), vault(yes, no), Answer::No),
        (scraped("keep", "app_name"), vault(yes, yes), Answer::Unknown),
        (scraped("drop", "app_name"), vault(yes, ""), Answer::Unknown),
        // It was not meant to be scraped so, or is another job.
        (scraped("keep", "app_name"), vault("", ""), Answer::Unknown),
        (scraped("keep", "team"), vault(yes, ""), Answer::Unknown),
        (scraped("keep", "app_name"), vault(yes, "") + &vault("", yes), Answer::Unknown),
        (
            scraped("keep", "app_name") + ", {job_name: more, file_sd_configs: [{files: [b]}]}",
            vault(yes, ""),
            Answer::Unknown,
        ),
    ] {
        let prometheus = format!("{prometheus}]\n");
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", &*prometheus), ("d.yml", &*workloads)];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{prometheus}{workloads}: {}", live.why);
    }
}

/// What is broken, or a chart's, is no finding: it is only not known.
#[test]
fn manifests_that_cannot_be_read_are_not_complained_of() {
    let kinds = ["ServiceMonitor", "PodMonitor", "Service", "Alertmanager", "Kustomization", "Deployment"];
    for (at, broken) in
        ["spec: [", "metadata: {name: {{ .Values.name }}}", "spec: 5", "- a\n: b", "\u{1}"].iter().enumerate()
    {
        let texts: Vec<(String, String)> = kinds
            .iter()
            .map(|kind| (format!("{at}/{kind}.yaml"), format!("kind: {kind}\n{broken}\n")))
            .chain([(format!("{at}/kustomization.yaml"), (*broken).to_owned())])
            .collect();
        let prometheus = of_team("");
        let mut files = vec![("a.md", POSTMORTEM), ("rule.yml", RULE), ("p.yml", &*prometheus)];
        files.extend(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let (loaded, coverage, _) = judged(&files, "{}");
        assert!(loaded.model.skipped.is_empty(), "{broken}: {:?}", loaded.model.skipped);
        assert_eq!(coverage.incidents[0].risks[0].guards[0].rungs.live.is, Answer::Unknown, "{broken}");
    }
}
