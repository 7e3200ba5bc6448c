//! Tables whose heads mislead, figures that are no causes, and questions with their answers inside: each case a misreading that was
//! mended.

use super::tests::{above_a_cause, markdown, times_of};
use crate::model::{ActionKind, Detector};

/// Text, kind, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, ActionKind, bool)> {
    let items = above_a_cause(&format!("# Outage\n\n{text}")).action_items.into_iter();
    items.map(|item| (item.text.value, item.kind, item.asks_for_alert)).collect()
}

#[test]
fn a_column_of_codes_is_of_tickets_whatever_its_head() {
    let table = "## Action items\n\n| | Type | Owner | Task |\n|---|---|---|---|\n\
                 | Replace the memory | mitigation | Ada | T111 |\n| Rewrite the retries | prevention | Ada | T112 |";
    let found = items(table);
    let expected = [("Replace the memory", ActionKind::Mitigate), ("Rewrite the retries", ActionKind::Prevent)];
    let told: Vec<(&str, ActionKind)> = found.iter().map(|(text, kind, _)| (&**text, *kind)).collect();
    assert_eq!(told, expected);
    let named =
        "## Action items\n\n| Owner | Task |\n|---|---|\n| Ada | Replace 2 disks |\n| Ada | Rewrite the retries |";
    assert_eq!(items(named)[0].0, "Replace 2 disks");
    let codes = "## Action items\n\n| Owner | Task |\n|---|---|\n| Ada | T111 |";
    assert_eq!(items(codes)[0].0, "T111");
}

#[test]
fn a_numbered_order_stands_above_its_steps() {
    let text = "## Still recommended\n\n### 3. Attach a role to the machine\n\nIt has none.\n\n1. Open the console\n2. Create a role\n\n\
                ### 4. Enable termination protection\n\nIt is off.";
    let found: Vec<String> = items(text).into_iter().map(|(text, ..)| text).collect();
    assert_eq!(found, ["Attach a role to the machine", "Enable termination protection"]);
}

#[test]
fn a_check_before_the_merge_is_no_alert() {
    for (item, asks) in [
        ("Add a CI/CD check for the build of the site before merge", false),
        ("Add a check of the manifests before deployment", false),
        ("Add a check of the queue's length that pages us", true),
    ] {
        assert_eq!(items(&format!("## Action items\n\n- {item}"))[0].2, asks, "{item}");
    }
}

#[test]
fn the_first_of_a_list_noticed_it() {
    for (value, by) in [
        ("alert, user report", Detector::Alert),
        ("user report / alert", Detector::Customer),
        ("self-detected by the author", Detector::Person),
    ] {
        let text = format!("# Outage\n\n| | |\n|---|---|\n| Severity | High |\n| Detection | {value} |");
        assert_eq!(above_a_cause(&text).detected_by, by, "{value}");
    }
}

#[test]
fn mitigation_that_starts_is_none_yet() {
    let mitigated = |entry: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 10:14 Orders fail\n- 10:30 {entry}\n- 10:55 Resolved"
        );
        above_a_cause(&text).mitigated.map(|at| at.iso)
    };
    assert_eq!(mitigated("Mitigation started: route traffic away"), None);
    assert_eq!(mitigated("Mitigation applied"), Some("2026-03-02T10:30Z".into()));
    assert_eq!(mitigated("Mitigated"), Some("2026-03-02T10:30Z".into()));
    assert_eq!(times_of(&above_a_cause("# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 Orders fail"))[2], "");
}

#[test]
fn figures_evidence_and_leads_to_a_list_are_no_causes() {
    let text = "# Outage\n\n## Root causes and trigger\n\nThe incident had two triggers:\n\n1. A canary was rolled out with a typo.\n\
                2. A fault was injected on purpose.\n\n| Component | Approx. memory |\n|---|---|\n| nginx | ~300–500 MB |\n\n\
                ### Evidence from the pipeline\n\n- Deploy 44 never became ready.\n";
    assert_eq!(markdown(text), ["7 root", "8 root"]);
    let services = above_a_cause("# Outage\n\n| Component | Approx. memory |\n|---|---|\n| nginx | 20 MB |").services;
    assert!(services.is_empty(), "{services:?}");
    let field = above_a_cause("# Outage\n\n| Service | shop |\n|---|---|\n| Severity | high |").services;
    assert_eq!(field.len(), 1);
}

#[test]
fn a_question_holds_its_answer() {
    let text = "# Outage\n\n## Root cause analysis\n\n- Why did the failover not bring it back?\n  - The standby was overloaded and crashed.\n";
    assert_eq!(markdown(text), ["6 root"]);
}

#[test]
fn the_notation_of_jira_is_read() {
    let text = "# [OPS-7] RCA: no certificates\n\nh2. Cause\n\nThe {color:red}limit{color} of the account was used up.\n\n\
                h2. Contributing factors\n\n# Domains that left are never removed.\n# Nobody watches the panel.\n\n\
                h2. Actions\n\n||Key||Summary||Status||\n|OPS-8|Alert on refused orders|In Progress|\n|OPS-9|Ask for a higher limit|Done|\n";
    assert_eq!(markdown(text), ["5 root", "9 factor", "10 factor", "15 item Open asks", "16 item Done"]);
}

#[test]
fn the_last_update_of_a_status_page_may_be_the_postmortem() {
    let text = "## Acme Status — incident history\n\n### Checkout unreachable\n\n**Date:** March 2, 2026\n\n**Postmortem** — published \
                March 6, 2026\n\nOur DNS provider was attacked, and there was no second one.\n\n**Resolved** — Mar 2, 10:55 UTC\n\
                All is back.\n\n**Investigating** — Mar 2, 10:20 UTC\nCustomers report errors.\n";
    let incident = super::tests::incident("history.md", text).expect("it is a postmortem").1;
    assert_eq!(times_of(&incident)[1..], ["2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
}

#[test]
fn a_head_in_small_letters_has_labels() {
    let text = "# Postmortem: brokers apart\n\nwho: ada\nwhen: 2026-03-02 10:14 - 10:55 (UTC)\nsev: 1\nhow noticed: a depot called\n\n\
                ## what broke\n\nThe core switch rebooted.\n\n## times\n\n- 10:14 switch reboots\n- 10:20 memory alarm, publishers blocked\n";
    let incident = super::tests::incident("a.md", text).expect("it is a postmortem").1;
    assert_eq!(incident.severity.map(|severity| severity.value), Some("1".into()));
    assert_eq!(incident.detected_by, Detector::Customer);
}

#[test]
fn numbered_findings_and_what_hid_it_are_causes() {
    let findings = "# Outage\n\n## Impact\n\nAll.\n\n## Root causes\n\n| No. | Finding |\n|---|---|\n| F1 | The breaker of feed B tripped under load. |\n\
                    | F2 | Both supplies of the server hung on one UPS. |\n";
    assert_eq!(markdown(findings), ["11 root", "12 root"]);
    let hidden = "# Outage\n\n## Root cause\n\nThe index build was slow.\n\n## Why no alert\n\nThe rule compares with the median of two.\n";
    assert_eq!(markdown(hidden), ["5 root", "9 factor"]);
    let harmless = "# Outage\n\n## Root cause\n\nThe index build was slow.\n\nNo rider got a wrong price.\n";
    assert_eq!(markdown(harmless), ["5 root"]);
}
