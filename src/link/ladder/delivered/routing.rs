//! Where Alertmanager sends an alert, exactly where its labels are known, and every possible place where they are not.

use std::collections::BTreeSet;

use super::labels::{Labels, Value};
use crate::link::Answer;
use crate::model::{Alertmanager, LabelMatcher};

/// Where an alert ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Routed {
    /// Does the root take it? Always, unless it is that of a part.
    pub(super) taken: Answer,
    /// The routes at which it ends, in the order in which they are asked.
    pub(super) ends: Vec<End>,
    /// The labels whose values would decide, in the order of their names.
    pub(super) undecided: BTreeSet<String>,
}

/// A route at which an alert ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Index into [`Alertmanager::routes`].
    pub(super) route: usize,
    /// Does it end there whatever the unknown labels are?
    pub(super) certain: bool,
}

/// Where an alert with these labels ends.
pub(super) fn routed(alertmanager: &Alertmanager, labels: &Labels<'_>) -> Routed {
    let mut routed = Routed { taken: Answer::No, ends: Vec::new(), undecided: BTreeSet::new() };
    if !alertmanager.routes.is_empty() {
        let mut walk = Walk { alertmanager, labels, undecided: &mut routed.undecided };
        (routed.taken, routed.ends) = walk.route(0);
    }
    routed
}

struct Walk<'w, 'a> {
    alertmanager: &'w Alertmanager,
    labels: &'w Labels<'a>,
    undecided: &'w mut BTreeSet<String>,
}

impl Walk<'_, '_> {
    /// Does the route match, and where does what it takes end? The parser bounds how deep it goes.
    fn route(&mut self, at: usize) -> (Answer, Vec<End>) {
        let route = &self.alertmanager.routes[at];
        let matched = all_match(&route.matchers, self.labels, self.undecided);
        if matched == Answer::No {
            return (matched, Vec::new());
        }
        let mut ends = Vec::new();
        // Is the next child asked at all, and does one of them take it?
        let (mut asked, mut taken) = (true, Answer::No);
        for &child in &route.children {
            let (matches, below) = self.route(child);
            ends.extend(below.into_iter().map(|end| End { certain: end.certain && asked, ..end }));
            taken = match matches {
                // Where it was not asked, one before it has taken the alert.
                Answer::Yes => Answer::Yes,
                Answer::Unknown if taken == Answer::No => Answer::Unknown,
                _ => taken,
            };
            if self.alertmanager.routes[child].continues {
                continue;
            }
            match matches {
                Answer::Yes => break,
                Answer::Unknown => asked = false,
                Answer::No => {}
            }
        }
        if taken != Answer::Yes {
            ends.push(End { route: at, certain: taken == Answer::No });
        }
        for end in &mut ends {
            end.certain &= matched == Answer::Yes;
        }
        (matched, ends)
    }
}

/// Do all matchers hold? The labels on which it hangs are added to `undecided`.
pub(super) fn all_match(matchers: &[LabelMatcher], labels: &Labels<'_>, undecided: &mut BTreeSet<String>) -> Answer {
    let mut unknown = Vec::new();
    for matcher in matchers {
        match matches(matcher, labels) {
            Some(true) => {}
            Some(false) => return Answer::No,
            None => unknown.push(&matcher.label),
        }
    }
    undecided.extend(unknown.iter().map(|label| (*label).clone()));
    if unknown.is_empty() { Answer::Yes } else { Answer::Unknown }
}

fn matches(matcher: &LabelMatcher, labels: &Labels<'_>) -> Option<bool> {
    match labels.value(&matcher.label) {
        Value::Open => matcher.matches_any(),
        Value::OneOf(values) => {
            let mut answers = values.iter().map(|value| matcher.matches(value));
            let first = answers.next()??;
            answers.all(|other| other == Some(first)).then_some(first)
        }
    }
}
