//! `alertgap check`: the chain, the exit status and what is written.

use std::mem::ManuallyDrop;

use alertgap::check::{Alerts, CHECKS, Input, Judged, Severity, Waived};
use alertgap::link::Coverage;
use alertgap::load::{Loaded, Settings};
use alertgap::report::{self, Format, Home, LinkTemplate, Look, Report, Suppressed, SuppressedBy};
use alertgap::{check, link};

use super::args::{Check, FailOn};
use super::base::Before;
use super::prove::prove;
use super::select::Selection;
use super::{Outcome, Refusal, base, baseline, home};

/// Reads, links, checks and draws.
pub(crate) fn check(arguments: &Check, settings: &Settings, look: &Look) -> Result<Outcome, Refusal> {
    let look = &Look { most: arguments.max_findings.unwrap_or(settings.config.limits.findings) as usize, ..*look };
    let known: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    let selection = Selection::new(&arguments.only, &arguments.skip, &known)?;
    let (loaded, before) = base::states(arguments.base.as_deref(), &arguments.read, settings)?;
    // The process ends when this has been written: to free what was read, piece by piece, would be for nothing.
    let mut loaded = ManuallyDrop::new(loaded);
    if arguments.read.list_files {
        return Ok(Outcome::said(report::files(&loaded.sources, &loaded.model)));
    }
    let (coverage, of_base) = covered(arguments, settings, &mut loaded, &before)?;
    let mut coverage = ManuallyDrop::new(coverage);
    let today = Some(arguments.today.clone().unwrap_or_else(today));
    let state = before.input(of_base.as_ref(), today.as_ref());
    let base = before.base(state.as_ref());
    let (sources, model) = (&loaded.sources, &loaded.model);
    let input = Input { sources, model, coverage: &coverage, base, today, alerts: Alerts::All };
    let wanted = |id: &str| selection.wanted(id, &settings.config.severity);
    let judged = check::judge(&input, wanted);
    coverage.waive(model, &judged.accepted);
    let links = home::links(arguments.link_template.as_ref(), &settings.config);
    let mut report = reported(Report::new(sources, model, &coverage, &judged.findings), &judged, links)
        .failing_from(least(arguments.fail_on));
    let known = baseline::apply(arguments, &mut report, wanted)?;
    let old = state.as_ref().map(|state| (check::judge(state, wanted), state));
    let old = old
        .as_ref()
        .map(|(old, it)| reported(Report::new(it.sources, it.model, it.coverage, &old.findings), old, None));
    before.leave_news(&mut report, old, &arguments.read.paths);
    Ok(outcome(arguments, &report, look, known))
}

/// The coverage of the state at hand, and of the one that it is compared with.
fn covered(
    arguments: &Check,
    settings: &Settings,
    loaded: &mut Loaded,
    before: &Before,
) -> Result<(Coverage, Option<Coverage>), Refusal> {
    let (options, ladder) = (link::Options { strict: arguments.strict }, super::ladder(settings));
    let matchers = link::modes::Matchers::new(&loaded.model.modes);
    let linked = |it: &Loaded| link::link_by(&matchers, (&it.sources, &it.model), options, &ladder);
    let (mut coverage, of_base) = rayon::join(|| linked(loaded), || before.loaded().map(linked));
    if let Some(program) = &arguments.promtool {
        prove(program, loaded, &coverage)?;
        coverage = linked(loaded);
    }
    Ok((coverage, of_base))
}

/// What is written, beside what the baseline writes, and how it ends.
fn outcome(arguments: &Check, report: &Report<'_>, look: &Look, of_baseline: Outcome) -> Outcome {
    let nothing = nothing_to_check(report);
    let plain = Look { detail: look.detail, most: look.most, ..Look::default() };
    let stdout = if arguments.statistics { report::statistics(report) } else { (format(arguments).draw)(report, look) };
    let drawn = arguments.output.iter().map(|it| (it.file.clone(), (it.format.draw)(report, &plain)));
    Outcome {
        stdout,
        files: drawn.chain(of_baseline.files).collect(),
        // A change to a repository that holds no postmortem yet cannot take anything away.
        status: if nothing.is_some() && arguments.base.is_none() {
            3
        } else {
            u8::from(report.findings.iter().any(|finding| report.fails(finding)))
        },
        notes: nothing.into_iter().chain(of_baseline.notes).collect(),
        ..Outcome::default()
    }
}

/// The day it is, in UTC: the same for everybody who runs it at that moment.
pub(super) fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// The report of what was judged, with what was waived.
fn reported<'a>(report: Report<'a>, judged: &'a Judged, links: Option<LinkTemplate>) -> Report<'a> {
    report
        .at(Home { link_template: links, ..home::home() })
        .with_suppressed(judged.waived.iter().map(suppressed).collect())
}

fn suppressed(waived: &Waived) -> Suppressed<'_> {
    let by = if waived.by_configuration { SuppressedBy::Configuration } else { SuppressedBy::Waiver };
    Suppressed { finding: &waived.finding, by, why: waived.reason.clone() }
}

/// What standard output holds: what was asked for, or what the place it runs in can show.
fn format(arguments: &Check) -> &'static Format {
    let in_actions = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| !value.is_empty());
    let usual = if in_actions { "github" } else { "human" };
    let usual = || Format::named(usual).expect("both are in the table of formats");
    arguments.format.unwrap_or_else(usual)
}

/// The least grave findings that fail; `None` for none.
fn least(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Never => None,
    }
}

/// What is missing before there is anything to check, and what to do about it.
pub(super) fn nothing_to_check(report: &Report<'_>) -> Option<String> {
    let no_postmortem = report.model.incidents.is_empty();
    let missing = match (no_postmortem, report.has_no_rules()) {
        (true, true) => "no postmortem and no rule file was found",
        (true, false) => "no postmortem was found",
        (false, true) => "no rule file was found",
        (false, false) => return None,
    };
    let elsewhere = if no_postmortem {
        "if the postmortems live in another repository, `alertgap export` there makes a file to check in here"
    } else {
        "if the rules live in another repository, name their folder too, or take the incidents there: `alertgap export`"
    };
    Some(format!(
        "nothing to check: {missing}\n  {elsewhere}\n  to begin here: `alertgap init`\n  `alertgap inspect` shows what was read, and what each file was taken for"
    ))
}
