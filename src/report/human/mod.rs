//! For people: every finding drawn with the lines of both files, then what it comes to.

mod cut;
mod draw;
mod excerpt;

use std::collections::{BTreeMap, BTreeSet};

use self::draw::Pencil;
use super::clean::clean;
use super::look::Style;
use super::words::{counted, evidence, severity};
use super::{Detail, Look, Report, Spot, ladder, summary};
use crate::check::{Finding, Severity};
use crate::link::{Guard, Verdict};
use crate::source::Place;

/// Places listed at which the same is said again; more of them are only counted.
const MOST_ALIKE: usize = 10;

/// The findings drawn, the infos on a line each, and the summary.
pub fn human(report: &Report<'_>, look: &Look) -> Vec<u8> {
    let pencil = Pencil::new(look);
    let mut out = String::new();
    let (shown, left_out) = gravest(alike(report, look), look.most);
    for alike in shown {
        out.push_str(&drawing(report, alike[0], look, &pencil));
        out.push_str(&further(report, &alike[1..], look));
        out.push('\n');
    }
    out.push_str(&told(&left_out, look));
    match look.detail {
        Detail::Quiet => return out.into_bytes(),
        Detail::Normal => out.push_str(&infos(report, look)),
        Detail::Verbose => out.push_str(&covered(report, look)),
    }
    out.push_str(&summary::text(report, look));
    out.into_bytes()
}

/// The findings to be drawn. Those that say the same of several files are together, so that a folder of templates is one
/// look and not forty; what is said of a risk always stands alone.
fn alike<'a>(report: &Report<'a>, look: &Look) -> Vec<Vec<&'a Finding>> {
    let verbose = look.detail == Detail::Verbose;
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| verbose || finding.severity != Severity::Info) {
        if verbose || finding.risk.is_some() {
            groups.push(vec![finding]);
            continue;
        }
        let group = *known.entry((finding.check, &finding.message, &finding.help)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) if group[0].severity == finding.severity => group.push(finding),
            _ => groups.push(vec![finding]),
        }
    }
    groups
}

/// The `most` gravest of the groups, in their order, and the findings of the others.
fn gravest<'a>(groups: Vec<Vec<&'a Finding>>, most: usize) -> (Vec<Vec<&'a Finding>>, Vec<&'a Finding>) {
    if most == 0 || groups.len() <= most {
        return (groups, Vec::new());
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&at| groups[at][0].severity);
    let kept: BTreeSet<usize> = order.into_iter().take(most).collect();
    let (shown, others): (Vec<_>, Vec<_>) = groups.into_iter().enumerate().partition(|(at, _)| kept.contains(at));
    let groups = |some: Vec<(usize, Vec<&'a Finding>)>| some.into_iter().map(|(_, group)| group);
    (groups(shown).collect(), groups(others).flatten().collect())
}

/// How many findings are not drawn, and what draws them.
fn told(left_out: &[&Finding], look: &Look) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let of = |kind: Severity| left_out.iter().filter(|finding| finding.severity == kind).count();
    let kinds = [Severity::Error, Severity::Warning, Severity::Info].map(|kind| (of(kind), severity(kind)));
    let kinds: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect();
    let (more, limit) = (kinds.join(", "), look.most);
    let line = format!("{} and {more} more: {limit} findings are drawn; --max-findings 0 draws all", look.ellipsis());
    format!("{}\n\n", look.wrap(&line, 0, 2))
}

/// Where the same is said again, a line each.
fn further(report: &Report<'_>, findings: &[&Finding], look: &Look) -> String {
    let mut out = String::new();
    for finding in findings.iter().take(MOST_ALIKE) {
        let Spot { path, line, .. } = Spot::of(report.sources, finding);
        out.push_str(&format!("  also: {}\n", look.paint(Style::Path, &format!("{}:{line}", clean(path)))));
    }
    if findings.len() > MOST_ALIKE {
        let rest = findings.len() - MOST_ALIKE;
        out.push_str(&format!("  {} and at {}; -v draws them all\n", look.ellipsis(), counted(rest, "more place")));
    }
    out
}

fn drawing(report: &Report<'_>, finding: &Finding, look: &Look, pencil: &Pencil) -> String {
    let mut out = headline(finding, look);
    if let Some(guard) = guard_of(report, finding) {
        out.push_str(&format!(" {}  {}\n", look.paint(Style::Dim, "ladder"), ladder::marks(&guard.rungs, look)));
        if look.detail == Detail::Verbose {
            let line = |reason: &String| format!("   {}\n", look.wrap(reason, 3, 5));
            out.extend(ladder::reasons(report, &guard.rungs).iter().map(line));
        }
    }
    let excerpts = excerpt::excerpts(report, &finding.places, look);
    match &finding.path {
        Some(path) if excerpts.is_empty() => out.push_str(&pencil.empty(&clean(path))),
        _ => out.push_str(&pencil.draw(&excerpts, finding.severity)),
    }
    out.push_str(&help(&finding.help, look));
    out
}

fn headline(finding: &Finding, look: &Look) -> String {
    let word = severity(finding.severity);
    let plain = format!("{word}[{}]", finding.check);
    let message = look.wrap(&format!("{plain} {}", clean(&finding.message)), 0, word.len() + 1);
    let painted = look.paint(style(finding.severity), &plain);
    format!("{}\n", message.replacen(&plain, &painted, 1))
}

fn help(help: &str, look: &Look) -> String {
    let mut out = String::new();
    for (number, line) in help.lines().enumerate() {
        let start = if number == 0 { look.paint(Style::Info, "  help: ") } else { " ".repeat(8) };
        out.push_str(&format!("{start}{}\n", look.wrap(&clean(line), 8, 8)));
    }
    out
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Info => Style::Info,
    }
}

/// The guard that a finding is about, where one of its rungs says no.
fn guard_of<'a>(report: &Report<'a>, finding: &Finding) -> Option<&'a Guard> {
    let (risk, alert) = (finding.risk?, finding.alert?);
    let guards = &report.coverage.risk(risk).guards;
    guards.iter().find(|guard| guard.alert == alert && !guard.holds())
}

/// Infos on a line a kind: the first of it, and how many more there are. Hundreds of documents must not drown the errors.
fn infos(report: &Report<'_>, look: &Look) -> String {
    let infos = report.findings.iter().filter(|finding| finding.severity == Severity::Info);
    let mut kinds: Vec<(&Finding, usize)> = Vec::new();
    for finding in infos {
        match kinds.iter_mut().find(|(first, _)| first.check == finding.check) {
            Some((_, count)) => *count += 1,
            None => kinds.push((*finding, 1)),
        }
    }
    let mut out = String::new();
    for (finding, count) in &kinds {
        let Spot { path, line, .. } = Spot::of(report.sources, finding);
        let word = look.paint(Style::Info, &format!("info[{}]", finding.check));
        let more =
            if *count > 1 { format!(" {} and {} more of the kind", look.ellipsis(), count - 1) } else { String::new() };
        out.push_str(&format!("{word} {}:{line}: {}{more}\n", clean(path), clean(&finding.message)));
    }
    if kinds.iter().any(|(_, count)| *count > 1) {
        out.push_str(&format!("{} -v draws them all\n", look.ellipsis()));
    }
    if !kinds.is_empty() {
        out.push('\n');
    }
    out
}

/// In detail: by which alert each risk is covered, and what is known of it.
fn covered(report: &Report<'_>, look: &Look) -> String {
    let mut out = String::new();
    let risks = report.model.incidents.iter().zip(&report.coverage.incidents);
    let risks = risks.flat_map(|(incident, coverage)| incident.risks.iter().zip(&coverage.risks));
    let guarded = risks.filter(|(_, coverage)| coverage.verdict == Verdict::Covered);
    for (risk, guard) in
        guarded.filter_map(|(risk, coverage)| Some((risk, coverage.guards.iter().find(|it| it.holds())?)))
    {
        let at = |place: Place| {
            let path = format!("{}:{}", report.sources.file(place.file).path, report.sources.start(place).line);
            look.paint(Style::Path, &clean(&path))
        };
        let alert = report.model.rules.alert(guard.alert);
        let kinds: Vec<&str> = guard.evidence.iter().map(|it| evidence(it.kind)).collect();
        let word = look.paint(Style::Good, "covered");
        out.push_str(&format!("{word} {} by {} ({})", at(risk.text.place), clean(&alert.name), at(alert.name.place)));
        let known = if guard.is_fact() { "a fact" } else { "inferred" };
        let marks = ladder::marks(&guard.rungs, look);
        out.push_str(&format!(", {known}: {}\n {marks}\n", kinds.join(", ")));
        let line = |reason: &String| format!("   {}\n", look.wrap(reason, 3, 5));
        out.extend(ladder::reasons(report, &guard.rungs).iter().map(line));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
