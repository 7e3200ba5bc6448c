//! What an action item wants, read from its words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::cues::CUES;
use super::sentences::sentences;
use crate::model::ActionKind;

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r"(?-u:\b)https?://[^\s)>\]|]+|(?-u:\b)[A-Z][A-Z0-9]+(?:-[0-9]+)+(?-u:\b)|[a-z0-9_./-]*#[0-9]+(?-u:\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Names of files say nothing of alerts: `2026-03-02-alert-was-late.md`.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"[0-9A-Za-z_./-]+\.(?:md|markdown|html|txt|pdf|adoc|rst)(?-u:\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

pub(super) static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?-u:\b)[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|(?-u:\b)[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Does an item ask that an alert, a monitor, a probe, a page or a check be added or changed, so that machines notice
/// next time? Each sentence is asked by itself: `Document it. Add an alert.` does.
pub(super) fn asks_for_alert(text: &str) -> bool {
    let bare = LINK.replace_all(text, "");
    let bare = FILE.replace_all(&bare, "").into_owned();
    if CUES.has("given-up", &bare) {
        return false;
    }
    sentences(&bare).into_iter().any(|sentence| {
        let sentence = &bare[sentence];
        watches(sentence) && (!refuses(sentence) || clauses(sentence).any(|clause| watches(clause) && !refuses(clause)))
    })
}

/// Does a sentence speak of what machines notice with?
fn watches(sentence: &str) -> bool {
    let sentence = &*CUES.list("page-to-see").blanked(sentence);
    CUES.has("watch", sentence) || (CUES.has("watch-weak", sentence) && CUES.has("add", sentence))
}

/// Does a sentence about watching ask for less of it, for papers about it, or for a look at it, and for nothing else?
pub(super) fn refuses(sentence: &str) -> bool {
    CUES.has("watch-not", sentence) && !CUES.has("watch-still", sentence)
}

/// What a sentence orders one after the other: `Write it down`, `and add an alert`.
fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    let cuts: Vec<usize> = CUES.list("and-order").find_iter(sentence).map(|order| order.start).collect();
    let ends: Vec<usize> = cuts.iter().copied().chain([sentence.len()]).collect();
    let starts = std::iter::once(0).chain(cuts);
    let several = ends.len() > 1;
    starts.zip(ends).filter(move |_| several).map(|(start, end)| &sentence[start..end])
}

/// What kind of work an item is that asks for no alert.
pub(super) fn kind(text: &str) -> ActionKind {
    let kinds = [
        ("kind-process", ActionKind::Process),
        ("kind-investigate", ActionKind::Investigate),
        ("kind-mitigate", ActionKind::Mitigate),
        ("kind-repair", ActionKind::Repair),
        ("kind-prevent", ActionKind::Prevent),
    ];
    first_of(&kinds, text).unwrap_or(ActionKind::Other)
}

/// The kind that a cell below `Type` gives an item: `Prevent`, `mitigation`.
pub(super) fn told_kind(cell: &str) -> Option<ActionKind> {
    let kinds = [
        ("told-process", ActionKind::Process),
        ("told-investigate", ActionKind::Investigate),
        ("told-mitigate", ActionKind::Mitigate),
        ("told-repair", ActionKind::Repair),
        ("told-prevent", ActionKind::Prevent),
    ];
    first_of(&kinds, cell)
}

fn first_of(kinds: &[(&str, ActionKind)], text: &str) -> Option<ActionKind> {
    kinds.iter().find(|(list, _)| CUES.has(list, text)).map(|(_, kind)| *kind)
}

/// Links that are written out, and numbers of tickets.
pub(super) fn bare_links(text: &str) -> Vec<Range<usize>> {
    LINK.find_iter(text).map(|found| found.range()).collect()
}

/// Is it a link or the number of a ticket, and nothing else?
pub(super) fn is_ticket(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != '/');
    LINK.find(text).is_some_and(|found| found.range() == (0..text.len()))
}
