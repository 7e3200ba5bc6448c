//! `alertgap export`: the incidents and their guards as one file.

use std::fs;
use std::path::Path;

use alertgap::load::{Loaded, Settings};
use alertgap::report::{self, Report};
use alertgap::{link, model::Skipped};

use super::args::Export;
use super::{Outcome, Refusal};

/// Reads, links and writes.
pub(crate) fn export(arguments: &Export, settings: &Settings) -> Result<Outcome, Refusal> {
    let mut loaded = super::read(&arguments.paths, settings);
    if let Some(target) = &arguments.output {
        leave_out(&mut loaded, target);
    }
    let Loaded { sources, model } = &loaded;
    let coverage = link::link_with(sources, model, link::Options::default(), &super::ladder(settings));
    let report = Report::new(sources, model, &coverage, &[]);
    let mut notes: Vec<String> = model.skipped.iter().map(unread).collect();
    if model.incidents.is_empty() {
        notes.push("nothing to export: no postmortem was found\n  `alertgap inspect` shows what was read".into());
        return Ok(Outcome { notes, status: 3, ..Outcome::default() });
    }
    if report.has_no_rules() {
        notes.push("no rule file was found, so no risk has a guard; name the folder of the rules too".into());
    }
    let status = u8::from(model.skipped.iter().any(|skipped| skipped.named));
    let bytes = report::export(&report);
    Ok(match &arguments.output {
        Some(target) => Outcome { files: vec![(target.clone(), bytes)], notes, status, ..Outcome::default() },
        None => Outcome { stdout: bytes, notes, status, ..Outcome::default() },
    })
}

/// What was written last lies among what is read, and would tell every incident a second time.
pub(super) fn leave_out(loaded: &mut Loaded, target: &Path) {
    let Ok(target) = fs::canonicalize(target) else { return };
    let sources = &loaded.sources;
    let is_target = |path: &str| fs::canonicalize(path).is_ok_and(|path| path == target);
    loaded.model.incidents.retain(|incident| !is_target(&sources.file(incident.file).path));
    loaded.model.files.retain(|kind| !is_target(&sources.file(kind.file).path));
    loaded.model.skipped.retain(|skipped| !is_target(&skipped.path));
}

fn unread(skipped: &Skipped) -> String {
    format!("{} is not read: {}", skipped.path, skipped.why)
}
