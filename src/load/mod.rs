//! Files → Model. The only place that reads files; it recognises and never judges.

mod alertmanager;
mod base;
mod blackbox;
mod bounds;
mod cluster;
mod data;
mod dead_links;
mod directives;
mod environments;
mod exposition;
mod file;
mod given;
mod harmed;
mod home;
mod loki;
pub mod modes;
mod part;
mod postmortem;
mod prometheus;
mod recognise;
mod repair;
mod rules;
mod rules_dump;
mod settings;
mod silences;
mod unit_tests;
mod values;
mod waivers;
mod walk;
mod yaml;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::{Environment, Limits, Monitor, Services, SourceGlobs, Table, Waiver};
use crate::model::{FileKind, Kind, Model, Modes, Skipped};
use crate::source::{FileId, Sources};
pub use base::{Base, Both, comes_to, read_both};
pub use bounds::{leads_out, text_of};
pub use given::{read_text, read_texts, yaml_ranges};
pub use home::Home;
pub use settings::{OwnModes, Settings, own_modes_of, settings};

use file::{Form, Loading};
use part::Part;

/// How to read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files of more bytes than this are not read.
    pub file_limit: u64,
    /// The failure modes that texts and alerts are held against.
    pub modes: Arc<Modes>,
    /// What the services are called, and how their series are known.
    pub services: Services,
    /// What watches from outside Prometheus.
    pub monitors: Vec<Monitor>,
    /// Which configurations belong together, by name.
    pub environments: Table<Environment>,
    /// Findings that the configuration accepts.
    pub waivers: Vec<Waiver>,
    /// A file whose content is not taken from the disk: its path, and what it holds.
    pub instead: Option<(PathBuf, Vec<u8>)>,
    /// What of the configuration's folder is read; `None` where paths were named.
    pub sources: Option<SourceGlobs>,
    /// The configuration's folder; patterns and paths of the configuration are relative to it.
    pub home: Option<Home>,
}

impl Default for Options {
    fn default() -> Options {
        Options { modes: Arc::new(modes::embedded()), ..Options::bare() }
    }
}

impl Options {
    /// Without any failure mode.
    fn bare() -> Options {
        Options {
            file_limit: Limits::default().file_bytes(),
            modes: Arc::default(),
            services: Services::default(),
            monitors: Vec::new(),
            environments: Table::default(),
            waivers: Vec::new(),
            instead: None,
            sources: None,
            home: None,
        }
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every text, in the order of paths.
    pub sources: Sources,
    /// What the texts say.
    pub model: Model,
}

/// Reads files, and folders with everything in them. The result does not depend on the order of `paths`, nor on how
/// often one of them is named. What cannot be read is in [`Model::skipped`].
pub fn read(paths: &[PathBuf], options: &Options) -> Loaded {
    let mut loaded = Loaded::default();
    let (readable, _) = texts(paths, options, &mut loaded);
    let parts: Vec<Part> = readable.par_iter().map(|read| part_of(&loaded.sources, read)).collect();
    put_together(&mut loaded.model, readable, parts);
    loaded.with(options)
}

/// A text to be parsed: the file, how it is written, and whether it was named on the command line itself.
type Readable = (FileId, Form, bool);

/// The texts of the files that `paths` lead to, and all paths that were tried.
fn texts(paths: &[PathBuf], options: &Options, loaded: &mut Loaded) -> (Vec<Readable>, Vec<walk::Listed>) {
    let walked = walk::files(paths, options);
    loaded.model.skipped = walked.skipped;
    let texts: Vec<Loading> = walked.files.par_iter().map(|found| content(found, options)).collect();
    let mut readable = Vec::new();
    for (found, loading) in walked.files.iter().zip(texts) {
        match loading {
            Loading::Text(form, text) => {
                let file = loaded.sources.add(found.path.clone(), text);
                readable.push((file, form, found.named));
            }
            Loading::Skipped(skipped) => loaded.model.skipped.push(skipped),
            Loading::Ignored => {}
        }
    }
    (readable, walked.files)
}

/// What a file holds, on the disk or instead.
fn content(found: &walk::Listed, options: &Options) -> Loading {
    match &options.instead {
        Some((path, bytes)) if walk::is_same(path, &found.at) => file::held(found, bytes.clone(), options),
        _ => file::read(found, options),
    }
}

impl Loaded {
    /// With what is known besides the files.
    fn with(mut self, options: &Options) -> Loaded {
        self.model.modes = options.modes.clone();
        self.model.services = options.services.clone();
        self.model.monitors = options.monitors.clone();
        prometheus::find_targets(&self.sources, &mut self.model);
        cluster::find(&self.sources, &mut self.model);
        alertmanager::apply_strategies(&mut self.model);
        harmed::add(&mut self.model);
        dead_links::find(&self.sources, &mut self.model);
        let said = directives::all(&self.sources, &self.model);
        self.model.misread = directives::misread(&said, &self.sources, &self.model);
        self.model.waivers = waivers::all(&said, (&self.sources, &self.model), options);
        environments::set_aside(&self.sources, &mut self.model, options);
        self
    }
}

/// Reads one file. Parsers of others stand behind this: should one of them panic, the file is lost and nothing else.
fn part_of(sources: &Sources, (file, form, named): &Readable) -> Part {
    let source = sources.file(*file);
    let path = &source.path;
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut part = Part::default();
        match form {
            Form::Data if is_own_report(&source.text) => part.kinds.push(Kind::OtherData),
            _ if is_own_report(&source.text) => part.kinds.push(Kind::OtherDocument),
            Form::Document => document(*file, path, &source.text, &mut part),
            Form::Data if *named || recognise::is_worth_parsing(&source.text) => {
                data::read(*file, path, &source.text, &mut part);
            }
            Form::Data => part.kinds.push(Kind::OtherData),
            Form::Plain if recognise::is_exposition(&source.text) => {
                part.kinds.push(Kind::Exposition);
                exposition::read(*file, path, &source.text, &mut part);
            }
            Form::Plain => document(*file, path, &source.text, &mut part),
        }
        part
    }));
    read.unwrap_or_else(|_| {
        let why = "alertgap stumbled over this file";
        let help = "please report it, with the file if you can";
        let skipped = Skipped { named: *named, ..Skipped::unread(&**path, why, help) };
        Part { skipped: vec![skipped], ..Part::default() }
    })
}

fn document(file: FileId, path: &str, text: &str, part: &mut Part) {
    if !postmortem::read(file, path, text, part) {
        part.kinds.push(Kind::OtherDocument);
    }
}

/// What every mark of an audit report holds.
const MARK: &str = "alertgap report";

/// An audit report tells of incidents as a postmortem does. Read as one, it would count each of them again.
fn is_own_report(text: &str) -> bool {
    if !text.contains(MARK) {
        return false;
    }
    let head = text.char_indices().nth(1_000).map_or(text, |(end, _)| &text[..end]);
    let marks = [
        "<!-- alertgap report -->",
        "name=\"generator\" content=\"alertgap report\"",
        "\"audit\": \"alertgap report\"",
    ];
    marks.iter().any(|mark| head.contains(mark))
}

fn put_together(model: &mut Model, readable: Vec<Readable>, parts: Vec<Part>) {
    let mut whole = Part::for_all(&parts);
    for ((file, _, named), mut part) in readable.into_iter().zip(parts) {
        part.skipped.iter_mut().for_each(|skipped| skipped.named = named);
        model.files.push(FileKind { file, kinds: std::mem::take(&mut part.kinds) });
        whole.take(part);
    }
    model.incidents = whole.incidents;
    model.exported = whole.exported;
    model.rules = whole.rules;
    model.alertmanagers = whole.alertmanagers;
    model.prometheus = whole.prometheus;
    model.unit_tests = whole.unit_tests;
    model.expositions = whole.expositions;
    model.probers = whole.probers;
    model.lokis = whole.lokis;
    model.log_shippers = whole.log_shippers;
    model.alert_relabels = whole.alert_relabels;
    model.silences = whole.silences;
    model.rules_dumps = whole.rules_dumps;
    model.faults = whole.faults;
    model.faults.sort_by_key(|fault| fault.place);
    model.skipped.append(&mut whole.skipped);
    model.skipped.sort_by(|a, b| (&a.path, a.place, &a.why).cmp(&(&b.path, b.place, &b.why)));
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod values_tests;
