//! A part of the build: finds what every match of the patterns of `rules/` must hold, in the forms in which they are tried,
//! and writes it down for `mod.rs` to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_yaml::Value;

use super::forms::{beginning, entire, narrowed, words};
use super::grams::{grams, rarest};
use super::letters::Letters;
use super::lower::lower_pattern;
use super::needs::{hash_of, needs};
use super::sets::{OneOf, Set};

/// The form of a pattern when it is tried.
type Form = fn(&str) -> String;

/// Keys of patterns that are the whole of a text.
const ENTIRE: [&str; 4] = ["labels", "empty", "done", "open"];

/// Everything that was found, by the number of its pattern.
#[derive(Default)]
pub(crate) struct Known {
    found: BTreeMap<u64, (String, Vec<Set>)>,
}

impl Known {
    /// Takes the patterns of the file called `name`. What is taken in a form in which nobody asks for it is of no use, and
    /// of no harm.
    pub(crate) fn take(&mut self, name: &str, file: &mut Value) {
        let any = Letters::AnyCase;
        match name {
            "cues" | "cues/record" => self.formed(file, words),
            "headings" => self.formed(file, beginning),
            "cues/facts" | "cues/detection" => {
                self.fields(file, |key| (if ENTIRE.contains(&key) { entire as Form } else { narrowed }, any))
            }
            "reviewing" => self.add(file, (narrowed, any)),
            "linking" | "started" => self.add(file, (str::to_owned, any)),
            _ => self.modes(file),
        }
    }

    /// Puts every text within `file` in the form in which it is tried, which is the only one that it is read in.
    fn formed(&mut self, file: &mut Value, form: Form) {
        put_in(form, file);
        self.add(file, (str::to_owned, Letters::AnyCase));
    }

    /// Those of failure modes and of products.
    fn modes(&mut self, file: &Value) {
        let list = |key: &str| file.get(key).and_then(Value::as_sequence).into_iter().flatten();
        let says = list("failure_modes").filter_map(|mode| mode.get("says"));
        let products = || list("products");
        let words = products().filter_map(|product| product.get("words"));
        let signs = products().filter_map(|product| product.get("signs"));
        let unlike = products().filter_map(|product| product.get("unlike"));
        for words in says.chain(words).chain(signs).chain(unlike) {
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
        let found = || (pattern.clone(), needs(&pattern, letters));
        let (known, _) = self.found.entry(hash_of(&pattern, letters)).or_insert_with(found);
        assert_eq!(*known, pattern, "two patterns have one number");
    }

    /// Writes it to the folder `out`.
    pub(crate) fn write(&self, out: &Path) {
        let literals = Literals::of(self.found.values().flat_map(|(_, sets)| sets));
        let mut bytes = Vec::new();
        let mut hashes = Vec::new();
        let mut places = Vec::new();
        for (hash, (_, sets)) in &self.found {
            let Some(written) = written(sets, &literals) else { continue };
            hashes.push(hash);
            places.push(bytes.len());
            bytes.extend(written);
        }
        literals.write(out);
        for (file, text) in [("needs_hashes.rs", format!("{hashes:?}")), ("needs_places.rs", format!("{places:?}"))] {
            fs::write(out.join(file), text).expect("the output folder can be written");
        }
        fs::write(out.join("needs.bin"), bytes).expect("the output folder can be written");
    }
}

fn put_in(form: Form, value: &mut Value) {
    match value {
        Value::Mapping(lists) => lists.values_mut().for_each(|value| put_in(form, value)),
        Value::Sequence(list) => list.iter_mut().for_each(|value| put_in(form, value)),
        Value::String(text) => *text = form(text),
        _ => {}
    }
}

/// All literals, in the order of their bytes, each of them once: most are needed by several patterns.
struct Literals<'n>(Vec<&'n [u8]>);

impl<'n> Literals<'n> {
    fn of(sets: impl Iterator<Item = &'n Set>) -> Literals<'n> {
        let all: BTreeSet<&[u8]> = sets.flat_map(|set| set.literals.iter().map(Vec::as_slice)).collect();
        Literals(all.into_iter().collect())
    }

    /// The number of a literal, as three bytes.
    fn number(&self, literal: &[u8]) -> Option<[u8; 3]> {
        let number = self.0.binary_search(&literal).ok()?;
        let [low, middle, high, 0] = u32::try_from(number).ok()?.to_le_bytes() else { return None };
        Some([low, middle, high])
    }

    /// Their bytes, and of each where it begins, its length, and where in it the three bytes begin by which it is known.
    fn write(&self, out: &Path) {
        let mut held: BTreeMap<u32, u64> = BTreeMap::new();
        self.0.iter().flat_map(|literal| grams(literal)).for_each(|gram| *held.entry(gram).or_default() += 1);
        let mut begins = 0;
        let each = self.0.iter().map(|literal| {
            let place = begins;
            begins += literal.len();
            (place, literal.len(), rarest(literal, |gram| held[&gram]))
        });
        let each: Vec<(usize, usize, usize)> = each.collect();
        fs::write(out.join("literals.rs"), format!("{each:?}")).expect("the output folder can be written");
        fs::write(out.join("literals.bin"), self.0.concat()).expect("the output folder can be written");
    }
}

/// How many sets, and each of them as the numbers of its literals, and the bytes of what is scattered. `None` where a number
/// does not fit.
fn written(sets: &[Set], literals: &Literals<'_>) -> Option<Vec<u8>> {
    let mut out = vec![u8::try_from(sets.len()).ok()?];
    for set in sets {
        out.push(u8::try_from(set.literals.len()).ok()?);
        for literal in &set.literals {
            u8::try_from(literal.len()).ok()?;
            out.extend(literals.number(literal)?);
        }
        out.extend(written_bytes(&set.scattered)?);
    }
    Some(out)
}

fn written_bytes(set: &OneOf) -> Option<Vec<u8>> {
    let mut out = vec![u8::try_from(set.len()).ok()?];
    for literal in set {
        out.push(u8::try_from(literal.len()).ok()?);
        out.extend(literal);
    }
    Some(out)
}
