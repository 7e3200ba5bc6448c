//! Fields of a configuration, read as what they hold. What is not of the expected form is not there.

use crate::load::yaml::{Node, Origin};
use crate::model::{Interval, Label};
use crate::source::Place;

/// A mapping, and where its text stands.
pub(in crate::load) struct Fields<'o, 'n> {
    pub(in crate::load) origin: Origin<'o>,
    pub(in crate::load) node: &'n Node<'n>,
}

impl Fields<'_, '_> {
    /// Where `key` itself stands.
    pub(in crate::load) fn key(&self, key: &str) -> Option<Place> {
        let mut entries = self.node.entries().iter();
        entries.find(|(name, _)| name.as_str() == Some(key)).map(|(name, _)| self.origin.place(name.range.clone()))
    }

    /// Where the first key stands, or the whole of it where there is none.
    pub(in crate::load) fn first_key(&self) -> Place {
        let range = self.node.entries().first().map_or(self.node.range.clone(), |(key, _)| key.range.clone());
        self.origin.place(range)
    }

    /// A duration.
    pub(in crate::load) fn interval(&self, key: &str) -> Option<Interval> {
        let node = self.node.get(key)?;
        let millis = crate::promql::millis(node.as_str()?)?;
        Some(Interval { millis, place: self.origin.place(node.range.clone()) })
    }

    /// A mapping of names to values.
    pub(in crate::load) fn labels(&self, key: &str) -> Vec<Label> {
        let entries = self.node.get(key).map_or(&[][..], |node| node.entries());
        let label = |(name, value): &(Node<'_>, Node<'_>)| {
            Some(Label { name: self.origin.text(name)?, value: self.origin.text(value)? })
        };
        entries.iter().filter_map(label).collect()
    }

    /// The text of a scalar; nothing of a null.
    pub(in crate::load) fn value(&self, key: &str) -> Option<&str> {
        self.node.get(key).filter(|node| !node.is_null()).and_then(|node| node.as_str())
    }
}

/// The items of a list; none of anything else.
pub(in crate::load) fn listed<'n, 'a>(node: Option<&'n Node<'a>>) -> &'n [Node<'a>] {
    node.map_or(&[], |node| node.items())
}

/// The scalars of a list.
pub(in crate::load) fn values(node: Option<&Node<'_>>) -> Vec<String> {
    listed(node).iter().filter_map(|item| item.as_str()).map(str::to_owned).collect()
}

/// The fields that give an entry of `scrape_configs` its targets.
pub(super) fn sources<'n>(node: &'n Node<'_>) -> impl Iterator<Item = &'n str> {
    let keys = node.entries().iter().filter_map(|(key, _)| key.as_str());
    keys.filter(|key| key.ends_with("_sd_configs") || *key == "static_configs")
}
