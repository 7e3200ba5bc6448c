//! How much of something there can be, where a text says so: "its limit is 2 GiB", "max_connections is 100", "all 200 threads".

use globset::GlobSet;
use serde::Deserialize;

use super::count::{COUNT, number_of};
use super::in_one_case;
use super::level::{SPAN, names, spanned};
use super::sizes::{SIZE, bytes};
use crate::link::words::{WORDS, globs};
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction, Expr, Selector, divides};
use crate::patterns::Late;

/// One thing that there is no more of than so much, and how texts say how much that is, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(in crate::link) struct Cap {
    /// The metrics that say how much of it there is.
    metrics: GlobSet,
    /// What such a metric is called in findings.
    of: String,
    /// A rate of a counter says it.
    by_rate: bool,
    /// Only all series of a server together say it.
    summed: bool,
    /// A quantile of a histogram says it.
    quantile: bool,
    counts: Vec<Late>,
    sizes: Vec<Late>,
    spans: Vec<Late>,
    /// Texts that say it in words, each with its number.
    worded: Vec<(Late, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    of: String,
    metrics: Vec<String>,
    #[serde(default)]
    by_rate: bool,
    #[serde(default)]
    summed: bool,
    #[serde(default)]
    quantile: bool,
    #[serde(default)]
    counts: Vec<String>,
    #[serde(default)]
    sizes: Vec<String>,
    #[serde(default)]
    spans: Vec<String>,
    #[serde(default)]
    worded: Vec<(String, f64)>,
}

impl From<Said> for Cap {
    fn from(said: Said) -> Self {
        let all = |texts: &[String], mark: &str, with: &str| -> Vec<Late> {
            texts.iter().map(|text| Late::seldom(&text.replace(mark, with))).collect()
        };
        Cap {
            metrics: globs(&said.metrics),
            of: said.of,
            by_rate: said.by_rate,
            summed: said.summed,
            quantile: said.quantile,
            counts: all(&said.counts, "{count}", COUNT),
            sizes: all(&said.sizes, "{size}", SIZE),
            spans: all(&said.spans, "{span}", SPAN),
            worded: said.worded.into_iter().map(|(text, number)| (Late::seldom(&text), number)).collect(),
        }
    }
}

impl Cap {
    /// How much there can be at most by any of these texts.
    fn told(&self, texts: &[&str]) -> Option<f64> {
        let of_text = |text: &&str| {
            let plain = in_one_case(text);
            let plain = WORDS.reaches().in_digits(&plain);
            let found = |patterns: &[Late], value: &dyn Fn(&regex::Captures<'_>) -> Option<f64>| {
                let all = patterns.iter().flat_map(|pattern| pattern.captures_iter(&plain).collect::<Vec<_>>());
                all.filter_map(|found| value(&found)).reduce(f64::max)
            };
            let worded = self.worded.iter().filter(|(pattern, _)| pattern.is_match(&plain)).map(|(_, number)| *number);
            let sizes = found(&self.sizes, &|it| bytes(it, 1_024.0));
            let numbers = [found(&self.counts, &number_of), sizes, found(&self.spans, &spanned)];
            numbers.into_iter().flatten().chain(worded).reduce(f64::max)
        };
        texts.iter().filter_map(of_text).reduce(f64::max)
    }

    /// Is that what a comparison is about? A sum over several servers may be more than one of them can have.
    fn is_meant(
        &self,
        compared: &Comparison,
        (alert, expr): (&Alert, &Expr),
        of_one: &dyn Fn(&Selector) -> bool,
    ) -> bool {
        let series = expr.selectors.get(compared.series.clone()).unwrap_or_default();
        let is_rate = |it: &Selector| it.is_within("rate") || it.is_within("irate");
        let is_so = |it: &Selector| match self.quantile {
            true => it.is_within("histogram_quantile"),
            false => {
                let is_level = if self.by_rate { is_rate(it) } else { it.range.is_none() };
                is_level && (!it.is_within("sum") || self.summed && of_one(it))
            }
        };
        let written = alert.text.get(compared.span.clone()).unwrap_or_default();
        series.len() == 1
            && series.iter().all(is_so)
            && !divides(written)
            && names(compared, expr).is_some_and(|mut names| names.all(|name| self.metrics.is_match(name)))
    }
}

/// Why there is never so much as an alert asks for: the texts say how much there can be. `of_one` says whether all series of a
/// selector are of one server.
pub(in crate::link) fn beyond(
    caps: &[Cap],
    alert: &Alert,
    texts: &[&str],
    of_one: &dyn Fn(&Selector) -> bool,
) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    super::all_missed(expr, |compared| {
        let threshold = compared.threshold.filter(|_| compared.direction == Direction::Above)?;
        let cap = caps.iter().find(|cap| cap.is_meant(compared, (alert, expr), of_one))?;
        let most = cap.told(texts).filter(|most| threshold >= *most && !compared.holds_at(*most))?;
        Some(format!("fires above {threshold}, and there are no more {} than {most}, as is told", cap.of))
    })
}
