//! `alertgap new`: a postmortem to be filled in.

use std::path::PathBuf;

use alertgap::report::{Named, skeleton, skeleton_languages};
use clap::Args;

use super::{Outcome, Refusal};

#[derive(Args, Debug)]
#[command(after_help = NEW_EXAMPLES)]
pub(crate) struct New {
    /// The incident's id
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Its title
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
    /// The language of its headings: de, en, es, fr, id, ja, pt or zh
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: String,
    /// The file to write, which must not exist; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const NEW_EXAMPLES: &str = "\
Examples:
  alertgap new --id INC-2031 --title 'Checkout was down' -o postmortems/INC-2031.md
  alertgap new --language de

Until something is filled in, check takes it for a template and says nothing of it.";

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
