use super::{read, read_resource};
use crate::load::yaml::{self, Origin};
use crate::model::{Jobs, Prometheus, RuleSource, SelectionOperator};
use crate::source::Sources;

fn with<T>(text: &str, ask: impl Fn(&Prometheus) -> T) -> T {
    let mut sources = Sources::default();
    let file = sources.add("prometheus.yml".into(), text.into());
    let stream = yaml::read(text);
    let root = stream.documents[0].root.as_ref().expect("it has a root");
    let is_resource = root.get("kind").is_some();
    let found = if is_resource { read_resource(Origin::File(file), root) } else { read(Origin::File(file), root) };
    ask(&found)
}

#[test]
fn intervals_labels_and_rule_files_are_read() {
    let text = "global:\n  scrape_interval: 15s\n  evaluation_interval: 1m30s\n  external_labels: {cluster: eu}\nrule_files: [a.yml, 'rules/*.yml', ~]\n";
    with(text, |found| {
        assert_eq!(found.scrape_interval.map(|it| it.millis), Some(15_000));
        assert_eq!(found.evaluation_interval.map(|it| it.millis), Some(90_000));
        assert_eq!(&*found.external_labels[0].value, "eu");
        let RuleSource::Files(files) = &found.rules else { panic!("it names files") };
        assert_eq!(files.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), ["a.yml", "rules/*.yml"]);
        assert!(found.alerting.place.is_none());
    });
}

#[test]
fn an_alertmanager_without_a_target_is_none() {
    let text = "alerting:\n  alertmanagers:\n  - static_configs: [{targets: []}]\n  - dns_sd_configs: [{names: [a]}]\n  alert_relabel_configs:\n  - {regex: team, action: LabelDrop}\n";
    with(text, |found| {
        assert_eq!(found.alerting.alertmanagers.len(), 1);
        assert_eq!(found.alerting.relabels[0].action, "labeldrop");
        assert_eq!(found.alerting.relabels[0].replacement, "$1");
    });
}

#[test]
fn an_alertmanager_may_get_alerts_relabelled_for_itself() {
    let own = "{static_configs: [{targets: [a]}], alert_relabel_configs: [{source_labels: [team], action: drop}]}";
    let actions = |others: &str| {
        let text = format!("alerting:\n  alertmanagers:\n  - {own}\n{others}");
        with(&text, |found| found.alerting.relabels.iter().map(|step| step.action.clone()).collect::<Vec<_>>())
    };
    assert_eq!(actions(""), ["drop"]);
    assert_eq!(actions("  - static_configs: [{targets: [b]}]\n"), ["perhaps"]);
}

#[test]
fn names_of_jobs_are_known_unless_something_may_write_them() {
    let jobs = |scrape: &str| with(&format!("scrape_configs:\n- {scrape}\n"), |found| found.scrapes[0].jobs.clone());
    let known = |names: &[&str]| Jobs::Known(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(jobs("{job_name: a, static_configs: [{targets: [x]}]}"), known(&["a"]));
    assert_eq!(
        jobs("{job_name: a, static_configs: [{targets: [x], labels: {job: b}}, {targets: [y]}]}"),
        known(&["a", "b"])
    );
    assert_eq!(jobs("{job_name: a, kubernetes_sd_configs: [{role: pod}]}"), known(&["a"]));
    assert!(matches!(jobs("{job_name: a, file_sd_configs: [{files: [x]}]}"), Jobs::Open(_)));
    assert!(matches!(jobs("{job_name: a, honor_labels: true}"), Jobs::Open(_)));
    assert!(matches!(jobs("{job_name: a, relabel_configs: [{target_label: job, replacement: c}]}"), Jobs::Open(_)));
}

#[test]
fn the_operator_has_intervals_of_its_own() {
    with("kind: Prometheus\nspec: {evaluationInterval: 1m}\n", |found| {
        let millis = |interval: Option<crate::model::Interval>| interval.map(|it| it.millis);
        assert_eq!((millis(found.scrape_interval), millis(found.evaluation_interval)), (Some(30_000), Some(60_000)));
    });
}

#[test]
fn an_empty_selector_is_not_a_missing_one() {
    let text = "kind: Prometheus\nmetadata: {name: main, namespace: monitoring}\nspec:\n  ruleSelector: {}\n  ruleNamespaceSelector:\n    matchExpressions: [{key: team, operator: Exists}]\n";
    with(text, |found| {
        let RuleSource::Selectors(selectors) = &found.rules else { panic!("it selects") };
        assert_eq!(selectors.rules.as_ref().map(|it| it.requirements.len()), Some(0));
        let namespaces = selectors.namespaces.as_ref().expect("it is given");
        assert_eq!(namespaces.requirements[0].operator, SelectionOperator::Exists);
        assert_eq!(selectors.resource.namespace, "monitoring");
    });
    with("kind: ThanosRuler\nspec: {ruleSelector: ~}\n", |found| {
        let RuleSource::Selectors(selectors) = &found.rules else { panic!("it selects") };
        assert!(selectors.rules.is_none());
    });
}
