//! Rule files, resources of the Operator, `ConfigMap`s with rules, and rules dumps: reading must not panic, and every place must lie in the text.

#![no_main]

use alertgap::load;
use libfuzzer_sys::fuzz_target;

/// Put before the text in turn.
const TOPS: [(&str, &str); 5] = [
    ("any.yml", ""),
    ("rules.yml", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n"),
    ("resource.yml", "kind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n  - name: g\n    rules:\n"),
    (
        "map.yml",
        "kind: ConfigMap\ndata:\n  a.yml: |\n    groups:\n    - name: g\n      rules:\n      - alert: A\n        expr: ",
    ),
    ("quoted.yml", "kind: ConfigMap\ndata:\n  a.yml: \"groups:\\n- name: g\\n  rules:\\n  - alert: A\\n    expr: up"),
];

fuzz_target!(|tail: &str| {
    for (path, top) in TOPS {
        alertgap_fuzz::places_hold(&load::read_text(path, &format!("{top}{tail}")));
    }
});
