//! What authors write, and the facts that are read out of it. Every case is a misreading that was mended.

use super::document;
use super::facts::{Facts, read};
use crate::model::{ActionKind, Detector, Moment, RiskKind, Status, Text};
use crate::source::Sources;

fn facts_of(path: &str, text: &str) -> Facts {
    let file = Sources::default().add(path.into(), text.into());
    read(&document::read(file, path, text), &|words| (ActionKind::Other, words.contains("alert")))
}

fn facts(text: &str) -> Facts {
    facts_of("a.md", text)
}

fn iso(moment: &Option<Moment>) -> &str {
    moment.as_ref().map_or("", |moment| &moment.iso)
}

/// Started, detected, mitigated, resolved.
fn times(text: &str) -> [String; 4] {
    let facts = facts(text);
    [&facts.started, &facts.detected, &facts.mitigated, &facts.resolved].map(|moment| iso(moment).to_owned())
}

fn words(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

fn by(text: &str) -> Detector {
    facts(&format!("# Shop down\n\n{text}\n")).detection.by
}

const FRONT: &str = "---
id: INC-2031
title: Checkout down
severity: sev1
services: [checkout]
affected: [orders, payouts]
started: 2026-03-02T10:14:00Z
detected: 2026-03-02T10:39:00Z
resolved: 2026-03-02T10:55:00Z
detected_by: customer
root_causes:
  - id: RC1
    text: The pool was exhausted.
    alerts: [PoolExhausted]
    monitors:
      - {name: Synthetic, url: \"https://monitors.example.com/a\"}
  - A plain one
contributing_factors: [Nobody looked]
action_items:
  - {text: Add an alert, status: done, owner: '@shop', due: 2026-04-01, links: [https://example.com/1]}
weight: 33
---

# Another title

An alert fired at 09:00. **Severity:** low
";

#[test]
fn front_matter_wins() {
    let facts = facts(FRONT);
    assert_eq!(facts.identity.id.as_deref(), Some("INC-2031"));
    assert_eq!((&*facts.identity.title, facts.identity.severity.as_deref()), ("Checkout down", Some("sev1")));
    assert_eq!(words(&facts.identity.affected), ["orders", "payouts"]);
    assert_eq!(
        (iso(&facts.started), facts.duration, facts.time_to_detect),
        ("2026-03-02T10:14:00Z", Some(2460), Some(1500))
    );
    assert_eq!(facts.detection.by, Detector::Customer);
    let causes = facts.causes.expect("there are causes");
    let kinds: Vec<_> = causes.iter().map(|cause| (cause.kind, cause.text.value.as_str())).collect();
    let expected = [
        (RiskKind::RootCause, "The pool was exhausted."),
        (RiskKind::RootCause, "A plain one"),
        (RiskKind::ContributingFactor, "Nobody looked"),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(&FRONT[causes[0].text.place.range()], "The pool was exhausted.");
    assert_eq!((words(&causes[0].alerts), &*causes[0].monitors[0].name), (vec!["PoolExhausted"], "Synthetic"));
    let items = facts.action_items.expect("there are items");
    assert_eq!(
        (items[0].status, items[0].owner.as_deref(), items[0].asks_for_alert),
        (Status::Done, Some("@shop"), true)
    );
}

#[test]
fn front_matter_may_be_toml() {
    let text = "+++\nid = \"INC-7\"\nstarted = 2026-03-02T10:14:00Z\nservices = [\"shop\"]\n[[root_causes]]\nid = \"RC1\"\ntext = \"It broke\"\n+++\n\n# T\n";
    let facts = facts(text);
    assert_eq!((facts.identity.id.as_deref(), iso(&facts.started)), (Some("INC-7"), "2026-03-02T10:14:00Z"));
    let causes = facts.causes.expect("there are causes");
    assert_eq!((causes[0].id.as_deref(), &text[causes[0].text.place.range()]), (Some("RC1"), "It broke"));
}

#[test]
fn wrong_types_lose_only_themselves() {
    let text = "---\nid: [1, 2]\ntitle: {a: b}\nseverity: 2\nstarted: yesterday\nroot_causes: 7\naction_items: {text: x}\nservices: a, b and c\n---\n# T\n";
    let facts = facts(text);
    assert_eq!((facts.identity.id, &*facts.identity.title), (None, "T"));
    assert_eq!(facts.identity.severity.as_deref(), Some("2"));
    assert!(facts.started.is_some_and(|moment| !moment.possible && moment.iso == "yesterday"));
    assert_eq!(facts.causes.map_or(0, |causes| causes.len()), 1);
    assert_eq!(words(&facts.identity.services), ["a", "b", "c"]);
}

#[test]
fn labelled_times() {
    let day = "2026-03-02T";
    let text = "# X\n\n**Start time (UTC):** 2026-03-02 10:14\n**Detected at:** 2026-03-02 10:39 UTC\n**Mitigated:** 10:45 UTC\n**End:** 10:55 UTC\n";
    assert_eq!(times(text), ["10:14Z", "10:39Z", "10:45Z", "10:55Z"].map(|time| format!("{day}{time}")));
    let text = "| Incident date | 2026-03-02 |\n|---|---|\n| Impact window | 10:14 – 10:55 CET |\n";
    assert_eq!(times(text), ["2026-03-02T10:14+01:00", "", "", "2026-03-02T10:55+01:00"]);
    let text =
        "# X\n\n- Fault occurs 2026-03-02 10:14\n- First detected 2026-03-02 10:39\n- Resolved 2026-03-02 10.55\n";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:39", "", "2026-03-02T10:55"]);
    let text = "# 障害報告\n\n| 項目 | 値 |\n|---|---|\n| 影響期間 | 2026-03-02 22:14 JST 〜 00:27 JST |\n";
    assert_eq!(times(text), ["2026-03-02T22:14+09:00", "", "", "2026-03-03T00:27+09:00"]);
    let text = "# X\n\n**Start–End:** 2026-03-02 10:14 → 10:55 IST\n";
    assert_eq!(times(text), ["2026-03-02T10:14", "", "", "2026-03-02T10:55"]);
}

#[test]
fn labels_that_date_the_document_are_not_the_incident() {
    let text = "# X\n\nLast modified: 2026-05-01\n\nCreated: 2026-04-01 10:00\n\n**Due:** 2026-06-01\n";
    assert_eq!(times(text), [""; 4].map(str::to_owned));
}

const TABLE: &str = "# 2026-03-02, Shop down

## Timeline

All times in CET.

| Time | Event |
|---|---|
| 09:00 | Deploy of version 7 |
| 10:14 | The shop goes down |
| 10:39 | A user reported errors |
| 10:45 | Workaround applied |
| 10:55 | Shop restored, everything is back to normal |
| 14:00 | Long-term fix deployed |

## Action items

| 2026-05-01 | Alert on errors, resolved |
";

#[test]
fn entries_of_a_time_line_play_their_parts() {
    let expected = ["10:14", "10:39", "10:45", "10:55"].map(|time| format!("2026-03-02T{time}+01:00"));
    assert_eq!(times(TABLE), expected);
    assert_eq!(facts(TABLE).detection.by, Detector::Customer);
    assert!(facts(TABLE).has_timeline);
    let headings = "# X\n\n## Timeline\n\n### 2. März 2026 23:50 MEZ\n\nDer Ausfall beginnt.\n\n### 00:10\n\nAlarm ausgelöst.\n\n### 00:30\n\nDienst wiederhergestellt.\n";
    assert_eq!(times(headings), ["2026-03-02T23:50+01:00", "2026-03-03T00:10+01:00", "", "2026-03-03T00:30+01:00"]);
    let quoting = "# 2026-03-02 X\n\n## Timeline\n\n### 10:14\n\nThe shop stopped working, saying:\n\n    502\n\n### 10:20\n\nTeam alerted\n\nA user reported it on Slack.\n\n### 10:55\n\nAll is back to normal.\n";
    assert_eq!(times(quoting), ["2026-03-02T10:14", "2026-03-02T10:20", "", "2026-03-02T10:55"]);
    assert_eq!(facts(quoting).detection.by, Detector::Customer);
    let bullets = "# X (2026-03-02)\n\n## Chronology (UTC)\n\n- [10:14] errors rise. **Outage begins.**\n- **10:39** @shop-oncall notices it\n- `10:55` fixed. **Outage ends.**\n";
    assert_eq!(times(bullets), ["2026-03-02T10:14Z", "2026-03-02T10:39Z", "", "2026-03-02T10:55Z"]);
    let two_columns = "# X\n\n## Timeline\n\n| # | Date | Time (JST) | Event |\n|---|---|---|---|\n| 1 | 2026/03/02 | 10:14 | 障害発生 |\n| 2 | 2026/03/02 | 10:39 | アラートが発報 |\n| 3 | 2026/03/02 | 10:55 | 復旧完了 |\n";
    assert_eq!(
        times(two_columns),
        ["10:14", "10:39", "", "10:55"].map(|t| if t.is_empty() {
            t.to_owned()
        } else {
            format!("2026-03-02T{t}+09:00")
        })
    );
}

#[test]
fn stated_durations_choose_between_entries() {
    let text = "# 2026-03-02 X\n\n## Timeline\n\n- 09:00 version 7 rolled out\n- 09:10 tests look fine\n- 10:04 Developer reports odd answers\n- 10:20 Toggled the switch\n- 10:40 Deleted the rest\n\n## Stats\n\n- Time to detection: 64 minutes\n- Time to recovery: 80 minutes\n";
    assert_eq!(times(text), ["2026-03-02T09:00", "2026-03-02T10:04", "", "2026-03-02T10:20"]);
    assert_eq!((facts(text).time_to_detect, facts(text).duration), (Some(64 * 60), Some(80 * 60)));
}

#[test]
fn prose_tells_from_when_to_when() {
    let text = "# X\n\n## Summary\n\nOn March 2, 2026 the shop was unavailable between 10:14 and 10:55 UTC.\n";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "", "", "2026-03-02T10:55Z"]);
    let text = "# Incident: 2026-03-02 10-14-00\n\nBetween the hours of 10:14 and 10:55 on March 2nd, orders were not being created.\n";
    assert_eq!(times(text), ["2026-03-02T10:14", "", "", "2026-03-02T10:55"]);
    let text = "# X\n\nOn 2026-03-02 at 10:14 UTC, the shop began returning 500 errors. At 10:20 UTC our\nmonitoring alerted the on-call engineer. Service was restored at 10:55 UTC by a rollback.\n";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "2026-03-02T10:20Z", "", "2026-03-02T10:55Z"]);
    let text = "# X\n\nThe node was retired on 2026-03-02 at 10:00, and the shop went down at approx 10:03.\n";
    assert_eq!(times(text)[0], "2026-03-02T10:03");
    let text = "# X\n\n## Overview\n\nMonday, Mar. 2, 2026\n\nWe upgraded the shop.\n";
    assert_eq!(times(text)[0], "2026-03-02");
    let text = "# X\n\nIn the morning of March 2nd, 2026, the shop went down.\n\nSince 1.14.2 it had been slow.\n";
    assert_eq!(times(text)[0], "2026-03-02");
}

#[test]
fn what_cannot_have_been_is_marked() {
    let facts =
        facts("# X\n\nStarted: 2026-03-02 10:14\n\nResolved: 2026-03-01 10:14\n\nDetected: 22026-03-02 10:20\n");
    assert!(facts.resolved.is_some_and(|moment| !moment.possible));
    assert!(facts.detected.is_some_and(|moment| !moment.possible && moment.iso.starts_with("22026")));
    assert_eq!(facts.duration, None);
}

#[test]
fn who_noticed() {
    let cases = [
        (Detector::Alert, "**Detected by:** Alert"),
        (Detector::Alert, "We received alerts that the shop was down."),
        (Detector::Alert, "Pingdom reported that the shop was down."),
        (Detector::Alert, "## Detection\n\nThe on-call engineer was paged by `ShopDown` at once."),
        (Detector::Alert, "検知: Alertmanager のアラートが発報した"),
        (Detector::Alert, "## Erkennung\n\nDas Monitoring schlug an."),
        (Detector::Alert, "Alert terpicu di kanal operasi."),
        (Detector::Alert, "告警触发后值班人员开始排查。"),
        (Detector::Customer, "**Reported by:** customers"),
        (Detector::Customer, "Several users reported that they could not pay. Later an alert fired."),
        (Detector::Customer, "## Detection\n\nDetection was through people telling us that it did not work."),
        (Detector::Customer, "The team was alerted when a customer opened a ticket."),
        (Detector::Customer, "ユーザーから問い合わせがあり発覚した。"),
        (Detector::Customer, "Kunden meldeten Fehler beim Bezahlen."),
        (Detector::Customer, "Des clients ont signalé des erreurs."),
        (Detector::Customer, "Varios usuarios reportaron errores."),
        (Detector::Customer, "Pelanggan melaporkan gagal bayar."),
        (Detector::Customer, "用户反馈无法支付。"),
        (Detector::Person, "@shop-oncall noticed that the graphs looked odd."),
        (Detector::Person, "The change was quickly noticed by the team."),
        (Detector::Person, "## Detection\n\nDiscovered during a routine deploy by an engineer."),
        (Detector::Alert, "## 検知\n\n- どのシグナルで検知したか（アラート/ユーザ申告/ログ等）: 5xx アラート"),
        (Detector::Customer, "We are investigating reports of timeouts."),
        (
            Detector::Customer,
            "A developer of another team reported this to us after their probe alerted the developer.",
        ),
        (Detector::Unknown, "## Contributing factors\n\n- Readiness probes failed"),
        (Detector::Unknown, "The shop was down. We had no alert for that."),
        (Detector::Unknown, "Nobody noticed. We should add an alert that fires."),
        (Detector::Unknown, "## Stats\n\n- Time to detection: 4 minutes"),
        (Detector::Unknown, "The issue was detected and verified."),
        (Detector::Unknown, "## Lessons learned\n\nThe alert fired late and users complained."),
    ];
    for (expected, text) in cases {
        assert_eq!(by(text), expected, "{text}");
    }
}

#[test]
fn the_alert_that_fired() {
    let facts = facts("# X\n\nThe alert `ShopDown` fired at 10:14 because `shop_up` was 0.\n");
    assert_eq!(facts.detection.alert.as_deref(), Some("ShopDown"));
    let facts = facts_of("a.md", "# X\n\nA ShopErrorsHigh page woke the on-call engineer; an alert fired.\n");
    assert_eq!(facts.detection.alert.as_deref(), Some("ShopErrorsHigh"));
}

#[test]
fn ids_titles_and_the_rest() {
    let facts = facts_of("pm/PM2026-003 - Pool exhausted.md", "# Pool exhausted\n\nText.\n");
    assert_eq!((facts.identity.id.as_deref(), &*facts.identity.title), (Some("PM2026-003"), "Pool exhausted"));
    let facts = facts_of("2026-03-02-shop-down.md", "## Summary\n\nText.\n");
    assert_eq!((facts.identity.id, &*facts.identity.title), (None, "shop down"));
    let facts = facts_of(
        "a.md",
        "# INC-2031: 2026-03-02, Shop down\n\n## Status\n\nResolved\n\n**Severity:** SEV-2\n\n**Services affected:** shop, `orders` and payouts\n\nImpacted: {{ impact }}\n",
    );
    assert_eq!((facts.identity.id.as_deref(), &*facts.identity.title), (Some("INC-2031"), "Shop down"));
    assert_eq!(
        (facts.identity.status.as_deref(), facts.identity.severity.as_deref()),
        (Some("Resolved"), Some("SEV-2"))
    );
    assert_eq!(words(&facts.identity.affected), ["shop", "orders", "payouts"]);
    let facts = facts_of(
        "a.md",
        "# PM-2026-001: 注文 障害\n\n| 項目 | 値 |\n|---|---|\n| 重大度 | SEV-3 |\n| 影響サービス | shop、orders |\n",
    );
    assert_eq!((&*facts.identity.title, facts.identity.severity.as_deref()), ("注文 障害", Some("SEV-3")));
    assert_eq!(words(&facts.identity.affected), ["shop", "orders"]);
}

#[test]
fn a_status_below_the_actions_is_that_of_a_task() {
    for (text, status) in [
        ("# Shop down\n\n**Status:** resolved\n\n## Actions\n\n**Status:** open\n", Some("resolved")),
        ("# Shop down\n\n## Actions\n\n### Add a page\n\n**Status:** open\n", None),
        ("# Shop down\n\n## Actions\n\nAdd a page.\n\n## Closing\n\n**Status:** closed\n", Some("closed")),
    ] {
        assert_eq!(facts(text).identity.status.as_deref(), status, "{text}");
    }
}

#[test]
fn template_text_says_nothing() {
    let facts = facts(
        "# X\n\n**Severity:** <high | low>\n**Status:** TBD\n**Started:** YYYY-MM-DD HH:MM\n\n| Time | Event |\n|---|---|\n| 20xx-MM-DD HH:mm | What |\n",
    );
    assert_eq!((facts.identity.severity, facts.identity.status, facts.started), (None, None, None));
}

mod properties {
    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    use super::facts_of;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn any_document_is_read(
            lines in prop::collection::vec(
                "(#{1,3} |- |\\| |\\*\\*|> |)(Timeline|Started|Detection|Status|2026-03-02|10:14|INC-1|é日|: |\\||\\*\\*|UTC| to |alert|`X`|---|\\+\\+\\+|id|\\[|\\{|\"){0,8}",
                0..24,
            ),
            other in any::<String>(),
        ) {
            for text in [lines.join("\n"), format!("---\n{}\n---\n{other}", lines.join("\n")), other] {
                let facts = facts_of("2026-03-02-a.md", &text);
                let moments = [facts.started, facts.detected, facts.mitigated, facts.resolved];
                let places = moments.iter().flatten().map(|moment| moment.place).chain(facts.detection.place);
                for place in places.chain([facts.identity.title.place]) {
                    assert!(text.get(place.range()).is_some(), "{place:?}");
                }
            }
        }
    }
}

#[test]
fn a_sentence_gives_both_ends_of_a_span() {
    let told = |text: &str| {
        let [started, _, _, resolved] = times(&format!("# Shop down\n\n{text}\n"));
        [started, resolved]
    };
    let span = ["2026-05-30T06:10+02:00", "2026-05-30T14:45+02:00"];
    assert_eq!(told("On 30 May 2026 between 06:10 and 14:45 CEST no order confirmation was delivered."), span);
    assert_eq!(told("Payments failed on 30 May 2026 from 06:10 CEST until 14:45 CEST."), span);
    assert_eq!(told("Between 06:10 and 14:45 CEST on 30 May 2026, payments could not be made."), span);
    assert_eq!(told("Am 30. Mai 2026 zwischen 06:10 und 14:45 MESZ war der Shop ausgefallen."), span);
    assert_eq!(told("On 30 May 2026 between 06:10 and 14:45 CEST we tested the failover of the shop."), ["", ""]);
}
