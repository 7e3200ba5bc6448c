//! What may follow an operand: `[5m]`, `[1h:5m]`, `offset`, `@`, `anchored`, `smoothed`.

use super::error::Error;
use super::feature;
use super::parser::Parser;
use super::token::{Keyword, Kind};
use super::tree::{At, Duration, Extended, NodeKind, Operator, Shift, Sign, Subquery};

impl<'t> Parser<'_, 't> {
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
        let NodeKind::Selector(selector) = &mut node.kind else {
            let message = "only a selector has a range; write a subquery such as \"[5m:1m]\"";
            self.fault(Error::of_type(start..end, message));
            // Read on as if it were one, so that what is around does not complain as well.
            self.push_subquery(Subquery { range, step: None, shift: Shift::default() });
            return Ok(());
        };
        node.span.end = end;
        let message = match selector.range.replace(range) {
            Some(_) => "this selector already has a range",
            None if selector.shift == Shift::default() => return Ok(()),
            None => "the range comes before \"offset\" and \"@\"",
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
