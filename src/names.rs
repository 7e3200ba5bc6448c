//! A name that nothing has, and the one that was probably meant.

/// How like two names have to be, from 0 to 1, for one to be taken for a slip of the other.
const LIKENESS: f64 = 0.8;

/// Which of the `known` names was probably meant by `found`: the one that is most like it, by the whole or by the part behind
/// its last `/`. The case of `found` does not count; known names are in lower case. `None` where all are too different.
pub fn nearest<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let found = found.to_lowercase();
    let likeness = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        strsim::jaro_winkler(&found, name).max(strsim::jaro_winkler(&found, last))
    };
    let alike = known.into_iter().map(|name| (likeness(name), name)).filter(|(likeness, _)| *likeness > LIKENESS);
    alike.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_likest_name_is_meant() {
        let known = ["rule/syntax", "coverage/root-cause", "guard/*"];
        for (found, meant) in [
            ("root-casue", Some("coverage/root-cause")),
            ("Coverage/Root-Cuase", Some("coverage/root-cause")),
            ("RULE/SYNTX", Some("rule/syntax")),
            ("gaurd/*", Some("guard/*")),
            ("zebra", None),
            ("", None),
        ] {
            assert_eq!(nearest(found, known), meant, "{found}");
        }
        assert_eq!(nearest("rule", []), None);
    }
}
