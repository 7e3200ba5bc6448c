//! Rules that name the incident they guard against.

use foldhash::{HashMap, HashMapExt};

use super::words::WORDS;
use crate::config::Monitor;
use crate::model::{Alert, AlertId, Incident, Risk, RiskKind, RuleSet};

/// One alert that names an incident.
#[derive(Clone, Debug)]
pub(super) struct Declaration {
    pub(super) alert: AlertId,
    /// The risk it names (`RC1`), lower case.
    pub(super) risk: Option<String>,
    /// Where it does so, in words.
    pub(super) detail: String,
}

/// Incident id or file name without extension, lower case → the alerts that name it.
pub(super) fn of_rules(rules: &RuleSet) -> HashMap<String, Vec<Declaration>> {
    let mut declared: HashMap<String, Vec<Declaration>> = HashMap::new();
    for (id, alert) in rules.ids() {
        for (value, detail) in claims(alert) {
            for word in value.split([',', ' ', ';']).map(str::trim).filter(|word| !word.is_empty()) {
                let (incident, risk) = target(word);
                let declaration = Declaration { alert: id, risk, detail: detail.clone() };
                declared.entry(incident).or_default().push(declaration);
            }
        }
    }
    declared
}

/// Incident id or file name without extension, lower case → the risks that monitors outside Prometheus guard; `None`
/// for the incident as such.
pub(super) fn of_monitors(monitors: &[Monitor]) -> HashMap<String, Vec<Option<String>>> {
    let mut guarded: HashMap<String, Vec<Option<String>>> = HashMap::new();
    for word in monitors.iter().flat_map(|monitor| &monitor.guards) {
        let (incident, risk) = target(word.trim());
        guarded.entry(incident).or_default().push(risk);
    }
    guarded
}

/// The keys by which a rule may name `incident`: its id and its file's name, as one word each; of data without an id, its
/// title as well.
pub(super) fn keys(incident: &Incident, path: &str) -> Vec<String> {
    let mut keys: Vec<String> = incident.id.iter().map(|id| id.to_lowercase()).collect();
    keys.extend([stem(path), word(&stem(path)), name_of(incident, path).to_lowercase()]);
    let is_data = incident.told.as_ref().is_none_or(|told| told.is_data);
    keys.extend(Some(word(&incident.title).to_lowercase()).filter(|_| is_data && incident.id.is_none()));
    keys.retain(|key| !key.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// What a rule calls `incident`, whose postmortem is at `path`, as one word: its id, or the name of the file, or of one among
/// several in a file of data its title.
pub(crate) fn name_of(incident: &Incident, path: &str) -> String {
    let is_data = incident.told.as_ref().is_some_and(|told| told.is_data);
    let title = is_data.then(|| word(&incident.title).to_lowercase());
    let own = incident.id.as_ref().map(|id| word(id)).or(title).filter(|name| !name.is_empty());
    own.unwrap_or_else(|| word(&stem(path)))
}

/// What a rule calls one risk of an incident; `None` where no name means it. Whoever names the incident alone means its
/// root cause, where there is but one; of others, the id or the failure mode has to follow.
pub(crate) fn name_of_risk((incident, path): (&Incident, &str), risk: &Risk, mode: Option<&str>) -> Option<String> {
    let name = name_of(incident, path);
    let causes = incident.risks.iter().filter(|risk| risk.kind == RiskKind::RootCause).count();
    let alone = risk.kind == RiskKind::RootCause && causes == 1;
    let id = risk.id.as_deref().filter(|id| !id.is_empty() && word(id) == *id);
    match id.or(mode.filter(|_| !alone)) {
        Some(own) => Some(format!("{name}/{own}")),
        None => alone.then_some(name),
    }
}

/// A text as one word that no separator of names cuts.
fn word(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '#');
    let words = text.split(|c| !is_word(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn claims(alert: &Alert) -> Vec<(&str, String)> {
    let mut claims = Vec::new();
    for (kind, labels) in [("label", &alert.labels), ("annotation", &alert.annotations)] {
        for label in labels.iter().filter(|label| WORDS.names_incident(&label.name)) {
            claims.push((&*label.value, format!("its {kind} {} names the incident", &*label.name)));
        }
    }
    for names in &alert.guards {
        claims.push((&**names, "its comment says that it guards the incident".to_string()));
    }
    claims
}

/// `INC-2031`, `INC-2031/RC1`, or the address or path of a postmortem → incident and risk, lower case.
fn target(word: &str) -> (String, Option<String>) {
    let word = word.trim_matches(['"', '\'', '(', ')', '<', '>']).to_lowercase();
    let is_path = word.contains("://") || word.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match word.split_once('/').filter(|_| !is_path) {
        Some((incident, risk)) => (incident.to_string(), Some(risk.to_string())),
        None if is_path => (stem(&word), None),
        None => (word, None),
    }
}

/// `https://example.com/postmortems/2026-03-02-checkout.md#impact` → `2026-03-02-checkout`
fn stem(path: &str) -> String {
    let path = path.split(['#', '?']).next().unwrap_or(path).trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    match name.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_string(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn an_incident_is_named_by_id_path_or_address() {
        assert_eq!(target("INC-2031"), ("inc-2031".into(), None));
        assert_eq!(target("INC-2031/RC1"), ("inc-2031".into(), Some("rc1".into())));
        assert_eq!(target("postmortems/2026-03-02-checkout.md"), ("2026-03-02-checkout".into(), None));
        assert_eq!(target("https://example.com/pm/INC-7/"), ("inc-7".into(), None));
    }
}
