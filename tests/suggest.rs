//! What `suggest` prints is taken by promtool, closes its holes, and never overwrites anything.

#![allow(clippy::print_stdout, reason = "what was filled, and what was left out, is said")]

mod support;

use std::path::Path;
use std::process::Command;

use alertgap::load::modes::embedded;
use alertgap::model::{ModeId, Model, Modes};
use alertgap::report::{RuleForm, SuggestedFiles, suggested_files};
use alertgap::suggest::{Hole, Suggested, suggestions_for};
use support::{Folder, alertgap};

/// Sentences that give a threshold. Each fills the suggestions that measure such a thing.
const ASKS: &[&str] = &[
    "Alert when it is below 3%.",
    "Page when it is above 97%.",
    "Alert when more than 42 % of them fail.",
    "Alert when less than 80% is left.",
    "Alert 45 days before it happens.",
    "Alert when it is older than 36 hours.",
    "Alert when it takes longer than 350 ms.",
];

#[test]
fn promtool_takes_every_suggestion_however_it_is_filled() {
    let model = Model { modes: embedded().into(), services: services(), ..Model::default() };
    let folder = Folder::new();
    let mut filled = 0;
    let plain: Vec<Suggested> = (0..model.modes.list.len()).filter_map(|at| one(&model, at, &[], "")).collect();
    let whole = suggested_files(&plain, RuleForm::Rules);
    assert_eq!(whole.len(), suggestable(&model.modes), "every mode with a suggestion has its file");
    whole.iter().for_each(|files| lay_out(&folder, "plain", files));
    for (number, (ask, service)) in variants().enumerate() {
        let changed = |suggested: &&Suggested| {
            let base = plain.iter().find(|base| base.mode == suggested.mode).expect("it was suggested plain");
            base.suggestion.expr != suggested.suggestion.expr
        };
        let all: Vec<Suggested> =
            (0..model.modes.list.len()).filter_map(|at| one(&model, at, &[ask], service)).collect();
        let all: Vec<Suggested> = all.iter().filter(changed).cloned().collect();
        assert!(!all.is_empty(), "\"{ask}\" with \"{service}\" fills nothing");
        filled += all.len();
        println!("{ask} {service}: {}", all.iter().map(|it| it.mode.as_str()).collect::<Vec<_>>().join(", "));
        suggested_files(&all, RuleForm::Rules).iter().for_each(|files| lay_out(&folder, &number.to_string(), files));
    }
    println!("{} suggestions as they are, {filled} filled", plain.len());
    promtool(folder.path());
}

fn variants() -> impl Iterator<Item = (&'static str, &'static str)> {
    let asks = ASKS.iter().map(|ask| (*ask, ""));
    asks.chain([("", "checkout"), ("", "basket"), ("", "ledger")])
}

fn services() -> alertgap::config::Services {
    let text = "services:\n  checkout: {selectors: [{namespace: shop, job: checkout}, {job: checkout}]}\n  \
        ledger: {selectors: [{namespace: money}]}\n";
    alertgap::config::read(text).expect("it is well formed").services
}

fn suggestable(modes: &Modes) -> usize {
    modes.list.iter().filter(|mode| mode.suggest.is_some()).count()
}

/// What is suggested for a hole of the mode at `at`.
fn one(model: &Model, at: usize, asks: &[&str], service: &str) -> Option<Suggested> {
    let hole = Hole {
        name: "INC-7".into(),
        place: ("postmortems/INC-7.md".into(), 9),
        text: "It broke: \"so\" they say.".into(),
        mode: ModeId(at as u16),
        services: [service].iter().filter(|name| !name.is_empty()).map(|name| name.to_string()).collect(),
        asks: asks.iter().map(|ask| ask.to_string()).collect(),
    };
    suggestions_for(vec![hole], model).pop()
}

fn lay_out(folder: &Folder, below: &str, files: &SuggestedFiles) {
    folder.write(&format!("{below}/{}.yml", files.name), &files.rules);
    folder.write(&format!("{below}/tests/{}.yml", files.name), &files.tests);
}

/// One run over all rules, and one over all tests, below `folder`.
fn promtool(folder: &Path) {
    if Command::new("promtool").arg("--version").output().is_err() {
        assert!(std::env::var_os("ALERTGAP_REQUIRE_TOOLS").is_none(), "promtool is required and not there");
        println!("left out: promtool is not on PATH");
        return;
    }
    let (mut rules, mut tests) = (vec![], vec![]);
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is ours") {
            let path = entry.expect("the folder is ours").path();
            match path.extension() {
                None => folders.push(path),
                Some(_) if folder.ends_with("tests") => tests.push(path),
                Some(_) => rules.push(path),
            }
        }
    }
    for (task, files) in [("check", rules), ("test", tests)] {
        assert!(!files.is_empty(), "there is something to {task}");
        let ran = Command::new("promtool").args([task, "rules"]).args(&files).output().expect("promtool runs");
        let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        let bad: Vec<&str> = said.lines().filter(|line| !is_noise(line)).take(60).collect();
        assert!(ran.status.success(), "promtool {task} rules:\n{}", bad.join("\n"));
    }
}

/// Lines that promtool prints of what is right.
fn is_noise(line: &str) -> bool {
    line.trim().is_empty() || line.contains("SUCCESS") || line.starts_with("Unit Testing")
}

/// The scenario `gaps`, with one more incident that gives a threshold.
fn gaps() -> Folder {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gaps");
    for part in ["alerts", "postmortems"] {
        for entry in std::fs::read_dir(root.join(part)).expect("the scenario is there") {
            let path = entry.expect("the scenario is there").path();
            let name = path.file_name().expect("it is a file").to_string_lossy().into_owned();
            folder.write(&format!("{part}/{name}"), std::fs::read(&path).expect("it can be read"));
        }
    }
    folder.write(
        "postmortems/INC-2060.md",
        "# INC-2060: Uploads failed\n\n**Services:** uploads\n\n## Root cause\n\nThe upload host ran out of inodes.\n\n\
         ## Action items\n\n- [ ] Alert when less than 4% of the inodes are free (@uploads-oncall)\n",
    );
    folder
}

#[test]
fn the_files_are_taken_by_promtool_and_close_their_holes() {
    let folder = gaps();
    let gaps = |folder: &Folder| {
        let ran = alertgap(&["check", "--format", "concise", "."], folder.path());
        // A service that was harmed needs an alert of its own, which no failure mode can suggest.
        let suggested = |line: &&str| line.contains("[coverage/") && !line.contains("[coverage/collateral]");
        ran.stdout.lines().filter(suggested).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = gaps(&folder);
    let ran = alertgap(&["suggest", ".", "-o", "alerts/suggested"], folder.path());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let names = "alerts/suggested/db-connection-pool-exhausted.yml alerts/suggested/inodes-exhausted.yml \
        alerts/suggested/tests/inodes-exhausted.yml alerts/suggested/tls-certificate-expiry.yml";
    for name in names.split_whitespace() {
        assert!(ran.stdout.lines().any(|line| line == name), "{name}: {}", ran.stdout);
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("it was written");
    let inodes = read("alerts/suggested/inodes-exhausted.yml");
    assert!(inodes.contains("node_filesystem_files < 0.04\n"), "{inodes}");
    promtool(&folder.path().join("alerts/suggested"));
    let after = gaps(&folder);
    let json = alertgap(&["check", "--format", "json", "."], folder.path()).stdout;
    assert!(json.contains("a unit test asserts that it fires (alerts/suggested/tests/inodes-exhausted.yml"), "{json}");
    assert!(before.iter().any(|line| line.contains("INC-2060")), "{before:#?}");
    let left: Vec<&String> =
        after.iter().filter(|line| line.contains("INC-2060") || line.contains("INC-2031")).collect();
    assert!(left.is_empty(), "before {before:#?}\nafter {after:#?}");
    let again = alertgap(&["suggest", "."], folder.path());
    assert_eq!((again.status, again.stdout.as_str()), (0, ""), "{}", again.stdout);
    assert!(again.stderr.contains("nothing to suggest"), "{}", again.stderr);
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written() {
    let folder = gaps();
    folder.write("out/tests/tls-certificate-expiry.yml", "mine");
    let ran = alertgap(&["suggest", "postmortems", "alerts", "-o", "out"], folder.path());
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("out/tests/tls-certificate-expiry.yml is there already"), "{}", ran.stderr);
    assert_eq!(std::fs::read_dir(folder.path().join("out")).expect("it is there").count(), 1);
    let kept = std::fs::read_to_string(folder.path().join("out/tests/tls-certificate-expiry.yml"));
    assert_eq!(kept.expect("it is there"), "mine");
}

#[test]
fn what_is_printed_is_taken_by_promtool_in_both_forms() {
    let folder = gaps();
    let printed = |arguments: &[&str]| {
        let ran = alertgap(arguments, folder.path());
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        assert_eq!(ran.stdout, alertgap(arguments, folder.path()).stdout);
        let (rules, tests) = ran.stdout.split_once("---\n").expect("rules, then tests");
        (rules.to_owned(), tests.to_owned())
    };
    let (rules, tests) = printed(&["suggest", "postmortems", "alerts"]);
    folder.write("rules/suggested.yml", rules);
    folder.write("rules/tests/suggested.yml", tests);
    let (resource, tests) = printed(&["suggest", "--format", "resource", "alerts", "postmortems"]);
    let resource: serde_yaml::Value = serde_yaml::from_str(&resource).expect("it is YAML");
    assert_eq!(resource["kind"], "PrometheusRule");
    let spec = serde_yaml::to_string(&resource["spec"]).expect("it is YAML");
    folder.write("resource/suggested.yml", spec);
    folder.write("resource/tests/suggested.yml", tests.replace("suggested.rules.yml", "../suggested.yml"));
    promtool(&folder.path().join("rules"));
    promtool(&folder.path().join("resource"));
}

#[test]
fn one_rule_serves_all_incidents_that_want_it() {
    let ran = alertgap(&["suggest", "postmortems", "alerts"], gaps().path());
    assert_eq!(ran.stdout.matches("alert: TLSCertificateExpiresSoon\n").count(), 1, "{}", ran.stdout);
    let both = "postmortem: INC-2031/tls-certificate-expiry, INC-2058/tls-certificate-expiry";
    assert!(ran.stdout.contains(both), "{}", ran.stdout);
}

#[test]
fn without_postmortems_there_is_nothing_to_suggest() {
    let ran = alertgap(&["suggest"], Folder::new().path());
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""));
}

/// Where an alert tells of what followed from the cause, another one on that would tell no more.
#[test]
fn what_followed_and_is_seen_is_not_suggested_again() {
    let folder = Folder::new();
    folder.write(
        "a.md",
        "# Outage\n\n## Root cause\n\nThe zone had no machines of that size, and 60 pods stayed Pending.\n\n\
         ## Action items\n\n- Alert when p99 of the API is above 350 ms\n",
    );
    let suggested = |rules: &str| {
        folder.write("a.yml", rules);
        alertgap(&["suggest", "."], folder.path()).stdout
    };
    let both = suggested("groups: []\n");
    assert!(both.contains("PodStuckPending") && both.contains("takes over 0.35 seconds"), "{both}");
    let rule = "{alert: PodsPending, expr: 'kube_pod_status_phase{phase=\"Pending\"} > 0'}";
    let one = suggested(&format!("groups: [{{name: g, rules: [{rule}]}}]\n"));
    assert!(!one.contains("PodStuckPending") && one.contains("HighLatency"), "{one}");
}
