//! What is said of a service by its name: "the shop was down" tells of a service that is down, whatever it sells.

use std::ops::Range;

use serde::Deserialize;

use super::hurt::normal;
use super::mention::words;
use super::modes::{denies, plain, standing};
use super::words::{WORDS, regexes};
use crate::patterns::Late;

/// So many words may make up one name: `orders db replica`.
const LONGEST: usize = 3;

/// How texts say of a service by its name that it is not there, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Called {
    /// The failure mode.
    pub(super) mode: String,
    /// What stands before the name, at its end.
    #[serde(deserialize_with = "regexes")]
    before: Vec<Late>,
    /// What stands behind it, from its beginning on.
    #[serde(deserialize_with = "regexes")]
    behind: Vec<Late>,
}

impl Called {
    /// What else a text says, where its sentences begin with such a service, by `is_service`: "`…`, since its certificate had
    /// expired". `None` where it says no such thing, or only as what followed.
    pub(super) fn rest(&self, text: &str, is_service: &dyn Fn(&str) -> bool) -> Option<String> {
        let text = plain(text);
        let told = standing(&text).find_map(|sentence| {
            let words = &text[sentence.clone()];
            let found = self.find(words, is_service)?;
            let follows = WORDS.leads_to_effect(words).is_some_and(|effect| effect.start < found.start)
                || denies(&text, &sentence);
            (!follows).then(|| sentence.start + found.start..sentence.start + found.end)
        })?;
        Some(format!("{} {}", &text[..told.start], &text[told.end..]))
    }

    fn find(&self, sentence: &str, is_service: &dyn Fn(&str) -> bool) -> Option<Range<usize>> {
        let patterns: Vec<&Late> = self.behind.iter().filter(|pattern| pattern.may_match(sentence)).collect();
        if patterns.is_empty() {
            return None;
        }
        let all: Vec<Range<usize>> = words(sentence).collect();
        // What stands behind a name is told by its last word.
        let behind = |word: &Range<usize>| {
            let found = patterns.iter().find_map(|pattern| pattern.find(&sentence[word.end..]))?;
            Some(word.end + found.end())
        };
        let ends: Vec<Option<usize>> = all.iter().map(behind).collect();
        let mut runs = (0..all.len()).flat_map(|at| (1..=LONGEST).map(move |length| (at, at + length - 1)));
        runs.find_map(|(first, last)| {
            let end = (*ends.get(last)?)?;
            let (start, named) = (all[first].start, all[first].start..all[last].end);
            let is_named = is_service(&normal(&sentence[named]));
            let leads = is_named && self.before.iter().any(|pattern| pattern.is_match(&sentence[..start]));
            leads.then_some(start..end)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::link::words::WORDS;

    #[test]
    fn a_service_that_is_down_is_told_by_its_name() {
        let is_service = |name: &str| matches!(name, "shop" | "orders-db");
        let rest = |text: &str| WORDS.called().rest(text, &is_service);
        for text in [
            "The shop was down.",
            "All instances of the shop were down.",
            "`orders-db` was completely down for an hour.",
            "The shop's process was not running.",
            "Page us when the shop is down.",
            "Nobody saw it. The orders db did not come back up.",
            "At night the shop went offline.",
        ] {
            assert!(rest(text).is_some(), "{text}");
        }
        for text in [
            "The workshop was down.",
            "Mail to the shop was down.",
            "The network between the bank and the shop was down.",
            "The shop's search was down.",
            "The shop's load balancer was down.",
            "Sales of the shop were down.",
            "The shop was never down.",
            "The shop was up, and the bank was down.",
            "A release removed its address, so the shop was down.",
            "The shop was down to three instances.",
            "The shop was down for customers in France.",
            "The shop was down. In truth a typo had emptied the menu.",
            "The vendor claimed that the shop was down; this was wrong.",
        ] {
            assert_eq!(rest(text), None, "{text}");
        }
        let other = rest("The shop was down, since its certificate had expired.").unwrap_or_default();
        assert!(other.contains("certificate had expired") && !other.contains("shop"), "{other}");
    }
}
