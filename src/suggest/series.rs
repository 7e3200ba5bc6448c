//! The series of a unit test: which selector reads them, and how they follow a threshold or a service.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::model::InputSeries;
use crate::promql::{self, MatchOp, NodeKind, Selector};

/// One series, its name and labels taken apart.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) labels: Vec<(String, String)>,
    pub(super) values: String,
}

impl Series {
    /// A series as a unit test writes it.
    pub(super) fn read(input: &InputSeries) -> Option<Series> {
        let tree = promql::parse(&input.series).ok()?;
        let NodeKind::Selector(selector) = &tree.nodes().last()?.kind else { return None };
        let name = selector.name.as_ref()?.text.to_string();
        let labels = selector.matchers.iter().filter(|it| it.label != "__name__" && it.op == MatchOp::Equal);
        let labels = labels.map(|it| (it.label.to_string(), it.value.to_string())).collect();
        Some(Series { name, labels, values: input.values.clone() })
    }

    pub(super) fn write(&self) -> InputSeries {
        let labels: Vec<String> = self.labels.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        InputSeries { series: format!("{}{labels}", self.name), values: self.values.clone() }
    }

    pub(super) fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(label, _)| label == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        match self.labels.iter_mut().find(|(label, _)| label == name) {
            Some((_, known)) => *known = value.to_owned(),
            None => self.labels.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Does `selector` read it?
    pub(super) fn is_read_by(&self, selector: &Selector<'_>) -> bool {
        let named = selector.name.as_ref().is_some_and(|name| *name.text == self.name);
        named
            && selector.matchers.iter().filter(|it| it.label != "__name__").all(|it| {
                let value = self.label(&it.label).unwrap_or_default();
                match it.op {
                    MatchOp::Equal => *it.value == *value,
                    MatchOp::NotEqual => *it.value != *value,
                    MatchOp::Regex => whole(&it.value).is_some_and(|pattern| pattern.is_match(value)),
                    MatchOp::NotRegex => whole(&it.value).is_some_and(|pattern| !pattern.is_match(value)),
                }
            })
    }

    /// Its values times `factor`; nothing where they are no plain numbers.
    pub(super) fn scaled(&self, factor: f64) -> Option<Series> {
        self.with_values(|start, step| (start * factor, step.map(|step| step * factor)))
    }

    /// Its values plus `by`.
    pub(super) fn shifted(&self, by: f64) -> Option<Series> {
        self.with_values(|start, step| (start + by, step))
    }

    /// The bound of a histogram's bucket times `factor`.
    pub(super) fn widened(&self, factor: f64) -> Option<Series> {
        let bound: f64 = self.label("le")?.parse().ok()?;
        let mut series = self.clone();
        if bound.is_finite() {
            series.set("le", &shown(bound * factor));
        }
        Some(series)
    }

    fn with_values(&self, change: impl Fn(f64, Option<f64>) -> (f64, Option<f64>)) -> Option<Series> {
        let changed = |word: &str| -> Option<String> {
            if word.starts_with('_') || word == "stale" {
                return Some(word.to_owned());
            }
            let found: Captures<'_> = VALUES.captures(word)?;
            let step = found.name("step").map(|step| step.as_str().parse::<f64>()).transpose().ok()?;
            let (start, step) = change(found["start"].parse().ok()?, step);
            let step = step.map_or_else(String::new, |step| {
                format!("{}{}", if step < 0.0 { "-" } else { "+" }, shown(step.abs()))
            });
            let times = found.name("times").map_or("", |times| times.as_str());
            Some(format!("{}{step}{times}", shown(start)))
        };
        let values: Option<Vec<String>> = self.values.split_whitespace().map(changed).collect();
        Some(Series { values: values?.join(" "), ..self.clone() })
    }
}

/// `5+0x40`, `100x3`, `7`
static VALUES: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"\d+(?:\.\d+)?(?:e[+-]?\d+)?";
    Regex::new(&format!(r"^(?P<start>-?{number})(?P<step>[+-]{number})?(?P<times>x\d+)?$"))
        .expect("the pattern is constant")
});

fn whole(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{pattern})$")).ok()
}

/// A value between quotes, as PromQL writes it.
pub(super) fn quoted(value: &str) -> Cow<'static, str> {
    Cow::Owned(format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Six digits are enough, and never an exponent.
pub(super) fn shown(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let scale = 10_f64.powf(5.0 - value.abs().log10().floor());
    format!("{}", (value * scale).round() / scale)
}

#[cfg(test)]
mod tests {
    use super::Series;
    use crate::model::InputSeries;

    #[test]
    fn values_follow() {
        let read = |values: &str| {
            let input = InputSeries { series: "up{job=\"a\"}".into(), values: values.into() };
            Series::read(&input).expect("it is well formed")
        };
        assert_eq!(read("5+0x40 _x3 8-2x3").scaled(0.3).expect("numbers").values, "1.5+0x40 _x3 2.4-0.6x3");
        assert_eq!(read("60+0x40").shifted(-3600.0).expect("numbers").values, "-3540+0x40");
        assert!(read("{{schema:0}}").scaled(2.0).is_none());
        assert_eq!(read("1").write().series, "up{job=\"a\"}");
    }
}
