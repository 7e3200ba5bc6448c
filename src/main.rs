//! The command line of `alertgap`: the only place that reads arguments, writes files and prints.

mod cli;

use std::io::{self, Write};
use std::process::ExitCode;

use alertgap::check::CHECKS;
use alertgap::load::{self, Settings};
use clap::{CommandFactory, Parser};

use crate::cli::args::{Arguments, Command, Listed};
use crate::cli::{Outcome, Refusal};

/// Reading is mostly small pieces of text; the system's allocator takes a quarter of a run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    match cli::progress::during(arguments.shown.quiet, || run(&arguments)) {
        Ok(outcome) => finish(&outcome),
        Err(refusal) => {
            complain(&refusal.0);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Outcome, Refusal> {
    let look = arguments.shown.look();
    let checks: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    let settings = || load::settings(arguments.config.as_deref(), &checks).map_err(Refusal);
    match &arguments.command {
        Command::Check(check) => noted(settings()?, arguments, |settings| cli::check::check(check, settings, &look)),
        Command::Inspect(inspect) => cli::inspect::inspect(inspect, &settings()?, &look),
        Command::Init(init) => noted(settings()?, arguments, |settings| cli::init::init(init, settings)),
        Command::Export(export) => noted(settings()?, arguments, |settings| cli::export::export(export, settings)),
        Command::Report(report) => noted(settings()?, arguments, |settings| cli::report::report(report, settings)),
        Command::Suggest(suggest) => noted(settings()?, arguments, |settings| cli::suggest::suggest(suggest, settings)),
        Command::New(new) => cli::new::new(new),
        Command::Explain { test: Some(file), .. } => cli::explain::test(file),
        Command::Explain { name, .. } => cli::explain::explain(name.as_deref(), &settings()?.modes, &look),
        Command::List { what: Listed::Checks } => Ok(Outcome::said(alertgap::report::checks(&look))),
        Command::List { what: Listed::Modes } => noted(settings()?, arguments, |settings| {
            Ok(Outcome::said(alertgap::report::failure_modes(&settings.modes, &look)))
        }),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "alertgap", &mut out);
            Ok(Outcome::said(out))
        }
        Command::Man => man(),
    }
}

/// Runs a command, and says what is worth knowing of the settings it ran with.
fn noted(
    settings: Settings,
    arguments: &Arguments,
    command: impl FnOnce(&Settings) -> Result<Outcome, Refusal>,
) -> Result<Outcome, Refusal> {
    let mut outcome = command(&settings)?;
    if !arguments.shown.quiet {
        outcome.notes.extend(settings.notes);
    }
    Ok(outcome)
}

fn man() -> Result<Outcome, Refusal> {
    let mut out = Vec::new();
    let page = clap_mangen::Man::new(Arguments::command());
    page.render(&mut out).map_err(|error| Refusal(format!("the man page cannot be made: {error}")))?;
    Ok(Outcome::said(out))
}

/// What clap has to say: help and version on standard output, refusals on standard error.
fn usage(error: &clap::Error) -> ExitCode {
    // A reader who went away needs no usage message.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

/// Writes the files, then standard output and standard error.
fn finish(outcome: &Outcome) -> ExitCode {
    let written = cli::files::write_new(&outcome.new_files).and_then(|()| cli::files::write(&outcome.files));
    if let Err(refusal) = written {
        complain(&refusal.0);
        return ExitCode::from(2);
    }
    let mut out = io::stdout().lock();
    match out.write_all(&outcome.stdout).and_then(|()| out.flush()) {
        Ok(()) => {}
        // `alertgap check | head`: who closes the pipe has seen enough. The answer stays the answer.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => {
            complain(&format!("standard output cannot be written: {error}"));
            return ExitCode::from(2);
        }
    }
    outcome.notes.iter().for_each(|note| complain(note));
    ExitCode::from(outcome.status)
}

fn complain(message: &str) {
    // There is nowhere left to complain about a closed standard error.
    let _ = writeln!(io::stderr().lock(), "alertgap: {}", alertgap::report::harmless(message));
}
