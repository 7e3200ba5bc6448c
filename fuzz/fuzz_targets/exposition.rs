//! Saved `/metrics` pages: reading must not panic, and every place must lie in the text.

#![no_main]

use alertgap::load;
use libfuzzer_sys::fuzz_target;

/// Put before the text in turn.
const TOPS: [(&str, &str); 2] = [
    ("any.prom", ""),
    (
        "page.prom",
        "# TYPE up gauge\nup{job=\"a\"} 1\nup{job=\"b\"} 0\nup{job=\"c\"} 0\nup{job=\"d\"} 0\nup{job=\"e\"} 0\nup{job=\"f\"} 0\n",
    ),
];

fuzz_target!(|tail: &str| {
    for (path, top) in TOPS {
        alertgap_fuzz::places_hold(&load::read_text(path, &format!("{top}{tail}")));
    }
});
