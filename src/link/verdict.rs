//! From evidence to verdicts.

use std::collections::BTreeSet;

use super::around::Around;
use super::candidate::{Candidate, Candidates};
use super::coverage::{Evidence, EvidenceKind, Guard, IncidentCoverage, Near, RiskCoverage, Sees, Verdict};
use super::evidence::Question;
use super::hurt::Hurt;
use super::index::Index;
use super::ladder::{Asked, rungs};
use super::nearest::{Likeness, Query};
use super::scope::{Scope, scope};
use super::several::Thing;
use super::{Options, carried, coverage};
use crate::model::{AlertId, Incident, ModeId, RiskKind};

/// How many near misses are kept.
const NEAREST: usize = 3;
/// How much more the words of an alert count that sees another failure mode of the same incident.
const OF_FAMILY: f64 = 2.0;
/// How much less those of an alert on the metrics of a product that nobody spoke of.
const OF_STRANGER: f64 = 0.5;

/// The coverage of one incident, whose postmortem is at `path`.
pub(super) fn of_incident(index: &Index<'_>, incident: &Incident, path: &str, options: Options) -> IncidentCoverage {
    let around = Around::new(index, incident, path);
    let questions: Vec<Question<'_>> = incident.risks.iter().map(|risk| Question::new(&around, risk)).collect();
    let family = Family::new(index, incident, &questions);
    let mut risks: Vec<RiskCoverage> = questions.iter().map(|question| of_risk(question, &family, options)).collect();
    carried::over(incident, &mut risks);
    IncidentCoverage { verdict: worst(incident, &risks), guards: symptom_guards(index, incident), risks }
}

/// What the incident's title or any of its risks speaks of: what one paragraph calls "it", another calls by its name.
struct Family<'a> {
    index: &'a Index<'a>,
    modes: BTreeSet<ModeId>,
}

impl<'a> Family<'a> {
    fn new(index: &'a Index<'a>, incident: &Incident, questions: &[Question<'_>]) -> Family<'a> {
        let of_risks = questions.iter().flat_map(|question| question.modes.iter().copied());
        Family { index, modes: index.texts.modes(&incident.title).into_iter().chain(of_risks).collect() }
    }

    /// Does the alert see any of it?
    fn is_seen_by(&self, alert: AlertId) -> bool {
        let mut seeing = self.modes.iter().flat_map(|mode| self.index.seers(*mode).of_alert(alert));
        seeing.any(|seeing| seeing.sees == Sees::Cause)
    }
}

/// The worst verdict of the root causes; `None` where nothing says why.
pub(super) fn worst(incident: &Incident, risks: &[RiskCoverage]) -> Option<Verdict> {
    let root_causes = incident.risks.iter().zip(risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
    root_causes.map(|(_, coverage)| coverage.verdict).min_by_key(|verdict| harm_left(*verdict))
}

/// The worse, the smaller.
fn harm_left(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Gap => 0,
        Verdict::Weak => 1,
        Verdict::NotMonitorable => 2,
        Verdict::Elsewhere => 3,
        Verdict::Waived => 4,
        Verdict::Covered => 5,
    }
}

/// The alert that the postmortem says has paged, where the rule still exists: it saw the symptom.
fn symptom_guards(index: &Index<'_>, incident: &Incident) -> Vec<Guard> {
    let Some(name) = &incident.detected_alert else { return Vec::new() };
    let hurt = Hurt::new(incident, "", index.known());
    let guards = index.named(name).iter().map(|&id| {
        let alert = index.model.rules.alert(id);
        let evidence = Evidence { kind: EvidenceKind::Detected, detail: "the postmortem says that it paged".into() };
        let scope = scope(alert, index.reading(id), &hurt);
        Guard {
            alert: id,
            sees: Sees::Symptom,
            evidence: vec![evidence],
            rungs: rungs(index, &Asked::of_incident(id, &scope, incident)),
        }
    });
    guards.collect()
}

fn of_risk(question: &Question<'_>, family: &Family<'_>, options: Options) -> RiskCoverage {
    let mut candidates = question.candidates();
    let mut guards = Vec::new();
    let mut void = Candidates::new();
    while let Some((alert, candidate)) = candidates.pop_first() {
        match guard(question, alert, candidate, options) {
            Ok(guard) => guards.push(guard),
            Err(candidate) => {
                void.insert(alert, candidate);
            }
        }
    }
    coverage::sort(&mut guards);
    let unanswered = things(question, &guards).iter().find(|thing| seers(question, thing, &guards).next().is_none());
    let counts = |guard: &Guard| unanswered.is_none() || guard.sees == Sees::Symptom;
    let (mut guards, partial): (Vec<Guard>, Vec<Guard>) = guards.into_iter().partition(counts);
    let verdict = verdict(question, &guards);
    let covered = matches!(verdict, Verdict::Covered);
    if covered {
        // What only resembles the risk and does not fire at what it tells is no guard, where another is one.
        guards.retain(|guard| guard.is_fact() || !guard.is_unmoved());
    }
    let short = Short { void, partial };
    let nearest = if covered { Vec::new() } else { nearest(question, family, &short, &guards) };
    let unanswered = unanswered.filter(|_| !short.partial.is_empty());
    let modes = unanswered.map_or(&question.modes, |thing| &thing.modes).clone();
    let unanswered = unanswered.map(|thing| thing.name.clone());
    let comes_late = nearest.first().is_some_and(|near| question.comes_late(near.alert));
    let asks_for_more = question.asks_for_more() || comes_late;
    let by_symptom = verdict == Verdict::Gap && guards.iter().any(|guard| guard.sees == Sees::Symptom);
    let only_effect = by_symptom && !modes.is_empty() && modes.iter().all(|mode| question.is_effect(*mode));
    let missing = question.missing();
    RiskCoverage { verdict, modes, unanswered, asks_for_more, only_effect, guards, nearest, missing }
}

/// The several things that an item asks to be watched, each of which has to be seen; none where a fact answers the item.
fn things<'q>(question: &'q Question<'_>, guards: &[Guard]) -> &'q [Thing] {
    if guards.iter().any(Guard::is_fact) { &[] } else { &question.things }
}

/// The guards that see one of several things.
fn seers<'g>(question: &Question<'_>, thing: &Thing, guards: &'g [Guard]) -> impl Iterator<Item = &'g Guard> {
    guards.iter().filter(|guard| question.sees_thing(guard.alert, thing))
}

/// An alert that sees one of the things that an item asks for, where nothing sees another.
fn part(guard: &Guard) -> Near {
    let why_not = "sees only another part of what the item asks for".into();
    Near { alert: guard.alert, why_not, close: true, excluded_by: None }
}

/// A candidate becomes a guard by a fact, or by an inference that its scope admits.
fn guard(question: &Question<'_>, id: AlertId, mut candidate: Candidate, options: Options) -> Result<Guard, Candidate> {
    let inference_holds = candidate.void.is_none() && !options.strict;
    if candidate.is_fact() {
        candidate.evidence.retain(|evidence| evidence.kind.is_fact() || inference_holds);
    } else if !inference_holds {
        return Err(candidate);
    }
    candidate.evidence.sort_by_key(|evidence| evidence.kind);
    let rungs = rungs(question.index, &question.asked(id, &candidate.scope));
    Ok(Guard { alert: id, sees: candidate.sees, evidence: candidate.evidence, rungs })
}

fn verdict(question: &Question<'_>, guards: &[Guard]) -> Verdict {
    let modes = &question.modes;
    let mut of_cause = coverage::deciding(guards).peekable();
    if of_cause.peek().is_some() {
        let of_each = |thing: &Thing| seers(question, thing, guards).any(Guard::holds);
        return if of_cause.any(Guard::holds) && things(question, guards).iter().all(of_each) {
            Verdict::Covered
        } else {
            Verdict::Weak
        };
    }
    if question.is_monitored() {
        return Verdict::Elsewhere;
    }
    let monitorable = |mode: &ModeId| question.index.model.modes.mode(*mode).monitorable;
    let asked_for = question.risk.kind == RiskKind::ActionItem;
    if !asked_for && !modes.is_empty() && !modes.iter().any(monitorable) {
        return Verdict::NotMonitorable;
    }
    Verdict::Gap
}

/// What speaks for some alerts, and not enough to make guards of them.
struct Short {
    /// Their scope voids it, or only facts count.
    void: Candidates,
    /// They see one of the things that an item asks for, where nothing sees another.
    partial: Vec<Guard>,
}

/// The best near misses: what sees a part of it, what its scope voids, what sees only the symptom, then what has words in
/// common.
fn nearest(question: &Question<'_>, family: &Family<'_>, short: &Short, guards: &[Guard]) -> Vec<Near> {
    let by_words = by_words(question, family);
    let mut near: Vec<Near> = short.partial.iter().map(part).collect();
    near.extend(voided(question, &by_words, short, guards));
    near.extend(guards.iter().filter(|guard| guard.sees == Sees::Symptom).map(|guard| {
        let why_not = "sees the symptom, not the cause".into();
        Near { alert: guard.alert, why_not, close: true, excluded_by: None }
    }));
    let is_named = |near: &[Near], alert: AlertId| {
        near.iter().any(|near| near.alert == alert) || guards.iter().any(|guard| guard.alert == alert)
    };
    for like in by_words {
        if !is_named(&near, like.alert) {
            let shared = || like.shared.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            let why_not = reads_in_vain(question, like.alert);
            let why_not = why_not.unwrap_or_else(|| format!("only words in common: {}", shared()));
            near.push(Near { alert: like.alert, why_not, close: like.close, excluded_by: None });
        }
    }
    for alert in touching(question) {
        if !is_named(&near, alert)
            && let Some(why_not) = reads_in_vain(question, alert)
        {
            near.push(Near { alert, why_not, close: true, excluded_by: None });
        }
    }
    near.truncate(NEAREST);
    near
}

/// The candidates that are void, and others that would be: those that see the cause first, and of them those with the most
/// words in common.
fn voided(question: &Question<'_>, by_words: &[Likeness], short: &Short, guards: &[Guard]) -> Vec<Near> {
    let others = guards.iter().chain(&short.partial).map(|guard| guard.alert);
    let known = short.void.keys().copied().chain(others).collect();
    let likely: Vec<AlertId> = by_words.iter().map(|like| like.alert).collect();
    let seeing = question.voids(&known, (&likely, NEAREST));
    let rank = |alert: AlertId| likely.iter().position(|like| *like == alert).unwrap_or(usize::MAX);
    let mut voided: Vec<(&AlertId, &Candidate)> = short.void.iter().chain(&seeing).collect();
    voided.sort_by_key(|(alert, candidate)| (candidate.sees, rank(**alert), **alert));
    let near = voided.into_iter().map(|(&alert, candidate)| {
        let why_not = candidate.void.clone().unwrap_or_else(|| "inferred, and only facts count here".into());
        Near { alert, why_not, close: true, excluded_by: exclusion(&candidate.scope) }
    });
    near.collect()
}

/// The first alerts that read a metric of one of the modes, whether they see it or not.
fn touching(question: &Question<'_>) -> impl Iterator<Item = AlertId> {
    let touching = question.modes.iter().flat_map(|mode| question.index.touching(*mode).iter().take(NEAREST));
    let touching: BTreeSet<AlertId> = touching.map(|(alert, _)| *alert).collect();
    touching.into_iter().take(NEAREST)
}

/// Why an alert does not count that reads a metric of one of the modes; `None` where it reads none.
fn reads_in_vain(question: &Question<'_>, alert: AlertId) -> Option<String> {
    let touched = question.modes.iter().rev().find_map(|mode| question.index.touched(*mode, alert))?;
    let selector = &question.index.reading(alert).selectors[touched];
    Some(format!("reads {}, but not so that it would see this", selector.name()?))
}

/// The alerts that have words in common: those of the incident's failure modes count for more, those of products that
/// nobody spoke of for less.
fn by_words(question: &Question<'_>, family: &Family<'_>) -> Vec<Likeness> {
    let weight = |alert: AlertId| {
        let of_family = if family.is_seen_by(alert) { OF_FAMILY } else { 1.0 };
        if question.is_stranger(alert) { of_family * OF_STRANGER } else { of_family }
    };
    let query =
        Query { text: &question.risk.text, around: &question.incident.title, weight: &weight, heaviest: OF_FAMILY };
    question.index.words.nearest(&query, 3 * NEAREST)
}

/// The matcher that leaves out what was hurt, where it stands in the alert itself.
fn exclusion(scope: &Scope) -> Option<crate::source::Place> {
    match scope {
        Scope::Apart(_, place) | Scope::Excludes(_, place) => *place,
        Scope::Names(_) | Scope::Broad | Scope::Unknown(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::link::{Coverage, EvidenceKind, Options, Sees, Verdict, link, sample};
    use crate::model::{FailureMode, Incident, Model, Modes, RiskKind, RuleSet};
    use crate::source::Sources;

    const MODES: &str = r#"
- id: disk-full
  title: A disk ran full
  says: {any: ['\bdisk\b.{0,20}\bfull']}
  seen_by: {any: [{metrics: ['node_filesystem_avail_bytes'], direction: [below]}]}
  examples: {matches: [], ignores: []}
- id: leaked-secret
  title: A secret leaked
  says: {any: ['secret.{0,20}leak']}
  monitorable: false
  examples: {matches: [], ignores: []}
"#;

    fn linked(rules: &[(&str, &str)], incident: Incident, options: Options) -> (RuleSet, Coverage) {
        let list: Vec<FailureMode> = serde_yaml::from_str(MODES).expect("the sample modes are well formed");
        let mut sources = Sources::default();
        sources.add("postmortems/INC-1.md".into(), "".into());
        let rules = sample::rules(rules);
        let model = Model {
            rules,
            incidents: vec![incident],
            modes: Modes { list, ..Modes::default() }.into(),
            ..Model::default()
        };
        let coverage = link(&sources, &model, options);
        (model.rules, coverage)
    }

    fn of_cause(text: &str, rules: &[(&str, &str)], services: &[&str], options: Options) -> Coverage {
        let mut incident = sample::incident(services);
        incident.risks.push(sample::risk(RiskKind::RootCause, text));
        linked(rules, incident, options).1
    }

    #[test]
    fn a_failure_mode_covers_where_the_scope_agrees() {
        let rules = [("DiskFull", "node_filesystem_avail_bytes < 10")];
        let coverage = of_cause("The disk was full.", &rules, &["web"], Options::default());
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!(risk.verdict, Verdict::Covered);
        assert_eq!(risk.guards[0].evidence[0].kind, EvidenceKind::FailureMode);
        assert!(!risk.guards[0].is_fact());
    }

    #[test]
    fn strict_counts_facts_only() {
        let rules = [("DiskFull", "node_filesystem_avail_bytes < 10")];
        let coverage = of_cause("The disk was full.", &rules, &["web"], Options { strict: true });
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!((risk.verdict, risk.nearest.len()), (Verdict::Gap, 1));
    }

    #[test]
    fn words_in_common_are_worth_nothing() {
        let rules = [("DiskFullLatency", "disk_request_seconds > 10")];
        let coverage = of_cause("The disk was full of latency requests.", &rules, &[], Options::default());
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!(risk.verdict, Verdict::Gap);
        assert!(risk.nearest[0].why_not.starts_with("only words in common"), "{:?}", risk.nearest);
    }

    #[test]
    fn another_services_alert_is_a_near_miss_that_quotes_the_matcher() {
        let rules = [("DiskFull", "node_filesystem_avail_bytes{service=\"mail\"} < 10")];
        let coverage = of_cause("The disk was full.", &rules, &["web"], Options::default());
        let risk = &coverage.incidents[0].risks[0];
        assert_eq!(risk.verdict, Verdict::Gap);
        assert!(risk.nearest[0].why_not.contains("service=\"mail\""), "{:?}", risk.nearest);
    }

    #[test]
    fn what_the_title_says_broke_comes_before_words_in_common() {
        let rules = [("LowSpaceParking", "space_low > 1"), ("VolumeLowSpace", "node_filesystem_avail_bytes < 10")];
        let nearest = |title: &str| {
            let mut incident = sample::incident(&[]);
            incident.title = crate::model::Text::plain(title, incident.place);
            incident.risks.push(sample::risk(RiskKind::RootCause, "Nobody saw that space got low."));
            let (_, coverage) = linked(&rules, incident, Options::default());
            coverage.incidents[0].risks[0].nearest[0].alert.0
        };
        assert_eq!(nearest("A bad day"), 0);
        assert_eq!(nearest("The disk was full"), 1);
    }

    #[test]
    fn a_name_in_the_text_is_a_fact_unless_the_text_denies_it() {
        let rules = [("WebStuck", "web_queue > 10")];
        let said = |text: &str| of_cause(text, &rules, &[], Options::default()).incidents[0].risks[0].verdict;
        assert_eq!(said("Requests hung; `WebStuck` sees that now."), Verdict::Covered);
        assert_eq!(said("Requests hung, and WebStuck did not fire."), Verdict::Gap);
        assert_eq!(said("Requests hung for WebStuckLong."), Verdict::Gap);
    }

    #[test]
    fn what_paged_saw_the_symptom() {
        let rules = [("WebDown", "up == 0")];
        let mut incident = sample::incident(&[]);
        incident.detected_alert = Some(crate::model::Text::plain("WebDown", incident.place));
        incident.risks.push(sample::risk(RiskKind::RootCause, "Nobody knows; WebDown fired first."));
        let (_, coverage) = linked(&rules, incident, Options::default());
        assert_eq!(coverage.incidents[0].guards[0].sees, Sees::Symptom);
        assert_eq!(coverage.incidents[0].risks[0].verdict, Verdict::Gap);
    }

    #[test]
    fn an_incident_is_as_bad_as_its_worst_cause() {
        let rules = [("DiskFull", "node_filesystem_avail_bytes < 10")];
        for (texts, worst) in [
            (["The disk was full.", "Nobody knows what happened."], Verdict::Gap),
            (["The disk was full.", "A secret was leaked."], Verdict::NotMonitorable),
            (["The disk was full.", "The disk got full."], Verdict::Covered),
        ] {
            let mut incident = sample::incident(&["web"]);
            incident.risks.extend(texts.map(|text| sample::risk(RiskKind::RootCause, text)));
            let (_, coverage) = linked(&rules, incident, Options::default());
            assert_eq!(coverage.incidents[0].verdict, Some(worst), "{texts:?}");
        }
    }

    #[test]
    fn what_no_metric_sees_is_said_so() {
        let coverage = of_cause("A secret was leaked.", &[("WebDown", "up == 0")], &[], Options::default());
        assert_eq!(coverage.incidents[0].verdict, Some(Verdict::NotMonitorable));
    }
}
