//! Until what hour something could have been done, as stories tell it: "after 17:00 there was nothing to be done".

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::patterns::Late;

/// How stories say so, in lower case, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(super) struct Deadlines(Vec<Late>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// How midnight is called.
    midnight: Vec<String>,
    /// With `{clock}` where the hour stands.
    told: Vec<String>,
}

/// An hour after which it was too late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::link) struct Deadline {
    /// In minutes from midnight: the latest of those that are told.
    pub(in crate::link) minutes: i64,
    /// How many minutes the clocks that the story names are ahead of UTC.
    pub(in crate::link) offsets: Vec<i64>,
}

/// A minute of the day: `17:00`, `17.00`, `17h00`, `17h`.
const CLOCK: &str = r"(?P<h>[01]?\d|2[0-4])(?:[:.h](?P<m>[0-5]\d)|h\b)";

impl From<Said> for Deadlines {
    fn from(said: Said) -> Self {
        // It may be in bold.
        let clock = format!(r"(?:\*\*)?(?:{CLOCK}|(?P<word>{}))(?:\*\*)?", said.midnight.join("|"));
        Deadlines(said.told.iter().map(|text| Late::seldom(&text.replace("{clock}", &clock))).collect())
    }
}

impl Deadlines {
    /// That of a story, line by line, in lower case.
    pub(super) fn of(&self, story: &str) -> Option<Deadline> {
        // Most stories tell of none at all.
        let patterns = self.0.iter().filter(|pattern| pattern.may_match(story));
        let told = patterns.flat_map(|pattern| story.lines().flat_map(|line| pattern.captures_iter(line)));
        let minutes = told.filter_map(|found| {
            let number = |name: &str| found.name(name).map_or(Ok(0), |it| it.as_str().parse::<i64>()).ok();
            if found.name("word").is_some() { Some(24 * 60) } else { Some(number("h")? * 60 + number("m")?) }
        });
        Some(Deadline { minutes: minutes.max()?, offsets: offsets(story) })
    }
}

/// `UTC-3`, `GMT+02:00`.
fn offsets(story: &str) -> Vec<i64> {
    static OFFSET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:utc|gmt) ?(?P<sign>[+−–-]) ?(?P<h>\d{1,2})(?::?(?P<m>[0-5]\d))?").expect("a fixed pattern")
    });
    let found = OFFSET.captures_iter(story).filter_map(|found| {
        let number = |name: &str| found.name(name).map_or(Ok(0), |it| it.as_str().parse::<i64>()).ok();
        let minutes = number("h")? * 60 + number("m")?;
        Some(if &found["sign"] == "+" { minutes } else { -minutes })
    });
    found.collect()
}
