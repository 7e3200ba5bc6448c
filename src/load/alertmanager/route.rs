//! The route tree, with what routes inherit filled in.

use super::{Compares, Reader, camel_case, is_template};
use crate::load::yaml::Node;
use crate::model::{Form, LabelMatcher, Pattern, Route, Text};
use crate::source::Place;

/// Alertmanager's defaults, in milliseconds.
const GROUP_WAIT: u64 = 30_000;
const GROUP_INTERVAL: u64 = 5 * 60_000;
const REPEAT_INTERVAL: u64 = 4 * 3_600_000;

/// The fields of a route.
const FIELDS: &[&str] = &[
    "receiver",
    "group_by",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "matchers",
    "match",
    "match_re",
    "continue",
    "routes",
    "mute_time_intervals",
    "active_time_intervals",
];

impl Reader<'_> {
    /// The routes under `root`, which comes first.
    pub(super) fn routes(&mut self, root: &Node<'_>) -> Vec<Route> {
        let inherited = Route {
            place: self.place(root),
            receiver: None,
            matchers: Vec::new(),
            children: Vec::new(),
            continues: false,
            group_by: Vec::new(),
            group_wait: GROUP_WAIT,
            group_interval: GROUP_INTERVAL,
            repeat_interval: REPEAT_INTERVAL,
            mutes: Vec::new(),
            actives: Vec::new(),
        };
        let mut routes = Vec::new();
        self.route(root, &inherited, &mut routes);
        self.root(root, &mut routes[0]);
        routes
    }

    /// Puts a route and all below it in the list; says where it stands there. The parser bounds how deep it goes.
    fn route(&mut self, node: &Node<'_>, parent: &Route, routes: &mut Vec<Route>) -> usize {
        self.known_fields(node);
        let mut matchers = self.matchers(node, "matchers");
        matchers.extend(self.pairs(node, "match", Compares::Whole));
        matchers.extend(self.pairs(node, "match_re", Compares::Regex));
        let route = Route {
            place: self.place(node),
            receiver: self.text(node, "receiver").filter(|name| !name.is_empty()).or_else(|| parent.receiver.clone()),
            matchers,
            children: Vec::new(),
            continues: self.flag(node, "continue"),
            group_by: self.group_by(node).unwrap_or_else(|| parent.group_by.clone()),
            group_wait: self.duration(node, "group_wait").unwrap_or(parent.group_wait),
            group_interval: self.interval_of(node, "group_interval").unwrap_or(parent.group_interval),
            repeat_interval: self.interval_of(node, "repeat_interval").unwrap_or(parent.repeat_interval),
            mutes: self.texts(node, "mute_time_intervals"),
            actives: self.texts(node, "active_time_intervals"),
        };
        let at = routes.len();
        routes.push(route.clone());
        for child in self.list(node, "routes") {
            let child = self.route(child, &route, routes);
            routes[at].children.push(child);
        }
        at
    }

    /// What is asked of the root alone.
    fn root(&mut self, node: &Node<'_>, root: &mut Route) {
        if let Form::Part(resource) = self.form.clone() {
            let value = Some(resource.namespace).filter(|namespace| !namespace.is_empty());
            let pattern = value.map_or(Pattern::Unknown, Pattern::Exactly);
            let namespace = LabelMatcher { label: "namespace".into(), pattern, negated: false, place: root.place };
            root.matchers.push(namespace);
            root.continues = true;
            return;
        }
        if root.receiver.is_none() {
            let help = "name the receiver that gets what no other route takes";
            self.fault(root.place, "the root route names no receiver", help);
        }
        let matches = ["matchers", "match", "match_re"];
        let times = ["mute_time_intervals", "active_time_intervals"];
        for name in matches.into_iter().chain(times) {
            let given = self.field(node, name).filter(|value| !value.items().is_empty() || !value.entries().is_empty());
            if let Some(value) = given {
                let place = self.place(value);
                self.fault(place, format!("the root route may have no `{name}`"), "move it to a route below");
            }
        }
        if root.continues {
            self.fault(root.place, "the root route may have no `continue`", "remove it");
        }
    }

    /// Resources are pruned by the API server, files are refused.
    fn known_fields(&mut self, node: &Node<'_>) {
        if !node.is_mapping() {
            return self.fault(self.place(node), "a route is no mapping", "write its fields as `name: value`");
        }
        if self.form != Form::Whole {
            return;
        }
        for (key, _) in node.entries() {
            let Some(name) = key.as_str().filter(|name| !FIELDS.contains(name) && !is_template(name)) else { continue };
            let near = FIELDS.iter().find(|field| {
                strsim::damerau_levenshtein(field, &name.to_lowercase()) <= 2 || camel_case(field) == name
            });
            let help = near.map_or("remove it".into(), |near| format!("did you mean `{near}`?"));
            self.fault(self.place(key), format!("a route has no field `{name}`"), help);
        }
    }

    fn group_by(&mut self, node: &Node<'_>) -> Option<Vec<String>> {
        self.field(node, "group_by")?;
        let labels = self.texts(node, "group_by");
        let twice = |at: usize, label: &Text| labels[..at].iter().any(|other| other.value == label.value);
        let found: Vec<(Place, String)> = labels
            .iter()
            .enumerate()
            .filter(|(at, label)| twice(*at, label))
            .map(|(_, label)| (label.place, format!("`group_by` names the label {} twice", label.value)))
            .collect();
        for (place, message) in found {
            self.fault(place, message, "name it once");
        }
        if let Some(all) = labels.iter().find(|label| &***label == "...").filter(|_| labels.len() > 1) {
            self.fault(all.place, "`...` groups by all labels and stands alone", "remove the others, or the dots");
        }
        Some(labels.into_iter().map(|label| label.value).collect())
    }

    /// A duration that may not be zero.
    fn interval_of(&mut self, node: &Node<'_>, name: &str) -> Option<u64> {
        let millis = self.duration(node, name)?;
        if let Some(value) = self.field(node, name).filter(|_| millis == 0) {
            self.fault(self.place(value), format!("`{name}` may not be zero"), "write a duration above zero");
        }
        Some(millis)
    }
}
