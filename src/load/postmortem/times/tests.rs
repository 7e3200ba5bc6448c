//! How people write times, and what is read.

use proptest::prelude::{ProptestConfig, any, proptest};

use super::{Clockwork, dates_the_document, duration, stamps, zone_note};

fn read(text: &str) -> Vec<String> {
    read_with(Clockwork::default(), text)
}

fn read_with(mut clockwork: Clockwork, text: &str) -> Vec<String> {
    stamps(text)
        .iter()
        .filter_map(|stamp| clockwork.read(stamp, &text[stamp.range.clone()]))
        .map(|read| read.iso)
        .collect()
}

fn on(date: &str) -> Clockwork {
    Clockwork { date: date.parse().ok(), ..Clockwork::default() }
}

#[test]
fn dates_in_many_habits() {
    let cases = [
        ("2026-03-02T10:14:00Z", "2026-03-02T10:14:00Z"),
        ("2026-03-02T10:14+01:00", "2026-03-02T10:14+01:00"),
        ("2026-03-02T10:14:05-0800", "2026-03-02T10:14:05-08:00"),
        ("20260302T101400Z", "2026-03-02T10:14:00Z"),
        ("2026-03-02 10:14", "2026-03-02T10:14"),
        ("2026/03/02 10:14 JST", "2026-03-02T10:14+09:00"),
        ("2026-07-24 10:52頃", "2026-07-24T10:52"),
        ("2026年7月24日（金）10時52分", "2026-07-24T10:52"),
        ("２０２６年７月２４日　１０：５２", "2026-07-24T10:52"),
        ("2026年7月24日 午後3時5分", "2026-07-24T15:05"),
        ("2026年7月24日下午3点半", "2026-07-24T15:30"),
        ("24 Juli 2026", "2026-07-24"),
        ("2 марта 2026 г. в 10:14 по московскому времени", "2026-03-02T10:14+03:00"),
        ("2 мая 2026 года, 10:14 (МСК)", "2026-05-02T10:14+03:00"),
        ("2026년 3월 2일(월) 오후 3시 5분", "2026-03-02T15:05"),
        ("2026년 3월 2일 10시 반", "2026-03-02T10:30"),
        ("2 października 2026 r. o 10:14", "2026-10-02T10:14"),
        ("24 Juli 2026 pukul 10.52 WIB", "2026-07-24T10:52+07:00"),
        ("am 24. März 2026 um 14:30 Uhr", "2026-03-24T14:30"),
        ("24.03.2026, 14 Uhr", "2026-03-24T14:00"),
        ("le 2 août 2026 à 14h30", "2026-08-02T14:30"),
        ("24 de julio de 2026 a las 10:52", "2026-07-24T10:52"),
        ("em 2 de março de 2026 às 9h05", "2026-03-02T09:05"),
        ("March 2, 2026 at 10:14 UTC", "2026-03-02T10:14Z"),
        ("2nd of March 2026", "2026-03-02"),
        ("the 2nd March 2026 around 4pm", "2026-03-02T16:00"),
        ("16:22 PST, 2 March 2026", "2026-03-02T16:22-08:00"),
        ("10:14 UTC on Monday, March 2nd, 2026", "2026-03-02T10:14Z"),
        ("2026-03-02 4:23PM PST", "2026-03-02T16:23-08:00"),
        ("2026-03-02 17:14pm", "2026-03-02T17:14"),
        ("2026-03-02 11.50", "2026-03-02T11:50"),
        ("| 2026-03-02 | 10:14 | text |", "2026-03-02T10:14"),
        ("24/07/2026 10:14", "2026-07-24T10:14"),
        ("07/24/2026", "2026-07-24"),
        ("2026-03-02 24:00", "2026-03-03T00:00"),
        ("2026-03-02 10:14 (UTC-7)", "2026-03-02T10:14-07:00"),
        ("2026-03-02 10:14 PST (UTC-7)", "2026-03-02T10:14-07:00"),
        ("2026-03-02 10:14 IST", "2026-03-02T10:14"),
        ("**2026-03-02** `10:14` CET", "2026-03-02T10:14+01:00"),
        ("10:14 on Monday 2 March 2026 (UTC)", "2026-03-02T10:14Z"),
        ("2026-03-02 10:14 +0100", "2026-03-02T10:14+01:00"),
        ("2026-03-02 10:14 Z", "2026-03-02T10:14Z"),
        ("2026-03-02 1014 UTC", "2026-03-02T10:14Z"),
        ("1014Z 2 March 2026", "2026-03-02T10:14Z"),
        ("20260302 10:14 UTC", "2026-03-02T10:14Z"),
        ("2-Mar-26 10:14", "2026-03-02T10:14"),
        ("2 mars 2026 à 10 h 14", "2026-03-02T10:14"),
        ("2026-03-02 at noon UTC", "2026-03-02T12:00Z"),
    ];
    for (text, iso) in cases {
        assert_eq!(read(text), [iso], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_time() {
    let texts = [
        "upgraded 1.13 to 1.14.10",
        "10.12.13.14:3000",
        "PM2020-003",
        "3 out of 5 pods",
        "it may 10 times",
        "a ratio of 16:9",
        "v2026.1",
        "localhost:8080",
        "see /2026/03/02/post.html",
        "img/2026-01-27-pods.png",
        "sha256:12:34:56:78",
        "5 of 12",
        "02/03/2026",
        "for 1h30 it was slow",
        "10% (3:1)",
        "i-087e420c",
    ];
    for text in texts {
        assert_eq!(read(text), [""; 0], "{text}");
    }
}

#[test]
fn an_order_of_day_and_month_is_taken_only_where_clear() {
    assert_eq!(read_with(on("2026-03-02"), "02/03/2026 10:00"), ["2026-03-02T10:00"]);
    assert_eq!(read_with(on("2026-03-02"), "03/02/2026 10:00"), ["2026-03-02T10:00"]);
    assert_eq!(super::day_first("from 02/03/2026 to 24/03/2026"), Some(true));
    assert_eq!(super::day_first("from 24/03/2026 to 03/24/2026"), None);
}

#[test]
fn impossible_days_stay_text() {
    let text = "22025-03-18 10:00";
    let found = stamps(text);
    let reading = Clockwork::default().read(&found[0], &text[found[0].range.clone()]).expect("it has a day");
    assert!(!reading.possible && reading.iso == text);
    assert_eq!(read("2026-02-30"), ["2026-02-30"]);
}

#[test]
fn bare_times_inherit() {
    assert_eq!(
        read_with(on("2026-03-02"), "23:50, 00:10, 00:05"),
        ["2026-03-02T23:50", "2026-03-03T00:10", "2026-03-03T00:05"]
    );
    assert_eq!(read_with(on("2026-03-02"), "22:45 JST 〜 00:27"), ["2026-03-02T22:45+09:00", "2026-03-03T00:27+09:00"]);
    assert_eq!(read_with(on("2026-03-02"), "between 10:14 and 10:55 UTC"), ["2026-03-02T10:14Z", "2026-03-02T10:55Z"]);
    assert_eq!(read_with(on("2026-03-26"), "12-05 16:21"), ["2025-12-05T16:21"]);
    assert_eq!(read_with(on("2026-04-18"), "19. April, 11:00"), ["2026-04-19T11:00"]);
    assert_eq!(read_with(on("2026-03-07"), "on Monday at 08:12 UTC"), ["2026-03-09T08:12Z"]);
    assert_eq!(read_with(on("2026-03-02"), "08:12 on Monday"), ["2026-03-02T08:12"]);
    assert_eq!(read("10:14"), [""; 0]);
    assert_eq!(read_with(on("2026-03-02"), "Duration: 1 h 12 min"), [""; 0]);
    assert_eq!(read_with(on("2026-03-02"), "à 14h02 : arrêt"), ["2026-03-02T14:02"]);
}

#[test]
fn a_language_that_writes_the_day_first_says_what_a_date_means() {
    let portuguese = "A queda começou em 04/06/2026 e não foi percebida. O time foi acionado no dia seguinte. \
                      Os pedidos do site não foram enviados para a loja.";
    assert_eq!(super::day_first(portuguese), Some(true));
    assert_eq!(super::day_first("The shop was down on 04/06/2026, and the team was asleep."), None);
    assert_eq!(super::day_first("The shop was down on 04/26/2026."), Some(false));
}

#[test]
fn lines_that_give_the_zone() {
    let cases = [
        ("All times in CET", Some("+01:00")),
        ("All times in PST (UTC-7)", Some("-07:00")),
        ("All times in UTC+1 (Zurich time)", Some("+01:00")),
        ("| Date and Time in CET | Event |", Some("+01:00")),
        ("Alle Zeiten in MESZ", Some("+02:00")),
        ("| 時刻 (JST) | イベント |", Some("+09:00")),
        ("時刻はJSTで統一する。", Some("+09:00")),
        ("Timeline (all times are UTC, which is local too)", Some("Z")),
        ("All times Pacific", Some("America/Los_Angeles")),
        ("All times IST", None),
        ("It took a long time to reach the CET office at 10:14", None),
        ("Times are in the log", None),
    ];
    for (line, zone) in cases {
        assert_eq!(zone_note(line).as_deref(), zone, "{line}");
    }
    assert!(dates_the_document("Last Modified: 2019-01-23"));
}

#[test]
fn durations_add_their_parts() {
    let cases = [
        ("54 minutes", Some(54 * 60)),
        ("1 hour and 48 minutes", Some(108 * 60)),
        ("1h50m", Some(110 * 60)),
        ("0h 16m", Some(16 * 60)),
        ("約 2 時間", Some(7200)),
        ("2 Stunden, 5 Minuten", Some(125 * 60)),
        ("1.5 hours", Some(5400)),
        ("41 min", Some(41 * 60)),
        ("2 часа и 5 минут", Some(125 * 60)),
        ("1 ч. 5 мин.", Some(65 * 60)),
        ("2시간 5분간", Some(125 * 60)),
        ("2 godziny i 5 minut", Some(125 * 60)),
        ("5 человек", None),
        ("5 months", None),
        ("?", None),
        ("v2.3d", None),
    ];
    for (text, seconds) in cases {
        assert_eq!(duration(text), seconds, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn any_text_is_read(text in "[0-9０-９:./ T年月日時h,|–-]{0,40}(UTC|PST|\\+01:00|März|pm|é|午後)?[0-9: ]{0,12}", other in any::<String>()) {
        for text in [text, other] {
            for stamp in stamps(&text) {
                assert!(text.get(stamp.range.clone()).is_some());
            }
            let _ = (read(&text), duration(&text), zone_note(&text));
        }
    }
}

/// The beginning of a second date is no hour.
#[test]
fn dates_in_a_row_do_not_overlap() {
    for (text, clocks) in [
        ("2025-01-14 2025-01-14T06:55:00+01:00", [false, true]),
        ("detected: 2025-01-14 2025-01-14T06:55:00+01:00", [false, true]),
        ("2025-01-14 2233 2025-01-15 0010", [true, false]),
    ] {
        let found = stamps(text);
        assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{text}: {found:?}");
        assert_eq!(found.iter().map(|stamp| stamp.clock.is_some()).collect::<Vec<_>>(), clocks, "{text}");
    }
}

#[test]
fn a_day_behind_the_first_hour_of_a_span_is_that_hour_s() {
    let found = stamps("It failed from 10:00 UTC on March 2, 2026 to 10:30 UTC.");
    assert_eq!(found.iter().map(|stamp| stamp.until).collect::<Vec<_>>(), [false, true]);
    assert!(matches!(found[0].day, super::Day::On(_)) && found[0].clock.is_some_and(|clock| clock.minute == 0));
}

#[test]
fn both_ends_of_a_span_of_days_are_dates() {
    for (text, days) in [
        ("Incident 2024-12-19/20: shop down", &["2024-12-19"][..]),
        ("2024-12-19/2024-12-20", &["2024-12-19", "2024-12-20"]),
        ("see archive/2024-12-19/20", &[]),
        ("2024-12-19/20/shop.md", &[]),
        ("2024-12-19/2", &[]),
        ("a/2024-12-19/2024-12-20", &[]),
    ] {
        assert_eq!(read(text), days, "{text}");
    }
}
