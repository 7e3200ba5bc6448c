//! Which incident, which risk and which alert was which before the change: told by where a loss is told.

use crate::repository::Repository;

/// An alert with this name and condition, as it stands in a list of rules.
fn alert(name: &str, expr: &str) -> String {
    let more =
        "labels: {severity: page}\n    annotations: {summary: S, runbook_url: \"https://runbooks.example.com/s\"}";
    format!("  - alert: {name}\n    expr: {expr}\n    {more}\n")
}

fn rules(alerts: &[String]) -> String {
    format!("groups:\n- name: g\n  rules:\n{}", alerts.concat())
}

fn postmortem(id: &str, causes: &str) -> String {
    format!("---\nid: {id}\n{causes}---\n# {id}: It stood still\n\n## Impact\n\nNo orders.\n")
}

/// Where something was lost, and of what, in the order of the files.
fn lost(repository: &Repository) -> Vec<String> {
    let news = repository.news("HEAD");
    let told = news.lines().filter(|line| line.contains("guard/removed") || line.contains("guard/weakened"));
    let short = |line: &str| {
        let (place, rest) = line.split_once(": ").expect("it has a place");
        let (_, says) = rest.split_once("] ").expect("it has a check");
        format!(
            "{} {}",
            place.rsplit_once(':').map_or(place, |(line, _)| line),
            says.replace(", which guards ", " of ")
        )
    };
    told.map(short).collect()
}

/// Two alerts of one name, in two files.
fn twins(first: &[String], second: &[String]) -> Repository {
    let repository = Repository::empty();
    let cause = "root_causes:\n- {id: RC1, text: The press jammed., alerts: [Jam]}\n";
    repository.write("inc-1.md", &postmortem("INC-1", cause));
    repository.write("alerts/a.yml", &rules(first));
    repository.write("alerts/b.yml", &rules(second));
    repository.commit("twins");
    repository
}

#[test]
fn of_two_alerts_of_one_name_the_one_in_the_same_file_is_the_same() {
    let repository = twins(&[alert("Jam", "press_a > 5")], &[alert("Jam", "press_a > 7")]);
    repository.write("alerts/a.yml", &rules(&[alert("Jam", "press_a > 7")]));
    repository.write("alerts/b.yml", &rules(&[alert("Jam", "press_a > 9")]));
    let weaker = |file: &str, now: u8, was: u8| {
        let says = format!("Jam of INC-1/RC1, is weaker: it fires above {now} only, and no longer above {was}");
        format!("alerts/{file}.yml:5 {says}")
    };
    assert_eq!(lost(&repository), [weaker("a", 7, 5), weaker("b", 9, 7)]);
    // A file that is called otherwise is the same, although its rules come last now.
    repository.git(&["mv", "alerts/a.yml", "alerts/z.yml"]);
    assert_eq!(lost(&repository), [weaker("b", 9, 7), weaker("z", 7, 5)]);
}

/// What asks the same and bears the same labels is the same, in whatever file.
#[test]
fn of_two_alerts_of_one_name_the_one_that_is_the_same_but_for_its_file_is_the_same() {
    let repository = twins(&[alert("Jam", "press_a > 5")], &[alert("Cold", "oven_b < 5")]);
    let other = alert("Jam", "press_c > 1").replace("severity: page", "severity: ticket");
    repository.write("alerts/a.yml", &rules(&[other]));
    repository.write("alerts/b.yml", &rules(&[alert("Cold", "oven_b < 5"), alert("Jam", "press_a > 5")]));
    assert!(lost(&repository).is_empty(), "{:?}", lost(&repository));
}

/// In one file what they ask tells them apart, then their labels, then their order.
#[test]
fn of_two_alerts_of_one_name_in_one_file_the_one_that_asks_the_same_is_the_same() {
    let (five, seven) = (alert("Jam", "press_a > 5"), alert("Jam", "press_b > 7"));
    let repository = twins(&[five.clone(), seven.clone()], &[]);
    repository.write("alerts/a.yml", &rules(&[seven.clone(), five.clone()]));
    assert!(lost(&repository).is_empty(), "{:?}", lost(&repository));
    // What asks the same counts for more than what bears the same labels.
    let ticket = |alert: &str| alert.replace("severity: page", "severity: ticket");
    let repository = twins(&[five.clone(), ticket(&five.replace("> 5", "> 6"))], &[]);
    repository.write("alerts/a.yml", &rules(&[ticket(&five), five.replace("> 5", "> 6")]));
    assert_eq!(
        lost(&repository),
        ["alerts/a.yml:6 Jam of INC-1/RC1, is weaker: its severity is \"ticket\" instead of \"page\""]
    );
    // Of labels that tell them apart, nothing is said.
    let repository = twins(&[five.clone(), ticket(&five)], &[]);
    repository.write("alerts/a.yml", &rules(&[ticket(&five), five.clone()]));
    assert!(lost(&repository).is_empty(), "{:?}", lost(&repository));
    // Where both ask something else, the labels say which is which.
    repository.write("alerts/a.yml", &rules(&[ticket(&five.replace("> 5", "> 6")), five.replace("> 5", "> 7")]));
    let weaker = |line: u8, now: u8| {
        format!("alerts/a.yml:{line} Jam of INC-1/RC1, is weaker: it fires above {now} only, and no longer above 5")
    };
    assert_eq!(lost(&repository), [weaker(5, 6), weaker(9, 7)]);
}

/// Under a new name it is known by what it asks, however that is written; what nobody can read has to be the same.
#[test]
fn an_alert_of_a_new_name_is_known_by_what_it_asks() {
    for (was, is, known) in [
        ("press_a > 5", "'press_a  >5.0'", true),
        ("press_a > 5", "press_a > 6", false),
        ("press_a > 5 keep_metric_names", "press_a > 5 keep_metric_names", true),
        ("press_a > 5 keep_metric_names", "press_a > 6 keep_metric_names", false),
    ] {
        let repository = twins(&[alert("Jam", was)], &[alert("Cold", "oven_b < 5")]);
        repository.write("alerts/a.yml", &rules(&[alert("Stuck", is)]));
        let news = repository.news("HEAD");
        let told = if known { "is called Stuck now" } else { "is deleted" };
        assert!(
            news.contains(&format!("[guard/removed] Jam, which guards INC-1/RC1, {told}")),
            "{was} to {is}: {news}"
        );
    }
}

/// By its id, wherever it moved and however it is written; an incident without one by its file.
#[test]
fn an_incident_is_known_by_its_id() {
    let cause = |text: &str, alert: &str| format!("root_causes:\n- {{id: RC1, text: {text}, alerts: [{alert}]}}\n");
    let repository = Repository::empty();
    repository.write("a.md", &postmortem("INC-1", &cause("The press jammed.", "Jam")));
    repository.write("b.md", &postmortem("INC-2", &cause("The oven went cold.", "Cold")));
    repository.write("alerts/a.yml", &rules(&[alert("Jam", "press_a > 5"), alert("Cold", "oven_b < 5")]));
    repository.commit("two incidents");
    repository.git(&["rm", "--quiet", "a.md", "b.md"]);
    let rewritten =
        format!("{}{}", postmortem("inc-2", &cause("The oven went cold.", "Cold")), "It was cold.\n".repeat(40));
    repository.write("c.md", &rewritten);
    repository.write("alerts/a.yml", &rules(&[]).replace("rules:\n", "rules: []\n"));
    repository.write("alerts/b.yml", &rules(&[alert("Other", "up == 0")]));
    assert_eq!(lost(&repository), ["c.md:4 Cold of inc-2/RC1, is deleted"]);
}

/// By their words where they have no id, in whatever order they stand; else by their order, among those of their kind.
#[test]
fn a_cause_is_known_by_its_words() {
    let cause = |text: &str, alert: &str| format!("- {{text: '{text}', alerts: [{alert}]}}\n");
    let (jam, cold) = (cause("The press jammed.", "Jam"), cause("The oven cooled.", "Cold"));
    let of = |causes: &[&str], factors: &[&str]| {
        postmortem("INC-1", &format!("root_causes:\n{}contributing_factors:\n{}", causes.concat(), factors.concat()))
    };
    let both = [alert("Jam", "press_a > 5"), alert("Cold", "oven_b < 5")];
    let change = |before: &str, after: &str| {
        let repository = Repository::empty();
        repository.write("inc-1.md", before);
        repository.write("alerts/a.yml", &rules(&both));
        repository.commit("before");
        repository.write("inc-1.md", after);
        repository.write("alerts/a.yml", &rules(&both[1..]));
        lost(&repository)
    };
    let other = cause("Nobody was there.", "Nowhere");
    let told = |line: u8| [format!("inc-1.md:{line} Jam of INC-1, is deleted")];
    assert_eq!(change(&of(&[&jam, &cold], &[&other]), &of(&[&cold, &jam], &[&other])), told(5));
    // Capitals and marks are no words.
    let louder = jam.replace("The press jammed.", "THE PRESS JAMMED!");
    assert_eq!(change(&of(&[&jam, &cold], &[&other]), &of(&[&cold, &louder], &[&other])), told(5));
    // The same words as a cause and as a factor are two risks.
    let unguarded = jam.replace("[Jam]", "[]");
    let twice = of(&[&cold, &jam], &[&unguarded]);
    assert_eq!(change(&twice, &twice), told(5));
    let twice = of(&[&cold, &unguarded], &[&jam]);
    assert_eq!(change(&twice, &twice), told(7));
    // Said in other words: the second of two causes, of which the first is known.
    let reworded = jam.replace("The press jammed.", "A sheet of paper stuck.");
    assert_eq!(change(&of(&[&jam, &cold], &[&other]), &of(&[&cold, &reworded], &[&other])), told(5));
    assert_eq!(change(&of(&[&jam], &[&cold, &other]), &of(&[&reworded], &[&cold, &other])), told(4));
    // All of three in other words: one after the other.
    let before = of(&[&cold, &jam, &cause("It was late.", "Late")], &[&other]);
    let after = of(&[&cause("Frost.", "Cold"), &reworded, &cause("Midnight.", "Late")], &[&other]);
    assert_eq!(change(&before, &after), told(5));
    // Of one cause nobody knows which of two it was.
    assert!(change(&of(&[&jam, &cold], &[&other]), &of(&[&reworded], &[&other])).is_empty());
}

/// By its id where it has one, whatever it says now and wherever it stands.
#[test]
fn a_cause_is_known_by_its_id() {
    let cause = |id: &str, text: &str, alert: &str| format!("- {{id: {id}, text: '{text}', alerts: [{alert}]}}\n");
    let of = |causes: [String; 2]| postmortem("INC-1", &format!("root_causes:\n{}", causes.concat()));
    let repository = Repository::empty();
    repository
        .write("inc-1.md", &of([cause("RC1", "The press jammed.", "Jam"), cause("RC2", "The oven cooled.", "Cold")]));
    repository.write("alerts/a.yml", &rules(&[alert("Jam", "press_a > 5"), alert("Cold", "oven_b < 5")]));
    repository.commit("before");
    repository.write("inc-1.md", &of([cause("rc2", "Frost.", "Cold"), cause("rc1", "A sheet of paper stuck.", "Jam")]));
    repository.write("alerts/a.yml", &rules(&[alert("Cold", "oven_b < 5")]));
    assert_eq!(lost(&repository), ["inc-1.md:5 Jam of INC-1/rc1, is deleted"]);
}

/// An alert that the postmortem names as what noticed is missed when it goes, and not when the postmortem names another.
#[test]
fn what_noticed_is_missed_when_it_is_deleted() {
    let detected = |alert: &str| postmortem("INC-1", &format!("detected_by: alert\ndetected_alert: {alert}\n"));
    let both = [alert("Slow", "latency > 5"), alert("Errors", "errors > 5")];
    let repository = Repository::empty();
    repository.write("inc-1.md", &detected("Slow"));
    repository.write("alerts/a.yml", &rules(&both));
    repository.commit("noticed by Slow");
    repository.write("inc-1.md", &detected("Errors"));
    assert!(lost(&repository).is_empty(), "{:?}", lost(&repository));
    repository.write("inc-1.md", &detected("Slow"));
    repository.write("alerts/a.yml", &rules(&both[1..]));
    assert_eq!(lost(&repository), ["inc-1.md:4 Slow of INC-1, is deleted"]);

    // What guards a cause is told there, and what noticed beside it.
    let causes = "root_causes:\n- {id: RC1, text: The queue was full., alerts: [Errors]}\n";
    let noticed = |alert: &str| postmortem("INC-1", &format!("detected_by: alert\ndetected_alert: {alert}\n{causes}"));
    for (noticer, told) in [
        ("Slow", &["inc-1.md:4 Slow of INC-1, is deleted", "inc-1.md:6 Errors of INC-1/RC1, is deleted"][..]),
        ("Errors", &["inc-1.md:6 Errors of INC-1/RC1, is deleted"]),
    ] {
        repository.write("inc-1.md", &noticed(noticer));
        repository.write("alerts/a.yml", &rules(&both));
        repository.commit(&format!("noticed by {noticer}, and guarded by Errors"));
        repository.write("alerts/a.yml", &rules(&[alert("Full", "queue_length > 5")]));
        assert_eq!(lost(&repository), told);
    }
}

/// An alert that guards several risks is told once an incident, as badly as the worst of them.
#[test]
fn a_guard_of_several_risks_is_told_once_an_incident() {
    let cause = |text: &str, alerts: &str| format!("- {{text: '{text}', alerts: [{alerts}]}}\n");
    let of = |id: &str, causes: &[String]| postmortem(id, &format!("root_causes:\n{}", causes.concat()));
    let both = [alert("Jam", "press_a > 5"), alert("Cold", "oven_b < 5")];
    let repository = Repository::empty();
    let (alone, beside) = (cause("The press jammed.", "Jam"), cause("The oven went cold.", "Jam, Cold"));
    repository.write("alerts/a.yml", &rules(&both));
    repository.write("inc-1.md", &of("INC-1", &[alone.clone(), beside.clone()]));
    repository.write("inc-2.md", &of("INC-2", &[beside, alone.clone()]));
    repository.write("inc-3.md", &of("INC-3", &[alone, cause("The rollers slipped.", "Jam")]));
    repository.commit("before");
    repository.write("alerts/a.yml", &rules(&both[1..]));
    let news = repository.news("HEAD");
    let removed: Vec<&str> = news.lines().filter(|line| line.contains("guard/removed")).collect();
    assert_eq!(removed.len(), 3, "{news}");
    for (line, start) in removed.iter().zip(["inc-1.md:4:", "inc-2.md:5:", "inc-3.md:4:"]) {
        assert!(line.starts_with(start) && line.contains(": error[guard/removed] Jam, which guards "), "{line}");
    }
}
