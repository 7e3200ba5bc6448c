//! Files held in memory, and places in them.
//!
//! Every text that a finding can point into is kept here once, with an index of its lines. A [`Place`] is a byte
//! range in one of them; lines and columns are worked out only when something is printed.

use std::ops::Range;
use std::sync::Arc;

/// Names one file of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// A byte range in one file; `start <= end`, both on character boundaries.
///
/// There is one for nearly everything that is read, so it is kept small: no file of more than 4 GiB is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    start: u32,
    end: u32,
}

impl Place {
    /// The place of `range` in `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Place {
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Place { file, start: small(range.start), end: small(range.end.max(range.start)) }
    }

    /// First byte.
    pub fn start(&self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// The place of `range` in the same file.
    pub(crate) fn moved_to(&self, range: Range<usize>) -> Place {
        Place::new(self.file, range)
    }

    /// The bytes of the file it spans.
    pub fn range(&self) -> Range<usize> {
        self.start()..self.end()
    }
}

/// Line and column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One file's text. A byte-order mark at the start has been taken off.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as reached from the current directory, with `/`.
    pub path: String,
    /// The text, shared with whoever reads it.
    pub text: Arc<str>,
    /// Is it of the base revision, and not of the state that is checked?
    pub is_base: bool,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Is it YAML or JSON, by its name?
    pub(crate) fn is_data(&self) -> bool {
        [".yaml", ".yml", ".json"].iter().any(|ending| self.path.ends_with(ending))
    }

    /// How many lines the file has; a last line without an end counts.
    pub(crate) fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Line (from 1) in which byte `at` stands.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|&start| start as usize <= at).max(1)
    }

    /// The bytes of `line` (from 1) without its line end; empty past the end of the file.
    pub(crate) fn line_range(&self, line: usize) -> Range<usize> {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else {
            return self.text.len()..self.text.len();
        };
        let end = self.line_starts.get(line).map_or(self.text.len(), |&next| next as usize);
        let line_text = self.text[start as usize..end].trim_end_matches(['\n', '\r']);
        start as usize..start as usize + line_text.len()
    }

    fn position(&self, at: usize) -> Position {
        let at = at.min(self.text.len());
        let line = self.line_of(at);
        let start = self.line_starts[line - 1] as usize;
        Position { line, column: self.text[start..at].chars().count() + 1 }
    }
}

/// All files of a run, in the order of their paths.
///
/// Beside the state that is checked there may be that of a base revision: another `Sources`, in which the same ids name
/// the same files, and which lists others.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
    /// Those of the state at hand, in order.
    listed: Vec<FileId>,
}

impl Sources {
    /// Takes a file in. Texts of 4 GiB and more are the loader's to refuse.
    pub(crate) fn add(&mut self, path: String, text: Arc<str>) -> FileId {
        let file = self.keep(path, text, false);
        self.listed.push(file);
        file
    }

    /// Takes in a file of the base revision, which is not listed here.
    pub(crate) fn add_base(&mut self, path: String, text: Arc<str>) -> FileId {
        self.keep(path, text, true)
    }

    /// The same files, of which others are listed.
    pub(crate) fn listing(&self, listed: Vec<FileId>) -> Sources {
        Sources { files: self.files.clone(), listed }
    }

    fn keep(&mut self, path: String, text: Arc<str>, is_base: bool) -> FileId {
        let ends = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        let mut line_starts: Vec<u32> = std::iter::once(0).chain(ends).collect();
        if line_starts.len() > 1 && line_starts.last() == Some(&(text.len() as u32)) {
            line_starts.pop();
        }
        self.files.push(Arc::new(SourceFile { path, text, is_base, line_starts }));
        FileId(self.files.len() as u32 - 1)
    }

    /// The file that `id` names.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The files of the state at hand, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.listed.iter().map(|&id| (id, self.file(id)))
    }

    /// The text at `place`.
    pub(crate) fn excerpt(&self, place: Place) -> &str {
        &self.file(place.file).text[place.range()]
    }

    /// Where `place` begins.
    pub fn start(&self, place: Place) -> Position {
        self.file(place.file).position(place.start())
    }

    /// Where `place` ends: the position just behind its last character.
    pub fn end(&self, place: Place) -> Position {
        self.file(place.file).position(place.end())
    }

    /// First and last line of `place`, from 1.
    pub fn lines(&self, place: Place) -> (usize, usize) {
        let file = self.file(place.file);
        (file.line_of(place.start()), file.line_of(place.end().max(place.start() + 1) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Position, Sources};

    fn sources(text: &str) -> (Sources, super::FileId) {
        let mut sources = Sources::default();
        let file = sources.add("a.md".into(), text.into());
        (sources, file)
    }

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let (sources, file) = sources("é x\r\nsecond\n");
        assert_eq!(sources.start(Place::new(file, 3..4)), Position { line: 1, column: 3 });
        assert_eq!(sources.lines(Place::new(file, 0..12)), (1, 2));
        assert_eq!(sources.file(file).line_range(1), 0..4);
        assert_eq!(sources.file(file).line_count(), 2);
    }

    #[test]
    fn an_empty_file_has_one_line() {
        let (sources, file) = sources("");
        assert_eq!(sources.end(Place::new(file, 0..0)), Position { line: 1, column: 1 });
    }
}
