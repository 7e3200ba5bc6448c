//! Where the repository begins: other tools want paths from there, wherever the command was run.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::LinkTemplate;

/// The repository around the current directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The repository's root, absolute, with `/`.
    pub root: String,
    /// The current directory, absolute, with `/`.
    pub current: String,
    /// The pages of the repository, where links lead to them.
    pub link_template: Option<LinkTemplate>,
}

/// What stays as it is in the path of an address.
pub(super) const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Home {
    /// The page of a line of a file: by the template, or else the file itself. Empty where none is known.
    pub(super) fn page(&self, path: &str, line: usize) -> String {
        let encoded = |path: &str| utf8_percent_encode(path, PLAIN).to_string();
        match (&self.link_template, self.path_of(path)) {
            (Some(template), Some(inside)) => template.page(&inside, line),
            (None, Some(inside)) if self.root.starts_with('/') => {
                format!("file://{}/{}", encoded(&self.root), encoded(&inside))
            }
            _ => String::new(),
        }
    }

    /// `path`, as reached from the current directory, as it is called in the repository; `None` where it lies outside.
    pub fn path_of(&self, path: &str) -> Option<String> {
        let path = path.replace('\\', "/");
        let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
        let whole = if is_absolute { path } else { format!("{}/{path}", self.current) };
        let (root, whole) = (steps(&self.root)?, steps(&whole)?);
        let inside = whole.strip_prefix(root.as_slice())?;
        (!inside.is_empty()).then(|| inside.join("/"))
    }
}

/// The names on the way, without `.` and `..`; `None` where it leads out at the top.
fn steps(path: &str) -> Option<Vec<&str>> {
    let mut steps = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            name => steps.push(name),
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::Home;

    #[test]
    fn paths_are_told_from_the_root() {
        let home = Home { root: "/srv/shop".into(), current: "/srv/shop/ops/alerts".into(), link_template: None };
        for (path, want) in [
            ("a.yml", Some("ops/alerts/a.yml")),
            ("./b/../a.yml", Some("ops/alerts/a.yml")),
            ("../../docs/INC-1.md", Some("docs/INC-1.md")),
            ("/srv/shop/x.md", Some("x.md")),
            ("../../../other/INC-1.md", None),
            ("/srv/shopping/x.md", None),
            ("../../../../../../x.md", None),
        ] {
            assert_eq!(home.path_of(path).as_deref(), want, "{path}");
        }
    }

    #[test]
    fn without_a_repository_the_current_directory_is_the_root() {
        assert_eq!(Home::default().path_of("alerts/a.yml").as_deref(), Some("alerts/a.yml"));
        assert_eq!(Home::default().path_of("../a.yml"), None);
    }
}
