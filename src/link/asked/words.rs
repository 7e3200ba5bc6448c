//! How an item asks for an alert.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::HashSet;
use serde::Deserialize;

use crate::link::modes::sentences;
use crate::link::words::{WORDS, regexes};
use crate::patterns::{Late, Patterns};

/// How items ask, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Asking {
    /// Where an item has several sentences, those with one of these ask.
    sentences: Patterns,
    /// Why it asks.
    reasons: Patterns,
    /// What refers to what another sentence names.
    refers: Patterns,
    /// Words that name nothing to be watched.
    empty_words: HashSet<String>,
    /// What is only to send the alert, in the group `sender`.
    #[serde(deserialize_with = "regexes")]
    senders: Vec<Late>,
    /// What changes an alert that was there.
    changes: Patterns,
    /// Sentences of any kind that say of an alert that it is there since, in lower case,
    added: Patterns,
    /// and those that say that it was there before.
    not_added: Patterns,
}

impl Asking {
    /// Does a sentence say of an alert that it is there since: "we have added it", "[done]"?
    pub(in crate::link) fn is_added(&self, sentence: &str) -> bool {
        let plain = sentence.to_lowercase();
        self.added.is_match(&plain) && !self.not_added.is_match(&plain) && !self.changes.is_match(&plain)
    }

    /// The sentences of a text that ask for an alert; all, where none does.
    pub(in crate::link) fn of<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let asks = |range: &Range<usize>| self.sentences.is_match(&text[range.clone()]);
        let asking: Vec<Range<usize>> = sentences(text).into_iter().filter(asks).collect();
        if asking.is_empty() { Cow::Borrowed(text) } else { asking.into_iter().map(|range| &text[range]).collect() }
    }

    /// The same sentences without the reasons that they give: "alert on stale tiles, since the disk was full". "Full, since
    /// nobody watched it; alert on it" asks in its second half only.
    pub(in crate::link) fn bare(&self, asking: &str) -> String {
        let bare = |range: Range<usize>| self.reasons.blanked(&asking[range]);
        let bare: Vec<Cow<'_, str>> = sentences(asking).into_iter().map(bare).collect();
        let asks = |sentence: &Cow<'_, str>| self.sentences.is_match(sentence);
        let any = bare.iter().any(asks);
        bare.into_iter().filter(|sentence| !any || asks(sentence)).collect()
    }

    /// What an item asks for: [`Self::of`] it, [`Self::bare`].
    pub(in crate::link) fn asked(&self, item: &str) -> String {
        self.bare(&self.of(item))
    }

    /// Does it ask for nothing but what another sentence names: "alert when that happens"?
    pub(in crate::link) fn refers(&self, asked: &str) -> bool {
        sentences(asked).into_iter().all(|range| self.refers.is_match(&asked[range]))
    }

    /// Does it name nothing that is to be watched: "add an alert for this"? A tag before it does not count.
    pub(in crate::link) fn asks_barely(&self, asked: &str) -> bool {
        let tagged = asked.trim_start().strip_prefix('[').and_then(|tag| tag.split_once(']'));
        let asked = tagged.map_or(asked, |(_, asked)| asked).to_lowercase();
        let mut words = asked.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
        let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        words.all(|word| is_number(word) || self.empty_words.contains(word) || WORDS.is_plain(word))
    }

    /// Does an item that names an alert only change what was there: "`HostDown` after two minutes rather than ten"?
    pub(in crate::link) fn changes(&self, item: &str) -> bool {
        self.changes.is_match(item)
    }

    /// An item without the products that are only to send its alert: "Slack alert when the backup fails".
    pub(in crate::link) fn without_senders<'t>(&self, item: &'t str) -> Cow<'t, str> {
        let mut left = Cow::Borrowed(item);
        for sender in &self.senders {
            let found = sender.captures_iter(item).filter_map(|found| Some(found.name("sender")?.range()));
            for range in found.collect::<Vec<_>>() {
                let blank = " ".repeat(range.len());
                left.to_mut().replace_range(range, &blank);
            }
        }
        left
    }

    /// All lists, for the test that every pattern compiles.
    #[cfg(test)]
    pub(in crate::link) fn lists(&self) -> [&Patterns; 4] {
        [&self.sentences, &self.reasons, &self.refers, &self.changes]
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn who_is_to_send_an_alert_is_not_what_it_is_about() {
        let left = |item| words(&WORDS.asking().without_senders(item));
        assert_eq!(left("Slack alert when the backup fails"), "alert when the backup fails");
        assert_eq!(left("Add a Grafana/Loki rule on errors"), "Add a rule on errors");
        assert_eq!(left("Prometheus alert for Prometheus restarts"), "alert for Prometheus restarts");
        assert_eq!(left("Alert when Prometheus is down"), "Alert when Prometheus is down");
        assert_eq!(left("Alert on failed Alertmanager notifications"), "Alert on failed Alertmanager notifications");
    }

    #[test]
    fn a_reason_is_not_what_is_asked() {
        let left = |item| words(&WORDS.asking().asked(item));
        for item in [
            "Alert on stale tiles, since the disk was full",
            "Alert on stale tiles because of the full disk",
            "Alert on stale tiles since the disk had been full for days",
            "Alert on stale tiles, as the disk was full",
            "Alert on stale tiles (the disk was full)",
            "Alert on stale tiles \u{2013} the disk was full",
            "Alert on stale tiles, so that we hear of full disks",
            "Because the disk was full, Alert on stale tiles",
            "To avoid full disks, Alert on stale tiles",
            "Alert on stale tiles, weil die Platte voll war",
            "Alert on stale tiles, which had been full",
            "Alert on stale tiles. The disk was full.",
            "The disk was full, since nobody had monitored it; Alert on stale tiles",
        ] {
            assert_eq!(left(item).trim_matches([' ', '.']), "Alert on stale tiles", "{item}");
        }
        for item in [
            "Alert when there was no backup since yesterday",
            "Alert on nodes that were cordoned",
            "Alert as soon as the disk is full",
            "Monitor the disk so that when it is full somebody is paged",
        ] {
            assert_eq!(left(item), item);
        }
    }

    #[test]
    fn what_names_nothing_asks_barely() {
        for (item, is) in [
            ("Add an alert for this", true),
            ("[shop] We should be alerted 3 days before that happens", true),
            ("Add monitoring to the database server", true),
            ("Add an alert on stale tiles", false),
            ("Alert on baskets", false),
        ] {
            assert_eq!(WORDS.asking().asks_barely(item), is, "{item}");
        }
    }
}
