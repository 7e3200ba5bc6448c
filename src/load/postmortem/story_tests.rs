//! How people tell that it was noticed, and when, in stories, letters and lists. Every case is a misreading that was
//! mended.

use super::document;
use super::facts::{Facts, read};
use super::tests::markdown;
use crate::model::{ActionKind, Detector, Moment};
use crate::source::Sources;

fn facts(text: &str) -> Facts {
    let file = Sources::default().add("a.md".into(), text.into());
    read(&document::read(file, "a.md", text), &|_| (ActionKind::Other, false))
}

fn by(text: &str) -> Detector {
    facts(&format!("# Shop down\n\n{text}\n")).detection.by
}

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    let facts = facts(text);
    let iso = |moment: &Option<Moment>| moment.as_ref().map_or(String::new(), |moment| moment.iso.clone());
    [&facts.started, &facts.detected, &facts.resolved].map(iso)
}

#[test]
fn customers_reach_us_in_many_ways() {
    let told = [
        "A customer called us.",
        "At noon we got a call from a hospital that could not sign in.",
        "Several hotels rang the hotline.",
        "The first messages showed up in our support inbox.",
        "Support escalates: thirty chats about the login.",
        "It was brought to our attention by several of you.",
        "Our forum lit up with complaints.",
        "A donor emailed our office manager to say she could not give.",
        "Um neun rief ein Kunde an.",
        "Bei der Hotline häuften sich die Anrufe.",
        "C'est un client qui a téléphoné.",
        "Varios hoteles llamaron para preguntar por sus reservas.",
        "Vários lojistas ligaram para o suporte.",
        "Tim CS menerima banyak keluhan dari pelanggan.",
        "コールセンターへの入電が急増した。",
        "商家在群里反馈订单不更新。",
    ];
    for text in told {
        assert_eq!(by(text), Detector::Customer, "{text}");
    }
}

#[test]
fn machines_notice_in_many_ways() {
    let told = [
        "The on-call engineer was woken by PagerDuty.",
        "`RelayQueueGrowing` fires.",
        "Our uptime checks turned red.",
        "An automated scan informed us of the leak.",
        "On-call receives pager storm.",
        "Das Monitoring meldete hohe Fehlerraten.",
        "La sonde passe au rouge et l'astreinte est appelée.",
        "O alarme de latência dispara no Grafana.",
        "Saltó la alerta de latencia.",
        "Datadogのアラートが鳴った。",
        "值班同学收到短信告警。",
    ];
    for text in told {
        assert_eq!(by(text), Detector::Alert, "{text}");
    }
}

#[test]
fn colleagues_notice_by_looking() {
    let told = [
        "Colleagues could not start work and wrote to the IT channel.",
        "A designer asked why the fonts were gone.",
        "I stumbled upon it while cleaning up.",
        "Un compañero preguntó por su boletín.",
        "Einem Kollegen fiel die leere Liste auf.",
        "社内のメンバーが気づいた。",
    ];
    for text in told {
        assert_eq!(by(text), Detector::Person, "{text}");
    }
}

#[test]
fn what_is_only_done_to_customers_or_shown_on_a_page_says_nothing() {
    let untold = [
        "Visitors got a blank page.",
        "We informed all customers.",
        "We posted an update on Twitter.",
        "AWS support confirmed the fault.",
        "The alert was not configured.",
    ];
    for text in untold {
        assert_eq!(by(text), Detector::Unknown, "{text}");
    }
}

#[test]
fn where_it_was_asked_a_name_is_enough() {
    assert_eq!(by("**Detected by:** Checkly"), Detector::Alert);
    assert_eq!(by("**Who noticed:** two product teams whose deployments hung"), Detector::Customer);
    assert_eq!(by("**Gemeldet durch:** Kolleginnen aus dem Vertrieb"), Detector::Person);
    assert_eq!(by("| Field | Value |\n|---|---|\n| Reported by | Service desk |\n"), Detector::Customer);
    assert_eq!(by("- Time to detection: 40 minutes"), Detector::Unknown);
}

#[test]
fn each_clause_tells_of_its_own_time() {
    let told = times("# Lists 2026-03-02\n\nAt 10:14 the shop went down, and by 10:55 everybody could pay again.\n");
    assert_eq!(told, ["2026-03-02T10:14", "", "2026-03-02T10:55"]);
    let told = times(
        "# Lists 2026-03-02\n\nReads were back at 10:14 UTC; writes followed at 10:55 UTC, which ended the incident.\n",
    );
    assert_eq!(told[2], "2026-03-02T10:55Z");
}

#[test]
fn a_story_in_paragraphs_is_no_time_line() {
    let text = "# Outage of the lists, 2 March 2026\n\nAt 10:10 UTC we deployed.\n\nAt 10:14 UTC the lists began to fail. A \
                customer wrote to us at 10:39 UTC, and the deploy was reverted at 10:50 UTC. At 10:55 UTC all was well \
                and everything worked again.\n";
    assert_eq!(times(text), ["2026-03-02T10:14Z", "2026-03-02T10:39Z", "2026-03-02T10:55Z"]);
}

#[test]
fn a_title_with_a_date_is_no_entry() {
    let text =
        "# 2026-03-02 Builds stood still\n\nThe token had expired at 00:00 UTC. The queue had drained by 08:30 UTC.\n";
    assert_eq!(times(text), ["2026-03-02T00:00Z", "", "2026-03-02T08:30Z"]);
}

#[test]
fn the_day_that_the_text_tells_goes_before_that_of_the_paper() {
    let text = "---\ndate: 2026-03-09\n---\n\n# Lists\n\nOn Monday, March 2, lists were broken. From 10:14 CET on nobody could open one.\n";
    assert_eq!(times(text)[0], "2026-03-02T10:14+01:00");
}

#[test]
fn a_span_in_the_summary_is_the_incident() {
    let told = times(
        "# Lists\n\n## Summary\n\nBetween ~10:14 and ~10:55 UTC on 2026-03-02 a fifth of the lists was thinner.\n",
    );
    assert_eq!(told, ["2026-03-02T10:14Z", "", "2026-03-02T10:55Z"]);
    let told = times(
        "# Listas\n\n## Resumen\n\nEl 2 de marzo de 2026, entre las 10:20 y las 12:05 (CEST), las listas eran cortas.\n",
    );
    assert_eq!(told, ["2026-03-02T10:20+02:00", "", "2026-03-02T12:05+02:00"]);
    let told = times("# Listes\n\n## Résumé\n\nLe 2 mars 2026, de 9h40 à 11h25 (CET), les listes étaient vides.\n");
    assert_eq!(told, ["2026-03-02T09:40+01:00", "", "2026-03-02T11:25+01:00"]);
}

#[test]
fn labels_in_plain_words() {
    let text = "# Loads\n\n- First bad load: 2026-03-02, about 01:30 UTC\n- Noticed: 2026-03-06, 09:20 UTC\n- Fixed: 2026-03-07, 16:45 UTC\n";
    assert_eq!(times(text), ["2026-03-02T01:30Z", "2026-03-06T09:20Z", "2026-03-07T16:45Z"]);
    let text = "# Portal\n\nDate/time of incident: 21/11/2026 16:20 – 17:05 (GMT)\n";
    assert_eq!(times(text), ["2026-11-21T16:20Z", "", "2026-11-21T17:05Z"]);
}

#[test]
fn days_of_the_week_move_on() {
    let text = "# Mirror\n\nThe sync stopped on Sat 2026-03-07 at 04:00 UTC. Two users opened issues on Monday at 08:12 UTC.\n";
    assert_eq!(times(text), ["2026-03-07T04:00Z", "2026-03-09T08:12Z", ""]);
}

#[test]
fn a_paragraph_of_the_time_line_may_tell_several_events() {
    let text = "# 障害 2026年3月2日\n\n## 経緯\n\n10:14 キューが詰まり始めました。10:39 ユーザーから問い合わせがありました。10:55 復旧しました。\n";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:39", "2026-03-02T10:55"]);
}

#[test]
fn a_time_without_a_day_is_of_the_day_when_it_began() {
    let text = "# Ring\n\n**Start of outage:** 3 March 2026 22:14 GMT\n**End of outage:** 4 March 2026 01:37 GMT\n\nAt 22:16 GMT our monitoring raised an alarm.\n";
    assert_eq!(times(text), ["2026-03-03T22:14Z", "2026-03-03T22:16Z", "2026-03-04T01:37Z"]);
}

#[test]
fn the_date_of_a_letter_gives_the_year() {
    let text = "# Lists\n\nPosted on March 9, 2026\n\nOn Monday, March 2 at 10:14 UTC lists went down.\n";
    assert_eq!(times(text)[0], "2026-03-02T10:14Z");
}

/// The last of a chain of whys is the root, also where a sentence leads to it, and whatever comes still deeper.
#[test]
fn a_sentence_leads_to_the_chain_of_whys() {
    let chain = |lead: &str| {
        format!(
            "# Shop was down\n\n## Root cause\n\n{lead}\n\n1. Orders failed because the database refused connections.\n\
             2. It refused them because the pool was exhausted.\n3. The pool was exhausted because nobody closes connections.\n"
        )
    };
    let whys = ["8 factor", "9 root"];
    assert_eq!(markdown(&chain("The whole chain, by the method of five whys:")), whys);
    assert_eq!(markdown(&chain("There are three causes:")), ["7 root", "8 root", "9 root"]);
}

#[test]
fn the_deeper_cause_goes_before_how_it_works() {
    let text = "# Tunnel was down\n\n## Root cause\n\nThe tunnel runs over a connection that the provider cuts when it is idle.\n\n\
                There is a flag for that, and its default crashed into the limit because the clocks drifted.\n\n\
                The reason this hadn't happened earlier is that traffic by day keeps it open.\n\n\
                The deeper cause is that we took the defaults and never tuned them.\n\nEvidence: the log of the 3rd.\n";
    assert_eq!(markdown(text), ["5 root", "7 root", "11 root"]);
}

#[test]
fn why_nothing_caught_it_contributed() {
    for heading in [
        "Why detection failed",
        "为什么测试没有挡住",
        "テストで検出できなかった理由",
        "Falha de detecção",
        "Systemische Probleme",
        "Warum die Tests nichts gemerkt haben",
        "Pourquoi les tests n'ont rien vu",
        "Por qué las pruebas no lo vieron",
        "Mengapa tidak terdeteksi",
    ] {
        let text =
            format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## {heading}\n\n- No test fills a disk.\n");
        assert_eq!(markdown(&text), ["5 root", "9 factor"], "{heading}");
    }
}
