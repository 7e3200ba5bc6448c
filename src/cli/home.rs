//! Where the repository around the current directory begins.

use std::path::Path;

use alertgap::config::Config;
use alertgap::report::{Home, LinkTemplate};

/// The nearest folder, here or above, that holds `.git`; where there is none, the current directory itself.
pub(crate) fn home() -> Home {
    let Ok(current) = std::env::current_dir() else { return Home::default() };
    let root = current.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&current);
    Home { root: slashed(root), current: slashed(&current), link_template: None }
}

/// The pages of lines: as given on the command line, else as the configuration says.
pub(crate) fn links(given: Option<&LinkTemplate>, config: &Config) -> Option<LinkTemplate> {
    let configured = || config.link_template.as_deref().and_then(|text| LinkTemplate::parse(text).ok());
    given.cloned().or_else(configured)
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
