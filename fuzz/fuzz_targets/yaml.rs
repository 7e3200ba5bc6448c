//! YAML and JSON: reading must not panic, and every range of the tree must lie in the text.

#![no_main]

use alertgap::load;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    load::yaml_ranges(text).into_iter().for_each(|range| alertgap_fuzz::range_holds(text, range));
});
