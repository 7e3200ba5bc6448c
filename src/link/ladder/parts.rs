//! Whether an alert asks for the very volume or device that the text of a risk names, where saved `/metrics` pages show it.

use super::path_of;
use super::present::{Lookup, admits, admits_job, shown};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Expr, Matcher, Role, Selector};
use crate::model::{Alert, Exposition, Series};

/// Labels that the scrape adds.
const OF_TARGETS: [&str; 2] = ["job", "instance"];

impl Lookup<'_, '_> {
    /// Why an alert does not see the part that the text names: its series are shown, and none of them is asked for.
    pub(super) fn passed_over(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let why = read.into_iter().find_map(|selector| self.passes_over(selector, text))?;
        Some(Rung::broken(Flaw::AbsentSeries, why).at(alert.text.place))
    }

    fn passes_over(&self, selector: &Selector, text: &str) -> Option<String> {
        let name = selector.name()?;
        let is_of_job = |page: &&Exposition| admits_job(selector, &page.stem);
        let changed = |page: &Exposition| self.scrapes(&page.stem).any(|(_, scrape)| scrape.changes_series);
        let mut pages = self.model.expositions.iter().filter(is_of_job).filter(|page| !changed(page));
        pages.find_map(|page| {
            let (label, part) = told(page.of(name).collect(), text)?;
            let of_part: Vec<&Series> =
                page.of(name).filter(|series| series.labels.get(label).is_some_and(|value| *value == part)).collect();
            let own = |matcher: &&Matcher| !OF_TARGETS.contains(&matcher.label.as_str()) && matcher.label != label;
            // A label that is not shown may be added by the scrape.
            let lets = |matcher: &Matcher, series: &Series| {
                series.labels.get(&matcher.label).is_none_or(|value| admits(matcher, value))
            };
            let shut = |matcher: &&Matcher| !of_part.iter().any(|series| lets(matcher, series));
            let matcher = selector.matchers.iter().filter(own).find(shut)?;
            let page = path_of(self.sources, page.file);
            Some(format!("{} leaves out what {name} in {page} says of {label} {part}", shown(matcher)))
        })
    }
}

/// The part that the text names, of those that the series are of.
fn told<'s>(series: Vec<&'s Series>, text: &str) -> Option<(&'static str, &'s str)> {
    let of = |label: &str| series.iter().filter_map(|it| it.labels.get(label).map(String::as_str)).collect::<Vec<_>>();
    let device = || {
        let devices = of("device");
        let is_called = |told: &str| devices.iter().copied().find(|device| device.trim_start_matches("/dev/") == told);
        WORDS.parts_told("device", text).find_map(is_called)
    };
    let volumes = of("mountpoint");
    let volume = WORDS.parts_told("mountpoint", text).find_map(|path| mounted(&volumes, path));
    volume.map(|volume| ("mountpoint", volume)).or_else(|| device().map(|device| ("device", device)))
}

/// The volume that holds `path`; not the root one, which holds all that has none of its own.
fn mounted<'s>(volumes: &[&'s str], path: &str) -> Option<&'s str> {
    let holds =
        |volume: &&&str| path.strip_prefix(**volume).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    volumes.iter().filter(holds).copied().max_by_key(|volume| volume.len()).filter(|volume| *volume != "/")
}
