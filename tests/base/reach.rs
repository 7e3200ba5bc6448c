//! What is compared at all, and with what.

use crate::changes::{RULE, short};
use crate::repository::{INCIDENT, RULES, Repository};
use crate::support::{Folder, alertgap, findings_of};

const PROMETHEUS: &str =
    "rule_files: [alerts/*.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [\"am:9093\"]}]}]}\n";

/// A rule that stands where it stood is not lost because nobody knows any more whether it is loaded.
#[test]
fn a_rule_that_stays_is_not_lost_where_a_configuration_leads_elsewhere() {
    let repository = Repository::new();
    repository.write("prometheus.yml", PROMETHEUS);
    repository.commit("what is loaded");
    repository.edit("prometheus.yml", "alerts/*.yml", "/etc/prometheus/rules/*.yml");
    assert_eq!(repository.news("HEAD"), "");
}

/// What `sources:` leave out guarded nothing, so that to delete it loses nothing.
#[test]
fn what_is_no_source_is_not_missed() {
    let repository = Repository::empty();
    repository.write("alertgap.yml", "sources: {include: [postmortems, alerts]}\n");
    repository.write("postmortems/2031.md", INCIDENT);
    repository.write("old/workers.yml", RULES);
    repository.commit("the rules are no source");
    repository.git(&["rm", "--quiet", "old/workers.yml"]);
    assert_eq!(repository.news("HEAD"), "");
    // Of a source it would be told.
    repository.write(RULE, RULES);
    repository.commit("the rules are a source");
    repository.git(&["rm", "--quiet", RULE]);
    assert!(repository.news("HEAD").contains("guard/removed"), "{}", repository.news("HEAD"));
}

/// Files outside the repository have no history in it: they were as they are.
#[test]
fn what_stands_outside_the_repository_is_no_news() {
    let repository = Repository::empty();
    repository.write("postmortems/2031.md", INCIDENT);
    repository.commit("rules are elsewhere");
    let outside = Folder::new();
    outside.write("workers.yml", RULES);
    outside.write("gap.md", INCIDENT.replace("2031", "2050").replace("WorkersIdle", "Elsewhere"));
    repository.write("README.md", "# Incidents\n");
    let name = outside.path().file_name().and_then(|name| name.to_str()).expect("it has a name");
    for path in [outside.path().display().to_string(), format!("../{name}")] {
        assert_eq!(findings_of(&repository.check(&["--base", "HEAD", &path, "."]).stdout), "", "{path}");
    }
    // So does what is beside the folder in which it is asked.
    let below = repository.path().join("postmortems");
    let arguments =
        ["check", "--format", "concise", "--skip", "postmortem/*", "--base", "HEAD", &format!("../../{name}"), ".."];
    assert_eq!(findings_of(&alertgap(&arguments, &below).stdout), "");
}

/// A gap that was a warning, for something saw the symptom, is news as an error; the other way round it is none.
#[test]
fn a_gap_that_is_graver_now_is_news() {
    let gap = |detected: &str| {
        let seen = INCIDENT.replace("    alerts: [WorkersIdle]\n", detected);
        seen.replace("title:", "detected_by: alert\ntitle:")
    };
    let (seen, unseen) = (gap("detected_alert: WorkersIdle\n"), gap("detected_alert: Elsewhere\n"));
    let repository = Repository::new();
    repository.write("postmortems/2031.md", &seen);
    repository.commit("the symptom is seen");
    repository.write("postmortems/2031.md", &unseen);
    let told = short(&repository.news("HEAD")).join("\n");
    assert!(told.contains("error[coverage/root-cause]"), "{told}");
    repository.commit("it is not");
    repository.write("postmortems/2031.md", &seen);
    let told = short(&repository.news("HEAD")).join("\n");
    assert!(!told.contains("coverage/root-cause"), "{told}");
}

/// A file that cannot be read is told when it comes, and not again.
#[test]
fn a_file_that_cannot_be_read_is_news_once() {
    let repository = Repository::new();
    let latin = b"groups: # the rules of the caf\xe9\n- {name: g, rules: [{alert: A, expr: up == 0}]}\n";
    std::fs::write(repository.path().join("alerts/latin.yml"), latin).expect("the file can be written");
    assert!(repository.news("HEAD").starts_with("alerts/latin.yml:"), "{}", repository.news("HEAD"));
    repository.commit("a file of another encoding");
    assert_eq!(repository.news("HEAD"), "");
    repository.edit(RULE, "max(queue_age", "min(queue_age");
    assert_eq!(repository.news("HEAD"), "");
}
