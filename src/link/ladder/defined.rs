//! Is the rule loaded? By the configurations at hand, and by what a server says that it has loaded.

use super::applied::LeftOut;
use super::inside::Inside;
use super::logs;
use super::mounted::Mounts;
use super::overlays::Overlays;
use super::patterns::{Ground, Pattern, Spoiler, folder_of, is_refused};
use super::rulers::Rulers;
use super::{Ladder, glob, path_of, selection};
use crate::link::Settings;
use crate::link::coverage::{Answer, Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::{Alert, Group, Model, Prometheus, Resource, RuleSelectors, RuleSource, Text};
use crate::source::{Place, Sources};

/// What one configuration says of one group.
#[derive(Clone, Debug)]
pub(super) struct Vote {
    pub(super) answer: Answer,
    pub(super) why: String,
    pub(super) place: Option<Place>,
}

impl Vote {
    pub(super) fn no(why: String, place: Option<Place>) -> Vote {
        Vote { answer: Answer::No, why, place }
    }

    fn unknown(why: String, place: Option<Place>) -> Vote {
        Vote { answer: Answer::Unknown, why, place }
    }
}

/// What all configurations say of one group.
pub(super) struct Loading {
    rung: Rung,
    /// The same where nothing is meant but what runs for customers.
    for_customers: Option<Rung>,
    /// Indices of the configurations that load it.
    pub(super) loaders: Vec<usize>,
    /// Does somebody else evaluate it, who sends alerts as well?
    pub(super) by_ruler: bool,
}

impl Loading {
    /// It comes to no Prometheus, whatever they load.
    fn none(vote: Vote) -> Loading {
        Loading {
            rung: Rung::broken(Flaw::NotLoaded, vote.why).at(vote.place),
            for_customers: None,
            loaders: Vec::new(),
            by_ruler: false,
        }
    }
}

/// What the configurations say of each group; and of each configuration, whether all rule files that it names are here.
pub(super) fn of_groups(
    (sources, model): (&Sources, &Model),
    settings: &Settings,
    left_out: &LeftOut,
    insides: &[Inside<'_>],
) -> (Vec<Loading>, Vec<bool>) {
    let ground = Ground::new((sources, model), settings, insides);
    let configurations: Vec<Configuration<'_>> =
        model.prometheus.iter().map(|prometheus| Configuration::new(&ground, prometheus)).collect();
    let (mounts, overlays) = (Mounts::new(sources, model), Overlays::new(sources, model));
    let rulers = Rulers::new(sources, model);
    let of_logs = logs::groups_of_logs(model);
    let of_group = |(at, group): (usize, &Group)| {
        let kept = left_out.vote(group.file).filter(|_| group.resource.as_ref().is_some_and(|it| it.kind != "values"));
        let kept = kept.or_else(|| mounts.vote(group));
        let mut loading = kept.map_or_else(|| of_group(sources, &configurations, group), Loading::none);
        let by_ruler = logs::vote((sources, model), group, of_logs[at]).or_else(|| rulers.vote(sources, group));
        if let Some(vote) = by_ruler.filter(|_| loading.rung.is != Answer::Yes) {
            let is = vote.answer;
            let rung = Rung { is, ..Rung::unknown(vote.why) }.at(vote.place);
            let rung = if is == Answer::No { rung.flaw(Flaw::NotLoaded) } else { rung };
            loading = Loading { rung, by_ruler: true, ..loading };
        }
        if let Some(vote) = overlays.vote(group).filter(|_| loading.rung.is != Answer::No) {
            loading.for_customers = Some(Rung::broken(Flaw::NotLoaded, vote.why.clone()).at(vote.place));
        }
        loading
    };
    let groups = model.rules.groups.iter().enumerate().map(of_group).collect();
    let is_whole = |it: &Configuration<'_>| {
        matches!(it.prometheus.rules, RuleSource::Files(_)) && it.patterns.iter().all(|pattern| pattern.hits)
    };
    (groups, configurations.iter().map(is_whole).collect())
}

fn of_group(sources: &Sources, configurations: &[Configuration<'_>], group: &Group) -> Loading {
    let votes = |idle: bool| -> Vec<(usize, Vote)> {
        let of = configurations.iter().enumerate().filter(|(_, it)| it.idle.is_some() == idle);
        of.filter_map(|(at, configuration)| Some((at, configuration.vote(sources, group)?))).collect()
    };
    // One that nothing runs with, or an agent, says nothing of rules where anybody else does.
    let others = votes(false);
    let votes = if others.is_empty() { votes(true) } else { others };
    let votes = of_senders(configurations, of_environments(configurations, votes));
    let of = |answer: Answer| votes.iter().find(|(_, vote)| vote.answer == answer).map(|(_, vote)| vote);
    let rung = match (of(Answer::Yes), of(Answer::No), of(Answer::Unknown)) {
        (Some(yes), None, None) => Rung::yes(yes.why.clone()).at(yes.place),
        (None, Some(no), None) => Rung::broken(Flaw::NotLoaded, no.why.clone()).at(no.place),
        (Some(yes), Some(no), _) => {
            let why = format!("{}, but {}: nothing under environments: says which counts", yes.why, no.why);
            Rung::unknown(why).at(no.place).flaw(Flaw::Disputed)
        }
        (_, _, Some(unknown)) => Rung::unknown(unknown.why.clone()).at(unknown.place),
        (None, None, None) => Rung::unknown(supply(group)),
    };
    let for_customers = for_customers(configurations, &votes);
    let loaders = votes.iter().filter(|(_, vote)| vote.answer == Answer::Yes).map(|(at, _)| *at).collect();
    Loading { rung, for_customers, loaders, by_ruler: false }
}

/// What the configurations for customers say, where others are for trials by their paths (`prometheus-staging.yml`) and say otherwise.
fn for_customers(configurations: &[Configuration<'_>], votes: &[(usize, Vote)]) -> Option<Rung> {
    let path = |at: usize| configurations[at].name.as_str();
    let shared = shared_folder(votes.iter().map(|(at, _)| path(*at)));
    let own = |at: usize| path(at).get(shared..).unwrap_or_default();
    let (on_trial, others): (Vec<_>, Vec<_>) = votes.iter().partition(|(at, _)| WORDS.places().is_on_trial(own(*at)));
    let (_, first) = others.first()?;
    let (trial, _) = on_trial.iter().find(|(_, vote)| vote.answer != first.answer)?;
    let agree = others.iter().all(|(_, vote)| vote.answer == first.answer);
    match first.answer {
        Answer::Yes if agree => Some(Rung::yes(first.why.clone()).at(first.place)),
        Answer::No if agree => {
            let trial = path(*trial);
            let why = format!("{}; only {trial} loads it, and nothing runs for customers there", first.why);
            Some(Rung::broken(Flaw::NotLoaded, why).at(first.place))
        }
        _ => None,
    }
}

/// How many bytes the folder takes that all of the paths stand in: it says nothing of one of them.
fn shared_folder<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> usize {
    let first = paths.clone().next().unwrap_or_default();
    let is_shared = |end: &usize| paths.clone().all(|path| path.get(..*end) == first.get(..*end));
    first.match_indices('/').map(|(at, _)| at + 1).filter(is_shared).max().unwrap_or_default()
}

/// Of one environment it is enough that one of several configurations loads a rule: what the others say does not count.
fn of_environments(configurations: &[Configuration<'_>], votes: Vec<(usize, Vote)>) -> Vec<(usize, Vote)> {
    let names = |at: usize| &configurations[at].prometheus.environments;
    let loading: Vec<&String> =
        votes.iter().filter(|(_, vote)| vote.answer == Answer::Yes).flat_map(|(at, _)| names(*at)).collect();
    let counts =
        |at: usize, vote: &Vote| vote.answer == Answer::Yes || !names(at).iter().any(|name| loading.contains(&name));
    let counting: Vec<bool> = votes.iter().map(|(at, vote)| counts(*at, vote)).collect();
    votes.into_iter().zip(counting).filter(|(_, counts)| *counts).map(|(vote, _)| vote).collect()
}

/// Where one that sends its alerts to somebody loads a rule, those count no more that only record: they name no Alertmanager.
fn of_senders(configurations: &[Configuration<'_>], votes: Vec<(usize, Vote)>) -> Vec<(usize, Vote)> {
    let sends = |at: usize| configurations[at].prometheus.alerting.place.is_some();
    let is_sent = votes.iter().any(|(at, vote)| vote.answer == Answer::Yes && sends(*at));
    votes.into_iter().filter(|(at, vote)| !is_sent || vote.answer == Answer::Yes || sends(*at)).collect()
}

/// What would tell.
fn supply(group: &Group) -> &'static str {
    match group.resource.as_ref().map(|resource| resource.kind.as_str()) {
        None => "give prometheus.yml or a rules dump to check that it is loaded",
        Some("PrometheusRule") => "give the Prometheus resource that selects it, or a rules dump",
        Some(_) => "give a rules dump to check that it is loaded",
    }
}

/// A configuration with its patterns worked out.
struct Configuration<'a> {
    prometheus: &'a Prometheus,
    /// Its path, and the environments that it belongs to.
    name: String,
    patterns: Vec<Pattern<'a>>,
    /// The container that runs with it, where that is known.
    inside: Option<&'a Inside<'a>>,
    /// Why it loads nothing: Prometheus runs with it as an agent, or nothing runs with it.
    idle: Option<Vote>,
    /// Does kustomize give other labels, or other namespaces, to what it selects?
    changes: bool,
    moves: bool,
}

impl<'a> Configuration<'a> {
    fn new(ground: &Ground<'a>, prometheus: &'a Prometheus) -> Configuration<'a> {
        let path = path_of(ground.sources, prometheus.file);
        let name = match &prometheus.environments[..] {
            [] => path.to_owned(),
            environments => format!("{path} ({})", environments.join(", ")),
        };
        let patterns: &[Text] = match &prometheus.rules {
            RuleSource::Files(patterns) => patterns,
            RuleSource::Selectors(_) => &[],
        };
        let inside = ground.inside(path);
        let patterns = patterns.iter().map(|written| Pattern::new(ground, path, written, inside)).collect();
        let kustomizations = &ground.model.cluster.kustomizations;
        Configuration {
            prometheus,
            name,
            patterns,
            inside,
            idle: ground.idle(path),
            changes: kustomizations.iter().any(|it| it.changes),
            moves: kustomizations.iter().any(|it| it.namespace.is_some()),
        }
    }

    /// `None` where it does not look at such rules at all.
    fn vote(&self, sources: &Sources, group: &Group) -> Option<Vote> {
        match (&self.prometheus.rules, &group.resource) {
            (RuleSource::Selectors(selectors), Some(resource)) => self.of_resource(selectors, resource),
            (RuleSource::Files(_), None) if !self.prometheus.only_scrapes() => {
                Some(self.idle.clone().unwrap_or_else(|| self.of_file(sources, path_of(sources, group.file))))
            }
            _ => None,
        }
    }

    /// What it says of a resource, as kustomize may have changed that.
    fn of_resource(&self, selectors: &RuleSelectors, resource: &Resource) -> Option<Vote> {
        let namespace = if self.moves { String::new() } else { resource.namespace.clone() };
        let vote = selection::vote(selectors, &Resource { namespace, ..resource.clone() })?;
        if vote.answer != Answer::No || !self.changes {
            return Some(vote);
        }
        let why = format!("{}, unless kustomize changes that: render it first", vote.why);
        Some(Vote::unknown(why, vote.place))
    }

    fn of_file(&self, sources: &Sources, file: &str) -> Vote {
        let path = &self.name;
        if let Some(vote) = self.spoilt() {
            return vote;
        }
        if let Some(pattern) = self.patterns.iter().find(|pattern| pattern.matches(file)) {
            let why = format!("{path} loads it by \"{}\"", &**pattern.written);
            return Vote { answer: Answer::Yes, why, place: Some(pattern.written.place) };
        }
        let inside = self.inside.filter(|_| self.patterns.iter().all(Pattern::is_inside));
        match (self.patterns.iter().find(|pattern| pattern.is_astray), inside) {
            (Some(outside), _) => {
                let why = format!(
                    "\"{}\" in {path} leads to no file here: say under mounts: which folder it is, or give a rules dump",
                    &**outside.written
                );
                Vote::unknown(why, Some(outside.written.place))
            }
            (None, Some(inside)) => {
                Vote::no(inside.why_not(sources, &glob::cleaned(file)), Some(inside.container.mounted))
            }
            (None, None) => Vote::no(format!("no pattern of rule_files in {path} matches it"), self.likeliest(file)),
        }
    }

    /// Why Prometheus loads nothing by this configuration, whatever the rule.
    fn spoilt(&self) -> Option<Vote> {
        let path = &self.name;
        if let Some(refused) = self.patterns.iter().find(|pattern| is_refused(pattern.written)) {
            let why = format!("Prometheus refuses {path} for the pattern \"{}\"", &**refused.written);
            return Some(Vote::no(why, Some(refused.written.place)));
        }
        if self.patterns.is_empty() {
            return Some(Vote::no(format!("{path} names no rule_files"), Some(self.prometheus.place)));
        }
        let spoilt = self.patterns.iter().filter_map(|it| Some((it, it.spoiler.as_ref()?)));
        let (pattern, (file, spoiler)) = spoilt.max_by_key(|(_, (_, spoiler))| *spoiler)?;
        let (written, what) = (&**pattern.written, spoiler.shown());
        let why = format!("\"{written}\" in {path} matches {file} too, {what}: Prometheus would load nothing");
        let place = Some(pattern.written.place);
        // A folder may be filled with other files where it is deployed; a rule file with a fault goes there as well.
        Some(if *spoiler == Spoiler::Refused { Vote::no(why, place) } else { Vote::unknown(why, place) })
    }

    /// The pattern that was meant for a file: that on its folder, or the first.
    fn likeliest(&self, file: &str) -> Option<Place> {
        let folder = folder_of(file);
        let beside = |pattern: &&Pattern<'_>| pattern.here.as_deref().is_some_and(|here| folder_of(here) == folder);
        let meant = self.patterns.iter().find(beside).or(self.patterns.first());
        meant.map(|pattern| pattern.written.place)
    }
}

impl Ladder<'_> {
    pub(super) fn defined(&self, alert: &Alert, is_refused: bool, text: &str) -> Rung {
        let group = &self.model.rules.groups[alert.group];
        if is_refused {
            return Rung::broken(Flaw::Refused, "Prometheus refuses the whole file for an error in it");
        }
        if let Some(refused) = self.too_new(alert) {
            return refused;
        }
        if group.document > 0 && group.resource.is_none() {
            let why = "it stands in a second YAML document of its file, which Prometheus ignores";
            return Rung::broken(Flaw::NotLoaded, why).at(alert.name.place);
        }
        let Loading { rung, for_customers, .. } = &self.loading[alert.group];
        let for_customers = for_customers.as_ref().filter(|_| !WORDS.places().is_on_trial(text));
        let loading = for_customers.unwrap_or(rung);
        let Some(dumped) = self.dumped(alert) else { return loading.clone() };
        match (dumped.is, loading.is) {
            (Answer::No, Answer::Yes) => {
                Rung { why: format!("{}, although {}", dumped.why, loading.why).into(), ..dumped }
            }
            _ => dumped,
        }
    }
}
