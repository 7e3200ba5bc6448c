//! Whether the way to somebody's pager fails with what a risk tells of: the pager's own service, the Alertmanager that stands in the
//! hall that went dark, or one that waits for longer than each bout lasts.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;

use super::delivered::{Delivery, Reached};
use super::told_targets::is_host;
use super::{Asked, Ladder};
use crate::link::coverage::{Answer, Rung};
use crate::link::mention::sentence_around;
use crate::link::modes::sentences_of_lines;
use crate::link::words::{Forms, WORDS, regexes};
use crate::model::{ActionItem, Alert, Status, shown_millis};
use crate::patterns::{Late, Patterns};
use crate::source::Place;

/// How texts tell of it, in lower case: `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Outages {
    /// What of a place all is lost; the place is the group `place`.
    #[serde(deserialize_with = "regexes")]
    dark: Vec<Late>,
    /// An alert is silenced, and stays so.
    silenced: Patterns,
    /// How a text says that something failed.
    pub(super) fails: Forms,
    /// A text says that a whole host was lost.
    hosts: Patterns,
    /// A sentence says of an alert that it had been firing, and went on.
    firing: Patterns,
    /// An entry of a time line says of an alert that it fired,
    notified: Patterns,
    /// and not that it did not, or had ended.
    notified_not: Patterns,
    /// A sentence says of a state that it had lasted for days,
    held: Patterns,
    /// and not before, or only later.
    held_later: Patterns,
    /// A text says that the only way out of the place was lost,
    way_out: Patterns,
    /// and that those who watch stand behind it;
    behind_it: Patterns,
    /// or that there was another, or that they stand elsewhere.
    other_way: Patterns,
    /// An item makes another.
    other_ways: Patterns,
    /// The kinds of receivers that are told over the internet.
    over_internet: Vec<String>,
}

/// No story tells more often that an alert had been firing.
const MOST_TOLD: usize = 64;

impl Outages {
    /// The places of which a text says that all was lost there.
    fn dark<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let found = self.dark.iter().flat_map(|pattern| pattern.captures_iter(text).collect::<Vec<_>>());
        found.filter_map(|found| found.name("place").map(|place| place.as_str())).collect()
    }

    /// Does a text say that a whole host was lost?
    pub(super) fn is_of_host(&self, text: &str) -> bool {
        self.hosts.is_match(text)
    }

    /// Those of some `alerts` of which a story says that they had been firing all the while: the sentence names them, or, where
    /// it names none, they are the last that its line names before it.
    pub(super) fn firing<'t>(&self, story: &'t str, is_alert: impl Fn(&str) -> bool) -> HashSet<&'t str> {
        let words = |text: &'t str| text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let named = |found: Range<usize>| {
            let sentence = sentence_around(story, found);
            let line = story[..sentence.start].rfind('\n').map_or(0, |end| end + 1);
            let before = &story[line..sentence.start];
            let own: Vec<&str> = words(&story[sentence]).filter(|word| is_alert(word)).collect();
            if own.is_empty() { words(before).filter(|word| is_alert(word)).last().into_iter().collect() } else { own }
        };
        self.firing.find_iter(story).take(MOST_TOLD).flat_map(named).collect()
    }

    /// Does an entry of a time line say of the alert it names that it fired?
    pub(super) fn tells_of_firing(&self, entry: &str) -> bool {
        self.notified.is_match(entry) && !self.notified_not.is_match(entry)
    }

    /// The sentences of a story which say that something had been so for days.
    pub(super) fn long_held<'t>(&self, story: &'t str) -> Vec<&'t str> {
        let is_held = |sentence: &&str| self.held.is_match(sentence) && !self.held_later.is_match(sentence);
        sentences_of_lines(story).filter(is_held).take(MOST_TOLD).collect()
    }
}

/// Why nobody is told where the way to them fails as well.
pub(super) fn lost(ladder: &Ladder<'_>, alert: &Alert, asked: &Asked<'_>, delivery: &Delivery) -> Option<Rung> {
    if delivery.rung.is == Answer::No || asked.text.is_empty() {
        return None;
    }
    let text = asked.text.to_lowercase();
    with_its_pager(&text, asked.story, delivery)
        .or_else(|| cut_off(asked, delivery))
        .or_else(|| silenced(alert, asked))
        .or_else(|| in_the_dark(ladder, alert, &text))
        .or_else(|| over_before(alert, asked, delivery))
}

/// All that it reaches is told through what failed: the pager's own service, or the relay that its mails go through.
fn with_its_pager(text: &str, story: &str, delivery: &Delivery) -> Option<Rung> {
    let outages = WORDS.outages();
    let wakes = delivery.reached.iter().any(|end| end.pages != Answer::No);
    let mut told = delivery.reached.iter().filter(|end| end.pages != Answer::No || !wakes).peekable();
    let first = told.peek()?;
    let fail = |names: &[String], text: &str| {
        let failed = |name: &String| {
            outages.fails.say(name, text) || first_part(name).is_some_and(|it| outages.fails.say(it, text))
        };
        !names.is_empty() && names.iter().all(failed)
    };
    // A host that is named around the cause is the same host.
    let fails = |names: &[String]| fail(names, text);
    let story = LazyCell::new(|| story.to_lowercase());
    let host_fails = |names: &[String]| !names.is_empty() && (fails(names) || fail(names, &story));
    let by = if host_fails(&first.through) { &first.through } else { &first.kinds };
    let why = format!("it is told through {}, which is what failed", by.join(", "));
    let place = first.place;
    told.all(|end| fails(&end.kinds) || host_fails(&end.through)).then(|| Rung::no(why).at(place))
}

/// Nothing leaves the place where those who watch stand: its only way out is what failed.
fn cut_off(asked: &Asked<'_>, delivery: &Delivery) -> Option<Rung> {
    let outages = WORDS.outages();
    if !outages.way_out.is_match(asked.text) {
        return None;
    }
    let made = |item: &ActionItem| item.status == Status::Done && outages.other_ways.is_match(&item.text);
    let is_told = outages.behind_it.is_match(asked.story) && !outages.other_way.is_match(asked.story);
    let mut paging = delivery.reached.iter().filter(|end| end.pages != Answer::No).peekable();
    let first = paging.peek().filter(|_| is_told && !asked.incident.action_items.iter().any(made))?;
    let why = format!("it is told through {}, and the only way there is what failed", first.kinds.join(", "));
    let place = first.place;
    let is_away =
        |end: &Reached| !end.kinds.is_empty() && end.kinds.iter().all(|kind| outages.over_internet.contains(kind));
    paging.all(is_away).then(|| Rung::no(why).at(place))
}

/// The first part of the name of a host: `mx-out-1`.
fn first_part(host: &str) -> Option<&str> {
    let (first, _) = host.split_once('.')?;
    is_host(first).then_some(first)
}

/// A silence that the postmortem tells of, and that nobody has lifted.
fn silenced(alert: &Alert, asked: &Asked<'_>) -> Option<Rung> {
    let expr = alert.expr.as_ref()?;
    let jobs = expr.selectors.iter().flat_map(|selector| selector.matchers_of("job").map(|job| job.value.as_str()));
    let mut names = jobs.chain([alert.name.value.as_str()]);
    let mut told = WORDS.outages().silenced.find_iter(asked.story);
    let silence = told.find(|found| {
        // From the sentence before on, since "it" may be what that one named.
        let start = asked.story[..found.start].rfind("\n").map_or(0, |end| end + 1);
        let around = &asked.story[start..found.end];
        names.any(|name| around.contains(name))
    });
    silence.map(|_| Rung::no("the postmortem tells of a silence that nobody has lifted").at(alert.name.place))
}

/// All Alertmanagers that it is sent to stand in a place of which all was lost.
fn in_the_dark(ladder: &Ladder<'_>, alert: &Alert, text: &str) -> Option<Rung> {
    let dark = WORDS.outages().dark(text);
    let first = dark.first()?;
    let places: Vec<Place> =
        ladder.loaders(alert).flat_map(|loader| loader.alerting.alertmanagers.iter().map(|it| it.place)).collect();
    let written =
        |place: &Place| ladder.sources.file(place.file).text.get(place.range()).unwrap_or_default().to_lowercase();
    let is_dark = |place: &Place| {
        let text = written(place);
        let hosts: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && !"-._".contains(c)).filter(|it| it.contains('.')).collect();
        let stands_in = |host: &str| host.split('.').any(|part| dark.contains(&part));
        !hosts.is_empty() && hosts.iter().all(|host| stands_in(host))
    };
    let why = || format!("its Alertmanagers stand in {first}, where all was lost");
    (!places.is_empty() && places.iter().all(is_dark)).then(|| Rung::no(why()).at(places[0]))
}

/// Each bout is over, and resolved, before Alertmanager tells of it.
fn over_before(alert: &Alert, asked: &Asked<'_>, delivery: &Delivery) -> Option<Rung> {
    let bout = asked.reached?.bout_of(alert)? + alert.keep;
    let first = delivery.reached.iter().min_by_key(|end| end.at_least)?;
    let waits = first.at_least;
    let why = || {
        format!(
            "Alertmanager waits for {}, and each time it was over after {}",
            shown_millis(waits),
            shown_millis(bout)
        )
    };
    (waits + alert.hold > bout && waits > 0).then(|| Rung::no(why()).at(first.place))
}
