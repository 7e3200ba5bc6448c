//! From when to when it was, as lengths, updates of status pages and tables tell it, each case a misreading that was mended.

use super::tests::{above_a_cause, incident, times_of};
use crate::model::Detector;

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

#[test]
fn what_lasted_so_long_was_over_so_much_later() {
    let began = "# Shop down\n\n## Summary\n\nOn March 2, 2026 at 10:14 UTC the shop went down.";
    for lasted in [
        "The outage lasted 41 minutes.",
        "It lasted for 41 minutes.",
        "A 41-minute outage.",
        "We count 41 min of downtime.",
    ] {
        assert_eq!(times(&format!("{began} {lasted}")), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"], "{lasted}");
    }
    let told = "# Shop down\n\nStarting at 23:14 UTC on March 2, 2026, the shop was down for 1h 15m.";
    assert_eq!(times(told), ["2026-03-02T23:14Z", "", "2026-03-03T00:29Z"]);
    for rough in ["It lasted about 41 minutes.", "The restart took 41 minutes.", "We had tested for 41 minutes."] {
        assert_eq!(times(&format!("{began} {rough}"))[2], "", "{rough}");
    }
    let two = "The outage lasted 41 minutes. The second outage lasted 12 minutes.";
    assert_eq!(times(&format!("{began} {two}"))[2], "");
}

#[test]
fn labels_of_lengths_complete_labels_of_times() {
    let text = "# Shop down\n\n- **Start:** 2026-03-02 10:14 UTC\n- **TTD:** 5 min\n- **Duration:** 41 minutes";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "2026-03-02T10:19Z", "2026-03-02T10:55Z"]);
    let text = "# Shop down\n\n- **Resolved:** 2026-03-02 10:55 UTC\n- **Duration:** 41 minutes";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
    let text = "# Shop down\n\n- **Start:** 2026-03-02 10:14 UTC\n- **Duration:** ~41 minutes";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", ""]);
}

#[test]
fn a_length_that_counts_from_later_tells_no_beginning_and_one_that_ends_before_tells_no_end() {
    let repaired = "# Shop down\n\n- First detected 2026-03-02 10:14\n- Resolved 2026-03-02 10:55";
    assert_eq!(times(&format!("{repaired}\n- Time to repair: 30m")), ["", "2026-03-02T10:14", "2026-03-02T10:55"]);
    assert_eq!(times(&format!("{repaired}\n- Duration: 50m"))[0], "2026-03-02T10:05");
    let noticed = "# Shop down\n\n- Started 2026-03-02 10:14\n- First detected 2026-03-02 10:55\n- Time to fix: 20m";
    assert_eq!(times(noticed), ["2026-03-02T10:14", "2026-03-02T10:55", ""]);
}

#[test]
fn updates_of_a_status_page_have_their_time_behind_them() {
    let text = "# Shop down\n\n**Resolved**\nThis incident has been resolved.\nPosted Mar 2, 2026 - 12:05 UTC\n\n\
                **Monitoring**\nA fix is out.\nPosted Mar 2, 2026 - 11:40 UTC\n\n\
                **Investigating**\nWe are investigating failing orders.\nPosted Mar 2, 2026 - 10:32 UTC";
    assert_eq!(times(text), ["2026-03-02T10:32Z", "2026-03-02T10:32Z", "2026-03-02T12:05Z"]);
    let text = "# Shop down\n\n## Resolved\nAll orders go through again. Mar 2, 12:05 UTC\n\n\
                ## Identified\nA bad release went out. Mar 2, 11:40 UTC\n\n\
                ## Investigating\nOrders fail. Mar 2, 2026, 10:32 UTC";
    assert_eq!(times(text), ["2026-03-02T10:32Z", "2026-03-02T10:32Z", "2026-03-02T12:05Z"]);
    let text = "# Shop down\n\n### Resolved — Mar 2, 2026, 12:05 UTC\nIt is resolved.\n\n\
                ### Monitoring — Mar 2, 2026, 11:40 UTC\nA fix is out.\n\n\
                ### Investigating — Mar 2, 2026, 10:32 UTC\nOrders fail.";
    assert_eq!(times(text), ["2026-03-02T10:32Z", "2026-03-02T10:32Z", "2026-03-02T12:05Z"]);
}

#[test]
fn a_day_without_its_year_lies_next_to_the_first_whole_date() {
    let text = "# Search down\n\nBetween 22:00 UTC on March 2nd and 01:30 UTC on March 3rd, 2026 nobody could search.";
    assert_eq!(times(text), ["2026-03-02T22:00Z", "", "2026-03-03T01:30Z"]);
    let text = "# Search down\n\nBetween 10:00 AM and 11:30 PM EST on Mar. 2nd, 2026, search was unavailable.";
    assert_eq!(times(text), ["2026-03-02T10:00-05:00", "", "2026-03-02T23:30-05:00"]);
}

#[test]
fn heads_of_a_table_with_one_row_are_its_labels() {
    let text = "# Login broken\n\n| Start | Detected | End | Duration |\n|---|---|---|---|\n\
                | 2026-03-02 10:14Z | 10:20Z | 10:55Z | 41m |";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
}

#[test]
fn minutes_from_the_beginning_need_no_unit() {
    let text = "# Queue stuck\n\n**Start:** 2026-03-02 10:05 UTC\n\n## Timeline\n\n- T-5: deploy\n- T+0: consumers stop\n\
                - T+5: alert fires\n- T+50: resolved";
    assert_eq!(times(text), ["2026-03-02T10:05Z", "2026-03-02T10:10Z", "2026-03-02T10:55Z"]);
}

#[test]
fn a_cause_and_labels_of_when_it_was_are_a_postmortem() {
    let told = |labels: &str| {
        incident("a.md", &format!("# Payments\n\n{labels}\n\n## Root cause\n\nA disk was full.\n")).is_some()
    };
    assert!(told("- Start time: 2026-03-02 10:14\n- End time: 2026-03-02 10:55"));
    assert!(!told("- Owner: @payments\n- End time: 2026-03-02 10:55"));
}

#[test]
fn the_outage_is_over_before_the_incident_is_closed() {
    let text = "# Search down\n\n## Timeline (2026-03-02)\n\n- 15:51 OUTAGE BEGINS, all searches fail\n- 15:53 on-call is paged\n\
                - 16:57 OUTAGE ENDS\n- 17:30 INCIDENT ENDS";
    assert_eq!(times(text), ["2026-03-02T15:51", "2026-03-02T15:53", "2026-03-02T16:57"]);
}

#[test]
fn tables_may_hold_two_labels_in_a_row() {
    let text = "# Incidents/2026-03-02 thumbnails\n\n| ID | 2026-03-02 thumbnails | Start | 13:41 |\n|---|---|---|---|\n\
                | Task | T1 | End | 14:02 |\n\n## Timeline\n\n- 13:44 Pages: ProbeDown";
    assert_eq!(times(text), ["2026-03-02T13:41", "2026-03-02T13:44", "2026-03-02T14:02"]);
}

#[test]
fn months_may_stand_between_slashes() {
    let text = "# Broker full\n\nStart: 2/Mar/2026 10:05 UTC\n\nResolved: 2/Mar/26 12:40 UTC";
    assert_eq!(times(text), ["2026-03-02T10:05Z", "", "2026-03-02T12:40Z"]);
}

#[test]
fn letters_of_regret_and_summaries_of_an_event_are_postmortems() {
    let is_one = |text: &str| incident("a.md", text).is_some();
    assert!(is_one("# Why the site was slow\n\nYou were right, and we are sorry. The cause was a missing index."));
    assert!(!is_one("# Why the site was slow\n\nThe cause was a missing index, as we explained."));
    assert!(is_one(
        "# Summary of the Queue Service Event\n\nAt 7:30 AM it failed. The root cause was a latent bug in a client."
    ));
    assert!(is_one("# Invoices not sent\n\nIt was seen at 13:20.\n\n## Root cause\n\nThe account had been deleted."));
}

#[test]
fn a_bar_within_a_label_parts_nothing() {
    let text = "# Outage\n\nDate: 2026-03-02 | **Seve | rity** | Owner: shop\n\n## Impact\n\nBad.";
    assert_eq!(above_a_cause(text).severity, None);
}

#[test]
fn labels_may_stand_side_by_side_and_in_a_quotation() {
    let bars = "Severity: high | Started: 2026-03-02 10:14 UTC | Detected: 10:20 UTC | Resolved: 11:05 UTC";
    let expected = ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T11:05Z"];
    assert_eq!(times(&format!("# Mail broken\n\n> {bars}")), expected);
    let dots = bars.replace(" | ", " · ").replace("ed: ", "ed ");
    assert_eq!(times(&format!("# Mail broken\n\n{dots}")), expected);
}

#[test]
fn a_row_may_say_more_before_its_time() {
    let text = "# Mail broken\n\n| Milestone | Value | At |\n|---|---|---|\n| Start | T0 | 2026-03-02 10:14Z |\n\
                | Resolved | +51m | 2026-03-02 11:05Z |";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T11:05Z"]);
}

#[test]
fn any_cell_of_a_row_and_brackets_behind_a_length_tell_who_noticed() {
    let rows = "# Mail broken on 2026-03-02\n\n| Phase | Time | Notes |\n|---|---|---|\n| Impact begins | 10:14 | errors |\n\
                | Detection | 10:20 | alert on the error rate |";
    assert_eq!(above_a_cause(rows).detected_by, Detector::Alert);
    let length = "# Mail broken on 2026-03-02\n\n**Time to detect:** 5 minutes (customer ticket)";
    assert_eq!(above_a_cause(length).detected_by, Detector::Customer);
}

#[test]
fn the_time_of_day_may_be_told_in_words() {
    let text = "# Login outage on 2026-03-02\n\nAt 6:14 in the evening logins stopped working. Service was restored at 7:05 in the \
                evening.";
    assert_eq!(times(text), ["2026-03-02T18:14", "", "2026-03-02T19:05"]);
    let text = "# Login outage on 2026-03-02\n\nLogins failed starting 10:14 and ending 11:05.";
    assert_eq!(times(text), ["2026-03-02T10:14", "", "2026-03-02T11:05"]);
}

#[test]
fn events_that_a_machine_names_are_words() {
    let text = "# Drill outage\n\n## Timeline\n\n| When | Event |\n|---|---|\n| 2026-03-02T11:36Z | fault_injected |\n\
                | 2026-03-02T11:38Z | alert_firing |\n| 2026-03-02T11:42Z | service_recovered |";
    assert_eq!(times(text)[1..], ["2026-03-02T11:38Z", "2026-03-02T11:42Z"]);
}

#[test]
fn a_document_that_tells_one_day_again_and_again_is_of_that_day() {
    let text = "# Deployment down\n\nAt 15:00 UTC the certificates expired and pods crashed.\n\nPosted Mar 2, 2026 - 16:43 UTC\n\n\
                **Resolved**\nIt is resolved.\nPosted Mar 2, 2026 - 16:36 UTC\n\n**Investigating**\nWe look at errors.\n\
                Posted Mar 2, 2026 - 15:25 UTC";
    assert_eq!(times(text), ["2026-03-02T15:00Z", "2026-03-02T15:25Z", "2026-03-02T16:36Z"]);
}

#[test]
fn what_a_sentence_leads_to_began_at_its_time() {
    let text = "# Payments degraded\n\nAt 09:40 UTC on March 2, 2026, a scheduled job took a lock. Payments timed out. At 12:05 UTC \
                everything was back.";
    assert_eq!(times(text), ["2026-03-02T09:40Z", "", "2026-03-02T12:05Z"]);
}

#[test]
fn labels_may_be_terms_that_are_defined_and_name_date_and_time() {
    let text = "# Incident 4711\n\nStart\n: 2026-03-02 10:14 UTC\n\nSeverity\n: high\n\nEnd\n: 2026-03-02 11:05 UTC";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T11:05Z"]);
    let severity = above_a_cause(text).severity.map(|severity| severity.value);
    assert_eq!((severity.as_deref(), above_a_cause(text).title.value.as_str()), (Some("high"), "Incident 4711"));
    let text = "# Job failed\n\n| Incident Start Date/Time | 02-Mar-2026 06:00 UTC |\n|---|---|\n\
                | Incident Detected Date/Time | 02-Mar-2026 06:45 UTC |\n| When it was over | 02-Mar-2026 08:10 UTC |";
    assert_eq!(times(text), ["2026-03-02T06:00Z", "2026-03-02T06:45Z", "2026-03-02T08:10Z"]);
}

#[test]
fn what_broke_days_before_it_was_noticed_began_then() {
    let text = "# Listener failed\n\n- **Detected:** 2026-03-10 10:34 UTC\n- **Resolved:** 2026-03-11 12:01 UTC\n\n## Summary\n\n\
                The listener failed at 2026-03-02 19:48 UTC. This failure went unnoticed until 2026-03-10 10:34 UTC.";
    assert_eq!(times(text), ["2026-03-02T19:48Z", "2026-03-10T10:34Z", "2026-03-11T12:01Z"]);
}

#[test]
fn hours_of_four_digits_and_zones_before_an_hour_are_read() {
    let span = "# Shop down\n\n*Period*: 2-Mar-2026 at 1014-1055 EDT";
    assert_eq!(times(span), ["2026-03-02T10:14-04:00", "", "2026-03-02T10:55-04:00"]);
    let story =
        incident("a.md", "# Incident: menu gone\n\n*Period*: 2-Mar-2026 at 1014 EDT\n\n### Story\n\nIt broke.\n");
    assert_eq!(story.expect("it is a postmortem").1.started.expect("it is told").iso, "2026-03-02T10:14-04:00");
    let led = "# Shop down\n\nOn 2026-03-02, UTC 10:14, the shop went down. It was back at UTC 10:55.";
    assert_eq!(times(led), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
}

#[test]
fn a_date_that_may_be_two_is_the_one_near_another_of_the_document() {
    let text = "# Shop down\n\n## Summary\n\nOver the evening of 3/2/2026 the shop was unavailable.\n\n## Log\n\n```\n2026-02-04 01:10 timeout\n```";
    assert_eq!(times(text)[0], "2026-02-03");
    let apart = text.replace("2026-02-04", "2026-06-04");
    assert_eq!(times(&apart)[0], "");
}

#[test]
fn more_labels_of_when_it_was_noticed_and_over() {
    let text = "# Shop down\n\n| | |\n|--:|:--|\n| **Reported on Slack** | March 2, 2026 |\n| **Solution completed** | March 4, 2026 |";
    assert_eq!(times(text)[1..], ["2026-03-02", "2026-03-04"]);
}

#[test]
fn what_only_looked_well_before_anybody_noticed_was_not_over() {
    let line = |middle: &str| {
        times(&format!(
            "# Shop down\n\n## Timeline\n\n- 2026-03-02 10:14 UTC orders fail\n- 2026-03-02 10:20 UTC {middle}\n- 2026-03-02 10:31 UTC an alert fired\n- 2026-03-02 10:55 UTC the fix is merged, orders work again"
        ))
    };
    for middle in
        ["the site looks healthy", "the database was verified healthy, it is not down", "traffic is back to normal"]
    {
        assert_eq!(line(middle)[2], "2026-03-02T10:55Z", "{middle}");
    }
}

#[test]
fn times_alone_part_the_updates_of_a_status_page() {
    let text = "# Slow shop\n\nResolved\nThis incident has been resolved.\nMar 02, 2026 - 12:31 UTC\nMonitoring\nA fix is out.\nMar 02, 2026 - 11:58 UTC\nInvestigating\nWe are investigating slow orders.\nMar 02, 2026 - 10:11 UTC";
    assert_eq!(times(text), ["2026-03-02T10:11Z", "2026-03-02T10:11Z", "2026-03-02T12:31Z"]);
}

#[test]
fn the_time_of_a_city_is_a_zone() {
    let text = "# Shop down\n\n## Summary\n\nOn 2026-07-02 between 10:14 and 10:55 London time the shop was down.";
    assert_eq!(times(text), ["2026-07-02T10:14+01:00", "", "2026-07-02T10:55+01:00"]);
    let all = "# Shop down\n\n## Timeline (all times New York time)\n\n- 2026-03-02 10:14 orders fail\n- 2026-03-02 10:55 fixed";
    assert_eq!(times(all)[0], "2026-03-02T10:14-05:00");
}

#[test]
fn what_went_unseen_until_an_hour_was_noticed_then() {
    for (told, began) in [
        ("It went undetected until 10:34 UTC.", ""),
        ("The shop went down at 10:14 UTC but went undetected until ~10:34 UTC.", "2026-03-02T10:14Z"),
        ("The shop went down at 10:14 UTC, and nobody noticed it until 10:34 UTC.", "2026-03-02T10:14Z"),
        ("At 10:14 UTC the shop went down. Nobody saw it until 10:34 UTC.", "2026-03-02T10:14Z"),
    ] {
        let text = format!("# Shop down on 2026-03-02\n\n## Summary\n\n{told}");
        assert_eq!(times(&text), [began, "2026-03-02T10:34Z", ""], "{told}");
    }
    let label = "# Shop down\n\n- **Started**: 2026-03-02 10:14 UTC\n- **MTTR**: 13 minutes (it began at 10:14 and went unnoticed until 10:34)";
    assert_eq!(times(label)[1], "2026-03-02T10:34Z", "in the zone of the document");
}

#[test]
fn what_broke_until_some_time_was_broken_from_the_time_before_it() {
    let span = |told: &str| times(&format!("# Shop down\n\n{told}"));
    let whole = ["2026-03-02T10:14", "", "2026-03-03T09:01"].map(str::to_owned);
    for told in [
        "On March 2nd, 2026 at about 10:14am the shop went down for a change of its database and stayed so until March 3rd at 9:01am.",
        "On March 2nd, 2026 at 10:14am the shop went down until Tuesday, March 3rd, at 9:01am.",
    ] {
        assert_eq!(span(told), whole, "{told}");
    }
    for told in [
        "On March 2, 2026 at 10:14 the shop went down, and nobody noticed until 11:01.",
        "On March 2, 2026 the shop was fine at 10:14 and stayed so until 11:01.",
    ] {
        assert_ne!(span(told)[2], "2026-03-02T11:01", "{told}");
    }
}

#[test]
fn zones_stick_to_their_hours() {
    let text = "# Shop down\n\n**Date of incident**: 2nd March, 2026 between 10.14UTC (block #12) and 10:55UTC";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
    let text = "# 2026-03-02 障害\n\n- 影響: 2026-03-02 10:14 頃〜10:55（JST）。公開サイトで送信不可";
    assert_eq!(times(text), ["2026-03-02T10:14+09:00", "", "2026-03-02T10:55+09:00"]);
}

#[test]
fn lengths_may_be_written_as_on_a_clock() {
    let entries = "## Timeline\n\nAll times UTC.\n\n2026-03-01 21:15 daily updates set secrets to their defaults\n\n2026-03-02 08:15 Ash \
                   notices strange feedback\n\n2026-03-02 09:47 the builder correctly reads the key\n\n2026-03-02 10:55 traffic is sent \
                   to the shop again\n\n2026-03-02 11:30 Ash writes it down";
    let text = format!("# 2026-03-02\n\n{entries}\n\n## Impact\n\nMTTD: 11:00\n\nMTTR: 02:40");
    assert_eq!(times(&text), ["2026-03-01T21:15Z", "2026-03-02T08:15Z", "2026-03-02T10:55Z"]);
    let incident = above_a_cause(&text);
    assert_eq!((incident.time_to_detect, incident.duration), (Some(39_600), Some(9_600)));
    for value in ["14:72", "2:3", "10:14 UTC", "about 02:40 h?", "1:02:03:04"] {
        assert_eq!(above_a_cause(&format!("# Outage\n\n- **Duration:** {value}\n")).duration, None, "{value}");
    }
    assert_eq!(above_a_cause("# Outage\n\n- **Duration:** 01:02:03\n").duration, Some(3_723));
}

#[test]
fn days_on_both_sides_of_an_arrow_say_more_than_the_date_of_the_paper() {
    let text = "# Outage\n\n**Date:** March 8, 2026\n**Duration:** ~6 days (Mar 2 merge -> Mar 8 fix)\n\n## Summary\n\nClients were closed.";
    assert_eq!(times(text), ["2026-03-02", "", "2026-03-08"]);
}

#[test]
fn a_date_behind_the_time_line_is_the_papers() {
    let entries =
        "## Timeline\n\n- 2026-03-02 10:14 orders fail\n- 2026-03-02 10:20 an alert fires\n- 2026-03-02 10:55 resolved";
    let text = format!("# Outage\n\n{entries}\n\n---\n\n**Date:** 2026-03-02 20:12\n");
    assert_eq!(times(&text)[0], "2026-03-02T10:14");
}

#[test]
fn a_span_of_days_may_name_its_month_once() {
    for days in [
        "2–3 March 2026",
        "2 - 3 March 2026",
        "2nd to 3rd March 2026",
        "March 2 and 3, 2026",
        "March 2–3, 2026",
        "2026-03-02/03",
        "2026-03-02 – 03",
        "2./3. März 2026",
        "2 y 3 de marzo de 2026",
        "2 au 3 mars 2026",
        "2026年3月2日〜3日",
    ] {
        let text = format!("# Shop down\n\n- **Date:** {days}\n- **Severity:** high");
        assert_eq!(times(&text), ["2026-03-02", "", "2026-03-03"], "{days}");
    }
    let hours = "# Shop down\n\n**Date:** 2–3 March 2026, 22:10–01:30";
    assert_eq!(times(hours), ["2026-03-02T22:10", "", "2026-03-03T01:30"]);
    for (day, other) in [
        ("2026-03-02", "2026-03-02 - 3 nodes"),
        ("2026-03-02", "March 2, 2026 - 3 users"),
        ("2026-03-03", "Phase 2 – 3 March 2026"),
    ] {
        assert_eq!(
            times(&format!("# Shop down\n\n- **Date:** {other}\n- **Severity:** high")),
            [day, "", ""],
            "{other}"
        );
    }
}

#[test]
fn zones_may_be_in_small_letters_and_labels_may_say_where_it_was_fixed() {
    let text = "# Shop down\n\n- **Incidente:** 2026-03-02 10:14z\n- **Date fixed on production:** 2026-03-02 10:55utc";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
    let zone = "# Shop down\n\n**Date:** 2026-03-02 10:14 zone a failed";
    assert_eq!(times(zone), ["2026-03-02T10:14", "", ""]);
}
