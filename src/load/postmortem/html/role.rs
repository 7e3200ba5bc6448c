//! What an element of HTML is to us.

use pulldown_cmark::HeadingLevel;

/// What an element does with the words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading.
    Heading(HeadingLevel),
    /// A paragraph.
    Paragraph,
    /// Something that stands apart from what is around it.
    Block,
    /// A list, and whether it is numbered.
    List(bool),
    /// An item of a list.
    Item,
    /// A quotation.
    Quote,
    /// A table.
    Table,
    /// A row.
    Row,
    /// A cell.
    Cell,
    /// Text as it stands.
    Pre,
    /// Bold words.
    Strong,
    /// Words that are struck out.
    Struck,
    /// Code among words.
    Code,
    /// Words that a style may make bold or strike out.
    Span,
    /// A link.
    Link,
    /// The end of a line.
    Break,
    /// A check box.
    Box,
    /// Confluence's word for how a task stands.
    TaskStatus,
    /// Style rules.
    Style,
    /// Its content is no words of the document.
    Skip,
    /// Nothing.
    Inline,
}

/// What the element called `name` is.
pub(super) fn role(name: &str) -> Role {
    match name {
        "h1" => Role::Heading(HeadingLevel::H1),
        "h2" => Role::Heading(HeadingLevel::H2),
        "h3" => Role::Heading(HeadingLevel::H3),
        "h4" => Role::Heading(HeadingLevel::H4),
        "h5" => Role::Heading(HeadingLevel::H5),
        "h6" => Role::Heading(HeadingLevel::H6),
        "p" => Role::Paragraph,
        "ul" | "menu" | "ac:task-list" => Role::List(false),
        "ol" => Role::List(true),
        "li" | "ac:task" => Role::Item,
        "blockquote" => Role::Quote,
        "table" => Role::Table,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "pre" => Role::Pre,
        "strong" | "b" => Role::Strong,
        "s" | "del" | "strike" => Role::Struck,
        "code" | "tt" | "kbd" | "samp" => Role::Code,
        "span" => Role::Span,
        "a" => Role::Link,
        "br" => Role::Break,
        "input" => Role::Box,
        "ac:task-status" => Role::TaskStatus,
        "style" => Role::Style,
        "nav" | "svg" | "template" | "select" | "button" | "ac:task-id" | "ac:task-uuid" | "ac:parameter" => Role::Skip,
        "div" | "section" | "article" | "header" | "main" | "footer" | "figure" | "figcaption" | "details"
        | "summary" | "dl" | "dt" | "dd" | "hr" | "address" | "form" | "aside" | "body" | "html" | "caption"
        | "fieldset" | "ac:rich-text-body" | "ac:layout-cell" => Role::Block,
        _ => Role::Inline,
    }
}
