//! Kinds of writing that teams share, whatever their template: each case a misreading that was mended.

use super::tests::{above_a_cause, times_of, told};
use crate::model::Detector;

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

/// Who noticed, as a sentence tells it.
fn noticed(words: &str) -> Detector {
    above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by
}

/// The lines that are causes or factors.
fn causes(text: &str) -> Vec<String> {
    told("a.md", text).into_iter().filter(|line| line.ends_with("root") || line.ends_with("factor")).collect()
}

#[test]
fn a_date_may_name_its_month_in_the_middle() {
    for date in ["2026-Mar-02", "2026 Mar 2", "2026/MAR/02", "2026-March-2"] {
        let text = format!(
            "# Chain halt\n\n- Date: {date}\n\n## Timeline\n\n- Mar 2 1506 UTC: the node software is released\n\
             - 1936 UTC: nodes crash\n- 2010 UTC: first operator reports a crash\n- Mar 3 0117 UTC: resolved"
        );
        assert_eq!(times(&text), ["2026-03-02T19:36Z", "2026-03-02T20:10Z", "2026-03-03T01:17Z"], "{date}");
    }
}

#[test]
fn four_digits_that_may_be_the_year_are_an_hour_only_where_an_entry_begins() {
    let text =
        |line: &str| format!("# Outage\n\n- Date: 2026-03-05\n\n## Timeline\n\n{line}\n- Mar 3 2040 UTC: resolved");
    let found = times(&text("- Mar 3 2026 UTC: the shop went down\n- Mar 3 2030 UTC: a customer reports it"));
    assert_eq!(found, ["2026-03-03T20:26Z", "2026-03-03T20:30Z", "2026-03-03T20:40Z"]);
    assert_eq!(times("# Outage\n\nOn March 3, 2026 UTC the shop was down."), ["2026-03-03", "", ""]);
}

#[test]
fn days_of_a_time_line_take_their_year_from_the_date_or_the_head_of_the_column() {
    let text = "# Outage\n\n- Date: 2026-MAR-5\n\n# Timeline\n\n## Mar 2\n\n| Time (UTC) | Event |\n|---|---|\n\
                | 10:14 | Orders fail |\n| 10:20 | We get an alert |\n\n## Mar 3\n\n| Time (UTC) | Event |\n|---|---|\n\
                | 08:00 | Resolved |\n";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-03T08:00Z"]);
    let text = "# Regression in the build\n\n## Timeline\n\nDate (2026) | Change | Event\n--- | --- | ---\n\
                03-02 | #40 | The pin starts to break builds.\n03-04 | #41 | A user reports it.\n\
                03-05 | #42 | Fixed.\n";
    assert_eq!(times(text), ["2026-03-02", "2026-03-04", "2026-03-05"]);
}

#[test]
fn impact_that_stops_shortly_after_is_over() {
    let text = "# Outage\n\n## Timeline\n\n- **2026-03-02 11:58 PM UTC**: Start of impact.\n\
                - **2026-03-03 12:33 AM UTC**: First report by a user.\n\
                - **2026-03-03 01:30 AM UTC**: Change merged. Impact stopped shortly after.\n";
    assert_eq!(times(text), ["2026-03-02T23:58Z", "2026-03-03T00:33Z", "2026-03-03T01:30Z"]);
}

#[test]
fn what_confirms_that_all_works_is_the_end_and_no_cause() {
    let text = "# Power cut\n\n## Timeline\n\n### 2026-03-02 2:45pm\n\nWe noticed that jobs fail.\n\n### 2026-03-04 4:37pm\n\n\
                The provider moved the hosts. Confirmed that both services were operating as expected.\n";
    assert_eq!(times(text)[2], "2026-03-04T16:37");
    assert_eq!(causes(&format!("{text}\n## Root cause\n\nThe power failed.\n")), ["15 root"]);
    let text =
        "# Postmortem of 2026-03-02\n\nAt 10:14 orders failed, because the health check was not working correctly.\n";
    assert_eq!(causes(text), ["3 root"]);
}

#[test]
fn a_sentence_in_brackets_or_behind_the_day_tells_who_noticed() {
    let row = |value: &str| format!("| Item | Detail |\n|---|---|\n| Detected | {value} |\n");
    assert_eq!(noticed(&row("after **8 days**; by a human noticing, not an alert")), Detector::Person);
    assert_eq!(
        noticed(&row("#2 after 8 days; #3 after 34 hours (both by a human noticing, not an alert)")),
        Detector::Person
    );
    assert_eq!(noticed(&row("2026-03-05 (first use of the affected path in ~3 weeks)")), Detector::Person);
    assert_eq!(noticed("- Detection: Validators informed the team of crashes"), Detector::Customer);
    assert_eq!(noticed("- Detection: Node operators told us that their nodes crash"), Detector::Customer);
}

#[test]
fn a_sentence_that_leads_to_a_time_line_leads_to_no_causes() {
    for lead in [
        "Here is the timeline of what happened, all times in UTC:",
        "The sequence of events was as follows:",
        "Events unfolded in this order:",
    ] {
        let text = format!(
            "# Outage on 2026-03-02\n\nOrders failed because a disk was full.\n\n## Technical details\n\n{lead}\n\n\
             * On March 2 at 14:00 a build with a bug was deployed by mistake.\n* At 15:00 we rolled back.\n\
             * At 16:30 the team repaired the templates.\n"
        );
        let causes = causes(&text);
        assert!(causes.iter().all(|cause| !cause.ends_with("root") || cause.starts_with("3 ")), "{lead}: {causes:?}");
    }
}

#[test]
fn the_root_cause_of_this_problem_may_stand_behind_a_colon() {
    let text = "# Postmortem: outage on 2026-03-02\n\nThe shop was down for an hour.\n\n## The trail\n\nWe looked at many logs.\n\
                This leads me to the root cause of this problem: the server needs more memory!\n";
    assert_eq!(causes(text), ["8 root"]);
}

#[test]
fn what_was_ruled_out_is_no_cause() {
    let text = "# Freeze on 2026-03-02\n\n## Root cause\n\nThe power state of the disk cannot wake.\n\n\
                Three possible causes were tested:\n\n| Hypothesis | Verdict | Evidence |\n|---|---|---|\n\
                | Overheating | ❌ falsified | 56°C at the freeze |\n| Overload failed | ruled out | idle |\n\
                | Worn disk failed | Not the cause | SMART passed |\n\n\
                - Memory pressure: ruled out, 40 % were free and no process failed\n\
                - Ausgeschlossen: ein voller Datenträger\n";
    assert_eq!(causes(text), ["5 root"]);
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\n- Excluded the new region from the health check by mistake\n\
                - Dismissed the warning, so that the disk ran full\n";
    assert_eq!(causes(text), ["5 root", "6 root"]);
}

/// What is to be done, line by line, with how it stands and whether it asks for an alert.
fn items(text: &str) -> Vec<String> {
    told("a.md", text).into_iter().filter(|line| !line.ends_with("root") && !line.ends_with("factor")).collect()
}

#[test]
fn a_table_of_measures_is_one_whatever_its_section_is_called() {
    let text = "# Freeze on 2026-03-02\n\n## Root cause\n\nThe watchdog was never armed.\n\n## Response\n\n\
                | Measure | Status |\n|---|---|\n| Watchdog loaded at boot | armed live; to be verified at the next reboot |\n\
                | Alert on nodes that are not ready | tracked as a follow-up |\n\n## Lessons\n\n- Reboots are tests.\n";
    assert_eq!(items(text), ["11 item Done", "12 item Open asks"]);
    let text = "# Freeze on 2026-03-02\n\n## Root cause\n\nThe watchdog was never armed.\n\n## Response\n\n\
                | Measure | Detail |\n|---|---|\n| Immediate recovery | Fetched the secret and wrote it to the vault |\n";
    assert_eq!(items(text), ["11 item Done"]);
    // Where a section of actions stands, the other table is none.
    let text = format!("{text}\n## Action items\n\n- Rotate the secret every month\n");
    assert_eq!(items(&text), ["15 item Unknown"]);
}

#[test]
fn a_column_of_causes_holds_causes() {
    let text = "# Login broken on 2026-03-02\n\n## What broke\n\n| # | Symptom | Cause | State |\n|---|---|---|---|\n\
                | 1 | Console failed | The lease of the database's secret expired | recovered |\n\
                | 2 | Login failed | The gateway knew no issuer for the realm | fixed |\n\n## Timeline\n\n- 10:14 Logins fail\n\
                - 10:20 A user reports it\n";
    assert_eq!(causes(text), ["7 factor", "8 factor"]);
}

#[test]
fn a_wish_for_the_future_and_what_came_of_an_incident_are_items() {
    let text = "# Postmortem: outage on 2026-03-02\n\n## What happened\n\nAt 10:14 the shop went down, since the server ran out of memory.\n\n\
                ## Moving on\n\nThe outcome is clear.\nAs a direct result of this incident, I've bumped the memory to 4 GB.\n\
                In the future, I might deploy Prometheus and collect the server's metrics.\n";
    assert_eq!(items(text), ["10 item Done", "11 item Unknown asks"]);
}

#[test]
fn what_nobody_shall_do_and_feeds_to_subscribe_to_ask_for_no_alert() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe limit was used up.\n\n## Action items\n\n\
                - Never probe again to check if it cleared.\n- Ops to subscribe to security alerts\n- Don't poll the health check\n";
    assert!(items(text).iter().all(|item| !item.ends_with("asks")), "{:?}", items(text));
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe limit was used up.\n\n## Action items\n\n\
                - Avoid silent failures: alert on missing data\n";
    assert_eq!(items(text), ["9 item Unknown asks"]);
}

#[test]
fn a_title_that_says_postmortem_and_a_cause_or_the_day_of_a_failure_make_one() {
    let read = |text: &str| told("a.md", text) != ["no postmortem"];
    assert!(read("# Post-mortem: the shop\n\nThe root cause was that the server had too little memory.\n"));
    assert!(read("# Outage report\n\nOn 2 March 2026 the shop was down.\n"));
    assert!(!read("# How we write postmortems\n\nThe root cause was that the server had too little memory.\n"));
    assert!(!read("# The shop\n\nThe root cause was that the server had too little memory.\n"));
}

#[test]
fn how_something_works_and_what_was_first_thought_are_no_causes() {
    let text = "# Outage on 2026-03-02\n\n## What I thought it was\n\nA full disk, because it failed before.\n\n\
                ## What it actually was\n\nTwo builds wrote to one bucket.\n\nThe release process works as follows:\n\n\
                1. The job builds the package and fails without a signature\n2. The package is copied\n\n\
                ## Outcomes\n\n- Added an alert on mismatches\n";
    assert_eq!(causes(text), ["9 root"]);
    assert_eq!(items(text), ["18 item Done asks"]);
}

#[test]
fn a_paragraph_may_name_the_cause_before_it_leads_to_what_is_done() {
    let text = "# Postmortem: outage on 2026-03-02\n\nFrom 10:14 to 10:55 the shop was down.\n\n## What is next\n\n\
                The root cause was that an unfinished build went to production. We are taking two actions:\n\n\
                - We are adding a canary.\n\nThis report describes what happened, so that others can learn from it.\n";
    assert_eq!(causes(text), ["7 root"]);
}

#[test]
fn the_name_of_a_file_tells_which_number_is_the_month() {
    let text = "---\ntitle: Attack\nseverity: outage\nstarted: 03-02-2026 01:40\nresolved: 03-02-2026 17:00\n---\n\n\
                ## Root cause\n\nA third-party service had a hole.\n";
    let found = super::tests::incident("posts/2026-03-02-attack.md", text).expect("it is a postmortem").1;
    assert_eq!(times_of(&found), ["2026-03-02T01:40", "", "2026-03-02T17:00"]);
    assert_eq!(
        times("# Outage on 2026-03-02\n\nAt 03:00 am (UTC +2) the shop went down.")[0],
        "2026-03-02T03:00+02:00"
    );
}

#[test]
fn red_herrings_and_the_moment_of_noticing_are_no_causes() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe secret was never set in production.\n\n\
                The first debugging chased two red herrings:\n\n1. **An error of the payment API** - a real bug, but it broke nothing\n\
                2. **A race of webhooks** - they failed for another reason\n\n## What happened\n\n\
                When we realized that the tokens are invalid, we closed the cloud.\n";
    assert_eq!(causes(text), ["5 root"]);
}

#[test]
fn a_numbered_order_keeps_the_notes_below_it() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Prevention\n\n\
                1. **Add monitoring for imports**\n   - Success and failure metrics\n   - Response times\n\n\
                2. **Test the import**\n   - Large files\n   - Files without a header\n\n### Metrics to track\n\n\
                1. **Share of failed imports**\n   - Page below 95 %\n";
    assert_eq!(items(text)[..2], ["9 item Unknown asks", "13 item Unknown"]);
}

#[test]
fn next_time_and_hours_without_a_last_full_stop_are_read() {
    let text = "# Postmortem: outage on 2026-03-02\n\n## Checkers\n\nAt 12:11 the checkers stopped, since the CPU was exhausted.\n\n\
                Next time we will use larger machines.\n";
    assert_eq!(items(text), ["7 item Open"]);
    let text = "# Outage\n\n### Duration\n\nFrom 15/01/2026 3:00 a.m to 17/01/2026 2 a.m (GMT-5)\n\n## Timeline\n\n\
                The issue was detected at 15/01/2026 11 a.m by a customer.\n";
    assert_eq!(times(text), ["2026-01-15T03:00-05:00", "2026-01-15T11:00-05:00", "2026-01-17T02:00-05:00"]);
}

#[test]
fn what_somebody_read_tried_or_lost_was_noticed_by_a_person() {
    assert_eq!(noticed("- **Detected:** 2026-03-02 17:50, by reading the source of the library"), Detector::Person);
    assert_eq!(
        noticed("## Detection\n\nThe issue was detected by loss of SSH connectivity. No prior alerts were triggered."),
        Detector::Person
    );
    assert_eq!(noticed("- **发现人**: 合并 PR 后执行验证时"), Detector::Person);
    assert_eq!(noticed("- **Primeiro visto:** 2026-03-02T09:50Z (ronda do monitor)"), Detector::Alert);
}

#[test]
fn what_users_post_and_types_of_reports_tell_nobody() {
    for words in [
        "A wrong status was returned when a user posts a new message.",
        "**Report type:** Public / Sanitized",
        "We deployed changes to the site related to user feedback on the form.",
        "Rows appeared, but after a refetch or page reload they vanished.",
        "- **10:43** - Product single pages and faculty single pages began returning 404 errors",
    ] {
        assert_eq!(noticed(words), Detector::Unknown, "{words}");
    }
    assert_eq!(noticed("At 10:20 a user posted a screenshot of the error in the forum."), Detector::Customer);
}

#[test]
fn german_is_read_without_its_own_letters() {
    let text = "# Stoerung am 2. Maerz 2026\n\n## Ursache\n\nDer Speicher lief voll.\n\n## Was aendern wir\n\n\
                - Ueberwachung fuer den Speicher hinzufuegen\n- Backup pruefen\n\n## Massnahmen\n\n- Platz schaffen\n";
    assert_eq!(causes(text), ["5 root"]);
    assert_eq!(items(text), ["9 item Unknown asks", "10 item Unknown", "14 item Unknown"]);
}

#[test]
fn what_a_team_thinks_let_it_slip_contributed() {
    let text = "# Outage on 2026-03-02\n\n## Why we think this wasn't caught\n\n- No test on production\n- Nobody told the other team\n";
    assert_eq!(causes(text), ["5 factor", "6 factor"]);
}

#[test]
fn a_table_of_items_may_say_what_each_is_for() {
    let text = "# Orders stuck on 2026-03-02\n\n**Root cause R1**: the disk of the queue was read-only.\n\n| item | for | state | who |\n|---|---|---|---|\n\
                | `OrdersStuck`, page at more than 150 waiting | R1 | done 28 January | Ada |\n| Mirrored disks | R1 | open | Ben |";
    assert_eq!(items(text), ["7 item Done asks", "8 item Open"]);
}

#[test]
fn a_list_of_hours_is_the_time_line_whatever_its_heading_says() {
    let list = "- Monday 2 March, 16:48 CET: disk 61 reaches 95 %\n- all machines hang\n- 16:53: pages for logins\n\
                - 17:20: threshold raised, writes resume and everything works again\n";
    let text = format!("# The store stopped writing on 2 March 2026\n\n## What went wrong\n\n{list}");
    assert_eq!(times(&text), ["2026-03-02T16:48+01:00", "2026-03-02T16:53+01:00", "2026-03-02T17:20+01:00"]);
    assert!(causes(&text).iter().all(|cause| !cause.starts_with('7')), "{:?}", causes(&text));
    let text = "# The store stopped writing on 2 March 2026\n\n## What went wrong\n\n- The disk was full at 16:48\n- Nobody looked\n";
    assert_eq!(causes(text).len(), 2);
}

#[test]
fn a_table_of_items_and_details_tells_facts() {
    let rows =
        "| Occurred | 2026-03-02 |\n| Detected | by somebody who looked |\n| Root cause | The watchdog was off |\n";
    let text = format!("# Outage: the cellar server stopped\n\n## Summary\n\n| Item | Detail |\n|---|---|\n{rows}");
    assert_eq!(told("a.md", &text), ["9 root"]);
    let table = "| Item | Detail | Owner |\n|---|---|---|\n| Arm the watchdog | at boot | Ida |\n";
    let text =
        format!("# Outage: the cellar server stopped\n\n## Root cause\n\nThe watchdog was off.\n\n## Then\n\n{table}");
    assert_eq!(told("a.md", &text).len(), 2);
}
