//! Announcements: incidents that are told in a few sentences, without headings, each case a misreading that was mended.

use super::tests::{incident, times_of};
use crate::model::{Detector, Incident};

fn read(text: &str) -> Option<Incident> {
    incident("a.md", text).map(|(_, incident)| incident)
}

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&read(text).expect("it is a postmortem"))
}

#[test]
fn an_announcement_without_headings_is_a_postmortem() {
    let text = "# Incident report - 1st December 2026\n\nOn Tuesday 1st December one of our halls suffered a total loss \
                of power, starting at approximately 16.40.  Power was restored at 17.30.";
    assert_eq!(times(text), ["2026-12-01T16:40", "", "2026-12-01T17:30"]);
    let text = "# Incident report\n\n- SUMMARY\nDate: 23rd September 2026\nTime: 12:56\nPeriod of Disruption: 12:56 – 13:00\n\
                - EVENTS\n- 12:56 Monitoring alerted the engineers.\n- 13:00 The links are back.";
    assert_eq!(times(text), ["2026-09-23T12:56", "2026-09-23T12:56", "2026-09-23T13:00"]);
    assert!(read("# Incident review\n\nWe meet at 10:00 and talk about what we can do better.").is_none());
    assert!(read("# How we handle an outage\n\nAt 10:00 the shop fails. What do we do?").is_none());
}

#[test]
fn a_sentence_tells_from_when_until_when() {
    let text = "# Outage\n\nThe shop was unavailable from 2026-03-02 20:18 (UTC) until the 2026-03-03 03:45 (UTC).\n\n\
                ## Timeline\n\n- 2026-02-02 - Notification of upcoming maintenance, ticket created\n\
                - 2026-03-02 20:00 (UTC) - Start of 5 year Power Feed A maintenance window\n\
                - 2026-03-02 20:18 (UTC) - Start of shop.example outage\n\
                - 2026-03-03 03:45 (UTC) - End of shop.example outage\n\
                - 2026-03-03 04:00 (UTC) - End of Power Feed A maintenance window";
    assert_eq!(times(text), ["2026-03-02T20:18Z", "", "2026-03-03T03:45Z"]);
    assert_eq!(read(text).map(|incident| incident.detected_by), Some(Detector::Unknown));
    let text = "# Postmortem: plays, January 2026\n\n## Summary\n\nWe had an incident starting as early as Friday, \
                January 23rd, 17:18 UTC and ending on Monday, January 26th, 19:46 UTC, with customers losing access.\n\n\
                ## Root cause\n\nA flag was wrong.";
    assert_eq!(times(text), ["2026-01-23T17:18Z", "", "2026-01-26T19:46Z"]);
}

#[test]
fn downtime_that_started_is_a_beginning_and_what_came_back_is_none() {
    let text = "# Downtime\n\n## Summary\n\nOn Friday March 6th 2026, the downtime started around 10AM after a merge and \
                was resolved the same day, by 8PM.\n\n## Root cause\n\nA wrong domain.";
    assert_eq!(times(text), ["2026-03-06T10:00", "", "2026-03-06T20:00"]);
    let text = "# Outage on 2026-03-02\n\n## Summary\n\nThe ring came back up at 11:21 pm, and nobody had been affected by \
                the outage.\n\n## Root cause\n\nA wrong cable.";
    assert_eq!(times(text), ["", "", "2026-03-02T23:21"]);
}

#[test]
fn zones_are_told_by_the_clock_of_a_place() {
    let text = "# Incident : tâches (2026)\n\nLe lundi 16 novembre, de 18h00 à 22h00 (heure de Paris), le traitement a été \
                totalement interrompu.\n\nL'origine du problème provenait d'une perte d'accès.";
    assert_eq!(times(text), ["2026-11-16T18:00+01:00", "", "2026-11-16T22:00+01:00"]);
    let text = "# Power outage\n\nOn July 6, 2026 the power failed at 01:39 mountain time, and service was restored at \
                04:13 mountain time.";
    assert_eq!(times(text), ["2026-07-06T01:39-06:00", "", "2026-07-06T04:13-06:00"]);
}

#[test]
fn the_night_before_is_told_beside_the_hour() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n\
                | ~23:29 (previous night) | A pod was restarted |\n| 10:00 | The first jobs failed with errors |\n\
                | 14:00 | The service returned to normal |";
    let text = format!("{text}\n\n## Root cause\n\nA webhook changed it.");
    assert_eq!(times(&text), ["2026-03-02T10:00Z", "", "2026-03-02T14:00Z"]);
}

#[test]
fn japanese_brackets_head_sections_and_no_blank_follows_a_label() {
    let text = "# 障害報告\n\n【障害内容】\n障害発生日時:2026年03月08日 4時58分~8時51分\n影響:接続できない\n\n【今後の対策】\n\n- 機器を冗長化する";
    assert_eq!(times(text), ["2026-03-08T04:58", "", "2026-03-08T08:51"]);
    let items = read(text).map(|incident| incident.action_items.len());
    assert_eq!(items, Some(1));
}

#[test]
fn promises_and_notices_of_maintenance_are_no_detection() {
    let by = |words: &str| {
        let text = format!("# Outage on 2026-03-02\n\n{words}\n\n## Root cause\n\nThe disk was full.");
        read(&text).map(|incident| incident.detected_by)
    };
    for words in [
        "I will personally ensure steps are taken to alert the operations team before this happens again.",
        "An operations ticket was logged for upcoming maintenance of the provider.",
        "We realise that after two weeks we should be able to provide a full report.",
        "We will also expand our monitoring, as our notification mechanism failed to trigger.",
    ] {
        assert_eq!(by(words), Some(Detector::Unknown), "{words}");
    }
    assert_eq!(by("El problema fue reportado por el equipo de soporte."), Some(Detector::Customer));
    assert_eq!(by("We realised that the disk was full."), Some(Detector::Person));
}

#[test]
fn front_matter_that_says_that_an_alert_was_first_leaves_its_name_to_the_text() {
    let alert = |by: &str| {
        let text = "---\ndetected_by: BY\n---\n# Outage on 2026-03-02\n\nWe were paged by ShopDown.\n\n## Root cause\n\nThe disk was full.";
        read(&text.replace("BY", by)).and_then(|incident| incident.detected_alert).map(|alert| alert.value)
    };
    assert_eq!(alert("alert").as_deref(), Some("ShopDown"));
    assert_eq!(alert("customer"), None);
}

#[test]
fn preventing_it_is_a_heading_of_actions_and_what_was_installed_is_done() {
    let text = "# Outage on 2026-03-02\n\n## Root cause\n\nA switch died.\n\n## Preventing the issue from happening again / What \
                we have learnt\n\n1. Watch the switches.\n2. During the visit spare switches were installed.";
    let done = |incident: Incident| incident.action_items.iter().map(|item| format!("{:?}", item.status)).collect();
    assert_eq!(read(text).map(done), Some(vec!["Unknown".to_owned(), "Done".to_owned()]));
}

#[test]
fn prose_without_headings_that_tells_a_day_and_how_long_is_read() {
    let read = |text: &str| incident("a.md", text).is_some();
    let story = "A bad configuration removed the upstream. We will test configurations before they are deployed.";
    for broke in [
        "On May 4, 2024 the checkout was returning errors for about forty minutes.",
        "On 2024-05-04 the search was down for two hours.",
        "Am 4. Mai 2024 war die Suche rund zwei Stunden nicht erreichbar.",
    ] {
        assert!(read(&format!("# Checkout errors\n\n{broke}\n\n{story}\n")), "{broke}");
    }
    assert!(!read(&format!("# Checkout errors\n\nOn May 4, 2024 we deployed for two hours.\n\n{story}\n")));
    assert!(read(&format!(
        "---\ndate: 2024-05-05\n---\n\n# Outage\n\nYesterday logins failed for 90 minutes.\n\n{story}\n"
    )));
}

#[test]
fn release_notes_are_no_postmortems() {
    let text = "# Release 0.4.1 (2024-05-04)\n\n- Fixed an outage\n\n## Issues\n\n- It was down\n\n## Changes\n\n- Added a limit\n";
    assert!(incident("RELEASES.md", text).is_none());
    assert!(incident("release-notes.md", text).is_none());
}

#[test]
fn the_head_may_stand_in_one_line() {
    let first = "Status: closed. Severity: sev3. Services: ci. Affected: release train.";
    for second in [
        "Started: 2026-03-02T05:58:00Z. Detected: 2026-03-02T10:20:00Z. Resolved: 2026-03-02T11:02:00Z. Detected by: a customer.",
        "Started 2026-03-02T05:58:00Z, detected 2026-03-02T10:20:00Z (by a customer), resolved 2026-03-02T11:02:00Z.",
    ] {
        let text = format!("# No builds\n\n{first}\n{second}\n\n## Root cause\n\nA token expired.\n");
        assert_eq!(times(&text), ["2026-03-02T05:58:00Z", "2026-03-02T10:20:00Z", "2026-03-02T11:02:00Z"]);
        let incident = read(&text).expect("it is a postmortem");
        let names = |texts: &[crate::model::Text]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
        assert_eq!(names(&incident.services), ["ci"], "{second}");
        assert_eq!(names(&incident.affected), ["release train"], "{second}");
        assert_eq!(incident.status.map(|status| status.value).as_deref(), Some("closed"), "{second}");
        assert_eq!(incident.detected_by, Detector::Customer, "{second}");
    }
}

#[test]
fn prose_tells_what_will_be_done_in_many_words() {
    let items = |heading: &str, words: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\nThe shop was down from 10:00 to 11:00 UTC, because the disk was full.\n\n## {heading}\n\n{words}\n"
        );
        read(&text).map_or(0, |incident| incident.action_items.len())
    };
    for words in [
        "We're also looking at what we can do for automated tests.",
        "The team has permanently disabled the wiki.",
        "We have reset the passwords of all accounts.",
        "We are working closely with our colleagues to ensure that this is looked at.",
        "We will personally ensure that steps are taken against it.",
        "We'll also be taking a look at the rotation of logs.",
        "We have created tickets in the build repository to track the work:\n\n- https://example.com/1",
        "We've since updated the limits with comments on all of it for future contributors:\n\n- https://example.com/1",
    ] {
        assert_eq!(items("Details", words), 1, "{words}");
    }
    assert_eq!(items("Lessons", "We also learnt from this that we need a place to try changes."), 1);
    for words in ["I'll put up a postmortem once all is fixed.", "We will be posting updates."] {
        assert_eq!(items("Details", words), 0, "{words}");
    }
}
