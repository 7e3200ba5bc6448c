//! Times and witnesses in the templates of houses, each case a misreading that was mended.

use super::tests::{above_a_cause, times_of};
use crate::model::Detector;

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

/// Who noticed, by the second entry of a time line.
fn noticed(words: &str) -> Detector {
    let text =
        format!("# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 Orders fail\n- 10:20 {words}\n- 10:55 All is well");
    above_a_cause(&text).detected_by
}

/// When it was over, by a time line whose second last entry says `near` and the last `end`.
fn over(near: &str, end: &str) -> String {
    let text = format!(
        "# Outage on 2026-03-02\n\nBetween 10:14 and 10:55 orders failed.\n\n## Timeline\n\n- 10:14 Orders fail\n- 10:55 {near}\n\
         - 11:30 {end}"
    );
    let [_, _, over] = times(&text);
    over
}

#[test]
fn below_the_question_how_it_was_noticed_hours_are_of_the_day_of_the_incident() {
    let text = "# Labels stuck\n\n| Field | Value |\n|---|---|\n| Lead | Ida |\n| Date | 2 Mar 2026 |\n\n## Leadup\n\n\
                On Mar 1 at 16:30 the new library was rolled out.\n\n## Detection\n\nPhone. 10:20. We got no alert.\n\n\
                ## Timeline\n\n- 10:14 Orders fail\n- 10:20 call from Leipzig\n- 10:55 All is well";
    let incident = above_a_cause(text);
    assert_eq!(times_of(&incident), ["2026-03-02T10:14", "2026-03-02T10:20", "2026-03-02T10:55"]);
    assert_eq!(incident.detected_by, Detector::Customer);
}

#[test]
fn who_uses_what_broke_asks_or_calls_in_ones_own_house_too() {
    for words in [
        "@ada asks in #build \"is CI broken for anyone else?\"",
        "payroll asked why nobody can see the slips",
        "the warehouse lead rang the hotline",
        "Corvid's tech lead writes to Ines on Teams",
        "first customer fault (voice quality), logged as single issue",
        "finance tanya di #tanya-infra",
        "an editor came to our desk",
        "倉庫から電話",
    ] {
        assert_eq!(noticed(words), Detector::Customer, "{words}");
    }
    assert_eq!(noticed("Someone in finance sees that the sum is wrong"), Detector::Person);
}

#[test]
fn whoever_looks_for_another_reason_or_cannot_do_what_he_wants_has_noticed() {
    for words in [
        "@ada looks at the delivery dashboard for another reason, sees the dip",
        "Jonas on night shift wants to deploy, `request timed out`",
        "Ada wakes up and passes it on (detected, a person)",
    ] {
        assert_eq!(noticed(words), Detector::Person, "{words}");
    }
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 Orders fail\n- 10:20 Jonas wants to deploy, `timed out`\n\
                - 10:40 it is noticed that all hosts are on one disk\n- 10:55 All is well";
    assert_eq!(times(text)[1], "2026-03-02T10:20");
}

#[test]
fn who_noticed_stands_beside_the_hour_of_an_item_without_marks() {
    let by = |value: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n* start: 10:14 UTC\n* known to us: 10:20 UTC, {value}\n* end: 10:55 UTC"
        );
        above_a_cause(&text).detected_by
    };
    assert_eq!(by("by tweets (\"are you down?\")"), Detector::Customer);
    assert_eq!(by("by the app teams whose pods did not start"), Detector::Customer);
    assert_eq!(by("by the control room"), Detector::Person);
}

#[test]
fn a_story_that_opens_with_a_day_says_better_than_a_label_when_it_was() {
    let text = |date: &str, story: &str| {
        format!(
            "# 12. Incident: names bogus\n\n* Status: accepted\n* Date: {date}\n\n## Context\n\n{story}\n\n* start: 10:14 UTC\n\
             * detected: 10:20 UTC\n* end: 10:55 UTC"
        )
    };
    let story = "On 2026-03-02 we removed the old key. From then on all resolvers failed.";
    let expected = ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T10:55Z"];
    assert_eq!(times(&text("2026-03-08", story)), expected);
    let before = "On 2026-02-20 we removed the old key.";
    assert_eq!(times(&text("2026-03-02", before)), expected);
}

#[test]
fn an_hour_of_every_day_is_no_moment() {
    let text = "# Outage\n\n2026-03-02, written by Ida\n\nReaders told us on Monday (2nd, about 10:30) that the list is old.\n\n\
                The list is made by a job, each night at 00:05. It failed without a word.\n\n\
                10:50 killed the old process. 11:40 ran it by hand, list ok.";
    let [started, detected, resolved] = times(text);
    assert!(!started.ends_with("T00:05"), "{started}");
    assert_eq!([detected, resolved], ["2026-03-02T10:30", "2026-03-02T11:40"]);
}

#[test]
fn what_was_mitigated_at_the_end_of_a_span_was_over_when_the_time_line_says_so() {
    assert_eq!(over("restart, labels come out (mitigated)", "backlog empty, resolved"), "2026-03-02T11:30");
    assert_eq!(over("restart, labels come out (mitigated)", "cache emptied, closed"), "2026-03-02T11:30");
    assert_eq!(over("restart", "we met"), "2026-03-02T10:55");
}

#[test]
fn what_does_not_come_up_again_is_not_over() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 spooler does not come up again\n- 10:20 a nurse calls\n\
                - 10:55 spooler runs, wards print";
    assert_eq!(times(text)[2], "2026-03-02T10:55");
}

#[test]
fn the_days_behind_both_ends_of_a_span_are_days_of_the_week() {
    let text = "# Outage\n\nA report on the outage of March 2 and 3, 2026.\n\n## What readers saw\n\n\
                From 11:52 PM on Monday until 2:31 AM on Tuesday the shop gave an error page.\n\n## A night\n\n\
                The alert came at 11:47 PM.";
    assert_eq!(times(text), ["2026-03-02T23:52", "2026-03-02T23:47", "2026-03-03T02:31"]);
}

#[test]
fn a_sentence_that_only_tells_when_belongs_to_the_one_before() {
    let text = "# Outage on 2026-03-02\n\nOrders failed from 10:14 until 10:55. It was a reader who came to our desk. \
                (That was at 10:20.)";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:20", "2026-03-02T10:55"]);
}

#[test]
fn of_two_keys_of_front_matter_the_one_with_the_hour_tells_the_beginning() {
    let text = "---\njudul: Tagihan telat\ntanggal: 2026-03-05\nmulai: 2026-03-02 01:00 WIB\nselesai: 2026-03-05 11:25 WIB\n---\n\n\
                # Tagihan telat";
    assert_eq!(times(text), ["2026-03-02T01:00+07:00", "", "2026-03-05T11:25+07:00"]);
}

#[test]
fn the_moment_may_stand_in_brackets_behind_what_happened() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 new file merged (**start**)\n- 10:20 orders fail\n\
                - 10:30 Ada is told (**detected**, a person)\n- 10:55 file corrected (**resolved**)";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:30", "2026-03-02T10:55"]);
}
