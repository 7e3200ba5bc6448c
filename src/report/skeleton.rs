//! A postmortem that nobody has filled in yet: our front matter, and the headings in one language.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What `rules/skeleton.yml` says of one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Skeleton {
    title: String,
    sections: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    heading: String,
    hint: String,
}

fn all() -> BTreeMap<String, Skeleton> {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/skeleton.json")))
        .expect("rules/skeleton.yml is read by a test")
}

/// The languages that a skeleton can be written in.
pub fn skeleton_languages() -> Vec<String> {
    all().into_keys().collect()
}

/// What is known of an incident before anybody has written a word.
#[derive(Clone, Copy, Debug, Default)]
pub struct Named<'a> {
    /// Its id.
    pub id: Option<&'a str>,
    /// Its title.
    pub title: Option<&'a str>,
}

/// The skeleton in `language`; `None` where it is not one of [`skeleton_languages`].
pub fn skeleton(language: &str, named: Named<'_>) -> Option<Vec<u8>> {
    let skeleton = all().remove(language)?;
    let mut out = front_matter(named);
    out.push_str(&format!("\n# {}\n", named.title.map_or_else(|| skeleton.title.clone(), one_line)));
    for Section { heading, hint } in &skeleton.sections {
        out.push_str(&format!("\n## {heading}\n\n<!-- {hint} -->\n"));
    }
    Some(out.into_bytes())
}

/// The keys that front matter has, with what may stand there.
fn front_matter(named: Named<'_>) -> String {
    let quoted =
        |text: Option<&str>| text.map(|text| serde_json::json!(one_line(text)).to_string()).unwrap_or_default();
    let keys = [
        ("id", quoted(named.id), "INC-2031"),
        ("title", quoted(named.title), ""),
        ("severity", String::new(), "sev1"),
        ("services", "[]".into(), "where it began"),
        ("affected", "[]".into(), "others that were hurt"),
        ("started", String::new(), "2026-03-02T10:14:00Z"),
        ("detected", String::new(), ""),
        ("resolved", String::new(), ""),
        ("detected_by", String::new(), "alert | customer | person"),
        ("root_causes", "[]".into(), "- {id: RC1, text: What broke, alerts: [TheAlertThatSeesIt]}"),
    ];
    let line = |(key, value, hint): (&str, String, &str)| {
        let told = format!("{key}: {value}");
        let hint = if hint.is_empty() { String::new() } else { format!("  # {hint}") };
        format!("{}{hint}\n", told.trim_end())
    };
    format!("---\n{}---\n", keys.map(line).concat())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Named, skeleton, skeleton_languages};

    #[test]
    fn every_language_asks_the_same_questions() {
        let sections = super::all().into_values().map(|skeleton| skeleton.sections.len());
        assert!(sections.into_iter().all(|count| count == 5));
        assert_eq!(skeleton_languages().len(), 8);
        assert!(skeleton("xx", Named::default()).is_none());
    }

    #[test]
    fn what_is_known_is_written_into_it() {
        let named = Named { id: Some("INC-7"), title: Some("The \"shop\"\nwas down") };
        let written = String::from_utf8(skeleton("en", named).expect("English is known")).expect("it is text");
        assert!(
            written.starts_with("---\nid: \"INC-7\"  # INC-2031\ntitle: \"The \\\"shop\\\" was down\"\n"),
            "{written}"
        );
        assert!(written.contains("\n# The \"shop\" was down\n"), "{written}");
    }
}
