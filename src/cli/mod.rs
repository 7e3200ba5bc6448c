//! The commands: from arguments to what is to be written. Nothing in here writes.

pub(crate) mod args;
mod base;
mod baseline;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod files;
mod home;
pub(crate) mod init;
pub(crate) mod inspect;
mod look;
pub(crate) mod new;
pub(crate) mod progress;
mod prove;
pub(crate) mod report;
mod select;
pub(crate) mod suggest;

use std::io::Read;
use std::path::PathBuf;

use alertgap::link;
use alertgap::load::{self, Loaded, Settings};

/// What a command gives.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// For standard output.
    pub(crate) stdout: Vec<u8>,
    /// Files, to be written whole or not at all.
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
    /// Files of which none may exist yet; their folders are made.
    pub(crate) new_files: Vec<(PathBuf, Vec<u8>)>,
    /// For standard error, a line each.
    pub(crate) notes: Vec<String>,
    /// The exit status.
    pub(crate) status: u8,
}

impl Outcome {
    /// Something to read, and nothing else.
    pub(crate) fn said(stdout: Vec<u8>) -> Outcome {
        Outcome { stdout, ..Outcome::default() }
    }
}

/// Why a command could not start: exit status 2, and nothing on standard output.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

/// Reads what `asked` names, and standard input in the place of a file where that is asked for.
fn read_asked(asked: &args::Read, settings: &Settings) -> Result<Loaded, Refusal> {
    let (paths, mut options) = settings.reading(&asked.paths);
    take_input(asked, &mut options)?;
    Ok(load::read(&paths, &options))
}

/// Takes what a file holds from standard input, where that is asked for.
fn take_input(asked: &args::Read, options: &mut load::Options) -> Result<(), Refusal> {
    let Some(path) = &asked.stdin_filename else { return Ok(()) };
    let mut bytes = Vec::new();
    let taken = std::io::stdin().lock().take(options.file_limit + 1).read_to_end(&mut bytes);
    taken.map_err(|error| Refusal(format!("standard input cannot be read: {error}")))?;
    options.instead = Some((path.clone(), bytes));
    Ok(())
}

/// Reads `paths`, or without any what the configuration says belongs to the repository.
fn read(paths: &[PathBuf], settings: &Settings) -> Loaded {
    let (paths, options) = settings.reading(paths);
    load::read(&paths, &options)
}

/// What the configuration tells the ladder.
fn ladder(settings: &Settings) -> link::Settings {
    let mounts = settings.mounts().into_iter().map(|(deployed, folder)| link::Mount { deployed, folder });
    link::Settings {
        mounts: mounts.collect(),
        targets: settings.config.detection_targets.clone(),
        required: settings.config.required_rungs.clone(),
        receivers: settings.config.receivers.clone(),
    }
}
