//! Which names Prometheus takes. Version 3 takes any text; what it refuses, every version refuses.

/// A label's or annotation's name.
pub(super) fn is_label(name: &str) -> bool {
    !name.is_empty()
}

/// The name of what a recording rule writes. Prometheus 3 takes any text, but refuses braces: somebody wrote an
/// expression there.
pub(super) fn is_metric(name: &str) -> bool {
    !name.is_empty() && !name.contains(['{', '}'])
}
