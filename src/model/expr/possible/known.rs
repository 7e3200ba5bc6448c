//! What the names of metrics of well-known exporters say, from `rules/metrics.yml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

/// Known metrics.
pub(super) static METRICS: LazyLock<Metrics> = LazyLock::new(|| {
    let file = include_str!(concat!(env!("OUT_DIR"), "/metrics.json"));
    serde_json::from_str::<Metrics>(file).expect("a test reads the file").indexed()
});

/// The file, and what is looked up in it for every selector.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metrics {
    /// What is counted, and what counts a part of it under the same labels.
    wholes: HashMap<String, Vec<String>>,
    /// Words in the names of counters of a part, and of wholes.
    part_words: HashSet<String>,
    whole_words: HashSet<String>,
    /// By the beginnings of names: the labels by which an exporter tells its series apart.
    own_labels: BTreeMap<String, Vec<String>>,
    one_a_target: HashSet<String>,
    /// By exporter: the beginnings of the names of its metrics.
    exporters: BTreeMap<String, Vec<String>>,
    past: HashSet<String>,
    /// All parts of any whole.
    #[serde(skip)]
    parts: HashSet<String>,
    /// The beginnings of names with their exporters, in the order of those, by their first byte.
    #[serde(skip)]
    begins: HashMap<u8, Vec<(String, String)>>,
}

impl Metrics {
    fn indexed(mut self) -> Metrics {
        self.parts = self.wholes.values().flatten().cloned().collect();
        for (exporter, begins) in &self.exporters {
            for begin in begins {
                let Some(first) = begin.bytes().next() else { continue };
                self.begins.entry(first).or_default().push((begin.clone(), exporter.clone()));
            }
        }
        self
    }

    /// Does the metric `part` count a part of what `whole` counts?
    pub(super) fn is_part(&self, part: &str, whole: &str) -> bool {
        self.wholes.get(whole).is_some_and(|parts| parts.iter().any(|known| known == part))
    }

    /// Does the counter `part` count a part of what `whole` counts, as both are called: `payments_failed_total` of
    /// `payments_total`?
    pub(super) fn is_named_part(&self, part: &str, whole: &str) -> bool {
        let words = |name: &str| -> Vec<String> {
            let kept =
                name.split('_').filter(|word| !self.part_words.contains(*word) && !self.whole_words.contains(*word));
            kept.map(|word| word.strip_suffix('s').unwrap_or(word).to_owned()).collect()
        };
        let holds = |name: &str| name.split('_').any(|word| self.part_words.contains(word));
        let of = words(whole);
        let are_counters = part.ends_with("_total") && whole.ends_with("_total");
        are_counters && holds(part) && !holds(whole) && !of.is_empty() && words(part) == of
    }

    /// Is it one of those, a part or a whole, which are never negative?
    pub(super) fn is_amount(&self, name: &str) -> bool {
        self.wholes.contains_key(name) || self.parts.contains(name)
    }

    /// The labels that each series of a metric has of its own, and no target.
    pub(super) fn own_labels(&self, name: &str) -> &[String] {
        let found = self.own_labels.iter().find(|(begins, _)| name.starts_with(&**begins));
        found.map_or(&[], |(_, labels)| labels)
    }

    /// The exporter whose metric it is.
    pub(super) fn exporter(&self, name: &str) -> Option<&str> {
        let begins = self.begins.get(&name.bytes().next()?)?;
        let found = begins.iter().find(|(begin, _)| name.starts_with(&**begin));
        // What has a colon is recorded.
        found.filter(|_| !name.contains(':')).map(|(_, exporter)| &**exporter)
    }

    /// Is it a label that only some exporters give to their series?
    pub(super) fn is_own_label(&self, label: &str) -> bool {
        self.own_labels.values().flatten().any(|own| own == label)
    }

    /// Has a target one series of it, with none of these labels?
    pub(super) fn is_one_a_target(&self, name: &str) -> bool {
        self.one_a_target.contains(name)
    }

    /// Is its value a time in the past?
    pub(super) fn is_past(&self, name: &str) -> bool {
        self.past.contains(name)
    }
}
