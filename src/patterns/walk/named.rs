//! What a class of a pattern names.

use regex_syntax::ast::{ClassBracketed, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, Literal, LiteralKind};

/// The characters that are named, or, where the class is negated, those that are not in it.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) ranges: Vec<(char, char)>,
    /// Letters, digits and underscores of all scripts.
    pub(super) words: bool,
}

impl Named {
    pub(super) fn of(ranges: impl Into<Vec<(char, char)>>) -> Named {
        Named { ranges: ranges.into(), words: false }
    }

    /// What `\d`, `\s` and `\w` name; `None` where that is much.
    pub(super) fn by_escape(class: &ClassPerl, of_unicode: bool) -> Option<Named> {
        let mut named = Named::default();
        named.escape(class, of_unicode)?;
        Some(named)
    }

    /// What `[…]` and `[^…]` name; `None` where it holds what is not known here.
    pub(super) fn in_brackets(class: &ClassBracketed, of_unicode: bool) -> Option<Named> {
        let mut named = Named::default();
        named.set(&class.kind, of_unicode)?;
        Some(named)
    }

    fn escape(&mut self, class: &ClassPerl, of_unicode: bool) -> Option<()> {
        match class.kind {
            ClassPerlKind::Word => {
                self.ranges.extend([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
                self.words |= of_unicode;
            }
            _ if of_unicode => return None,
            ClassPerlKind::Digit => self.ranges.push(('0', '9')),
            ClassPerlKind::Space => self.ranges.extend([('\t', '\r'), (' ', ' ')]),
        }
        Some(())
    }

    fn set(&mut self, set: &ClassSet, of_unicode: bool) -> Option<()> {
        let ClassSet::Item(item) = set else { return None };
        let items = match item {
            ClassSetItem::Union(union) => union.items.as_slice(),
            item => std::slice::from_ref(item),
        };
        let plain = |literal: &Literal| {
            let is_byte = matches!(literal.kind, LiteralKind::HexFixed(_));
            (literal.c.is_ascii() || (of_unicode && !is_byte)).then_some(literal.c)
        };
        for item in items {
            match item {
                ClassSetItem::Empty(_) => {}
                ClassSetItem::Literal(literal) => self.ranges.push((plain(literal)?, literal.c)),
                ClassSetItem::Range(range) => self.ranges.push((plain(&range.start)?, plain(&range.end)?)),
                ClassSetItem::Perl(class) if !class.negated => self.escape(class, of_unicode)?,
                ClassSetItem::Bracketed(class) if !class.negated => self.set(&class.kind, of_unicode)?,
                _ => return None,
            }
        }
        Some(())
    }
}
