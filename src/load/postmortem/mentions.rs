//! What a document sets in inline code: names of alerts and metrics, among other things.

use super::document::{BlockKind, Document, slice};
use crate::model::Text;

/// Inline code, in the order of the text.
pub(super) fn read(document: &Document<'_>) -> Vec<Text> {
    let prose = document.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Comment | BlockKind::Html));
    let code = prose.flat_map(|block| block.codes.iter().map(|range| slice(&block.text, range.clone())));
    code.filter(|name| !name.is_empty()).collect()
}
