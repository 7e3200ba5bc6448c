//! What an Alertmanager does with an alert: routes, receivers, inhibitions, times.

use std::ops::{Range, RangeInclusive};

use jiff::tz::TimeZone;
use regex::Regex;

use super::{Fault, Resource, Text};
use crate::source::{FileId, Place};

/// One Alertmanager configuration, or the part of one that an `AlertmanagerConfig` brings.
#[derive(Clone, Debug)]
pub struct Alertmanager {
    /// The file it stands in.
    pub file: FileId,
    /// Its route; the whole configuration where it has none.
    pub place: Place,
    /// The environments that it belongs to, by name.
    pub environments: Vec<String>,
    /// Whether it is a whole configuration or a part.
    pub form: Form,
    /// The routes; the root first, parents before their children. Empty where no route could be read.
    pub routes: Vec<Route>,
    /// The receivers, in the order written.
    pub receivers: Vec<Receiver>,
    /// The inhibition rules, in the order written.
    pub inhibitions: Vec<Inhibition>,
    /// The named intervals, in the order written.
    pub intervals: Vec<TimeInterval>,
    /// What Alertmanager would refuse.
    pub faults: Vec<Fault>,
}

/// Where a configuration comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A whole configuration: a file, or one inside a `Secret` or `ConfigMap`.
    Whole,
    /// An `AlertmanagerConfig`: the Operator hangs its route below the root of another configuration, lets the routes
    /// beside it be asked as well, and narrows it to alerts of its namespace.
    Part(Resource),
}

/// A node of the route tree; what it inherits has been filled in.
#[derive(Clone, Debug)]
pub struct Route {
    /// The route in the file.
    pub place: Place,
    /// The name of the receiver; its place is where the name is written, at a parent where it is inherited. `None`
    /// where neither the route nor a parent names one.
    pub receiver: Option<Text>,
    /// All of them have to hold.
    pub matchers: Vec<LabelMatcher>,
    /// The routes below: indices into [`Alertmanager::routes`], in the order in which they are asked.
    pub children: Vec<usize>,
    /// Are the routes behind it asked as well?
    pub continues: bool,
    /// The labels by which alerts are grouped; `...` stands for all of them.
    pub group_by: Vec<String>,
    /// How long a new group is held back, in milliseconds.
    pub group_wait: u64,
    /// How long a group that was sent is held back when it changes, in milliseconds.
    pub group_interval: u64,
    /// When a group is sent again, in milliseconds.
    pub repeat_interval: u64,
    /// Intervals in which nothing is sent.
    pub mutes: Vec<Text>,
    /// Intervals outside which nothing is sent; empty: always.
    pub actives: Vec<Text>,
}

impl Route {
    /// Has every alert a group of its own?
    pub fn groups_alerts(&self) -> bool {
        self.group_by.iter().any(|label| label == "alertname" || label == "...")
    }
}

/// What a route or an inhibition wants of one label. A missing label is an empty one.
#[derive(Clone, Debug)]
pub struct LabelMatcher {
    /// The label.
    pub label: String,
    /// What its value is compared with.
    pub pattern: Pattern,
    /// Has the value to be another?
    pub negated: bool,
    /// The matcher in the file.
    pub place: Place,
}

/// What a label's value is compared with.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// This text.
    Exactly(String),
    /// This text, or nothing: the matcher may not be there.
    Perhaps(String),
    /// A regular expression, anchored at both ends.
    Regex(Regex),
    /// Something that could not be read.
    Unknown,
}

/// Somebody to tell.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Its name.
    pub name: Text,
    /// The ways in which it notifies; none: nobody hears anything.
    pub integrations: Vec<Integration>,
}

/// One way to notify.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Its kind, as the key says it without `_configs`: `pagerduty`, `slack`, `email`.
    pub kind: String,
    /// The host through which it goes, in lower case, where one is named: the `smarthost` of e-mail.
    pub through: Option<String>,
    /// Where it begins in the file.
    pub place: Place,
}

/// An inhibition: while an alert that matches `source` fires, those that match `target` are not sent.
#[derive(Clone, Debug)]
pub struct Inhibition {
    /// The rule in the file.
    pub place: Place,
    /// What the alert that silences looks like.
    pub source: Vec<LabelMatcher>,
    /// What the alert that is silenced looks like.
    pub target: Vec<LabelMatcher>,
    /// Labels that have to be the same in both; missing in both is the same.
    pub equal: Vec<String>,
}

/// A named interval.
#[derive(Clone, Debug)]
pub struct TimeInterval {
    /// Its name.
    pub name: Text,
    /// A moment belongs to it that lies in one of these.
    pub times: Vec<Times>,
}

/// Moments for which all that is given holds; what is `None` holds always.
#[derive(Clone, Debug)]
pub struct Times {
    /// Minutes of the day, the last one excluded.
    pub minutes: Option<Vec<Range<u16>>>,
    /// Days of the week; Sunday is 0.
    pub weekdays: Option<Vec<RangeInclusive<i16>>>,
    /// Days of the month from 1, or from -1 counted from its end; kept as written, for the range may be empty.
    pub days: Option<Vec<(i16, i16)>>,
    /// Months; January is 1.
    pub months: Option<Vec<RangeInclusive<i16>>>,
    /// Years.
    pub years: Option<Vec<RangeInclusive<i16>>>,
    /// Whose clock it is; `None` where it is that of the machine on which Alertmanager runs.
    pub zone: Option<TimeZone>,
}

impl TimeInterval {
    /// Does every moment there is belong to it? Each day of the week may be covered by several of its times.
    pub(crate) fn is_always(&self) -> bool {
        let zone = self.times.iter().find(|times| times.is_of_all_dates()).map(|times| &times.zone);
        let of_all_dates = |times: &&Times| times.is_of_all_dates() && Some(&times.zone) == zone;
        (0..7).all(|weekday| {
            let times = self.times.iter().filter(of_all_dates).filter(|times| times.is_on(weekday));
            let mut minutes: Vec<&Range<u16>> = times.flat_map(Times::minutes_of_day).collect();
            minutes.sort_unstable_by_key(|range| range.start);
            let goes_on = |covered: u16, range: &&Range<u16>| {
                if range.start <= covered { covered.max(range.end) } else { covered }
            };
            minutes.iter().fold(DAY.start, goes_on) >= DAY.end
        })
    }
}

/// The minutes of a day.
static DAY: Range<u16> = 0..24 * 60;

impl Times {
    /// Do they leave out no day of a month, no month and no year?
    fn is_of_all_dates(&self) -> bool {
        let days = self
            .days
            .as_ref()
            .is_none_or(|days| days.iter().any(|(first, last)| *first == 1 && matches!(last, -1 | 31..)));
        let months =
            self.months.as_ref().is_none_or(|months| (1..=12).all(|month| months.iter().any(|it| it.contains(&month))));
        days && months && self.years.is_none()
    }

    fn is_on(&self, weekday: i16) -> bool {
        self.weekdays.as_ref().is_none_or(|days| days.iter().any(|range| range.contains(&weekday)))
    }

    fn minutes_of_day(&self) -> &[Range<u16>] {
        self.minutes.as_deref().unwrap_or(std::slice::from_ref(&DAY))
    }
}

impl Alertmanager {
    /// The receiver called `name`.
    pub fn receiver(&self, name: &str) -> Option<&Receiver> {
        self.receivers.iter().find(|receiver| &*receiver.name == name)
    }

    /// The interval called `name`.
    pub fn interval(&self, name: &str) -> Option<&TimeInterval> {
        self.intervals.iter().find(|interval| &*interval.name == name)
    }

    /// Is it a whole configuration?
    pub(crate) fn is_whole(&self) -> bool {
        self.form == Form::Whole
    }
}

impl LabelMatcher {
    /// Does a value match? `None` where that cannot be said.
    pub fn matches(&self, value: &str) -> Option<bool> {
        let same = match &self.pattern {
            Pattern::Exactly(wanted) => wanted == value,
            Pattern::Perhaps(wanted) if wanted == value && !self.negated => true,
            Pattern::Perhaps(_) => return None,
            Pattern::Regex(regex) => regex.is_match(value),
            Pattern::Unknown => return None,
        };
        Some(same != self.negated)
    }

    /// Does every value match, or none? `None` where it depends on the value.
    pub(crate) fn matches_any(&self) -> Option<bool> {
        let Pattern::Regex(regex) = &self.pattern else { return None };
        matches!(regex.as_str(), "^(?:.*)$" | "^(?s:.*)$").then_some(!self.negated)
    }
}
