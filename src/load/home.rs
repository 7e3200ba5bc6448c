//! The folder of the configuration: its paths and patterns are relative to it, those of people to the current one.

use std::path::{Component, Path, PathBuf};

/// Where the configuration stands, as seen from the current directory.
#[derive(Clone, Debug)]
pub struct Home {
    /// As reached from the current directory: `../..`; empty for that directory itself.
    folder: PathBuf,
    /// The same, absolute.
    whole: PathBuf,
    current: PathBuf,
    /// What the configuration is called there.
    name: PathBuf,
}

impl Home {
    /// The folder of the configuration at `path`.
    pub(super) fn of(path: &Path) -> Home {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        // Without a current directory there is nothing to be relative to, and paths stay as they are.
        let current = std::env::current_dir().unwrap_or_default();
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        Home { whole: plain(&current.join(&folder)), folder, current, name }
    }

    /// The folder, to be walked.
    pub(super) fn folder(&self) -> PathBuf {
        if self.folder.as_os_str().is_empty() { ".".into() } else { self.folder.clone() }
    }

    /// A path that is relative to the configuration, as reached from the current directory, with `/`.
    pub(crate) fn shown(&self, below: &str) -> String {
        let whole = plain(&self.whole.join(below));
        let shown = match whole.strip_prefix(&self.current) {
            Ok(here) => here.to_path_buf(),
            Err(_) => plain(&self.folder.join(below)),
        };
        shown.to_string_lossy().replace('\\', "/")
    }

    /// The configuration itself, as reached from the current directory.
    pub(crate) fn configuration(&self) -> String {
        self.shown(&self.name.to_string_lossy())
    }

    /// A path as reached from the current directory, relative to the configuration; `None` where it lies outside.
    pub(crate) fn relative(&self, path: &str) -> Option<String> {
        let whole = plain(&self.current.join(path));
        let below = whole.strip_prefix(&self.whole).ok()?;
        Some(below.to_string_lossy().replace('\\', "/"))
    }
}

/// Without `.`, and without `..` where that is not at the beginning.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::Home;

    fn home(folder: &str, whole: &str) -> Home {
        Home {
            folder: folder.into(),
            whole: whole.into(),
            current: "/ops/alerts/team".into(),
            name: "alertgap.yml".into(),
        }
    }

    #[test]
    fn paths_go_both_ways() {
        let above = home("../..", "/ops");
        for (below, shown) in [("alerts/team/a.yml", "a.yml"), ("docs/x.md", "../../docs/x.md")] {
            assert_eq!(above.shown(below), shown);
            assert_eq!(above.relative(shown).as_deref(), Some(below));
        }
        let beside = home("../conf", "/ops/alerts/conf");
        assert_eq!(beside.shown("../a.yml"), "../a.yml");
        assert_eq!(beside.relative("../a.yml"), None);
        let here = home("", "/ops/alerts/team");
        assert_eq!((here.shown("./x//y.md"), here.relative("./x/y.md")), ("x/y.md".into(), Some("x/y.md".into())));
    }
}
