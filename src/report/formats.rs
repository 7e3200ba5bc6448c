//! Every format that `check` can give: a file here, and a line in the table.

use super::{Look, Report, checkstyle, comment, concise, github, gitlab, human, json, junit, prometheus, sarif};

/// One format of the findings.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, for the help.
    pub says: &'static str,
    /// The report in it. Only what people read has a look.
    pub draw: fn(&Report<'_>, &Look) -> Vec<u8>,
}

/// All formats, in the order of the help.
pub static FORMATS: &[Format] = &[
    Format { name: "human", says: "Drawn, with the lines of both files", draw: human::human },
    Format { name: "concise", says: "path:line:col: severity[check] message", draw: |it, _| concise::concise(it) },
    Format { name: "json", says: "All that is known, for programs", draw: |it, _| json::json(it) },
    Format { name: "sarif", says: "SARIF 2.1.0, for code scanning", draw: |it, _| sarif::sarif(it) },
    Format { name: "github", says: "As human, with annotations for GitHub Actions", draw: github::github },
    Format { name: "gitlab", says: "A Code Quality report for GitLab", draw: |it, _| gitlab::gitlab(it) },
    Format { name: "junit", says: "JUnit XML: a test case a finding", draw: |it, _| junit::junit(it) },
    Format { name: "checkstyle", says: "Checkstyle XML", draw: |it, _| checkstyle::checkstyle(it) },
    Format { name: "markdown", says: "A comment for a pull request", draw: |it, _| comment::comment(it) },
    Format {
        name: "prometheus",
        says: "Coverage as metrics, for the text-file collector",
        draw: |it, _| prometheus::prometheus(it),
    },
];

impl Format {
    /// The format called `name`.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}
