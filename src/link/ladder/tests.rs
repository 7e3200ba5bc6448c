use super::selection::vote;
use crate::link::coverage::Answer;
use crate::model::{MonitorSelectors, Requirement, Resource, RuleSelectors, Selection, SelectionOperator};
use crate::source::{Place, Sources};

fn selection(requirements: &[(&str, SelectionOperator, &[&str])]) -> Option<Selection> {
    let place = Place::new(Sources::default().add("k8s.yaml".into(), "".into()), 0..0);
    let requirements = requirements.iter().map(|(label, operator, values)| Requirement {
        label: (*label).to_owned(),
        operator: *operator,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    });
    Some(Selection { requirements: requirements.collect(), place })
}

fn resource(kind: &str, namespace: &str) -> Resource {
    let labels = vec![("team".to_owned(), "ledger".to_owned())];
    Resource { kind: kind.into(), namespace: namespace.into(), name: "main".into(), labels }
}

fn answer(rules: Option<Selection>, namespaces: Option<Selection>, own: &str, theirs: &str) -> Answer {
    let selectors = RuleSelectors {
        resource: resource("Prometheus", own),
        rules,
        namespaces,
        enforced: None,
        monitors: MonitorSelectors::default(),
    };
    vote(&selectors, &resource("PrometheusRule", theirs)).expect("it looks at them").answer
}

#[test]
fn a_missing_selector_selects_nothing_and_an_empty_one_everything() {
    assert_eq!(answer(None, selection(&[]), "a", "b"), Answer::No);
    assert_eq!(answer(selection(&[]), selection(&[]), "a", "b"), Answer::Yes);
    assert_eq!(answer(selection(&[]), None, "a", "b"), Answer::No);
    assert_eq!(answer(selection(&[]), None, "a", "a"), Answer::Yes);
    assert_eq!(answer(selection(&[]), None, "", "a"), Answer::Unknown);
}

#[test]
fn requirements_are_read_as_kubernetes_reads_them() {
    use SelectionOperator::{DoesNotExist, Exists, In, NotIn, Unknown};
    let cases: [(&str, SelectionOperator, &[&str], Answer); 9] = [
        ("team", In, &["ledger"], Answer::Yes),
        ("team", In, &["web", "search"], Answer::No),
        ("team", NotIn, &["ledger"], Answer::No),
        ("release", NotIn, &["main"], Answer::Yes),
        ("team", Exists, &[], Answer::Yes),
        ("release", Exists, &[], Answer::No),
        ("release", DoesNotExist, &[], Answer::Yes),
        ("team", DoesNotExist, &[], Answer::No),
        ("team", Unknown, &[], Answer::Unknown),
    ];
    for (label, operator, values, expected) in cases {
        let rules = selection(&[(label, operator, values)]);
        assert_eq!(answer(rules, selection(&[]), "a", "b"), expected, "{label} {operator:?} {values:?}");
    }
}

#[test]
fn of_a_namespace_only_its_name_is_known() {
    use SelectionOperator::In;
    let by_name = |name| selection(&[("kubernetes.io/metadata.name", In, &[name])]);
    assert_eq!(answer(selection(&[]), by_name("b"), "a", "b"), Answer::Yes);
    assert_eq!(answer(selection(&[]), by_name("c"), "a", "b"), Answer::No);
    // Where it will be applied, nobody says.
    assert_eq!(answer(selection(&[]), by_name("b"), "a", ""), Answer::Unknown);
    assert_eq!(answer(selection(&[]), selection(&[("team", In, &["x"])]), "a", "b"), Answer::Unknown);
}

#[test]
fn other_resources_are_not_looked_at() {
    let selectors = RuleSelectors {
        resource: resource("Prometheus", "a"),
        rules: selection(&[]),
        namespaces: None,
        enforced: None,
        monitors: MonitorSelectors::default(),
    };
    assert!(vote(&selectors, &resource("ConfigMap", "a")).is_none());
}

#[test]
fn a_requirement_that_does_not_hold_is_told_in_words() {
    use SelectionOperator::{DoesNotExist, Exists, In, NotIn};
    let cases: [(&str, SelectionOperator, &[&str], &str); 5] = [
        ("team", In, &["web"], "asks for team: web,"),
        ("team", In, &["web", "search"], "asks for team in (web, search),"),
        ("team", NotIn, &["ledger"], "asks for team not in (ledger),"),
        ("release", Exists, &[], "asks for release being set,"),
        ("team", DoesNotExist, &[], "asks for team not being set,"),
    ];
    for (label, operator, values, words) in cases {
        let rules = selection(&[(label, operator, values)]);
        let selectors = RuleSelectors {
            resource: resource("Prometheus", "a"),
            rules,
            namespaces: None,
            enforced: None,
            monitors: MonitorSelectors::default(),
        };
        let told = vote(&selectors, &resource("PrometheusRule", "a")).expect("it looks at them").why;
        assert!(told.starts_with("Prometheus main ") && told.contains(words), "{words} {told}");
    }
}
