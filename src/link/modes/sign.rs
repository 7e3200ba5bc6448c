//! The signatures of failure modes, ready to be asked.

use std::sync::OnceLock;

use super::globs::{NameGlob, in_lower_case};
use crate::link::reading::{Compared, ReadSelector};
use crate::model::expr::Direction;
use crate::model::{ModeId, SeenBy, Signature, Way, pattern};

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The alert is no guard, whatever else it matches.
    None,
    /// It sees the cause.
    Cause,
    /// It sees the direct symptom.
    Symptom,
}

/// A signature, ready to be asked.
#[derive(Debug)]
pub(super) struct Sign {
    pub(super) mode: ModeId,
    pub(super) part: Part,
    /// Its globs on metrics: those that begin with a name, and what the others ask for behind their first `*`.
    pub(super) closed: Vec<NameGlob>,
    pub(super) open: Vec<String>,
    pub(super) with: Vec<NameGlob>,
    pub(super) without: Vec<NameGlob>,
    pub(super) functions: Vec<String>,
    pub(super) matchers: Vec<(String, Vec<NameGlob>)>,
    pub(super) direction: Vec<Way>,
    pub(super) about: Option<Wording>,
    pub(super) words: Option<Wording>,
    pub(super) said: Option<Wording>,
    pub(super) unsaid: Option<Wording>,
    pub(super) unasked: Option<Wording>,
}

/// A pattern on words, compiled once it is asked for.
#[derive(Debug)]
pub(super) struct Wording {
    pattern: String,
    compiled: OnceLock<Option<regex::bytes::Regex>>,
}

impl Wording {
    pub(super) fn new(text: &Option<String>) -> Option<Wording> {
        text.clone().map(|pattern| Wording { pattern, compiled: OnceLock::new() })
    }

    pub(super) fn holds(&self, words: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| pattern(&self.pattern).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(words.as_bytes()))
    }
}

impl Sign {
    pub(super) fn new(mode: ModeId, part: Part, signature: &Signature) -> Sign {
        let globs = |texts: &[String]| texts.iter().map(|text| NameGlob::new(text)).collect();
        let metrics = |texts: &[String]| texts.iter().map(|text| NameGlob::of_metric(text)).collect();
        let (open, closed): (Vec<String>, Vec<String>) = signature
            .metrics
            .iter()
            .map(|glob| glob.to_ascii_lowercase())
            .partition(|glob| glob.starts_with('*') && glob.len() > 1);
        let behind = |glob: &String| glob[1..].split(['*', '[']).next().unwrap_or_default().to_owned();
        Sign {
            mode,
            part,
            closed: metrics(&closed),
            open: open.iter().map(behind).filter(|asked| !asked.is_empty()).collect(),
            with: metrics(&signature.with),
            without: metrics(&signature.without),
            functions: signature.functions.clone(),
            matchers: signature.matchers.iter().map(|(label, values)| (label.clone(), globs(values))).collect(),
            direction: signature.direction.clone(),
            about: Wording::new(&signature.about),
            words: Wording::new(&signature.words),
            said: Wording::new(&signature.said).filter(|_| part != Part::None),
            unsaid: Wording::new(&signature.unsaid).filter(|_| part != Part::None),
            unasked: Wording::new(&signature.unasked).filter(|_| part != Part::None),
        }
    }

    /// How many letters of a selector's metric no glob asks for: they say whose it is.
    pub(super) fn owner_in(&self, selector: &ReadSelector) -> usize {
        let Some(name) = selector.name().filter(|name| !self.closed.iter().any(|glob| glob.is_metric(name))) else {
            return 0;
        };
        let name = in_lower_case(name);
        self.open.iter().filter_map(|asked| name.find(asked.as_str())).min().unwrap_or(0)
    }

    /// Does it ask for certain metrics, and not for every one of a kind?
    pub(super) fn asks_for_little(&self) -> bool {
        self.open.is_empty() && !self.closed.is_empty() && self.closed.iter().all(|glob| !glob.is_match(""))
    }

    pub(super) fn is_for_some_texts(&self) -> bool {
        self.said.is_some() || self.unsaid.is_some() || self.unasked.is_some()
    }
}

/// All signatures of one mode; the short form is one that asks for its metrics only.
pub(super) fn signatures(cause: &SeenBy, symptom: &SeenBy) -> Vec<(Part, Signature)> {
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

/// A direction that cannot be told is any direction, except that of absence. What is moved into the past by `offset` is
/// the yardstick and not what is watched.
pub(super) fn goes(selector: &ReadSelector, way: Way) -> bool {
    let absent = is_absence(selector);
    let mut compared = selector.compared.iter();
    match way {
        Way::Absent => absent,
        _ if absent || selector.offset > 0 => false,
        _ if selector.compared.is_empty() => way == Way::Above,
        _ => compared.any(|it| it.direction == Direction::Unknown || it.direction == direction(way)),
    }
}

fn is_absence(selector: &ReadSelector) -> bool {
    selector.within.iter().any(|it| it.starts_with("absent"))
}

/// Is the one value that the selector is compared with at the wrong end? `up == 1` tells that something is up, to a
/// signature that asks for less and not for more.
pub(super) fn contradicts(selector: &ReadSelector, sign: &Sign) -> bool {
    if is_absence(selector) {
        return false;
    }
    let asks = |way: Way| sign.direction.contains(&way);
    let [Compared { direction, threshold: Some(value) }] = selector.compared[..] else { return false };
    let high = match direction {
        Direction::Equal => value > 0.0,
        Direction::NotEqual => value <= 0.0,
        _ => return false,
    };
    if high { asks(Way::Below) && !asks(Way::Above) } else { asks(Way::Above) && !asks(Way::Below) }
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
