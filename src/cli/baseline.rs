//! `--baseline` and `--write-baseline`: what was there before is not reported.

use std::path::Path;

use alertgap::check::Wanted;
use alertgap::report::{Baseline, Known, Report};
use alertgap::{config, load};

use super::args::{Check, Growth};
use super::{Outcome, Refusal};

/// So many findings that are gone are named.
const NAMED: usize = 10;

/// The baseline that `arguments` name; `None` where they name none, an empty one where it is yet to be written.
pub(super) fn read(arguments: &Check) -> Result<Option<Baseline>, Refusal> {
    let Some(path) = &arguments.baseline else { return Ok(None) };
    let shown = path.display();
    if arguments.write_baseline.is_some() && path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let text = load::text_of(path).map_err(|why| match path.symlink_metadata() {
        Ok(_) => Refusal(why),
        Err(_) => Refusal(format!("{why}\n  --write-baseline creates it")),
    })?;
    let read = serde_yaml::from_str(&text).map_err(|error| {
        let fault = config::fault_of(&text, &error);
        Refusal(format!("{shown}:{}:{}: {}", fault.line, fault.column, fault.message))
    });
    read.map(Some)
}

/// Takes what is known out of the report, says what is gone, and writes the baseline where that is asked for.
pub(super) fn apply(
    arguments: &Check,
    report: &mut Report<'_>,
    wanted: impl Fn(&str) -> Wanted,
) -> Result<Outcome, Refusal> {
    let mut outcome = Outcome::default();
    let Some(path) = &arguments.baseline else { return Ok(outcome) };
    let known = read(arguments)?;
    let today = Baseline::of(report);
    let (gone, kept) = match &known {
        Some(known) => {
            let left = known.apply(report);
            parted(report, left, wanted)
        }
        None => (Vec::new(), Vec::new()),
    };
    if let Some(growth) = arguments.write_baseline {
        let written = match (growth, known) {
            (Growth::None, Some(known)) => {
                Baseline::new(known.findings.into_iter().filter(|it| !gone.contains(it)).collect())
            }
            // What was not looked at stays, whatever else is written.
            (Growth::All, _) | (Growth::None, None) => Baseline::new(today.findings.into_iter().chain(kept).collect()),
        };
        written.apply(report);
        outcome.notes.push(format!("{}: {} findings", path.display(), written.findings.len()));
        outcome.files.push((path.clone(), written.print()));
    } else if !gone.is_empty() {
        outcome.notes.push(told(path, &gone));
    }
    Ok(outcome)
}

/// What is gone, and what was not looked at: its check did not run, or its file is there and was not read.
fn parted(report: &Report<'_>, left: Vec<Known>, wanted: impl Fn(&str) -> Wanted) -> (Vec<Known>, Vec<Known>) {
    let is_read =
        |path: &str| report.sources.iter().any(|(_, file)| report.home.path_of(&file.path).as_deref() == Some(path));
    let is_there = |path: &str| Path::new(&report.home.root).join(path).exists();
    left.into_iter().partition(|it| wanted(&it.check) != Wanted::No && (is_read(&it.path) || !is_there(&it.path)))
}

fn told(path: &Path, gone: &[Known]) -> String {
    let lines = gone.iter().take(NAMED).map(|it| format!("\n  {it}")).collect::<String>();
    let more = if gone.len() > NAMED { format!("\n  and {} more", gone.len() - NAMED) } else { String::new() };
    let what = if gone.len() == 1 { "1 finding is" } else { &format!("{} findings are", gone.len()) };
    format!("{}: {what} fixed, and can go from it: --write-baseline{lines}{more}", path.display())
}
