//! Styles of other teams, each case a misreading that was mended.

use super::tests::{incident, markdown, told};
use crate::model::{Detector, Incident, RiskKind};

fn read(path: &str, text: &str) -> Incident {
    incident(path, text).expect("it is a postmortem").1
}

/// Started, detected, resolved.
fn times(path: &str, text: &str) -> [String; 3] {
    let incident = read(path, text);
    let iso =
        |moment: &Option<crate::model::Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    [iso(&incident.started), iso(&incident.detected), iso(&incident.resolved)]
}

/// Who noticed, by a section on it.
fn noticed(text: &str) -> Detector {
    read("a.md", &format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## Detection\n\n{text}\n")).detected_by
}

/// Does an action item ask for an alert?
fn asks(item: &str) -> bool {
    let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n- {item}\n");
    read("a.md", &text).action_items[0].asks_for_alert
}

const SECTIONS: &str = "## Root cause\n\nA disk was full.\n\n## Action items\n\n- Grow it\n";

#[test]
fn a_read_me_is_what_its_folder_and_its_title_say() {
    let outage = format!("# Search outage\n\n{SECTIONS}");
    assert_eq!(told("incidents/2026-03-02-search/README.md", &outage).len(), 2);
    let general = format!("# Postmortems\n\n{SECTIONS}");
    assert_eq!(told("postmortems/README.md", &general), ["no postmortem"]);
    assert_eq!(told("runbooks/DiskFull.md", &outage), ["no postmortem"], "a runbook has the same sections");
}

#[test]
fn a_story_without_sections_is_read() {
    let text = "# Chat was down on March 2, 2026\n\nAt 19:05 messages stopped being delivered, and we heard of it from users at 19:40, as none of our alerts looked at delivery.\n\nIt turned out that an upgrade had reset the limit of the kernel, and new connections were dropped.\n\nWe've since set the limit on all hosts, and added an alert on the fill level.\n";
    assert_eq!(markdown(text), ["3 factor", "5 root", "7 item Done asks"]);
    assert_eq!(read("a.md", text).detected_by, Detector::Customer);
}

#[test]
fn headings_without_any_mark() {
    let text = "Postmortem: outage of March 2, 2026 (UTC+2)\n\nIssue Summary\nThe shop failed from 9:00 AM to 11:00 AM.\n\nTimeline\n8:55 AM - Monitoring detected failed handshakes.\n11:00 AM - Service restored.\n\nRoot Cause and Resolution\nRoot Cause:\nThe certificate had expired.\n\nCorrective and Preventative Measures\nTasks:\n1. Renew it automatically\n2. Alert before it expires\n";
    assert_eq!(told("a/README.md", text), ["12 root", "16 item Unknown", "17 item Unknown asks"]);
    assert_eq!(times("a/README.md", text)[1..], ["2026-03-02T08:55+02:00", "2026-03-02T11:00+02:00"]);
}

#[test]
fn headings_in_italics_in_items_and_behind_numerals() {
    let text = "# Outage\n\n*Root Cause:*\n\nA disk was full.\n\n*Action items:*\n\n- Grow it\n";
    assert_eq!(markdown(text), ["5 root", "9 item Unknown"]);
    let text = "# Outage\n\n- ## Impact:\n\n  - None\n\n- ## Root cause:\n\n  - A disk was full.\n\n- ## Action items:\n\n  - Grow it\n";
    assert_eq!(markdown(text), ["9 root", "13 item Unknown"]);
    let text = "# 订单故障复盘\n\n## 三、根本原因\n\n连接池被打满。\n\n## IV. Actions\n\n- 扩大连接池\n";
    assert_eq!(markdown(text), ["5 root", "9 item Unknown"]);
}

#[test]
fn the_words_of_a_title_make_no_section() {
    let text = "# Chat history was lost for an hour\n\nThe loss was caused by a wrong setting of the archive.\n\n## Impact\n\nNo history at 10:00.\n";
    assert_eq!(markdown(text)[0], "3 root");
}

#[test]
fn apostrophes_of_typographers() {
    let text =
        "# Outage\n\n## Impact\n\nNone.\n\n## What went wrong\n\n- The health check didn’t fail\n- Somebody asked\n";
    assert_eq!(markdown(text)[0], "9 root");
}

#[test]
fn a_status_page_runs_backwards_with_its_times_below() {
    let text = "# Incident: slow logins\n\n**Resolved** - Normal operations restored.\nMar 13 2026, 10:16 UTC\n\n**Identified** - The delay is caused by a saturated database.\nMar 13 2026, 08:25 UTC\n\n**Investigating** - We are observing increased latency.\nMar 13 2026, 07:00 UTC\n";
    assert_eq!(times("status/a.md", text)[1..], ["2026-03-13T07:00Z", "2026-03-13T10:16Z"]);
    assert!(markdown(text)[0].starts_with("6 "), "{:?}", markdown(text));
}

#[test]
fn what_a_sentence_measures_goes_before_the_entries() {
    let text = "# Outage of 2026-03-02\n\n## Summary\n\nFrom 14:00 to 16:00 UTC requests failed because of a wrong query.\n\n## Timeline\n\n- 13:50 deployment begins\n- 14:20 Datadog alerted the team\n- 15:40 query killed\n- 16:10 postmortem begun\n";
    assert_eq!(times("a.md", text), ["2026-03-02T14:00Z", "2026-03-02T14:20Z", "2026-03-02T16:00Z"]);
    let text = "# ログイン障害\n\n2026年4月3日 13時10分頃から15時40分頃まで、ログインできない状態でした。\n\n## 原因\n\n設定ミスが原因です。\n";
    assert_eq!(times("a.md", text), ["2026-04-03T13:10", "", "2026-04-03T15:40"]);
}

#[test]
fn the_time_beside_the_recovery_is_the_end() {
    let text = "# Outage of 2026-03-02\n\n## Root cause\n\nA bug.\n\n## Summary\n\nAround 9:30 UTC the record spread again, and by 9:40 UTC traffic had returned to normal levels.\n";
    assert_eq!(times("a.md", text)[2], "2026-03-02T09:40Z");
}

#[test]
fn two_zones_a_zone_of_its_own_and_dashes() {
    let text = "# Outage of 2026-03-02\n\n## Root cause\n\nA disk was full.\n\n## Timeline\n\n(UTC+9:30)\n\n6:40am/10:10pm - uploads begin to fail\n\n6:54am/10:24pm - alert DiskFull fired\n\n4:08pm - uploads work again\n";
    let expected = ["2026-03-02T06:40+09:30", "2026-03-02T06:54+09:30", "2026-03-02T16:08+09:30"];
    assert_eq!(times("a.md", text), expected);
    let text = "# Chain stall\n\n## Root cause\n\nA bug.\n\n## Timeline (all times PST)\n\n01-10-2026\n\n\t7:32 PM - The chain stalled.\n\n\t7:38 PM - Monitoring of the chain detected it.\n\n01-31-2026 - The fix was added to the code.\n";
    assert_eq!(times("a.md", text)[..2], ["2026-01-10T19:32-08:00", "2026-01-10T19:38-08:00"]);
    let text = "# Freeze\n\n## Root cause\n\nA bug.\n\n## Timeline (UTC, 2026-09-27)\n\n- 03:00 releases begin to fail\n- 05:14 releases work again\n";
    assert_eq!(times("a.md", text), ["2026-09-27T03:00Z", "", "2026-09-27T05:14Z"]);
}

#[test]
fn the_date_of_the_paper_is_no_impossible_beginning() {
    let text = "# Lost answers\n\n**Date:** 2026-03-03 | **Severity:** SEV-3\n\n## Root cause\n\nA bug.\n\n## Timeline\n\n| Time | Event |\n|---|---|\n| 2026-03-02 04:47 | Uptime Kuma: alerts fire |\n| 2026-03-02 06:52 | Setting changed, everything is back |\n";
    let incident = read("a.md", text);
    assert!(incident.detected.is_some_and(|detected| detected.possible && detected.iso == "2026-03-02T04:47"));
    assert_eq!(incident.severity.as_deref(), Some("SEV-3"), "the second label of its line");
}

#[test]
fn a_heading_may_be_the_label_of_the_time_below_it() {
    let text = "# 電子申請の障害\n\n## 障害発生日時\n\n2026年2月6日 16:47 頃\n\n## 障害復旧日時\n\n2026年2月8日 17:00\n\n## 原因\n\n証明書の期限切れ。\n";
    assert_eq!(times("a.md", text), ["2026-02-06T16:47", "", "2026-02-08T17:00"]);
}

#[test]
fn the_title_of_a_post_tells_the_day_and_its_date_when_it_was_published() {
    let text = "---\ntitle: What happened on May 3rd\ndate: 2026-05-08\n---\n\nAt 18:30 UTC writes failed. Our monitoring paged us at 18:33 UTC.\n\n## The outage\n\nThe root cause was a node in the wrong zone, which broke the majority.\n\n## What we are doing\n\nWe have already moved the nodes so that no zone holds two.\n";
    assert_eq!(times("blog/a.md", text)[0], "2026-05-03T18:30Z");
    assert!(markdown(text).contains(&"14 item Done".to_owned()), "{:?}", markdown(text));
}

#[test]
fn the_last_row_of_a_table_is_no_label() {
    let text = format!(
        "# Outage\n\n{SECTIONS}\n| Action | Owner | Status |\n|---|---|---|\n| Grow it | @ops | Done |\n| Watch it | @ops | Todo |\n"
    );
    assert_eq!(read("a.md", &text).status, None);
}

#[test]
fn questions_with_their_answers_below() {
    let text = "# Outage\n\n## Customer impact\n\n1. **Who was impacted?** (i.e. external customers)\n    1. All users\n1. **How was the incident detected?**\n    1. The alert `QueueTooLarge` paged the engineer on call\n\n## What were the root causes?\n\nA lock.\n";
    let incident = read("a.md", text);
    assert_eq!(incident.detected_by, Detector::Alert);
    assert_eq!(incident.detected_alert.as_deref(), Some("QueueTooLarge"));
    let text = "# INC-42\n\n| Question | Answer |\n|---|---|\n| When did it start? | 2026-12-01 08:00 UTC |\n| When was it resolved? | 2026-12-01 10:00 UTC |\n| What was the root cause? | A flag was turned on for everyone |\n";
    assert_eq!(times("a.md", text), ["2026-12-01T08:00Z", "", "2026-12-01T10:00Z"]);
}

#[test]
fn bullets_that_markdown_does_not_know() {
    let text = "# Outage\n\nRoot cause:\nA disk was full.\n\nCorrective actions:\n🔧 Review the limits.\n🔧 Add monitoring of the disk.\n";
    assert_eq!(markdown(text), ["4 root", "7 item Unknown", "8 item Unknown asks"]);
}

#[test]
fn tabs_and_mails() {
    let text = "# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n=== \"Prevent\"\n\n    - [ ] Grow it\n\n=== \"Detect\"\n\n    - [x] Alert on it\n";
    assert_eq!(markdown(text), ["5 root", "11 item Open", "15 item Done asks"]);
    let text = "Subject: [postmortem] VPN outage\nDate: Tue, 3 Nov 2026 10:00:00 +0000\nFrom: netops@example.com\n\nWHAT HAPPENED\n\nOn 2 November 2026 from 07:10 to 08:35 UTC nobody could connect.\n\nROOT CAUSE\n\nThe licence had expired.\n";
    assert_eq!(times("outage.txt", text), ["2026-11-02T07:10Z", "", "2026-11-02T08:35Z"]);
}

#[test]
fn who_noticed_in_other_words() {
    assert_eq!(noticed("New Relic reports \"Error percentage (high)\"."), Detector::Alert);
    assert_eq!(noticed("A dip was noticed via Grafana by the team."), Detector::Person);
    assert_eq!(noticed("The bug was self-reported by the operator."), Detector::Person);
    assert_eq!(noticed("Colleagues called the helpdesk."), Detector::Customer);
    assert_eq!(noticed("Une alerte sur le taux d'échec des paiements par carte s'est déclenchée."), Detector::Alert);
    assert_eq!(noticed("A ticket is opened about servers that take long."), Detector::Customer);
    assert_eq!(noticed("Users experienced slow pages."), Detector::Unknown, "that is the impact");
    assert_eq!(noticed("The operator checks the logs and sees a flood of 404s."), Detector::Person);
    assert_eq!(noticed("Una usuaria reportó el error."), Detector::Customer);
}

#[test]
fn what_asks_for_an_alert_in_other_words() {
    assert!(asks("Page on partitions without a leader"));
    assert!(asks("Add alarm on consumed write capacity above 80%"));
    assert!(asks("Lower the alarm to one datapoint"));
    assert!(!asks("Canary for the configuration of the gateway"));
    assert!(!asks("Improve response time to critical alerts"));
    assert!(!asks("Uptime Kuma: migrate to compose"));
    assert!(!asks("Replace the filter with routing of Alertmanager"));
}

#[test]
fn that_a_cause_was_found_is_no_cause() {
    let text = "# Outage of 2026-03-02\n\n## Impact\n\nNone.\n\n## Timeline\n\n- 10:00 an investigation began, and the root cause was found later.\n- 10:20 the culprit was identified and terminated.\n";
    assert!(markdown(text).is_empty(), "{:?}", markdown(text));
}

#[test]
fn a_date_is_no_number_and_a_bare_template_no_item() {
    let text = format!("# Outage 2026-07-24\n\n{SECTIONS}- {{{{ owner }}}} TODO\n");
    let incident = read("a.md", &text);
    assert_eq!(incident.id, None);
    assert_eq!(incident.action_items.len(), 1);
}

#[test]
fn what_will_look_smooth_is_not_open() {
    let status = |item: &str| markdown(&format!("# Outage\n\n{SECTIONS}- {item}\n")).pop().unwrap_or_default();
    let item = "Use gauges: peaks will look smooth in the metrics. _done in Grafana_.";
    assert_eq!(status(item), "10 item Done asks");
}

#[test]
fn what_should_have_been_done_is_a_lesson_and_no_action() {
    let told = |lines: &str| markdown(&format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{lines}"));
    let lessons = [
        "## Action items\n\n- We should have tested the load.\n",
        "## 改善\n\n- 負荷試験を事前に実施すべきだった。\n",
        "## Maßnahmen\n\n- Wir hätten die Last vorher testen sollen.\n",
        "## Actions\n\n- Nous aurions dû tester la charge.\n",
        "## Acciones\n\n- Deberíamos haber probado la carga.\n",
        "## Ações\n\n- Deveríamos ter testado a carga.\n",
        "## Tindak lanjut\n\n- Seharusnya beban diuji lebih dulu.\n",
        "## 改进措施\n\n- 本应提前压测。\n",
    ];
    for lines in lessons {
        assert_eq!(told(lines), ["5 root"], "{lines}");
    }
    assert_eq!(told("## Action items\n\n- [ ] The load should have been tested: do it now\n").len(), 2);
    assert_eq!(told("## Action items\n\n- The job should have an owner\n").len(), 2);
}

#[test]
fn a_status_page_names_the_incident_below_its_title() {
    let text = "# Elevated error rates\n\nIncident Report for Example\n\n**Resolved**\nOn 2 March 2026 at 10:14 UTC requests failed. The root cause was a routing change by our provider. At 10:55 UTC everything was working as expected.\n";
    let incident = read("status/2026-03-02.md", text);
    assert_eq!(incident.risks.len(), 1);
    assert_eq!(times("a.md", text), ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
    let minutes =
        "# Compte rendu d'incident\n\n## Chronologie\n\n- 10:14 panne\n\n## Cause\n\nLe disque était plein.\n";
    assert_eq!(markdown(minutes), ["9 root"]);
}

/// The causes of a document that has no heading for them, each with its kind.
fn causes(lines: &str) -> Vec<(RiskKind, String)> {
    let incident = read("a.md", &format!("# Outage of the lists\n\n{lines}\n\n## Timeline\n\n- 10:14 lists fail\n"));
    let causes = incident.risks.into_iter().filter(|risk| risk.kind != RiskKind::ActionItem);
    causes.map(|risk| (risk.kind, risk.text.value)).collect()
}

#[test]
fn what_came_of_it_what_others_say_and_what_was_repaired_are_no_causes() {
    let cause = "The pool of the database was exhausted by a migration.";
    let others = [
        "This in turn caused the checkout to fail.",
        "The provider said, \"one of our disks failed and was replaced\".",
        "The ingress and the domain were both valid.",
        "We now have 25 pods, instead of 21 that failed.",
        "Forty orders failed because of this outage.",
    ];
    for other in others {
        let told = causes(&format!("## What happened\n\n{cause}\n\n{other}"));
        assert_eq!(told, [(RiskKind::RootCause, cause.to_owned())], "{other}");
    }
}

#[test]
fn the_sentence_that_says_when_is_what_was_seen_and_not_why() {
    let told = causes(
        "## Summary\n\nMails were late on 2026-03-02 from 10:14 to 12:20 UTC. The relay had been moved to a host whose clock was two hours behind. We corrected the clock.",
    );
    assert_eq!(
        told,
        [(RiskKind::RootCause, "The relay had been moved to a host whose clock was two hours behind.".to_owned())]
    );
}

#[test]
fn beside_listed_factors_the_summary_names_the_root_cause() {
    let told = causes(
        "## Summary\n\nA bug in the router drops all routes when one file is malformed.\n\n## Contributing factors\n\n- Nobody watches the number of routes\n",
    );
    let kinds: Vec<_> = told.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [RiskKind::RootCause, RiskKind::ContributingFactor]);
}

#[test]
fn a_ticket_in_a_heading_is_that_of_the_items_below() {
    let text = "# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n### Soon ([tracked](https://example.com/issues/7))\n\n- Grow it\n\n### Later\n\n- Watch it\n";
    let links: Vec<usize> = read("a.md", text).action_items.iter().map(|item| item.links.len()).collect();
    assert_eq!(links, [1, 0]);
}

#[test]
fn what_needs_to_be_better_is_no_action() {
    let text = "# 障害\n\n## 根本原因\n\nディスクが満杯になった。\n\n### 改善が必要なこと\n\n- 事前にテストされていなかった\n\n## 改善\n\n- 監視を追加する\n";
    assert_eq!(read("a.md", text).action_items.len(), 1);
}

/// `rules/languages/it.yml` is all that there is of Italian.
#[test]
fn a_language_of_one_file_is_read_like_the_others() {
    let text = "# Il negozio era irraggiungibile\n\n## Sommario\n\nI pagamenti non funzionavano.\n\n## Cronologia\n\n- 2 marzo 2026 10:14 UTC: il negozio non risponde\n- 2 marzo 2026 10:39 UTC: un cliente ha telefonato\n- 2 marzo 2026 11:20 UTC: servizio ripristinato\n\n## Causa principale\n\nIl certificato era scaduto perché nessuno lo aveva rinnovato.\n\n## Azioni\n\n| Azione | Responsabile | Stato |\n|---|---|---|\n| Aggiungere un allarme sulla scadenza del certificato | @anna | fatto |\n| Documentare il rinnovo | @luca | aperto |\n";
    assert_eq!(markdown(text), ["15 root", "21 item Done asks", "22 item Open"]);
    assert_eq!(times("a.md", text), ["2026-03-02T10:14Z", "2026-03-02T10:39Z", "2026-03-02T11:20Z"]);
    assert_eq!(read("a.md", text).detected_by, Detector::Customer);
}

#[test]
fn what_leads_to_no_cause_names_none() {
    let causes = |text: &str| {
        let risks = read("a.md", &format!("# Outage\n\n{text}\n\n## Action items\n\n- Grow it\n")).risks;
        let causes = risks.into_iter().filter(|risk| risk.kind == RiskKind::RootCause);
        causes.map(|risk| risk.text.value).collect::<Vec<String>>()
    };
    let wrong = "- the cache;\n- the button.\n";
    for lead in [
        "Before the root cause was found, the search focused on:",
        "Antes da causa estrutural ser isolada, a investigação ficou concentrada em:",
        "Bevor die Ursache bekannt war, prüften wir:",
    ] {
        let text = format!("## Root cause\n\nA disk was full.\n\n## Attempts\n\n{lead}\n\n{wrong}");
        assert_eq!(causes(&text), ["A disk was full."], "{lead}");
    }
    let unseen = "## Detection\n\nA customer called. No alert fired because:\n\n1. All answers were 200.\n2. Latency was normal.\n";
    assert_eq!(causes(&format!("{unseen}\n## Root cause\n\nA disk was full.")), ["A disk was full."]);
    for heading in
        ["4. Causa imediata", "5. Causa estrutural", "Causa inmediata", "Cause immédiate", "Eigentliche Ursache"]
    {
        assert_eq!(causes(&format!("## {heading}\n\nA disk was full.")), ["A disk was full."], "{heading}");
    }
}

#[test]
fn a_template_in_the_title_may_be_one_of_the_software() {
    let sections = format!("## Impact\n\nNo names were resolved.\n\n{SECTIONS}");
    for (title, is) in [
        ("DNS template rule breaks names", true),
        ("Postmortem template", false),
        ("Template", false),
        ("Our incident template", false),
        ("Template for reviews", false),
    ] {
        let found = told("docs/a.md", &format!("# {title}\n\n{sections}"));
        assert_eq!(found != ["no postmortem"], is, "{title}");
    }
}
