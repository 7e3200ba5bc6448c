//! Unit tests of promtool: reading must not panic, and every place must lie in the text.

#![no_main]

use alertgap::load;
use libfuzzer_sys::fuzz_target;

/// Put before the text in turn.
const TOPS: [(&str, &str); 2] = [
    ("any.yml", ""),
    ("tests.yml", "rule_files: [a.yml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  alert_rule_test:\n"),
];

fuzz_target!(|tail: &str| {
    for (path, top) in TOPS {
        alertgap_fuzz::places_hold(&load::read_text(path, &format!("{top}{tail}")));
    }
});
