//! Saved `/metrics` pages, in the text format and in OpenMetrics.
//!
//! The samples are read by `prometheus-parse`, which misreads what stands in quotes and drops lines without a word.
//! So everything that it could trip over is written in hexadecimal digits before, every line carries its number, and
//! what does not come back is said.

mod line;

use std::collections::{BTreeMap, BTreeSet};

use prometheus_parse::Value;

use super::part::Part;
use crate::model::{Exposition, Series, Skipped};
use crate::source::{FileId, Place};
use line::{Line, decoded};

/// The label that carries the number of a line; it is no hexadecimal name.
const NUMBER: &str = "line";
/// So many lines that cannot be read are told one by one.
const TOLD: usize = 3;

/// Reads a page.
pub(super) fn read(file: FileId, path: &str, text: &str, part: &mut Part) {
    let (mut families, mut gauges, mut dated) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut lines = Vec::new();
    let mut sent: BTreeMap<usize, std::ops::Range<usize>> = BTreeMap::new();
    let mut lost: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    for (number, raw) in text.split_inclusive('\n').enumerate() {
        let range = at..at + raw.trim_end_matches(['\n', '\r']).len();
        at += raw.len();
        match line::read(&text[range.clone()]) {
            Line::Nothing => {}
            Line::End => break,
            Line::Family { name, is_gauge } => {
                gauges.extend(is_gauge.then(|| name.clone()));
                families.insert(name);
            }
            Line::Sample(encoded) => {
                dated.extend(encoded.metric().filter(|_| encoded.is_dated));
                lines.push(Ok(encoded.with_number(NUMBER, number)));
                sent.insert(number, range);
            }
            Line::Broken => lost.push(range),
        }
    }
    let series = series(lines.into_iter(), &mut sent);
    lost.extend(sent.into_values());
    lost.sort_by_key(|range| range.start);
    part.skipped.extend(skipped(file, path, &lost));
    let (stem, is_whole) = (stem(path), lost.is_empty());
    part.expositions.push(Exposition { file, stem, series, families, gauges, dated, is_whole });
}

/// The series of the encoded lines; those that came back whole are taken out of `sent`.
fn series(
    lines: impl Iterator<Item = std::io::Result<String>>,
    sent: &mut BTreeMap<usize, std::ops::Range<usize>>,
) -> BTreeSet<Series> {
    let Ok(scrape) = prometheus_parse::Scrape::parse(lines) else { return BTreeSet::new() };
    let mut series = BTreeSet::new();
    for sample in scrape.samples {
        let Some(number) = sample.labels.get(NUMBER).and_then(|number| number.parse::<usize>().ok()) else { continue };
        let count = sample.labels.get(line::COUNT).and_then(|count| count.parse::<usize>().ok());
        let pairs = sample.labels.iter().filter(|(name, _)| *name != NUMBER && *name != line::COUNT);
        let labels: Option<BTreeMap<String, String>> =
            pairs.map(|(name, value)| Some((decoded(name)?, decoded(value)?))).collect();
        let (Some(name), Some(mut labels)) = (decoded(&sample.metric), labels) else { continue };
        if Some(labels.len()) != count {
            continue;
        }
        // An empty label is no label.
        labels.retain(|_, value| !value.is_empty());
        sent.remove(&number);
        series.insert(Series { name, labels, value: number_of(&sample.value) });
    }
    series
}

/// What a sample says; nothing is known of what is no single number.
fn number_of(value: &Value) -> f64 {
    match value {
        Value::Counter(number) | Value::Gauge(number) | Value::Untyped(number) => *number,
        Value::Histogram(_) | Value::Summary(_) => f64::NAN,
    }
}

fn skipped(file: FileId, path: &str, lost: &[std::ops::Range<usize>]) -> Vec<Skipped> {
    let more = lost.len().saturating_sub(TOLD);
    let told = lost.iter().take(TOLD).enumerate().map(|(at, range)| {
        let others = if at == 0 && more > 0 { format!(", and {more} more lines") } else { String::new() };
        let why = format!("this line is no sample that Prometheus takes{others}");
        let help = "save the page again: curl -s http://…/metrics > JOB.prom";
        Skipped { place: Some(Place::new(file, range.clone())), ..Skipped::unread(path, why, help) }
    });
    told.collect()
}

/// `node` of `dumps/node.prom`.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let endings = [".prom", ".txt", ".metrics", ".om", ".openmetrics"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests;
