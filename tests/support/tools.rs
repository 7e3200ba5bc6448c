//! The tools that judge what we write; `.ci/tools` puts them into `target/tools`.

#![allow(clippy::print_stderr, reason = "a test that does nothing says so")]
#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A file below `target/tools`. Says why a test is skipped where it is not there, or fails where
/// `ALERTGAP_REQUIRE_TOOLS=1` asks for all tools.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools").join(name);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var("ALERTGAP_REQUIRE_TOOLS").is_ok_and(|it| it == "1");
    assert!(!required, "{} is required and not there; run .ci/tools", path.display());
    eprintln!("skipped: {} is not there; .ci/tools gets it", path.display());
    None
}

/// A program of the Python environment.
pub(crate) fn python(name: &str) -> Option<Command> {
    file(&format!("python/bin/{name}")).map(Command::new)
}

/// A program of the Node environment.
pub(crate) fn node(name: &str) -> Option<Command> {
    file(&format!("node/node_modules/.bin/{name}")).map(Command::new)
}

/// What a command says, on both of its streams, and whether it was content.
pub(crate) fn said(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().expect("the tool can be run");
    (status.success(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}
