//! Expressions of rules.

use std::ops::Range;

use super::{Dialect, Reader, has_marks};
use crate::model::{Expr, Text};
use crate::promql::{Error, ErrorKind, Template};

impl Reader<'_> {
    /// The facts of an expression that stands at `range` of the input; `None` where it is not PromQL.
    pub(super) fn expression(&mut self, text: &Text, range: Range<usize>) -> Option<Expr> {
        match Expr::read(text) {
            Ok(_) if is_unrendered(text) => {
                self.unrendered.push(range);
                None
            }
            Ok(expr) => Some(expr),
            Err(errors) => {
                self.refused(text, range, &errors);
                None
            }
        }
    }

    /// The first error says whether the text is PromQL at all; then each is a fault of its own.
    fn refused(&mut self, text: &Text, range: Range<usize>, errors: &[Error]) {
        match errors.first().map(|error| error.kind) {
            Some(ErrorKind::Template(Template::Braces | Template::Dollar | Template::Percent)) => {
                self.unrendered.push(range);
            }
            Some(ErrorKind::Dialect(_)) => {}
            _ if self.input.rendered && has_marks(text) => self.unrendered.push(range),
            _ if self.dialect == Dialect::VictoriaMetrics => {}
            _ => errors.iter().for_each(|error| {
                let help = match error.kind {
                    ErrorKind::Type => "see what each side is: a series, a range of one, a number or a string",
                    ErrorKind::Template(_) => "put a value of your own here",
                    _ => "write it as PromQL; try it in the Prometheus UI first",
                };
                self.fault_at(text.at(error.span.clone()), &error.message, help);
            }),
        }
    }
}

/// Do marks of a template stand in its strings? `"${1}"` is what `label_replace` calls its groups.
fn is_unrendered(text: &str) -> bool {
    if !has_marks(text) {
        return false;
    }
    let is_group = |rest: &str| {
        let name: usize = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        rest[name..].starts_with('}')
    };
    let replaces = text.contains("label_replace");
    let groups_only = text.match_indices("${").all(|(at, _)| replaces && is_group(&text[at + 2..]));
    text.contains("{{") || text.contains("{%") || !groups_only
}
