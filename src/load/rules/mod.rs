//! Rule files, alone or inside a Kubernetes resource.
//!
//! What can be understood of a rule is kept; what Prometheus would refuse about it is a [`Fault`] beside it.

mod comments;
mod expression;
mod fields;
mod group;
mod labels;
mod names;
mod rule;
mod template;

use std::ops::Range;

use super::part::Part;
use super::yaml::{Comment, Document, Node, Origin, Problem, Style};
use crate::model::{Fault, Resource, Text};
use crate::promql;
use crate::source::Place;

/// Whose rules they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Prometheus, and those that read the same.
    Prometheus,
    /// vmalert, whose expressions and durations are a superset; what we cannot read there is unknown, not wrong.
    VictoriaMetrics,
}

/// The YAML that rules are read from, and what is known about it.
pub(super) struct Input<'r> {
    /// Where the text stands.
    pub(super) origin: Origin<'r>,
    /// The text.
    pub(super) text: &'r str,
    /// Its comments.
    pub(super) comments: &'r [Comment<'r>],
    /// Which document of the text, from 0.
    pub(super) document: usize,
    /// The resource around it.
    pub(super) resource: Option<Resource>,
    /// Whose rules they are.
    pub(super) dialect: Dialect,
    /// Does something render them first, that may know fields of its own?
    pub(super) rendered: bool,
}

/// Reads the groups under `root`: a rule file's top level, or the `spec` of a resource. Says where templates stand
/// that nobody has rendered.
pub(super) fn read(input: &Input<'_>, root: &Node<'_>, part: &mut Part) -> Vec<Range<usize>> {
    read_with(input, part, |reader| group::read(reader, root))
}

/// The same of a list of rules without a group, which is named after the key that holds it.
pub(super) fn read_list(input: &Input<'_>, key: &Node<'_>, rules: &Node<'_>, part: &mut Part) -> Vec<Range<usize>> {
    read_with(input, part, |reader| group::of_list(reader, key, rules))
}

fn read_with(input: &Input<'_>, part: &mut Part, read: impl FnOnce(&mut Reader<'_>)) -> Vec<Range<usize>> {
    let before = part.faults.len();
    let mut reader = Reader { input, part, dialect: input.dialect, unrendered: Vec::new() };
    read(&mut reader);
    let unrendered = reader.unrendered;
    if !unrendered.is_empty() {
        // Functions of Helm stand in its templates; they are gone once it has rendered them.
        let mut at = 0;
        part.faults.retain(|fault| {
            at += 1;
            at <= before || !fault.template
        });
    }
    unrendered
}

/// What only a whole document can be asked: keys that stand twice, and aliases that lead nowhere.
pub(super) fn problems(input: &Input<'_>, document: &Document<'_>, within: Range<usize>, part: &mut Part) {
    let is_within = |problem: &&Problem| within.start <= problem.range.start && problem.range.end <= within.end;
    for problem in document.problems.iter().filter(is_within) {
        let help = if problem.message.starts_with("the key") { "keep one of the two" } else { "write it out" };
        part.faults.push(Fault {
            place: input.origin.place(problem.range.clone()),
            message: problem.message.clone(),
            help: help.into(),
            template: false,
        });
    }
}

struct Reader<'r> {
    input: &'r Input<'r>,
    part: &'r mut Part,
    /// Of the group at hand.
    dialect: Dialect,
    unrendered: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn fault(&mut self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.fault_at(self.input.origin.place(range), message, help);
    }

    fn fault_at(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.part.faults.push(Fault { place, message: message.into(), help: help.into(), template: false });
    }

    /// What to point at where something is missing from a mapping.
    fn first_key(node: &Node<'_>) -> Range<usize> {
        node.entries().first().map_or(node.range.clone(), |(key, _)| key.range.clone())
    }

    /// The range to point at: the value, or its key where nothing is written.
    fn point(key: &Node<'_>, value: &Node<'_>) -> Range<usize> {
        if value.range.is_empty() { key.range.clone() } else { value.range.clone() }
    }

    fn is_unrendered(&self, node: &Node<'_>) -> bool {
        match node.scalar() {
            Some(scalar) => has_marks(&scalar.value),
            None => self.input.text[node.range.clone()].starts_with("{{"),
        }
    }

    /// A scalar that holds a name or a setting; a template there is noted, anything else than a scalar a fault.
    fn setting(&mut self, key: &Node<'_>, value: &Node<'_>) -> Option<Text> {
        if self.is_unrendered(value) {
            self.unrendered.push(value.range.clone());
            return None;
        }
        let text = self.input.origin.text(value);
        if text.is_none() && !value.cut {
            let name = key.as_str().unwrap_or_default();
            self.fault(
                Self::point(key, value),
                format!("{name} is a single value, not a list or a mapping"),
                "write one value",
            );
        }
        text
    }

    /// A duration in milliseconds.
    fn duration(&mut self, key: &Node<'_>, value: &Node<'_>) -> Option<u64> {
        if value.is_null() {
            return None;
        }
        let text = self.setting(key, value)?;
        let millis = promql::millis(&text);
        if millis.is_none() && self.dialect == Dialect::Prometheus {
            let name = key.as_str().unwrap_or_default();
            let help = match promql::meant_span(&text) {
                Some(meant) => format!("write \"{meant}\""),
                None => "write a number and a unit: 30s, 5m, 1h30m".into(),
            };
            self.fault(
                Self::point(key, value),
                format!("{name}: \"{}\" is not a Prometheus duration", text.value),
                help,
            );
        }
        millis
    }

    /// Fields that nobody knows.
    fn unknown_fields(&mut self, node: &Node<'_>, known: &[&'static str], what: &str) {
        if self.input.rendered {
            return;
        }
        for (key, _) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            if known.contains(&name) {
                continue;
            }
            if self.is_unrendered(key) {
                self.unrendered.push(key.range.clone());
                continue;
            }
            let help = match fields::like(name, known) {
                Some(field) => format!("did you mean {field}?"),
                None => format!(
                    "Prometheus refuses the file: take the field out; {what} has {}",
                    known[..known.len().min(7)].join(", ")
                ),
            };
            self.fault(key.range.clone(), format!("\"{name}\" is not a field of {what}"), help);
        }
    }
}

/// Marks of a template that has to be rendered before anybody can read the text.
fn has_marks(text: &str) -> bool {
    text.contains('{') && ["{{", "${", "{%"].iter().any(|mark| text.contains(mark))
}

/// A plain scalar, which alone YAML reads as a number or a null.
fn is_plain(node: &Node<'_>) -> bool {
    node.scalar().is_some_and(|scalar| scalar.style == Style::Plain)
}
