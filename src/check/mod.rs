//! Model and coverage → findings. A check cannot fail and cannot print.

mod before;
mod coverage;
mod finding;
mod guard;
mod holes;
mod input;
mod postmortem;
mod reviewing;
mod rule;
mod subject;
mod waive;
mod waiver;

pub use finding::{Finding, Labelled, Severity};
pub use waive::{Judged, Waived, judge};

use std::collections::{BTreeMap, BTreeSet};

use crate::link::Coverage;
use crate::model::{AlertId, Model, RiskId};
use crate::source::Sources;

/// One check, declared once.
pub struct Check {
    /// Its id, its file and its page: `coverage/root-cause`.
    pub id: &'static str,
    /// What it speaks about.
    pub about: About,
    /// Its default severities, as the table of checks shows them: of a stated risk first, then of an inferred one.
    pub severity: &'static [Severity],
    /// Its page, in Markdown: documentation, text of `explain`, and test.
    pub page: &'static str,
    /// Finds.
    pub run: fn(&Input<'_>) -> Vec<Finding>,
}

/// What a check speaks about: it decides what is accepted with one of its findings, and what is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A risk that nothing guards: where all that such checks say of it is accepted, the risk is.
    Risk,
    /// Alerts that guard something. One finding may speak of several, and each of them is accepted by itself.
    Guard,
    /// A guard that is not what it was. What is said of it is gone with the change, so that a waiver may wait for the next.
    Change,
    /// How a postmortem is written: no news where its file did not change.
    Postmortem,
    /// A waiver, which can be neither waived nor put into a baseline: it is to be heard.
    Waiver,
    /// Anything else: an incident, a rule, a file.
    Other,
}

impl About {
    fn is_guard(self) -> bool {
        matches!(self, About::Guard | About::Change)
    }
}

/// What a check looks at.
#[derive(Clone)]
pub struct Input<'a> {
    /// The texts, for excerpts in messages.
    pub sources: &'a Sources,
    /// What was read.
    pub model: &'a Model,
    /// What guards what.
    pub coverage: &'a Coverage,
    /// The state to compare with, where there is one.
    pub base: Option<Base<'a>>,
    /// The day on which due dates are judged, `2026-03-02`; without it, nothing is overdue.
    pub today: Option<String>,
    /// Of which alerts the checks of guards speak.
    pub alerts: Alerts<'a>,
}

/// The state before a change.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// That state itself; its sources name files by the same ids.
    pub state: &'a Input<'a>,
    /// Which path became which, of files that were renamed.
    pub renamed: &'a BTreeMap<String, String>,
}

/// Some of the alerts.
#[derive(Clone, Copy, Debug, Default)]
pub enum Alerts<'a> {
    /// Every one.
    #[default]
    All,
    /// None but these.
    Only(&'a BTreeSet<AlertId>),
    /// All but these.
    Except(&'a BTreeSet<AlertId>),
}

impl Alerts<'_> {
    fn takes(self, id: AlertId) -> bool {
        match self {
            Alerts::All => true,
            Alerts::Only(some) => some.contains(&id),
            Alerts::Except(some) => !some.contains(&id),
        }
    }
}

/// All checks, in the order of the documentation. Of several that report one hole, the gravest speaks, and among equals
/// the one that stands first here.
pub static CHECKS: &[&Check] = &[
    &guard::removed::CHECK,
    &guard::weakened::CHECK,
    &coverage::missing_alert::CHECK,
    &coverage::done_without_alert::CHECK,
    &coverage::root_cause::CHECK,
    &coverage::contributing_factor::CHECK,
    &coverage::action_item::CHECK,
    &coverage::undetected::CHECK,
    &coverage::recurrence::CHECK,
    &coverage::collateral::CHECK,
    &coverage::same_weakness::CHECK,
    &coverage::slow_detection::CHECK,
    &guard::not_loaded::CHECK,
    &guard::absent_series::CHECK,
    &guard::never_fires::CHECK,
    &guard::vanishes_with_target::CHECK,
    &guard::wrong_scope::CHECK,
    &guard::unrouted::CHECK,
    &guard::muted::CHECK,
    &guard::under_severity::CHECK,
    &guard::unclear::CHECK,
    &guard::too_slow::CHECK,
    &guard::untested::CHECK,
    &postmortem::impossible_times::CHECK,
    &postmortem::duplicate_id::CHECK,
    &postmortem::no_root_cause::CHECK,
    &postmortem::shallow_root_cause::CHECK,
    &postmortem::no_action_item::CHECK,
    &postmortem::no_detection_item::CHECK,
    &postmortem::no_prevention::CHECK,
    &postmortem::unowned_action::CHECK,
    &postmortem::undated_action::CHECK,
    &postmortem::overdue_action::CHECK,
    &postmortem::vague_action::CHECK,
    &postmortem::carried_over_action::CHECK,
    &postmortem::unheard_alert::CHECK,
    &postmortem::distrusted_alert::CHECK,
    &postmortem::no_impact::CHECK,
    &postmortem::no_collateral::CHECK,
    &postmortem::no_detection::CHECK,
    &postmortem::no_timeline::CHECK,
    &postmortem::contradiction::CHECK,
    &postmortem::dead_link::CHECK,
    &rule::syntax::CHECK,
    &rule::template::CHECK,
    &rule::duplicate::CHECK,
    &input::unreadable::CHECK,
    &waiver::expired::CHECK,
    &waiver::unused::CHECK,
    &waiver::no_reason::CHECK,
];

/// Does a check run, and how grave are its findings?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// It does not run.
    No,
    /// As grave as the check says.
    Default,
    /// All of them as grave as this.
    As(Severity),
}

/// The alert that is missing for a risk, by a name of its own within the incident: risks with the same hole want the same.
pub(crate) fn hole_of(input: &Input<'_>, id: RiskId) -> Option<String> {
    subject::subject(input, id).hole()
}

/// Runs the checks that are `wanted`, by id; one hole gives one finding. Sorted by file, line, column and check.
pub fn run(input: &Input<'_>, wanted: impl Fn(&str) -> Wanted) -> Vec<Finding> {
    let checks = CHECKS.iter().filter(|check| wanted(check.id) != Wanted::No);
    let findings = checks.flat_map(|check| (check.run)(input));
    told(input, findings.filter_map(|finding| graded(finding, &wanted)).collect())
}

/// As it is told: one hole gives one finding, in the order of places.
fn told(input: &Input<'_>, findings: Vec<Finding>) -> Vec<Finding> {
    let mut findings = holes::once(holes::merge(findings));
    findings.sort_by_cached_key(|finding| order(input, finding));
    findings
}

/// A finding as grave as it is wanted.
fn graded(finding: Finding, wanted: &impl Fn(&str) -> Wanted) -> Option<Finding> {
    match wanted(finding.check) {
        Wanted::No => None,
        Wanted::Default => Some(finding),
        Wanted::As(severity) => Some(Finding { severity, ..finding }),
    }
}

fn order(input: &Input<'_>, finding: &Finding) -> (Option<String>, Option<usize>, &'static str) {
    let place = finding.places.first().map(|labelled| labelled.place);
    let path = place.map(|place| input.sources.file(place.file).path.clone());
    (path.or_else(|| finding.path.clone()), place.map(|place| place.start()), finding.check)
}
