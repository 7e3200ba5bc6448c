//! `list checks` and `list modes`, a line each.

use super::Look;
use super::look::Style;
use super::words::severity;
use crate::check::{CHECKS, Check};
use crate::model::{FailureMode, Modes};

/// The checks: id, default severities, what each says.
pub fn checks(look: &Look) -> Vec<u8> {
    let widest = CHECKS.iter().map(|check| check.id.len()).max().unwrap_or(0);
    let line = |check: &&Check| {
        let id = look.paint(Style::Bold, &format!("{:<widest$}", check.id));
        let severities: Vec<&str> = check.severity.iter().map(|kind| severity(*kind)).collect();
        format!("{id}  {:<15}  {}\n", severities.join(", "), gist(check.page))
    };
    CHECKS.iter().map(line).collect::<String>().into_bytes()
}

/// The failure modes: id, title, and whether an alert can be suggested.
pub fn failure_modes(modes: &Modes, look: &Look) -> Vec<u8> {
    let widest = modes.list.iter().map(|mode| mode.id.len()).max().unwrap_or(0);
    let line = |mode: &FailureMode| {
        let id = look.paint(Style::Bold, &format!("{:<widest$}", mode.id));
        let note = if mode.monitorable { "" } else { " (no metric sees it)" };
        format!("{id}  {}{note}\n", mode.title)
    };
    modes.list.iter().map(line).collect::<String>().into_bytes()
}

/// The sentence below the title of a page.
pub(super) fn gist(page: &str) -> &str {
    page.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default()
}
