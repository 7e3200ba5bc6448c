//! Services that a postmortem tells were hurt beside the origin, known by their names.
//!
//! Prose calls anything anything; a word is taken for a service only where something else says that it is one: the
//! configuration, the services of any incident in the set, or a label of a rule.

use std::collections::HashSet;

use crate::config::Services;
use crate::model::expr::MatchOp;
use crate::model::{Basis, Incident, Model, Risk, RiskKind, Text};

/// A name of more words than this is not looked for.
const MOST_WORDS: usize = 3;

/// Adds what the sentences about harm name, as risks that are inferred. The time it takes grows with their length.
pub(super) fn add(model: &mut Model) {
    let names = known(model);
    let services = &model.services;
    for incident in &mut model.incidents {
        let found = harmed(incident, &names, services);
        if !found.is_empty() {
            incident.risks.extend(found);
            incident.risks.sort_by_key(|risk| (risk.text.place.start(), risk.kind));
        }
    }
}

/// The names of services, in lower case. One word of the language (`search`) is a name only where the configuration
/// says so: everybody searches.
fn known(model: &Model) -> HashSet<String> {
    let declared = model.services.list.iter().flat_map(|service| service.names()).map(str::to_owned);
    let told =
        model.incidents.iter().flat_map(|it| it.services.iter().chain(&it.affected)).map(|name| name.value.clone());
    let watched = model.rules.alerts.iter().filter_map(|alert| alert.expr.as_ref()).flat_map(|expr| &expr.selectors);
    let watched = watched
        .flat_map(|selector| selector.matchers.iter())
        .filter(|matcher| matcher.op == MatchOp::Equal && matches!(matcher.label.as_str(), "job" | "service" | "app"));
    let watched = watched.map(|matcher| matcher.value.clone());
    let names = told.chain(watched).filter(|name| is_compound(name));
    declared.chain(names).map(|name| name.to_lowercase()).collect()
}

/// `orders-api`, `pay_outs`, `s3`: no word of a language.
fn is_compound(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let one = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    one && letters >= 2 && name.contains(|c: char| c == '-' || c == '_' || c.is_ascii_digit())
}

fn harmed(incident: &Incident, names: &HashSet<String>, declared: &Services) -> Vec<Risk> {
    let Some(told) = &incident.told else { return Vec::new() };
    let alike = |name: &str| declared.called(name).map_or_else(|| name.to_lowercase(), |service| service.name.clone());
    let own = incident.services.iter().chain(&incident.affected).map(|name| alike(name));
    let collateral = incident.risks.iter().filter(|risk| risk.kind == RiskKind::Collateral);
    let mut seen: HashSet<String> = own.chain(collateral.map(|risk| alike(&risk.text))).collect();
    // `checkout (its worker)` among the affected services names no further one.
    let fields: Vec<_> = incident.services.iter().chain(&incident.affected).map(|field| field.place).collect();
    let in_field = |name: &Text| {
        fields.iter().any(|field| field.file == name.place.file && field.range().contains(&name.place.start()))
    };
    let mut found = Vec::new();
    for sentence in &told.harm {
        for name in named(sentence, names).into_iter().filter(|name| !in_field(name)) {
            if seen.insert(alike(&name)) {
                found.push(risk(name));
            }
        }
    }
    found
}

/// The names that stand in a sentence, the longest where several begin at one word.
fn named(sentence: &Text, names: &HashSet<String>) -> Vec<Text> {
    let words = words(sentence);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=MOST_WORDS.min(words.len() - at)).rev().find_map(|count| {
            let range = words[at].start..words[at + count - 1].end;
            names.contains(&sentence[range.clone()].to_lowercase()).then_some((count, range))
        });
        at += longest.as_ref().map_or(1, |(count, _)| *count);
        found.extend(longest.map(|(_, range)| Text::plain(&sentence[range.clone()], sentence.at(range))));
    }
    found
}

fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| inside(*c)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end += c.len_utf8(),
            _ => found.push(at..at + c.len_utf8()),
        }
    }
    found
}

fn risk(name: Text) -> Risk {
    Risk {
        kind: RiskKind::Collateral,
        basis: Basis::Inferred,
        id: None,
        text: name,
        because: "the text tells of harm to it".to_owned(),
        alerts: Vec::new(),
        monitors: Vec::new(),
        item: None,
        original: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::config;
    use crate::load::read_text;
    use crate::model::RiskKind;

    fn harmed(configuration: &str, text: &str) -> Vec<String> {
        let text = format!("---\nid: INC-7\nservices: [checkout]\naffected: [pay-outs]\n---\n# It broke\n\n{text}\n");
        let mut loaded = read_text("postmortems/INC-7.md", &text);
        loaded.model.services = config::read(configuration).expect("the case is well formed").services;
        super::add(&mut loaded.model);
        let incident = &loaded.model.incidents[0];
        let risks = incident.risks.iter().filter(|risk| risk.kind == RiskKind::Collateral);
        risks.map(|risk| risk.text.value.clone()).collect()
    }

    #[test]
    fn a_service_is_known_by_the_configuration_and_by_what_incidents_call_it() {
        let services = "services:\n  orders: {aliases: [order desk]}\n  mail: {}\n";
        let text = "## Impact\n\nThe order desk stood still, and pay-outs and checkout too. Search was slow.\n\nNothing else: mail was not affected.\n";
        assert_eq!(harmed(services, text), ["pay-outs", "order desk"]);
        assert_eq!(harmed("", text), ["pay-outs"]);
    }

    #[test]
    fn each_is_told_once_and_at_its_place() {
        let text = "## Timeline\n\n- 10:00 orders began to fail\n- 10:10 orders went down\n- 10:20 we wrote to mail\n";
        assert_eq!(harmed("services: {orders: {}, mail: {}}", text), ["pay-outs", "orders"]);
    }

    #[test]
    fn a_service_within_its_own_field_is_no_further_one() {
        let text = "# Postmortem: it broke\n\n| Field | Value |\n|---|---|\n| Affected services | order-desk (the worker), mail-out |\n\n## Impact\n\nOrders failed.\n\n## Root cause\n\nThe worker died.\n";
        let mut loaded = read_text("postmortems/INC-7.md", text);
        let before = loaded.model.incidents[0].risks.len();
        loaded.model.services = config::read("services: {order-desk: {}}").expect("the case is well formed").services;
        super::add(&mut loaded.model);
        assert_eq!(loaded.model.incidents[0].risks.len(), before);
    }
}
