//! The forms in which operators publish their reviews, each a way of writing that was misread.

use super::tests::{above_a_cause, incident, times_of, told};
use crate::model::{Basis, Detector, Incident, RiskKind};

fn read(path: &str, text: &str) -> Incident {
    incident(path, text).expect("it is a postmortem").1
}

fn root(text: &str) -> String {
    read("a.md", text).risks[0].text.value.clone()
}

fn severity(title: &str) -> (String, Option<String>) {
    let incident = above_a_cause(&format!("# {title}\n\n## Impact\n\nNobody could pay."));
    (incident.title.value, incident.severity.map(|severity| severity.value))
}

#[test]
fn headings_are_numbered_by_letters_and_words() {
    let text = |number: &str| {
        format!(
            "# Terminal outage\n\n### {number} Root cause analysis\n\nThe trust store lacked a certificate.\n\n## Permanent corrective action\n\nUpdate the trust store.\n"
        )
    };
    for number in ["D4 –", "B.", "Step 3:", "Phase II —", "Schritt 2:", "Section 4 -"] {
        assert_eq!(told("a.md", &text(number)), ["5 root", "9 item Unknown"], "{number}");
    }
}

#[test]
fn a_cause_is_told_with_the_sentence_that_it_goes_on_about() {
    let text = "# Queue outage\n\n## What went wrong and why?\n\nThe front ends keep a table. The driver retried without back-off. \
                This led to so many requests that the store was throttled.\n";
    let told = "The driver retried without back-off. This led to so many requests that the store was throttled.";
    assert!(root(text).ends_with(told), "{}", root(text));
}

#[test]
fn a_story_of_what_went_wrong_tells_the_cause_where_no_heading_does() {
    let text = "# Outage on 2026-03-02\n\nAt 10:14 customers saw errors.\n\n## What went wrong, and how we fixed it\n\n\
                A clean-up task sent an empty value, and the server took it for all of them.\n";
    assert_eq!(told("a.md", text), ["7 root"]);
}

#[test]
fn the_root_among_factors_is_named_outright() {
    let text = "# Return to service, 3/14 – 3/16 2026\n\nOur platform experienced a 50-hour outage.\n\n\
                There were several contributors to the length of this outage:\n\n\
                - The root cause was a feature that led to contention in the store.\n- Monitoring relied on the store.\n";
    assert_eq!(told("a.md", text), ["7 root", "8 factor"]);
}

#[test]
fn a_lead_that_names_the_cause_states_it() {
    let text = "# Coupure du 2 mars 2026\n\n## Impact\n\nSite inaccessible.\n\n## Cause racine\n\n\
                La cause racine est une avarie sur la ligne qui alimente les deux fournisseurs du site :\n\n- A\n- B\n";
    assert!(told("a.md", text).contains(&"9 root".to_owned()), "{:?}", told("a.md", text));
}

#[test]
fn what_it_was_not_is_no_cause() {
    let text = "# Outage on 2026-03-02\n\nAt 10:14 routes were withdrawn. It was not caused, directly or indirectly, by an attack. \
                It was triggered by a change of the address table.\n";
    assert_eq!(told("a.md", text), ["3 root"]);
    assert!(root(text).starts_with("It was triggered"));
}

#[test]
fn a_paragraph_of_actions_may_begin_with_what_was_done_that_day() {
    let text = "Relay incident #26004\n\nIncident began at 2026-03-12 09:41 and ended at 2026-03-12 10:53 (all times are US/Pacific).\n\n\
                ROOT CAUSE\n\nThe selector was empty, and an empty selector matches everything.\n\nREMEDIATION AND PREVENTION\n\n\
                Engineers were alerted at 09:44 and began to look. The change was rolled back at 10:31.\n\n\
                To prevent this, we are taking the following actions. We will reject empty selectors. We will monitor the table's memory.\n";
    let read = read("relay.txt", text);
    assert_eq!(read.title.value, "Relay incident #26004");
    assert_eq!(times_of(&read), ["2026-03-12T09:41-07:00", "", "2026-03-12T10:53-07:00"]);
    assert_eq!(told("relay.txt", text), ["7 root", "13 item Open asks"]);
    assert_eq!(read.action_items[0].text.value, "We will reject empty selectors. We will monitor the table's memory.");
}

#[test]
fn customers_and_readers_are_asked_for_nothing() {
    let text = "# Queue outage\n\n## Root cause\n\nThe driver retried without back-off.\n\n\
                ## How are we making incidents like this less likely?\n\n- We are adding an alert on retries. (Estimated completion: May 2026)\n\n\
                ## How can customers make incidents like this less impactful?\n\n- Consider two regions\n\n\
                ## How can we make our incident communications more useful?\n\nYou can rate this review at https://example.org/7\n";
    assert_eq!(told("a.md", text), ["5 root", "9 item Open asks"]);
}

#[test]
fn a_heading_may_say_how_long_an_incident_lasted() {
    let text = "# Availability report: January 2026\n\n### January 9, 14:20 UTC (lasting 1 hour and 16 minutes)\n\n\
                On January 9, 2026, between 14:20 UTC and 15:36 UTC, reviews were unavailable. A migration locked a table.\n\n\
                We abandoned the migration. We are working to add timeouts of locks, and to alert earlier on waits.\n\n\
                ### January 21, 08:05 UTC (lasting 38 minutes)\n\n\
                On January 21, 2026, between 08:05 UTC and 08:43 UTC, pages failed. The cause was an expired certificate.\n";
    let read = read("incidents/a.md", text);
    assert_eq!(times_of(&read)[0], "2026-01-09T14:20Z");
    assert_eq!(times_of(&read)[2], "2026-01-09T15:36Z");
    assert_eq!(read.detected_by, Detector::Unknown);
    assert!(
        told("incidents/a.md", text).contains(&"7 item Open asks".to_owned()),
        "{:?}",
        told("incidents/a.md", text)
    );
}

#[test]
fn titles_say_how_grave_it_was() {
    for (title, expected) in [
        ("[SEV1] Checkout unavailable", ("Checkout unavailable", Some("SEV1"))),
        ("[SEV-2][orders] Orders fail", ("Orders fail", Some("SEV-2"))),
        ("Checkout outage (P1)", ("Checkout outage (P1)", Some("P1"))),
        ("Checkout outage", ("Checkout outage", None)),
        ("[2026-03-02] Checkout outage", ("Checkout outage", None)),
    ] {
        let (name, grave) = severity(title);
        assert_eq!((name.as_str(), grave.as_deref()), expected, "{title}");
    }
}

#[test]
fn a_table_of_start_and_end_has_two_columns() {
    let text = "# Outage\n\n### Date\n\n| Start | End |\n|---|---|\n| August 29th 2026, 8:10 CEST | 29.08.2026, 14:15 CEST |\n";
    assert_eq!(times_of(&above_a_cause(text)), ["2026-08-29T08:10+02:00", "", "2026-08-29T14:15+02:00"]);
}

#[test]
fn us_zones_in_short_are_places() {
    for (zone, offset) in
        [("PT", "-07:00"), ("ET", "-04:00"), ("CT", "-05:00"), ("Pacific", "-07:00"), ("MT", "-06:00")]
    {
        let text = format!("# Outage\n\nOn May 12th, 2026, at 4:45pm {zone}, the balancers began to fail.");
        assert_eq!(times_of(&above_a_cause(&text))[0], format!("2026-05-12T16:45{offset}"), "{zone}");
    }
}

#[test]
fn the_date_of_a_status_page_is_when_it_began() {
    let page = |date: &str, text: &str| {
        format!(
            "---\ntitle: API errors\ndate: {date}\nresolved: true\nresolvedWhen: 2026-05-02T09:12:00Z\nsection: issue\n---\n\n{text}\n\n**Root cause**: a disk was full.\n"
        )
    };
    let started = |date: &str, text: &str| times_of(&read("incidents/a.md", &page(date, text)))[0].clone();
    assert_eq!(started("2026-05-02T08:00:00Z", "The API is down."), "2026-05-02T08:00:00Z");
    assert_eq!(started("2026-05-02T08:00:00Z", "At 07:40 UTC the API went down."), "2026-05-02T07:40Z");
    // A page that was written afterwards.
    assert_eq!(started("2026-05-04T08:00:00Z", "The API is down."), "");
}

#[test]
fn tags_call_a_document_a_postmortem() {
    let text = |tags: &str| {
        format!(
            "---\n{tags}\n---\n\n# Weekly release done twice\n\n## Chronology\n\n- 2026-05-25 11:42 UTC: an alert is triggered\n\n## Impacts\n\nNo package.\n\n## Proposal improvements\n\n### Short term\n\n- Adding safeguards around retries\n"
        )
    };
    for tags in ["tags: post-mortem", "categories:\n  - postmortem"] {
        let items = told("notes/a.md", &text(tags));
        assert!(items.iter().any(|line| line.contains("item")), "{tags}: {items:?}");
    }
}

#[test]
fn answers_on_how_to_notice_sooner_are_items_and_boilerplate_is_none() {
    let text = "# 2026-01-15: Queues stopped\n\n- [x] If applicable, ensure that the exec summary is complete\n- [ ] Fill out the sections below\n\n\
                ### What were the root causes?\n\n1. A failover left the workers connected to the old primary.\n\n### Analysis\n\n\
                1. **How could detection time be improved?**\n   1. Alert on the rate of errors\n2. **How could time to diagnosis be improved?**\n   1. ...\n";
    assert_eq!(told("a.md", text), ["8 root", "13 item Unknown asks"]);
}

#[test]
fn whoever_looked_elsewhere_tells_no_cause() {
    let text = "# Search outage on 2026-03-10\n\nAt 13:05 search went down, because a field of the index was renamed, and nobody knew that another service reads it.\n\n\
                For twenty minutes everybody looked at the deploy of the morning, since it was the most recent change.\n\n\
                We take reliability seriously and want to share what went wrong.\n\nFinally, we want to apologize for the impact this event caused.\n";
    assert_eq!(told("a.md", text), ["3 root"]);
}

#[test]
fn a_label_of_a_cause_is_no_heading_of_another_language() {
    let text = "# Outage on 2026-03-02\n\n## What happened\n\nWe removed an old app. Two critical problems ensued:\n\n\
                - **Communication gap.** One team gave the ids of the site instead of those of the app.\n\
                - **Insufficient warnings.** The interface accepted both.\n";
    assert_eq!(told("a.md", text), ["7 factor", "8 factor"]);
}

#[test]
fn a_title_without_a_year_dates_the_entries() {
    let text = "# Summary of June 8 outage\n\n*June 8, 2026 · Nick, operations*\n\n## What happened?\n\n\
                On May 12, we began a deployment that introduced a bug.\n\nHere's a timeline of the day (all times are in UTC):\n\n\
                09:47 Onset of disruption\n09:48 Identified by monitoring\n11:00 Services recovered\n12:44 Status post resolved\n";
    let read = read("a.md", text);
    assert_eq!(times_of(&read), ["2026-06-08T09:47Z", "2026-06-08T09:48Z", "2026-06-08T11:00Z"]);
    assert_eq!(told("a.md", text), ["7 root"]);
}

#[test]
fn spans_of_iberian_languages_and_their_zones() {
    let times = |words: &str| times_of(&above_a_cause(&format!("# Incidente de 2026-03-12\n\n## Resumo\n\n{words}")));
    let span = ["2026-03-12T08:10-03:00", "", "2026-03-12T12:40-03:00"];
    assert_eq!(times("Entre 08h10 e 12h40 (horário de Brasília) nenhum e-mail foi enviado."), span);
    let span = ["2026-03-12T16:05+01:00", "", "2026-03-12T16:52+01:00"];
    assert_eq!(times("**Duración:** 47 minutos (de 16:05 a 16:52, hora de Madrid)"), span);
}

#[test]
fn how_it_was_seen_is_no_cause_in_other_languages() {
    for words in [
        "お客様からの問い合わせにより14時20分に発覚しました。",
        "Die Störung wurde durch einen Anruf der Hotline bemerkt.",
        "La panne a été signalée par un agent vers midi.",
        "El fallo fue reportado por un cliente a las 11:55.",
        "A falha foi percebida por um cliente às 11:55.",
        "故障由客服同学发现并上报。",
    ] {
        let text = format!("# Outage on 2026-03-02\n\n## Summary\n\n{words}\n\n## Root cause\n\nThe disk was full.\n");
        assert_eq!(told("a.md", &text), ["9 root"], "{words}");
    }
}

#[test]
fn what_is_under_review_is_open_and_asks_for_no_alert() {
    let text = "# Ausfall am 2026-03-02\n\n## Ursache\n\nDas Limit war erreicht.\n\n## Maßnahmen\n\n- Wartezimmer einführen – in Prüfung\n";
    assert_eq!(told("a.md", text), ["5 root", "9 item Open"]);
}

#[test]
fn hours_of_a_table_may_be_four_digits() {
    let text = "# Incident report\n\n| Date | February 4th, 2026 |\n| --- | --- |\n| Time | 0730 - 1230 (UTC) |\n\n## Timeline\n\n\
                | Time | Type | Description |\n|---|---|---|\n| 0730 | op | Somebody renews the metadata. |\n\
                | 0740 | op | The operator has noticed that containers fail. |\n| 2030 | op | The operator has restored it. |\n";
    let times = times_of(&above_a_cause(text));
    assert_eq!(times, ["2026-02-04T07:30Z", "2026-02-04T07:40Z", "2026-02-04T12:30Z"]);
}

#[test]
fn a_date_in_html_is_that_of_the_paper() {
    let text = "## Certificates expired\n\n<div class=\"subtitle\">1 August, 2026 by the operators</div>\n\n\
                Between 2026-07-30 21:27 UTC and 2026-07-31 07:27 UTC the site could not be accessed.\n";
    assert_eq!(times_of(&above_a_cause(text)), ["2026-07-30T21:27Z", "", "2026-07-31T07:27Z"]);
}

#[test]
fn a_line_in_bold_may_state_the_cause_and_heads_none() {
    let text = "# Outage on 2026-03-02\n\n**A failure of the cache at 12:07 caused a partial outage of the shop**\n\nSome pages returned errors.\n\n\
                It is over. To prevent its recurrence, we have filed a ticket to make pages tolerant.\n";
    assert_eq!(told("a.md", text), ["3 root", "7 item Open"]);
}

#[test]
fn measures_are_suggested_or_implemented() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe wrong cluster was deleted.\n\n## Mitigations\n\n\
                - Implemented: Another cluster is ready\n- Suggested: Monitor the certificates\n";
    assert_eq!(told("a.md", text), ["5 root", "9 item Done", "10 item Unknown asks"]);
}

#[test]
fn a_conclusion_beside_the_next_steps_is_none_of_them() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nThe contract trusted its input.\n\n## Conclusion and next steps\n\n\
                There was a vulnerability in a contract, and the network was upgraded.\n\n\
                The new contracts will be re-introduced next week.\n\nWe would like to remind everyone of our bounty.\n";
    assert_eq!(told("a.md", text), ["5 root", "11 item Unknown"]);
}

#[test]
fn a_title_of_the_template_says_nothing_above_another() {
    let text = "---\nlayout: page\ntitle: template\n---\n\n# Orders could not be sent\n\n## Root cause\n\nThe address held a letter.\n\n\
                ## Impact\n\nOrders failed.\n\n## Action items\n\n- Test addresses\n";
    assert_eq!(told("pm/a.md", text), ["10 root", "18 item Unknown"]);
    assert_eq!(read("pm/a.md", text).title.value, "Orders could not be sent");
    assert_eq!(told("templates/a.md", text), ["no postmortem"]);
}

#[test]
fn fields_below_a_numbered_factor_belong_to_it() {
    let text = "# Full incident report: stale responses\n\n## Summary\n\n* Non-compliance start date: 2026-02-10 02:00 UTC\n\
                * Non-compliance identified date: 2026-02-10 07:45 UTC\n* Non-compliance end date: 2026-02-10 08:10 UTC\n\n\
                ## Root Cause Analysis\n\n### Contributing Factor #1: The update changed the folder of the job\n\n\
                * Description: The job exited with status 0.\n* Detection: none\n* Interaction: the scheduler takes 0 for success\n\n\
                ### Contributing Factor #2: No monitoring of freshness\n\n* Description: Only the port is watched.\n";
    assert_eq!(told("a.md", text), ["11 factor", "17 factor"]);
    let read = read("a.md", text);
    assert_eq!(times_of(&read), ["2026-02-10T02:00Z", "2026-02-10T07:45Z", "2026-02-10T08:10Z"]);
    let first = &read.risks[0].text.value;
    assert_eq!(first, "The update changed the folder of the job The job exited with status 0.");
}

#[test]
fn a_reason_for_outage_is_a_report_that_heads_its_cause() {
    let text = "REASON FOR OUTAGE (RFO)\n\nCustomer: all of DC2\nStart of outage: 04/03/2026 01:12 AM EST\nEnd of outage: 04/03/2026 03:40 AM EST\n\n\
                Root cause:\nA memory error caused the router to crash.\n\nPreventive action:\n1) We will add monitoring of redundancy.\n";
    assert_eq!(told("rfo.txt", text), ["8 root", "11 item Open asks"]);
    assert_eq!(times_of(&read("rfo.txt", text)), ["2026-04-03T01:12-05:00", "", "2026-04-03T03:40-05:00"]);
}

#[test]
fn the_first_line_in_bold_is_a_title() {
    let text = "**Service incident report**\n\n**Date of incident:** 9 March 2026\n\n**Cause of incident**\n\nThe array lost a controller.\n";
    assert_eq!(read("uni.md", text).title.value, "Service incident report");
}

#[test]
fn times_are_fields_and_a_question_heads_the_cause() {
    let text = "## Incident\n\n**Start:** 2026-05-06 23:40 CEST\n\
                **Discovered:** 2026-05-07 08:15 CEST by @jo while they were testing something else\n\n\
                ### What broke?\n\nThe consumer was killed while it loaded the whole backlog.\n\n### Why didn't we notice?\n\n\
                Alerting was never moved over from the old cluster.\n";
    assert_eq!(told("incidents/7.md", text), ["8 root", "12 factor"]);
}

#[test]
fn a_network_that_stops_producing_is_down() {
    let text =
        "# Network halt\n\nThe mainnet stopped producing blocks on June 3, 2026 at 02:14 UTC and resumed at 06:41 UTC.";
    assert_eq!(times_of(&above_a_cause(text)), ["2026-06-03T02:14Z", "", "2026-06-03T06:41Z"]);
}

#[test]
fn what_passed_did_not_end_it() {
    let text = "# Halt 2023-01-30\n\nAfter the passing of the proposal, at about 09:30 GMT, the network halted at block 6427279.";
    assert_eq!(times_of(&above_a_cause(text)), ["2023-01-30T09:30Z", "", ""]);
}

#[test]
fn notes_on_releases_are_no_incidents() {
    let text = "% Release notes\n\nVersion 1.95 (2026-04-16)\n==========\n\nCompatibility issues\n---\n- Builds that failed at 10:14 work again\n";
    assert_eq!(told("releases.md", text), ["no postmortem"]);
}

#[test]
fn papers_on_anything_else_are_no_incidents() {
    let design = "# Why the library is as it is\n\n## Why another one?\n\nThe problem with the others is a combination of:\n\n- an old interface\n- slow tests\n\n\
                  As for the tests, we will add:\n\n- a tree of test data\n";
    assert_eq!(told("lib.md", design), ["no postmortem"]);
    let issue =
        "## Problem\n\nA clear description of what the problem is.\n\n## Solution\n\nWhat you would like to happen.\n";
    assert_eq!(told(".github/ISSUE_TEMPLATE/feature_request.md", issue), ["no postmortem"]);
    let history = "# History\n\n## Bugs\n\n- A crash at 10:14 was fixed\n\n## Improvements\n\n- Add a limit\n";
    assert_eq!(told("HISTORY.md", history), ["no postmortem"]);
}

#[test]
fn guesses_at_a_cause_that_nobody_found_are_no_causes() {
    let text = |lead: &str| {
        format!(
            "# Outage on 2026-03-02\n\nPrices were stale, and orders were wrong.\n\n## Root causes\n\n{lead}\n\n- The API of the exchange was down\n- Our workers were busy\n"
        )
    };
    let causes = |lead: &str| {
        let risks = incident("a.md", &text(lead)).expect("it is a postmortem").1.risks;
        risks.iter().filter(|risk| risk.kind == RiskKind::RootCause && risk.basis == Basis::Stated).count()
    };
    assert_eq!(causes("The root cause was not determined. There can be various reasons:"), 0);
    assert_eq!(causes("It was a chain of two:"), 2);
    assert_eq!(causes("The root cause was not known for two days. Then we found both:"), 2);
}

#[test]
fn what_failed_besides_is_told_below_headings_of_its_own() {
    let failed = "## How we failed\n\nThere was more than one failure.\n\n### Tests\n\nWe test every deployment, but missed testing \
                  reboots, and this masked a bug in our script.\n\n### Monitoring\n\nWe learned that our monitoring was broken in ways that \
                  we did not know about.\n\n## Actions\n\n- Test reboots.\n";
    let named =
        format!("# Outage on 2026-03-02\n\nThe outage was caused by an error in the shop's start script.\n\n{failed}");
    assert_eq!(told("a.md", &named), ["3 root", "11 factor", "15 factor", "19 item Unknown"]);
    // Where nothing else names the cause, they are it.
    assert_eq!(told("a.md", &format!("# Outage on 2026-03-02\n\n{failed}"))[..2], ["9 root", "13 root"]);
}

#[test]
fn the_page_of_a_blog_has_its_title_in_front_matter() {
    let text = "---\nID: 47\npost_title: The shop was down on March 2nd\npost_date: 2026-03-06 00:00:00\n---\nThe shop was unavailable on March \
                2nd from 00:10 until 07:52.\n\n## What happened\n\nA reboot failed. We became aware of the problem at 7:30.\n\n## Root \
                cause\n\nA bug in the start script.\n";
    let incident = read("2026-03-06-the-shop.md", text);
    assert_eq!(incident.title.value, "The shop was down on March 2nd");
    assert_eq!(times_of(&incident), ["2026-03-02T00:10", "2026-03-02T07:30", "2026-03-02T07:52"]);
}

#[test]
fn what_a_paragraph_above_a_list_only_looks_back_on_is_no_item() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nOne host held all routes.\n\n## What we're doing to fix this\n\nThis was the first failure of \
                the platform that we have experienced since March. We see it as a way to learn, and to improve our monitoring.\n\n- We will \
                add a second host.\n";
    assert_eq!(told("a.md", text), ["5 root", "11 item Open"]);
}
