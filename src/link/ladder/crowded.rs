//! Whether a rule gives up because more of its alerts fire at once than its group allows.

use super::{Asked, Ladder};
use crate::link::asked::at_once;
use crate::link::coverage::{Flaw, Rung};
use crate::model::Alert;

impl Ladder<'_> {
    /// So many were hurt together that the rule fails, and with it all of its alerts are dropped.
    pub(super) fn crowded(&self, alert: &Alert, asked: &Asked<'_>) -> Option<Rung> {
        let group = &self.model.rules.groups[alert.group];
        let limit = group.limit.filter(|limit| *limit > 0)?;
        let told = [asked.text, asked.story].into_iter().filter_map(|text| at_once(text, alert)).reduce(f64::max)?;
        let why = || {
            format!(
                "with more than {limit} alerts at a time its rule fails and gives none (limit of its group), and {told} were hurt"
            )
        };
        (told > limit as f64).then(|| Rung::broken(Flaw::Unmoved, why()).at(group.name.place))
    }
}
