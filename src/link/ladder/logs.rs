//! Alerts on logs: Loki evaluates them, of each tenant those in the folder of that name.

use super::defined::Vote;
use super::path_of;
use crate::link::coverage::Answer;
use crate::model::{Expr, Group, Model};
use crate::source::Sources;

/// The tenant of all that has none.
const NOBODY: &str = "fake";

/// What is known of Loki of a group whose alerts are all on logs (`is_of_logs`); `None` of any other, and where nothing of Loki is
/// here.
pub(super) fn vote((sources, model): (&Sources, &Model), group: &Group, is_of_logs: bool) -> Option<Vote> {
    let loki = model.lokis.first().filter(|_| is_of_logs && group.resource.is_none())?;
    let path = path_of(sources, loki.file);
    let unknown = |why: String| Some(Vote { answer: Answer::Unknown, why, place: Some(loki.place) });
    if model.lokis.len() > 1 || !loki.has_files {
        return unknown(format!("its rules are for Loki, and {path} does not say where they come from"));
    }
    if loki.sends == Some(false) {
        return Some(Vote::no(
            format!("the ruler of {path} has no alertmanager_url: nobody is told"),
            Some(loki.place),
        ));
    }
    let tenant = path_of(sources, group.file).rsplit('/').nth(1).unwrap_or_default();
    let is_theirs = |tenants: &[String]| tenants.iter().any(|it| it == tenant);
    let mut known = model.log_shippers.iter().map(|it| it.tenants.as_deref());
    let of_tenant = |tenant: &str| format!("{path} evaluates the rules of the tenant {tenant}, whose folder it is");
    match loki.has_tenants {
        false if tenant == NOBODY => {
            Some(Vote { answer: Answer::Yes, why: of_tenant(NOBODY), place: Some(loki.place) })
        }
        false => {
            let why = format!(
                "auth_enabled is off in {path}, so only rules in a folder {NOBODY} are evaluated, and this is {tenant}"
            );
            Some(Vote::no(why, Some(loki.place)))
        }
        true if model.log_shippers.is_empty() || known.any(|tenants| tenants.is_none_or(is_theirs)) => {
            unknown(format!("{path} evaluates the rules of each tenant, and may those of {tenant}"))
        }
        true => {
            let sent = model.log_shippers.iter().flat_map(|it| it.tenants.iter().flatten());
            let mut sent: Vec<&str> = sent.map(String::as_str).collect();
            sent.sort_unstable();
            sent.dedup();
            let why = format!(
                "auth_enabled is on in {path}: its rules are of the tenant {tenant}, and logs are sent as {} only",
                sent.join(", ")
            );
            Some(Vote::no(why, Some(loki.place)))
        }
    }
}

/// By group: are all its alerts in the language of Loki? Nothing is asked where no Loki is here.
pub(super) fn groups_of_logs(model: &Model) -> Vec<bool> {
    let mut counts = vec![(0, 0); model.rules.groups.len()];
    for alert in model.rules.alerts.iter().filter(|_| !model.lokis.is_empty()) {
        let (all, of_logs) = &mut counts[alert.group];
        *all += 1;
        *of_logs += usize::from(alert.expr.is_none() && Expr::is_of_logs(&alert.text));
    }
    counts.into_iter().map(|(all, of_logs)| all > 0 && all == of_logs).collect()
}
