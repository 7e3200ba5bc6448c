//! `alertgap init`: what a repository needs to begin with, after a look at what it holds. Nothing is overwritten.

mod survey;

use std::path::{Path, PathBuf};

use alertgap::check::{self, Alerts, Input, Wanted};
use alertgap::link;
use alertgap::load::{Loaded, Settings};
use alertgap::report::{Baseline, Report};

use self::survey::Survey;
use super::args::{Host, Init};
use super::{Outcome, Refusal, home};

const BASELINE: &str = "alertgap-baseline.yml";
const HOOKS: &str = ".pre-commit-config.yaml";
const GITLAB: &str = ".gitlab-ci.yml";

/// Looks, and says which files it writes and what to do next.
pub(crate) fn init(arguments: &Init, settings: &Settings) -> Result<Outcome, Refusal> {
    let around = home::home();
    if around.root != around.current {
        return Err(Refusal(format!("run it where the repository begins: cd {}", around.root)));
    }
    let loaded = super::read(&[], settings);
    let baseline = baseline(&loaded, settings);
    let survey = Survey::of(&loaded);
    let mut plan = Plan::default();
    plan.add(
        "alertgap.yml",
        survey.configuration(),
        "what alertgap is told about this repository; all of it is commented out",
    );
    plan.add(".alertgap.schema.json", SCHEMA.to_owned(), "its JSON Schema, for editors");
    if let Some((count, text)) = &baseline {
        plan.add(
            BASELINE,
            text.clone(),
            &format!("{count} findings that are there today, and are not reported from now on"),
        );
    }
    plan.hook();
    let with = if baseline.is_some() { format!(" --baseline {BASELINE}") } else { String::new() };
    plan.job(arguments.ci.or_else(survey::host), &with);
    Ok(plan.outcome(&survey, &with))
}

const SCHEMA: &str = include_str!("../../../rules/schema/alertgap.schema.json");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Today's findings, and how many they are; `None` where there are none, or nothing to check.
fn baseline(loaded: &Loaded, settings: &Settings) -> Option<(usize, String)> {
    let (sources, model) = (&loaded.sources, &loaded.model);
    let coverage = link::link_with(sources, model, link::Options::default(), &super::ladder(settings));
    let input = Input { sources, model, coverage: &coverage, base: None, today: None, alerts: Alerts::All };
    let findings = check::judge(&input, |_| Wanted::Default).findings;
    let report = Report::new(sources, model, &coverage, &findings).at(home::home());
    let baseline = Baseline::of(&report);
    let is_worth_it = !report.is_empty() && !baseline.findings.is_empty();
    is_worth_it.then(|| (baseline.findings.len(), String::from_utf8_lossy(&baseline.print()).into_owned()))
}

/// What is written, what stays as it is, and what is left to do.
#[derive(Default)]
struct Plan {
    files: Vec<(PathBuf, Vec<u8>)>,
    lines: Vec<String>,
    to_do: Vec<String>,
}

impl Plan {
    /// Writes a file where there is none yet.
    fn add(&mut self, path: &str, text: String, what: &str) -> bool {
        let is_new = Path::new(path).symlink_metadata().is_err();
        self.lines.push(match is_new {
            true => format!("writes  {path}: {what}"),
            false => format!("keeps   {path}, which is there already"),
        });
        if is_new {
            self.files.push((path.into(), text.into_bytes()));
        }
        is_new
    }

    fn hook(&mut self) {
        let hook = include_str!("../../../templates/init/hook.yaml").replace("{version}", VERSION);
        let whole = include_str!("../../../templates/init/pre-commit-config.yaml").replace("{hook}\n", &hook);
        if self.add(HOOKS, whole, "a hook that stops a commit which takes a guard away") {
            self.to_do.push("`pre-commit install` switches the hook on".into());
        } else {
            self.to_do.push(format!("add the hook to {HOOKS}, under `repos:`:\n\n{hook}"));
        }
    }

    fn job(&mut self, host: Option<Host>, baseline: &str) {
        let fill = |text: &str| {
            let text = text.replace("{version}", VERSION).replace("{baseline}", baseline);
            text.replace("{branch}", &survey::branch())
        };
        match host {
            Some(Host::Github) => {
                let text = fill(include_str!("../../../templates/init/github.yml"));
                self.add(".github/workflows/alertgap.yml", text, "a job for GitHub Actions");
            }
            Some(Host::Gitlab) if Path::new(GITLAB).exists() => {
                let own = ".gitlab/alertgap.yml";
                if self.add(own, fill(include_str!("../../../templates/init/gitlab.yml")), "a job for GitLab") {
                    self.to_do.push(format!("add to {GITLAB}:\n\ninclude:\n  - local: {own}\n"));
                }
            }
            Some(Host::Gitlab) => {
                self.add(GITLAB, fill(include_str!("../../../templates/init/gitlab.yml")), "a job for GitLab");
            }
            Some(Host::None) => {}
            None => self.to_do.push("`alertgap init --ci github` or `--ci gitlab` writes a CI job".into()),
        }
    }

    fn outcome(self, survey: &Survey, baseline: &str) -> Outcome {
        let mut out = format!("{}\n", survey.found().join("\n"));
        self.lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        let next = [format!("`alertgap check{baseline}` is what the pipeline runs")];
        self.to_do.iter().chain(&next).for_each(|line| out.push_str(&format!("next:   {line}\n")));
        Outcome { stdout: out.into_bytes(), new_files: self.files, ..Outcome::default() }
    }
}
