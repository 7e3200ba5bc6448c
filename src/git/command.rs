//! How `git` is called: plumbing only, and nothing that the repository under check could make it run.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Options before every command. A repository's own configuration may name programs: hooks, a file system monitor, a
/// pager, external diffs, transports. None of them is started.
const OPTIONS: [&str; 11] = [
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.attributesFile=/dev/null",
    "-c",
    "protocol.allow=never",
];

/// The environment of every command. Nothing is locked, asked for or fetched, and no message is translated.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    // A list of one protocol that does not exist: older versions of git fetch missing objects all the same.
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// What git said.
pub(super) struct Said {
    /// Did it succeed?
    pub(super) ok: bool,
    /// Standard output.
    pub(super) out: Vec<u8>,
    /// The first line of standard error, without `fatal: `.
    pub(super) why: String,
}

impl Said {
    /// The first line of standard output.
    pub(super) fn line(&self) -> String {
        let out = String::from_utf8_lossy(&self.out);
        out.lines().next().unwrap_or_default().to_owned()
    }
}

/// Runs git with `arguments` in the current directory.
pub(super) fn git<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Said, String> {
    let output = command(arguments).stdin(Stdio::null()).output().map_err(|error| missing(&error))?;
    Ok(said(output))
}

/// The same, with `input` on its standard input.
pub(super) fn git_with<S: AsRef<OsStr>>(arguments: &[S], input: Vec<u8>) -> Result<Said, String> {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| missing(&error))?;
    // Written from beside: git answers while it still reads, and both pipes are short.
    let writer = child.stdin.take().map(|mut stdin| std::thread::spawn(move || stdin.write_all(&input)));
    let output = child.wait_with_output().map_err(|error| missing(&error))?;
    // Where git went away early, its exit status tells why.
    let _ = writer.map(std::thread::JoinHandle::join);
    Ok(said(output))
}

fn command<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new("git");
    command.args(OPTIONS).args(arguments).envs(ENVIRONMENT);
    for variable in ["GIT_EXTERNAL_DIFF", "GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT"] {
        command.env_remove(variable);
    }
    command
}

fn missing(error: &std::io::Error) -> String {
    format!("git cannot be run: {error}; --base needs it")
}

fn said(output: Output) -> Said {
    let errors = String::from_utf8_lossy(&output.stderr);
    let why = errors.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
    Said { ok: output.status.success(), out: output.stdout, why }
}
