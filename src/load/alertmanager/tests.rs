use super::{is_configuration, of_resource, of_secret, read};
use crate::load::yaml::{self, Origin};
use crate::model::{Alertmanager, Resource};
use crate::source::Sources;

/// Reads a configuration, and lists its faults as `excerpt: message`.
fn configuration(text: &str) -> (Alertmanager, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add("alertmanager.yml".into(), text.into());
    let stream = yaml::read(text);
    let root = stream.documents[0].root.as_ref().expect("it is YAML");
    assert!(is_configuration(root));
    let read = read(&Origin::File(file), root);
    let faults = read.faults.iter();
    let faults = faults.map(|fault| format!("{}: {}", sources.excerpt(fault.place), fault.message)).collect();
    (read, faults)
}

#[test]
fn routes_inherit_what_they_do_not_say() {
    let (read, faults) = configuration(
        "route:\n  receiver: all\n  group_by: [alertname]\n  group_wait: 10s\n  routes:\n  - match: {team: db}\n    \
         continue: yes\n    routes:\n    - matchers: ['severity=\"page\"', 'a=b,c=d']\n      receiver: db\n      \
         group_interval: 1m\nreceivers: [{name: all}, {name: db, pagerduty_configs: [{routing_key: x}]}]\n",
    );
    assert_eq!(faults, Vec::<String>::new());
    let [root, team, page] = &read.routes[..] else { panic!("three routes") };
    assert_eq!((&root.children[..], &team.children[..]), (&[1][..], &[2][..]));
    assert_eq!((team.receiver.as_deref(), page.receiver.as_deref()), (Some("all"), Some("db")));
    assert!(team.continues && !page.continues);
    assert_eq!((page.group_wait, page.group_interval, page.repeat_interval), (10_000, 60_000, 14_400_000));
    assert_eq!(page.matchers.len(), 3);
    assert_eq!(read.receivers[1].integrations[0].kind, "pagerduty");
}

#[test]
fn what_alertmanager_refuses_is_found_where_it_stands() {
    for (text, want) in [
        ("route: {receiver: a}\nreceivers: [{name: b}]", "a: a route names the receiver \"a\", which is not defined"),
        ("route: {group_wait: 1s}\nreceivers: []", "{group_wait: 1s}: the root route names no receiver"),
        ("route: {receiver: a, match: {b: c}}\nreceivers: [{name: a}]", "{b: c}: the root route may have no `match`"),
        ("route: {receiver: a, group_wait: 5}\nreceivers: [{name: a}]", "5: \"5\" is not a duration"),
        ("route: {receiver: a, group_interval: 0s}\nreceivers: [{name: a}]", "0s: `group_interval` may not be zero"),
        ("route: {receiver: a, groupBy: [b]}\nreceivers: [{name: a}]", "groupBy: a route has no field `groupBy`"),
        ("route: {receiver: a, group_by: [b, b]}\nreceivers: [{name: a}]", "b: `group_by` names the label b twice"),
        ("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", "a: the receiver \"a\" is defined twice"),
        (
            "route: {receiver: a, routes: [{mute_time_intervals: [n]}]}\nreceivers: [{name: a}]",
            "n: a route names the time interval \"n\", which is not defined",
        ),
        (
            "route: {receiver: a, routes: [{match_re: {b: '('}}]}\nreceivers: [{name: a}]",
            "b: '(': \"(\" is no regular expression: a \"(\" is never closed",
        ),
        ("route: {receiver: a, routes: [{matchers: [b]}]}\nreceivers: [{name: a}]", "b: \"b\" is no matcher"),
        (
            "route: {receiver: a}\nreceivers: [{name: a}]\ntime_intervals: [{name: n, time_intervals: [{weekdays: \
             ['friday:monday']}]}]",
            "friday:monday: \"friday:monday\" ends before it starts",
        ),
        (
            "route: {receiver: a}\nreceivers: [{name: a}]\ntime_intervals: [{name: n, time_intervals: [{location: \
             Mars/Base}]}]",
            "Mars/Base: \"Mars/Base\" is no time zone",
        ),
    ] {
        assert_eq!(configuration(text).1, [want], "{text}");
    }
}

#[test]
fn what_is_still_a_template_is_no_fault() {
    let text = "route: {receiver: '${WHO}', group_wait: '{{ .Values.wait }}', routes: [{matchers: ['{{ .m }}']}]}\n\
                receivers: [{name: a}]";
    let (read, faults) = configuration(text);
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(read.routes[1].matchers.len(), 1);
}

#[test]
fn a_resource_is_narrowed_to_its_namespace() {
    let text = "spec:\n  route:\n    receiver: db\n    groupWait: 1m\n    matchers: [{name: a, value: b.*, matchType: '!~'}]\n  \
                receivers:\n  - name: db\n    msteamsConfigs: [{}]\n  muteTimeIntervals:\n  - name: n\n    timeIntervals: \
                [{daysOfMonth: [{start: -2, end: -1}], times: [{startTime: '09:00', endTime: '24:00'}]}]\n";
    let mut sources = Sources::default();
    let file = sources.add("crd.yml".into(), text.into());
    let stream = yaml::read(text);
    let spec = stream.documents[0].root.as_ref().and_then(|root| root.get("spec")).expect("it has a spec");
    let resource =
        Resource { kind: "AlertmanagerConfig".into(), namespace: "shop".into(), name: "db".into(), labels: Vec::new() };
    let read = of_resource(&Origin::File(file), spec, resource);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let root = &read.routes[0];
    assert_eq!((root.group_wait, root.continues, root.matchers.len()), (60_000, true, 2));
    assert_eq!((root.matchers[0].matches("bb"), root.matchers[1].matches("shop")), (Some(false), Some(true)));
    assert_eq!(read.receivers[0].integrations[0].kind, "msteams");
    let times = &read.intervals[0].times[0];
    assert_eq!(
        (times.days.as_deref(), times.minutes.as_deref()),
        (Some(&[(-2, -1)][..]), Some(std::slice::from_ref(&(540..1440))))
    );
}

#[test]
fn a_secret_holds_a_configuration_as_text_or_encoded() {
    let text = "kind: Secret\nstringData:\n  alertmanager.yaml: |\n    route:\n      receiver: a\n    receivers:\n    - name: \
                b\ndata:\n  alertmanager.yml: cm91dGU6IHtyZWNlaXZlcjogYX0KcmVjZWl2ZXJzOiBbe25hbWU6IGJ9XQo=\n";
    let mut sources = Sources::default();
    let file = sources.add("secret.yml".into(), text.into());
    let stream = yaml::read(text);
    let found = of_secret(file, stream.documents[0].root.as_ref().expect("it is YAML"));
    let places: Vec<&str> = found.iter().map(|read| sources.excerpt(read.faults[0].place)).collect();
    assert_eq!(places[0], "a");
    assert!(places[1].starts_with("cm91"));
}
