//! What `inspect` tells, as it stands in its JSON.

use serde::Serialize;

use crate::link::Guard;
use crate::report::json::Ladder;

#[derive(Serialize)]
pub(super) struct Inspection<'a> {
    pub(super) schema: u32,
    pub(super) alertgap: &'static str,
    pub(super) files: Vec<Inspected<'a>>,
    pub(super) skipped: Vec<Unread<'a>>,
}

/// One file that was read.
#[derive(Default, Serialize)]
pub(super) struct Inspected<'a> {
    pub(super) file: &'a str,
    pub(super) kinds: Vec<&'static str>,
    pub(super) incidents: Vec<Understood<'a>>,
    pub(super) groups: Vec<Grouped<'a>>,
    pub(super) alerts: Vec<Alerting<'a>>,
    pub(super) recordings: Vec<Recorded<'a>>,
    pub(super) faults: Vec<Refused<'a>>,
}

/// A value, and the line that states it.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Fact<'a> {
    pub(super) value: Option<&'a str>,
    pub(super) line: Option<usize>,
}

/// A time, and the line that states it.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Time<'a> {
    pub(super) value: Option<&'a str>,
    pub(super) line: Option<usize>,
    /// Can it have been?
    pub(super) possible: Option<bool>,
}

/// Where something stood before it was exported.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Stood<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
}

#[derive(Serialize)]
pub(super) struct Understood<'a> {
    pub(super) line: usize,
    pub(super) original: Option<Stood<'a>>,
    pub(super) id: Fact<'a>,
    pub(super) title: Fact<'a>,
    pub(super) severity: Fact<'a>,
    pub(super) status: Fact<'a>,
    pub(super) services: Vec<Fact<'a>>,
    pub(super) affected: Vec<Fact<'a>>,
    /// What a provider runs for them: `database`, `cache`, `queue`, `search`, `containers`.
    pub(super) hosted: Vec<&'static str>,
    pub(super) detected_by: Fact<'a>,
    pub(super) detected_alert: Fact<'a>,
    pub(super) started: Time<'a>,
    pub(super) detected: Time<'a>,
    pub(super) mitigated: Time<'a>,
    pub(super) resolved: Time<'a>,
    pub(super) duration_seconds: Option<u64>,
    /// The line that states it; `null` of what was taken from the times.
    pub(super) duration_line: Option<usize>,
    pub(super) time_to_detect_seconds: Option<u64>,
    pub(super) time_to_detect_line: Option<usize>,
    pub(super) timeline: bool,
    pub(super) risks: Vec<Risked<'a>>,
    pub(super) action_items: Vec<Item<'a>>,
}

#[derive(Serialize)]
pub(super) struct Risked<'a> {
    pub(super) kind: &'static str,
    pub(super) basis: &'static str,
    pub(super) because: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) line: usize,
    pub(super) end_line: usize,
    pub(super) text: &'a str,
    pub(super) alerts: Vec<&'a str>,
    pub(super) monitors: Vec<&'a str>,
    pub(super) original: Option<Stood<'a>>,
    /// What guards it, best first.
    pub(super) guards: Vec<Guarding<'a>>,
}

#[derive(Serialize)]
pub(super) struct Guarding<'a> {
    pub(super) alert: &'a str,
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) rungs: Ladder<'a>,
    #[serde(skip)]
    pub(super) guard: &'a Guard,
}

#[derive(Serialize)]
pub(super) struct Item<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) asks_for_alert: bool,
    pub(super) owner: Option<&'a str>,
    pub(super) due: Option<&'a str>,
    pub(super) links: Vec<&'a str>,
    pub(super) original: Option<Stood<'a>>,
    pub(super) line: usize,
    pub(super) end_line: usize,
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Grouped<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    /// Which YAML document of the file, from 0.
    pub(super) document: usize,
    pub(super) alerts: usize,
    pub(super) recordings: usize,
}

#[derive(Serialize)]
pub(super) struct Alerting<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) group: &'a str,
    /// Metrics that its expression names; empty where it could not be read.
    pub(super) reads: Vec<&'a str>,
    /// Could the expression be read as PromQL?
    pub(super) understood: bool,
}

#[derive(Serialize)]
pub(super) struct Recorded<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) group: &'a str,
    pub(super) reads: Vec<&'a str>,
    pub(super) understood: bool,
}

#[derive(Serialize)]
pub(super) struct Refused<'a> {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) message: &'a str,
}

#[derive(Serialize)]
pub(super) struct Unread<'a> {
    pub(super) file: &'a str,
    pub(super) line: Option<usize>,
    pub(super) why: &'a str,
    pub(super) help: &'a str,
}
