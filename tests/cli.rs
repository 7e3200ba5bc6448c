//! The command line: exit status, what goes where, and what is refused.

mod support;

use support::{Folder, alertgap};

#[test]
fn nothing_to_check_is_status_3_and_the_format_is_printed_whole() {
    let folder = Folder::new();
    let ran = alertgap(&["check", "--format", "json"], folder.path());
    assert_eq!(ran.status, 3);
    assert!(ran.stdout.starts_with("{\n  \"schema\": 1,\n") && ran.stdout.ends_with("\n}\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("alertgap export") && ran.stderr.contains("alertgap init"), "{}", ran.stderr);
}

#[test]
fn what_could_not_start_is_status_2_and_prints_nothing() {
    let folder = Folder::new();
    for (arguments, said) in [
        (&["check", "--only", "coverage/root-casue"][..], "did you mean coverage/root-cause?"),
        (&["check", "--skip", "rules/*"], "matches no check"),
        (&["check", "--format", "yaml"], "possible values: human, concise, json"),
        (&["check", "--output", "json"], "json=gaps.json"),
        (&["check", "--output", "json=no/such/folder/x.json"], "cannot be written"),
        (&["explain", "coverage/root-casue"], "did you mean coverage/root-cause?"),
        (&["nonsense"], "unrecognized subcommand"),
    ] {
        let ran = alertgap(arguments, folder.path());
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn outputs_are_written_beside_what_is_printed() {
    let folder = Folder::new();
    let ran = alertgap(&["check", "--output", "json=a.json", "--output", "concise=b.txt"], folder.path());
    assert_eq!(ran.status, 3);
    assert!(ran.stdout.contains("0 postmortems"), "{}", ran.stdout);
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["a.json", "b.txt"]);
}

#[test]
fn checks_are_listed_and_explained() {
    let folder = Folder::new();
    let listed = alertgap(&["list", "checks"], folder.path());
    assert_eq!(listed.status, 0);
    for check in alertgap::check::CHECKS {
        assert!(listed.stdout.contains(check.id));
        let explained = alertgap(&["explain", check.id], folder.path());
        assert_eq!(explained.status, 0);
        assert!(explained.stdout.starts_with(&format!("{}\n", check.id)));
    }
    let short = alertgap(&["explain", "root-cause"], folder.path());
    assert!(short.stdout.starts_with("coverage/root-cause\n"));
}

#[test]
fn help_version_completions_and_manual_are_there() {
    let folder = Folder::new();
    for (arguments, said) in [
        (&["--help"][..], "alertgap check postmortems alerts"),
        (&["check", "--help"], "--fail-on warning"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["completions", "bash"], "complete -F"),
        (&["man"], ".TH alertgap"),
    ] {
        let ran = alertgap(arguments, folder.path());
        assert_eq!(ran.status, 0, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stdout.contains(said), "{arguments:?}: {}", ran.stdout);
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_alertgap"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
