//! Files of `promtool test rules`: what they assert of alerts.

use super::prometheus::fields::{Fields, listed};
use super::yaml::{Comment, Node, Origin};
use crate::model::{Assertion, Label, Text, UnitTests};

/// Reads a file of unit tests. Its comments may name incidents.
pub(super) fn read(origin: Origin<'_>, root: &Node<'_>, comments: &[Comment<'_>]) -> UnitTests {
    let rule_files = listed(root.get("rule_files")).iter().filter_map(|node| origin.text(node)).collect();
    let tests = listed(root.get("tests")).iter();
    let assertions = tests.flat_map(|test| assertions(origin, test, comments)).collect();
    UnitTests { file: origin.file(), rule_files, assertions }
}

fn assertions(origin: Origin<'_>, test: &Node<'_>, comments: &[Comment<'_>]) -> Vec<Assertion> {
    let mut words: Vec<Text> = test.get("name").and_then(|name| origin.text(name)).into_iter().collect();
    let within = comments.iter().filter(|it| it.range.start >= test.range.start && it.range.end <= test.range.end);
    words.extend(within.map(|comment| Text::plain(comment.text, origin.place(comment.range.clone()))));
    let entries = listed(test.get("alert_rule_test")).iter();
    entries.filter_map(|entry| assertion(origin, entry, &words)).collect()
}

fn assertion(origin: Origin<'_>, entry: &Node<'_>, words: &[Text]) -> Option<Assertion> {
    let fields = Fields { origin, node: entry };
    let alerts = listed(entry.get("exp_alerts")).iter();
    // promtool takes a null for an alert without labels of its own.
    let labels = |node: &Node<'_>| -> Vec<Label> { Fields { origin, node }.labels("exp_labels") };
    Some(Assertion {
        alert: origin.text(entry.get("alertname")?)?,
        at: fields.interval("eval_time").map_or(0, |at| at.millis),
        fires: alerts.map(labels).collect(),
        place: origin.place(entry.range.clone()),
        words: words.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::load::yaml::{self, Origin};
    use crate::source::Sources;

    #[test]
    fn what_fires_and_what_stays_silent_is_told_apart() {
        let text = "rule_files: [a.yml]\ntests:\n- name: INC-7\n  alert_rule_test:\n  # INC-8 as well\n  - {eval_time: 10m, alertname: A, exp_alerts: [{exp_labels: {severity: page}}]}\n  - {eval_time: 1m, alertname: A}\n  - {alertname: B, exp_alerts: []}\n";
        let mut sources = Sources::default();
        let file = sources.add("t.yml".into(), text.into());
        let stream = yaml::read(text);
        let root = stream.documents[0].root.as_ref().expect("it has a root");
        let tests = read(Origin::File(file), root, &stream.comments);
        let said: Vec<_> = tests.assertions.iter().map(|it| (it.alert.value.as_str(), it.at, it.fires.len())).collect();
        assert_eq!(said, [("A", 600_000, 1), ("A", 60_000, 0), ("B", 0, 0)]);
        assert_eq!(tests.assertions[0].words.len(), 2);
    }
}
