//! What the words of `rules/linking.yml` say.

use super::{Says, WORDS};

#[test]
fn what_only_watches_is_not_spoken_of() {
    let left = |text| WORDS.without_means(text).split_whitespace().collect::<Vec<&str>>().join(" ");
    assert_eq!(left("Watch 504s with Prometheus/Grafana daily"), "Watch 504s daily");
    assert_eq!(left("A dashboard in Grafana about etcd"), "A about etcd");
    assert_eq!(left("Grafana ran out of memory"), "Grafana ran out of memory");
}

#[test]
fn what_stands_beside_it_is_another_thing() {
    let left = |text| WORDS.without_exceptions(text).split_whitespace().collect::<Vec<&str>>().join(" ");
    assert_eq!(left("The worker next to Postgres was killed"), "The worker was killed");
    assert_eq!(left("The sidecar that runs beside the proxy died"), "The sidecar that died");
    assert_eq!(left("Postgres died, and beside that nothing"), "Postgres died, and beside that nothing");
}

#[test]
fn every_pattern_compiles() {
    for list in [
        &WORDS.file.no_evidence,
        &WORDS.file.laments,
        &WORDS.file.deaths,
        &WORDS.denied,
        &WORDS.file.hearsay,
        &WORDS.file.bears_out,
        &WORDS.file.reveals,
        &WORDS.file.recants,
        &WORDS.file.afterwards,
        &WORDS.file.means,
        &WORDS.file.outliving,
        &WORDS.file.volumes,
        &WORDS.file.causes_follow,
        &WORDS.file.effects_follow,
        &WORDS.file.clauses,
        &WORDS.file.subjects,
        &WORDS.file.exceptions,
        &WORDS.file.spared,
    ]
    .into_iter()
    .chain(WORDS.listing().lists())
    .chain(WORDS.asking().lists())
    .chain(WORDS.file.resource_kinds.told.values())
    .chain(WORDS.file.asks_for_more.iter().map(|more| more.named().0))
    {
        assert!(list.broken().is_empty(), "{:?}", list.broken());
        assert!(list.unforeseen().is_empty(), "{:?}", list.unforeseen());
    }
}

#[test]
fn an_alert_that_stayed_silent_or_should_go_is_no_evidence() {
    for sentence in [
        "DiskWillFill did not fire.",
        "We should remove the noisy DiskWillFill alert.",
        "DiskWillFill was silenced at the time.",
        "DiskWillFill never paged anybody",
        "DiskWillFill would not have seen the tapes.",
        "Add an alert like DiskWillFill for the tapes.",
        "Unlike DiskWillFill, nothing watches the tapes.",
        "DiskWillFill only looks at hosts.",
        "DiskWillFill fires for hosts only.",
    ] {
        assert!(WORDS.denies(sentence), "{sentence}");
    }
    for sentence in [
        "Add DiskWillFill for the database hosts.",
        "DiskWillFill now covers the journal volume.",
        "DiskWillFill fired twenty minutes before, and nobody reacted.",
    ] {
        assert!(!WORDS.denies(sentence), "{sentence}");
    }
}

#[test]
fn a_job_names_a_service_unless_the_metric_and_the_job_are_an_exporters() {
    assert_eq!(WORDS.label_says("job", Some("checkout_orders_total")), Says::Service);
    assert_eq!(WORDS.label_says("job", Some("node_filesystem_avail_bytes")), Says::Nothing);
    assert_eq!(WORDS.label_says("namespace", None), Says::Place);
    for (job, wanted) in [
        ("shipping-db", Says::Place),
        ("payment-processor", Says::Place),
        ("ghost", Says::Place),
        ("blackbox-ping", Says::Nothing),
        (".*postgres.*", Says::Nothing),
        ("integrations/kafka", Says::Nothing),
        ("shipping|node_exporter", Says::Nothing),
    ] {
        assert_eq!(WORDS.matcher_says("job", job, Some("pg_up")), wanted, "{job}");
    }
}
