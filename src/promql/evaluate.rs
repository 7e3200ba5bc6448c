//! What an expression gives at one moment, as far as the samples of that moment tell.
//!
//! What is not known (a rate wants the past, too) is no number, and no reason to drop a series: what is left over holds every
//! series that the expression can have given. So *nothing left* is certain, and anything else is not.

use std::collections::BTreeMap;

use super::tree::{Aggregate, Binary, Group, Grouping, Matching, NodeKind, Operator, Selector, Side, Sign, Tree, Type};

type Labels = BTreeMap<String, String>;

/// A series at that moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Its labels, without the name of its metric.
    pub(crate) labels: Labels,
    /// What it said, where that is known.
    pub(crate) value: Option<f64>,
    /// Was it there for certain?
    pub(crate) sure: bool,
}

/// What a part of an expression gives.
#[derive(Clone, Debug)]
enum Value {
    Number(Option<f64>),
    Series(Vec<Sample>),
}

/// Every series that `tree` can have given, where `samples` are those that a selector had. `None` where the expression does what
/// is not followed here.
pub(crate) fn evaluate(tree: &Tree<'_>, samples: impl Fn(&Selector<'_>) -> Vec<Sample>) -> Option<Vec<Sample>> {
    let mut values: Vec<Option<Value>> = Vec::with_capacity(tree.nodes().len());
    for (at, node) in tree.nodes().iter().enumerate() {
        let mut operands: Vec<Value> = Vec::new();
        for operand in tree.operands(at) {
            operands.push(values[operand].take()?);
        }
        operands.reverse();
        let value = match &node.kind {
            NodeKind::Number(number) => Value::Number(Some(*number)),
            NodeKind::Text(_) => Value::Number(None),
            NodeKind::Selector(selector) => selected(selector, node.value, &samples)?,
            NodeKind::Paren => operands.pop()?,
            NodeKind::Unary(sign) => mapped(operands.pop()?, |value| if *sign == Sign::Minus { -value } else { value }),
            NodeKind::Binary(binary) => {
                let (right, left) = (operands.pop()?, operands.pop()?);
                combined(binary, left, right)?
            }
            NodeKind::Call(call) => called(call.function.name, operands)?,
            NodeKind::Aggregate(aggregate) => Value::Series(aggregated(aggregate, operands.pop()?)?),
            NodeKind::Subquery(_) => unknown(operands.pop()?),
        };
        values.push(Some(value));
    }
    match values.pop()?? {
        Value::Series(series) => Some(series),
        Value::Number(_) => None,
    }
}

/// A moment shows no range, and nothing of another time.
fn selected(selector: &Selector<'_>, kind: Type, samples: &impl Fn(&Selector<'_>) -> Vec<Sample>) -> Option<Value> {
    selector.name.as_ref()?;
    let series = Value::Series(samples(selector));
    let is_of_now = kind == Type::Vector && selector.shift.offset.is_none() && selector.shift.at.is_none();
    Some(if is_of_now { series } else { unknown(series) })
}

/// The same series, of which nothing is known but that they may have been there.
fn unknown(value: Value) -> Value {
    match value {
        Value::Number(_) => Value::Number(None),
        Value::Series(series) => {
            Value::Series(series.into_iter().map(|sample| Sample { value: None, sure: false, ..sample }).collect())
        }
    }
}

fn mapped(value: Value, change: impl Fn(f64) -> f64) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.map(change)),
        Value::Series(series) => {
            let changed = |sample: Sample| Sample { value: sample.value.map(&change), ..sample };
            Value::Series(series.into_iter().map(changed).collect())
        }
    }
}

fn called(function: &str, mut operands: Vec<Value>) -> Option<Value> {
    let change: fn(f64) -> f64 = match function {
        "abs" => f64::abs,
        "ceil" => f64::ceil,
        "floor" => f64::floor,
        "sqrt" => f64::sqrt,
        "exp" => f64::exp,
        "ln" => f64::ln,
        "sort" | "sort_desc" => |value| value,
        "time" => return Some(Value::Number(None)),
        "vector" => {
            let Value::Number(value) = operands.pop()? else { return None };
            return Some(Value::Series(vec![Sample { labels: Labels::new(), value, sure: true }]));
        }
        "absent" | "absent_over_time" => return Some(absent(operands.pop()?)),
        // What looks back, of which each series is there that has been there.
        "rate" | "irate" | "increase" | "delta" | "idelta" | "deriv" | "changes" | "resets" | "predict_linear"
        | "round" | "clamp" | "clamp_max" | "clamp_min" | "timestamp" => return Some(unknown(operands.swap_remove(0))),
        _ if function.ends_with("_over_time") => return Some(unknown(operands.pop()?)),
        _ => return None,
    };
    Some(mapped(operands.pop()?, change))
}

/// What is there is not absent; what may be there may be.
fn absent(of: Value) -> Value {
    let Value::Series(series) = of else { return Value::Number(None) };
    if series.iter().any(|sample| sample.sure) {
        return Value::Series(Vec::new());
    }
    Value::Series(vec![Sample { labels: Labels::new(), value: Some(1.0), sure: series.is_empty() }])
}

fn combined(binary: &Binary<'_>, left: Value, right: Value) -> Option<Value> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            Some(Value::Number(left.zip(right).and_then(|(left, right)| arithmetic(binary.op, left, right))))
        }
        (Value::Series(left), Value::Number(right)) => {
            let each = left.into_iter().filter_map(|it| kept(binary, it, |value| value.zip(right)));
            Some(Value::Series(each.collect()))
        }
        (Value::Number(left), Value::Series(right)) => {
            let each = right.into_iter().filter_map(|it| kept(binary, it, |value| left.zip(value)));
            Some(Value::Series(each.collect()))
        }
        (Value::Series(left), Value::Series(right)) => Some(Value::Series(matched(binary, left, right)?)),
    }
}

/// What an operator makes of a sample whose operands are `both`; nothing where a comparison certainly does not hold.
fn kept(binary: &Binary<'_>, sample: Sample, both: impl Fn(Option<f64>) -> Option<(f64, f64)>) -> Option<Sample> {
    let both = both(sample.value);
    if let Some(holds) = both.and_then(|(left, right)| comparison(binary.op, left, right)) {
        let value = if binary.is_bool { Some(f64::from(u8::from(holds))) } else { sample.value };
        return (holds || binary.is_bool).then_some(Sample { value, ..sample });
    }
    if is_comparison(binary.op) {
        let value = sample.value.filter(|_| !binary.is_bool);
        return Some(Sample { value, sure: sample.sure && binary.is_bool, ..sample });
    }
    let value = both.and_then(|(left, right)| arithmetic(binary.op, left, right));
    Some(Sample { value, ..sample })
}

/// Two vectors. `None` where several series of one side belong to several of the other, or one that is missing is filled in.
fn matched(binary: &Binary<'_>, left: Vec<Sample>, right: Vec<Sample>) -> Option<Vec<Sample>> {
    let matching = binary.matching.as_deref();
    if matching.is_some_and(|it| it.fill_left.is_some() || it.fill_right.is_some()) {
        return None;
    }
    if let Some(group) = matching.and_then(|it| it.group.as_ref()) {
        return many_to_one(binary, group, left, right);
    }
    let by_key = by_key(&right, matching);
    let key = |labels: &Labels| key_of(labels, matching);
    let partners = |sample: &Sample| by_key.get(&key(&sample.labels)).map_or(&[][..], Vec::as_slice);
    match binary.op {
        Operator::And => {
            let kept = left.iter().filter_map(|sample| {
                let found = partners(sample);
                let sure = sample.sure && found.iter().any(|other| other.sure);
                (!found.is_empty()).then(|| Sample { sure, ..sample.clone() })
            });
            Some(kept.collect())
        }
        Operator::Unless => {
            let kept = left.iter().filter_map(|sample| {
                let found = partners(sample);
                let sure = sample.sure && found.is_empty();
                (!found.iter().any(|other| other.sure)).then(|| Sample { sure, ..sample.clone() })
            });
            Some(kept.collect())
        }
        Operator::Or => Some(left.into_iter().chain(right.iter().cloned()).collect()),
        _ => {
            let mut all = Vec::new();
            for sample in &left {
                match partners(sample) {
                    [] => {}
                    [other] => {
                        let of_both = Sample { sure: sample.sure && other.sure, ..sample.clone() };
                        all.extend(kept(binary, of_both, |value| value.zip(other.value)).map(|it| Sample {
                            labels: if is_comparison(binary.op) { it.labels.clone() } else { key(&it.labels) },
                            ..it
                        }));
                    }
                    _ => return None,
                }
            }
            Some(all)
        }
    }
}

/// Two vectors, of which one has many series for one of the other. `None` where the other has several, too.
fn many_to_one(binary: &Binary<'_>, group: &Group<'_>, left: Vec<Sample>, right: Vec<Sample>) -> Option<Vec<Sample>> {
    let matching = binary.matching.as_deref();
    let are_left = group.many == Side::Left;
    let (many, one) = if are_left { (left, right) } else { (right, left) };
    let by_key = by_key(&one, matching);
    let mut all = Vec::new();
    for sample in many {
        let other = match by_key.get(&key_of(&sample.labels, matching)).map(Vec::as_slice) {
            None => continue,
            Some([other]) => *other,
            Some(_) => return None,
        };
        let given = |label: &str| other.labels.get(label).cloned().map(|value| (label.to_owned(), value));
        let mut labels = sample.labels.clone();
        labels.retain(|label, _| !group.include.iter().any(|it| it == label));
        labels.extend(group.include.iter().filter_map(|label| given(label)));
        let sure = sample.sure && other.sure;
        let of_both = |value: Option<f64>| {
            let (left, right) = if are_left { (value, other.value) } else { (other.value, value) };
            left.zip(right)
        };
        all.extend(kept(binary, Sample { labels, sure, ..sample }, of_both));
    }
    Some(all)
}

/// Series by what they match by.
fn by_key<'s>(series: &'s [Sample], matching: Option<&Matching<'_>>) -> BTreeMap<Labels, Vec<&'s Sample>> {
    let mut by_key: BTreeMap<Labels, Vec<&Sample>> = BTreeMap::new();
    series.iter().for_each(|one| by_key.entry(key_of(&one.labels, matching)).or_default().push(one));
    by_key
}

/// The labels by which two series belong together.
fn key_of(labels: &Labels, matching: Option<&Matching<'_>>) -> Labels {
    let is_of_key = |label: &str| match matching {
        None => true,
        Some(matching) => matching.labels.iter().any(|named| named == label) == matching.on,
    };
    labels.iter().filter(|(label, _)| is_of_key(label)).map(|(label, value)| (label.clone(), value.clone())).collect()
}

fn aggregated(aggregate: &Aggregate<'_>, of: Value) -> Option<Vec<Sample>> {
    let Value::Series(series) = of else { return None };
    let mut groups: BTreeMap<Labels, Vec<Sample>> = BTreeMap::new();
    for sample in series {
        groups.entry(group_of(&sample.labels, aggregate.grouping.as_ref())).or_default().push(sample);
    }
    let value = |group: &[Sample]| -> Option<Option<f64>> {
        let all = || group.iter().map(|it| it.value.filter(|_| it.sure)).collect::<Option<Vec<f64>>>();
        let sum = || all().map(|all| all.iter().sum::<f64>());
        Some(match aggregate.name {
            "sum" => sum(),
            "avg" => sum().map(|sum| sum / group.len() as f64),
            "min" => all().and_then(|all| all.into_iter().reduce(f64::min)),
            "max" => all().and_then(|all| all.into_iter().reduce(f64::max)),
            "count" => group.iter().all(|it| it.sure).then_some(group.len() as f64),
            "group" => Some(1.0),
            "stddev" | "stdvar" | "quantile" => None,
            _ => return None,
        })
    };
    let sample = |(labels, group): (Labels, Vec<Sample>)| {
        Some(Sample { labels, value: value(&group)?, sure: group.iter().any(|it| it.sure) })
    };
    groups.into_iter().map(sample).collect()
}

fn group_of(labels: &Labels, grouping: Option<&Grouping<'_>>) -> Labels {
    let stays = |label: &str| grouping.is_some_and(|it| it.labels.iter().any(|named| named == label) != it.without);
    labels.iter().filter(|(label, _)| stays(label)).map(|(label, value)| (label.clone(), value.clone())).collect()
}

fn is_comparison(op: Operator) -> bool {
    comparison(op, 0.0, 0.0).is_some()
}

fn comparison(op: Operator, left: f64, right: f64) -> Option<bool> {
    Some(match op {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Greater => left > right,
        Operator::GreaterEqual => left >= right,
        Operator::Less => left < right,
        Operator::LessEqual => left <= right,
        _ => return None,
    })
}

fn arithmetic(op: Operator, left: f64, right: f64) -> Option<f64> {
    Some(match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mul => left * right,
        Operator::Div => left / right,
        Operator::Mod => left % right,
        Operator::Pow => left.powf(right),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Sample, evaluate};
    use crate::promql::parse;

    /// `name a=b 3`, one a line.
    fn given(expr: &str, page: &str) -> Option<Vec<String>> {
        let series = |line: &str| {
            let mut words = line.split_whitespace();
            let name = words.next()?.to_owned();
            let (mut labels, mut value) = (super::Labels::new(), None);
            for word in words {
                match word.split_once('=') {
                    Some((label, of)) => _ = labels.insert(label.to_owned(), of.to_owned()),
                    None => value = word.parse().ok(),
                }
            }
            Some((name, Sample { labels, value, sure: true }))
        };
        let page: Vec<(String, Sample)> = page.split(',').filter_map(series).collect();
        let tree = parse(expr).expect(expr);
        let all = evaluate(&tree, |selector| {
            let name = selector.name.as_ref().map_or("", |name| &name.text);
            let matches = |sample: &&(String, Sample)| {
                sample.0 == name
                    && selector.matchers.iter().all(|it| {
                        it.label == "__name__"
                            || sample.1.labels.get(&*it.label).is_some_and(|value| *value == it.value)
                    })
            };
            page.iter().filter(matches).map(|(_, sample)| sample.clone()).collect()
        })?;
        let shown = |it: &Sample| {
            let labels: Vec<String> = it.labels.iter().map(|(label, value)| format!("{label}={value}")).collect();
            let value = it.value.map_or("?".to_owned(), |value| value.to_string());
            format!("{} {value}{}", labels.join(" "), if it.sure { "" } else { " perhaps" }).trim().to_owned()
        };
        Some(all.iter().map(shown).collect())
    }

    #[test]
    fn what_is_known_is_worked_out_and_the_rest_is_kept() {
        let page = "used db=a 30, used db=b 1, most 400, hits way=card 5, busy host=x 9, busy host=y 2";
        for (expr, all) in [
            ("sum(used) / sum(most) > 0.8", &[][..]),
            ("sum(used) / sum(most) > 0.05", &["0.0775"]),
            ("sum by (db) (used) > 10", &["db=a 30"]),
            ("max(used) without (db) * 2", &["60"]),
            ("rate(hits[5m]) == 0", &["way=card ? perhaps"]),
            ("sum by (way) (rate(hits[5m])) == 0", &["way=card ? perhaps"]),
            ("rate(gone[5m]) > 0", &[]),
            ("sum(rate(gone[5m])) > 0 or vector(1)", &["1"]),
            ("absent(gone)", &["1"]),
            ("absent(used)", &[]),
            ("absent(rate(used[5m]) > 1)", &["1 perhaps"]),
            ("busy > 5 unless busy > 8", &[]),
            ("busy > 5 unless rate(busy[5m]) > 1", &["host=x 9 perhaps"]),
            ("busy > 1 and busy < 5", &["host=y 2"]),
            ("busy > bool 5", &["host=x 1", "host=y 0"]),
            ("5 < busy", &["host=x 9"]),
            ("count(busy > 1) < 2", &[]),
            ("-busy + 10 > 5", &["host=y 8"]),
            ("used offset 1h > 100", &["db=a ? perhaps", "db=b ? perhaps"]),
            ("quantile(0.9, busy) > 100", &["? perhaps"]),
            ("used / on () most > 1", &[]),
            ("used / on () group_left () most", &["db=a 0.075", "db=b 0.0025"]),
            ("most / on () group_right () used > 100", &["db=b 400"]),
            ("busy * on (host) group_left (db) used", &[]),
        ] {
            assert_eq!(
                given(expr, page).as_deref(),
                Some(&all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..]),
                "{expr}"
            );
        }
    }

    #[test]
    fn what_is_not_followed_is_said_to_be_so() {
        for expr in [
            "topk(3, used)",
            "label_replace(used, \"a\", \"$1\", \"db\", \"(.*)\")",
            "used * on (db) fill (0) most",
            "time()",
        ] {
            assert_eq!(given(expr, "used db=a 1, most 2"), None, "{expr}");
        }
    }
}
