//! Which day and which hour are meant, and who noticed, each case a misreading that was mended.

use super::tests::{incident, times_of};
use crate::model::{Detector, Incident, Moment, RiskKind, Status};

const CAUSE: &str = "## Root cause\n\nA disk was full.\n";

fn read(text: &str) -> Incident {
    incident("a.md", &format!("{text}\n\n{CAUSE}")).expect("it is a postmortem").1
}

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&read(text))
}

/// Who noticed, as a label tells it.
fn by(answer: &str) -> Detector {
    read(&format!("# Outage on 2026-03-02\n\n| Detected by | {answer} |\n|---|---|\n| Severity | high |")).detected_by
}

#[test]
fn an_arrow_in_the_value_of_a_label_makes_a_span_whatever_is_said_beside_it() {
    let text = "# Outage\n\n- **Date:** 2026-03-02\n- **Duration:** ~2h (queue stuck 21:01 UTC → drained ~23:09 UTC)";
    assert_eq!(times(text), ["2026-03-02T21:01Z", "", "2026-03-02T23:09Z"]);
    let text = "# Outage\n\n**Date:** Mar 2–3, 2026\n**Duration:** ~58 min (23:50Z deployment → 00:48Z rollback)\n\n\
                ## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| Mar 2, 23:50Z | Bad image deployed |\n\
                | Mar 3, 00:48Z | Rollback; errors clear |\n| 01:22Z | No errors; incident closed |";
    assert_eq!(times(text), ["2026-03-02T23:50Z", "", "2026-03-03T00:48Z"]);
}

#[test]
fn a_length_in_hours_and_minutes_is_no_hour() {
    let text = "# Outage\n\n| Date | 2026-03-02 |\n|---|---|\n| Duration | 01:10 (13:50 → 15:00) |";
    assert_eq!(times(text), ["2026-03-02T13:50", "", "2026-03-02T15:00"]);
    assert_eq!(times("# Outage\n\n- Date: 2026-03-02\n- Duration: 01:10"), ["2026-03-02", "", ""]);
}

#[test]
fn a_note_gives_the_day_of_all_times_that_name_none() {
    let text = "# Outage\n\n## Timeline\n\nUnless otherwise noted all events happened on 2026-03-03, and all times are in\n\
                UTC.\n\n- 2026-03-02 00:55: builds started failing\n- 01:38: alerts fired\n- 02:06: the site is back online";
    assert_eq!(times(text), ["2026-03-02T00:55Z", "2026-03-03T01:38Z", "2026-03-03T02:06Z"]);
}

#[test]
fn four_digits_behind_a_date_are_an_hour() {
    let text = "# Outage\n\n## Timeline\n\n- 2026-03-02 2233 the queue stops responding\n\
                - 2026-03-03 0016 users report errors\n- 2026-03-03 0242 recovered";
    assert_eq!(times(text), ["2026-03-02T22:33", "2026-03-03T00:16", "2026-03-03T02:42"]);
    for text in ["On 2026-03-02 2500 orders failed.", "On 2026-03-02 2200 orders failed."] {
        assert_eq!(times(&format!("# Outage\n\n## Summary\n\n{text}")), ["2026-03-02", "", ""]);
    }
}

#[test]
fn small_hours_in_the_next_paragraph_are_of_the_next_day() {
    let text = "# Total outage\n\nLast night (March 2nd, 2026) the power went down at 11:35 pm.\n\n\
                Nobody could do anything but wait for the power to be restored, which occurred at 12:27 am.";
    assert_eq!(times(text), ["2026-03-02T23:35", "", "2026-03-03T00:27"]);
}

#[test]
fn sentences_that_are_set_in_are_no_code() {
    let text = "# Outage\n\n### Summary\n\n    On March 2, 2026 the certificate of our shop expired, and the shop was down for \
                two hours, from 2:00 PM to 4:00 PM UTC.";
    assert_eq!(times(text), ["2026-03-02T14:00Z", "", "2026-03-02T16:00Z"]);
    let text = "# Outage on 2026-03-02\n\n    if disk = full { fail(\"at 10:14 the shop went down because of it, and then it \
                was up again some time later\") }.";
    assert_eq!(times(text), ["", "", ""]);
}

#[test]
fn what_is_told_in_short_goes_before_what_led_to_it_the_day_before() {
    let text = "# Date\n2026-03-03\n\n# Summary\nOn March 3, 2026, at about 9:40am, all services became unreachable. At 12:10pm \
                they came back.\n\n# Timeline\n- 2026-03-02\n  - 4:16: staging was deployed and shows errors\n\
                - 2026-03-03\n  - 8:30: we go on looking\n  - 12:09: proxy upgraded, resolving the issue\n";
    assert_eq!(times(text)[0], "2026-03-03T09:40");
}

#[test]
fn it_began_when_it_was_noticed_where_it_lasted_from_then_on() {
    let text = "# Outage\n\n- **Date of incident:** March 2, 2026\n- **Incident detected:** 2026-03-02, 10:15 AM UTC\n\
                - **Resolution time:** 2026-03-02, 11:45 AM UTC\n- **Total downtime:** 1 hour 30 minutes";
    assert_eq!(times(text), ["2026-03-02T10:15Z", "2026-03-02T10:15Z", "2026-03-02T11:45Z"]);
    let later = text.replace("1 hour 30", "2 hours 30");
    assert_eq!(times(&later)[0], "2026-03-02");
}

#[test]
fn the_answer_stands_before_the_dash_and_the_brackets() {
    assert_eq!(
        by("Reported via team-lead — red pipeline seen during the rollout (not by monitoring)"),
        Detector::Person
    );
    assert_eq!(
        by("monitoring — Sentry `SHOP-59` (`image pull failed (auth_denied)`, error), and the deploy job, and the \
                   dashboard of the shop"),
        Detector::Alert
    );
    assert_eq!(by("User report – the alert came later"), Detector::Customer);
    assert_eq!(by("Prometheus (PodCrashLooping)"), Detector::Alert);
}

#[test]
fn to_go_on_watching_is_no_alert_and_a_team_that_is_called_in_knows() {
    let told = |words: &str| read(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by;
    for words in [
        "Applications are coming back online and we are monitoring for stability. The reason is identified.",
        "At 16:28 a statuspage alert told everybody that search was not available.",
        "We started to process the alarms we had missed.",
    ] {
        assert_ne!(told(words), Detector::Alert, "{words}");
    }
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 11:42 mail is down\n- 11:50 SRE engaged via chat\n- 11:56 mail restored";
    assert_eq!(times(text), ["2026-03-02T11:42", "2026-03-02T11:50", "2026-03-02T11:56"]);
}

#[test]
fn a_day_of_the_week_may_stand_before_the_date_of_a_heading() {
    let text = "# Outage\n\n## Timeline\n\n### Monday 2 March 2026\n\n14.10 The service stops working shortly after a deploy.\n\n\
                ### Wednesday, 4 March 2026\n\n11.03 Ann mentioned that edits are not showing up\n\nThu 5 March 2026\n\n\
                11.50 Deployed a fix";
    assert_eq!(times(text), ["2026-03-02T14:10", "2026-03-04T11:03", "2026-03-05T11:50"]);
}

#[test]
fn from_when_until_when_are_labels_and_a_span_knows_the_hour_of_that_day() {
    let text =
        "# Outage\n\n**Incident from:** 2026-03-02\n\n**Incident until:** 2026-03-02\n\n**Retro held:** 2026-03-09";
    assert_eq!(times(text), ["2026-03-02", "", "2026-03-02"]);
    let text =
        format!("{text}\n\n## Timeline\n\nFrom 13:07 to 18:59 UTC, most requests failed.\n\n20:14 things are back");
    assert_eq!(times(&text), ["2026-03-02T13:07Z", "", "2026-03-02T18:59Z"]);
}

#[test]
fn a_service_that_stops_working_is_not_back() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 the service stops working\n- 10:20 service no longer \
                available to users\n- 10:55 rolled back";
    assert_eq!(times(text)[2], "2026-03-02T10:55");
}

#[test]
fn detection_below_action_items_is_what_is_to_be_done() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 We noticed errors\n\n## Action items\n\n### Monitoring\n\n\
                1. Send an alert when the API is down.\n\n### Detection\n\n| Action | Owner |\n|---|---|\n| Alert on lag | @shop |";
    assert_eq!(read(text).detected_by, Detector::Person);
}

#[test]
fn pages_that_fail_tickets_with_a_provider_and_the_hour_alone_tell_nobody() {
    for words in [
        "The search and work pages failed for two hours.",
        "A new pod was not created, leading users to see a proxy error message.",
        "A ticket is created via the cloud provider.",
        "Discovered: March 2, ~10:00 AM",
    ] {
        assert_eq!(read(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by, Detector::Unknown, "{words}");
    }
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 Ann reported in Slack that the site looked wrong";
    assert_eq!(read(text).detected_by, Detector::Person);
}

/// The status of every action item, in the order of the text.
fn statuses(items: &[&str]) -> Vec<Status> {
    let list: String = items.iter().map(|item| format!("- {item}\n")).collect();
    let incident = read(&format!("# Outage on 2026-03-02\n\n## Action items\n\n{list}"));
    incident.action_items.iter().map(|item| item.status).collect()
}

#[test]
fn what_is_told_in_the_past_is_done() {
    let done = [
        "Added an alert for the length of the queue.",
        "Reviewed and optimised the query.",
        "Memory: Additional memory was allocated to the server.",
        "Deploy workflows now print the logs on failure.",
        "`release.sh` is now non-destructive.",
        "Health check and logging fixed (PR #1).",
    ];
    assert_eq!(statuses(&done), [Status::Done; 6]);
    let unknown = [
        "Add an alert for the length of the queue.",
        "Enhanced maintenance protocols to prevent loose cables.",
        "Right now there is no alert for the queue, so add one.",
        "Get the logging of the shop fixed",
    ];
    assert_eq!(statuses(&unknown), [Status::Unknown; 4]);
    let open = ["Proposed: a quota for builds", "Script written, run pending", "Created a ticket to move the modules."];
    assert_eq!(statuses(&open), [Status::Open; 3]);
}

#[test]
fn times_are_told_from_when_it_began_or_from_the_time_before() {
    let shown = ["2026-03-02T14:05Z", "2026-03-02T14:12Z", "2026-03-02T15:30Z"];
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- T+0 (14:05 UTC): the certificate expires\n- T+7m: alert fires\n\
                - T+85m: renewed, the site is back";
    assert_eq!(times(text), shown);
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| 14:05 | The certificate expires \
                |\n| +7m | Alert fires |\n| +1h 25m | Renewed, the site is back |";
    assert_eq!(times(text), shown);
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n14:05 UTC the certificate expires\n\n7 minutes later, an alert fires\n\n\
                78 minutes later, the site is back";
    assert_eq!(times(text), shown);
    let text = "# Outage\n\n**Started:** 2026-03-02 14:05 UTC\n\n## Timeline\n\n- T+00:07 alert fires\n- T+01:25 the site is back";
    assert_eq!(times(text), shown);
}

#[test]
fn who_was_paged_and_what_fires_tell_and_what_drops_to_zero_is_not_back() {
    let told = |words: &str| read(&format!("# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 {words}")).detected_by;
    for words in ["On-call paged by `CheckoutErrors`", "`Queue` started firing", "On-call acknowledged the page"] {
        assert_eq!(told(words), Detector::Alert, "{words}");
    }
    assert_eq!(told("The team is notified by platform users"), Detector::Customer);
    assert_eq!(told("SRE sees errors on the dashboard, opens an incident"), Detector::Person);
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 14:05 orders drop to zero\n- 14:12 noticed\n- 15:30 fixed";
    assert_eq!(times(text), ["2026-03-02T14:05", "2026-03-02T14:12", "2026-03-02T15:30"]);
}

#[test]
fn minutes_later_in_a_sentence_is_a_time() {
    let text = "# Shop outage\n\n## Summary\n\nOn Monday, 2 March 2026, at 14:05 UTC the shop went down. Five minutes later our \
                monitoring alerted us. By 15:30 UTC everything was back to normal.";
    assert_eq!(times(text), ["2026-03-02T14:05Z", "2026-03-02T14:10Z", "2026-03-02T15:30Z"]);
    let text = "# Outage on 2026-03-02\n\nThe outage began at 14:05 UTC, detected at 14:12 UTC, resolved at 15:30 UTC.";
    assert_eq!(times(text), ["2026-03-02T14:05Z", "2026-03-02T14:12Z", "2026-03-02T15:30Z"]);
}

#[test]
fn a_time_may_stand_in_a_later_column_or_in_code_below_the_heading() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n| # | Event | Time |\n|---|---|---|\n| 1 | Errors begin | 14:05 |\n\
                | 2 | Alert fires | 14:12 |\n| 3 | Fixed | 15:30 |";
    assert_eq!(times(text), ["2026-03-02T14:05", "2026-03-02T14:12", "2026-03-02T15:30"]);
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n```\n14:05 errors begin\n14:12 alert fires\n15:30 fixed\n```";
    assert_eq!(times(text), ["2026-03-02T14:05", "2026-03-02T14:12", "2026-03-02T15:30"]);
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 14:05 errors begin\n\n```\n14:01 error\n14:03 error\n```";
    assert_eq!(times(text)[0], "2026-03-02T14:05");
}

#[test]
fn an_end_may_be_rough_and_resolution_time_is_an_hour() {
    let text = "# Outage\n\n**Date and time:** 2026-03-02, from 14:05 until approximately 15:30 (CET)";
    assert_eq!(times(text), ["2026-03-02T14:05+01:00", "", "2026-03-02T15:30+01:00"]);
    let text = "# Outage on 2026-03-02\n\n**Start time:** 14:05\n**Resolution time:** 15:30";
    assert_eq!(times(text), ["2026-03-02T14:05", "", "2026-03-02T15:30"]);
}

#[test]
fn days_will_do_where_no_hour_is_told() {
    let text = "# Outage\n\n**Date**: March 23, 2026\n\n## Summary\n\nBetween March 9 and March 23, 2026, customers could not \
                open what they had bought.\n\n## Timeline\n\n**March 9, 2026** - First reported by a customer\n\n\
                **March 23, 2026** - Fixed";
    assert_eq!(times(text), ["2026-03-09", "2026-03-09", "2026-03-23"]);
    let text = "# Security incident: token leak\n\nOn 2nd March 2026 a security researcher discovered that a token was public.";
    assert_eq!(times(text)[1], "2026-03-02");
}

#[test]
fn names_of_machines_tell_nothing_and_it_may_be_back_on_prod() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 spotted-azure-bat-02 stops responding\n- 10:20 users report errors\n\
                - 10:55 the picker is back on prod";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:20", "2026-03-02T10:55"]);
}

#[test]
fn norwegian_is_read() {
    let text = "# Konfigurasjonsfeil som gjorde nettbutikken utilgjengelig\n\n**Dato:** 2. mars 2026\n\n**Rotårsaker:** Vi glemte å \
                oppdatere adressen til databasen\n\n**Påvisning:** Varslet av brukerstøtte\n\n## Aksjonspunkter\n\n\
                | Aksjon | Eier |\n|---|---|\n| Sette opp varsling når kall feiler | @butikk |\n\n## Tidslinje\n\n\
                09:55 - Ny versjon i produksjon, feil begynner å komme\n\n10:45 - Brukerstøtte melder om feil\n\n11:34 - Feilen er rettet";
    let incident = incident("a.md", text).expect("it is a postmortem").1;
    let iso = |moment: &Option<Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    let told = [&incident.started, &incident.detected, &incident.resolved].map(iso);
    assert_eq!(told, ["2026-03-02T09:55", "2026-03-02T10:45", "2026-03-02T11:34"]);
    assert_eq!(incident.detected_by, Detector::Customer);
    assert!(incident.risks.iter().any(|risk| risk.kind == RiskKind::RootCause));
    assert!(incident.action_items.iter().all(|item| item.asks_for_alert) && incident.action_items.len() == 1);
}

#[test]
fn a_date_above_a_time_line_may_tell_the_zone_and_errors_that_stop_are_over() {
    let text = "# Outage\n\n## Timeline\n\n2026-03-02 (all times UTC)\n\n- 14:05 errors begin\n- 14:12 pager storm\n- 14:40 rollback\n\
                - 14:42 500s stop";
    assert_eq!(times(text), ["2026-03-02T14:05Z", "2026-03-02T14:12Z", "2026-03-02T14:42Z"]);
    let text =
        "# Outage on 2026-03-02\n\n## Summary\n\nStarting at 14:05 UTC and lasting until 15:30 UTC, requests failed.";
    assert_eq!(times(text), ["2026-03-02T14:05Z", "", "2026-03-02T15:30Z"]);
}

#[test]
fn a_day_told_in_a_time_line_holds_for_what_follows_and_goes_before_that_of_the_paper() {
    let text = "# Orders could not be sent\n\nDate: June 18, 2026\n\n## Root cause\n\nThe controller was moved.\n\n## Timeline (all times ET)\n\n- Support told the team of the outage at 12:16 ET on June 16, 2026.\n- Nurses told their heads of the outage at about 1:00 PM ET.\n- The outage was resolved at about 4:00 PM ET, June 16.\n";
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    let noticed = "2026-06-16T12:16-04:00";
    assert_eq!(times_of(&incident), [noticed, noticed, "2026-06-16T16:00-04:00"]);
}

#[test]
fn what_stopped_days_before_it_was_discovered_began_then() {
    let text = "# No updates for three days\n\n**Incident date:** March 30, 2026\n\n## Summary\n\nOn March 27, 2026 at ~2:55pm, updates from \
                the shop stopped. It was discovered on March 30, 2026 at ~11:00am that the key had been deleted.";
    assert_eq!(times(text), ["2026-03-27T14:55", "2026-03-30T11:00", ""]);
}

#[test]
fn the_incident_ends_where_the_time_line_says_so() {
    let over = |last: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 13:17 the database is dropped\n- 14:05 restore begins\n- 14:40 {last}"
        );
        times(&text)[2].clone()
    };
    for last in [
        "End of the incident",
        "Switched to the direct address, confirmed working",
        "Confirmed a new certificate had been issued",
        "All 11 releases reconciled",
    ] {
        assert_eq!(over(last), "2026-03-02T14:40Z", "{last}");
    }
    assert_eq!(over("Confirmed a new ticket had been written"), "");
}

#[test]
fn a_fix_for_the_wrong_diagnosis_and_what_prevents_the_next_is_no_end() {
    let resolved = |rows: &str| {
        let text = format!("# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 UTC Orders fail\n{rows}\n");
        super::tests::times_of(&super::tests::above_a_cause(&text))[2].clone()
    };
    assert_eq!(resolved("- 10:30 UTC Limit fixed\n- 11:30 UTC Prevention measures deployed\n"), "2026-03-02T10:30Z");
    assert_eq!(resolved("- 10:30 UTC Limit raised and fixed\n- 11:00 UTC Restart attempt\n"), "2026-03-02T10:30Z");
    assert_eq!(
        resolved("- 10:40 UTC Fix of the wrong diagnosis deployed\n- 10:30 UTC Limit fixed\n"),
        "2026-03-02T10:30Z"
    );
    assert_eq!(resolved("- 10:30 UTC Reinicio del servicio\n- 10:50 UTC Verificado estable\n"), "2026-03-02T10:50Z");
}
