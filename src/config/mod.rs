//! `alertgap.yml`: what an organisation tells about itself. Text → [`Config`]; it reads no file and judges nothing.
//!
//! Every key is optional. A key that is not known is an error at its line: a setting that silently does nothing is
//! worse than none.

mod fault;
mod services;

pub use fault::{Fault, fault_of};
pub use services::{Service, Services};

use std::collections::BTreeMap;

use serde::Deserialize;

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "alertgap.yml";

/// What the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `failure_modes`: files of the organisation's own failure modes, in the form of `rules/*.yml`. Paths are relative
    /// to the configuration's own folder. A mode with the id of a built-in one takes its place.
    pub failure_modes: Vec<String>,
    /// `services`: what the services are called, and by which labels their series are known.
    pub services: Services,
}

/// The file as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    failure_modes: Vec<String>,
    services: BTreeMap<String, Option<services::Written>>,
}

/// What a configuration says, or the first thing that is wrong with it.
///
/// # Errors
///
/// The place, what was found there, and what to write instead.
pub fn read(text: &str) -> Result<Config, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let written: Option<Written> = serde_yaml::from_str(text).map_err(|error| fault_of(text, &error))?;
    let written = written.unwrap_or_default();
    let services = Services::new(written.services).map_err(|(word, message)| Fault::at_word(text, &word, message))?;
    Ok(Config { failure_modes: written.failure_modes, services })
}

#[cfg(test)]
mod tests {
    use super::{Config, read};

    const GOOD: &str = "\
failure_modes: [modes/own.yml]
services:
  checkout:
    aliases: [basket, checkout web]
    selectors:
      - {app: checkout}
      - {namespace: shop, app: basket}
  payouts:
";

    fn fault(text: &str) -> String {
        let fault = read(text).expect_err("it is wrong");
        format!("{}:{}: {}", fault.line, fault.column, fault.message)
    }

    #[test]
    fn every_key_is_optional_and_known() {
        let config = read(GOOD).expect("it is right");
        assert_eq!(config.failure_modes, ["modes/own.yml"]);
        let checkout = &config.services.list[0];
        assert_eq!((checkout.name.as_str(), checkout.aliases.len(), checkout.selectors.len()), ("checkout", 2, 2));
        assert_eq!(config.services.list[1].name, "payouts");
        for empty in ["", "# nothing yet\n", "services:\n", "failure_modes: []\n"] {
            let config = read(&empty.replace("services:\n", "services: {}\n"));
            assert_eq!(config, Ok(Config::default()), "{empty:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_at_its_line() {
        assert_eq!(fault("failure_modes: []\nsevices: {}\n"), "2:1: unknown key `sevices`; did you mean `services`?");
        assert_eq!(
            fault("services:\n  checkout:\n    alias: [basket]\n"),
            "3:5: services.checkout: unknown key `alias`; did you mean `aliases`?"
        );
        assert!(fault("colour: red\n").ends_with("unknown key `colour`; known are `failure_modes`, `services`"));
        assert!(fault("services: [checkout]\n").starts_with("1:11: services: invalid type: sequence"));
        assert!(fault("failure_modes: [a\n").starts_with("2:1: "));
    }

    #[test]
    fn one_name_means_one_service() {
        let text = "services:\n  checkout: {aliases: [shop]}\n  orders: {aliases: [Shop]}\n";
        assert_eq!(fault(text), "3:22: \"Shop\" names both checkout and orders; a name means one service");
        let text = "services:\n  checkout: {selectors: [{}]}\n";
        assert_eq!(fault(text), "2:3: a selector of checkout is empty; write {label: value}");
    }
}
