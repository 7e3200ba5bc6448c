//! Repositories made by the tests: no configuration of the user's, and the same commits on every machine.

use std::path::Path;
use std::process::Command;

use crate::support::{Folder, Ran, alertgap, alertgap_with, findings_of, git_environment};

/// A postmortem whose root cause names its guard, and one whose guard is inferred.
pub(crate) const INCIDENT: &str = "---
id: INC-2031
title: Checkout returned 500s for 41 minutes
services: [checkout]
root_causes:
  - id: RC1
    text: The workers of checkout deadlocked and took nothing from the queue.
    alerts: [WorkersIdle]
---
# Checkout returned 500s

## Impact

No orders for 41 minutes.
";

/// The rules that guard it, and one that guards nothing.
pub(crate) const RULES: &str = "groups:
  - name: workers
    rules:
      - alert: WorkersIdle
        expr: rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) < 10
        for: 5m
        labels: {severity: page}
        annotations: {summary: \"The workers do nothing\", runbook_url: \"https://runbooks.example.com/idle\"}
      - alert: QueueAge
        expr: max(queue_age_seconds{job=\"mail\"}) > 600
        for: 10m
        labels: {severity: warning}
        annotations: {summary: \"The queue of mail is old\", runbook_url: \"https://runbooks.example.com/queue\"}
";

/// A repository that is gone when the test is.
pub(crate) struct Repository(Folder);

impl Repository {
    /// With the incident and the rules in its first commit, on `main`.
    pub(crate) fn new() -> Repository {
        let repository = Repository::empty();
        repository.write("postmortems/2031.md", INCIDENT);
        repository.write("alerts/workers.yml", RULES);
        repository.commit("the first");
        repository
    }

    /// Without any commit.
    pub(crate) fn empty() -> Repository {
        let repository = Repository(Folder::new());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// A clone of `origin`, made with `options`.
    #[cfg(unix)]
    pub(crate) fn clone(origin: &Repository, options: &[&str]) -> Repository {
        let repository = Repository(Folder::new());
        let address = format!("file://{}", origin.path().display());
        let arguments = [&["clone", "--quiet"], options, &[&address, "."]].concat();
        repository.git(&arguments);
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.0.write(name, text);
    }

    /// The rules with `from` replaced, which has to be in them.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path().join(name)).expect("the file is there");
        assert!(text.contains(from), "{name} holds {from:?}");
        self.write(name, &text.replace(from, to));
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// Runs git, which has to succeed, and gives what it says.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let command = plain(self.path()).args(arguments).output().expect("git is installed");
        assert!(command.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&command.stderr));
        String::from_utf8(command.stdout).expect("git says UTF-8").trim().to_owned()
    }

    /// Runs what a message tells people to run: `git fetch …`, quotes and all.
    #[cfg(unix)]
    pub(crate) fn obey(&self, command: &str) {
        let mut shell = Command::new("sh");
        git_environment(shell.args(["-c", command]).current_dir(self.path()));
        let output = shell.output().expect("there is a shell");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// `alertgap check --base REV`, as its findings.
    pub(crate) fn news(&self, rev: &str) -> String {
        let ran = self.check(&["--base", rev]);
        assert!(ran.status <= 1, "{}", ran.stderr);
        findings_of(&ran.stdout)
    }

    /// `alertgap check --format concise` with further arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Ran {
        alertgap(&[&["check", "--format", "concise", "--skip", "postmortem/*"], arguments].concat(), self.path())
    }

    /// The same with variables of the environment.
    pub(crate) fn check_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        alertgap_with(
            &[&["check", "--format", "concise", "--skip", "postmortem/*"], arguments].concat(),
            self.path(),
            variables,
        )
    }
}

fn plain(folder: &Path) -> Command {
    let mut command = Command::new("git");
    git_environment(command.current_dir(folder));
    command
}
