//! The patterns that are made of the words of dates and times.

use std::collections::BTreeMap;

use super::words::File;
use crate::patterns::Late;

/// Letters of the scripts that are read. They stand in both cases: with `\p{L}` the expressions around would be the
/// largest of all.
pub(super) const LETTER: &str = "(?-i:[A-Za-zÀ-ÖØ-öø-ɏͰ-ԯ֐-ۿぁ-ヿ一-鿿가-힣])";

pub(super) fn weekday_before_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(
        r"(?P<day>{weekday})\.?(?:\x20(?:morning|afternoon|evening|night|früh|abend|matin|soir))?[\s,]{{0,3}}(?:(?:{})\s)?$",
        any(&file.time_joiners)
    ))
}

pub(super) fn weekday_behind_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(r"^[\s,(]{{0,3}}(?:(?:{})\s)?(?P<day>{weekday})", any(&file.time_joiners)))
}

/// Digits as people type them, full-width ones included.
pub(super) const D: &str = "[0-9０-９]";

pub(super) fn date_pattern(file: &File) -> Late {
    let months: Vec<&str> = file.months.iter().flatten().map(String::as_str).collect();
    let weekdays: Vec<&str> = file.weekdays.iter().flatten().map(String::as_str).collect();
    let (month, joiner) = (names(&months), any(&file.date_joiners));
    let ending = any(&file.day_endings);
    let of_month =
        format!(r"(?:(?:{}),?\x20[(]?(?:the\x20)?|\b(?:{})\x20)", names(&weekdays), any(&file.before_of_month));
    Late::new(&format!(
        r"(?x)
        (?P<iy>{D}{{4,6}})[-‑/.－／](?P<im>{D}{{1,2}})[-‑/.－／](?P<id>{D}{{1,2}})
        |(?:(?P<cy>{D}{{4,6}})\x20?[年년]\x20?)?(?P<cm>{D}{{1,2}})\x20?[月월]\x20?(?P<cd>{D}{{1,2}})\x20?[日일]
        |(?P<wy>{D}{{4}})[-/.\x20](?P<wm>{month})\.?[-/.\x20](?P<wd>{D}{{1,2}})(?:{ending})?
        |(?P<dd>{D}{{1,2}})(?:{ending}|\.)?[\x20/-]?(?:(?:{joiner}|of\x20the)\x20)?(?P<dm>{month})\.?(?:,?[\x20/-](?:(?:{joiner})\x20)?(?P<dy>{D}{{4,6}})\b|[/-](?P<ds>{D}{{2}})\b)?
        |(?P<mm>{month})\.?\x20{{1,2}}(?P<md>{D}{{1,2}})(?:{ending}|\.)?\b(?:(?:\x20?[-–]\x20?{D}{{1,2}}(?:{ending})?)?,?\x20{{1,2}}(?P<my>{D}{{4,6}})\b)?
        |(?P<na>{D}{{1,2}})(?P<ns>[/.-])(?P<nb>{D}{{1,2}})[/.-](?P<ny>{D}{{4}}|{D}{{2}})
        |(?P<sm>{D}{{2}})-(?P<sd>{D}{{2}})(?P<st>\x20+{D}{{1,2}}:{D}{{2}})
        |(?P<xa>{D}{{1,2}})(?P<xs>[/.])(?P<xb>{D}{{1,2}})(?P<xt>[.,]{{0,2}}\x20+[~≈]?{D}{{1,2}}(?::|h){D}{{2}})
        |{of_month}(?P<od>{D}{{1,2}})(?:{ending})
        |(?P<ga>[0-3][0-9])\.(?P<gb>[01][0-9])\.
        |(?P<by>{D}{{4}})(?P<bm>{D}{{2}})(?P<bd>{D}{{2}})(?P<bt>T{D}{{2}}|\x20{D}{{2}}:{D}{{2}})"
    ))
}

/// Between two days of a span, in the group `dash`.
pub(super) fn day_joiner(file: &File) -> String {
    format!("(?P<dash>\\x20?(?:{}|{}|/)\\x20?)", any(&file.range_joiners), any(&file.duration_joiners))
}

pub(super) fn last_day_pattern(file: &File) -> Late {
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

pub(super) fn first_day_pattern(file: &File) -> Late {
    let (ending, joiner) = (any(&file.day_endings), day_joiner(file));
    Late::new(&format!(r"(?:^|[\s(*|])(?P<first>{D}{{1,2}})(?:{ending}|\.)?{joiner}(?:the\s)?$"))
}

/// `41 minutes`, "two hours"; a lone letter is no number.
pub(super) fn part_pattern(file: &File, scripts: &[&str]) -> Late {
    let words: Vec<&str> = file.numbers.keys().map(String::as_str).filter(|word| word.len() > 1).collect();
    Late::new(&format!(
        r"(?P<n>[0-9０-９]+(?:[.,][0-9]+)?|\b(?:{})\b)[\s-]{{0,2}}(?P<unit>[a-zà-ž]+|{})",
        longest_first(&words),
        longest_first(scripts)
    ))
}

pub(super) fn clock_pattern(file: &File) -> Late {
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

/// What may follow the number of a day that is told without its month.
pub(super) fn behind_of_month_pattern(file: &File) -> Late {
    Late::new(&format!(r"^(?:[\s*_]{{0,3}}$|[,.;:)!?|–—]|\s(?:[-–—(]|(?:{})\b|{D}))", any(&file.behind_of_month)))
}

/// A word right before an hour with a full stop, which makes a name of it.
pub(super) fn hour_name_pattern(file: &File) -> Late {
    Late::new(&format!(r"(?:^|[\s(])(?:{})\s$", any(&file.hour_names)))
}

/// An hour that says, in one of these words, from which half of the day it counts.
pub(super) fn half_day_pattern(words: &[&Vec<String>]) -> Late {
    let words: Vec<String> = words.iter().flat_map(|words| words.iter().cloned()).collect();
    Late::new(&format!(r"[0-9]\x20?(?:{})(?:[^A-Za-z]|$)", any(&words)))
}

/// What stands between the two ends of a span.
pub(super) fn until_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(
        r"^[)\]]?[\s*_`]{{0,4}}(?:(?:{})[\s*_`~≈]{{0,4}}|\([^()]{{1,32}}\)\s(?:{})\s[\s*_`~≈]{{0,4}})(?:(?:{weekday}),?\s)?(?:(?:{})\s)?$",
        any(&file.range_joiners),
        any(&worded(&file.range_joiners)),
        any(&file.about)
    ))
}

/// The same, words that tell of it included.
pub(super) fn held_pattern(file: &File, weekday: &str) -> Late {
    Late::new(&format!(
        r"^[^.;\n]{{4,160}}\s(?:{})\s(?:(?:{weekday}),?\s)?(?:(?:{})\s)?$",
        any(&file.held_until),
        any(&file.about)
    ))
}

pub(super) fn later_pattern(file: &File) -> Late {
    let units: Vec<&str> = file.units.values().flatten().map(String::as_str).collect();
    let numbers: Vec<&str> = file.numbers.keys().map(String::as_str).collect();
    Late::new(&format!(
        r"\b(?P<n>[0-9]{{1,4}}|{})\x20(?P<unit>{})\x20(?:{})\b",
        longest_first(&numbers),
        longest_first(&units),
        any(&file.later)
    ))
}

pub(super) fn relative_pattern(file: &File) -> Late {
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

pub(super) fn zone_pattern(file: &File) -> Late {
    let names: Vec<&str> = file.zones.keys().map(String::as_str).collect();
    Late::new(&format!(r"^[\s(（\[,*_`]{{0,4}}(?-i:(?P<name>{}))", longest_first(&names)))
}

/// Alternatives as a pattern, each word taken literally, the longest first.
pub(super) fn any(words: &[String]) -> String {
    let escaped: Vec<String> = words.iter().map(|word| regex::escape(word).replace(' ', r"\x20")).collect();
    longest_first(&escaped.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Names as alternatives, the longest first. Where one begins or ends with a letter of ASCII, a word begins or ends there.
pub(super) fn names(names: &[&str]) -> String {
    let edge = |c: Option<char>| if c.is_some_and(|c| c.is_ascii_alphabetic()) { r"\b" } else { "" };
    let mut groups: BTreeMap<[&str; 2], Vec<&str>> = BTreeMap::new();
    for name in names {
        groups.entry([edge(name.chars().next()), edge(name.chars().next_back())]).or_default().push(name);
    }
    let of = |(edges, names): ([&str; 2], Vec<&str>)| format!("{}(?:{}){}", edges[0], longest_first(&names), edges[1]);
    groups.into_iter().map(of).collect::<Vec<_>>().join("|")
}

/// Any of the patterns as a whole word. `\b` knows no Cyrillic, and scripts without blanks between words have no such thing.
pub(super) fn bounded(patterns: &[String]) -> Late {
    let foreign = |pattern: &str| pattern.chars().any(|c| c >= '\u{400}');
    let one = |pattern: &String| if foreign(pattern) { pattern.clone() } else { format!(r"\b(?:{pattern})\b") };
    Late::new(&patterns.iter().map(one).collect::<Vec<_>>().join("|"))
}

fn longest_first(words: &[&str]) -> String {
    let mut words = words.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}

/// The joiners that are words. "from 10:14 (perhaps before) to 10:55"; a dash behind brackets begins something else.
fn worded(joiners: &[String]) -> Vec<String> {
    joiners.iter().filter(|word| word.starts_with(char::is_alphabetic)).cloned().collect()
}
