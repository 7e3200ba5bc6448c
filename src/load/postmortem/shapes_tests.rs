//! Time lines that no heading announces, and times in forms of their own, each case a misreading that was mended.

use super::tests::{above_a_cause, incident, times_of};
use crate::model::RiskKind;

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

/// From 10:14 to 10:55 on 2 March 2026, noticed at 10:20.
fn told(zone: &str) -> [String; 3] {
    ["10:14", "10:20", "10:55"].map(|time| format!("2026-03-02T{time}{zone}"))
}

#[test]
fn a_table_of_events_is_a_time_line_whatever_stands_above_it() {
    let who = "# Shop down\n\n| Who | When (UTC) | What |\n|---|---|---|\n\
               | Mirror | 2 March 2026 09:40 | takes the new release, no harm so far |\n\
               | Shop | 2 March 2026 10:14 | all baskets fail with an error |\n\
               | Ida | 2 March 2026 10:20 | an alert tells Ida of it |\n\
               | Ida | 2 March 2026 10:55 | the shop is back for everybody |";
    assert_eq!(times(who), told("Z"));
    let zone = "# Shop down\n\n| Day | Hour | Zone | What happened |\n|---|---|---|---|\n\
                | 2 March 2026 | 10:14 | UTC | all baskets fail with an error |\n\
                | 2 March 2026 | 10:20 | UTC | an alert tells Ida of it |\n\
                | 2 March 2026 | 10:55 | UTC | the shop is back for everybody |";
    assert_eq!(times(zone), told("Z"));
    let last = "# Shop down\n\n| What happened | 2 Mar 2026, CET |\n|---|---|\n\
                | all baskets fail with an error | 10:14 |\n| an alert tells Ida of it | 10:20 |\n\
                | the shop is back for everybody | 10:55 |";
    assert_eq!(times(last), told("+01:00"));
    let figures =
        "# Shop down on 2026-03-02\n\n| Hour | Errors |\n|---|---|\n| 10:14 | 7 |\n| 10:20 | 70 |\n| 10:55 | 2 |";
    assert_eq!(times(figures)[1], "", "figures are no events");
}

#[test]
fn what_is_told_from_a_beginning_needs_no_heading() {
    let table = "# Postmortem: shop down\n\nT0 = 2026-03-02 10:14 UTC, when the first basket failed.\n\n| Offset | Event |\n|---|---|\n\
                 | T+0m | the first basket fails here |\n| T+6m | an alert tells Ida of it |\n| T+41m | the shop is back for everybody |";
    assert_eq!(times(table), told("Z"));
    let lines = "# Postmortem: shop down, 2 March 2026\n\nThe trouble began at 10:14.\n\n+6 min: an alert tells Ida of it.\n\
                 +20 min: the release is taken back.\n+41 min: the shop is back, end of the incident.";
    assert_eq!(times(lines), told(""));
    let marks = "# Postmortem: shop down\n\nT is 10:14 UTC on 2 March 2026, when the shop went down.\n\n- T−15 min: release\n- T: all baskets fail\n\
                 - T+6 min: an alert fires\n- T+41 min: the shop is back";
    assert_eq!(times(marks), told("Z"));
    let labels = "# Postmortem: shop down\n\nStart: 2026-03-02 10:14 UTC\nDetection: after 6 minutes\nRecovery: after 41 minutes";
    assert_eq!(times(labels), told("Z"));
}

#[test]
fn what_was_written_in_a_chat_is_a_time_line_and_a_log_is_none() {
    let chat = "# Shop down on 2026-03-02\n\n```\n[10:14] bot: all baskets fail\n[10:20] ida: an alert went off, looking\n\
                [10:40] ida: taking the release back\n[10:55] ida: the shop is back for everybody\n```";
    assert_eq!(times(chat), told(""));
    let log = "# Shop down on 2026-03-02\n\n```\n10:14:01 worker: request failed\n10:20:07 worker: request failed\n\
               10:55:00 worker: request failed\n```";
    assert_eq!(times(log)[1..], ["", ""]);
}

#[test]
fn a_zone_and_a_day_that_are_told_once_are_those_of_all_times() {
    let footnote = "# Shop down on 2026-03-02\n\n| | |\n|---|---|\n| Start¹ | 10:14 |\n| Detected¹ | 10:20 |\n| End¹ | 10:55 |\n\n\
                    ¹ Times in UTC.";
    assert_eq!(times(footnote), told("Z"));
    let behind = "# Shop down\n\n- 10:14 CET: all baskets fail\n- 10:20 CET: an alert tells Ida of it\n\
                  - 10:55 CET: the shop is back for everybody\n\nDay of all entries: 2 March 2026.";
    assert_eq!(times(behind), told("+01:00"));
    let two = "# Shop down on 2026-03-02\n\n- Start: 10:14 CET\n- Detected: 09:20 UTC\n- End: 10:55";
    assert_eq!(times(two), ["2026-03-02T10:14+01:00", "2026-03-02T09:20Z", "2026-03-02T10:55"]);
}

#[test]
fn lines_may_lead_to_their_times_and_labels_stand_between_slashes() {
    let dots = "# Shop down, 2 March 2026\n\nAll baskets fail .................. 10:14\nAn alert tells Ida of it ......... 10:20\n\
                The shop is back, over ........... 10:55\nWrite-up begun ................... 16:00";
    assert_eq!(times(dots), told(""));
    let slashes = "# Shop down\n\n2 March 2026 (UTC) — Start 10:14 / Detected 10:20 / Resolved 10:55 / Severity 3";
    assert_eq!(times(slashes), told("Z"));
}

#[test]
fn a_status_page_may_set_its_states_apart_by_dashes() {
    let text = "# Slow logins\n\nCopied from our status page (times UTC, March 2, 2026).\n\n**Resolved** — Mar 2, 10:55\n\
                Logins are as fast as usual.\n\n**Identified** — Mar 2, 10:30\nA lock slows down all logins.\n\n\
                **Investigating** — Mar 2, 10:20\nLogins take very long.";
    assert_eq!(times(text)[1..], ["2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
    let posted = "# Slow logins\n\nPosted updates on 2 March 2026:\n\n**10:20 UTC - Investigating.** Logins fail.\n\n\
                  **10:30 UTC - Identified.** A lock was identified as the cause.\n\n**10:55 UTC - Resolved.** All is well again.";
    assert_eq!(times(posted)[1..], ["2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
}

#[test]
fn lengths_may_be_told_in_words_and_times_by_keys_inside_keys() {
    let text = "# Shop down\n\nOn 2 March 2026 at 10:14 UTC the shop went down. The incident lasted two hours and fifteen minutes.";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T12:29Z"]);
    let keys = "---\nincident:\n  id: INC-7\n  times:\n    begin: 2026-03-02 10:14\n    noticed: 2026-03-02 10:20\n    end: 2026-03-02 10:55\n\
                noticed_via: a call from a customer\n---\n\n# Shop down\n\n## Root cause\n\nThe disk was full.\n";
    let incident = incident("postmortems/a.md", keys).expect("it is a postmortem").1;
    assert_eq!(times_of(&incident), told(""));
    assert_eq!(incident.detected_by, crate::model::Detector::Customer);
}

/// Labels and lists follow each other without an empty line, and the lists are set in.
#[test]
fn a_label_at_the_margin_ends_the_list_above_it() {
    let text = "Web server down on 2026-03-02.\n\nSummary of issues:\n    - Duration: from 4:14 pm to 5:01 pm.\n    - Root cause: the \
                firewall blocked a port.\nTimeline:\n    - It was solved by a new server.\nCorrective measures:\n    - Define the rules \
                first.\n    - Make copies more often.\n";
    for path in ["postmortem.txt", "postmortem.md"] {
        let (_, incident) = incident(path, text).expect("it is a postmortem");
        let items: Vec<&str> = incident.action_items.iter().map(|item| &*item.text.value).collect();
        assert_eq!(items, ["Define the rules first.", "Make copies more often."], "{path}");
        let causes: Vec<&str> = incident.risks.iter().map(|risk| &*risk.text.value).collect();
        assert!(causes.contains(&"the firewall blocked a port."), "{path}: {causes:?}");
    }
}

/// Bold in the middle of a sentence begins a line, and labels nothing.
#[test]
fn bold_that_goes_on_with_its_sentence_is_no_label() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nA container with a public address, but its\n**default route on eth0** \
                answers by another way.\n";
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    assert_eq!(incident.risks.len(), 1);
    assert!(incident.risks[0].text.ends_with("answers by another way."), "{}", &*incident.risks[0].text);
}

#[test]
fn what_it_was_not_is_no_cause() {
    for heading in
        ["Not the root cause", "What it was not", "Causas descartadas", "Was es nicht war", "Hypothèses écartées"]
    {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## {heading}\n\n- The registry was slow because of a \
             cable.\n"
        );
        let (_, incident) = incident("a.md", &text).expect("it is a postmortem");
        assert_eq!(incident.risks.len(), 1, "{heading}");
    }
}

#[test]
fn a_table_of_causes_names_their_alerts_and_is_no_table_of_the_incident() {
    let text = "# Labels stopped\n\n**Status:** closed\n\n## Impact\n\nNo labels.\n\n## Root cause\n\n| id | cause | alert | state |\n|---|---|---|---|\n\
                | RC1 | No pod made labels any more | `LabelsStopped`:任意 none | done (Wren) |";
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    let names: Vec<&str> = incident.risks[0].alerts.iter().map(|name| &**name).collect();
    assert_eq!((names, incident.id.as_deref()), (vec!["LabelsStopped"], None));
    assert_eq!(incident.status.as_deref(), Some("closed"));
    let roots = text.replace("## Root cause", "## Causes and how we saw them").replace("| cause |", "| root cause |");
    let (_, incident) = super::tests::incident("a.md", &roots).expect("it is a postmortem");
    assert_eq!((incident.risks[0].kind, incident.risks[0].alerts.len()), (RiskKind::RootCause, 1));
    let other = text.replace("| alert |", "| owner |");
    let (_, incident) = super::tests::incident("a.md", &other).expect("it is a postmortem");
    assert!(incident.risks[0].alerts.is_empty());
}

#[test]
fn what_is_gone_is_not_always_over() {
    let resolved = |event: &str| {
        let text =
            format!("# Labels stopped\n\n## Timeline (2026-03-02)\n\n- 06:20 UTC labels fail\n- 06:25 UTC {event}");
        times(&text)[2].clone()
    };
    assert_eq!(resolved("all pods are gone"), "");
    assert_eq!(resolved("traffic falls to zero"), "");
    assert_eq!(resolved("errors are gone"), "2026-03-02T06:25Z");
    assert_eq!(resolved("traffic is back to normal"), "2026-03-02T06:25Z");
}
