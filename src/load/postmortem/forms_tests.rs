//! Forms that teams give to what is to be done, and how it stands: each case a misreading that was mended.

use super::tests::{incident, told};
use crate::model::RiskKind;
use crate::model::Status;

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{text}\n");
    let items = incident("a.md", &text).expect("it is a postmortem").1.action_items;
    items.into_iter().map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

fn texts(text: &str) -> Vec<String> {
    items(text).into_iter().map(|(text, _, _)| text).collect()
}

/// How a row with these words for its status stands.
fn cell(words: &str) -> Status {
    items(&format!("## Action items\n\n| Item | Status |\n|---|---|\n| Add a limit | {words} |"))[0].1
}

fn said(words: &str) -> Status {
    items(&format!("## Action items\n\n- {words}"))[0].1
}

#[test]
fn a_stage_of_work_that_is_no_end_is_open() {
    for words in [
        "Noted",
        "Assigned",
        "Not assigned",
        "Discussion",
        "Plan exists",
        "In review",
        "Backlog",
        "Blocked",
        "40 %",
        "Q3",
        "New",
    ] {
        assert_eq!(cell(words), Status::Open, "{words}");
    }
    for words in ["Shipped", "Live", "100%", "Released in 2.1", "Landed", "In production", "🟢", "Umgesetzt", "Livré"]
    {
        assert_eq!(cell(words), Status::Done, "{words}");
    }
    for words in
        ["Won't do", "Cancelled", "Rejected", "Duplicate", "Risk accepted", "Not needed", "Unknown", "-", "TBD"]
    {
        assert_eq!(cell(words), Status::Unknown, "{words}");
    }
}

#[test]
fn what_begins_with_what_was_done_is_done() {
    for words in [
        "Ensured that imports stop when a disk is full",
        "Documented limits of the scheduler",
        "Created a runbook for full disks",
        "Limits configured",
        "Old exports removed",
    ] {
        assert_eq!(said(words), Status::Done, "{words}");
    }
    for words in ["Automated cleaning of disks", "Set up an alert for disks", "Get the disks of the shop replaced"] {
        assert_eq!(said(words), Status::Unknown, "{words}");
    }
}

#[test]
fn headings_with_an_owner_are_items_and_their_prose_tells_how_they_stand() {
    let text = "## Resulting action\n\n#### @db Exports cleaned by cron\n\nExports of the shop are now removed after five days by a job that runs every night.\n\n\
                #### @ops Alerts configured\n\nAt 90 % of the disk.\n\n### 3) Better dashboards `@ops`\n\nWe should have one per host.";
    assert_eq!(
        items(text),
        [
            ("@db Exports cleaned by cron".to_owned(), Status::Done, false),
            ("@ops Alerts configured".to_owned(), Status::Done, true),
            ("Better dashboards @ops".to_owned(), Status::Unknown, false)
        ]
    );
}

#[test]
fn lines_that_begin_with_a_ticket_are_items() {
    let text = "## Action items\n\n[OPS12](https://example.com/12) - Exports fill the disk\n[OPS13](https://example.com/13) - Imports do not stop";
    assert_eq!(texts(text), ["OPS12 - Exports fill the disk", "OPS13 - Imports do not stop"]);
    assert_eq!(texts("## Action items\n\n#12 Exports fill the disk\n#13 Imports do not stop").len(), 2);
    assert_eq!(texts("## Action items\n\nOPS-12: limit exports\nOPS-13: stop imports").len(), 2);
}

#[test]
fn mitigations_after_what_was_learnt_are_for_the_next_time() {
    let lessons = "## What went well\n\n- We had a backup\n\n";
    assert_eq!(texts(&format!("{lessons}## Mitigations\n\n- More time for reviews")), ["More time for reviews"]);
    assert!(texts(&format!("## Mitigation\n\n- Deleted exports by hand\n\n{lessons}")).is_empty());
}

#[test]
fn headings_name_what_is_ours() {
    for heading in
        ["Our next steps", "The follow-ups", "Opportunities", "Opportunities for improvement", "Corrective action"]
    {
        assert_eq!(texts(&format!("## {heading}\n\n- Add a limit")), ["Add a limit"], "{heading}");
    }
}

#[test]
fn check_lists_on_the_document_and_braces_of_a_template_are_no_items() {
    let text = "## Action items\n\n1. {{ Write down what to do when disks are full }} [link to issue]\n2. {{ summary }} [link to issue]\n\n\
                # Actions\n\n- [ ] Incident is over\n- [ ] Sections above are filled out\n- [ ] All action items have owners\n- [ ] Add a limit";
    assert_eq!(texts(text), ["{{ Write down what to do when disks are full }} [link to issue]", "Add a limit"]);
}

#[test]
fn what_was_improved_or_fixed_for_good_is_promised_in_prose() {
    let text = "## Conclusion\n\n- Reading logs is hard\n- We improved our releases to stop at full disks\n\n\
                ## What we did\n\nWe cleaned the disk. For a permanent fix, the quota was raised to 50 GB.";
    assert_eq!(
        texts(text),
        ["We improved our releases to stop at full disks", "For a permanent fix, the quota was raised to 50 GB."]
    );
}

#[test]
fn an_item_may_say_its_status_behind_the_word_for_it() {
    assert_eq!(said("Raise the limit. Owner: @db. Status: in design."), Status::Open);
    assert_eq!(said("Alert on full disks (status: shipped)"), Status::Done);
    assert_eq!(said("Update the status page: add the queue"), Status::Unknown);
}

#[test]
fn a_cell_may_answer_yes_or_no() {
    for words in ["Yes", "ja", "Oui", "sim", "是"] {
        assert_eq!(cell(words), Status::Done, "{words}");
    }
    for words in ["No", "Nein", "non", "não", "否"] {
        assert_eq!(cell(words), Status::Open, "{words}");
    }
}

#[test]
fn what_is_told_in_the_past_is_done() {
    for words in
        ["Ensured that exports run once", "Documented the limits of the queue", "Improved the thresholds of our alerts"]
    {
        assert_eq!(said(words), Status::Done, "{words}");
    }
    for words in
        ["Ensure that exports run once", "Document the limits of the queue", "Improved thresholds for all alerts"]
    {
        assert_eq!(said(words), Status::Unknown, "{words}");
    }
}

#[test]
fn a_heading_with_labels_below_is_an_item() {
    let text = "## Actions\n\n### CA-1 Louder pages\n\nOwner: shop\nState: done\n\n### CA-2 Keys with overlap\n\nOwner: security\nState: scoping";
    assert_eq!(
        items(text),
        [
            ("CA-1 Louder pages".to_owned(), Status::Done, false),
            ("CA-2 Keys with overlap".to_owned(), Status::Open, false)
        ]
    );
    assert!(texts("## Actions\n\n### Prepared by\n\nThe team\n\nDate: 2026-03-04").is_empty());
}

#[test]
fn fields_of_all_items_and_rules_for_items_are_none() {
    assert_eq!(
        texts("## Action items\n\n- **Deadline:** 2026-05-01\n- **Owner:** shop team\n\n1. Add a limit"),
        ["Add a limit"]
    );
    assert!(texts("## Action items\n\nEach action item should be a ticket with an owner.").is_empty());
}

#[test]
fn short_forms_of_will_promise() {
    let text = "## What we did\n\nThe disk was cleaned. Going forward we'll alert on full disks.";
    assert_eq!(items(text), [("Going forward we'll alert on full disks.".to_owned(), Status::Open, true)]);
}

#[test]
fn checks_before_a_change_is_made_ask_for_no_alert() {
    for words in ["Add a config check to the pipeline", "Add pre-flight checks to scripts that detect production"] {
        assert!(!items(&format!("## Action items\n\n- {words}"))[0].2, "{words}");
    }
    assert!(items("## Action items\n\n- Page at 14 days before a certificate expires")[0].2);
}

#[test]
fn headings_say_what_changed_and_what_stops_a_repeat() {
    for (heading, status) in [
        ("What changed as a result", Status::Done),
        ("What has changed since", Status::Done),
        ("What changes", Status::Unknown),
        ("Fix + follow-ups", Status::Unknown),
        ("What stops a repeat", Status::Unknown),
        ("Short-term improvements", Status::Unknown),
        ("Long-term mitigation", Status::Unknown),
        ("Fix durável", Status::Unknown),
        ("Fixes already landed", Status::Done),
        ("What to do better, in order", Status::Unknown),
    ] {
        let text = format!("## {heading}\n\n- The unit is started again after a crash.\n");
        assert_eq!(items(&text), [("The unit is started again after a crash.".to_owned(), status, false)], "{heading}");
    }
    assert!(texts("## What changed\n\n- A new version of the unit was rolled out.\n").is_empty(), "the trigger, maybe");
}

#[test]
fn services_that_watch_and_wider_health_checks_ask_for_an_alert() {
    for (item, asks) in [
        ("Installed the UptimeRobot app", true),
        ("Signed up for healthchecks.io", true),
        ("Enhance `/api/health` to verify the configuration", true),
        ("A documented runbook and monitor alerts for forks", true),
        ("`DiskFillingFast` with `predict_linear` instead of a static threshold", true),
        ("Install the new dashboard app", false),
        ("Improve the health of the team", false),
        ("Document the runbook for alerts", false),
    ] {
        assert_eq!(items(&format!("## Action items\n\n- {item}\n"))[0].2, asks, "{item}");
    }
}

#[test]
fn a_table_of_actions_may_say_first_what_each_is_good_for() {
    let rows = "|---|---|---|\n| Pin the version | Silent upgrades | Done |\n| Add an alert on copies | Copies | In progress |\n";
    let wanted = [
        ("Pin the version".to_owned(), Status::Done, false),
        ("Add an alert on copies".to_owned(), Status::Open, true),
    ];
    for heads in ["Action | Prevents | Status", "Action | Rationale | Owner", "Action | Impact | Status"] {
        let found = items(&format!("## Systemic mitigation\n\n| {heads} |\n{rows}"));
        assert_eq!(found.len(), 2, "{heads}");
        if heads.ends_with("Status") {
            assert_eq!(found, wanted, "{heads}");
        }
    }
    let steps = "## Response\n\n| Action | Result | Time |\n|---|---|---|\n| Restarted it | Nothing | 10:05 |\n";
    assert!(texts(steps).is_empty(), "what was done that day");
}

#[test]
fn what_not_to_do_and_steps_that_were_taken_are_no_action_items() {
    let text = "## Prevention\n\n- Check the routes before a release\n\n**DO:**\n\n- ✅ Keep routes simple\n\n**DON'T:**\n\n\
                - ❌ Route files by hand\n\n### What NOT to do\n\n- Do not write another script\n";
    assert_eq!(texts(text), ["Check the routes before a release"]);
    let taken = "## Remediation steps taken\n\n1. Found the wrong port\n2. Restarted the tunnel\n";
    assert!(texts(taken).is_empty());
    assert_eq!(texts("## Remediation steps\n\n1. Check the port before a release\n").len(), 1);
}

#[test]
fn orders_that_stand_one_below_the_other_are_a_list() {
    let lines = "Add a limit to the queue.\nMore automated alarms for stuck blocks.\nA fuzz target, to see more of it.\nTest the parser with \
                 negative numbers. All of them.\n";
    for (heading, count) in [("Action items", 4), ("Lessons learned and future improvements", 4), ("Timeline", 0)] {
        let text = format!("# Outage on 2026-03-02\n\n## Root cause\n\nA typo.\n\n## {heading}\n\n{lines}");
        let items = told("a.md", &text).into_iter().filter(|line| line.contains("item")).count();
        assert_eq!(items, count, "{heading}");
    }
    // Prose with a sentence a line is none.
    let prose = "The queue was full.\nWe looked at it for an hour.\nThen it was empty.\n";
    let text = format!("# Outage on 2026-03-02\n\n## Root cause\n\nA typo.\n\n## Lessons learned\n\n{prose}");
    assert!(!told("a.md", &text).iter().any(|line| line.contains("item")));
}

#[test]
fn alerts_beside_the_only_root_cause_are_its_guards() {
    let read = |causes: &str, guards: &str| {
        let text = format!("---\nroot_causes:\n{causes}{guards}---\n# Outage on 2026-03-02\n\n## Impact\n\nMuch.\n");
        let (_, incident) = super::tests::incident("a.md", &text).expect("it is a postmortem");
        let alerts = incident.risks.into_iter().filter(|risk| risk.kind == RiskKind::RootCause).map(|risk| risk.alerts);
        alerts.map(|all| all.into_iter().map(|alert| alert.value).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let one = "  - The disk was full\n";
    assert_eq!(read(one, "covered_by: [DiskFull, DiskFills]\n"), ["DiskFull DiskFills"]);
    assert_eq!(read(one, "alerts: DiskFull\n"), ["DiskFull"]);
    // It may be told in the text.
    let told = |causes: &str| {
        let text = format!("---\ncovered_by: [DiskFull]\n---\n# Outage on 2026-03-02\n\n## Root cause\n\n{causes}\n");
        let (_, incident) = super::tests::incident("a.md", &text).expect("it is a postmortem");
        incident.risks.into_iter().map(|risk| risk.alerts.len()).collect::<Vec<_>>()
    };
    assert_eq!(told("The disk was full, since nobody deleted the old files."), [1]);
    assert_eq!(told("- The disk was full.\n- The certificate had expired."), [0, 0]);
    assert_eq!(read("  - {text: The disk was full, alerts: [A]}\n", "guards: [B]\n"), ["A"]);
    assert_eq!(read("  - The disk was full\n  - Nobody looked\n", "covered_by: [DiskFull]\n"), ["", ""]);
}
