//! `waivers:` gaps that are accepted in writing.

use serde::Deserialize;

use super::{Day, Glob};

/// A finding that is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(transform = super::schema::waiver))]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// A pattern on the ids of checks: `coverage/root-cause`, `guard/*`.
    pub check: Glob,
    /// The incident's id.
    #[serde(default)]
    pub incident: Option<String>,
    /// The risk's id in its incident: `RC1`.
    #[serde(default)]
    pub risk: Option<String>,
    /// A pattern on the alert's name.
    #[serde(default)]
    pub alert: Option<Glob>,
    /// A pattern on the file, relative to the configuration's own folder.
    #[serde(default)]
    pub path: Option<Glob>,
    /// Why it is accepted.
    #[cfg_attr(test, schemars(regex(pattern = r"\S")))]
    pub reason: String,
    /// The last day on which it holds; without it, it holds for good.
    #[serde(default)]
    pub until: Option<Day>,
    /// The line at which it stands, from 1.
    #[serde(skip)]
    pub line: usize,
}

/// What is wrong with one of them: the word at which to say so, and why.
pub(super) fn fault(waivers: &[Waiver]) -> Option<(String, String)> {
    waivers.iter().find_map(|waiver| {
        let check = waiver.check.text.clone();
        if waiver.reason.trim().is_empty() {
            return Some((check, "a waiver says why: give a reason".to_owned()));
        }
        let names = waiver.incident.is_some() || waiver.alert.is_some() || waiver.path.is_some();
        if names {
            return None;
        }
        let message = match &waiver.risk {
            Some(risk) => format!("of which incident is {risk}? Give the incident too"),
            None => "a waiver says what it is for: incident, alert or path; a whole check is set under severity".into(),
        };
        Some((check, message))
    })
}

/// Tells each waiver its line: that of its dash, or of the list where it is written in brackets.
pub(super) fn locate(waivers: &mut [Waiver], text: &str) {
    let Some(start) = text.lines().position(|line| line.starts_with("waivers:")) else { return };
    let list = || text.lines().enumerate().skip(start + 1);
    let dash = |line: &str| line.trim_start().starts_with("- ").then(|| line.len() - line.trim_start().len());
    let indent = list().find_map(|(_, line)| dash(line));
    let ends = |line: &str| line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '-' | '#'));
    let own = list().take_while(|(_, line)| !ends(line)).filter(|(_, line)| indent.is_some() && dash(line) == indent);
    let lines: Vec<usize> = own.map(|(at, _)| at + 1).collect();
    let count = waivers.len();
    for (at, waiver) in waivers.iter_mut().enumerate() {
        waiver.line = lines.get(at).copied().filter(|_| lines.len() == count).unwrap_or(start + 1);
    }
}
