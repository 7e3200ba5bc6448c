//! The state of a base revision, read beside the one that is checked. What is the same in both is read once.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::file::{self, Loading};
use super::part::Part;
use super::walk::{self, Listed};
use super::{Loaded, Options, Readable, part_of, put_together, texts};
use crate::config;
use crate::model::Skipped;
use crate::source::FileId;

/// What the base revision held.
pub struct Base<'b> {
    /// Path as reached from the current directory → the bytes of the file.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The waivers of the configuration that it had.
    pub waivers: Vec<config::Waiver>,
    /// Is the file at this path the same in both for want of anything else: outside the repository, say?
    pub is_same: &'b (dyn Fn(&str) -> bool + Sync),
}

/// Both states. The ids of files mean the same in both; a file that did not change is listed by both.
#[derive(Debug, Default)]
pub struct Both {
    /// The state that is checked.
    pub now: Loaded,
    /// That of the base revision.
    pub base: Loaded,
    /// Do both have the same waivers in their configuration?
    pub same_waivers: bool,
}

impl Both {
    /// Do both list the same files, lack the same ones, and accept the same?
    pub fn is_unchanged(&self) -> bool {
        self.same_waivers
            && self.now.sources.iter().map(|(file, _)| file).eq(self.base.sources.iter().map(|(file, _)| file))
            && unread(&self.now) == unread(&self.base)
    }
}

/// What could not be read, and why: a file of which there is no text is not listed.
fn unread(state: &Loaded) -> BTreeSet<(&str, &str)> {
    state.model.skipped.iter().map(|skipped| (skipped.path.as_str(), skipped.why.as_str())).collect()
}

/// Would a walk come to a file at `path`, as reached from the current directory?
pub fn comes_to(path: &str, options: &Options) -> bool {
    let below = options.home.as_ref().and_then(|home| home.relative(path));
    let is_source = options.sources.as_ref().is_none_or(|sources| below.is_some_and(|below| sources.take(&below)));
    is_source && walk::comes_to(path)
}

/// Reads what `paths` lead to now, and what of it there was in the base revision. A file that is not walked to although
/// it stands there is in neither.
pub fn read_both(paths: &[PathBuf], base: Base<'_>, options: &Options) -> Both {
    let mut now = Loaded::default();
    let (readable, tried) = texts(paths, options, &mut now);
    let of_base = Options { waivers: base.waivers.clone(), ..options.clone() };
    let same_waivers = of_base.waivers == options.waivers;
    let before = before(base, &mut now, (&readable, &tried), options);
    let parts: Vec<Part> = readable.par_iter().map(|read| part_of(&now.sources, read)).collect();
    let own: Vec<Part> = before.own.par_iter().map(|read| part_of(&now.sources, read)).collect();

    let shared = readable.iter().zip(&parts).filter(|((file, ..), _)| before.shared.contains(file));
    let shared = shared.map(|(read, part)| (*read, part.clone()));
    let mut all: Vec<(Readable, Part)> = shared.chain(before.own.into_iter().zip(own)).collect();
    all.sort_by(|((a, ..), _), ((b, ..), _)| now.sources.file(*a).path.cmp(&now.sources.file(*b).path));
    let listed = all.iter().map(|((file, ..), _)| *file).collect();
    let mut base = Loaded { sources: now.sources.listing(listed), ..Loaded::default() };
    base.model.skipped = before.skipped;
    let (read, its_parts) = all.into_iter().unzip();
    put_together(&mut base.model, read, its_parts);
    put_together(&mut now.model, readable, parts);
    Both { now: now.with(options), base: base.with(&of_base), same_waivers }
}

/// What of the base there is to read.
struct Before {
    /// Files that are the same now.
    shared: HashSet<FileId>,
    /// Files that are not.
    own: Vec<Readable>,
    skipped: Vec<Skipped>,
}

fn before(
    mut base: Base<'_>,
    now: &mut Loaded,
    (readable, tried): (&[Readable], &[Listed]),
    options: &Options,
) -> Before {
    let is_same = |file: &FileId| {
        let file = now.sources.file(*file);
        let held = base.files.get(&file.path);
        held.map_or_else(|| (base.is_same)(&file.path), |held| same_text(held, &file.text))
    };
    let shared: HashSet<FileId> = readable.iter().map(|(file, ..)| *file).filter(is_same).collect();
    for (file, ..) in readable.iter().filter(|(file, ..)| shared.contains(file)) {
        base.files.remove(&now.sources.file(*file).path);
    }
    let known: HashSet<&str> = tried.iter().map(|found| found.path.as_str()).collect();
    let named: HashSet<&str> = tried.iter().filter(|found| found.named).map(|found| found.path.as_str()).collect();
    let is_out_of_reach = |skipped: &&Skipped| {
        let path = skipped.path.as_str();
        !known.contains(path) || (!base.files.contains_key(path) && (base.is_same)(path))
    };
    let unlisted = now.model.skipped.iter().filter(is_out_of_reach);
    let mut before = Before { shared, own: Vec::new(), skipped: unlisted.cloned().collect() };
    for (path, bytes) in base.files {
        if !known.contains(path.as_str()) && Path::new(&path).symlink_metadata().is_ok() {
            continue;
        }
        let named = named.contains(path.as_str());
        let found = Listed { at: PathBuf::from(&path), path, named };
        match file::held(&found, bytes, options) {
            Loading::Text(form, text) => before.own.push((now.sources.add_base(found.path, text), form, named)),
            Loading::Skipped(skipped) => before.skipped.push(skipped),
            Loading::Ignored => {}
        }
    }
    before
}

/// Line ends and a byte-order mark do not count: git may have changed the first, and reading drops the second.
fn same_text(held: &[u8], text: &str) -> bool {
    let held = held.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(held);
    held == text.as_bytes() || without_returns(held).eq(without_returns(text.as_bytes()))
}

fn without_returns(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    bytes.iter().copied().filter(|byte| *byte != b'\r')
}
