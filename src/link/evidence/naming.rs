//! Action items and other sentences that name a new alert, and the causes because of which they do.

use super::Question;
use crate::link::around::Naming;
use crate::model::RiskKind;

impl<'a> Question<'a> {
    /// Items that ask for an alert, and name it, because of this very cause: they speak of the same failure mode, they
    /// name its id, there is nothing else they could be about, they have more words of this root cause than of anything beside it, or
    /// their alert sees the only one, or what follows from it.
    pub(super) fn own_items(&self) -> impl Iterator<Item = &Naming<'a>> {
        let alone = self.around.others == 1;
        let only = self.risk.kind == RiskKind::RootCause && self.around.root_causes == 1;
        let id = self.risk.id.as_ref().map(|id| id.to_ascii_lowercase());
        let naming = if self.risk.kind == RiskKind::ActionItem { &[][..] } else { self.around.naming() };
        let says_id = move |item: &Naming<'_>| id.as_ref().is_some_and(|id| item.words.contains(id));
        let shares_mode = |item: &Naming<'_>| item.modes.iter().any(|mode| self.modes.contains(mode));
        let sees = move |item: &Naming<'_>| {
            let mut alerts = item.names.iter().flat_map(|name| self.index.named(name));
            let sees = |alert| self.modes.iter().any(|mode| !self.index.seers(*mode).of_alert(alert).is_empty());
            only && alerts.any(|alert| sees(*alert))
        };
        let is_cause = self.risk.kind == RiskKind::RootCause;
        let is_meant = move |item: &Naming<'_>| is_cause && self.around.means_cause(item, self.risk);
        naming.iter().filter(move |item| alone || says_id(item) || shares_mode(item) || sees(item) || is_meant(item))
    }
}
