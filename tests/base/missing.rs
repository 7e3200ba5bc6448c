//! Where the base cannot be had: status 2, and the command that brings it.

use crate::repository::Repository;
use crate::support::{Folder, alertgap};

/// The command in a message that ends with it.
#[cfg(unix)]
fn command(said: &str) -> String {
    let at = said.find("git fetch").expect("a command is named");
    said[at..].lines().next().unwrap_or_default().to_owned()
}

/// `main` with two commits, and `feature`, which left it before the second.
fn origin() -> Repository {
    let origin = Repository::new();
    origin.git(&["checkout", "--quiet", "-b", "feature"]);
    origin.write("README.md", "# Alerts\n");
    origin.commit("on the branch");
    origin.git(&["checkout", "--quiet", "main"]);
    origin.write("NOTES.md", "# Notes\n");
    origin.commit("main goes on");
    origin
}

#[test]
#[cfg(unix)]
fn a_shallow_clone_names_the_fetch_that_mends_it() {
    let origin = origin();
    for options in [&["--depth=1", "--branch=feature"][..], &["--depth=1", "--no-single-branch", "--branch=feature"]] {
        let clone = Repository::clone(&origin, options);
        clone.git(&["checkout", "--quiet", "--detach"]);
        clone.git(&["commit", "--quiet", "--allow-empty", "--message", "known here only"]);
        let ran = clone.check(&["--base", "origin/main"]);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        clone.obey(&command(&ran.stderr));
        let ran = clone.check(&["--base", "origin/main"]);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
    }
}

#[test]
#[cfg(unix)]
fn a_commit_that_is_not_here_is_fetched_by_its_name() {
    let origin = origin();
    origin.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let clone = Repository::clone(&origin, &["--depth=1", "--branch=feature"]);
    let first = origin.git(&["rev-parse", "main~1"]);
    let ran = clone.check(&["--base", &first]);
    assert_eq!(ran.status, 2);
    clone.obey(&command(&ran.stderr));
    assert_eq!(clone.check(&["--base", &first]).status, 0);
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_reason() {
    let repository = origin();
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.commit("another beginning");
    for (rev, said) in [
        ("mian", "\"mian\" is not known in this clone"),
        ("main", "the two have no history in common"),
        ("--output=/tmp/x", "is no revision"),
        ("", "is no revision"),
    ] {
        let ran = repository.check(&[&format!("--base={rev}")]);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{rev}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{rev}: {}", ran.stderr);
    }
    let folder = Folder::new();
    let ran = alertgap(&["check", "--base", "HEAD"], folder.path());
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("--base needs a git repository"), "{}", ran.stderr);
}
