//! `services:` what the services are called, and by which labels their series are known.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Table;

/// The declared services, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    /// The services.
    pub list: Vec<Service>,
}

/// One service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its name: the key under `services:`.
    pub name: String,
    /// `aliases`: what postmortems and labels call it as well. Compared without regard to case.
    pub aliases: Vec<String>,
    /// `selectors`: alternatives, each with all the labels that mark a series as this service's. Values are exact.
    pub selectors: Vec<BTreeMap<String, String>>,
}

/// What a service is called, and how its series are known.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Service"))]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    /// What postmortems and labels call it as well. Case does not count.
    aliases: Vec<String>,
    /// Alternatives, each with all the labels that mark a series as this service's. Values are exact.
    #[cfg_attr(test, schemars(schema_with = "super::schema::selectors"))]
    selectors: Vec<BTreeMap<String, String>>,
}

impl Services {
    /// The services, or the word that is wrong and why.
    pub(super) fn new(written: Table<Option<Written>>) -> Result<Services, (String, String)> {
        let mut services = Services::default();
        for (name, written) in written.entries {
            let Written { aliases, selectors } = written.unwrap_or_default();
            if selectors.iter().any(BTreeMap::is_empty) {
                let message = format!("a selector of {name} is empty; write {{label: value}}");
                return Err((name, message));
            }
            for word in std::iter::once(&name).chain(&aliases) {
                if let Some(other) = services.called(word) {
                    let message = format!("\"{word}\" names both {} and {name}; a name means one service", other.name);
                    return Err((word.clone(), message));
                }
            }
            services.list.push(Service { name, aliases, selectors });
        }
        Ok(services)
    }

    /// The service that `word` names.
    pub(crate) fn called(&self, word: &str) -> Option<&Service> {
        let word = word.trim().to_lowercase();
        self.list.iter().find(|service| service.names().any(|name| name.to_lowercase() == word))
    }
}

impl Service {
    /// Its name, and what else it is called.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}
