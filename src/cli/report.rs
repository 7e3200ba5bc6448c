//! `alertgap report`: the audit, in as many forms as files are named.

use std::path::Path;

use alertgap::check::{self, Alerts, Input, Wanted};
use alertgap::link;
use alertgap::load::{self, Loaded, Settings};
use alertgap::report::{self, Audit, Earlier, Language, LinkTemplate, Report};

use super::args::{Read, Report as Arguments, Tongue};
use super::base::{self, Before};
use super::export::leave_out;
use super::{Outcome, Refusal, home};

/// A form of the audit, by the ending of its file.
#[derive(Clone, Copy)]
enum Form {
    Html,
    Markdown,
    Csv,
    Json,
}

/// Reads, links and draws.
pub(crate) fn report(arguments: &Arguments, settings: &Settings) -> Result<Outcome, Refusal> {
    let forms: Vec<Form> = arguments.output.iter().map(|file| form(file)).collect::<Result<_, _>>()?;
    let since = arguments.since.as_deref().map(since).transpose()?;
    let asked = Read { paths: arguments.paths.clone(), list_files: false, stdin_filename: None };
    let (mut now, before) = base::states(arguments.base.as_deref(), &asked, settings)?;
    arguments.output.iter().chain(&arguments.since).for_each(|file| leave_out(&mut now, file));
    let (audit, outcome) = audited(&now, arguments, settings);
    let earlier = match &before {
        Before::NotAsked => since,
        Before::Same => Some(Earlier::of(&audit)),
        Before::Other { loaded, .. } => Some(Earlier::of(&audited(loaded, arguments, settings).0)),
    };
    let audit = match earlier {
        Some(earlier) => audit.since(earlier),
        None => audit,
    };
    let files = arguments.output.iter().cloned().zip(forms.into_iter().map(|form| drawn(&audit, form, arguments)));
    Ok(Outcome { files: files.collect(), ..outcome })
}

/// The audit of one state, and what else there is to say of it.
fn audited(state: &Loaded, arguments: &Arguments, settings: &Settings) -> (Audit, Outcome) {
    let Loaded { sources, model } = state;
    let options = link::Options { strict: arguments.strict };
    let mut coverage = link::link_with(sources, model, options, &super::ladder(settings));
    let today = arguments.today.clone().unwrap_or_else(super::check::today);
    let day = today.parse().expect("a day was read, or made from the clock");
    let input = Input { sources, model, coverage: &coverage, base: None, today: Some(today), alerts: Alerts::All };
    let judged = check::judge(&input, |_| Wanted::Default);
    coverage.waive(model, &judged.accepted);
    let report = Report::new(sources, model, &coverage, &judged.findings).at(home::home());
    (Audit::new(&report, day, arguments.link_template.as_ref()), outcome(&report))
}

fn drawn(audit: &Audit, form: Form, arguments: &Arguments) -> Vec<u8> {
    let language = language(arguments.language);
    match form {
        Form::Html => report::audit_html(audit, language),
        Form::Markdown => report::audit_markdown(audit, language),
        Form::Csv => report::audit_csv(audit),
        Form::Json => report::audit_json(audit),
    }
}

fn outcome(report: &Report<'_>) -> Outcome {
    let mut notes: Vec<String> = super::check::nothing_to_check(report).into_iter().collect();
    let status = if notes.is_empty() { u8::from(report.model.skipped.iter().any(|skipped| skipped.named)) } else { 3 };
    let unread = report.model.skipped.iter().filter(|skipped| skipped.named);
    notes.extend(unread.map(|skipped| format!("{} is not read: {}", skipped.path, skipped.why)));
    Outcome { notes, status, ..Outcome::default() }
}

fn form(file: &Path) -> Result<Form, Refusal> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(Form::Html),
        Some("md" | "markdown") => Ok(Form::Markdown),
        Some("csv") => Ok(Form::Csv),
        Some("json") => Ok(Form::Json),
        _ => Err(Refusal(format!("-o {}: the ending says the form; write .html, .md, .csv or .json", file.display()))),
    }
}

fn since(file: &Path) -> Result<Earlier, Refusal> {
    let refuse = |why: String| Refusal(format!("--since {}: {why}", file.display()));
    let text = load::text_of(file).map_err(|why| Refusal(format!("--since {why}")))?;
    Earlier::read(&text).map_err(refuse)
}

fn language(tongue: Tongue) -> Language {
    match tongue {
        Tongue::En => Language::En,
        Tongue::De => Language::De,
        Tongue::Id => Language::Id,
        Tongue::Ja => Language::Ja,
    }
}

impl Arguments {
    /// `--link-template`, as clap reads it.
    pub(crate) fn template(text: &str) -> Result<LinkTemplate, String> {
        LinkTemplate::parse(text)
    }
}
