//! Accounts as teams write them for each other: what they lead to, mark and leave open, each a way of writing that was
//! misread.

use super::tests::{above_a_cause, times_of, told};
use crate::model::{Detector, Status};

/// The items of a list below "Action items".
fn items(list: &str) -> Vec<(String, Status, bool)> {
    let incident = above_a_cause(&format!("# Outage on 2026-03-02\n\n## Action items\n\n{list}"));
    incident.action_items.into_iter().map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

fn status(words: &str) -> Status {
    items(&format!("- {words}"))[0].1
}

#[test]
fn what_would_have_been_is_neither_cause_nor_item() {
    let text = "# Wrong certificates on 2026-03-02\n\n### What went wrong\n\nNobody tested the templates, and no monitoring watched the end points. \
                If any of these factors were not in play, the incident would have:\n\n- never begun, or\n- ended within minutes\n";
    assert_eq!(told("a.md", text), ["5 root"]);
}

#[test]
fn a_table_of_contents_says_nothing() {
    let text = "# Search outage on 2026-03-02\n\n- [Timeline](#timeline)\n- [Analysis of causes](#causes)\n- [Action items](#actions)\n\n\
                ## Causes\n\nA key was made anew.\n\n## Actions\n\n- Read [the guide](#guide)\n";
    assert_eq!(told("a.md", text), ["9 root", "13 item Unknown"]);
}

#[test]
fn actions_of_that_day_may_be_a_label() {
    let text = "# Wrong bills on 2026-03-02\n\n### Root cause\n\nA typo in the release.\n\n### Resolution and recovery\n\n\
                - **Immediate actions**: We went back to the release before\n- **Resolution**: We fixed the code\n\n\
                ### Lessons learned\n\n- **What can be improved**: We only knew afterwards\n- **Action items**:\n  - Alert when values differ\n";
    assert_eq!(told("a.md", text), ["5 root", "16 item Unknown asks"]);
}

#[test]
fn somebody_who_is_sorry_may_ask_how_it_happened() {
    let text = "# Our domain expired and took everything down\n\nOn Saturday evening nothing resolved any more.\n\n\
                ### But how did this happen?\n\nThe card of the account expired, so the domain could not be renewed.\n\nApologies for the outage, folks.\n";
    assert_eq!(told("_posts/domain.md", text), ["7 root"]);
}

#[test]
fn a_title_may_say_from_when_to_when() {
    for title in ["Ausfall am 21.04.2026 von 10:04 - 10:24", "Outage on 21 April 2026, 10:04 to 10:24"] {
        let text =
            format!("---\ntitle: \"{title}\"\ndate: 2026-04-21 09:00:00\n---\n\nGegen 10 Uhr fiel das System aus.\n");
        assert_eq!(times_of(&above_a_cause(&text)), ["2026-04-21T10:04", "", "2026-04-21T10:24"], "{title}");
    }
}

#[test]
fn it_had_been_happening_since_a_day() {
    let text = "# Security incident\n\nOn September 9, 2026 a developer discovered uploads from forks. It had been happening since about September 3, 2026.";
    assert_eq!(times_of(&above_a_cause(text))[0], "2026-09-03");
}

#[test]
fn a_message_of_resolution_is_not_the_end() {
    let text = "# Scans do not start\n\n## Timeline\n\n- 2026-11-29 13:00 - Two customers raised requests\n- 2026-11-29 13:49 - The issue was resolve by draining the node\n\
                - 2026-11-29 14:03 - Resolution message posted\n";
    assert_eq!(times_of(&above_a_cause(text))[2], "2026-11-29T13:49");
}

#[test]
fn participles_say_that_it_was_done() {
    for words in [
        "Placement function modified to smooth the load",
        "Dedicated monitoring added to detect any recurrence",
        "We have purchased a block of addresses",
        "As a result of this incident we have set up a status page",
        "Rate-Limit-Plan aktiviert -- entfernt das Risiko",
        "Cache dokumentiert in registry/index.md",
    ] {
        assert_eq!(status(words), Status::Done, "{words}");
    }
    for words in [
        "Monitoring should be added to the relay",
        "Complete the deployment of the guard",
        "Alarm muss aktiviert werden",
        "Alerts need to get added to the rules",
    ] {
        assert_eq!(status(words), Status::Unknown, "{words}");
    }
    for words in [
        "Two new datacenters planned for the second quarter",
        "Pin the modules: a story is in the backlog",
        "We are tuning our queue",
    ] {
        assert_eq!(status(words), Status::Open, "{words}");
    }
}

#[test]
fn an_item_that_goes_on_inside_hands_its_ask_down() {
    let found = items("- Improve alerting. We will add alerts on:\n  - Disk space\n- Clean up:\n  - Old logs\n");
    let asks: Vec<bool> = found.iter().map(|(_, _, asks)| *asks).collect();
    assert_eq!(asks, [true, false], "{found:?}");
}

#[test]
fn prose_beside_actions_is_none() {
    for words in [
        "The host contacted us the next day to explain, and is to ensure that it ends.",
        "This outage has shown how much rests on one name server, and made us change.",
        "If you want to read more, all of it is here: https://example.org/code",
        "The reason for the short notice was that a key had leaked, and to prevent worse.",
        "Our focus is on what makes us stronger.",
    ] {
        let text = format!(
            "# Outage on 2026-03-02\n\n## Root cause\n\nA disk was full.\n\n## What's next?\n\n{words}\n\nWe will add a second disk.\n"
        );
        assert_eq!(told("a.md", &text), ["5 root", "11 item Open"], "{words}");
    }
}

#[test]
fn what_made_it_last_is_no_root_cause() {
    let text = "# Outage on 2026-04-02\n\nOur domain was unreachable between 06:40 and 09:15 UTC, because the registrar suspended it.\n\n\
                ### Why did it take so long?\n\n- The runbook does not mention the registry\n- Nobody reads the registrar's mails\n";
    assert_eq!(told("a.md", text), ["3 root", "7 factor", "8 factor"]);
}

#[test]
fn the_root_is_told_beside_many_factors() {
    let factors: String = (1..=6).map(|at| format!("{at}. Factor {at} was missing from the plan\n")).collect();
    let text = format!(
        "# Outage on 2026-04-02\n\n## Summary\n\nAn index was dropped by a migration that was meant for staging.\n\n\
         ## Contributing conditions\n\n{factors}"
    );
    let told = told("a.md", &text);
    assert_eq!(told[0], "5 root", "{told:?}");
    assert_eq!(told.len(), 7, "{told:?}");
}

#[test]
fn a_yes_and_an_alert_answer_who_was_paged() {
    let text = "# Outage on 2026-05-12\n\n- **When:** Tue, 12 May 2026, 03:12 → 05:40 (America/Sao_Paulo)\n- **Paged?** Yes — `PaymentsSuccessRateLow` at 03:20\n";
    let incident = above_a_cause(text);
    assert_eq!(incident.detected_by, Detector::Alert);
    assert_eq!(incident.detected_alert.map(|alert| alert.value).as_deref(), Some("PaymentsSuccessRateLow"));
}

#[test]
fn the_next_sprint_is_not_now() {
    assert_eq!(status("A synthetic login every minute (Marek, next sprint)"), Status::Open);
    let found = items("- Page on the ratio of scans? We decided against it\n");
    assert!(!found[0].2, "{found:?}");
}

#[test]
fn what_could_have_gone_better_is_no_root_cause() {
    let text = "## Incident 118: wrong prices\n\n*reported 2026-03-19 08:12, fixed 2026-03-19 10:40*\n\n\
                The import took one column for another, because the supplier had changed their order.\n\n\
                What could have gone better: 40 minutes passed until somebody with access was found.\n\nTasks:\n1. go by names\n";
    let found = told("a.md", text);
    assert_eq!((found[0].as_str(), found[1].as_str()), ("5 root", "7 factor"), "{found:?}");
}

#[test]
fn labels_may_stand_between_colons() {
    let text = "# Post incident report\n\n:Date: 2026-06-14\n:Impact start: 02:00 BST\n:Impact end: 06:25 BST\n:Services: CRM\n";
    let incident = above_a_cause(text);
    assert_eq!(times_of(&incident), ["2026-06-14T02:00+01:00", "", "2026-06-14T06:25+01:00"]);
    assert_eq!(incident.services[0].value, "CRM");
}

#[test]
fn empty_queues_are_the_end() {
    let text = "# Mails are late\n\n## Timeline (all times Europe/Amsterdam)\n\n### Monday 17 November 2026\n\n- 17:30 The provider defers our mails\n\
                - 21:10 A customer calls\n\n### Tuesday 18 November 2026\n\n- 02:15 Queues are empty.\n";
    assert_eq!(times_of(&above_a_cause(text))[2], "2026-11-18T02:15+01:00");
}

#[test]
fn sections_are_called_as_people_speak() {
    for (cause, actions) in [
        ("How it happened", "What we’ve changed"),
        ("The culprit", "Homework"),
        ("Reason for the outage", "So what now?"),
        ("Why it broke", "What's changing"),
        ("Grund für den Ausfall", "Das ändern wir"),
        ("Wie konnte das passieren?", "So geht es weiter"),
        ("Cause de la panne", "Et maintenant ?"),
        ("Causa do incidente", "Próximas ações"),
        ("Akar masalah", "Apa yang akan kami lakukan"),
        ("根本原因分析", "我们将做什么"),
        ("Analisi delle cause", "Cosa faremo"),
        ("Waarom gebeurde dit", "Verbeteracties"),
        ("Varför hände det", "Vad vi gör nu"),
        ("Årsag", "Hvad gør vi nu"),
        ("Årsak", "Hva gjør vi nå"),
        ("Przyczyna", "Co zrobimy"),
        ("Причина сбоя", "Выводы и действия"),
    ] {
        let text =
            format!("# Post-mortem 2026-03-12\n\n## {cause}\n\nA disk was full.\n\n## {actions}\n\n- Alert on disks\n");
        assert_eq!(told("a.md", &text), ["5 root", "9 item Unknown asks"], "{cause}, {actions}");
    }
}

#[test]
fn a_time_line_may_be_quoted_or_told_in_hours() {
    for lines in [
        "> 10:00 checkout starts to fail\n> 10:05 alert fires\n> 10:30 service restored",
        "- 1000hrs checkout starts to fail\n- 1005hrs alert fires\n- 1030hrs service restored",
    ] {
        let text = format!("# Checkout outage on 2026-03-02\n\n## Timeline\n\n{lines}\n");
        assert_eq!(
            times_of(&above_a_cause(&text)),
            ["2026-03-02T10:00", "2026-03-02T10:05", "2026-03-02T10:30"],
            "{lines}"
        );
    }
}

#[test]
fn sentences_tell_from_when_to_when_and_when_it_was_seen() {
    let all = ["2026-03-02T10:00Z", "2026-03-02T10:05Z", "2026-03-02T10:30Z"];
    for words in [
        "From 10:00 UTC on March 2, 2026 to 10:30 UTC, all checkouts failed. An alert fired at 10:05 UTC.",
        "Starting at 10:00 UTC on March 2, 2026 and ending at 10:30 UTC, all checkouts failed. The first alert came in at 10:05 UTC.",
        "At 10:00 UTC on 2026-03-02 a deploy broke checkout. The on-call was paged at 10:05 UTC, and the rollback was complete at 10:30 UTC.",
    ] {
        assert_eq!(times_of(&above_a_cause(&format!("# Checkout outage\n\n{words}\n"))), all, "{words}");
    }
}

#[test]
fn what_nobody_saw_until_an_hour_began_before_it() {
    let text = "# Listener failed\n\n| Event | listener |\n|---|---|\n| Detected | `2026-03-10 10:34` |\n\n## Summary\n\n\
                The listener failed since it could not reach its queue at `2026-03-02 19:48`. It cannot tell that it has failed, \
                which led to this failure being undetected for eight days until `2026-03-10 10:34`.\n\n\
                ## Timeline\n\n### 2026-03-02\n\n- `19:48` - the listener fails\n\n### 2026-03-10\n\n- `10:34` - Operators mail the team\n";
    assert_eq!(times_of(&above_a_cause(text))[0], "2026-03-02T19:48");
}

#[test]
fn the_date_of_a_commit_is_no_time_of_the_incident() {
    let text = "# Attack of 2026-03-02\n\n## Timeline (all times UTC)\n\n- 09:15 an edit was made\n- 09:30 Reports of it reach support\n- 10:03 Operators reverted it\n\n\
                ## Commits\n\ncommit 9b3a733a99f0ae5de143c6616bfcd4c945151420\nAuthor: Operators <ops@example.com>\nDate:   Mon Mar 2 19:03:52 2026 +0900\n";
    assert_eq!(times_of(&above_a_cause(text)), ["2026-03-02T09:15Z", "2026-03-02T09:30Z", "2026-03-02T10:03Z"]);
}

#[test]
fn a_zone_may_stand_before_the_hour_it_belongs_to() {
    let text = "# Outage on 2026-03-02\n\n## Impact\n\nTwo outages have been identified beginning from UTC 05:13.\n\n## Cause\n\nAn attack.\n";
    assert_eq!(times_of(&above_a_cause(text))[0], "2026-03-02T05:13Z");
}

#[test]
fn what_cannot_work_is_not_over() {
    let text = "# 服务器宕机通知\n\n今天早些时候（2026-03-02 00:40 左右），由于宿主机的问题，网关宕机，导致一部分服务不能正常提供。\n\n原因是硬盘损坏。\n";
    assert_eq!(times_of(&above_a_cause(text)), ["2026-03-02T00:40", "", ""]);
}

#[test]
fn an_investigation_begins_in_other_languages() {
    let line = |began: &str| {
        format!(
            "# Incidente de 2026-03-02\n\n## Timeline\n\n- 14:51 Campanha agendada\n- 14:55 Mensagens ficam pendentes\n- 18:30 {began}\n- 18:58 Worker de volta\n"
        )
    };
    for began in
        ["Início da investigação", "Inicio de la investigación", "Début de l'analyse", "Beginn der Fehlersuche"]
    {
        let times = times_of(&above_a_cause(&line(began)));
        assert_eq!(times[..2], ["2026-03-02T14:55", "2026-03-02T18:30"], "{began}");
    }
}

#[test]
fn a_list_of_issues_that_came_together_is_a_list_of_causes() {
    let text = "# Downloads failed on 2026-03-02\n\nWhat looked like one fault was actually the result of multiple issues all at once:\n\n\
                - The cache kept answers that said \"not found\".\n- A script rebuilt the site every five minutes.\n\n\
                We have since commented the configuration for future contributors:\n\n- https://code.example.com/site/pull/3239\n";
    assert_eq!(told("a.md", text), ["5 root", "6 root"]);
}

#[test]
fn every_cause_of_a_list_counts() {
    let list = "## Causes\n\n### Gateway\n\n- Too few proxies.\n- Nobody told the partner in time.\n\n### Claims\n\n- Each request made three.\n\
                - The API minded the case of letters.\n\n### Indexer\n\n- Too few replicas.\n- Too little CPU for the database.\n";
    assert_eq!(told("a.md", &format!("# Launch failed on 2026-03-02\n\n{list}")).len(), 6);
}

#[test]
fn prose_takes_no_place_of_a_list_of_factors() {
    let prose = "The outage was caused by a full disk. The errors were caused by the proxy that crashed.";
    let factors: String =
        (1..=6).map(|at| format!("- Part {at} had no limit, because nobody had asked for one.\n")).collect();
    let told = told("a.md", &format!("# Outage\n\n{prose}\n\n## Contributing factors\n\n{factors}"));
    assert_eq!(told.iter().filter(|risk| risk.ends_with("factor")).count(), 7, "{told:?}");
}

#[test]
fn a_second_sentence_that_says_why_is_told_as_well() {
    let text = "# Outage of the shop\n\n## Summary\n\nThe root cause was that the certificate of the gateway expired and its \
                clients failed and crashed. The renewal was slow because the mailbox was full.\n\n## Impact\n\nNobody could order.\n";
    assert_eq!(told("a.md", text), ["5 factor", "5 root"]);
}

#[test]
fn who_told_whom_is_no_cause() {
    let text = "# Products dataset full\n\n## What happened\n\nOn 2026-03-02 at 22:30, a reader signaled us on the chat an error while saving a product.\n\n\
                ## Solving\n\nThe first step was to remove what was not needed. The data set was full, with no space left on the device.\n";
    assert_eq!(told("a.md", text), ["9 root"]);
}

#[test]
fn to_ask_whether_others_watch_asks_for_no_alert() {
    let asks = |words: &str| items(&format!("- {words}"))[0].2;
    assert!(!asks("Ask the hosting team if they have load monitoring"));
    assert!(asks("Ask the search team to add an alert on load"));
}

#[test]
fn an_order_that_reads_as_past_is_not_done_with_the_others() {
    let told = items(
        "- Set up alarms for the database. **(Done during this incident)**\n- Set up alarms for errors.\n- Set up the deletion of logs.\n",
    );
    let statuses: Vec<Status> = told.into_iter().map(|item| item.1).collect();
    assert_eq!(statuses, [Status::Done, Status::Unknown, Status::Unknown]);
}

#[test]
fn an_emoji_may_be_written_as_a_word() {
    let text = "---\ndate: 2026-03-02\n---\n# Primary node outage\n\n## :eye: Detection\n\nThis was noticed when services started to fail. \
                The primary detection was through alerts though! I was paged a minute later.\n\n## :seedling: Blameless root cause\n\nA large query was run.\n";
    let incident = above_a_cause(text);
    assert_eq!((incident.detected_by, told("a.md", text)), (Detector::Alert, vec!["12 root".to_owned()]));
}

#[test]
fn a_sentence_may_be_wrapped_before_its_hours() {
    for outage in [
        "We had an outage due to a large query. The\noutage lasted from around 20:20 to 20:46 UTC.",
        "We published a release. The outage lasted from 20:20 to 20:46 UTC.",
    ] {
        let text = format!("---\ndate: 2026-03-02\n---\n# Node outage\n\n{outage}\n\n## Root cause\n\nA query.\n");
        assert_eq!(times_of(&above_a_cause(&text)), ["2026-03-02T20:20Z", "", "2026-03-02T20:46Z"], "{outage}");
    }
}

#[test]
fn those_who_were_told_by_alerts_have_not_been_told_by_customers() {
    let by = |words: &str| {
        above_a_cause(&format!("# Outage on 2026-03-02\n\n## Cause\n\nA disk.\n\n## Detection\n\n{words}\n"))
            .detected_by
    };
    assert_eq!(by("We got notified through alerts coming from our monitoring."), Detector::Alert);
    assert_eq!(by("Somebody notices an e-mail from Sentry about a new error."), Detector::Alert);
    assert_eq!(by("We were notified by a customer."), Detector::Customer);
}

#[test]
fn a_strategy_on_paper_and_news_of_upgrades_are_no_alerts() {
    let asks = |words: &str| items(&format!("- {words}"))[0].2;
    assert!(!asks("Add a ticket for writing down our monitoring and alerting strategy"));
    assert!(!asks("Ensure teams are notified about important upgrades"));
    assert!(asks("Ensure teams are notified when their logs stop"));
}

#[test]
fn what_we_did_is_done_behind_a_label_too() {
    for done in [
        "Runbook: We also created one that walks people through it.",
        "We wrote a runbook.",
        "Docs: the team then moved the pages.",
    ] {
        assert_eq!(status(done), Status::Done, "{done}");
    }
    assert_eq!(status("We considered a limit for every job."), Status::Unknown);
}

#[test]
fn what_lies_ahead_below_a_heading_of_what_changed_is_not_done() {
    let list =
        "The framework was upgraded.\n\nThe next priorities are:\n\n- containers without root\n- scans of images\n";
    let incident = above_a_cause(&format!("# Outage on 2026-03-02\n\n## What has changed since\n\n{list}"));
    let states: Vec<Status> = incident.action_items.iter().map(|item| item.status).collect();
    assert_eq!(states, [Status::Done, Status::Unknown, Status::Unknown]);
}
