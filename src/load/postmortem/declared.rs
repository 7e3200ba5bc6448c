//! The documented, exact way to write an incident down: the keys of structured front matter and of incident files.
//!
//! A key of the wrong type loses itself and nothing else; keys that we do not know belong to somebody else.

use super::asks::is_ticket;
use super::detection::detector_asked;
use super::moments::Seen;
use super::signs::{Field, SIGNS};
use super::times::{Clockwork, Reading, duration, stamps};
use super::topics::Topic;
use crate::load::yaml::{Node, Origin};
use crate::model::{ActionItem, ActionKind, Detector, Hosted, Original, Risk, RiskKind, Text};
use crate::source::Place;

/// Whatever was declared; what was not is left to prose.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    /// `id`
    pub(super) id: Option<Text>,
    /// `title`
    pub(super) title: Option<Text>,
    /// `severity`
    pub(super) severity: Option<Text>,
    /// `status`
    pub(super) status: Option<Text>,
    /// `services`
    pub(super) services: Option<Vec<Text>>,
    /// `affected`
    pub(super) affected: Option<Vec<Text>>,
    /// `started`
    pub(super) started: Option<Seen>,
    /// When it began where nothing else tells: `date`, beside a later `resolved`.
    pub(super) began: Option<Seen>,
    /// `detected`
    pub(super) detected: Option<Seen>,
    /// `mitigated`
    pub(super) mitigated: Option<Seen>,
    /// `resolved`
    pub(super) resolved: Option<Seen>,
    /// `duration`, in seconds, and where it stands.
    pub(super) duration: Option<(u64, Place)>,
    /// `time_to_detect`, in seconds, and where it stands.
    pub(super) time_to_detect: Option<(u64, Place)>,
    /// `detected_by`, and where it stands.
    pub(super) detected_by: Option<(Detector, Place)>,
    /// `detected_alert`
    pub(super) detected_alert: Option<Text>,
    /// `root_causes` and `contributing_factors`, in the order written; `None` where neither key is there.
    pub(super) causes: Option<Vec<Risk>>,
    /// `collateral`; where that key is not there, `affected`; `None` where neither is.
    pub(super) collateral: Option<Vec<Risk>>,
    /// `action_items`; `None` where the key is not there.
    pub(super) action_items: Option<Vec<ActionItem>>,
    /// `date`: completes bare times, and says no more than that.
    pub(super) date: Option<Reading>,
    /// What the texts of causes and action items set in code.
    pub(super) mentions: Vec<Text>,
    /// Alerts that guard the only root cause, wherever that is told: `covered_by: [DiskFull]`.
    pub(super) guards: Vec<Text>,
    /// `hosted`: what a provider runs; `None` where the key is not there.
    pub(super) hosted: Option<Vec<Hosted>>,
    /// `timeline`: does the postmortem hold one?
    pub(super) timeline: bool,
    /// `original`: where the postmortem stood.
    pub(super) original: Option<Original>,
}

/// The keys that have a meaning of their own.
const KEYS: [&str; 21] = [
    "action_items",
    "affected",
    "collateral",
    "contributing_factors",
    "date",
    "detected",
    "detected_alert",
    "detected_by",
    "duration",
    "hosted",
    "id",
    "mitigated",
    "original",
    "resolved",
    "root_causes",
    "services",
    "severity",
    "started",
    "status",
    "time_to_detect",
    "title",
];

/// Says of an action item's words what it wants, and whether it asks for an alert.
pub(super) type Classify<'c> = &'c dyn Fn(&str) -> (ActionKind, bool);

/// Where the values stand, and who classifies action items.
pub(super) struct Reader<'r> {
    /// Where the text of the tree stands.
    pub(super) origin: Origin<'r>,
    /// Classifies action items that do not say themselves.
    pub(super) classify: Classify<'r>,
    /// Completes bare times.
    pub(super) clockwork: Clockwork,
}

/// What may name the alerts of the only root cause beside it.
const GUARDS: [&str; 4] = ["covered_by", "guarded_by", "guards", "alerts"];

impl Reader<'_> {
    /// Reads the keys of a mapping.
    pub(super) fn read(&self, node: &Node<'_>) -> Declared {
        let words = |field, key| self.field(node, field, key).and_then(|value| self.text(value));
        let list = |field, key| self.field(node, field, key).map(|value| self.texts(value));
        let time = |field, key| self.field(node, field, key).and_then(|value| self.time(value));
        let seconds = |field, key| self.field(node, field, key).and_then(|value| self.seconds(value));
        let resolved = time(Field::Resolved, "resolved");
        let root = self.risks(node.get("root_causes").or_else(|| node.get("root_cause")), RiskKind::RootCause);
        let root = root
            .or_else(|| self.risks(about(node, Topic::RootCause), RiskKind::RootCause).filter(|all| !all.is_empty()));
        let factors = self.risks(node.get("contributing_factors"), RiskKind::ContributingFactor);
        let factors = factors.or_else(|| {
            self.risks(about(node, Topic::Factors), RiskKind::ContributingFactor).filter(|all| !all.is_empty())
        });
        // `actions: [OPS-12, OPS-13]` names tickets of which the text tells.
        let says = |items: &Vec<ActionItem>| items.iter().any(|item| !is_ticket(&item.text));
        let tasks = || about(node, Topic::Actions).map(|items| self.action_items(items)).filter(says);
        let affected = list(Field::Affected, "affected");
        let collateral = self.risks(node.get("collateral"), RiskKind::Collateral);
        let by = node.get("detected_by").or_else(|| node.get("detection")).or_else(|| noticed_by(node));
        let by = by.and_then(|value| self.text(value));
        Declared {
            id: words(Field::Id, "id"),
            title: words(Field::Title, "title"),
            severity: words(Field::Severity, "severity"),
            status: words(Field::Status, "status"),
            services: list(Field::Services, "services"),
            collateral: collateral.or_else(|| affected.as_deref().map(|names| super::harmed(names).collect())),
            affected,
            started: self.started(node),
            began: self.began(node, resolved.as_ref()),
            detected: time(Field::Detected, "detected"),
            mitigated: time(Field::Mitigated, "mitigated"),
            resolved,
            duration: seconds(Field::Duration, "duration"),
            time_to_detect: seconds(Field::TimeToDetect, "time_to_detect"),
            detected_by: by.and_then(|text| Some((detector_named(&text)?, text.place))),
            detected_alert: node.get("detected_alert").and_then(|value| self.text(value)),
            causes: match (root, factors) {
                (None, None) => None,
                (root, factors) => Some(root.into_iter().chain(factors).flatten().collect()),
            },
            action_items: node.get("action_items").map(|items| self.action_items(items)).or_else(tasks),
            date: SIGNS.date_keys.iter().find_map(|key| self.time(node.get(key)?)).map(|(reading, _)| reading),
            guards: GUARDS.iter().find_map(|key| node.get(key)).map_or_else(Vec::new, |value| self.texts(value)),
            mentions: self.mentions(node),
            hosted: node.get("hosted").map(|sorts| self.hosted(sorts)),
            timeline: node.get("timeline").and_then(Node::as_str) == Some("true"),
            original: node.get("original").and_then(|value| self.original(value)),
        }
    }

    /// The value of `key`; else that of the first key that is one of the field's usual labels (`start_time`).
    fn field<'n, 's>(&self, node: &'n Node<'s>, field: Field, key: &str) -> Option<&'n Node<'s>> {
        let named = |node: &'n Node<'s>| spelled(node, |name| SIGNS.names(field, name));
        // `resolved: true` is no time of day.
        let yes = |value: &Node<'_>| matches!(value.as_str(), Some("true" | "false"));
        // `incident: {times: {begin: …, end: …}}`
        let timed = matches!(field, Field::Started | Field::Detected | Field::Mitigated | Field::Resolved);
        let inside = || inner(node).find_map(|node| named(node).or_else(|| inner(node).find_map(named)));
        let found = node.get(key).filter(|value| !yes(value)).or_else(|| named(node));
        found.or_else(|| inside().filter(|_| timed)).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, node: &Node<'_>) -> Option<Text> {
        let text = self.origin.text(node).filter(|_| !node.is_null())?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// Sorts of things that a provider runs; others are left out.
    fn hosted(&self, node: &Node<'_>) -> Vec<Hosted> {
        let named = |sort: &Hosted| self.texts(node).iter().any(|name| name.eq_ignore_ascii_case(sort.name()));
        Hosted::ALL.into_iter().filter(named).collect()
    }

    /// When it began. Of several keys of one's own that say so, one with an hour goes before a mere day: `tanggal`, `mulai`.
    fn started(&self, node: &Node<'_>) -> Option<Seen> {
        let first = self.field(node, Field::Started, "started").and_then(|value| self.time(value));
        let hour = |seen: &Seen| seen.0.clock.is_some();
        if node.get("started").is_some() || first.as_ref().is_some_and(hour) {
            return first;
        }
        let named = |name: &str| SIGNS.names(Field::Started, &name.replace(['_', '-'], " "));
        let all = node.entries().iter().filter(|(name, _)| name.as_str().is_some_and(named));
        all.filter_map(|(_, value)| self.time(value)).find(hour).or(first)
    }

    /// The hour of `date`, where it lies before the one at which it was over: so do the entries of status pages.
    fn began(&self, node: &Node<'_>, resolved: Option<&Seen>) -> Option<Seen> {
        let date = node.get("date").and_then(|value| self.time(value))?;
        (date.0.clock.is_some() && date.0.before(&resolved?.0)).then_some(date)
    }

    /// A list of words, or words with commas between them.
    pub(super) fn texts(&self, node: &Node<'_>) -> Vec<Text> {
        if node.is_sequence() {
            return node.items().iter().filter_map(|item| self.text(item.get("name").unwrap_or(item))).collect();
        }
        self.text(node).map(|text| super::pairs::names(&text)).unwrap_or_default()
    }

    /// A time; what is no time, or is said to be an impossible one, is kept as text that cannot have been.
    fn time(&self, node: &Node<'_>) -> Option<Seen> {
        let text = self.text(node.get("text").unwrap_or(node))?;
        if node.get("possible").and_then(Node::as_str) == Some("false") {
            return Some((Reading::unreadable(&text), text.place));
        }
        let found = stamps(&text);
        let mut clockwork = self.clockwork.clone();
        let reading = found.first().and_then(|stamp| clockwork.read(stamp, &text[stamp.range.clone()]));
        Some((reading.unwrap_or_else(|| Reading::unreadable(&text)), text.place))
    }

    fn seconds(&self, node: &Node<'_>) -> Option<(u64, Place)> {
        let text = self.text(node)?;
        Some((text.trim().parse().ok().or_else(|| duration(&text))?, text.place))
    }
}

/// The value of the first key whose words fit. A key that has a meaning of its own is nobody's label.
fn spelled<'n, 's>(node: &'n Node<'s>, fits: impl Fn(&str) -> bool) -> Option<&'n Node<'s>> {
    let named = |name: &str| !KEYS.contains(&name) && fits(&name.replace(['_', '-'], " "));
    node.entries().iter().find(|(name, _)| name.as_str().is_some_and(named)).map(|(_, value)| value)
}

/// The list under a key of one's own that is about `topic`: `causes`, `actions`. A word or a sentence there may as well sort
/// the page.
fn about<'n, 's>(node: &'n Node<'s>, topic: Topic) -> Option<&'n Node<'s>> {
    spelled(node, |name| Topic::of(name) == Some(topic)).filter(|value| value.is_sequence())
}

/// The value of a key by which people say who noticed: `noticed_via`, `first_report_by`.
fn noticed_by<'n, 's>(node: &'n Node<'s>) -> Option<&'n Node<'s>> {
    let named = |node: &'n Node<'s>| spelled(node, |name| SIGNS.detection.is_match(name));
    named(node).or_else(|| inner(node).find_map(named)).filter(|value| !value.is_mapping() && !value.is_sequence())
}

/// The mappings that are values of a mapping.
fn inner<'n, 's>(node: &'n Node<'s>) -> impl Iterator<Item = &'n Node<'s>> {
    node.entries().iter().map(|(_, value)| value).filter(|value| value.is_mapping())
}

/// The documented words first; what people write instead is read like a sentence.
fn detector_named(text: &str) -> Option<Detector> {
    match text.trim().to_lowercase().as_str() {
        "alert" => Some(Detector::Alert),
        "customer" => Some(Detector::Customer),
        "person" => Some(Detector::Person),
        "unknown" => Some(Detector::Unknown),
        _ => detector_asked(text),
    }
}
