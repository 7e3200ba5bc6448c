//! Where the targets of an entry come from: `static_configs`, and the lists of targets that stand in files here.

use std::collections::HashMap;

use super::fields::{listed, values};
use crate::load::yaml::Node;

/// Lists of targets in files, as an entry names them.
const FILES: &str = "file_sd_configs";
/// Those that are written in the entry itself.
const STATIC: &str = "static_configs";
/// Service discovery whose answers may set any label.
const OPEN: [&str; 2] = [FILES, "http_sd_configs"];

/// The groups of targets in files, by the patterns under which a configuration names them. A pattern that is not there names
/// files that nobody has here, or that cannot be read.
pub(super) type TargetFiles<'n> = HashMap<String, Vec<&'n Node<'n>>>;

/// The patterns by which an entry names lists of targets.
pub(super) fn patterns(node: &Node<'_>) -> Vec<String> {
    listed(node.get(FILES)).iter().flat_map(|it| values(it.get("files"))).collect()
}

/// What gives an entry its targets.
pub(super) struct Found<'n> {
    /// The groups that are known: each some targets, with their labels.
    pub(super) groups: Vec<&'n Node<'n>>,
    /// Are groups written down at all, even if there is none?
    pub(super) is_written: bool,
    /// May others be found?
    pub(super) discovers: bool,
    /// May what is found have any label?
    pub(super) is_open: bool,
}

impl<'n> Found<'n> {
    /// What an entry of `scrape_configs`, or of `alertmanagers`, says.
    pub(super) fn of(node: &'n Node<'n>, files: &TargetFiles<'n>) -> Found<'n> {
        let keys = || node.entries().iter().filter_map(|(key, _)| key.as_str());
        let named = patterns(node);
        let read: Option<Vec<&Vec<&'n Node<'n>>>> = named.iter().map(|pattern| files.get(pattern)).collect();
        let read = read.filter(|_| !named.is_empty());
        let is_known = |key: &str| key == FILES && read.is_some();
        Found {
            discovers: keys().any(|key| key.ends_with("_sd_configs") && !is_known(key)),
            is_open: keys().any(|key| OPEN.contains(&key) && !is_known(key)),
            is_written: node.get(STATIC).is_some() || read.is_some(),
            groups: listed(node.get(STATIC)).iter().chain(read.into_iter().flatten().flatten().copied()).collect(),
        }
    }
}
