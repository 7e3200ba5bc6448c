//! Groups that Alertmanager has opened before: what joins one is told at its next turn.

use super::inhibit::{Told, same};
use super::labels::Labels;
use super::muting::Hours;
use super::routing::{End, routed};
use super::{Keeper, Quiet, Share, World};
use crate::link::ladder::told_targets::values_told;
use crate::model::{Alertmanager, Prometheus, Route, shown_millis};

/// What keeps an alert with these labels back: wherever it ends it joins a group whose turns are as far apart as the incident
/// lasted, and which another alert had opened that was firing all the while, as the postmortem says.
pub(super) fn kept_back(
    alertmanager: &Alertmanager,
    labels: &Labels<'_>,
    (world, prometheus): (&World<'_>, Option<&Prometheus>),
    (hours, told): (Option<Hours>, &Told<'_>),
) -> Option<Quiet> {
    let lasted = hours?.millis()?;
    let ends = routed(alertmanager, labels).ends;
    let route = |end: &End| &alertmanager.routes[end.route];
    let may_wait = |end: &End| end.certain && route(end).group_interval >= lasted && !route(end).groups_alerts();
    if ends.is_empty() || !ends.iter().all(may_wait) {
        return None;
    }
    let opens = |of: &Labels<'_>, end: &End| {
        let joined = |route: &Route| route.group_by.iter().all(|label| same(label, labels, of));
        routed(alertmanager, of).ends.contains(end) && joined(route(end))
    };
    told.iter().find_map(|other| {
        let mut of = Labels::new(other, world.others, prometheus);
        of.narrow(prometheus.map(|it| values_told(other, it, world)).unwrap_or_default());
        let is_other = !same("alertname", labels, &of);
        let first = ends.first().filter(|_| is_other && ends.iter().all(|end| opens(&of, end)))?;
        let turn = shown_millis(route(first).group_interval);
        let label = format!("joins the group of {}, which was firing: its turns are {turn} apart", &*other.name);
        Some(Quiet { by: Keeper::Group, share: Share::All, place: route(first).place, label })
    })
}
