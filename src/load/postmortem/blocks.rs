//! Markdown's events → blocks.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::document::{BOLD_LEVEL, Block, BlockKind, COLON_LEVEL, slice};
use super::gather::Gather;
use crate::model::Text;
use crate::source::FileId;

/// The blocks of `text` from byte `start` on. Their sections are not filled in yet.
pub(super) fn read(file: FileId, text: &str, start: usize) -> Vec<Block> {
    // Chosen by hand: with all of them, quotes would be rewritten and `$` would open formulas.
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut reader = Reader::new(file, text);
    for (event, range) in Parser::new_ext(&text[start..], options).into_offset_iter() {
        reader.take(event, range.start + start..range.end + start);
    }
    reader.close(text.len());
    reader.blocks
}

/// What the words that are being read belong to.
#[derive(Clone, Debug)]
enum Target {
    /// An item that is among the blocks already.
    Item(usize),
    /// A block still to come.
    Block(BlockKind),
}

struct Reader<'t> {
    text: &'t str,
    blocks: Vec<Block>,
    words: Gather<'t>,
    /// `None`: words that come make a paragraph.
    target: Option<Target>,
    /// The lists around: which are numbered.
    lists: Vec<bool>,
    /// The items around.
    items: Vec<usize>,
    quotes: usize,
    tables: usize,
    /// The row that is being read: is it a head, and where each of its cells stands in the words.
    row: Option<(bool, Vec<Range<usize>>)>,
    images: usize,
}

impl<'t> Reader<'t> {
    fn new(file: FileId, text: &'t str) -> Reader<'t> {
        Reader {
            text,
            blocks: Vec::new(),
            words: Gather::new(file, text),
            target: None,
            lists: Vec::new(),
            items: Vec::new(),
            quotes: 0,
            tables: 0,
            row: None,
            images: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(words) if self.images == 0 => self.push(&words, range),
            Event::Code(_) if self.images == 0 => self.words.code(range),
            Event::SoftBreak | Event::HardBreak => self.words.line_break(range.start),
            Event::Html(html) => self.push(&html, range),
            Event::InlineHtml(html) if html.starts_with("<br") => self.words.line_break(range.start),
            Event::TaskListMarker(ticked) => {
                if let Some(&item) = self.items.last()
                    && let BlockKind::Item { task, .. } = &mut self.blocks[item].kind
                {
                    *task = Some(ticked);
                }
            }
            _ => {}
        }
    }

    /// Pushes words; the ends of lines inside them (code, HTML) are breaks.
    fn push(&mut self, words: &str, range: Range<usize>) {
        if !words.contains('\n') || self.text[range.clone()] != *words {
            self.words.push(words, range);
            return;
        }
        let mut at = range.start;
        for line in words.split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            self.words.push(bare, at..at + bare.len());
            if bare.len() < line.len() {
                self.words.line_break(at + bare.len());
            }
            at += line.len();
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(if self.quotes > 0 { BlockKind::Quote } else { BlockKind::Paragraph }, range),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading { level: level_number(level) }, range),
            Tag::CodeBlock(_) => self.open(BlockKind::Code, range),
            Tag::HtmlBlock => {
                let comment = self.text[range.clone()].trim_start().starts_with("<!--");
                self.open(if comment { BlockKind::Comment } else { BlockKind::Html }, range);
            }
            Tag::BlockQuote(_) => {
                self.close(range.start);
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.close(range.start);
                self.lists.push(first.is_some());
            }
            Tag::Item => self.open_item(range),
            Tag::TableHead => self.row = Some((true, Vec::new())),
            Tag::TableRow => self.row = Some((false, Vec::new())),
            Tag::TableCell => self.open_cell(range),
            Tag::Strong => self.words.start_strong(),
            Tag::Strikethrough => self.words.start_struck(),
            Tag::Link { dest_url, .. } => self.words.link(&dest_url, range),
            Tag::Image { .. } => self.images += 1,
            Tag::Table(_) | Tag::FootnoteDefinition(_) => self.close(range.start),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.close(range.end),
            TagEnd::BlockQuote(_) => {
                self.close(range.end);
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close(range.end);
                self.items.pop();
            }
            TagEnd::TableHead | TagEnd::TableRow => self.close_row(range),
            TagEnd::TableCell => {
                let end = self.words.len();
                if let Some((_, cells)) = &mut self.row
                    && let Some(cell) = cells.last_mut()
                {
                    cell.end = end;
                }
            }
            TagEnd::Table => self.tables += 1,
            TagEnd::Strong => self.words.end_strong(),
            TagEnd::Strikethrough => self.words.end_struck(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    /// Begins a block. The first paragraph of an item is the item's own text.
    fn open(&mut self, kind: BlockKind, range: Range<usize>) {
        if kind == BlockKind::Paragraph && self.words.is_empty() && matches!(self.target, Some(Target::Item(_))) {
            return;
        }
        self.close(range.start);
        self.target = Some(Target::Block(kind));
    }

    fn open_item(&mut self, range: Range<usize>) {
        self.close(range.start);
        let ordered = self.lists.last().copied().unwrap_or(false);
        let kind = BlockKind::Item { depth: self.items.len() + 1, ordered, task: None };
        let mut block = self.words.take(kind, range.start);
        block.within = self.items.last().copied();
        self.items.push(self.blocks.len());
        self.target = Some(Target::Item(self.blocks.len()));
        self.blocks.push(block);
    }

    fn open_cell(&mut self, range: Range<usize>) {
        if let Some((_, cells)) = &mut self.row {
            if !cells.is_empty() {
                self.words.gap(" | ", range.start);
            }
            let at = self.words.len();
            cells.push(at..at);
        }
    }

    fn close_row(&mut self, range: Range<usize>) {
        let Some((header, ranges)) = self.row.take() else { return };
        let row = BlockKind::Row { header, cells: Vec::new(), table: self.tables };
        let cells = ranges.into_iter().map(|cell| self.words.piece(cell)).collect();
        let mut block = self.words.take(row, range.start);
        block.kind = BlockKind::Row { header, cells, table: self.tables };
        block.within = self.items.last().copied();
        self.blocks.push(block);
    }

    /// Ends the block that is being read, if there is one.
    fn close(&mut self, at: usize) {
        let target = self.target.take();
        if self.words.is_empty() {
            return;
        }
        let kind = match &target {
            Some(Target::Block(kind)) => kind.clone(),
            Some(Target::Item(item)) => self.blocks[*item].kind.clone(),
            None if self.quotes > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        let block = self.words.take(kind, at);
        let item = match target {
            Some(Target::Item(item)) => Some(item),
            _ => None,
        };
        for (piece, block) in shape(block, self.text).into_iter().enumerate() {
            self.place(block, item.filter(|_| piece == 0));
        }
    }

    fn place(&mut self, mut block: Block, item: Option<usize>) {
        match item {
            Some(item) if block.kind == self.blocks[item].kind => {
                block.within = self.blocks[item].within;
                self.blocks[item] = block;
            }
            _ => {
                block.within = self.items.last().copied();
                self.blocks.push(block);
            }
        }
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// What a block is, seen with its words: headings that Markdown does not take for any (`##Impact`, a line in bold, a
/// line that ends in a colon), long text that a stray `---` made a heading, template tags, HTML without its tags.
fn shape(mut block: Block, text: &str) -> Vec<Block> {
    match block.kind {
        BlockKind::Heading { .. } if !block.breaks.is_empty() || block.text.len() > 160 => {
            block.kind = BlockKind::Paragraph;
            shape(block, text)
        }
        BlockKind::Paragraph | BlockKind::Item { .. } => split_headings(block, text),
        BlockKind::Html => {
            block.text = untagged(&block.text);
            block.breaks.clear();
            vec![block]
        }
        _ => vec![block],
    }
}

fn split_headings(block: Block, text: &str) -> Vec<Block> {
    let lines = block.lines();
    let single = lines.len() == 1;
    let mut pieces: Vec<(BlockKind, Range<usize>)> = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        let plain = if at == 0 { block.kind.clone() } else { BlockKind::Paragraph };
        match heading_line(&block, text, &line, single) {
            Some(kind) => pieces.push((kind, line)),
            None if at > 0 && block.kind == BlockKind::Paragraph && block.is_label(line.clone()) => {
                pieces.push((plain, line));
            }
            None => match pieces.last_mut() {
                Some((kind, piece)) if !matches!(kind, BlockKind::Heading { .. } | BlockKind::Html) => {
                    piece.end = line.end;
                }
                _ => pieces.push((plain, line)),
            },
        }
    }
    if pieces.len() == 1 {
        let kind = pieces.remove(0).0;
        let mut block = block;
        if matches!(kind, BlockKind::Heading { .. }) {
            let bare = bare_heading(&block.text);
            block = part(&block, bare);
        }
        return vec![Block { kind, ..block }];
    }
    let cut = |(kind, range): (BlockKind, Range<usize>)| {
        let range = if matches!(kind, BlockKind::Heading { .. }) {
            let bare = bare_heading(&slice(&block.text, range.clone()));
            let line = &block.text.value[range.clone()];
            let lead = line.len() - line.trim_start().len();
            range.start + lead + bare.start..range.start + lead + bare.end
        } else {
            range
        };
        Block { kind, ..part(&block, range) }
    };
    pieces.into_iter().map(cut).collect()
}

/// The part of a heading's line that is its words: without `##` before and `##` or a colon behind.
fn bare_heading(line: &str) -> Range<usize> {
    let start = line.len() - line.trim_start_matches(['#', ' ']).len();
    let end = line.trim_end_matches(['#', ' ', ':', '：']).len();
    start..end.max(start)
}

/// Is this line of a paragraph a heading after all, or a template's tag?
fn heading_line(block: &Block, text: &str, line: &Range<usize>, single: bool) -> Option<BlockKind> {
    let words = block.text[line.clone()].trim();
    let whole_tag = |open: &str, close: &str| words.starts_with(open) && words.ends_with(close);
    if whole_tag("{%", "%}") || whole_tag("<%", "%>") || whole_tag("{{<", ">}}") || whole_tag("{{%", "%}}") {
        return Some(BlockKind::Html);
    }
    let place = block.text.at(line.clone());
    let hashes = text[place.range()].len() - text[place.range()].trim_start_matches('#').len();
    let after = text[place.start + hashes..place.end].chars().next();
    let glued = after.is_some_and(|c| c.is_alphabetic() && (hashes > 1 || !c.is_lowercase()));
    if (1..=6).contains(&hashes) && glued && words.len() <= 100 {
        return Some(BlockKind::Heading { level: hashes as u8 });
    }
    if block.kind != BlockKind::Paragraph || words.is_empty() {
        return None;
    }
    let lead = line.start + (block.text[line.clone()].len() - block.text[line.clone()].trim_start().len());
    let bold = block.bold_at(lead).is_some_and(|bold| {
        let rest = block.text.get(bold.end..line.end).unwrap_or("x");
        rest.trim_matches([':', '：', ' ']).is_empty()
    });
    if bold && words.chars().count() <= 80 && !words.ends_with(['.', '。', '!']) {
        return Some(BlockKind::Heading { level: BOLD_LEVEL });
    }
    let short = words.chars().count() <= 60 && words.split_whitespace().count() <= 8;
    (single && short && words.ends_with([':', '：'])).then_some(BlockKind::Heading { level: COLON_LEVEL })
}

/// A piece of a block, everything about it kept.
fn part(block: &Block, range: Range<usize>) -> Block {
    let text = slice(&block.text, range.clone());
    let words = &block.text.value[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = start + text.len();
    let inside = |ranges: &[Range<usize>]| {
        let first = ranges.partition_point(|r| r.end <= start);
        let here = ranges[first..].iter().take_while(|r| r.start < end);
        here.map(|r| r.start.max(start) - start..r.end.min(end) - start).collect()
    };
    let place = block.text.at(start..end);
    let first_break = block.breaks.partition_point(|&b| b <= start);
    let first_link = block.links.partition_point(|link| link.place.start < place.start);
    Block {
        breaks: block.breaks[first_break..].iter().take_while(|&&b| b < end).map(|b| b - start).collect(),
        strong: inside(&block.strong),
        codes: inside(&block.codes),
        links: block.links[first_link..].iter().take_while(|link| link.place.start <= place.end).cloned().collect(),
        kind: BlockKind::Paragraph,
        text,
        struck: block.struck,
        section: block.section,
        within: block.within,
    }
}

/// The words of a stretch of HTML.
fn untagged(text: &Text) -> Text {
    let mut value = String::with_capacity(text.len());
    let mut runs = Vec::new();
    let mut at = 0;
    for piece in text.value.split_inclusive(['<', '>']) {
        let end = at + piece.len();
        let inside_tag = piece.ends_with('>');
        let words = piece.trim_end_matches('<');
        if !inside_tag && !words.trim().is_empty() {
            runs.push((value.len(), text.at(at..at + 1).start));
            value.push_str(words);
        }
        at = end;
    }
    let whole = Text { value, place: text.place, runs };
    if whole.runs.is_empty() {
        return Text::plain("", text.place);
    }
    let len = whole.len();
    slice(&whole, 0..len)
}
