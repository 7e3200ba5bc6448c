//! `alertgap suggest`: rules and unit tests for the gaps.

use std::path::Path;

use alertgap::link;
use alertgap::load::Settings;
use alertgap::report::{self, RuleForm};
use alertgap::suggest::{Suggested, suggestions};

use super::args::{Suggest, SuggestFormat};
use super::{Outcome, Refusal, files};

/// Reads, links and suggests.
pub(crate) fn suggest(arguments: &Suggest, settings: &Settings) -> Result<Outcome, Refusal> {
    let loaded = super::read_asked(&arguments.read, settings)?;
    if arguments.read.list_files {
        return Ok(Outcome::said(report::files(&loaded.sources, &loaded.model)));
    }
    if loaded.model.incidents.is_empty() {
        let note = "nothing to suggest: no postmortem was found\n  `alertgap inspect` shows what was read, and what each \
                    file was taken for";
        return Ok(Outcome { status: 3, notes: vec![note.to_owned()], ..Outcome::default() });
    }
    let coverage = link::link_with(&loaded.sources, &loaded.model, link::Options::default(), &super::ladder(settings));
    let all = suggestions(&loaded.sources, &loaded.model, &coverage);
    let form = match arguments.format {
        SuggestFormat::Rules => RuleForm::Rules,
        SuggestFormat::Resource => RuleForm::Resource,
    };
    if all.is_empty() {
        let note = "nothing to suggest: no gap here is of a failure mode that an alert is known for";
        return Ok(Outcome { notes: vec![note.to_owned()], ..Outcome::default() });
    }
    match &arguments.output {
        Some(folder) => into(folder, &all, form),
        None => Ok(Outcome::said(report::suggested(&all, form))),
    }
}

/// Two files a failure mode; standard output names them.
fn into(folder: &Path, all: &[Suggested], form: RuleForm) -> Result<Outcome, Refusal> {
    let mut outcome = Outcome::default();
    for drawn in report::suggested_files(all, form) {
        let name = format!("{}.yml", drawn.name);
        outcome.new_files.push((folder.join(&name), drawn.rules.into_bytes()));
        outcome.new_files.push((folder.join("tests").join(&name), drawn.tests.into_bytes()));
    }
    files::refuse_known(&outcome.new_files)?;
    let lines = outcome.new_files.iter().map(|(path, _)| format!("{}\n", path.display()));
    outcome.stdout = lines.collect::<String>().into_bytes();
    Ok(outcome)
}
