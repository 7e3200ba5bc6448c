//! What documents say in closing, lists that bring a sentence to its end, and what was set apart by a sign: each case a misreading that
//! was mended.

use super::tests::{above_a_cause, incident, markdown, times_of};
use crate::model::{Detector, Status};

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let items = above_a_cause(&format!("# Outage\n\n{text}")).action_items.into_iter();
    items.map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

fn texts(text: &str) -> Vec<String> {
    items(text).into_iter().map(|(text, _, _)| text).collect()
}

#[test]
fn a_closing_word_on_what_will_be_better_is_no_item() {
    let list = "## Remediation\n\n- Give flags a cache of their own\n- Review all deployments\n\n## Moving forward\n\n";
    for word in [
        "These four incidents highlighted gaps in our architecture and showed that it needs improvements, not quick fixes.",
        "The improvements underway, a cache of their own among them, will prevent similar failures in the future.",
        "We are committed to ensuring that the flags meet the standards our customers expect.",
        "Once we complete the short-term improvements (#40885), we'll have confidence in the service.",
        "We've implemented immediate remediations and are executing a review of the whole service.",
    ] {
        assert_eq!(texts(&format!("{list}{word}")).len(), 2, "{word}");
    }
    let word = "We will move the flags to a cluster of their own.";
    assert_eq!(texts(&format!("{list}{word}"))[2], word);
}

#[test]
fn what_is_going_to_change_is_told_behind_the_promise_of_changes() {
    let text = "It took us far too long, and we'll be making several changes to make sure this doesn't happen again.\n\nTo start with, \
                all clients will stop retrying.\n\nSecondly, we'll add a manual override to our health checks.\n\nAs a more \
                long-term solution, we'll move these requests to a service of their own.";
    assert_eq!(
        items(text),
        [
            ("To start with, all clients will stop retrying.".to_owned(), Status::Open, false),
            ("Secondly, we'll add a manual override to our health checks.".to_owned(), Status::Open, false),
            (
                "As a more long-term solution, we'll move these requests to a service of their own.".to_owned(),
                Status::Open,
                false
            ),
        ]
    );
}

#[test]
fn a_numbered_item_goes_on_in_the_list_that_ends_its_sentence() {
    let heading = "## Remediation\n\n### Completed\n\n1. **Careful deployment**\nEngineers made changes across:\n\n";
    assert_eq!(texts(&format!("{heading}- The API\n- The web application")).len(), 1);
    let scaled = "## Remediation\n\n1. **Scaling**\nWe scaled the workers while monitoring:\n\n- Lag\n- Throughput";
    assert_eq!(items(scaled).iter().map(|(_, _, asks)| *asks).collect::<Vec<_>>(), [false]);
    // Orders are items, whatever leads to them.
    assert_eq!(texts(&format!("{heading}- Move the API\n- Restart the web application")).len(), 3);
    let plain = "## Remediation\n\n1. **Migration to a new table**\n\n- Created a new table\n- Copied the data";
    assert_eq!(texts(plain).len(), 3);
}

#[test]
fn what_is_ticked_by_a_sign_and_what_is_called_an_item_are_items() {
    let text = "## Remediation\n\n### Immediate actions\n\n- ✅ Reverted the change\n- ✅ Refunded the customers\n\n**Action item:** \
                Declare incidents sooner. Owner: @kim\n\n### Short term\n\n- Make the check nullable";
    assert_eq!(
        items(text).into_iter().map(|(text, status, _)| (text, status)).collect::<Vec<_>>(),
        [
            ("✅ Reverted the change".to_owned(), Status::Done),
            ("✅ Refunded the customers".to_owned(), Status::Done),
            ("Declare incidents sooner. Owner: @kim".to_owned(), Status::Unknown),
            ("Make the check nullable".to_owned(), Status::Unknown),
        ]
    );
}

#[test]
fn a_test_from_end_to_end_is_no_alert() {
    let text =
        "## アクションアイテム\n\n### 検知\n\n- E2E テストにキー連打のシナリオを追加\n- 差分を検知するアラートを追加";
    assert_eq!(items(text).into_iter().map(|(_, _, asks)| asks).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn what_helped_to_find_it_did_not_cause_it() {
    let text = "# Outage\n\n## Root cause\n\nThe ids were used up.\n\n## Why was it hard to see?\n\nDiagnosis was only possible due to \
                the work of our engineers to connect:\n\n- Many reads\n- An exhausted space of ids\n";
    assert_eq!(markdown(text), ["5 root"]);
}

#[test]
fn nobody_noticed_by_finding_the_cause_or_by_a_flag() {
    let by = |words: &str| above_a_cause(&format!("# Outage on 2026-03-02\n\n## Impact\n\n{words}")).detected_by;
    for words in [
        "All flag types were affected, including flags that did not need the database.",
        "A user opened a pull request against our repository at 10:14.",
    ] {
        assert_eq!(by(words), Detector::Unknown, "{words}");
    }
    assert_eq!(by("Maria flags it in #ops at 10:14."), Detector::Person);
    let text = "# Outage on 2026-03-02\n\n## Summary\n\nThe root cause was not identified until March 3rd 10:17 UTC.";
    assert_eq!(times_of(&above_a_cause(text))[1], "");
}

#[test]
fn a_span_without_a_beginning_and_hours_of_pictures_date_nothing() {
    let began = |value: &str| {
        let text = format!(
            "# PM-3: 障害\n\n| 項目 | 値 |\n|---|---|\n| 影響期間 | {value} |\n\n## 根本原因\n\n確認が漏れていた。\n"
        );
        times_of(&incident("a.md", &text).expect("it is a postmortem").1)[0].clone()
    };
    assert_eq!(began("不明 〜 2026-03-02"), "");
    assert_eq!(began("2026-03-01 〜 2026-03-02"), "2026-03-01");
    let zone = |note: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Summary\n\nThe shop was down from 10:14 to 10:55.\n\nWe saw it late ({note})."
        );
        times_of(&above_a_cause(&text))[0].clone()
    };
    assert_eq!(zone("all times are UTC+2"), "2026-03-02T10:14+02:00");
    assert_eq!(zone("screenshots have timestamps in UTC+2"), "2026-03-02T10:14");
}

/// What led to it, days before, is told with hours as well.
#[test]
fn nothing_was_over_before_it_began() {
    let text = "# Theft of our keys on 2026-03-24\n\n## Summary\n\nAt 4:11 on March 24th our packages were down.\n\n## How did it happen?\n\n\
                At 15:28 on March 23rd the keys worked again for somebody else.";
    let [started, _, resolved] = times_of(&above_a_cause(text));
    assert_eq!((started.as_str(), resolved.as_str()), ("2026-03-24T04:11", ""));
}

#[test]
fn what_readers_are_to_do_is_no_item_whatever_leads_to_it() {
    let text = "## What should you do?\n\nOur recommendations are to:\n\n1. Look for the files\n2. Delete your caches\n\n## What we \
                do\n\n- Sign our releases";
    assert_eq!(texts(text), ["Sign our releases"]);
}

#[test]
fn a_closed_ticket_is_no_end_where_the_author_has_measured_another() {
    let over = |entry: &str, lasted: &str| {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Timeline (UTC)\n\n- 10:14 bad release\n- 11:25 reverted, issue mitigated\n- 15:28 {entry}\n\n\
             **Total impact duration:** {lasted}"
        );
        times_of(&above_a_cause(&text))[2].clone()
    };
    let closed = "Incident closed, post-mortem phase begins";
    assert_eq!(over(closed, "1 hour 11 minutes"), "2026-03-02T11:25Z");
    assert_eq!(over(closed, "unknown"), "2026-03-02T15:28Z");
    assert_eq!(over("Issue resolved for good", "1 hour 11 minutes"), "2026-03-02T15:28Z");
}

#[test]
fn what_was_not_hurt_and_what_worked_caused_nothing() {
    let text = "# Theft of keys\n\n## Root cause\n\n### How did it happen?\n\nOur own keys were not compromised by the worm described \
                above.\n\nFor the main bundle, this worked correctly, since old clients never loaded it.\n\nThe token of a bot was stolen.\n";
    assert_eq!(markdown(text), ["11 root"]);
}

#[test]
fn what_users_saw_and_a_quoted_line_below_the_title_tell_when_it_was() {
    let began_and_ended = |text: &str| {
        let [began, _, ended] = times_of(&above_a_cause(text));
        [began, ended]
    };
    let hours = ["2026-03-02T10:14Z", "2026-03-02T10:55Z"];
    for heading in ["What users saw", "What our customers noticed", "Symptoms", "Effects", "Scope"] {
        let text = format!(
            "# Outage\n\n*Date:* 2 March 2026\n\n### {heading}\n\nNew articles were not found between 10:14 and 10:55 UTC."
        );
        assert_eq!(began_and_ended(&text), hours, "{heading}");
    }
    assert_eq!(began_and_ended("# Outage\n\n> 2 March 2026, 10:14 – 10:55 UTC."), hours);
    let said = "# Outage\n\n## Background\n\n> 2 March 2026, 10:14 – 10:55 UTC: a test of the mains.";
    assert_eq!(began_and_ended(said), ["", ""]);
}

#[test]
fn what_was_fine_is_no_cause() {
    let cause = "A batch took longer than the five minutes that the broker waits.";
    for fine in [
        "The pods themselves were fine.",
        "The machine under it was bored: 32 GB RAM of which 24 were free.",
        "So from our side all looked well: no errors, no slow answers.",
        "Nothing on the dashboards was red.",
        "Die Platten der Server waren unauffällig.",
        "Du point de vue du producteur, tout allait bien : les confirmations revenaient.",
        "La máquina no tenía ningún problema: había disco y memoria.",
        "Parecia tudo normal.",
    ] {
        assert_eq!(markdown(&format!("# Outage\n\n## Root cause\n\n{cause}\n\n{fine}\n")), ["5 root"], "{fine}");
    }
    for unseen in ["No one noticed that the disk was full.", "Nothing on our dashboards showed the full disk."] {
        assert_eq!(markdown(&format!("# Outage\n\n## Root cause\n\n{unseen}\n")), ["5 root"], "{unseen}");
    }
    let both = "The servers were fine, but the proxy asked for a path that was gone.";
    assert_eq!(markdown(&format!("# Outage\n\n## Root cause\n\n{both}\n")), ["5 root"]);
}
