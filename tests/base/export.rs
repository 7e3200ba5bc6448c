//! Two repositories: the postmortems' own writes an export, which is checked in beside the alerts.

use crate::repository::{INCIDENT, RULES, Repository};
use crate::support::{Folder, alertgap, findings_of};

/// A folder with the alerts and the export, and nothing of the postmortems.
fn beside(edit: impl Fn(&str) -> String) -> Folder {
    let both = Folder::new();
    both.write("postmortems/2031.md", INCIDENT);
    both.write("alerts/workers.yml", RULES);
    let exported = alertgap(&["export", "postmortems", "alerts"], both.path());
    assert_eq!(exported.status, 0, "{}", exported.stderr);
    let alone = Folder::new();
    alone.write("incidents.json", exported.stdout);
    alone.write("alerts/workers.yml", edit(RULES));
    alone
}

fn told(edit: impl Fn(&str) -> String) -> String {
    let folder = beside(edit);
    let ran = alertgap(
        &["check", "--format", "concise", "--only", "guard/removed", "--only", "guard/weakened"],
        folder.path(),
    );
    findings_of(&ran.stdout)
}

#[test]
fn without_git_an_export_tells_what_changed_since() {
    assert_eq!(told(str::to_owned), "");
    assert_eq!(
        told(|rules| rules
            .replace(
                "rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) < 10",
                "'( rate( worker_tasks_total{job=~\"checkout|payments\"}[5m]) ) < 1e1'"
            )
            .replace("'( ", "'")
            .replace(" ) < 1e1", " < 1e1")),
        ""
    );
    let changed = told(|rules| rules.replace("< 10", "< 1"));
    let may = "WorkersIdle, which guards INC-2031/RC1, may be weaker: its expression is not what it was at the export";
    assert_eq!(changed, format!("alerts/workers.yml:5:15: warning[guard/weakened] {may}\n"));
    let gone = told(|rules| rules.replace("alert: WorkersIdle", "alert: CheckoutIdle"));
    assert!(gone.starts_with("incidents.json:") && gone.lines().count() == 1, "{gone}");
    let says = "error[guard/removed] WorkersIdle guarded INC-2031/RC1 when the incidents were exported, and no rule defines it now";
    assert!(gone.contains(says), "{gone}");
}

#[test]
fn with_git_the_change_itself_is_told_and_only_once() {
    let repository = Repository::empty();
    let folder = beside(str::to_owned);
    for name in ["incidents.json", "alerts/workers.yml"] {
        repository.write(name, &std::fs::read_to_string(folder.path().join(name)).expect("it was just written"));
    }
    repository.commit("the alerts and what they are for");
    repository.edit("alerts/workers.yml", "< 10", "< 1");
    let weaker = "WorkersIdle, which guards INC-2031/RC1, is weaker: it fires below 1 only, and no longer below 10";
    assert_eq!(repository.news("HEAD"), format!("alerts/workers.yml:5:72: error[guard/weakened] {weaker}\n"));
    repository.edit("alerts/workers.yml", "alert: WorkersIdle", "alert: CheckoutIdle");
    let news = repository.news("HEAD");
    assert_eq!(news.lines().filter(|line| line.contains("guard/removed")).count(), 1, "{news}");
    assert!(news.contains("error[guard/removed] WorkersIdle, which guards INC-2031/RC1, is "), "{news}");
}
