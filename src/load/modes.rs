//! Failure modes: the ones that are built in, and users' own in files of the same form.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::model::{self, FailureMode, Modes, Product, SeenBy};

/// The files of `rules/`, in the order in which their modes are listed.
const FILES: &[(&str, &str)] = &[
    ("products.yml", include_str!("../../rules/products.yml")),
    ("hosts.yml", include_str!("../../rules/hosts.yml")),
    ("containers.yml", include_str!("../../rules/containers.yml")),
    ("kubernetes-workloads.yml", include_str!("../../rules/kubernetes-workloads.yml")),
    ("kubernetes-cluster.yml", include_str!("../../rules/kubernetes-cluster.yml")),
    ("network.yml", include_str!("../../rules/network.yml")),
    ("dns.yml", include_str!("../../rules/dns.yml")),
    ("tls.yml", include_str!("../../rules/tls.yml")),
    ("proxies.yml", include_str!("../../rules/proxies.yml")),
    ("databases.yml", include_str!("../../rules/databases.yml")),
    ("queues.yml", include_str!("../../rules/queues.yml")),
    ("storage.yml", include_str!("../../rules/storage.yml")),
    ("application.yml", include_str!("../../rules/application.yml")),
    ("deploys.yml", include_str!("../../rules/deploys.yml")),
    ("dependencies.yml", include_str!("../../rules/dependencies.yml")),
    ("monitoring.yml", include_str!("../../rules/monitoring.yml")),
    ("data-and-security.yml", include_str!("../../rules/data-and-security.yml")),
    ("people.yml", include_str!("../../rules/people.yml")),
    ("datastores.yml", include_str!("../../rules/datastores.yml")),
    ("hardware.yml", include_str!("../../rules/hardware.yml")),
    ("messaging.yml", include_str!("../../rules/messaging.yml")),
    ("limits.yml", include_str!("../../rules/limits.yml")),
];

/// A file of failure modes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    failure_modes: Vec<FailureMode>,
    #[serde(default)]
    products: Vec<Product>,
}

/// Why a file of failure modes cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeFault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was found, and what to do.
    pub message: String,
}

/// The failure modes and products that are built in.
pub fn embedded() -> Modes {
    let mut all = Modes::default();
    for &(name, text) in FILES {
        match read(text) {
            Ok(modes) => all.extend(modes),
            Err(fault) => unreachable!("rules/{name}:{}: {}", fault.line, fault.message),
        }
    }
    all
}

/// The modes and products of one file, or the first thing that is wrong with it.
pub fn read(text: &str) -> Result<Modes, ModeFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: File = serde_yaml::from_str(text).map_err(|error| {
        let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
        ModeFault { line, column, message: error.to_string() }
    })?;
    Ok(Modes { list: file.failure_modes, products: file.products })
}

/// What is wrong with the modes of `text` beyond their form: ids given twice or already `taken`, patterns and globs
/// that do not compile, examples left out.
pub fn faults(text: &str, modes: &Modes, taken: &Modes) -> Vec<ModeFault> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for mode in &modes.list {
        let mut messages = form_of(mode);
        if !seen.insert(&mode.id) || taken.named(&mode.id).is_some() {
            messages.push((mode.id.clone(), format!("the id `{}` is taken; choose another", mode.id)));
        }
        all.extend(messages.into_iter().map(|(found, message)| located(text, mode, &found, message)));
    }
    all
}

/// Pairs of the words that are wrong and the message.
fn form_of(mode: &FailureMode) -> Vec<(String, String)> {
    let mut messages = Vec::new();
    let named = |text: &String, why: String| (text.clone(), format!("`{text}` in `{}`: {why}", mode.id));
    if mode.id.is_empty()
        || !mode.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        messages.push(named(&mode.id, "an id is lower case letters, digits and hyphens".into()));
    }
    for text in patterns(mode) {
        if let Err(error) = model::pattern(text) {
            let why = error.to_string();
            messages.push(named(text, why.lines().last().unwrap_or_default().trim().to_owned()));
        }
    }
    for glob in globs(&mode.seen_by).into_iter().chain(globs(&mode.symptom_seen_by)).chain(&mode.own_metrics) {
        if let Err(error) = globset::Glob::new(glob) {
            messages.push(named(glob, error.to_string()));
        }
    }
    messages
}

fn patterns(mode: &FailureMode) -> Vec<&String> {
    let says = mode.says.any.iter().chain(&mode.says.all).chain(&mode.says.none);
    let signatures = [&mode.seen_by, &mode.symptom_seen_by].into_iter().flat_map(|by| by.any.iter().chain(&by.none));
    says.chain(signatures.flat_map(|it| it.about.iter().chain(&it.words))).collect()
}

fn globs(seen_by: &SeenBy) -> Vec<&String> {
    let of_signatures = seen_by.any.iter().chain(&seen_by.none);
    let signed = of_signatures.flat_map(|it| it.metrics.iter().chain(&it.with).chain(&it.without));
    seen_by.metrics.iter().chain(&seen_by.names).chain(signed).collect()
}

/// The line of the mode, or the later one on which `found` stands.
fn located(text: &str, mode: &FailureMode, found: &str, message: String) -> ModeFault {
    let of_mode = |line: &str| {
        let after = line.trim_start().trim_start_matches("- ").strip_prefix("id:");
        after.is_some_and(|id| id.trim().trim_matches(['"', '\'']) == mode.id)
    };
    let first = text.lines().position(of_mode).unwrap_or(0);
    let escaped = found.replace('\'', "''");
    let holds = |line: &str| line.find(found).or_else(|| line.find(&escaped));
    let at = text.lines().enumerate().skip(first).find_map(|(at, line)| holds(line).map(|byte| (at, line, byte)));
    let (line, column) = at.map_or((first, 0), |(at, line, byte)| (at, line[..byte].chars().count()));
    ModeFault { line: line + 1, column: column + 1, message }
}

#[cfg(test)]
mod tests {
    use super::{faults, read};
    use crate::model::Modes;

    const MODE: &str = "failure_modes:\n  - id: a-b\n    title: A\n    says: {any: ['x(y']}\n    examples: {matches: [], ignores: []}\n";

    #[test]
    fn a_pattern_that_does_not_compile_is_found_at_its_line() {
        let modes = read(MODE).expect("the form is right");
        let found = faults(MODE, &modes, &Modes::default());
        assert_eq!((found[0].line, found[0].column, found.len()), (4, 19, 1));
        assert_eq!(faults(MODE, &modes, &modes)[1].line, 2);
    }

    #[test]
    fn an_unknown_field_is_found_at_its_line() {
        let fault = read(&MODE.replace("    title: A", "    title: A\n    sees: 1")).expect_err("no such field");
        assert_eq!(fault.line, 4);
        assert!(fault.message.contains("sees"), "{}", fault.message);
    }
}
