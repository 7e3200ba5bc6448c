//! Alert → failure modes that it would see.
//!
//! The expression decides. An alert's name and summary are asked only by signatures that say so, and by `about` only
//! where the selector is limited to nothing: an alert called "database restarted" that selects `pod=~"cache.*"` is
//! about the cache.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;

use regex::Regex;

use super::asserted::without_denials;
use super::globs::{Globs, NameGlob};
use super::products::spaced;
use super::says::{Voice, plain};
use super::sign::{Part, Sign, Wording, contradicts, goes, signatures};
use crate::link::Sees;
use crate::link::reading::{ReadSelector, Reading};
use crate::link::words::WORDS;
use crate::model::expr::{MatchOp, Matcher, Role};
use crate::model::{Alert, ModeId, Modes};

/// What an alert sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The failure mode.
    pub mode: ModeId,
    /// Its cause or its symptom.
    pub sees: Sees,
    /// Of some texts only: those that [`AlertMatcher::is_said`] admits.
    pub said: Option<u32>,
    /// The selector that sees it, of those that the alert reads.
    pub selector: usize,
    /// How many letters of its metric's name say whose it is: `shop_` of `shop_orders_total`, where any orders would do.
    pub owner: usize,
    /// Does the signature ask what the selector is about?
    pub about: bool,
}

/// A part of a mode that an alert sees; the rest as in [`Seen`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    mode: ModeId,
    part: Part,
    said: Option<u32>,
    selector: usize,
    owner: usize,
    about: bool,
}

impl Sighting {
    fn is_of(&self, mode: ModeId, part: Part, said: Option<u32>) -> bool {
        (self.mode, self.part, self.said) == (mode, part, said)
    }
}

/// The alert that signatures are asked about.
struct Described<'a> {
    reading: &'a Reading,
    words: &'a str,
    plain: OnceCell<String>,
}

impl Described<'_> {
    /// Its words as signatures compare them, and once more with the parts of its name apart.
    fn plain(&self) -> &str {
        self.plain.get_or_init(|| format!("{} · {}", plain(self.words), spaced(self.words)))
    }
}

/// The signatures of all failure modes.
#[derive(Debug)]
pub(crate) struct AlertMatcher {
    signs: Vec<Sign>,
    /// All globs on metrics; whose each is, is a signature.
    metrics: Globs,
    /// Modes that an alert's name alone may speak for, where its metrics are known to none; in lower case.
    named: Vec<(ModeId, Vec<NameGlob>)>,
    /// Signatures by the name of a metric, once asked.
    asked: Mutex<HashMap<String, Arc<[u32]>>>,
    /// Regexes of label matchers, once asked.
    regexes: Mutex<HashMap<String, Option<Regex>>>,
}

/// Name and summary of an alert, as signatures look at them.
pub(crate) fn words_of(alert: &Alert) -> String {
    let mut words = alert.name.value.clone();
    for note in ["summary", "message"] {
        if let Some(text) = alert.annotation(note) {
            words.push_str(" · ");
            words.push_str(text);
        }
    }
    words
}

impl AlertMatcher {
    /// All modes, compiled once.
    pub(crate) fn new(modes: &Modes) -> AlertMatcher {
        let mut signs = Vec::new();
        let mut metrics = Globs::default();
        let mut named = Vec::new();
        for (at, mode) in modes.list.iter().enumerate() {
            let id = ModeId(at as u16);
            for (part, signature) in signatures(&mode.seen_by, &mode.symptom_seen_by) {
                signature.metrics.iter().for_each(|glob| metrics.add(glob, signs.len() as u32));
                signs.push(Sign::new(id, part, &signature));
            }
            if !mode.seen_by.names.is_empty() {
                named.push((
                    id,
                    mode.seen_by.names.iter().map(|glob| NameGlob::new(&glob.to_ascii_lowercase())).collect(),
                ));
            }
        }
        AlertMatcher { signs, metrics, named, asked: Mutex::default(), regexes: Mutex::default() }
    }

    /// The modes that an alert sees. `words` are its name and summary ([`words_of`]).
    pub(crate) fn sees(&self, reading: &Reading, words: &str) -> Vec<Seen> {
        let candidates: Vec<Arc<[u32]>> = reading.selectors.iter().map(|it| self.signs_of(it)).collect();
        let asked = Described { reading, words, plain: OnceCell::new() };
        let mut parts: Vec<Sighting> = Vec::new();
        for (number, (selector, signs)) in reading.selectors.iter().zip(&candidates).enumerate() {
            for (at, sign) in signs.iter().map(|&at| (at, &self.signs[at as usize])) {
                let (mode, part, said) = (sign.mode, sign.part, sign.is_for_some_texts().then_some(at));
                let alike = |it: &Sighting| {
                    it.is_of(mode, part, said) && selects_alike(&reading.selectors[it.selector], selector)
                };
                if !parts.iter().any(alike) && self.holds(sign, selector, &asked) {
                    let (owner, about) = (sign.owner_in(selector), sign.about.is_some());
                    parts.push(Sighting { mode, part, said, selector: number, owner, about });
                }
            }
        }
        if candidates.iter().all(|signs| signs.is_empty()) {
            let name = words.split(" · ").next().unwrap_or_default().to_ascii_lowercase();
            let named = self.named.iter().filter(|(_, globs)| globs.iter().any(|glob| glob.is_match(&name)));
            let sighting = |mode| Sighting { mode, part: Part::Cause, said: None, selector: 0, owner: 0, about: false };
            parts.extend(named.map(|(mode, _)| sighting(*mode)));
        }
        parts.sort_unstable();
        parts.dedup();
        verdicts(&parts)
    }

    /// The modes that ask for a metric which the alert reads, in whatever way, each with the selector that reads it.
    pub(crate) fn touches(&self, reading: &Reading) -> BTreeMap<ModeId, usize> {
        let mut touched = BTreeMap::new();
        // What is joined to a series only to bring its labels along is not what is watched.
        let labels = |it: &ReadSelector| WORDS.brings_labels(it.name().unwrap_or_default());
        let read = reading.selectors.iter().enumerate().filter(|(_, it)| it.role == Role::Reads && !labels(it));
        for (number, selector) in read {
            let signs = self.signs_of(selector);
            let asking = signs.iter().map(|&at| &self.signs[at as usize]).filter(|sign| sign.part == Part::Cause);
            for sign in asking.filter(|sign| sign.asks_for_little()) {
                touched.entry(sign.mode).or_insert(number);
            }
        }
        touched
    }

    /// Is the `text` of a risk one of those that [`Seen::said`] speaks of? An item says what it asks for in what is `asked`.
    pub(crate) fn is_said(&self, said: u32, text: &str, asked: Option<&str>) -> bool {
        let (sign, text) = (&self.signs[said as usize], plain(text));
        let asks = |unasked: &Wording| asked.is_some_and(|asked| unasked.holds(&plain(asked)));
        // Where the text says it at all, what it asserts has to say it.
        let voice = if asked.is_some() { Voice::Asks } else { Voice::Tells };
        let said = |said: &Wording| said.holds(&text) && said.holds(&without_denials(&text, voice));
        sign.said.as_ref().is_none_or(said)
            && !sign.unsaid.as_ref().is_some_and(|unsaid| unsaid.holds(&text))
            && !sign.unasked.as_ref().is_some_and(asks)
    }

    /// The signatures that ask for the metric of a selector.
    fn signs_of(&self, selector: &ReadSelector) -> Arc<[u32]> {
        let Some(name) = selector.name() else { return Arc::from([]) };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signs) = asked.get(name) {
            return signs.clone();
        }
        let signs: Arc<[u32]> = self.metrics.owners(name).into_iter().collect();
        asked.insert(name.to_owned(), signs.clone());
        signs
    }

    /// Does everything that `sign` asks hold of this selector and its alert?
    fn holds(&self, sign: &Sign, selector: &ReadSelector, alert: &Described<'_>) -> bool {
        let reading = alert.reading;
        let reads = |globs: &[NameGlob]| {
            let read = reading.selectors.iter().filter(|it| it.role == Role::Reads);
            read.filter_map(ReadSelector::name).any(|name| globs.iter().any(|glob| glob.is_metric(name)))
        };
        selector.role == Role::Reads
            && (sign.functions.is_empty() || sign.functions.iter().any(|it| calls(selector, reading, it)))
            && (sign.direction.is_empty() || !selector.divides && sign.direction.iter().any(|&way| goes(selector, way)))
            && !contradicts(selector, sign)
            && sign.matchers.iter().all(|(label, values)| self.lets_through(selector, label, values))
            && (sign.with.is_empty() || reads(&sign.with))
            && (sign.without.is_empty() || !reads(&sign.without))
            && sign.words.as_ref().is_none_or(|wording| wording.holds(alert.plain()))
            && sign.about.as_ref().is_none_or(|wording| wording.holds(&subject(selector, alert)))
    }

    /// Has the selector a matcher on `label`, and do all of those let one of `values` through?
    fn lets_through(&self, selector: &ReadSelector, label: &str, values: &[NameGlob]) -> bool {
        let on_label: Vec<&Matcher> = selector.matchers.iter().filter(|it| it.label == label).collect();
        let is_state = WORDS.is_state(label);
        let narrows = on_label.iter().any(|it| match it.op {
            MatchOp::Equal | MatchOp::Regex => true,
            MatchOp::NotEqual | MatchOp::NotRegex => is_state && !it.value.is_empty(),
        });
        narrows && values.iter().any(|value| on_label.iter().all(|matcher| self.lets(matcher, value)))
    }

    fn lets(&self, matcher: &Matcher, value: &NameGlob) -> bool {
        match matcher.op {
            MatchOp::Equal => value.is_match(&matcher.value),
            MatchOp::NotEqual => !value.is_match(&matcher.value),
            MatchOp::Regex => self.regex_lets(&matcher.value, value.text()),
            MatchOp::NotRegex => !self.regex_lets(&matcher.value, value.text()),
        }
    }

    /// Prometheus anchors the regex of a matcher at both ends. A glob is asked by its plain letters.
    fn regex_lets(&self, regex: &str, value: &str) -> bool {
        let mut regexes = self.regexes.lock().unwrap_or_else(PoisonError::into_inner);
        let compiled = regexes
            .entry(regex.to_owned())
            .or_insert_with(|| regex::RegexBuilder::new(&format!("^(?s:{regex})$")).size_limit(1 << 20).build().ok());
        let letters = value.replace('*', "");
        let holds_them = value.contains('*') && regex.contains(&letters);
        holds_them || compiled.as_ref().is_some_and(|compiled| compiled.is_match(&letters))
    }
}

fn calls(selector: &ReadSelector, reading: &Reading, function: &str) -> bool {
    selector.within.contains(&function) || (function == "time" && reading.functions.contains(&"time"))
}

/// Do two selectors of one branch choose series alike? Then what one of them sees, the other adds nothing to.
fn selects_alike(one: &ReadSelector, other: &ReadSelector) -> bool {
    let same = |(a, b): (&Matcher, &Matcher)| (&a.label, a.op, &a.value) == (&b.label, b.op, &b.value);
    one.branch == other.branch
        && one.matchers.len() == other.matchers.len()
        && one.matchers.iter().zip(other.matchers.iter()).all(same)
}

/// What the selector is limited to, or the alert's words where it is limited to nothing.
fn subject<'a>(selector: &ReadSelector, alert: &'a Described<'_>) -> Cow<'a, str> {
    let positive =
        |it: &&Matcher| matches!(it.op, MatchOp::Equal | MatchOp::Regex) && it.value != ".*" && it.value != ".+";
    let identity = selector.matchers.iter().filter(positive).filter(|it| WORDS.is_identity(&it.label));
    let values: Vec<String> = identity.map(|it| plain(&it.value)).collect();
    if values.is_empty() { Cow::Borrowed(alert.plain()) } else { Cow::Owned(values.join(" · ")) }
}

/// One verdict a mode and selector: the cause where it is seen, else the symptom, and what counts for some texts only.
fn verdicts(parts: &[Sighting]) -> Vec<Seen> {
    let of = |mode: ModeId, part: Part| parts.iter().any(|it| it.is_of(mode, part, None));
    let guards = parts.iter().filter(|it| it.part != Part::None && !of(it.mode, Part::None));
    let is_sure = |it: &Sighting| it.part == Part::Cause && it.said.is_none();
    let telling = guards.filter(|it| is_sure(it) || !of(it.mode, Part::Cause));
    let seen = telling.map(|&Sighting { mode, part, said, selector, owner, about }| {
        let sees = if part == Part::Cause { Sees::Cause } else { Sees::Symptom };
        Seen { mode, sees, said, selector, owner, about }
    });
    seen.collect()
}
