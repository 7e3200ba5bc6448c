//! The arguments, as clap reads them, and as help, man page and completions show them.

use std::path::PathBuf;

use alertgap::report::{FORMATS, Format, LinkTemplate};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Finds the root causes in your postmortems that still lack an alert which would page somebody.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The configuration; otherwise the nearest alertgap.yml, here or in a folder above
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) shown: Shown,
}

const EXAMPLES: &str = "\
Examples:
  alertgap check                         everything below the current directory
  alertgap check postmortems alerts      postmortems here, rules there
  alertgap check --only 'coverage/*'     one family of checks
  alertgap check --output json=gaps.json
                                         the same, and a file for programs
  alertgap check --base origin/main      only what this branch makes worse
  alertgap inspect postmortems           how each document was understood
  alertgap export postmortems alerts -o incidents.json
                                         what is known, for a repository without postmortems
  alertgap report -o audit.html          the audit: one page to open and to send on
  alertgap explain coverage/root-cause   what a check means
  alertgap explain tls-certificate-expiry
  alertgap init                          a configuration, a baseline, a hook and a CI job
  alertgap suggest -o alerts/suggested   a rule and a unit test for every gap

Exit status: 0 nothing to report, 1 findings, 2 could not start, 3 nothing to check.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Cross-check postmortems with alert rules; exit status 1 on findings
    Check(Check),
    /// Show what was read, and how it was understood
    Inspect(Inspect),
    /// Write the audit report: one file to open and to send on
    Report(Report),
    /// Write the incidents and their guards as one JSON file, to check in beside the alerts
    Export(Export),
    /// Suggest an alert and its unit test for every gap whose failure mode is known
    Suggest(Suggest),
    /// Print a postmortem to be filled in: front matter, and headings in your language
    New(super::new::New),
    /// Say what a check means, or how a failure mode is seen
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// A check (coverage/root-cause) or a failure mode (tls-certificate-expiry); without it, a list of both
        #[arg(value_name = "CHECK|MODE")]
        name: Option<String>,
        /// Run the examples in a file of failure modes of your own; exit status 1 if one does not hold
        #[arg(long, value_name = "FILE", conflicts_with = "name")]
        test: Option<PathBuf>,
    },
    /// List the checks, or the failure modes
    List {
        /// Which of them
        what: Listed,
    },
    /// Begin: a configuration, a baseline, a hook and a CI job, after a look at what is here
    #[command(after_help = INIT_EXAMPLES)]
    Init(Init),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// How things are shown; every command takes these.
#[derive(Args, Debug)]
#[command(next_help_heading = "Display")]
pub(crate) struct Shown {
    /// Colours: where standard output is a terminal and NO_COLOR is not set, or always, or never
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,
    /// Errors and warnings only: no infos, no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Everything: infos drawn, every rule listed
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) read: Read,
    /// What standard output holds; without it, github in GitHub Actions, and human elsewhere
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) format: Option<&'static Format>,
    /// Write a format to a file as well; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = Output::parse)]
    pub(crate) output: Vec<Output>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(crate) fail_on: FailOn,
    /// Draw at most so many findings for people, the gravest; 0 draws all of them, and programs always get all [default:
    /// 200]
    #[arg(long, value_name = "N")]
    pub(crate) max_findings: Option<u32>,
    /// Count facts only: an alert that is merely inferred to guard a risk does not
    #[arg(long)]
    pub(crate) strict: bool,
    /// Run only the checks whose id matches; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<String>,
    /// Leave out the checks whose id matches; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub(crate) skip: Vec<String>,
    /// Only what is new since REV, and every guard that the change removes or weakens
    #[arg(long, value_name = "REV")]
    pub(crate) base: Option<String>,
    /// Leave out the findings in this file; what of it is fixed is said on standard error
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the baseline where there is none, or take out of it what is fixed; with =all, add what is new as well
    #[arg(long, value_name = "all", num_args = 0..=1, require_equals = true, requires = "baseline")]
    #[arg(conflicts_with = "base", value_parser = growth(), default_missing_value = "")]
    pub(crate) write_baseline: Option<Growth>,
    /// Run `promtool test rules` on the unit tests in which a guard is to fire; otherwise they are believed, and no program
    /// but git is ever run
    #[arg(long, value_name = "PROGRAM", num_args = 0..=1, require_equals = true, default_missing_value = "promtool")]
    pub(crate) promtool: Option<PathBuf>,
    /// Print how many findings each check has, and what the incidents add up to, instead of the findings
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Where links lead to on a terminal: the address of a line, with {path} and {line} in it
    #[arg(long, value_name = "URL", value_parser = LinkTemplate::parse)]
    pub(crate) link_template: Option<LinkTemplate>,
    /// The day on which due dates are judged, instead of today's
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<String>,
}

/// What a baseline takes in when it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Growth {
    /// Nothing that is new.
    None,
    /// What is new as well.
    All,
}

fn growth() -> impl TypedValueParser<Value = Growth> {
    PossibleValuesParser::new([PossibleValue::new("").hide(true), PossibleValue::new("all")])
        .map(|word| if word == "all" { Growth::All } else { Growth::None })
}

/// `2026-03-02`, a day that the calendar has.
fn day(text: &str) -> Result<String, String> {
    let day: jiff::civil::Date = text.parse().map_err(|_| "write a day as YYYY-MM-DD".to_owned())?;
    Ok(day.to_string())
}

const CHECK_EXAMPLES: &str = "\
Examples:
  alertgap check postmortems alerts
  alertgap check --fail-on warning --skip 'rule/*'
  alertgap check --format concise | grep coverage/
  alertgap check --strict --output json=gaps.json
  alertgap check --output sarif=alertgap.sarif --output markdown=comment.md
  alertgap check --baseline known.yml --write-baseline
                                         from now on, only what is new
  alertgap check --base origin/main      what this branch makes worse
  alertgap check --base HEAD             what the next commit would, as a hook

With --base the whole repository is read, now and where HEAD left REV, and PATHS choose which
findings are shown. PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF, which pre-commit sets, take the
place of REV and HEAD. Where there is nothing to check, the exit status is 0 and not 3.

In GitHub Actions (GITHUB_ACTIONS is set) findings are annotated in the pull request.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  alertgap explain coverage/root-cause
  alertgap explain disk-full
  alertgap explain --test modes/own.yml  do the examples of your own failure modes hold?";

#[derive(Args, Debug)]
#[command(after_help = SUGGEST_EXAMPLES)]
pub(crate) struct Suggest {
    #[command(flatten)]
    pub(crate) read: Read,
    /// Write two files a failure mode into this folder: MODE.yml and tests/MODE.yml; none may exist
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// As what rules are written
    #[arg(long, value_name = "FORMAT", default_value = "rules")]
    pub(crate) format: SuggestFormat,
}

const SUGGEST_EXAMPLES: &str = "\
Examples:
  alertgap suggest postmortems alerts                     rules, then their unit tests
  alertgap suggest postmortems alerts -o alerts/suggested
  promtool test rules alerts/suggested/tests/*.yml
  alertgap suggest --format resource                      as a PrometheusRule";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SuggestFormat {
    /// A file that Prometheus loads
    Rules,
    /// A PrometheusRule of the Operator
    Resource,
}

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) read: Read,
    /// What standard output holds
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: InspectFormat,
}

#[derive(Args, Debug)]
pub(crate) struct Init {
    /// For which CI a job is written; without it, whichever the repository seems to have
    #[arg(long, value_name = "CI")]
    pub(crate) ci: Option<Host>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Host {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
    /// None
    None,
}

const INIT_EXAMPLES: &str = "\
Run it where the repository begins. Nothing is overwritten: what is there already stays, and what would have to be added to
it is printed.";

#[derive(Args, Debug)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct Export {
    /// Files and folders: postmortems, and the rules that guard them, in any order; without any, the configuration's
    /// sources, or the current directory
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// The file to write; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const EXPORT_EXAMPLES: &str = "\
Examples:
  alertgap export postmortems ../alerts -o ../alerts/incidents.json
  cd ../alerts && alertgap check                  reads them back: same risks, same findings

An earlier export at FILE is replaced and not read. Exit status: 0 written, 1 written although a
named file could not be read, 2 could not start, 3 no postmortem was found and nothing was written.";

#[derive(Args, Debug)]
#[command(after_help = REPORT_EXAMPLES)]
pub(crate) struct Report {
    /// Files and folders: postmortems, rule files and configurations, in any order; without any, the configuration's
    /// sources, or the current directory
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// The file to write: .html, .md, .csv (a row per risk) or .json; may be given several times
    #[arg(short, long, value_name = "FILE", required = true)]
    pub(crate) output: Vec<PathBuf>,
    /// Say what got better and worse since an earlier audit, written as .json
    #[arg(long, value_name = "OLD.json")]
    pub(crate) since: Option<PathBuf>,
    /// The same since the commit at which HEAD left REV; the whole repository is read, and PATHS choose the incidents
    /// that are shown: those told below one of them, and those that an alert below one of them guards
    #[arg(long, value_name = "REV", conflicts_with = "since")]
    pub(crate) base: Option<String>,
    /// The day on which waivers are judged, instead of today's
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<String>,
    /// Link every row to its page: {path} and {line} are filled in; without it, the configuration's `link_template`
    #[arg(long, value_name = "URL", value_parser = Report::template)]
    pub(crate) link_template: Option<LinkTemplate>,
    /// The language of headings and labels in .html and .md; documents stay in their own
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: Tongue,
    /// Count facts only: an alert that is merely inferred to guard a risk does not
    #[arg(long)]
    pub(crate) strict: bool,
}

const REPORT_EXAMPLES: &str = "\
Examples:
  alertgap report postmortems alerts -o audit.html
  alertgap report -o audit.html -o audit.csv -o audit.json
  alertgap report --since last-quarter.json -o audit.html
  alertgap report -o audit.html --link-template 'https://git.example.com/ops/blob/main/{path}#L{line}'

Exit status: 0 written, 1 written although a named file could not be read, 2 could not start,
3 written, but there was no postmortem or no rule.";

/// The languages of the audit report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    /// English
    En,
    /// German
    De,
    /// Indonesian
    Id,
    /// Japanese
    Ja,
}

/// What is read.
#[derive(Args, Debug)]
pub(crate) struct Read {
    /// Files and folders: postmortems, rule files and configurations, in any order; without any, the configuration's
    /// sources, or the current directory
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print the files that were read, and what each was taken for, instead
    #[arg(long)]
    pub(crate) list_files: bool,
    /// Take what this file holds from standard input, as an editor has it before it is saved
    #[arg(long, value_name = "FILE")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// A line a fact
    Human,
    /// The same, for programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Findings never fail
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    /// What can be reported
    Checks,
    /// Known ways to break
    Modes,
}

/// The formats by name, and what each is, for the help.
fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.says));
    PossibleValuesParser::new(values).try_map(|name| Format::named(&name).ok_or("no such format"))
}

/// `json=gaps.json`
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) format: &'static Format,
    pub(crate) file: PathBuf,
}

impl Output {
    fn parse(text: &str) -> Result<Output, String> {
        let (name, file) = text.split_once('=').ok_or("write FORMAT=FILE, as in json=gaps.json")?;
        if file.is_empty() {
            return Err(format!("name a file: {name}=FILE"));
        }
        let format = Format::named(name).ok_or_else(|| {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            format!("\"{name}\" is no format; it is one of {}", names.join(", "))
        })?;
        Ok(Output { format, file: file.into() })
    }
}
