//! What the name of a job says of whose it is.

use foldhash::HashSet;
use serde::Deserialize;

use super::Words;

/// Jobs whose names say nothing of whom they watch, in lower case, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Jobs {
    carriers: HashSet<String>,
    technologies: HashSet<String>,
}

impl Words {
    /// Is it a job that carries the series of others, and says of none what it watches?
    pub(in crate::link) fn only_carries(&self, job: &str) -> bool {
        self.file.jobs.carriers.contains(&job.to_lowercase())
    }

    /// Is a job called for what runs there, and not for a service: `mysql`?
    pub(in crate::link) fn is_technology(&self, job: &str) -> bool {
        self.file.jobs.technologies.contains(&job.to_lowercase())
    }
}
