//! Which manifests and configurations name something: a file, a `ConfigMap`, a secret.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{FileId, Sources};

/// Where each of these names stands as a word of a YAML or JSON file, outside comments; a file that has it twice is there
/// twice. All of them are looked for at once, for a repository may be large.
pub(super) fn mentioned<'n>(sources: &Sources, names: BTreeSet<&'n str>) -> BTreeMap<&'n str, Vec<FileId>> {
    let mut found: BTreeMap<&'n str, Vec<FileId>> = BTreeMap::new();
    if names.is_empty() {
        return found;
    }
    for (file, source) in sources.iter().filter(|(_, source)| source.is_data()) {
        let lines = source.text.lines().filter(|line| !line.trim_start().starts_with('#'));
        for word in lines.flat_map(|line| line.split(|c: char| !is_of_name(c))) {
            if let Some(name) = names.get(word.trim_matches('.')) {
                found.entry(name).or_default().push(file);
            }
        }
    }
    found
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::mentioned;
    use crate::source::Sources;

    #[test]
    fn a_name_is_no_part_of_another() {
        let count = |text: &str| {
            let mut sources = Sources::default();
            sources.add("a.yml".into(), text.into());
            sources.add("a.md".into(), "rules-a".into());
            mentioned(&sources, ["rules-a"].into()).get("rules-a").map_or(0, Vec::len)
        };
        assert_eq!(count("a: [rules-a, b/rules-a]\nb: It is rules-a."), 3);
        assert_eq!(count("a: rules-ab\n# rules-a\nb: my-rules-a"), 0);
    }
}
