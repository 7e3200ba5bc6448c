//! Series that exist: what a `/metrics` page shows, and what a server says it has loaded.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Expr, Text};
use crate::source::FileId;

/// One saved `/metrics` page.
#[derive(Clone, Debug)]
pub struct Exposition {
    /// The file.
    pub file: FileId,
    /// The file's name without its ending, which may be the job's.
    pub stem: String,
    /// The series, each once, sorted.
    pub series: BTreeSet<Series>,
    /// Names of families that are declared by `# TYPE` or `# HELP`, with or without series.
    pub families: BTreeSet<String>,
    /// Those of them that are gauges, whatever their names say.
    pub gauges: BTreeSet<String>,
    /// Metrics whose samples bring their own time.
    pub dated: BTreeSet<String>,
    /// Could every line be read?
    pub is_whole: bool,
}

/// One series, with a sample of it. Two of the same name and labels are the same series, whatever they say.
#[derive(Clone, Debug)]
pub struct Series {
    /// The metric's name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// What it said when the page was saved.
    pub value: f64,
}

impl Ord for Series {
    fn cmp(&self, other: &Series) -> Ordering {
        (&self.name, &self.labels).cmp(&(&other.name, &other.labels))
    }
}

impl PartialOrd for Series {
    fn partial_cmp(&self, other: &Series) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Series {
    fn eq(&self, other: &Series) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Series {}

impl Exposition {
    /// The series of one metric.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Series> + 'a {
        let first = Series { name: name.to_owned(), labels: BTreeMap::new(), value: 0.0 };
        self.series.range(first..).take_while(move |series| series.name == name)
    }

    /// Does a family with labels stay away until its first event? The client of Go shows neither its type nor its help
    /// before; others do.
    pub(crate) fn hides_what_never_happened(&self) -> bool {
        ["go_info", "go_goroutines"].iter().any(|name| self.of(name).next().is_some())
    }

    /// Is there a family that series of this name would belong to?
    pub(crate) fn declares(&self, name: &str) -> bool {
        let parts = ["_total", "_created", "_bucket", "_count", "_sum", "_info", "_gcount", "_gsum"];
        let base = parts.iter().filter_map(|part| name.strip_suffix(part));
        std::iter::once(name).chain(base).any(|family| self.families.contains(family))
    }
}

/// The answer of `/api/v1/rules`.
#[derive(Clone, Debug)]
pub struct RulesDump {
    /// The file.
    pub file: FileId,
    /// The alerting rules that the server has loaded.
    pub alerts: Vec<LoadedRule>,
    /// Does it hold alerting rules? A dump of `?type=record` says nothing of them.
    pub has_alerts: bool,
}

/// One rule that a server has loaded.
#[derive(Clone, Debug)]
pub struct LoadedRule {
    /// Its name.
    pub name: Text,
    /// Its expression, as the server prints it.
    pub query: Text,
    /// What the expression asks; `None` where it is in another language.
    pub expr: Option<Expr>,
    /// `health`: `ok`, `err` or `unknown`.
    pub health: String,
    /// The file it was loaded from, as the server calls it.
    pub from: String,
}
