//! Zones, as written after a time.

use std::sync::LazyLock;

use regex::Regex;

use super::words::WORDS;

/// What a text says of its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::load::postmortem) enum Zone {
    /// Nothing.
    Unsaid,
    /// A name that means several offsets, or none that we know.
    Unclear,
    /// `Z` or `±HH:MM`.
    Offset(String),
}

static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\s?[(（]?(?:UTC|GMT)\s?)?(?P<sign>[+＋−-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?")
        .expect("a fixed pattern")
});
static NAME_LIKE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s?[(\[]?(?:[A-Z]{1,4}T|[A-Z][a-z]+/[A-Z][A-Za-z_]+)(?:[^A-Za-z]|$)").expect("a fixed pattern")
});

/// The zone at the start of `text`, and how many bytes it takes. `iso`: the time before is written as ISO 8601 has
/// it, so that a minus sign begins an offset and not the end of a span.
pub(super) fn zone_at(text: &str, iso: bool) -> (Zone, usize) {
    if let Some((offset, end)) = named(text) {
        return (Zone::Offset(offset), end);
    }
    if let Some((offset, end)) = signed(text)
        && (iso
            || text.starts_with(['+', '＋'])
            || text.starts_with([' ', '(', 'U', 'G']) && text[..end].contains(['U', 'G']))
    {
        return (Zone::Offset(offset), end);
    }
    // `16:52, hora de Madrid`
    if let Some(rest) = text.strip_prefix(", ")
        && let Some((offset, end)) = named(rest)
        && !rest[end..].trim_start().starts_with(char::is_alphanumeric)
    {
        return (Zone::Offset(offset), ", ".len() + end);
    }
    // As `git log` has it: `10:52 +0100`. `10:52 -1100` may be a span.
    if let Some(offset) = text.strip_prefix(' ').filter(|rest| rest.starts_with('+') || rest.starts_with("-0"))
        && let Some((offset, end @ (5 | 6))) = signed(offset)
    {
        return (Zone::Offset(offset), 1 + end);
    }
    let unclear = NAME_LIKE.is_match(text);
    (if unclear { Zone::Unclear } else { Zone::Unsaid }, 0)
}

/// The zone that stands right before a time, and where it begins: `UTC 10:14`. Behind another time it is that one's.
pub(super) fn zone_before(text: &str) -> Option<(Zone, usize)> {
    let bare = text.strip_suffix(' ')?;
    let start = bare.trim_end_matches(|c: char| c.is_ascii_uppercase()).len();
    let lead = bare[..start].trim_end();
    let half = lead.trim_end_matches(['m', 'M']).trim_end_matches(['a', 'p', 'A', 'P']);
    let half = half.len() + 2 == lead.len() && half.trim_end().ends_with(|c: char| c.is_ascii_digit());
    let behind_a_time = lead.ends_with(|c: char| c.is_ascii_digit() || c == ')') || half;
    let apart = start < bare.len() && !bare[..start].ends_with(|c: char| c.is_alphanumeric() || "_/+-".contains(c));
    let (offset, end) = named(&bare[start..]).filter(|_| apart && !behind_a_time)?;
    (end == bare.len() - start).then_some((Zone::Offset(offset), start))
}

/// The only zone in a line without times, such as "All times in CET".
pub(in crate::load::postmortem) fn zone_in(line: &str) -> Option<String> {
    let starts = line.char_indices().filter(|(at, c)| {
        !c.is_whitespace() && line[..*at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric())
    });
    starts.map(|(at, _)| &line[at..]).find_map(|rest| named(rest).map(|(offset, _)| offset))
}

/// A label without the zone that it ends in: `Start UTC`.
pub(in crate::load::postmortem) fn unzoned(label: &str) -> &str {
    let zone = label.rsplit_once(' ').filter(|(_, zone)| zone.len() > 2 && WORDS.offset(zone).is_some());
    zone.filter(|(_, zone)| zone.chars().all(|c| c.is_ascii_uppercase())).map_or(label, |(label, _)| label.trim_end())
}

/// Does `text` begin with the name of a zone?
pub(super) fn is_named(text: &str) -> bool {
    named(text).is_some()
}

fn named(text: &str) -> Option<(String, usize)> {
    let found = WORDS.zone.captures(text)?;
    let name = found.name("name")?;
    let rest = &text[name.end()..];
    let ascii = name.as_str().is_ascii();
    if ascii && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        || name.as_str() == "Z" && !matches!(&text[..name.start()], "" | " ")
        || name.as_str() == "z" && name.start() > 0
    {
        return None;
    }
    // `UTC +2`, as few write it; `10:14 UTC - 2 orders` has no offset.
    let spaced = || rest.strip_prefix(' ').filter(|rest| rest.starts_with(['+', '＋'])).and_then(signed);
    let spaced = || spaced().map(|(offset, end)| (offset, end + 1));
    match signed(rest).or_else(spaced) {
        Some((offset, end)) => Some((offset, name.end() + end)),
        None => WORDS.offset(name.as_str()).map(|offset| (offset.to_owned(), name.end())),
    }
}

fn signed(text: &str) -> Option<(String, usize)> {
    let found = SIGNED.captures(text)?;
    let hours: u8 = found["hours"].parse().ok()?;
    let minutes: u8 = found.name("minutes").map_or(Some(0), |m| m.as_str().parse().ok())?;
    let rest = &text[found.get(0)?.end()..];
    if hours > 14 || ![0, 30, 45].contains(&minutes) || rest.starts_with(|c: char| c.is_alphanumeric() || c == ':') {
        return None;
    }
    let sign = if matches!(&found["sign"], "+" | "＋") { '+' } else { '-' };
    Some((format!("{sign}{hours:02}:{minutes:02}"), found.get(0)?.end()))
}
