//! What is news: findings that the base did not have, of the whole repository.

use crate::repository::{INCIDENT, Repository};
use crate::support::{alertgap, findings_of};

/// A postmortem of a cause that no alert sees.
const GAP: &str = "# INC-2040: Uploads failed\n\n## Impact\n\nUploads failed for an hour.\n\n## Root cause\n\n\
    The upload host wrote to a disk that was mounted read-only.\n";
const GAP_FOUND: &str =
    "postmortems/2040.md:9:1: error[coverage/root-cause] no alert would page for this root cause of INC-2040\n";

#[test]
fn nothing_changed_nothing_said() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", GAP);
    repository.commit("an old gap");
    assert_eq!(repository.news("HEAD"), "");
    assert_eq!(findings_of(&repository.check(&[]).stdout), GAP_FOUND);
}

#[test]
fn a_new_gap_is_news_whether_it_is_committed_staged_or_only_written() {
    let repository = Repository::new();
    repository.write("README.md", "# Alerts\n");
    repository.commit("something else");
    repository.write("postmortems/2040.md", GAP);
    assert_eq!(repository.news("HEAD"), GAP_FOUND);
    repository.git(&["add", "--all"]);
    assert_eq!(repository.news("HEAD"), GAP_FOUND);
    repository.commit("a gap");
    assert_eq!(repository.news("HEAD"), "");
    assert_eq!(repository.news("HEAD~1"), GAP_FOUND);
    assert_eq!(repository.check(&["--base", "HEAD~1"]).status, 1);
}

#[test]
fn an_old_gap_stays_old_when_its_lines_or_its_file_move() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", GAP);
    repository.commit("an old gap");
    repository.edit("postmortems/2040.md", "## Impact", "Told by @uploads-oncall.\n\n## Impact");
    std::fs::create_dir(repository.path().join("postmortems/2026")).expect("the folder can be made");
    repository.git(&["mv", "postmortems/2040.md", "postmortems/2026/2040-uploads.md"]);
    assert_eq!(repository.news("HEAD"), "");
}

#[test]
fn what_main_gained_since_the_branch_began_is_not_held_against_the_branch() {
    let repository = Repository::new();
    repository.git(&["branch", "feature"]);
    repository.write(
        "alerts/mail.yml",
        "groups:\n  - name: mail\n    rules:\n      - {alert: MailStuck, expr: mail_queue > 9}\n",
    );
    repository.write("postmortems/2041.md", &INCIDENT.replace("2031", "2041").replace("WorkersIdle", "MailStuck"));
    repository.commit("main goes on");
    repository.git(&["checkout", "--quiet", "feature"]);
    repository.write("postmortems/2040.md", GAP);
    repository.commit("a gap");
    assert_eq!(repository.news("main"), GAP_FOUND);
    repository.git(&["merge", "--quiet", "--no-edit", "main"]);
    assert_eq!(repository.news("main"), GAP_FOUND);
}

#[test]
fn paths_choose_what_is_shown_and_not_what_is_read() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", GAP);
    let shown = |paths: &[&str]| findings_of(&repository.check(&[&["--base", "HEAD"], paths].concat()).stdout);
    assert_eq!(shown(&["alerts"]), "");
    assert_eq!(shown(&["postmortems/2031.md"]), "");
    assert_eq!(shown(&["postmortems"]), GAP_FOUND);
    let below = alertgap(
        &["check", "--format", "concise", "--skip", "postmortem/*", "--base", "HEAD"],
        &repository.path().join("postmortems"),
    );
    assert_eq!(findings_of(&below.stdout), GAP_FOUND.replace("postmortems/", ""));
    let beside = alertgap(
        &["check", "--format", "concise", "--skip", "postmortem/*", "--base", "HEAD", ".."],
        &repository.path().join("alerts"),
    );
    assert_eq!(findings_of(&beside.stdout), GAP_FOUND.replace("postmortems/", "../postmortems/"));
}

#[test]
fn what_is_ignored_is_in_neither_state() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", GAP);
    repository.commit("a gap");
    repository.write(".gitignore", "2040.md\n");
    assert_eq!(repository.news("HEAD"), "");
    repository.write("postmortems/2042.md", &GAP.replace("2040", "2042"));
    repository.write(".gitignore", "204*.md\n");
    assert_eq!(repository.news("HEAD"), "");
}

#[test]
fn line_ends_are_no_change() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", GAP);
    repository.commit("a gap");
    repository.write("postmortems/2040.md", &GAP.replace('\n', "\r\n"));
    assert_eq!(repository.news("HEAD"), "");
}

#[test]
fn a_range_that_pre_commit_gives_takes_the_place_of_the_revision() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", GAP);
    repository.commit("a gap");
    assert_eq!(repository.news("HEAD"), "");
    let (from, to) = (repository.git(&["rev-parse", "HEAD~1"]), repository.git(&["rev-parse", "HEAD"]));
    let range = [("PRE_COMMIT_FROM_REF", from.as_str()), ("PRE_COMMIT_TO_REF", to.as_str())];
    assert_eq!(findings_of(&repository.check_with(&["--base", "HEAD"], &range).stdout), GAP_FOUND);
    // Who did not ask for a comparison gets none.
    assert_eq!(findings_of(&repository.check_with(&[], &range).stdout), GAP_FOUND);
}

#[test]
fn a_repository_without_postmortems_stops_nobody() {
    let repository = Repository::empty();
    repository.write("alerts/workers.yml", crate::repository::RULES);
    repository.commit("rules only");
    repository.edit("alerts/workers.yml", "< 10", "< 1");
    let ran = repository.check(&["--base", "HEAD"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("no postmortem was found"), "{}", ran.stderr);
    assert_eq!(repository.check(&[]).status, 3);
}

#[test]
fn before_the_first_commit_everything_is_news() {
    let repository = Repository::empty();
    repository.write("postmortems/2040.md", GAP);
    repository.write("alerts/a.yml", "groups:\n  - name: a\n    rules:\n      - {alert: Up, expr: up == 0}\n");
    assert_eq!(repository.news("HEAD"), GAP_FOUND);
}
