//! The words that documents are understood by, from the YAML files in `rules/`: data, one list for each language.

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::HashMap;
use serde_yaml::Value;

use crate::patterns::{Letters, Patterns};

/// The languages that a configuration has chosen; without it, all. English is always understood.
static CHOSEN: OnceLock<Vec<String>> = OnceLock::new();

/// Understand only these languages and English, from now on. A process reads one configuration: a second choice, and
/// one after the first document, change nothing.
pub(in crate::load) fn speak(languages: &[String]) {
    if !languages.is_empty() {
        CHOSEN.get_or_init(|| languages.to_vec());
    }
}

fn is_spoken(language: &str) -> bool {
    language == "en" || CHOSEN.get().is_none_or(|chosen| chosen.iter().any(|one| one == language))
}

/// The languages of a file, in the order in which they first stand there.
pub(super) fn languages_of(json: &str) -> Vec<String> {
    let mut languages: Vec<String> = Vec::new();
    for list in mapping(&read(json)) {
        let own = mapping(list.1).filter_map(|(language, _)| language.as_str());
        for language in own {
            if !languages.iter().any(|known| known == language) {
                languages.push(language.to_owned());
            }
        }
    }
    languages
}

/// One of our own files, as the build has written it.
fn read(json: &str) -> Value {
    serde_json::from_str(json).expect("the build has written it as JSON")
}

fn mapping(value: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    value.as_mapping().into_iter().flatten()
}

/// Named lists of patterns, each of them those of all languages.
///
/// The file is a mapping of names to languages to patterns, whose order counts. Which languages there are is not known
/// to any code.
#[derive(Debug)]
pub(super) struct Cues {
    lists: Vec<(String, Patterns)>,
    /// Where each list is, by its name.
    places: HashMap<String, usize>,
}

impl Cues {
    /// The lists of one of our own files, whose patterns the build has put in the form in which they are tried.
    pub(super) fn embedded(json: &str) -> Cues {
        let file = read(json);
        let lists = mapping(&file).map(|(name, languages)| {
            let spoken = mapping(languages).filter(|(language, _)| language.as_str().is_none_or(is_spoken));
            let patterns = spoken.filter_map(|(_, list)| list.as_sequence());
            let patterns = patterns.flatten().filter_map(Value::as_str).map(str::to_owned);
            (name.as_str().unwrap_or_default().to_owned(), patterns.collect())
        });
        let (names, lists): (Vec<String>, Vec<Vec<String>>) = lists.unzip();
        let places = names.iter().cloned().zip(0..).collect();
        Cues { lists: names.into_iter().zip(Patterns::family(lists, Letters::AnyCase)).collect(), places }
    }

    /// The patterns of a list. Asking for a list that is not there is a fault of ours.
    pub(super) fn list(&self, name: &str) -> &Patterns {
        let place =
            self.places.get(name).expect("the lists that code asks for are in rules/, and a test asks for each");
        &self.lists[*place].1
    }

    /// Does `text` hold one of the list's words?
    pub(super) fn has(&self, name: &str, text: &str) -> bool {
        self.list(name).is_match(text)
    }

    /// The first place of one of the list's words.
    pub(super) fn find(&self, name: &str, text: &str) -> Option<Range<usize>> {
        self.list(name).find(text)
    }

    /// The name of the first list, in the order of the file, that `text` matches.
    pub(super) fn first(&self, text: &str) -> Option<&str> {
        let first = self.lists.first()?.1.first_of_family(text)?;
        self.lists.get(first).map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::cues::CUES;
    use super::super::topics::HEADINGS;
    use super::Cues;

    #[test]
    fn every_pattern_of_the_files_compiles() {
        for (name, list) in CUES.lists.iter().chain(&HEADINGS.lists) {
            assert!(list.broken().is_empty(), "{name}: {:?}", list.broken());
            assert!(list.unforeseen().is_empty(), "{name}: {:?}", list.unforeseen());
        }
    }

    #[test]
    fn a_list_is_the_words_of_all_its_languages() {
        let cues = Cues::embedded(
            r#"{"open": {"en": ["to ?do"]}, "done": {"en": ["(?-u:\\b)done(?-u:\\b)"], "ja": ["完了"]}}"#,
        );
        assert!(cues.has("done", "It is DONE."));
        assert!(cues.has("done", "作業は完了しました"));
        assert!(!cues.has("done", "abandoned"));
        assert_eq!(cues.first("still todo"), Some("open"));
    }
}
