//! Status codes: those that a text speaks of, and whether an alert counts any of them.

use std::ops::Range;
use std::sync::LazyLock;

use super::reading::ReadSelector;
use super::words::WORDS;
use crate::model::expr::{Direction, MatchOp, Matcher};

/// What stands for "any of the class": the ones that are seen most.
const CLASSES: [&[&str]; 2] = [&["400", "401", "403", "404", "429"], &["500", "502", "503", "504"]];

/// The status codes of a text: each single code, and for a class those of it that are seen most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes(Vec<Vec<String>>);

/// `404`, `5xx`, `500s`, `HTTP 503`; and no other number.
static CODE: LazyLock<regex::Regex> = LazyLock::new(|| {
    let list = "40[0-9]|41[0-79]|42[0-9]|499|50[1-9]|52[0-9]";
    let hundreds = r"[45]00s|[45]xx|(?:http|status|code|error|errors|returned|returning|with|answered|got|responded) [45]00|[45]00 (?:errors?|internal|responses?|status|bad)";
    regex::Regex::new(&format!(r"(?i)\b(?:{hundreds}|(?:{list})s?)\b")).expect("the pattern is made of constants")
});

/// `HTTP 200`, `returned 200 OK`.
static SUCCESS: LazyLock<regex::Regex> = LazyLock::new(|| {
    let before = "http|status|code|returned|returning|returns|with|answered|got|responded|gave|a";
    regex::Regex::new(&format!(r"(?i)\b(?:{before}) 200\b(?: ok\b| and | with | but | for |[.,;)]|$)"))
        .expect("the pattern is made of constants")
});

/// The first digit of a class of codes that is called so: `5xx`.
pub(super) fn class_called(text: &str) -> Option<char> {
    let is_class = matches!(text.as_bytes(), [b'1'..=b'5', b'x' | b'X', b'x' | b'X']);
    text.chars().next().filter(|_| is_class)
}

impl Codes {
    /// Those of `text`, where it speaks of any.
    pub(super) fn said(text: &str) -> Option<Codes> {
        let bytes = text.as_bytes();
        // `10,404 users`, `v1.404` and `404 MB` are numbers of something else.
        let is_number = |found: &Range<usize>| {
            let before = found.start.checked_sub(1).is_some_and(|at| b",.-/#:".contains(&bytes[at]));
            before || WORDS.begins_with_unit(&text[found.end..])
        };
        let found = CODE.find_iter(text).map(|found| found.range()).filter(|found| !is_number(found));
        let all: Vec<Vec<String>> = found.map(|found| samples(&text[found])).collect();
        (!all.is_empty()).then_some(Codes(all))
    }

    /// Success, where `text` says that this is what was answered: "returned 200 with an empty page".
    pub(super) fn of_success(text: &str) -> Option<Codes> {
        SUCCESS.is_match(text).then(|| Codes(vec![vec!["200".to_owned()]]))
    }

    /// These and others.
    pub(super) fn and(mut self, other: Codes) -> Codes {
        self.0.extend(other.0);
        self
    }

    /// Is one of them counted, by what `counts` says of one?
    pub(super) fn any(&self, counts: impl Fn(&str) -> bool) -> bool {
        self.0.iter().flatten().any(|code| counts(code))
    }

    /// The first of each, as findings show them.
    pub(super) fn shown(&self) -> String {
        let mut first: Vec<&str> = self.0.iter().filter_map(|codes| codes.first()).map(String::as_str).collect();
        first.dedup();
        first.join(", ")
    }

    /// Is nothing said of any?
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Would a probe that takes these codes for success have succeeded at all of them?
    pub(super) fn all_among(&self, accepted: impl Fn(&str) -> bool) -> bool {
        !self.0.is_empty() && self.0.iter().flatten().all(|code| accepted(code))
    }

    /// The matcher that leaves out every one of them, where `selectors` count status codes at all.
    pub(super) fn left_out_by<'s>(&self, selectors: &[&'s ReadSelector], lets: Lets<'_>) -> Option<&'s Matcher> {
        let rising = selectors.iter().filter(|it| !it.compared.iter().any(|it| it.direction == Direction::Below));
        let counting: Vec<Vec<&Matcher>> =
            rising.map(|selector| chosen_by(selector)).filter(|it| !it.is_empty()).collect();
        let none = |matchers: &Vec<&Matcher>| !self.0.iter().any(|said| is_counted(said, matchers, lets));
        let left_out = !self.0.is_empty() && counting.iter().all(none);
        let passes_none = |matcher: &&Matcher| !self.0.iter().flatten().any(|code| lets_code(matcher, code, lets));
        let first = counting.first().filter(|_| left_out)?;
        first.iter().copied().find(passes_none).or(first.first().copied())
    }

    /// Does the name of a metric say that it counts another class? `aws_applicationelb_httpcode_elb_5_xx_count_sum`
    pub(super) fn are_of_another_class(&self, metric: &str) -> bool {
        let name = metric.to_ascii_lowercase();
        let class =
            ["4", "5"].into_iter().find(|class| ["xx", "_xx"].iter().any(|xx| name.contains(&format!("{class}{xx}"))));
        class.is_some_and(|class| !self.0.is_empty() && !self.0.iter().flatten().any(|code| code.starts_with(class)))
    }
}

/// Does a regular expression, the first, let a value, the second, through?
pub(super) type Lets<'l> = &'l dyn Fn(&str, &str) -> bool;

/// The matchers by which a selector chooses among status codes; what one lets through, another may leave out.
fn chosen_by(selector: &ReadSelector) -> Vec<&Matcher> {
    let holds_digits = |matcher: &&Matcher| matcher.value.contains(['4', '5', '2', '3']);
    selector.matchers.iter().filter(|it| WORDS.holds_code(&it.label)).filter(holds_digits).collect()
}

/// Is what was said counted? Of a class, one code among many is not enough: nobody said that it was this one.
fn is_counted(said: &[String], matchers: &[&Matcher], lets: Lets<'_>) -> bool {
    let counted = said.iter().filter(|code| matchers.iter().all(|matcher| lets_code(matcher, code, lets))).count();
    counted >= said.len().min(2)
}

fn lets_code(matcher: &Matcher, code: &str, lets: Lets<'_>) -> bool {
    let class = format!("{}xx", &code[..1]);
    let equals = || matcher.value == code || matcher.value.eq_ignore_ascii_case(&class) || matcher.value == code[..1];
    let matches = || [code, &class, &code[..1]].into_iter().any(|code| lets(&matcher.value, code));
    match matcher.op {
        MatchOp::Equal => equals(),
        MatchOp::NotEqual => !equals(),
        MatchOp::Regex => matches(),
        MatchOp::NotRegex => !matches(),
    }
}

/// Does a word in the plural stand behind a number: "410 restaurants"?
pub(super) fn is_plural(behind: &str) -> bool {
    let word = behind.strip_prefix(' ').unwrap_or_default();
    word[..word.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(word.len())].ends_with('s')
}

/// The codes that a word of a text stands for: `5xx` any of a class, `500s` and `502` that one.
fn samples(found: &str) -> Vec<String> {
    let digits: String = found.chars().filter(char::is_ascii_digit).collect();
    let of_class = |class: &[&str]| class.iter().map(|code| (*code).to_owned()).collect();
    match (digits.len() < 3, digits.starts_with('4')) {
        (false, _) => vec![digits],
        (true, true) => of_class(CLASSES[0]),
        (true, false) => of_class(CLASSES[1]),
    }
}

#[cfg(test)]
mod tests {
    use super::Codes;

    fn said(text: &str) -> Vec<String> {
        Codes::said(text).unwrap_or_default().0.concat()
    }

    #[test]
    fn a_text_speaks_of_codes_and_of_classes() {
        assert_eq!(said("All services returned 404."), ["404"]);
        assert_eq!(said("nginx answered with 502 and 504s"), ["502", "504"]);
        assert_eq!(said("Checkout returned 500s"), ["500"]);
        assert_eq!(said("5xx rose"), ["500", "502", "503", "504"]);
    }

    #[test]
    fn other_numbers_are_no_codes() {
        assert!(said("410 restaurants").is_empty());
        assert_eq!(said("410 responses, 502 across all, 503s").len(), 3);
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
