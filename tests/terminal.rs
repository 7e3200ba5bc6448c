//! What a terminal gets, and what everything else gets: colours, links and progress are for terminals only; an editor
//! gives what is not saved yet.

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use support::Folder;

/// A postmortem with one root cause that no alert sees.
fn gap() -> Folder {
    let folder = Folder::new();
    let text = "# INC-7: Uploads failed\n\n## Impact\n\nAll of them.\n\n## Root cause\n\nThe moon was full.\n";
    folder.write("postmortems/INC 7.md", text);
    folder.write("alerts/a.yml", "groups: [{name: a, rules: [{alert: WebDown, expr: 'up{job=\"web\"} == 0'}]}]\n");
    folder
}

/// Runs `alertgap` on a terminal of its own; what that was sent. `None` where there is no `script` to make one.
fn on_terminal(folder: &Folder, arguments: &str, variables: &[(&str, &str)]) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_alertgap");
    let mut command = Command::new("script");
    command.args(["-qec", &format!("{program} {arguments}"), "/dev/null"]).current_dir(folder.path());
    command.stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("GITHUB_ACTIONS").env_remove("CI");
    command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8").envs(variables.iter().copied());
    let output = command.output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn colours_and_links_are_for_terminals_only() {
    let folder = gap();
    let linking = [("FORCE_HYPERLINK", "1")];
    let Some(shown) = on_terminal(&folder, "check", &linking) else { return };
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let link = format!("\u{1b}]8;;file://{}/postmortems/INC%207.md\u{1b}\\", root.display());
    assert!(shown.contains("\u{1b}[1;31merror[coverage/root-cause]") && shown.contains(&link), "{shown:?}");
    let plain = on_terminal(&folder, "check", &[("NO_COLOR", "1"), ("FORCE_HYPERLINK", "0")]).unwrap();
    assert!(!plain.contains("\u{1b}"), "{plain:?}");
    let mut piped = Command::new(env!("CARGO_BIN_EXE_alertgap"));
    let piped = piped.arg("check").current_dir(folder.path()).env("FORCE_HYPERLINK", "1").output().unwrap();
    assert!(!piped.stdout.contains(&0x1b) && piped.stderr.is_empty(), "{}", String::from_utf8_lossy(&piped.stdout));
}

#[test]
fn a_template_says_where_links_lead() {
    let folder = gap();
    folder.write("alertgap.yml", "link_template: https://git.example.com/ops/{path}#L{line}\n");
    let Some(shown) = on_terminal(&folder, "check", &[("FORCE_HYPERLINK", "1")]) else { return };
    let link = "\u{1b}]8;;https://git.example.com/ops/postmortems/INC%207.md#L9\u{1b}\\";
    assert!(shown.contains(link), "{shown:?}");
}

/// Runs `alertgap` with something on its standard input.
fn fed(folder: &Folder, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_alertgap"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built with the test");
    child.stdin.take().expect("its input is ours").write_all(input.as_bytes()).expect("the program reads it");
    let output = child.wait_with_output().expect("the program ends");
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn standard_input_takes_the_place_of_a_file() {
    let folder = gap();
    let arguments = ["check", "--format", "concise", "--stdin-filename"];
    let said = |name: &str, input: &str| fed(&folder, &[&arguments[..], &[name]].concat(), input);
    let saved =
        "# INC-7: Uploads failed\n\n## Impact\n\nAll.\n\n## Root cause\n\nThe moon was full; WebDown sees it.\n";
    for name in ["postmortems/INC 7.md", "./postmortems/../postmortems/INC 7.md"] {
        let said = said(name, saved);
        assert!(!said.contains("coverage/"), "{said}");
        assert_eq!(said.matches("guard/unclear").count(), 1, "{said}");
    }
    let new = said("postmortems/INC-8.md", &saved.replace("; WebDown sees it", "").replace("INC-7", "INC-8"));
    assert!(
        new.contains("postmortems/INC-8.md:9:1: error[coverage/root-cause]") && new.contains("INC 7.md:9"),
        "{new}"
    );
    let broken = said("alerts/a.yml", "groups:\n- name: a\n  rules:\n  - {alert: A, expr: 'up =='}\n");
    assert!(broken.contains("alerts/a.yml:4:"), "{broken}");
}
