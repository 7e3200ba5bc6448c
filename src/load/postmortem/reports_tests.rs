//! Reports as still other teams write them, each case a misreading that was mended.

use super::tests::{incident, markdown};
use crate::model::{Detector, Incident};

fn read(text: &str) -> Incident {
    incident("a.md", text).expect("it is a postmortem").1
}

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    let incident = read(text);
    let iso =
        |moment: &Option<crate::model::Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    [iso(&incident.started), iso(&incident.detected), iso(&incident.resolved)]
}

/// Who noticed, by one entry of a time line.
fn noticed(entry: &str) -> Detector {
    let text = format!(
        "# Search outage\n\n## Timeline\n\n- 2026-03-02 10:02 UTC: {entry}\n- 10:55 UTC: search was restored\n\n## Root cause\n\nA disk was full.\n"
    );
    read(&text).detected_by
}

/// The items below a heading.
fn items(below: &str) -> Vec<String> {
    let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{below}\n");
    markdown(&text).into_iter().filter(|line| line.contains("item")).collect()
}

#[test]
fn numbered_headings_below_what_went_wrong_are_causes() {
    let text = "# Outage\n\n## Impact\n\nNo search.\n\n## What Went Wrong\n\n### 1. No failover\nAll writes went to one node:\n- the index\n- the queue\n\n### 2) Nobody was told\n- No alert watched the queue\n- Mails failed, too\n\n## Action items\n\n- Add a node\n";
    assert_eq!(markdown(text), ["9 factor", "14 root", "20 item Unknown"]);
    let text = "# Incident\n\n## Auswirkungen\n\nKeine Suche.\n\n## Was ist schiefgelaufen\n\n**1. Keine Redundanz**\nAlle Daten lagen auf einem Knoten, der ausgefallen ist.\n\n- Index\n\n**2. Kein Alarm**\nNiemand hat den Ausfall bemerkt.\n";
    assert_eq!(markdown(text).len(), 2);
}

#[test]
fn headings_that_end_in_a_day_date_the_entries_below() {
    for (first, second) in [
        ("### Day 1 - January 23, 2026", "### Day 2 - January 24, 2026"),
        ("### Day 1: 2026-01-23", "### Day 2: 2026-01-24"),
        ("**First night – 23 January 2026**", "**Morning of 24 January 2026**"),
        ("### Jour 1 - 23 janvier 2026", "### Jour 2 - 24 janvier 2026"),
        ("### Tag 1 – 23.01.2026", "### Tag 2 – 24.01.2026"),
        ("### 1日目 2026年1月23日", "### 2日目 2026年1月24日"),
    ] {
        let text = format!(
            "# 2026-01-25: search outage\n\n## Timeline\n\nAll times in UTC.\n\n{first}\n\n- 23:08: search goes down\n\n{second}\n\n- 07:12: we noticed the outage\n- 08:32: search was restored\n\n## Root cause\n\nA disk was full.\n"
        );
        assert_eq!(times(&text), ["2026-01-23T23:08Z", "2026-01-24T07:12Z", "2026-01-24T08:32Z"], "{first}");
    }
}

#[test]
fn the_zone_of_a_time_line_may_stand_beside_its_day() {
    let text = "# Search was down\n\n## Timeline (UTC, 2026-03-02)\n\n- 10:02: search goes down\n- 10:55: search was restored\n\n## Root cause\n\nA disk was full.\n";
    assert_eq!(times(text)[0], "2026-03-02T10:02Z");
}

#[test]
fn a_day_that_a_paragraph_begins_with_goes_before_that_of_the_title() {
    let text = "# 2026-03-21 Incident report: files were missing\n\n## Detection\n\nOn Saturday, March 14th 2026 at 9:56, I received an alert about failing downloads.\n\n## Mitigation\n\nThe patch was merged at 10:15.\n\nAt 10:19 downloads were working again.\n\n## Root cause\n\nA store had been removed.\n";
    assert_eq!(times(text)[1..], ["2026-03-14T09:56", "2026-03-14T10:19"]);
}

#[test]
fn the_subject_of_a_mail_below_is_no_title() {
    let text = "# Downloads failed for an hour\n\n## Detection\n\nA mail came:\n\nSubject: **Errors occurred**\n\n## Root cause\n\nA store had been removed.\n";
    assert_eq!(&*read(text).title, "Downloads failed for an hour");
}

#[test]
fn what_is_only_marked_as_over_has_no_end() {
    let text = "---\ntitle: Search is down\nresolved: true\nresolvedWhen: 2026-03-02T11:00:00\nseverity: down\n---\n\n## Root cause\n\nA disk was full.\n";
    assert_eq!(times(text)[2], "2026-03-02T11:00:00");
    let text = "---\ntitle: Search is down\nresolved: true\nseverity: down\n---\n\n## Root cause\n\nA disk was full.\n";
    assert_eq!(times(text)[2], "");
}

#[test]
fn lines_of_bots_are_alerts() {
    for entry in [
        "[FIRING] Instance search-1 down",
        "[FIRING:2] SearchDown",
        "🔥 Firing: SearchDown",
        "[Alerting] search is slow",
        "Triggered: search-1 unreachable",
        "** PROBLEM Alert: search-1 is DOWN **",
        "CRITICAL - Socket of search-1",
    ] {
        assert_eq!(noticed(entry), Detector::Alert, "{entry}");
    }
}

#[test]
fn people_who_alert_are_none() {
    for (entry, by) in [
        ("First notification from users about the issue", Detector::Customer),
        ("First alert from a customer", Detector::Customer),
        ("Report of lost documents", Detector::Customer),
        ("We were alerted by a security researcher", Detector::Customer),
        ("Anna découvre que le site est vide", Detector::Person),
        ("Bei der Wartung fiel der leere Index auf", Detector::Person),
        ("En testant la migration, on a constaté un index vide", Detector::Person),
        ("移行作業中に発覚", Detector::Person),
    ] {
        assert_eq!(noticed(entry), by, "{entry}");
    }
}

#[test]
fn what_readers_need_not_do_tells_nobody() {
    let text = "# Störung der Suche am 02.03.2026\n\n- Der Support ist über die Störung informiert, eine Meldung durch Kunden ist nicht nötig.\n\n## Ursache\n\nEine Platte war voll.\n\n## Auswirkungen\n\nKeine Suche.\n";
    assert_eq!(read(text).detected_by, Detector::Unknown);
}

#[test]
fn headings_of_what_is_to_be_done() {
    for heading in [
        "Preventive Enhancements",
        "Recommended Improvements",
        "Further hardening",
        "Improvement ideas",
        "What could be done to prevent a relapse",
        "Empfohlene Verbesserungen",
        "Härtung",
        "Pistes d'amélioration",
        "Actions prévention (recommandées)",
        "Mejoras propuestas",
        "Melhorias recomendadas",
        "Usulan perbaikan",
        "予防的な改善策",
        "改进建议",
    ] {
        assert_eq!(items(&format!("## {heading}\n\n- Grow the disk")), ["9 item Unknown"], "{heading}");
    }
}

#[test]
fn numbered_paragraphs_are_items_and_what_stands_below_their_details() {
    let english = "## Action items\n\n**1. Monitor the shop from outside** (free)\n- 13 addresses are ready\n- → Worth: an alert within minutes\n\n**2. Back up the settings** (half an hour)\n```\nscp settings\n```\n- → Worth: mended in minutes\n\n**3. Steps for restoring** ✅ DONE\n- in the wiki\n";
    assert_eq!(items(english), ["9 item Unknown asks", "13 item Unknown", "19 item Done"]);
    let french = "## Actions préventives\n\n### Cette semaine (à faire)\n\n**1) Surveillance externe** (gratuit)\n- 13 adresses prêtes\n\n**2) Sauvegarde de la configuration**\nTous les jours.\n\n**3) Procédure de restauration** ✅ FAIT\n- dans le wiki\n";
    assert_eq!(items(french).len(), 3);
    assert!(items(french)[2].contains("Done"));
}

#[test]
fn words_that_a_table_sorts_by_are_no_items() {
    let below = "## Action items\n\nThere are two types:\n\n- Prevent - stop it from happening, for example by tests.\n- Detect - notice it sooner.\n\nAnd priorities:\n\n- P0 - at once\n- P1: some day\n\n| Action item | Type | Priority | Status |\n|---|---|---|---|\n| Documents are never lost | Prevent | P0 | DONE |\n| Search finds lost documents by itself | Detect | P1 | |\n";
    assert_eq!(items(below), ["21 item Done", "22 item Unknown asks"]);
}

#[test]
fn updates_with_their_time_in_the_heading() {
    let text = "# Störung: Suche nicht erreichbar\n\n### Update 03.03.2026 05:00 Uhr:\n\nDie Suche funktioniert wieder fehlerfrei.\n\n### Update 02.03.2026 10:30 Uhr:\n\nNach einem Absturz werden Backups eingespielt.\n\n### Update 02.03.2026 07:00 Uhr:\n\nDie Suche ist nicht verfügbar.\n\n## Ursache\n\nEine Platte war voll.\n";
    assert_eq!(times(text)[0], "2026-03-02T07:00");
}

#[test]
fn a_long_section_about_the_root_cause_leaves_places_to_what_contributed() {
    let roots: String = (1..=6).map(|n| format!("- The driver lost the lease number {n} of its disk.\n")).collect();
    let factors = "- The guest was stopped without a shutdown.\n- The image was captured while the disk was in use.\n";
    let text = format!("# Outage\n\n## Root cause\n\n{roots}\n## Contributing factors\n\n{factors}");
    let read = markdown(&text);
    assert!(read.contains(&"14 factor".to_owned()) && read.contains(&"15 factor".to_owned()), "{read:?}");
}

#[test]
fn what_nothing_watched_keeps_a_place_beside_the_root_cause() {
    let roots: String = (1..=5).map(|n| format!("The driver lost the lease number {n} of its disk.\n\n")).collect();
    let text = format!("# Outage\n\n## Detection\n\nNo alert existed for lost leases.\n\n## Root cause\n\n{roots}");
    let read = markdown(&text);
    assert!(read.contains(&"5 factor".to_owned()), "{read:?}");
    let list = "# Outage\n\n## Impact\n\nNo login.\n\n## The failure\n\nTwo things were missing:\n\n1. Nothing watched the host.\n2. Nobody could restart it from afar.\n";
    assert_eq!(markdown(list), ["11 factor", "12 factor"]);
    let heading = "# Outage\n\n## Root cause\n\nA disk was full.\n\n## Why it went unnoticed\n\n- The list shows only the state of the app.\n";
    assert_eq!(markdown(heading), ["5 root", "9 factor"]);
}

#[test]
fn it_was_over_before_it_was_announced() {
    let text = "# Outage\n\n## Timeline (UTC)\n\n- 2026-03-02 0251: a wrong block was made\n- 2026-03-02 0258: notified that orders stood still by a partner\n\
                - 2026-03-02 0611: recovery of the shop (site, mails) completed\n- 2026-03-02 0618: announced the recovery of the shop to partners\n\n## Cause\n\nA disk was full.\n";
    assert_eq!(times(text), ["2026-03-02T02:51Z", "2026-03-02T02:58Z", "2026-03-02T06:11Z"]);
}

#[test]
fn a_day_that_prose_names_is_not_the_day_of_the_time_line() {
    let text = "# Outage of 2026-03-02\n\n## Impact\n\nA job had been failing since the merge (2026-03-01).\n\n## Timeline (UTC)\n\n\
                | Time | Event |\n| --- | --- |\n| 05:52 | The node crashed |\n| 12:05 | Somebody noticed the silence |\n| 12:19 | All is back to normal |\n";
    assert_eq!(times(text), ["2026-03-02T05:52Z", "2026-03-02T12:05Z", "2026-03-02T12:19Z"]);
}

#[test]
fn a_time_line_in_code_may_end_in_a_broken_fence() {
    let text = "# Outage\n\n## Cause\n\nA disk was full.\n\n## Timeline\n\nAll times are in UTC.\n\n```\n2026-03-02 18:05 Nodes start failing\n2026-03-02 19:10 Issue reported by a user in chat\n2026-03-03 11:30 incident over\n`\n";
    assert_eq!(times(text), ["2026-03-02T18:05Z", "2026-03-02T19:10Z", "2026-03-03T11:30Z"]);
}

#[test]
fn a_label_may_be_an_item_and_all_is_over_later_than_a_part_of_it() {
    let text = "# Login outage\n\n1. Incident Date\n   - January 14, 2026\n2. Authors\n   - Robin\n3. Timeline\n   - Between 3AM and 4AM on Wednesday, January 14, 2026, \
                all logins failed.\n   - Service was partially restored by 2:00 PM on Wednesday.\n   - Service was fully restored by 9:00 AM on Friday.\n\
                4. Root Cause\n   - A name was moved.\n";
    assert_eq!(times(text), ["2026-01-14T03:00", "", "2026-01-16T09:00"]);
}

#[test]
fn a_first_heading_of_any_level_may_be_the_title_and_name_the_day() {
    let text = "## 2026-03-02/03 Shop Outage\n\nBetween approximately 2026-03-02 21:27 UTC and 2026-03-03 07:27 UTC the shop was down.\n\n\
                ## Cause\n\nThe certificate was not renewed.\n";
    assert_eq!(times(text), ["2026-03-02T21:27Z", "", "2026-03-03T07:27Z"]);
}

#[test]
fn what_a_sentence_about_the_cause_is_about_is_no_cause_of_its_own() {
    let text = "# Outage\n\n## Root cause\n\nThe host resumed a shared image over the disk of the guest.\n\nThese calls took that path:\n\n- A stop and a start.\n\
                - The reboot of a guest.\n- A retry that crashed.\n\n## Contributing factors\n\n- The guest was stopped without a shutdown.\n";
    assert_eq!(markdown(text), ["5 root", "11 root", "15 factor"]);
}

#[test]
fn whoever_names_the_root_cause_outright_names_one() {
    let text = "# Outage\n\n## Summary\n\nThe shop was down. Root cause was the failover policy, which moves no databases.\n\n## Root cause\n\nThe disk was full.\n";
    assert_eq!(markdown(text), ["5 root", "9 root"]);
}

#[test]
fn where_nothing_was_found_is_no_cause() {
    let text = "# Outage\n\n## Root cause\n\n- The provider's network dropped packets.\n- A look at the hosts confirmed no local issues.\n";
    assert_eq!(markdown(text), ["5 root"]);
}
