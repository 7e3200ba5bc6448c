//! What functions and aggregations make of values.

use super::dial::Dial;
use super::needs::Need;
use super::reach::Reach;
use super::value::Value;
use super::{Never, Walk};
use crate::promql::{Aggregate, Call, NodeKind, Type};

/// `absent` and the like give 1 or nothing.
const ONE: Option<&str> = Some("it gives 1 or nothing at all, never 0");
const COUNTED: Option<&str> = Some("it gives nothing rather than 0 where there is nothing to count");

impl Walk<'_, '_> {
    pub(super) fn call(&mut self, index: usize, call: &Call) -> Value {
        let operands: Vec<Value> = {
            let from = self.stack.len().saturating_sub(call.arguments);
            self.stack.split_off(from)
        };
        let name = call.function.name;
        self.needs.push(Need::All(call.arguments));
        match name {
            "absent" | "absent_over_time" => {
                self.needs.push(Need::Free);
                let labels = operands.into_iter().next().map(|it| it.labels.of_absence()).unwrap_or_default();
                let value = Value { because: ONE, labels, conditional: true, ..Value::of(Reach::point(1.0)) };
                return value;
            }
            "time" => return Value { labels: super::Labels::none(), ..Value::of(Reach::NOW) },
            "scalar" => {
                self.needs.push(Need::Perhaps);
                let reach = operands.first().map_or(Reach::ANY, |it| it.reach);
                return Value { labels: super::Labels::none(), ..Value::of(reach) };
            }
            _ => {}
        }
        if name == "timestamp" && !self.asks_of_samples(index) {
            let value = operands.into_iter().next().unwrap_or_else(|| Value::of(Reach::ANY));
            return value.with(Reach::NOW, Some("it is now, unless it is asked of a selector alone"));
        }
        if name == "timestamp" && self.asks_of_now(index) {
            let value = operands.into_iter().next().unwrap_or_else(|| Value::of(Reach::ANY));
            return value.with(Reach::RECENT, Some("a series without a sample for 5m is not there any more"));
        }
        if let Some(value) = clock(name, &operands) {
            return value;
        }
        let takes_series = |kind: &Type| matches!(kind, Type::Vector | Type::Range);
        let at = call.function.parameters.iter().position(takes_series).unwrap_or(0);
        let reach = of_function(name, at, &operands);
        let relabels = matches!(name, "label_replace" | "label_join" | "info" | "histogram_quantiles");
        let mut operands = operands;
        if at >= operands.len() {
            return Value { labels: super::Labels::none(), ..Value::of(Reach::ANY) };
        }
        let mut value = operands.swap_remove(at);
        if name == "histogram_quantile" && value.never.is_none() {
            value.never = self.without_buckets(index, &value.labels);
        }
        if relabels {
            value.labels = self.relabelled(index, value.labels);
        }
        if call.function.returns == Type::Scalar || name == "vector" {
            value.labels = super::Labels::none();
        }
        if call.function.parameters.get(at) != Some(&Type::Vector) {
            value.gates.clear();
        }
        value.with(reach.0, reach.1)
    }

    /// Why buckets that have lost their bounds give no quantile.
    fn without_buckets(&self, index: usize, labels: &super::Labels) -> Option<Never> {
        let lost = labels.only.as_ref().is_some_and(|only| !only.iter().any(|label| label == "le"));
        let node = self.node(index);
        let of_buckets = self.tree.nodes()[node.first..index].iter().all(|node| match &node.kind {
            NodeKind::Selector(selector) => selector.name.as_ref().is_some_and(|name| name.text.ends_with("_bucket")),
            _ => true,
        });
        let why = || "histogram_quantile needs the label le, which the buckets have lost".to_owned();
        (lost && of_buckets).then(|| Never { span: node.span.clone(), why: why(), if_scraped: false })
    }

    /// Is a selector alone the operand, whose samples have times of their own?
    fn asks_of_samples(&self, index: usize) -> bool {
        let selects = |operand: usize| match &self.node(operand).kind {
            NodeKind::Paren => matches!(self.node(operand - 1).kind, NodeKind::Selector(_) | NodeKind::Paren),
            kind => matches!(kind, NodeKind::Selector(_)),
        };
        self.tree.operands(index).next().is_none_or(selects)
    }

    /// Are the samples asked for those of now, and not of another time?
    fn asks_of_now(&self, index: usize) -> bool {
        let node = self.node(index);
        self.tree.nodes()[node.first..index].iter().all(|node| match &node.kind {
            NodeKind::Selector(selector) => selector.shift.offset.is_none() && selector.shift.at.is_none(),
            _ => true,
        })
    }

    /// The label that `label_replace` and `label_join` write is no longer certain.
    fn relabelled(&self, index: usize, labels: super::Labels) -> super::Labels {
        let texts = self.tree.operands(index).filter_map(|operand| match &self.node(operand).kind {
            NodeKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        // Every text is taken for the label that may be written; too many are forgotten, never too few.
        labels.relabelled(&texts.collect::<Vec<_>>())
    }

    pub(super) fn aggregate(&mut self, aggregate: &Aggregate<'_>) -> Value {
        self.needs.push(Need::All(aggregate.arguments));
        let value = self.pop();
        let parameter = (aggregate.arguments > 1).then(|| self.pop());
        let phi = parameter.and_then(|it| it.reach.constant());
        let labels = value.labels.clone().aggregated(aggregate);
        let (reach, because) = match aggregate.name {
            "count" | "count_values" => (Reach::between(1.0, f64::INFINITY), COUNTED),
            "group" => (Reach::point(1.0), ONE),
            "sum" => (summed(value.reach), value.because),
            "avg" | "min" | "max" | "topk" | "bottomk" | "limitk" | "limit_ratio" => (value.reach, value.because),
            "quantile" if phi.is_some_and(|phi| (0.0..=1.0).contains(&phi)) => (value.reach, value.because),
            "stddev" | "stdvar" => (Reach::NOT_NEGATIVE, Some("it is never negative")),
            _ => (Reach::ANY, None),
        };
        let why = "no series is taken";
        let none = matches!(aggregate.name, "topk" | "bottomk" | "limitk") && phi.is_some_and(|it| it < 1.0);
        let never = value.never.clone().or(none.then(|| Never {
            span: aggregate.name_span.clone(),
            why: why.into(),
            if_scraped: false,
        }));
        Value { labels, never, ..value.with(reach, because) }
    }
}

/// A sum of one or more.
fn summed(reach: Reach) -> Reach {
    match reach {
        Reach { slope, .. } if slope != 0.0 => Reach::ANY,
        Reach { low, .. } if low >= 0.0 => Reach::between(low, f64::INFINITY),
        Reach { high, .. } if high <= 0.0 => Reach::between(f64::NEG_INFINITY, high),
        _ => Reach::ANY,
    }
}

/// The number of a minute, an hour or a day, now.
fn clock(name: &str, operands: &[Value]) -> Option<Value> {
    let (low, high) = match name {
        "minute" => (0.0, 59.0),
        "hour" => (0.0, 23.0),
        "day_of_week" => (0.0, 6.0),
        "day_of_month" => (1.0, 31.0),
        "day_of_year" => (1.0, 366.0),
        "days_in_month" => (28.0, 31.0),
        "month" => (1.0, 12.0),
        _ => return None,
    };
    let of_now = operands.first().is_none_or(|it| it.reach == Reach::NOW);
    let first =
        operands.first().cloned().unwrap_or_else(|| Value { labels: super::Labels::none(), ..Value::of(Reach::ANY) });
    let value = first.with(Reach::between(low, high), Some("it counts within a fixed range"));
    Some(Value { clock: Dial::of_function(name).filter(|_| of_now), ..value })
}

/// What a function makes of its series, the operand `at`.
fn of_function(name: &str, at: usize, operands: &[Value]) -> (Reach, Option<&'static str>) {
    let Some(value) = operands.get(at) else { return (Reach::ANY, None) };
    let constant = |index: usize| operands.get(index).and_then(|it| it.reach.constant());
    let reach = value.reach;
    match name {
        // What a counter loses is taken for a restart; a value below zero spoils that.
        "rate" | "increase" | "irate" if reach.is_not_negative() => {
            (Reach::NOT_NEGATIVE, Some("the increase of a counter is never negative"))
        }
        "changes" | "resets" | "stddev_over_time" | "stdvar_over_time" | "mad_over_time" => {
            (Reach::NOT_NEGATIVE, Some("it is never negative"))
        }
        "abs" | "sqrt" | "exp" => (Reach::NOT_NEGATIVE, Some("it is never negative")),
        "sgn" => (Reach::between(-1.0, 1.0), Some("it is -1, 0 or 1")),
        "count_over_time" => (Reach::between(1.0, f64::INFINITY), COUNTED),
        "present_over_time" => (Reach::point(1.0), ONE),
        "sum_over_time" => (summed(reach), value.because),
        "avg_over_time" | "min_over_time" | "max_over_time" | "last_over_time" | "first_over_time" => {
            (reach.before(), value.because)
        }
        "timestamp" => (Reach::PAST, Some("it is a time in the past")),
        "sort" | "sort_desc" | "sort_by_label" | "sort_by_label_desc" | "label_replace" | "label_join" | "vector" => {
            (reach, value.because)
        }
        "clamp_min" => match constant(1) {
            Some(least) if reach.slope == 0.0 => {
                (Reach::between(reach.low.max(least), reach.high.max(least)), value.because.or(Some("it is clamped")))
            }
            _ => (Reach::ANY, None),
        },
        "clamp_max" => match constant(1) {
            Some(most) if reach.slope == 0.0 => {
                (Reach::between(reach.low.min(most), reach.high.min(most)), value.because.or(Some("it is clamped")))
            }
            _ => (Reach::ANY, None),
        },
        _ => (Reach::ANY, None),
    }
}
