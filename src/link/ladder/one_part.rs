//! One of several parts stood still, and the others went on: `sum by (topic) (rate(x[5m])) == 0` sums over the partitions, and is
//! never 0 where eleven of twelve are read.

use std::sync::LazyLock;

use regex::Captures;
use serde::Deserialize;

use super::present::Lookup;
use super::programs::Globs;
use super::{Asked, unmet};
use crate::link::asked::{number_of, way_of_all};
use crate::link::coverage::{Flaw, Rung};
use crate::link::mention::sentence_around;
use crate::model::Alert;
use crate::model::expr::{Carried, Comparison, Direction, Expr, Selector};
use crate::patterns::Late;

/// `rules/one_part.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    parts: Vec<Part>,
    /// Labels that tell no two parts apart.
    coarse: Vec<String>,
    /// What stands for `{n}` in a pattern,
    number: String,
    /// for `{going}`
    going: String,
    /// and for `{usual}`.
    usual: String,
    one: Vec<String>,
    single: String,
    several: String,
    others: Vec<String>,
    stopped: String,
    all: Vec<String>,
    /// In a second.
    nothing: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    /// How a text names one, in lower case.
    named: String,
    /// What tells them apart.
    labels: Vec<String>,
    /// What has such a label below others that a rule may keep.
    #[serde(default)]
    metrics: Globs,
}

/// Parts of one kind.
struct Kind {
    labels: Vec<String>,
    metrics: Globs,
    head: Late,
    /// A text says that it was one,
    one: Vec<Late>,
    /// or speaks of one alone,
    single: Vec<Late>,
    /// that the others went on,
    others: Vec<Late>,
    /// that it was all of them.
    all: Vec<Late>,
}

struct Parts {
    kinds: Vec<Kind>,
    coarse: Vec<String>,
    /// What is called so is several, or another.
    several: Late,
    /// A sentence goes on to say what the others did not do.
    stopped: Late,
    /// Less a second is nothing.
    nothing: f64,
}

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/one_part.json")))
        .expect("rules/one_part.yml is read by a test");
    let kind = |part: Part| {
        let late = |list: &[String]| {
            let filled = list.iter().map(|text| text.replace("{going}", &file.going).replace("{usual}", &file.usual));
            let filled = filled.map(|text| text.replace("{part}", &format!("(?:{})", part.named)));
            let number = &file.number;
            let numbered = filled.map(|text| text.replacen("{n}", &format!("(?P<n>{number})"), 1));
            let numbered = numbered.map(|text| text.replace("{n}", &format!("(?:{number})")));
            numbered.map(|text| Late::seldom(&text)).collect()
        };
        let head = Late::seldom(&format!(r"\b(?:{})\b", part.named));
        let (one, others, all) = (late(&file.one), late(&file.others), late(&file.all));
        let single = late(std::slice::from_ref(&file.single));
        Kind { head, one, single, others, all, labels: part.labels, metrics: part.metrics }
    };
    let [stopped, several] = [&file.stopped, &file.several].map(|text| Late::seldom(text));
    Parts {
        stopped,
        several,
        coarse: file.coarse,
        nothing: file.nothing,
        kinds: file.parts.into_iter().map(kind).collect(),
    }
});

/// A shorter word of a metric's name tells nothing.
const SHORTEST: usize = 4;

/// The one part that a cause speaks of.
struct Mention {
    /// Of so many.
    number: Option<f64>,
    /// Does it say that it was one of several?
    is_sure: bool,
    /// What it is called: `queue`.
    called: String,
    /// The words with which it is named.
    words: String,
}

impl Lookup<'_, '_> {
    /// Why an alert on all parts together does not see the one that stood still.
    pub(super) fn one_of_its_parts(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let whole = asked.whole?;
        let compared: Vec<Compared<'_>> =
            expr.comparisons.iter().filter_map(|it| Compared::of(it, (alert, expr))).collect();
        let is_of_all = |kind: &&Kind| compared.iter().any(|it| kind.is_dropped(it));
        let cause = format!("{} | {}", asked.text, &*asked.incident.title).to_lowercase();
        let mut kinds = PARTS.kinds.iter().filter(is_of_all).peekable();
        kinds.peek()?;
        let why = kinds.find_map(|kind| {
            let one = kind.mention(&cause)?;
            if expr.metrics().any(|metric| kind.is_of(&one, metric)) {
                return None;
            }
            let all = kind.of_how_many(&one, whole.lower())?;
            unmet(alert, expr, |it| kind.hidden(compared.iter().find(|of| std::ptr::eq(of.written, it))?, alert, all))
        })?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }
}

impl Kind {
    /// The one of them that a cause speaks of, unless it says that all were hurt.
    fn mention(&self, cause: &str) -> Option<Mention> {
        let sure = self.one.iter().find_map(|pattern| pattern.captures(cause));
        let alone = || {
            let found = self.single.iter().flat_map(|pattern| pattern.captures_iter(cause).collect::<Vec<_>>());
            found.into_iter().find(|found| !PARTS.several.is_match(&found[0]))
        };
        let is_sure = sure.is_some();
        let found = sure.or_else(alone).filter(|_| !self.all.iter().any(|pattern| pattern.is_match(cause)))?;
        let behind = cause[found.get(0)?.end()..].split_whitespace().take(2);
        let words = found[0].split_whitespace().chain(behind).collect::<Vec<_>>().join(" ");
        let called = self.head.captures(&found[0])?[0].trim_end_matches('s').to_owned();
        Some(Mention { number: number(&found), is_sure, called, words })
    }

    /// Of how many one stood still while the others went on; two where nobody says.
    fn of_how_many(&self, one: &Mention, told: &str) -> Option<f64> {
        let goes_on = |found: &Captures<'_>| {
            let behind = found.get(0).map_or(0, |it| it.end());
            let rest = &told[behind..sentence_around(told, behind..behind).end];
            // Where only one is spoken of, the others have to be called what it is called.
            !PARTS.stopped.is_match(rest) && (one.is_sure || found[0].contains(&one.called))
        };
        let others = self.others.iter().find_map(|pattern| pattern.captures_iter(told).find(goes_on));
        let is_shown = || self.is_shown_by(told);
        if others.is_none() && !is_shown() {
            return None;
        }
        let rest = others.as_ref().and_then(number).map(|rest| rest + 1.0);
        Some(rest.or(one.number).filter(|all| *all > 2.0).unwrap_or(2.0))
    }

    /// Does a metric count what is of the one alone, as `mails_sent_total` does for the queue of mails?
    fn is_of(&self, one: &Mention, metric: &str) -> bool {
        let named = metric.split('_').filter(|part| part.len() >= SHORTEST && !self.is_head(part));
        let mut stems = named.map(|part| part.trim_end_matches('s'));
        !self.metrics.hold(metric) && stems.any(|stem| one.words.contains(stem))
    }

    /// Does a table of the parts show one column in which some are 0 and others are not?
    fn is_shown_by(&self, told: &str) -> bool {
        let mut rows: Vec<Vec<&str>> = Vec::new();
        told.lines().chain([""]).any(|line| {
            let Some(row) = line.trim().strip_prefix('|') else {
                return self.is_one_of(&std::mem::take(&mut rows));
            };
            rows.push(row.trim_end_matches('|').split('|').map(str::trim).collect());
            false
        })
    }

    fn is_one_of(&self, rows: &[Vec<&str>]) -> bool {
        let Some((head, rows)) = rows.split_first().filter(|(head, _)| head.first().is_some_and(|it| self.is_head(it)))
        else {
            return false;
        };
        let is_read = |cell: &&&str| cell.starts_with(|c: char| c.is_ascii_digit());
        (1..head.len()).any(|at| {
            let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(at)).filter(is_read).copied().collect();
            let still = cells.iter().filter(|cell| is_nothing(cell)).count();
            still > 0 && cells.len() > 1 && still < cells.len()
        })
    }

    fn is_head(&self, cell: &str) -> bool {
        self.head.is_match(cell)
    }

    /// Does a comparison put all parts of this kind together?
    fn is_dropped(&self, compared: &Compared<'_>) -> bool {
        let Compared { kept, series, .. } = compared;
        let is_below = || series.iter().all(|it| it.name().is_some_and(|name| self.metrics.hold(name)));
        let is_coarse = || kept.iter().all(|label| PARTS.coarse.contains(label));
        let is_asked = |it: &Selector| it.matchers.iter().any(|matcher| self.labels.contains(&matcher.label));
        let is_kept = kept.iter().any(|label| self.labels.contains(label));
        !is_kept && !series.iter().any(is_asked) && (is_coarse() || is_below())
    }

    fn hidden(&self, compared: &Compared<'_>, alert: &Alert, all: f64) -> Option<String> {
        self.is_dropped(compared).then_some(())?;
        let together = way_of_all(compared.written, (compared.expr, &alert.text), all);
        let way = together.or_else(|| nothing_at_all(compared))?;
        let label = &self.labels[0];
        Some(format!("takes the {way} over each {label}, and one stood still while the others went on"))
    }
}

/// A comparison of what keeps only some labels of its series.
struct Compared<'e> {
    written: &'e Comparison,
    expr: &'e Expr,
    /// What it compares.
    series: &'e [Selector],
    /// The labels that are left.
    kept: Vec<String>,
}

impl<'e> Compared<'e> {
    fn of(written: &'e Comparison, (alert, expr): (&Alert, &'e Expr)) -> Option<Compared<'e>> {
        let series = expr.selectors.get(written.series.clone()).filter(|series| !series.is_empty())?;
        let Carried::Only(kept) = Expr::read(alert.text.get(written.span.clone())?).ok()?.carried else { return None };
        Some(Compared { written, expr, series, kept })
    }
}

/// The sum of rates that an alert wants to be next to nothing, or their average.
fn nothing_at_all(compared: &Compared<'_>) -> Option<&'static str> {
    let Compared { written, series, .. } = compared;
    let is_rate = |it: &Selector| it.is_within("rate") || it.is_within("irate");
    let way = *series.first()?.within.first().filter(|way| matches!(**way, "sum" | "avg"))?;
    let less = written.threshold.filter(|_| series.len() == 1 && is_rate(&series[0]))?;
    let is_low = match written.direction {
        Direction::Below => way == "sum" && less <= PARTS.nothing,
        Direction::Equal => less == 0.0,
        _ => false,
    };
    is_low.then_some(way)
}

fn number(found: &Captures<'_>) -> Option<f64> {
    number_of(found.name("n")?.as_str())
}

/// `0`, `0/s`, `0 a minute`, and not `0.3` or `0 – 6`.
fn is_nothing(cell: &str) -> bool {
    let rest = cell.strip_prefix('0').map(str::trim_start);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || ".,-–:".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::PARTS;

    #[test]
    fn a_table_shows_that_one_stood_still() {
        let partitions = &PARTS.kinds[0];
        for (rows, is) in [
            ("| partition | committed |\n|---|---|\n| 0 | 800 |\n| 7 | 0 |\n| 8 | 790 |", true),
            ("| partition | committed |\n|---|---|\n| 0 | 800 |\n| 7 | 640 |", false),
            ("| partition | committed |\n|---|---|\n| 0 | 0 |\n| 7 | 0 |", false),
            ("| broker | committed |\n|---|---|\n| 0 | 800 |\n| 7 | 0 |", false),
            ("| partition | behind |\n|---|---|\n| 0 | 0.8 |\n| 7 | 12 |", false),
        ] {
            assert_eq!(partitions.is_shown_by(&format!("so it was:\n\n{rows}\n\nthen")), is, "{rows}");
        }
    }
}
