//! What was done already, told beside what is still to be done, and what is counted: each case a misreading that was mended.

use super::tests::{incident, times_of};
use crate::model::{Basis, Detector, Incident, Moment, Status};

fn read(text: &str) -> Incident {
    incident("a.md", text).expect("it is a postmortem").1
}

/// The texts of the action items below `text`.
fn items(text: &str) -> Vec<String> {
    let whole = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{text}\n");
    read(&whole).action_items.into_iter().map(|item| item.text.value).collect()
}

/// Those of them that ask for an alert.
fn asked(text: &str) -> Vec<String> {
    let whole = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{text}\n");
    let asking = read(&whole).action_items.into_iter().filter(|item| item.asks_for_alert);
    asking.map(|item| item.text.value).collect()
}

/// The stated causes of a document.
fn causes(text: &str) -> Vec<String> {
    let stated = read(text).risks.into_iter().filter(|risk| risk.basis == Basis::Stated);
    stated.map(|risk| risk.text.value).collect()
}

#[test]
fn steps_that_ended_it_are_no_items_beside_what_is_to_be_done() {
    let steps = "1. Paused the sync\n2. Repaired the volumes\n3. Brought the brokers back\n4. All of it green again\n";
    let follow = "## Follow-up actions\n\n- Write a runbook\n";
    for heading in ["Corrective actions taken", "Remediation actions", "Recovery Actions"] {
        assert_eq!(items(&format!("## {heading}\n\n{steps}\n{follow}")), ["Write a runbook"], "{heading}");
        assert_eq!(items(&format!("## {heading}\n\n{steps}")).len(), 4, "{heading}, alone");
    }
    let needs = "## Recovery actions\n\n- Need to upgrade the proxy\n- Feed the cache anew\n- Speed up the import\n\n";
    assert_eq!(items(&format!("{needs}{follow}")).len(), 4, "nothing of it was done");
    for (heading, step) in [("Acciones tomadas", "Reiniciamos el servicio"), ("Ações tomadas", "Reiniciamos o serviço")]
    {
        let text = format!("## {heading}\n\n- {step}\n\n{follow}");
        assert_eq!(items(&text), ["Write a runbook"], "{heading}");
    }
    let wanted = "## Corrective actions\n\n- Upgrade the proxy\n- Limit the pool\n\n";
    assert_eq!(items(&format!("{wanted}{follow}")).len(), 3);
    let alert = "## Corrective actions taken\n\n- Added an alert on the queue\n- Restarted it\n\n";
    assert_eq!(items(&format!("{alert}{follow}")).len(), 3, "an alert that was added counts");
}

#[test]
fn headings_tell_what_was_done_and_lists_below_them_how() {
    let text = "## Long-term solutions\n\n#### Disabled the access log\n\n- Set it to none in the configuration\n- Errors are still logged\n\n#### Implemented log rotation\n\n- Daily, kept for a week\n";
    assert_eq!(items(text), ["Disabled the access log", "Implemented log rotation"]);
    let several = "## Prevention\n\n#### Implemented the following changes\n\n- Limit the pool\n- Add a cache\n";
    assert_eq!(items(several), ["Limit the pool", "Add a cache"]);
    let planned = "## Prevention\n\n#### Planned work on limits\n\n- Limit the pool\n";
    assert_eq!(items(planned), ["Limit the pool"]);
    let checks = "## Prevention\n\n### 1. Script\n\nWe added a script that compares the tables.\n\nChecks:\n\n- All tables exist\n- The keys are intact\n\n### 2. Limit the pool\n";
    assert!(!items(checks).iter().any(|item| item.contains("tables exist")), "{:?}", items(checks));
}

#[test]
fn conditions_below_a_heading_of_alerts_ask_for_them() {
    let text = "## Monitoring recommendations\n\n### Critical alerts\n\n- Disk usage > 85%\n- Errors of the cache\n\n### Warning alerts\n\n- Log directory > 500MB\n";
    assert_eq!(asked(text), ["Disk usage > 85%", "Errors of the cache", "Log directory > 500MB"]);
}

#[test]
fn a_chain_of_causes_among_actions_is_none() {
    let text = "## Moving forward\n\nIn the end it was a chain:\n\n1. The update caused the job to fail.\n2. The missing locale caused the database to fail at start.\n\nWe will move to a larger machine.\n";
    assert_eq!(items(text), ["We will move to a larger machine."]);
}

#[test]
fn prose_begins_a_wish_with_a_clause() {
    let text = "## Lessons learned\n\nGoing forward we should test upgrades on a copy.\n\nWith so many tenants, we should tell them earlier.\n\nWe moved on a Monday, which leaves no time, and we'll avoid that going forward.\n\nAfter looking into it, we found a patch that others use.\n";
    assert_eq!(items(text).len(), 3, "{:?}", items(text));
}

#[test]
fn counted_headings_are_the_causes_and_their_lists_explain_them() {
    let text = "# Outage\n\n## Root causes\n\nWe found two problems:\n\n### 1. Incomplete migration strategy\n\n- A migration was listed, and its table was missing\n- It may have been rolled back\n\n### 2. No validation of the schema\n\n- Nothing checks which tables exist\n- No alert on failed queries\n";
    let causes = causes(text);
    assert_eq!(causes.len(), 2, "{causes:?}");
    assert!(causes[0].starts_with("Incomplete migration strategy A migration was listed"), "{causes:?}");
    assert!(causes[1].starts_with("No validation of the schema Nothing checks"), "{causes:?}");
}

#[test]
fn paragraphs_beside_a_recommendation_tell_why() {
    let text = "## Prevention\n\n**Alerting**\n\nThe outage was brief, and alerts may not have seen it.\n\nRecommendation: test the alerts at the next maintenance.\n";
    assert_eq!(items(text), ["test the alerts at the next maintenance."]);
    let none = "## Prevention\n\nIt is useful to have the button at hand.\n\nRecommendation: no follow-up actions.\n";
    assert_eq!(items(none), [""; 0]);
}

#[test]
fn a_day_heads_what_was_done_on_it() {
    let text = "## What actions have we taken so far?\n\n* **Sunday, April 2, 2023**\n* 11:21: An incident was opened.\n* **Monday, April 3, 2023**\n* 08:43: The app was created anew.\n\n## Next steps\n\nWe will scan for tokens.\n";
    assert_eq!(items(text), ["We will scan for tokens."]);
}

#[test]
fn lessons_want_more_of_something() {
    let text = "## Lessons learned\n\n* More nodes for the monitors (currently being worked on)\n* Daemons will now be started again after they were removed\n";
    assert_eq!(items(text).len(), 2, "{:?}", items(text));
}

#[test]
fn a_disclosure_is_a_postmortem() {
    let text = "# Incident disclosure 2021-02-18\n\n## Background\n\nRewards were claimed by a stranger.\n\n## Details\n\nThe root cause of the incident was that the contract let anybody claim them.\n";
    assert!(incident("2021-02-18.md", text).is_some());
}

#[test]
fn that_nothing_was_lost_is_no_cause() {
    let text = "# Outage on 2026-03-02\n\nAt 10:14 the storage was down.\n\nWe have returned to normal production and no data was lost.\n\nA broken memory module caused the node to crash.\n";
    let risks = read(text).risks;
    assert!(!risks.iter().any(|risk| risk.text.contains("no data was lost")), "{risks:?}");
}

#[test]
fn a_title_that_sounds_like_something_done_leads_to_what_is_to_be_done() {
    let text = "## Action items\n\n1. **Enhanced Monitoring**:\n   - Alert when a tag is created and no deployment follows\n   - Add a dashboard\n";
    assert_eq!(items(text).len(), 2, "{:?}", items(text));
    let done = "## Action items\n\n1. Upgraded the proxy:\n   - to the version of May\n   - on all hosts\n";
    assert_eq!(items(done).len(), 1, "{:?}", items(done));
}

#[test]
fn who_found_the_cause_noticed_nothing() {
    let text = "# Outage 2026-06-11\n\n## Timeline\n\n- 23:14 Sign-in shows malformed data\n- 23:31 Root cause identified: a stale address\n- 23:35 Service restored\n\n## Root cause\n\nAn address was hard-coded.\n";
    let incident = read(text);
    let hour = |moment: &Option<Moment>| moment.as_ref().map(|moment| moment.iso.clone());
    assert_eq!(hour(&incident.started).as_deref(), Some("2026-06-11T23:14"));
    assert_eq!(hour(&incident.detected), None);
}

#[test]
fn what_was_learnt_of_monitoring_noticed_nothing() {
    let lessons = |lead: &str| {
        format!(
            "# Outage 2026-08-12\n\n## Timeline\n\n- 01:00 Tables lost\n{lead}\n## Root cause\n\nThe schema was incomplete.\n\n## Lessons learned\n\n1. **Monitoring**: health checks of the database should be automated\n\n## Recommendations\n\n- Send alerts from a synthetic check at once\n"
        )
    };
    assert_eq!(read(&lessons("- 01:30 User reports that phrases are gone\n")).detected_by, Detector::Customer);
    assert_eq!(read(&lessons("")).detected_by, Detector::Unknown);
}

#[test]
fn a_policy_that_changed_is_an_incident_and_a_policy_none() {
    let text = |title: &str| {
        format!(
            "# {title}\n\n## Timeline\n\n- 2026-09-10 09:00 All forms failed\n\n## Root cause\n\nA header was refused.\n"
        )
    };
    assert!(incident("a.md", &text("Incident report: change of the cookie policy of a vendor")).is_some());
    assert!(incident("a.md", &text("Incident policy")).is_none());
}

#[test]
fn corrections_that_were_applied_are_done_in_other_languages() {
    for (heading, item) in [("Correções Aplicadas", "Tela dedicada"), ("Correcciones aplicadas", "Página dedicada")]
    {
        let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## 3. {heading}\n\n- {item}\n");
        let items = read(&text).action_items;
        assert_eq!(items.len(), 1, "{heading}");
        assert_eq!(items[0].status, Status::Done, "{heading}");
    }
}

#[test]
fn what_could_be_done_better_is_no_action() {
    let told = "## What could be done better\n\n- The status page was late. Nobody posted in the forum.\n";
    assert!(items(told).is_empty());
    assert_eq!(items("## What should be done\n\n- Add a second line\n"), ["Add a second line"]);
    let wish = "## Lessons learned\n\n- Services like the indexer should have health checks and tell when they fail.\n";
    assert_eq!(asked(wish).len(), 1);
    assert_eq!(items("## すぐに実施すべき項目\n\n- [ ] 負荷テストの実施\n- [ ] 手順書の作成\n").len(), 2);
}

#[test]
fn every_factor_of_a_list_counts() {
    let factors: String = (1..=9).map(|at| format!("- The alert on queue {at} was missing\n")).collect();
    let told = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## Contributing factors\n\n{factors}");
    assert_eq!(causes(&told).len(), 10);
}

#[test]
fn what_leads_to_causes_or_tells_of_the_cure_is_none() {
    for (told, count) in [
        ("Three mistaken assumptions, the gravest one first:\n\n1. The name was unique.\n2. The lock was held.", 2),
        ("The token was refused by the provider.\n\nWhat cured it: enabling a second factor on the account.", 1),
        (
            "The token was refused by the provider.\n\n**Not known:** why the provider began to ask for a second factor.",
            1,
        ),
        ("The cache lost its keys.\n\nIf you miss an order since then, please write to our support.", 1),
    ] {
        assert_eq!(causes(&format!("# Outage\n\n## Root cause\n\n{told}\n")).len(), count, "{told}");
    }
}

#[test]
fn labels_of_other_houses_tell_the_hours() {
    let span = ["2025-10-07T09:12Z", "", "2025-10-07T09:52Z"];
    for (text, times) in [
        (
            "**Fecha del incidente:** 2025-10-07\n**Hora del crash:** ~09:12 UTC\n**Duración del incidente:** ~40 minutos (09:12 - 09:52 UTC)",
            span,
        ),
        (
            "**Incident date:** 2025-10-07\n**Time of the crash:** 09:12 UTC\n**Duration:** 40 minutes (09:12 - 09:52 UTC)",
            span,
        ),
        ("**インシデント発生日**: 2025年10月7日\n**報告日**: 2025年10月31日", ["2025-10-07", "", ""]),
    ] {
        let text = format!("# Postmortem: disk full\n\n{text}\n\n## Root cause\n\nThe disk was full.\n");
        assert_eq!(times_of(&read(&text)), times, "{text}");
    }
    let told = read(
        "# Outage\n\n## Timeline\n\n- 2026-04-12 22:05 UTC The shop (served by Pages) starts returning garbage.\n- 2026-04-12 23:30 UTC Issue noticed.\n",
    );
    assert_eq!(times_of(&told)[1], "2026-04-12T23:30Z");
    assert_ne!(told.detected_by, Detector::Alert, "what is looked at pages nobody");
}

#[test]
fn a_sentence_that_leads_to_what_was_changed_leads_to_items() {
    for lead in [
        "The following fixes were implemented:",
        "We have since made these changes:",
        "Es wurden folgende Änderungen vorgenommen:",
        "Les changements suivants ont été mis en place :",
        "Cambios aplicados desde entonces, ya implementados:",
        "Foram feitas as seguintes alterações, já implementadas:",
    ] {
        let text = format!("## Details of the fix\n\n{lead}\n\n1. A limit on the queue\n2. A second consumer\n");
        let text = format!("# Outage on 2026-03-02\n\n## Root cause\n\nA disk was full.\n\n{text}");
        let items = read(&text).action_items;
        assert!(items.len() == 2 && items.iter().all(|item| item.status == Status::Done), "{lead}: {items:?}");
    }
    assert!(
        items("## Details of the fix\n\nWe did this:\n\n1. Restarted the queue\n2. Called the vendor\n").is_empty()
    );
}

/// Its items in a document with a root cause.
fn below_a_cause(body: &str) -> Vec<String> {
    let all = super::tests::markdown(&format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{body}"));
    all.into_iter().filter(|line| line.contains("item")).collect()
}

#[test]
fn a_day_when_it_was_done_labels_an_item_and_no_detail() {
    let list = "## Action items\n\n1. **DONE 2026-05-14** — Patch the script.\n2. **TODO 2026-05-21** — Write a test.\n\
                3. **Verify** the backups\n   - **Done:** on Monday\n";
    assert_eq!(below_a_cause(list), ["9 item Done", "10 item Open", "11 item Done"]);
}

#[test]
fn to_open_something_is_no_open_item() {
    let list = "## Action items\n\n- Open port 9102 again (done)\n- Open: a second line\n- Open the port\n";
    assert_eq!(below_a_cause(list), ["9 item Done", "10 item Open", "11 item Unknown"]);
}

#[test]
fn what_a_sentence_is_about_is_no_item_by_itself() {
    for (lead, one) in [
        ("From now on, get approval before any of the following operations:", true),
        ("We do one of the following:", true),
        ("Vor jeder der folgenden Aktionen wird gefragt:", true),
        ("今後、以下の操作を行う前に承認を得る：", true),
        ("We do the following:", false),
    ] {
        let list = format!("## Action items\n\n{lead}\n\n- Reset the database\n- Delete the rows\n");
        let found = below_a_cause(&list);
        assert_eq!(found.len(), if one { 1 } else { 2 }, "{lead}: {found:?}");
        assert_eq!(found[0].starts_with("9 "), one, "{lead}: {found:?}");
    }
}

#[test]
fn headings_of_what_was_repaired_and_the_words_behind_a_label_tell_how_it_stands() {
    for (list, told) in [
        ("## Correcciones aplicadas\n\n### Servidor\n\n- Cambiar el límite\n", "11 item Done"),
        ("## Action items\n\n- Documentation: added warnings to the guide\n", "9 item Done"),
        (
            "## Action items\n\n| Aktion | Ticket |\n|---|---|\n| Tests schreiben | Noch zu erstellen |\n",
            "11 item Open",
        ),
        ("## 発布\n\n### 防复发\n\n- 检查版本\n", "11 item Unknown"),
    ] {
        assert_eq!(below_a_cause(list), [told], "{list}");
    }
}

#[test]
fn a_numbered_title_that_says_more_is_an_item_whatever_is_listed_below_it() {
    let list = |behind: &str| {
        format!(
            "## Prevention\n\n**1. Watch it from outside**{behind}\n- Create an account\n- Import the monitors\n\n\
             **2. Back up the settings**{behind}\n- Check how often\n"
        )
    };
    let items = |behind: &str| below_a_cause(&list(behind)).len();
    assert_eq!([items(" (free)"), items("")], [2, 3]);
}
