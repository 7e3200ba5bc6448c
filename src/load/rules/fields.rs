//! Which fields Prometheus and its relatives know, and what stands in them.

/// At the top of a rule file. `namespace` is Mimir's and Loki's.
pub(super) const FILE: &[&str] = &["groups", "namespace"];

/// Of a group: Prometheus up to 3, then Thanos, Mimir and Loki, then vmalert.
pub(super) const GROUP: &[&str] = &[
    "name",
    "interval",
    "limit",
    "rules",
    "query_offset",
    "labels",
    "partial_response_strategy",
    "source_tenants",
    "align_evaluation_time_on_interval",
    "evaluation_delay",
    "remote_write",
    "concurrency",
    "type",
    "tenant",
    "params",
    "headers",
    "notifier_headers",
    "eval_offset",
    "eval_delay",
    "eval_alignment",
    "debug",
    "extra_filter_labels",
];

/// Of a group: those by which vmalert is known, whose expressions are MetricsQL or something else still.
pub(super) const VMALERT: &[&str] = &[
    "concurrency",
    "type",
    "tenant",
    "params",
    "headers",
    "notifier_headers",
    "eval_offset",
    "eval_delay",
    "eval_alignment",
    "debug",
    "extra_filter_labels",
];

/// Of a rule: Prometheus, then vmalert.
pub(super) const RULE: &[&str] =
    &["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations", "debug", "update_entries_limit"];

/// The known field that `name` was probably meant to be.
pub(super) fn like(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let distance = |field: &&str| strsim::damerau_levenshtein(field, &lower);
    known.iter().copied().filter(|field| distance(field) <= 2).min_by_key(distance)
}
