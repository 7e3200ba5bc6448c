//! The configuration and the failure modes it names: what has to be right before anything is read.

use std::path::{Path, PathBuf};

use super::modes::{self, ModeFault};
use crate::config::{self, Config};
use crate::model::Modes;

/// What is known before any path is read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where the configuration stands, where there is one.
    pub path: Option<PathBuf>,
    /// What it says.
    pub config: Config,
    /// The built-in failure modes, and the organisation's own.
    pub modes: Modes,
    /// What is worth knowing: a mode that takes the place of a built-in one.
    pub notes: Vec<String>,
}

/// The configuration in `named`, or else in the nearest `alertgap.yml` in the current directory or above it.
///
/// # Errors
///
/// It cannot be read, or something in it or in the files it names is wrong: a line each, with its place.
pub fn settings(named: Option<&Path>) -> Result<Settings, String> {
    let mut settings = Settings { modes: modes::embedded(), ..Settings::default() };
    let Some(path) = named.map(Path::to_path_buf).or_else(found_upward) else { return Ok(settings) };
    let text = text_of(&path)?;
    let at = |fault: &config::Fault| format!("{}:{}:{}: {}", path.display(), fault.line, fault.column, fault.message);
    settings.config = config::read(&text).map_err(|fault| at(&fault))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for name in &settings.config.failure_modes {
        let own = folder.join(name);
        let text = text_of(&own).map_err(|why| format!("{}: failure_modes: {why}", path.display()))?;
        let read = own_modes(&own, &text)?;
        let (file, replaced) = (own.display(), settings.modes.replace(read));
        let note = |id: &String| format!("{file}: {id} takes the place of the mode of that name");
        settings.notes.extend(replaced.iter().map(note));
    }
    settings.path = Some(path);
    Ok(settings)
}

/// The failure modes of one file.
///
/// # Errors
///
/// It cannot be read, or something in it is wrong: a line each, with its place.
pub fn own_modes_of(path: &Path) -> Result<OwnModes, String> {
    let text = text_of(path)?;
    Ok(OwnModes { modes: own_modes(path, &text)?, text })
}

/// A file of failure modes.
#[derive(Clone, Debug)]
pub struct OwnModes {
    /// What it says.
    pub modes: Modes,
    text: String,
}

impl OwnModes {
    /// The line on which `mode` says `example`.
    pub fn line_of(&self, mode: &str, example: &str) -> usize {
        modes::line_of(&self.text, mode, example)
    }
}

fn own_modes(path: &Path, text: &str) -> Result<Modes, String> {
    let lines = |faults: Vec<ModeFault>| {
        let line = |fault: &ModeFault| format!("{}:{}:{}: {}", path.display(), fault.line, fault.column, fault.message);
        faults.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let read = modes::read(text).map_err(|fault| lines(vec![fault]))?;
    let faults = modes::faults(text, &read, &Modes::default());
    if faults.is_empty() { Ok(read) } else { Err(lines(faults)) }
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// As reached from the current directory: `../../alertgap.yml`.
fn found_upward() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let steps = current.ancestors().count();
    let candidates = (0..steps).map(|up| (0..up).map(|_| "..").collect::<PathBuf>().join(config::FILE_NAME));
    candidates.into_iter().find(|path| path.is_file())
}

impl From<&Settings> for super::Options {
    fn from(settings: &Settings) -> super::Options {
        let (modes, services) = (settings.modes.clone(), settings.config.services.clone());
        super::Options { modes, services, ..super::Options::bare() }
    }
}
