//! The commands: from arguments to what is to be written. Nothing in here writes.

pub(crate) mod args;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod files;
mod home;
pub(crate) mod inspect;
mod look;
mod select;
pub(crate) mod suggest;

use std::path::PathBuf;

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
