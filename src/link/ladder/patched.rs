//! Rules as kustomize leaves them where customers are: a JSON patch of an overlay may set the `for` of one, or take it away.

use std::collections::BTreeMap;

use super::overlays::Tree;
use super::path_of;
use crate::link::coverage::{Answer, Flaw, Rung, Rungs};
use crate::model::{Alert, AlertId, Expr, Label, Model, RuleChange, RulePatch, Text, glob, millis_of};
use crate::source::{Place, Sources};

/// The alerts that patches change.
#[derive(Default)]
pub(super) struct Patched {
    changed: BTreeMap<AlertId, Changed>,
    gone: BTreeMap<AlertId, Rung>,
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

/// The rules of a group in their order; of those that are no alerts here, nothing.
type Rules = Vec<Option<AlertId>>;

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
            let Some(resource) = &group.resource else { continue };
            let next = number_in.entry((group.file, resource.name.as_str())).or_default();
            let number = *next;
            *next += 1;
            let changes = tree.changes(&glob::cleaned(path_of(sources, group.file)), resource);
            let changes = changes.into_iter().filter(|patch| patch.group == number);
            let mut rules = of_group[at].clone();
            for patch in changes {
                patched.take((sources, model), patch, &mut rules);
            }
        }
        patched
    }

    fn take(&mut self, (sources, model): (&Sources, &Model), patch: &RulePatch, rules: &mut Rules) {
        let by = path_of(sources, patch.place.file);
        let mut leave = |rule: Option<AlertId>| {
            let why = format!("a JSON patch of {by} takes it away");
            self.gone.extend(rule.map(|id| (id, Rung::broken(Flaw::NotLoaded, why).at(patch.place))));
        };
        match &patch.change {
            RuleChange::GroupGone => rules.drain(..).for_each(leave),
            RuleChange::Gone(at) if *at < rules.len() => leave(rules.remove(*at)),
            RuleChange::Inserted(at) => rules.insert(at.unwrap_or(rules.len()).min(rules.len()), None),
            RuleChange::Field(at, field, value) => {
                let Some(Some(id)) = rules.get(*at) else { return };
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
    pub(super) fn taken_away(&self, id: AlertId) -> Option<Rung> {
        self.gone.get(&id).cloned()
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
fn rules_of_groups(model: &Model) -> Vec<Rules> {
    let mut placed: Vec<Vec<(Place, Option<AlertId>)>> = vec![Vec::new(); model.rules.groups.len()];
    for (id, alert) in model.rules.ids() {
        placed[alert.group].push((alert.place, Some(id)));
    }
    for recording in &model.rules.recordings {
        placed[recording.group].push((recording.place, None));
    }
    let in_order = |mut rules: Vec<(Place, Option<AlertId>)>| {
        rules.sort_by_key(|(place, _)| *place);
        rules.into_iter().map(|(_, rule)| rule).collect()
    };
    placed.into_iter().map(in_order).collect()
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
