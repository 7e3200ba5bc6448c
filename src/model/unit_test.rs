//! What the files of `promtool test rules` assert of alerts.

use super::{Label, Text};
use crate::source::{FileId, Place};

/// One file of unit tests.
#[derive(Clone, Debug)]
pub struct UnitTests {
    /// The file.
    pub file: FileId,
    /// `rule_files`, relative to the file.
    pub rule_files: Vec<Text>,
    /// Everything that is asserted of alerts, in the order written.
    pub assertions: Vec<Assertion>,
    /// What promtool said of it; `None` where it was not run.
    pub ran: Option<Ran>,
}

/// What became of unit tests that were run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ran {
    /// All of them pass.
    Passed,
    /// One fails, or promtool does not take the file: why.
    Failed(String),
}

/// What one `alert_rule_test` asserts.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// `alertname`.
    pub alert: Text,
    /// `eval_time`, in milliseconds; 0 where none is given.
    pub at: u64,
    /// `exp_alerts`: the labels of every alert that fires; empty where silence is asserted.
    pub fires: Vec<Vec<Label>>,
    /// The whole entry.
    pub place: Place,
    /// `name` of the test around it, and comments in it: they may name an incident.
    pub words: Vec<Text>,
}
