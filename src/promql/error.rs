//! What is wrong with an expression, where, and of what kind the fault is.

use std::fmt;
use std::ops::Range;

use super::foreign::{Dialect, Template};

/// One fault of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The bytes of the expression that are at fault; empty where something is missing.
    pub span: Range<usize>,
    /// What was expected and what was found, as a sentence without a full stop.
    pub message: String,
    /// What kind of fault it is.
    pub kind: ErrorKind,
}

/// The kinds of fault, for those who want to say more about some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is not PromQL.
    Syntax,
    /// The text is PromQL, but its parts do not fit each other.
    Type,
    /// The text is longer than the parser reads.
    Limit,
    /// The text is another language's, close to PromQL.
    Dialect(Dialect),
    /// The text has to be rendered before anybody can read it.
    Template(Template),
}

impl Error {
    pub(super) fn syntax(span: Range<usize>, message: impl Into<String>) -> Self {
        let (message, kind) = (message.into(), ErrorKind::Syntax);
        Self {
            span,
            message,
            kind,
        }
    }

    pub(super) fn of_type(span: Range<usize>, message: impl Into<String>) -> Self {
        let (message, kind) = (message.into(), ErrorKind::Type);
        Self {
            span,
            message,
            kind,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
