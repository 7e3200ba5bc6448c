//! When it was, and who noticed, where a document says it in passing: each case a misreading that was mended.

use super::tests::{above_a_cause, times_of};
use crate::model::Detector;

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

/// Who noticed, as a sentence tells it.
fn noticed(words: &str) -> Detector {
    above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by
}

#[test]
fn the_days_of_a_title_tell_when_it_was_where_nothing_else_does() {
    for title in [
        "Incident Postmortem (Mar 2–4, 2026): orders lost",
        "Outage, 2–4 March 2026",
        "Outage from 2026-03-02 to 2026-03-04",
        "Outage: March 2 - March 4, 2026",
    ] {
        assert_eq!(
            times(&format!("# {title}\n\n## Summary\n\nOrders were lost.")),
            ["2026-03-02", "", "2026-03-04"],
            "{title}"
        );
    }
    assert_eq!(times("# Outage on 2026-03-02\n\n## Summary\n\nOrders were lost."), ["", "", ""]);
}

#[test]
fn the_day_above_steps_without_hours_tells_when_it_was() {
    let text = "# Outage\n\n## Timeline\n\n### 2026-03-02\n\n1. The shop upgraded its database.\n2. Nothing worked.";
    assert_eq!(times(text), ["2026-03-02", "", ""]);
}

#[test]
fn what_was_broken_before_the_first_entry_is_told_by_a_sentence() {
    let text = "# Outage\n\n## Summary\n\nLogging stopped working between 2026-02-22 and 2026-03-02.\n\n## Timeline\n\n2026-03-02\n\n\
                * 14:31 The affected team tells us that logs are missing.\n* 14:37 We look at it.\n* 16:55 Logs are back.";
    assert_eq!(times(text), ["2026-02-22", "2026-03-02T14:31", "2026-03-02T16:55"]);
}

#[test]
fn a_note_may_stand_between_the_heading_and_the_entries_in_code() {
    let text = "# Outage\n\n## Timeline\n\nAll times are in UTC.\n\n```\n2026-03-02 18:05 Imports start failing\n\
                2026-03-02 19:10 Reported by Jo via Telegram DM\n2026-03-02 21:30 Imports are back in sync\n```";
    assert_eq!(times(text), ["2026-03-02T18:05Z", "2026-03-02T19:10Z", "2026-03-02T21:30Z"]);
}

#[test]
fn announcing_the_recovery_is_its_end() {
    let text = "# Outage\n\n## Timeline (UTC)\n\n- 2026-03-02 0616: wrong orders written\n- 2026-03-02 0619: received alerts\n\
                - 2026-03-02 0907: announced that the recovery is ongoing\n- 2026-03-02 1548: announced the recovery of the shop\n\
                - 2026-03-03 0626: opened a PR to fix the bug";
    assert_eq!(times(text), ["2026-03-02T06:16Z", "2026-03-02T06:19Z", "2026-03-02T15:48Z"]);
}

#[test]
fn a_spike_is_something_that_broke() {
    let text = "# Slow shop\n\n## Summary\n\nOn March 3th, 2026 at approximately 12:30 UTC we experienced a spike in response times.";
    assert_eq!(times(text), ["2026-03-03T12:30Z", "", ""]);
}

#[test]
fn others_tell_in_many_ways() {
    for words in [
        "The affected team notified us that logs were missing.",
        "It was first reported by Jo via Telegram DM.",
        "A teacher (of the first class) raised a GitHub issue at 5.45.",
    ] {
        assert_eq!(noticed(words), Detector::Customer, "{words}");
    }
    for words in [
        "We discovered a new rollback command was available.",
        "We want to emphasize that we are aware that this was a problem.",
        "We opened an issue upstream.",
    ] {
        assert_eq!(noticed(words), Detector::Unknown, "{words}");
    }
}

#[test]
fn a_day_behind_brackets_and_the_day_of_the_item_above_are_the_day_of_an_hour() {
    let text = "# Search outage\n\nDate: June 22, 2020\n\n## Detection\n\n\
                - It was found by the web team in a planning meeting (~11:50 a.m. ET) on June 16, 2020.\n\
                - The web team told the vendor of the outage at ~12:16 p.m. ET\n\n## Root causes\n\n\
                - The release went to production at 4:16 p.m. ET on June 15, 2020, resulting in the outage.\n\n\
                ## Resolution\n\nDate/time of resolution: June 16, 2020 3:45 p.m. ET";
    assert_eq!(times(text), ["2020-06-15T16:16-04:00", "2020-06-16T11:50-04:00", "2020-06-16T15:45-04:00"]);
}

#[test]
fn of_two_hours_behind_a_label_its_words_choose() {
    let text = "# Outage on 2026-03-02\n\n- Recovery: about 45 min (seen at 18:00 UTC, restored by 18:45 UTC)";
    assert_eq!(times(text), ["", "", "2026-03-02T18:45Z"]);
    let text = "# Outage on 2026-03-02\n\n- Detection: deployed 17:10 UTC, noticed 17:25 UTC";
    assert_eq!(times(text), ["", "2026-03-02T17:25Z", ""]);
}

#[test]
fn months_are_understood_as_people_misspell_them() {
    let text = "# Outage\n\n## Summary\n\nOn Auguest 15, 2023 at 8:00 AM ET, orders began to fail.";
    assert_eq!(times(text)[0], "2023-08-15T08:00-04:00");
}

#[test]
fn whoever_a_label_names_noticed_in_any_language() {
    for label in ["Detectado por", "Entdeckt durch", "Détecté par", "Descoberto por", "Ditemukan oleh", "発見者"] {
        let text = format!("# Outage on 2026-03-02\n\n**{label}:** devops na verificação do deploy `142d4da`");
        assert_eq!(above_a_cause(&text).detected_by, Detector::Person, "{label}");
    }
}

#[test]
fn complaints_are_those_of_customers() {
    assert_eq!(noticed("Relatos de lentidão extrema chegaram em julho."), Detector::Customer);
    assert_eq!(noticed("Llegaron quejas de clientes por la mañana."), Detector::Customer);
}

#[test]
fn whom_it_hurt_is_not_who_told_us() {
    for words in [
        "What surfaced as one issue, users seeing 404s, was the result of several.",
        "We ran the same client calls inside the pod.",
    ] {
        assert_eq!(noticed(words), Detector::Unknown, "{words}");
    }
    assert_eq!(noticed("Users were seeing 404s and wrote to our support."), Detector::Customer);
}

#[test]
fn hours_before_another_day_is_named_are_of_the_day_of_the_paper() {
    let text = "---\ntitle: Names could not be resolved\ndate: 2026-07-10\n---\n\n# Names could not be resolved\n\n## Impact\n\n\
                From 05:53 to 12:16 UTC no pod could resolve a name. A job had been failing since the merge\n\
                (2026-07-09), because its role was missing.\n\n## Timeline (UTC)\n\n| Time | Event |\n|---|---|\n\
                | 05:53 | the resolvers restart with broken egress |\n| 12:05 | somebody notices the silence |\n\
                | 12:16 | resolvers restarted; names resolve again |";
    assert_eq!(times(text), ["2026-07-10T05:53Z", "2026-07-10T12:05Z", "2026-07-10T12:16Z"]);
}

#[test]
fn what_was_done_to_mend_it_did_not_begin_it() {
    let text = "# Les jobs ne tournaient plus\n\n### Date\n23 Mai 2022\n\n### Résumé\n\
                Les jobs ne tournaient plus suite à une boucle infinie.\n\n\
                ### Résolution\n- 11:08 : redémarrage des workers\n- 11:27 : déploiement d'un correctif";
    assert_eq!(times(text)[0], "2022-05-23");
}

#[test]
fn a_year_that_only_the_time_line_has_is_a_slip() {
    let entries = "## Timeline (UTC)\n\n- 2025-01-04 10:14: orders start to fail\n- 2025-01-04 10:20: an alert fires\n\
                   - 2025-01-04 11:02: resolved";
    assert_eq!(
        times(&format!("# Outage on 2026-01-04\n\n{entries}")),
        ["2026-01-04T10:14Z", "2026-01-04T10:20Z", "2026-01-04T11:02Z"]
    );
    let told = above_a_cause(&format!("# Outage on 2026-01-04\n\n{entries}")).told.expect("it is a document");
    let said = told
        .contradictions
        .iter()
        .map(|found| format!("{}: {} and {}", found.what, found.told.value, found.declared.value));
    assert_eq!(said.collect::<Vec<_>>(), ["year: 2025 and 2026"]);
    // Another day is another incident, or a paper of a year later.
    assert_eq!(times(&format!("# Outage on 2026-01-05\n\n{entries}"))[0], "2025-01-04T10:14Z");
    // An entry of the right year says that the others are meant.
    let since = format!("{entries}\n- 2026-01-04: the certificate of that day expires");
    assert_eq!(times(&format!("# Outage on 2026-01-04\n\n{since}"))[0], "2025-01-04T10:14Z");
}

#[test]
fn a_month_without_its_day_heads_no_entries_of_the_day_before() {
    for month in ["2026-02-??", "2026-02", "February 2026"] {
        let text = format!(
            "# Outage\n\n## What happened\n\n- 2025-06-16\n  - The runtime was updated.\n- {month}\n  - Errors were observed in the \
             logs, and worked around.\n- 2026-03-02\n  - 13:05 Service outage occurs.\n- 2026-03-04\n  - 15:45 The outage is \
             noticed by the operators.\n  - 16:09 The service recovers.\n"
        );
        assert_eq!(times(&text), ["2026-03-02T13:05", "2026-03-04T15:45", "2026-03-04T16:09"], "{month}");
    }
}

#[test]
fn a_colon_may_stand_between_the_day_of_an_entry_and_its_hour() {
    let text = "# Outage\n\n## Timeline\n\n- 2026-02-17: A report comes in, and is looked into.\n- 2026-03-02: At 12:50:07 UTC, orders \
                start to fail.\n- 2026-03-02: at around 14:10 UTC all was restored.";
    assert_eq!(times(text)[0], "2026-03-02T12:50:07Z");
    assert_eq!(times(text)[2], "2026-03-02T14:10Z");
}

#[test]
fn what_waits_to_be_resolved_is_not_over() {
    let text = "# Outage\n\n## Timeline\n\n### 2026-03-02 18:30\n\nAsh sees that no page was saved.\n\n### 2026-03-02 18:50\n\nEvery run \
                has failed; conflicts are waiting to be resolved.\n\n### 2026-03-02 19:05\n\nThe jobs work again.";
    assert_eq!(times(text)[2], "2026-03-02T19:05");
}

#[test]
fn a_line_on_the_author_dates_the_paper_and_not_what_it_tells_of() {
    let told =
        "At 13:05 UTC a flag was archived, and from then on parking was free. The flags were restored at 17:36 UTC.";
    for byline in ["*Public write-up, parking division, 30 January 2026*", "Parking division – 30 January 2026"] {
        let text = format!(
            "# Outage: parking was free\n\n{byline}\n\nOn Thursday 22 January 2026 parking cost nothing.\n\n{told}\n"
        );
        assert_eq!(times(&text)[2], "2026-01-22T17:36Z", "{byline}");
        // Where no other day is told, it was that one; and what is told of later days was later.
        let text =
            format!("# Outage: parking was free\n\n{byline}\n\n{told}\n\nThe alert is there since 2 February 2026.\n");
        assert_eq!(times(&text)[2], "2026-01-30T17:36Z", "{byline}");
    }
}

#[test]
fn days_of_the_week_lie_around_the_day_of_the_title_and_then_go_on() {
    let text = "# Postmortem: orders lost on 2026-03-17\n\n## Timeline (UTC)\n\n- Mon 17:52 The licence job hangs\n\
                - Tue 06:40 Orders fail\n- Tue 09:20 Fixed, orders work again\n";
    assert_eq!(times(text)[2], "2026-03-17T09:20Z");
    let text = "# Postmortem: orders lost on 2026-03-13\n\n## Timeline (UTC)\n\n- Fri 17:52 Orders fail\n- Mon 09:20 Fixed, \
                orders work again\n";
    assert_eq!([&times(text)[0], &times(text)[2]], ["2026-03-13T17:52Z", "2026-03-16T09:20Z"]);
}

#[test]
fn the_last_entry_tells_in_a_word_that_it_was_over() {
    for last in [
        "08:31 Displays reloaded by the vendor. End",
        "08:31 Finished; writes accepted",
        "08:31 Alle Sperren wieder verbunden",
        "08:31 Right file loaded; everybody is back",
        "08:31 Compteur remis, tout est rétabli",
    ] {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 06:30 Orders fail\n- 07:30 Cause clear\n- {last}\n"
        );
        assert_eq!(times(&text)[2], "2026-03-02T08:31Z", "{last}");
    }
}

#[test]
fn days_with_full_stops_are_no_hours() {
    let text = "# Ausfall der Suche\n\n**Zeitraum:** 14.05.2026 bis 18.05.2026\n\n## Ablauf\n\n| Wann | Was |\n|---|---|\n\
        | **12.05., 09:30** | Der Index bricht ab. |\n| **14.05.** | Die Untersuchung beginnt. |\n| 18.05. | Behoben. |";
    assert_eq!(times(text), ["2026-05-12T09:30", "", "2026-05-18"]);
    let text = "# Ausfall\n\n**Datum:** 22.07.2026\n\n## Zusammenfassung\n\nAm 22.07. um 10:14 Uhr fiel die Suche aus.";
    assert_eq!(times(text), ["2026-07-22T10:14", "", ""]);
}

#[test]
fn what_is_still_going_on_is_not_over() {
    let line = "## Timeline\n\n- 10:14 UTC the volume is full\n- 10:20 UTC an alert fired\n- 10:30 UTC the volume was enlarged";
    for label in
        ["**End:** In progress", "**Ende:** noch offen", "**Status:** Open, cause confirmed", "**Status:** ongoing"]
    {
        let text = format!("# Outage\n\n**Date:** 2026-03-02\n\n{label}\n\n{line}");
        assert_eq!(times(&text), ["2026-03-02T10:14Z", "2026-03-02T10:20Z", ""], "{label}");
    }
    let over = format!("# Outage\n\n**Date:** 2026-03-02\n\n**Status:** Open\n\n{line}\n- 10:55 UTC incident resolved");
    assert_eq!(times(&over)[2], "2026-03-02T10:55Z", "the tasks may be open, and it was over");
}

#[test]
fn several_labels_of_one_line_and_the_day_of_the_first() {
    let text = "# Outage\n\nReported: 2026-03-02. Duration: 10:05 UTC - 12:50 UTC. Detected 10:17 UTC by a probe.";
    assert_eq!(times(text), ["2026-03-02T10:05Z", "2026-03-02T10:17Z", "2026-03-02T12:50Z"]);
    let text = "# The shop was down\n\n**Date of the incident:** detected 2026-03-02 (tests), fixed 2026-03-04\n\n## Summary\n\nA query failed.";
    assert_eq!(times(text)[1], "2026-03-02");
}

#[test]
fn more_words_for_when_it_began_was_noticed_and_was_over() {
    let text = "# Outage\n\n## What happened?\n\nFrom 2026-03-02 10:14 UTC on, uploads failed.\n\n## How did we notice\n\n\
        I wanted the report of the day at 10:20 UTC, and it was the one of Sunday.\n\n## Resolution\n\nQuiet since 2026-03-02 10:55 UTC.";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
    let text = "# Outage\n\n## Summary\n\nOn 2026-03-02 from 10:14 UTC the importer started, worked for a while, and crashed. \
        It worked again at 10:55 UTC.";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
    let text = "# Outage on 2026-03-02\n\n## Summary\n\nThe licence was up at 14:00 UTC, and from then on the server rejected \
        every job. By 14:38 UTC it worked again.";
    assert_eq!(times(text), ["2026-03-02T14:00Z", "", "2026-03-02T14:38Z"]);
    let text = "# Outage\n\n**2026-03-02**\n\nAt 10:14 UTC the shop went down. It was back at 10:55 UTC.";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
}

#[test]
fn a_name_ends_where_the_row_goes_on_to_tell() {
    let row = "| Services affected | orders (orders.example.com) — all of its clients saw errors for hours |";
    let incident = above_a_cause(&format!("# Outage on 2026-03-02\n\n| | |\n|---|---|\n{row}"));
    let names: Vec<&str> = incident.affected.iter().map(|name| name.value.as_str()).collect();
    assert_eq!(names, ["orders"]);
}

#[test]
fn minutes_in_a_title_are_no_meeting() {
    let text = "# Postmortem: the gateway dies every twenty minutes\n\n**Began:** 2026-03-02 10:14 UTC. **Ended:** 2026-03-02 10:55 UTC.\n\n\
                ## Root cause\n\nIts memory was full.\n";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
}
