//! Layouts that tools and habits give to a postmortem: each case a misreading that was mended.

use super::tests::{incident, times_of as times};
use crate::model::{Detector, Incident, RiskKind, Status};

fn read(path: &str, text: &str) -> Incident {
    incident(path, text).expect("it is a postmortem").1
}

fn items(incident: &Incident) -> Vec<(&str, Status, bool)> {
    incident.action_items.iter().map(|item| (&*item.text.value, item.status, item.asks_for_alert)).collect()
}

fn causes(incident: &Incident) -> Vec<&str> {
    let causes = incident.risks.iter().filter(|risk| risk.kind != RiskKind::ActionItem);
    causes.map(|risk| &*risk.text.value).collect()
}

const HOURS: [&str; 3] = ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T11:02Z"];

#[test]
fn definition_lists_label_what_they_define() {
    let text = "Relay: out of ports\n===================\n\nBegan\n:   2026-03-02 10:14 UTC\n\nNoticed\n:   2026-03-02 10:20 UTC, by the alert *relay-success*\n\n\
        Over\n:   2026-03-02 11:02 UTC\n\nReason\n:   Each delivery opened a connection of its own.\n\nTo be done\n:   Keep connections open\n\n    \
        Warn at 70 % of the ports in use\n\nDone\n:   Proxy upgraded\n";
    let found = read("a.md", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Alert));
    assert_eq!(causes(&found), ["Each delivery opened a connection of its own."]);
    let expected = [
        ("Keep connections open", Status::Open, false),
        ("Warn at 70 % of the ports in use", Status::Open, true),
        ("Proxy upgraded", Status::Done, false),
    ];
    assert_eq!(items(&found), expected);
}

#[test]
fn org_mode_is_read() {
    let text = "#+TITLE: Postmortem: mail stood still\n#+DATE: 2026-03-02\n* Timeline (UTC)\n- [2026-03-02 Mon 10:14] :: the queue stops moving\n\
        - [2026-03-02 Mon 10:20] :: a Zabbix trigger fires\n- [2026-03-02 Mon 11:02] :: the queue is empty\n* Root cause\nThe spool partition was full.\n\
        * Action items\n** DONE Delete old spool files\n   CLOSED: [2026-03-02 Mon 12:00]\n** TODO Alert at 80 % of the spool partition\n";
    let found = read("a.org", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Alert));
    assert_eq!(causes(&found), ["The spool partition was full."]);
    let expected =
        [("Delete old spool files", Status::Done, false), ("Alert at 80 % of the spool partition", Status::Open, true)];
    assert_eq!(items(&found), expected);
}

#[test]
fn values_between_commas_are_a_table() {
    let text = "Field,Value\nTitle,Checkout down\nStart,2026-03-02 10:14 UTC\nDetected,2026-03-02 10:20 UTC\nEnd,2026-03-02 11:02 UTC\nDetected by,PagerDuty\n\
        Root cause,\"Pool of connections exhausted, by a migration\"\nAction item 1,\"Alert on the pool, at 80 %\"\n";
    let found = read("a.txt", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Alert));
    assert_eq!(causes(&found), ["Pool of connections exhausted, by a migration"]);
    assert_eq!(items(&found), [("Alert on the pool, at 80 %", Status::Unknown, true)]);
}

#[test]
fn tables_that_restructured_text_writes_as_lists_hold_items() {
    let text = "Checkout down\n=============\n\n:Start: 2026-03-02 10:14 UTC\n:End: 2026-03-02 11:02 UTC\n\nCause\n-----\n\nThe pool was full.\n\nFollow-up\n---------\n\n\
        .. list-table::\n   :header-rows: 1\n\n   * - What\n     - State\n   * - Alert on the pool\n     - open\n   * - Raise the pool\n     - done\n";
    let found = read("a.rst", text);
    let states: Vec<(Status, bool)> = items(&found).into_iter().map(|(_, status, asks)| (status, asks)).collect();
    assert_eq!(states, [(Status::Open, true), (Status::Done, false)]);
}

#[test]
fn the_message_of_a_commit_is_a_document() {
    let text = "commit 5f0c2e19b7d6a3e41c80d2b97f6a1e5d4c3b2a10\nAuthor: Tiles <tiles@example.com>\nDate:   Tue Mar 3 09:02:11 2026 +0000\n\n    \
        Postmortem: tiles out of memory\n\n    Started:   2026-03-02 10:14 UTC\n    Noticed:   2026-03-02 10:20 UTC\n    Recovered: 2026-03-02 11:02 UTC\n\n    \
        Each request had an encoder of its own, and the kernel killed it.\n\n    Follow-up, in this commit:\n      - one pool of encoders\n\n    \
        Follow-up, not in this commit:\n      - alert on memory over 85 % of the limit\n";
    let found = read("a.txt", text);
    assert_eq!(times(&found), HOURS);
    let expected =
        [("one pool of encoders", Status::Done, false), ("alert on memory over 85 % of the limit", Status::Open, true)];
    assert_eq!(items(&found), expected);
}

#[test]
fn a_memo_has_its_title_below_its_head_and_numbers_its_paragraphs() {
    let text = "Resolver group                                   6 March 2026\nIncident memo 42\n\n\n          Loss of resolution in two sites on 2 March 2026\n\n\
        1.  Abstract\n\n   Times are UTC.\n\n2.  Chronology\n\n   2.1.  10:14  Two sites begin to fail.\n   2.2.  10:20  The probe raises an alarm.\n   \
        2.3.  11:02  Service normal.\n\n3.  Cause\n\n   The clocks were off by nine hours.\n\n4.  Recommendations\n\n   4.1.  Resolvers use four sources of time.\n   \
        4.2.  The offset of the clocks raises an alarm\n         when it exceeds one second.\n\n5.  Security considerations\n\n   None.\n";
    let found = read("a.txt", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Alert));
    let expected = [
        ("Resolvers use four sources of time.", Status::Unknown, false),
        ("The offset of the clocks raises an alarm when it exceeds one second.", Status::Unknown, true),
    ];
    assert_eq!(items(&found), expected);
}

#[test]
fn front_matter_may_name_causes_and_actions_in_words_of_its_own() {
    let text = "---\ntitle: \"Incident: kiosk payments declined\"\nincident:\n  start: 2026-03-02 10:14 +0000\n  end: 2026-03-02 11:02 +0000\ncauses:\n  - primary: the token had expired\n  \
        - secondary: errors of the job went to a file only\nnot_causes:\n  - the firewall\nactions:\n  - {what: run the job as a service, state: done}\n  \
        - {what: alert on the lifetime of the token, state: planned}\n---\n\nAll is in the head.\n";
    let found = read("a.md", text);
    let kinds: Vec<_> = found.risks.iter().map(|risk| (risk.kind, &*risk.text.value)).collect();
    assert_eq!(
        kinds[..2],
        [
            (RiskKind::RootCause, "the token had expired"),
            (RiskKind::ContributingFactor, "errors of the job went to a file only")
        ]
    );
    let expected =
        [("run the job as a service", Status::Done, false), ("alert on the lifetime of the token", Status::Open, true)];
    assert_eq!(items(&found), expected);
}

#[test]
fn labels_of_a_tracker_stand_in_brackets_and_its_tickets_are_items() {
    let text = "[INC-33] Basket loses items\nKey:            INC-33\nResolved:       05/Mar/26 10:03 AM\nCustom field (Incident Start UTC):      2026-03-02 10:14\n\
        Custom field (Incident Detected UTC):   2026-03-02 10:20\nCustom field (Incident End UTC):        2026-03-02 11:02\nCustom field (Detection source):        Customer care\n\n\
        h3. Cause\nThe session store was full.\n\nh3. Sub-tasks / links\n  INC-34  Write each session to the log   (Done)\n  INC-35  Alarm on discarded sessions   (To Do)\n  \
        relates to    SHOP-5120 \"New session format\"  (Open)\n";
    let found = read("a.txt", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Customer));
    let states: Vec<(Status, bool)> = items(&found).into_iter().map(|(_, status, asks)| (status, asks)).collect();
    assert_eq!(states, [(Status::Done, false), (Status::Open, true)]);
}

#[test]
fn a_label_may_be_said_in_two_languages() {
    let text = "# Panne / Outage\n\n| Début / Started | 2026-03-02 10:14 UTC |\n|---|---|\n| Détection / Noticed | 2026-03-02 10:20 UTC |\n| Rétablissement / Restored | 2026-03-02 11:02 UTC |\n\n\
        ## Root cause\n\nThe quota was used up.\n";
    assert_eq!(times(&read("a.md", text)), HOURS);
}

#[test]
fn hours_may_be_counted_from_the_beginning_in_a_block_of_code() {
    let text = "# Stale prices\n\nT0 = 2026-03-02 10:14 UTC (first stale price)\n\n```\nT-47m   feed deployed\nT-03m   the consumer loses its lease\nT0      first stale price\n\
        T+6m    \"purge lag\" alarm, on-call acknowledges\nT+48m   queue empty, prices are right again\n```\n\n## Root cause\n\nThe lease was lost.\n";
    let found = read("a.md", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Alert));
}

#[test]
fn a_chat_may_show_the_author_before_the_hour() {
    let text = "# Uploads failed on 2 March 2026 (UTC)\n\n```\nida  10:20 AM   anyone else getting 403 when uploading?\nkim  10:22 AM   yes, me too\nida  10:30 AM   the role was removed\n\
        kim  11:02 AM   uploads work again, calling it\n```\n\n## Root cause\n\nThe role was removed.\n\n*todos*\n:white_check_mark: @kim pause the bot\n\
        :white_large_square: @ida alert when the newest entry is older than a day\n";
    let found = read("a.md", text);
    assert_eq!(
        (times(&found)[1..].to_vec(), found.detected_by),
        (HOURS[1..].iter().map(|hour| (*hour).to_owned()).collect(), Detector::Person)
    );
    let expected = [
        ("@kim pause the bot", Status::Done, false),
        ("@ida alert when the newest entry is older than a day", Status::Open, true),
    ];
    assert_eq!(items(&found), expected);
}

#[test]
fn minutes_are_of_the_day_of_the_meeting() {
    let text = "# Minutes, incident review \"Tracking\", 4 March 2026, 13:00–13:50\n\n## 1. Minutes of the last meeting\n\nThe printer alarms are carried over.\n\n\
        ## 2. What happened on Monday, 2 March 2026\n\nPages showed parcels of other people from 10:14 on. A customer phoned the hotline at 10:20. At 11:02 the cache was off, and with that it was over.\n\n\
        ## 3. Decisions\n\n| | Decision | By |\n|---|---|---|\n| D1 | Keep only listed pages | @web-team |\n| D2 | Probe two pages and alarm if they are cached | @web-team |\n";
    let found = read("a.md", text);
    assert_eq!(
        (times(&found), found.detected_by),
        (HOURS.map(|hour| hour.trim_end_matches('Z').to_owned()), Detector::Customer)
    );
    let asks: Vec<bool> = items(&found).into_iter().map(|(_, _, asks)| asks).collect();
    assert_eq!(asks, [false, true]);
}

#[test]
fn a_status_page_may_tell_since_when_all_was_well() {
    let text = "# Delayed messages\n\n**Resolved**\n\nAll has been normal since 11:02 UTC.\nPosted Mar 02, 2026 - 12:02 UTC\n\n**Monitoring**\n\nThe queue is getting shorter.\n\
        Posted Mar 02, 2026 - 10:48 UTC\n\n**Investigating**\n\nMessages are late.\nPosted Mar 02, 2026 - 10:20 UTC\n";
    assert_eq!(times(&read("incidents/a.md", text))[2], HOURS[2]);
}

#[test]
fn what_a_section_on_the_fault_dates_began_it() {
    let text = "# Search incident\n\nDate of incident: 2 March 2026\n\n## Fault\n\nAt 10:14 UTC the indexer wrote half of the documents.\n\n## Detection\n\nA synthetic check paged the team at 10:20 UTC.\n\n\
        ## Recovery\n\nThe old index was restored at 11:02 UTC.\n";
    assert_eq!(times(&read("a.md", text)), HOURS);
}

#[test]
fn a_template_that_somebody_filled_in_may_keep_its_name() {
    let text = "# Checkout postmortem (incident 12)\n\n**Date:** 2026-03-02\n\n**Impact:** 41 orders\n\n**Root cause:** A loop held connections.\n\n\
        ## Timeline (UTC)\n\n- 10:14 errors begin\n- 10:20 the pager goes off\n- 11:02 outage ends\n";
    assert_eq!(times(&read("checkout-template.md", text)), HOURS);
    assert!(incident("checkout-template.md", &text.replace("2026-03-02", "<day>")).is_none());
}

#[test]
fn a_letter_that_apologises_and_tells_the_cause_is_one() {
    let text = "Dear customers,\n\nBetween 10:14 and 11:02 (UTC) on 2 March 2026 your shop was down. We noticed at 10:20, when our monitoring raised an alarm.\n\n\
        The root cause was a change of our load balancer.\n\nWe are very sorry for the trouble.\n";
    let found = read("letter.txt", text);
    assert_eq!((times(&found), found.detected_by), (HOURS.map(str::to_owned), Detector::Alert));
}

#[test]
fn a_tick_before_a_heading_is_an_ornament_and_brackets_at_the_end_a_status() {
    let text = "# Outage\n\n# 🔎 Root cause\n\nThe pool was full.\n\n# ✅ Action items\n\n- Add an alert on the pool\n- Turn the cache on again [live]\n- Take the lease again [accepted, not yet built]\n";
    let states: Vec<Status> = read("a.md", text).action_items.iter().map(|item| item.status).collect();
    assert_eq!(states, [Status::Unknown, Status::Done, Status::Open]);
}

#[test]
fn the_reason_for_outage_may_be_the_name_of_the_report() {
    let text = "                       REASON FOR OUTAGE\n\nStart of outage:    02-Mar-2026 10:14 UTC\nEnd of outage:      02-Mar-2026 11:02 UTC\n\n\
        At 10:14 UTC our NMS raised a loss of signal, before any customer called us.\n\nRoot cause:         Fibre cut by an excavator.\n";
    let found = read("a.txt", text);
    assert_eq!((causes(&found), found.detected_by), (vec!["Fibre cut by an excavator."], Detector::Alert));
}
