//! Files of `promtool test rules`: what they assert of alerts.

use super::prometheus::fields::{Fields, listed};
use super::yaml::{Comment, Node, Origin};
use crate::model::expr::{Direction, MatchOp};
use crate::model::{Assertion, Expr, Label, Text, UnitTests};

/// Reads a file of unit tests. Its comments may name incidents.
pub(super) fn read(origin: Origin<'_>, root: &Node<'_>, comments: &[Comment<'_>]) -> UnitTests {
    let rule_files = listed(root.get("rule_files")).iter().filter_map(|node| origin.text(node)).collect();
    let tests = listed(root.get("tests")).iter();
    let assertions = tests.flat_map(|test| assertions(origin, test, comments)).collect();
    UnitTests { file: origin.file(), rule_files, assertions, ran: None }
}

fn assertions(origin: Origin<'_>, test: &Node<'_>, comments: &[Comment<'_>]) -> Vec<Assertion> {
    let mut words: Vec<Text> = test.get("name").and_then(|name| origin.text(name)).into_iter().collect();
    let within = comments.iter().filter(|it| it.range.start >= test.range.start && it.range.end <= test.range.end);
    // The text is what follows the mark.
    let text_of = |comment: &Comment<'_>| comment.range.end - comment.text.len()..comment.range.end;
    words.extend(within.map(|comment| Text::plain(comment.text, origin.place(text_of(comment)))));
    let entries = listed(test.get("alert_rule_test")).iter().filter_map(|entry| assertion(origin, entry, &words));
    let asked = listed(test.get("promql_expr_test")).iter().filter_map(|entry| asked_of_alerts(origin, entry, &words));
    entries.chain(asked).collect()
}

/// An expression over `ALERTS{alertname="…"}` that is to give something: the alert fires, whatever its labels.
fn asked_of_alerts(origin: Origin<'_>, entry: &Node<'_>, words: &[Text]) -> Option<Assertion> {
    let text = origin.text(entry.get("expr")?)?;
    let expr = Expr::read(&text).ok()?;
    let selector = expr.selectors.iter().find(|selector| selector.name() == Some("ALERTS"))?;
    let asks = |label: &str| selector.matchers_of(label).find(|it| it.op == MatchOp::Equal);
    let alert = asks("alertname")?;
    let pending = asks("alertstate").is_some_and(|state| state.value != "firing");
    // Only what the alert itself gives says that it fires: not what stands beside it, and not that it is few or none.
    let plain = !expr.is_absent()
        && expr.branches == 1
        && expr.selectors.len() == 1
        && expr.comparisons.iter().all(|it| it.direction == Direction::Above);
    let gives = listed(entry.get("exp_samples")).iter().any(|sample| {
        let value = sample.get("value").and_then(|value| origin.text(value));
        value.is_some_and(|value| value.trim().parse::<f64>().is_ok_and(|value| value != 0.0))
    });
    (gives && !pending && plain).then(|| Assertion {
        alert: Text::plain(alert.value.clone(), text.at(alert.value_span.clone())),
        at: Fields { origin, node: entry }.interval("eval_time").map_or(0, |at| at.millis),
        fires: vec![Vec::new()],
        place: origin.place(entry.range.clone()),
        words: words.to_vec(),
    })
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
    fn an_alert_that_is_asked_for_by_its_series_fires() {
        let ask = "promql_expr_test:\n  - {eval_time: 5m, expr: 'count(ALERTS{alertname=\"A\",alertstate=\"firing\"}) > bool 0', exp_samples: [{labels: '{}', value: 1}]}\n";
        for (from, to, fires) in [
            ("", "", 1),
            ("value: 1", "value: 0", 0),
            ("count", "absent", 0),
            ("firing", "pending", 0),
            ("> bool 0", "== bool 0", 0),
            ("count", "vector(1) or count", 0),
        ] {
            let text = format!("rule_files: [a.yml]\ntests:\n- name: INC-7\n  {}", ask.replacen(from, to, 1));
            let mut sources = Sources::default();
            let file = sources.add("t.yml".into(), text.as_str().into());
            let stream = yaml::read(&text);
            let root = stream.documents[0].root.as_ref().expect("it has a root");
            let tests = read(Origin::File(file), root, &stream.comments);
            assert_eq!(tests.assertions.len(), fires, "{text}");
        }
    }

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
    /// A separator of lines that is none to YAML stands in the comment as any other character does.
    #[test]
    fn what_a_comment_says_stands_where_it_is_written() {
        let text =
            "rule_files: [a.yml]\ntests:\n- name: x\n  ## IN\u{2028}C-8 é\n  alert_rule_test: [{alertname: A}]\n";
        let mut sources = Sources::default();
        let file = sources.add("t.yml".into(), text.into());
        let stream = yaml::read(text);
        let root = stream.documents[0].root.as_ref().expect("it has a root");
        let tests = read(Origin::File(file), root, &stream.comments);
        let comment = &tests.assertions[0].words[1];
        for (at, c) in comment.char_indices() {
            let place = comment.at(at..at + c.len_utf8());
            assert_eq!(text.get(place.range()), comment.get(at..at + c.len_utf8()), "{at}");
        }
    }
}
