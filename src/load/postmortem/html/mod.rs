//! HTML as Confluence, Notion and Google Docs export it → the events that Markdown's parser gives, so that everything
//! after reads it the same way.
//!
//! Only what carries meaning in a postmortem is told apart: headings, paragraphs, lists, check boxes, tables, bold,
//! struck out, code and links. How a page looks is nobody's business here.

mod entities;
mod nest;
mod role;
mod style;
mod tags;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::blocks::Reader;
use super::document::Block;
use crate::source::FileId;
use role::{Role, role};
use style::{Classes, Look};
use tags::{Piece, attribute};

/// How Google Docs, status pages and blogs mark the line that a document is called by.
const TITLES: [&str; 6] = ["title", "incident-title", "incident-name", "post-title", "page-title", "entry-title"];
/// Pieces of a table's first row that are looked at to tell whether it is a head.
const LOOK_AHEAD: usize = 400;

/// Does a text without a telling name begin as a page does?
pub(super) fn is_page(text: &str) -> bool {
    let top = text.trim_start();
    let begins = |mark: &str| top.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    begins("<!doctype html") || begins("<html")
}

/// The blocks of a page from byte `start` on.
pub(super) fn read(file: FileId, text: &str, start: usize) -> Vec<Block> {
    blocks_of(file, text, &text.to_ascii_lowercase(), start)
}

fn blocks_of(file: FileId, text: &str, lower: &str, start: usize) -> Vec<Block> {
    let pieces = tags::pieces(lower, start);
    let mut page = Page {
        text,
        lower,
        pieces: &pieces,
        at: 0,
        state: State::default(),
        classes: Classes::default(),
        reader: Reader::new(file, text),
    };
    while page.at < pieces.len() {
        page.piece();
        page.at += 1;
    }
    page.reader.finish()
}

/// Does a stretch of HTML among Markdown hold a list, a table, a heading or a paragraph?
pub(super) fn lays_out(html: &str) -> bool {
    let tags = ["<li", "<td", "<th", "<p>", "<p ", "<h1", "<h2", "<h3", "<h4", "<LI", "<TD", "<TH", "<P>"];
    tags.iter().any(|tag| html.contains(tag))
}

/// The blocks of the stretch `range` of a text. `lower` is the text in lower case, its bytes at the same places.
pub(super) fn inside(file: FileId, text: &str, lower: &str, range: Range<usize>) -> Vec<Block> {
    blocks_of(file, text, &lower[..range.end], range.start)
}

/// What is open, of all that ends somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    List { tasks: bool },
    Item,
    Quote,
    Table { rows: usize },
    Row { head: bool },
    Cell,
}

#[derive(Debug, Default)]
struct State<'t> {
    open: Vec<Open>,
    /// How many of them are lists, tables and quotes: so that an end without a beginning is seen at once.
    lists: usize,
    tables: usize,
    quotes: usize,
    /// Tables inside a cell.
    nested: usize,
    /// Were there words since the block began, and since the line began?
    block: bool,
    line: bool,
    /// A blank that counts if words follow.
    blank: Option<Range<usize>>,
    code: usize,
    pre: usize,
    /// The name of an element whose content is skipped, and how many of it are open.
    skip: Option<(&'t str, usize)>,
    spans: Vec<Look>,
}

struct Page<'t> {
    text: &'t str,
    lower: &'t str,
    pieces: &'t [Piece<'t>],
    at: usize,
    state: State<'t>,
    classes: Classes<'t>,
    reader: Reader<'t>,
}

impl<'t> Page<'t> {
    fn piece(&mut self) {
        match self.pieces[self.at].clone() {
            Piece::Words(range) if self.state.skip.is_none() => self.words(range),
            Piece::Words(_) => {}
            Piece::Open { name, attributes, range } => {
                let closed = self.lower[..range.end].ends_with("/>");
                match &mut self.state.skip {
                    Some((skipped, depth)) => *depth += usize::from(*skipped == name && !closed),
                    None if role(name) == Role::Skip => self.state.skip = (!closed).then_some((name, 1)),
                    None => self.open(role(name), attributes, range),
                }
            }
            Piece::Close { name, range } => match &mut self.state.skip {
                Some((skipped, depth)) => {
                    *depth -= usize::from(*skipped == name);
                    if *depth == 0 {
                        self.state.skip = None;
                    }
                }
                None => self.close(role(name), range),
            },
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        self.reader.take(event, range);
    }

    fn words(&mut self, range: Range<usize>) {
        if matches!(self.state.open.last(), Some(Open::Table { .. } | Open::Row { .. })) {
            return;
        }
        let words = &self.text[range.clone()];
        if self.state.pre > 0 {
            self.state.block = true;
            return self.take(Event::Text(CowStr::Borrowed(words)), range);
        }
        if self.state.code > 0 && !words.contains(['&', '\n', '`']) && !words.trim().is_empty() {
            self.flush();
            return self.take(Event::Code(CowStr::Borrowed("")), range);
        }
        for (words, range) in entities::stretches(self.text, range) {
            if words == " " {
                self.state.blank.get_or_insert(range);
            } else {
                self.flush();
                self.take(Event::Text(words.into()), range);
            }
        }
    }

    /// Words follow: the blank before them counts, unless a line begins.
    fn flush(&mut self) {
        if let Some(blank) = self.state.blank.take().filter(|_| self.state.line) {
            self.take(Event::Text(CowStr::Borrowed(" ")), blank);
        }
        self.state.line = true;
        self.state.block = true;
    }

    /// Something ends or begins that stands apart. In a cell it is a blank: a row is one block.
    fn boundary(&mut self, at: Range<usize>) {
        if self.in_cell() {
            self.state.blank.get_or_insert(at);
            return;
        }
        if self.state.block {
            self.take(Event::End(TagEnd::Paragraph), at.start..at.start);
        }
        self.state.block = false;
        self.state.line = false;
        self.state.blank = None;
    }

    fn in_cell(&self) -> bool {
        self.state.open.last() == Some(&Open::Cell)
    }

    fn open(&mut self, role: Role, attributes: Range<usize>, range: Range<usize>) {
        let told = &self.lower[attributes.clone()];
        match role {
            Role::Strong => {
                self.flush_blank();
                self.take(Event::Start(Tag::Strong), range);
            }
            Role::Struck => self.take(Event::Start(Tag::Strikethrough), range),
            Role::Code => self.state.code += 1,
            Role::Span => {
                let look = self.classes.look(told);
                self.state.spans.push(look);
                self.look(look, range, true);
            }
            Role::Link => self.link(attributes, range),
            Role::Break => self.line_end(range),
            Role::Box if told.contains("checkbox") => self.ticked(told.contains("checked"), range),
            Role::TaskStatus => {
                let words = self.pieces.get(self.at + 1);
                if let Some(Piece::Words(words)) = words {
                    let done = self.lower[words.clone()].trim() == "complete";
                    self.ticked(done, range);
                    // The word itself is none of the task's.
                    self.at += 1;
                }
            }
            Role::Style => {
                if let Some(Piece::Close { range: end, .. }) = self.pieces.get(self.at + 1) {
                    self.classes.learn(&self.lower[range.end..end.start]);
                }
            }
            Role::Table | Role::Row | Role::Cell => self.open_table(role, range),
            Role::Box | Role::Inline | Role::Skip => {}
            _ => self.open_block(role, attributes, range),
        }
    }

    fn open_block(&mut self, role: Role, attributes: Range<usize>, range: Range<usize>) {
        let told = &self.lower[attributes];
        let class = attribute(told, "class").map_or("", |class| &told[class]);
        self.boundary(range.clone());
        if self.in_cell() {
            return;
        }
        match role {
            Role::Heading(level) => self.heading(level, range),
            Role::Paragraph | Role::Block if class.split_whitespace().any(|class| TITLES.contains(&class)) => {
                self.heading(HeadingLevel::H1, range);
            }
            Role::Paragraph => self.take(Event::Start(Tag::Paragraph), range),
            Role::Pre => {
                self.state.pre += 1;
                self.take(Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented)), range);
            }
            Role::List(ordered) => self.open_list(ordered, class.contains("task-list"), range),
            Role::Item => self.open_item(class, range),
            Role::Quote => {
                self.push(Open::Quote);
                self.take(Event::Start(Tag::BlockQuote(None)), range);
            }
            Role::Block if class.contains("checkbox-o") => self.ticked(class.contains("checkbox-on"), range),
            _ => {}
        }
    }

    fn close(&mut self, role: Role, range: Range<usize>) {
        match role {
            Role::Strong => self.take(Event::End(TagEnd::Strong), range),
            Role::Struck => self.take(Event::End(TagEnd::Strikethrough), range),
            Role::Code => self.state.code = self.state.code.saturating_sub(1),
            Role::Span => {
                let look = self.state.spans.pop().unwrap_or_default();
                self.look(look, range, false);
            }
            Role::Row | Role::Cell | Role::Table => self.close_table(role, range),
            Role::Box | Role::Inline | Role::Skip | Role::Link | Role::Break | Role::Style | Role::TaskStatus => {}
            _ => self.close_block(role, range),
        }
    }

    fn close_block(&mut self, role: Role, range: Range<usize>) {
        self.boundary(range.clone());
        if self.in_cell() {
            return;
        }
        match role {
            Role::Pre => {
                self.state.pre = self.state.pre.saturating_sub(1);
                self.take(Event::End(TagEnd::CodeBlock), range);
            }
            Role::Heading(level) => self.take(Event::End(TagEnd::Heading(level)), range),
            Role::List(_) if self.state.lists > 0 => self.pop_to(&range, |open| matches!(open, Open::List { .. })),
            Role::Item => self.close_item(&range),
            Role::Quote if self.state.quotes > 0 => self.pop_to(&range, |open| *open == Open::Quote),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let (id, classes, attrs) = (None, Vec::new(), Vec::new());
        self.take(Event::Start(Tag::Heading { level, id, classes, attrs }), range);
    }

    fn look(&mut self, look: Look, range: Range<usize>, begins: bool) {
        if look.bold && begins {
            self.flush_blank();
        }
        let tags = [(look.bold, Tag::Strong), (look.struck, Tag::Strikethrough)];
        for (_, tag) in tags.into_iter().filter(|(looks, _)| *looks) {
            let event = if begins { Event::Start(tag) } else { Event::End(tag.to_end()) };
            self.take(event, range.clone());
        }
    }

    /// A blank stands before bold words, not among them.
    fn flush_blank(&mut self) {
        if self.state.line && self.state.blank.is_some() {
            self.flush();
        }
    }

    fn link(&mut self, attributes: Range<usize>, range: Range<usize>) {
        let Some(href) = attribute(&self.lower[attributes.clone()], "href") else { return };
        let to = &self.text[attributes][href];
        if to.starts_with("http") {
            let url = || CowStr::Borrowed(to);
            let (link_type, title, id) = (LinkType::Inline, CowStr::Borrowed(""), CowStr::Borrowed(""));
            self.take(Event::Start(Tag::Link { link_type, dest_url: url(), title, id }), range);
        }
    }

    fn line_end(&mut self, range: Range<usize>) {
        if self.in_cell() {
            self.state.blank.get_or_insert(range);
        } else if self.state.line {
            self.take(Event::HardBreak, range);
            self.state.line = false;
            self.state.blank = None;
        }
    }

    fn ticked(&mut self, ticked: bool, range: Range<usize>) {
        self.take(Event::TaskListMarker(ticked), range);
    }
}
