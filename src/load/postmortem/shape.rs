//! What a block is, once its words are known.

use std::ops::Range;

use super::cues::CUES;
use super::document::{BOLD_LEVEL, Block, BlockKind, COLON_LEVEL, slice};
use super::times::{is_posted, stamps};
use super::topics::Topic;
use crate::model::Text;

/// What a block is, seen with its words: headings that Markdown does not take for any (`##Impact`, a line in bold, a
/// line that ends in a colon), long text that a stray `---` made a heading, template tags, HTML without its tags.
pub(super) fn shape(mut block: Block, text: &str) -> Vec<Block> {
    match block.kind {
        BlockKind::Heading { .. } if !block.breaks.is_empty() || block.text.len() > 160 => {
            block.kind = BlockKind::Paragraph;
            shape(block, text)
        }
        BlockKind::Item { .. } if is_of_contents(&block, text) => vec![Block { kind: BlockKind::Comment, ..block }],
        // A table of a wiki, in its own notation.
        BlockKind::Paragraph if block.text.starts_with("{|") => vec![Block { kind: BlockKind::Code, ..block }],
        BlockKind::Paragraph if is_instruction(&block, text) => vec![Block { kind: BlockKind::Comment, ..block }],
        BlockKind::Paragraph | BlockKind::Item { .. } => split_headings(block, text),
        BlockKind::Html => {
            block.text = untagged(&block.text);
            block.breaks.clear();
            vec![block]
        }
        _ => vec![block],
    }
}

/// Is it what a template asks for, left in italics below its heading? `*Describe how customers were hurt*`
fn is_instruction(block: &Block, text: &str) -> bool {
    let place = block.text.place;
    let marks = (text[..place.start()].chars().next_back(), text[place.end()..].chars().next());
    matches!(marks, (Some('*'), Some('*')) | (Some('_'), Some('_'))) && CUES.has("instruction", &block.text)
}

/// Is an item nothing but a link within the page, as those of a table of contents are: `- [Causes](#causes)`?
fn is_of_contents(block: &Block, text: &str) -> bool {
    let [link] = block.links.as_slice() else { return false };
    let place = block.text.place;
    let between = text.get(place.end()..link.place.start());
    link.starts_with('#') && text[..place.start()].ends_with('[') && between.is_some_and(|gap| gap.trim() == "](")
}

/// Level of a heading that is a numbered line: below those with marks, above those in bold.
const NUMBERED_LEVEL: u8 = 6;

/// Makes headings of the items of a list that are the titles of what stands between them: `1. SUMMARY`, text,
/// `2. ROOT CAUSE`, text.
pub(super) fn number_headings(blocks: &mut [Block]) {
    let titles: Vec<usize> = (0..blocks.len()).filter(|at| is_numbered_title(blocks, *at)).collect();
    if titles.len() > 1 {
        for at in titles {
            blocks[at].kind = BlockKind::Heading { level: NUMBERED_LEVEL };
        }
    }
}

/// A quotation right below the title that begins with when it was is the document's own word:
/// `> 2 March 2026, 10:14 – 10:55 UTC.`
pub(super) fn own_head(blocks: &mut [Block]) {
    if let [title, head, ..] = blocks
        && matches!(title.kind, BlockKind::Heading { .. })
        && head.kind == BlockKind::Quote
        && stamps(&head.text).first().is_some_and(|first| first.range.start == 0 && first.clock.is_some())
    {
        head.kind = BlockKind::Paragraph;
    }
}

fn is_numbered_title(blocks: &[Block], at: usize) -> bool {
    let ordered = |block: &Block| matches!(block.kind, BlockKind::Item { ordered: true, task: None, depth: 1 });
    let block = &blocks[at];
    let leads = || blocks.get(at + 1).is_some_and(|next| !ordered(next) && next.within.is_none());
    ordered(block) && block.breaks.is_empty() && leads() && block.text.split_whitespace().count() <= 6 && {
        let bare = block.text.trim_end_matches([':', '：']);
        !bare.ends_with(['.', '!', ';']) && Topic::of(bare).is_some()
    }
}

/// The block, cut where a line of it is a heading or stands for itself.
fn split_headings(block: Block, text: &str) -> Vec<Block> {
    let mut pieces = pieces(&block, text);
    if pieces.len() == 1 {
        let (kind, _) = pieces.remove(0);
        let is_heading = matches!(kind, BlockKind::Heading { .. });
        let block = if is_heading { part(&block, bare_heading(&block.text)) } else { block };
        return vec![Block { kind, ..block }];
    }
    let cut = |(kind, line): (BlockKind, Range<usize>)| {
        let is_heading = matches!(kind, BlockKind::Heading { .. });
        let range = if is_heading { bare_heading_at(&block, line) } else { line };
        Block { kind, ..part(&block, range) }
    };
    pieces.into_iter().map(cut).collect()
}

/// What the lines of a block are, those of one paragraph together, each with its place in the block's text.
fn pieces(block: &Block, text: &str) -> Vec<(BlockKind, Range<usize>)> {
    let lines = block.lines();
    let single = lines.len() == 1;
    let mut pieces: Vec<(BlockKind, Range<usize>)> = Vec::new();
    // An update of a status page ends in its time.
    let mut before = "";
    for (at, line) in lines.into_iter().enumerate() {
        let words = &block.text[line.clone()];
        let posted = is_posted(std::mem::replace(&mut before, words), words);
        let plain = if at == 0 { block.kind.clone() } else { BlockKind::Paragraph };
        match heading_line(block, text, &line, single) {
            Some(kind) => pieces.push((kind, line)),
            None if at > 0 && block.kind == BlockKind::Paragraph && (stands_alone(block, &line) || posted) => {
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
    pieces
}

/// Where in the block's text the words of a heading stand that is one `line` of it.
fn bare_heading_at(block: &Block, line: Range<usize>) -> Range<usize> {
    let bare = bare_heading(&slice(&block.text, line.clone()));
    let words = &block.text.value[line.clone()];
    let lead = words.len() - words.trim_start().len();
    line.start + lead + bare.start..line.start + lead + bare.end
}

/// Is a line of a paragraph one for itself: a label with its value, or a bullet that Markdown does not know?
fn stands_alone(block: &Block, line: &Range<usize>) -> bool {
    let bullet = |c: char| "•◦‣▪●○→➜➤✅☑✔❌☐⬜".contains(c) || ('\u{1F300}'..='\u{1FAFF}').contains(&c);
    let words = block.text[line.clone()].trim_start();
    block.is_label(line.clone()) || words.starts_with(bullet) || words.starts_with(':') && CUES.has("emoji-mark", words)
}

/// The part of a heading's line that is its words: without `##` before and `##` or a colon behind.
fn bare_heading(line: &str) -> Range<usize> {
    let start = line.len() - line.trim_start_matches(['#', ' ']).len();
    let end = line.trim_end_matches(['#', ' ', ':', '：']).len();
    start..end.max(start)
}

/// More characters in italics are no heading.
const STARRED: usize = 40;

/// A line of more characters leads to no actions.
const LEADING: usize = 100;

/// More characters between `【` and `】` are no heading.
const BRACKETED: usize = 24;

/// Is this line of a paragraph a heading after all, or a template's tag?
fn heading_line(block: &Block, text: &str, line: &Range<usize>, single: bool) -> Option<BlockKind> {
    let words = block.text[line.clone()].trim();
    let whole_tag = |open: &str, close: &str| words.starts_with(open) && words.ends_with(close);
    if whole_tag("{%", "%}") || whole_tag("<%", "%>") || whole_tag("{{<", ">}}") || whole_tag("{{%", "%}}") {
        return Some(BlockKind::Html);
    }
    let place = block.text.at(line.clone());
    let hashes = text[place.range()].len() - text[place.range()].trim_start_matches('#').len();
    let after = text[place.start() + hashes..place.end()].chars().next();
    let glued = after.is_some_and(|c| c.is_alphabetic() && (hashes > 1 || !c.is_lowercase()));
    if (1..=6).contains(&hashes) && glued && words.len() <= 100 {
        return Some(BlockKind::Heading { level: hashes as u8 });
    }
    if matches!(block.kind, BlockKind::Item { .. }) && is_below_its_list(block, text, line, words) {
        return Some(BlockKind::Heading { level: COLON_LEVEL });
    }
    if block.kind != BlockKind::Paragraph || words.is_empty() {
        return None;
    }
    if whole_tag("【", "】") && words.chars().count() <= BRACKETED {
        return Some(BlockKind::Heading { level: BOLD_LEVEL });
    }
    let lead = line.start + (block.text[line.clone()].len() - block.text[line.clone()].trim_start().len());
    // Bold that began on the line before ends here, and heads nothing.
    let bold = block.bold_at(lead).filter(|bold| bold.start >= line.start).is_some_and(|bold| {
        let rest = block.text.get(bold.end..line.end).unwrap_or("x");
        rest.trim_matches([':', '：', ' ']).is_empty()
    });
    if bold && words.chars().count() <= 80 && !words.ends_with(['.', '。', '!']) {
        return Some(BlockKind::Heading { level: BOLD_LEVEL });
    }
    // `*todos*`: what a chat shows in bold is in italics to Markdown.
    let starred = text[..place.start()].ends_with(['*', '_']) && text[place.end()..].starts_with(['*', '_']);
    if starred && words.chars().count() <= STARRED && Topic::of(words).is_some() {
        return Some(BlockKind::Heading { level: BOLD_LEVEL });
    }
    let short = words.chars().count() <= 60 && words.split_whitespace().count() <= 8;
    // "What we want to do, in the order of how sure we are about it:"
    let of_actions =
        || words.chars().count() <= LEADING && Topic::of(words.trim_end_matches([':', '：'])) == Some(Topic::Actions);
    if single && words.ends_with([':', '：']) && (short || of_actions()) {
        return Some(BlockKind::Heading { level: COLON_LEVEL });
    }
    let led = words.ends_with([':', '：']);
    let level = if led { COLON_LEVEL } else { BOLD_LEVEL };
    is_section_title(words, line.end == block.text.len() && !single).then_some(BlockKind::Heading { level })
}

/// Does a line end the list above it, at the margin, though Markdown takes it for more of the last item: `Timeline:`?
fn is_below_its_list(block: &Block, text: &str, line: &Range<usize>, words: &str) -> bool {
    let start = block.text.at(line.clone()).start();
    line.start > 0 && text[..start].ends_with('\n') && words.ends_with([':', '：']) && is_section_title(words, false)
}

/// Is a line of its own a heading by its words, without any mark? `Root Cause and Resolution`, and under it the text.
/// The last line of a paragraph has to lead on with a colon.
fn is_section_title(words: &str, last: bool) -> bool {
    let bare = words.trim_end_matches([':', '：']);
    let capital = words.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let short = bare.split_whitespace().count() <= 4 && bare.chars().count() <= 40;
    let led = bare.len() < words.len();
    let plain = !bare.contains(['.', ',', ';', ':', '：', '?', '!', '。', '、', '|', '`', '@', '/', '<', '>']);
    capital && short && plain && (led || !last) && Topic::of(bare).is_some()
}

/// A piece of a block, everything about it kept.
pub(super) fn part(block: &Block, range: Range<usize>) -> Block {
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
    let first_link = block.links.partition_point(|link| link.place.start() < place.start());
    Block {
        breaks: block.breaks[first_break..].iter().take_while(|&&b| b < end).map(|b| b - start).collect(),
        strong: inside(&block.strong),
        codes: inside(&block.codes),
        links: block.links[first_link..].iter().take_while(|link| link.place.start() <= place.end()).cloned().collect(),
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
            let (from, to) = (value.len(), at + words.len());
            runs.push((from, text.at(at..at + 1).start()));
            let inner = text.runs.partition_point(|(value, _)| *value <= at);
            let inner = text.runs[inner..].iter().take_while(|(value, _)| *value < to);
            runs.extend(inner.map(|(value, file)| (from + value - at, *file)));
            value.push_str(words);
        }
        at = end;
    }
    let whole = Text { value, place: text.place, runs: runs.into() };
    if whole.runs.is_empty() {
        return Text::plain("", text.place);
    }
    let len = whole.len();
    slice(&whole, 0..len)
}
