//! Any text at all, in every format: reading must not panic, and every place must lie in the text.

#![no_main]

use alertgap::load;
use libfuzzer_sys::fuzz_target;

/// Put before the text in turn, so that it is read as a postmortem in each of the formats.
const TOPS: [(&str, &str); 5] = [
    ("outage.md", "# Outage\n\n## Root cause\n\nIt broke.\n\n## Impact\n\nBad.\n\n"),
    ("outage.html", "<h1>Outage</h1><h2>Root cause</h2><p>It broke.</p><h2>Impact</h2><p>Bad.</p>"),
    ("outage.rst", "Outage\n======\n\nRoot cause\n----------\n\nIt broke.\n\nImpact\n------\n\nBad.\n\n"),
    ("outage.txt", ""),
    ("front.md", ""),
];

fuzz_target!(|tail: &str| {
    for (path, top) in TOPS {
        alertgap_fuzz::places_hold(&load::read_text(path, &format!("{top}{tail}")));
    }
});
