//! Lists of silences, as `amtool silence query -o json` and `/api/v2/silences` give them.

use jiff::Timestamp;

use super::prometheus::fields::Fields;
use super::yaml::{Node, Origin};
use crate::model::{LabelMatcher, Pattern, Silence, anchored};

/// Is it such a list, with or without the envelope of the older interface? An empty one says nothing.
pub(super) fn is_list(root: &Node<'_>) -> bool {
    let is_silence = |item: &Node<'_>| {
        item.get("matchers").is_some_and(Node::is_sequence)
            && ["startsAt", "endsAt"].iter().all(|key| item.get(key).is_some())
    };
    items(root).first().is_some_and(is_silence)
}

/// Those whose times and matchers can be read, in the order of the file.
pub(super) fn read(origin: Origin<'_>, root: &Node<'_>) -> Vec<Silence> {
    items(root).iter().filter_map(|node| silence(Fields { origin, node })).collect()
}

fn items<'n, 'a>(root: &'n Node<'a>) -> &'n [Node<'a>] {
    root.get("data").unwrap_or(root).items()
}

fn silence(fields: Fields<'_, '_>) -> Option<Silence> {
    let at = |key: &str| fields.value(key)?.parse::<Timestamp>().ok();
    let listed = fields.node.get("matchers")?.items();
    let matcher = |node: &Node<'_>| matcher(Fields { origin: fields.origin, node });
    let matchers: Vec<LabelMatcher> = listed.iter().map(matcher).collect::<Option<_>>()?;
    let state = fields.node.at(&["status", "state"]).and_then(Node::as_str);
    let (starts, ends, place) = (at("startsAt")?, at("endsAt")?, matchers.first()?.place);
    Some(Silence { starts, ends, is_over: state == Some("expired"), place, matchers })
}

/// `{"name": "instance", "value": "db-.*", "isRegex": true, "isEqual": true}`
fn matcher(fields: Fields<'_, '_>) -> Option<LabelMatcher> {
    let (label, value) = (fields.value("name")?.to_owned(), fields.value("value")?);
    let is = |key: &str| fields.value(key).map(|it| it == "true");
    let pattern = match is("isRegex") {
        Some(true) => anchored(value).map_or(Pattern::Unknown, Pattern::Regex),
        _ => Pattern::Exactly(value.to_owned()),
    };
    let place = fields.origin.place(fields.node.range.clone());
    Some(LabelMatcher { label, pattern, negated: is("isEqual") == Some(false), place })
}

#[cfg(test)]
mod tests {
    use crate::load::read_text;
    use crate::model::Kind;

    /// When the silences of a list begin, whether they are over, and how many matchers they have.
    fn read(text: &str) -> Vec<(String, bool, usize)> {
        let loaded = read_text("silences.json", text);
        let silences = loaded.model.silences.iter();
        silences.map(|it| (it.starts.to_string(), it.is_over, it.matchers.len())).collect()
    }

    #[test]
    fn lists_of_both_interfaces_are_read() {
        let of = |state: &str| {
            format!(
                r#"{{"status": {{"state": "{state}"}}, "startsAt": "2026-01-20T21:14:08.000Z", "endsAt": "2026-12-31T23:00:00.000+01:00",
                    "comment": "flaps", "matchers": [{{"name": "instance", "value": "db-2.*", "isRegex": true}}]}}"#
            )
        };
        let first = ("2026-01-20T21:14:08Z".to_owned(), false, 1);
        let one = vec![first.clone()];
        assert_eq!(read(&format!("[{}]", of("active"))), one);
        assert_eq!(read(&format!(r#"{{"status": "success", "data": [{}]}}"#, of("active"))), one);
        assert_eq!(read(&format!("[{}, {}]", of("active"), of("expired"))), [first.clone(), (first.0, true, 1)]);
    }

    #[test]
    fn what_cannot_be_read_silences_nothing() {
        for silence in [
            r#"{"startsAt": "soon", "endsAt": "2026-12-31T23:00:00Z", "matchers": [{"name": "a", "value": "b"}]}"#,
            r#"{"startsAt": "2026-01-20T21:14:08Z", "endsAt": "2026-12-31T23:00:00Z", "matchers": []}"#,
            r#"{"startsAt": "2026-01-20T21:14:08Z", "endsAt": "2026-12-31T23:00:00Z", "matchers": [{"value": "b"}]}"#,
        ] {
            assert_eq!(read(&format!("[{silence}]")), [], "{silence}");
        }
    }

    #[test]
    fn a_list_of_alerts_is_none() {
        let alerts =
            r#"[{"startsAt": "2026-01-20T21:14:08Z", "endsAt": "2026-12-31T23:00:00Z", "labels": {"a": "b"}}]"#;
        let loaded = read_text("alerts.json", alerts);
        assert!(loaded.model.files.iter().all(|file| !file.kinds.contains(&Kind::Silences)));
    }
}
