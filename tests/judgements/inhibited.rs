//! Alerts that an inhibition keeps quiet, since another had held for days; beside each what is heard.

use alertgap::link::Answer;

use super::told::World;

const MANAGER: &str = "route: {receiver: board, routes: [{matchers: [severity=page], receiver: call}]}\ninhibit_rules: \
                       [{source_matchers: [alertname=Unhealthy], target_matchers: [part=store], equal: [site]}]\nreceivers: \
                       [{name: board}, {name: call, pagerduty_configs: [{}]}]\n";

fn delivered(cause: &str, details: &str, other: &str) -> (Answer, String) {
    let rule = "{alert: PoolFull, expr: pool_used > 5, labels: {severity: page, part: store}}";
    let rules = format!(
        "groups: [{{name: g, rules: [{rule}, {{alert: Unhealthy, {other}, labels: {{severity: info, part: store}}}}]}}]\n"
    );
    let job = "static_configs: [{targets: ['a:1'], labels: {site: north}}, {targets: ['b:1'], labels: {site: south}}]";
    let files = [("a.yml", rules.as_str()), ("alertmanager.yml", MANAGER)];
    let delivered = World { cause, details, job, files: &files, ..World::default() }.rungs().delivered;
    (delivered.is, delivered.why.to_string())
}

/// By its name, as texts tell that an alert had been there for long.
#[test]
fn an_alert_that_had_fired_for_days_inhibits() {
    for (details, is) in [
        ("Unhealthy was firing for eleven days, and nobody minded.", Answer::No),
        ("Unhealthy had been active for almost three weeks.", Answer::No),
        ("Unhealthy had fired for months.", Answer::No),
        ("Unhealthy fired for a minute.", Answer::Yes),
        ("Unhealthy had been firing for three weeks in south.", Answer::Yes),
    ] {
        let (told, why) = delivered("The pool of north was full.", details, "expr: pool_state > 0");
        assert_eq!(told, is, "{details}: {why}");
    }
}

/// Or by the state that it asks for, whose name is in no alert.
#[test]
fn an_alert_on_a_state_that_lasted_for_days_inhibits() {
    let north = "The pool of north was full.";
    let ceph = "expr: ceph_health_status > 0, for: 15m";
    let error = "expr: ceph_health_status == 2, for: 15m";
    let yellow = "expr: 'elasticsearch_cluster_health_status{color=\"yellow\"} == 1', for: 1h";
    let any = "expr: 'elasticsearch_cluster_health_status{color=~\"yellow|red\"} == 1', for: 1h";
    let red = "expr: 'elasticsearch_cluster_health_status{color=\"red\"} == 1'";
    for (cause, details, other, is) in [
        (north, "The cluster had been in HEALTH_WARN for nine days, since scrubs were late.", ceph, Answer::No),
        (north, "Since the 3rd of March it was HEALTH_WARN, as a monitor lacked space.", ceph, Answer::No),
        (north, "Ceph went to HEALTH_WARN at 10:00.", ceph, Answer::Yes),
        (north, "It was HEALTH_WARN for two days afterwards.", ceph, Answer::Yes),
        (north, "The cluster had been in HEALTH_WARN for nine days.", error, Answer::Yes),
        (north, "The cluster of south had been in HEALTH_WARN for nine days.", ceph, Answer::Yes),
        (north, "The cluster had been in HEALTH_OK for nine days.", ceph, Answer::Yes),
        (north, "The search cluster had been yellow for weeks, since a replica had no node.", yellow, Answer::No),
        (north, "The search cluster had been yellow for weeks, since a replica had no node.", any, Answer::No),
        (north, "The search cluster had been yellow for weeks, since a replica had no node.", red, Answer::Yes),
        (north, "The search cluster had been green for weeks.", yellow, Answer::Yes),
        (
            north,
            "The cluster had been in HEALTH_WARN for nine days.",
            "expr: ceph_health_status > 0, for: 14d",
            Answer::Yes,
        ),
    ] {
        let (told, why) = delivered(cause, details, other);
        assert_eq!(told, is, "{cause} {details}, {other}: {why}");
    }
}

/// What went from one state to the next was in both: an alert on the second one saw it.
#[test]
fn an_alert_on_the_later_of_two_states_fires() {
    for (details, rule, is_no) in [
        ("It was HEALTH_WARN at first, and HEALTH_ERR from 10:02 on.", "expr: ceph_health_status == 2", false),
        ("It was HEALTH_WARN all the time.", "expr: ceph_health_status == 2", true),
    ] {
        super::told::asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}
