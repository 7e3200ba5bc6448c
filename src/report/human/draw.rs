//! Excerpts, drawn by `miette`.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::excerpt::Excerpt;
use crate::check::Severity;
use crate::report::Look;
use crate::report::look::Style;

/// Draws excerpts in one look.
pub(super) struct Pencil {
    frames: [GraphicalReportHandler; 3],
    look: Look,
    top: char,
    cross: char,
    bottom: char,
}

impl Pencil {
    /// A pencil for `look`; what is underlined has the colour of the finding's severity.
    pub(super) fn new(look: &Look) -> Pencil {
        let characters = if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        let (top, cross, bottom) = (characters.ltop, characters.lcross, characters.lbot);
        let handler = |severity: Severity| {
            let mut styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
            let style = match severity {
                Severity::Error => styles.error,
                Severity::Warning => styles.warning,
                Severity::Info => styles.advice,
            };
            styles.highlights = vec![style];
            let theme = GraphicalTheme { characters: characters.clone(), styles };
            GraphicalReportHandler::new_themed(theme)
                .with_width(look.width)
                .with_links(false)
                .with_context_lines(0)
                .without_syntax_highlighting()
        };
        let frames = [Severity::Error, Severity::Warning, Severity::Info].map(handler);
        Pencil { frames, look: *look, top, cross, bottom }
    }

    /// The excerpts in one frame, the file of each on its own head line.
    pub(super) fn draw(&self, excerpts: &[Excerpt], severity: Severity) -> String {
        let handler = match severity {
            Severity::Error => &self.frames[0],
            Severity::Warning => &self.frames[1],
            Severity::Info => &self.frames[2],
        };
        let width = excerpts.iter().map(Excerpt::number_width).max().unwrap_or(1);
        let mut out = String::new();
        for (at, excerpt) in excerpts.iter().enumerate() {
            out.push_str(&self.head(
                if at == 0 { self.top } else { self.cross },
                (&excerpt.spot(), &excerpt.page),
                width,
            ));
            let mut drawn = String::new();
            handler.render_report(&mut drawn, excerpt).expect("a String takes everything");
            // The first two lines are the message, which stands above the frame already, and a head of its own.
            let mut lines: Vec<&str> = drawn.lines().skip(2).collect();
            if at + 1 < excerpts.len() {
                lines.pop();
            }
            let indent = " ".repeat(width - excerpt.number_width());
            for line in lines {
                out.push_str(format!("{indent}{line}").trim_end());
                out.push('\n');
            }
        }
        out
    }

    /// A frame around nothing, for a file that has no text to show.
    pub(super) fn empty(&self, path: &str) -> String {
        self.head(self.bottom, (path, ""), 1)
    }

    fn head(&self, corner: char, (spot, page): (&str, &str), width: usize) -> String {
        let bar = if self.look.unicode { '─' } else { '-' };
        let spot = self.look.link(page, &self.look.paint(Style::Path, spot));
        format!("{}{corner}{bar}[{spot}]\n", " ".repeat(width + 2))
    }
}

impl Excerpt {
    fn spot(&self) -> String {
        format!("{}:{}:{}", self.path, self.start.line, self.start.column)
    }

    /// Digits of the last line number shown.
    fn number_width(&self) -> usize {
        (self.first_line + self.text.lines().count().max(1) - 1).to_string().len()
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = |mark: &super::excerpt::Mark| {
            LabeledSpan::new(mark.label.clone(), mark.range.start, mark.range.end - mark.range.start)
        };
        Some(Box::new(self.marks.iter().map(span)))
    }
}

impl SourceCode for Excerpt {
    /// All of the excerpt, whatever is asked for.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::new(0.into(), self.text.len());
        let lines = self.text.lines().count();
        Ok(Box::new(MietteSpanContents::new(self.text.as_bytes(), whole, self.first_line - 1, 0, lines)))
    }
}
