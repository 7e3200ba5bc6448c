//! Lists of targets in files (`file_sd_configs`), where all that a configuration names stand here.

use super::fields::listed;
use super::found::{TargetFiles, patterns};
use super::read_with;
use crate::load::recognise;
use crate::load::yaml::{self, Node, Origin, Stream};
use crate::model::{Kind, Model, glob};
use crate::source::{FileId, Sources};

/// What a configuration names so lies beside it, where it runs.
const BESIDE: &str = "/etc/prometheus/";

/// Reads the configurations anew that name lists of targets which stand here.
pub(in crate::load) fn find(sources: &Sources, model: &mut Model) {
    let names_files = |file: FileId| sources.file(file).text.contains("file_sd_configs");
    let mut files: Vec<FileId> = model.prometheus.iter().map(|it| it.file).filter(|file| names_files(*file)).collect();
    files.dedup();
    for file in files {
        let stream = yaml::read(&sources.file(file).text);
        let roots: Vec<&Node<'_>> = stream.documents.iter().filter_map(|document| document.root.as_ref()).collect();
        let roots: Vec<&Node<'_>> =
            roots.into_iter().filter(|root| recognise::kind_of(root) == Kind::Prometheus).collect();
        let named: Vec<(String, Vec<Stream<'_>>)> = roots
            .iter()
            .flat_map(|root| listed(root.get("scrape_configs")))
            .flat_map(patterns)
            .filter_map(|pattern| Some((pattern.clone(), lists(sources, file, &pattern)?)))
            .collect();
        let files: TargetFiles<'_> = named.iter().map(|(pattern, lists)| (pattern.clone(), groups(lists))).collect();
        let mut own = model.prometheus.iter_mut().filter(|it| it.file == file);
        for root in roots {
            if let Some(known) = own.next() {
                let environments = std::mem::take(&mut known.environments);
                *known = read_with(Origin::File(file), root, &files);
                known.environments = environments;
            }
        }
    }
}

/// The files that a pattern in a configuration names; `None` where there is none here, or one that is no list of targets.
fn lists<'s>(sources: &'s Sources, configuration: FileId, pattern: &str) -> Option<Vec<Stream<'s>>> {
    let here = glob::cleaned(&sources.file(configuration).path);
    let pattern = glob::beside(&here, pattern.strip_prefix(BESIDE).unwrap_or(pattern));
    let named = sources.iter().filter(|(_, file)| glob::matches(&pattern, &glob::cleaned(&file.path)) == Some(true));
    let read: Vec<Stream<'_>> = named.map(|(_, file)| yaml::read(&file.text)).collect();
    (!read.is_empty() && read.iter().all(is_list)).then_some(read)
}

/// Is it a list of targets, and nothing else?
fn is_list(stream: &Stream<'_>) -> bool {
    let is_group = |node: &Node<'_>| node.get("targets").is_some();
    stream.documents.iter().all(|document| {
        let root = document.root.as_ref().filter(|_| document.error.is_none());
        root.is_some_and(|root| root.is_sequence() && !root.cut && root.items().iter().all(is_group))
    })
}

fn groups<'n>(lists: &'n [Stream<'n>]) -> Vec<&'n Node<'n>> {
    let roots = lists.iter().flat_map(|stream| &stream.documents).filter_map(|document| document.root.as_ref());
    roots.flat_map(|root| root.items()).collect()
}
