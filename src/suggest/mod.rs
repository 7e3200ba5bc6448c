//! Gaps → rules: for every gap whose failure mode is known, an alert that would close it, and its unit test.
//!
//! It fills what a failure mode suggests with the services and thresholds of the incident, and never invents: what
//! cannot be filled for sure stays as the mode has it, with a note.

mod draft;
mod holes;
mod series;
mod services;
mod shape;
mod threshold;
mod words;

use std::collections::BTreeSet;

pub use holes::Hole;
pub(crate) use holes::holes;

use crate::config::Services;
use crate::link::{Coverage, names_a_service};
use crate::model::{Model, RuleSet, Suggestion};
use crate::promql::{self, MatchOp, NodeKind};
use crate::source::Sources;
use draft::Draft;

/// A rule that closes one hole or several.
#[derive(Clone, Debug)]
pub struct Suggested {
    /// The failure mode.
    pub mode: String,
    /// The rule and its unit test, filled.
    pub suggestion: Suggestion,
    /// What it closes, in the order of file and line.
    pub holes: Vec<Hole>,
    /// What whoever takes it over has to know.
    pub notes: Vec<String>,
}

/// One rule a hole; holes that want the very same rule share it. In the order of failure modes.
pub fn suggestions(sources: &Sources, model: &Model, coverage: &Coverage) -> Vec<Suggested> {
    suggestions_for(holes(sources, model, coverage), model)
}

/// The same for holes that are known already.
pub fn suggestions_for(holes: Vec<Hole>, model: &Model) -> Vec<Suggested> {
    let mut all: Vec<Suggested> = Vec::new();
    for hole in holes {
        let mode = model.modes.mode(hole.mode);
        let Some(suggestion) = &mode.suggest else { continue };
        let draft = fill(suggestion, &hole, &model.services, &model.rules);
        let filled = draft.filled(suggestion);
        match all.iter_mut().find(|it| it.mode == mode.id && is_same(&it.suggestion, &filled)) {
            Some(known) => known.holes.push(hole),
            None => {
                all.push(Suggested { mode: mode.id.clone(), suggestion: filled, holes: vec![hole], notes: draft.notes })
            }
        }
    }
    all.sort_by_key(|it| it.holes[0].mode);
    name_apart(&mut all, &model.rules);
    for suggested in &mut all {
        let declared: Vec<String> =
            suggested.holes.iter().map(|hole| format!("{}/{}", hole.name, suggested.mode)).collect();
        suggested.suggestion.annotations.insert("postmortem".into(), declared.join(", "));
    }
    all
}

/// The suggestion with the threshold and the service of a hole.
fn fill(suggestion: &Suggestion, hole: &Hole, declared: &Services, rules: &RuleSet) -> Draft {
    let draft = Draft::new(suggestion);
    if !draft.is_open() {
        return draft;
    }
    let draft = hole.asks.iter().find_map(|text| threshold::with_threshold(&draft, text)).unwrap_or(draft);
    // Several services at once would want several rules; which of them is at fault, the text does not say.
    let [service] = hole.services.as_slice() else { return draft };
    let known = services::labels_of(service, declared, rules);
    let mut draft = known.iter().find_map(|known| services::with_service(&draft, known)).unwrap_or(draft);
    if is_another_jobs(&draft.expr, service) {
        draft.labels.entry("service".into()).or_insert_with(|| service.clone());
    }
    draft
}

/// Does it select by a job of another name? Then only a label can say whom it is for.
fn is_another_jobs(expr: &str, service: &str) -> bool {
    let Ok(tree) = promql::parse(expr) else { return false };
    tree.nodes().iter().any(|node| match &node.kind {
        NodeKind::Selector(selector) => {
            let own = names_a_service("job", selector.name.as_ref().map(|name| &*name.text));
            own && selector
                .matchers
                .iter()
                .any(|it| it.label == "job" && it.op == MatchOp::Equal && it.value != service)
        }
        _ => false,
    })
}

fn is_same(a: &Suggestion, b: &Suggestion) -> bool {
    a.expr == b.expr && a.labels == b.labels && a.annotations == b.annotations
}

/// Two alerts of one name cannot be told apart by a unit test, nor by whoever is paged.
fn name_apart(all: &mut [Suggested], rules: &RuleSet) {
    let mut taken: BTreeSet<String> = rules.alerts.iter().map(|alert| alert.name.to_string()).collect();
    for suggested in all {
        let base = &suggested.suggestion.alert;
        let service = suggested.holes[0].services.first().map(|service| format!("{base}{}", camel(service)));
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let mut names = std::iter::once(base.clone()).chain(service).chain(numbered);
        let name = names.find(|name| !taken.contains(name)).expect("the numbers do not end");
        taken.insert(name.clone());
        suggested.suggestion.alert = name;
    }
}

/// `orders-db` → `OrdersDb`
fn camel(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}
