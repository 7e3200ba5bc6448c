//! What got better and worse since an earlier audit.
//!
//! Risks are known again by their key: the incident's name, the kind, and the words. A risk that was reworded is a new
//! one, and the old one is gone; nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::incidents::IncidentRow;
use super::{Audit, RiskRef, SCHEMA};

/// An earlier audit, as far as it is compared.
#[derive(Deserialize)]
pub struct Earlier {
    schema: u32,
    #[serde(rename = "audit")]
    _audit: String,
    answer: Answer,
    incidents: Vec<Incident>,
}

#[derive(Deserialize)]
struct Answer {
    root_causes: Tally,
}

/// Root causes then.
#[derive(Clone, Copy, Deserialize, Serialize)]
struct Tally {
    all: usize,
    covered: usize,
    inferred: usize,
    weak: usize,
    gaps: usize,
}

#[derive(Deserialize)]
struct Incident {
    name: String,
    risks: Vec<Risk>,
}

#[derive(Deserialize)]
struct Risk {
    key: String,
    text: String,
    verdict: String,
    inferred: bool,
}

/// What changed.
#[derive(Serialize)]
pub(super) struct Changes {
    before: Tally,
    worse: Vec<Change>,
    better: Vec<Change>,
    /// Risks that were not known then, and that would page nobody.
    appeared: Vec<RiskRef>,
    /// Risks that are told of no more.
    gone: Vec<Gone>,
    /// Risks of which the verdict is the same.
    same: usize,
}

/// A risk whose verdict changed.
#[derive(Serialize)]
struct Change {
    #[serde(flatten)]
    at: RiskRef,
    was: String,
    was_inferred: bool,
}

#[derive(Serialize)]
struct Gone {
    incident: String,
    text: String,
    was: String,
}

impl Earlier {
    /// Reads what an earlier run wrote as JSON.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub fn read(json: &str) -> Result<Earlier, String> {
        let hint = "it is written by `alertgap report -o FILE.json`";
        let earlier: Earlier =
            serde_json::from_str(json).map_err(|error| format!("it is no audit as JSON: {error}; {hint}"))?;
        match earlier.schema {
            SCHEMA => Ok(earlier),
            other => Err(format!("it is of version {other} of the form, and this program knows {SCHEMA}")),
        }
    }

    /// An audit of this run, to hold another against.
    pub fn of(audit: &Audit) -> Earlier {
        let json = serde_json::to_string(audit).expect("plain structs with string keys become JSON");
        serde_json::from_str(&json).expect("an audit holds what is compared")
    }
}

/// What changed between `earlier` and the rows of now, in their order.
pub(super) fn changes(earlier: Earlier, incidents: &[IncidentRow]) -> Changes {
    let mut known: BTreeMap<&str, &Risk> = BTreeMap::new();
    for risk in earlier.incidents.iter().flat_map(|incident| &incident.risks) {
        known.insert(&risk.key, risk);
    }
    let before = earlier.answer.root_causes;
    let mut changes =
        Changes { before, worse: Vec::new(), better: Vec::new(), appeared: Vec::new(), gone: Vec::new(), same: 0 };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (incident, row) in incidents.iter().enumerate() {
        for (risk, of) in row.risks.iter().enumerate() {
            let at = RiskRef { incident, risk };
            seen.insert(&of.key);
            let now = worth(of.verdict, of.inferred);
            match known.get(of.key.as_str()) {
                None if now <= worth("weak", false) => changes.appeared.push(at),
                None => {}
                Some(was) => changes.add(at, was, now),
            }
        }
    }
    for incident in &earlier.incidents {
        let gone = incident.risks.iter().filter(|risk| !seen.contains(risk.key.as_str()));
        let row =
            |risk: &Risk| Gone { incident: incident.name.clone(), text: risk.text.clone(), was: risk.verdict.clone() };
        changes.gone.extend(gone.map(row));
    }
    changes
}

impl Changes {
    fn add(&mut self, at: RiskRef, was: &Risk, now: u8) {
        let change = || Change { at, was: was.verdict.clone(), was_inferred: was.inferred };
        match now.cmp(&worth(&was.verdict, was.inferred)) {
            std::cmp::Ordering::Less => self.worse.push(change()),
            std::cmp::Ordering::Greater => self.better.push(change()),
            std::cmp::Ordering::Equal => self.same += 1,
        }
    }
}

/// The better, the more.
fn worth(verdict: &str, inferred: bool) -> u8 {
    match verdict {
        "gap" => 0,
        "weak" => 1,
        "not-monitorable" => 2,
        "elsewhere" => 3,
        "waived" => 4,
        _ if inferred => 5,
        _ => 6,
    }
}
