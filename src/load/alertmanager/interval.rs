//! Named intervals: times of day, days, months, years, and whose clock.

use std::ops::{Range, RangeInclusive};

use jiff::tz::TimeZone;

use super::{Reader, is_template};
use crate::load::yaml::Node;
use crate::model::{Form, Text, TimeInterval, Times};

const WEEKDAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Reader<'_> {
    /// The intervals under `root`, by the old key and by the new one.
    pub(super) fn intervals(&mut self, root: &Node<'_>) -> Vec<TimeInterval> {
        let mut intervals = Vec::new();
        for key in ["mute_time_intervals", "time_intervals"] {
            for node in self.list(root, key) {
                let Some(name) = self.text(node, "name").filter(|name| !name.is_empty()) else {
                    self.fault(self.place(node), "a time interval has no name", "give it a name");
                    continue;
                };
                let times = self.list(node, "time_intervals");
                let times = times.iter().map(|node| self.times(node)).collect();
                intervals.push(TimeInterval { name, times });
            }
        }
        intervals
    }

    fn times(&mut self, node: &Node<'_>) -> Times {
        let minutes = self.field(node, "times").map(|_| self.minutes(node));
        Times {
            minutes,
            weekdays: self.ranges(node, "weekdays", &|word| named(word, WEEKDAYS, 0)),
            days: self.days(node),
            months: self.ranges(node, "months", &|word| named(word, MONTHS, 1).or_else(|| number(word, 1..=12))),
            years: self.ranges(node, "years", &|word| number(word, 0..=9999)),
            zone: self.zone(node),
        }
    }

    fn minutes(&mut self, node: &Node<'_>) -> Vec<Range<u16>> {
        let mut all = Vec::new();
        for item in self.list(node, "times") {
            let bounds = ["start_time", "end_time"].map(|name| self.text(item, name).map(|text| minute_of(&text)));
            match bounds {
                [Some(Some(start)), Some(Some(end))] if start < end => all.push(start..end),
                [Some(Some(_)), Some(Some(_))] => {
                    let help = "split it at midnight: one range to 24:00, one from 00:00";
                    self.fault(self.place(item), "these times end before they start", help);
                }
                _ if is_template(item.as_str().unwrap_or_default()) => {}
                _ => {
                    let message = "a range of times has a start_time and an end_time as HH:MM";
                    self.fault(self.place(item), message, "write them as in \"09:00\" and \"24:00\"");
                }
            }
        }
        all
    }

    /// The ranges of a field: `monday:friday`, `december`, `2024:2026`.
    fn ranges(
        &mut self,
        node: &Node<'_>,
        name: &str,
        member: &dyn Fn(&str) -> Option<i16>,
    ) -> Option<Vec<RangeInclusive<i16>>> {
        self.field(node, name)?;
        let mut all = Vec::new();
        for text in self.texts(node, name) {
            match bounds(&text, member) {
                Some((start, end)) if start <= end => all.push(start..=end),
                Some(_) => {
                    self.fault(text.place, format!("\"{}\" ends before it starts", text.value), "split it in two")
                }
                None => self.no_range(&text, name),
            }
        }
        Some(all)
    }

    /// Days of the month. Resources write `{start: 1, end: 7}`, files `1:7`.
    fn days(&mut self, node: &Node<'_>) -> Option<Vec<(i16, i16)>> {
        self.field(node, "days_of_month")?;
        let mut all = Vec::new();
        for item in self.list(node, "days_of_month") {
            let text = match &self.form {
                Form::Whole => self.origin.text(item),
                Form::Part(_) => self.start_and_end(item),
            };
            let Some(text) = text else { continue };
            match bounds(&text, &|word| number(word, -31..=31).filter(|day| *day != 0)) {
                Some((start, end)) if ordered(start, end) => all.push((start, end)),
                Some(_) => {
                    self.fault(text.place, format!("\"{}\" ends before it starts", text.value), "split it in two")
                }
                None => self.no_range(&text, "days_of_month"),
            }
        }
        Some(all)
    }

    fn start_and_end(&self, item: &Node<'_>) -> Option<Text> {
        let start = self.text(item, "start")?;
        let end = self.text(item, "end").unwrap_or_else(|| start.clone());
        Some(Text::plain(format!("{}:{}", &*start, &*end), self.place(item)))
    }

    fn no_range(&mut self, text: &Text, name: &str) {
        if !is_template(text) {
            let example = match name {
                "weekdays" => "monday:friday",
                "months" => "june:august",
                "years" => "2026:2028",
                _ => "1:7 or -3:-1",
            };
            let help = format!("write it as in {example}");
            self.fault(text.place, format!("\"{}\" is no range of {}", text.value, name.replace('_', " ")), help);
        }
    }

    /// The clock; Alertmanager's own where none is named is UTC.
    fn zone(&mut self, node: &Node<'_>) -> Option<TimeZone> {
        // The resources of the Operator call it location, if they know it at all.
        let name = self.text(node, "location").or_else(|| self.text(node, "time_zone"));
        let Some(name) = name.filter(|name| !name.is_empty()) else { return Some(TimeZone::UTC) };
        if &*name == "Local" {
            return None;
        }
        let zone = TimeZone::get(&name).ok();
        if zone.is_none() && !is_template(&name) {
            let message = format!("\"{}\" is no time zone", name.value);
            self.fault(name.place, message, "write a name of the IANA database, such as Europe/Berlin");
        }
        zone
    }
}

/// Both ends of a range; one word is both.
fn bounds(text: &str, member: &dyn Fn(&str) -> Option<i16>) -> Option<(i16, i16)> {
    let text = text.to_lowercase();
    let (start, end) = text.split_once(':').unwrap_or((&text, &text));
    Some((member(start)?, member(end)?))
}

fn named(word: &str, names: &[&str], first: i16) -> Option<i16> {
    names.iter().position(|name| *name == word).map(|at| at as i16 + first)
}

fn number(word: &str, within: RangeInclusive<i16>) -> Option<i16> {
    word.parse().ok().filter(|number| within.contains(number))
}

/// May a range of days run from one to the other? In the shortest month, as Alertmanager asks.
fn ordered(start: i16, end: i16) -> bool {
    let day = |day: i16| if day < 0 { 28 + day } else { day };
    !(start < 0 && end > 0) && day(start) <= day(end)
}

/// The minute of the day of `HH:MM`.
fn minute_of(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes): (u16, u16) = two(hours).then_some(hours.parse().ok()?).zip(minutes.parse().ok())?;
    let valid = text.len() == 5 && (hours < 24 && minutes < 60 || hours == 24 && minutes == 0);
    valid.then_some(hours * 60 + minutes)
}
