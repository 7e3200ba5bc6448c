//! `alertgap new`: a postmortem to be filled in.

use alertgap::report::{Named, skeleton, skeleton_languages};

use super::args::New;
use super::{Outcome, Refusal};

/// Prints it, or writes a file that is not there yet.
pub(crate) fn new(arguments: &New) -> Result<Outcome, Refusal> {
    let named = Named { id: arguments.id.as_deref(), title: arguments.title.as_deref() };
    let written = skeleton(&arguments.language, named).ok_or_else(|| {
        let known = skeleton_languages().join(", ");
        Refusal(format!("--language '{}' is not known; it is one of {known}", arguments.language))
    })?;
    Ok(match &arguments.output {
        Some(file) => Outcome { new_files: vec![(file.clone(), written)], ..Outcome::default() },
        None => Outcome::said(written),
    })
}
