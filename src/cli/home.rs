//! Where the repository around the current directory begins.

use std::path::Path;

use alertgap::report::Home;

/// The nearest folder, here or above, that holds `.git`; where there is none, the current directory itself.
pub(crate) fn home() -> Home {
    let Ok(current) = std::env::current_dir() else { return Home::default() };
    let root = current.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&current);
    Home { root: slashed(root), current: slashed(&current), link_template: None }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
