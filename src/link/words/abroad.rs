//! What texts in other languages call the things that rules name in English.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Words;
use crate::patterns::Patterns;

/// By the name that rules have for a thing, what texts call it: whoever writes 検索 means what the rules call `search`.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Abroad(BTreeMap<String, Patterns>);

impl Words {
    /// The names that rules have for what a text calls by its name in another language.
    pub(in crate::link) fn named_abroad<'w>(&'w self, text: &str) -> Vec<&'w str> {
        let told = self.file.abroad.0.iter().filter(|(_, words)| words.is_match(text));
        told.map(|(name, _)| name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::WORDS;

    #[test]
    fn names_are_known_in_other_languages() {
        for (text, name) in [
            ("检索服务的索引被设为只读", "search"),
            ("検索クラスタの容量が足りなかった", "search"),
            ("Der Wechselkursimport hing", "rates"),
            ("les factures n'étaient plus envoyées", "invoices"),
            ("el géocodage répondait 429", "geocoder"),
            ("A fila de pagamentos cresceu", "payments"),
        ] {
            assert!(WORDS.named_abroad(text).contains(&name), "{text}");
        }
        assert_eq!(WORDS.named_abroad("The search of the house took hours").len(), 0);
    }
}
