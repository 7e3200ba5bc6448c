//! Who is told of an alert, and when, before a change and after it.

use crate::repository::Repository;

pub(crate) const ROUTES: &str = "route:
  receiver: chat
  routes:
    - {receiver: checkout-pager, matchers: [severity=\"page\"]}
receivers:
  - name: chat
    slack_configs: [{channel: \"#alerts\", api_url_file: /etc/slack}]
  - name: checkout-pager
    pagerduty_configs: [{routing_key_file: /etc/pager}]
  - name: mail-pager
    pagerduty_configs: [{routing_key_file: /etc/mail-pager}]
";

#[test]
fn who_is_told_is_part_of_a_guard() {
    for (from, to, told) in [
        (
            "[severity=\"page\"]",
            "[severity=\"critical\"]",
            &["it goes to \"chat\" (Slack) instead of \"checkout-pager\" (PagerDuty), and pages nobody"][..],
        ),
        (
            "    pagerduty_configs: [{routing_key_file: /etc/pager}]\n",
            "    webhook_configs: [{url_file: /etc/hook}]\n",
            &["it goes to \"checkout-pager\" (webhook) instead of \"checkout-pager\" (PagerDuty)"],
        ),
        // The same receiver by another name, and one more that hears of it.
        ("checkout-pager", "checkout-oncall", &[]),
        // One of the same kind that was there before, and one beside it that is new.
        (
            "receiver: checkout-pager",
            "receiver: mail-pager",
            &["it goes to \"mail-pager\" (PagerDuty) instead of \"checkout-pager\" (PagerDuty)"],
        ),
        (
            "    - {receiver: checkout-pager, matchers: [severity=\"page\"]}\nreceivers:\n",
            "    - {receiver: new-pager, matchers: [severity=\"page\"]}\nreceivers:\n  - {name: new-pager, \
             pagerduty_configs: [{routing_key_file: /etc/pager}]}\n",
            &["it goes to \"new-pager\" (PagerDuty) instead of \"checkout-pager\" (PagerDuty)"],
        ),
        ("name: mail-pager", "name: post-pager", &[]),
        ("  routes:\n", "  routes:\n    - {receiver: chat, continue: true}\n", &[]),
    ] {
        let repository = Repository::new();
        repository.write("alertmanager.yml", ROUTES);
        repository.commit("routes");
        repository.edit("alertmanager.yml", from, to);
        let news = repository.news("HEAD");
        let weaker: Vec<&str> = news.lines().filter(|line| line.contains("[guard/weakened]")).collect();
        assert_eq!(weaker.len(), told.len(), "{from} to {to}: {news}");
        for (line, told) in weaker.iter().zip(told) {
            assert!(line.contains("error[") && line.ends_with(&format!("is weaker: {told}")), "{line}");
        }
    }
}

#[test]
fn a_route_that_is_muted_in_those_hours_tells_nobody() {
    let intervals =
        "time_intervals:\n  - {name: nights, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]}\n";
    for (key, hour, told) in [
        ("mute_time_intervals", "02:10", "it is muted by \"nights\" while the incident lasted"),
        ("active_time_intervals", "12:10", "it is muted by \"nights\" while the incident lasted"),
        ("active_time_intervals", "02:10", ""),
        ("mute_time_intervals", "12:10", ""),
    ] {
        let repository = Repository::new();
        repository.write("alertmanager.yml", &format!("{ROUTES}{intervals}"));
        let hours = format!("services: [checkout]\nstarted: 2026-03-02T{hour}:00Z\nresolved: 2026-03-02T{hour}:50Z");
        repository.edit("postmortems/2031.md", "services: [checkout]", &hours);
        repository.commit("routes");
        repository.edit(
            "alertmanager.yml",
            "matchers: [severity=\"page\"]",
            &format!("matchers: [severity=\"page\"], {key}: [nights]"),
        );
        let news = repository.news("HEAD");
        let weaker: Vec<&str> = news.lines().filter(|line| line.contains("error[guard/weakened]")).collect();
        assert_eq!(weaker.len(), usize::from(!told.is_empty()), "{key} at {hour}: {news}");
        assert!(weaker.iter().all(|line| line.ends_with(&format!("is weaker: {told}"))), "{news}");
    }
}
