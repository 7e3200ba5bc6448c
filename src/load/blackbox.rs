//! The configuration of the blackbox exporter: its modules.

use super::prometheus::fields::{Fields, values};
use super::yaml::{Node, Origin};
use crate::model::{Prober, Text};

/// Keys of an HTTP prober that look at what the answer says.
const OF_ANSWER: [&str; 4] = [
    "fail_if_body_matches_regexp",
    "fail_if_body_not_matches_regexp",
    "fail_if_body_json_matches_cel",
    "fail_if_body_json_not_matches_cel",
];

/// Is it such a configuration? Its modules name their probers.
pub(super) fn is_one(root: &Node<'_>) -> bool {
    root.get("modules")
        .is_some_and(|modules| modules.entries().iter().any(|(_, module)| module.get("prober").is_some()))
}

/// Its modules, in the order of the file.
pub(super) fn read(origin: Origin<'_>, root: &Node<'_>) -> Vec<Prober> {
    let modules = root.get("modules").map_or(&[][..], |modules| modules.entries());
    modules.iter().filter_map(|(name, module)| prober(origin.text(name)?, Fields { origin, node: module })).collect()
}

/// What any of its protocols prefers.
fn preferred(fields: &Fields<'_, '_>) -> Option<String> {
    let said = |kind: &str| fields.node.at(&[kind, "preferred_ip_protocol"]).and_then(Node::as_str);
    fields.value("prober").and_then(said).map(str::to_owned)
}

fn prober(name: Text, fields: Fields<'_, '_>) -> Option<Prober> {
    let http = fields.node.get("http");
    let looks = |key: &&str| http.is_some_and(|http| http.get(key).is_some());
    Some(Prober {
        name,
        kind: fields.value("prober")?.to_owned(),
        codes: values(http.and_then(|http| http.get("valid_status_codes"))),
        follows: http.and_then(|http| http.get("follow_redirects")).is_none_or(|it| it.as_str() != Some("false")),
        protocol: preferred(&fields),
        // `query_response` of TCP may wait for a status line.
        reads_answer: OF_ANSWER.iter().any(looks) || fields.node.at(&["tcp", "query_response"]).is_some(),
        over_tls: fields.node.at(&["tcp", "tls"]).and_then(Node::as_str) == Some("true"),
    })
}
