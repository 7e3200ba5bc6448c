//! Labels that hang on the value at which an alert fires: `{{ if gt $value 0.2 }}critical{{ else }}warning{{ end }}`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::labels::{Labels, Value};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Direction, Role, divides};

/// One branch: `{{ if gt $value 0.2 }}critical`, `{{ else }}warning`.
static BRANCH: LazyLock<Regex> = LazyLock::new(|| {
    let asks = r"(?:if|else if) \(?(?P<op>gt|ge|lt|le) \$value (?P<than>[0-9.eE+-]+)\)?";
    let pattern = format!(r"\{{\{{-?\s*(?:{asks}|(?P<rest>else))\s*-?\}}\}}(?P<gives>[^{{}}]*)");
    Regex::new(&pattern).expect("the pattern is tested")
});

/// What such a template can give.
struct Template<'t>(Vec<(Option<(&'t str, f64)>, &'t str)>);

impl<'t> Template<'t> {
    /// `None` where it is of any other form.
    fn of(text: &'t str) -> Option<Template<'t>> {
        let inside = text.trim().strip_suffix("}}")?.trim_end_matches('-').trim_end().strip_suffix("end")?;
        let inside = inside.trim_end().trim_end_matches('-').strip_suffix("{{")?;
        let mut end = 0;
        let mut branches = Vec::new();
        for found in BRANCH.captures_iter(inside) {
            let whole = found.get(0)?;
            if whole.start() != end {
                return None;
            }
            end = whole.end();
            let gives = found.name("gives")?.as_str().trim();
            let asks = found.name("op").map(|op| Some((op.as_str(), found["than"].parse().ok()?)));
            branches.push((asks.map_or(Some(None), |asks| asks.map(Some))?, gives));
        }
        let is_whole = end == inside.len() && branches.last().is_some_and(|(asks, _)| asks.is_none());
        is_whole.then_some(Template(branches))
    }

    /// What it gives at a value.
    fn at(&self, value: f64) -> &'t str {
        let holds = |(op, than): &(&str, f64)| match *op {
            "gt" => value > *than,
            "ge" => value >= *than,
            "lt" => value < *than,
            _ => value <= *than,
        };
        let taken = self.0.iter().find(|(asks, _)| asks.as_ref().is_none_or(holds));
        taken.map_or("", |(_, gives)| gives)
    }

    fn all(&self) -> BTreeSet<String> {
        self.0.iter().map(|(_, gives)| (*gives).to_owned()).collect()
    }
}

/// Gives to the labels of `alert` what their templates give at the values that a postmortem tells of.
pub(super) fn tell(labels: &mut Labels<'_>, alert: &Alert, story: &str) {
    for label in &alert.labels {
        let Some(template) = Template::of(&label.value) else { continue };
        let told: BTreeSet<String> = told(alert, story).map(|value| template.at(value).to_owned()).collect();
        labels.set(&label.name, Value::of(if told.is_empty() { template.all() } else { told }));
    }
}

/// The shares that a text tells of, of those at which an alert fires that compares a share.
fn told<'t>(alert: &'t Alert, story: &'t str) -> impl Iterator<Item = f64> + 't {
    let compared = alert.expr.as_ref().map(|expr| &expr.comparisons[..]).unwrap_or_default();
    let above = compared.iter().filter(|it| it.role == Role::Reads && it.direction == Direction::Above);
    let level = above.filter_map(|it| it.threshold).next().filter(|_| compared.len() == 1);
    // `* 100 > 2` is moved over to the other side: the value is a percentage all the same.
    let is_percent = alert.text.contains("100");
    // A recorded one has it in its name: `customs:rejected:ratio`.
    let is_share = divides(&alert.text) || WORDS.asked_levels().names_share(&alert.text);
    let level = level.filter(|level| *level < 1.0 && is_share);
    let fires =
        WORDS.reaches().percents(story).filter(move |percent| level.is_some_and(|level| percent / 100.0 > level));
    fires.map(move |percent| if is_percent { percent } else { percent / 100.0 })
}

#[cfg(test)]
mod tests {
    use super::{Template, told};
    use crate::link::sample;

    #[test]
    fn a_template_gives_one_of_its_branches() {
        let graded = "{{ if gt $value 0.2 }}critical{{ else if gt $value 0.1 }}major{{ else }}warning{{ end }}";
        let template = Template::of(graded).expect("the form is known");
        assert_eq!([0.3, 0.2, 0.05].map(|value| template.at(value)), ["critical", "major", "warning"]);
        assert_eq!(template.all().len(), 3);
        assert!(Template::of("{{- if (ge $value 5.0) -}} page {{- else -}} ticket {{- end -}}").is_some());
        for other in [
            "warning",
            "{{ $labels.severity }}",
            "{{ if gt $value 0.2 }}critical{{ end }}",
            "{{ if eq $labels.env \"prod\" }}critical{{ else }}warning{{ end }}",
            "x-{{ if gt $value 0.2 }}a{{ else }}b{{ end }}",
        ] {
            assert!(Template::of(other).is_none(), "{other}");
        }
    }

    #[test]
    fn only_shares_at_which_it_fires_are_told() {
        let story = "From 0.3 percent it rose to 12 % and then 18%.";
        for (expr, want) in [
            ("rate(a[5m]) / rate(b[5m]) > 0.02", vec![0.12, 0.18]),
            ("rate(a[5m]) / rate(b[5m]) * 100 > 2", vec![12.0, 18.0]),
            ("rate(a[5m]) > 0.02", vec![]),
            ("rate(a[5m]) / rate(b[5m]) < 0.02", vec![]),
        ] {
            let rules = sample::rules(&[("A", expr)]);
            assert_eq!(told(&rules.alerts[0], story).collect::<Vec<_>>(), want, "{expr}");
        }
    }
}
