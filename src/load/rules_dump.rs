//! The answer of `/api/v1/rules`: what a server has really loaded.

use super::prometheus::fields::{Fields, listed};
use super::yaml::{Node, Origin};
use crate::model::{Expr, LoadedRule, RulesDump};

/// Reads an answer, with or without its envelope.
pub(super) fn read(origin: Origin<'_>, root: &Node<'_>) -> RulesDump {
    let groups = listed(root.at(&["data", "groups"]).or_else(|| root.get("groups"))).iter();
    let mut alerts = Vec::new();
    for group in groups {
        let from = group.get("file").and_then(|file| file.as_str()).unwrap_or_default();
        let rules = listed(group.get("rules")).iter();
        alerts.extend(rules.filter_map(|rule| loaded(origin, rule, from)));
    }
    let partial = root.get("data").is_some_and(|data| data.get("groupNextToken").is_some());
    RulesDump { file: origin.file(), has_alerts: !alerts.is_empty() && !partial, alerts }
}

fn loaded(origin: Origin<'_>, rule: &Node<'_>, from: &str) -> Option<LoadedRule> {
    let fields = Fields { origin, node: rule };
    if fields.value("type").is_some_and(|kind| kind != "alerting") {
        return None;
    }
    let query = origin.text(rule.get("query")?)?;
    Some(LoadedRule {
        name: origin.text(rule.get("name")?)?,
        expr: Expr::read(&query).ok(),
        query,
        health: fields.value("health").unwrap_or("unknown").to_owned(),
        from: from.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::load::yaml::{self, Origin};
    use crate::source::Sources;

    #[test]
    fn alerting_rules_are_taken_with_what_they_ask() {
        let text = r#"{"status":"success","data":{"groups":[{"name":"a","file":"/etc/r.yml","rules":[
            {"name":"A","query":"up == 0","health":"ok","type":"alerting"},{"name":"b:c","query":"sum(up)","type":"recording"}]}]}}"#;
        let mut sources = Sources::default();
        let file = sources.add("rules.json".into(), text.into());
        let stream = yaml::read(text);
        let dump = read(Origin::File(file), stream.documents[0].root.as_ref().expect("it has a root"));
        assert_eq!((dump.alerts.len(), dump.has_alerts), (1, true));
        assert_eq!((dump.alerts[0].from.as_str(), dump.alerts[0].expr.is_some()), ("/etc/r.yml", true));
    }
}
