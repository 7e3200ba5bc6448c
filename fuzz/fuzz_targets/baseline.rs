//! Baselines: what can be read is written and read again as the same, and can be held against findings.

#![no_main]

use std::sync::LazyLock;

use alertgap::check::{self, Alerts, Finding, Input, Wanted};
use alertgap::config;
use alertgap::link::{self, Coverage};
use alertgap::load::{self, Loaded};
use alertgap::report::{Baseline, Report};
use libfuzzer_sys::fuzz_target;

const POSTMORTEM: &str = "# INC-1: Outage\n\n## Root cause\n\nThe disk was full.\n\n## Impact\n\nBad.\n";

/// A state with findings.
static STATE: LazyLock<(Loaded, Coverage, Vec<Finding>)> = LazyLock::new(|| {
    let loaded = load::read_texts(&[("a.md", POSTMORTEM)], &load::Options::default());
    let coverage = link::link(&loaded.sources, &loaded.model, link::Options::default());
    let (sources, model) = (&loaded.sources, &loaded.model);
    let input = Input { sources, model, coverage: &coverage, base: None, today: None, alerts: Alerts::All };
    let findings = check::run(&input, |_| Wanted::Default);
    (loaded, coverage, findings)
});

fuzz_target!(|text: &str| {
    let baseline: Baseline = match serde_yaml::from_str(text) {
        Ok(baseline) => baseline,
        Err(error) => {
            let fault = config::fault_of(text, &error);
            assert!(fault.line >= 1 && fault.line <= text.lines().count() + 1);
            return;
        }
    };
    let again: Baseline = serde_yaml::from_slice(&baseline.print()).expect("what is written can be read");
    assert_eq!(again, baseline);
    let (loaded, coverage, findings) = &*STATE;
    let mut report = Report::new(&loaded.sources, &loaded.model, coverage, findings);
    let left = baseline.apply(&mut report);
    assert_eq!(report.findings.len() + report.suppressed.len(), findings.len());
    assert!(left.len() <= baseline.findings.len());
});
