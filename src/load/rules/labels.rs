//! Labels and annotations.

use super::{Dialect, Reader, names, template};
use crate::load::yaml::Node;
use crate::model::{Fault, Label};

impl Reader<'_> {
    /// A mapping from names to texts.
    pub(super) fn labels(&mut self, key: &Node<'_>, value: &Node<'_>) -> Vec<Label> {
        let what = key.as_str().unwrap_or_default();
        if self.is_unrendered(value) {
            self.unrendered.push(value.range.clone());
            return Vec::new();
        }
        if !value.is_mapping() && !value.is_null() {
            self.fault(
                Self::point(key, value),
                format!("{what} is a mapping"),
                "write \"name: value\" on a line of its own",
            );
        }
        let mut labels: Vec<Label> =
            value.entries().iter().filter_map(|(name, value)| self.label(what, name, value)).collect();
        labels.shrink_to_fit();
        labels
    }

    fn label(&mut self, what: &str, name: &Node<'_>, value: &Node<'_>) -> Option<Label> {
        // A value may hold a template of Prometheus' own; a name, or a value that is nothing else, may not.
        if let Some(node) = [name, value]
            .into_iter()
            .find(|node| self.is_unrendered(node) && (node.scalar().is_none() || std::ptr::eq(*node, name)))
        {
            self.unrendered.push(node.range.clone());
            return None;
        }
        let origin = self.input.origin;
        let (Some(label), Some(text)) = (origin.text(name), origin.text(value)) else {
            let not_text = if name.scalar().is_none() { name } else { value };
            if !value.cut {
                self.fault(not_text.range.clone(), format!("{what} takes names and texts only"), "write one text");
            }
            return None;
        };
        if !names::is_label(&label) || (what == "labels" && &*label == "__name__") {
            let message = format!("\"{}\" is not a name that {what} can have", label.value);
            self.fault(Self::point(name, value), message, "name it with letters, digits and underscores");
        }
        Some(Label { name: label, value: text })
    }

    /// What Prometheus refuses about the templates of an alert's labels or annotations.
    pub(super) fn templates(&mut self, labels: &[Label]) {
        if self.dialect == Dialect::VictoriaMetrics {
            return;
        }
        for label in labels {
            let Some(fault) = template::fault(&label.value) else { continue };
            let place = label.value.at(fault.range);
            let message = format!("the template of \"{}\": {}", label.name.value, fault.message);
            let help = "templates are Go's text/template with the functions of Prometheus".into();
            self.part.faults.push(Fault { place, message, help, template: true });
        }
    }
}
