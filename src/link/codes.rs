//! Status codes: those that a text speaks of, and whether an alert counts any of them.

use std::ops::Range;
use std::sync::LazyLock;

use super::reading::ReadSelector;
use crate::model::expr::{Direction, MatchOp, Matcher};

/// Labels whose value is a status code.
const LABELS: [&str; 6] = ["code", "status", "status_code", "response_code", "http_status", "status_class"];

/// What stands for "any of the class": the ones that are seen most.
const CLASSES: [&[&str]; 2] = [&["400", "401", "403", "404", "429"], &["500", "502", "503", "504"]];

/// The status codes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes(Vec<String>);

/// `404`, `5xx`, `500s`, `HTTP 503`; and no other number.
static CODE: LazyLock<regex::Regex> = LazyLock::new(|| {
    let list = "40[0-9]|41[0-79]|42[0-9]|499|50[1-9]|52[0-9]";
    let hundreds = r"[45]00s|[45]xx|(?:http|status|code|error|errors|returned|returning|with|answered|got|responded) [45]00|[45]00 (?:errors?|internal|responses?|status|bad)";
    regex::Regex::new(&format!(r"(?i)\b(?:{hundreds}|(?:{list})s?)\b")).expect("the pattern is made of constants")
});

impl Codes {
    /// Those of `text`, where it speaks of any.
    pub(super) fn said(text: &str) -> Option<Codes> {
        let bytes = text.as_bytes();
        // `10,404 users`, `v1.404` and `404 MB` are numbers of something else.
        let is_number = |found: &Range<usize>| {
            let before = found.start.checked_sub(1).is_some_and(|at| b",.-/#:".contains(&bytes[at]));
            let unit = [" MB", " GB", " ms", " users", " pods", " seconds", " requests per", "%", " %"];
            before || unit.iter().any(|unit| text[found.end..].starts_with(unit))
        };
        let found = CODE.find_iter(text).map(|found| found.range()).filter(|found| !is_number(found));
        let all: Vec<String> = found.flat_map(|found| samples(&text[found])).collect();
        (!all.is_empty()).then_some(Codes(all))
    }

    /// The matcher that leaves out every one of them, where `selectors` count status codes at all.
    pub(super) fn left_out_by<'s>(&self, selectors: &[&'s ReadSelector], lets: Lets<'_>) -> Option<&'s Matcher> {
        let rising = |it: &&&ReadSelector| !it.compared.iter().any(|it| it.direction == Direction::Below);
        let matchers = selectors.iter().filter(rising).flat_map(|selector| &selector.matchers);
        let counting: Vec<&Matcher> = matchers.filter(|matcher| counts(matcher)).collect();
        let none = |matcher: &&Matcher| !self.0.iter().any(|code| lets_code(matcher, code, lets));
        let left_out = !self.0.is_empty() && counting.iter().all(none);
        counting.first().filter(|_| left_out).copied()
    }

    /// Does the name of a metric say that it counts another class? `aws_applicationelb_httpcode_elb_5_xx_count_sum`
    pub(super) fn are_of_another_class(&self, metric: &str) -> bool {
        let name = metric.to_ascii_lowercase();
        let class =
            ["4", "5"].into_iter().find(|class| ["xx", "_xx"].iter().any(|xx| name.contains(&format!("{class}{xx}"))));
        class.is_some_and(|class| !self.0.is_empty() && !self.0.iter().any(|code| code.starts_with(class)))
    }
}

/// Does a regular expression, the first, let a value, the second, through?
pub(super) type Lets<'l> = &'l dyn Fn(&str, &str) -> bool;

/// Does the matcher choose codes, and not only leave some out? What is left out may be the yardstick.
fn counts(matcher: &Matcher) -> bool {
    let holds_digits = matcher.value.contains(['4', '5', '2', '3']);
    LABELS.contains(&matcher.label.as_str()) && matches!(matcher.op, MatchOp::Equal | MatchOp::Regex) && holds_digits
}

fn lets_code(matcher: &Matcher, code: &str, lets: Lets<'_>) -> bool {
    let class = format!("{}xx", &code[..1]);
    match matcher.op {
        MatchOp::Equal => {
            matcher.value == code || matcher.value.eq_ignore_ascii_case(&class) || matcher.value == code[..1]
        }
        _ => lets(&matcher.value, code) || lets(&matcher.value, &class) || lets(&matcher.value, &code[..1]),
    }
}

/// The codes that a word of a text stands for.
fn samples(found: &str) -> Vec<String> {
    let digits: String = found.chars().filter(char::is_ascii_digit).collect();
    let is_class = digits.len() < 3 || found.ends_with('s') && digits.ends_with("00");
    match (is_class, digits.starts_with('4')) {
        (false, _) => vec![digits],
        (true, true) => CLASSES[0].iter().map(|code| (*code).to_owned()).collect(),
        (true, false) => CLASSES[1].iter().map(|code| (*code).to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::Codes;

    fn said(text: &str) -> Vec<String> {
        Codes::said(text).unwrap_or_default().0
    }

    #[test]
    fn a_text_speaks_of_codes_and_of_classes() {
        assert_eq!(said("All services returned 404."), ["404"]);
        assert_eq!(said("nginx answered with 502 and 504s"), ["502", "504"]);
        assert_eq!(said("Checkout returned 500s"), ["500", "502", "503", "504"]);
        assert_eq!(said("5xx rose"), said("500s rose"));
    }

    #[test]
    fn other_numbers_are_no_codes() {
        assert!(said("500 pods, 502 users, 10,404 rows, 404 MB, v1.503 and 500 GB").is_empty());
    }

    #[test]
    fn a_metric_may_say_its_class() {
        let codes = Codes::said("404s everywhere").expect("a code");
        assert!(codes.are_of_another_class("aws_applicationelb_httpcode_elb_5_xx_count_sum"));
        assert!(!codes.are_of_another_class("nginx_4xx_total"));
        assert!(!codes.are_of_another_class("http_requests_total"));
    }
}
