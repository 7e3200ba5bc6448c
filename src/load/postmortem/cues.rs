//! The words of `rules/cues.yml`.

use std::sync::LazyLock;

use super::words::Cues;

/// Words by which sentences are understood.
pub(super) static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::embedded(include_str!(concat!(env!("OUT_DIR"), "/cues.json"))));

/// Is this the text of somebody who had nothing to say, or of a template that nobody has filled in?
pub(super) fn is_nothing(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
        || (text.len() <= 200 && (CUES.has("nothing", text) || CUES.has("placeholder", text)))
}
