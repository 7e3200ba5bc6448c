//! What stands behind an address: nobody, so that what is sent there is thrown away, or a receiver of another kind.

use std::collections::BTreeMap;
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
    /// The kind of receiver that stands behind a webhook.
    stand_for: BTreeMap<String, Patterns>,
    /// How kinds of receivers are told to wake nobody.
    low: BTreeMap<String, Low>,
}

/// A key whose values say so, and the kind that such a receiver is then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Low {
    key: String,
    values: Vec<String>,
    stands_for: String,
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

/// The kind of receiver that an entry is in truth: what stands behind the address of a webhook (`jira`), or one that wakes nobody
/// at the priority that it is given.
pub(super) fn stands_for(kind: &str, item: &Node<'_>) -> Option<&'static str> {
    let value = |key: &str| item.get(key).and_then(|value| value.as_str());
    if let Some((_, low)) = SINKS.low.iter().find(|(name, low)| {
        *name == kind && value(&low.key).is_some_and(|it| low.values.iter().any(|known| known == it))
    }) {
        return Some(&low.stands_for);
    }
    let url = value("url").filter(|_| kind == "webhook")?;
    SINKS.stand_for.iter().find(|(_, urls)| urls.is_match(url)).map(|(kind, _)| kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::SINKS;

    #[test]
    fn every_pattern_compiles() {
        let all = [&SINKS.webhooks, &SINKS.mailboxes].into_iter().chain(SINKS.stand_for.values());
        all.for_each(|list| assert!(list.broken().is_empty(), "{:?}", list.broken()));
    }

    #[test]
    fn what_stands_behind_an_address_is_a_kind_of_receiver() {
        let receivers: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/receivers.json")))
                .expect("the build wrote it");
        let unknown: Vec<&String> = SINKS
            .stand_for
            .keys()
            .chain(SINKS.low.values().map(|low| &low.stands_for))
            .filter(|kind| receivers["kinds"].get(kind).is_none())
            .collect();
        assert!(unknown.is_empty(), "rules/receivers.yml does not name {unknown:?}");
    }

    #[test]
    fn an_address_tells_who_stands_behind_it() {
        for (url, want) in [
            ("http://jiralert.example.com:9097/alert", Some("jira")),
            ("https://hooks.slack.com/services/T0/B0/x", Some("slack")),
            ("http://prometheus-msteams:2000/alerts", Some("msteams")),
            ("https://events.pagerduty.com/v2/enqueue", Some("pagerduty")),
            ("http://github-receiver:8080/v1/receiver", Some("tracker")),
            ("https://oncall.example.com/hook", None),
            ("http://slack.example.com/x", None),
        ] {
            let found = SINKS.stand_for.iter().find(|(_, urls)| urls.is_match(url)).map(|(kind, _)| kind.as_str());
            assert_eq!(found, want, "{url}");
        }
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
