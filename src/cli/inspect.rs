//! `alertgap inspect`: what was read, before anything is judged.

use alertgap::load::Settings;
use alertgap::report::{self, Look};

use super::args::{Inspect, InspectFormat};
use super::{Outcome, Refusal};

/// Reads and shows.
pub(crate) fn inspect(arguments: &Inspect, settings: &Settings, look: &Look) -> Result<Outcome, Refusal> {
    let loaded = super::read(&arguments.read.paths, settings);
    let (sources, model) = (&loaded.sources, &loaded.model);
    let stdout = match arguments.format {
        _ if arguments.read.list_files => report::files(sources, model),
        InspectFormat::Human => report::inspect(sources, model, look),
        InspectFormat::Json => report::inspect_json(sources, model),
    };
    let empty = model.files.is_empty() && model.skipped.is_empty();
    let note = "nothing to check: no file was found; name the folders that hold postmortems and rules";
    Ok(Outcome {
        stdout,
        status: if empty { 3 } else { 0 },
        notes: empty.then(|| note.to_owned()).into_iter().collect(),
        ..Outcome::default()
    })
}
