//! `alertgap.yml`: what an organisation tells about itself. Text → [`Config`]; it reads no file and judges nothing.
//!
//! Every key is optional. A key that is not known is an error at its line: a setting that silently does nothing is
//! worse than none. What the fields of [`Written`] say stands in the JSON Schema as well, which is made of them.

mod environments;
mod fault;
mod grades;
mod limits;
mod monitors;
mod scalar;
#[cfg(test)]
mod schema;
mod services;
mod severity;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod waivers;

pub use environments::{Duty, Environment, Receivers};
pub use fault::{Fault, fault_of, hint};
pub use grades::{Grade, Grades};
pub use limits::Limits;
pub use monitors::Monitor;
pub use scalar::{Day, Glob, Span};
pub use services::{Service, Services};
pub use severity::{BySeverity, RequiredRungs, RungName, Targets};
pub use sources::SourceGlobs;
pub use table::Table;
pub use waivers::Waiver;

use serde::Deserialize;

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "alertgap.yml";

/// What the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `sources`: what is read where no path is named.
    pub sources: SourceGlobs,
    /// `services`: what the services are called, and by which labels their series are known.
    pub services: Services,
    /// `failure_modes`: files of the organisation's own failure modes, in the form of `rules/*.yml`.
    pub failure_modes: Vec<String>,
    /// `languages`: in which languages postmortems are written; empty for all that are known.
    pub languages: Vec<String>,
    /// `severity`: how grave the findings of a check are.
    pub severity: Grades,
    /// `detection_targets`: within which time an incident should page.
    pub detection_targets: Targets,
    /// `required_rungs`: which rungs have to hold, beside those that may never say no.
    pub required_rungs: RequiredRungs,
    /// `environments`: which configurations belong together, by name.
    pub environments: Table<Environment>,
    /// `mounts`: paths at which a Prometheus sees folders of this repository.
    pub mounts: Table<String>,
    /// `receivers`: what receivers do, where their kind does not tell.
    pub receivers: Receivers,
    /// `monitors`: what watches from outside Prometheus.
    pub monitors: Vec<Monitor>,
    /// `waivers`: gaps that are accepted in writing.
    pub waivers: Vec<Waiver>,
    /// `limits`: how much is read, and how much is drawn.
    pub limits: Limits,
    /// `link_template`: the address of a line of a file.
    pub link_template: Option<String>,
}

/// What an organisation tells alertgap about itself. Paths and patterns are relative to this file's own folder.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Configuration of alertgap"))]
#[serde(deny_unknown_fields, default)]
struct Written {
    /// What is read where no path is named on the command line.
    sources: SourceGlobs,
    /// What the services are called, and by which labels their series are known.
    services: Table<Option<services::Written>>,
    /// Files of your own failure modes, in the form of the built-in ones. A mode with the id of a built-in one takes
    /// its place.
    failure_modes: Vec<String>,
    /// In which languages postmortems are written, besides English; without it, every language that is known.
    languages: Vec<String>,
    /// How grave the findings of a check are, by patterns on its id. Of several that match, the longest counts.
    severity: Table<Grade>,
    /// Within which time an incident should page, by its severity; `default` holds for all others.
    detection_targets: Targets,
    /// Which rungs of a guard have to hold, by the severity of the incident; `default` holds for all others. One that nothing
    /// supplied can tell does not. `defined`, `live`, `scoped` and `delivered` may never say no, whether they are named or not.
    required_rungs: RequiredRungs,
    /// Configurations of Prometheus and Alertmanager that belong together, by name.
    environments: Table<Environment>,
    /// Paths at which a Prometheus sees folders of this repository: `/etc/prometheus/rules: alerts`.
    #[cfg_attr(test, schemars(schema_with = "schema::mounts"))]
    mounts: Table<String>,
    /// What receivers of Alertmanager do, by patterns on their names, where their kind does not tell.
    receivers: Receivers,
    /// What watches from outside Prometheus.
    monitors: Vec<Monitor>,
    /// Gaps that are accepted in writing.
    waivers: Vec<Waiver>,
    /// How much is read, and how much is drawn.
    limits: Limits,
    /// The address of a line of a file, with `{path}` and `{line}` in it: findings link to it.
    #[cfg_attr(test, schemars(schema_with = "schema::link_template"))]
    link_template: Option<String>,
}

/// What a configuration says, or the first thing that is wrong with it.
///
/// # Errors
///
/// The place, what was found there, and what to write instead.
pub fn read(text: &str) -> Result<Config, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let written: Option<Written> = serde_yaml::from_str(text).map_err(|error| fault_of(text, &error))?;
    let mut config = config(written.unwrap_or_default()).map_err(|(word, why)| Fault::at_word(text, &word, why))?;
    waivers::locate(&mut config.waivers, text);
    Ok(config)
}

/// The configuration, or a word of it that is wrong, and why.
fn config(written: Written) -> Result<Config, (String, String)> {
    let faults = [
        environments::fault(&written.environments),
        mount_fault(&written.mounts),
        path_fault(written.failure_modes.iter().chain(written.mounts.entries.iter().map(|(_, folder)| folder))),
        severity::fault(&written.detection_targets),
        severity::fault(&written.required_rungs),
        monitors::fault(&written.monitors),
        waivers::fault(&written.waivers),
        written.link_template.as_deref().and_then(template_fault),
    ];
    if let Some(fault) = faults.into_iter().flatten().next() {
        return Err(fault);
    }
    Ok(Config {
        sources: written.sources,
        services: Services::new(written.services)?,
        failure_modes: written.failure_modes,
        languages: written.languages,
        severity: Grades::new(written.severity)?,
        detection_targets: written.detection_targets,
        required_rungs: written.required_rungs,
        environments: written.environments,
        mounts: written.mounts,
        receivers: written.receivers,
        monitors: written.monitors,
        waivers: written.waivers,
        limits: written.limits,
        link_template: written.link_template,
    })
}

/// A relative path needs no mount: it is relative to the configuration of Prometheus that names it.
fn mount_fault(mounts: &Table<String>) -> Option<(String, String)> {
    let relative = mounts.keys().find(|deployed| !deployed.starts_with('/'))?;
    Some((relative.to_owned(), format!("`{relative}` is no deployed path; it begins with /")))
}

/// A path that only Windows would understand: the configuration is read elsewhere as well.
fn path_fault<'a>(mut paths: impl Iterator<Item = &'a String>) -> Option<(String, String)> {
    let path = paths.find(|path| path.contains('\\'))?;
    Some((path.clone(), format!("`{path}` holds a backslash: write / between folders, on Windows as well")))
}

/// What is wrong with an address into which `{path}` and `{line}` are put.
fn template_fault(template: &str) -> Option<(String, String)> {
    let names = template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    if let Some(unknown) = names.into_iter().find(|name| !matches!(*name, "path" | "file" | "line")) {
        return Some((format!("{{{unknown}}}"), format!("`{{{unknown}}}` is not known; write {{path}} and {{line}}")));
    }
    if !template.starts_with("https://") && !template.starts_with("http://") {
        return Some((template.to_owned(), "a link is the address of a page: https://…/{path}#L{line}".to_owned()));
    }
    let is_whole = template.contains("{path}") || template.contains("{file}");
    (!is_whole).then(|| (template.to_owned(), "a link needs the file: write {path} into it".to_owned()))
}
