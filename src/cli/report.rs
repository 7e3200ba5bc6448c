//! `alertgap report`: the audit, in as many forms as files are named.

use std::collections::BTreeSet;
use std::path::Path;

use alertgap::check::{self, Alerts, Input, Wanted};
use alertgap::link;
use alertgap::load::{self, Loaded, Settings};
use alertgap::model::Incident;
use alertgap::report::{self, Audit, Earlier, Language, LinkTemplate, Report};
use alertgap::source::Sources;

use super::args::{Read, Report as Arguments, Tongue};
use super::base::{self, Before, Below};
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
    let (mut now, mut before) = base::states(arguments.base.as_deref(), &asked, settings)?;
    arguments.output.iter().chain(&arguments.since).for_each(|file| leave_out(&mut now, file));
    if let (Some(below), Some(_)) = (Below::any_of(&arguments.paths), &arguments.base) {
        let mut states: Vec<&mut Loaded> = std::iter::once(&mut now).chain(before.loaded_mut()).collect();
        let shown: BTreeSet<Told> =
            states.iter().flat_map(|state| shown(state, &below, &linked(state, arguments, settings))).collect();
        states.iter_mut().for_each(|state| leave(state, &shown, &below));
    }
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

/// The path of a postmortem, and the incident in it.
type Told = (String, String);

fn told(sources: &Sources, incident: &Incident) -> Told {
    let name = incident.id.as_ref().unwrap_or(&incident.title);
    (sources.file(incident.file).path.clone(), name.value.clone())
}

/// With a base the whole repository is read, and paths choose what is shown: the incidents that are told below one of
/// them, and those that an alert below one of them guards, then or now.
fn shown(Loaded { sources, model }: &Loaded, below: &Below, coverage: &link::Coverage) -> Vec<Told> {
    let path = |file| sources.file(file).path.as_str();
    let guards = |of: &link::IncidentCoverage| {
        let guards = of.risks.iter().flat_map(|risk| &risk.guards).chain(&of.guards);
        guards.map(|guard| model.rules.alert(guard.alert)).any(|alert| below.holds(path(alert.place.file)))
    };
    let pairs = model.incidents.iter().zip(&coverage.incidents);
    let shown = pairs.filter(|(incident, of)| below.holds(path(incident.file)) || guards(of));
    shown.map(|(incident, _)| told(sources, incident)).collect()
}

fn leave(Loaded { sources, model }: &mut Loaded, shown: &BTreeSet<Told>, below: &Below) {
    model.incidents.retain(|incident| shown.contains(&told(sources, incident)));
    model.skipped.retain(|skipped| skipped.named || below.holds(&skipped.path));
}

fn linked(Loaded { sources, model }: &Loaded, arguments: &Arguments, settings: &Settings) -> link::Coverage {
    link::link_with(sources, model, link::Options { strict: arguments.strict }, &super::ladder(settings))
}

/// The audit of one state, and what else there is to say of it.
fn audited(state: &Loaded, arguments: &Arguments, settings: &Settings) -> (Audit, Outcome) {
    let mut coverage = linked(state, arguments, settings);
    let Loaded { sources, model } = state;
    let today = arguments.today.clone().unwrap_or_else(super::check::today);
    let day = today.parse().expect("a day was read, or made from the clock");
    let input = Input { sources, model, coverage: &coverage, base: None, today: Some(today), alerts: Alerts::All };
    let judged = check::judge(&input, |_| Wanted::Default);
    coverage.waive(model, &judged.accepted);
    let report = Report::new(sources, model, &coverage, &judged.findings).at(home::home());
    let links = home::links(arguments.link_template.as_ref(), &settings.config);
    (Audit::new(&report, day, links.as_ref()), outcome(&report))
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
