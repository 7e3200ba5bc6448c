//! What a server says of a rule: whether it has loaded it, and how its last evaluation went.

use super::{Ladder, path_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::{Alert, Expr, LoadedRule, RulesDump};

impl Ladder<'_> {
    /// What the servers say that they have loaded; `None` where none was asked.
    pub(super) fn dumped(&self, alert: &Alert) -> Option<Rung> {
        let dumps: Vec<&RulesDump> = self.model.rules_dumps.iter().filter(|dump| dump.has_alerts).collect();
        let found: Vec<Found> = dumps.iter().map(|dump| in_dump(dump, alert)).collect();
        let first = dumps.first()?;
        let path = path_of(self.sources, first.file);
        let all = |wanted: Found| found.iter().all(|found| *found == wanted);
        Some(if all(Found::Same) {
            Rung::yes(format!("the server has loaded it, says {path}"))
        } else if all(Found::Missing) {
            Rung::broken(Flaw::NotLoaded, format!("the server has not loaded it, says {path}")).at(alert.name.place)
        } else if found.contains(&Found::Other) {
            Rung::unknown(format!("the server runs a {} with another expression, says {path}", &*alert.name))
        } else {
            Rung::unknown("one server has loaded it and another has not")
        })
    }

    /// What a server says of its last evaluation, where that has failed.
    pub(super) fn evaluation_fails(&self, alert: &Alert) -> Option<Rung> {
        let loaded = self.model.rules_dumps.iter().flat_map(|dump| dump.alerts.iter().map(move |rule| (dump, rule)));
        let mut own = loaded.filter(|(_, rule)| rule.name.value == alert.name.value && is_same(rule, alert));
        let (dump, rule) = own.find(|(_, rule)| rule.health == "err")?;
        let path = path_of(self.sources, dump.file);
        Some(Rung::unknown(format!("the server could not evaluate it last time, says {path}")).at(rule.name.place))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Same,
    Other,
    Missing,
}

fn in_dump(dump: &RulesDump, alert: &Alert) -> Found {
    let mut named = dump.alerts.iter().filter(|rule| rule.name.value == alert.name.value).peekable();
    if named.peek().is_none() {
        return Found::Missing;
    }
    if named.any(|rule| is_same(rule, alert)) { Found::Same } else { Found::Other }
}

/// Do they ask the same, however it is written? The server prints what it has read.
fn is_same(rule: &LoadedRule, alert: &Alert) -> bool {
    let (loaded, here) = (rule.query.value.trim(), alert.text.value.trim());
    loaded == here || Expr::canonical(loaded).is_some_and(|loaded| Expr::canonical(here) == Some(loaded))
}
