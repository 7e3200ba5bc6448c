//! Which files to read.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::Options;
use crate::model::Skipped;

/// A file to read.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it is.
    pub(super) at: PathBuf,
    /// The same for people: as reached from the current directory, with `/`.
    pub(super) path: String,
    /// Was it named on the command line itself?
    pub(super) named: bool,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Files in the order of their paths, each once.
    pub(super) files: Vec<Found>,
    /// Paths that lead nowhere.
    pub(super) skipped: Vec<Skipped>,
}

/// The files that `paths` name, and those in the folders that they name: all that can be read, or the sources of the
/// options.
pub(super) fn files(paths: &[PathBuf], options: &Options) -> Walked {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => skipped.append(&mut folder(path, options, &mut found)),
            Ok(_) => found.push(Found { at: path.clone(), path: shown(path), named: true }),
            Err(error) => skipped.push(unreachable(path, &error)),
        }
    }
    if let Some((path, _)) = &options.instead {
        skipped.retain(|skipped| skipped.path != shown(path));
        found.push(Found { at: path.clone(), path: shown(path), named: true });
    }
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    skipped.dedup_by(|a, b| a.path == b.path);
    Walked { files: each_once(found), skipped }
}

fn unreachable(path: &Path, error: &std::io::Error) -> Skipped {
    let (why, help) = match error.kind() {
        std::io::ErrorKind::NotFound => ("there is no such file or folder".to_owned(), "look at the spelling"),
        _ => (format!("it cannot be reached: {error}"), "see who may read it"),
    };
    Skipped { path: shown(path), place: None, why, help: help.into(), named: true }
}

/// Finds the files below `path`; gives what cannot be listed.
fn folder(path: &Path, options: &Options, found: &mut Vec<Found>) -> Vec<Skipped> {
    let choice = Choice { root: path.to_path_buf(), options: options.clone() };
    let kept = choice.clone();
    let walk = WalkBuilder::new(path)
        .hidden(true)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .follow_links(false)
        .filter_entry(move |entry| !kept.leaves_out(entry))
        .build();
    let mut skipped = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_folder = entry.path().is_dir();
                if !is_folder && is_plausible(entry.path()) && choice.takes(&entry) {
                    found.push(Found { at: entry.path().into(), path: choice.shown(&entry), named: false });
                }
            }
            Err(error) => skipped.extend(unwalked(path, &error)),
        }
    }
    skipped
}

/// What of a folder is read.
#[derive(Clone)]
struct Choice {
    root: PathBuf,
    options: Options,
}

impl Choice {
    fn takes(&self, entry: &DirEntry) -> bool {
        self.options.sources.as_ref().is_none_or(|sources| sources.take(&self.below(entry)))
    }

    fn leaves_out(&self, entry: &DirEntry) -> bool {
        self.options.sources.as_ref().is_some_and(|sources| sources.leave_out(&self.below(entry)))
    }

    /// Relative to the root, with `/`.
    fn below(&self, entry: &DirEntry) -> String {
        let below = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
        below.to_string_lossy().replace('\\', "/")
    }

    /// What lies in the current directory is shown so, although the walk began above it.
    fn shown(&self, entry: &DirEntry) -> String {
        match (&self.options.sources, &self.options.home) {
            (Some(_), Some(home)) => home.shown(&self.below(entry)),
            _ => shown(entry.path()),
        }
    }
}

/// A folder that cannot be listed. A faulty `.gitignore` is git's to complain about.
fn unwalked(root: &Path, error: &ignore::Error) -> Option<Skipped> {
    let io = error.io_error()?;
    let path = path_of(error).unwrap_or(root);
    let why = format!("it cannot be listed: {io}");
    Some(Skipped { path: shown(path), place: None, why, help: "see who may read it".into(), named: path == root })
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// Would a walk over the repository come to a file at `path`?
pub(super) fn comes_to(path: &str) -> bool {
    let hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    !path.split('/').any(hidden) && is_plausible(Path::new(path))
}

/// May a file of this name hold something to read? Others are opened only when they are named.
fn is_plausible(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match name.rsplit_once('.') {
        Some((_, "yml" | "yaml" | "json" | "md" | "markdown" | "mdx" | "qmd")) => true,
        Some((_, "rst" | "rest" | "html" | "htm" | "xhtml")) => true,
        Some((_, "prom" | "txt" | "metrics" | "openmetrics" | "rules" | "rule" | "alerts")) => true,
        Some((stem, "erb" | "j2" | "tpl" | "tmpl")) => {
            [".md", ".markdown", ".yml", ".yaml"].iter().any(|form| stem.ends_with(form))
        }
        Some(_) => false,
        None => ["readme", "metrics", "postmortem", "incident"].iter().any(|word| name.contains(word)),
    }
}

/// The path as people write it: without `./`, with `/`.
fn shown(path: &Path) -> String {
    let parts: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    let shown = parts.to_string_lossy().replace('\\', "/");
    if shown.is_empty() { ".".into() } else { shown }
}

/// Do both lead to one file?
pub(super) fn is_same(a: &Path, b: &Path) -> bool {
    real(a) == real(b)
}

fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.components().filter(|it| *it != Component::CurDir).collect())
}

/// A file that is reached by several paths is read once, under the first of them; a path that is not absolute is
/// better than one that is, and one that does not lead upward first better than one that does.
fn each_once(found: Vec<Found>) -> Vec<Found> {
    let mut files: BTreeMap<PathBuf, Found> = BTreeMap::new();
    for found in found {
        let real = real(&found.at);
        match files.get_mut(&real) {
            Some(known) => {
                let named = known.named || found.named;
                let rank = |file: &Found| (file.at.is_absolute(), file.path.starts_with("../"), file.path.clone());
                if rank(&found) < rank(known) {
                    *known = found;
                }
                known.named = named;
            }
            None => {
                files.insert(real, found);
            }
        }
    }
    let mut files: Vec<Found> = files.into_values().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
