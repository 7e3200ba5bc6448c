//! Whether what is scraped is still there, and under its name and labels, once the job is through with it:
//! `metric_relabel_configs`, `sample_limit`.

use std::collections::BTreeSet;

use super::path_of;
use super::present::{Lookup, admits};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{MatchOp, Selector};
use crate::model::{Jobs, Relabel, Scrape};

/// What a metric is called by.
const NAME: &str = "__name__";

/// A step after which a selector finds nothing any more.
struct Hidden<'s> {
    step: &'s Relabel,
    /// What it does, behind the name of the job: `drop node_load1`.
    how: String,
    by_name: bool,
}

impl<'a> Lookup<'_, 'a> {
    /// Why nothing of what a selector asks for is left of any of these `jobs`.
    pub(super) fn hidden(&self, selector: &Selector, jobs: &BTreeSet<String>) -> Option<Rung> {
        self.rewritten(selector, jobs).or_else(|| self.refused(jobs)).or_else(|| self.uncollected(selector, jobs))
    }

    /// All jobs that may have such series drop or rewrite them. Where one drops a metric by its name and is called as it begins,
    /// `node_systemd_unit_state` and `node`, no job of another name has it.
    fn rewritten(&self, selector: &Selector, jobs: &BTreeSet<String>) -> Option<Rung> {
        let begins = selector.name()?.split('_').next().filter(|begins| begins.len() > 2);
        let is_namesake = |job: &str| begins.is_some_and(|begins| job.contains(begins));
        let scrapes: Vec<(&Scrape, Option<Hidden<'a>>)> =
            self.all_scrapes()?.map(|(_, scrape)| (scrape, hidden(scrape, selector))).collect();
        let drops = |hidden: &Hidden<'_>| hidden.by_name && hidden.step.action == "drop";
        let named = scrapes.iter().any(|(it, hidden)| is_namesake(&it.job.value) && hidden.as_ref().is_some_and(drops));
        let mut steps = scrapes.into_iter().filter_map(|(scrape, hidden)| {
            let Jobs::Known(known) = &scrape.jobs else { return Some(None) };
            let mut admitted = known.iter().filter(|job| jobs.contains(*job)).peekable();
            let concerns = admitted.peek().is_some() && (!named || admitted.any(|job| is_namesake(job)));
            concerns.then(|| Some((&*scrape.job.value, hidden?)))
        });
        let (job, first) = steps.next()??;
        let why = format!("metric_relabel_configs of the job {job} {}", first.how);
        steps.all(|step| step.is_some()).then(|| Rung::broken(Flaw::AbsentSeries, why).at(first.step.place))
    }

    /// All jobs that may have a metric ask their exporter for other collectors than that which it is of.
    fn uncollected(&self, selector: &Selector, jobs: &BTreeSet<String>) -> Option<Rung> {
        let collector = WORDS.collector_of(selector.name()?)?;
        let asked = |job: &String| {
            let scrapes = self.scrapes(job).map(|(_, scrape)| scrape.collectors.as_ref());
            let lacks = |asked: &&Vec<String>| !asked.iter().any(|it| it == collector);
            scrapes.map(|asked| asked.filter(lacks)).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
        };
        let all: Option<Vec<_>> = jobs.iter().map(|job| Some((job, asked(job)?))).collect();
        let (job, asked) = all?.into_iter().next()?;
        let why =
            format!("the job {job} asks for the collectors {} only, and not for {collector}", asked[0].join(", "));
        Some(Rung::broken(Flaw::AbsentSeries, why))
    }

    /// Of each job the pages show more samples than a scrape may have.
    fn refused(&self, jobs: &BTreeSet<String>) -> Option<Rung> {
        let all: Option<Vec<String>> = jobs.iter().map(|job| self.too_many(job)).collect();
        Some(Rung::broken(Flaw::AbsentSeries, all?.into_iter().next()?))
    }

    fn too_many(&self, job: &str) -> Option<String> {
        let limits = self.scrapes(job).map(|(_, scrape)| {
            let drops = scrape.metric_relabels.iter().any(Relabel::may_drop);
            scrape.sample_limit.filter(|_| !drops)
        });
        let limit = limits.collect::<Option<Vec<u64>>>()?.into_iter().max()?;
        let pages = self.model.expositions.iter().filter(|page| page.stem == job);
        let counts = pages.map(|page| (u64::try_from(page.series.len()).unwrap_or(u64::MAX), page));
        let (count, page) = counts.min_by_key(|(count, _)| *count).filter(|(count, _)| *count > limit)?;
        Some(format!(
            "{} shows {count} samples, and sample_limit of the job {job} is {limit}: every scrape is refused as a whole",
            path_of(self.sources, page.file)
        ))
    }
}

/// The step of `metric_relabel_configs` that leaves nothing for a selector. What stands behind a step that may write what it asks
/// is not told.
fn hidden<'s>(scrape: &'s Scrape, selector: &Selector) -> Option<Hidden<'s>> {
    let name = selector.name()?;
    let steps = &scrape.metric_relabels;
    let writes = |label: &str| steps.iter().any(|step| step.may_write(label));
    let mut named = steps.iter().take_while(|step| !step.may_write(NAME));
    named
        .find_map(|step| dropped(step, selector, name, &writes))
        .or_else(|| steps.iter().find_map(|step| unlabelled(step, selector, &writes)))
        .or_else(|| renamed(steps, name))
}

/// Does a step drop all of it, by the name and by labels that the selector names?
fn dropped<'s>(
    step: &'s Relabel,
    selector: &Selector,
    name: &str,
    writes: &dyn Fn(&str) -> bool,
) -> Option<Hidden<'s>> {
    let drops = match step.action.as_str() {
        "drop" => true,
        "keep" => false,
        _ => return None,
    };
    let value = |label: &String| {
        if label == NAME {
            return Some(name);
        }
        let mut pinned = selector.matchers_of(label).filter(|matcher| matcher.op == MatchOp::Equal);
        pinned.next().filter(|_| !writes(label)).map(|matcher| matcher.value.as_str())
    };
    let values: Vec<&str> = step.source_labels.iter().map(value).collect::<Option<_>>()?;
    let is_met = step.pattern()?.is_match(&values.join(&step.separator));
    let others: Vec<String> = step
        .source_labels
        .iter()
        .zip(&values)
        .filter(|(label, _)| *label != NAME)
        .map(|(label, value)| format!("{label}=\"{value}\""))
        .collect();
    let what = if others.is_empty() { name.to_owned() } else { format!("what has {}", others.join(", ")) };
    let by_name = step.source_labels == [NAME];
    (!step.source_labels.is_empty() && is_met == drops).then(|| Hidden { step, how: format!("drop {what}"), by_name })
}

/// Does a step take a label away that the selector needs?
fn unlabelled<'s>(step: &'s Relabel, selector: &Selector, writes: &dyn Fn(&str) -> bool) -> Option<Hidden<'s>> {
    let regex = step.pattern()?;
    let takes = |label: &str| match step.action.as_str() {
        "labeldrop" => regex.is_match(label),
        "labelkeep" => !regex.is_match(label),
        _ => false,
    };
    let mut needed = selector.matchers.iter().filter(|matcher| matcher.label != NAME && !admits(matcher, ""));
    let lost = needed.find(|matcher| takes(&matcher.label) && !writes(&matcher.label))?;
    Some(Hidden { step, how: format!("take the label {} away", lost.label), by_name: false })
}

/// Does the one step that writes names give another to this metric?
fn renamed<'s>(steps: &'s [Relabel], name: &str) -> Option<Hidden<'s>> {
    let mut writing = steps.iter().filter(|step| step.may_write(NAME));
    let step = writing.next().filter(|step| step.action == "replace" && step.source_labels == [NAME])?;
    let found = step.pattern()?.captures(name)?;
    let mut new = String::new();
    found.expand(&step.replacement, &mut new);
    // `(.*)_v2` may well make this name of another; whatever begins with `app_` is another.
    let literal = step.replacement.split('$').next().unwrap_or_default();
    let only_this = !name.starts_with(literal)
        || !step.replacement.contains('$')
        || step.regex.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (writing.next().is_none() && only_this && new != name && step.target_label == NAME).then(|| Hidden {
        step,
        how: format!("call {name} {new}"),
        by_name: true,
    })
}
