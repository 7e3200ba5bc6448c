//! Habits of teams that were not read before, each case a misreading that was mended.

use super::tests::incident;
use crate::model::{Detector, Incident, Moment, Status};

fn read(text: &str) -> Incident {
    incident("a.md", text).expect("it is a postmortem").1
}

const CAUSE: &str = "## Root cause\n\nA disk was full.\n";

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    let incident = read(&format!("{text}\n\n{CAUSE}"));
    let iso = |moment: &Option<Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    [iso(&incident.started), iso(&incident.detected), iso(&incident.resolved)]
}

/// Who noticed, as an entry of a time line or a sentence tells it.
fn noticed(words: &str) -> Detector {
    read(&format!("# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 {words}\n\n{CAUSE}")).detected_by
}

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let items = read(&format!("# Outage\n\n{CAUSE}\n{text}\n")).action_items;
    items.into_iter().map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

#[test]
fn a_span_may_hold_a_remark_in_brackets_and_military_hours() {
    let text =
        "# Outage\n\n## Summary\n\nOn Monday, 2026-03-02 from ~10:14 (maybe before) to 10:55 CET the shop was down.";
    assert_eq!(times(text), ["2026-03-02T10:14+01:00", "", "2026-03-02T10:55+01:00"]);
    let text = "# Outage\n\n## Summary\n\nOn March 2, 2026 between the hours of 1900 and 2100 UTC the shop was slow.";
    assert_eq!(times(text), ["2026-03-02T19:00Z", "", "2026-03-02T21:00Z"]);
}

#[test]
fn dates_without_a_year_and_halves_of_the_day_in_one_letter() {
    let text = "# Queda\n\n**Data do incidente:** 2026-03-02\n\n## Linha do tempo\n\n| Horário | Evento |\n|---|---|\n\
                | 02/03 ~19:17 | Deploy |\n| 02/03 ~19:21 | A API caiu |\n| 02/03 19:40 | Serviço restabelecido |";
    assert_eq!(times(text), ["2026-03-02T19:21", "", "2026-03-02T19:40"]);
    let text = "# Outage 3-26-26\n\n## Timeline\n\n### 11:21a\n\nThe shop went down.\n\n### 12:28p\n\nWe noticed it.\n\n## 1:20p\n\nThe shop is back.";
    assert_eq!(times(text), ["2026-03-26T11:21", "2026-03-26T12:28", "2026-03-26T13:20"]);
}

#[test]
fn the_first_column_of_times_tells_the_zone() {
    let text = "# Outage\n\n## Timeline\n\n| NZST | UTC | Event |\n|---|---|---|\n\
                | 2026-03-02 09:46 | 2026-03-01 21:46 | The shop went down |\n\
                | 2026-03-02 10:46 | 2026-03-01 22:46 | Service restored |";
    assert_eq!(times(text), ["2026-03-02T09:46+12:00", "", "2026-03-02T10:46+12:00"]);
}

#[test]
fn what_is_told_in_short_chooses_among_the_entries() {
    let text = "# Theft\n\n## Summary\n\nOn 2026-03-02 at 13:38 UTC somebody exploited the shop. It was restored at 15:23 UTC.\n\n\
                ## Timeline\n\n- 07:00 UTC Money was moved\n- 13:38 UTC Order 1\n- 15:23 UTC Order 2\n- 16:00 UTC Order 3";
    assert_eq!(times(text), ["2026-03-02T13:38Z", "", "2026-03-02T15:23Z"]);
    let text = "# Outage\n\n## Summary\n\nFrom 2026-03-02 10:00 UTC to 11:00 UTC it was down.\n\n\
                | Measure | Value |\n|---|---|\n| Start | 2026-03-02 09:59 UTC, the first failed run |";
    assert_eq!(times(text)[0], "2026-03-02T09:59Z");
}

#[test]
fn what_somebody_else_says_is_over_is_not_the_end() {
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 The shop went down\n- 10:20 We got back to the customer\n\
                - 10:30 The status page of the host says that the problem is fixed\n- 10:48 Fix deployed";
    assert_eq!(times(text)[2], "2026-03-02T10:48");
    let text = "# Outage on 2026-03-02\n\n## Timeline\n\n- 10:14 The shop went down\n- 10:20 The shop is up, but logins fail\n\
                - 10:40 Orders being created again";
    assert_eq!(times(text)[2], "2026-03-02T10:40");
}

#[test]
fn who_noticed_is_said_in_more_ways() {
    let cases = [
        ("We were contacted by a user, from there we saw errors", Detector::Customer),
        ("A report in the forum said that two students could not log in", Detector::Customer),
        ("GitHub detected the token and revoked it", Detector::Alert),
        ("The health report fires red", Detector::Alert),
        ("We contacted the users", Detector::Unknown),
        ("We recognize that this was frustrating", Detector::Unknown),
    ];
    for (words, by) in cases {
        assert_eq!(noticed(words), by, "{words}");
    }
}

#[test]
fn what_was_done_at_once_is_no_action_item() {
    assert!(items("## Resolution\n\n### Immediate actions\n\n1. Removed the file\n").is_empty());
    assert!(items("## Acciones tomadas\n\n- Reinicio del servicio\n").is_empty());
    assert_eq!(items("## Acciones correctivas\n\n- Reiniciar antes\n").len(), 1);
    assert_eq!(items("## Immediate actions\n\n1. Remove the file\n").len(), 1);
}

#[test]
fn a_mark_before_an_item_tells_its_status() {
    let text = "## Lessons learned\n\n**DONE**: added the blog to the probes\n\n**TODO**: grow the disk\n";
    let status: Vec<Status> = items(text).into_iter().map(|(_, status, _)| status).collect();
    assert_eq!(status, [Status::Done, Status::Open]);
}

#[test]
fn steps_that_address_causes_are_steps() {
    let text = "## What follows\n\nThe following are actions we are taking to address the underlying causes of this:\n\n- Roll back faster\n";
    assert_eq!(items(text), [("Roll back faster".to_owned(), Status::Unknown, false)]);
}

#[test]
fn an_item_under_monitoring_asks_for_a_machine_to_look() {
    let text = "## Action items\n\n### Process\n\n- Look for stuck pods\n\n### Monitoring\n\n- Look for stuck pods\n- Document it\n";
    let asks: Vec<bool> = items(text).into_iter().map(|(_, _, asks)| asks).collect();
    assert_eq!(asks, [false, true, false]);
}
