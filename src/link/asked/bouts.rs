//! Faults that came again and again, by a table with a row for each time: when it went down, until when, or for how long.

use super::columns::cells;
use crate::link::words::WORDS;
use crate::patterns::Patterns;

/// How such tables are headed, in lower case, from `rules/linking.yml`.
pub(super) struct Heads {
    /// When it went down.
    pub(super) went: Patterns,
    /// From when it was; of what, only the story says.
    pub(super) from: Patterns,
    /// Until when.
    pub(super) until: Patterns,
    /// For how long.
    pub(super) took: Patterns,
}

/// So many times are no accident.
const SEVERAL: usize = 3;
const MINUTES_A_DAY: i64 = 24 * 60;
/// Hours of two minutes are up to a minute further apart than they say.
const ROUNDED: f64 = 60.0;

/// How many seconds it lasted at most, from when to when in minutes of a day, where it was over each time before it came again.
pub(super) fn apart(times: &[(i64, i64)]) -> Option<f64> {
    let is_apart = times.windows(2).all(|two| two[0].1 < two[1].0 || two[1].0 < two[0].0);
    let last = |(from, to): &(i64, i64)| (to - from).rem_euclid(MINUTES_A_DAY) as f64 * 60.0;
    let longest = || times.iter().map(last).reduce(f64::max);
    (times.len() >= SEVERAL && is_apart).then(longest).flatten()
}

/// Which column tells the end; the beginning stands in another.
#[derive(Clone, Copy)]
enum End {
    Until(usize),
    Took(usize),
}

impl Heads {
    /// How many seconds it lasted at most, by the first table of a story in lower case that tells it of each time. What is only
    /// headed `from` and `to` counts where the story says that it came again.
    pub(super) fn longest(&self, lines: &str, came_again: impl Fn() -> bool) -> Option<f64> {
        if !lines.contains("\n|") {
            return None;
        }
        let mut lines = lines.lines().peekable();
        while let Some(line) = lines.next() {
            let Some(heads) = cells(line) else { continue };
            let mut rows: Vec<Vec<&str>> = Vec::new();
            while let Some(row) = lines.peek().copied().and_then(cells) {
                rows.push(row.map(str::trim).collect());
                lines.next();
            }
            let heads: Vec<&str> = heads.map(str::trim).collect();
            let found = self.columns(&heads, &came_again).find_map(|(from, end)| longest(&rows, from, end));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The columns that may tell the beginning, each with the one that tells the end.
    fn columns(&self, heads: &[&str], came_again: impl Fn() -> bool) -> impl Iterator<Item = (usize, End)> {
        let column = |patterns: &Patterns| heads.iter().position(|head| patterns.is_match(head));
        let until = column(&self.until);
        let (end, at) = (until.map(End::Until).or(column(&self.took).map(End::Took)), until.or(column(&self.took)));
        let is_told = heads.iter().any(|head| self.went.is_match(head)) || came_again();
        let begins = |head: &str| self.went.is_match(head) || self.from.is_match(head);
        let from = heads.iter().enumerate().filter(|(from, head)| Some(*from) != at && begins(head));
        let from: Vec<usize> = from.map(|(from, _)| from).collect();
        from.into_iter().filter_map(move |from| Some((from, end?))).filter(move |_| is_told)
    }
}

/// How many seconds it lasted at most, by the rows of a table.
fn longest(rows: &[Vec<&str>], from: usize, end: End) -> Option<f64> {
    // What stands between the heads and the rows holds nothing.
    let rows = rows.iter().filter(|row| !row.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' '))));
    match end {
        End::Until(until) => {
            let times = rows.map(|row| Some((minute(row.get(from)?)?, minute(row.get(until)?)?)));
            apart(&times.collect::<Option<Vec<_>>>()?).map(|longest| longest + ROUNDED)
        }
        End::Took(took) => {
            let lasted = rows.map(|row| {
                minute(row.get(from)?)?;
                WORDS.reaches().spans(row.get(took)?).into_iter().reduce(f64::max)
            });
            let lasted: Vec<f64> = lasted.collect::<Option<_>>()?;
            lasted.iter().copied().reduce(f64::max).filter(|_| lasted.len() >= SEVERAL)
        }
    }
}

/// The minute of the day that a cell holds: `15:31`, `15:31:20 utc`.
fn minute(cell: &str) -> Option<i64> {
    let hour = cell.trim_matches(['*', '`', '~', ' ']).split(' ').next()?;
    let mut parts = hour.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}
