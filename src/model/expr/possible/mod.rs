//! Whether an expression can ever give anything: ranges of values, contradictions, and what has to be there for it.
//!
//! One pass from the leaves up, with a stack like a pocket calculator's. What is said here follows from the
//! expression and from what a metric's name promises; everything else is possible.

mod call;
mod compare;
mod dial;
mod known;
mod needs;
mod reach;
mod same;
mod series;
mod value;

pub use dial::Gate;
pub use needs::{Need, Presence};
pub(crate) use series::admits;

use std::ops::Range;

use crate::promql::{Binary, Node, NodeKind, Operator, Selector, Sign, Tree, Type};
use reach::Reach;
use series::{Labels, Mismatch};
use value::Value;

/// What an expression can give.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Possible {
    /// Why it never gives anything; `None` where it may.
    pub never: Option<Never>,
    /// Does it give something for every series that is there, whatever its value?
    pub unconditional: bool,
    /// The longest time, in milliseconds, for which it can give something without a break.
    pub longest_hold: Option<u64>,
    /// What it asks of the clock, besides.
    pub gates: Vec<Gate>,
    /// Which selectors have to find something.
    pub needs: Vec<Need>,
}

/// Why something can never be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Never {
    /// Where.
    pub span: Range<usize>,
    /// Why, in plain words.
    pub why: String,
    /// Only where its series are scraped, and none of them is recorded by a rule?
    pub if_scraped: bool,
}

/// What an expression can give.
pub(in crate::model::expr) fn possible(tree: &Tree<'_>) -> Possible {
    let mut walk = Walk { tree, stack: Vec::new(), needs: Vec::new(), selectors: 0 };
    for index in 0..tree.nodes().len() {
        let value = walk.value(index);
        walk.stack.push(value);
    }
    let Some(root) = walk.stack.pop() else { return Possible::default() };
    let (longest_hold, unconditional) = (dial::longest(&root.gates), !root.conditional);
    Possible { never: root.never, unconditional, longest_hold, gates: root.gates, needs: walk.needs }
}

struct Walk<'w, 't> {
    tree: &'w Tree<'t>,
    stack: Vec<Value>,
    needs: Vec<Need>,
    /// How many selectors there have been.
    selectors: usize,
}

/// Does any series on its right side leave out all those on its left: `unless on () …`?
fn leaves_nothing(binary: &Binary<'_>) -> bool {
    binary.matching.as_ref().is_some_and(|matching| matching.on && matching.labels.is_empty())
}

impl<'w, 't> Walk<'w, 't> {
    fn node(&self, index: usize) -> &'w Node<'t> {
        &self.tree.nodes()[index]
    }

    fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or_else(|| Value::of(Reach::ANY))
    }

    fn value(&mut self, index: usize) -> Value {
        match &self.node(index).kind {
            NodeKind::Number(number) => {
                self.needs.push(Need::Nothing);
                Value::number(*number)
            }
            NodeKind::Text(_) => {
                self.needs.push(Need::Nothing);
                Value::of(Reach::ANY)
            }
            NodeKind::Selector(selector) => self.selector(index, selector),
            NodeKind::Paren | NodeKind::Unary(Sign::Plus) => self.pop(),
            NodeKind::Unary(Sign::Minus) => {
                let value = self.pop();
                let (reach, because) = (value.reach.negated(), value.because);
                value.with(reach, because)
            }
            NodeKind::Subquery(subquery) => {
                let value = self.pop();
                let ahead = subquery.shift.offset.as_ref().is_some_and(|offset| offset.millis.is_none_or(|it| it < 0));
                let reach = if ahead { Reach::ANY } else { value.reach.before() };
                let because = value.because;
                Value { gates: Vec::new(), ..value.with(reach, because) }
            }
            NodeKind::Binary(binary) => self.binary(index, binary),
            NodeKind::Call(call) => self.call(index, call),
            NodeKind::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    fn selector(&mut self, index: usize, selector: &Selector<'_>) -> Value {
        self.needs.push(Need::Series(self.selectors));
        self.selectors += 1;
        let ahead = selector.shift.offset.as_ref().is_some_and(|offset| offset.millis.is_none_or(|it| it < 0));
        let name = selector.name.as_ref().map(|name| &*name.text).filter(|_| !ahead);
        let (reach, because) = name.map_or((Reach::ANY, None), reach::of_metric);
        let why = series::contradiction(selector);
        let never = why.map(|why| Never { span: self.node(index).span.clone(), why, if_scraped: false });
        Value { because, never, labels: Labels::of_selector(selector), ..Value::of(reach) }
    }

    fn binary(&mut self, index: usize, binary: &Binary<'_>) -> Value {
        let (right, left) = (self.pop(), self.pop());
        let right_at = index - 1;
        let left_at = self.node(right_at).first - 1;
        let vectors = (self.node(left_at).value, self.node(right_at).value) == (Type::Vector, Type::Vector);
        let fills = binary.matching.as_ref().is_some_and(|it| it.fill_left.or(it.fill_right).is_some());
        self.needs.push(match binary.op {
            Operator::Or => Need::Either,
            Operator::Unless if leaves_nothing(binary) && !right.conditional => Need::FirstAlone,
            Operator::Unless => Need::First,
            _ if fills => Need::Either,
            _ => Need::Both,
        });
        if fills {
            return Value { conditional: true, ..Value::of(Reach::ANY) };
        }
        let sides = compare::Sides { left, right, left_at, right_at, vectors };
        let span = self.node(index).span.clone();
        let value = match binary.op {
            Operator::And | Operator::Or | Operator::Unless => self.set(binary, &span, sides),
            op if op.is_comparison() => self.comparison(binary, &span, sides),
            _ => self.arithmetic(binary, &span, sides),
        };
        Value { passed: value.passed.filter(|_| value.never.is_none()), ..value }
    }

    fn set(&self, binary: &Binary<'_>, span: &Range<usize>, sides: compare::Sides) -> Value {
        let compare::Sides { left, right, left_at, right_at, .. } = sides;
        let matching = binary.matching.as_deref();
        match binary.op {
            Operator::Or => Value {
                reach: left.reach.or(right.reach),
                because: left.because.filter(|_| left.because == right.because),
                never: left.never.filter(|_| right.never.is_some()),
                conditional: left.conditional && right.conditional,
                labels: left.labels.either(&right.labels),
                clock: None,
                gates: dial::either(&left.gates, &right.gates),
                passed: None,
            },
            Operator::Unless => {
                let same = matching.is_none() && same::is_same(self.tree, left_at, right_at);
                let why = "what is left out is the same as what is asked for";
                let never = left.never.clone().or(same.then(|| Never {
                    span: span.clone(),
                    why: why.into(),
                    if_scraped: false,
                }));
                Value { never, conditional: true, ..left }
            }
            _ => {
                let mut why = left.labels.mismatch(&right.labels, matching);
                if matching.is_none() {
                    let excluded = || self.excluded(&left, &right).map(|why| Mismatch { why, if_scraped: false });
                    why = why.or_else(excluded);
                }
                let never = why.map(|it| Never { span: span.clone(), why: it.why, if_scraped: it.if_scraped });
                let never = left.never.clone().or(right.never).or(never);
                Value { never, conditional: true, gates: dial::both(left.gates, right.gates), ..left }
            }
        }
    }

    /// Two comparisons of the same series that no value can pass.
    fn excluded(&self, left: &Value, right: &Value) -> Option<String> {
        let ((one, low), (other, high)) = (left.passed?, right.passed?);
        let disjoint = low.within(high.low, high.high).is_empty();
        let same = disjoint && same::is_same(self.tree, one, other);
        same.then(|| "no value can pass both comparisons".to_owned())
    }

    fn arithmetic(&self, binary: &Binary<'_>, span: &Range<usize>, sides: compare::Sides) -> Value {
        let share = self.share(binary, &sides);
        let cancelled = self.cancelled(binary, &sides);
        let compare::Sides { left, right, vectors, .. } = sides;
        let (one, other) = (left.reach, right.reach);
        let reach = match binary.op {
            _ if cancelled.is_some() => cancelled.unwrap_or(Reach::ANY),
            Operator::Add => one.plus(other),
            Operator::Sub => one.minus(other),
            Operator::Mul => one.times(other),
            Operator::Div => share.unwrap_or_else(|| one.divided(other)),
            _ => Reach::ANY,
        };
        let mut because = left.because.or(right.because);
        if cancelled.is_some() {
            because = Some("what is divided by itself is always the same");
        } else if share.is_some() {
            because = Some("a part is never more than the whole");
        } else if binary.op == Operator::Sub && other == Reach::NOW && one.slope == 1.0 {
            because = Some("a time in the past minus now is negative; the sides are exchanged");
        }
        compare::joined(binary, span, compare::Sides { left, right, vectors, left_at: 0, right_at: 0 })
            .with(reach, because)
    }

    /// What is left where a series is divided by itself.
    fn cancelled(&self, binary: &Binary<'_>, sides: &compare::Sides) -> Option<Reach> {
        if binary.matching.is_some() {
            return None;
        }
        let factor = match binary.op {
            Operator::Div if sides.vectors => same::quotient_of(self.tree, sides.left_at, sides.right_at),
            Operator::Mul => same::divided_by(self.tree, sides.left_at, sides.right_at),
            _ => None,
        }
        .filter(|factor| factor.is_normal())?;
        // Nothing is divided by 0 to anything that compares; the last digits of a float may differ.
        let near = (factor * 1e-6).abs();
        Some(Reach::between(factor - near, factor + near))
    }

    /// What part of `right` can be `left`, where it is a part of it.
    fn share(&self, binary: &Binary<'_>, sides: &compare::Sides) -> Option<Reach> {
        let whole = binary.op == Operator::Div && binary.matching.is_none() && sides.vectors;
        if !whole || !sides.left.reach.is_not_negative() || !sides.right.reach.is_not_negative() {
            return None;
        }
        let factor = same::part_of(self.tree, sides.left_at, sides.right_at)?;
        // Sums of many floats differ in their last digits.
        (factor > 0.0).then(|| Reach::between(0.0, factor * (1.0 + 1e-6)))
    }
}

#[cfg(test)]
mod tests;
