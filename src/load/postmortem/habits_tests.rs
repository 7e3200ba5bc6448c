//! Habits of teams that were not read before, each case a misreading that was mended.

use super::tests::{above_a_cause, incident, times_of};
use crate::model::{Detector, RiskKind, Status};

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

/// Who noticed, as an entry of a time line or a sentence tells it.
fn noticed(words: &str) -> Detector {
    above_a_cause(&format!("# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 {words}")).detected_by
}

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let items = above_a_cause(&format!("# Outage\n\n{text}")).action_items;
    items.into_iter().map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

#[test]
fn a_span_may_hold_a_remark_in_brackets_and_military_hours() {
    let text =
        "# Outage\n\n## Summary\n\nOn Monday, 2026-03-02 from ~10:14 (maybe before) to 10:55 CET the shop was down.";
    assert_eq!(times(text), ["2026-03-02T10:14+01:00", "", "2026-03-02T10:55+01:00"]);
    let text = "# Outage\n\n## Summary\n\nOn March 2, 2026 between the hours of 1900 and 2100 UTC the shop was slow.";
    assert_eq!(times(text), ["2026-03-02T19:00Z", "", "2026-03-02T21:00Z"]);
}

#[test]
fn dates_without_a_year_and_halves_of_the_day_in_one_letter() {
    let text = "# Queda\n\n**Data do incidente:** 2026-03-02\n\n## Linha do tempo\n\n| Horário | Evento |\n|---|---|\n\
                | 02/03 ~19:17 | Deploy |\n| 02/03 ~19:21 | A API caiu |\n| 02/03 19:40 | Serviço restabelecido |";
    assert_eq!(times(text), ["2026-03-02T19:21", "", "2026-03-02T19:40"]);
    let text = "# Outage 3-26-26\n\n## Timeline\n\n### 11:21a\n\nThe shop went down.\n\n### 12:28p\n\nWe noticed it.\n\n## 1:20p\n\nThe shop is back.";
    assert_eq!(times(text), ["2026-03-26T11:21", "2026-03-26T12:28", "2026-03-26T13:20"]);
}

#[test]
fn the_first_column_of_times_tells_the_zone() {
    let text = "# Outage\n\n## Timeline\n\n| NZST | UTC | Event |\n|---|---|---|\n\
                | 2026-03-02 09:46 | 2026-03-01 21:46 | The shop went down |\n\
                | 2026-03-02 10:46 | 2026-03-01 22:46 | Service restored |";
    assert_eq!(times(text), ["2026-03-02T09:46+12:00", "", "2026-03-02T10:46+12:00"]);
}

#[test]
fn what_is_told_in_short_chooses_among_the_entries() {
    let text = "# Theft\n\n## Summary\n\nOn 2026-03-02 at 13:38 UTC somebody exploited the shop. It was restored at 15:23 UTC.\n\n\
                ## Timeline\n\n- 07:00 UTC Money was moved\n- 13:38 UTC Order 1\n- 15:23 UTC Order 2\n- 16:00 UTC Order 3";
    assert_eq!(times(text), ["2026-03-02T13:38Z", "", "2026-03-02T15:23Z"]);
    let text = "# Outage\n\n## Summary\n\nFrom 2026-03-02 10:00 UTC to 11:00 UTC it was down.\n\n\
                | Measure | Value |\n|---|---|\n| Start | 2026-03-02 09:59 UTC, the first failed run |";
    assert_eq!(times(text)[0], "2026-03-02T09:59Z");
}

#[test]
fn what_somebody_else_says_is_over_is_not_the_end() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 The shop went down\n- 10:20 We got back to the customer\n\
                - 10:30 The status page of the host says that the problem is fixed\n- 10:48 Fix deployed";
    assert_eq!(times(text)[2], "2026-03-02T10:48");
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 The shop went down\n- 10:20 The shop is up, but logins fail\n\
                - 10:40 Orders being created again";
    assert_eq!(times(text)[2], "2026-03-02T10:40");
}

#[test]
fn who_noticed_is_said_in_more_ways() {
    let cases = [
        ("We were contacted by a user, from there we saw errors", Detector::Customer),
        ("A report in the forum said that two students could not log in", Detector::Customer),
        ("GitHub detected the token and revoked it", Detector::Alert),
        ("The health report fires red", Detector::Alert),
        ("We contacted the users", Detector::Unknown),
        ("We recognize that this was frustrating", Detector::Unknown),
    ];
    for (words, by) in cases {
        assert_eq!(noticed(words), by, "{words}");
    }
}

#[test]
fn what_was_done_at_once_is_no_action_item() {
    assert!(items("## Resolution\n\n### Immediate actions\n\n1. Removed the file\n").is_empty());
    assert!(items("## Acciones tomadas\n\n- Reinicio del servicio\n").is_empty());
    assert_eq!(items("## Acciones correctivas\n\n- Reiniciar antes\n").len(), 1);
    assert_eq!(items("## Immediate actions\n\n1. Remove the file\n").len(), 1);
}

#[test]
fn a_mark_before_an_item_tells_its_status() {
    let text = "## Lessons learned\n\n**DONE**: added the blog to the probes\n\n**TODO**: grow the disk\n";
    let status: Vec<Status> = items(text).into_iter().map(|(_, status, _)| status).collect();
    assert_eq!(status, [Status::Done, Status::Open]);
}

#[test]
fn steps_that_address_causes_are_steps() {
    let text = "## What follows\n\nThe following are actions we are taking to address the underlying causes of this:\n\n- Roll back faster\n";
    assert_eq!(items(text), [("Roll back faster".to_owned(), Status::Unknown, false)]);
}

#[test]
fn an_item_under_monitoring_asks_for_a_machine_to_look() {
    let text = "## Action items\n\n### Process\n\n- Look for stuck pods\n\n### Monitoring\n\n- Look for stuck pods\n- Document it\n";
    let asks: Vec<bool> = items(text).into_iter().map(|(_, _, asks)| asks).collect();
    assert_eq!(asks, [false, true, false]);
}

#[test]
fn a_place_has_the_offset_of_the_day() {
    let text = |zone: &str, day: &str| {
        format!("# Outage on {day}\n\n## Timeline ({zone})\n\n- 10:14 The shop went down\n- 10:55 Service restored")
    };
    assert_eq!(times(&text("all times in PST/PDT", "2026-03-02"))[0], "2026-03-02T10:14-08:00");
    assert_eq!(times(&text("all times in PST/PDT", "2026-08-02"))[0], "2026-08-02T10:14-07:00");
    assert_eq!(times(&text("all times US/Pacific", "2026-08-02"))[2], "2026-08-02T10:55-07:00");
    assert_eq!(times(&text("times in Europe/Berlin", "2026-08-02"))[2], "2026-08-02T10:55+02:00");
    assert_eq!(times(&text("all times in IST", "2026-08-02"))[2], "2026-08-02T10:55");
}

#[test]
fn dates_of_one_incident_lie_together() {
    let text = "# 12-01-2026 - Shop unavailable\n\n## Timeline\n\n- **08-01-2026** - The certificate expired\n\
                - **11-01-2026 10:00 UTC** - Requests began failing\n- **12-01-2026 09:52 UTC** - Reported by customers\n\
                - **12-01-2026 10:40 UTC** - Services restored";
    assert_eq!(times(text), ["2026-01-11T10:00Z", "2026-01-12T09:52Z", "2026-01-12T10:40Z"]);
}

#[test]
fn an_entry_may_end_in_its_time() {
    let text = "# Loss in 2026\n\n## Timeline\n\n1. **Start** - The shop went down (28 September 2026 ~17:20 UTC)\n\
                2. **End** - Service restored (28 September 2026, 19:30 UTC)";
    assert_eq!(times(text), ["2026-09-28T17:20Z", "", "2026-09-28T19:30Z"]);
}

#[test]
fn what_marks_the_beginning_outright_goes_before_a_date_and_time() {
    let text = "# Breakage\n\nDate/time: 2026-03-02 21:30<br>\nDuration: 16h<br>\n\n## Timeline\n\n### 2026-03-02\n\n\
                **16:27** The version is published **&lt;START OF\nOUTAGE&gt;**<br> **21:36** a colleague noticed failures<br>\n\
                **22:15** Fix lands. **&lt;END OF OUTAGE&gt;**";
    assert_eq!(times(text), ["2026-03-02T16:27", "2026-03-02T21:36", "2026-03-02T22:15"]);
}

#[test]
fn the_summary_tells_what_was_before_the_first_entry() {
    let text = "# Pool\n\n**Date**: 2026-03-02\n\n## Summary\n\nAt 09:30 UTC the shop began to return errors.\n\n## Timeline\n\n\
                - 09:35 UTC: PagerDuty alert triggered\n- 10:15 UTC: Service restored";
    assert_eq!(times(text), ["2026-03-02T09:30Z", "2026-03-02T09:35Z", "2026-03-02T10:15Z"]);
}

#[test]
fn a_sentence_behind_the_list_measures_it() {
    let text = "# Stuck\n\n## Timeline\n\n- 2026-03-02 19:44 UTC images deployed\n- 2026-03-02 20:06 UTC many pending\n\
                - 2026-03-02 20:55 UTC restarted\n- 2026-03-02 22:05 UTC one instance starts\n\n\
                The queue was stuck from 20:06 until 22:05, and told nobody.";
    assert_eq!(times(text), ["2026-03-02T20:06Z", "", "2026-03-02T22:05Z"]);
}

#[test]
fn days_alone_head_what_led_to_it() {
    let text = "# Outage on August 28, 2026\n\n## Timeline\n\n### 2026-08-23\n\nWe dropped a file.\n\n### 2026-08-28\n\n\
                09:21 UTC - The server crashed.\n\n09:24 UTC - The problem was gone.";
    assert_eq!(times(text), ["2026-08-28T09:21Z", "", "2026-08-28T09:24Z"]);
    let text = "# Flaw\n\n## Incident date(s)\n\n2026-07-25 - 2026-10-10\n\n## Timeline\n\n2026-07-25:\n* A crash was reported\n\n\
                2026-08-23:\n* The fix is opened";
    assert_eq!(times(text)[2], "2026-10-10");
}

#[test]
fn what_led_to_it_weeks_before_is_not_its_beginning() {
    let text = "# 2026-03-24: Wrong certificates\n\n## Timeline (UTC)\n\n### 2026-03-02 18:10\n\nWe put them in by hand.\n\n\
                ### 2026-03-24 09:10\n\nThe deploy takes the wrong ones.\n\n### 2026-03-24 19:00\n\nAn alert fires.\n\n\
                ### 2026-03-24 19:30\n\nServices are restored.\n";
    assert_eq!(times(text), ["2026-03-24T09:10Z", "2026-03-24T19:00Z", "2026-03-24T19:30Z"]);
}

#[test]
fn strangers_and_messages_tell_the_team() {
    let cases = [
        ("A security researcher wrote about a leaked token", Detector::Customer),
        ("We receive a message reporting a virus from user S01", Detector::Customer),
        ("The team was made aware of a stuck payment", Detector::Customer),
        ("sheriffs detect an infra issue and close the trees", Detector::Person),
        ("One of us posted a message reporting the outage", Detector::Person),
        ("The controller noticed a new version of the image", Detector::Unknown),
    ];
    for (words, by) in cases {
        assert_eq!(noticed(words), by, "{words}");
    }
}

#[test]
fn headings_say_more_behind_a_comma_and_notes_tell_what_is_done() {
    assert_eq!(items("## Remediation, in priority order\n\n1. Grow the disk\n").len(), 1);
    let text =
        "## Action items\n\n| Action item | Owner | Notes |\n|---|---|---|\n| Pin it | x | Done |\n| Test it | y | |\n";
    let status: Vec<Status> = items(text).into_iter().map(|(_, status, _)| status).collect();
    assert_eq!(status, [Status::Done, Status::Unknown]);
    assert!(items("## Action items\n\n- It is unclear what we can do to avoid this.\n").is_empty());
}

#[test]
fn what_is_named_like_watching_and_watches_nothing_asks_for_no_alert() {
    let cases = [
        "Disable the auto-instrumentation of idle workers",
        "Improve our response time to tickets and pages",
        "Lend an on-call \"pager\" system from the network team",
        "Raise the readiness probe timeouts to 30s",
        "Alert all customers by letter",
        "Add regression tests for muted alerts",
        "The importer checks that the disk has room before starting the import",
        "Rename the bucket (see the SLO notes)",
    ];
    for words in cases {
        assert!(!items(&format!("## Action items\n\n- {words}\n"))[0].2, "{words}");
    }
}

#[test]
fn watching_is_asked_for_in_many_words() {
    let cases = [
        "Build a bot that goes red when a dependency breaks",
        "Message the team when the nightly copy is late",
        "Add the shop to Uptime Kuma",
        "Add staleness checks on the exports",
        "Schedule the scan of the store as a weekly job",
        "Add drift detection to the cluster",
    ];
    for words in cases {
        assert!(items(&format!("## Action items\n\n- {words}\n"))[0].2, "{words}");
    }
}

#[test]
fn lines_that_each_tell_an_action_are_items() {
    let text = "## Corrective measures\n\nTasks:\nAdd alerts on slow queries.\nCreate a checklist for moves.\n";
    let told: Vec<String> = items(text).into_iter().map(|(text, ..)| text).collect();
    assert_eq!(told, ["Add alerts on slow queries.", "Create a checklist for moves."]);
    let wrapped =
        "## Corrective measures\n\nWe will add alerts on slow queries. That should\nhave been there before.\n";
    assert_eq!(items(wrapped).len(), 1);
}

#[test]
fn prevention_goes_with_what_comes_next() {
    for heading in ["Prevention & Next Steps", "🛡️ Prevention / Follow-ups"] {
        assert_eq!(items(&format!("## {heading}\n\n1. Grow the disk\n")).len(), 1, "{heading}");
    }
}

#[test]
fn a_repair_that_watches_tells_not_who_noticed() {
    let text = "# Outage on 2026-03-02\n\n- **How detected:** Sentry, two minutes later\n\n";
    assert_eq!(above_a_cause(text).detected_by, Detector::Alert);
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 A user reports that the shop is down\n\n\
                ## Resolution\n\n1. **Monitoring**: Deployed watch.sh to monitor the shop.\n\n";
    assert_eq!(above_a_cause(text).detected_by, Detector::Customer);
    assert_eq!(noticed("Deployed version 3, and an alert fired"), Detector::Alert);
}

/// What is told as a root cause.
fn roots(text: &str) -> Vec<String> {
    of_kind(text, RiskKind::RootCause)
}

fn of_kind(text: &str, kind: RiskKind) -> Vec<String> {
    let (_, read) = incident("a.md", text).expect("it is a postmortem");
    read.risks.into_iter().filter(|risk| risk.kind == kind).map(|risk| risk.text.value).collect()
}

#[test]
fn a_trigger_is_a_factor_beside_what_lay_under_it() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\n- Immediate trigger: the orders service crashed at its start.\n\
                - Underlying cause(s): A change of its dependencies was merged, and nobody ran the installation.\n";
    let told = roots(text);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("A change of its dependencies"), "{told:?}");
    assert_eq!(of_kind(text, RiskKind::ContributingFactor).len(), 1);
    let headings = "# Outage\n\n## Root causes\n\nA cache was filled twice.\n\n## Trigger\n\nThe locks failed because of version 4.\n";
    assert_eq!(roots(headings), ["A cache was filled twice."]);
    assert_eq!(of_kind(headings, RiskKind::ContributingFactor), ["The locks failed because of version 4."]);
    let plain =
        headings.replace("The locks failed because of version 4.", "Deleting the service by hand in the console.");
    assert_eq!(of_kind(&plain, RiskKind::ContributingFactor), ["Deleting the service by hand in the console."]);
    // Alone it is all that is told.
    assert_eq!(roots("# Outage\n\n## Trigger\n\nVersion 4 was deployed and broke it.\n").len(), 1);
}

#[test]
fn a_heading_may_ask_why_something_was_enough() {
    let text = "# Outage on 2026-03-02\n\n## Why a crawl was enough to cause an outage\n\n\
                **Pool and threads.** Each container takes more requests than it has connections, so threads wait.\n\n\
                **A small cache.** The cache held fewer entries than the catalogue has pages.\n";
    assert_eq!(roots(text).len(), 2);
}

#[test]
fn an_order_to_page_somebody_when_something_is_so_asks_for_an_alert() {
    for item in [
        "Page SRE whenever a node of the cluster is NotReady for 15 minutes",
        "Page #ops when the CPU of a server stays over 90 %",
        "Make sure we hear about it when the nightly job fails",
        "Ceph - let us know when it is nearly full",
        "[edge] 5xx ratio > 5% => wake someone up",
        "vault sealed = page",
        "memcached connections: add warn 80 / crit 95",
        "CI: tell #build-infra when an agent has been offline for five minutes",
        "Have Prometheus alert us if a container was killed, rather than learning it from kubectl describe.",
        "We should have an alert for stalled indexing, i.e. not a single new document for ten minutes",
    ] {
        assert!(items(&format!("## Action items\n\n- {item}\n"))[0].2, "{item}");
    }
    for item in
        ["Document the alert on disks", "Page through the logs before the review", "Describe how the alert works"]
    {
        assert!(!items(&format!("## Action items\n\n- {item}\n"))[0].2, "{item}");
    }
}
