//! Globs on the names of metrics, in whatever case: exporters write the same name in either.
//!
//! Most are a name, or a beginning and a `*`: those are looked up. The others are mostly words between `*`, and are
//! compared without being compiled.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use foldhash::HashMap;

use globset::{Glob, GlobMatcher};

use crate::patterns::{Letters, Patterns};

/// Many globs, each with the number of its owner.
#[derive(Debug, Default)]
pub(super) struct Globs {
    names: HashMap<String, Vec<u32>>,
    beginnings: HashMap<String, Vec<u32>>,
    /// How long the beginnings are.
    lengths: BTreeSet<usize>,
    others: Vec<(NameGlob, u32)>,
    /// The words of the others, to be found in a name all at once.
    words: OnceLock<Patterns>,
}

impl Globs {
    /// Adds a glob of `owner`.
    pub(super) fn add(&mut self, glob: &str, owner: u32) {
        let glob = glob.to_ascii_lowercase();
        let beginning = glob.strip_suffix('*');
        let plain = |text: &str| !text.contains(is_special);
        match beginning {
            None if plain(&glob) => self.names.entry(glob).or_default().push(owner),
            Some(beginning) if plain(beginning) => {
                self.lengths.insert(beginning.len());
                self.beginnings.entry(beginning.to_owned()).or_default().push(owner);
            }
            _ => {
                self.others.push((NameGlob::new(&glob), owner));
                self.words.take();
            }
        }
    }

    /// The owners of the globs that match.
    pub(super) fn owners(&self, name: &str) -> BTreeSet<u32> {
        let name = &*in_lower_case(name);
        let mut owners: BTreeSet<u32> = self.names.get(name).into_iter().flatten().copied().collect();
        let beginnings = self.lengths.iter().filter_map(|&length| self.beginnings.get(name.get(..length)?));
        owners.extend(beginnings.flatten());
        let words = self.words.get_or_init(|| {
            let words = self.others.iter().map(|(glob, _)| glob.words());
            Patterns::new(words, Letters::Lower)
        });
        let others = words.candidates(name.as_bytes()).map(|at| &self.others[at]);
        owners.extend(others.filter(|(glob, _)| glob.is_match(name)).map(|(_, owner)| owner));
        owners
    }
}

/// The name of a metric in lower case.
pub(super) fn in_lower_case(name: &str) -> Cow<'_, str> {
    let capitals = name.bytes().any(|byte| byte.is_ascii_uppercase());
    if capitals { Cow::from(name.to_ascii_lowercase()) } else { Cow::from(name) }
}

/// One glob.
#[derive(Debug)]
pub(super) struct NameGlob {
    text: String,
    /// Compiled, where there is more to it than `*`.
    compiled: Option<OnceLock<Option<GlobMatcher>>>,
}

impl NameGlob {
    pub(super) fn new(text: &str) -> NameGlob {
        let stars = is_plain(text);
        NameGlob { text: text.to_owned(), compiled: (!stars).then(OnceLock::new) }
    }

    /// Of a metric.
    pub(super) fn of_metric(text: &str) -> NameGlob {
        NameGlob::new(&text.to_ascii_lowercase())
    }

    /// Does it match the whole name of a metric?
    pub(super) fn is_metric(&self, name: &str) -> bool {
        self.is_match(&in_lower_case(name))
    }

    /// Does it match the whole name?
    pub(super) fn is_match(&self, name: &str) -> bool {
        match &self.compiled {
            None => stars_match(self.text.as_bytes(), name.as_bytes()),
            Some(compiled) => {
                let build = || Glob::new(&self.text).ok().map(|glob| glob.compile_matcher());
                compiled.get_or_init(build).as_ref().is_some_and(|glob| glob.is_match(name))
            }
        }
    }

    /// As it is written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A pattern that matches wherever the glob does.
    fn words(&self) -> String {
        if is_plain(&self.text) { regex::escape(&self.text).replace(r"\*", ".*") } else { String::new() }
    }
}

/// Is there no more to a glob than letters and `*`?
fn is_plain(glob: &str) -> bool {
    !glob.contains(|char| char != '*' && is_special(char))
}

/// What is more than a letter to a glob.
fn is_special(char: char) -> bool {
    matches!(char, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | ',' | '/')
}

/// Does a glob of letters and `*` match? In the time of their lengths multiplied, at the worst.
fn stars_match(glob: &[u8], name: &[u8]) -> bool {
    let (mut at, mut in_glob) = (0, 0);
    // Where to go on after a star that has to cover one more byte.
    let mut retry: Option<(usize, usize)> = None;
    while at < name.len() {
        if glob.get(in_glob) == Some(&b'*') {
            in_glob += 1;
            retry = Some((at, in_glob));
        } else if glob.get(in_glob) == Some(&name[at]) {
            (at, in_glob) = (at + 1, in_glob + 1);
        } else if let Some((covered, behind)) = retry {
            (at, in_glob) = (covered + 1, behind);
            retry = Some((at, behind));
        } else {
            return false;
        }
    }
    glob[in_glob..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use globset::Glob;
    use proptest::proptest;

    use super::{Globs, NameGlob};

    #[test]
    fn globs_of_all_forms_know_their_owners() {
        let mut globs = Globs::default();
        for (owner, glob) in
            ["up", "node_*", "*_total", "*licen[cs]e*", "n*", "a*b*c", "ifOper*"].into_iter().enumerate()
        {
            globs.add(glob, owner as u32);
        }
        let owners = |name: &str| globs.owners(name).into_iter().collect::<Vec<_>>();
        assert_eq!(owners("up"), [0]);
        assert_eq!(owners("node_license_total"), [1, 2, 3, 4]);
        assert_eq!(owners("abbc"), [5]);
        assert_eq!(owners("Node_Total"), [1, 2, 4]);
        assert_eq!(owners("IFOPERSTATUS"), [6]);
        assert!(owners("").is_empty());
    }

    proptest! {
        #[test]
        fn a_glob_matches_what_a_compiled_one_does(glob in "[ab*]{0,6}|[ab*?]{0,4}", name in "[ab_]{0,8}") {
            let compiled = Glob::new(&glob).expect("a glob").compile_matcher();
            let mut globs = Globs::default();
            globs.add(&glob, 0);
            assert_eq!(NameGlob::new(&glob).is_match(&name), compiled.is_match(&name));
            assert_eq!(globs.owners(&name).len(), usize::from(compiled.is_match(&name)));
        }
    }
}
