//! Numbers in words, and units of other languages, in the digits and the units that all else here asks for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Captures;

use crate::patterns::Late;

/// The units that a number in words may have.
pub(super) const UNITS: [&str; 7] = ["second", "minute", "hour", "day", "week", "month", "percent"];

/// The words, from `rules/linking.yml`.
pub(super) struct Digits {
    /// A number in words, and what it is.
    pub(super) numbers: BTreeMap<String, f64>,
    number: Late,
    /// A number and its unit in other languages, with the numbers in words and the units as English has them.
    abroad: Late,
    numbers_abroad: BTreeMap<String, f64>,
    units: BTreeMap<String, String>,
}

impl Digits {
    pub(super) fn new(
        numbers: BTreeMap<String, f64>,
        numbers_abroad: BTreeMap<String, f64>,
        units: BTreeMap<String, String>,
    ) -> Digits {
        let number = format!(r"\b(?P<word>{}) (?P<unit>(?:{})s?)\b", any_of(&numbers), UNITS.join("|"));
        let (spaced, joined): (Vec<&str>, Vec<&str>) =
            units.keys().map(String::as_str).partition(|unit| unit.is_ascii());
        let abroad = format!(
            r"(?:^|\b)(?P<word>\d+(?:[.,]\d+)?|{}) ?(?:(?P<unit>{})\b|(?P<sign>{}))",
            any_of(&numbers_abroad),
            spaced.join("|"),
            joined.join("|")
        );
        Digits { number: Late::seldom(&number), abroad: Late::seldom(&abroad), numbers, numbers_abroad, units }
    }

    /// A text in one case, with digits for the numbers that have a unit: `11 minutes`.
    pub(super) fn of<'t>(&self, plain: &'t str) -> Cow<'t, str> {
        let digits = |found: &Captures<'_>| format!("{} {}", self.numbers[&found["word"]], &found["unit"]);
        let english = self.number.replace_all(plain, digits);
        if !self.units.keys().any(|unit| english.contains(unit.as_str())) {
            return english;
        }
        let translated = |found: &Captures<'_>| {
            let number = match self.numbers_abroad.get(&found["word"]) {
                Some(number) => number.to_string(),
                None => found["word"].replace(',', "."),
            };
            let unit = found.name("unit").or_else(|| found.name("sign")).map_or("", |unit| unit.as_str());
            format!(" {number} {} ", self.units[unit])
        };
        let translated = self.abroad.replace_all(&english, translated).into_owned();
        translated.split_whitespace().collect::<Vec<_>>().join(" ").into()
    }
}

/// Any of the words, as a regular expression.
pub(super) fn any_of(words: &BTreeMap<String, f64>) -> String {
    words.keys().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|")
}
