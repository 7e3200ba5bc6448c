//! What an action item asks for, where it asks for several things: "Add alerts for disk space and CPU".
//!
//! An alert that sees one of them is no answer to the item.

use std::ops::Range;

use foldhash::HashSet;
use serde::Deserialize;

use super::modes::{RiskMatcher, is_short};
use super::words::WORDS;
use crate::model::ModeId;
use crate::patterns::Patterns;

/// No more words than this name a thing to be watched, or tell a condition.
const LONGEST: usize = 9;
const LONGEST_CONDITION: usize = 18;
/// No more things than these are told apart: each is looked for in the whole item.
const MOST: usize = 12;
/// Where a whole item is a list of names, each has no more words than this.
const NAME: usize = 3;
/// A condition with its subject has so many words.
const CONDITION: usize = 3;

/// How items list such things, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listing {
    /// What numbers the things.
    enumerators: Patterns,
    /// Where it begins, before things that stand before `nouns`.
    leads: Patterns,
    /// What watches, behind the names of what is watched: "disk and CPU alerts".
    nouns: Patterns,
    /// Behind these it says what is to be watched: "alerts for", "page when".
    markers: Patterns,
    /// The markers that lead to a condition, and not to the name of a thing, end so.
    conditions: Patterns,
    /// Here it goes on about something else.
    ends: Patterns,
    /// What joins things, and what joins conditions.
    joints: Patterns,
    joints_of_conditions: Patterns,
    /// What sets a thing apart from the one before it.
    apart: Vec<String>,
    /// What may stand between that and the thing.
    articles: Vec<String>,
    /// What stands between two products that are meant both.
    between: HashSet<String>,
    /// Articles and prepositions before a thing.
    openings: Patterns,
    /// What says behind it of what, or where, it is.
    places: Patterns,
    /// What names something that can be measured.
    quantities: Patterns,
    /// How a thing of a list may be asked for by itself, the best first: `{thing}`, with the `{place}` of the list, the `{first}` word
    /// of its first thing or the `{last}` of its last.
    alone: Vec<String>,
}

impl Listing {
    /// Does nothing else stand between two products that are meant both?
    pub(super) fn joins_products(&self, between: &str) -> bool {
        self.between.contains(between)
    }

    /// All lists, for the test that every pattern compiles.
    #[cfg(test)]
    pub(super) fn lists(&self) -> [&Patterns; 11] {
        let Listing { enumerators, leads, nouns, markers, conditions, ends, joints, .. } = self;
        let Listing { joints_of_conditions, openings, places, quantities, .. } = self;
        [
            enumerators,
            leads,
            nouns,
            markers,
            conditions,
            ends,
            joints,
            joints_of_conditions,
            openings,
            places,
            quantities,
        ]
    }
}

/// One of several things that an item asks to be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    /// As the item calls it.
    pub(super) name: String,
    /// The failure modes that it speaks of; none where it names a quantity that no mode is about.
    pub(super) modes: Vec<ModeId>,
    /// The product that it is about, where the item names several of a kind.
    pub(super) product: Option<usize>,
}

/// The same asked of each of several products: "connections of both Postgres and MySQL".
pub(super) fn of_each(products: Vec<(usize, String)>, modes: &[ModeId]) -> Vec<Thing> {
    let thing = |(product, name)| Thing { name, modes: modes.to_vec(), product: Some(product) };
    products.into_iter().map(thing).collect()
}

/// The things that `item` asks to be watched; empty where it asks for one only, as far as anybody can tell.
pub(super) fn things(item: &str, texts: &RiskMatcher) -> Vec<Thing> {
    let item = WORDS.listing().enumerators.blanked(item);
    let Some(listed) = listed(&item) else { return Vec::new() };
    let things: Vec<Thing> = (0..listed.parts.len()).filter_map(|at| thing(&listed, at, texts)).collect();
    // "When a unit fails or crashes" says one thing in two words.
    let is_one = |of: &[Thing]| of.windows(2).all(|two| two[0].modes == two[1].modes) && !of[0].modes.is_empty();
    if things.len() < 2 || listed.conditional && is_one(&things) { Vec::new() } else { things }
}

/// The parts of what an item asks for.
struct Listed<'i> {
    item: &'i str,
    /// What stands before the first: `External`, `We will monitor`.
    lead: &'i str,
    /// Are they conditions, and not names of things?
    conditional: bool,
    parts: Vec<&'i str>,
    /// What stands behind the last and is said of all: `of the database host`.
    tail: &'i str,
}

impl<'i> Listed<'i> {
    /// The first word of the first part and the last of the last, which part `at` may share; of its own it has them.
    fn shared(&self, at: usize) -> (&'i str, &'i str) {
        let end = self.parts.len() - 1;
        let last = self.parts[end].strip_suffix(self.tail).unwrap_or_default();
        let first = self.parts[0].split_whitespace().next().filter(|_| at > 0);
        let last = last.split_whitespace().next_back().filter(|_| at < end);
        (first.unwrap_or_default(), last.unwrap_or_default())
    }
}

/// The first list in what a sentence asks to be watched.
fn listed(item: &str) -> Option<Listed<'_>> {
    before(item).or_else(|| behind(item)).or_else(|| bare(item))
}

/// `Network packets, CPU, disk space`, below a line that asks for alerts.
fn bare(item: &str) -> Option<Listed<'_>> {
    let parts = parts(item.trim_end_matches(['.', ';']), false);
    let short = parts.iter().all(|part| part.split_whitespace().count() <= NAME);
    (parts.len() > 1 && short).then_some(Listed { item, lead: "", conditional: false, parts, tail: "" })
}

/// `Add disk space and battery alerts for the file server`
fn before(item: &str) -> Option<Listed<'_>> {
    let lead = WORDS.listing().leads.find(item).filter(|lead| lead.start == 0)?.end;
    let noun = WORDS.listing().nouns.find_iter(item).find(|noun| noun.start > lead)?;
    let parts = parts(&item[lead..noun.start], false);
    let whole = item[..noun.start].contains(['.', ';', ':', '(']);
    let several = parts.len() > 1 && !whole;
    several.then(|| Listed { item, lead: &item[..lead], conditional: false, parts, tail: ended(item, noun.end) })
}

/// `Alert on disk space and CPU of the database host`, `Page when the certificate or the domain expires`
fn behind(item: &str) -> Option<Listed<'_>> {
    let marker = WORDS.listing().markers.find(item)?;
    let object = ended(item, marker.end);
    let lead = &item[..marker.start];
    let conditional = WORDS.listing().conditions.is_match(item[marker].trim());
    let parts = parts(object, conditional);
    let last = parts.last()?;
    let tail = WORDS.listing().places.find(last).map_or("", |place| &last[place.start..]);
    (parts.len() > 1).then_some(Listed { item, lead, conditional, parts, tail })
}

/// What stands from `from` on, up to where the item goes on about something else.
fn ended(item: &str, from: usize) -> &str {
    let rest = &item[from..];
    let stops = |end: &Range<usize>| !is_short(rest[..end.end].trim_end()) && !is_aside(rest, end.start);
    WORDS.listing().ends.find_iter(rest).find(stops).map_or(rest, |end| &rest[..end.start])
}

/// An aside has no more bytes, and what joins the next thing to it no more letters.
const ASIDE: usize = 40;
const JOINT: usize = 24;

/// Does an aside in brackets begin here, behind which the list goes on: `replica delay (> 30 s) and disk space`?
fn is_aside(text: &str, at: usize) -> bool {
    // Of a long item no more is looked at than an aside and what may join the next thing to it.
    let near =
        &text[at..at + text[at..].char_indices().map(|(at, _)| at).take(ASIDE + JOINT).last().unwrap_or_default()];
    let behind = near.strip_prefix('(').and_then(|inner| inner.split_once(')'));
    let goes_on = |rest: &str| WORDS.listing().joints.find(rest).is_some_and(|joint| joint.start == 0);
    behind.is_some_and(|(inner, rest)| inner.len() <= ASIDE && goes_on(rest))
}

fn parts(object: &str, conditional: bool) -> Vec<&str> {
    let joints = if conditional { &WORDS.listing().joints_of_conditions } else { &WORDS.listing().joints };
    let cuts: Vec<Range<usize>> = joints.find_iter(object).collect();
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.end));
    let ends = cuts.iter().map(|cut| cut.start).chain([object.len()]);
    let parts = starts.zip(ends).map(|(start, end)| without_opening(object[start..end].trim()));
    let longest = if conditional { LONGEST_CONDITION } else { LONGEST };
    let is_name = |part: &&str| !part.is_empty() && part.split_whitespace().count() <= longest;
    parts.filter(is_name).take(MOST).collect()
}

/// A part without the articles and prepositions before it.
fn without_opening(part: &str) -> &str {
    let opening = WORDS.listing().openings.find(part).filter(|opening| opening.start == 0);
    opening.map_or(part, |opening| part[opening.end..].trim_start())
}

/// Part `at` of a list, where it is a thing to be watched: a mode speaks of it, or it names a quantity.
fn thing(listed: &Listed<'_>, at: usize, texts: &RiskMatcher) -> Option<Thing> {
    let part = listed.parts[at];
    let modes = modes_of(listed, at, texts);
    // "When a unit fails or crashes" is of one thing.
    let measured = || {
        let whole = !listed.conditional || part.split_whitespace().count() >= CONDITION;
        whole && WORDS.listing().quantities.is_match(part)
    };
    (!modes.is_empty() || measured() || is_set_apart(listed.item, part)).then(|| Thing {
        name: part.to_owned(),
        modes,
        product: None,
    })
}

/// A thing that the item sets apart has so many words of more than two letters, though nobody knows what it is.
const SET_APART: usize = 3;

/// Does the item set a part apart as another thing: `alerts for replica lag and for rows that differ`?
fn is_set_apart(item: &str, part: &str) -> bool {
    let says = part.split_whitespace().filter(|word| word.chars().count() > 2).count() >= SET_APART;
    let Listing { apart, articles, .. } = WORDS.listing();
    let mut leads = apart.iter().flat_map(|lead| articles.iter().map(move |article| format!("{lead}{article}{part}")));
    says && leads.any(|led| item.contains(&led))
}

/// The modes that part `at` speaks of, with the words that it shares with the others or without them.
fn modes_of(listed: &Listed<'_>, at: usize, texts: &RiskMatcher) -> Vec<ModeId> {
    let part = listed.parts[at];
    let bare = part.strip_suffix(listed.tail).unwrap_or(part).trim_end();
    let (first, last) = listed.shared(at);
    let filled = |word: &'static str| match word {
        "{thing}" => bare,
        "{place}" => listed.tail.trim(),
        "{first}" => first,
        "{last}" => last,
        word => word,
    };
    let alone = |way: &'static String| way.split(' ').map(filled).collect::<Vec<&str>>().join(" ");
    let placed = format!("{} {bare} {}", listed.lead, listed.tail.trim());
    // A word of another thing may say more of this one, and brings nothing of its own.
    let shared = [first, last].into_iter().filter(|word| !word.is_empty());
    let others: Vec<ModeId> = shared.flat_map(|word| texts.wanted(&format!("alert on {word}"))).collect();
    let own = |mode: &ModeId| !others.contains(mode) && texts.admits(*mode, &placed);
    let wanted = |way| -> Vec<ModeId> { texts.wanted(&alone(way)).into_iter().filter(own).collect() };
    let by_part = || modes_by(listed.item, part, texts).into_iter().filter(own).collect();
    let mut ways = WORDS.listing().alone.iter().map(wanted);
    ways.find(|modes| !modes.is_empty()).unwrap_or_else(by_part)
}

/// The modes of which an item speaks only by one of its parts.
fn modes_by(item: &str, part: &str, texts: &RiskMatcher) -> Vec<ModeId> {
    let others = texts.wanted(&item.replacen(part, "", 1));
    texts.wanted(item).into_iter().filter(|mode| !others.contains(mode)).collect()
}

#[cfg(test)]
mod tests {
    use super::{RiskMatcher, things};
    use crate::load::modes::embedded;

    /// Whatever stands where, it is cut between characters, and what is cut out are words of the item.
    #[test]
    fn any_words_in_any_order_are_read() {
        let pieces =
            ["Add ", "alerts for ", "page when ", "é", "，", " and ", ", ", "ß / ", "“CPU” ", "磁盘", " of the ", ": "];
        let texts = RiskMatcher::new(&embedded());
        for (first, second) in pieces.iter().flat_map(|first| pieces.map(|second| (first, second))) {
            for (third, fourth) in pieces.iter().flat_map(|third| pieces.map(|fourth| (third, fourth))) {
                let item = format!("{first}{second}{third}{fourth}");
                let told = things(&item, &texts);
                assert_ne!(told.len(), 1, "one thing is not several: {item:?}");
                assert!(
                    told.iter().all(|thing| item.contains(&thing.name) && !thing.name.trim().is_empty()),
                    "{item:?}: {told:?}"
                );
            }
        }
    }

    #[test]
    fn a_thing_keeps_its_own_words_and_shares_those_of_the_list() {
        let modes = embedded();
        let texts = RiskMatcher::new(&modes);
        let told = |item: &str| {
            let id = |mode: &crate::model::ModeId| modes.mode(*mode).id.clone();
            let told = |thing: super::Thing| (thing.name.clone(), thing.modes.first().map(id).unwrap_or_default());
            things(item, &texts).into_iter().map(told).collect::<Vec<_>>()
        };
        let pair = |name: &str, mode: &str| (name.to_owned(), mode.to_owned());
        let disk = pair("disk space", "disk-full");
        assert_eq!(
            told("Add alerts for the disk space and CPU of the database host."),
            [disk.clone(), pair("CPU of the database host", "host-cpu-saturated")]
        );
        assert_eq!(told("Alerts: disk space, orders per minute"), [disk.clone(), pair("orders per minute", "")]);
        assert_eq!(
            told("Add disk space and inode alerts for the file server"),
            [disk, pair("inode", "inodes-exhausted")]
        );
        assert_eq!(told("We hope for disk space and inode alerts"), []);
        // Where the place of both says that it is another thing, nothing is known of it.
        assert_eq!(
            told("External latency and packet-loss monitoring for the St. Louis region"),
            [pair("latency", "high-latency"), pair("packet-loss", "")]
        );
        assert_eq!(
            told("Alert on disk space (> 80%) and inodes of the hosts"),
            [pair("disk space (> 80%)", "disk-full"), pair("inodes of the hosts", "inodes-exhausted")]
        );
        assert_eq!(
            told("Two new alerts: (a) disk space, (b) inodes of the hosts")[1],
            pair("inodes of the hosts", "inodes-exhausted")
        );
        // The first word of the first belongs to the others, the last of the last to those before it.
        assert_eq!(told("Monitor redis memory and evictions")[1], pair("evictions", "redis-memory-full"));
        assert_eq!(told("Alert on inode and disk usage")[0], pair("inode", "inodes-exhausted"));
        assert_eq!(told("Alert on CPU and frobnication rate")[1], pair("frobnication rate", ""));
        assert_eq!(told("CPU, memory and disk")[2], pair("disk", "disk-full"));
        assert_eq!(told("Alert on disk space and on rows that differ")[1], pair("rows that differ", ""));
        assert_eq!(told("Alert on disk space, and on the rows that differ")[1], pair("rows that differ", ""));
        assert_eq!(told("Alert on disk space, two weeks ahead of time"), []);
        assert_eq!(told("Monitor redis memory and hit ratio")[1], pair("hit ratio", "cache-failure"));
        assert_eq!(
            told("Page when the disk fills up or when the import quota is used up")[1].0,
            "import quota is used up"
        );
        for one in [
            "Add an alert on disk space",
            "Alert when a unit fails or crashes",
            "Add alerts for web and api",
            "Add alerts for web and failed logins",
            "Add limits (of disk space and of CPU), and alerts",
            "The disk space of the old host ran out, the memory of the old host as well",
        ] {
            assert_eq!(told(one), [], "{one}");
        }
    }
}
