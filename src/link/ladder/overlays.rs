//! Rules that kustomize applies for trials alone: `overlays/staging` lists them, and `overlays/prod` beside it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::applied::{are_applied_as_they_are, path_named};
use super::defined::Vote;
use super::{glob, path_of};
use crate::link::words::WORDS;
use crate::model::{Kustomization, Model};
use crate::source::{FileId, Sources};

/// The files of rules that nobody applies where customers are, each with why.
#[derive(Default)]
pub(super) struct Overlays {
    on_trial: BTreeMap<FileId, Vote>,
}

impl Overlays {
    pub(super) fn new(sources: &Sources, model: &Model) -> Overlays {
        let kustomizations = &model.cluster.kustomizations;
        let is_open = || kustomizations.iter().flat_map(|it| &it.names).any(|name| name.contains('*'));
        if kustomizations.len() < 2 || !model.cluster.has_read("Kustomization") || is_open() {
            return Overlays::default();
        }
        let tree = Tree::new(sources, kustomizations);
        let of_resource = model.rules.groups.iter().filter(|group| group.resource.is_some());
        let files: BTreeSet<FileId> = of_resource.map(|group| group.file).collect();
        let only_on_trial = |file: FileId| Some((file, tree.only_on_trial(path_of(sources, file))?));
        let on_trial: BTreeMap<FileId, Vote> = files.into_iter().filter_map(only_on_trial).collect();
        if on_trial.is_empty() || are_applied_as_they_are(sources) {
            return Overlays::default();
        }
        Overlays { on_trial }
    }

    /// Why a file is applied for trials alone.
    pub(super) fn vote(&self, file: FileId) -> Option<&Vote> {
        self.on_trial.get(&file)
    }
}

/// Which kustomization names which.
struct Tree<'t> {
    kustomizations: &'t [Kustomization],
    /// The folder of each.
    folders: Vec<String>,
    /// What each of them names, as paths.
    names: Vec<BTreeSet<String>>,
}

impl<'t> Tree<'t> {
    fn new(sources: &Sources, kustomizations: &'t [Kustomization]) -> Tree<'t> {
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

    fn only_on_trial(&self, file: &str) -> Option<Vote> {
        let through = self.through(&glob::cleaned(file));
        let applied: Vec<usize> = through.iter().copied().filter(|at| self.is_applied(*at)).collect();
        let is_trial = |at: usize| WORDS.places().is_on_trial(self.place(at).1);
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
