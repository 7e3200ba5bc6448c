//! Selectors: their braces, and what may follow an operand (`[5m]`, `offset`, `@`, `anchored`).

use std::borrow::Cow;

use super::error::Error;
use super::feature::{self, Need};
use super::literal;
use super::parser::Parser;
use super::token::{Keyword, Kind};
use super::tree::{
    At, Duration, Extended, MatchOp, Matcher, Name, NodeKind, Operator, Selector, Shift, Sign, Subquery,
};

const NAME: &str = "__name__";

impl<'t> Parser<'_, 't> {
    /// `metric`, `metric{…}` or `{…}`
    pub(super) fn selector(&mut self) -> Result<(), Error> {
        let start = self.span().start;
        let matches_anything = self.in_info();
        let mut selector = Selector { matches_anything, ..Selector::default() };
        if self.token().kind != Kind::LeftBrace {
            let text = Cow::Borrowed(self.written(self.token()));
            selector.name = Some(Name { text, span: self.span(), quoted: false });
            self.skip();
        }
        if self.token().kind == Kind::LeftBrace {
            self.matchers(&mut selector)?;
        }
        self.push_selector(selector, start);
        Ok(())
    }

    fn matchers(&mut self, selector: &mut Selector<'t>) -> Result<(), Error> {
        let open = self.span();
        self.skip();
        while self.token().kind != Kind::RightBrace {
            self.matcher(selector)?;
            match self.token().kind {
                Kind::Comma => self.skip(),
                Kind::RightBrace => break,
                Kind::End => return Err(Error::syntax(open, "this \"{\" is never closed")),
                _ => return Err(self.unexpected("\",\" or \"}\" after the matcher")),
            }
        }
        self.skip();
        Ok(())
    }

    fn matcher(&mut self, selector: &mut Selector<'t>) -> Result<(), Error> {
        let token = self.token();
        let span = self.span();
        let written = self.written(token);
        let label = match token.kind {
            Kind::Name => Cow::Borrowed(written),
            Kind::Text => literal::unquoted(written),
            _ => return Err(self.unexpected("a label name")),
        };
        self.skip();
        if token.kind == Kind::Text {
            self.uses("a quoted name", Need::Prometheus3, span.clone());
            if matches!(self.token().kind, Kind::Comma | Kind::RightBrace) {
                self.quoted_name(selector, Name { text: label, span, quoted: true });
                return Ok(());
            }
        }
        let op = self.match_op()?;
        let value_span = self.span();
        if self.token().kind != Kind::Text {
            return Err(self.unexpected("a quoted value"));
        }
        let value = literal::unquoted(self.written(self.token()));
        self.skip();
        let span = span.start..value_span.end;
        selector.matchers.push(Matcher { label, op, value, span, value_span });
        Ok(())
    }

    /// A further name is a matcher like any other.
    fn quoted_name(&mut self, selector: &mut Selector<'t>, name: Name<'t>) {
        match &selector.name {
            None => selector.name = Some(name),
            Some(first) if !first.quoted => {
                let (one, two) = (&first.text, &name.text);
                let message = format!("the metric has two names, {one:?} and {two:?}; keep one");
                self.fault(Error::of_type(name.span, message));
            }
            Some(_) => selector.matchers.push(Matcher {
                label: Cow::Borrowed(NAME),
                op: MatchOp::Equal,
                value: name.text,
                span: name.span.clone(),
                value_span: name.span,
            }),
        }
    }

    fn match_op(&mut self) -> Result<MatchOp, Error> {
        let op = match self.token().kind {
            Kind::Assign => MatchOp::Equal,
            Kind::Operator(Operator::NotEqual) => MatchOp::NotEqual,
            Kind::MatchRegex => MatchOp::Regex,
            Kind::MatchNotRegex => MatchOp::NotRegex,
            Kind::Operator(Operator::Equal) => {
                let message = "labels are compared with a single \"=\"";
                return Err(Error::syntax(self.span(), message));
            }
            _ => return Err(self.unexpected("one of \"=\", \"!=\", \"=~\" and \"!~\"")),
        };
        self.skip();
        Ok(op)
    }

    /// `[5m]` makes a selector a range, `[1h:5m]` any vector.
    pub(super) fn bracket(&mut self) -> Result<(), Error> {
        let start = self.span().start;
        self.skip();
        let range = self.positive_duration()?;
        if self.token().kind == Kind::Colon {
            return self.subquery(range);
        }
        self.expect(Kind::RightBracket, "\":\" or \"]\" after the range")?;
        let end = self.previous_span().end;
        let node = self.last_mut();
        let message = match &mut node.kind {
            NodeKind::Selector(selector) if selector.range.is_some() => "this selector already has a range",
            NodeKind::Selector(selector) if selector.shift != Shift::default() => {
                "the range comes before \"offset\" and \"@\""
            }
            NodeKind::Selector(selector) => {
                selector.range = Some(range);
                node.span.end = end;
                return Ok(());
            }
            _ => "only a selector has a range; write a subquery such as \"[5m:1m]\" for other expressions",
        };
        self.fault(Error::of_type(start..end, message));
        Ok(())
    }

    fn subquery(&mut self, range: Duration<'t>) -> Result<(), Error> {
        self.skip();
        let bare = self.token().kind == Kind::RightBracket;
        let step = if bare { None } else { Some(self.positive_duration()?) };
        self.expect(Kind::RightBracket, "\"]\" after the subquery's step")?;
        self.push_subquery(Subquery { range, step, shift: Shift::default() });
        Ok(())
    }

    /// `offset 5m`
    pub(super) fn offset(&mut self) -> Result<(), Error> {
        let start = self.span().start;
        self.skip();
        let offset = self.offset_duration()?;
        self.shift(start, "offset", |shift| match shift.offset {
            Some(_) => false,
            None => {
                shift.offset = Some(offset);
                true
            }
        });
        Ok(())
    }

    /// `@ 1600000000`, `@ start()`
    pub(super) fn at_time(&mut self) -> Result<(), Error> {
        let start = self.span().start;
        self.skip();
        let at = match self.token().kind {
            Kind::Keyword(word @ (Keyword::Start | Keyword::End)) => {
                self.skip();
                self.expect(Kind::LeftParen, "\"()\"")?;
                self.expect(Kind::RightParen, "\")\"")?;
                if word == Keyword::Start { At::Start } else { At::End }
            }
            _ => At::Time(self.signed_number()?),
        };
        let span = start..self.previous_span().end;
        if matches!(at, At::Time(seconds) if !seconds.is_finite() || seconds.abs() >= i64::MAX as f64) {
            self.fault(Error::of_type(span, "this time lies outside what Prometheus can count"));
            return Ok(());
        }
        self.shift(start, "@", |shift| shift.at.replace(at).is_none());
        Ok(())
    }

    fn signed_number(&mut self) -> Result<f64, Error> {
        let sign = self.sign();
        if !matches!(self.token().kind, Kind::Number | Kind::Duration) {
            return Err(self.unexpected("a time in seconds since 1970, \"start()\" or \"end()\""));
        }
        let value = self.number()?;
        Ok(if sign == Some(Sign::Minus) { -value } else { value })
    }

    pub(super) fn sign(&mut self) -> Option<Sign> {
        let sign = match self.token().kind {
            Kind::Operator(Operator::Add) => Sign::Plus,
            Kind::Operator(Operator::Sub) => Sign::Minus,
            _ => return None,
        };
        self.skip();
        Some(sign)
    }

    /// Sets a modifier of the last operand: `set` says whether it was still free.
    fn shift(&mut self, start: usize, word: &str, set: impl FnOnce(&mut Shift<'t>) -> bool) {
        let end = self.previous_span().end;
        let node = self.last_mut();
        node.span.end = end.max(node.span.end);
        let shift = match &mut node.kind {
            NodeKind::Selector(selector) => &mut selector.shift,
            NodeKind::Subquery(subquery) => &mut subquery.shift,
            _ => {
                let message = format!("\"{word}\" must follow a selector or a subquery directly");
                self.fault(Error::of_type(start..end, message));
                return;
            }
        };
        if !set(shift) {
            let message = format!("\"{word}\" is given twice; keep one");
            self.fault(Error::of_type(start..end, message));
        }
    }

    /// `anchored`, `smoothed`
    pub(super) fn extend(&mut self, word: Keyword) {
        let span = self.span();
        self.skip();
        self.uses("this modifier", feature::EXTENDED, span.clone());
        let extended = if word == Keyword::Anchored { Extended::Anchored } else { Extended::Smoothed };
        let node = self.last_mut();
        node.span.end = span.end;
        let message = match &mut node.kind {
            NodeKind::Selector(selector) => match selector.extended.replace(extended) {
                Some(other) if other != extended => "\"anchored\" and \"smoothed\" exclude each other",
                _ => return,
            },
            _ => "this modifier must follow a selector directly",
        };
        self.fault(Error::of_type(span, message));
    }
}
