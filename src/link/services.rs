//! Declared services: which of them were hurt, and whose series a selector reads.

use foldhash::HashSet;

use super::reading::ReadSelector;
use super::scope::Scope;
use crate::config::{Service, Services};
use crate::model::Alert;
use crate::model::expr::{MatchOp, Matcher};

/// What the configuration knows of the services that were hurt.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    /// The services that were hurt.
    hurt: Vec<Service>,
    /// All others.
    others: Vec<Service>,
}

impl Declared {
    /// The services of `declared` that one of `services` names, or where there are none, that `text` speaks of.
    pub(super) fn new(declared: &Services, services: &[String], text: &str) -> Declared {
        let by_field: HashSet<&str> =
            services.iter().filter_map(|name| declared.called(name)).map(|it| it.name.as_str()).collect();
        let text = text.to_lowercase();
        let spoken = |service: &Service| service.names().any(|name| speaks_of(&text, &name.to_lowercase()));
        let is_hurt = |service: &Service| match services.is_empty() {
            true => spoken(service),
            false => by_field.contains(service.name.as_str()),
        };
        let (hurt, others) = declared.list.iter().cloned().partition(is_hurt);
        Declared { hurt, others }
    }

    /// Everything that the services are called.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.hurt.iter().flat_map(Service::names)
    }

    /// What a declared selector says of `selector`: it reads the series of a service that was hurt, or of another.
    pub(super) fn scope(&self, alert: &Alert, selector: &ReadSelector) -> Option<Scope> {
        let of = |services: &[Service]| services.iter().find_map(|service| matched(service, selector));
        if let Some(matcher) = of(&self.hurt) {
            return Some(Scope::Names(super::scope::shown(&matcher)));
        }
        // Where nobody knows who was hurt, nobody knows that it was not this one.
        let matcher = of(&self.others).filter(|_| !self.hurt.is_empty())?;
        let place = selector.direct.then(|| alert.text.at(matcher.span.clone()));
        Some(Scope::Excludes(super::scope::shown(&matcher), place))
    }
}

/// The declared services whose series `selector` reads.
pub(super) fn selecting<'s>(services: &'s Services, selector: &ReadSelector) -> impl Iterator<Item = &'s Service> {
    services.list.iter().filter(move |service| matched(service, selector).is_some())
}

/// The first matcher of a selector of `service` that `selector` asks for in whole.
fn matched(service: &Service, selector: &ReadSelector) -> Option<Matcher> {
    let asks = |label: &str, value: &str| {
        selector.matchers.iter().find(|it| it.label == label && it.op == MatchOp::Equal && it.value == value)
    };
    service.selectors.iter().find_map(|labels| {
        let mut found = labels.iter().map(|(label, value)| asks(label, value));
        let first = found.next()??;
        found.all(|matcher| matcher.is_some()).then(|| first.clone())
    })
}

/// Does `text` hold `name` as whole words? Both in lower case.
fn speaks_of(text: &str, name: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    text.match_indices(name)
        .any(|(at, _)| !inside(text[..at].chars().next_back()) && !inside(text[at + name.len()..].chars().next()))
}
