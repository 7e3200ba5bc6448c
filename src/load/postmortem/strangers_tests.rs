//! Times and witnesses as people tell them who keep to no template, each case a misreading that was mended.

use super::tests::{above_a_cause, times_of};

/// Started, detected, resolved.
fn times(text: &str) -> [String; 3] {
    times_of(&above_a_cause(text))
}

#[test]
fn the_number_of_a_day_names_it_where_the_month_is_known() {
    let text = "# Outage, March 2026\n\nPosted on 14 March 2026.\n\nIt was Oskar who noticed, on Monday the 9th at 23:00 UTC, that \
                uploads hung. All was back to normal on Wednesday the 11th at 18:00 UTC.";
    assert_eq!(times(text)[1..], ["2026-03-09T23:00Z", "2026-03-11T18:00Z"]);
    let text = "# Outage on 2026-03-02\n\nAt 10:14 on the 9th attempt the import failed. It was fixed at 10:55.";
    assert_eq!(times(text)[0], "2026-03-02T10:14");
}

#[test]
fn days_without_a_year_tell_the_order_of_those_with_one() {
    let text = "# Outage\n\n| Date of incident | 06/11/2025 |\n|:--|:--|\n| Start | 02:40 hrs |\n| Service restored | 11:05 hrs |\n\n\
                ## Actions\n\n| Action | Due |\n|:--|:--|\n| Add an alert | 15/11 |\n| Buy a disk | 29/11 |";
    assert_eq!(times(text), ["2025-11-06T02:40", "", "2025-11-06T11:05"]);
    let round_the_clock = text.replace("15/11", "24/7").replace("29/11", "24/7");
    assert_eq!(times(&round_the_clock), ["", "", ""]);
}

#[test]
fn both_ends_of_a_span_count_from_noon_where_it_is_said_once() {
    let text = |span: &str| format!("# Outage on 2026-03-02\n\nFrom {span} no card was accepted and payments failed.");
    assert_eq!(times(&text("5:40 to 7:25 pm")), ["2026-03-02T17:40", "", "2026-03-02T19:25"]);
    assert_eq!(times(&text("11:30 to 1:15 pm")), ["2026-03-02T11:30", "", "2026-03-02T13:15"]);
    assert_eq!(times(&text("9:40 am to 7:25 pm")), ["2026-03-02T09:40", "", "2026-03-02T19:25"]);
}

#[test]
fn a_train_named_by_its_hour_is_no_time() {
    let text =
        "# Outage on 2026-03-02\n\nThe board was empty for whoever took the 5.12. A reader wrote to us at 5.14am.";
    assert_eq!(times(text), ["", "2026-03-02T05:14", ""]);
}

#[test]
fn the_number_of_a_day_is_no_number_of_an_item() {
    let text = "# Ausfall im März 2026\n\n## Ablauf\n\n- 2. März, 10:14 Uhr: Platte 5 fällt aus\n\
                - 2. März, 10:20 Uhr: Die ersten Kundinnen rufen an\n- 4. März, 18:20 Uhr: Alle Verfahren laufen wieder";
    assert_eq!(times(text), ["2026-03-02T10:14", "2026-03-02T10:20", "2026-03-04T18:20"]);
}
