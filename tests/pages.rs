//! Every page of a check is run: the files of its cases are laid out, and the output has to be what the page says.
//!
//! `ALERTGAP_BLESS=1 cargo test --test pages` writes what the program says now into the pages.

mod support;

use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use support::{Folder, alertgap as run};

/// One fenced block of a page: its language, its file name, its lines as a byte range of the page.
struct Fence {
    language: String,
    name: String,
    body: std::ops::Range<usize>,
}

#[test]
fn pages_say_what_the_program_says() {
    let wrong: Vec<String> = alertgap::check::CHECKS.par_iter().filter_map(|check| amiss(check.id)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What is wrong with the page of a check, unless it is to be written anew.
fn amiss(check: &str) -> Option<String> {
    let path = page_path(check);
    let page = std::fs::read_to_string(&path).expect("every check has its page");
    let now = run_cases(&page, check);
    if now == page {
        return None;
    }
    if std::env::var_os("ALERTGAP_BLESS").is_some() {
        std::fs::write(&path, now).expect("pages can be written");
        return None;
    }
    Some(format!("{}: the page should read\n{now}", path.display()))
}

#[test]
fn a_bad_case_is_reported_and_a_good_one_is_not() {
    for check in alertgap::check::CHECKS {
        assert!(check.page.starts_with(&format!("# {}\n", check.id)), "{} begins with its id", check.id);
        let (bad, good) = check.page.split_once("\n## Good").expect("every page has a good case after its bad one");
        let (_, bad) = bad.split_once("\n## Bad").expect("every page has a bad case");
        let said = |part: &str| {
            fences(part).iter().any(|fence| fence.language == "text" && fence.name.is_empty() && !fence.body.is_empty())
        };
        assert!(said(bad), "{}: the bad case is reported", check.id);
        assert!(!said(good), "{}: the good case is not", check.id);
    }
}

fn page_path(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check").join(format!("{id}.md"))
}

/// What stands behind the name of a file that only one of two states holds; all others are in both.
const BEFORE: &str = " (before)";
const AFTER: &str = " (after)";

/// The page with the outputs that the program gives now.
fn run_cases(page: &str, check: &str) -> String {
    let mut now = String::new();
    let mut copied = 0;
    let mut files: Vec<Fence> = Vec::new();
    for fence in fences(page) {
        if fence.language == "text" && fence.name.is_empty() {
            now.push_str(&page[copied..fence.body.start]);
            now.push_str(&run_case(page, check, &files));
            copied = fence.body.end;
            files.clear();
        } else if !fence.name.is_empty() {
            files.push(fence);
        }
    }
    now.push_str(&page[copied..]);
    now
}

/// What is reported of `files`; of two states, what the second one has that the first one, which is committed, had not.
fn run_case(page: &str, check: &str, files: &[Fence]) -> String {
    let folder = Folder::new();
    let write = |file: &Fence, suffix: &str| {
        folder.write(file.name.trim_end_matches(suffix), &page[file.body.clone()]);
    };
    let of = |suffix: &'static str| files.iter().filter(move |file| file.name.ends_with(suffix));
    files.iter().filter(|file| !file.name.ends_with(AFTER)).for_each(|file| write(file, BEFORE));
    let mut arguments = vec!["check", "--format", "concise", "--only", check];
    if of(BEFORE).chain(of(AFTER)).next().is_some() {
        support::commit(folder.path());
        for file in of(BEFORE) {
            let path = folder.path().join(file.name.trim_end_matches(BEFORE));
            std::fs::remove_file(path).expect("it was just written");
        }
        of(AFTER).for_each(|file| write(file, AFTER));
        arguments.extend(["--base", "HEAD"]);
    }
    support::findings_of(&run(&[&arguments[..], &["."]].concat(), folder.path()).stdout)
}

fn fences(page: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let (mut at, mut open) = (0, false);
    for line in page.split_inclusive('\n') {
        let next = at + line.len();
        if let Some(words) = line.strip_prefix("```") {
            if open {
                if let Some(fence) = fences.last_mut() {
                    fence.body.end = at;
                }
            } else {
                let (language, name) = words.trim().split_once(' ').unwrap_or((words.trim(), ""));
                fences.push(Fence { language: language.into(), name: name.into(), body: next..next });
            }
            open = !open;
        }
        at = next;
    }
    fences
}
