//! Tokens to nodes: a Pratt parser whose stack is a `Vec`.
//!
//! What waits for its last operand (an operator, a parenthesis, a call) lies on `frames`; what is complete is
//! pushed onto `nodes`, which thereby come out in post-order. No input can make it recurse.

use super::error::Error;
use super::feature::Use;
use super::literal;
use super::operator::SIGN_BINDS;
use super::token::{Keyword, Kind, Token};
use super::tree::{Aggregate, Binary, Call, Node, NodeKind, Operator, Selector, Sign, Subquery, Type};

/// The nodes of a text with what is wrong in places, or all faults up to where it stops making sense.
pub(super) fn read<'t>(text: &'t str, tokens: &[Token], fault: Option<Error>) -> Result<Outcome<'t>, Vec<Error>> {
    let outcome = Outcome::default();
    let mut parser = Parser { text, tokens, fault, at: 0, frames: Vec::new(), outcome };
    match parser.run() {
        Ok(()) => Ok(parser.outcome),
        Err(last) => {
            parser.fault(last);
            Err(parser.outcome.errors)
        }
    }
}

/// What came out of parsing: with errors in it, the nodes are not to be trusted.
#[derive(Default)]
pub(super) struct Outcome<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    pub(super) uses: Vec<Use>,
    pub(super) errors: Vec<Error>,
}

pub(super) struct Parser<'p, 't> {
    pub(super) text: &'t str,
    pub(super) tokens: &'p [Token],
    pub(super) fault: Option<Error>,
    pub(super) at: usize,
    pub(super) frames: Vec<Frame<'t>>,
    pub(super) outcome: Outcome<'t>,
}

/// What waits for an operand.
pub(super) enum Frame<'t> {
    Unary { sign: Sign, start: usize },
    Binary(Binary<'t>),
    Paren { start: usize },
    Call(Call),
    Aggregate(Aggregate<'t>),
}

impl<'t> Parser<'_, 't> {
    fn run(&mut self) -> Result<(), Error> {
        self.operand()?;
        while self.operator()? {
            self.operand()?;
        }
        Ok(())
    }

    /// Reads up to the end of an operand, whatever stands open in front of it.
    fn operand(&mut self) -> Result<(), Error> {
        loop {
            let token = self.token();
            let start = token.start as usize;
            match token.kind {
                Kind::Operator(op @ (Operator::Add | Operator::Sub)) => {
                    let sign = if op == Operator::Add { Sign::Plus } else { Sign::Minus };
                    self.at += 1;
                    self.frames.push(Frame::Unary { sign, start });
                }
                Kind::LeftParen => {
                    self.at += 1;
                    self.frames.push(Frame::Paren { start });
                }
                Kind::Number | Kind::Duration => {
                    let value = self.number()?;
                    self.leaf(NodeKind::Number(value), Type::Scalar, start);
                    return Ok(());
                }
                Kind::Text => {
                    self.at += 1;
                    let value = literal::unquoted(self.written(token));
                    self.leaf(NodeKind::Text(value), Type::Text, start);
                    return Ok(());
                }
                Kind::LeftBrace => return self.selector(),
                Kind::Aggregation if self.opens_aggregation() => self.open_aggregation()?,
                kind if kind.can_name_a_metric() => {
                    if self.peek(1) != Kind::LeftParen {
                        return self.selector();
                    }
                    if self.open_call() {
                        return Ok(());
                    }
                }
                _ => return Err(self.unexpected("an expression")),
            }
        }
    }

    /// Reads what follows an operand, up to the point where another operand has to come: `false` at the end.
    fn operator(&mut self) -> Result<bool, Error> {
        loop {
            match self.token().kind {
                Kind::LeftBracket => self.bracket()?,
                Kind::Keyword(Keyword::Offset) => self.offset()?,
                Kind::At => self.at_time()?,
                Kind::Keyword(word @ (Keyword::Anchored | Keyword::Smoothed)) => self.extend(word),
                Kind::Operator(op) => {
                    self.reduce(|frame| match frame {
                        Frame::Unary { .. } => op.yields_to(SIGN_BINDS),
                        Frame::Binary(left) => op.yields_to(left.op.binds()),
                        _ => false,
                    });
                    let binary = self.binary(op)?;
                    self.frames.push(Frame::Binary(binary));
                    return Ok(true);
                }
                Kind::Comma => {
                    self.comma()?;
                    return Ok(true);
                }
                Kind::RightParen => self.close()?,
                Kind::End => {
                    self.reduce_all();
                    return self.frames.pop().map_or(Ok(false), |open| Err(self.unclosed(&open)));
                }
                _ => return Err(self.no_operator()),
            }
        }
    }

    /// The error for what follows an operand and is no operator, with what was probably meant.
    fn no_operator(&mut self) -> Error {
        let message = match self.token().kind {
            Kind::Keyword(word @ (Keyword::By | Keyword::Without)) => {
                let word = if word == Keyword::By { "by" } else { "without" };
                format!("\"{word}\" must stand right in front of or behind an aggregation's parentheses")
            }
            Kind::Keyword(Keyword::On | Keyword::Ignoring) => {
                "\"on\" and \"ignoring\" must stand right behind an operator".to_owned()
            }
            Kind::Assign => "\"=\" is for labels; values are compared with \"==\"".to_owned(),
            _ => return self.unexpected("an operator or the end"),
        };
        Error::syntax(self.span(), message)
    }

    /// Completes the operators on top of the stack for as long as `ready` says so.
    fn reduce(&mut self, ready: impl Fn(&Frame<'t>) -> bool) {
        while let Some(frame) = self.frames.pop_if(|frame| ready(frame)) {
            match frame {
                Frame::Unary { sign, start } => self.node(NodeKind::Unary(sign), start, 1),
                Frame::Binary(binary) => {
                    let left = self.outcome.nodes[self.last().first - 1].span.start;
                    self.node(NodeKind::Binary(binary), left, 2);
                }
                other => self.frames.push(other),
            }
        }
    }

    fn reduce_all(&mut self) {
        self.reduce(|frame| matches!(frame, Frame::Unary { .. } | Frame::Binary(_)));
    }

    fn comma(&mut self) -> Result<(), Error> {
        self.reduce_all();
        match self.frames.last_mut() {
            Some(Frame::Call(Call { arguments, .. })) => *arguments += 1,
            Some(Frame::Aggregate(aggregate)) => aggregate.arguments += 1,
            Some(Frame::Paren { .. }) => return Err(self.unexpected("an operator or \")\"")),
            _ => return Err(self.unexpected("an operator or the end")),
        }
        self.at += 1;
        if self.token().kind == Kind::RightParen {
            let message = "a comma after the last argument is not allowed; remove it";
            return Err(Error::syntax(self.previous_span(), message));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        self.reduce_all();
        let Some(frame) = self.frames.pop() else {
            let message = "this \")\" closes nothing; remove it or add the \"(\"";
            return Err(Error::syntax(self.span(), message));
        };
        self.at += 1;
        match frame {
            Frame::Paren { start } => self.node(NodeKind::Paren, start, 1),
            Frame::Call(mut call) => {
                call.arguments += 1;
                self.end_call(call);
            }
            Frame::Aggregate(mut aggregate) => {
                aggregate.arguments += 1;
                self.end_aggregation(aggregate)?;
            }
            // `reduce_all` has left no others.
            Frame::Unary { .. } | Frame::Binary(_) => {}
        }
        Ok(())
    }

    /// Whether a selector read now is the second operand of `info`, which may match everything.
    pub(super) fn in_info(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Call(call)) if call.function.name == "info" && call.arguments == 1)
    }

    fn unclosed(&self, open: &Frame<'t>) -> Error {
        let span = match open {
            Frame::Call(call) => call.name_span.clone(),
            Frame::Aggregate(aggregate) => aggregate.name_span.clone(),
            Frame::Paren { start } | Frame::Unary { start, .. } => *start..start + 1,
            Frame::Binary(binary) => binary.op_span.clone(),
        };
        let opened = self.text[span.clone()].trim_end_matches('(');
        Error::syntax(span, format!("\"{opened}(\" is never closed; add the \")\""))
    }

    /// Puts a node on top of its operands, which are the last ones.
    pub(super) fn node(&mut self, kind: NodeKind<'t>, start: usize, operands: usize) {
        let span = start..self.previous_or_last_end(&kind);
        let mut first = self.outcome.nodes.len();
        for _ in 0..operands {
            first = self.outcome.nodes[first - 1].first;
        }
        // The type check fills in what it evaluates to.
        self.outcome.nodes.push(Node { kind, value: Type::Scalar, span, first });
    }

    fn previous_or_last_end(&self, kind: &NodeKind<'t>) -> usize {
        match kind {
            NodeKind::Unary(_) | NodeKind::Binary(_) => self.last().span.end,
            _ => self.previous_span().end,
        }
    }

    pub(super) fn push_selector(&mut self, selector: Selector<'t>, start: usize) {
        self.leaf(NodeKind::Selector(Box::new(selector)), Type::Vector, start);
    }

    fn leaf(&mut self, kind: NodeKind<'t>, value: Type, start: usize) {
        let (span, first) = (start..self.previous_span().end, self.outcome.nodes.len());
        self.outcome.nodes.push(Node { kind, value, span, first });
    }

    pub(super) fn push_subquery(&mut self, subquery: Subquery<'t>) {
        let start = self.last().span.start;
        self.node(NodeKind::Subquery(Box::new(subquery)), start, 1);
    }

    /// The operand that was completed last; there is one wherever this is asked.
    pub(super) fn last(&self) -> &Node<'t> {
        &self.outcome.nodes[self.outcome.nodes.len() - 1]
    }

    pub(super) fn last_mut(&mut self) -> &mut Node<'t> {
        let last = self.outcome.nodes.len() - 1;
        &mut self.outcome.nodes[last]
    }
}
