//! PromQL, read exactly: a lexer, a Pratt parser and the type check of Prometheus, with a byte range for everything.
//!
//! [`parse`] is the only door. It takes whatever any Prometheus takes; [`Tree::uses`] says which version or flag an
//! expression needs. It does not evaluate, compiles no regular expression, and knows nothing of the rest of the
//! crate. Work and memory grow linearly with the text, and nothing recurses with it.

mod advice;
mod call;
mod check;
mod duration;
mod error;
mod evaluate;
mod feature;
mod foreign;
mod functions;
mod lexer;
mod literal;
mod matching;
mod modifier;
mod operator;
mod parser;
mod print;
mod regex;
mod selector;
mod span;
mod token;
mod tree;
mod walk;

pub use error::{Error, ErrorKind};
pub(crate) use evaluate::{Sample, evaluate};
pub use feature::{Need, Use};
pub use foreign::{Dialect, Template};
pub use functions::{Function, Optional};
pub(crate) use span::meant_span;
pub use span::millis;
pub use tree::{
    Aggregate, At, Binary, Call, Duration, Extended, Group, Grouping, MatchOp, Matcher, Matching, Name, Node, NodeKind,
    Operands, Operator, Selector, Shift, Side, Sign, Subquery, Tree, Type,
};

/// The longest text that is read, in bytes. Depth and number of nodes need no limit of their own: neither can be
/// larger than the text, and nothing recurses.
pub(crate) const LONGEST: usize = 4 << 20;

/// Reads an expression, or says everything that is wrong with it, from left to right. Where the text is another
/// language's or a template's, that is said first.
///
/// # Errors
///
/// One [`Error`] per fault; there is at least one.
pub fn parse(text: &str) -> Result<Tree<'_>, Vec<Error>> {
    if text.len() > LONGEST {
        let message = format!("this expression is longer than {} MiB: write it as several rules", LONGEST >> 20);
        let kind = ErrorKind::Limit;
        return Err(vec![Error { span: 0..0, message, kind }]);
    }
    let (tokens, fault) = lexer::tokens(text);
    let read = parser::read(text, &tokens, fault);
    read.and_then(check::check).map_err(|mut errors| {
        errors.sort_by_key(|error| (error.span.start, error.span.end));
        if let Some(foreign) = foreign::recognise(text, &tokens) {
            errors.insert(0, foreign);
        }
        errors
    })
}

/// Why a text is no regular expression in the syntax of RE2; nothing where it is one.
#[must_use]
pub(crate) fn regex_fault(pattern: &str) -> Option<String> {
    regex::matches_empty(pattern).err()
}

#[cfg(test)]
mod tests;
