//! Alertmanager configurations: files, those inside a `Secret` or `ConfigMap`, and the Operator's
//! `AlertmanagerConfig`.
//!
//! What can be understood is kept; what Alertmanager would refuse is a [`Fault`] beside it. Templates, addresses and
//! secrets are not looked at.

mod interval;
mod matchers;
mod receiver;
mod route;
mod secret;
mod sink;
mod strategy;

use std::collections::BTreeSet;

use super::yaml::{Node, Origin, Scalar, Style};
use crate::model::{Alertmanager, Fault, Form, LabelMatcher, Pattern, Resource, Text, anchored};
use crate::promql;
use crate::source::Place;

pub(super) use secret::{of_secret, of_text};
pub(super) use strategy::apply as apply_strategies;

/// Is this the top of a configuration?
pub(super) fn is_configuration(root: &Node<'_>) -> bool {
    root.get("route").is_some_and(Node::is_mapping) && root.get("receivers").is_some()
}

/// Reads a whole configuration.
pub(super) fn read(origin: &Origin<'_>, root: &Node<'_>) -> Alertmanager {
    Reader::new(origin, Form::Whole).configuration(root)
}

/// Reads the `spec` of an `AlertmanagerConfig`.
pub(super) fn of_resource(origin: &Origin<'_>, spec: &Node<'_>, resource: Resource) -> Alertmanager {
    Reader::new(origin, Form::Part(resource)).configuration(spec)
}

/// What reading one configuration needs and finds.
struct Reader<'r> {
    origin: &'r Origin<'r>,
    form: Form,
    faults: Vec<Fault>,
}

impl<'r> Reader<'r> {
    fn new(origin: &'r Origin<'r>, form: Form) -> Reader<'r> {
        Reader { origin, form, faults: Vec::new() }
    }

    fn configuration(mut self, root: &Node<'_>) -> Alertmanager {
        let route = self.field(root, "route");
        let place = self.place(route.unwrap_or(root));
        let mut read = Alertmanager {
            environments: Vec::new(),
            file: self.origin.file(),
            place,
            form: self.form.clone(),
            routes: route.map(|route| self.routes(route)).unwrap_or_default(),
            receivers: self.receivers(root),
            inhibitions: self.inhibitions(root),
            intervals: self.intervals(root),
            faults: Vec::new(),
        };
        self.names(&read);
        read.faults = self.faults;
        read.faults.sort_by_key(|fault| fault.place);
        read
    }

    /// Every name that a route gives has to be defined, and each of them once.
    fn names(&mut self, read: &Alertmanager) {
        let receivers = read.receivers.iter().map(|receiver| &receiver.name);
        let known = self.unique("receiver", receivers);
        let wanted = read.routes.iter().filter_map(|route| route.receiver.as_ref());
        self.defined("receiver", wanted, &known);
        let known = self.unique("time interval", read.intervals.iter().map(|interval| &interval.name));
        let wanted = read.routes.iter().flat_map(|route| route.mutes.iter().chain(&route.actives));
        self.defined("time interval", wanted, &known);
    }

    fn unique<'t>(&mut self, what: &str, names: impl Iterator<Item = &'t Text>) -> BTreeSet<String> {
        let mut known = BTreeSet::new();
        for name in names {
            if !known.insert(name.value.clone()) {
                let message = format!("the {what} \"{}\" is defined twice", name.value);
                self.fault(name.place, message, "give one of them another name, or remove it");
            }
        }
        known
    }

    fn defined<'t>(&mut self, what: &str, names: impl Iterator<Item = &'t Text>, known: &BTreeSet<String>) {
        // What is inherited stands in several routes, and once in the file.
        let unknown = names.filter(|name| !name.is_empty() && !known.contains(&name.value) && !is_template(name));
        let unknown: BTreeSet<(Place, &str)> = unknown.map(|name| (name.place, name.value.as_str())).collect();
        for (place, name) in unknown {
            let near = |other: &&String| strsim::damerau_levenshtein(other, name) <= 2;
            let help = match known.iter().find(near) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("define it under `{}s`", what.replace(' ', "_")),
            };
            self.fault(place, format!("a route names the {what} \"{name}\", which is not defined"), help);
        }
    }

    fn fault(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let fault = Fault { place, message: message.into(), help: help.into(), template: false };
        self.faults.push(fault);
    }

    fn place(&self, node: &Node<'_>) -> Place {
        self.origin.place(node.range.clone())
    }

    /// The value of a field, which the Operator's resources write in camel case; a null is no value.
    fn field<'n, 'a>(&self, node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
        let found = if self.form == Form::Whole { node.get(name) } else { node.get(&camel_case(name)) };
        found.filter(|value| !value.is_null())
    }

    /// The text of a field; empty where it has none.
    fn text(&self, node: &Node<'_>, name: &str) -> Option<Text> {
        self.field(node, name).and_then(|value| self.origin.text(value))
    }

    /// The items of a field that is a list.
    fn list<'n, 'a>(&mut self, node: &'n Node<'a>, name: &str) -> &'n [Node<'a>] {
        let Some(value) = self.field(node, name) else { return &[] };
        if !value.is_sequence() {
            self.fault(self.place(value), format!("`{name}` is no list"), "write a list, each item after a \"- \"");
        }
        value.items()
    }

    /// The texts of a field that is a list of texts.
    fn texts(&mut self, node: &Node<'_>, name: &str) -> Vec<Text> {
        self.list(node, name).iter().filter_map(|item| self.origin.text(item)).collect()
    }

    /// A flag, with the words that YAML 1.1 takes for true and false.
    fn flag(&mut self, node: &Node<'_>, name: &str) -> bool {
        let Some(value) = self.field(node, name) else { return false };
        let plain = |scalar: &&Scalar<'_>| scalar.style == Style::Plain;
        let word = value.scalar().filter(plain).map(|scalar| scalar.value.to_string()).unwrap_or_default();
        match word.as_str() {
            "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => return true,
            "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => {}
            _ if is_template(&word) => {}
            _ => self.fault(self.place(value), format!("`{name}` is neither true nor false"), "write true or false"),
        }
        false
    }

    /// The milliseconds of a duration.
    fn duration(&mut self, node: &Node<'_>, name: &str) -> Option<u64> {
        let text = self.text(node, name)?;
        let millis = promql::millis(&text);
        if millis.is_none() && !is_template(&text) {
            let help =
                promql::meant_span(&text).map_or("write it as in \"5m\"".into(), |meant| format!("write \"{meant}\""));
            self.fault(text.place, format!("\"{}\" is not a duration", text.value), help);
        }
        millis
    }

    /// The matchers of a list of texts: `- severity="page"`.
    fn matchers(&mut self, node: &Node<'_>, name: &str) -> Vec<LabelMatcher> {
        let mut all = Vec::new();
        for item in self.list(node, name) {
            if item.is_mapping() {
                all.extend(self.resource_matcher(item));
                continue;
            }
            let Some(text) = self.origin.text(item) else { continue };
            match matchers::parse(&text) {
                Ok(parsed) => {
                    for (label, op, value) in parsed {
                        let pattern = self.pattern(&value, Compares::by_regex(op.regex), text.place);
                        all.push(LabelMatcher { label, pattern, negated: op.negated, place: text.place });
                    }
                }
                Err(_) if is_template(&text) => all.push(unreadable(text.place)),
                Err(why) => self.fault(text.place, why, "write it as in severity=\"page\" or team=~\"db|web\""),
            }
        }
        all
    }

    /// A matcher of a resource: `{name: severity, matchType: "=", value: page}`.
    fn resource_matcher(&mut self, node: &Node<'_>) -> Option<LabelMatcher> {
        let place = self.place(node);
        let label = self.text(node, "name")?.value;
        let value = self.text(node, "value").map(|value| value.value).unwrap_or_default();
        let sign = self.text(node, "match_type").map(|sign| sign.value).unwrap_or_default();
        let regex = matches!(sign.as_str(), "=~" | "!~") || (sign.is_empty() && self.flag(node, "regex"));
        Some(LabelMatcher {
            label,
            pattern: self.pattern(&value, Compares::by_regex(regex), place),
            negated: sign.starts_with('!'),
            place,
        })
    }

    /// The matchers of a mapping: `match: {severity: page}`, or `match_re:`.
    fn pairs(&mut self, node: &Node<'_>, name: &str, compares: Compares) -> Vec<LabelMatcher> {
        let Some(mapping) = self.field(node, name) else { return Vec::new() };
        let mut all = Vec::new();
        for (key, value) in mapping.entries() {
            let place = self.origin.place(key.range.start..value.range.end.max(key.range.end));
            let value = value.as_str().filter(|_| !value.is_null()).unwrap_or_default();
            let pattern = self.pattern(value, compares, place);
            all.extend(key.as_str().map(|label| LabelMatcher { label: label.into(), pattern, negated: false, place }));
        }
        all
    }

    fn pattern(&mut self, value: &str, compares: Compares, place: Place) -> Pattern {
        if is_template(value) {
            return Pattern::Unknown;
        }
        if compares == Compares::Whole {
            return Pattern::Exactly(value.to_string());
        }
        if let Some(why) = crate::promql::regex_fault(value) {
            self.fault(place, format!("\"{value}\" is no regular expression: {why}"), "mend it; it is read as RE2");
        }
        anchored(value).map_or(Pattern::Unknown, Pattern::Regex)
    }
}

/// How the value of a label is held against that of a matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compares {
    /// They are the same.
    Whole,
    /// The one matches the other, which is a regular expression.
    Regex,
}

impl Compares {
    fn by_regex(regex: bool) -> Compares {
        if regex { Compares::Regex } else { Compares::Whole }
    }
}

/// A matcher whose label is not known either.
fn unreadable(place: Place) -> LabelMatcher {
    LabelMatcher { label: String::new(), pattern: Pattern::Unknown, negated: false, place }
}

/// Does somebody still have to fill it in?
fn is_template(text: &str) -> bool {
    ["{{", "${", "{%"].iter().any(|opening| text.contains(opening))
}

/// `group_wait` as `groupWait`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_string();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests;
