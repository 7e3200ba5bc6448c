//! YAML and JSON as a tree in which every value knows its bytes.
//!
//! The parser behind it is hidden in this folder. Values stay text: what `1`, `yes` or `~` mean is for the reader of
//! a field to say. A broken document keeps what stood before the break and does not touch its neighbours.

mod build;
mod compose;
mod decode;

use std::borrow::Cow;
use std::ops::Range;

pub(super) use build::read;
pub(super) use compose::Origin;

use crate::model::Text;
use crate::source::{FileId, Place};

/// Everything in one text.
#[derive(Debug, Default)]
pub(super) struct Stream<'a> {
    /// Its documents, in order; a broken one is in the list with its error.
    pub(super) documents: Vec<Document<'a>>,
    /// Its comments, in order.
    pub(super) comments: Vec<Comment<'a>>,
}

/// One document of a stream.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// Its value; `None` where it is empty, or broke before its first value.
    pub(super) root: Option<Node<'a>>,
    /// Keys that stand twice in one mapping, and aliases that were not followed: the document is whole, but a
    /// stricter reader refuses it.
    pub(super) problems: Vec<Problem>,
    /// Where and why reading it stopped.
    pub(super) error: Option<Problem>,
    /// Where it begins: at its `---`, or at its first value.
    pub(super) start: usize,
}

/// Something wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Where; empty ranges point between two characters.
    pub(super) range: Range<usize>,
    /// What, in plain words.
    pub(super) message: String,
}

/// A comment, from its `#` to the end of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// Its text without the `#`.
    pub(super) text: &'a str,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    /// What it is.
    pub(super) content: Content<'a>,
    /// Its bytes: with quotes and brackets, without trailing blanks. Of an alias, the bytes of what it stands for.
    pub(super) range: Range<usize>,
    /// Its tag in full (`tag:yaml.org,2002:str`), where one is written.
    pub(super) tag: Option<String>,
    /// The document broke off inside it: what follows is missing.
    pub(super) cut: bool,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    /// A scalar.
    Scalar(Scalar<'a>),
    /// A list.
    Sequence(Vec<Node<'a>>),
    /// Keys and values, in order; merge keys have been followed, and what they bring stands last.
    Mapping(Vec<(Node<'a>, Node<'a>)>),
}

/// A scalar, decoded.
#[derive(Clone, Debug)]
pub(super) struct Scalar<'a> {
    /// Its text; empty where nothing is written.
    pub(super) value: Cow<'a, str>,
    /// How it is written.
    pub(super) style: Style,
    /// As in [`Text::runs`].
    pub(super) runs: Vec<(usize, usize)>,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// After `|` or `>`.
    Block,
}

impl<'a> Node<'a> {
    /// The value of `key`, if this is a mapping that has it. Of a key that stands twice, the first.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.entries().iter().find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
    }

    /// The value at the end of a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node<'a>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a scalar, null and numbers included.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.scalar().map(|scalar| &*scalar.value)
    }

    /// The scalar.
    pub(super) fn scalar(&self) -> Option<&Scalar<'a>> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Keys and values of a mapping; none of anything else.
    pub(super) fn entries(&self) -> &[(Node<'a>, Node<'a>)] {
        match &self.content {
            Content::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Node<'a>] {
        match &self.content {
            Content::Sequence(items) => items,
            _ => &[],
        }
    }

    /// Is it a mapping?
    pub(super) fn is_mapping(&self) -> bool {
        matches!(self.content, Content::Mapping(_))
    }

    /// Is it a list?
    pub(super) fn is_sequence(&self) -> bool {
        matches!(self.content, Content::Sequence(_))
    }

    /// Is nothing there, or a plain `~` or `null`?
    pub(super) fn is_null(&self) -> bool {
        let plain_null = |scalar: &Scalar<'_>| {
            scalar.style == Style::Plain && matches!(&*scalar.value, "" | "~" | "null" | "Null" | "NULL")
        };
        self.tag.is_none() && self.scalar().is_some_and(plain_null)
    }

    /// A scalar as a text whose parts can be found in `file`; `None` of a list or mapping.
    pub(super) fn text(&self, file: FileId) -> Option<Text> {
        let scalar = self.scalar()?;
        let quote = usize::from(scalar.style == Style::Quoted);
        let start = self.range.start + quote;
        let end = (self.range.end.max(quote) - quote).max(start);
        let place = Place::new(file, start..end);
        Some(Text { value: scalar.value.to_string(), place, runs: scalar.runs.as_slice().into() })
    }
}

#[cfg(test)]
mod tests;
