//! A document as blocks and sections, each with its place in the file.

use std::borrow::Cow;
use std::ops::Range;

use super::style::Style;
use super::{blocks, csv, html, jira, leftovers, org, plain, setin, shape, terms};
use crate::model::Text;
use crate::source::{FileId, Place};

/// Level of a heading that is no Markdown heading but a short paragraph in bold.
pub(super) const BOLD_LEVEL: u8 = 7;
/// Level of a heading that is a short line of its own with a colon at its end.
pub(super) const COLON_LEVEL: u8 = 8;

/// A document, cut into blocks.
#[derive(Debug)]
pub(super) struct Document<'t> {
    /// The file.
    pub(super) file: FileId,
    /// Its path, as reached from the current directory.
    pub(super) path: &'t str,
    /// The whole text, front matter included.
    pub(super) text: &'t str,
    /// Front matter, where there is one.
    pub(super) front: Option<Front>,
    /// The blocks in the order of the text.
    pub(super) blocks: Vec<Block>,
    /// The sections; the first holds what stands before any heading, and its heading is empty.
    pub(super) sections: Vec<Section>,
}

/// Front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Front {
    /// What it is written in.
    pub(super) language: FrontLanguage,
    /// The bytes between the two fences.
    pub(super) range: Range<usize>,
}

/// The language of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrontLanguage {
    /// Between `---`.
    Yaml,
    /// Between `+++`.
    Toml,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading; levels above 6 are [`BOLD_LEVEL`] and [`COLON_LEVEL`].
    Heading {
        /// From 1.
        level: u8,
    },
    /// A paragraph.
    Paragraph,
    /// An item of a list, without the items below it.
    Item {
        /// From 1.
        depth: usize,
        /// Is it numbered?
        ordered: bool,
        /// Its check box, and whether it is ticked.
        task: Option<bool>,
    },
    /// A row of a table; the block's text is all cells with ` | ` between them.
    Row {
        /// Is it the head of the table?
        header: bool,
        /// Its cells.
        cells: Vec<Text>,
        /// Which table of the document, from 0.
        table: usize,
    },
    /// A paragraph that is quoted.
    Quote,
    /// A code block, fenced or indented.
    Code,
    /// HTML, with its tags taken off; also a line that is nothing but a template's tag.
    Html,
    /// A comment.
    Comment,
}

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: BlockKind,
    /// Its words: markup taken off, line breaks turned into blanks.
    pub(super) text: Text,
    /// Is all of it struck out?
    pub(super) struck: bool,
    /// Index into [`Document::sections`]; a heading belongs to the section that it opens.
    pub(super) section: usize,
    /// The item that it stands in: index into [`Document::blocks`].
    pub(super) within: Option<usize>,
    /// Offsets in the text at which a line of the file ended.
    pub(super) breaks: Vec<usize>,
    /// Ranges of the text that are bold.
    pub(super) strong: Vec<Range<usize>>,
    /// Ranges of the text that are code.
    pub(super) codes: Vec<Range<usize>>,
    /// Where its links lead.
    pub(super) links: Vec<Text>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The heading; empty of the first section.
    pub(super) heading: Text,
    /// Level of the heading, 0 of the first section.
    pub(super) level: u8,
    /// The section around it.
    pub(super) parent: Option<usize>,
    /// Its own blocks, the heading among them, without those of the sections inside it.
    pub(super) blocks: Range<usize>,
    /// One past the last section inside it: `index..end` are the section and everything below it.
    pub(super) end: usize,
}

impl Document<'_> {
    /// The section in which a byte of the file stands.
    pub(super) fn section_at(&self, at: usize) -> Option<usize> {
        let behind = self.blocks.partition_point(|block| block.text.place.start() <= at);
        behind.checked_sub(1).map(|block| self.blocks[block].section)
    }
}

/// Markdown without what only some houses write, of the same length.
fn in_plain_markdown(text: &str) -> Cow<'_, str> {
    let text = jira::in_markdown(leftovers::cleared(text));
    setin::drawn_out(terms::spelled_out(text))
}

/// Reads a document. The time it takes grows with the length of the text.
pub(super) fn read<'t>(file: FileId, path: &'t str, text: &'t str) -> Document<'t> {
    let front = front(text);
    let start = front.as_ref().map_or(0, |front| line_end(text, front.range.end));
    let mut blocks = match Style::of(path, text) {
        Style::Markdown => blocks::read(file, &in_plain_markdown(text), start),
        Style::Table => csv::read(file, text, start),
        Style::Org => blocks::read(file, &org::in_markdown(text), start),
        Style::Html => html::read(file, text, start),
        Style::Plain => plain::read(file, text, start),
    };
    shape::number_headings(&mut blocks);
    shape::own_head(&mut blocks);
    let sections = sections(file, &mut blocks, start);
    Document { file, path, text, front, blocks, sections }
}

impl Block {
    /// First to last byte of its words in the file.
    pub(super) fn place(&self) -> Place {
        self.text.place
    }

    /// The bold stretch that covers byte `at` of the text.
    pub(super) fn bold_at(&self, at: usize) -> Option<&Range<usize>> {
        let next = self.strong.partition_point(|bold| bold.end <= at);
        self.strong.get(next).filter(|bold| bold.start <= at)
    }

    /// The lines of the block, each a piece of its text.
    pub(super) fn lines(&self) -> Vec<Range<usize>> {
        let ends = self.breaks.iter().copied().chain([self.text.len()]);
        let mut start = 0;
        ends.map(|end| {
            let line = start..end.max(start);
            start = (end + 1).min(self.text.len());
            line
        })
        .collect()
    }
}

/// A piece of a text, with its places; blanks around it are taken off.
pub(super) fn slice(text: &Text, range: Range<usize>) -> Text {
    let words = &text.value[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = (range.start + words.trim_end().len()).max(start);
    let place = text.at(start..end);
    let first = text.runs.partition_point(|(value, _)| *value <= start);
    let mut runs = Vec::new();
    if !text.runs.is_empty() {
        runs.push((0, place.start()));
        let rest = text.runs[first..].iter().take_while(|(value, _)| *value < end);
        runs.extend(rest.map(|(value, file)| (value - start, *file)));
    }
    Text { value: text.value[start..end].to_owned(), place, runs: runs.into() }
}

/// Front matter at the top of the text. It is found by hand: as an extension of the Markdown parser, two rules (`---`)
/// further down would swallow what stands between them.
fn front(text: &str) -> Option<Front> {
    let top = text.len() - text.trim_start_matches(['\n', '\r', ' ', '\u{feff}']).len();
    let (fence, language) = match text.get(top..top + 3)? {
        "---" => ("---", FrontLanguage::Yaml),
        "+++" => ("+++", FrontLanguage::Toml),
        _ => return None,
    };
    let start = line_end(text, top);
    if text[top + 3..start].trim() != "" {
        return None;
    }
    let mut at = start;
    while at < text.len() {
        let next = line_end(text, at);
        let line = text[at..next].trim_end();
        if line == fence || (language == FrontLanguage::Yaml && line == "...") {
            return Some(Front { language, range: start..at });
        }
        at = next;
    }
    None
}

/// One past the end of the line in which `at` stands, its line feed included.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn sections(file: FileId, blocks: &mut [Block], start: usize) -> Vec<Section> {
    let top = Text::plain("", Place::new(file, start..start));
    let mut sections = vec![Section { heading: top, level: 0, parent: None, blocks: 0..0, end: 1 }];
    let mut open = vec![0];
    for (at, block) in blocks.iter_mut().enumerate() {
        if let BlockKind::Heading { level } = block.kind {
            let index = sections.len();
            while open.last().is_some_and(|&outer| outer != 0 && sections[outer].level >= level) {
                let closed = open.pop().expect("the loop's condition has seen an open section");
                sections[closed].end = index;
            }
            let parent = open.last().copied();
            sections.push(Section { heading: block.text.clone(), level, parent, blocks: at..at, end: index + 1 });
            open.push(index);
        }
        block.section = sections.len() - 1;
        sections[block.section].blocks.end = at + 1;
    }
    let count = sections.len();
    for index in open {
        sections[index].end = count;
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::{BOLD_LEVEL, BlockKind, COLON_LEVEL, Document, FrontLanguage, read};
    use crate::source::Sources;

    fn document(text: &str) -> Document<'_> {
        let file = Sources::default().add("a.md".into(), "".into());
        read(file, "a.md", text)
    }

    fn headings(text: &str) -> Vec<(u8, String)> {
        document(text).sections.iter().skip(1).map(|section| (section.level, section.heading.value.clone())).collect()
    }

    #[test]
    fn headings_are_found_as_people_write_them() {
        let text = "##Impact\n\nx\n\n- a\n## Fix\n\nWhy\n---\n\n```\n# not this\n```\n\n**Root cause**\nIt broke.\n\nNext steps:\n\n- b\n##Glued\n";
        let expected = [
            (2, "Impact"),
            (2, "Fix"),
            (2, "Why"),
            (BOLD_LEVEL, "Root cause"),
            (COLON_LEVEL, "Next steps"),
            (2, "Glued"),
        ];
        assert_eq!(headings(text), expected.map(|(level, words)| (level, words.to_owned())));
    }

    #[test]
    fn words_know_their_place_through_markup() {
        let text = "* The `Foo&bar` **was** &amp; is [down](https://example.com/a)\n  for ~~long~~ ever\n";
        let document = document(text);
        let block = &document.blocks[0];
        assert_eq!(block.text.value, "The Foo&bar was & is down for long ever");
        for word in ["bar", "was", "is", "down", "ever"] {
            let at = block.text.value.find(word).expect("the word is in the text");
            assert_eq!(&text[block.text.at(at..at + word.len()).range()], word);
        }
        assert_eq!(block.links[0].value, "https://example.com/a");
        assert_eq!(&text[block.links[0].place.range()], "https://example.com/a");
    }

    #[test]
    fn items_know_their_box_depth_and_surroundings() {
        let document = document("1. [ ] a\n   - [x] ~~b~~\n\n     more of b\n");
        let kinds: Vec<_> = document.blocks.iter().map(|block| (&block.kind, block.within, block.struck)).collect();
        let item = |depth, ordered, task| BlockKind::Item { depth, ordered, task };
        assert_eq!(kinds[0], (&item(1, true, Some(false)), None, false));
        assert_eq!(kinds[1], (&item(2, false, Some(true)), Some(0), true));
        assert_eq!(kinds[2], (&BlockKind::Paragraph, Some(1), false));
    }

    #[test]
    fn labels_may_be_bold_plain_or_full_width() {
        let text = "**Severity:** high\n**Status**: done\nImpact： all\nof them\n";
        let document = document(text);
        let labels: Vec<_> = document.blocks.iter().flat_map(super::Block::labels).collect();
        let labels: Vec<_> = labels.iter().map(|(label, value)| (label.value.as_str(), value.value.as_str())).collect();
        assert_eq!(labels, [("Severity", "high"), ("Status", "done"), ("Impact", "all of them")]);
    }

    #[test]
    fn rows_have_cells_with_places() {
        let text = "| Action | Owner |\n|---|---|\n| fix `x`  | @ops |\n";
        let document = document(text);
        let BlockKind::Row { header: false, cells, table: 0 } = &document.blocks[1].kind else { panic!("a row") };
        assert_eq!(cells[0].value, "fix x");
        assert_eq!(&text[cells[1].place.range()], "@ops");
    }

    #[test]
    fn front_matter_is_set_apart() {
        let document = document("+++\ntitle = \"a\"\n+++\n\n# T\r\n\r\ntext\r\n");
        let front = document.front.as_ref().expect("there is front matter");
        assert_eq!((front.language, &document.text[front.range.clone()]), (FrontLanguage::Toml, "title = \"a\"\n"));
        assert_eq!(document.sections.len(), 2);
        assert_eq!(document.blocks[1].text.value, "text");
    }
}
