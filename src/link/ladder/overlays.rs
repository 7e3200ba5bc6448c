//! Rules that kustomize applies for trials alone: `overlays/staging` lists them, and `overlays/prod` beside it does not, or
//! deletes them by a patch.

use std::collections::{BTreeMap, BTreeSet};

use super::applied::{are_applied_as_they_are, path_named};
use super::defined::Vote;
use super::{glob, path_of};
use crate::link::words::WORDS;
use crate::model::{Deleted, Group, Kustomization, Model, Resource, RulePatch};
use crate::source::{FileId, Sources};

/// The rules that nobody applies where customers are, by their file and what they are called there, each with why.
#[derive(Default)]
pub(super) struct Overlays {
    on_trial: BTreeMap<(FileId, String), Vote>,
}

impl Overlays {
    pub(super) fn new(sources: &Sources, model: &Model) -> Overlays {
        let kustomizations = &model.cluster.kustomizations;
        let is_open = || kustomizations.iter().flat_map(|it| &it.names).any(|name| name.contains('*'));
        let deletes = kustomizations.iter().any(|it| !it.deletes.is_empty());
        if kustomizations.len() < 2 && !deletes || !model.cluster.has_read("Kustomization") || is_open() {
            return Overlays::default();
        }
        let tree = Tree::new(sources, kustomizations);
        let of_resource = model.rules.groups.iter().filter_map(|group| Some((group.file, group.resource.as_ref()?)));
        let each: BTreeMap<(FileId, String), &Resource> =
            of_resource.map(|(file, resource)| ((file, resource.name.clone()), resource)).collect();
        let on_trial: BTreeMap<(FileId, String), Vote> = each
            .into_iter()
            .filter_map(|(key, resource)| Some((tree.only_on_trial(path_of(sources, key.0), resource)?, key)))
            .map(|(vote, key)| (key, vote))
            .collect();
        if on_trial.is_empty() || are_applied_as_they_are(sources) {
            return Overlays::default();
        }
        Overlays { on_trial }
    }

    /// Why a group is applied for trials alone.
    pub(super) fn vote(&self, group: &Group) -> Option<&Vote> {
        self.on_trial.get(&(group.file, group.resource.as_ref()?.name.clone()))
    }
}

/// Which kustomization names which.
pub(super) struct Tree<'t> {
    kustomizations: &'t [Kustomization],
    /// The folder of each.
    folders: Vec<String>,
    /// What each of them names, as paths.
    names: Vec<BTreeSet<String>>,
}

impl<'t> Tree<'t> {
    pub(super) fn new(sources: &Sources, kustomizations: &'t [Kustomization]) -> Tree<'t> {
        let path = |it: &Kustomization| glob::cleaned(path_of(sources, it.file));
        let folder =
            |it: &Kustomization| path(it).rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned());
        let names = |it: &Kustomization| it.names.iter().map(|name| path_named(&path(it), name)).collect();
        Tree {
            kustomizations,
            folders: kustomizations.iter().map(folder).collect(),
            names: kustomizations.iter().map(names).collect(),
        }
    }

    /// Those that name a path.
    fn naming<'a>(&'a self, path: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.names.iter().enumerate().filter(move |(_, names)| names.contains(path)).map(|(at, _)| at)
    }

    /// Those that nobody names: somebody applies them.
    fn is_applied(&self, at: usize) -> bool {
        self.naming(&self.folders[at]).all(|other| other == at)
    }

    /// Those through which a file is applied.
    fn through(&self, file: &str) -> BTreeSet<usize> {
        let mut reached: BTreeSet<usize> = self.naming(file).collect();
        let mut new: Vec<usize> = reached.iter().copied().collect();
        while let Some(at) = new.pop() {
            new.extend(self.naming(&self.folders[at]).filter(|other| reached.insert(*other)));
        }
        reached
    }

    /// The folder around that of a kustomization, and what the kustomization is called there.
    fn place(&self, at: usize) -> (&str, &str) {
        self.folders[at].rsplit_once('/').unwrap_or(("", &self.folders[at]))
    }

    /// The kustomizations on the way through which `at` applies something, itself first.
    fn way(&self, at: usize, through: &BTreeSet<usize>) -> Vec<usize> {
        let mut way = vec![at];
        let mut next = 0;
        while let Some(&at) = way.get(next) {
            let named = through.iter().copied().filter(|other| self.names[at].contains(&self.folders[*other]));
            let new: Vec<usize> = named.filter(|other| !way.contains(other)).collect();
            way.extend(new);
            next += 1;
        }
        way
    }

    /// What deletes a resource on the way through which `at` applies it.
    fn deletes(&self, at: usize, through: &BTreeSet<usize>, resource: &Resource) -> Option<&Deleted> {
        let way = self.way(at, through);
        let mut all = way.iter().flat_map(|at| &self.kustomizations[*at].deletes);
        all.find(|it| it.kind == resource.kind && it.name == resource.name)
    }

    /// What JSON patches change of the rules of a resource wherever it is applied for customers, in their order; nothing where that
    /// differs from place to place.
    pub(super) fn changes(&self, file: &str, resource: &Resource) -> Vec<&'t RulePatch> {
        let through = self.through(file);
        let real = through.iter().copied().filter(|at| self.is_applied(*at) && !self.is_trial(*at));
        let of = |at: usize| -> Vec<&'t RulePatch> {
            let way = self.way(at, &through).into_iter().rev();
            let patches = way.flat_map(|at| &self.kustomizations[at].patches);
            patches.filter(|patch| patch.targets(resource)).flat_map(|patch| &patch.changes).collect()
        };
        let mut each = real.map(of);
        let first = each.next().unwrap_or_default();
        let same = |other: Vec<&RulePatch>| other.iter().map(|it| &it.change).eq(first.iter().map(|it| &it.change));
        if each.all(same) { first } else { Vec::new() }
    }

    fn is_trial(&self, at: usize) -> bool {
        WORDS.places().is_on_trial(self.place(at).1)
    }

    fn only_on_trial(&self, file: &str, resource: &Resource) -> Option<Vote> {
        let through = self.through(&glob::cleaned(file));
        let applied: Vec<usize> = through.iter().copied().filter(|at| self.is_applied(*at)).collect();
        let is_trial = |at: usize| self.is_trial(at);
        let real = || applied.iter().filter(|at| !is_trial(**at));
        let deleted: Vec<&Deleted> = real().filter_map(|at| self.deletes(*at, &through, resource)).collect();
        if let Some(first) = deleted.first().filter(|_| deleted.len() == real().count()) {
            let why = format!("a patch deletes the {} {} (`$patch: delete`)", first.kind, first.name);
            return Some(Vote::no(why, Some(first.place)));
        }
        let first = *applied.first().filter(|_| applied.iter().all(|at| is_trial(*at)))?;
        let beside = |at: &usize| self.place(*at).0 == self.place(first).0 && !through.contains(at);
        let real = (0..self.folders.len()).find(|at| beside(at) && self.is_applied(*at) && !is_trial(*at))?;
        let why = format!(
            "{} does not list it; only {} does, and nothing runs for customers there",
            self.folders[real], self.folders[first]
        );
        Some(Vote::no(why, self.kustomizations[real].place))
    }
}
