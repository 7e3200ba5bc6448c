//! The judgements that nothing else here would miss: each of these was changed once, and every other test held.

mod applied;
mod beside;
mod clock;
mod close;
mod composed;
mod covered;
mod delay;
mod drifting;
mod evaluated;
mod exporters;
mod figures;
mod held;
mod house;
mod inhibited;
mod lacking;
mod ladder;
mod limits;
mod matched;
mod operated;
mod overlaid;
mod parts;
mod peers;
mod places;
mod plain;
mod probed;
mod proof;
mod quantiles;
mod quieted;
mod saved;
mod scraped;
mod seen;
mod since;
mod still;
mod targets;
mod told;
mod unset;
mod waived;
mod world;

use std::sync::LazyLock;

use alertgap::check::{self, Alerts, Input, Judged, Wanted};
use alertgap::config;
use alertgap::link::modes::Matchers;
use alertgap::link::{self, Coverage, EvidenceKind, Rungs, Verdict};
use alertgap::load::{self, Loaded, Options};

const POSTMORTEM: &str = "---\nid: INC-1\nroot_causes:\n- {id: RC1, text: The pool was full., alerts: [PoolFull]}\n---\n# \
                          Full\n\n## Impact\n\nMuch.\n";

/// To read the built-in failure modes and to make them ready takes most of a run on a few small files, and there are more than a
/// thousand of these here: all share one.
static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);
static MATCHERS: LazyLock<Matchers> = LazyLock::new(|| Matchers::new(&OPTIONS.modes));

fn rules(rule: &str) -> String {
    format!("groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, {rule}}}\n")
}

/// What is read of the files, and what is judged of it, with this configuration.
fn judged(files: &[(&str, &str)], configuration: &str) -> (Loaded, Coverage, Judged) {
    let waivers = config::read(configuration).expect("it is well formed").waivers;
    let loaded = load::read_texts(files, &Options { waivers, ..OPTIONS.clone() });
    let coverage = linked(&loaded, link::Options::default(), &link::Settings::default());
    let (sources, model) = (&loaded.sources, &loaded.model);
    let input = Input { sources, model, coverage: &coverage, base: None, today: None, alerts: Alerts::All };
    let judged = check::judge(&input, |_| Wanted::Default);
    (loaded, coverage, judged)
}

/// Which alert guards what, of files that were read with [`OPTIONS`].
fn linked(loaded: &Loaded, options: link::Options, settings: &link::Settings) -> Coverage {
    link::link_by(&MATCHERS, (&loaded.sources, &loaded.model), options, settings)
}

/// The rungs of the guard of the only risk.
fn rungs(files: &[(&str, &str)]) -> Rungs {
    rungs_with(files, &link::Settings::default())
}

fn rungs_with(files: &[(&str, &str)], settings: &link::Settings) -> Rungs {
    let coverage = linked(&load::read_texts(files, &OPTIONS), link::Options::default(), settings);
    coverage.incidents[0].risks[0].guards[0].rungs.clone()
}

/// A server's answer in which the rule has this health.
fn dump(health: &str) -> String {
    let rule = format!(r#"{{"type":"alerting","name":"PoolFull","query":"pool_used > 5","health":"{health}"}}"#);
    format!(r#"{{"status":"success","data":{{"groups":[{{"name":"g","file":"a.yml","rules":[{rule}]}}]}}}}"#)
}

#[test]
fn a_weak_guard_is_no_near_miss_of_its_own_risk() {
    let other = dump("ok").replace("PoolFull", "Other");
    let rules = rules("expr: pool_used > 5") + "  - {alert: PoolFullToo, expr: pool_used > 6}\n";
    let files = [("a.md", POSTMORTEM), ("a.yml", rules.as_str()), ("dump.json", other.as_str())];
    let (_, coverage, _) = judged(&files, "{}");
    let risk = &coverage.incidents[0].risks[0];
    assert_eq!(risk.verdict, Verdict::Weak);
    assert_eq!(risk.nearest.iter().map(|near| near.alert.0).collect::<Vec<_>>(), [1]);
}

/// What a configuration asks for has to be known to hold; of the rungs that always count, what is not known may.
#[test]
fn a_rung_that_is_asked_for_and_not_known_is_not_enough() {
    let files = [("a.md", POSTMORTEM), ("a.yml", &*rules("expr: pool_used > 5"))];
    let loaded = load::read_texts(&files, &OPTIONS);
    for (asked, verdict) in [("{}", Verdict::Covered), ("required_rungs: {default: [proven]}", Verdict::Weak)] {
        let required = config::read(asked).expect("it is well formed").required_rungs;
        let settings = link::Settings { required, ..link::Settings::default() };
        let coverage = linked(&loaded, link::Options::default(), &settings);
        assert_eq!(coverage.incidents[0].risks[0].verdict, verdict, "{asked}");
    }
}

/// Prometheus reads nothing of a file whose YAML is broken anywhere in the document that it reads.
#[test]
fn a_whole_rule_in_a_broken_file_guards_nothing() {
    let whole = rules("expr: pool_used > 5");
    for (rest, verdict) in [
        ("  - alert: Other\n     expr: up == 0\n    for: 1m\n", Verdict::Weak),
        ("- name: [h\n", Verdict::Weak),
        ("---\n- name: [h\n", Verdict::Covered),
        ("", Verdict::Covered),
    ] {
        let text = format!("{whole}{rest}");
        let (_, coverage, _) = judged(&[("a.md", POSTMORTEM), ("a.yml", &text)], "{}");
        assert_eq!(coverage.incidents[0].risks[0].verdict, verdict, "{rest}");
    }
}

/// Nor is one that reads what the cause is about, and not so that it would see it.
#[test]
fn a_weak_guard_that_reads_the_metric_of_the_cause_is_no_near_miss() {
    let other = dump("ok").replace("PoolFull", "Other");
    let postmortem = POSTMORTEM.replace("The pool was full", "The disk was full").replace("PoolFull", "Zebra");
    let rules = rules("expr: node_filesystem_avail_bytes > 10").replace("PoolFull", "Zebra")
        + "  - {alert: Okapi, expr: node_filesystem_avail_bytes > 20}\n";
    let (_, coverage, _) = judged(&[("a.md", &postmortem), ("a.yml", &rules), ("dump.json", &other)], "{}");
    let risk = &coverage.incidents[0].risks[0];
    assert_eq!(risk.verdict, Verdict::Weak);
    assert_eq!(risk.nearest.iter().map(|near| near.alert.0).collect::<Vec<_>>(), [1]);
}

/// However many weak guards come first, three near misses are named beside them.
#[test]
fn weak_guards_take_no_place_of_near_misses() {
    let other = dump("ok").replace("PoolFull", "Other");
    let named = |names: &str| names.chars().map(|name| format!("PoolFull{name}")).collect::<Vec<_>>();
    let postmortem = POSTMORTEM.replace("[PoolFull]", &format!("[{}]", named("ABCDE").join(", ")));
    let others = (0..60).map(|at| format!("  - {{alert: Other{at}, expr: other_{at} > 5}}\n"));
    let alerts = named("ABCDEFGH").into_iter().map(|name| format!("  - {{alert: {name}, expr: pool_used > 5}}\n"));
    let rules = format!("groups:\n- name: g\n  rules:\n{}", alerts.chain(others).collect::<String>());
    let (_, coverage, _) = judged(&[("a.md", &postmortem), ("a.yml", &rules), ("dump.json", &other)], "{}");
    let risk = &coverage.incidents[0].risks[0];
    assert_eq!((risk.verdict, risk.guards.len()), (Verdict::Weak, 5));
    assert_eq!(risk.nearest.iter().map(|near| near.alert.0).collect::<Vec<_>>(), [5, 6, 7]);
}

/// A pattern on names reaches findings about a rule by the name at their place, and those of guards by what they guard.
#[test]
fn a_waiver_of_a_name_accepts_what_is_said_at_that_name() {
    let twice = rules("expr: pool_used > 5")
        + "  - {alert: PoolFull, expr: pool_used > 6}\n  - {alert: Other, expr: up}\n  - {alert: Other, expr: up == 1}\n";
    let waiver = |alert: &str| format!("waivers: [{{check: rule/duplicate, alert: '{alert}', reason: on purpose}}]\n");
    let left = |alert: &str| {
        let (_, _, judged) = judged(&[("a.md", POSTMORTEM), ("a.yml", &twice)], &waiver(alert));
        judged.findings.iter().filter(|finding| finding.check == "rule/duplicate").count()
    };
    assert_eq!((left("Nothing"), left("Pool*"), left("*")), (2, 1, 0));
}

#[test]
fn a_fact_keeps_its_evidence_when_facts_alone_count() {
    let postmortem = POSTMORTEM.replace("The pool was full", "The disk was full");
    let rules = rules("expr: node_filesystem_avail_bytes < 10");
    let loaded = load::read_texts(&[("a.md", &postmortem), ("a.yml", &rules)], &OPTIONS);
    let evidence = |strict: bool| {
        let coverage = linked(&loaded, link::Options { strict }, &link::Settings::default());
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!(risk.verdict, Verdict::Covered);
        risk.guards[0].evidence.iter().map(|evidence| evidence.kind).collect::<Vec<_>>()
    };
    assert_eq!(evidence(true), [EvidenceKind::Declared]);
    assert_eq!(evidence(false), [EvidenceKind::Declared, EvidenceKind::FailureMode]);
}

/// A waiver in the lines of a rule accepts what stands there, and one in those of a cause what is said of its guards.
#[test]
fn a_waiver_accepts_what_stands_beside_it_and_what_guards_the_cause_beside_it() {
    let told = "# INC-2: full\n\n## Impact\n\nMuch.\n\n## Root cause\n\n- The pool was full, which PoolFull alerts on.";
    let comment = "alertgap: allow guard/unclear reason=\"on purpose\"";
    let left = |beside_cause: &str, above_rule: &str| {
        let postmortem = format!("{told}{beside_cause}\n");
        let rules = format!("groups:\n- name: g\n  rules:\n{above_rule}  - {{alert: PoolFull, expr: pool_used > 5}}\n");
        let (_, _, judged) = judged(&[("a.md", &postmortem), ("a.yml", &rules)], "{}");
        judged.findings.iter().filter(|finding| finding.check == "guard/unclear").count()
    };
    assert_eq!(left("", ""), 1);
    assert_eq!(left(&format!(" <!-- {comment} -->"), ""), 0);
    assert_eq!(left("", &format!("  # {comment}\n")), 0);
}

/// A waiver of an incident's guards does not speak for another incident that the same rule guards.
#[test]
fn a_waiver_of_an_incident_accepts_what_guards_nothing_else() {
    let waiver = "waivers: [{check: 'guard/*', incident: INC-1, reason: on purpose}]\n";
    let rules = rules("expr: pool_used > 5");
    let left = |other: &str| {
        let other = POSTMORTEM.replace("INC-1", "INC-2").replace("PoolFull", other);
        let (_, _, judged) = judged(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("b.md", &other)], waiver);
        judged.findings.iter().filter(|finding| finding.check == "guard/unclear").count()
    };
    assert_eq!((left("Elsewhere"), left("PoolFull")), (0, 1));
}

const ALERTING: &str = "rule_files: [a.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [a]}]}]";

/// An alert on the metrics of a product that nobody spoke of is less likely meant than one on any other.
#[test]
fn a_stranger_is_no_nearer_than_its_words() {
    let nearest = |text: &str| {
        let postmortem = POSTMORTEM.replace("The pool was full.", text).replace("[PoolFull]", "[]");
        let rules = "groups:\n- name: g\n  rules:\n  - {alert: GateQueued, expr: redis_connected_clients > 5}\n  - {alert: \
                     QueuedGate, expr: x_connected_clients > 5}\n";
        let (_, coverage, _) = judged(&[("a.md", &postmortem), ("a.yml", rules)], "");
        let near = &coverage.incidents[0].risks[0].nearest;
        near.iter().map(|near| near.alert.0).collect::<Vec<_>>()
    };
    assert_eq!(nearest("Visitors queued at the gate, clients too."), [1, 0]);
    assert_eq!(nearest("Visitors queued at the gate of Redis, clients too."), [0, 1]);
}
