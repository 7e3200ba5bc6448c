//! What `promtool check rules` refuses, we refuse, and nothing else: on small cases, and on every rule file of a
//! corpus where one is at hand.

#![allow(clippy::print_stderr, reason = "a test that does nothing says so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use alertgap::load::{Loaded, Options, read};

#[path = "promtool/cases.rs"]
mod cases;
#[path = "promtool/corpus.rs"]
mod corpus;

/// Is promtool here? Says why a test does nothing where it is not.
fn has_promtool() -> bool {
    let found = Command::new("promtool").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        assert!(std::env::var_os("ALERTGAP_REQUIRE_TOOLS").is_none(), "promtool is required, but not on the PATH");
        eprintln!("skipped: promtool is not on the PATH");
    }
    found
}

/// What promtool says about a rule file; `None` where it accepts it.
fn promtool(file: &Path) -> Option<String> {
    let output = Command::new("promtool").args(["check", "rules"]).arg(file).output().expect("promtool runs");
    let said = [output.stdout, output.stderr].concat();
    (!output.status.success()).then(|| String::from_utf8_lossy(&said).into_owned())
}

/// What we say about each file of a folder, by path: the messages of whatever Prometheus would refuse.
fn alertgap(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let Loaded { sources, model } = read(&[folder.to_path_buf()], &Options::default());
    let mut said: BTreeMap<String, Vec<String>> =
        sources.iter().map(|(_, file)| (file.path.clone(), Vec::new())).collect();
    for fault in &model.faults {
        said.entry(sources.file(fault.place.file).path.clone()).or_default().push(fault.message.clone());
    }
    for skipped in &model.skipped {
        said.entry(skipped.path.clone()).or_default().push(skipped.why.clone());
    }
    said
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the test folder can be made");
    folder
}
