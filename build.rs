//! Rewrites `rules/` as JSON. The files are written by people as YAML, which takes ten times as long to read: at every
//! start of the program that would be the longest step of a small run.
//!
//! A file of `rules/languages/` adds one language to the others: it says by the file's path what it adds to, and stands in
//! the same form. A list of `rules/words.yml` stands wherever a pattern names it: `(?&pagers)`.
//!
//! What every match of a pattern must hold is found here too, by the same code that finds it for the patterns of users.

#[path = "src/patterns/forms.rs"]
mod forms;
#[path = "src/patterns/grams.rs"]
#[allow(dead_code, reason = "it is part of the library")]
mod grams;
#[path = "src/patterns/known/write.rs"]
mod known;
#[path = "src/patterns/letters.rs"]
#[allow(dead_code, reason = "it is part of the library")]
mod letters;
#[path = "src/model/lower.rs"]
mod lower;
#[path = "src/patterns/needs.rs"]
mod needs;
#[path = "src/patterns/sets.rs"]
mod sets;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use known::Known;
use letters::Letters;
use serde_yaml::{Mapping, Value};

/// What is added to a file, by its path without an ending, each in a language.
type Additions = BTreeMap<String, Vec<(String, Value)>>;

/// Words that patterns ask for, by the name that stands for them in a pattern: `(?&pagers)`.
type Words = BTreeMap<String, String>;

fn main() {
    for read in [
        "rules",
        "src/patterns/forms.rs",
        "src/patterns/grams.rs",
        "src/patterns/known/write.rs",
        "src/patterns/letters.rs",
        "src/patterns/needs.rs",
        "src/patterns/sets.rs",
        "src/model/lower.rs",
    ] {
        println!("cargo::rerun-if-changed={read}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    let mut additions = additions(Path::new("rules/languages"));
    let mut known = Known::default();
    let words = words(Path::new("rules/words.yml"));
    rewrite(Path::new("rules"), &out, &mut With { additions: &mut additions, words: &words, known: &mut known });
    known.write(&out);
    assert!(additions.is_empty(), "rules/languages adds to what is not there: {:?}", additions.keys());
}

fn additions(folder: &Path) -> Additions {
    let mut additions = Additions::new();
    for entry in entries(folder) {
        let language = entry.file_stem().and_then(|stem| stem.to_str()).expect("a language has a name").to_owned();
        let Value::Mapping(files) = read(&entry) else { panic!("{}: no mapping of files", entry.display()) };
        for (file, added) in files {
            let file = file.as_str().expect("a file has a name").to_owned();
            additions.entry(file).or_default().push((language.clone(), added));
        }
    }
    additions
}

fn words(path: &Path) -> Words {
    let lists: BTreeMap<String, Vec<String>> =
        serde_yaml::from_value(read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    lists.into_iter().map(|(name, list)| (format!("(?&{name})"), format!("(?:{})", list.join("|")))).collect()
}

/// What goes into the files, and what is found in them.
struct With<'w> {
    additions: &'w mut Additions,
    words: &'w Words,
    known: &'w mut Known,
}

/// Every YAML file of `folder` and below becomes a JSON file of the same name in `out`.
fn rewrite(folder: &Path, out: &Path, with: &mut With<'_>) {
    fs::create_dir_all(out).expect("the output folder can be written");
    for path in entries(folder) {
        let to = out.join(path.file_name().expect("an entry of a folder has a name"));
        if path.is_dir() {
            rewrite(&path, &to, with);
        } else if path.extension().is_some_and(|ext| ext == "yml") {
            let json = as_json(&path, with);
            fs::write(to.with_extension("json"), json).expect("the output folder can be written");
        }
    }
}

fn as_json(path: &Path, with: &mut With<'_>) -> String {
    let mut value = read(path);
    let name = path.strip_prefix("rules").unwrap_or(path).with_extension("").display().to_string();
    for (language, added) in with.additions.remove(&name).into_iter().flatten() {
        add(&mut value, added, &language).unwrap_or_else(|why| panic!("{language}, {name}: {why}"));
    }
    spell_german(&mut value);
    spell_out(&mut value, with.words).unwrap_or_else(|why| panic!("{name}: {why}"));
    with.known.take(&name.replace('\\', "/"), &mut value);
    serde_json::to_string(&value).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// German is often typed without its own letters: `Massnahmen fuer die Ueberwachung`. Its patterns take both.
fn spell_german(value: &mut Value) {
    let Value::Mapping(lists) = value else { return };
    for (key, value) in lists {
        match (key.as_str(), value) {
            (Some("de"), Value::Sequence(patterns)) => patterns.iter_mut().for_each(spell_pattern),
            (_, value) => spell_german(value),
        }
    }
}

fn spell_pattern(pattern: &mut Value) {
    let Value::String(pattern) = pattern else { return };
    let mut spelled = String::with_capacity(pattern.len());
    let mut class = false;
    for c in pattern.chars() {
        class = c == '[' || class && c != ']';
        match c {
            'ä' if !class => spelled.push_str("(?:ä|ae)"),
            'ö' if !class => spelled.push_str("(?:ö|oe)"),
            'ü' if !class => spelled.push_str("(?:ü|ue)"),
            'ß' if !class => spelled.push_str("(?:ß|ss)"),
            c => spelled.push(c),
        }
    }
    *pattern = spelled;
}

/// Puts the words in the place of their name, in every pattern.
fn spell_out(value: &mut Value, words: &Words) -> Result<(), String> {
    match value {
        Value::Mapping(lists) => lists.values_mut().try_for_each(|value| spell_out(value, words)),
        Value::Sequence(list) => list.iter_mut().try_for_each(|value| spell_out(value, words)),
        Value::String(pattern) if pattern.contains("(?&") => {
            *pattern = words.iter().fold(pattern.clone(), |pattern, (name, list)| pattern.replace(name, list));
            if pattern.contains("(?&") {
                Err(format!("rules/words.yml lacks a list that {pattern:?} names"))
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

/// In the order of their names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is part of the project");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the file can be read");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Puts what a language adds where the others have theirs: beside `en`, at the end of a list, or list by list.
fn add(to: &mut Value, added: Value, language: &str) -> Result<(), String> {
    match (to, added) {
        (Value::Mapping(to), added) if to.contains_key("en") => {
            to.insert(language.into(), added);
        }
        (Value::Mapping(to), Value::Mapping(added)) => add_each(to, added, language)?,
        (Value::Sequence(to), Value::Sequence(added)) if to.iter().all(Value::is_sequence) => {
            if to.len() != added.len() {
                return Err(format!("{} lists, where there are {}", added.len(), to.len()));
            }
            to.iter_mut().zip(added).try_for_each(|(to, added)| add(to, added, language))?;
        }
        (Value::Sequence(to), Value::Sequence(added)) => to.extend(added),
        (to, added) => return Err(format!("{added:?} has another form than {to:?}")),
    }
    Ok(())
}

fn add_each(to: &mut Mapping, added: Mapping, language: &str) -> Result<(), String> {
    for (key, added) in added {
        let to = to.get_mut(&key).ok_or_else(|| format!("there is no {key:?}"))?;
        add(to, added, language)?;
    }
    Ok(())
}
