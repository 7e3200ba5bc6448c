//! Alert → failure modes that it would see.
//!
//! The expression decides. An alert's name and summary are asked only by signatures that say so, and by `about` only
//! where the selector is limited to nothing: an alert called "database restarted" that selects `pod=~"cache.*"` is
//! about the cache.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use globset::Glob;
use regex::Regex;

use super::globs::{Globs, NameGlob};
use super::products::spaced;
use super::says::plain;
use crate::link::Sees;
use crate::link::reading::{ReadSelector, Reading};
use crate::model::expr::{Direction, MatchOp, Matcher, Role};
use crate::model::{Alert, ModeId, Modes, SeenBy, Signature, Way, pattern};

/// Labels that say what a series belongs to.
const IDENTITY: [&str; 22] = [
    "job",
    "app",
    "application",
    "service",
    "service_name",
    "component",
    "container",
    "pod",
    "namespace",
    "deployment",
    "statefulset",
    "daemonset",
    "name",
    "instance",
    "target",
    "cluster",
    "groupname",
    "topic",
    "queue",
    "database",
    "datname",
    "job_name",
];

/// Labels on which "anything but" says as much as a value: `code!~"2.."`.
const STATES: [&str; 15] = [
    "code",
    "status",
    "status_code",
    "response_code",
    "grpc_code",
    "condition",
    "reason",
    "phase",
    "state",
    "ready",
    "error_type",
    "rejected",
    "result",
    "sync_status",
    "health_status",
];

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The alert is no guard, whatever else it matches.
    None,
    /// It sees the cause.
    Cause,
    /// It sees the direct symptom.
    Symptom,
}

/// What an alert sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The failure mode.
    pub mode: ModeId,
    /// Its cause or its symptom.
    pub sees: Sees,
    /// Of some texts only: those that [`AlertMatcher::is_said`] admits.
    pub said: Option<u32>,
    /// Which branch of the alert's outermost `or` sees it, from 0.
    pub branch: usize,
}

/// Of a mode, which part is seen, for which texts, and in which branch.
type Found = (ModeId, Part, Option<u32>, usize);

/// The signatures of all failure modes.
#[derive(Debug)]
pub struct AlertMatcher {
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

/// A signature, ready to be asked.
#[derive(Debug)]
struct Sign {
    mode: ModeId,
    part: Part,
    with: Vec<NameGlob>,
    without: Vec<NameGlob>,
    functions: Vec<String>,
    matchers: BTreeMap<String, Vec<String>>,
    direction: Vec<Way>,
    about: Option<Wording>,
    words: Option<Wording>,
    said: Option<Wording>,
}

/// A pattern on words, compiled once it is asked for.
#[derive(Debug)]
struct Wording {
    pattern: String,
    compiled: OnceLock<Option<regex::bytes::Regex>>,
}

impl Wording {
    fn new(text: &Option<String>) -> Option<Wording> {
        text.clone().map(|pattern| Wording { pattern, compiled: OnceLock::new() })
    }

    fn holds(&self, words: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| pattern(&self.pattern).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(words.as_bytes()))
    }
}

/// Name and summary of an alert, as signatures look at them.
pub fn words_of(alert: &Alert) -> String {
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
    pub fn new(modes: &Modes) -> AlertMatcher {
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
    pub fn sees(&self, reading: &Reading, words: &str) -> Vec<Seen> {
        let candidates: Vec<Arc<[u32]>> = reading.selectors.iter().map(|it| self.signs_of(it)).collect();
        let plain_words = format!("{} · {}", plain(words), spaced(words));
        let mut parts: BTreeSet<Found> = BTreeSet::new();
        for (selector, signs) in reading.selectors.iter().zip(&candidates) {
            for (at, sign) in signs.iter().map(|&at| (at, &self.signs[at as usize])) {
                let branch = if sign.part == Part::None { 0 } else { selector.branch };
                let part = (sign.mode, sign.part, sign.said.is_some().then_some(at), branch);
                if !parts.contains(&part) && self.holds(sign, selector, (reading, &plain_words)) {
                    parts.insert(part);
                }
            }
        }
        if candidates.iter().all(|signs| signs.is_empty()) {
            let name = words.split(" · ").next().unwrap_or_default().to_ascii_lowercase();
            let named = self.named.iter().filter(|(_, globs)| globs.iter().any(|glob| glob.is_match(&name)));
            parts.extend(named.map(|(mode, _)| (*mode, Part::Cause, None, 0)));
        }
        verdicts(&parts)
    }

    /// Is `text` one of those that [`Seen::said`] speaks of?
    pub fn is_said(&self, said: u32, text: &str) -> bool {
        self.signs[said as usize].said.as_ref().is_none_or(|wording| wording.holds(&plain(text)))
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
    fn holds(&self, sign: &Sign, selector: &ReadSelector, (reading, words): (&Reading, &str)) -> bool {
        let reads = |globs: &[NameGlob]| {
            let read = reading.selectors.iter().filter(|it| it.role == Role::Reads);
            read.filter_map(ReadSelector::name).any(|name| globs.iter().any(|glob| glob.is_match(name)))
        };
        selector.role == Role::Reads
            && (sign.functions.is_empty() || sign.functions.iter().any(|it| calls(selector, reading, it)))
            && (sign.direction.is_empty() || sign.direction.iter().any(|&way| goes(selector, way)))
            && sign.matchers.iter().all(|(label, values)| self.lets_through(selector, label, values))
            && (sign.with.is_empty() || reads(&sign.with))
            && (sign.without.is_empty() || !reads(&sign.without))
            && sign.words.as_ref().is_none_or(|wording| wording.holds(words))
            && sign.about.as_ref().is_none_or(|wording| wording.holds(&subject(selector, words)))
    }

    /// Has the selector a matcher on `label`, and do all of those let one of `values` through?
    fn lets_through(&self, selector: &ReadSelector, label: &str, values: &[String]) -> bool {
        let on_label: Vec<&Matcher> = selector.matchers.iter().filter(|it| it.label == label).collect();
        let is_state = STATES.contains(&label);
        let narrows = on_label.iter().any(|it| match it.op {
            MatchOp::Equal | MatchOp::Regex => true,
            MatchOp::NotEqual | MatchOp::NotRegex => is_state && !it.value.is_empty(),
        });
        narrows && values.iter().any(|value| on_label.iter().all(|matcher| self.lets(matcher, value)))
    }

    fn lets(&self, matcher: &Matcher, value: &str) -> bool {
        let equal = || match value.contains('*') {
            true => Glob::new(value).is_ok_and(|glob| glob.compile_matcher().is_match(&matcher.value)),
            false => value == matcher.value,
        };
        match matcher.op {
            MatchOp::Equal => equal(),
            MatchOp::NotEqual => !equal(),
            MatchOp::Regex => self.regex_lets(&matcher.value, value),
            MatchOp::NotRegex => !self.regex_lets(&matcher.value, value),
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

impl Sign {
    fn new(mode: ModeId, part: Part, signature: &Signature) -> Sign {
        let globs = |texts: &[String]| texts.iter().map(|text| NameGlob::new(text)).collect();
        Sign {
            mode,
            part,
            with: globs(&signature.with),
            without: globs(&signature.without),
            functions: signature.functions.clone(),
            matchers: signature.matchers.clone(),
            direction: signature.direction.clone(),
            about: Wording::new(&signature.about),
            words: Wording::new(&signature.words),
            said: Wording::new(&signature.said).filter(|_| part != Part::None),
        }
    }
}

/// All signatures of one mode; the short form is one that asks for its metrics only.
fn signatures(cause: &SeenBy, symptom: &SeenBy) -> Vec<(Part, Signature)> {
    let mut all = Vec::new();
    for (part, seen_by) in [(Part::Cause, cause), (Part::Symptom, symptom)] {
        if !seen_by.metrics.is_empty() {
            all.push((part, Signature { metrics: seen_by.metrics.clone(), ..Signature::default() }));
        }
        all.extend(seen_by.any.iter().map(|signature| (part, signature.clone())));
        all.extend(seen_by.none.iter().map(|signature| (Part::None, signature.clone())));
    }
    all
}

fn calls(selector: &ReadSelector, reading: &Reading, function: &str) -> bool {
    selector.within.contains(&function) || (function == "time" && reading.functions.contains(&"time"))
}

/// A direction that cannot be told is any direction, except that of absence. What is moved into the past by `offset` is
/// the yardstick and not what is watched.
fn goes(selector: &ReadSelector, way: Way) -> bool {
    let absent = selector.within.iter().any(|it| it.starts_with("absent"));
    let directions = || selector.compared.iter().map(|it| it.direction);
    match way {
        Way::Absent => absent,
        _ if absent || selector.offset > 0 => false,
        _ if selector.compared.is_empty() => way == Way::Above,
        _ => directions().any(|it| it == Direction::Unknown || it == direction(way)),
    }
}

fn direction(way: Way) -> Direction {
    match way {
        Way::Above => Direction::Above,
        Way::Below => Direction::Below,
        Way::Equal => Direction::Equal,
        Way::NotEqual => Direction::NotEqual,
        Way::Absent => Direction::Unknown,
    }
}

/// What the selector is limited to, or the alert's words where it is limited to nothing.
fn subject(selector: &ReadSelector, words: &str) -> String {
    let positive =
        |it: &&Matcher| matches!(it.op, MatchOp::Equal | MatchOp::Regex) && it.value != ".*" && it.value != ".+";
    let identity = selector.matchers.iter().filter(positive).filter(|it| IDENTITY.contains(&it.label.as_str()));
    let values: Vec<String> = identity.map(|it| plain(&it.value)).collect();
    if values.is_empty() { words.to_owned() } else { values.join(" · ") }
}

/// One verdict a mode and branch: the cause where it is seen, else the symptom, and what counts for some texts only.
fn verdicts(parts: &BTreeSet<Found>) -> Vec<Seen> {
    let of = |mode: ModeId, part: Part| parts.iter().any(|it| (it.0, it.1, it.2) == (mode, part, None));
    let guards = parts.iter().filter(|(mode, part, ..)| *part != Part::None && !of(*mode, Part::None));
    let telling =
        guards.filter(|(mode, part, said, _)| (*part == Part::Cause && said.is_none()) || !of(*mode, Part::Cause));
    let seen = telling.map(|&(mode, part, said, branch)| {
        let sees = if part == Part::Cause { Sees::Cause } else { Sees::Symptom };
        Seen { mode, sees, said, branch }
    });
    seen.collect()
}
