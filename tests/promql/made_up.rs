//! Expressions that are made up, all of them valid.

use proptest::prelude::{Just, Strategy, prop, prop_oneof};

/// An instant vector.
pub(crate) fn vector() -> impl Strategy<Value = String> {
    selector().prop_recursive(5, 40, 4, |inner| {
        let range = prop_oneof![
            (selector_without_offset(), DURATION).prop_map(|(x, range)| format!("{x}[{range}]")),
            (inner.clone(), DURATION, prop::option::of(DURATION))
                .prop_map(|(x, range, step)| { format!("({x})[{range}:{}]", step.unwrap_or_default()) }),
        ];
        let labels = prop::collection::vec(LABEL, 0..3).prop_map(|labels| labels.join(", "));
        prop_oneof![
            inner.clone().prop_map(|x| format!("({x})")),
            inner.clone().prop_map(|x| format!("-{x}")),
            (FUNCTION, inner.clone()).prop_map(|(name, x)| format!("{name}({x})")),
            (OVER_TIME, range.clone()).prop_map(|(name, x)| format!("{name}({x})")),
            (scalar(), range).prop_map(|(q, x)| format!("quantile_over_time({q}, {x})")),
            (AGGREGATION, GROUPING, labels.clone(), inner.clone())
                .prop_map(|(name, by, labels, x)| format!("{name} {by} ({labels}) ({x})")),
            (AGGREGATION, inner.clone()).prop_map(|(name, x)| format!("{name}({x})")),
            (scalar(), inner.clone(), labels.clone())
                .prop_map(|(k, x, labels)| format!("topk({k}, {x}) without ({labels})")),
            (inner.clone(), OPERATOR, scalar()).prop_map(|(x, op, k)| format!("{x} {op} {k}")),
            (scalar(), OPERATOR, inner.clone()).prop_map(|(k, op, x)| format!("{k} {op} {x}")),
            (inner.clone(), OPERATOR, MATCHING, labels, inner.clone())
                .prop_map(|(x, op, on, labels, y)| format!("({x}) {op} {on} ({labels}) ({y})")),
            (inner.clone(), prop::sample::select(&["and", "or", "unless", "+", "==", "^"][..]), inner)
                .prop_map(|(x, op, y)| format!("{x} {op} {y}")),
        ]
    })
}

/// A single number.
fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,3}",
        "0\\.[0-9]{1,3}",
        "[1-9]e-?[1-9]",
        Just("time()".to_owned()),
        Just("Inf".to_owned()),
        "scalar\\([a-z]_[a-z]\\)",
        "\\([1-9] [*/^+-] [1-9]\\)",
    ]
}

fn selector() -> impl Strategy<Value = String> {
    let offset = prop::option::of(DURATION.prop_map(|by| format!(" offset {by}")));
    (selector_without_offset(), offset).prop_map(|(selector, offset)| selector + &offset.unwrap_or_default())
}

fn selector_without_offset() -> impl Strategy<Value = String> {
    let matcher = (LABEL, prop::sample::select(&["=", "!=", "=~", "!~"][..]), VALUE)
        .prop_map(|(label, op, value)| format!("{label}{op}{value}"));
    (NAME, prop::option::of(prop::collection::vec(matcher, 0..3))).prop_map(|(name, matchers)| {
        matchers.map_or(name.clone(), |matchers| format!("{name}{{{}}}", matchers.join(",")))
    })
}

const NAME: &str = "[a-z]{1,3}_[a-z]{1,3}(:rate[0-9]m)?";
const LABEL: &str = "[a-z]{1,2}_[a-z]";
const VALUE: &str = "\"[a-zé|]{0,5}\"|'a\\.[bc]\\+'|`x[yz]*`";
const DURATION: &str = "[1-9][0-9]?[smhdw]|1h30m|5m1ms|2y";
const FUNCTION: &str = "abs|absent|ceil|floor|ln|sort_desc|timestamp|sgn";
const OVER_TIME: &str = "rate|increase|avg_over_time|absent_over_time|deriv|changes";
const AGGREGATION: &str = "sum|avg|count|min|max|group|stddev";
const GROUPING: &str = "by|without";
const OPERATOR: &str = "[+*/%-]|\\^|atan2|> bool|== bool|<= bool|!= bool";
const MATCHING: &str = "on|ignoring";
