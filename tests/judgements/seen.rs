//! What an alert would have seen of a cause, and what not, in `seen.txt`: an expression, and below it causes. One behind `+` is
//! covered by it, one behind `-` is not. Behind `+item` and `-item` stand action items.

use alertgap::check::{Finding, Severity};
use alertgap::link::Verdict;

use super::judged;

const ALERTMANAGER: &str =
    "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{routing_key: a}]}]\n";

#[test]
fn an_alert_covers_what_it_would_have_seen() {
    let mut wrong = Vec::new();
    for (expr, causes) in cases() {
        for ((sign, cause), is_covered) in causes.iter().zip(covered(expr, &causes)) {
            if is_covered != sign.starts_with('+') {
                wrong.push(format!("{expr}\n  {sign} {cause}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} judgements are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Which of these causes and items an alert on `expr` that pages covers, in their order.
fn covered(expr: &str, told: &[(&str, impl AsRef<str>)]) -> Vec<bool> {
    let rules = serde_json::json!({"groups": [{"name": "g", "rules": [{
        "alert": "Watch", "expr": expr, "labels": {"severity": "critical"}, "annotations": {"summary": "See the runbook"},
    }]}]});
    let rules = rules.to_string();
    let texts = told.iter().map(|(sign, text)| (*sign, text.as_ref()));
    let postmortems: Vec<(String, String)> = texts.enumerate().map(postmortem).collect();
    let mut files = vec![("a.yml", rules.as_str()), ("alertmanager.yml", ALERTMANAGER)];
    files.extend(postmortems.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    let (loaded, coverage, judged) = judged(&files, "{}");
    let refused = judged.findings.iter().find(|finding| finding.check == "rule/syntax");
    assert!(refused.is_none(), "{expr}: {refused:?}");
    let mut is_covered = vec![false; told.len()];
    for (incident, judged) in loaded.model.incidents.iter().zip(&coverage.incidents) {
        let at: usize = incident.title.parse().expect("the title is its number");
        is_covered[at] = judged.risks.iter().any(|risk| risk.verdict == Verdict::Covered);
    }
    is_covered
}

/// Whatever an alert covers as a cause, it does not where the text takes it back, nor for an item that only gives it as a reason.
/// Each cause stands in a few of the frames of `taken_back.txt`, each frame around many causes.
#[test]
fn what_is_taken_back_or_only_a_reason_is_not_covered() {
    let frames = frames(|sign| sign != "thing");
    let mut next = frames.iter().cycle();
    let mut wrong = Vec::new();
    for (expr, causes) in cases() {
        let plain = causes.iter().filter(|(sign, cause)| *sign == "+" && is_clause(cause)).map(|(_, cause)| *cause);
        let framed = |cause: &str| -> Vec<(&str, String)> {
            // Probes, and what a cloud says of itself, tell of what stands at others as well.
            let is_outside = expr.contains("probe_") || expr.contains("aws_");
            let frames = next.by_ref().take(4).filter(|(sign, _)| !(is_outside && *sign == "place"));
            frames.map(|(sign, frame)| (*sign, frame.replace("{}", &in_the_middle(cause)))).collect()
        };
        let framed: Vec<(&str, String)> = plain.flat_map(framed).collect();
        let is_covered = covered(expr, &framed);
        let told = framed.iter().zip(is_covered).filter(|(_, is_covered)| *is_covered);
        wrong.extend(told.map(|((sign, text), _)| format!("{expr}\n  {sign} {text}")));
    }
    assert!(wrong.is_empty(), "{} are covered:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whatever an alert covers as a cause, it does not where the cause is denied.
#[test]
fn what_a_not_denies_is_not_covered() {
    let mut wrong = Vec::new();
    for (expr, causes) in cases() {
        let causes = causes.iter().filter(|(sign, cause)| *sign == "+" && is_clause(cause));
        let denied: Vec<(&str, String)> = causes.filter_map(|(_, cause)| Some(("cause", denied(cause)?))).collect();
        let told = denied.iter().zip(covered(expr, &denied)).filter(|(_, is_covered)| *is_covered);
        wrong.extend(told.map(|((_, text), _)| format!("{expr}\n  {text}")));
    }
    assert!(wrong.is_empty(), "{} are covered:\n{}", wrong.len(), wrong.join("\n"));
}

/// A clause with a "not" behind its only auxiliary, where nothing else in it denies anything.
fn denied(clause: &str) -> Option<String> {
    let is_negative = |word: &str| {
        let word = word.trim_end_matches('.').to_lowercase();
        ["no", "not", "never", "only", "still", "stayed", "lost", "cannot", "running"].contains(&&*word)
            || ["un", "fail", "stop", "refus", "miss", "nobody", "nothing", "no-"]
                .iter()
                .any(|start| word.starts_with(start))
    };
    let words: Vec<&str> = clause.split(' ').collect();
    let is_auxiliary = |word: &&str| ["was", "were", "had", "is", "are", "has"].contains(word);
    let auxiliaries = words.iter().filter(|word| is_auxiliary(word)).count();
    let at = words.iter().position(is_auxiliary)?;
    let begins_again = |word: &&str| ["and", "after", "before", "when", "as", "since", "so"].contains(word);
    let denies = auxiliaries == 1 && !words.iter().any(|word| is_negative(word) || begins_again(word));
    denies.then(|| [&words[..=at], &["not"], &words[at + 1..]].concat().join(" "))
}

/// What an alert answers where an item asks for it, it does not where the item asks for something around it.
#[test]
fn what_stands_around_a_thing_is_not_answered_by_its_alert() {
    let frames = frames(|sign| sign == "thing");
    for (expr, thing) in [
        ("node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1", "disk usage of the hosts"),
        ("kafka_consumergroup_lag > 10000", "Kafka consumer lag"),
        ("redis_memory_used_bytes / redis_memory_max_bytes > 0.9", "Redis memory"),
        ("probe_ssl_earliest_cert_expiry - time() < 86400 * 14", "certificate expiry"),
        ("increase(kube_pod_container_status_restarts_total[15m]) > 3", "pod crash loops"),
        ("pg_replication_lag_seconds > 60", "Postgres replication lag"),
    ] {
        let plain = ("item", format!("Add an alert on {thing}"));
        let around = frames.iter().map(|(_, frame)| ("item", frame.replace("{}", thing)));
        let items: Vec<(&str, String)> = std::iter::once(plain).chain(around).collect();
        let is_covered = covered(expr, &items);
        let told: Vec<&String> =
            items.iter().zip(is_covered).filter(|(_, is)| *is).map(|((_, item), _)| item).collect();
        assert_eq!(told, [&items[0].1]);
    }
}

/// The frames of `taken_back.txt` whose sign is `wanted`, with it.
fn frames(wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("taken_back.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let frames = lines.map(|line| line.split_once(' ').expect("what it is stands before each frame"));
    frames.filter(|(sign, _)| wanted(sign)).collect()
}

/// Is it one clause that may stand within a sentence, and says neither of itself that it is the cause nor how it was noticed?
fn is_clause(cause: &str) -> bool {
    let clause = cause.strip_suffix('.').filter(|it| !it.contains([',', ';', '.', ':', '(', '?', '"']));
    let tells =
        |clause: &str| ["cause", "alert", "noticed", "because", "but "].iter().any(|word| clause.contains(word));
    clause.is_some_and(|clause| !tells(clause) && clause.split(' ').any(|word| VERBS.contains(&word)))
}

/// A clause has one of these.
const VERBS: [&str; 12] =
    ["was", "were", "had", "ran", "filled", "expired", "failed", "stopped", "crashed", "lost", "reached", "could"];

/// A sentence as it stands within another.
fn in_the_middle(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let Some(first) = letters.next() else { return String::new() };
    let is_name = letters.clone().next().is_some_and(char::is_uppercase);
    let first = if is_name { first.to_string() } else { first.to_lowercase().collect() };
    first + letters.as_str()
}

/// What is to be watched with Grafana is not Grafana, whatever a rule about it is called.
#[test]
fn a_product_that_is_to_watch_is_not_watched() {
    let metric = "grafana_http_request_duration_seconds_count";
    let rule = format!(
        "groups: [{{name: g, rules: [{{alert: GrafanaRequestsFailing, labels: {{severity: critical}}, expr: \
         'sum without (code) (rate({metric}{{code=~\"5..\"}}[5m])) / sum without (code) (rate({metric}[5m])) > 0.5'}}]}}]\n"
    );
    for (item, verdict) in [
        ("Start monitoring 504s with Prometheus/Grafana", Verdict::Gap),
        ("Start monitoring 504s of Grafana", Verdict::Covered),
    ] {
        let told = format!("# Outage\n\n## Action items\n\n- {item}\n");
        let (_, coverage, _) = judged(&[("a.md", &told), ("a.yml", &rule)], "{}");
        assert_eq!(coverage.incidents[0].risks[0].verdict, verdict, "{item}");
    }
}

/// A queue is one of RabbitMQ where its postmortem names that and no other broker.
#[test]
fn a_queue_is_one_of_the_only_broker_that_the_postmortem_names() {
    let rule = "groups: [{name: g, rules: [{alert: QueueWithoutConsumers, labels: {severity: critical}, \
                expr: 'rabbitmq_queue_consumers == 0'}]}]\n";
    for (impact, verdict) in [
        ("RabbitMQ itself was in good health.", Verdict::Covered),
        ("RabbitMQ was in good health, and so was Kafka.", Verdict::Gap),
        ("Mails were late.", Verdict::Gap),
    ] {
        let told = format!(
            "# Outage\n\n## Impact\n\n{impact}\n\n## Root cause\n\nThere was not one reader left on the mail queue.\n"
        );
        let (_, coverage, _) = judged(&[("a.md", &told), ("a.yml", rule)], "{}");
        assert_eq!(coverage.incidents[0].risks[0].verdict, verdict, "{impact}");
    }
}

fn postmortem((at, (sign, cause)): (usize, (&str, &str))) -> (String, String) {
    let head = format!("---\nid: INC-{at}\nservices: [shop]\n---\n# {at}\n\n## Impact\n\nMuch.\n\n");
    let told = if sign.ends_with("item") { "## Action items\n\n- " } else { "## Root cause\n\n" };
    (format!("{at}.md"), format!("{head}{told}{cause}\n"))
}

/// Every expression, with its causes.
fn cases() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let mut all: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for line in include_str!("seen.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => all.push((line, Vec::new())),
            Some(cause) => {
                let (sign, cause) = cause.split_once(' ').expect("a sign stands before each cause");
                all.last_mut().expect("an expression stands before its causes").1.push((sign, cause));
            }
        }
    }
    all
}

/// That an alert was changed, or that one without a failure mode is the one asked for, nobody can tell: it is no error.
#[test]
fn an_item_whose_alert_may_be_there_is_no_error() {
    let rule = "groups: [{name: g, rules: [{alert: SearchReplicaStateUnknown, expr: 'search_replica_state == 0'}, \
                {alert: HostDiskSpaceLow, expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1'}]}]\n";
    for (item, severity, says) in [
        ("Alert on unknown search replica state", Severity::Warning, "nothing shows that SearchReplicaStateUnknown is"),
        ("Lower the threshold of the alert on disk space", Severity::Warning, "nothing shows that HostDiskSpaceLow is"),
        ("Alert when the disk of a host is 60% full", Severity::Warning, "nothing shows that HostDiskSpaceLow is"),
        (
            "Change the HostDiskSpaceLow alert: fire at 60% used",
            Severity::Warning,
            "nothing shows that HostDiskSpaceLow",
        ),
        ("Make HostDiskSpaceLow alert fire earlier", Severity::Warning, "nothing shows that HostDiskSpaceLow is"),
        ("Alert on the number of open support tickets", Severity::Error, "but the alert is not there"),
    ] {
        let told = format!("# Outage\n\n## Root cause\n\nA typo.\n\n## Action items\n\n- [x] {item}\n");
        let (_, _, judged) = judged(&[("a.md", &told), ("a.yml", rule)], "{}");
        let of_check = |finding: &&Finding| finding.check == "coverage/done-without-alert";
        let found = judged.findings.iter().find(of_check).unwrap_or_else(|| panic!("{item}: nothing was found"));
        assert_eq!(found.severity, severity, "{item}: {}", found.message);
        assert!(found.message.contains(says), "{item}: {}", found.message);
    }
}

/// Where pods stay pending for want of a machine, an alert on pods tells of it, and nobody is sent for another one on pods.
#[test]
fn what_followed_is_seen_and_not_the_cause() {
    let rule = "groups: [{name: g, rules: [{alert: PodsPending, labels: {severity: critical}, \
                expr: 'kube_pod_status_phase{phase=\"Pending\"} > 0'}]}]\n";
    let told = "# Outage\n\n## Root cause\n\nThe zone had no machines of that size, and 60 pods stayed Pending.\n";
    let (_, coverage, judged) = judged(&[("a.md", told), ("a.yml", rule)], "{}");
    assert_eq!(coverage.incidents[0].risks[0].verdict, Verdict::Gap);
    let found = judged.findings.iter().find(|finding| finding.check == "coverage/root-cause").expect("it is a gap");
    assert_eq!(
        (found.severity, &*found.places[0].label),
        (Severity::Warning, "no alert here sees it, only what followed")
    );
    let help = "add an alert on the cause itself; if the other is enough, say so on the rule: `# alertgap: guards a`";
    assert_eq!(found.help, help);
}

/// Nothing is seen where there is no alert on what followed either.
#[test]
fn what_followed_is_not_said_to_be_seen_where_no_alert_sees_it() {
    let told = "# Outage\n\n## Root cause\n\nThe zone had no machines of that size, and 60 pods stayed Pending.\n";
    let rule = "groups: [{name: g, rules: [{alert: TeaIsOut, expr: tea_left < 1}]}]\n";
    let (_, _, judged) = judged(&[("a.md", told), ("a.yml", rule)], "{}");
    let found = judged.findings.iter().find(|finding| finding.check == "coverage/root-cause").expect("it is a gap");
    assert!(found.places[0].label.starts_with("no alert here sees it: "), "{}", found.places[0].label);
}

/// Two alerts answer an item that asks for two things, one of them does not.
#[test]
fn an_item_that_asks_for_several_things_wants_each() {
    let disk = "{alert: HostDiskSpaceLow, labels: {severity: critical}, expr: 'node_filesystem_avail_bytes < 1'}";
    let busy = "1 - rate(node_cpu_seconds_total{mode=\"idle\"}[5m]) > 0.9";
    let cpu = &format!("{{alert: HostCpuHigh, labels: {{severity: critical}}, expr: '{busy}'}}");
    for item in [
        "Add alerts on disk space and CPU of the host",
        "Add alerts for both disk space and CPU of the hosts",
        "Add two host alerts, one for disk space and one for CPU of the host",
    ] {
        let of_item = |rules: &str| {
            let told = format!("# Outage\n\n## Root cause\n\nA typo.\n\n## Action items\n\n- [x] {item}\n");
            let rules = format!("groups: [{{name: g, rules: [{rules}]}}]\n");
            let (_, coverage, judged) = judged(&[("a.md", &told), ("a.yml", &rules)], "{}");
            let found = judged.findings.into_iter().find(|finding| finding.check == "coverage/done-without-alert");
            let verdict = coverage.incidents[0].risks.last().map(|risk| risk.verdict);
            (verdict, found.map(|found| (found.severity, found.message)))
        };
        assert_eq!(of_item(&format!("{disk}, {cpu}")), (Some(Verdict::Covered), None), "{item}");
        for (rule, name) in [(disk, "HostDiskSpaceLow"), (cpu, "HostCpuHigh")] {
            let (verdict, found) = of_item(rule);
            let (severity, message) = found.expect("half of it is not there");
            assert_eq!((verdict, severity), (Some(Verdict::Gap), Severity::Warning), "{item}");
            assert!(message.ends_with(&format!("but {name} sees only a part of it")), "{item}: {message}");
        }
    }
}

/// What only resembles a cause and does not move at what is told is no guard where another is one, and the weak one where it is alone.
#[test]
fn what_does_not_move_is_no_guard_beside_one_that_does() {
    let told =
        "# Outage\n\n## Root cause\n\nA fan of the database host stood still at 0 rpm, and the host overheated.\n";
    let rule = |name: &str, state: u8| {
        format!("{{alert: {name}, labels: {{severity: critical}}, expr: 'ipmi_fan_speed_state == {state}'}}")
    };
    let both = format!("{}, {}", rule("FanCritical", 2), rule("FanWarning", 1));
    for (rules, verdict, names) in
        [(both, Verdict::Covered, &["FanCritical"][..]), (rule("FanWarning", 1), Verdict::Weak, &["FanWarning"])]
    {
        let rules = format!("groups: [{{name: g, rules: [{rules}]}}]\n");
        let (loaded, coverage, _) = judged(&[("a.md", told), ("a.yml", &rules)], "{}");
        let risk = &coverage.incidents[0].risks[0];
        let guards: Vec<&str> =
            risk.guards.iter().map(|guard| &*loaded.model.rules.alert(guard.alert).name.value).collect();
        assert_eq!((risk.verdict, &*guards), (verdict, names));
    }
}
