//! `rules/receivers.yml`: which receivers page, and how grave a word is.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::link::Answer;
use crate::model::{Alert, Group, Incident, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kinds: HashMap<String, Kind>,
    severity_labels: Vec<String>,
    pages_for: HashSet<String>,
    does_not_page_for: HashSet<String>,
    gravest_first: Vec<Vec<String>>,
    severe_incidents: HashSet<String>,
    severe_alone: HashSet<String>,
    says_what: Vec<String>,
    says_what_to_do: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    pages: Option<bool>,
}

static WORDS: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/receivers.json")))
        .expect("rules/receivers.yml is read by a test")
});

/// The name of a kind of receiver, as its maker writes it.
pub(super) fn name_of(kind: &str) -> &str {
    WORDS.kinds.get(kind).map_or(kind, |kind| &kind.name)
}

/// Does this kind of receiver wake somebody?
pub(super) fn pages(kind: &str) -> Answer {
    match WORDS.kinds.get(kind).and_then(|kind| kind.pages) {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::Unknown,
    }
}

/// The label that says how grave an alert is: its own, or that of its group.
pub fn severity_of<'a>(alert: &'a Alert, group: &'a Group) -> Option<&'a Text> {
    let labels = || alert.labels.iter().chain(&group.labels);
    let given = |name: &String| labels().find(|label| label.name.eq_ignore_ascii_case(name));
    let found = WORDS.severity_labels.iter().find_map(given);
    found.map(|label| &label.value).filter(|value| !value.trim().is_empty())
}

/// Does a house page for such a severity?
pub fn is_paged_for(severity: &str) -> Answer {
    let word = plain(severity);
    if WORDS.pages_for.contains(&word) {
        Answer::Yes
    } else if WORDS.does_not_page_for.contains(&word) {
        Answer::No
    } else {
        Answer::Unknown
    }
}

/// How grave a severity is, the gravest first; `None` of a word that nobody ranked.
pub fn rank_of(severity: &str) -> Option<usize> {
    let word = plain(severity);
    WORDS.gravest_first.iter().position(|words| words.contains(&word))
}

/// Should somebody have been paged for the incident? `SEV-1 (critical)` as well as `critical`.
pub fn is_severe(incident: &Incident) -> bool {
    let Some(severity) = &incident.severity else { return false };
    let severe = |word: &str| WORDS.severe_incidents.contains(&plain(word));
    let words: Vec<&str> = severity.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    let pairs = words.windows(2).any(|pair| severe(&pair.concat()));
    let alone = WORDS.severe_alone.contains(&plain(severity));
    alone || severe(severity) || pairs || words.into_iter().any(severe)
}

/// Does an annotation say what happened?
pub fn says_what(annotation: &str) -> bool {
    begins(&WORDS.says_what, annotation)
}

/// Does an annotation say what to do?
pub fn says_what_to_do(annotation: &str) -> bool {
    begins(&WORDS.says_what_to_do, annotation)
}

fn begins(beginnings: &[String], name: &str) -> bool {
    let name = name.to_lowercase();
    beginnings.iter().any(|beginning| name.starts_with(beginning.as_str()))
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::{Answer, WORDS, is_paged_for, is_severe, pages, rank_of};
    use crate::link::sample;
    use crate::model::Text;

    #[test]
    fn no_word_says_both() {
        assert!(WORDS.pages_for.is_disjoint(&WORDS.does_not_page_for));
        assert_eq!((pages("pagerduty"), pages("slack"), pages("webhook")), (Answer::Yes, Answer::No, Answer::Unknown));
        assert_eq!((is_paged_for("SEV-1"), is_paged_for("Warning")), (Answer::Yes, Answer::No));
        assert_eq!(is_paged_for("blue"), Answer::Unknown);
    }

    /// So that the rank alone says whether a severity is less grave than another.
    #[test]
    fn what_a_house_pages_for_is_ranked_before_what_it_does_not_page_for() {
        let ranks = |words: &HashSet<String>| words.iter().map(|word| rank_of(word)).collect::<BTreeSet<_>>();
        let (pages, others) = (ranks(&WORDS.pages_for), ranks(&WORDS.does_not_page_for));
        assert!(!pages.contains(&None) && !others.contains(&None));
        assert!(pages.last() < others.first(), "{pages:?} {others:?}");
    }

    #[test]
    fn a_severity_is_grave_by_any_of_its_words() {
        for (severity, severe) in [
            ("critical", true),
            ("SEV-1 (the shop was down)", true),
            ("Sev 1: the shop was down", true),
            ("1", true),
            ("kritisch", true),
            ("1 of 4", false),
            ("SEV-4 (a page looked odd)", false),
            ("", false),
        ] {
            let mut incident = sample::incident(&[]);
            incident.severity = Some(Text::plain(severity, incident.place));
            assert_eq!(is_severe(&incident), severe, "{severity}");
        }
    }
}
