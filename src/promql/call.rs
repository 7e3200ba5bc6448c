//! Calls of functions, aggregations, and the lists of labels that come with them.

use std::borrow::Cow;

use super::advice;
use super::error::Error;
use super::feature::{self, Need};
use super::functions::Function;
use super::literal;
use super::parser::{Frame, Parser};
use super::token::{Keyword, Kind};
use super::tree::{Aggregate, Call, Grouping, NodeKind};

impl<'t> Parser<'_, 't> {
    /// Opens a call; one without arguments is closed at once, and is an operand: `true`.
    pub(super) fn open_call(&mut self) -> bool {
        let token = self.token();
        let (name, name_span) = (self.written(token), self.span());
        let known = Function::named(name);
        if known.is_none() {
            let faults = self.outcome.errors.len();
            self.fault(advice::unknown_function(name, name_span.clone(), faults));
        }
        let function = known.unwrap_or(&advice::UNKNOWN);
        if let Some(need) = function.need {
            self.uses("this function", need, name_span.clone());
        }
        let call = Call { function, name_span, arguments: 0 };
        self.at += 2;
        let empty = self.token().kind == Kind::RightParen;
        if empty {
            self.at += 1;
            self.end_call(call);
        } else {
            self.frames.push(Frame::Call(call));
        }
        empty
    }

    pub(super) fn end_call(&mut self, call: Call) {
        let (start, arguments) = (call.name_span.start, call.arguments);
        self.node(NodeKind::Call(call), start, arguments);
    }

    pub(super) fn opens_aggregation(&self) -> bool {
        let next = self.peek(1);
        next == Kind::LeftParen || matches!(next, Kind::Keyword(Keyword::By | Keyword::Without))
    }

    pub(super) fn open_aggregation(&mut self) -> Result<(), Error> {
        let name = advice::aggregation_named(self.written(self.token()));
        let name_span = self.span();
        if name.starts_with("limit") {
            self.uses("this aggregation", feature::FUNCTIONS, name_span.clone());
        }
        self.at += 1;
        let grouping = self.grouping()?;
        self.expect(Kind::LeftParen, "\"(\"")?;
        if self.token().kind == Kind::RightParen {
            return Err(self.unexpected(&format!("an expression for {name} to aggregate")));
        }
        let aggregate = Aggregate { name, name_span, arguments: 0, grouping };
        self.frames.push(Frame::Aggregate(aggregate));
        Ok(())
    }

    pub(super) fn end_aggregation(&mut self, mut aggregate: Aggregate<'t>) -> Result<(), Error> {
        if aggregate.grouping.is_none() {
            aggregate.grouping = self.grouping()?;
        }
        let (start, arguments) = (aggregate.name_span.start, aggregate.arguments);
        self.node(NodeKind::Aggregate(Box::new(aggregate)), start, arguments);
        Ok(())
    }

    pub(super) fn grouping(&mut self) -> Result<Option<Grouping<'t>>, Error> {
        let without = match self.token().kind {
            Kind::Keyword(Keyword::By) => false,
            Kind::Keyword(Keyword::Without) => true,
            _ => return Ok(None),
        };
        self.at += 1;
        let labels = self.labels()?;
        Ok(Some(Grouping { without, labels }))
    }

    /// `(a, b)`
    pub(super) fn labels(&mut self) -> Result<Vec<Cow<'t, str>>, Error> {
        self.expect(Kind::LeftParen, "\"(\" and label names")?;
        let mut labels = Vec::new();
        while self.token().kind != Kind::RightParen {
            labels.push(self.label()?);
            if self.token().kind != Kind::Comma {
                break;
            }
            self.at += 1;
        }
        self.expect(Kind::RightParen, "\",\" or \")\" after the label")?;
        Ok(labels)
    }

    pub(super) fn label(&mut self) -> Result<Cow<'t, str>, Error> {
        let token = self.token();
        let written = self.written(token);
        let label = match token.kind {
            Kind::Text => {
                self.uses("a quoted label name", Need::Prometheus3, self.span());
                literal::unquoted(written)
            }
            kind if kind.can_name_a_label() => Cow::Borrowed(written),
            _ => return Err(self.unexpected("a label name")),
        };
        self.at += 1;
        Ok(label)
    }
}
