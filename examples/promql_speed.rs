//! How fast the expressions of rule files are read, next to promql-parser, in one run:
//!
//! ```text
//! cargo run --release --example promql_speed -- rules/*.yml
//! ```
//!
//! Each reads all expressions several times; the fastest time counts.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use alertgap::model::expr::Expr;
use alertgap::promql;
use serde_yaml::Value;

const ROUNDS: usize = 7;

fn main() -> io::Result<()> {
    let mut texts = Vec::new();
    for path in std::env::args().skip(1) {
        let file = std::fs::read_to_string(path).unwrap_or_default();
        serde_yaml::from_str(&file).iter().for_each(|value| collect(value, &mut texts));
    }
    let tree = fastest(|| texts.iter().filter(|text| promql::parse(text).is_ok()).count());
    let facts = fastest(|| texts.iter().filter(|text| Expr::read(text).is_ok()).count());
    let theirs = fastest(|| texts.iter().filter(|text| promql_parser::parser::parse(text).is_ok()).count());
    let mut out = io::stdout();
    for (name, (time, read)) in [("parse", tree), ("Expr::read", facts), ("promql-parser", theirs)] {
        let each = time.as_secs_f64() * 1e6 / texts.len().max(1) as f64;
        let times = theirs.0.as_secs_f64() / time.as_secs_f64();
        let (all, millis) = (texts.len(), time.as_secs_f64() * 1e3);
        writeln!(out, "{name:14} {read} of {all} in {millis:6.1} ms, {each:6.2} µs each, {times:5.1} x")?;
    }
    Ok(())
}

/// The expressions of alerts and recording rules, wherever they stand.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Mapping(mapping) => {
            let is_rule = mapping.contains_key("alert") || mapping.contains_key("record");
            let expr = mapping.get("expr").and_then(Value::as_str).filter(|_| is_rule);
            texts.extend(expr.map(str::to_owned));
            mapping.iter().for_each(|(_, value)| collect(value, texts));
        }
        Value::Sequence(values) => values.iter().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

fn fastest(read: impl Fn() -> usize) -> (Duration, usize) {
    let round = || {
        let start = Instant::now();
        let count = read();
        (start.elapsed(), count)
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}
