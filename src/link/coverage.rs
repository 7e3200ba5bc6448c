//! The answer: which alert guards which risk, on which evidence, and how well.

use std::borrow::Cow;

use super::ladder::delivered::Delivery;
use super::record::{Late, Recurrence};
use super::weakness::Weakness;
use crate::config::RungName;
use crate::model::{AlertId, IncidentId, ModeId, RiskId};
use crate::source::Place;

/// The coverage of every risk.
#[derive(Debug, Default)]
pub struct Coverage {
    /// One entry an incident, in the order of [`crate::model::Model::incidents`].
    pub incidents: Vec<IncidentCoverage>,
    /// Guards that fall silent with what they watch, in the order of risks.
    pub(crate) vanishing: Vec<Vanishing>,
    /// Incidents whose failure was there before, in the order of [`crate::model::Model::incidents`].
    pub(crate) recurrences: Vec<Recurrence>,
    /// Guards that watch one service, where others have the same metric and nobody who watches it.
    pub(crate) weaknesses: Vec<Weakness>,
    /// Incidents that were noticed after their target.
    pub(crate) late: Vec<Late>,
}

/// A guard whose series are gone with the thing that fails, where nothing beside it speaks up.
#[derive(Clone, Debug)]
pub(crate) struct Vanishing {
    /// What it guards.
    pub risk: RiskId,
    /// The alert.
    pub alert: AlertId,
    /// The job that exports its series, where the alert names one.
    pub job: Option<String>,
}

impl Coverage {
    /// The coverage of one incident.
    pub fn incident(&self, id: IncidentId) -> &IncidentCoverage {
        &self.incidents[id.0 as usize]
    }

    /// What an incident repeats, if it does.
    pub(crate) fn recurrence(&self, id: IncidentId) -> Option<&Recurrence> {
        let at = self.recurrences.binary_search_by_key(&id, |it| it.risk.incident).ok()?;
        self.recurrences.get(at)
    }

    /// The coverage of one risk.
    pub fn risk(&self, id: RiskId) -> &RiskCoverage {
        &self.incident(id.incident).risks[id.risk as usize]
    }
}

/// The coverage of one incident.
#[derive(Debug)]
pub struct IncidentCoverage {
    /// The worst of its root causes; `None` where nothing says why.
    pub verdict: Option<Verdict>,
    /// Guards of its symptom, best first.
    pub guards: Vec<Guard>,
    /// One entry a risk, in the order of [`crate::model::Incident::risks`].
    pub risks: Vec<RiskCoverage>,
}

/// The coverage of one risk.
#[derive(Debug)]
pub struct RiskCoverage {
    /// The verdict.
    pub verdict: Verdict,
    /// Failure modes that its text matches, best first. Where something is `unanswered`, those of that alone.
    pub modes: Vec<ModeId>,
    /// Of several things that an item asks to be watched, the first that nothing sees, where the nearest alerts see others.
    pub unanswered: Option<String>,
    /// Does an item ask for more than an alert that sees its failure mode: for a change of one, for several, for one on logs,
    /// for one that comes sooner than the nearest?
    pub asks_for_more: bool,
    /// Do alerts see its failure modes, though only as what followed from the cause?
    pub only_effect: bool,
    /// Its guards, best first.
    pub guards: Vec<Guard>,
    /// Alerts that come near and do not count, best first, at most three.
    pub nearest: Vec<Near>,
    /// Names in its text, or in its declared guards, that read as an alert's and that no rule defines.
    pub missing: Vec<crate::model::Text>,
}

/// How well a risk is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A guard sees the cause, and no required rung of it says no.
    Covered,
    /// Guards, but a required rung of each says no.
    Weak,
    /// No guard.
    Gap,
    /// A declared monitor outside Prometheus.
    Elsewhere,
    /// Accepted in writing.
    Waived,
    /// No metric can see it.
    NotMonitorable,
}

/// An alert that covers a risk.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The alert.
    pub alert: AlertId,
    /// Does it see the cause or the symptom?
    pub sees: Sees,
    /// Why we believe that it guards the risk; never empty, best first.
    pub evidence: Vec<Evidence>,
    /// The ladder.
    pub rungs: Rungs,
}

impl Guard {
    /// Is any of its evidence a fact?
    pub(crate) fn is_fact(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.kind.is_fact())
    }

    /// Does its condition not hold at what the text of the risk tells?
    pub(crate) fn is_unmoved(&self) -> bool {
        self.rungs.live.flaw == Some(Flaw::Unmoved)
    }

    /// Does no required rung of it say no?
    pub fn holds(&self) -> bool {
        self.rungs.failed().next().is_none()
    }
}

/// The best first: those of which the fewest rungs fail.
pub(super) fn sort(guards: &mut [Guard]) {
    guards.sort_by_key(|guard| (guard.rungs.failed().count(), guard.sees, guard.evidence[0].kind, guard.alert));
}

/// The guards that decide whether a risk is covered: they see the cause. What the postmortem relies on goes before what only
/// resembles it: that was there before, and did not tell.
pub(super) fn deciding(guards: &[Guard]) -> impl Iterator<Item = &Guard> {
    let sees_cause = |guard: &&Guard| guard.sees == Sees::Cause;
    let has_fact = guards.iter().filter(sees_cause).any(Guard::is_fact);
    guards.iter().filter(move |guard| sees_cause(guard) && (guard.is_fact() || !has_fact))
}

/// What a guard sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sees {
    /// The cause itself.
    Cause,
    /// Only what it leads to.
    Symptom,
}

/// One reason to believe in a guard.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was seen.
    pub kind: EvidenceKind,
    /// In words: `front matter names it`, `the text names node_filesystem_avail_bytes`.
    pub detail: String,
}

/// What was seen, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceKind {
    /// Front matter names the alert, or the rule names the incident.
    Declared,
    /// The text holds the alert's name.
    Named,
    /// The text says that this alert paged.
    Detected,
    /// The text names a metric that the expression reads.
    Metric,
    /// The text matches a failure mode, and the alert its signature.
    FailureMode,
}

impl EvidenceKind {
    /// Fact or inference?
    pub(crate) fn is_fact(self) -> bool {
        matches!(self, EvidenceKind::Declared | EvidenceKind::Named | EvidenceKind::Detected)
    }
}

/// The six rungs of the ladder.
#[derive(Clone, Debug)]
pub struct Rungs {
    /// Does it parse, and does a Prometheus load it?
    pub defined: Rung,
    /// Can it fire in this failure?
    pub live: Rung,
    /// Does it watch the services that were hurt?
    pub scoped: Rung,
    /// Would it have come in time?
    pub in_time: Rung,
    /// Does it reach somebody?
    pub delivered: Rung,
    /// Has anybody seen it fire?
    pub proven: Rung,
    /// What becomes of it after it fires.
    pub delivery: Delivery,
    /// What the worst-case delay is made of, in the order in which it passes; empty where it is not known.
    pub delay: Vec<Term>,
    /// Which rungs the configuration asks for beside those that never may say no; in-time as well where all would be over
    /// before it could page.
    pub required: Vec<RungName>,
}

/// One part of the time between a failure and its page.
#[derive(Clone, Debug)]
pub struct Term {
    /// What passes the time: `scrape of job node`.
    pub what: String,
    /// How long at worst, in milliseconds.
    pub millis: u64,
    /// How long at best, in milliseconds: a scrape or an evaluation may come at once, `for` has to pass.
    pub at_least: u64,
    /// Is the length an assumption? A function over a range may cross its threshold sooner.
    pub assumed: bool,
    /// Where the number is set; `None` for a default.
    pub place: Option<Place>,
}

impl Rungs {
    /// The rungs with their names, in the order of the ladder.
    pub fn each(&self) -> [(RungName, &Rung); 6] {
        RungName::ALL.map(|name| (name, self.rung(name)))
    }

    fn rung(&self, name: RungName) -> &Rung {
        match name {
            RungName::Defined => &self.defined,
            RungName::Live => &self.live,
            RungName::Scoped => &self.scoped,
            RungName::InTime => &self.in_time,
            RungName::Delivered => &self.delivered,
            RungName::Proven => &self.proven,
        }
    }

    /// May this rung not say no?
    pub(crate) fn is_required(&self, rung: RungName) -> bool {
        ALWAYS_REQUIRED.contains(&rung) || self.required.contains(&rung)
    }

    /// The required rungs that say no, and those that a configuration asks for and that do not say yes.
    pub(crate) fn failed(&self) -> impl Iterator<Item = (RungName, &Rung)> {
        self.each().into_iter().filter(|(name, rung)| match rung.is {
            Answer::Yes => false,
            Answer::No => self.is_required(*name),
            Answer::Unknown => self.required.contains(name),
        })
    }
}

/// A guard of which one of these says no guards nothing, whatever is configured.
const ALWAYS_REQUIRED: [RungName; 4] = [RungName::Defined, RungName::Live, RungName::Scoped, RungName::Delivered];

/// One rung.
#[derive(Clone, Debug)]
pub struct Rung {
    /// The answer.
    pub is: Answer,
    /// The reason, in words.
    pub why: Cow<'static, str>,
    /// The words of a file that say so, where there are some.
    pub at: Option<Place>,
    /// What is broken, of a rung that says no.
    pub flaw: Option<Flaw>,
}

/// What is broken about a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Prometheus refuses its file.
    Refused,
    /// Nothing loads it.
    NotLoaded,
    /// One configuration loads it and another does not, and nothing says which counts: whether it is loaded is unknown.
    Disputed,
    /// It reads series that nothing exposes.
    AbsentSeries,
    /// Its condition never holds, or not for long enough.
    NeverFires,
    /// Its condition may hold, and does not at what the text of the risk tells.
    Unmoved,
    /// Its condition asks of the clock what did not hold while the incident lasted.
    OutOfHours,
    /// A unit test says that it fires, and promtool that the test fails.
    Disproven,
    /// Nobody is told.
    Undelivered,
    /// It was muted or inhibited in the incident's hours.
    Muted,
}

impl Rung {
    /// A rung that holds.
    pub(crate) fn yes(why: impl Into<Cow<'static, str>>) -> Rung {
        Rung { is: Answer::Yes, why: why.into(), at: None, flaw: None }
    }

    /// A rung that fails.
    pub(crate) fn no(why: impl Into<Cow<'static, str>>) -> Rung {
        Rung { is: Answer::No, why: why.into(), at: None, flaw: None }
    }

    /// A rung that nothing supplied could tell.
    pub(crate) fn unknown(why: impl Into<Cow<'static, str>>) -> Rung {
        Rung { is: Answer::Unknown, why: why.into(), at: None, flaw: None }
    }

    /// With the words that say so.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Rung {
        self.at = place.into();
        self
    }

    /// With what is broken.
    #[must_use]
    pub(crate) fn flaw(mut self, flaw: Flaw) -> Rung {
        self.flaw = Some(flaw);
        self
    }
}

/// Yes, no, or nothing was supplied that could tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nothing was supplied that could tell.
    Unknown,
}

/// An alert that comes near and does not count.
#[derive(Clone, Debug)]
pub struct Near {
    /// The alert.
    pub alert: AlertId,
    /// Why it does not count, in a few words.
    pub why_not: String,
    /// Does it come close enough to be shown beside a gap? Otherwise it only heads the list of those that do not.
    pub close: bool,
    /// Is the scope what rules it out? Then the matcher that does, as a place in the rule file.
    pub excluded_by: Option<crate::source::Place>,
}
