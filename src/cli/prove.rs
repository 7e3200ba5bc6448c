//! `check --promtool`: unit tests are run, not believed.

use std::collections::BTreeSet;
use std::path::Path;

use alertgap::link::Coverage;
use alertgap::load::Loaded;
use alertgap::model::Assertion;
use alertgap::promtool;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use super::Refusal;

/// Runs every file of unit tests in which a guard is to fire, and keeps what came of it.
pub(crate) fn prove(program: &Path, loaded: &mut Loaded, coverage: &Coverage) -> Result<(), Refusal> {
    let guards =
        coverage.incidents.iter().flat_map(|it| it.risks.iter().flat_map(|risk| &risk.guards).chain(&it.guards));
    let rules = &loaded.model.rules;
    let names: BTreeSet<String> = guards.map(|guard| rules.alert(guard.alert).name.trim().to_owned()).collect();
    let is_evidence = |it: &Assertion| !it.fires.is_empty() && names.contains(it.alert.trim());
    let sources = &loaded.sources;
    loaded.model.unit_tests.par_iter_mut().try_for_each(|tests| {
        if tests.assertions.iter().any(is_evidence) {
            let path = &sources.file(tests.file).path;
            tests.ran = Some(promtool::test_rules(program, path).map_err(Refusal)?);
        }
        Ok(())
    })
}
