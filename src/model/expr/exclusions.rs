//! What an expression leaves out by series that are there, whatever their values: `a > 5 unless on (cluster) b`.

use super::Exclusion;
use crate::promql::{NodeKind, Operator, Tree};

/// Those on the way from the whole expression down its left sides: without them it gives nothing. `before` has how many
/// selectors there are before each node.
pub(super) fn exclusions(tree: &Tree<'_>, before: &[usize]) -> Vec<Exclusion> {
    let mut found = Vec::new();
    let mut at = tree.nodes().len().checked_sub(1);
    while let Some(index) = at {
        let node = &tree.nodes()[index];
        let mut sides = tree.operands(index);
        at = match &node.kind {
            NodeKind::Paren => sides.next(),
            NodeKind::Binary(binary) => {
                let (right, left) = (sides.next(), sides.next());
                let on = binary.matching.as_ref().filter(|it| it.on && !it.labels.is_empty());
                if let (Operator::Unless, Some(right), Some(left), Some(matching)) = (binary.op, right, left, on) {
                    let selector = matches!(tree.nodes()[right].kind, NodeKind::Selector(_)).then(|| before[right]);
                    found.extend(selector.map(|right| Exclusion {
                        of: before[tree.nodes()[left].first]..right,
                        right,
                        on: matching.labels.iter().map(|label| label.clone().into_owned()).collect(),
                        span: node.span.clone(),
                    }));
                }
                left.filter(|_| binary.op != Operator::Or)
            }
            _ => None,
        };
    }
    found
}
