//! The command line: exit status, what goes where, and what is refused.

mod support;

use support::{Folder, alertgap};

#[test]
fn nothing_to_check_is_status_3_and_the_format_is_printed_whole() {
    let folder = Folder::new();
    let ran = alertgap(&["check", "--format", "json"], folder.path());
    assert_eq!(ran.status, 3);
    assert!(ran.stdout.starts_with("{\n  \"schema\": 1,\n") && ran.stdout.ends_with("\n}\n"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("alertgap export")
            && ran.stderr.contains("alertgap init")
            && ran.stderr.contains("alertgap inspect"),
        "{}",
        ran.stderr
    );
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

/// A postmortem with one root cause that no alert sees.
fn gap() -> Folder {
    let folder = Folder::new();
    let postmortem = "# INC-7: Uploads failed\n\n## Impact\n\nUploads failed for an hour.\n\n## Root cause\n\n\
        The disk of the upload host was full.\n";
    folder.write("postmortems/INC-7.md", postmortem);
    let rules = "groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up == 0\n";
    folder.write("alerts/a.yml", rules);
    folder
}

#[test]
fn findings_are_status_1_and_none_is_0() {
    let folder = gap();
    for (arguments, status) in [
        (&["check"][..], 1),
        (&["check", "--fail-on", "warning"], 1),
        (&["check", "--fail-on", "never"], 0),
        (&["check", "--only", "rule/*"], 0),
        (&["check", "--skip", "coverage/*"], 0),
        (&["check", "alerts"], 3),
        (&["check", "postmortems"], 3),
        (&["inspect"], 0),
    ] {
        let ran = alertgap(arguments, folder.path());
        assert_eq!(ran.status, status, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn the_gap_is_drawn_at_its_line() {
    let ran = alertgap(&["check"], gap().path());
    assert!(ran.stdout.contains("error[coverage/root-cause]"), "{}", ran.stdout);
    assert!(ran.stdout.contains("postmortems/INC-7.md:9:1]"), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 postmortem (1 with a root cause) · 1 root cause: 1 gap"), "{}", ran.stdout);
}

#[test]
fn an_inferred_guard_does_not_count_when_facts_alone_do() {
    let folder = gap();
    let rules = "groups:\n  - name: a\n    rules:\n      - alert: Full\n        \
        expr: predict_linear(node_filesystem_avail_bytes[6h], 86400) < 0\n        labels: {severity: page}\n";
    folder.write("alerts/a.yml", rules);
    let lenient = alertgap(&["check"], folder.path());
    assert_eq!(lenient.status, 0, "{}", lenient.stdout);
    assert_eq!(alertgap(&["check", "--strict"], folder.path()).status, 1);
}

#[test]
fn statistics_and_files_stand_instead_of_the_findings() {
    let folder = gap();
    let counted = alertgap(&["check", "--statistics"], folder.path());
    assert_eq!(counted.status, 1);
    assert!(counted.stdout.starts_with("     1  error    coverage/root-cause\n"), "{}", counted.stdout);
    assert!(counted.stdout.contains("\nincidents by failure mode\n     1  disk-full\n"), "{}", counted.stdout);
    let listed = alertgap(&["check", "--list-files"], folder.path());
    assert_eq!(listed.status, 0);
    assert!(listed.stdout.starts_with("alerts/a.yml  rules\npostmortems/INC-7.md  postmortem"), "{}", listed.stdout);
}

#[test]
fn the_order_of_the_arguments_changes_nothing() {
    let folder = gap();
    let one = alertgap(&["check", "--format", "json", "alerts", "postmortems"], folder.path());
    let other = alertgap(&["check", "--format", "json", "postmortems", "alerts", "alerts"], folder.path());
    assert_eq!(one.stdout, other.stdout);
}

#[test]
fn a_file_that_exists_is_replaced_whole() {
    let folder = gap();
    folder.write("out.json", "old");
    let paths = ["check", "postmortems", "alerts"];
    let ran = alertgap(&[&paths[..], &["--output", "json=out.json"]].concat(), folder.path());
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let written = std::fs::read_to_string(folder.path().join("out.json")).unwrap();
    assert_eq!(written, alertgap(&[&paths[..], &["--format", "json"]].concat(), folder.path()).stdout);
}
