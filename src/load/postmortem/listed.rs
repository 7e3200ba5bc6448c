//! The lists of the documented form: causes, services harmed, action items, and what they hold.

use super::cues::is_nothing;
use super::declared::Reader;
use super::signs::SIGNS;
use super::topics::Topic;
use crate::load::yaml::Node;
use crate::model::{ActionItem, ActionKind, Basis, Monitor, Original, Risk, RiskKind, Status, Text};

/// The keys of the words of a cause or an action item.
const WORDS: [&str; 9] = ["text", "description", "title", "summary", "action", "cause", "what", "task", "item"];
/// Keys that say something else of one.
const OTHER: [&str; 8] = ["id", "alerts", "monitors", "owner", "due", "status", "kind", "name"];

impl Reader<'_> {
    pub(super) fn risks(&self, node: Option<&Node<'_>>, kind: RiskKind) -> Option<Vec<Risk>> {
        let node = node?;
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        let risks: Vec<Risk> = items.iter().filter_map(|item| self.risk(item, kind)).collect();
        // A skeleton that nobody filled in says nothing; an empty list says that there is none.
        (items.is_empty() || !risks.is_empty()).then_some(risks)
    }

    fn risk(&self, node: &Node<'_>, kind: RiskKind) -> Option<Risk> {
        let id = node.get("id").and_then(|value| self.text(value));
        let text = self.words(node).or_else(|| id.clone()).filter(|text| !is_nothing(text))?;
        let because = node.get("because").and_then(Node::as_str).unwrap_or(match kind {
            RiskKind::RootCause => "root_causes",
            RiskKind::ContributingFactor => "contributing_factors",
            RiskKind::ActionItem => "action_items",
            RiskKind::Collateral => "collateral",
        });
        let sorted_as = sorted(node).and_then(|(key, _)| Topic::of(key));
        let kind = if sorted_as == Some(Topic::Factors) { RiskKind::ContributingFactor } else { kind };
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
            original: node.get("original").and_then(|value| self.original(value)),
        })
    }

    /// What the texts of causes and action items set in code: by themselves, or as their key `code` says.
    pub(super) fn mentions(&self, node: &Node<'_>) -> Vec<Text> {
        let lists = ["root_causes", "contributing_factors", "collateral", "action_items"];
        let items = lists.iter().filter_map(|key| node.get(key)).flat_map(Node::items);
        items.flat_map(|item| self.words(item).map(|text| self.code(item, &text)).unwrap_or_default()).collect()
    }

    fn code(&self, item: &Node<'_>, text: &Text) -> Vec<Text> {
        let named = item.get("code").map(|value| self.texts(value)).unwrap_or_default();
        let said = named.iter().flat_map(|name| text.match_indices(&*name.value));
        let said = said.map(|(at, name)| at..at + name.len());
        let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
        let marked = ticks.chunks_exact(2).map(|pair| pair[0] + 1..pair[1]);
        let all = said.chain(marked).filter(|range| !range.is_empty());
        all.map(|range| Text::plain(&text[range.clone()], text.at(range))).collect()
    }

    /// The words of a cause or an action item: the scalar itself, or its `text`.
    fn words(&self, node: &Node<'_>) -> Option<Text> {
        if !node.is_mapping() {
            return self.text(node);
        }
        // `- primary: the token expired`
        self.first(node, &WORDS).or_else(|| self.text(sorted(node)?.1))
    }

    /// The first value of a mapping that one of these keys has.
    fn first(&self, node: &Node<'_>, keys: &[&str]) -> Option<Text> {
        keys.iter().find_map(|key| node.get(key).and_then(|value| self.text(value)))
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

    pub(super) fn action_items(&self, node: &Node<'_>) -> Vec<ActionItem> {
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        items.iter().filter_map(|item| self.action_item(item)).collect()
    }

    fn action_item(&self, node: &Node<'_>) -> Option<ActionItem> {
        let text = self.words(node)?;
        let (kind, asks) = (self.classify)(&text);
        let asks = match node.get("asks_for_alert").and_then(Node::as_str) {
            Some("true") => true,
            Some("false") => false,
            _ => asks,
        };
        Some(ActionItem {
            kind: node.get("kind").and_then(Node::as_str).and_then(kind_named).unwrap_or(kind),
            status: self.first(node, &["status", "state"]).map_or(Status::Unknown, |status| status_named(&status)),
            owner: self.first(node, &["owner", "assignee", "who"]),
            due: self.first(node, &["due", "deadline", "by"]),
            links: node.get("links").or_else(|| node.get("link")).map(|value| self.links(value)).unwrap_or_default(),
            asks_for_alert: asks,
            original: node.get("original").and_then(|value| self.original(value)),
            text,
        })
    }

    fn links(&self, node: &Node<'_>) -> Vec<Text> {
        let items = if node.is_sequence() { node.items() } else { std::slice::from_ref(node) };
        items.iter().filter_map(|item| self.text(item.get("url").unwrap_or(item))).collect()
    }

    /// Where something stood in the postmortem that it was exported from.
    pub(super) fn original(&self, node: &Node<'_>) -> Option<Original> {
        let number = |key| node.get(key).and_then(Node::as_str).and_then(|digits| digits.parse().ok()).unwrap_or(1);
        let file = node.get("file").and_then(Node::as_str)?.to_owned();
        Some(Original { file, line: number("line"), column: number("column") })
    }
}

/// The key and the value of a mapping that has but one, which sorts it: `primary: the token expired`.
fn sorted<'n, 's>(node: &'n Node<'s>) -> Option<(&'n str, &'n Node<'s>)> {
    let [(key, value)] = node.entries() else { return None };
    let key = key.as_str().filter(|key| !OTHER.contains(key))?;
    (!value.is_mapping() && !value.is_sequence()).then_some((key, value))
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
    if SIGNS.done.is_match(text.trim()) {
        Status::Done
    } else if SIGNS.open.is_match(text.trim()) {
        Status::Open
    } else {
        Status::Unknown
    }
}
