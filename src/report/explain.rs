//! `explain`: the page of a check, or what is known of a failure mode.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Look;
use super::look::Style;
use crate::check::CHECKS;
use crate::model::{FailureMode, Modes, SeenBy, Signature, Suggestion, Way};
use crate::names::nearest;

/// What `name` means: a check by its id or the last part of it, or a failure mode.
///
/// # Errors
///
/// Nothing is called so; the message names what comes nearest.
pub fn explain(name: &str, modes: &Modes, look: &Look) -> Result<Vec<u8>, String> {
    let last = |id: &str| id.rsplit('/').next() == Some(name);
    if let Some(check) = CHECKS.iter().find(|check| check.id == name || last(check.id)) {
        return Ok(page(check.page, look).into_bytes());
    }
    if let Some(mode) = modes.named(name) {
        return Ok(failure_mode(mode, look).into_bytes());
    }
    let known = CHECKS.iter().map(|check| check.id).chain(modes.list.iter().map(|mode| mode.id.as_str()));
    let hint = match nearest(name, known) {
        Some(near) => format!("; did you mean {near}?"),
        None => "; see `alertgap list checks` and `alertgap list modes`".to_owned(),
    };
    Err(format!("no check and no failure mode is called \"{name}\"{hint}"))
}

/// Markdown, with headings that stand out and code that steps in.
fn page(markdown: &str, look: &Look) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if let Some(words) = line.strip_prefix("```") {
            fenced = !fenced;
            let file = words.split_once(' ').map_or("", |(_, file)| file);
            if fenced && !file.is_empty() {
                out.push_str(&format!("  {}\n", look.paint(Style::Path, file)));
            }
        } else if fenced {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        } else if line.starts_with('#') {
            out.push_str(&format!("{}\n", look.paint(Style::Bold, line.trim_start_matches('#').trim())));
        } else {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

fn failure_mode(mode: &FailureMode, look: &Look) -> String {
    let prose = |lines: Vec<String>| lines.iter().map(|line| look.wrap(line, 2, 4)).collect::<Vec<_>>();
    let mut out = format!("{}\n{}\n", look.paint(Style::Bold, &mode.id), mode.title);
    let mut part = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            out.push_str(&format!("\n{}\n", look.paint(Style::Bold, title)));
            lines.iter().for_each(|line| out.push_str(&format!("  {line}\n")));
        }
    };
    part(
        "In short",
        mode.notes.lines().map(str::to_owned).chain(character(mode)).map(|it| look.wrap(&it, 2, 2)).collect(),
    );
    part("How postmortems say it", prose(quoted(&mode.examples.matches)));
    part("What is something else", prose(quoted(&mode.examples.ignores)));
    part("What sees it", [mode.examples.guards.clone(), prose(seen_by(&mode.seen_by))].concat());
    part("What sees only its symptom", prose(seen_by(&mode.symptom_seen_by)));
    let but = mode.seen_by.none.iter().map(signature).collect();
    part("What only looks as if it did", [mode.examples.not_guards.clone(), prose(but)].concat());
    part("What to add", what_to_add(mode));
    part("References", mode.references.clone());
    out
}

fn quoted(examples: &[String]) -> Vec<String> {
    examples.iter().map(|example| format!("\"{}\"", example.trim())).collect()
}

fn seen_by(seen: &SeenBy) -> Vec<String> {
    let short = Signature { metrics: seen.metrics.clone(), ..Signature::default() };
    let short = (!seen.metrics.is_empty()).then(|| signature(&short));
    let named = (!seen.names.is_empty()).then(|| format!("a rule on other metrics, called {}", listed(&seen.names)));
    seen.any.iter().map(signature).chain(short).chain(named).collect()
}

/// `a rule that fires when etcd_server_has_leader is too low, where job is etcd`
fn signature(signature: &Signature) -> String {
    let metrics = if signature.metrics == ["*"] { "any metric".to_owned() } else { listed(&signature.metrics) };
    let mut out = match fires(&signature.direction) {
        Some(what) => format!("a rule that fires when {metrics} {what}"),
        None => format!("a rule on {metrics}"),
    };
    let lists =
        [("beside", &signature.with), ("through", &signature.functions), ("and on none of", &signature.without)];
    for (how, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        out.push_str(&format!(", {how} {}", listed(list)));
    }
    let chosen: Vec<String> =
        signature.matchers.iter().map(|(label, values)| format!("{label} is {}", listed(values))).collect();
    if !chosen.is_empty() {
        out.push_str(&format!(", where {}", chosen.join(" and ")));
    }
    let patterns = [
        ("about", &signature.about),
        ("whose name or summary says", &signature.words),
        ("for postmortems that say", &signature.said),
        ("but not for those that say", &signature.unsaid),
        ("and not for items that ask for", &signature.unasked),
    ];
    let patterns = patterns.iter().filter_map(|(how, pattern)| Some((how, pattern.as_ref()?)));
    patterns.for_each(|(how, pattern)| out.push_str(&format!(", {how} /{pattern}/")));
    out
}

/// `a, b or c`
fn listed(list: &[String]) -> String {
    match list {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        _ => list.concat(),
    }
}

/// What a metric does when the rule fires. Where it may be too high or too low, it may well have a certain value.
fn fires(ways: &[Way]) -> Option<String> {
    let has = |way: Way| ways.contains(&way);
    let level = match (has(Way::Above), has(Way::Below)) {
        (true, true) => Some("leaves its range"),
        (true, false) => Some("is too high"),
        (false, true) => Some("is too low"),
        (false, false) => has(Way::Equal).then_some("has a certain value"),
    };
    let other = has(Way::NotEqual).then_some("is not what it should be");
    let gone = has(Way::Absent).then_some("is gone");
    let all: Vec<&str> = [level, other, gone].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" or "))
}

fn what_to_add(mode: &FailureMode) -> Vec<String> {
    match &mode.suggest {
        Some(suggestion) => rule(suggestion).lines().map(str::to_owned).collect(),
        None => Vec::new(),
    }
}

fn character(mode: &FailureMode) -> Vec<String> {
    let blind = "No metric sees this cause itself: alert on its symptom.".to_owned();
    let dies = "What fails stops exporting: only absence, `up` or a probe sees it.".to_owned();
    let follows = "Other things bring it about: told behind its cause, it is a symptom.".to_owned();
    let all = [(!mode.monitorable, blind), (mode.target_dies, dies), (mode.consequence, follows)];
    all.into_iter().filter(|(is, _)| *is).map(|(_, it)| it).collect()
}

#[derive(Serialize)]
struct Rule<'a> {
    alert: &'a str,
    expr: &'a str,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    hold: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: &'a BTreeMap<String, String>,
}

/// The suggested rule as an entry of `rules:`.
pub(super) fn rule(suggestion: &Suggestion) -> String {
    let Suggestion { alert, expr, hold, labels, annotations, .. } = suggestion;
    let rule = Rule { alert, expr, hold: hold.as_deref(), labels, annotations };
    serde_yaml::to_string(&[rule]).expect("plain structs with string keys become YAML")
}

#[cfg(test)]
mod tests;
