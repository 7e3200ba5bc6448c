//! The guards that an export names: what an alert was when the incidents were written down.

use crate::load::yaml::{Node, Origin};
use crate::model::Exported;
use crate::source::Place;

/// Lists of risks in the documented form.
const LISTS: [&str; 4] = ["root_causes", "contributing_factors", "collateral", "action_items"];

/// The guards of the incidents in `node`, which is one of them or holds a list of them under `incidents`.
pub(in crate::load) fn exported(node: &Node<'_>, origin: Origin<'_>) -> Vec<Exported> {
    let list = node.get("incidents").filter(|list| list.is_sequence());
    let nodes: Vec<&Node<'_>> = list.map_or_else(|| vec![node], |list| list.items().iter().collect());
    let mut all = Vec::new();
    for node in nodes {
        let incident = origin.place(node.range.clone());
        all.extend(guards(node, origin, (incident, None)));
        for risk in LISTS.iter().filter_map(|key| node.get(key)).flat_map(|list| list.items()) {
            let text = risk.get("text").and_then(|text| origin.text(text)).map(|text| text.place);
            if text.is_some() {
                all.extend(guards(risk, origin, (incident, text)));
            }
        }
    }
    all
}

fn guards(node: &Node<'_>, origin: Origin<'_>, (incident, risk): (Place, Option<Place>)) -> Vec<Exported> {
    let list = node.get("guards").map(|list| list.items()).unwrap_or_default();
    let read = list.iter().filter_map(|guard| {
        let alert = origin.text(guard.get("alert")?)?;
        let fingerprint = guard.get("fingerprint").and_then(Node::as_str)?.to_owned();
        Some(Exported { incident, risk, alert, fingerprint })
    });
    read.collect()
}
