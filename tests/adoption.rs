//! A team with four hundred old gaps starts today: `init`, a baseline, a clean run; what is new is caught, and what is
//! fixed makes the baseline smaller.

mod support;

use serde_json::Value;
use support::{Folder, Ran, alertgap, findings_of};

const BASELINE: &str = "alertgap-baseline.yml";

/// A hundred postmortems with four root causes each, and one alert that sees none of them.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.write(".git/HEAD", "ref: refs/heads/trunk\n");
    // Without these two, git takes it for no repository.
    folder.write(".git/objects/empty", "");
    folder.write(".git/refs/empty", "");
    folder.write(".git/config", "[remote \"origin\"]\n\turl = git@github.example.com:shop/ops.git\n");
    for number in 0..100 {
        let mut text =
            format!("# INC-{number}: Parcels were late ({number})\n\n## Impact\n\nLate.\n\n## Root causes\n\n");
        for letter in ["a", "b", "c", "d"] {
            text += &format!("- Sorter {number}{letter} jammed and nobody looked at it.\n");
        }
        folder.write(&format!("postmortems/INC-{number}.md"), text);
    }
    rules(&folder, "");
    folder
}

fn rules(folder: &Folder, more: &str) {
    let first = "groups:\n- name: a\n  rules:\n  - alert: WebDown\n    expr: up{job=\"web\"} == 0\n";
    folder.write("alerts/a.yml", format!("{first}{more}"));
}

fn check(folder: &Folder, arguments: &[&str]) -> Ran {
    let all = ["check", "--format", "concise", "--baseline", BASELINE, "--today", "2026-11-01"];
    alertgap(&[&all, arguments].concat(), folder.path())
}

fn baseline(folder: &Folder) -> String {
    std::fs::read_to_string(folder.path().join(BASELINE)).expect("the baseline is there")
}

fn count(folder: &Folder) -> usize {
    baseline(folder).matches("fingerprint:").count()
}

fn clean(ran: &Ran) {
    assert_eq!((ran.status, findings_of(&ran.stdout).as_str(), ran.stderr.as_str()), (0, "", ""));
}

#[test]
fn four_hundred_gaps_today_and_none_tomorrow() {
    let folder = repository();
    let first = alertgap(&["check", "--format", "json"], folder.path());
    let before: Value = serde_json::from_str(&first.stdout).unwrap();
    assert_eq!((first.status, &before["summary"]["errors"]), (1, &400.into()));

    let begun = alertgap(&["init"], folder.path());
    assert_eq!(begun.status, 0, "{}", begun.stderr);
    for said in
        ["100 × postmortem in postmortems", "1 × rules in alerts", ".pre-commit-config.yaml", "workflows/alertgap.yml"]
    {
        assert!(begun.stdout.contains(said), "{said}: {}", begun.stdout);
    }
    let whole = count(&folder);
    assert_eq!(whole, before["findings"].as_array().unwrap().len());
    clean(&check(&folder, &[]));
    let known = alertgap(&["check", "--format", "json", "--baseline", BASELINE], folder.path());
    let after: Value = serde_json::from_str(&known.stdout).unwrap();
    assert_eq!(after["summary"]["gaps"], before["summary"]["gaps"], "a known gap is a gap all the same");

    // Moved lines, and a file with another name.
    let text = std::fs::read_to_string(folder.path().join("postmortems/INC-7.md")).unwrap();
    folder.write("postmortems/INC-7.md", text.replace("## Root", "We are sorry.\n\n## Root"));
    std::fs::rename(folder.path().join("postmortems/INC-8.md"), folder.path().join("postmortems/8.md")).unwrap();
    clean(&check(&folder, &[]));

    // One new gap is caught, and does not slip into the baseline.
    folder.write("postmortems/INC-500.md", text.replace("INC-7:", "INC-500:").replace("Sorter 7a", "Belt 9"));
    let caught = check(&folder, &["--write-baseline"]);
    assert_eq!(caught.status, 1);
    assert!(caught.stdout.contains("postmortems/INC-500.md:9:3: error[coverage/root-cause]"), "{}", caught.stdout);
    assert_eq!(count(&folder), whole);
    assert_eq!(check(&folder, &["--write-baseline=all"]).status, 0);
    assert!(count(&folder) > whole, "it grows when it is told to");
    std::fs::remove_file(folder.path().join("postmortems/INC-500.md")).unwrap();

    // What is gone with its file is told, and goes.
    let gone = check(&folder, &[]);
    assert!(gone.status == 0 && gone.stderr.contains("can go from it: --write-baseline"), "{}", gone.stderr);
    assert_eq!((check(&folder, &["--write-baseline"]).status, count(&folder)), (0, whole));
    clean(&check(&folder, &[]));

    // One fixed gap makes it smaller by one.
    let text = std::fs::read_to_string(folder.path().join("postmortems/INC-3.md")).unwrap();
    folder.write(
        "postmortems/INC-3.md",
        text.replace(
            "Sorter 3b jammed and nobody looked at it.",
            "Sorter 3b jammed and nobody looked; SorterJammed sees it now.",
        ),
    );
    rules(&folder, "  - alert: SorterJammed\n    expr: sorter_jammed == 1\n");
    let fixed = check(&folder, &[]);
    assert!(
        fixed.stderr.contains("1 finding is fixed, and can go from it: --write-baseline\n  postmortems/INC-3.md: "),
        "{}",
        fixed.stderr
    );
    check(&folder, &["--write-baseline"]);
    assert_eq!(count(&folder), whole - 1);
}

#[test]
fn what_was_not_looked_at_stays() {
    let folder = repository();
    check(&folder, &["--write-baseline"]);
    let whole = baseline(&folder);
    for arguments in [&["postmortems/INC-1.md", "alerts"][..], &["--only", "rule/*"], &["--skip", "coverage/*"]] {
        let ran = check(&folder, &[&["--write-baseline"], arguments].concat());
        assert_eq!((ran.status, baseline(&folder) == whole), (0, true), "{arguments:?}: {}", ran.stderr);
        assert!(!check(&folder, arguments).stderr.contains("fixed"), "{arguments:?}");
    }
    check(&folder, &["--write-baseline=all", "postmortems/INC-1.md", "alerts"]);
    assert_eq!(baseline(&folder), whole);
}

#[test]
fn a_baseline_that_cannot_be_read_is_refused() {
    let folder = Folder::new();
    let missing = check(&folder, &[]);
    assert_eq!((missing.status, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.contains("--write-baseline creates it"), "{}", missing.stderr);
    folder.write(BASELINE, "schema: 1\nfindigs: []\n");
    let broken = check(&folder, &[]);
    assert!(
        broken.stderr.contains("alertgap-baseline.yml:2:1: unknown key `findigs`; did you mean `findings`?"),
        "{}",
        broken.stderr
    );
    let alone = alertgap(&["check", "--write-baseline"], folder.path());
    assert!(alone.status == 2 && alone.stderr.contains("--baseline"), "{}", alone.stderr);
}

#[test]
fn nothing_is_overwritten_and_what_is_left_to_do_is_said() {
    let folder = repository();
    folder.write(".gitlab-ci.yml", "stages: [test]\n");
    folder.write(".pre-commit-config.yaml", "repos: []\n");
    folder.write("alertgap.yml", "languages: [de]\n");
    std::fs::remove_file(folder.path().join(".git/config")).unwrap();
    let begun = alertgap(&["init"], folder.path());
    assert_eq!(begun.status, 0, "{}", begun.stderr);
    for (name, text) in [
        (".gitlab-ci.yml", "stages: [test]\n"),
        (".pre-commit-config.yaml", "repos: []\n"),
        ("alertgap.yml", "languages: [de]\n"),
    ] {
        assert_eq!(std::fs::read_to_string(folder.path().join(name)).unwrap(), text);
    }
    for said in ["- local: .gitlab/alertgap.yml", "entry: alertgap check --base HEAD", "keeps   alertgap.yml"] {
        assert!(begun.stdout.contains(said), "{said}: {}", begun.stdout);
    }
    let written = baseline(&folder);
    let again = alertgap(&["init"], folder.path());
    assert_eq!((again.status, baseline(&folder)), (0, written), "{}", again.stderr);
    assert!(!again.stdout.contains("writes "), "{}", again.stdout);
}

#[test]
fn an_empty_repository_is_begun_too_and_the_middle_of_one_is_not() {
    let folder = Folder::new();
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder.write("sub/x.txt", "");
    let begun = alertgap(&["init", "--ci", "none"], folder.path());
    assert_eq!(begun.status, 0, "{}", begun.stderr);
    assert!(!folder.path().join(BASELINE).exists() && folder.path().join("alertgap.yml").exists());
    assert_eq!(alertgap(&["check"], folder.path()).status, 3, "the configuration that was written is right");
    let inside = alertgap(&["init"], &folder.path().join("sub"));
    assert!(inside.status == 2 && inside.stderr.contains("where the repository begins"), "{}", inside.stderr);
}

/// In a worktree `.git` is a file: its branch and its remotes are known all the same.
#[test]
fn a_worktree_is_begun_for_its_own_branch_and_where_its_remote_is() {
    let folder = Folder::new();
    folder.write("ops/a.yml", "groups: [{name: a, rules: [{alert: WebDown, expr: 'up{job=\"web\"} == 0'}]}]\n");
    let ops = folder.path().join("ops");
    support::commit(&ops);
    for arguments in [
        &["remote", "add", "origin", "git@github.example.com:shop/ops.git"][..],
        &["worktree", "add", "--quiet", "-b", "topic/alerts", "../beside"],
    ] {
        let mut command = std::process::Command::new("git");
        support::git_environment(command.args(arguments).current_dir(&ops));
        assert!(command.status().expect("git is installed").success(), "{arguments:?}");
    }
    let begun = alertgap(&["init"], &folder.path().join("beside"));
    assert_eq!(begun.status, 0, "{}", begun.stderr);
    let job = std::fs::read_to_string(folder.path().join("beside/.github/workflows/alertgap.yml"));
    assert!(job.expect("the remote is on GitHub").contains("branches: [topic/alerts]"), "{}", begun.stdout);
}
