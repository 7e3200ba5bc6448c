//! What a story shows of a load: the highest reading of each column whose head says what it holds, and what sentences say that it
//! was at most.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::level::{in_words, is_delay, names, percent, share_of};
use super::{all_missed, in_seconds};
use crate::link::words::regexes;
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction, Expr};
use crate::patterns::{Late, Patterns};

/// What columns hold, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    kinds: Vec<Kind>,
    /// How many seconds a unit has, in lower case.
    seconds: BTreeMap<String, f64>,
    /// How hundredths are called.
    percent: Vec<String>,
    /// What says of a column that it counts what is free, and not what is used.
    free: Patterns,
}

/// A kind of readings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    /// How the heads of its columns say so, in lower case.
    head: Patterns,
    /// In the names of the metrics that say the same.
    metrics: Vec<String>,
    unit: Unit,
    /// How sentences and programs say how much it was at most, in hundredths: in the group `n`, or in the group `left` what was left.
    #[serde(default, deserialize_with = "regexes")]
    told: Vec<Late>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Seconds,
    Percent,
}

/// The highest reading of all columns of one kind, in seconds or as a part of one that is used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Readings {
    /// Index into [`Columns::kinds`].
    kind: usize,
    highest: f64,
    /// How many there are.
    count: usize,
}

/// Of fewer readings nobody knows what lay between them.
const FEWEST: usize = 3;
/// A level so many times beyond the highest reading was not reached between two of them either.
const BEYOND: f64 = 1.5;

impl Columns {
    /// The readings of a story, by kind.
    pub(super) fn of(&self, story: &str, plain: &str) -> Vec<Readings> {
        let mut found = BTreeMap::new();
        if story.contains("\n|") {
            self.tables(story, &mut found);
        }
        for (kind, highest) in self.kinds.iter().enumerate().filter_map(|(at, kind)| Some((at, kind.highest(plain)?))) {
            found.entry(kind).or_insert(Readings { kind, highest, count: 0 }).take(highest, FEWEST);
        }
        found.into_values().filter(|all| all.count >= FEWEST).collect()
    }

    /// Those of its tables.
    fn tables(&self, story: &str, found: &mut BTreeMap<usize, Readings>) {
        let mut heads: Option<Vec<Option<Column>>> = None;
        for line in story.lines() {
            let Some(cells) = cells(line) else {
                heads = None;
                continue;
            };
            let Some(columns) = &heads else {
                heads = Some(cells.map(|head| self.column(&head.to_lowercase())).collect());
                continue;
            };
            for (cell, column) in cells.zip(columns) {
                let Some((kind, value)) = column.as_ref().and_then(|it| Some((it.kind, self.reading(cell, it)?)))
                else {
                    continue;
                };
                found.entry(kind).or_insert(Readings { kind, highest: value, count: 0 }).take(value, 1);
            }
        }
    }

    /// What a column holds, by its head.
    fn column(&self, head: &str) -> Option<Column> {
        let kind = self.kinds.iter().position(|kind| kind.head.is_match(head))?;
        let words = || head.split(|c: char| !c.is_alphanumeric() && c != '%').filter(|word| !word.is_empty());
        let factor = words().find_map(|word| self.factor(word, self.kinds[kind].unit));
        let is_free = self.kinds[kind].unit == Unit::Percent && self.free.is_match(head);
        Some(Column { kind, factor, is_free })
    }

    fn factor(&self, word: &str, unit: Unit) -> Option<f64> {
        match unit {
            Unit::Seconds => self.seconds.get(word).copied(),
            Unit::Percent => self.percent.iter().any(|known| known == word).then_some(0.01),
        }
    }

    /// What a cell says: a number, with its unit behind it where the head has none.
    fn reading(&self, cell: &str, column: &Column) -> Option<f64> {
        let cell = cell.trim().trim_start_matches(['~', '≈', '*', '`', ' ']).to_lowercase();
        let digits = cell.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(cell.len());
        let number = number(&cell[..digits])?;
        let behind = cell[digits..].trim_start();
        let end = behind.find(|c: char| !c.is_alphanumeric() && c != '%').unwrap_or(behind.len());
        let own = self.factor(&behind[..end], self.kinds[column.kind].unit);
        let value = number * own.or(column.factor)?;
        Some(if column.is_free { 1.0 - value } else { value })
    }

    /// Why an alert fires at none of the readings that tables show of what it compares.
    pub(super) fn missed_by(&self, all: &[Readings], alert: &Alert) -> Option<String> {
        let expr = alert.expr.as_ref()?;
        all.iter().find_map(|readings| all_missed(expr, |it| self.missed(readings, it, (alert, expr))))
    }

    fn missed(&self, all: &Readings, compared: &Comparison, (alert, expr): (&Alert, &Expr)) -> Option<String> {
        let kind = &self.kinds[all.kind];
        let is_meant = |name: &str| kind.metrics.iter().any(|word| name.contains(word.as_str()));
        names(compared, expr)?.all(is_meant).then_some(())?;
        match (kind.unit, compared.direction) {
            (Unit::Seconds, Direction::Above) => {
                let level = in_seconds(compared, &alert.text).filter(|_| is_delay(compared, expr, &alert.text))?;
                (level > all.highest * BEYOND).then_some(())?;
                Some(format!(
                    "fires above {}, and the highest that is told is {}",
                    in_words(level),
                    in_words(all.highest)
                ))
            }
            (Unit::Percent, Direction::Above) => {
                let level = share_of(compared, expr, &alert.text).filter(|level| is_beyond(*level, all.highest))?;
                Some(format!(
                    "fires above {} %, and the highest that is told is {} %",
                    percent(level),
                    percent(all.highest)
                ))
            }
            // What is below a level of what is free.
            (Unit::Percent, Direction::Below) => {
                let used = 1.0 - share_of(compared, expr, &alert.text)?;
                let [level, lowest] = [used, all.highest].map(|used| percent(1.0 - used));
                is_beyond(used, all.highest)
                    .then(|| format!("fires below {level} %, and the lowest that is told is {lowest} %"))
            }
            _ => None,
        }
    }
}

impl Readings {
    /// Adds one that counts for so many.
    fn take(&mut self, reading: f64, count: usize) {
        self.highest = self.highest.max(reading);
        self.count += count;
    }
}

impl Kind {
    /// What a text says that it was at most, as a part of one.
    fn highest(&self, plain: &str) -> Option<f64> {
        let found = self.told.iter().flat_map(|pattern| pattern.captures_iter(plain));
        let parts = found.filter_map(|found| {
            let part = |name: &str| found.name(name)?.as_str().parse::<f64>().ok().map(|it| it / 100.0);
            part("n").or_else(|| part("left").map(|left| 1.0 - left))
        });
        parts.reduce(f64::max)
    }
}

/// A column of readings.
#[derive(Clone, Copy, Debug)]
struct Column {
    kind: usize,
    /// What a number without a unit is multiplied by.
    factor: Option<f64>,
    is_free: bool,
}

/// `412`, `6.9`, `6,9`, `5,200`: three digits behind a mark are thousands.
pub(in crate::link) fn number(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(['.', ',']).collect();
    let thousands = parts[0].len() <= 3 && parts[0] != "0" && parts[1..].iter().all(|part| part.len() == 3);
    parts.concat().parse::<f64>().ok().filter(|_| thousands).or_else(|| text.replace(',', ".").parse().ok())
}

/// Is a part so much more than another, by what is used or by what is left?
fn is_beyond(level: f64, highest: f64) -> bool {
    level > highest * BEYOND || level > highest && (1.0 - highest) > (1.0 - level) * BEYOND
}

/// The cells of a row between bars; `None` of any other line. The line below the heads holds no readings.
pub(super) fn cells(line: &str) -> Option<impl Iterator<Item = &str>> {
    let row = line.trim().strip_prefix('|')?;
    Some(row.strip_suffix('|').unwrap_or(row).split('|'))
}
