//! Which environment a configuration of Prometheus or Alertmanager belongs to, and which of them count.

use super::Options;
use crate::config::{Environment, Glob};
use crate::model::Model;
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
    let Some((counting, _)) = environments.iter().find(|(_, environment)| environment.counts) else { return };
    // What belongs to no environment may stand in any of them.
    let stays = |names: &[String]| names.is_empty() || names.contains(counting);
    model.prometheus.retain(|prometheus| stays(&prometheus.environments));
    model.alertmanagers.retain(|alertmanager| stays(&alertmanager.environments));
}
