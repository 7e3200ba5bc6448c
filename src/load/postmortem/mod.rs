//! Postmortems: Markdown documents, and incidents in YAML or JSON.

use super::part::Part;
use super::yaml::{Node, Origin};
use crate::source::FileId;

/// Reads a Markdown document into `part`; `false` where it is no postmortem.
pub(super) fn read(_file: FileId, _path: &str, _text: &str, _part: &mut Part) -> bool {
    false
}

/// Reads incidents that stand in YAML or JSON into `part`; `false` where they are in no form we know.
pub(super) fn read_structured(_origin: Origin<'_>, _root: &Node<'_>, _part: &mut Part) -> bool {
    false
}
