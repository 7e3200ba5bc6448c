//! What is no cause, no action item and no time, though its words look like one.

use super::tests::{above_a_cause, times_of, told};

/// The risks and items of a document that has one sentence more than a cause.
fn beside_a_cause(words: &str) -> Vec<String> {
    told(
        "a.md",
        &format!(
            "# Postmortem: outage on 2026-03-02\n\nAt 10:14 the shop went down, because the disk was full.\n\n## Review\n\n{words}\n"
        ),
    )
}

#[test]
fn how_an_incident_was_seen_told_or_mended_is_no_cause() {
    for words in [
        "The issue was detected by the loss of our sessions and the inability to reach the shop.",
        "The problem was first reported in the forum, and the incident was resolved an hour later.",
        "The bug was tracked down quickly and fixed with a short patch.",
        "The issue was mitigated by rolling forward to a new release.",
        "Monitoring triggered an alert for the load of the database.",
        "Changed the list of regions, on the hypothesis that the issue is limited to one of them.",
        "At present the cause of this incident is still under investigation.",
        "We work with the provider to get more information on the exact cause of the failure.",
        "In theory, if each server fails in turn, this brings down everything.",
        "The circuit came back, and no traffic had been affected by the power failure at all.",
        "The importer is responsible for polling the queue, and leads to the store.",
        "We recognize that this was a frustrating outage that caused trouble.",
        "We apologize for the error and any inconvenience caused by it.",
        "We achieved full remediation by 10:55 that day.",
        "The provider still owes us their full explanation.",
    ] {
        assert_eq!(beside_a_cause(words), ["3 root"], "{words}");
    }
}

#[test]
fn a_cause_that_was_mended_is_still_one() {
    let text = "# Postmortem: outage on 2026-03-02\n\nAt 10:14 the shop went down.\n\n\
                The root cause was a typo in the route, and we fixed the issue by a rollback.\n";
    assert!(told("a.md", text).contains(&"5 root".to_owned()), "{:?}", told("a.md", text));
}

#[test]
fn a_full_disk_is_still_one() {
    for words in [
        "The disk was full.",
        "The volume ran full at night.",
        "A full disk stopped the writes.",
        "The queue is nearly full.",
    ] {
        let text = format!("# Postmortem: outage on 2026-03-02\n\nAt 10:14 the shop went down.\n\n{words}\n");
        assert!(told("a.md", &text).iter().any(|line| line.starts_with("5 ")), "{words}");
    }
}

#[test]
fn problems_that_are_counted_are_causes() {
    let text = "# Postmortem: outage on 2026-03-02\n\n## Review\n\nThe first problem was a failed migration of the accounts table.\n\n\
                The second problem is that nobody was told of the maintenance.\n\n\
                The final problem was the loss of the night's orders.\n";
    let causes = told("a.md", text);
    assert_eq!(causes.iter().filter(|line| !line.contains("item")).count(), 3, "{causes:?}");
}

#[test]
fn a_table_of_action_items_is_one_below_any_heading() {
    let table = "| Action Item | Type | Owner | Bug |\n| --- | --- | --- | --- |   \n| Pin the release | prevent | Ada | #40 |\n\
                 | Add an alert on replicas | detect | Ada | n/a |\n";
    for above in ["**Detection**: a customer called.", "## Detection\n\nA customer called.", "## What happened"] {
        let text = format!("# Outage on 2026-03-02\n\n**Root cause**: The disk was full.\n\n{above}\n\n{table}");
        let items = told("a.md", &text);
        assert_eq!(items.iter().filter(|line| line.contains("item")).count(), 2, "{above}: {items:?}");
    }
    let text = "# Outage on 2026-03-02\n\n**Root cause**: The disk was full.\n\n## Impact\n\n\
                | Action | Type |\n|---|---|\n| Checkout | write |\n";
    assert_eq!(told("a.md", text), ["3 root"]);
}

#[test]
fn accepted_risks_and_defences_that_stood_before_are_no_items() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n\
                - Add a second disk\n- **Accepted risk:** a single power supply stays\n- Risk accepted: no replica abroad\n\n\
                ### Existing defences (confirmed working)\n\n- Timeout of the login (8 s)\n- Error page\n";
    assert_eq!(told("a.md", text), ["5 root", "9 item Unknown"]);
}

#[test]
fn who_works_on_the_recovery_promises_nothing_beyond_it() {
    for words in [
        "We are working on mitigating the effects.",
        "Our engineers are actively working to restore the service.",
        "We are working hard to bring the shop back online.",
        "We are migrating all customers off this node.",
        "We have confirmed that no other cluster runs this release.",
    ] {
        assert_eq!(beside_a_cause(words), ["3 root"], "{words}");
    }
    assert_eq!(beside_a_cause("We are working on splitting the database."), ["3 root", "7 item Open"]);
}

#[test]
fn boxes_that_ask_are_no_items() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## To do\n\n\
                - [ ] Assignment: is someone assigned to this issue?\n- [ ] Add a second disk\n- [ ] Should we alert on disks?\n";
    assert_eq!(told("a.md", text), ["5 root", "10 item Open", "11 item Open asks"]);
}

#[test]
fn a_chain_that_halts_is_down_until_it_starts_again() {
    let text = "# Chain halt on 2 March 2026\n\n## Timeline\n\n**2 March 2026** (times in GST)\n\n\
                - 20:20 GST: The chain halts at height 779\n- 21:27 GST: A validator reports an error\n- 22:00 GST: We wait for votes\n\
                - 23:20 GST: Reach consensus and chain starts - do communications\n";
    assert_eq!(
        times_of(&above_a_cause(text)),
        ["2026-03-02T20:20+04:00", "2026-03-02T21:27+04:00", "2026-03-02T23:20+04:00"]
    );
}

#[test]
fn four_digits_that_begin_an_entry_or_stand_in_brackets_are_an_hour() {
    let text = "# Outage of the images\n\nDate: 2 Mar 2026 (~1738) to 3 Mar 2026 (~2054)\n\n## How was it fixed\n\n### 2 Mar 2026\n\n\
                ~1735: A release went out that broke images.\n\n[1758](https://example.com/1): Ada noticed that images are missing.\n\n\
                2035 : The old release is back.";
    let found = times_of(&above_a_cause(text));
    assert_eq!(found, ["2026-03-02T17:38", "2026-03-02T17:58", "2026-03-03T20:54"]);
    for words in ["Date: 2 March (2026)", "Date: 2 March 2026 (1200 users)"] {
        let text = format!("# Outage of the images\n\n{words}\n\n2024: the year in which the shop began.");
        assert!(times_of(&above_a_cause(&text)).iter().all(|time| !time.contains('T')), "{words}");
    }
}

#[test]
fn what_leads_to_further_reading_lists_no_items() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n- Add a second disk\n\n\
                ## Appendix B\n\nFor the logs and all recommendations, see the full report and its files in our wiki:\n\n\
                - **Report**: [disk.md](https://example.org/disk.md)\n- **Logs**: [disk.log](https://example.org/disk.log)\n";
    assert_eq!(told("a.md", text), ["5 root", "9 item Unknown"]);
}

#[test]
fn what_monitoring_did_asks_for_none() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n\
                - Our monitoring showed how far it went\n- Alerts worked as expected\n- Begin to smoke test releases\n\
                - Better monitoring of disks\n";
    let expected = ["5 root", "9 item Unknown", "10 item Unknown", "11 item Unknown", "12 item Unknown asks"];
    assert_eq!(told("a.md", text), expected);
}

#[test]
fn what_could_be_improved_is_no_list_of_actions() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n- Add a second disk\n\n\
                ## Lessons learned\n\n- **What could be improved**:\n  - Channels for the response\n  - Speed of the restore\n";
    assert_eq!(told("a.md", text).iter().filter(|line| line.contains("item")).count(), 1);
}

#[test]
fn thanks_and_requests_are_no_causes() {
    let text = "# Outage on 2026-03-02\n\n## Why did this happen?\n\nThe disk was full.\n\nThank you for your patience, the shop's team\n";
    assert_eq!(told("a.md", text), ["5 root"]);
    assert_eq!(
        beside_a_cause("On Monday we received a support request that the course might be too large."),
        ["3 root"]
    );
}

#[test]
fn what_is_done_elsewhere_already_is_not_done_here() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n\
                - Test every release by hand (we already do this for large ones)\n- Split the queue. Note: we already do this\n";
    assert_eq!(told("a.md", text), ["5 root", "9 item Unknown", "10 item Done"]);
}

#[test]
fn beside_a_root_cause_what_was_tried_is_none() {
    let text = "# Proxy down on 2026-03-02\n\n**Root Causes**: Two default gateways raced for the route after a reboot.\n\n## Diagnosis\n\n\
                - ping to the address did work\n- `nc -vz 192.0.2.1 80` did succeed\n- the wrong route won, and packets did not return\n";
    assert_eq!(told("a.md", text), ["3 root", "9 factor"]);
}

#[test]
fn what_was_not_hurt_and_what_came_of_it_are_no_causes_below_a_heading_of_causes() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\n- The boot id did not change after a resume.\n- Migration uses another path, so it was not \
                affected.\n- The proxy was running correctly.\n- Result: the shop answered 502.\n- Path: /opt/shop/data.db\n- /icon-192.png\n- No data \
                loss observed\n";
    assert_eq!(told("a.md", text), ["5 root"]);
}

#[test]
fn effects_wishes_and_fields_are_no_causes() {
    let text = "# Postmortem: outage on 2026-03-02\n\nThe root cause was a typo in the proxy's settings. During this time, a third of all visitors could not see \
                the site. This outage concerned only the shop. We would like to add limits for jobs that fail.\n\n| | Time |\n|---|---|\n| \
                Resolved (the fault stopped) | unknown, because every push triggers a failed deploy |\n";
    assert_eq!(told("a.md", text), ["3 root"]);
}

#[test]
fn the_first_sentence_below_root_cause_begins_it() {
    let text = "# Postmortem: outage on 2026-03-02\n\nCause: the nightly upgrade restarted the database. The worker polls every second. The unit had no restart, so \
                it stayed down.\n";
    let causes = crate::load::postmortem::tests::incident("a.md", text).expect("it is a postmortem").1.risks;
    assert!(causes[0].text.starts_with("the nightly upgrade"), "{:?}", causes[0].text);
}

#[test]
fn bold_that_goes_over_a_line_is_no_label() {
    let text = "# Postmortem: outage on 2026-03-02\n\nIt was restored at ten. Root cause: a **database\ndeadlock on the cache**, triggered by a rebuild on one \
                host.\n";
    assert_eq!(told("a.md", text), ["3 root"]);
}

#[test]
fn what_a_cause_says_of_later_days_and_of_what_was_fine_takes_nothing_back() {
    for cause in [
        "A stray tab had been merged on the 6th; the server refused the new file, so that nothing of the following nine days was watched.",
        "The provider lost packets in its core for five hours; our own routers showed no errors.",
        "The tunnel to the bank did not come up again after the change of keys; the one between our offices was not affected.",
    ] {
        assert_eq!(
            told("a.md", &format!("# Outage on 2026-03-02\n\n## Root cause\n\n{cause}\n")),
            ["5 root"],
            "{cause}"
        );
    }
    let led = "# Outage on 2026-03-02\n\n## Root cause\n\nThe node failed to start, with the following error:\n\n```\nno such file\n```\n\nA path was \
               misspelt.\n";
    assert_eq!(told("a.md", led), ["11 root"]);
}

#[test]
fn an_alert_that_is_missing_counts_wherever_it_is_told() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nA disk was full.\n\n## Impact\n\nNobody was told, since there was no alert on full disks.\n";
    assert_eq!(told("a.md", text), ["5 root", "9 factor"]);
}

#[test]
fn causes_stand_in_rows_in_verdicts_and_at_the_end_of_nested_whys() {
    let text = |below: &str| told("postmortems/a.md", &format!("# Incident 7: the shop was down\n\n{below}"));
    let rows = "| Field | Entry |\n|---|---|\n| Event | The shop answered nobody |\n| Main cause | The card of the controller wore out |\n| Lasted | 50 minutes |";
    assert_eq!(text(rows), ["6 root"]);
    let tried = "| Hypothesis | Test | Verdict |\n|---|---|---|\n| The network was saturated | counters | rejected |\n| The battery of the controller was dead | its log | **confirmed** |\n\n## Root cause\n\nSee above.";
    assert_eq!(text(tried), ["6 root"]);
    let whys = "## Whys\n\n- Why was it down? The import had stopped.\n  - Why had it stopped? It crashed on a comma.\n    - Why was it not restarted? It had been started by hand.";
    assert_eq!(text(whys), ["7 root"]);
    let boxes = "## Cause (tick one)\n\n- [ ] Hardware failure of a host\n- [x] A change of the configuration\n- [ ] A defect of the software";
    assert_eq!(text(boxes), ["6 root"]);
    let unknown = "## Impact\n\nNobody could buy.\n\n## Root cause\n\nThe root cause has not been found yet.";
    assert_eq!(text(unknown), [""; 0]);
}

#[test]
fn what_was_seen_weighs_less_than_how_it_came_about() {
    let text = "# The shop on 2026-03-02\n\nOn 2 March all screens of the shop froze for nine minutes.\n\n\
                Release 7 added a line that prints the whole book of orders, and the logger writes it to a network share.\n\n\
                We took the line out.";
    assert!(told("postmortems/a.md", text).contains(&"5 root".to_owned()), "{:?}", told("postmortems/a.md", text));
    let kept = "# A letter about last Thursday\n\nLast Thursday you could not reach your files for hours.\n\n\
                Our technician pulled the healthy disk beside the failed one, because the bays have no labels.";
    assert!(told("postmortems/letter.md", kept).contains(&"5 root".to_owned()));
    assert_eq!(told("notes/letter.md", kept), ["no postmortem"]);
}

#[test]
fn whoever_wants_to_hear_of_it_asks_for_an_alert() {
    let asks = |item: &str| {
        let text = format!(
            "# Incident 7: the shop was down\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n- {item}\n"
        );
        told("a.md", &text).iter().any(|line| line.ends_with("asks"))
    };
    for item in [
        "Have it watched whether the brokers still agree.",
        "Let somebody know if the last copy is two days old.",
        "We want to hear at once when a disk leaves the array.",
        "Objects thrown out should be noticed by us and not by the shoppers.",
        "Something must remind us a week before the domain ends.",
    ] {
        assert!(asks(item), "{item}");
    }
    for item in ["Have the import rewritten.", "We want to use fewer queues.", "Catch the exception in the parser."] {
        assert!(!asks(item), "{item}");
    }
}
