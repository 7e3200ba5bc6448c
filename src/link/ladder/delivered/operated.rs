//! What the Operator makes of `AlertmanagerConfig`s: which of them an Alertmanager takes, and what it does without them.

use super::labels::Labels;
use super::routing::routed;
use super::{Delivery, Lost, Station};
use crate::link::Answer;
use crate::link::ladder::mentioned::mentioned;
use crate::link::ladder::selection::Picker;
use crate::model::{Alertmanager, AlertmanagerResource, Form, LabelMatcher, Model, Pattern, Resource};
use crate::source::{FileId, Place, Sources};

/// What is known of it; nothing, where no Alertmanager of the Operator stands here.
#[derive(Clone, Debug, Default)]
pub struct Operated {
    /// The configurations that none takes, by their index.
    left: Vec<usize>,
    /// The name and the place of an Alertmanager, where none has any configuration but these.
    alone: Option<(String, Place)>,
}

impl Operated {
    /// By the Alertmanagers here; `is_left_out` says of a file that nothing in it is applied.
    pub(in crate::link) fn new(sources: &Sources, model: &Model, is_left_out: impl Fn(FileId) -> bool) -> Operated {
        let cluster = &model.cluster;
        let is_read = cluster.has_read("Alertmanager") && !cluster.kustomizations.iter().any(|it| it.changes);
        let operators = if is_read { &cluster.alertmanagers[..] } else { &[] };
        let moves = cluster.kustomizations.iter().any(|it| it.namespace.is_some());
        let is_left = |part: &Alertmanager| {
            let Form::Part(resource) = &part.form else { return false };
            let namespace = if moves { String::new() } else { resource.namespace.clone() };
            let one = Resource { namespace, ..resource.clone() };
            let is_taken = |it: &AlertmanagerResource| picker(it).vote(&one).answer != Answer::No;
            is_left_out(part.file) || !operators.is_empty() && !operators.iter().any(is_taken)
        };
        let left = model.alertmanagers.iter().enumerate().filter(|(_, part)| is_left(part)).map(|(at, _)| at).collect();
        let has_parts = model.alertmanagers.iter().any(|it| !it.is_whole()) && cluster.has_read("AlertmanagerConfig");
        let is_alone = |it: &AlertmanagerResource| !it.names_more && !may_have_secret(sources, it);
        let alone = operators.first().filter(|_| has_parts && operators.iter().all(is_alone));
        Operated { left, alone: alone.map(|it| (it.resource.name.clone(), it.place)) }
    }

    /// Does no Alertmanager take the configuration at this index?
    pub(super) fn leaves(&self, at: usize) -> bool {
        self.left.contains(&at)
    }

    /// What becomes of an alert that none of these parts takes, where there is no other configuration.
    pub(super) fn lost(&self, parts: &[&Alertmanager], labels: &Labels<'_>) -> Option<Delivery> {
        let (name, place) = self.alone.as_ref()?;
        if parts.iter().any(|part| routed(part, labels).taken != Answer::No || !part.faults.is_empty()) {
            return None;
        }
        let narrowed = parts.iter().find_map(|part| narrowed(part, labels));
        let (why, place, label) = match narrowed {
            Some((namespace, place)) => {
                let only = format!("gets alerts with namespace=\"{namespace}\" only");
                (format!("the Operator narrows its AlertmanagerConfig: it {only}"), place, only)
            }
            None => {
                let why = format!("no AlertmanagerConfig takes it, and Alertmanager {name} has no other configuration");
                (why, *place, "no AlertmanagerConfig takes it for this".to_owned())
            }
        };
        Some(Delivery::lost(why, Lost { by: Station::Routing, place, label }))
    }
}

/// The namespace to which a part is narrowed that would take the alert otherwise, and where its route is.
fn narrowed(part: &Alertmanager, labels: &Labels<'_>) -> Option<(String, Place)> {
    let root = part.routes.first()?;
    let own = |it: &LabelMatcher| it.label == "namespace" && it.place == root.place;
    let Some(Pattern::Exactly(namespace)) = root.matchers.iter().find(|it| own(it)).map(|it| &it.pattern) else {
        return None;
    };
    let mut wide = part.clone();
    wide.routes.first_mut()?.matchers.retain(|it| !own(it));
    (routed(&wide, labels).taken != Answer::No).then(|| (namespace.clone(), root.place))
}

fn picker(alertmanager: &AlertmanagerResource) -> Picker<'_> {
    Picker {
        by: &alertmanager.resource,
        selector: "alertmanagerConfigSelector",
        what: "configurations",
        labels: alertmanager.configurations.labels.as_ref(),
        namespaces: alertmanager.configurations.namespaces.as_ref(),
    }
}

/// May the secret be made elsewhere from which it reads its configuration where it names none? The Operator writes an empty
/// one otherwise.
fn may_have_secret(sources: &Sources, alertmanager: &AlertmanagerResource) -> bool {
    let name = format!("alertmanager-{}", alertmanager.resource.name);
    let named = mentioned(sources, [name.as_str()].into()).remove(name.as_str()).unwrap_or_default();
    named.into_iter().any(|file| sources.file(file).text.contains("ecret"))
}
