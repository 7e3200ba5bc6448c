//! `alertgap.yml`, and files of failure modes: what is wrong with them stands on a line that they have.

#![no_main]

use alertgap::load::modes;
use alertgap::model::Modes;
use alertgap::{config, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(fault) = config::read(text) {
        stands(text, fault.line, fault.column);
    }
    match modes::read(text) {
        Err(fault) => stands(text, fault.line, fault.column),
        Ok(read) => {
            let faults = modes::faults(text, &read, &Modes::default());
            faults.iter().for_each(|fault| stands(text, fault.line, fault.column));
            if faults.is_empty() {
                used(&read);
            }
        }
    }
});

/// One line past the last one is where something is missing.
fn stands(text: &str, line: usize, column: usize) {
    let lines = text.lines().count() + 1;
    assert!((1..=lines).contains(&line) && column >= 1, "{line}:{column} of {lines} lines");
}

/// What is not refused can be used.
fn used(read: &Modes) {
    let options = load::Options { modes: read.clone().into(), ..load::Options::default() };
    let files = [
        ("a.md", "# INC-1: Outage\n\n## Root cause\n\nThe disk was full.\n\n## Impact\n\nBad.\n"),
        ("a.yml", "groups:\n- name: g\n  rules:\n  - {alert: DiskFull, expr: disk_free == 0}\n"),
    ];
    let loaded = load::read_texts(&files, &options);
    alertgap::link::link(&loaded.sources, &loaded.model, alertgap::link::Options::default());
}
