//! Expressions of rules.

use std::ops::Range;

use super::{Dialect, Reader, has_marks};
use crate::model::{Expr, Fault, Text};
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

    /// The first error says it; a parser has little to say about what follows one.
    fn refused(&mut self, text: &Text, range: Range<usize>, errors: &[Error]) {
        let Some(error) = errors.first() else { return };
        match error.kind {
            ErrorKind::Template(Template::Braces | Template::Dollar | Template::Percent) => self.unrendered.push(range),
            ErrorKind::Dialect(_) => {}
            _ if self.dialect == Dialect::VictoriaMetrics => {}
            _ => {
                let place = text.at(error.span.clone());
                let help = match error.kind {
                    ErrorKind::Type => "see what each side is: a series, a range of one, a number or a string",
                    _ => "write it as PromQL; try it in the Prometheus UI first",
                };
                let (message, help) = (error.message.clone(), help.to_owned());
                self.part.faults.push(Fault { place, message, help, template: false });
            }
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
