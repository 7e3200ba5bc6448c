//! What a folder may use is written down here once: the folders are the sentence, and nothing flows back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use alertgap::check::About;

/// Folder or file under `src/` → what it may name by `crate::`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("patterns", &[]),
    ("promql", &[]),
    ("names", &[]),
    ("config", &["promql", "names"]),
    ("git", &[]),
    ("model", &["source", "promql", "config"]),
    ("promtool", &["model"]),
    ("load", &["source", "patterns", "model", "promql", "names", "config"]),
    ("link", &["source", "patterns", "model", "config"]),
    ("suggest", &["source", "promql", "config", "model", "link"]),
    ("check", &["source", "patterns", "names", "config", "model", "link"]),
    ("report", &["source", "names", "model", "link", "suggest", "check"]),
];

/// The longest file of `src/`, in lines.
const LONGEST: usize = 400;

#[test]
fn nothing_flows_back() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = layer(&path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == from) else { continue };
        for to in named(&text) {
            if to != from && !allowed.contains(&to.as_str()) {
                wrong.push(format!("{} uses crate::{to}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_has_its_line_in_the_table() {
    let layers: BTreeSet<String> = sources().iter().map(|(path, _)| layer(path)).collect();
    let known: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| (*name).to_string()).collect();
    let binary = ["main", "lib", "cli"].map(String::from);
    let unknown: Vec<_> = layers.difference(&known).filter(|name| !binary.contains(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?} may use what?");
}

#[test]
fn the_table_has_no_circle() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for (name, uses) in MAY_USE {
        assert!(uses.iter().all(|used| done.contains(used)), "{name} may only use what stands above it");
        done.insert(name);
    }
}

#[test]
fn files_stay_short() {
    let long =
        sources().into_iter().map(|(path, text)| (text.lines().count(), path)).filter(|(lines, _)| *lines > LONGEST);
    let long: BTreeMap<_, _> = long.collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:?}");
}

/// What is special about a check is said where it is declared, so that a new one is two files and a line.
#[test]
fn a_check_is_named_only_where_it_is_declared() {
    let (mut strangers, sources) = (Vec::new(), sources());
    for check in alertgap::check::CHECKS {
        let own = PathBuf::from(format!("check/{}.rs", check.id.replace('-', "_")));
        let literal = format!("\"{}\"", check.id);
        let naming = sources.iter().filter(|(path, text)| without_tests(path, text).contains(&literal));
        let naming: Vec<&PathBuf> = naming.map(|(path, _)| path).collect();
        assert!(naming.contains(&&own), "{} is declared in {}", check.id, own.display());
        strangers.extend(naming.into_iter().filter(|path| **path != own).map(|path| (check.id, path)));
    }
    assert!(strangers.is_empty(), "make it a field of the check instead: {strangers:?}");
}

/// What a waiver accepts and what is news hangs on it, and a check of a guard that did not say so would be waived at large.
#[test]
fn a_check_speaks_about_what_its_folder_says() {
    for check in alertgap::check::CHECKS {
        let folder = check.id.split('/').next().unwrap_or_default();
        let fits = match check.about {
            About::Risk => folder == "coverage",
            About::Guard | About::Change => folder == "guard",
            About::Postmortem => folder == "postmortem",
            About::Waiver => folder == "waiver",
            About::Other => matches!(folder, "coverage" | "rule" | "input"),
        };
        assert!(fits, "{} speaks about {:?}", check.id, check.about);
    }
}

/// The code of a file; nothing of one that is only for tests.
fn without_tests<'t>(path: &Path, text: &'t str) -> &'t str {
    let is_for_tests = path.ends_with("tests.rs") || path.ends_with("report/sample.rs");
    if is_for_tests { "" } else { text.split("#[cfg(test)]\nmod ").next().unwrap_or(text) }
}

/// The first folder, or the file's own name, below `src/`.
fn layer(path: &Path) -> String {
    let first = path.components().next().expect("a source file has a path");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// What the code of a file names by `crate::`, comments and tests left out.
fn named(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let ends = |c: char| !c.is_alphanumeric() && c != '_';
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .filter_map(|rest| rest.split(ends).next())
        .map(String::from)
        .filter(|name| !name.is_empty())
        .collect()
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
                files.push((path.strip_prefix(&root).expect("it is below src").to_path_buf(), text));
            }
        }
    }
    files.sort();
    files
}
