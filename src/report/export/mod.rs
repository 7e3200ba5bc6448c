//! `alertgap export`: the incidents in the documented form, with what guards each risk, to check in beside the alerts.
//!
//! `check` reads it back with the same risks and findings. What the incidents do not say has no key. `guards` are the
//! alerts that guard a risk by a fact, as they were when it was written; whoever reads it back links anew.

mod collect;
#[cfg(test)]
mod schema;
mod shape;
#[cfg(test)]
mod tests;

use super::Report;
use super::json::print;

/// The incidents of `report` in the documented form, as JSON.
pub fn export(report: &Report<'_>) -> Vec<u8> {
    print(&collect::export(report))
}
