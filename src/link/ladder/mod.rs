//! The ladder of a guard: would it really have paged?
//!
//! Every rung says yes or no only where that follows from what was read; anything else is unknown, with what to
//! supply. [`defined`]: is the rule loaded? [`live`]: can it fire? [`in_time`]: how late at worst? [`delivered`]: who
//! hears of it? [`proven`]: is there a test in which it fires?

mod addressed;
mod admitted;
mod alike;
mod annotated;
mod answered_with;
mod applied;
mod averaged;
mod between_runs;
mod born;
mod born_anew;
mod brief;
mod buckets;
mod capped;
mod cleared;
mod contrary;
mod copied;
mod covered;
mod creeping;
mod crowded;
mod deadline;
mod defined;
pub mod delivered;
mod drifting;
mod dumped;
mod elsewhere;
mod exclusions;
mod fades;
mod federated;
mod foretold;
mod in_time;
mod inside;
mod labelled;
mod layers;
mod levels;
mod lifetime;
mod live;
mod logs;
mod mentioned;
mod monitored;
mod mounted;
mod often;
mod one_part;
mod overdue;
mod overlays;
mod pages;
mod pairs;
mod parts;
mod patched;
mod patterns;
mod present;
mod probed;
mod programs;
mod proven;
mod pushed;
mod quoted;
mod remains;
mod renamed;
mod retained;
mod rewritten;
mod rulers;
mod saved_then;
mod scalars;
mod selection;
mod set_apart;
mod set_aside;
mod siblings;
mod silent;
mod started;
mod states;
mod still;
mod taken_along;
mod tenants;
mod told_targets;
mod told_value;
mod units;
mod unlimited;
mod unready;
mod versions;
mod watched;
mod wavering;
mod whole;
mod written_out;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Settings;
use super::asked::{Reached, Story};
use super::coverage::{Flaw, Rung, Rungs};
use super::index::Index;
use super::scope::Scope;
use crate::config::RungName;
use crate::model::expr::{Comparison, Expr, Role};
pub use crate::model::glob;
use crate::model::{Alert, AlertId, Incident, ModeId, Model, Prometheus, RiskKind};
use crate::source::{FileId, Sources};
pub(super) use contrary::Falling;
use defined::Loading;
pub(super) use fades::Fading;
pub(super) use often::TWO_SAMPLES;
pub(super) use present::admits;
pub(super) use probed::{PROBE, Probing};
pub(super) use set_aside::Flags;
pub(super) use silent::Silences;
pub(super) use taken_along::Outages;
pub(super) use told_targets::words;
pub(super) use watched::Exporters;
pub(super) use whole::Whole;
use whole::{begins_anew, unwrapped};

/// What the rungs look up, worked out once.
pub(super) struct Ladder<'a> {
    sources: &'a Sources,
    model: &'a Model,
    settings: &'a Settings,
    /// Which configuration loads a group, by its index.
    loading: Vec<Loading>,
    /// Of each configuration: are all rule files that it names here?
    whole: Vec<bool>,
    recordings: present::Recorded<'a>,
    tests: proven::Tests<'a>,
    others: delivered::OtherRules<'a>,
    patched: patched::Patched,
    left_out: applied::LeftOut,
    operated: delivered::Operated,
    started: addressed::Started<'a>,
    /// What documents tell of their root causes.
    stories: BTreeMap<FileId, OnceLock<String>>,
}

/// A guard, as seen from the risk that it guards.
pub(super) struct Asked<'a> {
    pub(super) id: AlertId,
    pub(super) scope: &'a Scope,
    pub(super) incident: &'a Incident,
    /// What the risk says; nothing where the incident's symptom is meant.
    pub(super) text: &'a str,
    /// What the postmortem tells, where that can only be of this risk: the only root cause of a document.
    pub(super) story: &'a str,
    /// That and all else that its postmortem tells; nothing where the incident's symptom is meant.
    pub(super) whole: Option<&'a Whole<'a>>,
    /// The figures of that story, where there is one.
    pub(super) figures: Option<&'a Story>,
    /// How far it went, where that is a cause.
    pub(super) reached: Option<Reached>,
    /// The failure modes of the risk.
    pub(super) modes: &'a [ModeId],
}

impl<'a> Asked<'a> {
    /// What an incident as a whole asks of an alert, whatever its risks say.
    pub(super) fn of_incident(id: AlertId, scope: &'a Scope, incident: &'a Incident) -> Asked<'a> {
        Asked { id, scope, incident, text: "", story: "", whole: None, figures: None, reached: None, modes: &[] }
    }
}

impl<'a> Ladder<'a> {
    pub(super) fn new(sources: &'a Sources, model: &'a Model, settings: &'a Settings) -> Ladder<'a> {
        let left_out = applied::LeftOut::new(sources, model);
        let insides = inside::Inside::all(sources, model);
        let (loading, whole) = defined::of_groups((sources, model), settings, &left_out, &insides);
        let operated = delivered::Operated::new(sources, model, |file| left_out.vote(file).is_some());
        let recordings = present::Recorded::new(model);
        let tests = proven::Tests::new(sources, model);
        let others = delivered::OtherRules::new(&model.rules);
        let started = addressed::Started::new(sources, model, &insides);
        let documents = model.incidents.iter().filter(|incident| incident.told.is_some());
        let stories = documents.map(|incident| (incident.file, OnceLock::new())).collect();
        Ladder {
            sources,
            model,
            settings,
            loading,
            whole,
            recordings,
            tests,
            others,
            patched: patched::Patched::new(sources, model),
            left_out,
            operated,
            started,
            stories,
        }
    }

    /// An alert as it is applied.
    fn alert(&self, id: AlertId) -> &Alert {
        self.patched.alert(id).unwrap_or_else(|| self.model.rules.alert(id))
    }

    /// The configurations that load `alert`.
    fn loaders(&self, alert: &Alert) -> impl Iterator<Item = &'a Prometheus> + use<'_, 'a> {
        self.loading[alert.group].loaders.iter().map(|&at| &self.model.prometheus[at])
    }

    /// The postmortem as it is written; nothing of an incident that is given as data.
    pub(super) fn document(&self, incident: &Incident) -> Option<&'a str> {
        incident.told.as_ref().map(|_| &*self.sources.file(incident.file).text)
    }

    /// What a document tells of its root cause: its text without the action items behind that, a line for each paragraph, entry
    /// and row. Nothing where several causes share it.
    pub(super) fn story(&self, incident: &Incident) -> &str {
        let told = || unwrapped(self.written_story(incident).unwrap_or_default());
        self.stories.get(&incident.file).map_or("", |story| story.get_or_init(told))
    }

    /// The same as it is written.
    fn written_story(&self, incident: &Incident) -> Option<&'a str> {
        let text = self.document(incident)?;
        let mut causes =
            incident.risks.iter().filter(|risk| risk.kind == RiskKind::RootCause).map(|risk| risk.text.place);
        let first = causes.next()?;
        let (start, told) = causes
            .fold((first.start(), first.end()), |(start, end), place| (start.min(place.start()), end.max(place.end())));
        let is_one = incident.only_root_cause().is_some() || text.get(start..told).is_some_and(is_prose);
        let behind = incident.action_items.iter().map(|item| item.text.place.start());
        let end = behind.filter(|start| *start > told).min().unwrap_or(text.len());
        text.get(..end).filter(|_| is_one)
    }

    /// The configuration whose numbers hold for `alert`: the one that loads it, or the only one there is.
    fn configuration(&self, alert: &Alert) -> Option<&'a Prometheus> {
        let mut loaders = self.loaders(alert);
        match (loaders.next(), loaders.next(), &self.model.prometheus[..]) {
            (Some(one), None, _) => Some(one),
            (None, _, [only]) => Some(only),
            _ => None,
        }
    }
}

/// Is it told in one go, without headings, items and rows? Sentences of one paragraph, and the next, tell one story.
fn is_prose(text: &str) -> bool {
    text.lines().skip(1).all(|line| !begins_anew(line.trim()))
}

/// The six rungs.
pub(super) fn rungs(index: &Index<'_>, asked: &Asked<'_>) -> Rungs {
    let ladder = &index.ladder;
    let alert = ladder.alert(asked.id);
    let delivery = ladder.delivery(asked.id, asked.incident);
    let severity = asked.incident.severity.as_ref().map(|severity| severity.value.as_str());
    let grouping = delivery.held_back();
    let held_back = grouping.at_least;
    let (in_time, delay) = ladder.in_time(alert, asked.incident, grouping);
    let at_least = in_time::at_least(&delay, alert, held_back);
    let too_late = deadline::too_late(ladder, alert, asked, at_least);
    let is_late = too_late.is_some() || in_time::comes_after_the_end(&in_time, at_least, asked.incident);
    let in_time = too_late.unwrap_or(in_time);
    let mut required = ladder.settings.required.of(severity).cloned().unwrap_or_default();
    if is_late && !required.contains(&RungName::InTime) {
        required.push(RungName::InTime);
    }
    let mut rungs = Rungs {
        defined: ladder.patched.taken_away(asked.id).unwrap_or_else(|| {
            ladder.defined(alert, index.refused.contains(&index.model.rules.groups[alert.group].file), asked.text)
        }),
        live: ladder.live(alert, index.reading(asked.id), asked),
        scoped: scoped(asked.scope),
        in_time,
        delivered: taken_along::lost(ladder, alert, asked, &delivery).unwrap_or_else(|| delivery.rung.clone()),
        proven: ladder.proven(alert),
        delay,
        delivery,
        required,
    };
    ladder.patched.explain(asked.id, &mut rungs);
    rungs
}

fn scoped(scope: &Scope) -> Rung {
    match scope {
        Scope::Names(what) => Rung::yes(format!("{what} names what was hurt")),
        Scope::Broad => Rung::yes("nothing narrows it to other services"),
        Scope::Unknown(what, place) | Scope::Apart(what, place) => {
            Rung::unknown(format!("{what} may or may not be what was hurt: name it under services:")).at(*place)
        }
        Scope::Excludes(what, place) => Rung::no(format!("{what} leaves out what was hurt")).at(*place),
    }
}

/// The comparison that makes an alert fire, where there is one alone.
fn only_compared(expr: &Expr) -> Option<&Comparison> {
    let mut compared = expr.comparisons.iter().filter(|it| it.role == Role::Reads);
    compared.next().filter(|_| compared.next().is_none())
}

/// Has all that an alert compares to hold at once? An `or` may stand in brackets as well.
fn needs_all(alert: &Alert, expr: &Expr) -> bool {
    expr.branches == 1 && !alert.text.split_whitespace().any(|word| word.eq_ignore_ascii_case("or"))
}

/// Why an alert does not fire, where enough of what it compares does not hold: one part, where all have to hold at once.
fn unmet(alert: &Alert, expr: &Expr, why: impl Fn(&Comparison) -> Option<String>) -> Option<String> {
    let mut whys = expr.comparisons.iter().filter(|it| it.role == Role::Reads).map(why);
    if needs_all(alert, expr) {
        return whys.flatten().next();
    }
    let first = whys.next()??;
    whys.all(|why| why.is_some()).then_some(first)
}

/// Is it a metric that Prometheus writes of a scrape itself?
fn is_of_scrape(metric: &str) -> bool {
    metric == "up" || metric.starts_with("scrape_")
}

/// The file's name as findings show it.
fn path_of(sources: &Sources, file: crate::source::FileId) -> &str {
    &sources.file(file).path
}

impl Rung {
    /// A rung that fails for a reason that a check reports.
    fn broken(flaw: Flaw, why: impl Into<Cow<'static, str>>) -> Rung {
        Rung::no(why).flaw(flaw)
    }
}

#[cfg(test)]
mod tests;
