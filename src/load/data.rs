//! YAML and JSON files: every document goes to whoever reads its kind.

use std::ops::Range;

use super::part::Part;
use super::prometheus::resource;
use super::yaml::{self, Content, Document, Node, Origin, Stream};
use super::{postmortem, prometheus, recognise, repair, rules, rules_dump, unit_tests};
use crate::model::{Kind, Resource, Skipped, Text};
use crate::source::FileId;

/// Reads a file into `part`.
pub(super) fn read(file: FileId, path: &str, text: &str, part: &mut Part) {
    let data = Data { path, origin: Origin::File(file), resource: None };
    for kind in data.read(text, part) {
        add(&mut part.kinds, kind);
    }
}

fn add(kinds: &mut Vec<Kind>, kind: Kind) {
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
}

/// A text of YAML, and where it stands.
struct Data<'d> {
    path: &'d str,
    origin: Origin<'d>,
    /// The `ConfigMap` around it.
    resource: Option<Resource>,
}

/// One document of it.
struct Piece<'d> {
    text: &'d str,
    stream: &'d Stream<'d>,
    document: &'d Document<'d>,
    /// Which one, from 0.
    number: usize,
}

impl Data<'_> {
    fn read(&self, text: &str, part: &mut Part) -> Vec<Kind> {
        let repaired = repair::repaired(text);
        for cut in &repaired.cuts {
            let why = format!("this rule is not read, because its YAML is broken: {}", cut.message);
            self.skip(cut.range.clone(), why, "mend the YAML; Prometheus refuses the whole file", part);
        }
        let stream = yaml::read(&repaired.text);
        let mut kinds = Vec::new();
        for (number, document) in stream.documents.iter().enumerate() {
            let piece = Piece { text: &repaired.text, stream: &stream, document, number };
            self.document(&piece, part, &mut kinds);
        }
        kinds
    }

    fn document(&self, piece: &Piece<'_>, part: &mut Part, kinds: &mut Vec<Kind>) {
        let mut unrendered = Vec::new();
        if let Some(root) = &piece.document.root {
            let found = self.root(piece, root, part, &mut unrendered);
            if found.iter().any(|kind| *kind != Kind::OtherData) {
                template_values(piece.text, root, &mut unrendered);
            }
            found.into_iter().for_each(|kind| add(kinds, kind));
        }
        if let Some(error) = &piece.document.error {
            let line = repair::line_at(piece.text, error.range.start);
            if repair::has_template_lines(piece.text, piece.document.start, line.end) {
                unrendered.insert(0, line);
            } else {
                let why = format!("the YAML is broken here: {}", error.message);
                self.skip(line, why, "mend the YAML; nothing after this line of the document is read", part);
            }
        }
        self.skip_templates(piece.text, &unrendered, part);
    }

    /// Reads what stands in a document, or in an item of a `List`.
    fn root(
        &self,
        piece: &Piece<'_>,
        root: &Node<'_>,
        part: &mut Part,
        unrendered: &mut Vec<Range<usize>>,
    ) -> Vec<Kind> {
        let is_list = root.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
        if let (true, Some(items)) = (is_list, root.get("items")) {
            let mut kinds = Vec::new();
            for item in items.items() {
                self.root(piece, item, part, unrendered).into_iter().for_each(|kind| add(&mut kinds, kind));
            }
            return kinds;
        }
        let kind = recognise::kind_of(root);
        match kind {
            Kind::Rules | Kind::RuleResource => unrendered.extend(self.rules(piece, root, kind, part)),
            Kind::Prometheus => part.prometheus.push(prometheus::read(self.origin, root)),
            Kind::PrometheusResource => part.prometheus.push(prometheus::read_resource(self.origin, root)),
            Kind::UnitTests => part.unit_tests.push(unit_tests::read(self.origin, root, &piece.stream.comments)),
            Kind::RulesDump => part.rules_dumps.push(rules_dump::read(self.origin, root)),
            Kind::ConfigMap => return vec![self.config_map(root, part)],
            Kind::Incident => match postmortem::structured(root, self.origin) {
                Some(incidents) => part.incidents.extend(incidents),
                None => return vec![Kind::OtherData],
            },
            _ => {}
        }
        vec![kind]
    }

    fn rules(&self, piece: &Piece<'_>, root: &Node<'_>, kind: Kind, part: &mut Part) -> Vec<Range<usize>> {
        let is_vm = root.get("kind").and_then(Node::as_str) == Some("VMRule");
        let input = rules::Input {
            origin: self.origin,
            text: piece.text,
            comments: &piece.stream.comments,
            document: piece.number,
            resource: if kind == Kind::RuleResource { Some(resource(root)) } else { self.resource.clone() },
            dialect: if is_vm { rules::Dialect::VictoriaMetrics } else { rules::Dialect::Prometheus },
        };
        let before = part.faults.len();
        let groups = if kind == Kind::RuleResource { root.get("spec") } else { Some(root) };
        let unrendered = groups.map(|groups| rules::read(&input, groups, part)).unwrap_or_default();
        rules::problems(&input, piece.document, root.range.clone(), part);
        // Prometheus never looks at a second document of a rule file, and so refuses nothing there.
        if kind == Kind::Rules && piece.number > 0 {
            part.faults.truncate(before);
        }
        unrendered
    }

    /// The rule files inside a `ConfigMap`.
    fn config_map(&self, root: &Node<'_>, part: &mut Part) -> Kind {
        let is_rules = |text: &Text| text.contains("groups") && (text.contains("alert") || text.contains("record"));
        let values = root.get("data").map(Node::entries).unwrap_or_default().iter().map(|(_, value)| value);
        let mut holds_rules = false;
        // A ConfigMap in a ConfigMap is nobody's way of shipping rules.
        let Origin::File(_) = self.origin else { return Kind::OtherData };
        for outer in values.filter_map(|value| self.origin.text(value)).filter(is_rules) {
            let inner = Data { path: self.path, origin: Origin::Within(&outer), resource: Some(resource(root)) };
            let mut read = Part::default();
            if inner.read(&outer, &mut read).contains(&Kind::Rules) || !read.rules.groups.is_empty() {
                holds_rules = true;
                part.take(read);
            }
        }
        if holds_rules { Kind::ConfigMap } else { Kind::OtherData }
    }

    fn skip(&self, range: Range<usize>, why: String, help: &str, part: &mut Part) {
        let place = Some(self.origin.place(range));
        part.skipped.push(Skipped { path: self.path.into(), place, why, help: help.into(), named: false });
    }

    /// One line for all templates of a document: whoever renders one renders all.
    fn skip_templates(&self, text: &str, ranges: &[Range<usize>], part: &mut Part) {
        let Some(first) = ranges.iter().min_by_key(|range| range.start) else { return };
        let line = repair::line_at(text, first.start);
        let shown: String = text[line.clone()].chars().take(60).collect();
        let more = match ranges.len() {
            1 => String::new(),
            n => format!(", and {} more places", n - 1),
        };
        let why = format!("a template that has not been rendered: {}{more}", shown.trim());
        let help = if text[line.clone()].contains("${") {
            "render it first, for instance with terraform or envsubst, and check the result"
        } else if text[line.clone()].contains("{%") {
            "render it first, for instance with ansible, and check the result"
        } else {
            "render it first: helm template CHART > rules.yml, and check the result"
        };
        self.skip(line, why, help, part);
    }
}

/// Unquoted values that are a template and nothing else: YAML reads `{{ x }}` as a mapping in a mapping.
fn template_values(text: &str, node: &Node<'_>, found: &mut Vec<Range<usize>>) {
    match &node.content {
        Content::Mapping(_) if text[node.range.clone()].starts_with("{{") => {
            if !found.contains(&node.range) {
                found.push(node.range.clone());
            }
        }
        Content::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            template_values(text, key, found);
            template_values(text, value, found);
        }),
        Content::Sequence(items) => items.iter().for_each(|item| template_values(text, item, found)),
        Content::Scalar(_) => {}
    }
}
