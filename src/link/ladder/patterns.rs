//! The patterns of `rule_files`, held against the paths here: as a container sees them where one is known to run with the
//! configuration.

use std::collections::{BTreeMap, BTreeSet};

use super::defined::Vote;
use super::inside::Inside;
use super::mounted::of_agent;
use super::{glob, path_of};
use crate::link::Settings;
use crate::model::{Group, Kind, Model, Runs, Text};
use crate::source::Sources;

/// What stands here, as paths.
pub(super) struct Ground<'a> {
    pub(super) sources: &'a Sources,
    pub(super) model: &'a Model,
    settings: &'a Settings,
    /// Folders, files that are no rule files, and rule files with a fault in them: Prometheus refuses everything where a
    /// pattern matches one.
    spoilers: BTreeMap<String, Spoiler>,
    /// Folders with rule files in them.
    rule_folders: BTreeSet<String>,
    /// The containers of Prometheis.
    insides: &'a [Inside<'a>],
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        (sources, model): (&'a Sources, &'a Model),
        settings: &'a Settings,
        insides: &'a [Inside<'a>],
    ) -> Ground<'a> {
        let no_rules = |kind: &Kind| !matches!(kind, Kind::Rules | Kind::Manifest | Kind::OtherData);
        let others = model.files.iter().filter(|file| !file.kinds.is_empty() && file.kinds.iter().all(no_rules));
        let path = |file| glob::cleaned(path_of(sources, file));
        let mut spoilers: BTreeMap<String, Spoiler> = others.map(|file| (path(file.file), Spoiler::Other)).collect();
        for (_, file) in sources.iter() {
            let path = glob::cleaned(&file.path);
            let folders = path.match_indices('/').filter(|(at, _)| *at > 0);
            spoilers.extend(folders.map(|(at, _)| (path[..at].to_owned(), Spoiler::Other)));
        }
        let refused = model.faults.iter();
        spoilers.extend(refused.map(|fault| (path(fault.place.file), Spoiler::Refused)));
        let folder = |group: &Group| folder_of(&path(group.file)).to_owned();
        let rule_folders = model.rules.groups.iter().map(folder).collect();
        Ground { sources, model, settings, spoilers, rule_folders, insides }
    }

    /// The container that runs with a configuration.
    pub(super) fn inside(&self, path: &str) -> Option<&'a Inside<'a>> {
        Inside::of(self.insides, (self.sources, self.model), &glob::cleaned(path))
    }

    /// Why nothing evaluates what a configuration names, whatever that is.
    pub(super) fn idle(&self, path: &str) -> Option<Vote> {
        let misplaced = || {
            let (why, place) = Inside::misplaced(self.insides, (self.sources, self.model), &glob::cleaned(path))?;
            Some(Vote::no(why, Some(place)))
        };
        self.agent(path).or_else(misplaced)
    }

    /// Why what a configuration names is never evaluated: each Prometheus that is known to run with it is an agent.
    fn agent(&self, path: &str) -> Option<Vote> {
        let given =
            |runs: &Runs| runs.configuration.as_deref().is_some_and(|it| glob::cleaned(it) == glob::cleaned(path));
        let workloads = self.model.cluster.workloads.iter();
        let with_it = workloads.filter(|workload| workload.runs.as_ref().is_some_and(given));
        let votes: Option<Vec<Vote>> = with_it.map(of_agent).collect();
        votes?.into_iter().next()
    }
}

/// Why Prometheus refuses all for one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spoiler {
    /// It is no rule file.
    Other,
    /// It is one with a fault in it.
    Refused,
}

impl Spoiler {
    pub(super) const fn shown(self) -> &'static str {
        match self {
            Spoiler::Other => "which is no rule file",
            Spoiler::Refused => "in which something is refused",
        }
    }
}

/// One of `rule_files`.
pub(super) struct Pattern<'a> {
    pub(super) written: &'a Text,
    /// As paths here are written; `None` where it leads outside.
    pub(super) here: Option<String>,
    /// What it matches of the paths here, in the container that runs with it; `None` where none is known.
    seen: Option<BTreeSet<String>>,
    /// Does it match any file here?
    pub(super) hits: bool,
    /// May it lead to files that are not here? Not where it leads into a folder of rule files here, all of which it leaves
    /// out: `rules/*.yaml` beside `rules/a.yml`.
    pub(super) is_astray: bool,
    /// What it matches that spoils all, the gravest.
    pub(super) spoiler: Option<(String, Spoiler)>,
}

impl<'a> Pattern<'a> {
    pub(super) fn new(
        ground: &Ground<'_>,
        configuration: &str,
        written: &'a Text,
        inside: Option<&Inside<'_>>,
    ) -> Pattern<'a> {
        let mounted = mounted(written, ground.settings);
        let inside = inside.filter(|_| mounted.is_none());
        let here = mounted.or_else(|| beside(configuration, written));
        let paths = || ground.sources.iter().map(|(_, file)| glob::cleaned(&file.path));
        let seen = inside.map(|inside| {
            let all: BTreeSet<String> = paths().chain(ground.spoilers.keys().cloned()).collect();
            all.into_iter().filter(|path| inside.matches(written, path)).collect()
        });
        let pattern = Pattern { written, here, seen, hits: false, is_astray: false, spoiler: None };
        let hits = paths().any(|path| pattern.matches(&path));
        let is_astray = match inside {
            Some(inside) => inside.may_bring_others(written),
            None => !hits && !pattern.misses(ground),
        };
        let matched = ground.spoilers.iter().filter(|(path, _)| pattern.matches(path));
        let spoiler = matched.max_by_key(|(_, spoiler)| **spoiler).map(|(path, spoiler)| (path.clone(), *spoiler));
        Pattern { hits, is_astray, spoiler, ..pattern }
    }

    /// Does one that matches nothing lead into a folder of rule files here? A file of that name may be made from a template
    /// that stands here: `rules/a.yml` from `rules/a.yml.j2`.
    fn misses(&self, ground: &Ground<'_>) -> bool {
        let made = |here: &str| ground.sources.iter().any(|(_, file)| glob::cleaned(&file.path).starts_with(here));
        self.here.as_deref().is_some_and(|here| ground.rule_folders.contains(folder_of(here)) && !made(here))
    }

    /// Does it match a file here?
    pub(super) fn matches(&self, file: &str) -> bool {
        let file = glob::cleaned(file);
        match &self.seen {
            Some(seen) => seen.contains(&file),
            None => self.here.as_ref().is_some_and(|here| glob::matches(here, &file) == Some(true)),
        }
    }

    /// Is it read as the container sees it that runs with it?
    pub(super) fn is_inside(&self) -> bool {
        self.seen.is_some()
    }
}

/// A pattern as paths here are written, by what is said to be mounted where.
fn mounted(written: &str, settings: &Settings) -> Option<String> {
    let cleaned = glob::cleaned(written);
    let mounted = settings.mounts.iter().filter_map(|mount| {
        let rest = cleaned.strip_prefix(mount.deployed.trim_end_matches('/'))?;
        rest.starts_with('/').then(|| (mount.deployed.len(), format!("{}{rest}", glob::escaped(&mount.folder))))
    });
    let nearest = mounted.max_by_key(|(length, _)| *length).filter(|_| written.starts_with('/'));
    nearest.map(|(_, pattern)| glob::cleaned(&pattern))
}

/// A pattern of a file at `configuration`, as paths here are written.
fn beside(configuration: &str, written: &str) -> Option<String> {
    if written.starts_with('/') {
        // The configuration itself may have been named by its whole path.
        return configuration.starts_with('/').then(|| glob::cleaned(written));
    }
    Some(glob::beside(&glob::escaped(configuration), written))
}

/// `rules` of `rules/*.yml`; nothing of `a.yml`.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Prometheus takes a `*` in the last part of a path only, and patterns that Go can read.
pub(super) fn is_refused(pattern: &str) -> bool {
    let early = pattern.find('*').is_some_and(|star| pattern[star..].contains('/'));
    early || glob::matches(pattern, "").is_none()
}
