//! Rule files whose YAML is broken: the rule with the break is blanked out, and the others are read.

use std::borrow::Cow;
use std::ops::Range;

use super::yaml::{self, Problem};

/// How many rules of a file may be blanked out before it is left as it is.
const REPAIRS: usize = 40;
/// How many bytes may be parsed again for it, all in all.
const BUDGET: usize = 16 << 20;

/// A text in which broken rules have been blanked out; every other byte stands where it stood.
pub(super) struct Repaired<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    /// What was blanked out, in the order of lines: the place of the break, and what the parser said.
    pub(super) cuts: Vec<Problem>,
}

/// Blanks out rules until the rest of the text can be read.
pub(super) fn repaired(text: &str) -> Repaired<'_> {
    let mut repaired = Repaired { text: Cow::Borrowed(text), cuts: Vec::new() };
    let mut budget = BUDGET;
    let mut hopeless = 0;
    for _ in 0..REPAIRS {
        let Some(found) = first_break(&repaired.text, hopeless) else { break };
        let tried = candidates(&repaired.text, &found);
        budget = budget.saturating_sub(text.len() * (tried.len() + 1));
        if budget == 0 || has_template_lines(&repaired.text, found.document, found.error.range.start) {
            break;
        }
        match best(&repaired.text, &found, tried) {
            Some((text, blanked)) => {
                let line = line_at(&repaired.text, found.error.range.start);
                let range = if blanked.contains(&line.start) { line } else { line_at(&repaired.text, blanked.start) };
                repaired.cuts.push(Problem { range, message: found.error.message });
                repaired.text = Cow::Owned(text);
            }
            None => hopeless = found.error.range.start + 1,
        }
    }
    repaired.cuts.sort_by_key(|cut| cut.range.start);
    repaired
}

struct Break {
    /// Where the document begins.
    document: usize,
    error: Problem,
}

/// The first break at or after `from`.
fn first_break(text: &str, from: usize) -> Option<Break> {
    let stream = yaml::read(text);
    let broken = stream.documents.into_iter().filter_map(|document| Some((document.start, document.error?)));
    let mut breaks = broken.map(|(document, error)| Break { document, error });
    breaks.find(|found| found.error.range.start >= from)
}

/// Of the ways to blank out a rule, the one after which reading gets furthest.
fn best(text: &str, found: &Break, tried: Vec<Range<usize>>) -> Option<(String, Range<usize>)> {
    let here = found.error.range.start;
    let attempts = tried.into_iter().map(|range| {
        let text = blanked(text, &range);
        let next = first_break(&text, 0).map_or(usize::MAX, |next| next.error.range.start);
        (next, text, range)
    });
    let mut best: Option<(usize, String, Range<usize>)> = None;
    for attempt in attempts.filter(|(next, _, _)| *next > here) {
        if best.as_ref().is_none_or(|(next, _, _)| attempt.0 > *next) {
            best = Some(attempt);
        }
    }
    best.map(|(_, text, range)| (text, range))
}

fn blanked(text: &str, range: &Range<usize>) -> String {
    let blank = text[range.clone()].split_inclusive('\n').map(|line| match line.strip_suffix('\n') {
        Some(line) => " ".repeat(line.len()) + "\n",
        None => " ".repeat(line.len()),
    });
    [&text[..range.start], &blank.collect::<String>(), &text[range.end..]].concat()
}

/// The rule in which reading stopped, the one before it (a quote opened there ends here), and both.
fn candidates(text: &str, found: &Break) -> Vec<Range<usize>> {
    let line = line_at(text, found.error.range.start);
    let Some(here) = head_before(text, found.document, line.end) else { return Vec::new() };
    let here = here..end_of(text, here);
    let mut candidates = vec![here.clone()];
    if let Some(before) = head_before(text, found.document, here.start.saturating_sub(1)) {
        candidates.push(before..end_of(text, before).min(here.start));
        candidates.push(before..here.end);
    }
    candidates
}

/// Where the last line before `end` begins that begins a rule.
fn head_before(text: &str, start: usize, end: usize) -> Option<usize> {
    let lines = text.get(start..end)?.rsplit('\n');
    let mut line_end = end;
    for line in lines {
        let begin = line_end - line.len();
        if is_head(line) {
            return Some(begin);
        }
        line_end = begin.saturating_sub(1);
    }
    None
}

/// Does the line begin a rule? `- alert: X`, or another field of a rule.
fn is_head(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("- ") else { return false };
    let rest = rest.trim_start().trim_start_matches(['"', '\'', '{']);
    ["alert", "record", "expr", "for", "labels", "annotations"].iter().any(|field| {
        rest.strip_prefix(field).is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    })
}

/// Where the rule that begins at `start` ends: at the next line that is indented no deeper. A tab is what breaks YAML
/// there, and counts as deeper.
fn end_of(text: &str, start: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let mut end = start + first.len();
    for line in lines {
        let has_tab = line.trim_start_matches(' ').starts_with('\t');
        if !line.trim().is_empty() && !has_tab && indent(line) <= indent(first) {
            break;
        }
        end += line.len();
    }
    end
}

/// The line around `at`, without the blanks at its ends.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = &text[start..end];
    let start = start + line.len() - line.trim_start().len();
    start..start + line.trim().len()
}

/// Do lines of a template stand between `start` and `end`: control lines, or values that are nothing else?
pub(super) fn has_template_lines(text: &str, start: usize, end: usize) -> bool {
    let end = text[end..].find('\n').map_or(text.len(), |line| end + line);
    text[line_at(text, start).start.min(end)..end].lines().any(|line| {
        let line = line.trim_start().trim_start_matches("- ");
        let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
        [line, value].iter().any(|part| ["{{", "{%", "%{", "${", "<%"].iter().any(|mark| part.starts_with(mark)))
            || (line.contains("}}") && !line.contains(['"', '\'']) && line.contains("{{-"))
    })
}
