//! Binary operators with their clauses: `bool`, `on (…)`, `group_left (…)`, `fill (…)`.

use std::collections::HashSet;

use super::error::Error;
use super::feature::{self, Need};
use super::parser::Parser;
use super::token::{Keyword, Kind};
use super::tree::{Binary, Group, Matching, Operator, Side, Sign, Type};

impl<'t> Parser<'_, 't> {
    /// The operator at hand and the clauses behind it.
    pub(super) fn binary(&mut self, op: Operator) -> Result<Binary<'t>, Error> {
        let op_span = self.span();
        if matches!(op, Operator::TrimUpper | Operator::TrimLower) {
            self.uses("this operator", Need::Prometheus3, op_span.clone());
        }
        self.skip();
        let is_bool = self.token().kind == Kind::Keyword(Keyword::Bool);
        if is_bool {
            self.skip();
        }
        let mut matching = self.on_or_ignoring()?;
        self.fill(&mut matching)?;
        Ok(Binary { op, op_span, is_bool, matching })
    }

    fn on_or_ignoring(&mut self) -> Result<Option<Box<Matching<'t>>>, Error> {
        let on = match self.token().kind {
            Kind::Keyword(Keyword::On) => true,
            Kind::Keyword(Keyword::Ignoring) => false,
            Kind::Keyword(Keyword::GroupLeft | Keyword::GroupRight) => {
                let message = "grouping needs \"on (…)\" or \"ignoring (…)\" in front of it";
                return Err(Error::syntax(self.span(), message));
            }
            _ => return Ok(None),
        };
        self.skip();
        let labels = self.labels()?;
        let many = match self.token().kind {
            Kind::Keyword(Keyword::GroupLeft) => Side::Left,
            Kind::Keyword(Keyword::GroupRight) => Side::Right,
            _ => {
                return Ok(Some(Box::new(Matching { on, labels, ..Matching::default() })));
            }
        };
        self.skip();
        let listed = self.token().kind == Kind::LeftParen;
        let include = if listed { self.labels()? } else { Vec::new() };
        let group = Some(Group { many, include });
        Ok(Some(Box::new(Matching { on, labels, group, ..Matching::default() })))
    }

    fn fill(&mut self, matching: &mut Option<Box<Matching<'t>>>) -> Result<(), Error> {
        while let Kind::Keyword(word @ (Keyword::Fill | Keyword::FillLeft | Keyword::FillRight)) = self.token().kind {
            let span = self.span();
            self.uses("this modifier", feature::FILL, span.clone());
            self.skip();
            let value = Some(self.fill_value()?);
            let matching = matching.get_or_insert_default();
            let (left, right) = (word != Keyword::FillRight, word != Keyword::FillLeft);
            if (left && matching.fill_left.is_some()) || (right && matching.fill_right.is_some()) {
                return Err(Error::syntax(span, "this side is filled twice"));
            }
            if left {
                matching.fill_left = value;
            }
            if right {
                matching.fill_right = value;
            }
        }
        Ok(())
    }

    fn fill_value(&mut self) -> Result<f64, Error> {
        self.expect(Kind::LeftParen, "\"(\" and a number")?;
        let sign = self.sign();
        let value = self.number()?;
        self.expect(Kind::RightParen, "\")\" after the number")?;
        Ok(if sign == Some(Sign::Minus) { -value } else { value })
    }
}

/// What is wrong with an operator between operands of these types.
pub(super) fn binary_faults(binary: &Binary<'_>, types: (Type, Type)) -> Vec<Error> {
    let mut faults = Vec::new();
    let word = binary.op.as_str();
    let scalars = types == (Type::Scalar, Type::Scalar);
    let vectors = types == (Type::Vector, Type::Vector);
    let mut say = |message: String| faults.push(Error::of_type(binary.op_span.clone(), message));
    if binary.is_bool && !binary.op.is_comparison() {
        say(format!("\"bool\" belongs to comparisons, not to \"{word}\""));
    }
    if binary.op.is_comparison() && !binary.is_bool && scalars {
        say(format!("two numbers are compared with \"{word} bool\""));
    }
    if binary.op.is_set() && !vectors {
        say(format!("\"{word}\" takes instant vectors on both sides, but one side is a number"));
    }
    let Some(matching) = &binary.matching else {
        return faults;
    };
    let filled = matching.fill_left.is_some() || matching.fill_right.is_some();
    if !vectors && !matching.labels.is_empty() {
        say("labels are only matched between two instant vectors".to_owned());
    }
    if filled && (!vectors || binary.op.is_set()) {
        say("\"fill\" belongs to arithmetic and comparisons of two instant vectors".to_owned());
    }
    let Some(group) = &matching.group else {
        return faults;
    };
    if vectors && binary.op.is_set() {
        say(format!("\"{word}\" takes no \"group_left\" or \"group_right\""));
    }
    let include: HashSet<&str> = group.include.iter().map(AsRef::as_ref).collect();
    let both = matching.labels.iter().find(|label| include.contains(label.as_ref()));
    if let Some(label) = both.filter(|_| matching.on) {
        say(format!("the label {label:?} stands both in \"on\" and in the group clause"));
    }
    faults
}
