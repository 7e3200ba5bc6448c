//! `rules/linking.yml`: the words and labels that linking goes by.

mod abroad;
mod forms;
mod jobs;
mod labels;
mod metrics;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use foldhash::HashSet;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Deserializer};

use super::asked::{Ahead, Asking, Cap, Counts, Levels, More, Reaches};
use super::called::Called;
use super::ladder::{Exporters, Fading, Falling, Flags, Outages, Probing, Silences};
use super::modes::Negations;
use super::scope::Places;
use super::several::Listing;
use crate::patterns::{Late, Letters, Patterns};
use abroad::Abroad;
pub(super) use forms::Forms;
use jobs::Jobs;
pub(super) use labels::Says;
use labels::{Positions, ResourceKinds, Spelling};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    abbreviations: Vec<String>,
    no_evidence: Patterns,
    laments: Patterns,
    deaths: Patterns,
    denied: Vec<String>,
    guessed: Vec<String>,
    hearsay: Patterns,
    bears_out: Patterns,
    reveals: Patterns,
    negations: Negations,
    recants: Patterns,
    afterwards: Patterns,
    means: Patterns,
    outliving: Patterns,
    ordinary_names: HashSet<String>,
    alert_words: HashSet<String>,
    asking: Asking,
    asks_for_more: Vec<More>,
    asked_things: Listing,
    asked_ahead: Ahead,
    asked_levels: Levels,
    counted: Counts,
    called: Called,
    reached: Reaches,
    flags: HashSet<String>,
    service_labels: HashSet<String>,
    place_labels: HashSet<String>,
    part_labels: HashSet<String>,
    places: Places,
    job_prefixes: Vec<String>,
    job_labels: HashSet<String>,
    plain_names: HashSet<String>,
    unowned: HashSet<String>,
    production: HashSet<String>,
    organisation: HashSet<String>,
    lasting: HashSet<String>,
    going_on: HashSet<String>,
    collectors: BTreeMap<String, Vec<String>>,
    spellings: Vec<Spelling>,
    port_words: HashSet<String>,
    belonging: Vec<String>,
    by_kind: HashSet<String>,
    infrastructure: HashSet<String>,
    jobs: Jobs,
    volumes: Patterns,
    mounts: Patterns,
    volume_paths: Vec<String>,
    data_volumes: Patterns,
    host_roots: Vec<String>,
    host_labels: HashSet<String>,
    failed_jobs: HashSet<String>,
    restart_counters: HashSet<String>,
    run_labels: HashSet<String>,
    batch_labels: HashSet<String>,
    clause_ends: Patterns,
    went_well: Patterns,
    went_otherwise: Patterns,
    counters_of_32_bits: HashSet<String>,
    own_databases: HashSet<String>,
    database_labels: HashSet<String>,
    roles: HashSet<String>,
    kind_labels: HashSet<String>,
    parts_told: BTreeMap<String, Patterns>,
    silences: Silences,
    limits: BTreeMap<String, String>,
    caps: Vec<Cap>,
    falling: Vec<Falling>,
    exporters: Exporters,
    #[serde(deserialize_with = "regex")]
    per_long: Late,
    fading: Fading,
    outages: Outages,
    flags_set: Flags,
    ties: Vec<String>,
    late_metrics: Vec<String>,
    probing: Probing,
    probers: BTreeMap<String, String>,
    resource_kinds: ResourceKinds,
    positions: Positions,
    abroad: Abroad,
    code_labels: HashSet<String>,
    state_labels: HashSet<String>,
    identity_labels: HashSet<String>,
    incident_labels: HashSet<String>,
    label_metrics: Vec<String>,
    stop_words: HashSet<String>,
    units: Patterns,
    answers: Patterns,
    causes_follow: Patterns,
    effects_follow: Patterns,
    clauses: Patterns,
    subjects: Patterns,
    exceptions: Patterns,
    spared: Patterns,
    exporter_metrics: Vec<String>,
    exporter_jobs: Vec<String>,
}

/// The words, with what is made of several lists.
pub(super) struct Words {
    denied: Patterns,
    exporters: GlobSet,
    exporter_jobs: GlobSet,
    /// The metrics of each of the spellings.
    spelt: Vec<GlobSet>,
    file: File,
}

/// The embedded words.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/linking.json")))
        .expect("rules/linking.yml is read by a test");
    Words {
        denied: Patterns::new(file.denied.iter().chain(&file.guessed).cloned(), Letters::AnyCase),
        exporters: globs(&file.exporter_metrics),
        exporter_jobs: globs(&file.exporter_jobs),
        spelt: file.spellings.iter().map(|spelling| globs(&spelling.metrics)).collect(),
        file,
    }
});

/// Patterns with named groups, compiled when they are first asked.
pub(super) fn regexes<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<Late>, D::Error> {
    Ok(Vec::<String>::deserialize(source)?.iter().map(|pattern| Late::seldom(pattern)).collect())
}

/// One of them.
fn regex<'de, D: Deserializer<'de>>(source: D) -> Result<Late, D::Error> {
    Ok(Late::seldom(&String::deserialize(source)?))
}

/// Globs on the names of metrics and jobs, in whatever case.
pub(super) fn globs(list: &[String]) -> GlobSet {
    let globs = list.iter().map(|glob| GlobBuilder::new(glob).case_insensitive(true).build());
    let mut set = GlobSetBuilder::new();
    globs.for_each(|glob| _ = set.add(glob.expect("the globs of rules/ are compiled by a test")));
    set.build().expect("the globs of rules/ are compiled by a test")
}

impl Words {
    /// Does `name` name so much that it tells nothing apart?
    pub(super) fn is_plain(&self, name: &str) -> bool {
        self.file.plain_names.contains(name)
    }

    /// The words of the name of a metric that tell whose it is.
    pub(super) fn owners_in<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let words = name.split(['_', ':']).filter(|word| !word.is_empty() && !self.is_plain(word));
        words.enumerate().filter(|(at, word)| *at == 0 || !self.file.unowned.contains(*word)).map(|(_, word)| word)
    }

    /// What an item asks for beside an alert that sees its failure mode. So many things that it wants are told apart.
    pub(super) fn asked_beside(&self, item: &str, told_apart: usize) -> impl Iterator<Item = &More> {
        let asked = self.asking().asked(item);
        self.file.asks_for_more.iter().filter(move |more| more.is_asked(&asked, told_apart))
    }

    /// How items ask to be told before something ends.
    pub(super) fn asked_ahead(&self) -> &Ahead {
        &self.file.asked_ahead
    }

    /// How items say at which level they ask to be told.
    pub(super) fn asked_levels(&self) -> &Levels {
        &self.file.asked_levels
    }

    /// How texts count what waits.
    pub(super) fn counts(&self) -> &Counts {
        &self.file.counted
    }

    /// How texts say of a service by its name that it is not there.
    pub(super) fn called(&self) -> &Called {
        &self.file.called
    }

    /// How causes say how far they went.
    pub(super) fn reaches(&self) -> &Reaches {
        &self.file.reached
    }

    /// How texts name places.
    pub(super) fn places(&self) -> &Places {
        &self.file.places
    }

    /// How items list what is to be watched.
    pub(super) fn listing(&self) -> &Listing {
        &self.file.asked_things
    }

    /// Where exporters in containers see the root of their host: `/rootfs`.
    pub(super) fn host_roots(&self) -> impl Iterator<Item = &str> {
        self.file.host_roots.iter().map(String::as_str)
    }

    /// Does the label hold the name of a host, where `instance` is who asked it?
    pub(super) fn names_host(&self, label: &str) -> bool {
        self.file.host_labels.contains(label)
    }

    /// Is `name` one of the databases that a server brings along, where a label of this name tells which it is?
    pub(super) fn is_own_database(&self, label: &str, name: &str) -> bool {
        self.file.database_labels.contains(label) && self.file.own_databases.contains(name)
    }

    /// Is it a word whose full stop ends no sentence?
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.file.abbreviations.iter().any(|short| short.eq_ignore_ascii_case(word))
    }

    /// How items ask.
    pub(super) fn asking(&self) -> &Asking {
        &self.file.asking
    }

    /// Does the word name a part that most installations have, so that "the database" is one of them?
    pub(super) fn is_role(&self, word: &str) -> bool {
        self.file.roles.contains(&word.to_lowercase())
    }

    /// Does the label say of which kind a thing is, so that leaving out a kind leaves out what is called so?
    pub(super) fn says_kind(&self, label: &str) -> bool {
        self.file.kind_labels.contains(label)
    }

    /// The words behind which a text says why.
    pub(super) fn leads_to_cause(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.file.causes_follow.find(text)
    }

    /// The words behind which a text says what followed.
    pub(super) fn leads_to_effect(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.file.effects_follow.find(text)
    }

    /// The words that join the next clause.
    pub(super) fn next_clause(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.file.clauses.find(text)
    }

    /// Where the clauses of a sentence begin that are about something else than those before.
    pub(super) fn next_subjects<'t>(&'t self, sentence: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.file.subjects.find_iter(sentence)
    }

    /// What a job watches, where its name begins as those do that say so: `integrations/kafka`.
    pub(super) fn watched_by<'j>(&self, job: &'j str) -> Option<&'j str> {
        self.file.job_prefixes.iter().find_map(|prefix| job.strip_prefix(prefix.as_str()))
    }

    /// Does a part of a text tell of what was not hurt: "mail kept working"?
    pub(super) fn spares(&self, part: &str) -> bool {
        self.file.spared.is_match(part)
    }

    /// The text without what it names to leave it out: "latency of the endpoint (not of Stripe)".
    pub(super) fn without_exceptions<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.file.exceptions.blanked(text)
    }

    /// Does the sentence say that an alert failed, was noisy, should go or should be quieter?
    pub(super) fn denies(&self, sentence: &str) -> bool {
        self.file.no_evidence.is_match(sentence)
    }

    /// Does what stands behind a number say what it counts?
    pub(super) fn begins_with_unit(&self, behind: &str) -> bool {
        self.file.units.is_match(behind) || super::codes::is_plural(behind) && !self.file.answers.is_match(behind)
    }

    /// Does the text say that something was not monitored or recorded?
    pub(super) fn laments(&self, text: &str) -> bool {
        self.file.laments.is_match(text)
    }

    /// Does the text say that something was down, and not only did its work badly?
    pub(super) fn tells_death(&self, text: &str) -> bool {
        self.file.deaths.is_match(text)
    }

    /// What a sentence says was not so.
    pub(super) fn denied<'t>(&'t self, sentence: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.denied.find_iter(sentence)
    }

    /// What a sentence says was only told or thought.
    pub(super) fn hearsay<'t>(&'t self, sentence: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.file.hearsay.find_iter(sentence)
    }

    /// Does a text say that what was told or thought is so?
    pub(super) fn bears_out(&self, text: &str) -> bool {
        self.file.bears_out.is_match(text)
    }

    /// Does a sentence name what it really was, after others that it was not? That it was not watched is no such thing.
    pub(super) fn reveals(&self, sentence: &str) -> bool {
        self.file.reveals.is_match(sentence) && !self.laments(sentence)
    }

    /// How a text says that something was not so.
    pub(super) fn negations(&self) -> &Negations {
        &self.file.negations
    }

    /// Does a sentence take back what the one before it says?
    pub(super) fn recants(&self, sentence: &str) -> bool {
        self.file.recants.is_match(sentence)
    }

    /// The clause at the beginning of a later sentence that tells what followed.
    pub(super) fn afterwards(&self, sentence: &str) -> Option<std::ops::Range<usize>> {
        self.file.afterwards.find(sentence)
    }

    /// The text without the products that it only names as what watches: "graph the queue in Grafana".
    pub(super) fn without_means<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.file.means.blanked(text)
    }

    /// Does the stem of a word say nothing about what broke?
    pub(super) fn is_stop(&self, stem: &str) -> bool {
        self.file.stop_words.contains(stem)
    }

    /// Is the name also that of a state or an event?
    pub(super) fn is_ordinary(&self, name: &str) -> bool {
        self.file.ordinary_names.contains(&name.to_lowercase())
    }

    /// Does the word mark the name beside it as an alert's?
    pub(super) fn marks_alert(&self, word: &str) -> bool {
        self.file.alert_words.contains(&word.to_lowercase())
    }
}

#[cfg(test)]
mod tests;

// Only a test that stands within a file may use what stands above its folder.
#[cfg(test)]
mod modes {
    use super::WORDS;

    #[test]
    fn every_mode_that_is_named_is_there() {
        let modes = crate::load::modes::embedded();
        for more in &WORDS.file.asks_for_more {
            more.named().1.iter().for_each(|id| assert!(modes.named(id).is_some(), "{}: {id}", more.why));
        }
    }
}
