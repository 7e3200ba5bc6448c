//! From the parser's events to the tree.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::decode;
use super::{Comment, Content, Document, Node, Problem, Scalar, Stream, Style};

/// Nesting beyond this is refused, in brackets and in indentation alike: nobody writes it, and a tree is walked
/// with the stack.
const DEPTH: usize = 400;
/// How many nodes the aliases of one document may bring in: a hundred times what the largest real file does.
const EXPANSION: usize = 100_000;

/// Reads every document of `source`.
pub(in crate::load) fn read(source: &str) -> Stream<'_> {
    let options = granit_parser::options! {
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
        max_buffered_comment_events: 1_000_000,
    };
    let mut parser = Parser::new_from_str_with_options(source, options);
    let mut builder = Builder::new(source);
    loop {
        match parser.next_event() {
            None => break,
            Some(Ok((event, span))) => builder.take(event, &span),
            Some(Err(error)) => {
                builder.fail(&error);
                if !next_document(&mut parser) {
                    break;
                }
            }
        }
    }
    builder.finish()
}

fn next_document<'a>(parser: &mut Parser<'a, StrInput<'a>>) -> bool {
    parser.proceed_next_document().unwrap_or(false)
}

/// A collection that is not closed yet.
struct Open<'a> {
    node: Node<'a>,
    /// The key that waits for its value.
    key: Option<Node<'a>>,
    anchor: usize,
    /// One past the last byte seen inside.
    end: usize,
    /// Of what it holds so far.
    extent: Extent,
}

/// A node that can be put in its place.
struct Ready<'a> {
    node: Node<'a>,
    extent: Extent,
    /// Where it ends in the file, which of an alias is not its own end.
    end: usize,
}

/// A node that aliases may name.
struct Kept<'a> {
    node: Node<'a>,
    extent: Extent,
}

/// How many nodes a tree has, and how deep it is.
#[derive(Clone, Copy)]
struct Extent {
    size: usize,
    depth: usize,
}

const LEAF: Extent = Extent { size: 1, depth: 1 };
const EMPTY: Extent = Extent { size: 1, depth: 0 };

struct Builder<'a> {
    source: &'a str,
    stream: Stream<'a>,
    document: Option<Document<'a>>,
    open: Vec<Open<'a>>,
    /// Nodes that aliases may name; `None` where there was no more room to keep one.
    anchors: HashMap<usize, Option<Kept<'a>>>,
    expanded: usize,
    /// The first alias of the document for which there was no more room, and how many there were.
    refused: Option<(Range<usize>, usize)>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Builder<'a> {
        let stream = Stream::default();
        let (anchors, open) = (HashMap::new(), Vec::new());
        Builder { source, stream, document: None, open, anchors, expanded: 0, refused: None }
    }

    fn take(&mut self, event: Event<'a>, span: &Span) {
        let range = span.byte_range().unwrap_or(0..0);
        match event {
            Event::DocumentStart(..) => self.document = Some(Document { start: range.start, ..Document::default() }),
            Event::DocumentEnd => self.end_document(),
            Event::Comment(..) => self.comment(range),
            Event::Scalar(value, style, anchor, tag) => {
                let node = Node { tag: tag.as_deref().map(full_tag), ..self.scalar(value, style, range) };
                let end = node.range.end;
                self.place(Ready { node, extent: LEAF, end }, anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let content = Content::Sequence(Vec::new());
                self.begin(Node { content, range, tag: tag.as_deref().map(full_tag), cut: false }, anchor);
            }
            Event::MappingStart(_, anchor, tag) => {
                let content = Content::Mapping(Vec::new());
                self.begin(Node { content, range, tag: tag.as_deref().map(full_tag), cut: false }, anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(anchor) => self.alias(anchor, range),
            _ => {}
        }
    }

    fn comment(&mut self, range: Range<usize>) {
        let text = self.source[range.clone()].trim_start_matches('#');
        self.stream.comments.push(Comment { text, range });
    }

    fn scalar(&self, value: Cow<'a, str>, style: ScalarStyle, range: Range<usize>) -> Node<'a> {
        // A null that nobody wrote arrives as "~" without a byte.
        let value = if range.is_empty() && style == ScalarStyle::Plain { Cow::Borrowed("") } else { value };
        let runs = decode::runs(self.source, &range, style, &value);
        let range = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                range.start..range.start + self.source[range.clone()].trim_end().len()
            }
            _ => range,
        };
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let content = Content::Scalar(Scalar { value, style, runs });
        Node { content, range, tag: None, cut: false }
    }

    fn begin(&mut self, node: Node<'a>, anchor: usize) {
        let end = node.range.end;
        self.open.push(Open { node, key: None, anchor, end, extent: EMPTY });
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(mut open) = self.open.pop() else { return };
        // A closing bracket has bytes; the end of an indented block has none and stands at the next token.
        let end = if range.is_empty() { open.end } else { range.end };
        open.node.range.end = end;
        self.settle(&mut open.node);
        let extent = Extent { depth: open.extent.depth + 1, ..open.extent };
        self.place(Ready { node: open.node, extent, end }, open.anchor);
    }

    /// Follows merge keys and notes keys that stand twice.
    fn settle(&mut self, node: &mut Node<'a>) {
        let Content::Mapping(entries) = &mut node.content else { return };
        let mut problems = duplicates(entries);
        problems.extend(merge(entries));
        if let Some(document) = &mut self.document {
            document.problems.append(&mut problems);
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) {
        match self.anchors.get(&anchor) {
            Some(Some(Kept { node, extent })) if self.fits(*extent) => {
                self.expanded += extent.size;
                let ready = Ready { node: node.clone(), extent: *extent, end: range.end };
                return self.place(ready, 0);
            }
            Some(_) => self.refused.get_or_insert((range.clone(), 0)).1 += 1,
            None => self.problem(range.clone(), "the alias contains itself".to_owned()),
        }
        let nothing = self.scalar(Cow::Borrowed(""), ScalarStyle::Plain, range.start..range.start);
        self.place(Ready { node: nothing, extent: LEAF, end: range.end }, 0);
    }

    fn problem(&mut self, range: Range<usize>, message: String) {
        if let Some(document) = &mut self.document {
            document.problems.push(Problem { range, message });
        }
    }

    /// Keeps a copy for the aliases that may follow.
    fn keep(&mut self, anchor: usize, node: &Node<'a>, extent: Extent) {
        let fits = self.fits(extent);
        self.expanded += if fits { extent.size } else { 0 };
        self.anchors.insert(anchor, fits.then(|| Kept { node: node.clone(), extent }));
    }

    /// Is there room for a copy of so much here?
    fn fits(&self, extent: Extent) -> bool {
        self.expanded + extent.size <= EXPANSION && self.open.len() + extent.depth <= 2 * DEPTH
    }

    /// Puts a whole node where it belongs.
    fn place(&mut self, ready: Ready<'a>, anchor: usize) {
        let Ready { node, extent, end } = ready;
        if anchor != 0 {
            self.keep(anchor, &node, extent);
        }
        let Some(open) = self.open.last_mut() else {
            if let Some(document) = &mut self.document {
                document.root = Some(node);
            }
            return;
        };
        open.end = open.end.max(end);
        open.extent.size += extent.size;
        open.extent.depth = open.extent.depth.max(extent.depth);
        match &mut open.node.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping(entries) => match open.key.take() {
                Some(key) => entries.push((key, node)),
                None => open.key = Some(node),
            },
            Content::Scalar(_) => {}
        }
    }

    fn fail(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(self.source.len()).min(self.source.len());
        let at = (0..=at).rev().find(|at| self.source.is_char_boundary(*at)).unwrap_or(0);
        let document = self.document.get_or_insert_with(|| Document { start: at, ..Document::default() });
        document.error = Some(Problem { range: at..at, message: said(error.kind()) });
        while let Some(open) = self.open.last_mut() {
            open.node.cut = true;
            let end = open.end;
            self.end(end..end);
        }
        self.end_document();
    }

    fn end_document(&mut self) {
        if let Some((first, count)) = self.refused.take() {
            let which = if count == 1 { "this one is".to_owned() } else { format!("{count} of them are") };
            let stand = format!("the aliases stand for more than {EXPANSION} values, and {which} not followed");
            self.problem(first, format!("{stand}: write some of them out"));
        }
        self.stream.documents.extend(self.document.take());
        self.open.clear();
        self.anchors.clear();
        self.expanded = 0;
    }

    fn finish(mut self) -> Stream<'a> {
        self.end_document();
        self.stream.comments.sort_by_key(|comment| comment.range.start);
        self.stream
    }
}

fn said(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::RecursionLimitExceeded => {
            format!("it is nested more than {DEPTH} deep, and no more is read: write it flatter")
        }
        _ => kind.to_string(),
    }
}

fn full_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle(), tag.suffix())
}

/// The keys of a mapping of so few are compared with each other: that is done before a set of them has found its room.
const FEW: usize = 8;

fn duplicates(entries: &[(Node<'_>, Node<'_>)]) -> Vec<Problem> {
    let mut seen = HashSet::new();
    let mut problems = Vec::new();
    for (at, (key, _)) in entries.iter().enumerate() {
        let Some(name) = key.as_str() else { continue };
        let stands_before = || entries[..at].iter().any(|(before, _)| before.as_str() == Some(name));
        let is_again = if entries.len() <= FEW { stands_before() } else { !seen.insert(name) };
        if is_again {
            problems.push(Problem { range: key.range.clone(), message: format!("the key \"{name}\" stands twice") });
        }
    }
    problems
}

/// Replaces `<<` by what it brings: keys that stand here win, then those of the first mapping named.
fn merge<'a>(entries: &mut Vec<(Node<'a>, Node<'a>)>) -> Vec<Problem> {
    let is_merge = |key: &Node<'_>| key.scalar().is_some_and(|key| key.style == Style::Plain && key.value == "<<");
    if !entries.iter().any(|(key, _)| is_merge(key)) {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let (merges, own): (Vec<_>, Vec<_>) = std::mem::take(entries).into_iter().partition(|(key, _)| is_merge(key));
    let mut names: HashSet<String> = own.iter().filter_map(|(key, _)| key.as_str().map(String::from)).collect();
    *entries = own;
    for (key, value) in merges {
        let sources = if value.is_sequence() { value.items().to_vec() } else { vec![value] };
        for source in sources {
            if !source.is_mapping() {
                problems.push(Problem { range: key.range.clone(), message: "<< takes a mapping".into() });
            }
            let new =
                |(key, _): &&(Node<'_>, Node<'_>)| key.as_str().is_some_and(|name| names.insert(name.to_string()));
            entries.extend(source.entries().iter().filter(new).cloned());
        }
    }
    problems
}
