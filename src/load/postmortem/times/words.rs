//! The words of dates and times, from `rules/cues/times.yml`, and the patterns made of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::spelling::{
    D, LETTER, any, behind_of_month_pattern, bounded, clock_pattern, date_pattern, first_day_pattern, half_day_pattern,
    held_pattern, hour_name_pattern, last_day_pattern, later_pattern, names, part_pattern, relative_pattern,
    until_pattern, weekday_before_pattern, weekday_behind_pattern, zone_pattern,
};
use crate::patterns::Late;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) months: Vec<Vec<String>>,
    pub(super) weekdays: Vec<Vec<String>>,
    pub(super) day_endings: Vec<String>,
    pub(super) date_joiners: Vec<String>,
    pub(super) time_joiners: Vec<String>,
    pub(super) hour_names: Vec<String>,
    pub(super) range_joiners: Vec<String>,
    pub(super) held_until: Vec<String>,
    pub(super) after_noon: Vec<String>,
    pub(super) before_noon: Vec<String>,
    pub(super) leading_after_noon: Vec<String>,
    pub(super) leading_before_noon: Vec<String>,
    pub(super) clock_endings: Vec<String>,
    pub(super) noon: Vec<String>,
    pub(super) midnight: Vec<String>,
    pub(super) day_first: Vec<String>,
    pub(super) either_first: Vec<String>,
    pub(super) clause_joiners: Vec<String>,
    pub(super) zones: BTreeMap<String, String>,
    pub(super) hour_zones: Vec<String>,
    pub(super) month_first_zones: Vec<String>,
    pub(super) zone_notes: Vec<String>,
    pub(super) other_clocks: Vec<String>,
    pub(super) other_dates: Vec<String>,
    pub(super) units: BTreeMap<u64, Vec<String>>,
    pub(super) duration_joiners: Vec<String>,
    pub(super) day_before: Vec<String>,
    pub(super) before_days: Vec<String>,
    pub(super) before_of_month: Vec<String>,
    pub(super) behind_of_month: Vec<String>,
    pub(super) entry_leads: Vec<String>,
    pub(super) arrows: Vec<String>,
    pub(super) day_notes: Vec<String>,
    pub(super) later: Vec<String>,
    pub(super) about: Vec<String>,
    pub(super) numbers: BTreeMap<String, u64>,
    pub(super) status_pages: StatusPages,
}

/// The words of status pages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusPages {
    /// What they call the state of an incident.
    pub(super) states: Vec<String>,
    /// The words before the time of an update.
    pub(super) posted: Vec<String>,
}

/// Everything that the reader of times looks for.
pub(super) struct Words {
    /// Month names in lower case, to 1..=12.
    months: BTreeMap<String, i8>,
    /// Names of the days of the week in lower case, to 0..=6.
    weekdays: BTreeMap<String, i8>,
    /// Zone names in upper case, to `Z` or `±HH:MM`.
    zones: BTreeMap<String, String>,
    /// Unit patterns, with their seconds.
    units: Vec<(u64, Late)>,
    /// Any way to write a date.
    pub(super) date: Late,
    /// Any way to write a time of day.
    pub(super) clock: Late,
    /// A second time of day right behind a first: `/13:46`.
    pub(super) second_clock: Late,
    /// A zone at the start of a text.
    pub(super) zone: Late,
    /// A zone right behind four digits that are an hour.
    pub(super) hour_zone: Late,
    /// A zone of those who write the month first, behind an hour.
    pub(super) month_first: Late,
    /// A day of the week right before a time of day.
    pub(super) weekday_before: Late,
    /// A day of the week right behind one.
    pub(super) weekday_behind: Late,
    /// Words right behind a time that was on the day before.
    pub(super) day_before: Late,
    /// Words right before a day that is written with full stops.
    pub(super) before_day: Late,
    /// What may follow a day that is told without its month.
    pub(super) behind_of_month: Late,
    /// Words that may stand before the time of an entry.
    pub(super) entry_leads: Vec<String>,
    /// What may stand between a date and its time.
    pub(super) between: Late,
    /// What may stand between a time and its date.
    pub(super) before: Late,
    /// What stands between the two ends of a span of time.
    pub(super) until: Late,
    /// What stands between the two ends of a span, words that tell of it included.
    pub(super) held: Late,
    /// A date, and the second day of a span behind it that leaves the month out.
    pub(super) last_day: Late,
    /// The first day of a span, right before the date that names the month of both.
    pub(super) first_day: Late,
    /// What stands between two hours that an arrow joins, words beside it included.
    pub(super) arrow: Late,
    /// A word right before a time of day.
    pub(super) lead_in: Late,
    /// A word right before an hour with a full stop, which makes a name of it.
    pub(super) hour_name: Late,
    /// Does a time of day count from noon?
    pub(super) past_noon: Late,
    /// Does it say from which half of the day it counts?
    pub(super) half_day: Late,
    /// Words of a line that says in which zone the times are.
    pub(super) zone_note: Late,
    /// Words of a line that says in which zone something else has its times.
    pub(super) other_clock: Late,
    /// Words of a line that says on which day the times are.
    pub(super) day_note: Late,
    /// Words of a line that dates the document.
    pub(super) other_date: Late,
    /// A time that is told from another on, at the start of a text.
    pub(super) relative: Late,
    /// A time that is told from the one before, anywhere in a text: "five minutes later".
    pub(super) later: Late,
    /// One part of a duration: number and unit.
    pub(super) part: Late,
    /// What may stand between two parts of one duration.
    pub(super) part_gap: Late,
    /// Where one clause of a sentence ends and the next begins.
    pub(super) clause: Late,
    /// The words of status pages.
    pub(super) pages: StatusPages,
    /// Numbers in words.
    numbers: BTreeMap<String, u64>,
    /// Small words of languages that write the day before the month.
    pub(super) day_first: Vec<String>,
    /// Those of languages that write either first.
    pub(super) either_first: Vec<String>,
}

/// The words that are embedded.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/cues/times.json")))
        .expect("rules/cues/times.yml is part of the program and its form is tested");
    Words::new(file)
});

/// Every name of a list of names, to its number from `first` on.
fn numbered(names: &[Vec<String>], first: i8) -> BTreeMap<String, i8> {
    names.iter().zip(first..).flat_map(|(names, at)| names.iter().map(move |name| (name.clone(), at))).collect()
}

/// The pattern of the words of each unit, the longest unit first.
fn units(file: &File) -> Vec<(u64, Late)> {
    let words = |words: &[String]| Late::new(&format!("^(?:{})$", words.join("|")));
    file.units.iter().rev().map(|(seconds, of)| (*seconds, words(of))).collect()
}

impl Words {
    fn new(file: File) -> Words {
        let weekdays: Vec<&str> = file.weekdays.iter().flatten().map(String::as_str).collect();
        let weekday = names(&weekdays);
        let all_units = file.units.values().flatten().map(String::as_str);
        let scripts: Vec<&str> = all_units.filter(|unit| !unit.starts_with(|c: char| c < '\u{250}')).collect();
        Words {
            months: numbered(&file.months, 1),
            weekdays: numbered(&file.weekdays, 0),
            weekday_before: weekday_before_pattern(&file, &weekday),
            weekday_behind: weekday_behind_pattern(&file, &weekday),
            day_before: Late::new(&format!(r"^[\s,(（]{{0,3}}(?:{})", any(&file.day_before))),
            before_day: Late::new(&format!(r"(?:^|[\s(])(?:{})\s{{1,2}}$", any(&file.before_days))),
            behind_of_month: behind_of_month_pattern(&file),
            zones: file.zones.iter().map(|(name, offset)| (name.to_uppercase(), offset.clone())).collect(),
            units: units(&file),
            date: date_pattern(&file),
            clock: clock_pattern(&file),
            second_clock: Late::new(&format!(r"^/{D}{{1,2}}:{D}{{2}}")),
            zone: zone_pattern(&file),
            month_first: Late::new(&format!(
                r"[0-9](?:\x20?[ap]\.?m\.?)?\x20?\(?(?:{})(?:[^A-Za-z]|$)",
                file.month_first_zones.join("|")
            )),
            hour_zone: Late::new(&format!(r"^(?:\x20?(?:{})|Z)\b", file.hour_zones.join("|"))),
            between: Late::new(&format!(
                r"^[\s,:：()\[\]|*_`~@–—T-]{{0,24}}(?:[(（]{LETTER}{{1,10}}\.?[)）])?(?:(?:{})\.?)?[\s,()\[\]|*_`~@–—-]{{0,24}}$",
                any(&file.time_joiners)
            )),
            clause: Late::new(&format!(
                r"(?:[,;:]\s+|[、，；：]|\s[–—]\s)(?:(?:{joiner})\s)?|\s(?:{joiner})\s",
                joiner = any(&file.clause_joiners)
            )),
            before: Late::new(&format!(
                r"^[\s,()]{{0,3}}(?:(?:{})\s)?(?:{LETTER}{{2,12}},?\s)?$",
                any(&file.time_joiners)
            )),
            until: until_pattern(&file, &weekday),
            held: held_pattern(&file, &weekday),
            last_day: last_day_pattern(&file),
            first_day: first_day_pattern(&file),
            arrow: Late::new(&format!(r"^[^.;|\n]{{0,32}}?\s(?:{})\s[^.;|\n]{{0,32}}$", any(&file.arrows))),
            lead_in: Late::new(&format!(r"(?:^|[\s(])(?:{})\s{{1,2}}$", any(&file.time_joiners))),
            hour_name: hour_name_pattern(&file),
            past_noon: half_day_pattern(&[&file.after_noon]),
            half_day: half_day_pattern(&[&file.after_noon, &file.before_noon]),
            zone_note: bounded(&file.zone_notes),
            other_clock: bounded(&file.other_clocks),
            day_note: bounded(&file.day_notes),
            other_date: bounded(&file.other_dates),
            relative: relative_pattern(&file),
            later: later_pattern(&file),
            part: part_pattern(&file, &scripts),
            part_gap: Late::new(&format!(r"^[\s,]{{0,3}}(?:{})?[\s,]{{0,3}}$", any(&file.duration_joiners))),
            numbers: file.numbers,
            pages: file.status_pages,
            day_first: file.day_first,
            entry_leads: file.entry_leads,
            either_first: file.either_first,
        }
    }

    /// The month that `name` means, 1..=12.
    pub(super) fn month(&self, name: &str) -> Option<i8> {
        self.months.get(name.trim_end_matches('.').to_lowercase().as_str()).copied()
    }

    /// The day of the week that `name` means, 0 for Monday.
    pub(super) fn weekday(&self, name: &str) -> Option<i8> {
        self.weekdays.get(name.to_lowercase().as_str()).copied()
    }

    /// The offset that the zone `name` stands for.
    pub(super) fn offset(&self, name: &str) -> Option<&str> {
        self.zones.get(name.to_uppercase().as_str()).map(String::as_str)
    }

    /// The number `word`, in digits or in letters.
    pub(super) fn number(&self, word: &str) -> Option<u64> {
        word.parse().ok().or_else(|| self.numbers.get(word.to_lowercase().as_str()).copied())
    }

    /// The seconds of the unit `word`.
    pub(super) fn unit(&self, word: &str) -> Option<u64> {
        self.units.iter().find(|(_, pattern)| pattern.is_match(word)).map(|(seconds, _)| *seconds)
    }
}
