//! `rules/reviewing.yml`: what a reviewer of postmortems asks about.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::patterns::{Letters, Patterns, narrowed};

/// Patterns by language.
type ByLanguage = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shallow: Written<ShallowKind>,
    vague: Written<VagueKind>,
    unfinished: ByLanguage,
    past: ByLanguage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<K> {
    longest: usize,
    explained: ByLanguage,
    kinds: Vec<K>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ShallowKind {
    stops_at: String,
    asks: String,
    says: ByLanguage,
    #[cfg_attr(not(test), allow(dead_code))]
    examples: ShallowExamples,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))]
struct ShallowExamples {
    shallow: Vec<String>,
    deep: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VagueKind {
    lacks: String,
    asks: String,
    says: ByLanguage,
    #[cfg_attr(not(test), allow(dead_code))]
    examples: VagueExamples,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))]
struct VagueExamples {
    vague: Vec<String>,
    clear: Vec<String>,
}

/// The words, compiled.
pub(super) struct Reviewing {
    /// Root causes that stop too early.
    pub(super) shallow: OpenQuestions,
    /// Action items that nobody can finish.
    pub(super) vague: OpenQuestions,
    unfinished: Patterns,
    past: Patterns,
}

/// The embedded words.
pub(super) static REVIEWING: LazyLock<Reviewing> = LazyLock::new(|| {
    let file = file();
    let shallow = file.shallow.kinds.iter().map(|kind| (&kind.stops_at, &kind.asks, &kind.says)).collect();
    let vague = file.vague.kinds.iter().map(|kind| (&kind.lacks, &kind.asks, &kind.says)).collect();
    Reviewing {
        shallow: OpenQuestions::new(file.shallow.longest, &file.shallow.explained, shallow),
        vague: OpenQuestions::new(file.vague.longest, &file.vague.explained, vague),
        unfinished: Patterns::new(all(&file.unfinished), Letters::AnyCase),
        past: Patterns::new(all(&file.past), Letters::AnyCase),
    }
});

fn file() -> File {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/reviewing.json")))
        .expect("rules/reviewing.yml is read by a test")
}

fn all(languages: &ByLanguage) -> Vec<String> {
    languages.values().flatten().map(|pattern| narrowed(pattern)).collect()
}

/// Kinds of texts that leave a question open.
pub(super) struct OpenQuestions {
    longest: usize,
    explained: Patterns,
    kinds: Vec<(Question, Patterns)>,
}

/// What a text leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// Where it stops, or what it lacks.
    pub(super) what: String,
    /// The next question.
    pub(super) asks: String,
}

impl OpenQuestions {
    fn new(longest: usize, explained: &ByLanguage, kinds: Vec<(&String, &String, &ByLanguage)>) -> OpenQuestions {
        let mut lists: Vec<Vec<String>> = kinds.iter().map(|(_, _, says)| all(says)).collect();
        lists.push(all(explained));
        let mut compiled = Patterns::family(lists, Letters::AnyCase);
        let explained = compiled.pop().unwrap_or_default();
        let questions = kinds.iter().map(|(what, asks, _)| Question { what: (*what).clone(), asks: (*asks).clone() });
        OpenQuestions { longest, explained, kinds: questions.zip(compiled).collect() }
    }

    /// Does a text say no more than the words of a kind?
    pub(super) fn is_short(&self, text: &str) -> bool {
        text.trim().chars().count() <= self.longest
    }

    /// The question that `text` leaves open; `None` of a text that says enough, or too much to be sure.
    pub(super) fn of(&self, text: &str) -> Option<&Question> {
        let text = text.trim();
        if !self.is_short(text) || self.explained.is_match(text) {
            return None;
        }
        self.kinds.iter().find(|(_, says)| says.is_match(text)).map(|(question, _)| question)
    }
}

impl Reviewing {
    /// Do the words of an action item tell what has been done?
    pub(super) fn is_past(&self, item: &str) -> bool {
        self.past.is_match(item)
    }

    /// Does a status say that the postmortem is not finished?
    pub(super) fn is_unfinished(&self, status: &str) -> bool {
        self.unfinished.is_match(status)
    }
}

#[cfg(test)]
mod tests {
    use super::{REVIEWING, file};

    #[test]
    fn every_pattern_compiles() {
        let kinds = REVIEWING.shallow.kinds.iter().chain(&REVIEWING.vague.kinds).map(|(_, says)| says);
        for list in kinds.chain([&REVIEWING.unfinished, &REVIEWING.past, &REVIEWING.shallow.explained]) {
            assert!(list.broken().is_empty(), "{:?}", list.broken());
            assert!(list.unforeseen().is_empty(), "{:?}", list.unforeseen());
        }
    }

    #[test]
    fn every_example_holds() {
        let mut wrong = Vec::new();
        for kind in file().shallow.kinds {
            let of = |text: &String| REVIEWING.shallow.of(text).map(|question| question.what.clone());
            let stops = kind.examples.shallow.iter().filter(|text| of(text).as_ref() != Some(&kind.stops_at));
            wrong.extend(stops.map(|text| format!("{text} stops at {}, not at {:?}", kind.stops_at, of(text))));
            let deep = kind.examples.deep.iter().filter(|text| of(text).is_some());
            wrong.extend(deep.map(|text| format!("{text} does not stop at {:?}", of(text))));
        }
        for kind in file().vague.kinds {
            let of = |text: &String| REVIEWING.vague.of(text).map(|question| question.what.clone());
            let vague = kind.examples.vague.iter().filter(|text| of(text).as_ref() != Some(&kind.lacks));
            wrong.extend(vague.map(|text| format!("{text} lacks {}, not {:?}", kind.lacks, of(text))));
            let clear = kind.examples.clear.iter().filter(|text| of(text).is_some());
            wrong.extend(clear.map(|text| format!("{text} does not lack {:?}", of(text))));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_has_been_done_is_known_by_its_tense() {
        for done in
            ["Sent a note to all customers", "We have added a limit.", "Patched the image", "Die Grenze wurde erhöht."]
        {
            assert!(REVIEWING.is_past(done), "{done}");
        }
        for to_do in ["Send a note to all customers", "Add a limit", "Need to add a limit", "Speed up the build"] {
            assert!(!REVIEWING.is_past(to_do), "{to_do}");
        }
    }

    #[test]
    fn a_draft_is_known_by_its_status() {
        assert!(REVIEWING.is_unfinished("Draft"));
        assert!(REVIEWING.is_unfinished("in Bearbeitung"));
        assert!(!REVIEWING.is_unfinished("complete"));
    }
}
