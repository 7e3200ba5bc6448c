//! One step of relabelling, as Prometheus does it to the labels of its alerts.

use regex::Regex;

use crate::source::Place;

/// One entry of `alert_relabel_configs`; what is not given has Prometheus' default.
#[derive(Clone, Debug)]
pub struct Relabel {
    /// The entry in the file.
    pub place: Place,
    /// What it does; `None` where that could not be read.
    pub action: Option<RelabelAction>,
    /// The labels whose values are joined and compared.
    pub source_labels: Vec<String>,
    /// What stands between the joined values.
    pub separator: String,
    /// What they are compared with, anchored at both ends; `None` where it could not be read.
    pub regex: Option<Regex>,
    /// The label that is written.
    pub target_label: String,
    /// What is written; `$1` stands for what a group matched.
    pub replacement: String,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelabelAction {
    /// Writes the target label.
    Replace,
    /// Drops the alert unless it matches.
    Keep,
    /// Drops the alert if it matches.
    Drop,
    /// Drops the alert unless the sources are the target.
    KeepEqual,
    /// Drops the alert if the sources are the target.
    DropEqual,
    /// Writes a number made from the sources.
    HashMod,
    /// Copies labels whose names match.
    LabelMap,
    /// Removes labels whose names match.
    LabelDrop,
    /// Removes labels whose names do not match.
    LabelKeep,
    /// Writes the sources in lower case.
    Lowercase,
    /// Writes the sources in upper case.
    Uppercase,
}
