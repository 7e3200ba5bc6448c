//! The words of dates and times, from `rules/cues/times.yml`, and the patterns made of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::patterns::Late;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    day_endings: Vec<String>,
    date_joiners: Vec<String>,
    time_joiners: Vec<String>,
    range_joiners: Vec<String>,
    held_until: Vec<String>,
    after_noon: Vec<String>,
    before_noon: Vec<String>,
    leading_after_noon: Vec<String>,
    leading_before_noon: Vec<String>,
    clock_endings: Vec<String>,
    noon: Vec<String>,
    midnight: Vec<String>,
    day_first: Vec<String>,
    either_first: Vec<String>,
    clause_joiners: Vec<String>,
    zones: BTreeMap<String, String>,
    hour_zones: Vec<String>,
    month_first_zones: Vec<String>,
    zone_notes: Vec<String>,
    other_dates: Vec<String>,
    units: BTreeMap<u64, Vec<String>>,
    duration_joiners: Vec<String>,
    day_before: Vec<String>,
    entry_leads: Vec<String>,
    arrows: Vec<String>,
    day_notes: Vec<String>,
    later: Vec<String>,
    about: Vec<String>,
    numbers: BTreeMap<String, u64>,
    status_pages: StatusPages,
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
    /// Words of a line that says in which zone the times are.
    pub(super) zone_note: Late,
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

/// The joiners that are words. "from 10:14 (perhaps before) to 10:55"; a dash behind brackets begins something else.
fn worded(joiners: &[String]) -> Vec<String> {
    joiners.iter().filter(|word| word.starts_with(char::is_alphabetic)).cloned().collect()
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
            zone_note: bounded(&file.zone_notes),
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

/// Letters of the scripts that are read. They stand in both cases: with `\p{L}` the expressions around would be the
/// largest of all.
const LETTER: &str = "(?-i:[A-Za-zÀ-ÖØ-öø-ɏͰ-ԯ֐-ۿぁ-ヿ一-鿿가-힣])";

fn weekday_before_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(
        r"(?P<day>{weekday})\.?(?:\x20(?:morning|afternoon|evening|night|früh|abend|matin|soir))?[\s,]{{0,3}}(?:(?:{})\s)?$",
        any(&file.time_joiners)
    ))
}

fn weekday_behind_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(r"^[\s,(]{{0,3}}(?:(?:{})\s)?(?P<day>{weekday})", any(&file.time_joiners)))
}

/// Digits as people type them, full-width ones included.
const D: &str = "[0-9０-９]";

fn date_pattern(file: &File) -> Late {
    let months: Vec<&str> = file.months.iter().flatten().map(String::as_str).collect();
    let (month, joiner) = (names(&months), any(&file.date_joiners));
    let ending = any(&file.day_endings);
    Late::new(&format!(
        r"(?x)
        (?P<iy>{D}{{4,6}})[-‑/.－／](?P<im>{D}{{1,2}})[-‑/.－／](?P<id>{D}{{1,2}})
        |(?:(?P<cy>{D}{{4,6}})\x20?[年년]\x20?)?(?P<cm>{D}{{1,2}})\x20?[月월]\x20?(?P<cd>{D}{{1,2}})\x20?[日일]
        |(?P<wy>{D}{{4}})[-/.\x20](?P<wm>{month})\.?[-/.\x20](?P<wd>{D}{{1,2}})(?:{ending})?
        |(?P<dd>{D}{{1,2}})(?:{ending}|\.)?[\x20/-]?(?:(?:{joiner}|of\x20the)\x20)?(?P<dm>{month})\.?(?:,?[\x20/-](?:(?:{joiner})\x20)?(?P<dy>{D}{{4,6}})\b|[/-](?P<ds>{D}{{2}})\b)?
        |(?P<mm>{month})\.?\x20{{1,2}}(?P<md>{D}{{1,2}})(?:{ending}|\.)?\b(?:(?:\x20?[-–]\x20?{D}{{1,2}}(?:{ending})?)?,?\x20{{1,2}}(?P<my>{D}{{4,6}})\b)?
        |(?P<na>{D}{{1,2}})(?P<ns>[/.-])(?P<nb>{D}{{1,2}})[/.-](?P<ny>{D}{{4}}|{D}{{2}})
        |(?P<sm>{D}{{2}})-(?P<sd>{D}{{2}})(?P<st>\x20+{D}{{1,2}}:{D}{{2}})
        |(?P<xa>{D}{{1,2}})(?P<xs>[/.])(?P<xb>{D}{{1,2}})(?P<xt>[.,]?\x20+[~≈]?{D}{{1,2}}(?::|h){D}{{2}})
        |(?P<by>{D}{{4}})(?P<bm>{D}{{2}})(?P<bd>{D}{{2}})(?P<bt>T{D}{{2}}|\x20{D}{{2}}:{D}{{2}})"
    ))
}

/// Between two days of a span, in the group `dash`.
fn day_joiner(file: &File) -> String {
    format!("(?P<dash>\\x20?(?:{}|{}|/)\\x20?)", any(&file.range_joiners), any(&file.duration_joiners))
}

fn last_day_pattern(file: &File) -> Late {
    let months: Vec<&str> = file.months.iter().flatten().map(String::as_str).collect();
    let (month, ending, joiner) = (names(&months), any(&file.day_endings), day_joiner(file));
    Late::new(&format!(
        r"(?x)^
        (?:{month}\.?\x20{{1,2}}{D}{{1,2}}(?:{ending}|\.)?
         |{D}{{4}}[-/.]{D}{{1,2}}[-/.]{D}{{1,2}}
         |(?:{D}{{4}}\x20?[年년]\x20?)?{D}{{1,2}}\x20?[月월]\x20?{D}{{1,2}}\x20?[日일])
        {joiner}(?:{D}{{2}}[-/.])?(?P<last>{D}{{1,2}})(?:{ending}|[日일]\b|[日일])?(?:,?\x20(?P<year>{D}{{4}})\b)?"
    ))
}

fn first_day_pattern(file: &File) -> Late {
    let (ending, joiner) = (any(&file.day_endings), day_joiner(file));
    Late::new(&format!(r"(?:^|[\s(*|])(?P<first>{D}{{1,2}})(?:{ending}|\.)?{joiner}(?:the\s)?$"))
}

/// `41 minutes`, "two hours"; a lone letter is no number.
fn part_pattern(file: &File, scripts: &[&str]) -> Late {
    let words: Vec<&str> = file.numbers.keys().map(String::as_str).filter(|word| word.len() > 1).collect();
    Late::new(&format!(
        r"(?P<n>[0-9０-９]+(?:[.,][0-9]+)?|\b(?:{})\b)[\s-]{{0,2}}(?P<unit>[a-zà-ž]+|{})",
        longest_first(&words),
        longest_first(scripts)
    ))
}

fn clock_pattern(file: &File) -> Late {
    let (pm, am) = (any(&file.after_noon), any(&file.before_noon));
    let (lead_pm, lead_am) = (any(&file.leading_after_noon), any(&file.leading_before_noon));
    let (noon, midnight) = (any(&file.noon), any(&file.midnight));
    let (ending, until) = (any(&file.clock_endings), any(&file.range_joiners));
    let zone = file.hour_zones.join("|");
    Late::new(&format!(
        r"(?x)
        (?:(?P<lp>{lead_pm})|(?P<la>{lead_am}))?\x20?
        (?:
         (?P<h>{D}{{1,2}})(?P<sep>[:：.]|\x20?h\x20?)(?P<m>{D}{{2}})(?:[:：](?P<s>{D}{{2}})(?:[.,]{D}{{1,9}})?)?(?:\x20?(?:(?P<p>{pm})|(?P<a>{am})|(?P<e>{ending})\b)|(?P<sp>p)\b|(?P<sa>a)\b)?
        |(?P<kh>{D}{{1,2}})\x20?[時时点點시](?:\x20?(?P<km>{D}{{1,2}})\x20?[分분]|\x20?(?P<half>[半반]))?
        |(?P<oh>{D}{{1,2}})\x20?(?:(?P<op>{pm})|(?P<oa>{am}))
        |(?P<th>{D}{{1,2}})\x20Uhr\b(?:\x20(?P<tm>{D}{{2}})\b)?
        |T(?P<bh>{D}{{2}})(?P<bm>{D}{{2}})(?P<bs>{D}{{2}})?
        |[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\x20(?P<dh>[01][0-9]|2[0-3])(?P<dm>[0-5][0-9])\b
        |^[^0-9A-Za-z_]{{0,3}}(?P<eh>[01][0-9]|2[0-3])(?P<em>[0-5][0-9])\x20?:
        |\([~≈]?(?P<rh>[01][0-9]|2[0-3])(?P<rm>[0-5][0-9])\)
        |(?P<zh>[01][0-9]|2[0-3])(?P<zm>[0-5][0-9])(?P<zz>\x20?(?:{zone})|Z|\x20?h(?:rs)?|\x20?(?:{until})\x20?{D}{{4}}(?:\x20?(?:{zone})|Z))\b
        |\b(?:(?P<noon>{noon})|(?P<midnight>{midnight}))\b
        )"
    ))
}

/// What stands between the two ends of a span.
fn until_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(
        r"^[)\]]?[\s*_`]{{0,4}}(?:(?:{})[\s*_`~≈]{{0,4}}|\([^()]{{1,32}}\)\s(?:{})\s[\s*_`~≈]{{0,4}})(?:(?:{weekday}),?\s)?(?:(?:{})\s)?$",
        any(&file.range_joiners),
        any(&worded(&file.range_joiners)),
        any(&file.about)
    ))
}

/// The same, words that tell of it included.
fn held_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(
        r"^[^.;\n]{{4,160}}\s(?:{})\s(?:(?:{weekday}),?\s)?(?:(?:{})\s)?$",
        any(&file.held_until),
        any(&file.about)
    ))
}

fn later_pattern(file: &File) -> Late {
    let units: Vec<&str> = file.units.values().flatten().map(String::as_str).collect();
    let numbers: Vec<&str> = file.numbers.keys().map(String::as_str).collect();
    Late::new(&format!(
        r"\b(?P<n>[0-9]{{1,4}}|{})\x20(?P<unit>{})\x20(?:{})\b",
        longest_first(&numbers),
        longest_first(&units),
        any(&file.later)
    ))
}

fn relative_pattern(file: &File) -> Late {
    let units: Vec<&str> = file.units.values().flatten().map(String::as_str).collect();
    let length = format!(
        r"{D}{{1,4}}(?:[.,][0-9]+)?\x20?(?:{})\b(?:,?\x20?{D}{{1,2}}\x20?(?:{})\b)?",
        longest_first(&units),
        longest_first(&units)
    );
    Late::new(&format!(
        r"(?x)^[\s*_`|~(\[-]{{0,6}}
        (?:(?:T\x20?(?P<sign>[+−-])|[+])\x20?(?:(?P<h>[0-9]{{1,2}}):(?P<m>[0-9]{{2}})\b|(?P<len>{length}))
        |T\x20?(?P<back>[+−-])\x20?(?P<count>[0-9]{{1,3}})(?:\s|[:|)*–—-]|$)
        |T\x20?(?:[+]\x20?)?(?P<zero>0(?:\x20?(?:m|min|s|h))?\b|:)
        |(?P<later>{length})\s(?:{later})\b)",
        later = any(&file.later)
    ))
}

fn zone_pattern(file: &File) -> Late {
    let names: Vec<&str> = file.zones.keys().map(String::as_str).collect();
    Late::new(&format!(r"^[\s(（\[,*_`]{{0,4}}(?-i:(?P<name>{}))", longest_first(&names)))
}

/// Alternatives as a pattern, each word taken literally, the longest first.
fn any(words: &[String]) -> String {
    let escaped: Vec<String> = words.iter().map(|word| regex::escape(word).replace(' ', r"\x20")).collect();
    longest_first(&escaped.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Names as alternatives, the longest first. Where one begins or ends with a letter of ASCII, a word begins or ends there.
fn names(names: &[&str]) -> String {
    let edge = |c: Option<char>| if c.is_some_and(|c| c.is_ascii_alphabetic()) { r"\b" } else { "" };
    let mut groups: BTreeMap<[&str; 2], Vec<&str>> = BTreeMap::new();
    for name in names {
        groups.entry([edge(name.chars().next()), edge(name.chars().next_back())]).or_default().push(name);
    }
    let of = |(edges, names): ([&str; 2], Vec<&str>)| format!("{}(?:{}){}", edges[0], longest_first(&names), edges[1]);
    groups.into_iter().map(of).collect::<Vec<_>>().join("|")
}

/// Any of the patterns as a whole word. `\b` knows no Cyrillic, and scripts without blanks between words have no such thing.
fn bounded(patterns: &[String]) -> Late {
    let foreign = |pattern: &str| pattern.chars().any(|c| c >= '\u{400}');
    let one = |pattern: &String| if foreign(pattern) { pattern.clone() } else { format!(r"\b(?:{pattern})\b") };
    Late::new(&patterns.iter().map(one).collect::<Vec<_>>().join("|"))
}

fn longest_first(words: &[&str]) -> String {
    let mut words = words.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}
