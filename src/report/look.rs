//! How a report for people is drawn.

/// What the terminal, or whatever stands in its place, can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns. 100 where there is no terminal, so that the output does not depend on where it is made.
    pub width: usize,
    /// With colours?
    pub color: bool,
    /// Frames of Unicode lines, or of ASCII?
    pub unicode: bool,
    /// Do paths link to their files? A terminal that does not know links shows them as noise.
    pub links: bool,
    /// How much is shown.
    pub detail: Detail,
    /// At most so many findings are drawn, the gravest; 0 for all of them.
    pub most: usize,
}

/// How much a report for people shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Errors and warnings, nothing else.
    Quiet,
    /// Errors and warnings drawn, infos on a line each, the summary.
    Normal,
    /// Everything drawn.
    Verbose,
}

/// Styles of text, as the terminal names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Red.
    Error,
    /// Yellow.
    Warning,
    /// Cyan.
    Info,
    /// Green.
    Good,
    /// A path with line and column.
    Path,
    /// What stands out.
    Bold,
    /// What steps back.
    Dim,
}

impl Look {
    /// A width without a terminal.
    pub const PLAIN_WIDTH: usize = 100;

    /// `text` in `style`, where there are colours.
    pub(super) fn paint(&self, style: Style, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let code = match style {
            Style::Error => "1;31",
            Style::Warning => "1;33",
            Style::Info => "36",
            Style::Good => "32",
            Style::Path => "36;4",
            Style::Bold => "1",
            Style::Dim => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// `text` as a link to `page`, where there are links.
    pub(super) fn link(&self, page: &str, text: &str) -> String {
        match self.links && !page.is_empty() {
            true => format!("\u{1b}]8;;{page}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            false => text.to_owned(),
        }
    }

    /// What stands for text that was left out.
    pub(super) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// What separates the parts of a line.
    pub(super) fn dot(&self) -> &'static str {
        if self.unicode { "·" } else { "-" }
    }

    /// `text` on lines of the width, each after the first behind `indent` spaces; words stay whole where they fit.
    pub(super) fn wrap(&self, text: &str, first: usize, indent: usize) -> String {
        let (first, rest) = (" ".repeat(first), " ".repeat(indent));
        let options = wrapping(self.width.max(40)).initial_indent(&first).subsequent_indent(&rest);
        // A blank text comes back without its indent.
        textwrap::fill(text, options).get(first.len()..).unwrap_or_default().to_owned()
    }

    /// `parts` with dots between them, on lines of the width; no part is torn apart.
    pub(super) fn join(&self, parts: &[String]) -> String {
        let dot = format!(" {} ", self.dot());
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            match lines.last_mut() {
                Some(line) if shown_width(line) + 3 + shown_width(part) <= self.width => {
                    line.push_str(&dot);
                    line.push_str(part);
                }
                _ => lines.push(part.clone()),
            }
        }
        lines.join("\n")
    }
}

/// Breaks lines at blanks and nowhere else, so that a command or an id can be copied; the same whatever other crates ask
/// of the library.
pub(super) fn wrapping<'a>(width: usize) -> textwrap::Options<'a> {
    let options = textwrap::Options::new(width).word_separator(textwrap::WordSeparator::AsciiSpace);
    options.word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// Columns of `text`, colours left out.
fn shown_width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

impl Default for Look {
    fn default() -> Look {
        Look { width: Look::PLAIN_WIDTH, color: false, unicode: true, links: false, detail: Detail::Normal, most: 0 }
    }
}
