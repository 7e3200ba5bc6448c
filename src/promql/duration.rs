//! Durations in brackets and behind `offset`: a literal, a number of seconds, or an expression on trial.

use super::error::Error;
use super::feature::{self, Need};
use super::literal;
use super::parser::Parser;
use super::token::{Keyword, Kind};
use super::tree::{Duration, Operator, Sign};

/// How deep a duration expression may nest; here alone the parser recurses.
const DEEPEST: usize = 100;

/// What Prometheus can count in nanoseconds, in milliseconds.
const LONGEST: f64 = 9.223_372_036_854e12;

/// How tightly a sign binds in front of a duration.
const SIGN_BINDS: u8 = super::operator::SIGN_BINDS;

/// A duration while it is read: seconds, unless the query's step or range has a say in it.
#[derive(Clone, Copy)]
struct Read {
    seconds: Option<f64>,
    literal: bool,
}

impl<'t> Parser<'_, 't> {
    /// The range or step of a bracket, which may be any expression.
    pub(super) fn positive_duration(&mut self) -> Result<Duration<'t>, Error> {
        let start = self.span().start;
        let read = self.duration_expr(0, 0)?;
        let duration = self.duration(read, start);
        if read.literal && duration.written.starts_with(['+', '-']) {
            self.uses("a sign in brackets", Need::Prometheus3, duration.span.clone());
        }
        if read.literal && read.seconds.is_some_and(|seconds| seconds <= 0.0) {
            self.fault(Error::of_type(duration.span.clone(), "this duration must be more than zero"));
        }
        Ok(duration)
    }

    /// The operand of `offset`: signs and one duration; an operator behind it is the expression's.
    pub(super) fn offset_duration(&mut self) -> Result<Duration<'t>, Error> {
        let start = self.span().start;
        let read = self.duration_operand(0)?;
        if self.text[start..].starts_with('+') {
            self.uses("a plus in front of an offset", Need::Prometheus3, start..start + 1);
        }
        if read.literal && read.seconds == Some(0.0) {
            self.uses("an offset of zero", Need::Prometheus3, start..self.previous_span().end);
        }
        Ok(self.duration(read, start))
    }

    fn duration(&mut self, read: Read, start: usize) -> Duration<'t> {
        let span = start..self.previous_span().end;
        if !read.literal {
            self.uses("a duration expression", feature::DURATIONS, span.clone());
        }
        let millis = read.seconds.map(|seconds| (seconds * 1000.0).round());
        let outside = millis.filter(|millis| millis.is_nan() || millis.abs() > LONGEST);
        if outside.is_some() {
            self.fault(Error::of_type(span.clone(), "this duration is longer than 292 years"));
        }
        let millis = millis.map(|millis| millis as i64);
        Duration { millis, written: &self.text[span.clone()], span }
    }

    fn duration_expr(&mut self, weakest: u8, depth: usize) -> Result<Read, Error> {
        let mut left = self.duration_operand(depth)?;
        while let Kind::Operator(op) = self.token().kind {
            if op.binds() <= weakest || op.is_set() || op.is_comparison() {
                break;
            }
            let op_span = self.span();
            self.skip();
            let stops = if op == Operator::Pow { op.binds() - 1 } else { op.binds() };
            let right = self.duration_expr(stops, depth + 1)?;
            if matches!(op, Operator::Div | Operator::Mod) && right.seconds == Some(0.0) {
                self.fault(Error::of_type(op_span, "this divides by zero"));
            }
            let seconds = left.seconds.zip(right.seconds).map(|(a, b)| op.apply(a, b));
            left = Read { seconds, literal: false };
        }
        Ok(left)
    }

    fn duration_operand(&mut self, depth: usize) -> Result<Read, Error> {
        if depth > DEEPEST {
            let message = format!("durations may nest {DEEPEST} deep at most");
            return Err(Error::syntax(self.span(), message));
        }
        if let Some(sign) = self.sign() {
            return self.signed_duration(sign, depth);
        }
        let token = self.token();
        match token.kind {
            Kind::Number => {
                self.uses("a number as a duration", Need::Prometheus3, self.span());
                let seconds = Some(self.number()?);
                Ok(Read { seconds, literal: true })
            }
            Kind::Duration => {
                self.skip();
                let millis = literal::duration(self.written(token));
                Ok(Read { seconds: millis.map(|millis| millis as f64 / 1000.0), literal: true })
            }
            Kind::LeftParen => {
                self.skip();
                let inner = self.duration_expr(0, depth + 1)?;
                self.expect(Kind::RightParen, "\")\"")?;
                Ok(Read { literal: false, ..inner })
            }
            Kind::Keyword(Keyword::Step | Keyword::Range) => {
                self.skip();
                self.expect(Kind::LeftParen, "\"()\"")?;
                self.expect(Kind::RightParen, "\")\"")?;
                Ok(Read { seconds: None, literal: false })
            }
            Kind::Aggregation | Kind::Name => self.least_or_most(depth),
            _ => Err(self.unexpected("a duration such as \"5m\"")),
        }
    }

    /// In front of a literal the sign is part of it: `offset -5m` is no expression on trial.
    fn signed_duration(&mut self, sign: Sign, depth: usize) -> Result<Read, Error> {
        let literal = matches!(self.token().kind, Kind::Number | Kind::Duration);
        let inner = if literal { self.duration_operand(depth + 1)? } else { self.duration_operand_bound(depth + 1)? };
        let seconds = inner.seconds.map(|value| if sign == Sign::Minus { -value } else { value });
        Ok(Read { seconds, literal })
    }

    fn duration_operand_bound(&mut self, depth: usize) -> Result<Read, Error> {
        let in_parens = self.token().kind == Kind::LeftParen;
        if in_parens { self.duration_operand(depth) } else { self.duration_expr(SIGN_BINDS, depth) }
    }

    /// `min(5m, step())`, `max(…, …)`
    fn least_or_most(&mut self, depth: usize) -> Result<Read, Error> {
        let written = self.written(self.token()).to_ascii_lowercase();
        let choose: fn(f64, f64) -> f64 = match written.as_str() {
            "min" | "min_of" => f64::min,
            "max" | "max_of" => f64::max,
            _ => return Err(self.unexpected("a duration such as \"5m\"")),
        };
        self.skip();
        self.expect(Kind::LeftParen, "\"(\"")?;
        let one = self.duration_expr(0, depth + 1)?;
        self.expect(Kind::Comma, "\",\" and a second duration")?;
        let two = self.duration_expr(0, depth + 1)?;
        self.expect(Kind::RightParen, "\")\"")?;
        let seconds = one.seconds.zip(two.seconds).map(|(a, b)| choose(a, b));
        Ok(Read { seconds, literal: false })
    }
}
