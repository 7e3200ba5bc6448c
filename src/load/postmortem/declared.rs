//! The documented, exact way to write an incident down: the keys of structured front matter and of incident files.
//!
//! A key of the wrong type loses itself and nothing else; keys that we do not know belong to somebody else.

use super::detection::detector;
use super::moments::Seen;
use super::signs::{CUES, Field};
use super::times::{Clockwork, Reading, duration, stamps};
use crate::load::yaml::{Node, Origin};
use crate::model::{ActionItem, ActionKind, Basis, Detector, Monitor, Risk, RiskKind, Status, Text};
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
    /// `detected`
    pub(super) detected: Option<Seen>,
    /// `mitigated`
    pub(super) mitigated: Option<Seen>,
    /// `resolved`
    pub(super) resolved: Option<Seen>,
    /// `duration`, in seconds.
    pub(super) duration: Option<u64>,
    /// `time_to_detect`, in seconds.
    pub(super) time_to_detect: Option<u64>,
    /// `detected_by`, and where it stands.
    pub(super) detected_by: Option<(Detector, Place)>,
    /// `detected_alert`
    pub(super) detected_alert: Option<Text>,
    /// `root_causes` and `contributing_factors`, in the order written; `None` where neither key is there.
    pub(super) causes: Option<Vec<Risk>>,
    /// `action_items`; `None` where the key is not there.
    pub(super) action_items: Option<Vec<ActionItem>>,
    /// `date`: completes bare times, and says no more than that.
    pub(super) date: Option<Reading>,
}

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

impl Reader<'_> {
    /// Reads the keys of a mapping.
    pub(super) fn read(&self, node: &Node<'_>) -> Declared {
        let words = |field, key| self.field(node, field, key).and_then(|value| self.text(value));
        let list = |field, key| self.field(node, field, key).map(|value| self.texts(value));
        let time = |field, key| self.field(node, field, key).and_then(|value| self.time(value));
        let seconds = |field, key| self.field(node, field, key).and_then(|value| self.seconds(value));
        let root = self.risks(node.get("root_causes").or_else(|| node.get("root_cause")), RiskKind::RootCause);
        let factors = self.risks(node.get("contributing_factors"), RiskKind::ContributingFactor);
        let by = node.get("detected_by").or_else(|| node.get("detection")).and_then(|value| self.text(value));
        Declared {
            id: words(Field::Id, "id"),
            title: words(Field::Title, "title"),
            severity: words(Field::Severity, "severity"),
            status: words(Field::Status, "status"),
            services: list(Field::Services, "services"),
            affected: list(Field::Affected, "affected"),
            started: time(Field::Started, "started"),
            detected: time(Field::Detected, "detected"),
            mitigated: time(Field::Mitigated, "mitigated"),
            resolved: time(Field::Resolved, "resolved"),
            duration: seconds(Field::Duration, "duration"),
            time_to_detect: seconds(Field::TimeToDetect, "time_to_detect"),
            detected_by: by.and_then(|text| Some((detector_named(&text)?, text.place))),
            detected_alert: node.get("detected_alert").and_then(|value| self.text(value)),
            causes: match (root, factors) {
                (None, None) => None,
                (root, factors) => Some(root.into_iter().chain(factors).flatten().collect()),
            },
            action_items: node.get("action_items").map(|items| self.action_items(items)),
            date: node.get("date").and_then(|value| self.time(value)).map(|(reading, _)| reading),
        }
    }

    /// The value of `key`; else that of the first key that is one of the field's usual labels (`start_time`).
    fn field<'n, 's>(&self, node: &'n Node<'s>, field: Field, key: &str) -> Option<&'n Node<'s>> {
        let spelled = |name: &str| CUES.names(field, &name.replace(['_', '-'], " "));
        let usual =
            || node.entries().iter().find(|(name, _)| name.as_str().is_some_and(spelled)).map(|(_, value)| value);
        node.get(key).or_else(usual).filter(|value| !value.is_null())
    }

    fn text(&self, node: &Node<'_>) -> Option<Text> {
        let text = self.origin.text(node).filter(|_| !node.is_null())?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A list of words, or words with commas between them.
    fn texts(&self, node: &Node<'_>) -> Vec<Text> {
        if node.is_sequence() {
            return node.items().iter().filter_map(|item| self.text(item.get("name").unwrap_or(item))).collect();
        }
        self.text(node).map(|text| super::pairs::names(&text)).unwrap_or_default()
    }

    /// A time; what is no time is kept as text that cannot have been.
    fn time(&self, node: &Node<'_>) -> Option<Seen> {
        let text = self.text(node)?;
        let found = stamps(&text);
        let mut clockwork = self.clockwork.clone();
        let reading = found.first().and_then(|stamp| clockwork.read(stamp, &text[stamp.range.clone()]));
        Some((reading.unwrap_or_else(|| Reading::unreadable(&text)), text.place))
    }

    fn seconds(&self, node: &Node<'_>) -> Option<u64> {
        let text = self.text(node)?;
        text.trim().parse().ok().or_else(|| duration(&text))
    }

    fn risks(&self, node: Option<&Node<'_>>, kind: RiskKind) -> Option<Vec<Risk>> {
        let node = node?;
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        Some(items.iter().filter_map(|item| self.risk(item, kind)).collect())
    }

    fn risk(&self, node: &Node<'_>, kind: RiskKind) -> Option<Risk> {
        let id = node.get("id").and_then(|value| self.text(value));
        let text = self.words(node).or_else(|| id.clone())?;
        let because = if kind == RiskKind::RootCause { "root_causes" } else { "contributing_factors" };
        let inferred = node.get("basis").and_then(Node::as_str) == Some("inferred");
        Some(Risk {
            kind,
            basis: if inferred { Basis::Inferred } else { Basis::Stated },
            id,
            text,
            because: because.to_owned(),
            alerts: node.get("alerts").map(|value| self.texts(value)).unwrap_or_default(),
            monitors: node.get("monitors").map(|value| self.monitors(value)).unwrap_or_default(),
            item: None,
        })
    }

    /// The words of a cause or an action item: the scalar itself, or its `text`.
    fn words(&self, node: &Node<'_>) -> Option<Text> {
        let keys = ["text", "description", "title", "summary", "action", "cause"];
        if node.is_mapping() {
            return keys.iter().find_map(|key| node.get(key).and_then(|value| self.text(value)));
        }
        self.text(node)
    }

    fn monitors(&self, node: &Node<'_>) -> Vec<Monitor> {
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        let monitor = |item: &Node<'_>| {
            let url = item.get("url").or_else(|| item.get("link")).and_then(|value| self.text(value));
            let name = item.get("name").unwrap_or(item);
            Some(Monitor { name: self.text(name).or_else(|| url.clone())?, url })
        };
        items.iter().filter_map(monitor).collect()
    }

    fn action_items(&self, node: &Node<'_>) -> Vec<ActionItem> {
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        items.iter().filter_map(|item| self.action_item(item)).collect()
    }

    fn action_item(&self, node: &Node<'_>) -> Option<ActionItem> {
        let text = self.words(node)?;
        let word = |key| node.get(key).and_then(|value| self.text(value));
        let (kind, asks) = (self.classify)(&text);
        let asks = match node.get("asks_for_alert").and_then(Node::as_str) {
            Some("true") => true,
            Some("false") => false,
            _ => asks,
        };
        Some(ActionItem {
            kind: node.get("kind").and_then(Node::as_str).and_then(kind_named).unwrap_or(kind),
            status: word("status").map_or(Status::Unknown, |status| status_named(&status)),
            owner: word("owner"),
            due: word("due"),
            links: node.get("links").or_else(|| node.get("link")).map(|value| self.links(value)).unwrap_or_default(),
            asks_for_alert: asks,
            text,
        })
    }

    fn links(&self, node: &Node<'_>) -> Vec<Text> {
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        items.iter().filter_map(|item| self.text(item.get("url").unwrap_or(item))).collect()
    }
}

/// The documented words first; what people write instead is read like a sentence.
fn detector_named(text: &str) -> Option<Detector> {
    match text.trim().to_lowercase().as_str() {
        "alert" => Some(Detector::Alert),
        "customer" => Some(Detector::Customer),
        "person" => Some(Detector::Person),
        "unknown" => Some(Detector::Unknown),
        _ => detector(text),
    }
}

fn kind_named(name: &str) -> Option<ActionKind> {
    let kind = match name {
        "detect" => ActionKind::Detect,
        "prevent" => ActionKind::Prevent,
        "mitigate" => ActionKind::Mitigate,
        "repair" => ActionKind::Repair,
        "investigate" => ActionKind::Investigate,
        "process" => ActionKind::Process,
        "other" => ActionKind::Other,
        _ => return None,
    };
    Some(kind)
}

fn status_named(text: &str) -> Status {
    if CUES.done.is_match(text.trim()) {
        Status::Done
    } else if CUES.open.is_match(text.trim()) {
        Status::Open
    } else {
        Status::Unknown
    }
}
