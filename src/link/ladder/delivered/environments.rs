//! Configurations that stand side by side, and what they agree on.

use super::Delivery;
use crate::link::{Answer, Rung};

/// May configurations of these environments belong together? What belongs to none may stand in any.
pub(super) fn share(some: &[String], others: &[String]) -> bool {
    some.is_empty() || others.is_empty() || some.iter().any(|name| others.contains(name))
}

/// What the environments of a configuration are called; empty where it has none.
pub(super) fn name_of(environments: &[String]) -> String {
    environments.join(" and ")
}

/// What all environments agree on; which of them counts nobody has said.
pub(super) fn agreed(mut environments: Vec<(String, Delivery)>, of: &str) -> Delivery {
    let (name, first) = environments.swap_remove(0);
    if let Some((other, told)) = environments.iter().find(|(_, other)| other.rung.is != first.rung.is) {
        let said = |name: &str, rung: &Rung| format!("in {name} {}", rung.why);
        let who = match name.is_empty() || other.is_empty() {
            true => format!("{of} disagree"),
            false => format!("{}, {}", said(&name, &first.rung), said(other, &told.rung)),
        };
        return Delivery::unknown(format!("{who}; nothing under environments: says which counts"));
    }
    environments.into_iter().fold(first, |mut all, (_, other)| {
        all.pages = if all.pages == other.pages { all.pages } else { Answer::Unknown };
        all.quiet = all.quiet.filter(|_| other.quiet.is_some());
        all.reached.extend(other.reached);
        all
    })
}
