//! Words of a document that may be the name of an alert or a metric.

use std::sync::LazyLock;

use regex::Regex;

use super::document::{BlockKind, Document, slice};
use crate::model::Text;

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    // `HighErrorRate`, `node_memory_MemFree_bytes`, `job:requests:rate5m`.
    let pattern =
        r"(?-u:\b)(?:[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*|[a-zA-Z][a-zA-Z0-9]*(?:[_:][a-zA-Z0-9]+){1,})(?-u:\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Inline code, and other words that look like names, in the order of the text.
pub(super) fn read(document: &Document<'_>) -> Vec<Text> {
    let mut found: Vec<Text> = Vec::new();
    for block in &document.blocks {
        if matches!(block.kind, BlockKind::Comment | BlockKind::Html) {
            continue;
        }
        let names = NAME.find_iter(&block.text).map(|name| name.range());
        let free =
            names.filter(|name| !block.codes.iter().any(|code| code.start <= name.start && name.end <= code.end));
        let mut ranges: Vec<_> = block.codes.iter().cloned().chain(free).collect();
        ranges.sort_by_key(|range| range.start);
        found.extend(ranges.into_iter().map(|range| slice(&block.text, range)).filter(|name| !name.is_empty()));
    }
    found
}
