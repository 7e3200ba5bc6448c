//! Any text at all, in every format: reading must not panic, and every place must lie in the text.
//!
//! Half an hour of it:
//!
//! ```text
//! cargo +nightly fuzz run postmortem -- -max_total_time=1800 -max_len=16384 -dict=fuzz/postmortem.dict
//! ```

#![no_main]

use alertgap::load;
use alertgap::source::Place;
use libfuzzer_sys::fuzz_target;

/// Put before the text in turn, so that it is read as a postmortem in each of the formats.
const TOPS: [(&str, &str); 4] = [
    ("outage.md", "# Outage\n\n## Root cause\n\nIt broke.\n\n## Impact\n\nBad.\n\n"),
    ("outage.html", "<h1>Outage</h1><h2>Root cause</h2><p>It broke.</p><h2>Impact</h2><p>Bad.</p>"),
    ("outage.rst", "Outage\n======\n\nRoot cause\n----------\n\nIt broke.\n\nImpact\n------\n\nBad.\n\n"),
    ("outage.txt", ""),
];

fuzz_target!(|tail: &str| {
    for (path, top) in TOPS {
        let text = format!("{top}{tail}");
        let loaded = load::read_text(path, &text);
        let inside = |place: Place| assert!(text.get(place.range()).is_some(), "{path} {place:?}");
        for incident in &loaded.model.incidents {
            let risks = incident.risks.iter().map(|risk| &risk.text);
            let items = incident.action_items.iter().flat_map(|item| {
                std::iter::once(&item.text).chain(&item.owner).chain(&item.due).chain(&item.links)
            });
            for words in risks.chain(items).chain(&incident.mentions) {
                inside(words.place);
                words.char_indices().for_each(|(at, c)| inside(words.at(at..at + c.len_utf8())));
            }
            let times = [&incident.started, &incident.detected, &incident.mitigated, &incident.resolved];
            times.into_iter().flatten().for_each(|moment| inside(moment.place));
        }
    }
});
