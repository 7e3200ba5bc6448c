//! A part of the build: finds what every match of the patterns of `rules/` must hold, in the forms in which they are tried,
//! and writes it down for `mod.rs` to read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_yaml::Value;

use super::forms::{beginning, entire, narrowed, words};
use super::letters::Letters;
use super::lower::lower_pattern;
use super::needs::{Needs, OneOf, hash_of, needs};

/// The form of a pattern when it is tried.
type Form = fn(&str) -> String;

/// Keys of patterns that are the whole of a text.
const ENTIRE: [&str; 4] = ["labels", "empty", "done", "open"];

/// Everything that was found, by the number of its pattern.
#[derive(Default)]
pub(crate) struct Known {
    found: BTreeMap<u64, (String, Vec<u8>)>,
}

impl Known {
    /// Takes the patterns of the file called `name`. What is taken in a form in which nobody asks for it is of no use, and
    /// of no harm.
    pub(crate) fn take(&mut self, name: &str, file: &Value) {
        let any = Letters::AnyCase;
        match name {
            "cues" | "cues/record" => self.add(file, (words, any)),
            "headings" => self.add(file, (beginning, any)),
            "cues/facts" | "cues/detection" => {
                self.fields(file, |key| (if ENTIRE.contains(&key) { entire as Form } else { narrowed }, any))
            }
            "reviewing" => self.add(file, (narrowed, any)),
            "linking" => self.add(file, (str::to_owned, any)),
            _ => self.modes(file),
        }
    }

    /// Those of failure modes and of products.
    fn modes(&mut self, file: &Value) {
        let list = |key: &str| file.get(key).and_then(Value::as_sequence).into_iter().flatten();
        let says = list("failure_modes").filter_map(|mode| mode.get("says"));
        for words in says.chain(list("products").filter_map(|product| product.get("words"))) {
            self.add(words, (lower_pattern, Letters::Lower));
        }
    }

    fn fields(&mut self, file: &Value, form: impl Fn(&str) -> (Form, Letters)) {
        for (key, value) in file.as_mapping().into_iter().flatten() {
            self.add(value, form(key.as_str().unwrap_or_default()));
        }
    }

    /// Every text within `value`.
    fn add(&mut self, value: &Value, how: (Form, Letters)) {
        match value {
            Value::Mapping(lists) => lists.values().for_each(|value| self.add(value, how)),
            Value::Sequence(list) => list.iter().for_each(|value| self.add(value, how)),
            Value::String(text) => self.pattern(how.0(text), how.1),
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: String, letters: Letters) {
        let Some(written) = written(&needs(&pattern, letters)) else { return };
        let (known, _) = self.found.entry(hash_of(&pattern, letters)).or_insert((pattern.clone(), written));
        assert_eq!(*known, pattern, "two patterns have one number");
    }

    /// Writes it to the folder `out`.
    pub(crate) fn write(&self, out: &Path) {
        let mut bytes = Vec::new();
        let mut places = Vec::new();
        for (_, written) in self.found.values() {
            places.push(bytes.len());
            bytes.extend(written);
        }
        let hashes: Vec<&u64> = self.found.keys().collect();
        for (file, text) in [("needs_hashes.rs", format!("{hashes:?}")), ("needs_places.rs", format!("{places:?}"))] {
            fs::write(out.join(file), text).expect("the output folder can be written");
        }
        fs::write(out.join("needs.bin"), bytes).expect("the output folder can be written");
    }
}

/// How many sets, and each of them; then the bytes. `None` where a number does not fit into a byte.
fn written(needs: &Needs) -> Option<Vec<u8>> {
    let mut out = vec![u8::try_from(needs.literals.len()).ok()?];
    for set in needs.literals.iter().chain([&needs.bytes]) {
        out.extend(written_set(set)?);
    }
    Some(out)
}

fn written_set(set: &OneOf) -> Option<Vec<u8>> {
    let mut out = vec![u8::try_from(set.len()).ok()?];
    for literal in set {
        out.push(u8::try_from(literal.len()).ok()?);
        out.extend(literal);
    }
    Some(out)
}
