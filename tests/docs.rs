//! The README is run: every `$ alertgap …` in it gives what stands below it.
//!
//! `ALERTGAP_BLESS=1 cargo test --test docs` writes what the program says now.

mod support;

use std::path::Path;

#[test]
fn the_readme_says_what_the_program_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("README.md");
    let readme = std::fs::read_to_string(&path).expect("there is a README");
    let now = run_examples(&readme, root);
    if std::env::var_os("ALERTGAP_BLESS").is_some() {
        std::fs::write(&path, &now).expect("the README can be written");
    } else {
        assert_eq!(readme, now);
    }
}

#[test]
fn the_readme_shows_its_main_job_on_a_scenario_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("there is a README");
    let command = readme.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).expect("it is shown");
    let command = command.split('#').next().unwrap_or(command);
    let ran = support::alertgap(&command.split_whitespace().collect::<Vec<_>>(), root);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
}

fn run_examples(readme: &str, root: &Path) -> String {
    let mut now = String::new();
    let mut rest = readme;
    while let Some(at) = rest.find("```console\n") {
        let (before, block) = rest.split_at(at + "```console\n".len());
        let end = block.find("```").expect("every block ends");
        let command =
            block.lines().next().and_then(|line| line.strip_prefix("$ alertgap ")).expect("a command is shown");
        let ran = support::alertgap(&command.split_whitespace().collect::<Vec<_>>(), root);
        assert!(ran.status <= 1, "{command}: {}", ran.stderr);
        now.push_str(&format!("{before}$ alertgap {command}\n{}", ran.stdout));
        rest = &block[end..];
    }
    now.push_str(rest);
    now
}
