//! Selectors: a metric's name and the matchers in braces, and what makes them useless.

use std::borrow::Cow;
use std::ops::Range;

use super::error::Error;
use super::feature::Need;
use super::literal;
use super::parser::Parser;
use super::regex;
use super::token::Kind;
use super::tree::{MatchOp, Matcher, Name, Operator, Selector};

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
            if let Err(error) = self.matcher(selector) {
                self.skip_matcher(error)?;
                selector.matches_anything = true;
            }
            if self.token().kind == Kind::End {
                return Err(Error::syntax(open, "this \"{\" is never closed"));
            }
            if !matches!(self.token().kind, Kind::Comma | Kind::RightBrace) {
                let error = self.unexpected("\",\" or \"}\" after the matcher");
                self.skip_matcher(error)?;
            }
            if self.token().kind == Kind::Comma {
                self.skip();
            }
        }
        self.skip();
        Ok(())
    }

    /// Goes on behind a faulty matcher, so that the next fault is told as well.
    fn skip_matcher(&mut self, error: Error) -> Result<(), Error> {
        let mut ahead = 0;
        while !matches!(self.peek(ahead), Kind::Comma | Kind::RightBrace) {
            if matches!(self.peek(ahead), Kind::End | Kind::Fault | Kind::LeftBrace) {
                return Err(error);
            }
            ahead += 1;
        }
        (0..ahead).for_each(|_| self.skip());
        self.fault(error);
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
}

/// What is wrong with a selector that can be read.
pub(super) fn selector_faults(selector: &Selector<'_>, span: Range<usize>, errors: &mut Vec<Error>) {
    let named_outside = selector.name.as_ref().is_some_and(|name| !name.quoted);
    for matcher in &selector.matchers {
        if named_outside && matcher.label == "__name__" {
            let message = "the metric has two names; keep the one in front of the braces";
            errors.push(Error::of_type(matcher.span.clone(), message));
        }
        let is_regex = matches!(matcher.op, MatchOp::Regex | MatchOp::NotRegex);
        if let Some(message) = is_regex.then(|| regex::matches_empty(&matcher.value).err()).flatten() {
            let message = format!("this regular expression does not compile: {message}");
            errors.push(Error::of_type(matcher.value_span.clone(), message));
        }
    }
    let named = selector.name.as_ref().is_some_and(|name| !name.quoted || !name.text.is_empty());
    if !named && !selector.matches_anything && selector.matchers.iter().all(matches_absent) {
        let message = "this selects every series there is; add a metric or a matcher that an empty label does not fit";
        errors.push(Error::of_type(span, message));
    }
}

/// Whether a matcher fits series that lack its label.
fn matches_absent(matcher: &Matcher<'_>) -> bool {
    match matcher.op {
        MatchOp::Equal => matcher.value.is_empty(),
        MatchOp::NotEqual => !matcher.value.is_empty(),
        MatchOp::Regex => regex::matches_empty(&matcher.value).unwrap_or(false),
        MatchOp::NotRegex => !regex::matches_empty(&matcher.value).unwrap_or(true),
    }
}
