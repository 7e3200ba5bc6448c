//! What a table tells row by row, and what is told of all together; beside each its twin that is heard.

use super::told::{World, asserts_no};

/// Each row of a table is one time that it went down: none lasted as long as the alert waits.
#[test]
fn what_went_down_in_each_row_of_a_table_was_up_before_the_alert_fired() {
    let row = |cells: [&str; 3]| format!("| {} |\n", cells.join(" | "));
    let table = |heads: [&str; 3], rows: [[&str; 3]; 3]| {
        row(heads) + "|---|:--:|--:|\n" + &rows.into_iter().map(row).collect::<String>()
    };
    let hours = [["10:01", "10:03", "x"], ["10:08", "10:11", "x"], ["10:20", "10:22", "x"]];
    let numbered = [["1", "10:01", "10:03"], ["2", "10:08", "10:11"], ["3", "10:20", "10:22"]];
    let spans = [["10:01", "2 min", "x"], ["10:08", "3 min", "x"], ["10:20", "90 s", "x"]];
    let long = [["10:01", "10:03", "x"], ["10:08", "10:19", "x"], ["10:20", "10:22", "x"]];
    let joined = [["10:01", "10:03", "x"], ["10:03", "10:06", "x"], ["10:06", "10:08", "x"]];
    let again = "It came again and again.\n\n";
    for (before, heads, rows, hold, is_no) in [
        ("", ["crash", "port closed until", "sold"], hours, "5m", true),
        ("", ["went down", "back up", "who saw it"], hours, "5m", true),
        ("", ["outage", "from", "to"], numbered, "5m", true),
        ("", ["died at", "lasted", "who saw it"], spans, "5m", true),
        (again, ["from", "to", "who saw it"], hours, "5m", true),
        ("", ["from", "to", "what we did"], hours, "5m", false),
        ("", ["crash", "port closed until", "sold"], hours, "3m", false),
        ("", ["crash", "port closed until", "sold"], long, "5m", false),
        ("", ["crash", "port closed until", "sold"], joined, "5m", false),
        ("", ["died at", "lasted", "who saw it"], spans, "2m", false),
    ] {
        let details = format!("{before}{}", table(heads, rows));
        let rule = format!("expr: 'up{{job=\"pool\"}} == 0', for: {hold}");
        let cause = "A bad price crashed the process on each sale.";
        asserts_no(&World { cause, details: &details, rule: &rule, ..World::default() }, is_no);
    }
}

/// What was told of all together says nothing of one region.
#[test]
fn a_share_of_the_whole_world_says_nothing_of_a_region() {
    let ratio = |by: &str| {
        format!(
            "expr: 'sum{by}(rate(http_requests_total{{code=~\"5..\"}}[5m])) / sum{by}(rate(http_requests_total[5m])) > 0.05'"
        )
    };
    let (whole, region) = (ratio(""), ratio(" by (region) "));
    let recorded = "expr: 'region:http_errors:ratio_rate5m > 0.05'";
    for (details, rule, is_no) in [
        ("Seen over the whole world the share of errors rose to 2 %.", &*whole, true),
        ("Seen over the whole world the share of errors rose to 2 %.", &*region, false),
        ("Over all regions the error rate was 2 %.", &*region, false),
        ("The error rate was 2 % worldwide.", recorded, false),
        ("Globally the error rate was 2 %.", &*region, false),
        ("The share of errors rose to 2 % there.", &*region, true),
    ] {
        asserts_no(&World { cause: "The snapshot was cut off.", details, rule, ..World::default() }, is_no);
    }
}
