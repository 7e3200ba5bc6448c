//! How many bytes were left, where a text says so, and how fast they went: `49.9 GiB of disk were free`, `9 GB a day`; and how
//! many bits went over a line in a second.

use regex::Captures;
use serde::Deserialize;

use super::level::names;
use super::reached::LONGER;
use super::{all_missed, within};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, divides, operators};
use crate::model::{Alert, seconds_of};
use crate::patterns::Late;

/// How texts say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(super) struct Sizes {
    free: Vec<Late>,
    taken: Late,
    /// What the names of metrics hold that say how much is left.
    metrics: Vec<String>,
    /// How many bits a second went over a line, or may.
    bits: Late,
    /// What the names of metrics hold that count bytes on a line.
    lines: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    free: Vec<String>,
    taken: String,
    metrics: Vec<String>,
    bits: String,
    lines: Vec<String>,
}

/// A number of bytes, in the groups `n` and `size`.
pub(super) const SIZE: &str = r"(?P<n>\d+(?:\.\d+)?) ?(?P<size>[kmgtp]i?b|bytes)\b";

impl From<Said> for Sizes {
    fn from(said: Said) -> Self {
        let late = |text: &String| Late::seldom(&text.replace("{size}", SIZE));
        Sizes {
            free: said.free.iter().map(late).collect(),
            taken: late(&said.taken),
            metrics: said.metrics,
            bits: Late::seldom(&said.bits),
            lines: said.lines,
        }
    }
}

impl Sizes {
    /// How many were free at least; who writes GB may mean GiB, which is more.
    pub(super) fn free(&self, plain: &str) -> Option<f64> {
        let found = self.free.iter().flat_map(|pattern| pattern.captures_iter(plain).collect::<Vec<_>>());
        found.filter_map(|found| bytes(&found, 1_000.0)).reduce(f64::min)
    }

    /// How many were taken in a second at most.
    pub(super) fn taken(&self, plain: &str) -> Option<f64> {
        let found = self.taken.captures_iter(plain);
        let rates = found.filter_map(|found| Some(bytes(&found, 1_024.0)? / seconds_of(&found["unit"])));
        rates.reduce(f64::max)
    }

    /// How many bits a second the fastest line carried that is told of, or can carry.
    pub(super) fn bits(&self, plain: &str) -> Option<f64> {
        let found = self.bits.captures_iter(plain);
        let rates = found.filter_map(|found| Some(found["n"].parse::<f64>().ok()? * power(&found["size"], 1_000.0)));
        rates.reduce(f64::max)
    }
}

/// How many bytes these are, where a `G` that is no `Gi` is this often a thousand.
pub(super) fn bytes(found: &Captures<'_>, thousand: f64) -> Option<f64> {
    let size = &found["size"];
    let base: f64 = if size.contains('i') { 1_024.0 } else { thousand };
    let power = if size == "bytes" { 1.0 } else { power(size, base) };
    Some(found["n"].parse::<f64>().ok()? * power)
}

/// What a unit begins with: `m` is a million.
fn power(unit: &str, base: f64) -> f64 {
    base.powi("kmgtp".find(&unit[..1]).map_or(0, |at| at as i32 + 1))
}

/// Why so many bytes were never so few as an alert asks for, now or so far ahead as it looks.
pub(super) fn never_so_little(free: f64, taken: Option<f64>, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let metrics = &WORDS.reaches().sizes.metrics;
    let missed = |it: &Comparison| {
        let is_left = |name: &str| metrics.iter().any(|word| name.contains(word.as_str()));
        let [selector] = expr.selectors.get(it.series.clone())? else { return None };
        let threshold = it.threshold.filter(|_| it.direction == Direction::Below)?;
        if !names(it, expr)?.all(is_left) || divides(within(it, &alert.text)) {
            return None;
        }
        let ahead = match &selector.within[..] {
            _ if selector.keeps_its_level() => 0.0,
            ["predict_linear"] => taken? * expr.horizon()?,
            _ => return None,
        };
        let least = free - ahead;
        let why = || match ahead {
            0.0 => format!("fires below {}, and {} were left", in_units(threshold), in_units(free)),
            _ => format!("sees {} at what is told, and asks for less than {}", in_units(least), in_units(threshold)),
        };
        (least > threshold).then(why)
    };
    all_missed(expr, missed)
}

/// Why no line was ever so busy as an alert asks for that counts its bytes, where so many bits are all that any carries.
pub(super) fn never_so_busy(bits: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let lines = &WORDS.reaches().sizes.lines;
    let missed = |it: &Comparison| {
        let counts = |name: &str| lines.iter().any(|word| name.contains(word.as_str()));
        let [selector] = expr.selectors.get(it.series.clone())? else { return None };
        let threshold = it.threshold.filter(|_| it.direction == Direction::Above)?;
        let is_rate = matches!(selector.within[..], ["rate" | "irate"]);
        let is_plain = operators(within(it, &alert.text), &['*', '/']).next().is_none();
        let why = || {
            format!(
                "fires above {threshold} bytes a second, and {} are no more than {}",
                in_bits(bits),
                in_units(bits / 8.0)
            )
        };
        (is_rate && is_plain && names(it, expr)?.all(counts) && threshold > bits / 8.0 * LONGER).then(why)
    };
    all_missed(expr, missed)
}

/// "1 Gbit/s".
fn in_bits(bits: f64) -> String {
    let (shown, unit) = if bits >= 1e9 { (bits / 1e9, "Gbit/s") } else { (bits / 1e6, "Mbit/s") };
    format!("{} {unit}", (shown * 100.0).round() / 100.0)
}

/// "49.9 GB".
fn in_units(bytes: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let (size, unit) = units.into_iter().find(|(size, _)| bytes.abs() >= *size).unwrap_or((1.0, "bytes"));
    format!("{} {unit}", (bytes / size * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use crate::link::asked::Story;
    use crate::link::sample::rules;

    #[test]
    fn a_line_carries_an_eighth_of_its_bits() {
        let full = "The line of 1 Gbit/s was full at 985 Mbit/s.";
        for (story, expr, is_missed) in [
            (full, "rate(ifHCInOctets{ifName=\"wan\"}[5m]) > 900e6", true),
            (full, "rate(ifHCInOctets{ifName=\"wan\"}[5m]) * 8 > 900e6", false),
            (full, "rate(ifHCInOctets{ifName=\"wan\"}[5m]) > 110e6", false),
            (full, "sum(rate(node_network_receive_bytes_total[5m])) > 900e6", false),
            (full, "rate(disk_written_bytes_total[5m]) > 900e6", false),
            ("Of 10 Gbps, one was used.", "rate(node_network_receive_bytes_total[5m]) > 900e6", false),
            ("It had 900 GB.", "rate(node_network_receive_bytes_total[5m]) > 900e12", false),
        ] {
            let rules = rules(&[("A", expr)]);
            assert_eq!(Story::of(story, "").hidden_from(&rules.alerts[0]).is_some(), is_missed, "{story} {expr}");
        }
    }

    #[test]
    fn what_was_left_was_never_so_little() {
        let gib = "The graph of free space is flat from there on: 49.9 GiB, for an hour.";
        let daily = "It lost about 9 GB a day. The disk stayed as it was, 100 GB free, until noon.";
        let ahead = "predict_linear(fs_available_bytes[6h], 4 * 3600) < ";
        for (story, expr, is_missed) in [
            (gib, "disk_space_available_bytes < 50e9".to_owned(), true),
            (gib, "disk_space_available_bytes < 50 * 1024 * 1024 * 1024".to_owned(), false),
            (gib, "disk_space_available_bytes / disk_size_bytes < 0.05".to_owned(), false),
            (gib, "rate(disk_space_available_bytes[5m]) < 5".to_owned(), false),
            (gib, "disk_used_bytes < 50e9".to_owned(), false),
            ("Free space fell to 49 GB.", "disk_space_available_bytes < 50e9".to_owned(), false),
            ("There were 51 GB free.", "disk_space_available_bytes < 50e9".to_owned(), true),
            (daily, format!("{ahead}0"), true),
            (daily, format!("{ahead}100e9"), false),
            ("The disk stayed as it was, 100 GB free.", format!("{ahead}0"), false),
        ] {
            let rules = rules(&[("A", &expr)]);
            assert_eq!(Story::of(story, "").hidden_from(&rules.alerts[0]).is_some(), is_missed, "{story} {expr}");
        }
    }
}
