//! What a repository configures is never run: each trap would leave a file behind.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::repository::Repository;

/// A program that leaves a mark with its name.
fn trap(folder: &Path, name: &str) -> String {
    let (program, mark) = (folder.join(name), mark(folder, name));
    std::fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display())).expect("it can be written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it can be made a program");
    program.display().to_string()
}

fn mark(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.was-run"))
}

#[test]
fn no_program_that_the_repository_names_is_run() {
    let repository = Repository::new();
    let traps = repository.path().join(".git/traps");
    std::fs::create_dir(&traps).expect("the folder can be made");
    let names = ["hook", "fsmonitor", "external", "textconv", "clean", "smudge", "process", "pager", "editor", "ssh"];
    let programs: Vec<String> = names.iter().map(|name| trap(&traps, name)).collect();
    let keys = [
        "alias.ls-tree",
        "core.fsmonitor",
        "diff.external",
        "diff.trap.textconv",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.other.process",
        "core.pager",
        "core.editor",
        "core.sshCommand",
    ];
    repository.write(".gitattributes", "*.yml diff=trap filter=trap\n*.md filter=other diff=trap\n");
    repository.commit("attributes");
    repository.edit("alerts/workers.yml", "< 10", "<  10");
    std::fs::rename(repository.path().join("alerts/workers.yml"), repository.path().join("alerts/work.yml")).unwrap();
    for (key, program) in keys.iter().zip(&programs) {
        let value = if key.starts_with("alias") { format!("!{program}") } else { program.clone() };
        repository.git(&["config", key, &value]);
    }
    for hook in ["post-index-change", "post-checkout", "pre-commit", "reference-transaction"] {
        let hooks = repository.path().join(".git/hooks");
        std::fs::create_dir_all(&hooks).expect("the folder can be made");
        std::fs::copy(&programs[0], hooks.join(hook)).expect("a hook can be planted");
    }
    let ran = repository.check(&["--base", "HEAD"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    for name in names {
        assert!(!mark(&traps, name).exists(), "{name} was run");
    }
    // The traps do work: git itself runs into one of them.
    let status = std::process::Command::new("git").args(["status"]).current_dir(repository.path()).output();
    assert!(status.is_ok() && names.iter().any(|name| mark(&traps, name).exists()), "no trap works");
}

#[test]
fn what_a_partial_clone_lacks_is_not_fetched() {
    let origin = Repository::new();
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = Repository::clone(&origin, &["--filter=blob:none", "--no-checkout"]);
    let traps = clone.path().join(".git/traps");
    std::fs::create_dir(&traps).expect("the folder can be made");
    let program = trap(&traps, "remote");
    clone.git(&["config", "remote.origin.url", &format!("ext::{program}")]);
    clone.git(&["config", "protocol.ext.allow", "always"]);
    clone.write("postmortems/2031.md", crate::repository::INCIDENT);
    let ran = clone.check(&["--base", "HEAD"]);
    assert!(!mark(&traps, "remote").exists(), "the remote was asked");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("git fetch --refetch --no-filter origin"), "{}", ran.stderr);
}
