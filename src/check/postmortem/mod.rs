//! Will the postmortem itself prevent the next incident? What a good reviewer would raise in the meeting, and no more.

pub(super) mod carried_over_action;
pub(super) mod contradiction;
pub(super) mod dead_link;
pub(super) mod distrusted_alert;
mod document;
pub(super) mod duplicate_id;
pub(super) mod impossible_times;
mod items;
pub(super) mod no_action_item;
pub(super) mod no_collateral;
pub(super) mod no_detection;
pub(super) mod no_detection_item;
pub(super) mod no_impact;
pub(super) mod no_prevention;
pub(super) mod no_root_cause;
pub(super) mod no_timeline;
pub(super) mod overdue_action;
pub(super) mod shallow_root_cause;
pub(super) mod undated_action;
pub(super) mod unheard_alert;
pub(super) mod unowned_action;
pub(super) mod vague_action;
