//! The type check: one loop from the leaves up.

use super::advice::UNKNOWN;
use super::error::Error;
use super::matching::binary_faults;
use super::parser::Outcome;
use super::selector::selector_faults;
use super::tree::{Aggregate, Call, NodeKind, Tree, Type};

/// The tree with the type of each node, or everything that does not fit.
pub(super) fn check<'t>(outcome: Outcome<'t>) -> Result<Tree<'t>, Vec<Error>> {
    let Outcome { nodes, uses, errors } = outcome;
    let mut check = Check { tree: Tree { nodes, uses }, errors, operands: Vec::new() };
    for index in 0..check.tree.nodes.len() {
        let value = check.node(index);
        check.tree.nodes[index].value = value;
    }
    if check.errors.is_empty() {
        return Ok(check.tree);
    }
    check.errors.sort_by_key(|error| (error.span.start, error.span.end));
    Err(check.errors)
}

struct Check<'t> {
    tree: Tree<'t>,
    errors: Vec<Error>,
    /// The operands of the call at hand, from left to right; kept for its memory.
    operands: Vec<usize>,
}

impl Check<'_> {
    fn node(&mut self, index: usize) -> Type {
        let node = &self.tree.nodes[index];
        match &node.kind {
            NodeKind::Number(_) => Type::Scalar,
            NodeKind::Text(_) => Type::Text,
            NodeKind::Selector(selector) => {
                selector_faults(selector, node.span.clone(), &mut self.errors);
                if selector.range.is_some() { Type::Range } else { Type::Vector }
            }
            NodeKind::Subquery(_) => {
                self.must_be_vector(index - 1, "a subquery is made of");
                Type::Range
            }
            NodeKind::Paren => self.tree.nodes[index - 1].value,
            NodeKind::Unary(_) => self.number_or_vector(index - 1),
            NodeKind::Binary(_) => self.binary(index),
            NodeKind::Call(call) => {
                let function = call.function;
                self.call(index);
                function.returns
            }
            NodeKind::Aggregate(_) => self.aggregate(index),
        }
    }

    fn fault(&mut self, index: usize, message: String) {
        let span = self.tree.nodes[index].span.clone();
        self.errors.push(Error::of_type(span, message));
    }

    fn must_be(&mut self, index: usize, wanted: Type, why: &str) {
        let found = self.tree.nodes[index].value;
        if found != wanted {
            let (wanted, found) = (wanted.as_wanted(), found.in_words());
            self.fault(index, format!("{why} {wanted}, but this is {found}"));
        }
    }

    fn must_be_vector(&mut self, index: usize, why: &str) {
        self.must_be(index, Type::Vector, why);
    }

    /// The type of an operand that has to be a number or an instant vector.
    fn number_or_vector(&mut self, index: usize) -> Type {
        let found = self.tree.nodes[index].value;
        if matches!(found, Type::Scalar | Type::Vector) {
            return found;
        }
        let found = found.in_words();
        let message = format!("operators take numbers and instant vectors, but this is {found}");
        self.fault(index, message);
        Type::Vector
    }

    fn binary(&mut self, index: usize) -> Type {
        let right = index - 1;
        let left = self.tree.nodes[right].first - 1;
        let types = (self.number_or_vector(left), self.number_or_vector(right));
        if let NodeKind::Binary(binary) = &self.tree.nodes[index].kind {
            let faults = binary_faults(binary, types);
            self.errors.extend(faults);
        }
        if types == (Type::Scalar, Type::Scalar) { Type::Scalar } else { Type::Vector }
    }

    fn call(&mut self, index: usize) {
        let NodeKind::Call(call) = &self.tree.nodes[index].kind else {
            return;
        };
        let (function, given) = (call.function, call.arguments);
        if std::ptr::eq(function, &raw const UNKNOWN) {
            return;
        }
        if let Some(message) = wrong_count(call) {
            let span = call.name_span.clone();
            self.errors.push(Error::of_type(span, message));
        }
        let mut operands = std::mem::take(&mut self.operands);
        operands.clear();
        operands.extend(self.tree.operands(index));
        operands.reverse();
        let last = function.parameters.len().checked_sub(1);
        for (position, operand) in operands.iter().enumerate().take(given) {
            let Some(last) = last else { break };
            if position > last && function.arity().1 == Some(last + 1) {
                break;
            }
            let wanted = function.parameters[position.min(last)];
            self.must_be(*operand, wanted, &format!("{} takes", function.name));
        }
        if function.name == "info" {
            operands.get(1).into_iter().for_each(|labels| self.only_labels(*labels));
        }
        self.operands = operands;
    }

    /// The second operand of `info` selects labels by bare braces.
    fn only_labels(&mut self, index: usize) {
        let bare = matches!(&self.tree.nodes[index].kind, NodeKind::Selector(selector) if selector.name.is_none());
        if !bare {
            self.fault(index, "info takes label matchers without a metric, as in {job=\"a\"}".to_owned());
        }
    }

    fn aggregate(&mut self, index: usize) -> Type {
        let NodeKind::Aggregate(aggregate) = &self.tree.nodes[index].kind else {
            return Type::Vector;
        };
        let (name, parameter) = (aggregate.name, parameter_of(aggregate.name));
        if let Some(message) = wrong_operands(aggregate) {
            let span = aggregate.name_span.clone();
            self.errors.push(Error::of_type(span, message));
            return Type::Vector;
        }
        self.must_be_vector(index - 1, &format!("{name} takes"));
        if let Some(parameter) = parameter {
            let first = self.tree.nodes[index - 1].first - 1;
            self.must_be(first, parameter, &format!("the parameter of {name} is"));
        }
        Type::Vector
    }
}

/// What an aggregation takes in front of its vector.
fn parameter_of(aggregation: &str) -> Option<Type> {
    match aggregation {
        "count_values" => Some(Type::Text),
        "topk" | "bottomk" | "quantile" | "limitk" | "limit_ratio" => Some(Type::Scalar),
        _ => None,
    }
}

fn wrong_operands(aggregate: &Aggregate<'_>) -> Option<String> {
    let (name, given) = (aggregate.name, aggregate.arguments);
    let wanted = 1 + usize::from(parameter_of(name).is_some());
    (given != wanted).then(|| format!("{name} takes {}, not {given}", counted(wanted)))
}

fn wrong_count(call: &Call) -> Option<String> {
    let (name, given) = (call.function.name, call.arguments);
    let (least, most) = call.function.arity();
    let wanted = match most {
        _ if given < least && most == Some(least) => counted(least),
        _ if given < least => format!("at least {}", counted(least)),
        Some(most) if given > most && most == least => counted(most),
        Some(most) if given > most => format!("at most {}", counted(most)),
        _ => return None,
    };
    Some(format!("{name} takes {wanted}, not {given}"))
}

fn counted(arguments: usize) -> String {
    match arguments {
        0 => "no arguments".to_owned(),
        1 => "one argument".to_owned(),
        several => format!("{several} arguments"),
    }
}
