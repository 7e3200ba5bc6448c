//! Which alerts an `AlertmanagerConfig` is narrowed to: the Alertmanager says so that takes it.

use crate::model::{Alertmanager, AlertmanagerResource, Form, LabelMatcher, Model, Pattern, Resource, Strategy};

/// What becomes of the matcher on its own namespace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Narrowing {
    Kept,
    Gone,
    /// Either.
    Perhaps,
    /// It is there, and kustomize writes another namespace.
    Moved,
}

/// Lets go of the namespaces that the Operator adds by default, where an Alertmanager here wants it otherwise.
pub(in crate::load) fn apply(model: &mut Model) {
    let cluster = &model.cluster;
    let (operators, kustomizations) = (&cluster.alertmanagers, &cluster.kustomizations);
    for part in &mut model.alertmanagers {
        let Form::Part(resource) = part.form.clone() else { continue };
        let moved = |namespace: &String| *namespace != resource.namespace;
        let is_moved = kustomizations.iter().filter_map(|it| it.namespace.as_ref()).any(moved);
        let mut each = operators.iter().map(|it| narrowing(it, &resource));
        let first = each.next().unwrap_or(Narrowing::Kept);
        let agreed = each.all(|other| other == first) && cluster.has_read("Alertmanager");
        let narrowing = if agreed { first } else { Narrowing::Perhaps };
        change(part, if is_moved && narrowing != Narrowing::Gone { Narrowing::Moved } else { narrowing });
    }
}

fn narrowing(alertmanager: &AlertmanagerResource, part: &Resource) -> Narrowing {
    let (own, theirs) = (&alertmanager.resource.namespace, &part.namespace);
    let is_known = !own.is_empty() && !theirs.is_empty();
    match alertmanager.strategy {
        Strategy::All => Narrowing::Gone,
        // The one that stands for the whole configuration is narrowed to nothing.
        _ if alertmanager.whole.as_ref() == Some(&part.name) => Narrowing::Perhaps,
        Strategy::OnNamespace => Narrowing::Kept,
        Strategy::ExceptOwn if !is_known => Narrowing::Perhaps,
        Strategy::ExceptOwn if own == theirs => Narrowing::Gone,
        Strategy::ExceptOwn => Narrowing::Kept,
    }
}

fn change(part: &mut Alertmanager, narrowing: Narrowing) {
    let roots = part.routes.first_mut().into_iter().map(|root| (root.place, &mut root.matchers));
    let sides = part.inhibitions.iter_mut();
    let sides = sides.flat_map(|it| [(it.place, &mut it.source), (it.place, &mut it.target)]);
    for (place, matchers) in roots.chain(sides) {
        // What is written there has a place of its own.
        let is_added = |matcher: &LabelMatcher| matcher.label == "namespace" && matcher.place == place;
        match narrowing {
            Narrowing::Kept => {}
            Narrowing::Gone => matchers.retain(|matcher| !is_added(matcher)),
            Narrowing::Perhaps => matchers.iter_mut().filter(|it| is_added(it)).for_each(|it| {
                if let Pattern::Exactly(namespace) = &it.pattern {
                    it.pattern = Pattern::Perhaps(namespace.clone());
                }
            }),
            Narrowing::Moved => {
                matchers.iter_mut().filter(|it| is_added(it)).for_each(|it| it.pattern = Pattern::Unknown);
            }
        }
    }
}
