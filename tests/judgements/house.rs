//! Whom an alert reaches in a house that has a pager, and by which way.

use alertgap::link::{Answer, Verdict};

use super::told::World;
use super::{POSTMORTEM, rules, rungs};

/// A grave incident asks for somebody to be woken, where the house has a pager; unless an alert had come by itself.
#[test]
fn a_grave_incident_is_not_guarded_by_a_message_in_a_chat() {
    let pager = "- {name: call, pagerduty_configs: [{}]}\n";
    let chat = "route: {receiver: chat}\nreceivers:\n- {name: chat, slack_configs: [{}]}\n";
    for (head, more, answer) in [
        ("severity: SEV1", pager, Answer::No),
        ("severity: SEV1", "", Answer::Yes),
        ("severity: SEV3", pager, Answer::Yes),
        ("severity: SEV1\ndetected_alert: PoolSlow", pager, Answer::Yes),
    ] {
        let postmortem = POSTMORTEM.replace("id: INC-1", &format!("id: INC-1\n{head}"));
        let (alertmanager, rules) =
            (format!("{chat}{more}"), rules("expr: pool_used > 5, labels: {severity: warning}"));
        let files = [("a.md", &*postmortem), ("a.yml", &*rules), ("alertmanager.yml", &*alertmanager)];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, answer, "{head} {more}: {}", delivered.why);
    }
}

/// Its mails go through the relay that failed.
#[test]
fn a_mail_needs_its_relay() {
    let delivered = |cause: &str, more: &str| {
        let postmortem = POSTMORTEM.replace("The pool was full.", cause);
        let rules = rules("expr: pool_used > 5");
        let manager = format!(
            "global: {{smtp_smarthost: 'mx-out-1.example.org:587'}}\nroute: {{receiver: mail}}\nreceivers:\n- name: mail\n  \
             email_configs: [{{to: sms@example.net{more}}}]\n"
        );
        rungs(&[("a.md", &postmortem), ("a.yml", &rules), ("alertmanager.yml", &manager)]).delivered
    };
    for (cause, more, is) in [
        ("The relay mx-out-1 was down.", "", Answer::No),
        ("The relay mx-out-2 was down.", "", Answer::Yes),
        ("The relay mx-out-1 was down.", ", smarthost: 'mail.example.net:587'", Answer::Yes),
    ] {
        let delivered = delivered(cause, more);
        assert_eq!(delivered.is, is, "{cause} {more}: {}", delivered.why);
    }
}

/// The namespace of an `AlertmanagerConfig` has a pager, and the alert is of another.
#[test]
fn the_pager_of_the_house_may_be_that_of_another_namespace() {
    let whole = "route: {receiver: chat}\nreceivers: [{name: chat, slack_configs: [{}]}]\n";
    let part = "apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {name: bank, namespace: bank}\n\
                spec: {route: {receiver: call}, receivers: [{name: call, pagerdutyConfigs: [{}]}]}\n";
    let rule =
        |namespace: &str| rules(&format!("expr: 'pool_used > 5', labels: {{severity: page, namespace: {namespace}}}"));
    for (namespace, is) in [("mail", Answer::No), ("bank", Answer::Yes)] {
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &rule(namespace)), ("alertmanager.yml", whole), ("k8s/bank.yml", part)];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, is, "{namespace}: {}", delivered.why);
    }
}

/// A host that is gone explains what runs on it, and its own alert calls nobody.
#[test]
fn the_alert_of_a_lost_host_inhibits_those_of_what_ran_there() {
    let manager = "route: {receiver: tickets, routes: [{matchers: ['severity=page'], receiver: call}]}\ninhibit_rules: \
                   [{source_matchers: ['alertname=HostDown'], target_matchers: ['alertname!=HostDown'], equal: [host]}]\n\
                   receivers: [{name: tickets, webhook_configs: [{url: 'http://t/x'}]}, {name: call, pagerduty_configs: [{}]}]\n";
    let prometheus = "rule_files: [a.yml]\nscrape_configs:\n- {job_name: node, static_configs: [{targets: ['db-1:9100'], labels: \
                      {host: db-1}}, {targets: ['db-2:9100'], labels: {host: db-2}}]}\n- {job_name: pool, static_configs: [{targets: \
                      ['db-1:1'], labels: {host: db-1}}]}\nalerting: {alertmanagers: [{static_configs: [{targets: ['mon:9093']}]}]}\n";
    for (cause, hold, answer) in [
        ("The host db-1 lost power.", "5m", Answer::No),
        ("The host db-1 lost power.", "1m", Answer::Yes),
        ("The pool of db-1 was full.", "5m", Answer::Yes),
        ("The host db-7 lost power.", "5m", Answer::Yes),
    ] {
        let rules = format!(
            "groups:\n- name: g\n  rules:\n  - {{alert: HostDown, expr: 'up{{job=\"node\"}} == 0', for: 2m, labels: {{severity: \
             ticket}}}}\n  - {{alert: PoolFull, expr: 'up{{job=\"pool\"}} == 0', for: {hold}, labels: {{severity: page}}}}\n"
        );
        let postmortem = POSTMORTEM.replace("The pool was full.", cause);
        let files =
            [("a.md", &*postmortem), ("a.yml", &*rules), ("prometheus.yml", prometheus), ("alertmanager.yml", manager)];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, answer, "{cause} {hold}: {}", delivered.why);
    }
}

/// At a low priority nobody is called.
#[test]
fn a_pager_may_be_told_to_call_nobody() {
    for (priority, answer) in [("P1", Answer::Yes), ("P4", Answer::No)] {
        let manager = format!(
            "route: {{receiver: ops, routes: [{{matchers: [severity=critical], receiver: high}}]}}\nreceivers:\n- {{name: ops, opsgenie_configs: \
             [{{priority: {priority}}}]}}\n- {{name: high, opsgenie_configs: [{{priority: P1}}]}}\n"
        );
        let rules = rules("expr: pool_used > 5, labels: {severity: page}");
        let delivered = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("alertmanager.yml", &manager)]).delivered;
        assert_eq!(delivered.is, answer, "{priority}: {}", delivered.why);
    }
}

/// What is told weeks ahead is not kept quiet by the weekend on which it ends.
#[test]
fn a_mute_of_the_hour_is_none_of_the_weeks_before() {
    let manager = "route: {receiver: call, routes: [{matchers: ['alertname=\"PoolFull\"'], mute_time_intervals: [weekend]}]}\nreceivers: \
                   [{name: call, pagerduty_configs: [{}]}]\ntime_intervals: [{name: weekend, time_intervals: [{weekdays: [saturday, sunday]}]}]\n";
    let sunday = "id: INC-1\nstarted: 2026-03-08T10:14:00Z\nresolved: 2026-03-08T13:05:00Z";
    let postmortem = POSTMORTEM.replace("id: INC-1", sunday);
    for (expr, is) in [
        ("probe_ssl_earliest_cert_expiry - time() < 21 * 86400", Answer::Yes),
        ("probe_ssl_earliest_cert_expiry - time() < 3600", Answer::No),
        ("pool_used > 5", Answer::No),
    ] {
        let files =
            [("a.md", &*postmortem), ("a.yml", &rules(&format!("expr: {expr}"))), ("alertmanager.yml", manager)];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, is, "{expr}: {}", delivered.why);
    }
}

/// A document that sets the name of a job in code means the runs of it, whatever its service is called.
#[test]
fn the_runs_of_a_job_are_called_after_it() {
    for (told, is) in [("The `CronJob` `books` hung.", Answer::Yes), ("The books were late.", Answer::No)] {
        let postmortem = format!(
            "---\nid: INC-1\nservices: [ledger]\nroot_causes:\n- {{id: RC1, text: The nightly run hung., alerts: [PoolFull]}}\n---\n# \
             Late\n\n## Details\n\n{told}\n"
        );
        let rules =
            rules("expr: 'time() - kube_job_status_start_time{namespace=\"ledger\",job_name=~\"books-.*\"} > 10800'");
        let scoped = rungs(&[("a.md", &postmortem), ("a.yml", &rules)]).scoped;
        assert_eq!(scoped.is, is, "{told}: {}", scoped.why);
    }
    // Another service that is mentioned is another one.
    let postmortem = "---\nid: INC-1\nservices: [ledger]\nroot_causes:\n- {id: RC1, text: It hung., alerts: [PoolFull]}\n---\n# Late\n\n## \
                      Details\n\n`books` was fine, and so was `ledger`.\n";
    let rule = super::rules("expr: 'pool_used{service=\"books\"} > 5'");
    assert_eq!(rungs(&[("a.md", postmortem), ("a.yml", &rule)]).scoped.is, Answer::No);
}

/// Of two steps that are called alike, the lower one is to tell, and the upper one to wake.
#[test]
fn the_lower_step_is_no_guard_beside_the_upper_one() {
    let step = |level: u8, severity: &str| {
        format!("{{alert: PoolFull, expr: 'pool_used > {level}', labels: {{severity: {severity}}}}}")
    };
    let manager = "route: {receiver: chat, routes: [{matchers: ['severity=\"critical\"'], receiver: call}]}\nreceivers: [{name: chat, \
                   slack_configs: [{}]}, {name: call, pagerduty_configs: [{}]}]\n";
    for (upper, answer) in [(step(9, "critical"), Answer::No), (step(9, "info"), Answer::Yes)] {
        let rules = format!("groups: [{{name: g, rules: [{}, {upper}]}}]\n", step(5, "warning"));
        let files = [("a.md", POSTMORTEM), ("a.yml", &*rules), ("alertmanager.yml", manager)];
        let (_, coverage, _) = super::judged(&files, "");
        let guards = &coverage.incidents[0].risks[0].guards;
        let first = guards.iter().find(|guard| guard.alert.0 == 0).expect("it is declared");
        assert_eq!(first.rungs.delivered.is, answer, "{upper}: {}", first.rungs.delivered.why);
    }
}

/// What the postmortem relies on goes before what only resembles it.
#[test]
fn an_inference_does_not_stand_in_for_what_was_declared() {
    let full = "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1";
    for (declared, verdict) in [("pool_used > 5 and pool_used < 3", Verdict::Weak), ("pool_used > 5", Verdict::Covered)]
    {
        let postmortem = POSTMORTEM.replace("The pool was full.", "The disk of the shop was full of logs.");
        let rules = format!(
            "groups: [{{name: g, rules: [{{alert: PoolFull, expr: '{declared}'}}, {{alert: Disk, expr: '{full}'}}]}}]\n"
        );
        let (_, coverage, _) = super::judged(&[("a.md", &postmortem), ("a.yml", &rules)], "");
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!((risk.guards.len(), risk.verdict), (2, verdict), "{declared}");
    }
}

/// A saved list of silences: of this host, in force while it lasted or for a week and more since.
#[test]
fn what_somebody_has_silenced_wakes_nobody() {
    let is_so = |cause: &str, value: &str, from: &str, to: &str, state: &str| {
        let silence = format!(
            "[{{\"status\": {{\"state\": \"{state}\"}}, \"startsAt\": \"{from}\", \"endsAt\": \"{to}\", \
             \"matchers\": [{{\"name\": \"instance\", \"value\": \"{value}\", \"isRegex\": true, \"isEqual\": true}}]}}]"
        );
        let pager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n";
        let files: &[(&str, &str)] = &[("silences.json", &silence), ("alertmanager.yml", pager)];
        let job = "static_configs: [{targets: ['pool-1:1', 'pool-2:1']}]";
        World { cause, job, rule: "expr: pool_used > 5", files, ..World::default() }.rungs().delivered
    };
    let (second, other) = ("The pool of pool-2 was full.", "The pool of pool-1 was full.");
    let (march, autumn) = ("2026-03-02T09:00:00Z", "2026-09-01T00:00:00Z");
    for (cause, value, from, to, state, is) in [
        (second, "pool-2.*", march, "2026-03-02T12:00:00.000Z", "active", Answer::No),
        (second, "pool-2:1", "2026-05-02T09:00:00Z", autumn, "active", Answer::No),
        (second, "pool-2.*", march, autumn, "expired", Answer::Yes),
        (second, "pool-2", march, autumn, "active", Answer::Yes),
        (other, "pool-2.*", march, autumn, "active", Answer::Yes),
        // Of an hour in the middle, of a day after it, and of the winter before.
        (second, "pool-2.*", "2026-03-02T10:20:00Z", "2026-03-02T12:00:00Z", "active", Answer::Yes),
        (second, "pool-2.*", "2026-03-04T10:20:00Z", "2026-03-05T12:00:00Z", "active", Answer::Yes),
        (second, "pool-2.*", "2025-10-01T00:00:00Z", "2026-03-01T00:00:00Z", "active", Answer::Yes),
    ] {
        let delivered = is_so(cause, value, from, to, state);
        assert_eq!(delivered.is, is, "{cause} {value} {from} {to} {state}: {}", delivered.why);
    }
}

/// An alert that was firing all the while had opened the group, whose next turn is hours away.
#[test]
fn what_joins_an_open_group_waits_for_its_turn() {
    let is_so = |details: &str, group: &str, interval: &str| {
        let manager = format!(
            "route: {{receiver: call, group_by: [{group}], group_interval: {interval}}}\nreceivers: [{{name: call, pagerduty_configs: [{{}}]}}]\n"
        );
        let other = "groups: [{name: o, rules: [{alert: StandbyLags, expr: lag > 9, labels: {team: a}}]}]\n";
        let files: &[(&str, &str)] = &[("alertmanager.yml", &manager), ("o.yml", other)];
        World { details, rule: "expr: pool_used > 5, labels: {team: a}", files, ..World::default() }.rungs().delivered
    };
    let open = "At 06:40 came StandbyLags. Ada acknowledged it; the alert stayed open all day.";
    for (details, group, interval, is) in [
        (open, "team", "6h", Answer::No),
        ("StandbyLags had been firing for days.", "team", "6h", Answer::No),
        (open, "team", "5m", Answer::Yes),
        (open, "'team, alertname'", "6h", Answer::Yes),
        ("At 06:40 came StandbyLags, and was over at 06:50.", "team", "6h", Answer::Yes),
        ("PoolFull had been firing for days.", "team", "6h", Answer::Yes),
    ] {
        let delivered = is_so(details, &group.replace('\'', ""), interval);
        assert_eq!(delivered.is, is, "{details} {group} {interval}: {}", delivered.why);
    }
}
