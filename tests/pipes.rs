//! Pipes and devices where a file is asked for: one that a shell opened is read, one that lies there may have no writer,
//! ever, and is refused.

#![cfg(unix)]

mod support;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::Folder;

const POSTMORTEM: &str = "---\nid: INC-1\nroot_causes:\n- {id: RC1, text: The disk was full., alerts: [DiskFull]}\n---\n\
                          # Orders were lost\n\n## Impact\n\nAll of them.\n";
const RULES: &str = "groups:\n- name: orders\n  rules:\n  - {alert: DiskFull, expr: disk_free_bytes < 5}\n";

fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("postmortems/inc-1.md", POSTMORTEM);
    folder.write("alerts/orders.yml", RULES);
    folder
}

/// Exit status and what was said, on both outputs, of a run whose standard input is a pipe that holds `input`.
fn fed(arguments: &[&str], folder: &Path, input: &str) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_alertgap"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built with the test");
    let mut stdin = child.stdin.take().expect("it is piped");
    // Where the pipe is refused, nobody reads from it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let begun = Instant::now();
    while child.try_wait().expect("it is ours").is_none() {
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is ours");
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().expect("it has ended");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().expect("no signal ended it"), String::from_utf8(said).expect("it is UTF-8"))
}

#[test]
fn a_pipe_or_a_device_in_place_of_a_file_of_ours_is_refused() {
    let folder = repository();
    let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let pipe = "pipe is not read: it is a pipe, which may never end; name a file, or `<(cat pipe)`";
    let device = "/dev/zero is not read: it is a device, and no file; save its content to a file";
    for (what, said) in
        [("pipe", pipe), ("/dev/zero", device), ("alerts", "alerts is not read: it is a folder; name a file in it")]
    {
        for arguments in [
            &["check", "--config", what][..],
            &["check", "--baseline", what],
            &["check", "--baseline", what, "--write-baseline"],
            &["inspect", "--config", what],
            &["suggest", "--config", what],
            &["explain", "--test", what],
            &["report", "-o", "a.html", "--since", what],
        ] {
            let (status, got) = fed(arguments, folder.path(), "");
            assert!(status == 2 && got.starts_with("alertgap: ") && got.contains(said), "{arguments:?}\n{got}");
        }
    }
}

/// The configuration that is found may be a pipe as little as one that is named: it is passed by, as a folder is.
#[test]
fn a_configuration_that_is_a_pipe_is_not_found() {
    let folder = repository();
    let made = Command::new("mkfifo").arg(folder.path().join("alertgap.yml")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
    let (status, said) = fed(&["check", "--format", "concise"], folder.path(), "");
    assert!(said.contains("alertgap.yml:1:1: warning[input/unreadable] it is a pipe, and no regular file"), "{said}");
    assert_eq!(status, 0, "{said}");
}

/// What the shell makes of `<(…)` and `|`.
#[test]
fn a_pipe_that_is_open_already_is_read() {
    let folder = repository();
    let plain = fed(&["check", "--format", "concise"], folder.path(), "");
    assert!(plain.1.contains("guard/unclear"), "{}", plain.1);
    for path in ["/dev/stdin", "/dev/fd/0"] {
        let check = |flag: &str, input: &str| fed(&["check", "--format", "concise", flag, path], folder.path(), input);
        assert!(!check("--config", "severity: {guard/unclear: off}\n").1.contains("guard/unclear"), "{path}");
        let (status, said) = check("--config", "severity: 1\n");
        assert!(status == 2 && said.starts_with(&format!("alertgap: {path}:1:")), "{said}");
        let (status, said) = check("--baseline", "{}");
        assert!(status == 2 && said.starts_with(&format!("alertgap: {path}:1:")), "{said}");
        let named = fed(&["check", "--format", "concise", "postmortems", path], folder.path(), RULES);
        assert!(named.1.contains(&format!("{path}:4:")), "{}", named.1);
        assert!(!named.1.contains("missing-alert") && !named.1.contains("input/unreadable"), "{}", named.1);
    }
    let empty = fed(&["check", "--format", "concise", "--config", "/dev/null"], folder.path(), "");
    assert_eq!(empty, plain);
}
