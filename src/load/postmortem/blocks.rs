//! Markdown's events → blocks. The readers of other formats speak in the same events.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::document::{Block, BlockKind};
use super::gather::Gather;
use super::html;
use super::piped;
use super::shape::shape;
use super::times::{Day, stamps};
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
    reader.finish()
}

/// What the words that are being read belong to.
#[derive(Clone, Debug)]
enum Target {
    /// An item that is among the blocks already.
    Item(usize),
    /// A block still to come.
    Block(BlockKind),
}

/// Takes events, each with its range in the file, and makes blocks of them.
pub(super) struct Reader<'t> {
    file: FileId,
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
    /// The text in lower case, once a page inside it asked for it; where the last such page stands.
    lower: Option<String>,
    page: Range<usize>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Reader<'t> {
        Reader {
            file,
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
            lower: None,
            page: 0..0,
        }
    }

    /// All blocks, once the last event was taken.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.close(self.text.len());
        self.blocks
    }

    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(words) if self.images == 0 => {
                let heads =
                    matches!(self.target, Some(Target::Block(BlockKind::Heading { .. }))) && self.words.is_empty();
                let from = if heads && self.text[range.clone()] == *words { behind_shortcode(&words) } else { 0 };
                self.push(&words[from..], range.start + from..range.end);
            }
            Event::Code(_) if self.images == 0 => self.words.code(range),
            Event::SoftBreak | Event::HardBreak => self.words.line_break(range.start),
            Event::Html(_) if self.page.contains(&range.start) => {}
            Event::Html(html) => self.push(&html, range),
            Event::InlineHtml(tag) if matches!(&*tag, "<b>" | "<strong>") => self.words.start_strong(),
            Event::InlineHtml(tag) if matches!(&*tag, "</b>" | "</strong>") => self.words.end_strong(),
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
            Tag::CodeBlock(CodeBlockKind::Indented) if is_set_in(&self.text[range.clone()]) => {
                // A time line or a paragraph that is set in from the margin is no code.
                self.open(BlockKind::Paragraph, range);
            }
            Tag::CodeBlock(_) => self.open(BlockKind::Code, range),
            Tag::HtmlBlock if self.quotes == 0 && html::lays_out(&self.text[range.clone()]) => self.graft(range),
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
            Tag::Emphasis if is_whole_line(self.text, &range) => self.words.start_strong(),
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
            TagEnd::Emphasis if is_whole_line(self.text, &range) => self.words.end_strong(),
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

    /// The blocks of HTML that stands among Markdown.
    fn graft(&mut self, range: Range<usize>) {
        self.close(range.start);
        let lower = self.lower.get_or_insert_with(|| self.text.to_ascii_lowercase());
        let grafted = html::inside(self.file, self.text, lower, range.clone());
        let (first, item) = (self.blocks.len(), self.items.last().copied());
        for mut block in grafted {
            block.within = block.within.map(|within| first + within).or(item);
            if let BlockKind::Row { table, .. } = &mut block.kind {
                *table += self.tables;
            }
            self.blocks.push(block);
        }
        let last = self.blocks[first..].iter().rev().find_map(|block| match block.kind {
            BlockKind::Row { table, .. } => Some(table),
            _ => None,
        });
        self.tables = last.map_or(self.tables, |last| last + 1);
        self.page = range;
    }

    fn open_item(&mut self, range: Range<usize>) {
        self.close(range.start);
        let ordered = self.lists.last().copied().unwrap_or(false);
        let kind = BlockKind::Item { depth: self.items.len() + 1, ordered, task: None };
        let mut block = self.words.take(kind, range.start);
        block.within = self.items.last().copied();
        let inside =
            block.within.is_some_and(|outer| outer + 1 == self.blocks.len() && self.blocks[outer].text.is_empty());
        self.items.push(self.blocks.len());
        self.target = Some(Target::Item(self.blocks.len()));
        self.blocks.push(block);
        if let Some(number) = number_of_day(&self.text[range.clone()]).filter(|_| inside && ordered) {
            self.words.push(&self.text[range.start..range.start + number], range.start..range.start + number);
        }
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
        if let Some(rows) = piped::rows(&block, self.tables) {
            self.tables += 1;
            rows.into_iter().for_each(|row| self.place(row, None));
            return;
        }
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

/// How long the number of a day is that Markdown takes for that of an item: `- 27. Mai, 10:35 Uhr: …`.
fn number_of_day(item: &str) -> Option<usize> {
    let line = item.lines().next()?;
    let first = stamps(line).into_iter().next().filter(|first| first.range.start == 0)?;
    let behind = line[first.range.end..].trim_start();
    let entry = first.clock.is_some() || behind.starts_with([',', ':', '–', '-']);
    (first.day != Day::Unsaid && entry).then(|| line.find(' ').map(|blank| blank + 1)).flatten()
}

fn is_set_in(code: &str) -> bool {
    begins_with_time(code) || is_prose(code)
}

/// Fewer words than this may be a message that a program printed.
const PROSE_WORDS: usize = 8;

/// Is it sentences, without a sign that only code has?
fn is_prose(code: &str) -> bool {
    let words = code.trim();
    words.starts_with(char::is_uppercase)
        && words.ends_with('.')
        && !words.contains(['{', '}', '=', '<', '>', '|', '$', ';', '\\', '`'])
        && words.split_whitespace().take(PROSE_WORDS).count() == PROSE_WORDS
}

fn begins_with_time(code: &str) -> bool {
    let first = code.trim_start().lines().next().unwrap_or_default();
    first.starts_with(|c: char| c.is_ascii_digit()) && stamps(first).first().is_some_and(|stamp| stamp.range.start == 0)
}

/// Does the stretch fill its line, but for a list's mark before it and a colon behind?
fn is_whole_line(text: &str, range: &Range<usize>) -> bool {
    let mut before = text[..range.start].chars().rev().skip_while(|c| " \t-*+#>_".contains(*c));
    let mut after = text[range.end..].chars().skip_while(|c| " \t\r:：*_#\\".contains(*c));
    matches!(before.next(), None | Some('\n')) && matches!(after.next(), None | Some('\n'))
}

/// Where a heading begins behind an emoji that is written as a word: `:seedling: Root cause`.
fn behind_shortcode(words: &str) -> usize {
    let name = words.strip_prefix(':').and_then(|rest| rest.split_once(": ")).map(|(name, _)| name);
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c));
    name.filter(|name| is_name(name)).map_or(0, |name| name.len() + ":: ".len())
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
