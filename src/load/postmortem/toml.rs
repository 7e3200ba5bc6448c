//! TOML front matter as the same tree that YAML gives.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::load::yaml::{Content, Node, Scalar, Style};

/// The table in `source`, which begins at byte `offset` of its file. What stands after a fault is kept too.
pub(super) fn tree(source: &str, offset: usize) -> Node<'_> {
    let (table, _faults) = DeTable::parse_recoverable(source);
    let range = table.span();
    mapping(table.into_inner(), shifted(range, offset), offset)
}

fn shifted(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

fn mapping<'a>(table: DeTable<'a>, range: Range<usize>, offset: usize) -> Node<'a> {
    let entry = |(key, value): (Spanned<Cow<'a, str>>, Spanned<DeValue<'a>>)| {
        let range = shifted(key.span(), offset);
        (scalar(key.into_inner(), range, Style::Plain), node(value, offset))
    };
    bare(Content::Mapping(table.into_iter().map(entry).collect()), range)
}

fn node(value: Spanned<DeValue<'_>>, offset: usize) -> Node<'_> {
    let range = shifted(value.span(), offset);
    match value.into_inner() {
        DeValue::String(text) => scalar(text, range, Style::Quoted),
        DeValue::Integer(number) => scalar(number.as_str().to_owned().into(), range, Style::Plain),
        DeValue::Float(number) => scalar(number.as_str().to_owned().into(), range, Style::Plain),
        DeValue::Boolean(yes) => scalar(yes.to_string().into(), range, Style::Plain),
        DeValue::Datetime(time) => scalar(time.to_string().into(), range, Style::Plain),
        DeValue::Array(items) => {
            bare(Content::Sequence(items.into_iter().map(|item| node(item, offset)).collect()), range)
        }
        DeValue::Table(table) => mapping(table, range, offset),
    }
}

fn scalar(value: Cow<'_, str>, range: Range<usize>, style: Style) -> Node<'_> {
    bare(Content::Scalar(Scalar { value, style, runs: Vec::new() }), range)
}

fn bare(content: Content<'_>, range: Range<usize>) -> Node<'_> {
    Node { content, range, tag: None, cut: false }
}
