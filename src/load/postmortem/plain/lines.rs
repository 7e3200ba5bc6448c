//! The lines of a text, which are rewritten in place: never a byte more, never one less.

use std::ops::Range;

/// Marks that reStructuredText underlines titles with.
const RULES: [char; 12] = ['=', '-', '~', '^', '"', '\'', '#', '*', '+', '.', '`', '_'];
/// Directives whose content is words of the document.
const ADMONITIONS: [&str; 12] = [
    "note::",
    "warning::",
    "important::",
    "tip::",
    "hint::",
    "attention::",
    "caution::",
    "danger::",
    "error::",
    "admonition::",
    "topic::",
    "container::",
];

/// A text by lines.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where each line stands, without its end.
    ranges: Vec<Range<usize>>,
    /// The lines as they are now; `None` where nothing was changed.
    changed: Vec<Option<String>>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str, start: usize) -> Lines<'t> {
        let mut ranges = Vec::new();
        let mut at = start;
        for line in text[start..].split_inclusive('\n') {
            ranges.push(at..at + line.trim_end_matches(['\n', '\r']).len());
            at += line.len();
        }
        Lines { text, changed: vec![None; ranges.len()], ranges }
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The line as it is now.
    pub(super) fn line(&self, at: usize) -> &str {
        self.changed[at].as_deref().unwrap_or(&self.text[self.ranges[at].clone()])
    }

    /// Where a line stands in the file.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        self.ranges[at].clone()
    }

    /// Where in the file the words of a line begin, behind the number of a heading.
    pub(super) fn words_at(&self, at: usize) -> usize {
        let line = self.line(at);
        let bare = line.trim_start();
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        let number = if (1..=9).contains(&digits) && bare[digits..].starts_with(['.', ')']) { digits + 1 } else { 0 };
        let words = if bare[number..].starts_with(' ') { bare[number..].trim_start() } else { bare };
        self.ranges[at].start + (line.len() - words.len())
    }

    /// Puts `line` in the place of a line; one of another length is refused.
    pub(super) fn set(&mut self, at: usize, line: String) {
        if line.len() == self.ranges[at].len() {
            self.changed[at] = Some(line);
        }
    }

    pub(super) fn blank(&mut self, at: usize) {
        self.set(at, " ".repeat(self.ranges[at].len()));
    }

    /// Makes a line the one that stands under a heading.
    pub(super) fn underline(&mut self, at: usize) {
        self.set(at, "=".repeat(self.ranges[at].len()));
    }

    pub(super) fn into_text(self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, changed) in self.ranges.iter().zip(&self.changed) {
            text.push_str(&self.text[at..range.start]);
            text.push_str(changed.as_deref().unwrap_or(&self.text[range.clone()]));
            at = range.end;
        }
        text.push_str(&self.text[at..]);
        text
    }
}

/// The mark of a line that is nothing but one mark, three times or more.
pub(super) fn ruled(line: &str) -> Option<char> {
    let line = line.trim_end();
    let mark = line.chars().next().filter(|mark| RULES.contains(mark))?;
    (line.len() >= 3 && line.chars().all(|c| c == mark)).then_some(mark)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Takes away what is no words of the document: comments, directives, literal blocks. A paragraph that is only indented
/// stays one: Markdown would take it for code.
pub(super) fn literal_blocks(lines: &mut Lines<'_>) {
    list_tables(lines);
    // Everything indented by more than this is dropped.
    let mut dropped: Option<usize> = None;
    let (mut listed, mut drawn) = (false, None);
    for at in 0..lines.len() {
        let line = lines.line(at).to_owned();
        let (words, depth) = (line.trim(), indent(&line));
        if words.is_empty() {
            continue;
        }
        if dropped.is_some_and(|outer| depth > outer) {
            lines.blank(at);
            continue;
        }
        dropped = None;
        let begins = is_item(words) && (!listed || drawn == Some(depth));
        // What stands nearer to the margin than an item that was drawn out is no part of it.
        listed = is_item(words) || (listed && depth > 0 && drawn.is_none_or(|item| depth >= item));
        drawn = drawn.filter(|_| listed);
        if let Some(line) = drawn_out(&line, depth).filter(|_| begins) {
            drawn = Some(depth);
            lines.set(at, line);
            continue;
        }
        let marked = words == ".." || words.starts_with(".. ") || words.starts_with("__ ");
        if marked {
            let kept = ADMONITIONS.iter().any(|name| words[2..].trim_start().starts_with(name));
            dropped = (!kept).then_some(depth);
            lines.blank(at);
        } else if words.ends_with("::") {
            dropped = Some(depth);
        } else if depth >= 4 && !listed && !line.contains('\t') {
            // Two no-break spaces have four bytes, and are no indentation to Markdown.
            lines.set(at, format!("\u{a0}\u{a0}{}", &line[4..]));
        }
    }
}

/// Makes lists of the tables that reStructuredText writes as lists: the first cell of a row is an item, the others stand
/// inside it. Their heads are dropped.
fn list_tables(lines: &mut Lines<'_>) {
    let mut at = 0;
    while at < lines.len() {
        let depth = indent(lines.line(at));
        at += 1;
        if !lines.line(at - 1).trim_start().starts_with(".. list-table::") {
            continue;
        }
        lines.blank(at - 1);
        let mut heads = 0;
        let mut rows = 0;
        while at < lines.len() && (lines.line(at).trim().is_empty() || indent(lines.line(at)) > depth) {
            let line = lines.line(at).to_owned();
            let words = line.trim();
            if let Some(count) = words.strip_prefix(":header-rows:") {
                heads = count.trim().parse().unwrap_or(0);
            }
            let first = words.starts_with("* - ");
            rows += usize::from(first);
            if words.starts_with(':') || rows <= heads && !words.is_empty() {
                lines.blank(at);
            } else if first {
                lines.set(at, line.replacen("* - ", "-   ", 1));
            }
            at += 1;
        }
    }
}

/// An item that is set in so far that Markdown would take it for code, nearer to the margin: its words stay in their place.
fn drawn_out(line: &str, depth: usize) -> Option<String> {
    let (mark, words) = line.get(depth..)?.split_once(' ')?;
    let near = (4..=6).contains(&depth) && !line[..depth].contains('\t') && !words.starts_with(' ');
    near.then(|| format!("{}{mark}    {words}", " ".repeat(depth - 3)))
}

/// Takes the head of a commit away, as `git show` has it: what follows, set in, is its message.
pub(super) fn commit_header(lines: &mut Lines<'_>) {
    let is_hash = |hash: &str| hash.len() >= 7 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let first = if lines.len() == 0 { None } else { lines.line(0).strip_prefix("commit ") };
    if !first.and_then(|rest| rest.split_whitespace().next()).is_some_and(is_hash) {
        return;
    }
    let end = (0..lines.len()).find(|at| lines.line(*at).trim().is_empty()).unwrap_or(0);
    (0..end).for_each(|at| lines.blank(at));
}

/// Takes the headers of a mail away, but for its subject.
pub(super) fn mail_headers(lines: &mut Lines<'_>) {
    let name = |line: &str| line.split_once(": ").map(|(name, _)| name.to_ascii_lowercase());
    let end = (0..lines.len()).find(|at| lines.line(*at).trim().is_empty()).unwrap_or(lines.len());
    let names: Vec<Option<String>> = (0..end).map(|at| name(lines.line(at))).collect();
    let has = |wanted: &str| names.iter().flatten().any(|name| name == wanted);
    if !has("from") || !(has("to") || has("subject")) {
        return;
    }
    for (at, name) in names.iter().enumerate() {
        if name.as_deref() != Some("subject") {
            lines.blank(at);
        }
    }
}

/// Makes Markdown of the headings and the bold words of wikis: `== Impact ==`, `h2. Impact`, `'''high'''`.
pub(super) fn wiki(lines: &mut Lines<'_>) {
    for at in 0..lines.len() {
        let line = lines.line(at);
        if let Some(heading) = wiki_heading(line.trim_end()) {
            let blanks = line.len() - heading.len();
            lines.set(at, heading + &" ".repeat(blanks));
        } else if line.matches("'''").count() == 2 {
            let (before, rest) = line.split_once("'''").unwrap_or((line, ""));
            let (bold, after) = rest.split_once("'''").unwrap_or((rest, ""));
            let line = format!("{before} **{bold}** {after}");
            lines.set(at, line);
        }
    }
}

/// Makes Markdown of the links of reStructuredText: `` `the ticket <https://example.com/12>`__ ``.
pub(super) fn links(lines: &mut Lines<'_>) {
    for at in 0..lines.len() {
        let line = lines.line(at);
        if !line.contains(">`_") {
            continue;
        }
        let mut marked = line.to_owned();
        let mut from = 0;
        while let Some(end) = marked[from..].find(">`_").map(|end| from + end) {
            let close = if marked[end..].starts_with(">`__") { ")   " } else { ")  " };
            let address = marked[from..end].rfind(" <").map(|start| from + start);
            let open = address.and_then(|address| marked[from..address].rfind('`').map(|start| from + start));
            if let (Some(open), Some(address)) = (open, address) {
                marked.replace_range(end..end + close.len(), close);
                marked.replace_range(address..address + " <".len(), "](");
                marked.replace_range(open..=open, "[");
            }
            from = end + close.len();
        }
        lines.set(at, marked);
    }
}

/// The heading that a line of a wiki is, in Markdown; no longer than the line.
fn wiki_heading(line: &str) -> Option<String> {
    let signs = line.bytes().take_while(|byte| *byte == b'=').count();
    if (1..=6).contains(&signs) {
        let words = line[signs..].strip_prefix(' ').or_else(|| line.ends_with("==").then_some(&line[signs..]))?;
        let words = words.trim_end_matches('=').trim();
        // `=====  =====` is the border of a table.
        return (words.contains(|c: char| !matches!(c, '=' | ' ')) && !words.is_empty())
            .then(|| format!("{} {words}", "#".repeat(signs)));
    }
    let mut marks = line.strip_prefix('h')?.splitn(2, ". ");
    let level: usize = marks.next().filter(|level| level.len() == 1)?.parse().ok()?;
    let words = marks.next()?.trim();
    (1..=6).contains(&level).then(|| format!("{} {words}", "#".repeat(level.min(3))))
}

fn is_item(words: &str) -> bool {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && words[digits..].starts_with(['.', ')']);
    numbered || ["- ", "* ", "+ ", "• ", "#. "].iter().any(|mark| words.starts_with(mark))
}

/// `:Severity: high` is a label; `•` and `#.` begin items; a rule between paragraphs is nothing.
/// Gives where the `•` stood.
pub(super) fn fields_and_bullets(lines: &mut Lines<'_>) -> Vec<usize> {
    let mut bullets = Vec::new();
    for at in 0..lines.len() {
        let line = lines.line(at);
        let (lead, words) = line.split_at(indent(line));
        let apart = at == 0 || lines.line(at - 1).trim().is_empty();
        if apart && ruled(line).is_some() {
            lines.blank(at);
        } else if let Some(rest) = words.strip_prefix("• ").or_else(|| words.strip_prefix("•\t")) {
            let (begin, continues) = (lines.ranges[at].start + lead.len(), lead.len() >= 4 && !apart);
            if !continues || bullets.last().is_some_and(|last| lines.ranges[at - 1].contains(last)) {
                let line = format!("{lead}-   {rest}");
                lines.set(at, line);
                bullets.push(begin);
            }
        } else if let Some(rest) = words.strip_prefix("#. ") {
            let line = format!("{lead}-  {rest}");
            lines.set(at, line);
        } else if let Some(field) = field(words) {
            let line = format!("{lead} {}{}", field[..1].to_ascii_uppercase(), &field[1..]);
            lines.set(at, line);
        }
    }
    bullets
}

/// The name of a field and what it says: `Severity: high` of `:Severity: high`.
fn field(words: &str) -> Option<&str> {
    let rest = words.strip_prefix(':')?;
    let name = rest.split(':').next()?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 40;
    // Behind a role (:ref:`there`) there is no blank.
    let says = rest.get(name.len() + 1..)?;
    (is_name && (says.is_empty() || says.starts_with([' ', '\t']))).then_some(rest)
}
