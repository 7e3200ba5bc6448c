//! YAML and JSON files: every document goes to whoever reads its kind.

use std::ops::Range;

use super::part::Part;
use super::prometheus::resource;
use super::values::What;
use super::yaml::{self, Content, Document, Node, Origin, Stream};
use super::{
    alertmanager, blackbox, loki, postmortem, prometheus, recognise, repair, rules, rules_dump, silences, unit_tests,
    values,
};
use crate::model::{Alertmanager, Kind, Resource, Skipped, Text};
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

/// What a document turned out to be.
struct Found<'f> {
    part: &'f mut Part,
    kinds: Vec<Kind>,
    /// Where templates stand that nobody has rendered.
    unrendered: Vec<Range<usize>>,
}

impl Data<'_> {
    /// Reads the text into `part`; says what its documents are.
    fn read(&self, text: &str, part: &mut Part) -> Vec<Kind> {
        let stream = yaml::read(text);
        if stream.documents.iter().all(|document| document.error.is_none()) {
            return self.documents(text, &stream, part);
        }
        let repaired = repair::repaired(text);
        for cut in &repaired.cuts {
            let why = format!("this rule is not read, because its YAML is broken: {}", cut.message);
            let help = "mend the YAML; Prometheus refuses the whole file";
            part.skipped.push(Skipped { broken: true, ..self.skipped(cut.range.clone(), why, help) });
        }
        self.documents(&repaired.text, &yaml::read(&repaired.text), part)
    }

    fn documents(&self, text: &str, stream: &Stream<'_>, part: &mut Part) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for (number, document) in stream.documents.iter().enumerate() {
            let piece = Piece { text, stream, document, number };
            self.document(&piece, part, &mut kinds);
        }
        kinds
    }

    fn document(&self, piece: &Piece<'_>, part: &mut Part, kinds: &mut Vec<Kind>) {
        let mut found = Found { part, kinds: Vec::new(), unrendered: Vec::new() };
        if let Some(root) = &piece.document.root {
            self.root(piece, root, &mut found);
            if found.kinds.iter().any(|kind| *kind != Kind::OtherData) {
                template_values(piece.text, root, &mut found.unrendered);
            }
            found.kinds.iter().for_each(|kind| add(kinds, *kind));
        }
        if let Some(error) = &piece.document.error {
            let line = repair::line_at(piece.text, error.range.start);
            if repair::has_template_lines(piece.text, piece.document.start, line.end) {
                found.unrendered.insert(0, line);
            } else {
                let why = format!("the YAML is broken here: {}", error.message);
                let help = "mend the YAML; nothing after this line of the document is read";
                // Of a second document Prometheus knows nothing.
                let broken = piece.number == 0;
                found.part.skipped.push(Skipped { broken, ..self.skipped(line, why, help) });
            }
        }
        let templates = self.skipped_templates(piece.text, &found);
        found.part.skipped.extend(templates);
    }

    /// Reads what stands in a document, or in an item of a `List`.
    fn root(&self, piece: &Piece<'_>, root: &Node<'_>, found: &mut Found<'_>) {
        let is_list = root.get("kind").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("List"));
        if let (true, Some(items)) = (is_list, root.get("items")) {
            items.items().iter().for_each(|item| self.root(piece, item, found));
            return;
        }
        let kind = match recognise::kind_of(root) {
            Kind::Rules | Kind::RuleResource => self.rules(piece, root, found),
            Kind::ConfigMap => self.config_map(root, found.part),
            Kind::Incident => self.incidents(root, found.part),
            Kind::OtherData if root.get("kind").and_then(Node::as_str) == Some("Secret") => {
                self.held_configurations(root, found.part)
            }
            Kind::OtherData => self.values(piece, root, found),
            kind => {
                self.surroundings(kind, (root, piece), found.part);
                kind
            }
        };
        add(&mut found.kinds, kind);
    }

    /// What says whether rules are loaded, what they find, and who hears of it.
    fn surroundings(&self, kind: Kind, (root, piece): (&Node<'_>, &Piece<'_>), part: &mut Part) {
        match kind {
            Kind::Alertmanager => self.alertmanager(piece, root, part),
            Kind::Prometheus => part.prometheus.push(prometheus::read(self.origin, root)),
            Kind::PrometheusResource => part.prometheus.push(prometheus::read_resource(self.origin, root)),
            Kind::UnitTests => part.unit_tests.push(unit_tests::read(self.origin, root, &piece.stream.comments)),
            Kind::Blackbox => part.probers.extend(blackbox::read(self.origin, root)),
            Kind::Loki if loki::is_loki(root) => part.lokis.push(loki::loki(self.origin, root)),
            Kind::Loki => part.log_shippers.push(loki::shipper(root)),
            Kind::Silences => part.silences.extend(silences::read(self.origin, root)),
            Kind::RulesDump => part.rules_dumps.push(rules_dump::read(self.origin, root)),
            _ => {}
        }
    }

    /// Incidents in the documented form.
    fn incidents(&self, root: &Node<'_>, part: &mut Part) -> Kind {
        let Some(incidents) = postmortem::structured(root, self.origin) else { return Kind::OtherData };
        part.incidents.extend(incidents);
        part.exported.extend(postmortem::exported(root, self.origin));
        Kind::Incident
    }

    fn rules(&self, piece: &Piece<'_>, root: &Node<'_>, found: &mut Found<'_>) -> Kind {
        let resource_kind = root.get("kind").and_then(Node::as_str);
        let input = rules::Input {
            origin: self.origin,
            text: piece.text,
            comments: &piece.stream.comments,
            document: piece.number,
            resource: resource_kind.map(|_| resource(root)).or_else(|| self.resource.clone()),
            dialect: match resource_kind {
                Some("VMRule") => rules::Dialect::VictoriaMetrics,
                _ => rules::Dialect::Prometheus,
            },
            rendered: false,
        };
        let before = found.part.faults.len();
        let groups = if resource_kind.is_some() { root.get("spec") } else { Some(root) };
        if let Some(groups) = groups {
            found.unrendered.extend(rules::read(&input, groups, found.part));
        }
        rules::problems(&input, piece.document, root.range.clone(), found.part);
        // Prometheus never looks at a second document of a rule file, and so refuses nothing there.
        if resource_kind.is_none() && piece.number > 0 {
            found.part.faults.truncate(before);
        }
        if resource_kind.is_some() { Kind::RuleResource } else { Kind::Rules }
    }

    /// Alertmanager reads the first document of its file, and the Operator every resource.
    fn alertmanager(&self, piece: &Piece<'_>, root: &Node<'_>, part: &mut Part) {
        if root.get("kind").and_then(Node::as_str) == Some("AlertmanagerConfig") {
            let spec = root.get("spec").filter(|spec| spec.is_mapping());
            let read = spec.map(|spec| alertmanager::of_resource(&self.origin, spec, resource(root)));
            part.alertmanagers.extend(read);
        } else if piece.number == 0 && alertmanager::is_configuration(root) {
            part.alertmanagers.push(alertmanager::read(&self.origin, root));
        }
    }

    /// The Alertmanager configurations inside a `Secret` or a `ConfigMap`.
    fn held_configurations(&self, root: &Node<'_>, part: &mut Part) -> Kind {
        let Origin::File(file) = self.origin else { return Kind::OtherData };
        let before = part.alertmanagers.len();
        part.alertmanagers.extend(alertmanager::of_secret(file, root));
        if part.alertmanagers.len() > before { Kind::Alertmanager } else { Kind::OtherData }
    }

    /// The rule files inside a `ConfigMap`.
    fn config_map(&self, root: &Node<'_>, part: &mut Part) -> Kind {
        let is_rules = |text: &Text| text.contains("groups") && (text.contains("alert") || text.contains("record"));
        let values = root.get("data").map(Node::entries).unwrap_or_default().iter().map(|(_, value)| value);
        let mut holds_rules = false;
        for outer in values.filter_map(|value| self.origin.text(value)).filter(is_rules) {
            holds_rules |= self.holds(&outer, &resource(root), part);
        }
        let held = self.held_configurations(root, part);
        if holds_rules { Kind::ConfigMap } else { held }
    }

    /// Reads a text that may be a rule file, or hold rules; says whether it does.
    fn holds(&self, outer: &Text, resource: &Resource, part: &mut Part) -> bool {
        // A ConfigMap in a ConfigMap is nobody's way of shipping rules.
        let Origin::File(_) = self.origin else { return false };
        let inner = Data { path: self.path, origin: Origin::Within(outer), resource: Some(resource.clone()) };
        let mut read = Part::default();
        let kinds = inner.read(outer, &mut read);
        let is_held = |kind: &Kind| matches!(kind, Kind::Rules | Kind::Values);
        let holds = kinds.iter().any(is_held) || !read.rules.groups.is_empty();
        if holds {
            part.take(read);
        }
        holds
    }

    /// What stands among the values of a chart.
    fn values(&self, piece: &Piece<'_>, root: &Node<'_>, found: &mut Found<'_>) -> Kind {
        let mut kind = Kind::OtherData;
        for held in values::held(root) {
            let input = rules::Input {
                origin: self.origin,
                text: piece.text,
                comments: &piece.stream.comments,
                document: piece.number,
                resource: Some(held.resource()),
                dialect: held.dialect(),
                rendered: true,
            };
            let part = &mut *found.part;
            let holds = match held.what {
                What::Groups(groups) => {
                    found.unrendered.extend(rules::read(&input, groups, part));
                    true
                }
                What::Rules(key, rules) => {
                    found.unrendered.extend(rules::read_list(&input, key, rules, part));
                    true
                }
                What::AlertRelabels(steps) => {
                    part.alert_relabels.extend(prometheus::relabels(self.origin, Some(steps)));
                    false
                }
                What::Alertmanager(node) => notifying(Some(alertmanager::read(&self.origin, node)), part),
                What::Text(text) => self.origin.text(text).is_some_and(|text| {
                    let within = Origin::Within(&text);
                    self.holds(&text, &held.resource(), part) || notifying(alertmanager::of_text(&text, &within), part)
                }),
            };
            if holds {
                kind = Kind::Values;
            }
        }
        kind
    }

    fn skipped(&self, range: Range<usize>, why: String, help: &str) -> Skipped {
        let place = Some(self.origin.place(range));
        Skipped { place, ..Skipped::unread(self.path, why, help) }
    }

    /// One line for all templates of a document: whoever renders one renders all.
    fn skipped_templates(&self, text: &str, found: &Found<'_>) -> Option<Skipped> {
        let ranges = &found.unrendered;
        let first = ranges.iter().min_by_key(|range| range.start)?;
        let line = repair::line_at(text, first.start);
        // Rules hold no secrets, anything else may.
        let is_open = |kind: &Kind| matches!(kind, Kind::Rules | Kind::RuleResource | Kind::ConfigMap);
        let whole = text[line.clone()].trim();
        let shown = if found.kinds.iter().any(is_open) { whole.to_owned() } else { alone(whole) };
        let shown: String = shown.chars().take(60).collect();
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
        Some(self.skipped(line, why, help))
    }
}

/// Keeps a configuration if it notifies anybody: the defaults of a chart do not, and other values may say more.
fn notifying(configuration: Option<Alertmanager>, part: &mut Part) -> bool {
    let notifies = |read: &Alertmanager| read.receivers.iter().any(|receiver| !receiver.integrations.is_empty());
    let kept = configuration.filter(notifies);
    let is_kept = kept.is_some();
    part.alertmanagers.extend(kept);
    is_kept
}

/// The first template of a line, without the line around it and without the texts that it holds.
fn alone(line: &str) -> String {
    let openings = [("{{", "}}"), ("{%", "%}"), ("${", "}")];
    let first = openings.iter().filter_map(|(open, close)| Some((line.find(open)?, *close))).min();
    let Some((start, close)) = first else { return String::new() };
    let end = line[start..].find(close).map_or(line.len(), |at| start + at + close.len());
    let texts = |(at, piece)| if at % 2 == 1 { "…" } else { piece };
    line[start..end].replace(['\'', '`'], "\"").split('"').enumerate().map(texts).collect::<Vec<_>>().join("\"")
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
