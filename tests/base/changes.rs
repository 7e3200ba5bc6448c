//! Kinds of change to a guard, and exactly what each is told as: no more, and no less.

use crate::repository::{INCIDENT, RULES, Repository};
use crate::support::{alertgap, findings_of};
use crate::told::ROUTES;

pub(crate) const RULE: &str = "alerts/workers.yml";
/// Where the root cause of the incident stands.
const RISK: &str = "postmortems/2031.md:7:11";

/// What is told after `change`, without the place and without what is the same in all of them.
fn told(change: impl Fn(&Repository)) -> Vec<String> {
    let repository = Repository::new();
    change(&repository);
    short(&repository.news("HEAD"))
}

/// The scope is told on its own, by a check that is there without a base.
pub(crate) fn short(findings: &str) -> Vec<String> {
    let findings = findings.lines().filter(|line| !line.contains("[guard/wrong-scope]"));
    let findings = findings.map(|line| line.replace(", which guards INC-2031/RC1,", " …"));
    findings.collect()
}

fn edit(from: &str, to: &str) -> Vec<String> {
    told(|repository| repository.edit(RULE, from, to))
}

/// The rule that guards the incident, as it stands in the file.
fn rule() -> &'static str {
    let start = RULES.find("      - alert: WorkersIdle").expect("it is there");
    &RULES[start..RULES.find("      - alert: QueueAge").expect("it is there")]
}

#[test]
fn a_guard_that_is_deleted_stops_the_change_and_names_the_incident() {
    let deleted = format!("{RISK}: error[guard/removed] WorkersIdle … is deleted");
    assert_eq!(edit(rule(), ""), [deleted.as_str()]);
    assert_eq!(told(|repository| repository.git(&["rm", "--quiet", RULE]).clear()), [deleted.as_str()]);
    // Commenting it out is deleting it.
    let comment = rule().replace("      ", "      # ");
    assert_eq!(edit(rule(), &comment), [deleted.as_str()]);
}

#[test]
fn a_new_name_is_the_same_alert_under_a_name_that_nobody_knows() {
    let renamed = format!(
        "{RISK}: error[guard/removed] WorkersIdle … is called CheckoutIdle now, and the postmortem does not know that name"
    );
    assert_eq!(edit("alert: WorkersIdle", "alert: CheckoutIdle"), [renamed.as_str()]);
    let both = |repository: &Repository| {
        repository.edit(RULE, "alert: WorkersIdle", "alert: CheckoutIdle");
        repository.edit("postmortems/2031.md", "[WorkersIdle]", "[CheckoutIdle]");
    };
    assert!(told(both).is_empty());
    assert!(edit("- alert: WorkersIdle", "# alertgap: guards INC-2031/RC1\n      - alert: CheckoutIdle").len() == 1);
}

/// Whoever writes another guard into the postmortem has not lost the old one, but taken it out.
#[test]
fn a_postmortem_that_declares_another_guard_lost_none() {
    let repository = Repository::new();
    repository.edit(
        "postmortems/2031.md",
        "The workers of checkout deadlocked and took nothing from the queue.",
        "Tripped over a cable.",
    );
    repository.edit(RULE, "max(queue_age_seconds{job=\"mail\"})", "max(queue_age_seconds{job=\"checkout\"})");
    repository.commit("no words in common");
    repository.edit("postmortems/2031.md", "[WorkersIdle]", "[QueueAge]");
    let told = repository.news("HEAD");
    assert!(!told.contains("guard/removed"), "{told}");
}

#[test]
fn a_move_is_silent_as_long_as_something_loads_the_file() {
    let to = |path: &'static str| {
        move |repository: &Repository| {
            repository.edit(RULE, rule(), "");
            repository.write(path, &format!("groups:\n  - name: moved\n    rules:\n{}", rule()));
        }
    };
    assert!(told(to("alerts/moved.yml")).is_empty());
    let prometheus =
        "rule_files: [alerts/*.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [\"am:9093\"]}]}]}\n";
    let repository = Repository::new();
    repository.write("prometheus.yml", prometheus);
    repository.commit("what is loaded");
    to("alerts/moved.yml")(&repository);
    assert_eq!(repository.news("HEAD"), "");
    repository.commit("moved");
    std::fs::create_dir(repository.path().join("old")).expect("the folder can be made");
    repository.git(&["mv", "alerts/moved.yml", "old/moved.yml"]);
    let lost = format!("{RISK}: error[guard/removed] WorkersIdle … stands where nothing loads it any more");
    assert_eq!(short(&repository.news("HEAD")), [lost.as_str()]);
    // A literal name leads to no file then, with other rule files beside it or without.
    for beside in [None, Some("alerts/others.yml")] {
        let repository = Repository::new();
        repository.write("prometheus.yml", &prometheus.replace("alerts/*.yml", RULE));
        beside
            .into_iter()
            .for_each(|path| repository.write(path, "groups: [{name: others, rules: [{alert: A, expr: up == 0}]}]\n"));
        repository.commit("what is loaded");
        std::fs::create_dir(repository.path().join("old")).expect("the folder can be made");
        repository.git(&["mv", RULE, "old/workers.yml"]);
        assert_eq!(short(&repository.news("HEAD")), [lost.as_str()], "{beside:?}");
    }
}

#[test]
fn a_renamed_file_is_no_change() {
    let moved = |repository: &Repository| {
        repository.git(&["mv", RULE, "alerts/checkout.yml"]);
        repository.git(&["mv", "postmortems/2031.md", "postmortems/2026-03-02-checkout.md"]);
    };
    assert!(told(moved).is_empty());
    let both = |repository: &Repository| {
        moved(repository);
        repository.edit("alerts/checkout.yml", "< 10", "< 1");
        repository.edit("postmortems/2026-03-02-checkout.md", "id: INC-2031", "id: INC-2031a");
    };
    let weaker = "it fires below 1 only, and no longer below 10";
    assert_eq!(
        told(both),
        [format!(
            "alerts/checkout.yml:5:72: error[guard/weakened] WorkersIdle, which guards INC-2031a/RC1, is weaker: {weaker}"
        )]
    );
}

#[test]
fn what_makes_it_weaker_is_told_at_the_new_line() {
    for (from, to, told) in [
        (
            "< 10",
            "< 1",
            "5:72: error[guard/weakened] WorkersIdle … is weaker: it fires below 1 only, and no longer below 10",
        ),
        (
            "for: 5m\n        labels: {severity: page",
            "for: 30m\n        labels: {severity: page",
            "6:9: error[guard/weakened] WorkersIdle … is weaker: it waits 30m instead of 5m",
        ),
        (
            "=~\"checkout|payments\"",
            "=\"payments\"",
            "5:39: error[guard/weakened] WorkersIdle … is weaker: series with job=\"checkout\" are no longer seen",
        ),
        (
            "=~\"checkout|payments\"",
            "=~\"checkout-.+|payments\"",
            "5:39: error[guard/weakened] WorkersIdle … is weaker: series with job=\"checkout\" are no longer seen",
        ),
        (
            "[5m]",
            "[1h]",
            "5:20: error[guard/weakened] WorkersIdle … is weaker: it looks back 1h instead of 5m, and sees a short trouble less",
        ),
        (
            "severity: page",
            "severity: info",
            "7:28: error[guard/weakened] WorkersIdle … is weaker: its severity is \"info\" instead of \"page\"",
        ),
        (
            "< 10",
            "< 10 and on () vector(1)",
            "5:85: error[guard/weakened] WorkersIdle … is weaker: `vector(1)` has to hold as well now",
        ),
        (
            "rate(",
            "deriv(",
            "5:15: warning[guard/weakened] WorkersIdle … may be weaker: it asks something else now; whether it still fires cannot be decided",
        ),
    ] {
        assert_eq!(edit(from, to), [format!("{RULE}:{told}")], "{from} to {to}");
    }
}

#[test]
fn what_makes_it_stronger_or_only_looks_different_is_silent() {
    for (from, to) in [
        ("< 10", "< 100"),
        ("< 10", "<= 10"),
        ("for: 5m\n        labels: {severity: page", "for: 1m\n        labels: {severity: page"),
        ("=~\"checkout|payments\"", "=~\"payments|checkout|orders\""),
        ("{job=~\"checkout|payments\"}", ""),
        (
            "rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) < 10",
            "'10 > (rate(worker_tasks_total{job=~\"(checkout|payments)\",}[300s]))'",
        ),
        ("severity: page", "severity: critical, team: checkout"),
        ("The workers do nothing", "Idle"),
        ("groups:", "# The rules of the workers.\ngroups:"),
        // What guards nothing may be changed at will.
        ("> 600", "> 6000"),
        ("alert: QueueAge", "alert: MailQueueAge"),
    ] {
        assert_eq!(edit(from, to), [""; 0], "{from} to {to}");
    }
}

#[test]
fn a_keep_firing_for_that_is_gone_is_missed() {
    let repository = Repository::new();
    repository.edit(RULE, "        for: 5m\n", "        for: 5m\n        keep_firing_for: 15m\n");
    repository.commit("keeps firing");
    repository.edit(RULE, "keep_firing_for: 15m", "keep_firing_for: 5m");
    let told = "WorkersIdle … is weaker: it keeps firing for 5m instead of 15m";
    assert_eq!(short(&repository.news("HEAD")), [format!("{RULE}:7:9: error[guard/weakened] {told}")]);
    repository.edit(RULE, "        keep_firing_for: 5m\n", "");
    let told = "WorkersIdle … is weaker: it no longer keeps firing for 15m when it flaps";
    assert_eq!(short(&repository.news("HEAD")), [format!("{RULE}:4:16: error[guard/weakened] {told}")]);
}

#[test]
fn a_group_that_is_evaluated_less_often_sees_later() {
    let repository = Repository::new();
    repository.edit(RULE, "  - name: workers\n", "  - name: workers\n    interval: 1m\n");
    repository.commit("every minute");
    repository.edit(RULE, "The workers do nothing", "Idle");
    assert_eq!(repository.news("HEAD"), "");
    repository.edit(RULE, "interval: 1m", "interval: 30s");
    assert_eq!(repository.news("HEAD"), "");
    repository.edit(RULE, "interval: 30s", "interval: 5m");
    let told = "WorkersIdle … is weaker: it is evaluated every 5m instead of every 1m";
    assert_eq!(short(&repository.news("HEAD")), [format!("{RULE}:2:11: error[guard/weakened] {told}")]);
}

#[test]
fn only_the_last_fact_is_an_error() {
    let repository = Repository::new();
    repository.edit("postmortems/2031.md", "[WorkersIdle]", "[WorkersIdle, QueueAge]");
    repository.edit(RULE, "job=\"mail\"", "job=\"checkout\"");
    repository.commit("two guards");
    repository.edit(RULE, rule(), "");
    let gone = repository.news("HEAD");
    assert!(gone.contains("info[guard/removed] WorkersIdle, which guards INC-2031/RC1, is deleted\n"), "{gone}");
    repository.commit("one is gone");
    repository.edit(RULE, "alert: QueueAge", "alert: MailQueueAge");
    assert!(repository.news("HEAD").contains("error[guard/removed] QueueAge, which guards INC-2031/RC1, is called"));
}

/// What remains makes up for a loss where it is as good: as much of a fact, and as high on every rung.
#[test]
fn what_remains_has_to_be_as_good() {
    let loss = |remaining: &str, change: &dyn Fn(&Repository)| {
        let repository = Repository::new();
        repository.write("alertmanager.yml", ROUTES);
        repository.edit("postmortems/2031.md", "[WorkersIdle]", remaining);
        repository.edit(RULE, "job=\"mail\"", "job=\"checkout\"");
        change(&repository);
        repository.commit("before");
        repository.edit(RULE, rule(), "");
        let news = repository.news("HEAD");
        let line = news.lines().find(|line| line.contains("guard/removed")).unwrap_or_else(|| panic!("{news}"));
        line.split_once(": ").and_then(|(_, rest)| rest.split_once('[')).map(|(severity, _)| severity.to_owned())
    };
    let pages = |repository: &Repository| repository.edit(RULE, "severity: warning", "severity: page");
    let both = "[WorkersIdle, QueueAge]";
    assert_eq!(loss(both, &pages).as_deref(), Some("info"));
    // It is told to a chat, and pages nobody.
    assert_eq!(loss(both, &|_| {}).as_deref(), Some("warning"));
    // It never fires.
    let never = |repository: &Repository| {
        pages(repository);
        repository.edit(RULE, "max(queue_age_seconds{job=\"checkout\"}) > 600", "vector(1) > 600");
    };
    assert_eq!(loss(both, &never).as_deref(), Some("warning"));
    // Nothing but its words ties it to the cause.
    assert_eq!(loss("[WorkersIdle]", &pages).as_deref(), Some("error"));
    // An inference makes up for another, and for no fact.
    let inferred = |repository: &Repository| {
        pages(repository);
        let text = "worker_tasks_total stood still and queue_age_seconds rose";
        repository.edit("postmortems/2031.md", "took nothing from the queue", text);
    };
    assert_eq!(loss("[WorkersIdle]", &inferred).as_deref(), Some("error"));
    assert_eq!(loss("[]", &inferred).as_deref(), Some("info"));
}

#[test]
fn what_is_accepted_in_writing_passes_and_its_waiver_is_of_use_later() {
    let repository = Repository::new();
    let slower = "for: 30m # alertgap: allow guard/weakened reason=\"pages at night\"\n        labels: {severity: page";
    repository.edit(RULE, "for: 5m\n        labels: {severity: page", slower);
    assert_eq!(repository.news("HEAD"), "");
    repository.commit("accepted");
    assert_eq!(findings_of(&repository.check(&[]).stdout), "");
    repository.edit(RULE, &rule().replace("for: 5m\n        labels: {severity: page", slower), "");
    let waiver = "waivers:\n  - {check: guard/removed, incident: INC-2031, reason: the workers are gone}\n";
    assert!(repository.news("HEAD").contains("error[guard/removed]"));
    repository.write("alertgap.yml", waiver);
    assert!(!repository.news("HEAD").contains("[guard/removed]"), "{}", repository.news("HEAD"));
}

#[test]
fn a_merge_is_judged_by_what_it_brings() {
    let repository = Repository::new();
    repository.git(&["checkout", "--quiet", "-b", "tidy"]);
    repository.edit(RULE, "> 600", "> 900");
    repository.commit("tidies");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("postmortems/2050.md", &INCIDENT.replace("2031", "2050").replace("WorkersIdle", "QueueAge"));
    repository.commit("an incident that QueueAge guards");
    repository.git(&["checkout", "--quiet", "tidy"]);
    // On the branch alone nothing is guarded by it yet; with main merged in, it is.
    assert_eq!(repository.news("main"), "");
    repository.git(&["merge", "--quiet", "--no-edit", "main"]);
    let told = "QueueAge, which guards INC-2050/RC1, is weaker: it fires above 900 only, and no longer above 600";
    assert_eq!(repository.news("main"), format!("{RULE}:10:52: error[guard/weakened] {told}\n"));
}

#[test]
fn an_incident_that_goes_with_its_guard_is_nobodys_loss() {
    let both = |repository: &Repository| {
        repository.git(&["rm", "--quiet", "postmortems/2031.md"]);
        repository.edit(RULE, rule(), "");
    };
    assert!(told(both).is_empty());
}

#[test]
fn the_old_line_is_drawn_and_has_its_revision() {
    let repository = Repository::new();
    repository.edit(RULE, "< 10", "< 1");
    let check = |format: &str| alertgap(&["check", "--base", "HEAD", "--format", format], repository.path()).stdout;
    let human = check("human");
    for part in [
        "[alerts/workers.yml (base):5:",
        "< 10",
        "it was this",
        "[postmortems/2031.md:7:11]",
        "guarded by it",
        "alertgap: allow guard/weakened",
    ] {
        assert!(human.contains(part), "{part}: {human}");
    }
    let json: serde_json::Value = serde_json::from_str(&check("json")).expect("it is JSON");
    let finding = &json["findings"][0];
    let revs: Vec<&str> =
        finding["places"].as_array().unwrap().iter().map(|it| it["rev"].as_str().unwrap_or("")).collect();
    assert_eq!(revs, ["", "base", ""]);
    assert_eq!(
        (&finding["incident"], &finding["risk"], &finding["alert"]),
        (&"INC-2031".into(), &"RC1".into(), &"WorkersIdle".into())
    );
    let sarif = check("sarif");
    assert!(sarif.contains("guard/weakened") && !sarif.contains("it was this"), "{sarif}");
    repository.edit(RULE, rule().replace("< 10", "< 1").as_str(), "");
    let json: serde_json::Value = serde_json::from_str(&check("json")).expect("it is JSON");
    assert_eq!(json["findings"][0]["alert"], "WorkersIdle");
    assert_eq!(findings_of(&check("concise")).lines().count(), 1);
}
