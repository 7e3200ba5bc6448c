//! Which files to read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};

use super::Options;
use super::bounds::Bounds;
use crate::model::Skipped;

/// A file to read.
#[derive(Debug)]
pub(super) struct Listed {
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
    pub(super) files: Vec<Listed>,
    /// Paths that lead nowhere.
    pub(super) skipped: Vec<Skipped>,
}

/// The files that `paths` name, and those in the folders that they name: all that can be read, or the sources of the
/// options.
pub(super) fn files(paths: &[PathBuf], options: &Options) -> Walked {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    let bounds = Bounds::around(paths);
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => skipped.append(&mut folder(path, options, &bounds, &mut found)),
            Ok(_) => found.push(Listed { at: path.clone(), path: shown(path), named: true }),
            Err(error) => skipped.push(unreachable(path, &error)),
        }
    }
    if let Some((path, _)) = &options.instead {
        found.push(Listed { at: path.clone(), path: shown(path), named: true });
    }
    let named: BTreeSet<&str> = found.iter().filter(|found| found.named).map(|found| found.path.as_str()).collect();
    skipped.retain(|skipped| !named.contains(skipped.path.as_str()));
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    skipped.dedup_by(|a, b| a.path == b.path);
    Walked { files: each_once(found), skipped }
}

fn unreachable(path: &Path, error: &std::io::Error) -> Skipped {
    let (why, help) = match error.kind() {
        std::io::ErrorKind::NotFound => ("there is no such file or folder".to_owned(), "look at the spelling"),
        _ => (format!("it cannot be reached: {error}"), "see who may read it"),
    };
    Skipped { named: true, ..Skipped::unread(shown(path), why, help) }
}

/// Finds the files below `path`; gives what cannot be listed.
fn folder(path: &Path, options: &Options, bounds: &Bounds, found: &mut Vec<Listed>) -> Vec<Skipped> {
    let choice = Choice { root: path.to_path_buf(), options: options.clone() };
    let kept = choice.clone();
    let mut skipped = endless_above(path);
    let left_out = Arc::new(Mutex::new(Vec::new()));
    let leave_out = left_out.clone();
    let mut walk = walk(path);
    walk.git_ignore(skipped.is_empty()).filter_entry(move |entry| {
        let is_endless = entry.depth() > 0 && has_endless_ignores(entry.path());
        if is_endless {
            leave_out.lock().unwrap_or_else(PoisonError::into_inner).push(ignores(entry.path()));
        }
        !is_endless && !kept.leaves_out(entry)
    });
    for entry in walk.build() {
        match entry {
            Ok(entry) => {
                let is_folder = entry.path().is_dir();
                if is_folder || !is_plausible(entry.path()) || !choice.takes(&entry) {
                    continue;
                }
                let path = choice.shown(&entry);
                if entry.path_is_symlink() && entry.path().exists() && !bounds.hold(entry.path()) {
                    skipped.push(led_out(path));
                } else {
                    found.push(Listed { at: entry.path().into(), path, named: false });
                }
            }
            Err(error) => skipped.extend(unwalked(path, &error)),
        }
    }
    skipped.append(&mut left_out.lock().unwrap_or_else(PoisonError::into_inner));
    skipped
}

/// A walk that minds the ignores of the folders themselves, and nobody's own.
fn walk(path: &Path) -> WalkBuilder {
    let mut walk = WalkBuilder::new(path);
    walk.hidden(true).require_git(false).git_global(false).git_exclude(false).ignore(false).follow_links(false);
    walk
}

/// Nobody but who wrote the link says that what lies elsewhere is to be read, or shown.
fn led_out(path: String) -> Skipped {
    let why = "it is a link that leads out of the folders that are read";
    Skipped::unread(path, why, "name the file it leads to, or put a copy of it here")
}

/// What is said of such a `.gitignore` in `root` and above it, where it would be read as well.
fn endless_above(root: &Path) -> Vec<Skipped> {
    let here = real(Path::new("."));
    let whole = real(root);
    let endless = whole.ancestors().filter(|folder| has_endless_ignores(folder));
    endless.map(|folder| ignores(folder.strip_prefix(&here).unwrap_or(folder))).collect()
}

fn ignores(folder: &Path) -> Skipped {
    let why = "it is no file, or larger than 1 MiB: nothing is ignored by it, and a folder below is left out";
    let path = shown(&folder.join(".gitignore"));
    Skipped::unread(path, why, "remove it, or write a shorter one")
}

/// Is the `.gitignore` of a folder something that never ends, or nothing that anybody would write: a pipe, a device?
/// Whatever walks the folder would read it.
fn has_endless_ignores(folder: &Path) -> bool {
    const LONGEST: u64 = 1 << 20;
    std::fs::metadata(folder.join(".gitignore")).is_ok_and(|it| !it.is_file() || it.len() > LONGEST)
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
    Some(Skipped { named: path == root, ..Skipped::unread(shown(path), why, "see who may read it") })
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
/// better than one that is, one that does not lead upward first better than one that does, and the file itself better
/// than a link to it.
fn each_once(found: Vec<Listed>) -> Vec<Listed> {
    let mut files: BTreeMap<PathBuf, Listed> = BTreeMap::new();
    for found in found {
        let real = real(&found.at);
        match files.get_mut(&real) {
            Some(known) => {
                let named = known.named || found.named;
                let rank = |file: &Listed| {
                    (file.at.is_absolute(), file.path.starts_with("../"), file.at.is_symlink(), file.path.clone())
                };
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
    let mut files: Vec<Listed> = files.into_values().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
