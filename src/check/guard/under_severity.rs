//! guard/under-severity

use std::collections::HashSet;

use crate::check::subject::{Subject, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::ladder::delivered::{is_severe, pages, severity_of, would_page};
use crate::link::{Answer, Guard};
use crate::model::Text;

/// A severe incident is guarded only by alerts that page nobody, or any incident by one that was to page and does not.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/under-severity",
    about: About::Guard,
    severity: &[Severity::Warning],
    page: include_str!("under-severity.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut told = HashSet::new();
    let found = subjects(input).filter_map(|subject| {
        let own = &subject.coverage.guards;
        if !is_severe(subject.incident) && !own.iter().any(|guard| guard.rungs.delivery.is_unheard()) {
            return None;
        }
        let of_symptom = &input.coverage.incident(subject.id.incident).guards;
        // What does not get so far is told by the checks of its rungs.
        let first = own.iter().find(|guard| pages(input.model, guard) == Answer::No)?;
        let none_pages = own.iter().chain(of_symptom).all(|guard| would_page(input.model, guard) == Answer::No);
        let is_news = none_pages && told.insert((subject.id.incident, first.alert));
        is_news.then(|| finding(&subject, first))
    });
    found.collect()
}

fn severity<'a>(subject: &Subject<'a>, guard: &Guard) -> Option<&'a Text> {
    let rules = &subject.input.model.rules;
    let alert = rules.alert(guard.alert);
    severity_of(alert, &rules.groups[alert.group])
}

fn finding(subject: &Subject<'_>, guard: &Guard) -> Finding {
    let alert = subject.input.model.rules.alert(guard.alert);
    let said = subject.incident.severity.as_ref().map_or("severe", |severity| severity.value.trim());
    let message = match severity(subject, guard).filter(|_| !is_severe(subject.incident)) {
        Some(asked) => {
            format!("{} guards {} and is to page ({}), but pages nobody", &*alert.name, subject.name(), &**asked)
        }
        None => format!("{} was {said}, but {}, which guards it, pages nobody", subject.name(), &*alert.name),
    };
    let label = severity(subject, guard).filter(|_| guard.rungs.delivery.reached.is_empty());
    let finding = match label {
        Some(label) => Finding::at(CHECK.id, Severity::Warning, label.place, "nobody is paged for this severity"),
        None => Finding::at(CHECK.id, Severity::Warning, alert.name.place, "pages nobody"),
    };
    let finding = guard.rungs.delivery.reached.iter().take(1).fold(finding, |finding, end| {
        finding.also(end.place, format!("{} notifies, but pages nobody", end.kinds.join(" and ")))
    });
    let finding = match subject.incident.severity.as_ref().filter(|_| is_severe(subject.incident)) {
        Some(severity) => finding.also(severity.place, "this is how grave it was"),
        None => finding,
    };
    let help = "give it a severity that is paged for, or add an alert that pages";
    finding.says(message).of_risk(subject.id).of_alert(guard.alert).help(help)
}
