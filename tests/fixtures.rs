//! Every scenario in `fixtures/` is checked, and the output has to be what stands in its `.expected` folder.
//!
//! `ALERTGAP_BLESS=1 cargo test --test fixtures` writes what the program says now.

mod support;

use std::path::{Path, PathBuf};

#[test]
fn scenarios_give_what_is_expected() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        for (format, file) in [("human", "check.txt"), ("json", "check.json")] {
            let path = format!("fixtures/{scenario}");
            let ran = support::alertgap(&["check", "--format", format, &path], Path::new(env!("CARGO_MANIFEST_DIR")));
            let said = format!("exit {}\n{}", ran.status, ran.stdout);
            let expected = root().join(&scenario).join(".expected").join(file);
            if std::env::var_os("ALERTGAP_BLESS").is_some() {
                std::fs::create_dir_all(expected.parent().expect("it stands in a folder"))
                    .expect("folders can be made");
                std::fs::write(&expected, &said).expect("expectations can be written");
            } else if std::fs::read_to_string(&expected).unwrap_or_default() != said {
                wrong.push(format!("{}: now it says\n{said}", expected.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let one = ["check", "--format", "json", "fixtures/gaps", "fixtures/messy"];
    let other = ["check", "--format", "json", "fixtures/messy", "fixtures/gaps", "fixtures/messy/alerts"];
    let first = support::alertgap(&one, root).stdout;
    for _ in 0..10 {
        assert_eq!(support::alertgap(&one, root).stdout, first);
        assert_eq!(support::alertgap(&other, root).stdout, first);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn scenarios() -> Vec<String> {
    let entries = std::fs::read_dir(root()).expect("fixtures/ can be listed");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("fixtures/ can be listed").file_name().into_string().expect("names are UTF-8"))
        .collect();
    names.sort();
    assert!(names.len() >= 4, "there are at least four scenarios");
    names
}
