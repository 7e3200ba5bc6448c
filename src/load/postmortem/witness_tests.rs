//! Who noticed, and when, as the entries of a time line and the sentences of a story tell it in their own words, each case a
//! misreading that was mended.

use super::tests::{above_a_cause, times_of};
use crate::model::Detector;

/// Who noticed and when, by a time line whose second entry, of 10:20, says `words`.
fn second(words: &str) -> (Detector, String) {
    let incident = above_a_cause(&format!(
        "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 10:14 The queue stands still\n- 10:20 {words}\n- 10:40 We look into it\n- 10:55 All is back to normal"
    ));
    let [_, detected, _] = times_of(&incident);
    (incident.detected_by, detected)
}

fn all(expected: Detector, entries: &[&str]) {
    for words in entries {
        assert_eq!(second(words), (expected, "2026-03-02T10:20Z".to_owned()), "{words}");
    }
}

/// When it started, was detected and was resolved, by a story.
fn story(words: &str) -> [String; 3] {
    times_of(&above_a_cause(&format!("# Outage on 2026-03-02\n\n{words}")))
}

/// When it was over, by a time line that ends with `words` at 10:55.
fn over(words: &str) -> String {
    let incident = above_a_cause(&format!(
        "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 10:14 Orders fail\n- 10:20 An alert fires\n- 10:55 {words}"
    ));
    let [_, _, over] = times_of(&incident);
    over
}

#[test]
fn an_entry_may_name_only_the_machine_that_told() {
    all(
        Detector::Alert,
        &[
            "Opsgenie: \"queue does not move\"",
            "Pingdom | \"start page\"",
            "Sentry mails a burst of exceptions",
            "Mail from the nightly runner: import failed",
            "`RelayQueueStuck` firing in the second cluster",
            "`RelayQueueStuck` starts to fire",
            "The bot in our channel writes \"2 of 9 pages are gone\"",
            "The synthetic buyer fails",
            "Grafana OnCall phones the relay team",
            "E-Mail vom Verfügbarkeits-Check",
            "alerte Grafana sur la longueur des files",
            "Icinga notification to the standby",
            "A gateway is taken out; page \"capacity low\"",
            "The dead man's switch has not heard from the host and calls the on-call",
        ],
    );
}

#[test]
fn whoever_uses_it_tells_in_many_ways() {
    all(
        Detector::Customer,
        &[
            "A librarian writes that the catalogue is empty",
            "The organiser of the fair phones: nobody is let in",
            "The branch in Leith rings and asks for help",
            "A thread in the forum: \"is it only me?\"",
            "First GitHub issue",
            "First issue opened on the tracker",
            "partner's message",
            "The front desk has had thirty calls",
            "First phone call from the drying room",
            "The news desk told us that nothing new is found",
            "Warehouse staff on the phone",
            "Le service comptable nous prévient que rien ne part",
            "El departamento de ventas avisa de que nada carga",
            "A follower tooted at the admin account",
            "Bug report #12 from a user in Oslo",
            "The first of you write to us",
            "A note through the contact form",
            "Meldungen von Studierenden",
            "The harbour in Larne asks why no car has a card",
            "Three restaurants on the line, all asking for their orders",
            "Two law firms open tickets",
            "Call on the emergency number",
            "The pool in Hove rings: forty swimmers wait",
            "Couriers flood the radio of the dispatcher",
            "Fans told us that the scores do not move",
            "Students lined up at the IT desk",
            "Uns schreibt ein Stammkunde",
            "Une bibliothécaire signale que la page est vide",
        ],
    );
}

#[test]
fn whoever_works_in_the_house_sees_or_is_told() {
    all(
        Detector::Person,
        &[
            "Aino checks the results and finds none",
            "Deniz sees her build fail",
            "Someone in finance sees in the daily report that the sum is wrong",
            "Treasury finds a difference and opens a ticket with us",
            "The early shift has nothing to pick and calls the duty engineer",
            "The payroll clerk opens the export, and it is empty",
            "It took Ines a minute to see the curve fall",
            "Per realised his mistake",
            "Our own translator asks us why all is in Dutch",
            "Ola, writing a runbook, sees broken pictures",
            "Marketing tries every link, and all of them are broken",
            "The totals of the ledger did not add up",
            "Noor gets a mail she should not and raises it in #general",
        ],
    );
}

#[test]
fn a_program_is_none_of_those_who_use_it() {
    for words in ["The shop returned what the store posts", "The store of the shop is full", "API calls to the bank"] {
        let text = format!("# Outage on 2026-03-02\n\n## Summary\n\n{words}.");
        assert_eq!(above_a_cause(&text).detected_by, Detector::Unknown, "{words}");
    }
}

#[test]
fn an_alert_that_nobody_took_for_what_it_was_told_nobody() {
    let line = |alert: &str| {
        let incident = above_a_cause(&format!(
            "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 10:14 The queue stands still\n- 10:16 {alert}\n- 10:20 A merchant calls\n- 10:55 All is back to normal"
        ));
        let [_, detected, _] = times_of(&incident);
        (incident.detected_by, detected)
    };
    for alert in [
        "The CPU alert fires; we took it for the usual rush and did nothing",
        "A page is raised and dismissed as the known flapping",
        "Alert to the old channel, where nobody saw it",
        "Alarm der Warteschlange, für einen Fehlalarm gehalten",
    ] {
        assert_eq!(line(alert), (Detector::Customer, "2026-03-02T10:20Z".into()), "{alert}");
    }
    assert_eq!(line("The CPU alert fires"), (Detector::Alert, "2026-03-02T10:16Z".into()));
}

#[test]
fn what_an_alert_would_have_done_it_did_not_do() {
    for words in [
        "Jo was watching the graphs. Our alert needs ten minutes and would have fired later.",
        "Jo, busy with the release, could not log in. The alerts stayed quiet.",
    ] {
        let text = format!("# Outage on 2026-03-02\n\n## Detection\n\n{words}");
        assert_eq!(above_a_cause(&text).detected_by, Detector::Person, "{words}");
    }
}

#[test]
fn a_bare_label_says_when_and_not_who() {
    let text = "# Outage\n\n| | |\n|---|---|\n| Began | 2026-03-02 10:14 UTC |\n| Noticed | 10:20 UTC |\n\nAt 10:20 a lecturer wrote to the help desk.";
    assert_eq!(above_a_cause(text).detected_by, Detector::Customer);
}

#[test]
fn the_first_hour_of_a_story_is_when_it_began_where_no_other_is() {
    let told = story("At 10:14 UTC we loaded the new list. Around 10:20 UTC Ada noticed that it was empty.");
    assert_eq!(told[..2], ["2026-03-02T10:14Z", "2026-03-02T10:20Z"]);
    let told = story("Support asked us at 10:20 UTC what was wrong. The list had been loaded at 10:14 UTC.");
    assert_eq!(told[..2], ["2026-03-02T10:14Z", "2026-03-02T10:20Z"]);
}

#[test]
fn the_last_repair_of_a_story_ended_it_where_nothing_says_so() {
    let told = story(
        "Orders failed from 10:14 UTC on. An alert fired at 10:20 UTC. We restarted the relay at 10:30 UTC, which did not help. At 10:55 UTC the old list was put back.",
    );
    assert_eq!(told[2], "2026-03-02T10:55Z");
}

#[test]
fn an_entry_tells_at_its_end_how_things_are_from_then_on() {
    for words in [
        "Chain installed, payments succeed",
        "Old image set, machines sell",
        "Clock set right, buyers get through",
        "Tunnel up",
        "p99 is where it belongs",
        "relay-3 is back in the pool",
        "Feed imported, displays right",
        "Schalter getauscht, Terminals buchen wieder",
        "Duplicados anulados, consumidor en marcha",
        "Jobs started by hand, all results present",
        "Keys active again",
        "Previous build on all three",
        "Jobs reach all tablets",
        "SIM-Karten entsperrt, alle Automaten melden sich",
    ] {
        assert_eq!(over(words), "2026-03-02T10:55Z", "{words}");
    }
}

#[test]
fn a_time_line_ends_with_what_ended_it() {
    let line = |last: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 10:14 Orders fail\n- 10:20 An alert fires\n- 10:40 The list is looked at\n- 10:55 {last}"
        );
        let [_, _, over] = times_of(&above_a_cause(&text));
        over
    };
    assert_eq!(line("A copy of last week's list is in its stead"), "2026-03-02T10:55Z");
    assert_eq!(line("The on-call begins to investigate the other list"), "");
}

#[test]
fn labels_say_when_it_was_learnt_of_in_short() {
    for (label, at) in [("We learned of it", 1), ("Notification", 1), ("Detect", 1), ("Resolve", 2)] {
        let told = story(&format!("- Start: 2026-03-02 10:14 UTC\n- {label}: 2026-03-02 10:20 UTC"));
        assert_eq!(told[at], "2026-03-02T10:20Z", "{label}");
    }
}

#[test]
fn a_story_of_one_line_an_hour_stays_on_its_night() {
    let told = story(
        "2 March 2026, UTC\n\n22:15 core-1 fails\n22:20 An alert fires\n22:40 core-1 is up, but sessions fail\n00:05 All is back to normal",
    );
    assert_eq!(told, ["2026-03-02T22:15Z", "2026-03-02T22:20Z", "2026-03-03T00:05Z"]);
}

#[test]
fn a_table_without_a_head_begins_with_its_first_entry() {
    let told = story(
        "## Timeline (UTC)\n\n| 10:14 | Orders fail |\n|---|---|\n| 10:20 | An alert fires |\n| 10:55 | All is back to normal |",
    );
    assert_eq!(told, ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
}

#[test]
fn the_hour_since_which_it_was_broken_is_not_when_somebody_told() {
    let told = story("Readers told us at 10:20 UTC that the page had been blank since the release at 10:14 UTC.");
    assert_eq!(told[..2], ["2026-03-02T10:14Z", "2026-03-02T10:20Z"]);
}

#[test]
fn what_explains_is_no_part_of_the_last_entry() {
    let told = story(
        "2 March 2026, UTC\n\n10:14 Orders fail\n10:20 An alert fires\n10:55 Chain installed, payments succeed\n\nRoot cause: the chain failed the check.",
    );
    assert_eq!(told, ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "2026-03-02T10:55Z"]);
}
