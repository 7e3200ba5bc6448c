//! What is applied of the manifests that stand here, and what the Prometheus of a workload mounts.

use alertgap::link::Answer;

use super::operated::{RULE, beside, of_team};
use super::told::{World, asserts_no};
use super::{ALERTING, POSTMORTEM, rules, rungs};

#[test]
fn what_kustomize_does_not_list_is_not_applied() {
    let loads_all = of_team("");
    let defined = |kustomization: &str, more: &[(&str, &str)]| {
        let files = [("a.md", POSTMORTEM), ("k8s/rule.yml", RULE), ("k8s/p.yml", &*loads_all)];
        let own = [("k8s/kustomization.yaml", kustomization)];
        rungs(&[&files[..], &own, more].concat()).defined
    };
    for (kustomization, more, answer) in [
        ("resources: [p.yml]\n", &[][..], Answer::No),
        ("kind: Kustomization\nresources:\n- p.yml\n# - rule.yml\n", &[], Answer::No),
        ("resources: [p.yml, ./rule.yml]\n", &[], Answer::Yes),
        ("resources: [p.yml]\npatches: [{path: rule.yml}]\n", &[], Answer::Yes),
        ("configMapGenerator: [{name: a, files: [a.txt]}]\n", &[], Answer::Yes),
        // From outside, or by something else.
        ("resources: [p.yml]\n", &[("kustomization.yaml", "resources: [k8s, k8s/rule.yml]\n")], Answer::Yes),
        ("resources: [p.yml]\n", &[("kustomization.yaml", "resources: [k8s]\n")], Answer::No),
        ("resources: [p.yml]\n", &[("ci.yml", "run: [kubectl apply -f k8s]\n")], Answer::Yes),
        ("resources: [p.yml]\n", &[("ci.yml", "run: [kustomize build k8s | kubectl apply -f -]\n")], Answer::No),
        ("resources: [p.yml]\n", &[("skaffold.yml", "manifests: {rawYaml: [k8s/rule.yml]}\n")], Answer::Yes),
        ("resources: [p.yml]\n", &[("Chart.yaml", "name: a\n")], Answer::Yes),
        (
            "resources: [p.yml]\n",
            &[("flux.yml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: k8s}\n")],
            Answer::Yes,
        ),
        (
            "resources: [p.yml]\n",
            &[("argo.yml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {directory: {}}}\n")],
            Answer::Yes,
        ),
        ("resources: [{{ x }}]\n", &[], Answer::Yes),
        ("resources: [\n", &[], Answer::Yes),
    ] {
        let defined = defined(kustomization, more);
        assert_eq!(defined.is, answer, "{kustomization}{more:?}: {}", defined.why);
    }
}

/// An overlay for trials lists it, and the one beside it for customers does not.
#[test]
fn what_an_overlay_for_trials_lists_is_not_there_for_customers() {
    let base = "resources: [p.yml]\n";
    let defined = |staging: &str, prod: &str, cause: &str| {
        let told = POSTMORTEM.replace("The pool was full.", cause);
        let files = [
            ("a.md", &*told),
            ("k8s/overlays/staging/rule.yml", RULE),
            ("k8s/base/p.yml", &*of_team("")),
            ("k8s/base/kustomization.yaml", base),
            ("k8s/overlays/staging/kustomization.yaml", &*format!("resources: [../../base{staging}]\n")),
            ("k8s/overlays/prod/kustomization.yaml", &*format!("resources: [../../base{prod}]\n")),
        ];
        rungs(&files).defined
    };
    let full = "The pool was full.";
    for (staging, prod, cause, answer) in [
        (", rule.yml", "", full, Answer::No),
        (", rule.yml", ", ../staging/rule.yml", full, Answer::Yes),
        (", rule.yml", ", ../staging", full, Answer::Yes),
        (", rule.yml", "", "The pool of staging was full.", Answer::Yes),
    ] {
        let defined = defined(staging, prod, cause);
        assert_eq!(defined.is, answer, "{staging} {prod} {cause}: {}", defined.why);
    }
}

/// A patch of the overlay for customers takes it away.
#[test]
fn what_a_patch_deletes_is_not_applied() {
    let name = "vault";
    let patch = format!("kind: PrometheusRule\nmetadata: {{name: {name}}}\n$patch: delete\n");
    let of_other = patch.replace(name, "another");
    let within = |patch: &str| format!(", patches: [{{patch: \"{}\"}}]", patch.replace('\n', "\\n"));
    let kustomization = |more: &str| format!("{{resources: [../../base]{more}}}\n");
    for (prod, file, answer) in [
        (", patches: [{path: less.yml}]".to_owned(), patch.as_str(), Answer::No),
        (", patchesStrategicMerge: [less.yml]".to_owned(), &patch, Answer::No),
        (", patches: [{path: less.yml}]".to_owned(), &of_other, Answer::Yes),
        (String::new(), &patch, Answer::Yes),
        (within(&patch), "", Answer::No),
        (within(&of_other), "", Answer::Yes),
        (
            format!(", patches: [{{target: {{kind: PrometheusRule, name: {name}}}, patch: \"$patch: delete\"}}]"),
            "",
            Answer::No,
        ),
    ] {
        let files = [
            ("a.md", POSTMORTEM),
            ("k8s/base/rule.yml", RULE),
            ("k8s/base/p.yml", &*of_team("")),
            ("k8s/base/kustomization.yaml", "resources: [p.yml, rule.yml]\n"),
            ("k8s/overlays/staging/kustomization.yaml", &*kustomization("")),
            ("k8s/overlays/prod/less.yml", file),
            ("k8s/overlays/prod/kustomization.yaml", &*kustomization(&prod)),
        ];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is == Answer::No, answer == Answer::No, "{prod} {file}: {}", defined.why);
    }
}

/// What kustomize gives to all of its resources is not in their files.
#[test]
fn kustomize_may_give_a_rule_the_label_that_is_asked_for() {
    let prometheus = of_team("").replace("ruleSelector: {}", "ruleSelector: {matchLabels: {role: rules}}");
    for (kustomization, answer) in [
        ("resources: [rule.yml, p.yml]\n", Answer::No),
        ("resources: [rule.yml, p.yml]\ncommonLabels: {role: rules}\n", Answer::Unknown),
    ] {
        let defined = beside(&[("p.yml", &*prometheus), ("kustomization.yaml", kustomization)]).defined;
        assert_eq!(defined.is, answer, "{kustomization}: {}", defined.why);
    }
}

/// A `Deployment` that runs Prometheus with these volumes, beside other containers.
fn deployment(volumes: &str, arguments: &str, others: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: prom}}\nspec: {{template: {{spec: {{containers: [{{image: \
         'prom/prometheus:v3', args: [{arguments}]}}{others}], volumes: [{volumes}]}}}}}}\n"
    )
}

#[test]
fn rules_of_a_config_map_come_to_the_prometheus_that_mounts_it() {
    let indented = rules("expr: pool_used > 5").replace('\n', "\n    ");
    let held = format!("kind: ConfigMap\nmetadata: {{name: bank-rules}}\ndata:\n  a.yml: |\n    {indented}");
    let defined = |deployment: &str, more: (&str, &str)| {
        rungs(&[("a.md", POSTMORTEM), ("held.yml", &*held), ("d.yml", deployment), more]).defined
    };
    let of = |name: &str| format!("{{configMap: {{name: {name}}}}}");
    let nothing = ("b.yml", "");
    let base = of("base");
    let other = "kind: StatefulSet\nmetadata: {name: ruler}\nspec: {template: {spec: {containers: [{image: grafana/loki}], \
                 volumes: [{configMap: {name: bank-rules}}]}}}\n";
    for (deployment, more, answer) in [
        (deployment(&base, "", ""), nothing, Answer::No),
        (deployment(&format!("{base}, {}", of("bank-rules-2")), "", ""), nothing, Answer::No),
        (deployment(&of("bank-rules"), "", ""), nothing, Answer::Unknown),
        (
            deployment(&format!("{{projected: {{sources: [{base}, {}]}}}}", of("bank-rules")), "", ""),
            nothing,
            Answer::Unknown,
        ),
        (deployment(&base, "", ", {image: 'quay.io/a/prometheus-config-reloader:v1'}"), nothing, Answer::No),
        (deployment(&base, "", ", {image: 'quay.io/kiwigrid/k8s-sidecar:1'}"), nothing, Answer::Unknown),
        (deployment(&base, "", ", {image: our/fetcher}"), nothing, Answer::Unknown),
        (deployment(&base, "", ""), ("b.yml", other), Answer::Unknown),
        (deployment(&base, "", ""), ("b.yml", "kind: Ruler\nspec: {rules: bank-rules}\n"), Answer::Unknown),
        (deployment(&base, "", ""), ("b.yml", "# kind: Ruler of bank-rules\na: 1\n"), Answer::No),
        (deployment(&base, "", "").replace("prom/prometheus", "prom/alertmanager"), nothing, Answer::Unknown),
        (deployment(&base, "", ", {image: {{ x }}}"), nothing, Answer::Unknown),
        // An agent that mounts it evaluates nothing of it.
        (deployment(&of("bank-rules"), "--agent", ""), nothing, Answer::No),
        (deployment(&of("bank-rules"), "'--enable-feature=exemplar-storage,agent'", ""), nothing, Answer::No),
        (deployment(&of("bank-rules"), "--enable-feature=agents", ""), nothing, Answer::Unknown),
    ] {
        let defined = defined(&deployment, more);
        assert_eq!(defined.is, answer, "{deployment}{more:?}: {}", defined.why);
    }
}

#[test]
fn a_pod_sees_the_files_of_which_kustomize_makes_its_config_maps() {
    let rule = rules("expr: pool_used > 5");
    let pod = |mounts: &str, more: &str| {
        format!(
            "kind: StatefulSet\nmetadata: {{name: prom}}\nspec: {{template: {{spec: {{containers: [{{image: 'prom/prometheus:v3', \
             volumeMounts: [{mounts}]}}{more}], volumes: [{{name: conf, configMap: {{name: conf}}}}, {{name: data, emptyDir: {{}}}}, \
             {{name: rules, configMap: {{name: rules}}}}, {{name: some, configMap: {{name: rules, items: [{{key: pool.yml, \
             path: deep/p.yml}}]}}}}]}}}}}}\n"
        )
    };
    let (conf, at) = ("{name: conf, mountPath: /etc/prometheus}", |target: &str, volume: &str| {
        format!("{{name: {volume}, mountPath: {target}}}")
    });
    let both = |target: &str, volume: &str| format!("{conf}, {}", at(target, volume));
    let kustomization = |files: &str, more: &str| {
        format!(
            "resources: [pod.yml]\nconfigMapGenerator:\n- {{name: conf, files: [prometheus.yml]}}\n\
             - {{name: rules, files: [{files}]{more}}}\n"
        )
    };
    let defined = |pattern: &str, pod: &str, kustomization: &str| {
        let prometheus = format!("rule_files: ['{pattern}']\n");
        rungs(&[
            ("a.md", POSTMORTEM),
            ("k/rules/pool.yml", &*rule),
            ("k/rules/other.yml", "groups: []\n"),
            ("k/prometheus.yml", &*prometheus),
            ("k/pod.yml", pod),
            ("k/kustomization.yml", kustomization),
        ])
        .defined
    };
    let (folder, pool) = ("/etc/prometheus/rules/*.yml", "rules/pool.yml");
    let own = both("/etc/prometheus/rules", "rules");
    for (pattern, mounts, more, files, options, answer) in [
        (folder, &*own, "", pool, "", Answer::Yes),
        ("rules/*.yml", &*own, "", pool, "", Answer::Yes),
        // It was forgotten among the files, or has another name among the keys.
        (folder, &*own, "", "rules/other.yml", "", Answer::No),
        (folder, &*own, "", "pool.yaml=rules/pool.yml", "", Answer::No),
        (folder, &*own, "", "p.yml=rules/pool.yml", "", Answer::Yes),
        ("/etc/prometheus/pool*.yml", &*own, "", pool, "", Answer::No),
        (
            "/etc/prometheus/rules/pool.yml",
            &*both("/etc/prometheus/rules/pool.yml, subPath: pool.yml", "rules"),
            "",
            pool,
            "",
            Answer::Yes,
        ),
        (folder, &*both("/etc/prometheus/rules/a.yml, subPath: other.yml", "rules"), "", pool, "", Answer::No),
        (folder, &*both("/etc/prometheus/rules", "some"), "", pool, "", Answer::No),
        ("/etc/prometheus/rules/deep/*.yml", &*both("/etc/prometheus/rules", "some"), "", pool, "", Answer::Yes),
        // Nothing of it is mounted, or somebody else may bring it.
        (folder, conf, "", pool, "", Answer::No),
        (folder, &*format!("{conf}, {}", at("/etc/prometheus/rules", "data")), "", pool, "", Answer::Unknown),
        (folder, conf, ", {image: our/fetcher}", pool, "", Answer::Unknown),
        (folder, &*own, "", "rules/other.yml", ", behavior: merge", Answer::Unknown),
        (folder, &*own, "", "rules/other.yml", ", literals: [a=b]", Answer::Unknown),
        (folder, &*own, "", "rules/other.yml", "}\n- {name: rules, files: [a]", Answer::Unknown),
        (folder, &*own, "", "rules/other.yml", "}\nnamePrefix: a-\nreplicas:\n- {name: a", Answer::Unknown),
    ] {
        let (pod, kustomization) = (pod(mounts, more), kustomization(files, options));
        let defined = defined(pattern, &pod, &kustomization);
        assert_eq!(defined.is, answer, "{pattern} {pod}{kustomization}: {}", defined.why);
    }
}

#[test]
fn an_agent_evaluates_no_rules() {
    let rules = rules("expr: pool_used > 5");
    let prometheus = format!("{ALERTING}}}\n");
    let compose = |command: &str, volume: &str| {
        format!(
            "services:\n  prom: {{image: prom/prometheus, command: [{command}], volumes: ['{volume}', \
             './a.yml:/etc/prometheus/a.yml']}}\n"
        )
    };
    let mounted = "./prometheus.yml:/etc/prometheus/prometheus.yml:ro";
    for (command, volume, answer) in [
        ("--agent", mounted, Answer::No),
        ("--enable-feature=agent", "./:/etc/prometheus", Answer::No),
        ("--enable-feature, agent", mounted, Answer::No),
        ("--config.file=/p.yml, --agent", "./prometheus.yml:/p.yml", Answer::No),
        // Nothing runs with it at all.
        ("--config.file=/p.yml, --agent", mounted, Answer::No),
        ("--enable-feature=native-histograms", mounted, Answer::Yes),
        ("--agent", "./edge.yml:/etc/prometheus/prometheus.yml", Answer::Yes),
    ] {
        let compose = compose(command, volume);
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", &*rules),
            ("prometheus.yml", &*prometheus),
            ("docker-compose.yml", &*compose),
        ];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{compose}: {}", defined.why);
    }
}

/// The cluster deletes a failed job, and kube-state-metrics tells no more of it.
#[test]
fn a_failed_job_is_there_until_it_is_deleted() {
    let cron = |keys: &str, ttl: &str| {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: report}}\nspec: {{{keys} jobTemplate: {{spec: {{{ttl} template: \
             {{}}}}}}}}\n"
        )
    };
    let ttl = |seconds: &str| cron("", &format!("ttlSecondsAfterFinished: {seconds},"));
    let job =
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: report}\nspec: {ttlSecondsAfterFinished: 60}\n".to_owned();
    let rule = |matchers: &str, hold: &str| format!("expr: 'kube_job_failed{{{matchers}}} > 0', for: {hold}");
    let own = "job_name=~\"report-.*\"";
    let told = "The job report failed.";
    for (cause, rule, manifest, is_no) in [
        (told, rule(own, "15m"), ttl("300"), true),
        (told, rule(own, "5m"), ttl("300"), false),
        (told, rule(own, "15m"), ttl("86400"), false),
        (told, rule(own, "15m"), cron("", ""), false),
        (told, rule(own, "0s"), cron("failedJobsHistoryLimit: 0,", ""), true),
        (told, rule(own, "0s"), cron("failedJobsHistoryLimit: 1,", ""), false),
        (told, rule("", "15m"), ttl("300"), true),
        ("It failed.", rule("", "15m"), ttl("300"), false),
        ("It failed.", rule("job_name=~\".*\"", "15m"), ttl("300"), false),
        (told, rule("job_name=~\"other-.*\"", "15m"), ttl("300"), false),
        (told, rule("job_name=\"report\"", "5m"), job, true),
        (told, "expr: 'max_over_time(kube_job_failed[1h]) > 0', for: 15m".to_owned(), ttl("300"), false),
    ] {
        asserts_no(&World { cause, rule: &rule, files: &[("k8s/report.yml", &manifest)], ..World::default() }, is_no);
    }
}
