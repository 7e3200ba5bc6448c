//! The words around what documents say, in several languages: `rules/report/*.yml`.

use minijinja::value::{Kwargs, Serde};
use minijinja::{Error, ErrorKind, Value};

/// A language of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// Indonesian.
    Id,
    /// Japanese.
    Ja,
}

impl Language {
    /// All of them, for the test that each has its texts.
    #[cfg(test)]
    pub(crate) const ALL: [Language; 4] = [Language::En, Language::De, Language::Id, Language::Ja];

    /// Its tag, as HTML writes it.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Id => "id",
            Language::Ja => "ja",
        }
    }

    /// Its words, by key.
    pub(super) fn words(self) -> Value {
        let file = match self {
            Language::En => include_str!("../../../../rules/report/en.yml"),
            Language::De => include_str!("../../../../rules/report/de.yml"),
            Language::Id => include_str!("../../../../rules/report/id.yml"),
            Language::Ja => include_str!("../../../../rules/report/ja.yml"),
        };
        let words: serde_yaml::Value = serde_yaml::from_str(file).expect("the words are read by a test");
        Value::from(Serde(words))
    }
}

/// `{{ t.gaps.repeats|say(n=3) }}`: the words for that many, with everything in braces filled in.
pub(super) fn say(words: &Value, with: Kwargs) -> Result<String, Error> {
    let n: Option<Value> = with.get("n")?;
    let one = n.as_ref().and_then(Value::as_i64) == Some(1);
    let form = match words.as_str() {
        Some(text) => text.to_owned(),
        None => words.get_attr(if one { "one" } else { "other" })?.to_string(),
    };
    let mut said = form;
    for name in with.args() {
        let value: Value = with.get(name)?;
        said = said.replace(&format!("{{{name}}}"), &number(&value));
    }
    if said.contains('{') && !with.args().any(|name| with.get::<String>(name).is_ok_and(|it| it.contains('{'))) {
        return Err(Error::new(ErrorKind::InvalidOperation, format!("nothing fills \"{said}\"")));
    }
    Ok(said)
}

/// A number in groups of three that no language takes for a decimal: `12 345`. Anything else as it is.
pub(super) fn number(value: &Value) -> String {
    let Some(number) = value.as_i64() else { return value.to_string() };
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join("\u{202f}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use minijinja::Value;

    use super::{Language, number};

    /// Every key, with what its words have in braces.
    fn keys(words: &Value, path: &str, found: &mut BTreeSet<String>) {
        if let Some(text) = words.as_str() {
            let gaps: BTreeSet<&str> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
            // A single one need not be counted.
            let gaps: Vec<&str> = gaps.into_iter().filter(|gap| !path.ends_with("/one") || *gap != "n").collect();
            found.insert(format!("{path} {gaps:?}"));
            return;
        }
        for key in words.try_iter().expect("it is text or a map") {
            keys(&words.get_item(&key).expect("it has its own keys"), &format!("{path}/{key}"), found);
        }
    }

    #[test]
    fn all_languages_have_the_same_words() {
        let all = |language: Language| {
            let mut found = BTreeSet::new();
            keys(&language.words(), "", &mut found);
            found
        };
        let english = all(Language::En);
        assert!(english.len() > 150, "{english:?}");
        for language in Language::ALL {
            let own = all(language);
            let differing: Vec<_> =
                english.symmetric_difference(&own).filter(|key| !key.ends_with("/one []")).collect();
            assert!(differing.is_empty(), "{language:?}: {differing:?}");
        }
    }

    #[test]
    fn long_numbers_stand_in_groups() {
        let said = [7, 1234, 12_345, 1_234_567].map(|it| number(&Value::from(it)).replace('\u{202f}', " "));
        assert_eq!(said, ["7", "1234", "12 345", "1 234 567"]);
    }
}
