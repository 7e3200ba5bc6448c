//! Words for errors: what was found, and what may have been meant.

use std::ops::Range;

use super::error::Error;
use super::functions::{Function, Optional};
use super::tree::Type;

/// Stands in for a function that does not exist; its error is told, so it takes anything.
pub(super) static UNKNOWN: Function =
    Function { name: "", parameters: &[Type::Vector], optional: Optional::Any, returns: Type::Vector, need: None };

/// The aggregations of PromQL.
pub(super) const AGGREGATIONS: [&str; 14] = [
    "avg",
    "bottomk",
    "count",
    "count_values",
    "group",
    "limit_ratio",
    "limitk",
    "max",
    "min",
    "quantile",
    "stddev",
    "stdvar",
    "sum",
    "topk",
];

/// The aggregation that a keyword names, in whatever case it is written.
pub(super) fn aggregation_named(written: &str) -> &'static str {
    let same = |name: &&&str| name.eq_ignore_ascii_case(written);
    // The lexer has recognised the word already.
    AGGREGATIONS.iter().find(same).copied().unwrap_or("")
}

/// After so many faults, nobody reads what may have been meant, and finding it takes its time.
const PATIENCE: usize = 8;

/// The error for a function that does not exist, after so many other faults in the expression.
pub(super) fn unknown_function(name: &str, span: Range<usize>, faults: usize) -> Error {
    let lower = name.to_ascii_lowercase();
    let known = Function::named(&lower).map(|function| function.name);
    let meant = if faults < PATIENCE { known.or_else(|| closest(&lower)) } else { known };
    let message = match meant {
        Some(meant) => format!("there is no function {name:?}; did you mean {meant:?}?"),
        None => format!("there is no function {}", shortened(name)),
    };
    Error::syntax(span, message)
}

/// The function or aggregation that differs in one or two letters, or by two that are exchanged.
fn closest(name: &str) -> Option<&'static str> {
    // Longer names are no slips of the pen, and comparing them would take its time.
    if name.len() > 40 {
        return None;
    }
    let functions = Function::all().iter().map(|function| function.name);
    let known = functions.chain(AGGREGATIONS);
    let apart = known.map(|known| (strsim::osa_distance(known, name), known));
    let near = apart.filter(|(apart, known)| *apart <= known.len() / 4);
    near.min_by_key(|(apart, _)| *apart).map(|(_, known)| known)
}

/// What was found, in quotes and short enough for a line.
pub(super) fn shortened(found: &str) -> String {
    const MOST: usize = 30;
    match found.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?}…", &found[..end]),
        None => format!("{found:?}"),
    }
}

impl Type {
    /// As one would say it.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Scalar => "a number",
            Self::Vector => "an instant vector",
            Self::Range => "a range",
            Self::Text => "a string",
        }
    }

    /// As one would ask for it.
    pub(super) fn as_wanted(self) -> &'static str {
        match self {
            Self::Range => "a range such as \"metric[5m]\"",
            other => other.in_words(),
        }
    }
}
