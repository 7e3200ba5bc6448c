//! `detection_targets:` and `required_rungs:` what is asked of a guard, by the severity of the incident.

use serde::{Deserialize, Serialize};

use super::{Span, Table};

/// One of the six questions that are asked of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RungName {
    /// Does a Prometheus load it?
    Defined,
    /// Can it fire in this failure?
    Live,
    /// Does it watch what was hurt?
    Scoped,
    /// Does it come in time?
    InTime,
    /// Does it reach somebody?
    Delivered,
    /// Has anybody seen it fire?
    Proven,
}

impl RungName {
    /// All of them, in the order of the ladder.
    pub(crate) const ALL: [RungName; 6] =
        [RungName::Defined, RungName::Live, RungName::Scoped, RungName::InTime, RungName::Delivered, RungName::Proven];
}

/// As it is written.
impl std::fmt::Display for RungName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            RungName::Defined => "defined",
            RungName::Live => "live",
            RungName::Scoped => "scoped",
            RungName::InTime => "in-time",
            RungName::Delivered => "delivered",
            RungName::Proven => "proven",
        })
    }
}

/// A value for each severity of incidents; that of `default` holds for all others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(bound(deserialize = "V: Deserialize<'de>"))]
pub struct BySeverity<V>(pub Table<V>);

/// Within which time an incident should page.
pub type Targets = BySeverity<Span>;
/// Which rungs have to hold, beside those that may never say no.
pub type RequiredRungs = BySeverity<Vec<RungName>>;

impl<V> Default for BySeverity<V> {
    fn default() -> BySeverity<V> {
        BySeverity(Table::default())
    }
}

impl<V> BySeverity<V> {
    /// The value for an incident of this severity, as its postmortem writes it: `SEV-1 (critical)` has the value of
    /// `sev1`, and that of `critical`; the first of them in the file counts.
    pub fn of(&self, severity: Option<&str>) -> Option<&V> {
        let entries = &self.0.entries;
        let own = severity.and_then(|severity| entries.iter().find(|(key, _)| is_called(severity, key)));
        own.or_else(|| entries.iter().find(|(key, _)| key == "default")).map(|(_, value)| value)
    }
}

/// The key by which `default` was probably meant: it would hold for incidents of that severity, of which there are none.
pub(super) fn fault<V>(values: &BySeverity<V>) -> Option<(String, String)> {
    let is_near = |key: &&str| *key != "default" && strsim::osa_distance(&key.to_lowercase(), "default") <= 2;
    let key = values.0.keys().find(is_near)?;
    Some((key.to_owned(), format!("`{key}` would be a severity of incidents; did you mean `default`?")))
}

/// Is `key` the severity, one of its words, or two of them? Case, hyphens and underscores do not count.
fn is_called(severity: &str, key: &str) -> bool {
    let key = plain(key);
    let words: Vec<String> = severity
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
        .map(plain)
        .filter(|word| !word.is_empty())
        .collect();
    plain(severity) == key || words.contains(&key) || words.windows(2).any(|pair| pair.concat() == key)
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{BySeverity, is_called};
    use crate::config::Table;

    #[test]
    fn a_severity_is_known_by_its_words() {
        for (severity, key) in [("SEV-1", "sev1"), ("Sev 1 (critical)", "sev1"), ("SEV-1 (critical)", "critical")] {
            assert!(is_called(severity, key), "{severity} {key}");
        }
        for (severity, key) in [("SEV-11", "sev1"), ("not critical enough", "enough critical"), ("high", "higher")] {
            assert!(!is_called(severity, key), "{severity} {key}");
        }
    }

    #[test]
    fn default_holds_for_all_others() {
        let entries = [("default", 3), ("p1", 1)].map(|(key, value)| (key.to_owned(), value)).to_vec();
        let targets = BySeverity(Table { entries });
        assert_eq!((targets.of(Some("P1")), targets.of(Some("P3")), targets.of(None)), (Some(&1), Some(&3), Some(&3)));
        assert_eq!(BySeverity::<u8>::default().of(Some("P1")), None);
    }
}
