//! What documents ask for beside their lists, and what templates, headings and sub-lists leave in them, each case a
//! misreading that was mended.

use super::tests::{incident, times_of};
use crate::model::{Detector, Incident, RiskKind, Status};

fn read(name: &str, text: &str) -> Incident {
    incident(name, text).expect("it is a postmortem").1
}

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let incident = read("a.md", &format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{text}\n"));
    let items = incident.action_items.into_iter();
    items.map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

fn texts(text: &str) -> Vec<String> {
    items(text).into_iter().map(|(text, _, _)| text).collect()
}

#[test]
fn where_all_of_a_list_is_done_wishes_elsewhere_are_items() {
    let done = "## Tasks\n\n- ☒ Restore the backup\n";
    for wish in [
        "We must ensure that a second person can restore it.",
        "We absolutely need backups of the queue.",
        "We need better alerting for full disks.",
        "We should really consider a pool of connections.",
        "We may need to look at a bigger disk.",
        "We will look into a checker of disks.",
        "It would be good to have a runbook.",
        "We have to start testing restores.",
    ] {
        assert_eq!(
            texts(&format!("## Lessons learned\n\n- {wish}\n\n{done}")),
            [wish, "☒ Restore the backup"],
            "{wish}"
        );
    }
    let detection = format!("## Detection\n\nMails were late. We should be monitoring the disk.\n\n{done}");
    assert_eq!(items(&detection)[0], ("We should be monitoring the disk.".to_owned(), Status::Unknown, true));
    let recovery = format!("## Recovery\n\nWe've set up alerts for when a disk is full.\n\n{done}");
    assert!(items(&recovery)[0].2);
}

#[test]
fn advice_hindsight_and_what_an_open_list_holds_are_no_wishes() {
    let done = "## Tasks\n\n- [x] Restore the backup\n";
    for lesson in [
        "We should be careful with imports.",
        "We should have had a limit.",
        "We need to remember that disks fill up.",
        "We must not trust the dashboard.",
        "We want to thank everybody.",
        "We may need to restart the node once more.",
    ] {
        assert_eq!(texts(&format!("## Lessons learned\n\n- {lesson}\n\n{done}")), ["Restore the backup"], "{lesson}");
    }
    let open = "## Lessons learned\n\n- We need better alerting for full disks.\n\n## Tasks\n\n- [ ] Add an alert\n";
    assert_eq!(texts(open), ["Add an alert"]);
}

#[test]
fn lessons_without_any_list_may_wish() {
    assert_eq!(
        texts("## Lessons learned\n\n- We need to write a runbook.\n- Disks fill up."),
        ["We need to write a runbook."]
    );
}

#[test]
fn questions_of_a_template_in_italics_are_nobody_s_words() {
    let text = "# Shop down on 2026-03-02\n\n## Leadup\n\n*List the sequence of events that led to the incident*\n\nA job took the lock.\n\n## Detection\n\n*Report when the team detected the incident, and how we\ncould notice sooner*\n\nOrders were late.\n\n## Root cause\n\n_Describe what broke and why_\n\nThe lock was never released.\n";
    let incident = read("a.md", text);
    assert_eq!(incident.detected_by, Detector::Unknown);
    let causes: Vec<&str> = incident.risks.iter().map(|risk| risk.text.value.as_str()).collect();
    assert_eq!(causes, ["The lock was never released."]);
}

#[test]
fn headings_of_two_names_are_either() {
    assert_eq!(texts("## Preventive / Follow-up actions\n\n1. **Limits**: set a limit"), ["Limits: set a limit"]);
    assert_eq!(texts("## Corrections / Next steps\n\n- Set a limit"), ["Set a limit"]);
}

#[test]
fn what_was_done_is_one_item_with_its_steps() {
    let text = "## Remediation actions\n\n1. **Emptied the disk**\n   - Removed old files.\n   - Checked what was left.\n\n2. Patched the importer:\n   - `limit: 6`\n";
    assert_eq!(texts(text), ["Emptied the disk", "Patched the importer:"]);
    let sorted =
        "## Actions\n\n1. **Planned changes**\n   - Add a limit\n\n2. Completed steps:\n   - Removed old files\n";
    assert_eq!(texts(sorted), ["Add a limit", "Removed old files"]);
    let alerts = "## Actions\n\n1. **Alerting**: add alerts for:\n   - full disks,\n   - late mails.\n";
    assert_eq!(items(alerts), [("Alerting: add alerts for:".to_owned(), Status::Unknown, true)]);
}

#[test]
fn who_is_to_do_it_makes_a_paragraph_an_item() {
    for words in ["GK to run through the checklist with the team.", "The db team to talk to the vendor about it."] {
        assert_eq!(texts(&format!("## Actions\n\n{words}")), [words]);
    }
    assert_eq!(texts("## Actions\n\nDue to holidays nobody met."), [""; 0]);
}

#[test]
fn people_who_watch_are_no_alerts() {
    for words in [
        "Monitor for follow up from the provider",
        "Carefully monitor how many jobs we run",
        "Keep monitoring the disks",
        "Monitor the nodes for a couple of days",
        "Raised the timeout of the readiness probe",
    ] {
        assert!(!items(&format!("## Actions\n\n- {words}"))[0].2, "{words}");
    }
    assert!(items("## Actions\n\n- Monitor the length of the queue")[0].2);
}

/// Who noticed, as `- **Detected by**: …` and a time line tell it.
fn labelled(words: &str) -> Detector {
    read(
        "a.md",
        &format!("# Outage on 2026-03-02\n\n- **Detected by**: {words}\n\n## Root cause\n\nA disk was full.\n"),
    )
    .detected_by
}

#[test]
fn a_symptom_that_is_named_as_what_noticed_was_seen_by_somebody() {
    assert_eq!(labelled("Orders that nobody picked up; an empty topic"), Detector::Person);
    assert_eq!(labelled("failures of the CLI and direct `curl` checks"), Detector::Person);
    assert_eq!(labelled("a customer's mail"), Detector::Customer);
    assert_eq!(labelled("the disk alert"), Detector::Alert);
    assert_eq!(labelled("TBD"), Detector::Unknown);
    assert_eq!(labelled("2026-03-02 10:14 UTC"), Detector::Unknown);
}

#[test]
fn what_machines_could_not_see_noticed_nothing() {
    let told = |words: &str| {
        let text = format!("# Outage on 2026-03-02\n\n## Detection\n\n{words}\n\n## Root cause\n\nA disk was full.\n");
        read("a.md", &text).detected_by
    };
    assert_eq!(told("The standby was unable to detect this failure."), Detector::Unknown);
    assert_eq!(told("There was no metric at the time for monitoring the pool."), Detector::Unknown);
    assert_eq!(told("The timeout of the readiness probe was raised at 10:14."), Detector::Unknown);
    assert_eq!(told("Human report, two days later."), Detector::Person);
}

#[test]
fn updates_of_a_status_page_need_no_empty_lines() {
    let text = "Slow orders\nIncident Report for the shop\nResolved\nOrders were slow. The queue is empty now.\nPosted Mar 2, 2026 - 12:36 UTC\nMonitoring\nThe queue shrinks.\nPosted Mar 2, 2026 - 11:58 UTC\nIdentified\nOur queue grows. We have taken steps.\nPosted Mar 2, 2026 - 11:28 UTC\nInvestigating\nWe are investigating errors in the shop\nPosted Mar 2, 2026 - 10:11 UTC\n";
    let incident = read("incidents/a.md", text);
    assert_eq!(incident.detected_by, Detector::Unknown);
    assert_eq!(times_of(&incident)[1], "2026-03-02T10:11Z");
}

#[test]
fn who_begins_to_look_noticed_where_nothing_else_tells() {
    let line = |words: &str| {
        let text = format!(
            "# Outage\n\n## Timeline\n\n- 2026-03-02 10:14 hosts rebooted\n- 2026-03-02 10:20 {words}\n\n## Root cause\n\nA disk was full.\n"
        );
        read("a.md", &text).detected_by
    };
    for words in ["Investigation begins via SSH", "The team started debugging", "Began looking into the mails"] {
        assert_eq!(line(words), Detector::Person, "{words}");
    }
    assert_eq!(line("AB noticed that mails were late"), Detector::Person);
    assert_eq!(line("We will be updating our monitoring to notify the staff"), Detector::Unknown);
    assert_eq!(line("The threshold was raised (risk: false alarms)"), Detector::Unknown);
}

#[test]
fn links_of_restructured_text_are_links() {
    let text = "Outage\n======\n\nRoot cause\n----------\n\nThe `importer <https://example.com/importer>`__ filled a disk, see `its log <https://example.com/log>`_.\n\nTasks\n-----\n\n- ☐ Ask the vendor (`ticket 12 <https://example.com/12>`__)\n";
    let incident = read("a.rst", text);
    assert!(incident.risks[0].text.starts_with("The importer"), "{}", incident.risks[0].text.value);
    assert!(incident.action_items[0].text.starts_with("☐ Ask the vendor (ticket 12"));
    assert_eq!(incident.action_items[0].links[0].value, "https://example.com/12");
}

#[test]
fn how_it_stands_may_end_an_item() {
    let status = |words: &str| items(&format!("## Actions\n\n- {words}"))[0].1;
    for words in
        ["Review the certificates – N/A – Ongoing", "Add a limit - in progress", "Move the mails — not started"]
    {
        assert_eq!(status(words), Status::Open, "{words}");
    }
    assert_eq!(status("Keep the queue open"), Status::Unknown);
}

#[test]
fn a_story_that_needs_something_that_day_wishes_for_nothing() {
    for told in [
        "We need to fail over to the standby.",
        "We have to restore the backup.",
        "We must stress that no data was lost.",
    ] {
        assert_eq!(
            texts(&format!("## What happened\n\nOrders failed at 10:14. {told} Then it worked.")),
            [""; 0],
            "{told}"
        );
    }
}

#[test]
fn a_team_is_given_something_to_consider() {
    let text = "## For the larger team to consider\n\nOur team may want to consider:\n\n- Tests of the whole path\n\
                - An alarm of some kind for silent endpoints";
    assert_eq!(texts(text), ["Tests of the whole path", "An alarm of some kind for silent endpoints"]);
    let text = "## Proactive measures\n\nWe can create a bounty for a better importer.";
    assert_eq!(texts(text), ["We can create a bounty for a better importer."]);
    assert_eq!(
        texts("## Review\n\nWe will also begin seeding releases to a few servers."),
        ["We will also begin seeding releases to a few servers."]
    );
}

#[test]
fn lessons_that_are_orders_are_items_where_no_list_of_actions_stands() {
    for lesson in [
        "A failing nightly job should be alerted on, not found by chance.",
        "The depth of the queue must be monitored.",
        "Monitoring and alerting need to be improved.",
        "Rotate the keys before every release.",
        "Do not migrate both nodes in one window.",
    ] {
        assert_eq!(texts(&format!("## Lessons learned\n\n- {lesson}\n- The queue was small.\n")), [lesson]);
    }
    let done = "## Tasks\n\n- [x] Restore the backup\n";
    let probe = "Monitor the path that nobody uses: a probe of the login every minute.";
    assert_eq!(texts(&format!("## Lessons\n\n- {probe}\n- Rotate the keys.\n\n{done}")), [probe, "Restore the backup"]);
    let ways = "## Summary\n\nMails were late. We are looking at ways of monitoring the queue.\n";
    assert_eq!(texts(ways), ["We are looking at ways of monitoring the queue."]);
}

#[test]
fn what_stands_below_future_works_is_to_be_done() {
    let text = "## Future works\n\n### No more blind trust\n\nThe option will be turned off.\n\n### Better monitoring\n\nWe are going to strengthen the monitoring of the relay.\n";
    let told = ["The option will be turned off.", "We are going to strengthen the monitoring of the relay."];
    assert_eq!(texts(text), told);
    assert!(items(text)[1].2);
}

#[test]
fn an_alert_can_be_written_and_news_and_papers_about_alerts_are_none() {
    for (item, asks) in [
        ("Write alert to check if the crawler is running", true),
        ("Write an alert for the queue", true),
        ("Write a Prometheus alert on disk space", true),
        ("Write alert runbooks", false),
        ("Write up the alert handling", false),
        ("Write docs for alerts on call", false),
        ("Notify all operators who have not yet upgraded", false),
        ("Watch the driver's releases and update when it lands", false),
        ("Added a role in chat which has notifications enabled", false),
        ("Monitor new releases of the driver and alert when one fails to roll out", true),
        ("Notify the on-call and operators when the queue grows", true),
        ("Improve dashboards with more visibility", false),
        ("Alert chain hardened (8 PRs above)", false),
        ("Proxy of the alerts made highly available: the pod that pages me must not be evicted", false),
        ("Add a dashboard with alerts", true),
        ("Add alerts and dashboards for disk space", true),
        ("Extend the monitoring system to watch the queue", true),
    ] {
        let read = items(&format!("## Action items\n\n- {item}\n"));
        assert_eq!((read[0].0.as_str(), read[0].2), (item, asks));
    }
}

#[test]
fn what_a_table_tracks_under_the_same_tickets_is_one_item() {
    let table = "## Action items\n\n| Issue | Action | State |\n| --- | --- | --- |\n| OPS-12 | Alert on the age of the build | Backlog |\n| OPS-13 | Validate packages | Done |\n";
    let tracked = ["Alert on the age of the build", "Validate packages"];
    let told = |list: &str| texts(&format!("## Systemic controls\n\n{list}\n\n{table}"));
    assert_eq!(told("1. A freshness alert (OPS-12).\n2. A validator (OPS-13), run before the upload."), tracked);
    // Nothing tracks OPS-14, and a validator is no alert.
    assert_eq!(told("1. A rollback button (OPS-13, OPS-14).")[1..], tracked);
    assert_eq!(told("1. Add an alert on failed packages (OPS-13).")[1..], tracked);
    assert_eq!(told("1. A freshness alert, see https://example.com/orders/issues/12.")[1..], tracked);
}

#[test]
fn a_mark_before_an_item_may_say_of_which_kind_it_is() {
    let text = "## Actions\n\n**Action 1 (mitigate): Use a small table**\n\n- create it\n- index it\n\n**Action 2 (detect): Watch the memory**\n\n- write a script\n";
    assert_eq!(texts(text), ["Use a small table", "Watch the memory"]);
    let eastern = "## 修复\n\n以后正确做法：\n\n- 把任务分散到不同的分钟\n- 单独治理缓存卷\n";
    assert_eq!(texts(eastern).len(), 2);
}

#[test]
fn what_was_changed_then_is_no_item_beside_a_list_of_them() {
    let resolved = "## Resolution\n\n### Code changes\n\n1. Added checks of the answer\n2. Fixed the filter\n";
    assert_eq!(texts(&format!("{resolved}\n## Action items\n\n- Add a test\n")), ["Add a test"]);
    assert_eq!(texts(resolved).len(), 2);
    let aware = "## Prevention\n\n- Add a test\n\nIf you change the rule, be aware that:\n\n- The cache does not vary by header\n- Any page may be cached\n";
    assert_eq!(texts(aware), ["Add a test"]);
    let table = "## Fix\n\n| Change | PR |\n| --- | --- |\n| Segments are deleted | ops#143 |\n| Logs capped at 500 MB | ops#144 |\n";
    assert_eq!(items(table)[1], ("Logs capped at 500 MB".to_owned(), Status::Done, false));
    assert_eq!(texts("## Remediation across the cluster (8 PRs)\n\n### Alerting\n\n- Two replicas (#117)\n").len(), 1);
}

#[test]
fn a_label_within_a_list_of_actions_sorts_them() {
    let gap =
        "## Follow-ups\n\n- [ ] Alerting gap: add an alert on stale clones\n- Monitoring gap: alert on stale carts\n";
    assert_eq!(items(gap).iter().map(|(_, _, asks)| *asks).collect::<Vec<_>>(), [true, true]);
    let heads = "## Preventive remediation\n\n1. **Make the pressure on the root disk visible to operators.**\n   - Alert before the disk is full.\n   - Surface it in the portal.\n";
    assert_eq!(texts(heads), ["Alert before the disk is full.", "Surface it in the portal."]);
}

#[test]
fn names_of_files_and_what_stands_around_a_probe_ask_for_no_alert() {
    let text = "## Actions\n\n- The lesson is kept in `2026-03-02-alert-was-late.md`\n- Add a backoff around the status probes\n- Add an alert\n";
    assert_eq!(items(text).iter().map(|(_, _, asks)| *asks).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn who_contributed_is_no_factor() {
    let told = |listed: &str| {
        let text = format!(
            "# Outage of 2026-03-02\n\n## Root cause\n\nThe log filled the disk.\n\n# Contributors\n\n{listed}"
        );
        read("a.md", &text).risks.iter().filter(|risk| risk.kind != RiskKind::ActionItem).count()
    };
    assert_eq!(told("- Jane Doe\n- Max Mc-Muster\n"), 1);
    assert_eq!(told("- No alert on the disk\n- Logs that nobody rotated\n"), 3);
}

#[test]
fn an_entry_with_its_hour_is_no_action_item() {
    let text = "## Action items\n\n- 11:08: restarted the workers\n- 11:27 : fix deployed\n- Add a test of the loop";
    assert_eq!(texts(text), ["Add a test of the loop"]);
}

#[test]
fn a_page_that_is_looked_at_pages_nobody() {
    let asks = |item: &str| items(&format!("## Action items\n\n- {item}\n"))[0].2;
    assert!(asks("Alert when one cache serves more than half of all reads, as with the home page."));
    assert!(asks("Monitor the upstream rate of the office line."));
    assert!(!asks("Add a landing page for those who were hurt."));
    assert!(!asks("Monitor upstream for a fix."));
    assert!(!asks("Monitor upstream."));
    // Words of one language refuse nothing in another.
    assert!(asks("Alert on restarts of the exporters, with a runbook"));
    assert!(asks("Add an alert on full disks, with its procedure"));
}

#[test]
fn what_would_have_told_earlier_is_asked_for() {
    let lessons = "## Detection lessons\n\nA colleague told us. Better detection would have caught it within 30 min:\n- A heartbeat of the shop\n- An \
                   alert when the unit fails three times in an hour\n";
    assert_eq!(texts(lessons), ["A heartbeat of the shop", "An alert when the unit fails three times in an hour"]);
}

#[test]
fn a_promise_to_improve_this_tells_what_as_well() {
    let text = "# Postmortem: outage on 2026-03-02\n\nThe root cause was a full disk.\n\n## The future\n\nOur alerting did not notify us soon enough. We are working \
                on improving this.\n";
    let incident = read("a.md", text);
    assert_eq!(incident.action_items.len(), 1);
    assert!(incident.action_items[0].asks_for_alert && incident.action_items[0].text.starts_with("Our alerting"));
}

#[test]
fn required_fixes_are_headings_in_any_order_of_words() {
    assert_eq!(
        texts(
            "## Required fixes\n\n### Fix 1: A lock for the job (P0)\n\nOne run at a time.\n\n### 2. Sperre hinzufügen\n\nNur einmal.\n"
        ),
        ["A lock for the job (P0)", "Sperre hinzufügen"]
    );
}

#[test]
fn the_steps_of_what_was_built_are_no_items() {
    let built = "## Remediation\n\nWe have shipped a watchdog that looks at the network. On failures it executes a ladder:\n\n1. Look again.\n2. \
                 Restart the interface.\n3. Reboot.\n";
    assert_eq!(texts(built).len(), 1);
    let wanted = "## Remediation\n\nWe have shipped a fix. To go on from there, we want to do more:\n\n1. Test the restore.\n2. Restart hosts weekly.\n";
    assert_eq!(texts(wanted).len(), 2);
}

#[test]
fn headings_behind_the_actions_and_rows_in_bold_only_sort_them() {
    let text = "## Prevention\n\n- Add a queue\n\n## Monitoring\n\n- Alert on a full queue\n- Test the alert\n\n## Notes\n\n- The queue is new";
    assert_eq!(texts(text), ["Add a queue", "Alert on a full queue", "Test the alert"]);
    let rows = "## Action items\n\n| Item | Owner | Ref |\n|---|---|---|\n| **Prevention** | | |\n| Add a queue | Ida | R-1 |\n| **Detection** | | |\n| Alert on a full queue | Ida | R-2 |";
    assert_eq!(texts(rows), ["Add a queue", "Alert on a full queue"]);
    let marked = "## Action items\n\n### 1. [DONE] Queue per tenant\n\nEach has its own.\n\n### 2. [OPEN] Alert on a full queue\n\nAt 80 %.";
    assert_eq!(texts(marked), ["Queue per tenant", "Alert on a full queue"]);
}
