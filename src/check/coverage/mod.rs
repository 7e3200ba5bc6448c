//! Gaps: risks that no alert guards.

pub(super) mod action_item;
pub(super) mod collateral;
pub(super) mod contributing_factor;
pub(super) mod done_without_alert;
pub(super) mod missing_alert;
pub(super) mod recurrence;
pub(super) mod root_cause;
pub(super) mod same_weakness;
pub(super) mod slow_detection;
pub(super) mod undetected;
