//! What changed by a little each day, and an alert that compares it with a time before; beside each one that sees it.

use super::told::{World, asserts_no};

fn below(factor: &str, ago: &str) -> String {
    let sum = |offset: &str| format!("sum(rate(pool_bookings_total[1h]{offset}))");
    format!("expr: '{} < {factor} * {}'", sum(""), sum(&format!(" offset {ago}")))
}

#[test]
fn what_sinks_slowly_takes_its_past_along() {
    let cause = "A rollout over five weeks broke the button on more and more phones.";
    let told = "Bookings fell by 2 to 4 per cent a day.";
    for (cause, details, rule, is_no) in [
        (cause, told, below("0.7", "1d"), true),
        (cause, told, below("0.7", "1w"), true),
        (cause, told, below("0.9", "1w"), false),
        (cause, told, below("0.7", "4w"), false),
        (cause, told, below("0.98", "1d"), false),
        (cause, "Every day lost between 2 and 4 % against the day before.", below("0.8", "1d"), true),
        (cause, "It was never more than 4 % less than the day before.", below("0.8", "1d"), true),
        (cause, "From one week to the next 15 % were lost.", below("0.8", "1d"), true),
        (cause, "From one week to the next 25 % were lost.", below("0.8", "1d"), false),
        (cause, "Die Buchungen sanken um 2 bis 3 Prozent am Tag.", below("0.8", "1d"), true),
        (cause, "Cada día se perdía entre un 2 y un 3 %.", below("0.8", "1d"), true),
        (cause, "Bookings went down 1-2% daily.", below("0.8", "1d"), true),
        (cause, "| Date | Bookings |\n|---|---|\n| 2 March | 900 |\n| 9 March | 780 |", below("0.8", "1d"), true),
        (cause, "| Date | Bookings |\n|---|---|\n| 2 March | 900 |\n| 9 March | 480 |", below("0.8", "1d"), false),
        (cause, "| Date | Visits |\n|---|---|\n| 2 March | 900 |\n| 9 March | 780 |", below("0.8", "1d"), false),
        ("The release went out to 5 % of the phones a day.", "", below("0.8", "1d"), true),
        ("A release broke the button.", "Bookings usually vary by 5 % a day.", below("0.7", "1d"), false),
        (cause, "Bookings fell by 45 % a day.", below("0.7", "1d"), false),
        (cause, "Of the phones 40 % were hurt.", below("0.7", "1d"), false),
        // What is told of anything else says nothing of it, unless the cause itself says that it was slow.
        ("A release broke the button.", "Bookings fell by 2 % a day.", below("0.7", "1d"), true),
        ("A release broke the button.", "The disk grew by 2 % a day.", below("0.7", "1d"), false),
        ("Bookings collapsed over two weeks.", told, below("0.7", "1d"), false),
        ("A release broke the button.", "Within a minute bookings fell to a tenth.", below("0.3", "1w"), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn however_the_two_times_are_compared() {
    let cause = "Latency grew slowly.";
    let details = "It grew by 3 % a day.";
    for (rule, is_no) in [
        ("pool_wait_seconds > 1.5 * pool_wait_seconds offset 1d", true),
        ("pool_wait_seconds > 1.5 * (pool_wait_seconds offset 1d)", true),
        ("pool_wait_seconds > (pool_wait_seconds offset 1d) * 1.5", true),
        ("pool_wait_seconds / pool_wait_seconds offset 1d > 1.5", true),
        ("1.5 * (pool_wait_seconds offset 1d) < pool_wait_seconds", true),
        ("pool_wait_seconds > 1.5 * pool_wait_seconds offset 30d", false),
        ("pool_wait_seconds > 1.01 * pool_wait_seconds offset 1d", false),
        ("pool_wait_seconds - pool_wait_seconds offset 1d > 1.5", false),
        ("pool_wait_seconds > 1.5 * pool_call_seconds offset 1d", false),
        ("pool_wait_seconds > 1.5", false),
    ] {
        asserts_no(&World { cause, details, rule: &format!("expr: '{rule}'"), ..World::default() }, is_no);
    }
}
