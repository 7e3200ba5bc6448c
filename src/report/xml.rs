//! XML, written by `quick-xml`. What no XML may hold has been spelled out before: see [`super::clean`].

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// What writes elements into memory.
pub(super) type Pen = Writer<Vec<u8>>;

/// A document, indented by two blanks, with its declaration and a line end.
pub(super) fn document(write: impl FnOnce(&mut Pen) -> io::Result<()>) -> Vec<u8> {
    let mut pen = Writer::new_with_indent(Vec::new(), b' ', 2);
    let begun = pen.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    begun.and_then(|()| write(&mut pen)).expect("memory takes everything");
    let mut out = pen.into_inner();
    out.push(b'\n');
    out
}

/// An element with attributes and nothing in it.
pub(super) fn empty(pen: &mut Pen, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    pen.create_element(name).with_attributes(attributes.iter().copied()).write_empty().map(drop)
}

/// An element that holds a text.
pub(super) fn text(pen: &mut Pen, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
    let element = pen.create_element(name).with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(text)).map(drop)
}

/// An element that holds others.
pub(super) fn nest(
    pen: &mut Pen,
    name: &str,
    attributes: &[(&str, &str)],
    inner: impl FnOnce(&mut Pen) -> io::Result<()>,
) -> io::Result<()> {
    pen.create_element(name).with_attributes(attributes.iter().copied()).write_inner_content(inner).map(drop)
}
