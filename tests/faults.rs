//! The world at its worst: full disks, closed pipes, files that are none, links that lead elsewhere.

#![cfg(unix)]
#![allow(clippy::print_stderr, reason = "what is skipped is said")]

mod support;

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Folder, Ran, alertgap, alertgap_with};

const POSTMORTEM: &str = "---\nid: INC-1\nservices: [orders]\nroot_causes:\n- {id: RC1, text: The disk of orders was \
                          full., alerts: [DiskFull]}\n---\n# Orders were lost\n\n## Impact\n\nAll of them.\n";
const RULES: &str = "groups:\n- name: orders\n  rules:\n  - alert: DiskFull\n    expr: disk_free_bytes{job=\"orders\"} < 5\n    for: 5m\n";

/// One incident, and its guard.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("postmortems/inc-1.md", POSTMORTEM);
    folder.write("alerts/orders.yml", RULES);
    folder
}

/// Runs `alertgap`, and fails where it does not end by itself.
fn in_time(arguments: &[&str], folder: &Path) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_alertgap"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built with the test");
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is ours") {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is ours");
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let (mut stdout, mut stderr) = (String::new(), String::new());
    child.stdout.take().expect("it is piped").read_to_string(&mut stdout).expect("it is UTF-8");
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("it is UTF-8");
    Ran { status: status.code().expect("no signal ended it"), stdout, stderr }
}

/// `path:line:col: severity[check]` of what is said in short.
fn concise(folder: &Folder, more: &[&str]) -> String {
    let arguments = [&["check", "--format", "concise", "--fail-on", "never"], more].concat();
    in_time(&arguments, folder.path()).stdout
}

fn fifo(folder: &Folder, name: &str) {
    let made = Command::new("mkfifo").arg(folder.path().join(name)).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it can be listed");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("it can be listed").file_name();
    let mut names: Vec<String> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_is_said_and_is_status_2() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let folder = repository();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("anybody may write it");
    let run = Command::new(env!("CARGO_BIN_EXE_alertgap"))
        .arg("check")
        .current_dir(folder.path())
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("the program was built with the test");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.starts_with("alertgap: standard output cannot be written: No space left"), "{said}");
    let ran = alertgap(&["check", "--output", "json=/dev/full"], folder.path());
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("/dev/full cannot be written: No space left"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_may_not_be_written_is_said_and_nothing_is_left_behind() {
    let folder = repository();
    folder.write("out/old.json", "old");
    fs::set_permissions(folder.path().join("out"), fs::Permissions::from_mode(0o555)).expect("it is ours");
    for file in ["out/old.json", "out/new.json", "/proc/alertgap.json"] {
        let Some(ran) = of_anybody(&["check", "--output", &format!("json={file}")], &folder) else { return };
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("{file} cannot be written")), "{}", ran.stderr);
    }
    fs::set_permissions(folder.path().join("out"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    assert_eq!(names_in(&folder.path().join("out")), ["old.json"]);
}

/// Full while a file is being written: a limit on the size of files stops it midway as a full disk does.
#[test]
fn a_disk_that_fills_up_leaves_the_old_file_and_nothing_else() {
    let folder = repository();
    folder.write("old.json", "old");
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" check --output json=old.json --output sarif=new.sarif";
    let run =
        Command::new("sh").args(["-c", limited, env!("CARGO_BIN_EXE_alertgap")]).current_dir(folder.path()).output();
    let run = run.expect("there is a shell");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(2) && run.stdout.is_empty(), "{said}");
    assert!(said.contains("old.json cannot be written: "), "{said}");
    assert_eq!(names_in(folder.path()), ["alerts", "old.json", "postmortems"]);
    assert_eq!(fs::read_to_string(folder.path().join("old.json")).expect("it is there"), "old");
}

/// The last of three files cannot be written: none is, and no draft stays.
#[test]
fn files_are_written_together_or_not_at_all() {
    let folder = repository();
    folder.write("a.json", "old");
    let outputs = ["check", "--output", "json=a.json", "--output", "sarif=b.sarif", "--output", "junit=no/c.xml"];
    let ran = alertgap(&outputs, folder.path());
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert_eq!(names_in(folder.path()), ["a.json", "alerts", "postmortems"]);
    assert_eq!(fs::read_to_string(folder.path().join("a.json")).expect("it is there"), "old");
}

/// Whoever is killed while writing leaves a hidden draft at most: a walk does not come to it, and the file is the old one.
#[test]
fn a_draft_that_was_left_behind_is_not_read() {
    let folder = repository();
    let before = concise(&folder, &[]);
    folder.write("alerts/.orders.yml.123-0.part", &RULES[..60]);
    folder.write("postmortems/.inc-1.md.123-0.part", "# Half");
    assert_eq!(concise(&folder, &[]), before);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let folder = repository();
    for at in 0..80 {
        folder.write(&format!("postmortems/p{at}.md"), POSTMORTEM.replace("INC-1", &format!("INC-{}", at + 10)));
    }
    for format in ["human", "json", "sarif", "github"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_alertgap"))
            .args(["check", "-v", "--format", format])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built with the test");
        let mut first = [0; 10];
        let mut stdout = child.stdout.take().expect("it is piped");
        stdout.read_exact(&mut first).expect("something is said");
        drop(stdout);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{format}: {:?}", output.status);
    }
}

#[test]
fn what_is_no_file_is_said_and_never_opened() {
    let folder = repository();
    fifo(&folder, "alerts/pipe.yml");
    fifo(&folder, "postmortems/pipe.md");
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("alerts/socket.yml"));
    symlink("/dev/zero", folder.path().join("alerts/endless.yml")).expect("links can be made");
    folder.write("alerts/folder.yml/inner.yml", RULES.replace("DiskFull", "Inner"));
    let said = concise(&folder, &[]);
    for name in ["alerts/pipe.yml", "postmortems/pipe.md", "alerts/socket.yml"] {
        let line = format!("{name}:1:1: warning[input/unreadable] it is a ");
        assert!(said.contains(&line), "{name}\n{said}");
    }
    assert!(said.contains("alerts/endless.yml:1:1: warning[input/unreadable] it is a link that leads out"), "{said}");
    let files = in_time(&["check", "--list-files"], folder.path()).stdout;
    assert!(files.contains("alerts/folder.yml/inner.yml"), "{files}");
    let named = ["check", "--format", "concise", ".", "alerts/pipe.yml", "alerts/folder.yml"];
    let ran = in_time(&named, folder.path());
    let line = "alerts/pipe.yml:1:1: error[input/unreadable] it is a ";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
    drop(socket);
}

#[test]
fn ignores_that_never_end_are_not_read() {
    for name in [".gitignore", "alerts/.gitignore"] {
        let folder = repository();
        symlink("/dev/zero", folder.path().join(name)).expect("links can be made");
        let said = concise(&folder, &[]);
        assert!(said.contains(&format!("{name}:1:1: warning[input/unreadable] it is no file")), "{said}");
        in_time(&["check", "alerts", "postmortems"], folder.path());
    }
}

#[test]
fn loops_end() {
    let folder = repository();
    let before = concise(&folder, &[]);
    symlink("..", folder.path().join("alerts/up")).expect("links can be made");
    symlink("orders.yml", folder.path().join("alerts/again.yml")).expect("links can be made");
    assert_eq!(concise(&folder, &[]), before);
    symlink("round.yml", folder.path().join("alerts/round.yml")).expect("links can be made");
    let said = concise(&folder, &[]);
    assert!(said.contains("alerts/round.yml:1:1: warning[input/unreadable] it cannot be read"), "{said}");
}

#[test]
fn what_may_not_be_read_is_said_and_the_rest_is_checked() {
    let folder = repository();
    folder.write("alerts/closed.yml", RULES.replace("DiskFull", "Closed"));
    folder.write("closed/inner.yml", RULES);
    folder.write("own.yml", "services: {}\n");
    for name in ["alerts/closed.yml", "closed", "own.yml"] {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o000)).expect("it is ours");
    }
    let arguments = ["check", "--format", "concise", "--fail-on", "never"];
    if let Some(Ran { status, stdout: said, .. }) = of_anybody(&arguments, &folder) {
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("alerts/closed.yml:1:1: warning[input/unreadable] it cannot be read"), "{said}");
        assert!(said.contains("closed:1:1: warning[input/unreadable] it cannot be listed"), "{said}");
        assert!(said.contains("alerts/orders.yml:4:12: warning[guard/unclear] DiskFull"), "{said}");
        let named =
            of_anybody(&["check", "--format", "concise", ".", "alerts/closed.yml"], &folder).expect("as before");
        assert!(named.stdout.contains("alerts/closed.yml:1:1: error[input/unreadable] it cannot"), "{}", named.stdout);
        for flag in ["--config", "--baseline"] {
            let refused = of_anybody(&["check", flag, "own.yml"], &folder).expect("as before");
            assert_eq!((refused.status, refused.stdout.as_str()), (2, ""));
            assert!(refused.stderr.starts_with("alertgap: own.yml cannot be read: "), "{}", refused.stderr);
        }
    }
    fs::set_permissions(folder.path().join("closed"), fs::Permissions::from_mode(0o755)).expect("it is ours");
}

/// What the program gives when who runs it is not root, who may read and write everything; `None`, which is said, where
/// nobody else can reach the program.
fn of_anybody(arguments: &[&str], folder: &Folder) -> Option<Ran> {
    const NOBODY: u32 = 65534;
    let mut command = Command::new(env!("CARGO_BIN_EXE_alertgap"));
    command.args(arguments).current_dir(folder.path());
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let Ok(output) = command.output() else {
        eprintln!("skipped: root may read everything, and nobody else can start the program");
        return None;
    };
    Some(Ran {
        status: output.status.code().expect("no signal ended it"),
        stdout: String::from_utf8(output.stdout).expect("it is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it is UTF-8"),
    })
}

/// Files that grow, shrink, appear and go while they are read: whatever is seen, the run ends as runs do.
#[test]
fn files_that_change_while_they_are_read_do_no_harm() {
    let folder = repository();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                round += 1;
                folder.write("alerts/restless.yml", RULES.repeat(round % 50));
                folder.write(&format!("alerts/{}.yml", round % 7), RULES);
                let _ = fs::remove_file(folder.path().join(format!("alerts/{}.yml", (round + 3) % 7)));
                let _ = fs::remove_file(folder.path().join("alerts/restless.yml"));
            }
        });
        for _ in 0..10 {
            let ran = in_time(&["check", "--fail-on", "never"], folder.path());
            assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn neither_a_home_nor_a_locale_is_needed() {
    let folder = repository();
    folder.write(
        "postmortems/日本語.md",
        "# INC-2: 障害\n\n## 根本原因\n\nディスクが一杯になった。\n\n## 影響\n\n注文が失われた。\n",
    );
    let arguments = ["check", "-v"];
    let want = alertgap(&arguments, folder.path()).stdout;
    assert!(want.contains("日本語.md"), "{want}");
    for variables in [&[("LC_ALL", "C"), ("LANG", "C")][..], &[("LC_ALL", "nowhere"), ("HOME", "/nowhere")]] {
        let ran = alertgap_with(&arguments, folder.path(), variables);
        assert_eq!(ran.stdout.replace("--", "──").is_empty(), want.is_empty());
        assert!(ran.stdout.contains("日本語.md") && ran.stderr.is_empty(), "{}\n{}", ran.stdout, ran.stderr);
    }
    let bare =
        Command::new(env!("CARGO_BIN_EXE_alertgap")).args(arguments).current_dir(folder.path()).env_clear().output();
    let bare = bare.expect("the program was built with the test");
    assert!(String::from_utf8_lossy(&bare.stdout).contains("日本語.md") && bare.stderr.is_empty());
}

#[test]
fn a_name_that_is_not_utf_8_is_shown_as_far_as_it_can_be() {
    use std::os::unix::ffi::OsStrExt;
    let folder = repository();
    let name = std::ffi::OsStr::from_bytes(b"alerts/caf\xe9.yml");
    if fs::write(folder.path().join(name), RULES.replace("DiskFull", "Café").replace("< 5", "< ")).is_err() {
        eprintln!("skipped: this file system takes UTF-8 only");
        return;
    }
    let said = concise(&folder, &[]);
    assert!(said.contains("alerts/caf\u{fffd}.yml:5:"), "{said}");
}

/// Every kind of file is read with the line ends of Windows as with ours.
#[test]
fn line_ends_of_windows_change_nothing() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut kinds = std::collections::BTreeSet::new();
    for scenario in ["backup-story-after", "gaps", "messy", "traps"] {
        let [unix, windows] = [Folder::new(), Folder::new()];
        copy(&fixtures.join(scenario), &unix, |text| text);
        copy(&fixtures.join(scenario), &windows, |text| text.replace('\n', "\r\n"));
        for folder in [&unix, &windows] {
            let line_end = if folder.path() == windows.path() { "\r\n" } else { "\n" };
            folder.write(
                "alertgap.yml",
                ["services: {mail: {}}", "severity:", "  guard/untested: off", ""].join(line_end),
            );
        }
        for arguments in [&["check", "-v", "--format", "concise"][..], &["check", "-v"], &["inspect"]] {
            let [unix, windows] = [&unix, &windows].map(|folder| alertgap(arguments, folder.path()));
            assert_eq!((windows.status, windows.stdout), (unix.status, unix.stdout), "{scenario} {arguments:?}");
        }
        let listed = alertgap(&["check", "--list-files"], windows.path()).stdout;
        kinds.extend(listed.lines().filter_map(|line| Some(line.split_once(['\t', ' '])?.1.trim().to_owned())));
    }
    assert!(kinds.len() > 5, "{kinds:?}");
}

fn copy(from: &Path, to: &Folder, change: fn(String) -> String) {
    for entry in walk(from) {
        let name = entry.strip_prefix(from).expect("it lies below").display().to_string();
        let bytes = fs::read(&entry).expect("it can be read");
        match String::from_utf8(bytes) {
            Ok(text) => to.write(&name, change(text)),
            Err(other) => to.write(&name, other.into_bytes()),
        }
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("it can be listed").map(|entry| entry.expect("it can be listed").path());
    let shown = entries.filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    shown.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// A damaged repository is not one that has no guards: nothing is compared, and that is said.
#[test]
fn an_object_that_git_cannot_read_is_said_and_nothing_is_compared() {
    for what in ["HEAD:alerts/orders.yml", "HEAD:alerts", "HEAD^{tree}", "HEAD"] {
        for is_gone in [true, false] {
            let folder = repository();
            support::commit(folder.path());
            let name =
                Command::new("git").args(["rev-parse", what]).current_dir(folder.path()).output().expect("git runs");
            let name = String::from_utf8(name.stdout).expect("it is a name");
            let (first, rest) = name.trim().split_at(2);
            let object = folder.path().join(".git/objects").join(first).join(rest);
            fs::remove_file(&object).expect("it is ours");
            if !is_gone {
                fs::write(&object, "x").expect("it is ours");
            }
            fs::remove_file(folder.path().join("alerts/orders.yml")).expect("it is ours");
            let ran = in_time(&["check", "--base", "HEAD"], folder.path());
            assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{what}: {}", ran.stderr);
            assert!(ran.stderr.starts_with("alertgap: --base: "), "{what}: {}", ran.stderr);
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0)
}
