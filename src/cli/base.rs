//! `--base REV`: both states of the repository, and which findings are news.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use alertgap::check::{self, About, Alerts, Finding, Input, Severity};
use alertgap::config;
use alertgap::git::{self, Entry, EntryKind, Repository};
use alertgap::link::Coverage;
use alertgap::load::{self, Loaded, Options, Settings};
use alertgap::report::{self, Report};
use alertgap::source::FileId;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::Refusal;
use super::args::Read;

/// A larger file, in bytes, is read from git alone.
const LARGE: u64 = 16 << 20;

/// The state before the change.
pub(super) enum Before {
    /// Nobody asked for it.
    NotAsked,
    /// It is the same as now.
    Same,
    /// It is another.
    Other {
        /// What was read of it.
        loaded: Box<Loaded>,
        /// Which path became which.
        renamed: BTreeMap<String, String>,
    },
}

/// Reads what is `asked` for; with a base the whole repository, now and where the branch began, and what is asked beside it.
pub(super) fn states(base: Option<&str>, asked: &Read, settings: &Settings) -> Result<(Loaded, Before), Refusal> {
    match base {
        None => Ok((super::read_asked(asked, settings)?, Before::NotAsked)),
        Some(rev) => compared(rev, asked, settings).map_err(Refusal),
    }
}

fn compared(rev: &str, asked: &Read, settings: &Settings) -> Result<(Loaded, Before), String> {
    let paths = &asked.paths;
    let repository = Repository::here()?;
    let (from, to) = pre_commit().unwrap_or_else(|| (rev.to_owned(), "HEAD".to_owned()));
    let commit = repository.merge_base(&from, &to)?;
    let entries = repository.files(&commit)?;
    let (mut all, mut options) = settings.reading(&[]);
    super::take_input(asked, &mut options).map_err(|refusal| refusal.0)?;
    let files = contents(&repository, &entries, (paths, &options))?;
    let root = repository.root();
    // What a link leads to and what another repository holds is not told by this one's history.
    let others = entries.iter().filter(|entry| !matches!(entry.kind, EntryKind::File(_)));
    let others: Vec<&Path> = others.map(|entry| Path::new(&entry.path)).collect();
    let is_same = |path: &str| is_outside(path, &root) || others.iter().any(|other| Path::new(path).starts_with(other));
    if options.sources.is_none() {
        all.push(PathBuf::from(&root));
        all.extend_from_slice(paths);
    }
    let waivers = waivers(&repository, &entries, settings)?;
    let both = load::read_both(&all, load::Base { files, waivers, is_same: &is_same }, &options);
    if both.is_unchanged() {
        return Ok((both.now, Before::Same));
    }
    Ok((both.now, Before::Other { loaded: Box::new(both.base), renamed: repository.renames(&commit)? }))
}

/// The waivers of the configuration as the base had it. One that another repository holds, or that cannot be read there, is
/// the one of now.
fn waivers(repository: &Repository, entries: &[Entry], settings: &Settings) -> Result<Vec<config::Waiver>, String> {
    let now = || settings.config.waivers.clone();
    let Some(path) = settings.path.as_deref().map(whole) else { return Ok(Vec::new()) };
    if !path.starts_with(whole(Path::new(&repository.root()))) {
        return Ok(now());
    }
    let mut alike = entries.iter().filter(|entry| Path::new(&entry.path).file_name() == path.file_name());
    let held = alike.find(|entry| whole(Path::new(&entry.path)) == path);
    let Some(EntryKind::File(object)) = held.map(|entry| &entry.kind) else { return Ok(Vec::new()) };
    let text = repository.contents(&[object.as_str()])?.pop().and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text.and_then(|text| config::read(&text).ok()).map_or_else(now, |config| config.waivers))
}

/// What pre-commit compares, where it says so: it runs a hook with the same arguments for a commit and for a push.
fn pre_commit() -> Option<(String, String)> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    Some((variable("PRE_COMMIT_FROM_REF")?, variable("PRE_COMMIT_TO_REF")?))
}

fn contents(
    repository: &Repository,
    entries: &[Entry],
    (paths, options): (&[PathBuf], &Options),
) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let wanted =
        |path: &str| load::comes_to(path, options) || paths.iter().any(|named| named.as_path() == Path::new(path));
    let files = entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::File(object) if wanted(&entry.path) => Some((entry.path.as_str(), object.as_str())),
        _ => None,
    });
    let files: Vec<(&str, &str)> = files.collect();
    let here: Vec<Option<Vec<u8>>> = files.par_iter().map(|(path, object)| unchanged(path, object)).collect();
    let objects = files.iter().zip(&here).filter(|(_, here)| here.is_none()).map(|((_, object), _)| *object);
    let mut read = repository.contents(&objects.collect::<Vec<_>>())?.into_iter();
    let contents = here.into_iter().map(|here| here.or_else(|| read.next()).unwrap_or_default());
    Ok(files.iter().map(|(path, _)| (*path).to_owned()).zip(contents).collect())
}

/// What the file at `path` holds, where that is what `object` names: then git need not be asked, which takes much longer.
fn unchanged(path: &str, object: &str) -> Option<Vec<u8>> {
    fs::symlink_metadata(path).ok().filter(|it| it.is_file() && it.len() <= LARGE)?;
    fs::read(path).ok().filter(|content| git::names(object, content))
}

/// Does a path lead out of the repository whose root is at `root`: `.`, `..`, `../..`?
fn is_outside(path: &str, root: &str) -> bool {
    let up = |path: &str| path.split('/').take_while(|part| *part == "..").count();
    Path::new(path).is_absolute() || up(path) > up(root)
}

impl Before {
    /// What was read, where it is another state.
    pub(super) fn loaded(&self) -> Option<&Loaded> {
        match self {
            Before::Other { loaded, .. } => Some(loaded),
            Before::NotAsked | Before::Same => None,
        }
    }

    /// The same, to leave something out.
    pub(super) fn loaded_mut(&mut self) -> Option<&mut Loaded> {
        match self {
            Before::Other { loaded, .. } => Some(loaded),
            Before::NotAsked | Before::Same => None,
        }
    }

    /// What checks look at, of another state.
    pub(super) fn input<'a>(&'a self, coverage: Option<&'a Coverage>, today: Option<&String>) -> Option<Input<'a>> {
        let (Loaded { sources, model }, coverage) = self.loaded().zip(coverage)?;
        let (today, alerts) = (today.cloned(), Alerts::All);
        Some(Input { sources, model, coverage, base: None, today, alerts })
    }

    /// The same, as that which is compared with.
    pub(super) fn base<'a>(&'a self, state: Option<&'a Input<'a>>) -> Option<check::Base<'a>> {
        let Before::Other { renamed, .. } = self else { return None };
        Some(check::Base { state: state?, renamed })
    }

    /// Leaves what this state did not have, or not as grave, and what has a place below one of `paths`.
    pub(super) fn leave_news(&self, report: &mut Report<'_>, old: Option<Report<'_>>, paths: &[PathBuf]) {
        match (self, old) {
            (Before::NotAsked, _) => return,
            (_, None) => report.findings.clear(),
            (_, Some(old)) => leave_new(report, &old),
        }
        leave_below(report, paths);
    }
}

/// Leaves what `old` does not have, or not as grave. The form of a document that did not change is no news.
fn leave_new(report: &mut Report<'_>, old: &Report<'_>) {
    let graded = old.findings.iter().map(|finding| finding.severity);
    let known: HashMap<String, Severity> = report::fingerprints(old).into_iter().zip(graded).collect();
    let untouched: HashSet<FileId> = old.sources.iter().map(|(file, _)| file).collect();
    let is_untouched = |finding: &Finding| {
        let place = finding.places.first().map(|labelled| labelled.place.file);
        finding.about() == About::Postmortem && place.is_some_and(|file| untouched.contains(&file))
    };
    let mut prints = report::fingerprints(report).into_iter();
    report.findings.retain(|finding| {
        let print = prints.next().unwrap_or_default();
        known.get(&print).is_none_or(|severity| *severity > finding.severity) && !is_untouched(finding)
    });
}

/// Leaves what has a place below one of `paths`; everything where none was named.
fn leave_below(report: &mut Report<'_>, paths: &[PathBuf]) {
    let Some(below) = Below::any_of(paths) else { return };
    let sources = report.sources;
    report.findings.retain(|finding| {
        let of_path =
            finding.path.as_deref().filter(|_| finding.places.is_empty()).is_some_and(|path| below.holds(path));
        let mut places = finding.places.iter().map(|labelled| labelled.place.file);
        of_path || places.any(|file| below.holds(&sources.file(file).path))
    });
}

/// The files and folders that choose what is shown.
pub(super) struct Below(Vec<PathBuf>);

impl Below {
    /// `None` where no path was named, and so everything is shown.
    pub(super) fn any_of(paths: &[PathBuf]) -> Option<Below> {
        (!paths.is_empty()).then(|| Below(paths.iter().map(|path| whole(path)).collect()))
    }

    /// Is `path` one of them, or below one?
    pub(super) fn holds(&self, path: &str) -> bool {
        let path = whole(Path::new(path));
        self.0.iter().any(|folder| path.starts_with(folder))
    }
}

/// The path from the root, links followed as far as it exists.
fn whole(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let mut whole = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    whole
}
