//! Receivers and inhibition rules.

use super::sink::{is_sink, stands_for};
use super::{Compares, Reader};
use crate::load::yaml::Node;
use crate::model::{Form, Inhibition, Integration, LabelMatcher, Pattern, Receiver};

impl Reader<'_> {
    /// The receivers under `root`.
    pub(super) fn receivers(&mut self, root: &Node<'_>) -> Vec<Receiver> {
        let usual = root.at(&["global", "smtp_smarthost"]);
        let mut receivers = Vec::new();
        for node in self.list(root, "receivers") {
            let Some(name) = self.text(node, "name").filter(|name| !name.is_empty()) else {
                self.fault(self.place(node), "a receiver has no name", "give it a name");
                continue;
            };
            let mut integrations = Vec::new();
            for (key, value) in node.entries() {
                let kind = key.as_str().and_then(|key| {
                    let kind = key.strip_suffix("_configs").or_else(|| key.strip_suffix("Configs"))?;
                    Some(kind.to_ascii_lowercase())
                });
                let Some(kind) = kind else { continue };
                let heard = value.items().iter().filter(|item| !is_sink(&kind, item));
                let kind_of = |item: &Node<'_>| stands_for(&kind, item).unwrap_or(&kind).to_owned();
                let through = |item: &Node<'_>| {
                    let own = item.get("smarthost").or(usual).filter(|_| kind == "email");
                    let (host, _) = own?.as_str()?.rsplit_once(':')?;
                    Some(host.to_lowercase())
                };
                let integration = |item: &Node<'_>| Integration {
                    kind: kind_of(item),
                    through: through(item),
                    place: self.place(item),
                };
                let each = heard.map(integration);
                integrations.extend(each);
            }
            receivers.push(Receiver { name, integrations });
        }
        receivers
    }

    /// The inhibition rules under `root`.
    pub(super) fn inhibitions(&mut self, root: &Node<'_>) -> Vec<Inhibition> {
        let nodes = self.list(root, "inhibit_rules");
        nodes.iter().map(|node| self.inhibition(node)).collect()
    }

    fn inhibition(&mut self, node: &Node<'_>) -> Inhibition {
        let mut sides = Vec::new();
        for side in ["source", "target"] {
            // The resources of the Operator call sourceMatch what is source_matchers elsewhere.
            let list = if self.form == Form::Whole { format!("{side}_matchers") } else { format!("{side}_match") };
            let mut matchers = self.matchers(node, &list);
            if self.form == Form::Whole {
                matchers.extend(self.pairs(node, &format!("{side}_match"), Compares::Whole));
                matchers.extend(self.pairs(node, &format!("{side}_match_re"), Compares::Regex));
            }
            matchers.extend(self.own_namespace(node));
            sides.push(matchers);
        }
        let target = sides.pop().unwrap_or_default();
        let source = sides.pop().unwrap_or_default();
        let equal = self.texts(node, "equal").into_iter().map(|label| label.value).collect();
        Inhibition { place: self.place(node), source, target, equal }
    }

    /// The Operator narrows both sides to the namespace of the resource.
    fn own_namespace(&self, node: &Node<'_>) -> Option<LabelMatcher> {
        let Form::Part(resource) = &self.form else { return None };
        let value = Some(resource.namespace.clone()).filter(|namespace| !namespace.is_empty());
        let pattern = value.map_or(Pattern::Unknown, Pattern::Exactly);
        Some(LabelMatcher { label: "namespace".into(), pattern, negated: false, place: self.place(node) })
    }
}
