//! Addresses at which nobody is: what is sent there is thrown away.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::load::yaml::Node;
use crate::patterns::Patterns;

/// How such addresses are written: `rules/sinks.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sinks {
    webhooks: Patterns,
    mailboxes: Patterns,
}

static SINKS: LazyLock<Sinks> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/sinks.json")))
        .expect("rules/sinks.yml is read by a test")
});

/// Does an entry of a receiver send to nobody? Only plain addresses are looked at.
pub(super) fn is_sink(kind: &str, item: &Node<'_>) -> bool {
    let value = |key: &str| item.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    match kind {
        "webhook" => SINKS.webhooks.is_match(value("url")),
        "email" => value("to").split(',').all(|mailbox| SINKS.mailboxes.is_match(mailbox.trim())),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::SINKS;

    #[test]
    fn every_pattern_compiles() {
        assert!(SINKS.webhooks.broken().is_empty() && SINKS.mailboxes.broken().is_empty());
    }

    #[test]
    fn an_address_that_throws_away_is_known() {
        for url in [
            "http://127.0.0.1:9/discard",
            "http://localhost:9",
            "https://blackhole.example.com/",
            "http://hooks.example.com/dev/null",
            "http://nowhere.invalid:8080/x",
        ] {
            assert!(SINKS.webhooks.is_match(url), "{url}");
        }
        for url in ["http://127.0.0.1:9093/x", "http://pager:9/x", "https://example.com/blackholes", "", "{{ url }}"] {
            assert!(!SINKS.webhooks.is_match(url), "{url}");
        }
        assert!(SINKS.mailboxes.is_match("devnull@example.com") && SINKS.mailboxes.is_match("a@b.invalid"));
        assert!(!SINKS.mailboxes.is_match("oncall@example.com") && !SINKS.mailboxes.is_match("mydevnulls@example.com"));
    }
}
