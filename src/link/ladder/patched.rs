//! Rules as kustomize leaves them where customers are: a JSON patch of an overlay may set the `for` of one, or take it away.

use std::collections::BTreeMap;

use super::defined::Vote;
use super::overlays::Tree;
use super::path_of;
use crate::link::coverage::{Answer, Rungs};
use crate::model::{
    Alert, AlertId, Expr, Label, Model, PatchedRules, Resource, RuleChange, RulePatch, Text, glob, millis_of,
};
use crate::source::{Place, Sources};

/// The kind whose rules are patched.
const KIND: &str = "PrometheusRule";

/// The alerts that patches change.
#[derive(Default)]
pub(super) struct Patched {
    changed: BTreeMap<AlertId, Changed>,
    gone: BTreeMap<AlertId, Vote>,
}

/// An alert as a patch leaves it.
struct Changed {
    alert: Alert,
    /// What the patch sets: `for`.
    field: String,
    /// The path of its file.
    by: String,
    place: Place,
}

/// One rule of a group, by its place in the file.
type Rule = (Place, Option<AlertId>);

impl Patched {
    pub(super) fn new(sources: &Sources, model: &Model) -> Patched {
        let mut patched = Patched::default();
        let kustomizations = &model.cluster.kustomizations;
        let any = kustomizations.iter().any(|it| it.patches.iter().any(|patch| !patch.changes.is_empty()));
        if !any || !model.cluster.has_read("Kustomization") {
            return patched;
        }
        let tree = Tree::new(sources, kustomizations);
        let of_group = rules_of_groups(model);
        let mut number_in: BTreeMap<(_, &str), usize> = BTreeMap::new();
        for (at, group) in model.rules.groups.iter().enumerate() {
            let Some(resource) = group.resource.as_ref().filter(|resource| resource.kind == KIND) else { continue };
            let next = number_in.entry((group.file, resource.name.as_str())).or_default();
            let number = *next;
            *next += 1;
            let changes = tree.changes(&glob::cleaned(path_of(sources, group.file)), resource);
            let changes = changes.into_iter().filter(|patch| patch.group == number);
            let mut rules: Vec<Option<Rule>> = of_group[at].iter().copied().map(Some).collect();
            for patch in changes {
                patched.take((sources, model), patch, &mut rules);
            }
        }
        patched
    }

    fn take(&mut self, (sources, model): (&Sources, &Model), patch: &RulePatch, rules: &mut Vec<Option<Rule>>) {
        let by = path_of(sources, patch.place.file);
        let mut leave = |rule: Option<Rule>| {
            let Some((_, Some(id))) = rule else { return };
            let why = format!("a JSON patch of {by} takes it away");
            self.gone.insert(id, Vote::no(why, Some(patch.place)));
        };
        match &patch.change {
            RuleChange::GroupGone => rules.drain(..).for_each(leave),
            RuleChange::Gone(at) if *at < rules.len() => leave(rules.remove(*at)),
            RuleChange::Inserted(at) => rules.insert(at.unwrap_or(rules.len()).min(rules.len()), None),
            RuleChange::Field(at, field, value) => {
                let Some(Some((_, Some(id)))) = rules.get(*at) else { return };
                let before = self.changed.get(id).map_or_else(|| model.rules.alert(*id), |changed| &changed.alert);
                if let Some(alert) = with(before, field, value.as_ref(), patch.place) {
                    let (by, field) = (by.to_owned(), field.clone());
                    self.changed.insert(*id, Changed { alert, field, by, place: patch.place });
                }
            }
            RuleChange::Gone(_) => {}
        }
    }

    /// The alert as a patch leaves it, where one changes it.
    pub(super) fn alert(&self, id: AlertId) -> Option<&Alert> {
        self.changed.get(&id).map(|changed| &changed.alert)
    }

    /// Why an alert is not there.
    pub(super) fn vote(&self, id: AlertId) -> Option<&Vote> {
        self.gone.get(&id)
    }

    /// Says of the rungs of a changed alert that fail where that comes from, for the rule itself reads otherwise.
    pub(super) fn explain(&self, id: AlertId, rungs: &mut Rungs) {
        let Some(changed) = self.changed.get(&id) else { return };
        for rung in [&mut rungs.live, &mut rungs.in_time, &mut rungs.delivered] {
            if rung.is == Answer::No {
                rung.why = format!("{}; {} sets its {}", rung.why, changed.by, changed.field).into();
                rung.at = Some(changed.place);
            }
        }
    }
}

/// The rules of each group in the order of the file.
fn rules_of_groups(model: &Model) -> Vec<Vec<Rule>> {
    let mut rules: Vec<Vec<Rule>> = vec![Vec::new(); model.rules.groups.len()];
    for (id, alert) in model.rules.ids() {
        rules[alert.group].push((alert.place, Some(id)));
    }
    for recording in &model.rules.recordings {
        rules[recording.group].push((recording.place, None));
    }
    rules.iter_mut().for_each(|rules| rules.sort_by_key(|(place, _)| *place));
    rules
}

/// An alert with one field set, or without it; `None` where that says nothing of when it fires and who is told.
fn with(before: &Alert, field: &str, value: Option<&Text>, place: Place) -> Option<Alert> {
    let mut alert = before.clone();
    let label = |alert: &mut Alert, name: &str| {
        alert.labels.retain(|label| &*label.name != name);
        let set = |value: &Text| Label { name: Text::plain(name, place), value: value.clone() };
        alert.labels.extend(value.map(set));
    };
    match (field, field.strip_prefix("labels/")) {
        ("for", _) => alert.hold = value.map_or(Some(0), |value| millis_of(value))?,
        ("expr", _) => {
            alert.text = value?.clone();
            alert.expr = Expr::read(value?).ok();
        }
        (_, Some(name)) if !name.contains('/') => label(&mut alert, name),
        _ => return None,
    }
    Some(alert)
}

/// Is a resource the target of a patch? A name is a regular expression there; only plain ones are followed.
pub(super) fn is_target(patch: &PatchedRules, resource: &Resource) -> bool {
    resource.kind == KIND && patch.name.as_ref().is_none_or(|name| *name == resource.name)
}
