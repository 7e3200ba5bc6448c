//! Which environment a configuration of Prometheus or Alertmanager belongs to, and which of them count.

use super::{Home, Options};
use crate::config::{Environment, FILE_NAME, Glob};
use crate::model::{Idle, Model};
use crate::source::{FileId, Sources};

/// Tells each configuration its environments. Where one environment counts, the configurations of all others are set
/// aside: they stay in [`Model::files`], and nothing is judged by them.
pub(super) fn set_aside(sources: &Sources, model: &mut Model, options: &Options) {
    let environments = &options.environments.entries;
    let named = |file: FileId, globs: fn(&Environment) -> &[Glob]| -> Vec<String> {
        let path = &sources.file(file).path;
        let path = options.home.as_ref().and_then(|home| home.relative(path)).unwrap_or_else(|| path.clone());
        let of = environments.iter().filter(|(_, it)| globs(it).iter().any(|glob| glob.matches(&path)));
        of.map(|(name, _)| name.clone()).collect()
    };
    for prometheus in &mut model.prometheus {
        prometheus.environments = named(prometheus.file, |environment| &environment.prometheus);
    }
    for alertmanager in &mut model.alertmanagers {
        alertmanager.environments = named(alertmanager.file, |environment| &environment.alertmanager);
    }
    let Some((counting, meant)) = environments.iter().find(|(_, environment)| environment.counts) else { return };
    let is_read = |names: &[&Vec<String>]| names.is_empty() || names.iter().any(|names| names.contains(counting));
    let prometheus: Vec<&Vec<String>> = model.prometheus.iter().map(|it| &it.environments).collect();
    let alertmanager: Vec<&Vec<String>> = model.alertmanagers.iter().map(|it| &it.environments).collect();
    let kinds = [
        ("prometheus", &meant.prometheus, is_read(&prometheus)),
        ("alertmanager", &meant.alertmanager, is_read(&alertmanager)),
    ];
    let idle = kinds.into_iter().filter(|(_, globs, is_read)| !globs.is_empty() && !is_read);
    model.idle.extend(idle.map(|(kind, globs, _)| {
        let globs: Vec<&str> = globs.iter().map(|glob| glob.text.as_str()).collect();
        Idle {
            path: options.home.as_ref().map_or_else(|| FILE_NAME.to_owned(), Home::configuration),
            why: format!("{counting} counts, and none of its configurations was read: {kind}: [{}]", globs.join(", ")),
            help: "paths are relative to the folder of this file; `alertgap inspect` shows what is read",
        }
    }));
    // What belongs to no environment may stand in any of them.
    let stays = |names: &[String]| names.is_empty() || names.contains(counting);
    model.prometheus.retain(|prometheus| stays(&prometheus.environments));
    model.alertmanagers.retain(|alertmanager| stays(&alertmanager.environments));
}
