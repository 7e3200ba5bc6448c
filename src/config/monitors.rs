//! `monitors:` what watches from outside Prometheus.

use serde::Deserialize;

/// A monitor that is no Prometheus rule: a probe, an SLO, a check of another vendor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Monitor {
    /// What it is called.
    pub name: String,
    /// Where it can be seen.
    #[serde(default)]
    pub url: Option<String>,
    /// What it guards: `INC-2031` (its root cause, where there is but one), `INC-2031/RC1`, or `INC-2031/MODE` by a
    /// failure mode.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub guards: Vec<String>,
}

/// The monitor that guards nothing, and why that is wrong.
pub(super) fn fault(monitors: &[Monitor]) -> Option<(String, String)> {
    let is_blank = |monitor: &&Monitor| monitor.guards.iter().any(|name| name.trim().is_empty());
    if let Some(blank) = monitors.iter().find(is_blank) {
        let why = format!("an empty name stands under guards of \"{}\"; name an incident", blank.name);
        return Some((blank.name.clone(), why));
    }
    let idle = monitors.iter().find(|monitor| monitor.guards.is_empty())?;
    Some((idle.name.clone(), format!("\"{}\" guards nothing; name an incident under guards", idle.name)))
}
