//! What several tests need: a folder of their own, and the program.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is gone when the test is.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new, empty one.
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("alertgap-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Folder(path)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it, folders and all.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("the name has a folder")).expect("folders can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the program gave.
pub(crate) struct Ran {
    /// Its exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// What a CI, a hook or git itself may have set around the tests.
const AROUND: [&str; 6] =
    ["GITHUB_ACTIONS", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// Runs `alertgap` in `folder`, in no particular CI and without colours.
pub(crate) fn alertgap(arguments: &[&str], folder: &Path) -> Ran {
    alertgap_with(arguments, folder, &[])
}

/// The same, with variables of the environment.
pub(crate) fn alertgap_with(arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alertgap"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1");
    for variable in AROUND {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied());
    let Output { status, stdout, stderr } = command.output().expect("the program was built with the test");
    Ran {
        status: status.code().expect("no signal ended it"),
        stdout: String::from_utf8(stdout).expect("output is UTF-8"),
        stderr: String::from_utf8(stderr).expect("messages are UTF-8"),
    }
}

/// The lines of concise output that are findings.
pub(crate) fn findings_of(stdout: &str) -> String {
    let lines = stdout
        .lines()
        .filter(|line| ["error[", "warning[", "info["].iter().any(|severity| line.contains(&format!(": {severity}"))));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Makes `folder` a repository whose one commit holds everything in it.
pub(crate) fn commit(folder: &Path) {
    for arguments in [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message", "before"]] {
        let mut command = Command::new("git");
        git_environment(command.args(arguments).current_dir(folder));
        let output = command.output().expect("git is installed");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// No configuration of anybody's, and the same commits on every machine.
pub(crate) fn git_environment(command: &mut Command) {
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "oncall").env(format!("GIT_{who}_EMAIL"), "oncall@example.com");
        command.env(format!("GIT_{who}_DATE"), "2026-01-01T00:00:00Z");
    }
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
}
