//! The configuration and the failure modes it names: what has to be right before anything is read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bounds::{Bounds, text_of};
use super::home::Home;
use super::modes::{self, ModeFault};
use super::{Options, postmortem};
use crate::config::{self, Config, Fault};
use crate::model::Modes;
use crate::names::nearest;

/// What is known before any path is read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where the configuration stands, where there is one.
    pub path: Option<PathBuf>,
    /// What it says.
    pub config: Config,
    /// Its folder, where there is one.
    pub home: Option<Home>,
    /// The built-in failure modes, and the organisation's own.
    pub modes: Arc<Modes>,
    /// What is worth knowing: a mode that takes the place of a built-in one.
    pub notes: Vec<String>,
}

/// The configuration in `named`, or else in the nearest `alertgap.yml` in the current directory or above it. `checks`
/// are the ids that it may speak of.
///
/// # Errors
///
/// It cannot be read, or something in it or in the files it names is wrong: a line each, with its place.
pub fn settings(named: Option<&Path>, checks: &[&str]) -> Result<Settings, String> {
    let mut settings = Settings { modes: Arc::new(modes::embedded()), ..Settings::default() };
    let Some(path) = named.map(Path::to_path_buf).or_else(|| found_upward(&[config::FILE_NAME])) else {
        settings.notes.extend(
            found_upward(&MISNAMED).map(|path| {
                format!("{} is not read: the configuration is called {}", path.display(), config::FILE_NAME)
            }),
        );
        return Ok(settings);
    };
    let text = text_of(&path)?;
    let at = |fault: Fault| format!("{}:{}:{}: {}", path.display(), fault.line, fault.column, fault.message);
    settings.config = config::read(&text).map_err(at)?;
    let unknown = unknown_check(&settings.config, checks).or_else(|| unknown_language(&settings.config));
    if let Some((word, why)) = unknown {
        return Err(at(Fault::at_word(&text, &word, why)));
    }
    postmortem::speak(&settings.config.languages);
    let home = Home::of(&path);
    let bounds = Bounds::around(&[home.folder()]);
    settings.add_own_modes(&path, &bounds)?;
    settings.home = Some(home);
    settings.path = Some(path);
    Ok(settings)
}

/// A pattern that matches no check: a setting that does nothing.
fn unknown_check(config: &Config, checks: &[&str]) -> Option<(String, String)> {
    let of_waivers = config.waivers.iter().map(|waiver| &waiver.check);
    let mut globs = config.severity.list.iter().map(|(glob, _)| glob).chain(of_waivers);
    let idle = globs.find(|glob| !checks.iter().any(|id| glob.matches(id)))?;
    let families: BTreeSet<&str> = checks.iter().filter_map(|id| id.split('/').next()).collect();
    let families: Vec<String> = families.iter().map(|family| format!("{family}/*")).collect();
    let known: Vec<&str> = match idle.text.ends_with("/*") {
        true => families.iter().map(String::as_str).collect(),
        false => checks.to_vec(),
    };
    let hint = match nearest(&idle.text, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`alertgap list checks` shows all".to_owned(),
    };
    Some((idle.text.clone(), format!("`{}` matches no check; {hint}", idle.text)))
}

fn unknown_language(config: &Config) -> Option<(String, String)> {
    let known = postmortem::languages();
    let unknown = config.languages.iter().find(|language| !known.contains(language))?;
    let message = format!("`{unknown}` is no language that is known here; known are {}", known.join(", "));
    Some((unknown.clone(), message))
}

/// The failure modes of one file.
///
/// # Errors
///
/// It cannot be read, or something in it is wrong: a line each, with its place.
pub fn own_modes_of(path: &Path) -> Result<OwnModes, String> {
    let text = text_of(path)?;
    let own = OwnModes { modes: own_modes(path, &text)?, text };
    let mut known = modes::embedded();
    known.extend(own.modes.clone());
    own.narrower(path, &known)?;
    Ok(own)
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

    /// Are all the narrower modes that it names among `known`?
    fn narrower(&self, path: &Path, known: &Modes) -> Result<(), String> {
        let faults = modes::unknown_kinds(&self.text, &self.modes, known);
        if faults.is_empty() { Ok(()) } else { Err(told(path, &faults)) }
    }
}

/// A line each, with its place.
fn told(path: &Path, faults: &[ModeFault]) -> String {
    let line = |fault: &ModeFault| format!("{}:{}:{}: {}", path.display(), fault.line, fault.column, fault.message);
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn own_modes(path: &Path, text: &str) -> Result<Modes, String> {
    let read = modes::read(text).map_err(|fault| told(path, &[fault]))?;
    let mut products = modes::embedded().products;
    products.retain(|known| !read.products.iter().any(|own| own.id == known.id));
    let faults = modes::faults(text, &read, &Modes { products, ..Modes::default() });
    if faults.is_empty() { Ok(read) } else { Err(told(path, &faults)) }
}

/// The text of a file that a configuration names: whoever wrote it may not point at what lies elsewhere.
fn text_inside(path: &Path, bounds: &Bounds) -> Result<String, String> {
    if path.exists() && !bounds.hold(path) {
        return Err(format!("{} is not read: it lies outside of this repository", path.display()));
    }
    if path.exists() && !path.is_file() {
        return Err(format!("{} is not read: it is no file", path.display()));
    }
    text_of(path)
}

/// Names under which a configuration is not looked for, and would silently do nothing.
const MISNAMED: [&str; 5] = ["alertgap.yaml", ".alertgap.yml", ".alertgap.yaml", "alertgap.toml", "alertgap.json"];

/// The nearest file that is called one of `names`, as reached from the current directory: `../../alertgap.yml`.
fn found_upward(names: &[&str]) -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let folders = (0..current.ancestors().count()).map(|up| (0..up).map(|_| "..").collect::<PathBuf>());
    folders.flat_map(|folder| names.iter().map(move |name| folder.join(name))).find(|path| path.is_file())
}

impl Settings {
    /// Adds the failure modes of the files that the configuration at `path` names. What they say of each other is judged
    /// once all are known.
    fn add_own_modes(&mut self, path: &Path, bounds: &Bounds) -> Result<(), String> {
        let mut all = Vec::new();
        for name in &self.config.failure_modes {
            let file = path.parent().unwrap_or(Path::new("")).join(name);
            let text = text_inside(&file, bounds).map_err(|why| format!("{}: failure_modes: {why}", path.display()))?;
            let own = OwnModes { modes: own_modes(&file, &text)?, text };
            let replaced = Arc::make_mut(&mut self.modes).replace(own.modes.clone());
            let note = |id: &String| format!("{}: {id} takes the place of the mode of that name", file.display());
            self.notes.extend(replaced.iter().map(note));
            all.push((file, own));
        }
        all.iter().try_for_each(|(file, own)| own.narrower(file, &self.modes))
    }

    /// How to read, and what, where `named` are the paths of the command line: without any, `sources:` of the
    /// configuration, or the current directory.
    pub fn reading(&self, named: &[PathBuf]) -> (Vec<PathBuf>, Options) {
        let Config { services, monitors, environments, sources, waivers, limits, .. } = &self.config;
        let mut options = Options {
            file_limit: limits.file_bytes(),
            modes: self.modes.clone(),
            services: services.clone(),
            monitors: monitors.clone(),
            environments: environments.clone(),
            waivers: waivers.clone(),
            home: self.home.clone(),
            ..Options::bare()
        };
        let paths = match &self.home {
            _ if !named.is_empty() => named.to_vec(),
            Some(home) if *sources != Default::default() => {
                options.sources = Some(sources.clone());
                vec![home.folder()]
            }
            _ => vec![".".into()],
        };
        (paths, options)
    }

    /// Deployed paths, and the folders here as reached from the current directory.
    pub fn mounts(&self) -> Vec<(String, String)> {
        let shown = |folder: &str| self.home.as_ref().map_or(folder.to_owned(), |home| home.shown(folder));
        self.config.mounts.entries.iter().map(|(deployed, folder)| (deployed.clone(), shown(folder))).collect()
    }
}
