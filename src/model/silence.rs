//! What somebody has silenced in a running Alertmanager.

use jiff::Timestamp;

use super::LabelMatcher;
use crate::source::Place;

/// A silence, as `amtool silence query -o json` and `/api/v2/silences` list it.
#[derive(Clone, Debug)]
pub struct Silence {
    /// All of them have to hold of an alert.
    pub matchers: Vec<LabelMatcher>,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Had it ended, or been taken back, when the list was saved?
    pub is_over: bool,
    /// Its first matcher in the file.
    pub place: Place,
}
