//! What the terminal can show.

use std::io::{IsTerminal, stdout};

use alertgap::report::{Detail, Look};

use super::args::{Color, Shown};

impl Shown {
    /// The look of standard output. Away from a terminal it depends on the arguments alone.
    pub(crate) fn look(&self) -> Look {
        let terminal = stdout().is_terminal();
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let detail = match (self.quiet, self.verbose) {
            (true, _) => Detail::Quiet,
            (_, true) => Detail::Verbose,
            _ => Detail::Normal,
        };
        let width = if terminal { columns() } else { Look::PLAIN_WIDTH };
        let links =
            terminal && self.color != Color::Never && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Look { width, color, unicode: !terminal || speaks_utf8(), links, detail, most: 0 }
    }
}

/// Wide terminals are not used to their end: nobody reads lines of 300 columns.
fn columns() -> usize {
    let (terminal_size::Width(columns), _) = match terminal_size::terminal_size() {
        Some(size) => size,
        None => return Look::PLAIN_WIDTH,
    };
    usize::from(columns).clamp(50, 140)
}

/// By the first of the variables that is set, as the C library has it. macOS and Windows terminals set none.
fn speaks_utf8() -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find(|name| is_set(name)).and_then(|name| std::env::var(name).ok());
    match locale {
        Some(locale) => locale.to_lowercase().replace('-', "").contains("utf8"),
        None => true,
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
