//! What a text tells only as the effect of something else: "No machine was to be had, so 60 pods stayed pending."

use super::modes::{RiskMatcher, sentences};
use super::words::WORDS;
use crate::model::ModeId;

/// What brings something about is told in no fewer words.
const LEAST: usize = 4;

/// The failure modes that `text` tells of only behind what brought them about.
pub(super) fn effects(text: &str, texts: &RiskMatcher) -> Vec<ModeId> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = sentences(&text);
    let Some((first, others)) = all.split_first() else { return Vec::new() };
    let (cause, rest) = first_and_rest(&text[first.clone()]);
    if cause.split(' ').filter(|word| word.contains(char::is_alphanumeric)).count() < LEAST {
        return Vec::new();
    }
    let told = texts.modes(cause);
    let behind = std::iter::once(rest).chain(others.iter().map(|range| &text[range.clone()]));
    behind.flat_map(|part| texts.modes(part)).filter(|mode| !told.contains(mode)).collect()
}

/// What a sentence says first, and what it says behind it. "The pods stayed pending because there was no machine" is about
/// the pods; in "because there was no machine, the pods stayed pending" they only follow.
fn first_and_rest(sentence: &str) -> (&str, &str) {
    let leading = WORDS.leads_to_cause(sentence).filter(|word| sentence[..word.start].trim().is_empty());
    if let Some(parts) = leading.and_then(|word| sentence[word.end..].split_once(", ")) {
        return parts;
    }
    let next = WORDS.leads_to_effect(sentence).or_else(|| WORDS.next_clause(sentence));
    next.map_or((sentence, ""), |word| (&sentence[..word.start], &sentence[word.end..]))
}

#[cfg(test)]
mod tests {
    use super::effects;
    use crate::link::modes::RiskMatcher;
    use crate::model::{FailureMode, ModeId, Modes};

    #[test]
    fn an_effect_is_told_behind_its_cause() {
        let pending =
            "{id: pending, title: Pending, says: {any: ['pods? .*pending']}, examples: {matches: [], ignores: []}}";
        let mode: FailureMode = serde_yaml::from_str(pending).expect("the sample mode is well formed");
        let texts = RiskMatcher::new(&Modes { list: vec![mode], ..Modes::default() });
        for (text, is) in [
            ("No machine was to be had in the zone. 60 pods stayed pending.", true),
            ("No machine was to be had in the zone, so that 60 pods stayed pending.", true),
            ("No machine was to be had in the zone, and 60 pods stayed pending.", true),
            ("60 pods stayed pending because no machine was to be had.", false),
            ("Because no machine was to be had, 60 pods stayed pending.", true),
            ("60 pods stayed pending.", false),
            ("60 pods stayed pending, and nobody saw it for hours.", false),
            ("60 pods stayed pending. No machine was to be had.", false),
            ("In the night, 60 pods stayed pending.", false),
            ("Pods stayed pending because of pending pods.", false),
            ("No machine was to be had in the zone.", false),
            ("", false),
        ] {
            assert_eq!(effects(text, &texts).contains(&ModeId(0)), is, "{text}");
        }
    }
}
