//! Walking along the tokens, and saying where they are not what they should be.

use std::ops::Range;

use super::advice;
use super::error::Error;
use super::feature::{Need, Use};
use super::literal;
use super::parser::Parser;
use super::token::{Kind, Token};

impl<'t> Parser<'_, 't> {
    pub(super) fn token(&self) -> Token {
        self.tokens[self.at]
    }

    /// The kind of a token further on; behind the last one there is only the end.
    pub(super) fn peek(&self, ahead: usize) -> Kind {
        self.tokens.get(self.at + ahead).map_or(Kind::End, |token| token.kind)
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    pub(super) fn written(&self, token: Token) -> &'t str {
        &self.text[token.start as usize..token.end as usize]
    }

    pub(super) fn span(&self) -> Range<usize> {
        let token = self.token();
        token.start as usize..token.end as usize
    }

    pub(super) fn previous_span(&self) -> Range<usize> {
        let token = self.tokens[self.at.saturating_sub(1)];
        token.start as usize..token.end as usize
    }

    pub(super) fn expect(&mut self, kind: Kind, expected: &str) -> Result<(), Error> {
        if self.token().kind != kind {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(())
    }

    pub(super) fn uses(&mut self, what: &'static str, need: Need, span: Range<usize>) {
        self.outcome.uses.push(Use { what, need, span });
    }

    pub(super) fn fault(&mut self, error: Error) {
        self.outcome.errors.push(error);
    }

    /// The error for the token at hand; where the lexer could not read it, the lexer's.
    pub(super) fn unexpected(&mut self, expected: &str) -> Error {
        match self.token().kind {
            Kind::Fault => {
                let missing = Error::syntax(self.span(), format!("expected {expected}"));
                self.fault.take().unwrap_or(missing)
            }
            Kind::End => {
                let end = self.text.trim_end().len();
                let message = format!("expected {expected}, but the expression ends here");
                Error::syntax(end..end, message)
            }
            _ => {
                let found = advice::shortened(self.written(self.token()));
                Error::syntax(self.span(), format!("expected {expected}, found {found}"))
            }
        }
    }

    /// The number or duration at hand, in seconds.
    pub(super) fn number(&mut self) -> Result<f64, Error> {
        let token = self.token();
        let written = self.written(token);
        if token.kind == Kind::Number && written.contains('_') {
            self.uses("an underscore in a number", Need::Prometheus3, self.span());
        }
        let value = match token.kind {
            Kind::Number => literal::number(written),
            Kind::Duration => {
                self.uses("a duration as a number", Need::Prometheus3, self.span());
                literal::duration(written).map(|millis| millis as f64 / 1000.0)
            }
            _ => None,
        };
        let value = value.ok_or_else(|| self.unexpected("a number"))?;
        self.at += 1;
        Ok(value)
    }
}
