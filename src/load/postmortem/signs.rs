//! Labels and cue words of facts, from `rules/cues/`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::cues::CUES;
use super::remembered::Remembered;
use super::stripped::unasked;
use super::times::unzoned;
use crate::patterns::{Letters, Patterns, entire, narrowed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsFile {
    labels: BTreeMap<Field, Vec<String>>,
    ids: Vec<String>,
    leading_ids: Vec<String>,
    empty: Vec<String>,
    done: Vec<String>,
    open: Vec<String>,
    timeline: Vec<String>,
    tasks: Vec<String>,
    aside: Vec<String>,
    causes: Vec<String>,
    summary: Vec<String>,
    begins: Vec<String>,
    begins_not: Vec<String>,
    breaks: Vec<String>,
    unseen_until: Vec<String>,
    date_keys: Vec<String>,
    planned: Vec<String>,
    mitigates: Vec<String>,
    ends: Vec<String>,
    ends_not: Vec<String>,
    recovers: Vec<String>,
    fixes: Vec<String>,
    not_yet: Vec<String>,
    harm_ends: Vec<String>,
    lasted: Vec<String>,
    lasting: Vec<String>,
    lasting_behind: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DetectionFile {
    labels: Vec<String>,
    alert: Vec<String>,
    alert_perhaps: Vec<String>,
    alert_asked: Vec<String>,
    customer_asked: Vec<String>,
    person_asked: Vec<String>,
    colleague: Vec<String>,
    customer: Vec<String>,
    person: Vec<String>,
    person_perhaps: Vec<String>,
    none: Vec<String>,
    noticed: Vec<String>,
    alert_names: Vec<String>,
}

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    /// When it began.
    Started,
    /// When it was noticed.
    Detected,
    /// When the harm was stopped.
    Mitigated,
    /// When it was over.
    Resolved,
    /// When it was: one day, or from when to when.
    Span,
    /// How long it lasted.
    Duration,
    /// How long until it was noticed.
    TimeToDetect,
    /// The incident's id.
    Id,
    /// Its severity.
    Severity,
    /// Its status.
    Status,
    /// Where it began.
    Services,
    /// Others that were harmed.
    Affected,
    /// Its title.
    Title,
}

impl Field {
    fn bit(self) -> u16 {
        1 << self as u16
    }
}

thread_local! {
    /// What the labels name that were last asked about: each is asked for one field after the other.
    static NAMED: Remembered<u16> = const { Remembered::new(512) };
}

/// Everything that the reader of facts looks for.
pub(super) struct Cues {
    labels: Vec<(Field, Patterns)>,
    /// An incident's number.
    pub(super) id: Patterns,
    /// The same, at the beginning of a title or file name; case counts.
    pub(super) leading_id: Regex,
    /// A value that says nothing.
    pub(super) empty: Patterns,
    /// The status of an action item that is done.
    pub(super) done: Patterns,
    /// The status of one that is not.
    pub(super) open: Patterns,
    /// Headings of time lines.
    pub(super) timeline: Patterns,
    /// Headings of sections whose times are no events of the incident, those of what is to be done among them.
    pub(super) aside: Patterns,
    /// Headings of sections that explain.
    pub(super) causes: Patterns,
    /// Headings of sections that tell it in short.
    pub(super) summary: Patterns,
    /// It began.
    pub(super) begins: Patterns,
    /// An investigation began, which is something else.
    pub(super) begins_not: Patterns,
    /// Something broke.
    pub(super) breaks: Patterns,
    /// Nobody saw it until then.
    pub(super) unseen_until: Patterns,
    /// Keys of front matter under which site generators keep the day of a page.
    pub(super) date_keys: Vec<String>,
    /// Somebody meant to do it.
    pub(super) planned: Patterns,
    /// The harm was stopped.
    pub(super) mitigates: Patterns,
    /// It is over, in so many words.
    pub(super) ends: Patterns,
    /// Something else was closed.
    pub(super) ends_not: Patterns,
    /// Things work again.
    pub(super) recovers: Patterns,
    /// Something was done about it.
    pub(super) fixes: Patterns,
    /// But it was not the end.
    pub(super) not_yet: Patterns,
    /// The harm is over, whatever is called the end of the incident later.
    pub(super) harm_ends: Patterns,
    /// Right before how long it lasted.
    pub(super) lasted: Patterns,
    /// The same where the words before tell what broke.
    pub(super) lasting: Patterns,
    /// Right behind it.
    pub(super) lasting_behind: Patterns,
    /// Labels and headings of how it was noticed.
    pub(super) detection: Patterns,
    /// An alert fired.
    pub(super) alert: Patterns,
    /// Perhaps an alert fired.
    pub(super) alert_perhaps: Patterns,
    /// Where it was asked how it was noticed, a name is enough: an alert's, a customer's, a person's.
    pub(super) asked: [Patterns; 3],
    /// Somebody of the house, in the words of a customer.
    pub(super) colleague: Patterns,
    /// A customer told.
    pub(super) customer: Patterns,
    /// The team saw.
    pub(super) person: Patterns,
    /// Perhaps the team saw.
    pub(super) person_perhaps: Patterns,
    /// Nothing of the kind.
    pub(super) none: Patterns,
    /// It was noticed.
    pub(super) noticed: Patterns,
    /// Beside it stands an alert's name.
    pub(super) alert_name: Patterns,
}

/// The cues that are embedded.
pub(super) static SIGNS: LazyLock<Cues> = LazyLock::new(|| {
    let facts: FactsFile = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/cues/facts.json")))
        .expect("rules/cues/facts.yml is part of the program and a test reads it");
    let detection: DetectionFile = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/cues/detection.json")))
        .expect("rules/cues/detection.yml is part of the program and a test reads it");
    let aside = [facts.tasks.as_slice(), facts.aside.as_slice()].concat();
    let [timeline, aside, causes, summary] = any([&facts.timeline, &aside, &facts.causes, &facts.summary]);
    let [begins, begins_not, breaks, unseen_until, planned, mitigates, ends, ends_not, recovers, fixes, not_yet] =
        any([
            &facts.begins,
            &facts.begins_not,
            &facts.breaks,
            &facts.unseen_until,
            &facts.planned,
            &facts.mitigates,
            &facts.ends,
            &facts.ends_not,
            &facts.recovers,
            &facts.fixes,
            &facts.not_yet,
        ]);
    let [alert, alert_perhaps, alert_asked, customer_asked, person_asked, customer, person, person_perhaps] = any([
        &detection.alert,
        &detection.alert_perhaps,
        &detection.alert_asked,
        &detection.customer_asked,
        &detection.person_asked,
        &detection.customer,
        &detection.person,
        &detection.person_perhaps,
    ]);
    let [none, noticed] = any([&detection.none, &detection.noticed]);
    let [id, alert_name, colleague] = any([&facts.ids, &detection.alert_names, &detection.colleague]);
    let [harm_ends, lasted, lasting, lasting_behind] =
        any([&facts.harm_ends, &facts.lasted, &facts.lasting, &facts.lasting_behind]);
    let [empty, done, open, detection] = whole([&facts.empty, &facts.done, &facts.open, &detection.labels]);
    let labels = facts.labels.values().map(|patterns| patterns.iter().map(|pattern| entire(pattern)).collect());
    let labels = Patterns::family(labels.collect(), Letters::AnyCase);
    Cues {
        labels: facts.labels.keys().copied().zip(labels).collect(),
        leading_id: Regex::new(&facts.leading_ids.join("|"))
            .expect("built from rules/cues/facts.yml, which a test reads"),
        id,
        empty,
        done,
        open,
        timeline,
        aside,
        causes,
        summary,
        begins,
        begins_not,
        breaks,
        unseen_until,
        date_keys: facts.date_keys,
        planned,
        mitigates,
        ends,
        ends_not,
        recovers,
        fixes,
        not_yet,
        harm_ends,
        lasted,
        lasting,
        lasting_behind,
        detection,
        alert,
        alert_perhaps,
        asked: [alert_asked, customer_asked, person_asked],
        colleague,
        customer,
        person,
        person_perhaps,
        none,
        noticed,
        alert_name,
    }
});

impl Cues {
    /// Is `label` a name of `field`? What stands in brackets does not count: `Start time (UTC)`.
    pub(super) fn names(&self, field: Field, label: &str) -> bool {
        let named = NAMED.with(|named| named.answer(label, |label| self.named(label)));
        named & field.bit() != 0
    }

    /// Does `label` name any field?
    pub(super) fn names_any(&self, label: &str) -> bool {
        NAMED.with(|named| named.answer(label, |label| self.named(label))) != 0
    }

    /// Does `label` name when it began, was noticed, was mitigated or was over?
    pub(super) fn names_moment(&self, label: &str) -> bool {
        let moments = [Field::Started, Field::Detected, Field::Mitigated, Field::Resolved];
        moments.into_iter().any(|field| self.names(field, label))
    }

    /// The fields that `label` names, a bit each. `Fin / End` names what each of its parts names.
    fn named(&self, label: &str) -> u16 {
        let bare = bare(label);
        let named = |bare: &str| {
            let naming = self.labels.iter().filter(|(_, pattern)| pattern.is_match(bare));
            naming.fold(0, |named, (field, _)| named | field.bit())
        };
        let whole = named(&bare);
        if whole != 0 || !bare.contains(" / ") {
            return whole;
        }
        bare.split(" / ").map(|part| named(part.trim())).reduce(|both, part| both & part).unwrap_or_default()
    }
}

/// A label without brackets, marks and blanks around it, and without a zone behind it. Of `Custom field (Root cause)`,
/// as trackers export it, what stands in the brackets is the label.
pub(super) fn bare(label: &str) -> Cow<'_, str> {
    let label = unasked(label);
    if let Some((_, inside)) = label.split_once('(').filter(|(field, _)| CUES.has("label-wrapper", field)) {
        return Cow::Borrowed(unzoned(inside.trim_end_matches([')', ' '])));
    }
    match unbracketed(label) {
        Cow::Borrowed(bare) => Cow::Borrowed(unzoned(bare)),
        Cow::Owned(bare) => Cow::Owned(unzoned(&bare).to_owned()),
    }
}

fn unbracketed(label: &str) -> Cow<'_, str> {
    let is_mark = |c: char| !c.is_alphanumeric() || matches!(c, '¹' | '²' | '³' | '⁴' | '⁵');
    if !label.contains(['(', '[', '（', ')', ']', '）']) {
        return Cow::Borrowed(label.trim_matches(is_mark));
    }
    let mut depth = 0u32;
    let kept = label.chars().filter(|c| match c {
        '(' | '（' | '[' => {
            depth += 1;
            false
        }
        ')' | '）' | ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    let kept: String = kept.collect();
    Cow::Owned(kept.trim_matches(is_mark).to_owned())
}

fn whole<const N: usize>(lists: [&Vec<String>; N]) -> [Patterns; N] {
    family(lists, entire)
}

fn any<const N: usize>(lists: [&Vec<String>; N]) -> [Patterns; N] {
    family(lists, narrowed)
}

fn family<const N: usize>(lists: [&Vec<String>; N], form: fn(&str) -> String) -> [Patterns; N] {
    let lists = lists.iter().map(|list| list.iter().map(|pattern| form(pattern)).collect()).collect();
    let mut family = Patterns::family(lists, Letters::AnyCase).into_iter();
    std::array::from_fn(|_| family.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::SIGNS;

    #[test]
    fn every_pattern_of_the_files_compiles() {
        let families = [&SIGNS.begins, &SIGNS.alert, &SIGNS.timeline, &SIGNS.id, &SIGNS.empty];
        for list in families.into_iter().chain(SIGNS.labels.iter().map(|(_, list)| list)) {
            assert!(list.broken().is_empty(), "{:?}", list.broken());
            assert!(list.unforeseen().is_empty(), "{:?}", list.unforeseen());
        }
    }
}
