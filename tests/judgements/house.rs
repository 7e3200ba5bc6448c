//! Whom an alert reaches in a house that has a pager, and by which way.

use alertgap::link::Answer;

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
