//! What became of an action item.

use crate::link::coverage::{IncidentCoverage, Verdict};
use crate::model::{Incident, Status};

/// What became of an action item, as far as anybody can tell from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Done, and the alert it asked for is there and would page.
    Guarded,
    /// Done by its own words, and the alert it asked for is not there, or would not page.
    Broken,
    /// Done; nothing here can show it.
    Done,
    /// Not done yet.
    Open,
    /// The text does not say.
    Unknown,
}

/// The fate of the action item at `at` of [`Incident::action_items`].
pub(crate) fn fate(incident: &Incident, coverage: &IncidentCoverage, at: usize) -> Fate {
    match incident.action_items.get(at).map(|item| item.status) {
        Some(Status::Open) => Fate::Open,
        Some(Status::Done) => done(incident, coverage, at),
        Some(Status::Unknown) | None => Fate::Unknown,
    }
}

fn done(incident: &Incident, coverage: &IncidentCoverage, at: usize) -> Fate {
    let risk = incident.risks.iter().position(|risk| risk.item == Some(at));
    match risk.and_then(|risk| coverage.risks.get(risk)).map(|risk| risk.verdict) {
        Some(Verdict::Covered) => Fate::Guarded,
        Some(Verdict::Gap | Verdict::Weak) => Fate::Broken,
        Some(Verdict::Elsewhere | Verdict::Waived | Verdict::NotMonitorable) | None => Fate::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, fate};
    use crate::link::Verdict;
    use crate::link::record::sample::Case;
    use crate::model::Status;

    #[test]
    fn what_is_ticked_off_is_held_against_the_alerts() {
        let fates = |status, verdict| {
            let case = Case::new("2026-01-05", &["web"]).asking(status, verdict);
            fate(&case.incident, &case.coverage, 0)
        };
        assert_eq!(fates(Status::Done, Verdict::Covered), Fate::Guarded);
        assert_eq!(fates(Status::Done, Verdict::Gap), Fate::Broken);
        assert_eq!(fates(Status::Done, Verdict::Weak), Fate::Broken);
        assert_eq!(fates(Status::Done, Verdict::Elsewhere), Fate::Done);
        assert_eq!(fates(Status::Open, Verdict::Covered), Fate::Open);
    }

    #[test]
    fn an_item_that_asks_for_no_alert_is_taken_by_its_word() {
        let mut case = Case::new("2026-01-05", &["web"]).asking(Status::Done, Verdict::Gap);
        case.incident.risks.clear();
        case.coverage.risks.clear();
        assert_eq!(fate(&case.incident, &case.coverage, 0), Fate::Done);
    }
}
