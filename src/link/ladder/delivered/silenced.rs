//! Silences of a running Alertmanager, where somebody has saved the list of them.

use jiff::SignedDuration;

use super::labels::Labels;
use super::muting::{Hours, Share};
use super::routing::all_match;
use super::{Keeper, Quiet};
use crate::link::Answer;
use crate::model::Silence;

/// No work on a machine takes longer: what is silenced for so many days has been forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What keeps an alert with these labels quiet: a silence that held while the incident lasted, or one of a week and more that holds
/// since then.
pub(super) fn silenced(silences: &[Silence], labels: &Labels<'_>, hours: Option<Hours>) -> Option<Quiet> {
    let covers = |silence: &Silence| {
        let share = hours.map(|hours| hours.share(&|at| Some(silence.starts <= at && at < silence.ends)));
        let lasts = silence.starts.duration_until(silence.ends) >= FORGOTTEN;
        let ended_before = hours.is_some_and(|hours| hours.began_after(silence.ends));
        share == Some(Share::All) || lasts && !ended_before
    };
    let holds = |silence: &&Silence| {
        !silence.is_over
            && all_match(&silence.matchers, labels, &mut Default::default()) == Answer::Yes
            && covers(silence)
    };
    let silence = silences.iter().find(holds)?;
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d");
    let label = format!("silenced from {} to {}", day(silence.starts), day(silence.ends));
    Some(Quiet { by: Keeper::Silence, share: Share::All, place: silence.place, label })
}
