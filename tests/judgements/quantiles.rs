//! A part of the requests that was slow, and the quantile that does not see it; beside each one that does.

use super::told::{World, asserts_no};

fn quantile(of: &str, by: &str, asked: &str) -> String {
    format!("expr: 'histogram_quantile({of}, sum by (le{by}) (rate(pool_seconds_bucket{{{asked}}}[5m]))) > 2'")
}

/// What is little of all may be much of what one route was asked for.
#[test]
fn a_quantile_by_route_sees_what_one_of_all_does_not() {
    let rare = "The page `/export/csv` hung, and `/export/csv` is only 0.3 % of the traffic.";
    let cause = "The export waited for a lock.";
    for (details, rule, is_no) in [
        (rare, quantile("0.99", "", ""), true),
        (rare, quantile("0.999", "", ""), false),
        (rare, quantile("0.99", ", route", ""), false),
        (rare, quantile("0.99", ", path", ""), false),
        (rare, quantile("0.99", "", "uri=\"/export/csv\""), false),
        (rare, quantile("0.99", ", instance", ""), true),
        (rare, quantile("0.99", ", code", ""), true),
        // Within it most were fast as well.
        (&format!("{rare} Of those 4 % took a minute."), quantile("0.95", ", route", ""), true),
        (&format!("{rare} Of those 40 % took a minute."), quantile("0.95", ", route", ""), false),
        (&format!("{rare} 0.5 % of its calls took a minute."), quantile("0.99", ", route", ""), true),
        (&format!("{rare} Only 0.3 % of all calls failed."), quantile("0.99", ", route", ""), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
}

/// How many of how many a second is a part as well.
#[test]
fn a_part_of_all_may_be_told_by_rates() {
    let cause = "Each search of Meridian scanned a whole table.";
    for (details, rule, is_no) in [
        ("The API answers 400 requests a second. Meridian makes 2 of them.", quantile("0.99", "", ""), true),
        ("Of 400 requests a second Meridian makes 2 a second.", quantile("0.99", "", ""), true),
        ("There are 400 requests per second, 2 of them from Meridian.", quantile("0.99", "", ""), true),
        ("Only about 2 of our 400 requests per second come from Meridian.", quantile("0.99", "", ""), true),
        ("We serve 400 requests/s, and Meridian accounts for 2 of those.", quantile("0.99", "", ""), true),
        ("Slow requests were 0.5 % of all requests.", quantile("0.99", "", ""), true),
        ("0,5 % aller Anfragen waren langsam.", quantile("0.99", "", ""), true),
        ("Meridian is 0.5 % of the load.", quantile("0.99", "", ""), true),
        ("The API answers 400 requests a second. Meridian makes 2 of them.", quantile("0.999", "", ""), false),
        ("The API answers 400 requests a second. Meridian makes 80 of them.", quantile("0.99", "", ""), false),
        // A customer asks for what all ask for: a route tells nobody apart.
        ("The API answers 400 requests a second. Meridian makes 2 of them.", quantile("0.99", ", route", ""), true),
        ("The API answers 400 requests a second. Meridian makes 2 of them.", quantile("0.99", ", tenant", ""), false),
        ("The API answers 400 requests a second. Nordlys makes 2 of them.", quantile("0.99", "", ""), false),
        ("The API answers 400 requests a second. All requests were slow.", quantile("0.99", "", ""), false),
        ("Nordlys makes 0.5 % of the load, and Nordlys was fast.", quantile("0.99", "", ""), false),
        ("The API answers 400 requests a second.", quantile("0.99", "", ""), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
}
