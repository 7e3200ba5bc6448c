//! Alertmanager and Prometheus configurations: reading must not panic, and every place must lie in the text.

#![no_main]

use alertgap::load;
use libfuzzer_sys::fuzz_target;

/// Put before the text in turn.
const TOPS: [(&str, &str); 5] = [
    ("any.yml", ""),
    ("routes.yml", "receivers:\n- name: a\n  webhook_configs: [{url: x}]\nroute:\n  receiver: a\n"),
    ("receivers.yml", "route: {receiver: a}\nreceivers:\n"),
    (
        "resource.yml",
        "apiVersion: v1\nkind: AlertmanagerConfig\nmetadata: {name: a, namespace: b}\nspec:\n  receivers: [{name: a}]\n  route:\n    receiver: a\n",
    ),
    (
        "prometheus.yml",
        "global: {scrape_interval: 30s}\nrule_files: [a.yml]\nalerting:\n  alertmanagers: []\nscrape_configs:\n",
    ),
];

fuzz_target!(|tail: &str| {
    for (path, top) in TOPS {
        alertgap_fuzz::places_hold(&load::read_text(path, &format!("{top}{tail}")));
    }
});
