//! Alerts that share words with a risk (BM25). Worth nothing as evidence; shown as "nearest".

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::mention::{push_lower, words};
use super::reading::Reading;
use super::words::WORDS;
use crate::model::expr::Metric;
use crate::model::{Alert, AlertId, RuleSet};

/// How soon a repeated word stops counting.
const SATURATION: f64 = 1.2;
/// How much a long alert text is held against it.
const LENGTH: f64 = 0.75;

/// From this share of the words' worth on, an alert comes close (0 to 1).
const CLOSE: f64 = 0.4;

/// What a word is worth that stands around the text and not in it.
const AROUND: f64 = 0.5;

/// A word brings up no more alerts than this, and where rarer ones have brought up some it only counts for those, so that
/// no query walks through all alerts of a large rule set.
const MANY: usize = 500;
/// So many alerts are some.
const ENOUGH: usize = 20;

/// What is asked: a text, what stands around it, and what else speaks for an alert.
pub(super) struct Query<'a> {
    /// The risk's own words.
    pub(super) text: &'a str,
    /// The incident's title: its words count less, and never make an alert close.
    pub(super) around: &'a str,
    /// By how much the words count for an alert.
    pub(super) weight: &'a dyn Fn(AlertId) -> f64,
    /// The most that `weight` says of any.
    pub(super) heaviest: f64,
}

/// What an alert shares with a query.
#[derive(Clone, Copy, Debug, Default)]
struct Shared {
    own: f64,
    around: f64,
    words_own: u16,
    words: u16,
}

/// An alert that shares words with a text.
#[derive(Debug)]
pub(super) struct Likeness {
    pub(super) alert: AlertId,
    /// The words in common, rarest first.
    pub(super) shared: Vec<String>,
    /// Are they most of what the text says?
    pub(super) close: bool,
}

/// An index of the words of all alerts: names, metrics, summaries and descriptions.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Every word, and where it is in `postings`.
    numbers: HashMap<String, u32>,
    postings: Vec<Vec<(AlertId, u16)>>,
    lengths: Vec<u32>,
    average: f64,
}

/// The words of rules as they are written, and what each of them is compared as: most are written many times.
type Known<'a> = HashMap<&'a str, Rc<[u32]>>;

thread_local! {
    /// One place for every alert, all of them empty between two queries.
    static SHARES: RefCell<Vec<Shared>> = const { RefCell::new(Vec::new()) };
}

impl Words {
    /// Of all alerts of `rules`, whose expressions read `readings`.
    pub(super) fn new(rules: &RuleSet, readings: &[Reading]) -> Words {
        let mut index = Words::default();
        let mut known = Known::default();
        for ((id, alert), reading) in rules.ids().zip(readings) {
            let mut terms = index.terms_of(alert, reading, &mut known);
            index.lengths.push(terms.len() as u32);
            terms.sort_unstable();
            for run in terms.chunk_by(|a, b| a == b) {
                index.postings[run[0] as usize].push((id, run.len() as u16));
            }
        }
        let total: u32 = index.lengths.iter().sum();
        index.average = f64::from(total).max(1.0) / (index.lengths.len().max(1) as f64);
        index
    }

    /// The numbers of an alert's words.
    fn terms_of<'a>(&mut self, alert: &'a Alert, reading: &'a Reading, known: &mut Known<'a>) -> Vec<u32> {
        let mut all = Vec::new();
        let mut add = |text: &'a str| {
            for word in words(text) {
                let word = &text[word];
                let terms = known.entry(word).or_insert_with(|| self.numbered(terms(word)));
                all.extend(terms.iter());
            }
        };
        // The name says most of what an alert is for.
        add(&alert.name);
        add(&alert.name);
        for selector in &reading.selectors {
            if let Metric::Named(name) = &selector.metric {
                add(name);
            }
            selector.matchers.iter().for_each(|matcher| add(&matcher.value));
        }
        let notes = ["summary", "description", "message"].into_iter().filter_map(|name| alert.annotation(name));
        notes.for_each(|text| add(text));
        all
    }

    fn numbered(&mut self, terms: Vec<String>) -> Rc<[u32]> {
        let number = |term: String| {
            *self.numbers.entry(term).or_insert_with(|| {
                self.postings.push(Vec::new());
                self.postings.len() as u32 - 1
            })
        };
        terms.into_iter().map(number).collect()
    }

    /// The alerts that share most with `query`, and at least two words, best first, each with the words in common,
    /// rarest first.
    pub(super) fn nearest(&self, query: &Query<'_>, most: usize) -> Vec<Likeness> {
        let mut own = terms(query.text);
        own.extend(WORDS.named_abroad(query.text).into_iter().map(stem));
        let own = self.rarest_first(own);
        let around = self.rarest_first(terms(query.around).into_iter().filter(|term| !own.contains(term)).collect());
        let best = heaviest(self.shares(&own, &around), query, most);
        let whole: f64 = own.iter().map(|term| self.rarity(term)).sum();
        let all: Vec<String> = own.into_iter().chain(around).collect();
        let said = said(&[query.text, query.around]);
        let likeness = |(alert, shared): (AlertId, Shared)| {
            let close = shared.words_own > 1 && shared.own >= CLOSE * whole;
            let shared = self.shared(&all, alert).into_iter().map(|term| said.get(&term).cloned().unwrap_or(term));
            Likeness { alert, shared: shared.collect(), close }
        };
        best.into_iter().map(likeness).collect()
    }

    fn rarest_first(&self, mut terms: Vec<String>) -> Vec<String> {
        terms.sort_unstable();
        terms.dedup();
        terms.sort_by_key(|term| self.alerts_with(term).len());
        terms
    }

    /// The alerts that have `term`, and how often each.
    fn alerts_with(&self, term: &str) -> &[(AlertId, u16)] {
        self.numbers.get(term).map_or(&[], |&number| &self.postings[number as usize])
    }

    /// The alerts that share any of the text's `own` words or of those `around` it, and what; both rarest first.
    fn shares(&self, own: &[String], around: &[String]) -> Vec<(AlertId, Shared)> {
        SHARES.with_borrow_mut(|all| {
            all.resize(self.lengths.len(), Shared::default());
            let mut sharing = Vec::new();
            for term in own {
                self.share(term, (all, &mut sharing), |shared, worth| {
                    shared.own += worth;
                    shared.words_own += 1;
                });
            }
            for term in around {
                self.share(term, (all, &mut sharing), |shared, worth| shared.around += worth);
            }
            sharing.into_iter().map(|id| (id, std::mem::take(&mut all[id.0 as usize]))).collect()
        })
    }

    /// `term` counts for each of `all` alerts that has it, by `add`; those that it brings up are then among the `sharing`.
    /// Words that a fifth of all alerts have count for none.
    fn share(&self, term: &str, (all, sharing): (&mut [Shared], &mut Vec<AlertId>), add: impl Fn(&mut Shared, f64)) {
        let postings = self.alerts_with(term);
        if postings.len() > 20 && postings.len() * 5 > self.lengths.len() {
            return;
        }
        let rarity = self.rarity(term);
        let count = |all: &mut [Shared], &(id, count): &(AlertId, u16)| {
            let shared = &mut all[id.0 as usize];
            shared.words += 1;
            add(shared, rarity * self.weight_of((id, count)));
            shared.words == 1
        };
        if postings.len() <= MANY || sharing.len() < ENOUGH {
            let first = postings.iter().take(MANY);
            sharing.extend(first.filter(|posting| count(all, posting)).map(|(id, _)| *id));
            return;
        }
        for id in sharing.iter() {
            if let Ok(at) = postings.binary_search_by_key(id, |(alert, _)| *alert) {
                count(all, &postings[at]);
            }
        }
    }

    /// How many words of a text an alert has, or another text.
    pub(super) fn in_common(&self, text: &str, alert: AlertId, beside: &str) -> usize {
        let (mut own, beside) = (terms(text), terms(beside));
        own.sort_unstable();
        own.dedup();
        let of_alert = self.shared(&own, alert);
        own.iter().filter(|term| of_alert.contains(term) || beside.contains(term)).count()
    }

    /// The words of `query` that the alert has.
    fn shared(&self, query: &[String], id: AlertId) -> Vec<String> {
        let has = |term: &&String| self.alerts_with(term).binary_search_by_key(&id, |(alert, _)| *alert).is_ok();
        query.iter().filter(has).cloned().collect()
    }

    /// How much a word says: the fewer alerts have it, the more.
    fn rarity(&self, term: &str) -> f64 {
        let (alerts, with) = (self.lengths.len() as f64, self.alerts_with(term).len() as f64);
        ((alerts - with + 0.5) / (with + 0.5) + 1.0).ln()
    }

    /// How much of a word's rarity counts for an alert that has it so often.
    fn weight_of(&self, (id, count): (AlertId, u16)) -> f64 {
        let length = f64::from(self.lengths[id.0 as usize]) / self.average;
        let count = f64::from(count);
        count * (SATURATION + 1.0) / (count + SATURATION * (1.0 - LENGTH + LENGTH * length))
    }
}

/// The alerts for which the shared words, at least two, say most after they are weighed; best first. An alert whose words
/// could not bring it among the best, however heavy, is not weighed.
fn heaviest(shared: Vec<(AlertId, Shared)>, query: &Query<'_>, most: usize) -> Vec<(AlertId, Shared)> {
    let several = shared.into_iter().filter(|(_, shared)| shared.words > 1);
    let mut several: Vec<(f64, AlertId, Shared)> =
        several.map(|(alert, shared)| (shared.own + AROUND * shared.around, alert, shared)).collect();
    let better = |(x, a, _): &(f64, AlertId, Shared), (y, b, _): &(f64, AlertId, Shared)| y.total_cmp(x).then(a.cmp(b));
    several.sort_unstable_by(better);
    let mut best: Vec<(f64, AlertId, Shared)> = Vec::with_capacity(most + 1);
    for (score, alert, shared) in several {
        if best.len() == most && best.last().is_some_and(|(least, ..)| score * query.heaviest < *least) {
            break;
        }
        let weighed = (score * (query.weight)(alert), alert, shared);
        let at = best.partition_point(|known| better(known, &weighed).is_lt());
        best.insert(at, weighed);
        best.truncate(most);
    }
    best.into_iter().map(|(_, alert, shared)| (alert, shared)).collect()
}

/// The words of texts as they say them, by how they are compared.
fn said(texts: &[&str]) -> HashMap<String, String> {
    let mut said = HashMap::new();
    for word in texts.iter().flat_map(|text| words(text).flat_map(|word| parts(&text[word]))) {
        said.entry(stem(&word)).or_insert(word);
    }
    said
}

/// The words of a text as they are compared: camel humps and underscores split, lower case, without a plural s.
fn terms(text: &str) -> Vec<String> {
    words(text)
        .flat_map(|word| parts(&text[word]))
        .map(|part| stem(&part))
        .filter(|term| term.chars().count() > 2 && !WORDS.is_stop(term))
        .collect()
}

/// `HostOutOfDisk_space` → `host`, `out`, `of`, `disk`, `space`
fn parts(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut previous = None;
    for c in word.chars() {
        let boundary = c == '_' || (c.is_uppercase() && previous.is_some_and(char::is_lowercase));
        if boundary && parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| c != '_') {
            push_lower(part, c);
        }
        previous = Some(c);
    }
    parts
}

fn stem(word: &str) -> String {
    for ending in ["ing", "ies", "ed", "es", "s"] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| rest.len() > 3 && !rest.ends_with('s')) {
            return rest.to_string();
        }
    }
    word.to_string()
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn words_are_compared_by_their_stems() {
        assert_eq!(
            terms("HostOutOfDiskSpace node_filesystem_avail_bytes"),
            ["host", "out", "disk", "space", "node", "filesystem", "avail", "byte"]
        );
        assert_eq!(terms("The certificates expired"), ["certificat", "expir"]);
    }
}
