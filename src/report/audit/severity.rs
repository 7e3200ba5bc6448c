//! How grave the word of a severity is, for the order of rows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::link::ladder::delivered::is_severe;
use crate::model::Incident;

/// Words by rank, the gravest first.
static RANKS: LazyLock<BTreeMap<String, u8>> = LazyLock::new(|| {
    let ranks: Vec<Vec<String>> = serde_yaml::from_str(include_str!("../../../rules/report/severities.yml"))
        .expect("rules/report/severities.yml is read by a test");
    let numbered = ranks.into_iter().zip(0u8..);
    numbered.flat_map(|(words, rank)| words.into_iter().map(move |word| (word, rank))).collect()
});

/// The rank of what nobody knows: behind all that is severe, before what is known to be lesser.
const UNKNOWN: u8 = 3;

/// The graver, the smaller.
pub(super) fn rank(incident: &Incident) -> u8 {
    let Some(severity) = &incident.severity else { return UNKNOWN };
    let words: Vec<String> =
        severity.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let pairs = words.windows(2).map(|pair| pair.concat());
    let known = pairs.chain(words.iter().cloned()).filter_map(|word| RANKS.get(&word).copied()).min();
    let severe = is_severe(incident).then_some(1);
    known.into_iter().chain(severe).min().unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::RANKS;

    #[test]
    fn words_are_ranked_once() {
        assert_eq!((RANKS.get("sev1"), RANKS.get("critical"), RANKS.get("p4")), (Some(&1), Some(&1), Some(&5)));
    }
}
