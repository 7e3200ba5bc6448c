//! Texts that are given, as if they stood in files: for tools that have none, such as fuzzers.

use std::ops::Range;

use super::part::Part;
use super::yaml::{self, Content, Node};
use super::{Loaded, Options, Readable, file, part_of, put_together};
use crate::model::Text;
use crate::source::{FileId, Sources};

/// Reads one text as if it stood in a file at `path` that was named on the command line.
pub fn read_text(path: &str, text: &str) -> Loaded {
    read(&[(path, text)], true)
}

/// Reads pairs of path and text as if a folder held them, in the order of their paths. Each path stands once.
pub fn read_texts(files: &[(&str, &str)], options: &Options) -> Loaded {
    read(files, false).with(options)
}

fn read(files: &[(&str, &str)], named: bool) -> Loaded {
    let mut loaded = Loaded::default();
    let mut add =
        |&(path, text): &(&str, &str)| (loaded.sources.add(path.into(), text.into()), file::form_of(path, text), named);
    let readable: Vec<Readable> = files.iter().map(&mut add).collect();
    let parts: Vec<Part> = readable.iter().map(|read| part_of(&loaded.sources, read)).collect();
    put_together(&mut loaded.model, readable, parts);
    loaded
}

/// Every byte range that the YAML tree of `text` speaks of: of values, of each character in them, of comments and of
/// what is wrong.
pub fn yaml_ranges(text: &str) -> Vec<Range<usize>> {
    let file = Sources::default().add(String::new(), "".into());
    let stream = yaml::read(text);
    let mut ranges: Vec<Range<usize>> = stream.comments.iter().map(|comment| comment.range.clone()).collect();
    for document in &stream.documents {
        ranges.push(document.start..document.start);
        ranges.extend(document.problems.iter().chain(&document.error).map(|problem| problem.range.clone()));
        document.root.iter().for_each(|root| of_node(root, file, &mut ranges));
    }
    ranges
}

fn of_node(node: &Node<'_>, file: FileId, ranges: &mut Vec<Range<usize>>) {
    ranges.push(node.range.clone());
    if let Some(text) = node.text(file) {
        of_characters(&text, ranges);
    }
    match &node.content {
        Content::Scalar(_) => {}
        Content::Sequence(items) => items.iter().for_each(|item| of_node(item, file, ranges)),
        Content::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            of_node(key, file, ranges);
            of_node(value, file, ranges);
        }),
    }
}

fn of_characters(text: &Text, ranges: &mut Vec<Range<usize>>) {
    ranges.push(text.place.range());
    ranges.extend(text.char_indices().map(|(at, c)| text.at(at..at + c.len_utf8()).range()));
}
