//! What a repository holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use alertgap::git::Repository;
use alertgap::load::Loaded;
use alertgap::model::Kind;

use crate::cli::args::Host;

/// So many services are proposed.
const MOST_SERVICES: usize = 20;

/// What was found, by what it was taken for.
pub(super) struct Survey {
    /// What, and in how many files of which folders.
    kinds: BTreeMap<&'static str, BTreeMap<String, usize>>,
    /// Folders and files right here in which something was found.
    tops: BTreeSet<String>,
    /// Configurations of Prometheus and of Alertmanager.
    configurations: [Vec<String>; 2],
    /// What incidents call services.
    services: BTreeSet<String>,
}

impl Survey {
    pub(super) fn of(loaded: &Loaded) -> Survey {
        let mut survey = Survey {
            kinds: BTreeMap::new(),
            tops: BTreeSet::new(),
            configurations: [Vec::new(), Vec::new()],
            services: BTreeSet::new(),
        };
        for entry in &loaded.model.files {
            let path = &loaded.sources.file(entry.file).path;
            entry.kinds.iter().for_each(|kind| survey.add(path, *kind));
        }
        let services = loaded.model.incidents.iter().flat_map(|incident| &incident.services);
        survey.services = services.map(|service| service.value.clone()).filter(|name| is_word(name)).collect();
        survey
    }

    fn add(&mut self, path: &str, kind: Kind) {
        let Some(what) = called(kind) else { return };
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        *self.kinds.entry(what).or_default().entry(folder.to_owned()).or_default() += 1;
        self.tops.insert(path.split('/').next().unwrap_or(path).to_owned());
        match kind {
            Kind::Prometheus => self.configurations[0].push(path.to_owned()),
            Kind::Alertmanager => self.configurations[1].push(path.to_owned()),
            _ => {}
        }
    }

    /// `found   12 postmortems in postmortems`, a line a kind.
    pub(super) fn found(&self) -> Vec<String> {
        let lines = self.kinds.iter().map(|(what, folders)| {
            let count: usize = folders.values().sum();
            let names: Vec<&str> = folders.keys().take(3).map(String::as_str).collect();
            let more =
                if folders.len() > 3 { format!(" and {} more folders", folders.len() - 3) } else { String::new() };
            format!("found   {count} × {what} in {}{more}", names.join(", "))
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { vec!["found   no postmortem and no rule file".to_owned()] } else { lines }
    }

    /// The configuration, all of it commented out.
    pub(super) fn configuration(&self) -> String {
        let found: Vec<String> = self.found().iter().map(|line| line.replacen("found ", "# ", 1)).collect();
        let rules = self.kinds.get(RULES).and_then(|folders| folders.keys().next()).map_or("alerts", String::as_str);
        let text = include_str!("../../../templates/init/alertgap.yml").replace("{found}", &found.join("\n"));
        let tops: Vec<String> = self.tops.iter().map(|top| quoted(top)).collect();
        let text = text.replace(
            "{folders}",
            if tops.is_empty() { "alerts, postmortems".into() } else { tops.join(", ") }.as_str(),
        );
        let text = text.replace("{services}", &self.proposed_services());
        text.replace("{environments}", &self.proposed_environment()).replace("{rules}", &quoted(rules))
    }

    fn proposed_services(&self) -> String {
        let example = "#   checkout: {aliases: [basket, web shop], selectors: [{namespace: shop, app: checkout}]}";
        let own = self
            .services
            .iter()
            .take(MOST_SERVICES)
            .map(|name| format!("#   {}: {{selectors: [{{app: {}}}]}}", quoted(name), quoted(name)));
        let own: Vec<String> = own.collect();
        if own.is_empty() { example.to_owned() } else { own.join("\n") }
    }

    fn proposed_environment(&self) -> String {
        let list = |at: usize, other: &str| {
            let paths: Vec<String> = self.configurations[at].iter().map(|path| quoted(path)).collect();
            if paths.is_empty() { other.to_owned() } else { paths.join(", ") }
        };
        let (prometheus, alertmanager) = (list(0, "prod/prometheus.yml"), list(1, "prod/alertmanager.yml"));
        format!("#   prod: {{prometheus: [{prometheus}], alertmanager: [{alertmanager}], counts: true}}")
    }
}

const RULES: &str = "rules";

fn called(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Postmortem => Some("postmortem"),
        Kind::Incident => Some("list of incidents"),
        Kind::Rules | Kind::RuleResource | Kind::ConfigMap | Kind::Values => Some(RULES),
        Kind::Prometheus | Kind::PrometheusResource => Some("configuration of Prometheus"),
        Kind::Alertmanager => Some("configuration of Alertmanager"),
        Kind::UnitTests => Some("unit tests"),
        Kind::Blackbox => Some("configuration of the blackbox exporter"),
        Kind::Loki => Some("configuration of Loki"),
        Kind::Exposition | Kind::RulesDump | Kind::Silences => Some("what a server said"),
        Kind::Manifest | Kind::Modes | Kind::OtherDocument | Kind::OtherData => None,
    }
}

/// A name that stays one when it is written into YAML, and on one line of a comment.
fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' '))
}

/// As a YAML scalar in single quotes where it needs them. What cannot stand on one line of a comment is left away.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_plain { text } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Where the repository lives, by what it holds or by its remotes.
pub(super) fn host() -> Option<Host> {
    let is_there = |path: &str| Path::new(path).exists();
    let remotes = || Repository::here().map(|here| here.remotes()).unwrap_or_default();
    match () {
        () if is_there(".github") => Some(Host::Github),
        () if is_there(".gitlab-ci.yml") || is_there(".gitlab") => Some(Host::Gitlab),
        () => of_remotes(&remotes()),
    }
}

fn of_remotes(remotes: &[String]) -> Option<Host> {
    let leads_to = |name: &str| remotes.iter().any(|address| address.contains(name));
    let hosts = [("github", Host::Github), ("gitlab", Host::Gitlab)];
    hosts.into_iter().find(|(name, _)| leads_to(name)).map(|(_, host)| host)
}

/// The branch that is checked out, or `main`.
pub(super) fn branch() -> String {
    let branch = Repository::here().ok().and_then(|here| here.branch());
    quoted(branch.as_deref().unwrap_or("main"))
}
