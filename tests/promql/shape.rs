//! The trees of both parsers, written in one way that can be compared.

use alertgap::promql::{Duration, NodeKind, Selector, Sign, Tree};
use promql_parser::label::MatchOp as TheirMatchOp;
use promql_parser::parser::{Expr as Theirs, Offset, VectorSelector};

/// A tree without its ranges, its operators in parentheses.
pub(crate) fn shape(tree: &Tree<'_>) -> String {
    let mut stack: Vec<String> = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        if matches!(node.kind, NodeKind::Paren) {
            continue;
        }
        let operands = stack.split_off(stack.len() - tree.operands(index).count());
        stack.push(node_shape(&node.kind, &operands));
    }
    stack.concat()
}

fn node_shape(kind: &NodeKind<'_>, operands: &[String]) -> String {
    match kind {
        NodeKind::Number(value) => number(*value),
        NodeKind::Text(text) => format!("{text:?}"),
        NodeKind::Selector(selector) => selector_shape(selector),
        NodeKind::Subquery(subquery) => {
            let step = subquery.step.as_ref().map_or(0, millis);
            format!("{}[{}:{step}]", operands.concat(), millis(&subquery.range))
        }
        NodeKind::Unary(Sign::Minus) => negated(operands.concat()),
        NodeKind::Paren | NodeKind::Unary(Sign::Plus) => operands.concat(),
        NodeKind::Binary(binary) => {
            let clause = binary.matching.as_ref().map_or(String::new(), |matching| {
                let word = if matching.on { "on" } else { "ignoring" };
                format!("{word}{:?} ", matching.labels)
            });
            let (op, is_bool) = (binary.op.as_str(), binary.is_bool);
            format!("({} {op} {is_bool}{clause}{})", operands[0], operands[1])
        }
        NodeKind::Call(call) => format!("{}({})", call.function.name, operands.join(",")),
        NodeKind::Aggregate(aggregate) => {
            let grouping = aggregate.grouping.as_ref().map_or(String::new(), |grouping| {
                let word = if grouping.without { "without" } else { "by" };
                format!("{word}{:?}", grouping.labels)
            });
            format!("{}{grouping}({})", aggregate.name, operands.join(","))
        }
    }
}

fn selector_shape(selector: &Selector<'_>) -> String {
    let name = selector.name.as_ref().map_or("", |name| &name.text);
    let mut out = format!("{name}{{");
    for matcher in &selector.matchers {
        out += &format!("{}{}{:?},", matcher.label, matcher.op.as_str(), matcher.value);
    }
    let range = selector.range.as_ref().map_or(0, millis);
    let offset = selector.shift.offset.as_ref().map_or(0, millis);
    out + &format!("}}[{range}]{offset}")
}

fn millis(duration: &Duration<'_>) -> i64 {
    duration.millis.unwrap_or(0)
}

fn number(value: f64) -> String {
    format!("n{value}")
}

/// promql-parser folds a sign into a number.
fn negated(operand: String) -> String {
    match operand.strip_prefix('n').map(str::parse::<f64>) {
        Some(Ok(value)) => number(-value),
        _ => format!("-{operand}"),
    }
}

pub(crate) fn their_shape(expr: &Theirs) -> String {
    match expr {
        Theirs::NumberLiteral(literal) => number(literal.val),
        Theirs::StringLiteral(literal) => format!("{:?}", literal.val),
        Theirs::VectorSelector(selector) => their_selector(selector, 0),
        Theirs::MatrixSelector(matrix) => their_selector(&matrix.vs, matrix.range.as_millis()),
        Theirs::Subquery(subquery) => {
            let step = subquery.step.map_or(0, |step| step.as_millis());
            let range = subquery.range.as_millis();
            format!("{}[{range}:{step}]", their_shape(&subquery.expr))
        }
        Theirs::Paren(paren) => their_shape(&paren.expr),
        Theirs::Unary(unary) => negated(their_shape(&unary.expr)),
        Theirs::Binary(binary) => {
            let modifier = binary.modifier.as_ref();
            let is_bool = modifier.is_some_and(|modifier| modifier.return_bool);
            let matching = modifier.and_then(|modifier| modifier.matching.as_ref());
            let clause = matching.map_or(String::new(), |matching| {
                let word = if matching.is_include() { "on" } else { "ignoring" };
                format!("{word}{:?} ", matching.labels().labels)
            });
            let (left, right) = (their_shape(&binary.lhs), their_shape(&binary.rhs));
            format!("({left} {} {is_bool}{clause}{right})", binary.op)
        }
        Theirs::Call(call) => {
            let operands: Vec<String> = call.args.args.iter().map(|arg| their_shape(arg)).collect();
            format!("{}({})", call.func.name, operands.join(","))
        }
        Theirs::Aggregate(aggregate) => {
            let grouping = aggregate.modifier.as_ref().map_or(String::new(), |grouping| {
                let word = if grouping.is_include() { "by" } else { "without" };
                format!("{word}{:?}", grouping.labels().labels)
            });
            let parameter = aggregate.param.as_ref();
            let parameter = parameter.map_or(String::new(), |expr| their_shape(expr) + ",");
            format!("{}{grouping}({parameter}{})", aggregate.op, their_shape(&aggregate.expr))
        }
        Theirs::Extension(_) => String::new(),
    }
}

fn their_selector(selector: &VectorSelector, range: u128) -> String {
    let mut out = format!("{}{{", selector.name.as_deref().unwrap_or(""));
    for matcher in &selector.matchers.matchers {
        let op = match &matcher.op {
            TheirMatchOp::Equal => "=",
            TheirMatchOp::NotEqual => "!=",
            TheirMatchOp::Re(_) => "=~",
            TheirMatchOp::NotRe(_) => "!~",
        };
        out += &format!("{}{op}{:?},", matcher.name, matcher.value);
    }
    let offset = selector.offset.as_ref().map_or(0, |offset| match offset {
        Offset::Pos(by) => i128::try_from(by.as_millis()).unwrap_or(0),
        Offset::Neg(by) => -i128::try_from(by.as_millis()).unwrap_or(0),
    });
    out + &format!("}}[{range}]{offset}")
}
