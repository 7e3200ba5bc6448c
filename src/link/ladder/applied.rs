//! Whether a manifest is applied at all: what stands in the folder of a `kustomization.yaml` and is not listed is not.

use std::collections::{BTreeMap, BTreeSet};

use super::defined::Vote;
use super::mentioned::mentioned;
use super::{glob, path_of};
use crate::model::{Alertmanager, Form, Group, Kustomization, Model};
use crate::source::{FileId, Place, Sources};

/// The files of which nothing is applied, each with why.
#[derive(Default)]
pub(super) struct LeftOut {
    files: BTreeMap<FileId, (String, Place)>,
}

impl LeftOut {
    /// Of those that hold rules, monitors or configurations.
    pub(super) fn new(sources: &Sources, model: &Model) -> LeftOut {
        let kustomizations = &model.cluster.kustomizations;
        // What Flux applies is not followed, nor is what could not be read.
        if kustomizations.is_empty() || !model.cluster.has_read("Kustomization") {
            return LeftOut::default();
        }
        let of_resource = |group: &&Group| group.resource.as_ref().is_some_and(|resource| resource.kind != "values");
        let of_part = |it: &&Alertmanager| matches!(it.form, Form::Part(_));
        let rules = model.rules.groups.iter().filter(of_resource).map(|group| group.file);
        let parts = model.alertmanagers.iter().filter(of_part).map(|part| part.file);
        let monitors = model.cluster.monitors.iter().map(|monitor| monitor.place.file);
        let repository = Repository { sources, kustomizations };
        let all: BTreeSet<FileId> = rules.chain(parts).chain(monitors).collect();
        let unlisted: Vec<Unlisted> = all.into_iter().filter_map(|file| repository.unlisted(file)).collect();
        if unlisted.is_empty() || are_applied_as_they_are(sources) {
            return LeftOut::default();
        }
        let named = mentioned(sources, unlisted.iter().map(|it| it.name.as_str()).collect());
        let is_kustomization = |file: FileId| kustomizations.iter().any(|it| it.file == file);
        let is_named = |it: &Unlisted| {
            let files = named.get(it.name.as_str()).map_or(&[][..], Vec::as_slice);
            files.iter().any(|file| *file != it.file && !is_kustomization(*file))
        };
        let left = unlisted.iter().filter(|it| !is_named(it));
        LeftOut { files: left.map(|it| (it.file, (it.why.clone(), it.place))).collect() }
    }

    /// Why nothing of a file is applied.
    pub(super) fn vote(&self, file: FileId) -> Option<Vote> {
        let (why, place) = self.files.get(&file)?;
        Some(Vote::no(why.clone(), Some(*place)))
    }
}

struct Repository<'r> {
    sources: &'r Sources,
    kustomizations: &'r [Kustomization],
}

/// A file that no kustomization names, though there is one in its folder.
struct Unlisted {
    file: FileId,
    /// What it is called there.
    name: String,
    why: String,
    place: Place,
}

impl Repository<'_> {
    fn unlisted(&self, file: FileId) -> Option<Unlisted> {
        let path = glob::cleaned(path_of(self.sources, file));
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let beside = |it: &&Kustomization| glob::beside(path_of(self.sources, it.file), name) == path;
        let own = self.kustomizations.iter().find(|it| it.place.is_some() && beside(it))?;
        let is_named = self.kustomizations.iter().any(|it| self.names(it, &path));
        if is_named || self.sources.iter().any(|(_, source)| is_chart_around(&source.path, folder)) {
            return None;
        }
        let why = format!("{} does not list it, so nobody applies it", path_of(self.sources, own.file));
        Some(Unlisted { file, name: name.to_owned(), why, place: own.place? })
    }

    /// Does a kustomization name that file, as a resource, a patch or anything else?
    fn names(&self, kustomization: &Kustomization, path: &str) -> bool {
        let at = path_of(self.sources, kustomization.file);
        kustomization.names.iter().any(|name| name.contains('*') || path_named(at, name) == path)
    }
}

/// The path of what the kustomization at `at` names. A file may be given another name: `alerts.yml=rules/alerts.yml`.
pub(super) fn path_named(at: &str, name: &str) -> String {
    glob::beside(at, name.rsplit_once('=').map_or(name, |(_, name)| name))
}

/// Does anything here apply files as they are?
pub(super) fn are_applied_as_they_are(sources: &Sources) -> bool {
    let directory = |text: &str| text.contains("argoproj.io") && text.contains("directory:");
    let by_hand = |text: &str| text.contains("kubectl") && text.lines().any(applies_files);
    sources.iter().any(|(_, source)| directory(&source.text) || by_hand(&source.text))
}

/// Does a chart stand in the folder or above it?
fn is_chart_around(path: &str, folder: &str) -> bool {
    let path = glob::cleaned(path);
    let at = path.strip_suffix("Chart.yaml").map(|at| at.trim_end_matches('/'));
    at.is_some_and(|at| {
        at.is_empty() || folder == at || folder.strip_prefix(at).is_some_and(|rest| rest.starts_with('/'))
    })
}

/// `kubectl apply -f k8s/`, and not `kustomize build k8s | kubectl apply -f -`.
fn applies_files(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| !word.ends_with("kubectl"));
    let is_kubectl = words.next().is_some();
    let mut words = words.skip_while(|word| !matches!(*word, "apply" | "create" | "replace"));
    if !is_kubectl || words.next().is_none() {
        return false;
    }
    let rest: Vec<&str> = words.collect();
    let files = rest.iter().enumerate().filter_map(|(at, word)| match *word {
        "-f" | "-Rf" | "-fR" | "--filename" => rest.get(at + 1).copied(),
        _ => word.strip_prefix("-f=").or_else(|| word.strip_prefix("--filename=")),
    });
    let is_file =
        |file: &str| file.trim_matches(['`', '"', '\'', ')', ']', '}', '.', ',']) != "-" && !file.contains("://");
    files.into_iter().any(is_file)
}

#[cfg(test)]
mod tests {
    use super::{applies_files, is_chart_around};

    #[test]
    fn a_line_that_applies_files_is_told_from_one_that_applies_what_was_built() {
        for line in ["kubectl apply -f k8s/", "- run: kubectl -n a apply --filename=k8s", "`kubectl create -Rf .`x"] {
            assert!(applies_files(line), "{line}");
        }
        for line in [
            "kustomize build k8s | kubectl apply -f -",
            "`kubectl apply -k k8s`",
            "kubectl apply -f https://a.b/c",
            "apply -f",
        ] {
            assert!(!applies_files(line), "{line}");
        }
    }

    #[test]
    fn a_chart_is_around_what_stands_below_it() {
        assert!(is_chart_around("a/Chart.yaml", "a/templates") && is_chart_around("Chart.yaml", "a"));
        assert!(!is_chart_around("b/Chart.yaml", "a") && !is_chart_around("a/Chart.yaml", "ab"));
    }
}
