//! Waivers: `<!-- alertgap: allow CHECK until=2027-01-31 reason="…" -->` at an item, `# alertgap: allow …` at a rule,
//! and those of the configuration.

use std::ops::{Range, RangeInclusive};

use super::directives::{Directive, Mark, Says};
use super::{Home, Options};
use crate::config::{self, Day, Glob, hint};
use crate::model::{Covers, Model, Waiver, Written};
use crate::source::{FileId, Place, SourceFile, Sources};

/// All waivers, those of files first, in the order of file and line. `said` is what comments say, file by file.
pub(super) fn all(
    said: &[(FileId, Vec<Directive<'_>>)],
    (sources, model): (&Sources, &Model),
    options: &Options,
) -> Vec<Waiver> {
    let of_files = said.iter().flat_map(|(file, said)| said.iter().map(|said| (*file, said)));
    let mut all: Vec<Waiver> = of_files.filter_map(|(file, said)| of_comment(sources, model, (file, said))).collect();
    let unread = model.skipped.iter().map(|skipped| skipped.path.as_str());
    let paths: Vec<&str> = sources.iter().map(|(_, file)| file.path.as_str()).chain(unread).collect();
    all.extend(options.waivers.iter().map(|waiver| declared(&paths, waiver, options)));
    all
}

fn of_comment(sources: &Sources, model: &Model, (id, said): (FileId, &Directive<'_>)) -> Option<Waiver> {
    let Says::Allow(words) = said.says else { return None };
    let file = sources.file(id);
    let lines = match said.mark {
        Mark::Remark => item_lines(file, &said.range),
        Mark::Hash => rule_around(sources, model, id, &said.range).unwrap_or_else(|| yaml_lines(file, &said.range)),
    };
    Some(waiver(words, Place::new(id, said.range.clone()), lines))
}

/// The lines of the rule that a comment belongs to.
fn rule_around(sources: &Sources, model: &Model, id: FileId, comment: &Range<usize>) -> Option<RangeInclusive<usize>> {
    let mut rules = model.rules.alerts.iter().filter(|alert| alert.place.file == id);
    let around = rules.find(|alert| {
        let within = |place: Place| place.start() <= comment.start && comment.end <= place.end();
        let is_its = |place: Place| comment.start <= place.start() && place.start() <= comment.end;
        within(alert.place) || alert.comments.iter().any(|text| is_its(text.place))
    })?;
    let (first, last) = sources.lines(around.place);
    Some(first..=last)
}

/// Of a comment behind something, that line; of one on its own line, the next: each with what is indented deeper.
fn yaml_lines(file: &SourceFile, comment: &Range<usize>) -> RangeInclusive<usize> {
    let line = |number: usize| &file.text[file.line_range(number)];
    let own = file.line_of(comment.start);
    let is_plain = |number: &usize| !line(*number).trim().is_empty() && !line(*number).trim().starts_with('#');
    let first = (own..=file.line_count()).find(is_plain).unwrap_or(own);
    let indent = indent(line(first));
    let deeper = |number: &usize| line(*number).trim().is_empty() || self::indent(line(*number)) > indent;
    first..=(first + 1..=file.line_count()).take_while(deeper).last().unwrap_or(first)
}

/// Of a comment on a line of its own that is not indented, the block below; of any other, the block around.
fn item_lines(file: &SourceFile, comment: &Range<usize>) -> RangeInclusive<usize> {
    let line = |number: usize| file.text[file.line_range(number)].trim_end();
    let (first, last) = (file.line_of(comment.start), file.line_of(comment.end.max(comment.start + 1) - 1));
    let before = &file.text[file.line_range(first).start..comment.start];
    let after = &file.text[comment.end..file.line_range(last).end.max(comment.end)];
    if before.is_empty() && after.trim().is_empty() {
        let below = (last + 1..=file.line_count()).find(|number| !line(*number).is_empty());
        return below.map_or(first..=last, |below| below..=block_end(file, below));
    }
    let is_start = |number: &usize| *number == 1 || begins_block(line(*number)) || line(*number - 1).is_empty();
    let start = (1..=first).rev().find(is_start).unwrap_or(first);
    start..=block_end(file, start).max(last)
}

/// The last line of the block that begins at `start`.
fn block_end(file: &SourceFile, start: usize) -> usize {
    let line = |number: usize| file.text[file.line_range(number)].trim_end();
    if line(start).starts_with(['#', '|']) {
        return start;
    }
    let goes_on = |number: &usize| !line(*number).is_empty() && !begins_block(line(*number));
    (start + 1..=file.line_count()).take_while(goes_on).last().unwrap_or(start)
}

/// Is it a heading, a row of a table, or the first line of an item?
fn begins_block(line: &str) -> bool {
    let text = line.trim_start();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < text.len() && (number.starts_with(". ") || number.starts_with(") "));
    is_numbered || text.starts_with(['|', '#']) || ["- ", "* ", "+ "].iter().any(|mark| text.starts_with(mark))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Of what stands behind `allow`: the checks, `until=` and `reason=`.
fn waiver(words: &str, place: Place, lines: RangeInclusive<usize>) -> Waiver {
    let covers = Covers::Lines(place.file, lines);
    let mut waiver = Waiver {
        checks: Vec::new(),
        covers,
        until: None,
        reason: String::new(),
        written: Written::Comment(place),
        fault: None,
    };
    let fault = words_of(words).into_iter().find_map(|word| take(&mut waiver, &word).err());
    let nothing = || waiver.checks.is_empty().then(|| "name the check: allow coverage/root-cause".to_owned());
    waiver.fault = fault.or_else(nothing);
    waiver
}

fn take(waiver: &mut Waiver, word: &str) -> Result<(), String> {
    match word.split_once('=') {
        Some(("until", day)) => {
            let read = day.parse().ok().filter(|_| day.len() == 10).map(Day);
            waiver.until = Some(read.ok_or_else(|| format!("until={day} is no day; write it as in until=2027-01-31"))?);
        }
        Some(("reason", reason)) => waiver.reason = reason.trim().to_owned(),
        Some((key, _)) => return Err(format!("`{key}=` is not known here; {}", hint(key, &["until=", "reason="]))),
        None => {
            let globs = word.split(',').filter(|glob| !glob.is_empty());
            waiver.checks.extend(globs.map(Glob::new).collect::<Result<Vec<_>, _>>()?);
        }
    }
    Ok(())
}

/// The words of a waiver, quotes taken off: `reason="a b"` is one.
fn words_of(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote: Option<char> = None;
    for c in text.chars() {
        let closes = matches!((quote, c), (Some('“' | '”'), '“' | '”')) || quote == Some(c);
        let last = words.last_mut().expect("there is always a last word");
        match quote {
            Some(_) if closes => quote = None,
            Some(_) => last.push(c),
            None if matches!(c, '"' | '\'' | '“' | '”') => quote = Some(c),
            None if c.is_whitespace() => words.push(String::new()),
            None => last.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A waiver of the configuration.
fn declared(paths: &[&str], waiver: &config::Waiver, options: &Options) -> Waiver {
    let home = options.home.as_ref();
    let below = |path: &str| home.and_then(|home| home.relative(path)).unwrap_or_else(|| path.to_owned());
    let files = waiver.path.as_ref().map(|glob| {
        let matching = paths.iter().filter(|path| glob.matches(&below(path)));
        matching.map(|path| (*path).to_owned()).collect()
    });
    Waiver {
        checks: vec![waiver.check.clone()],
        covers: Covers::Named {
            incident: waiver.incident.clone(),
            risk: waiver.risk.clone(),
            alert: waiver.alert.clone(),
            files,
        },
        until: waiver.until,
        reason: waiver.reason.trim().to_owned(),
        written: Written::Configuration(home.map(Home::configuration).unwrap_or_default(), waiver.line),
        fault: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{item_lines, words_of, yaml_lines};
    use crate::source::Sources;

    fn lines(
        text: &str,
        of: fn(&crate::source::SourceFile, &std::ops::Range<usize>) -> std::ops::RangeInclusive<usize>,
    ) -> (usize, usize) {
        let mut sources = Sources::default();
        let file = sources.add("a.md".into(), text.into());
        let start = text.find("<!--").or_else(|| text.find("# a")).expect("there is a comment");
        let end = text[start..]
            .find("-->")
            .map_or(text[start..].find('\n').map(|at| start + at).unwrap(), |at| start + at + 3);
        let lines = of(sources.file(file), &(start..end));
        (*lines.start(), *lines.end())
    }

    #[test]
    fn a_remark_belongs_to_its_item_or_to_the_block_below() {
        for (text, want) in [
            ("- one <!-- x -->\n- two\n", (1, 1)),
            ("- one\n  more\n  <!-- x -->\n- two\n", (1, 3)),
            ("- zero\n- one\n  <!-- x\n  y -->\n- two\n", (2, 4)),
            ("<!-- x -->\n- one\n  more\n- two\n", (2, 3)),
            ("<!-- x -->\n\nA paragraph\nof two lines.\n\nAnother.\n", (3, 4)),
            ("Text\nof <!-- x --> two lines.\n\nAnother.\n", (1, 2)),
            ("| a | b |\n|---|---|\n| c <!-- x --> | d |\n| e | f |\n", (3, 3)),
            ("<!-- x -->\n## Heading\nText.\n", (2, 2)),
            ("1. one\n2. two <!-- x -->\n", (2, 2)),
            ("text\n\n<!-- x -->\n", (3, 3)),
        ] {
            assert_eq!(lines(text, item_lines), want, "{text}");
        }
    }

    #[test]
    fn a_comment_belongs_to_its_line_or_the_next_and_to_what_is_deeper() {
        for (text, want) in [
            ("a: 1 # a\nb: 2\n", (1, 1)),
            ("# a\n- id: RC1\n  text: x\n- id: RC2\n", (2, 3)),
            ("- id: RC1 # a\n  text: x\n\n  more: y\n- id: RC2\n", (1, 4)),
            ("# a\n# more\n\nb: 2\n", (4, 4)),
        ] {
            assert_eq!(lines(text, yaml_lines), want, "{text}");
        }
    }

    #[test]
    fn quotes_hold_words_together() {
        let words =
            words_of(" coverage/root-cause,guard/* until=2027-01-31 reason=\"vendor's, no metric\" x='a b' y=“c d” ");
        assert_eq!(
            words,
            ["coverage/root-cause,guard/*", "until=2027-01-31", "reason=vendor's, no metric", "x=a b", "y=c d"]
        );
    }
}
