//! Model → Coverage: which alert guards which risk. Pure; it reads no file and prints nothing.

mod coverage;
pub mod modes;
pub mod reading;

pub use coverage::{
    Answer, Coverage, Evidence, EvidenceKind, Guard, IncidentCoverage, Near, RiskCoverage, Rung, Rungs, Sees, Verdict,
};
