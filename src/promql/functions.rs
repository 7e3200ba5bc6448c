//! The functions of PromQL: what they take, what they return, and which Prometheus has them.

use super::feature::{self, Need};
use super::tree::Type;

/// A function of PromQL.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it takes; how many of them it insists on, `optional` says.
    pub parameters: &'static [Type],
    /// What may be left away, or come on top.
    pub optional: Optional,
    /// What it returns.
    pub returns: Type,
    /// What it needs, where not every Prometheus has it.
    pub need: Option<Need>,
}

/// How many arguments a function takes besides those it insists on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optional {
    /// Exactly its parameters.
    No,
    /// The last parameter up to so many times, or not at all.
    UpTo(usize),
    /// The last parameter as often as one likes, or not at all.
    Any,
}

impl Function {
    /// The function of that name. Unlike keywords, functions mind their case.
    #[must_use]
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        let index = ALL.binary_search_by(|function| function.name.cmp(name)).ok()?;
        Some(&ALL[index])
    }

    /// How many arguments it takes, at least and at most.
    #[must_use]
    pub(crate) fn arity(&self) -> (usize, Option<usize>) {
        let all = self.parameters.len();
        match self.optional {
            Optional::No => (all, Some(all)),
            Optional::UpTo(more) => (all - 1, Some(all - 1 + more)),
            Optional::Any => (all - 1, None),
        }
    }

    /// The functions of all versions and flags, sorted by name.
    #[must_use]
    pub fn all() -> &'static [Self] {
        ALL
    }

    const fn new(name: &'static str, parameters: &'static [Type], returns: Type) -> Self {
        Self { name, parameters, optional: Optional::No, returns, need: None }
    }

    const fn with(mut self, optional: Optional) -> Self {
        self.optional = optional;
        self
    }

    const fn needs(mut self, need: Need) -> Self {
        self.need = Some(need);
        self
    }
}

const R: Type = Type::Range;
const S: Type = Type::Scalar;
const T: Type = Type::Text;
const V: Type = Type::Vector;
const TRIAL: Need = feature::FUNCTIONS;

/// Sorted by name, for the binary search.
#[rustfmt::skip]
static ALL: &[Function] = &[
    Function::new("abs", &[V], V),
    Function::new("absent", &[V], V),
    Function::new("absent_over_time", &[R], V),
    Function::new("acos", &[V], V),
    Function::new("acosh", &[V], V),
    Function::new("asin", &[V], V),
    Function::new("asinh", &[V], V),
    Function::new("atan", &[V], V),
    Function::new("atanh", &[V], V),
    Function::new("avg_over_time", &[R], V),
    Function::new("ceil", &[V], V),
    Function::new("changes", &[R], V),
    Function::new("clamp", &[V, S, S], V),
    Function::new("clamp_max", &[V, S], V),
    Function::new("clamp_min", &[V, S], V),
    Function::new("cos", &[V], V),
    Function::new("cosh", &[V], V),
    Function::new("count_over_time", &[R], V),
    Function::new("day_of_month", &[V], V).with(Optional::UpTo(1)),
    Function::new("day_of_week", &[V], V).with(Optional::UpTo(1)),
    Function::new("day_of_year", &[V], V).with(Optional::UpTo(1)),
    Function::new("days_in_month", &[V], V).with(Optional::UpTo(1)),
    Function::new("deg", &[V], V),
    Function::new("delta", &[R], V),
    Function::new("deriv", &[R], V),
    Function::new("double_exponential_smoothing", &[R, S, S], V).needs(TRIAL),
    Function::new("end", &[], S).needs(TRIAL),
    Function::new("exp", &[V], V),
    Function::new("first_over_time", &[R], V).needs(TRIAL),
    Function::new("floor", &[V], V),
    Function::new("histogram_avg", &[V], V).needs(Need::Prometheus3),
    Function::new("histogram_count", &[V], V),
    Function::new("histogram_fraction", &[S, S, V], V),
    Function::new("histogram_quantile", &[S, V], V),
    Function::new("histogram_quantiles", &[V, T, S, S], V).with(Optional::UpTo(9)).needs(TRIAL),
    Function::new("histogram_stddev", &[V], V).needs(Need::Prometheus3),
    Function::new("histogram_stdvar", &[V], V).needs(Need::Prometheus3),
    Function::new("histogram_sum", &[V], V),
    Function::new("holt_winters", &[R, S, S], V).needs(Need::Prometheus2),
    Function::new("hour", &[V], V).with(Optional::UpTo(1)),
    Function::new("idelta", &[R], V),
    Function::new("increase", &[R], V),
    Function::new("info", &[V, V], V).with(Optional::UpTo(1)).needs(TRIAL),
    Function::new("integral", &[R, S], V).with(Optional::UpTo(1)).needs(TRIAL),
    Function::new("irate", &[R], V),
    Function::new("label_join", &[V, T, T, T], V).with(Optional::Any),
    Function::new("label_replace", &[V, T, T, T, T], V),
    Function::new("last_over_time", &[R], V),
    Function::new("ln", &[V], V),
    Function::new("log10", &[V], V),
    Function::new("log2", &[V], V),
    Function::new("mad_over_time", &[R], V).needs(TRIAL),
    Function::new("max_over_time", &[R], V),
    Function::new("min_over_time", &[R], V),
    Function::new("minute", &[V], V).with(Optional::UpTo(1)),
    Function::new("month", &[V], V).with(Optional::UpTo(1)),
    Function::new("pi", &[], S),
    Function::new("predict_linear", &[R, S], V),
    Function::new("present_over_time", &[R], V),
    Function::new("quantile_over_time", &[S, R], V),
    Function::new("rad", &[V], V),
    Function::new("range", &[], S).needs(TRIAL),
    Function::new("rate", &[R], V),
    Function::new("resets", &[R], V),
    Function::new("round", &[V, S], V).with(Optional::UpTo(1)),
    Function::new("scalar", &[V], S),
    Function::new("sgn", &[V], V),
    Function::new("sin", &[V], V),
    Function::new("sinh", &[V], V),
    Function::new("sort", &[V], V),
    Function::new("sort_by_label", &[V, T], V).with(Optional::Any).needs(TRIAL),
    Function::new("sort_by_label_desc", &[V, T], V).with(Optional::Any).needs(TRIAL),
    Function::new("sort_desc", &[V], V),
    Function::new("sqrt", &[V], V),
    Function::new("start", &[], S).needs(TRIAL),
    Function::new("stddev_over_time", &[R], V),
    Function::new("stdvar_over_time", &[R], V),
    Function::new("step", &[], S).needs(TRIAL),
    Function::new("sum_over_time", &[R], V),
    Function::new("tan", &[V], V),
    Function::new("tanh", &[V], V),
    Function::new("time", &[], S),
    Function::new("timestamp", &[V], V),
    Function::new("ts_of_first_over_time", &[R], V).needs(TRIAL),
    Function::new("ts_of_last_over_time", &[R], V).needs(TRIAL),
    Function::new("ts_of_max_over_time", &[R], V).needs(TRIAL),
    Function::new("ts_of_min_over_time", &[R], V).needs(TRIAL),
    Function::new("vector", &[S], V),
    Function::new("year", &[V], V).with(Optional::UpTo(1)),
];

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn the_table_is_sorted() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
    }
}
