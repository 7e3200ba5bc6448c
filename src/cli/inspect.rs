//! `alertgap inspect`: what was read, how it was understood, and what guards each risk.

use alertgap::link;
use alertgap::load::Settings;
use alertgap::report::{self, Look, Report};

use super::args::{Inspect, InspectFormat};
use super::{Outcome, Refusal};

/// Reads and shows.
pub(crate) fn inspect(arguments: &Inspect, settings: &Settings, look: &Look) -> Result<Outcome, Refusal> {
    let loaded = super::read_asked(&arguments.read, settings)?;
    let (sources, model) = (&loaded.sources, &loaded.model);
    let draw = || {
        let coverage = link::link_with(sources, model, link::Options::default(), &super::ladder(settings));
        let report = Report::new(sources, model, &coverage, &[]);
        match arguments.format {
            InspectFormat::Human => report::inspect(&report, look),
            InspectFormat::Json => report::inspect_json(&report),
        }
    };
    let stdout = if arguments.read.list_files { report::files(sources, model) } else { draw() };
    let empty = model.files.is_empty() && model.skipped.is_empty();
    let note = "nothing to check: no file was found; name the folders that hold postmortems and rules";
    Ok(Outcome {
        stdout,
        status: if empty { 3 } else { 0 },
        notes: empty.then(|| note.to_owned()).into_iter().collect(),
        ..Outcome::default()
    })
}
