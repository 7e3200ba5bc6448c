//! Failure modes: the ones that are built in, and users' own in files of the same form.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::config::{Fault, fault_of};
use crate::model::{self, FailureMode, Modes, Product, SeenBy};
use crate::names::nearest;

/// A file of `rules/`, as JSON.
macro_rules! rules {
    ($name:literal) => {
        ($name, include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))
    };
}

/// The files of `rules/`, in the order in which their modes are listed.
const FILES: &[(&str, &str)] = &[
    rules!("products"),
    rules!("hosts"),
    rules!("containers"),
    rules!("kubernetes-workloads"),
    rules!("kubernetes-cluster"),
    rules!("network"),
    rules!("dns"),
    rules!("tls"),
    rules!("proxies"),
    rules!("databases"),
    rules!("queues"),
    rules!("storage"),
    rules!("application"),
    rules!("deploys"),
    rules!("dependencies"),
    rules!("monitoring"),
    rules!("data-and-security"),
    rules!("people"),
    rules!("datastores"),
    rules!("hardware"),
    rules!("messaging"),
    rules!("limits"),
    rules!("platform"),
];

/// A file of failure modes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    failure_modes: Vec<FailureMode>,
    #[serde(default)]
    products: Vec<Product>,
}

/// Why a file of failure modes cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeFault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was found, and what to do.
    pub message: String,
}

/// The failure modes and products that are built in.
pub fn embedded() -> Modes {
    let mut all = Modes::default();
    for &(name, text) in FILES {
        match serde_json::from_str::<File>(text) {
            Ok(file) => all.extend(file.into()),
            Err(error) => unreachable!("rules/{name}.yml: {error}"),
        }
    }
    all
}

/// The modes and products of one file in the form of `rules/*.yml`.
///
/// # Errors
///
/// The first thing that is wrong with it, with its line and column.
pub fn read(text: &str) -> Result<Modes, ModeFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: File = serde_yaml::from_str(text).map_err(|error| {
        let Fault { line, column, message } = fault_of(text, &error);
        ModeFault { line, column, message }
    })?;
    Ok(file.into())
}

impl From<File> for Modes {
    fn from(file: File) -> Modes {
        Modes { list: file.failure_modes, products: file.products }
    }
}

/// What is wrong with the modes and products of `text` beyond their form: ids given twice or already `taken`, patterns
/// and globs that do not compile, products that nobody describes.
pub fn faults(text: &str, modes: &Modes, taken: &Modes) -> Vec<ModeFault> {
    let is_product = |id: &String| modes.products.iter().chain(&taken.products).any(|product| product.id == *id);
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for mode in &modes.list {
        let mut messages = form_of(mode);
        if !seen.insert(&mode.id) || taken.named(&mode.id).is_some() {
            messages.push(taken_twice(&mode.id));
        }
        let unknown = mode.products.iter().filter(|id| !is_product(id));
        messages.extend(unknown.map(|id| no_product(&mode.id, id, [modes, taken])));
        all.extend(messages.into_iter().map(|(found, message)| located(text, &mode.id, &found, message)));
    }
    let mut seen = BTreeSet::new();
    for product in &modes.products {
        let mut messages = form_of_product(product);
        if !seen.insert(&product.id) || taken.products.iter().any(|other| other.id == product.id) {
            messages.push(taken_twice(&product.id));
        }
        all.extend(messages.into_iter().map(|(found, message)| located(text, &product.id, &found, message)));
    }
    all
}

/// What `kinds` of the modes of `text` names without there being such a mode among `known`.
pub fn unknown_kinds(text: &str, modes: &Modes, known: &Modes) -> Vec<ModeFault> {
    let ids: Vec<&str> = known.list.iter().map(|mode| mode.id.as_str()).collect();
    let of_mode = |mode: &FailureMode| -> Vec<ModeFault> {
        let unknown = mode.kinds.iter().filter(|id| !ids.contains(&id.as_str()));
        let faults = unknown.map(|id| wrong(&mode.id, id, &format!("no such failure mode{}", meant(id, &ids))));
        faults.map(|(found, message)| located(text, &mode.id, &found, message)).collect()
    };
    modes.list.iter().flat_map(of_mode).collect()
}

fn no_product(mode: &str, id: &str, known: [&Modes; 2]) -> (String, String) {
    let known: Vec<&str> = known.iter().flat_map(|modes| &modes.products).map(|product| product.id.as_str()).collect();
    wrong(mode, id, &format!("no such product; describe it under `products:`{}", meant(id, &known)))
}

fn meant(found: &str, known: &[&str]) -> String {
    nearest(found, known.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The words that are wrong, and the message: what is wrong with them in `id`.
fn wrong(id: &str, found: &str, why: &str) -> (String, String) {
    (found.to_owned(), format!("`{found}` in `{id}`: {why}"))
}

fn taken_twice(id: &str) -> (String, String) {
    (id.to_owned(), format!("the id `{id}` is taken; choose another"))
}

fn form_of(mode: &FailureMode) -> Vec<(String, String)> {
    let globs = globs(&mode.seen_by).into_iter().chain(globs(&mode.symptom_seen_by)).chain(&mode.own_metrics);
    let words = patterns(mode).into_iter().filter_map(|text| wrong_pattern(&mode.id, text));
    wrong_id(&mode.id).into_iter().chain(words).chain(globs.filter_map(|glob| wrong_glob(&mode.id, glob))).collect()
}

fn form_of_product(product: &Product) -> Vec<(String, String)> {
    let words = product
        .words
        .iter()
        .chain(&product.signs)
        .chain(&product.unlike)
        .filter_map(|text| wrong_pattern(&product.id, text));
    let globs = product.metrics.iter().filter_map(|glob| wrong_glob(&product.id, glob));
    let mut messages: Vec<_> = wrong_id(&product.id).into_iter().chain(words).chain(globs).collect();
    if product.metrics.is_empty() {
        messages.push(wrong(&product.id, "metrics", "a product needs one glob at least"));
    }
    messages
}

fn wrong_id(id: &str) -> Option<(String, String)> {
    let fine = !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    (!fine).then(|| wrong(id, id, "an id is lower case letters, digits and hyphens"))
}

fn wrong_pattern(id: &str, text: &str) -> Option<(String, String)> {
    let why = match model::pattern(text).err()? {
        regex::Error::CompiledTooBig(limit) => {
            format!("it needs more than {} MiB when compiled; repeat less (`.{{0,60}}`), or write several", limit >> 20)
        }
        error => error.to_string().lines().last().unwrap_or_default().trim().to_owned(),
    };
    Some(wrong(id, text, &why))
}

fn wrong_glob(id: &str, glob: &str) -> Option<(String, String)> {
    globset::Glob::new(glob).err().map(|error| wrong(id, glob, &error.to_string()))
}

fn patterns(mode: &FailureMode) -> Vec<&String> {
    let says = mode.says.any.iter().chain(&mode.says.asks).chain(&mode.says.all).chain(&mode.says.none);
    let signatures = [&mode.seen_by, &mode.symptom_seen_by].into_iter().flat_map(|by| by.any.iter().chain(&by.none));
    says.chain(
        signatures.flat_map(|it| it.about.iter().chain(&it.words).chain(&it.said).chain(&it.unsaid).chain(&it.unasked)),
    )
    .collect()
}

fn globs(seen_by: &SeenBy) -> Vec<&String> {
    let of_signatures = seen_by.any.iter().chain(&seen_by.none);
    let signed = of_signatures.flat_map(|it| it.metrics.iter().chain(&it.with).chain(&it.without));
    seen_by.metrics.iter().chain(&seen_by.names).chain(signed).collect()
}

/// The line of the mode or product called `id`, or the later one on which `found` stands.
fn located(text: &str, id: &str, found: &str, message: String) -> ModeFault {
    let (line, column) = place_of(text, id, found);
    ModeFault { line, column, message }
}

/// The line on which the mode called `id` says `found`.
pub(super) fn line_of(text: &str, id: &str, found: &str) -> usize {
    place_of(text, id, found).0
}

fn place_of(text: &str, id: &str, found: &str) -> (usize, usize) {
    let of_mode = |line: &str| {
        let after = line.trim_start().trim_start_matches("- ").strip_prefix("id:");
        after.is_some_and(|said| said.trim().trim_matches(['"', '\'']) == id)
    };
    let first = text.lines().position(of_mode).unwrap_or(0);
    let escaped = found.replace('\'', "''");
    let holds = |line: &str| line.find(found).or_else(|| line.find(&escaped));
    let at = text.lines().enumerate().skip(first).find_map(|(at, line)| holds(line).map(|byte| (at, line, byte)));
    let (line, column) = at.map_or((first, 0), |(at, line, byte)| (at, line[..byte].chars().count()));
    (line + 1, column + 1)
}

#[cfg(test)]
mod tests {
    use super::{embedded, faults, read, unknown_kinds};
    use crate::model::{Modes, lower_pattern};
    use crate::patterns::{Letters, Patterns};

    const MODE: &str = "failure_modes:\n  - id: a-b\n    title: A\n    says: {any: ['x(y']}\n    examples: {matches: [], ignores: []}\n";

    #[test]
    fn a_pattern_that_does_not_compile_is_found_at_its_line() {
        let modes = read(MODE).expect("the form is right");
        let found = faults(MODE, &modes, &Modes::default());
        assert_eq!((found[0].line, found[0].column, found.len()), (4, 19, 1));
        assert_eq!(faults(MODE, &modes, &modes)[1].line, 2);
    }

    #[test]
    fn every_pattern_that_is_built_in_can_match() {
        let modes = embedded();
        let says = modes.list.iter().map(|mode| &mode.says);
        let patterns = says.flat_map(|says| says.any.iter().chain(&says.asks).chain(&says.all).chain(&says.none));
        let products =
            modes.products.iter().flat_map(|product| product.words.iter().chain(&product.signs).chain(&product.unlike));
        let patterns = patterns.chain(products);
        let patterns = Patterns::new(patterns.map(|pattern| lower_pattern(pattern)), Letters::Lower);
        assert_eq!(patterns.broken(), Vec::<&str>::new());
        assert_eq!(patterns.unforeseen(), Vec::<&str>::new());
    }

    #[test]
    fn a_pattern_that_grows_too_large_says_how_large_it_may_be() {
        let text = MODE.replace("x(y", "(a{1,200}){1,200}");
        let modes = read(&text).expect("the form is right");
        let found = faults(&text, &modes, &Modes::default());
        assert!(found[0].message.contains("more than 1 MiB when compiled; repeat less"), "{}", found[0].message);
        assert_eq!(found[0].line, 4);
    }

    #[test]
    fn products_are_looked_at_like_modes() {
        let text =
            "products:\n  - id: till\n    metrics: ['till_{']\n  - id: Till\n    metrics: ['a_*']\n    words: 'a(b'\n";
        let modes = read(text).expect("the form is right");
        let lines: Vec<usize> = faults(text, &modes, &Modes::default()).iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [3, 4, 6]);
        assert_eq!(faults(text, &modes, &modes).iter().filter(|fault| fault.message.contains("taken")).count(), 2);
        let mode = MODE.replace("x(y", "xy") + "    products: [tills]\n";
        let modes = read(&mode).expect("the form is right");
        assert_eq!(faults(&mode, &modes, &Modes::default())[0].line, 6);
    }

    #[test]
    fn a_narrower_mode_that_there_is_not_is_found_at_its_line() {
        let text = MODE.replace("x(y", "xy") + "    kinds: [disc-full]\n";
        let modes = read(&text).expect("the form is right");
        let found = unknown_kinds(&text, &modes, &embedded());
        let want = "`disc-full` in `a-b`: no such failure mode; did you mean `disk-full`?";
        assert_eq!((found.len(), found[0].line, found[0].message.as_str()), (1, 6, want));
        assert_eq!(unknown_kinds("", &embedded(), &embedded()), []);
    }

    #[test]
    fn an_unknown_field_is_found_at_its_line() {
        let fault = read(&MODE.replace("    title: A", "    title: A\n    sees: 1")).expect_err("no such field");
        assert_eq!(fault.line, 4);
        assert!(fault.message.contains("sees"), "{}", fault.message);
    }
}
