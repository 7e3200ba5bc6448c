//! How a document is written: Markdown, HTML or plain text.

use super::{csv, html, org, plain};

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Comma-separated values.
    Table,
    /// Org mode.
    Org,
    /// Plain text or reStructuredText.
    Plain,
}

impl Style {
    /// By the name of the file; where it does not tell, by the text.
    pub(super) fn of(path: &str, text: &str) -> Style {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
        let name = name.trim_end_matches(".erb");
        match name.rsplit_once('.').map(|(_, form)| form) {
            Some("md" | "markdown" | "mdx" | "qmd") => Style::Markdown,
            Some("html" | "htm" | "xhtml") => Style::Html,
            Some("rst" | "rest") => Style::Plain,
            _ if org::is_org(name, text) => Style::Org,
            Some("csv" | "tsv") => Style::Table,
            _ if csv::is_table(text) => Style::Table,
            _ if html::is_page(text) => Style::Html,
            _ if plain::is_markdown(text) => Style::Markdown,
            _ => Style::Plain,
        }
    }
}
