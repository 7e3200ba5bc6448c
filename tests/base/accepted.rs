//! What is accepted, in a waiver or a baseline, beside `--base`.

use crate::repository::Repository;
use crate::support::findings_of;

/// A postmortem of a cause that no alert sees, with a line above the cause.
fn gap(above: &str) -> String {
    format!(
        "# INC-2040: Uploads failed\n\n## Impact\n\nUploads failed for an hour.\n\n## Root cause\n\n{above}\n\
         The upload host wrote to a disk that was mounted read-only.\n"
    )
}

const WAIVER: &str = "<!-- alertgap: allow coverage/root-cause until=2027-01-31 reason=\"the host is gone in May\" -->";
const FOUND: &str = "error[coverage/root-cause] no alert would page for this root cause of INC-2040";

/// The findings that are news since HEAD, on a day, with further arguments.
fn news(repository: &Repository, arguments: &[&str]) -> String {
    on("2026-06-01", repository, arguments)
}

fn on(day: &str, repository: &Repository, arguments: &[&str]) -> String {
    let ran = repository.check(&[&["--base", "HEAD", "--today", day], arguments].concat());
    assert!(ran.status <= 1, "{}", ran.stderr);
    findings_of(&ran.stdout)
}

#[test]
fn a_waiver_that_goes_opens_the_gap_again() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", &gap(WAIVER));
    repository.commit("an accepted gap");
    repository.write("postmortems/2040.md", &gap(""));
    assert!(news(&repository, &[]).contains(FOUND), "{}", news(&repository, &[]));
    repository.commit("it is not accepted any more");
    assert_eq!(news(&repository, &[]), "");
}

#[test]
fn a_waiver_that_comes_is_no_news_and_neither_is_one_that_expires_by_itself() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", &gap(""));
    repository.commit("an old gap");
    repository.write("postmortems/2040.md", &gap(WAIVER));
    assert_eq!(news(&repository, &[]), "");
    repository.commit("accepted");
    repository.write("README.md", "# Alerts\n");
    assert_eq!(on("2027-02-01", &repository, &[]), "");
    let all = repository.check(&["--today", "2027-02-01"]);
    assert!(findings_of(&all.stdout).contains("[waiver/expired]"), "{}", all.stdout);
}

#[test]
fn a_waiver_that_waives_nothing_is_news_once() {
    let repository = Repository::new();
    repository.edit("postmortems/2031.md", "## Impact", &format!("{WAIVER}\n\n## Impact"));
    assert!(news(&repository, &[]).contains("[waiver/unused]"), "{}", news(&repository, &[]));
    repository.commit("a waiver of nothing");
    assert_eq!(news(&repository, &[]), "");
}

#[test]
fn a_waiver_of_the_configuration_that_goes_opens_the_gap_again() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", &gap(""));
    let waiver = "waivers:\n  - {check: coverage/root-cause, incident: INC-2040, reason: the host is gone in May}\n";
    repository.write("alertgap.yml", waiver);
    repository.commit("an accepted gap");
    assert_eq!(news(&repository, &[]), "");
    repository.write("alertgap.yml", "{}\n");
    assert!(news(&repository, &[]).contains(FOUND), "{}", news(&repository, &[]));
    repository.commit("it is not accepted any more");
    repository.write("alertgap.yml", waiver);
    assert_eq!(news(&repository, &[]), "");
}

#[test]
fn what_a_baseline_knows_is_no_news_and_what_it_does_not_know_is_judged_by_the_base() {
    let repository = Repository::new();
    repository.write("postmortems/2040.md", &gap(""));
    let written = repository.check(&["--baseline", "baseline.yml", "--write-baseline"]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    // The gap is new since HEAD, and known.
    assert!(news(&repository, &[]).contains(FOUND));
    assert_eq!(news(&repository, &["--baseline", "baseline.yml"]), "");
    repository.commit("a known gap");
    repository.write("postmortems/2041.md", &gap("").replace("2040", "2041").replace("upload host", "mail host"));
    let found = news(&repository, &["--baseline", "baseline.yml"]);
    assert!(found.contains("INC-2041") && !found.contains("INC-2040"), "{found}");
    repository.commit("an unknown gap");
    // It is not in the baseline, and was there before: a run without the base reports it.
    assert_eq!(news(&repository, &["--baseline", "baseline.yml"]), "");
    assert_eq!(repository.check(&["--baseline", "baseline.yml"]).status, 1);
}

#[test]
fn what_is_new_since_a_base_is_not_written_down_as_all_there_is() {
    let repository = Repository::new();
    repository.edit("alerts/workers.yml", "alert: WorkersIdle", "alert: WorkersLazy");
    let ran = repository.check(&["--base", "HEAD", "--baseline", "baseline.yml", "--write-baseline=all"]);
    assert_eq!(ran.status, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
}
