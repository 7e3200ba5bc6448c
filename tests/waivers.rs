//! Findings that are accepted in writing: at the item, at the rule, in the configuration; each only what it names.

mod support;

use serde_json::Value;
use support::{Folder, alertgap, findings_of};

const TODAY: &str = "2026-11-01";

fn check(folder: &Folder) -> String {
    findings_of(&alertgap(&["check", "--format", "concise", "--today", TODAY], folder.path()).stdout)
}

fn json(folder: &Folder) -> Value {
    let ran = alertgap(&["check", "--format", "json", "--today", TODAY], folder.path());
    serde_json::from_str(&ran.stdout).expect("it is JSON")
}

/// Two root causes that nothing sees; `{}` in the text is replaced.
fn two_causes(first: &str, above: &str) -> Folder {
    let folder = Folder::new();
    let causes = format!("- The carrier's service was down.{first}\n- A pigeon cut the line.\n");
    let text = format!("# INC-1: Parcels\n\n## Impact\n\nNone went out.\n\n## Root causes\n\n{above}{causes}");
    folder.write("INC-1.md", text);
    folder.write("a.yml", "groups: [{name: a, rules: [{alert: WebDown, expr: 'up{job=\"web\"} == 0'}]}]\n");
    folder
}

#[test]
fn at_the_item_one_risk_is_accepted_and_its_neighbour_is_not() {
    let waiver = "<!-- alertgap: allow coverage/root-cause until=2027-01-31 reason=\"no metric exists\" -->";
    let (behind, below) = (format!(" {waiver}"), format!("\n  {waiver}"));
    for folder in [two_causes(&behind, ""), two_causes(&below, ""), two_causes("", &format!("{waiver}\n"))] {
        let said = check(&folder);
        assert_eq!(said.matches("coverage/root-cause").count(), 1, "{said}");
        assert!(!said.contains("waiver/"), "{said}");
        let summary = &json(&folder)["summary"];
        let counts = ["covered", "gaps", "waived"].map(|key| summary[key].as_u64().unwrap());
        assert_eq!(counts, [0, 1, 1], "waived is no gap, and never covered: {summary}");
        assert_eq!(json(&folder)["incidents"][0]["verdict"], "gap", "the worst of its root causes");
    }
}

#[test]
fn an_incident_whose_causes_are_all_waived_is_waived() {
    let folder = two_causes("", "");
    let waivers = "waivers:\n  - {check: coverage/root-cause, incident: inc-1, reason: the carrier has no metrics}\n";
    folder.write("alertgap.yml", waivers);
    let said = json(&folder);
    assert_eq!((&said["incidents"][0]["verdict"], &said["summary"]["waived"]), (&"waived".into(), &2.into()), "{said}");
    assert_eq!(alertgap(&["check", "--today", TODAY], folder.path()).status, 0);
}

#[test]
fn what_is_covered_is_not_called_waived() {
    let waiver = " <!-- alertgap: allow coverage/* reason=\"x\" -->";
    let folder = two_causes(&format!(" WebDown sees that now.{waiver}"), "");
    let said = json(&folder);
    assert_eq!(said["incidents"][0]["risks"][0]["verdict"], "covered", "{said}");
    assert!(check(&folder).contains("waiver/unused"), "{}", check(&folder));
}

#[test]
fn dates_open_the_gap_again() {
    for (until, wanted) in [
        ("2026-11-16", None),
        ("2026-11-15", Some("warning[waiver/expired] the waiver of coverage/root-cause expires on 2026-11-15")),
        ("2026-11-01", Some("warning[waiver/expired] the waiver of coverage/root-cause expires on 2026-11-01")),
        ("2026-10-31", Some("error[waiver/expired] the waiver of coverage/root-cause expired on 2026-10-31")),
    ] {
        let folder =
            two_causes(&format!(" <!-- alertgap: allow coverage/root-cause until={until} reason='contract' -->"), "");
        let said = check(&folder);
        let expired = until < TODAY;
        assert_eq!(said.matches("error[coverage/root-cause]").count(), if expired { 2 } else { 1 }, "{until}: {said}");
        let told = said.lines().find(|line| line.contains("waiver/"));
        assert_eq!(told.and_then(|line| line.split_once(": ")).map(|(_, rest)| rest), wanted, "{until}: {said}");
    }
}

#[test]
fn an_example_in_code_and_a_waiver_of_waivers_do_nothing() {
    let example = "```md\n<!-- alertgap: allow coverage/root-cause reason=\"x\" -->\n```\n\n";
    let said = check(&two_causes("", example));
    assert!(said.matches("coverage/root-cause").count() == 2 && !said.contains("waiver/"), "{said}");
    let all = "<!-- alertgap: allow */* -->\n<!-- alertgap: allow waiver/* reason=\"peace\" -->\n";
    let said = check(&two_causes("", all));
    assert!(said.contains("waiver/no-reason") && said.contains("coverage/root-cause"), "{said}");
}

/// Three guards of one incident that no unit test makes fire: told in one finding.
fn untested(above_b: &str) -> Folder {
    let folder = Folder::new();
    let names = ["GateA", "GateB", "GateC"];
    let causes: String = names.iter().map(|name| format!("- It broke, as {name} sees now.\n")).collect();
    folder.write("INC-1.md", format!("# INC-1: Parcels\n\n## Impact\n\nx\n\n## Root causes\n\n{causes}"));
    let rule = |name: &&str| {
        let above = if *name == "GateB" { above_b } else { "" };
        format!(
            "{above}  - alert: {name}\n    expr: gate_open{{gate=\"{name}\"}} == 0\n    labels: {{severity: page}}\n"
        )
    };
    folder.write("a.yml", format!("groups:\n- name: a\n  rules:\n{}", names.iter().map(rule).collect::<String>()));
    folder.write("tests.yml", "rule_files: [a.yml]\ntests: []\n");
    folder
}

#[test]
fn at_a_rule_one_alert_is_taken_out_of_what_is_told_of_many() {
    let untold = |folder: &Folder| {
        let said = check(folder);
        let line = said.lines().find(|line| line.contains("guard/untested")).unwrap_or_default().to_owned();
        line.split_once("fire: ").map(|(_, names)| names.to_owned()).unwrap_or(line)
    };
    assert_eq!(untold(&untested("")), "GateA, GateB, GateC");
    let waived = untested("  # alertgap: allow guard/untested reason=\"fired in the exercise\"\n");
    assert_eq!(untold(&waived), "GateA, GateC");
    assert!(!check(&waived).contains("waiver/"), "{}", check(&waived));
    let expired = untested("  # alertgap: allow guard/untested until=2026-10-31 reason=\"fired in the exercise\"\n");
    assert_eq!(untold(&expired), "GateA, GateB, GateC");
    assert!(check(&expired).contains("error[waiver/expired]"), "{}", check(&expired));
    let configured = untested("");
    configured.write("alertgap.yml", "waivers: [{check: guard/untested, alert: 'Gate[AC]', reason: exercise}]\n");
    assert!(untold(&configured).contains("no unit test makes GateB fire"), "{}", untold(&configured));
    let unused = untested("  # alertgap: allow guard/unrouted reason=\"fired in the exercise\"\n");
    assert!(
        check(&unused).contains("a.yml:7:3: warning[waiver/unused] the waiver of guard/unrouted waives nothing"),
        "{}",
        check(&unused)
    );
}

#[test]
fn in_front_matter_a_comment_stands_at_its_cause() {
    let folder = two_causes("", "");
    let causes = "root_causes:\n  # alertgap: allow coverage/root-cause reason=\"contract\"\n  - id: RC1\n    text: The carrier was down.\n  - id: RC2\n    text: A pigeon cut the line.\n";
    folder.write("INC-1.md", format!("---\nid: INC-1\n{causes}---\n# INC-1: Parcels\n\n## Impact\n\nx\n"));
    let said = check(&folder);
    assert_eq!(said.matches("coverage/root-cause").count(), 1, "{said}");
    assert!(said.contains("INC-1.md:8:"), "{said}");
}

#[test]
fn a_waiver_of_the_configuration_names_file_alert_incident_and_risk() {
    let folder = two_causes("", "");
    folder.write(
        "b/INC-2.md",
        std::fs::read_to_string(folder.path().join("INC-1.md")).unwrap().replace("INC-1", "INC-2"),
    );
    for (waiver, left) in [
        ("path: 'b/*.md'", 2),
        ("path: '**'", 0),
        ("incident: INC-2", 2),
        ("incident: INC-9", 4),
        ("incident: INC-2, path: 'INC-1.md'", 4),
        ("incident: INC-2, risk: RC1", 4),
    ] {
        folder.write("alertgap.yml", format!("waivers:\n  - {{check: 'coverage/*', {waiver}, reason: why}}\n"));
        let said = check(&folder);
        assert_eq!(said.matches("coverage/root-cause").count(), left, "{waiver}: {said}");
        assert_eq!(said.contains("alertgap.yml:2:1: warning[waiver/unused]"), left == 4, "{waiver}: {said}");
    }
}

#[test]
fn sarif_keeps_what_is_waived_as_suppressed_with_its_reason() {
    let waiver = " <!-- alertgap: allow coverage/root-cause reason=\"no metric exists\" -->";
    let folder = two_causes(waiver, "");
    let ran = alertgap(&["check", "--format", "sarif", "--only", "coverage/*", "--today", TODAY], folder.path());
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let waived: Vec<&Value> = results.iter().filter(|it| !it["suppressions"].as_array().unwrap().is_empty()).collect();
    assert_eq!((results.len(), waived.len()), (2, 1), "{log}");
    let want = serde_json::json!([{"kind": "inSource", "status": "accepted", "justification": "no metric exists"}]);
    assert_eq!(waived[0]["suppressions"], want);
    // What is left keeps its name, with the waiver and without.
    let print = |folder: &Folder| json(folder)["findings"].as_array().unwrap().last().unwrap()["fingerprint"].clone();
    assert_eq!(print(&folder), print(&two_causes("", "")));
}

/// A file that nobody can read is waived by its path like one that is read.
#[test]
fn a_file_that_cannot_be_read_is_accepted_by_its_path() {
    let folder = two_causes("", "");
    for name in ["old.yml", "older.yml"] {
        folder.write(name, b"\xff\xfeg\0");
    }
    let unread = |waiver: &str| {
        folder.write("alertgap.yml", format!("waivers:\n  - {{check: input/unreadable, {waiver}, reason: why}}\n"));
        let said = check(&folder);
        assert_eq!(said.contains("waiver/unused"), waiver.contains("INC"), "{said}");
        said.lines().filter(|line| line.contains("[input/unreadable]")).count()
    };
    assert_eq!((unread("path: 'old.yml'"), unread("path: '*.yml'"), unread("path: 'INC-1.md'")), (1, 0, 2));
}

/// Alert and incident both have to fit, and then the one alert is taken out of what is told.
#[test]
fn an_alert_is_accepted_for_the_incident_that_it_guards() {
    let folder = untested("");
    for (incident, left) in [("INC-1", "GateA, GateC"), ("INC-2", "GateA, GateB, GateC")] {
        let waiver = format!("{{check: guard/untested, incident: {incident}, alert: GateB, reason: exercise}}");
        folder.write("alertgap.yml", format!("waivers: [{waiver}]\n"));
        let said = check(&folder);
        assert!(said.contains(&format!("fire: {left}\n")), "{said}");
    }
}

/// What is said of an incident as a whole is accepted by its id, and by no risk of it.
#[test]
fn what_is_said_of_a_whole_incident_is_accepted_by_its_id() {
    let folder = two_causes("", "");
    let text = std::fs::read_to_string(folder.path().join("INC-1.md")).unwrap();
    folder.write("INC-2.md", text.replace("INC-1", "INC-2"));
    let left = |waiver: &str| {
        let waiver = format!("waivers:\n  - {{check: postmortem/no-timeline, {waiver}, reason: why}}\n");
        folder.write("alertgap.yml", waiver);
        let said = check(&folder);
        let lines = said.lines().filter(|line| line.contains("[postmortem/no-timeline]"));
        lines.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(left("incident: INC-1"), ["INC-2.md"]);
    assert_eq!(left("incident: inc-2"), ["INC-1.md"]);
    assert_eq!(left("incident: INC-1, risk: RC1"), ["INC-1.md", "INC-2.md"]);
    assert_eq!(left("incident: INC-1, path: 'INC-2.md'"), ["INC-1.md", "INC-2.md"]);
}

/// Where only rules are read, or only postmortems, nobody can say that a waiver is of no use.
#[test]
fn a_waiver_is_unused_only_where_there_is_what_it_could_accept() {
    let (incident, rules) = ("INC-1.md", "a.yml");
    for (gone, unused) in [(None, true), (Some(incident), false), (Some(rules), false)] {
        let folder = two_causes("", "");
        folder.write("alertgap.yml", "waivers: [{check: guard/untested, alert: Nothing, reason: why}]\n");
        if let Some(gone) = gone {
            std::fs::remove_file(folder.path().join(gone)).expect("it is there");
        }
        let said = alertgap(&["check", "--format", "concise", "--today", TODAY], folder.path()).stdout;
        assert_eq!(said.contains("waiver/unused"), unused, "without {gone:?}: {said}");
    }
}

/// A configuration that is not among what is read is named by its path, whatever it is called.
#[test]
fn a_waiver_of_a_configuration_elsewhere_is_told_with_its_path() {
    let folder = two_causes("", "");
    folder.write("ops/INC-9.md", std::fs::read(folder.path().join("INC-1.md")).expect("it is there"));
    folder.write("ops/a.yml", std::fs::read(folder.path().join("a.yml")).expect("it is there"));
    folder.write("elsewhere/gap.yml", "waivers: [{check: guard/untested, alert: Nothing, reason: why}]\n");
    let arguments = ["check", "--format", "concise", "--config", "../elsewhere/gap.yml", "--today", TODAY];
    let said = alertgap(&arguments, &folder.path().join("ops")).stdout;
    let told = "../elsewhere/gap.yml:1:1: warning[waiver/unused]";
    assert!(said.contains(told), "{said}");
}

/// Nothing is accepted by what cannot be understood.
#[test]
fn a_waiver_with_a_fault_accepts_nothing() {
    for (until, gaps) in [("2027-01-31", 1), ("soon", 2)] {
        let waiver = format!(" <!-- alertgap: allow coverage/root-cause reason='contract' until={until} -->");
        let said = check(&two_causes(&waiver, ""));
        assert_eq!(said.matches("error[coverage/root-cause]").count(), gaps, "{until}: {said}");
        assert_eq!(
            said.contains("[waiver/unused] the waiver of coverage/root-cause waives nothing: "),
            gaps == 2,
            "{said}"
        );
    }
}

/// A check that there is not is told even where the waiver names another that there is.
#[test]
fn one_unknown_check_among_several_is_told() {
    let waiver = " <!-- alertgap: allow coverage/root-cause,guard/unstested reason='contract' -->";
    let said = check(&two_causes(waiver, ""));
    let told =
        "[waiver/unused] no check is called guard/unstested, which a waiver names; did you mean `guard/untested`?";
    assert!(said.contains(told) && said.matches("error[coverage/root-cause]").count() == 1, "{said}");
}
