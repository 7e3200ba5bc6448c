//! A repository whose postmortems, rules and configuration were written by somebody who means harm: what SECURITY.md
//! promises.

#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::symlink;

use alertgap::report::FORMATS;
use support::{Folder, Ran, alertgap, alertgap_with};

const POSTMORTEM: &str = "---\nid: INC-1\nservices: [orders]\nroot_causes:\n- {id: RC1, text: The disk of orders was \
                          full., alerts: [DiskFull]}\n---\n# Orders were lost\n\n## Impact\n\nAll of them.\n";
const RULES: &str =
    "groups:\n- name: orders\n  rules:\n  - alert: DiskFull\n    expr: disk_free_bytes{job=\"orders\"} < 5\n";
/// A postmortem, a rule file and a value that nobody may see, in one.
const SECRET: &str = "hunter2: &hunter2 [\n# INC-9: hunter2\n\n## Root cause\n\nhunter2\n\n## Impact\n\nhunter2\n";

/// `ops/` is the repository under check, `outside/` what it has no business with.
struct Both(Folder);

impl Both {
    fn new() -> Both {
        let folder = Folder::new();
        folder.write("outside/secret", SECRET);
        folder.write("outside/rules.yml", RULES);
        folder.write("ops/postmortems/inc-1.md", POSTMORTEM);
        folder.write("ops/alerts/other.yml", RULES.replace("DiskFull", "Other"));
        support::commit(&folder.path().join("ops"));
        Both(folder)
    }

    fn link(&self, name: &str, target: &str) {
        symlink(target, self.0.path().join("ops").join(name)).expect("links can be made");
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        self.0.write(&format!("ops/{name}"), text);
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        alertgap(arguments, &self.0.path().join("ops"))
    }

    fn secret(&self) -> String {
        fs::read_to_string(self.0.path().join("outside/secret")).expect("it is still there")
    }
}

#[test]
fn links_do_not_lead_out() {
    let both = Both::new();
    for name in ["alerts/a.yml", "alerts/b.rules", "postmortems/c.md", "d.txt", "e.json", "f.prom"] {
        both.link(name, "../../outside/secret");
    }
    fs::remove_file(both.0.path().join("ops/d.txt")).expect("it is there");
    both.link("d.html", "../outside/secret");
    both.link("alerts/all", "../../outside");
    both.link("git.yml", ".git/config");
    both.link("alerts/inside.yml", "../alerts/other.yml");
    let formats = FORMATS.iter().map(|format| vec!["check", "-v", "--format", format.name]);
    let others = [vec!["inspect", "-v"], vec!["check", "--list-files"], vec!["export"], vec!["suggest"]];
    let based = [vec!["check", "--base", "HEAD", "-v"]];
    for arguments in formats.chain(others).chain(based) {
        let ran = both.run(&arguments);
        let said = ran.stdout + &ran.stderr;
        assert!(!said.contains("hunter2") && !said.contains("repositoryformatversion"), "{arguments:?}\n{said}");
    }
    let said = both.run(&["check", "--format", "concise"]).stdout;
    for name in ["alerts/a.yml", "alerts/b.rules", "postmortems/c.md", "d.html", "git.yml"] {
        let line = format!("{name}:1:1: warning[input/unreadable] it is a link that leads out of the folders that are");
        assert!(said.contains(&line), "{name}\n{said}");
    }
    assert!(said.contains("no rule file defines DiskFull") || said.contains("missing-alert"), "{said}");
    assert!(!said.contains("inside.yml"), "{said}");
    // Whoever runs it may point at anything.
    let named = both.run(&["check", "--format", "concise", ".", "../outside/rules.yml"]).stdout;
    assert!(!named.contains("missing-alert"), "{named}");
}

#[test]
fn a_configuration_does_not_lead_out() {
    for (file, target, flag) in [
        ("alertgap.yml", "../outside/secret", None),
        ("own.yml", "../outside/secret", Some("--config")),
        ("known.yml", "../outside/secret", Some("--baseline")),
        ("known.yml", "/dev/zero", Some("--baseline")),
    ] {
        let both = Both::new();
        both.link(file, target);
        let arguments: Vec<&str> =
            ["check"].into_iter().chain(flag.into_iter().flat_map(|flag| [flag, file])).collect();
        let ran = both.run(&arguments);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{file}: {}", ran.stderr);
        let want = format!("alertgap: {file} is not read: it is a link that leads out of this repository\n");
        assert_eq!(ran.stderr, want);
    }
    for modes in ["../outside/secret", "linked.yml", "/dev/zero", ".git/config", "alerts"] {
        let both = Both::new();
        both.link("linked.yml", "../outside/secret");
        both.write("alertgap.yml", format!("failure_modes: ['{modes}']\n"));
        let ran = both.run(&["check"]);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{modes}: {}", ran.stderr);
        assert!(ran.stderr.contains("is not read: it"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    }
}

#[test]
fn paths_in_files_and_settings_open_nothing() {
    let both = Both::new();
    both.write(
        "prometheus.yml",
        "rule_files: ['../outside/*.yml', /etc/prometheus/rules/*.yml, ../../../../etc/*]\nscrape_configs: []\n",
    );
    both.write("tests/t.yml", "rule_files: [../../outside/rules.yml]\ntests:\n- alert_rule_test: []\n");
    both.write(
        "alertgap.yml",
        "mounts: {/etc/prometheus/rules: ../outside}\nsources: {include: ['../outside', '**', /etc]}\n\
         environments: {prod: {prometheus: [../outside/prometheus.yml, prometheus.yml]}}\n",
    );
    let files = both.run(&["check", "--list-files"]).stdout;
    assert!(files.contains("prometheus.yml") && !files.contains("outside"), "{files}");
    let said = both.run(&["check", "--format", "concise"]).stdout;
    assert!(said.contains("coverage/missing-alert"), "the rule outside is not known: {said}");
}

/// A finding about a link would tell whether there is such a file on the machine.
#[test]
fn whether_a_file_is_there_outside_is_not_told() {
    let both = Both::new();
    let links = "[a](../../outside/secret) [b](../../outside/none.md) [c](none.md) [d](inc-1.md)";
    both.write("postmortems/inc-1.md", format!("{POSTMORTEM}\n{links}\n"));
    let said = both.run(&["check", "--format", "concise"]).stdout;
    let dead: Vec<&str> = said.lines().filter(|line| line.contains("postmortem/dead-link")).collect();
    assert!(dead.len() == 1 && dead[0].contains(" none.md") || dead[0].contains("\"none.md"), "{dead:?}");
}

#[test]
fn nothing_is_written_through_a_link_that_leads_out() {
    let both = Both::new();
    both.link("out.json", "../outside/secret");
    both.link("new.json", "../outside/new");
    both.link("folder", "../outside");
    both.link("hook.json", ".git/hooks/pre-commit");
    for (arguments, file) in [
        (["check", "--output", "json=out.json"], "out.json"),
        (["check", "--output", "json=new.json"], "new.json"),
        (["check", "--output", "json=folder/new"], "folder/new"),
        (["check", "--output", "json=hook.json"], "hook.json"),
        (["report", "-o", "out.json"], "out.json"),
        (["export", "-o", "out.json"], "out.json"),
    ] {
        let ran = both.run(&arguments);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("alertgap: {file} is not written: it is a link")), "{}", ran.stderr);
    }
    both.write(
        "postmortems/tls.md",
        "# INC-3: Outage\n\n## Root cause\n\nThe TLS certificate expired.\n\n## Impact\n\nBad.\n",
    );
    let ran = both.run(&["suggest", "-o", "folder/made"]);
    assert_eq!(ran.status, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(!both.0.path().join("outside/made").exists());
    assert_eq!(both.secret(), SECRET);
    assert!(!both.0.path().join("outside/new").exists());
    assert!(!both.0.path().join("ops/.git/hooks/pre-commit").exists());
    // Inside of the repository, and wherever whoever runs it says, links are followed and stay.
    both.write("real.json", "old");
    both.link("inner.json", "real.json");
    both.run(&["check", "--output", "json=inner.json", "--output", "json=../outside/asked.json"]);
    assert!(fs::read_to_string(both.0.path().join("ops/real.json")).expect("it is there").starts_with('{'));
    assert!(both.0.path().join("ops/inner.json").is_symlink() && both.0.path().join("outside/asked.json").exists());
}

/// Sequences that act on a terminal, on a runner, on a page or on a spreadsheet, everywhere where a text can stand.
#[test]
fn no_text_of_theirs_acts_on_anything() {
    const EVIL: &str = "\u{1b}[2J\u{1b}]8;;http://x\u{7}\u{9b}31m\u{202e} <script>alert(1)</script> ]]> `](x) ${{ x }}";
    let both = Both::new();
    let document =
        POSTMORTEM.replace("title", "x").replace("The disk of orders was full.", &format!("'=cmd() {EVIL}'")).replace(
            "# Orders were lost",
            &format!("# Lost {EVIL}\n\n::stop-commands::x\n##[add-mask]x\n\n- [x] Alert {EVIL}"),
        );
    both.write("postmortems/evil \u{1b}[2J::error::x.md", document);
    let quoted = serde_json::to_string(EVIL).expect("a text is JSON");
    both.write(
        "alerts/evil.yml",
        format!("groups:\n- name: {quoted}\n  rules:\n  - alert: {quoted}\n    expr: up{{a={quoted}\n  - alert: B\n    for: {quoted}\n    expr: up\n"),
    );
    both.write(
        "alertmanager.yml",
        format!("route: {{receiver: {quoted}}}\nreceivers: [{{name: {quoted}}}, {{name: b, x: {quoted}}}]\n"),
    );
    let formats = FORMATS.iter().map(|format| vec!["check", "-v", "--format", format.name]);
    for arguments in
        formats.chain([vec!["inspect", "-v"], vec!["inspect", "--format", "json"], vec!["check", "--statistics"]])
    {
        let ran = both.run(&arguments);
        let said = ran.stdout + &ran.stderr;
        let acts = said.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert!(acts.is_none(), "{arguments:?} holds {acts:?}\n{said}");
    }
    let annotated = alertgap_with(&["check"], &both.0.path().join("ops"), &[("GITHUB_ACTIONS", "true")]).stdout;
    assert!(annotated.starts_with("::stop-commands::alertgap"), "{annotated}");
    let page = both.run(&["report", "-o", "a.html", "-o", "a.md", "-o", "a.csv"]);
    assert_eq!(page.status, 0, "{}", page.stderr);
    let read = |name: &str| fs::read_to_string(both.0.path().join("ops").join(name)).expect("it was written");
    assert!(!read("a.html").contains("<script>alert"), "the page runs it");
    assert!(!read("a.md").contains("<script>alert"), "the wiki runs it");
    assert!(read("a.csv").lines().all(|line| !line.split(',').any(|cell| cell.trim_matches('"').starts_with('='))));
}

/// What is said of a faulty configuration, baseline or file of modes goes to standard error, which a terminal shows and a
/// runner reads.
#[test]
fn messages_act_on_nothing_either() {
    for (file, text) in [
        ("alertgap.yml", "\"\\e[2J\\n::error::x\\n  ##[error]x\": 1\n"),
        ("alertgap.yml", "severity: {\"a\\n::add-mask::x\": off}\n"),
        ("alertgap.yml", "failure_modes: [\"\\e[2J\\n::error::x\"]\n"),
        ("alertgap.yml", "link_template: \"\\e[2J\\n::error::x\"\n"),
        ("known.yml", "\"\\e[2J\\n::error::x\": 1\n"),
    ] {
        let both = Both::new();
        both.write(file, text);
        let ran = both.run(&["check", "--baseline", "known.yml"]);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(!ran.stderr.chars().any(|c| c.is_control() && c != '\n'), "{}", ran.stderr);
        let commands = ran.stderr.lines().any(|line| line.trim_start().starts_with("::") || line.contains("##["));
        assert!(!commands, "{}", ran.stderr);
    }
}

/// git reads a repository for whoever owns it, and no other; so do we.
#[test]
fn a_variable_that_traces_or_pages_starts_nothing() {
    let both = Both::new();
    let mark = both.0.path().join("mark");
    let program = both.0.path().join("trap");
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\n", mark.display())).expect("it can be written");
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, executable).expect("it can be made a program");
    let trap = program.display().to_string();
    let names = [
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "PAGER",
        "GIT_EDITOR",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "GIT_PROXY_COMMAND",
    ];
    let variables: Vec<(&str, &str)> = names.iter().map(|name| (*name, trap.as_str())).collect();
    let traced = both.0.path().join("traced").display().to_string();
    let variables = [variables, vec![("GIT_TRACE", traced.as_str()), ("GIT_TRACE2_EVENT", traced.as_str())]].concat();
    both.write("alerts/other.yml", RULES.replace("DiskFull", "Another"));
    alertgap_with(&["check", "--base", "HEAD"], &both.0.path().join("ops"), &variables);
    assert!(!mark.exists() && !both.0.path().join("traced").exists());
}

/// Every cause laments what nobody saw, and every item asks for an alert: what all of them speak of is asked once, and not
/// for each again, which would take minutes.
#[test]
fn thousands_of_causes_that_nobody_saw_end() {
    let causes: String = (0..2_000).map(|n| format!("- Nobody monitored disk {n}, which was full\n")).collect();
    let items: String = (0..2_000).map(|n| format!("- Add an alert on disk {n}\n")).collect();
    let text = format!("---\nroot_causes:\n{causes}action_items:\n{items}---\n# The shop was down\n\nFor an hour.\n");
    let folder = Folder::new();
    folder.write("inc-1.md", text);
    folder.write("rules.yml", RULES);
    let ran = alertgap(&["check", "--format", "concise", "."], folder.path());
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("coverage/root-cause"), "{}", ran.stdout);
}
