//! Times and witnesses as people tell them who keep to no template, each case a misreading that was mended.

use super::tests::{above_a_cause, times_of};
use crate::model::Detector;

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

/// Who noticed, by a story.
fn noticed(words: &str) -> Detector {
    above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")).detected_by
}

#[test]
fn the_day_under_the_title_is_the_papers_though_a_full_stop_ends_it() {
    let text = "# Outage of the gates\n\n_Ida, gate team. 12 March 2026._\n\nOn Monday 2 March no gate opened.\n\n\
                ## In short\n\nFrom 05:50 to 16:25 UTC the gates refused every card.";
    assert_eq!(times(text), ["2026-03-02T05:50Z", "", "2026-03-02T16:25Z"]);
}

#[test]
fn a_line_on_the_author_labels_nothing_below_it() {
    let text = "# Outage: empty shelves\n\n*Written by Ida of the shelf team, 12 March 2026*\n\nOn Monday 2 March the shelves were empty.\n\n\
                The renewal of 1 March had failed.\n\nA reader told us of it at 10:20.";
    assert_eq!(times(text)[1], "2026-03-02T10:20");
}

#[test]
fn a_day_named_in_passing_is_not_that_of_the_hours_behind_it() {
    let text = "# Outage on 2026-05-17\n\nAt 13:30 UTC the hosts were rebooted. The right to read the key was taken away on \
                May 3rd, as nobody used it. From 13:41 UTC on every login failed. We were paged at 13:52 UTC.";
    assert_eq!(times(text)[..2], ["2026-05-17T13:41Z", "2026-05-17T13:52Z"]);
}

#[test]
fn the_number_of_a_day_names_it_where_the_month_is_known() {
    let text = "# Outage, March 2026\n\nPosted on 14 March 2026.\n\nIt was Oskar who noticed, on Monday the 9th at 23:00 UTC, that \
                uploads hung. All was back to normal on Wednesday the 11th at 18:00 UTC.";
    assert_eq!(times(text)[1..], ["2026-03-09T23:00Z", "2026-03-11T18:00Z"]);
    let text = "# Outage on 2026-03-02\n\nAt 10:14 on the 9th attempt the import failed. It was fixed at 10:55.";
    assert_eq!(times(text)[0], "2026-03-02T10:14");
}

#[test]
fn days_without_a_year_tell_the_order_of_those_with_one() {
    let text = "# Outage\n\n| Date of incident | 06/11/2025 |\n|:--|:--|\n| Start | 02:40 hrs |\n| Service restored | 11:05 hrs |\n\n\
                ## Actions\n\n| Action | Due |\n|:--|:--|\n| Add an alert | 15/11 |\n| Buy a disk | 29/11 |";
    assert_eq!(times(text), ["2025-11-06T02:40", "", "2025-11-06T11:05"]);
    let round_the_clock = text.replace("15/11", "24/7").replace("29/11", "24/7");
    assert_eq!(times(&round_the_clock), ["", "", ""]);
}

#[test]
fn a_line_below_the_title_may_tell_the_year() {
    let text = "# Timetables deleted\n\nHarbour College IT Services, March 2026\n\nOn Monday 2 March at 10:14 the timetables broke. \
                It took until the next day, 3 March, 21:30, to get them back.";
    assert_eq!(times(text), ["2026-03-02T10:14", "", "2026-03-03T21:30"]);
}

#[test]
fn both_ends_of_a_span_count_from_noon_where_it_is_said_once() {
    let text = |span: &str| format!("# Outage on 2026-03-02\n\nFrom {span} no card was accepted and payments failed.");
    assert_eq!(times(&text("5:40 to 7:25 pm")), ["2026-03-02T17:40", "", "2026-03-02T19:25"]);
    assert_eq!(times(&text("11:30 to 1:15 pm")), ["2026-03-02T11:30", "", "2026-03-02T13:15"]);
    assert_eq!(times(&text("9:40 am to 7:25 pm")), ["2026-03-02T09:40", "", "2026-03-02T19:25"]);
}

#[test]
fn a_train_named_by_its_hour_is_no_time() {
    let text =
        "# Outage on 2026-03-02\n\nThe board was empty for whoever took the 5.12. A reader wrote to us at 5.14am.";
    assert_eq!(times(text), ["", "2026-03-02T05:14", ""]);
}

#[test]
fn how_long_the_title_says_it_lasted_finds_the_end() {
    let text = "# 2026-03-02: 212 pumps offline for 3h 38m\n\n## Log (UTC)\n\n03:12 `pump-db` goes read only\n\n\
                03:19 the app on my phone plays its siren\n\n04:31 call Noor. 22:31 in her place, she sleeps\n\n\
                06:05 Noor picks up\n\n06:50 212 pumping\n\n07:30 to bed";
    assert_eq!(times(text), ["2026-03-02T03:12Z", "2026-03-02T03:19Z", "2026-03-02T06:50Z"]);
    assert_eq!(above_a_cause(text).detected_by, Detector::Alert);
}

#[test]
fn what_works_again_as_well_ends_it() {
    let text = "# Outage on 2026-03-02\n\nBetween 10:20 and 11:35 logins failed. We were paged at 10:25.\n\n\
                At 11:35 errors were back to normal, and at 12:10 latency was as well.";
    assert_eq!(times(text), ["2026-03-02T10:20", "2026-03-02T10:25", "2026-03-02T12:10"]);
}

#[test]
fn where_a_heading_asks_how_it_was_noticed_the_answer_stands_below() {
    let text = "# Outage on 2026-03-02\n\nFrom 09:10 on no mail arrived. At 14:52 the broker raised an alarm and stopped.\n\n\
                ## How we found out\n\nTwo guests phoned at about 13:00. At 14:55 our probe went off.";
    assert_eq!(times(text)[..2], ["2026-03-02T09:10", "2026-03-02T13:00"]);
}

#[test]
fn a_wrapped_line_that_begins_with_an_hour_is_no_entry() {
    let text = "# Outage on 2026-03-02\n\nAt 10:05 logins broke. The first customer called at\n10:22, the first alert was the \
                synthetic login at 10:26.";
    let incident = above_a_cause(text);
    assert_eq!(times_of(&incident)[..2], ["2026-03-02T10:05", "2026-03-02T10:22"]);
    assert_eq!(incident.detected_by, Detector::Customer);
}

#[test]
fn the_number_of_a_day_is_no_number_of_an_item() {
    let text = "# Ausfall im März 2026\n\n## Ablauf\n\n- 2. März, 10:14 Uhr: Platte 5 fällt aus\n\
                - 2. März, 10:20 Uhr: Die ersten Kundinnen rufen an\n- 4. März, 18:20 Uhr: Alle Verfahren laufen wieder";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:20", "2026-03-04T18:20"]);
}

#[test]
fn an_entry_of_a_later_day_does_not_move_the_day_of_a_label() {
    let text = "# Slow locks\n\n**Date of incident:** week of 2 March 2026\n\n## Timeline (UTC)\n\n- 2026-03-02: the offices are full again\n\
                - 2026-03-06 11:04: p99 is 9 s\n- 11:20: an alert fires\n- 14:05: p99 under 40 ms. closed";
    assert_eq!(times(text), ["2026-03-02", "2026-03-06T11:20Z", "2026-03-06T14:05Z"]);
}

#[test]
fn updates_in_blocks_of_their_own_tell_the_day_of_the_story() {
    let update = |state: &str, words: &str, at: &str| {
        format!("<div>{state}</div><div>{words}</div><div>Posted {at} UTC</div>\n")
    };
    let text = [
        "<html><head><title>Outage</title></head><body><h1>Outage: no deployments</h1>\n".to_owned(),
        "<div>Postmortem</div><div><p>On Monday deployments failed. From 13:41 UTC every one of them failed, and we were paged \
         at 13:52 UTC. The cause was that a key had been removed on February 3rd.</p></div><div>Posted Mar 5, 2026 - 09:15 UTC</div>\n"
            .to_owned(),
        update("Resolved", "This incident has been resolved.", "Mar 2, 2026 - 16:48"),
        update("Identified", "The issue has been identified.", "Mar 2, 2026 - 14:29"),
        update("Investigating", "We are investigating.", "Mar 2, 2026 - 14:07"),
        "</body></html>".to_owned(),
    ]
    .concat();
    let loaded = crate::load::read_text("postmortems/inc-7.html", &text);
    let incident = &loaded.model.incidents[0];
    assert_eq!(times_of(incident), ["2026-03-02T13:41Z", "2026-03-02T13:52Z", "2026-03-02T16:48Z"]);
    assert_eq!(incident.detected_by, Detector::Alert);
}

#[test]
fn who_opens_a_thread_and_is_none_of_the_project_reports_it() {
    let comment =
        |who: &str, at: &str, words: &str| format!("**{who}** commented on 2 Mar 2026, {at} UTC\n\n{words}\n\n---\n\n");
    let thread = |opener: &str| {
        [
            "# Outage: uploads answer 503 #87\n\n---\n\n".to_owned(),
            comment(opener, "05:52", "Cannot push. Anyone else?"),
            comment("wren** (maintainer) **", "07:05", "On it. Uploads went to zero at 04:31."),
            comment("teal", "09:34", "works again, thanks"),
        ]
        .concat()
    };
    let incident = above_a_cause(&thread("teal"));
    assert_eq!(times_of(&incident), ["2026-03-02T04:31Z", "2026-03-02T05:52Z", "2026-03-02T09:34Z"]);
    assert_eq!(incident.detected_by, Detector::Customer);
}

#[test]
fn who_wrote_what_a_mail_quotes_is_no_event() {
    let text = "# Outage, March 2026\n\nOn Wed, Mar 4, 2026 at 09:13:55AM +0100, Bettina wrote:\n\nOn 2 March at 10:14 UTC the pool broke.";
    assert_eq!(times(text)[0], "2026-03-02T10:14Z");
}

#[test]
fn a_sentence_may_say_who_was_the_first() {
    for words in [
        "We found that a backup was missing. The first we heard was a call from a customer.",
        "We saw nothing. The first to see it was a reader who tweeted us a photo.",
        "A good part of you noticed it before we did.",
        "The very first guest phoned at noon.",
        "It was Theo who reported it, here on the mailing list.",
        "Les premiers appels sont arrivés au guichet dans la matinée.",
        "A media tarde entró la primera llamada.",
        "Seorang guru di Malang menulis di grup bahwa nilai hilang.",
        "## Who told us\n\nA shift engineer at a grid company saw that his load did not move.",
    ] {
        assert_eq!(noticed(words), Detector::Customer, "{words}");
    }
    assert_eq!(noticed("It was Oskar who noticed, as an upload hung."), Detector::Person);
    for words in [
        "Two people are paged.",
        "Às 10h02 tocou o alarme de filas.",
        "Às 10h02 o nosso painel mostrou o primeiro alarme.",
    ] {
        assert_eq!(noticed(words), Detector::Alert, "{words}");
    }
}

#[test]
fn who_asks_for_the_story_has_not_noticed() {
    assert_eq!(noticed("I want to have it on record, and a few of you asked. -- Ida"), Detector::Unknown);
}

#[test]
fn a_review_below_the_updates_tells_more_than_they_do() {
    let text = "# Outage: late mails\n\n**Resolved** - Mar 2, 2026 - 18:40 UTC\nMails are delivered without delay again.\n\n\
                **Monitoring** - Mar 2, 2026 - 17:55 UTC\nA fix is in place.\n\n\
                **Investigating** - Mar 2, 2026 - 16:30 UTC\nWe look into delays.\n\n## Review (March 8)\n\n\
                A node ran out of handles at 15:42 UTC and mails were stuck. At 16:18 UTC a customer told us of it. \
                The queue was empty again at 18:31 UTC.";
    assert_eq!(times(text), ["2026-03-02T15:42Z", "2026-03-02T16:18Z", "2026-03-02T18:31Z"]);
}

#[test]
fn the_night_since_which_it_was_broken_lies_before_the_noon_at_which_it_was_seen() {
    let text = "# Outage of the reader\n\nNotes to self, 2026-01-20.\n\nSunday (18th) around noon I noticed that nothing was new. \
                The job was dead since 02:30. I restarted it, and at 12:45 everything was fetched.";
    assert_eq!(times(text), ["2026-01-18T02:30", "2026-01-18T12:00", "2026-01-18T12:45"]);
}

#[test]
fn somebody_with_no_name_calls_in_many_languages() {
    for words in [
        "À midi une salle de Rennes nous appelle.",
        "A mediodía una tienda de Potosí nos avisó.",
        "Ao meio-dia uma loja de Évora nos ligou.",
        "Am Mittag rief eine Praxis an. Ein Hotel aus Bregenz schreibt uns.",
    ] {
        assert_eq!(noticed(words), Detector::Customer, "{words}");
    }
    assert_ne!(noticed("À midi un collègue de Rennes nous appelle."), Detector::Customer);
}

#[test]
fn an_alert_that_woke_nobody_noticed_nothing() {
    let words = "An alert on the lag woke nobody as it had gone to a mailbox; then a customer asked in our forum.";
    assert_eq!(noticed(words), Detector::Customer);
    assert_eq!(noticed("An alert on the lag woke nobody."), Detector::Unknown);
}
