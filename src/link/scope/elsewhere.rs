//! Does a text say that it was somewhere else than where an alert looks?

use foldhash::HashSet;
use serde::Deserialize;

use super::{alternatives, hits};
use crate::link::hurt::Hurt;
use crate::link::words::WORDS;
use crate::model::expr::{MatchOp, Matcher};
use crate::patterns::Patterns;

/// How texts name places: `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Places {
    /// The names of regions and zones of clouds, and the labels that hold them.
    regions: Patterns,
    region_labels: HashSet<String>,
    /// The names of hosts on the internet, and the labels that hold them; a file's name looks the same.
    hosts: Patterns,
    /// How a text names the one that was hurt, and not a page to read.
    hosts_named: Patterns,
    host_labels: HashSet<String>,
    files: HashSet<String>,
    named: Vec<Named>,
    /// Where nothing runs for customers.
    trials: HashSet<String>,
    trial_labels: HashSet<String>,
}

/// The labels that hold places of one kind, and how a text names one: `in cluster c7`. The name comes last.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    labels: HashSet<String>,
    words: Patterns,
}

impl Places {
    /// Is it the path of something for trials, or does a text name such a place: `prometheus-staging.yml`?
    pub(in crate::link) fn is_on_trial(&self, text: &str) -> bool {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| self.trials.contains(word))
    }

    /// Are all of these names of places where nothing runs for customers: `staging`, `shop-dev`? `test-pods` may be anything.
    fn are_trials(&self, values: &[&str]) -> bool {
        let last = |value: &str| value.rsplit(['-', '_', '.']).next().is_some_and(|last| self.trials.contains(last));
        !values.is_empty() && values.iter().all(|value| last(value))
    }

    /// The host in `text`: `https://shop.example.com/health` is on `shop.example.com`.
    fn hosts_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let found = self.hosts.find_iter(text).map(|found| &text[found]);
        found.filter(|host| !host.rsplit('.').next().is_some_and(|end| self.files.contains(end)))
    }
}

/// The hosts of the internet that a text names as what was hurt.
pub(in crate::link) fn hosts_told(text: &str) -> Vec<String> {
    let (places, text) = (WORDS.places(), text.to_lowercase());
    let named = places.hosts_named.find_iter(&text).filter_map(|found| text[found].split_whitespace().next_back());
    named.flat_map(|name| places.hosts_in(bare(name))).map(str::to_owned).collect()
}

/// Does the text name another place than those which `matcher` lets through? What it says nothing of may be anywhere.
pub(super) fn is_elsewhere(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    let positive = matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
    if !positive || hits(matcher, hurt) {
        return false;
    }
    let places = WORDS.places();
    let label = matcher.label.as_str();
    let value = matcher.value.to_lowercase();
    let values = alternatives(&value).unwrap_or_default();
    if places.trial_labels.contains(label) && places.are_trials(&values) {
        return !places.trials.iter().any(|trial| hurt.speaks_of(trial));
    }
    let told = |patterns: &Patterns| -> Vec<String> {
        let names = patterns.find_iter(&hurt.text).map(|found| hurt.text[found].to_owned());
        names.filter_map(|name| name.split_whitespace().next_back().map(|last| bare(last).to_owned())).collect()
    };
    if places.region_labels.contains(label) {
        let watched: Vec<&str> = places.regions.find_iter(&value).map(|found| &value[found]).collect();
        if !watched.is_empty() && differ(&told(&places.regions), &watched) {
            return true;
        }
    }
    if places.host_labels.contains(label) && matcher.op == MatchOp::Equal {
        let watched: Vec<&str> = places.hosts_in(&value).collect();
        if !watched.is_empty() && differ(&hosts_told(&hurt.text), &watched) {
            return true;
        }
    }
    places.named.iter().any(|named| named.labels.contains(label) && differ(&told(&named.words), &values))
}

/// A name without what quotes it.
fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Is something told, and nothing of it watched? A zone is in its region, and a cluster may be called after it.
fn differ(told: &[String], watched: &[&str]) -> bool {
    let same = |told: &String| watched.iter().any(|watched| told.contains(watched) || watched.contains(told.as_str()));
    !told.is_empty() && !watched.is_empty() && !told.iter().any(same)
}
