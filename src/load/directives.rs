//! What comments say to alertgap: `# alertgap: guards INC-2031` at a rule, `<!-- alertgap: allow CHECK reason="…" -->` at
//! an item. There is no other reader of them. What cannot be followed is told: a comment that silently does nothing
//! is worse than none.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::config::hint;
use crate::model::{Kind, Misread, Model};
use crate::source::{FileId, Place, SourceFile, Sources};

/// In Markdown and HTML.
static REMARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)<!--\s*(?P<said>[aA]lertgap\b.*?)-->").expect("the pattern is well formed"));
/// In YAML.
static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)(?:^|[ \t])(?P<all>#+[ \t]*(?P<said>[aA]lertgap\b[^\r\n]*))").expect("the pattern is well formed")
});

/// The words that may follow `alertgap:`.
const KNOWN: [&str; 2] = ["allow", "guards"];
const USAGE: &str =
    "write `alertgap: guards INC-2031` at a rule, or `alertgap: allow CHECK reason=\"…\"` at what is accepted";

/// One of them.
#[derive(Debug)]
pub(super) struct Directive<'t> {
    /// How the comment is marked.
    pub(super) mark: Mark,
    /// The comment with its mark, in the file.
    pub(super) range: Range<usize>,
    /// What it says.
    pub(super) says: Says<'t>,
}

/// How a comment is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `# …`
    Hash,
    /// `<!-- … -->`
    Remark,
}

/// What a comment says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Says<'t> {
    /// Findings are accepted: what stands behind `allow`.
    Allow(&'t str),
    /// A rule guards an incident: what stands behind `guards`, which is something.
    Guards(&'t str),
    /// Nobody can follow it: why.
    Unclear(String),
}

/// What the text of a comment says, without its mark; `None` where it does not speak to alertgap.
pub(super) fn said(comment: &str) -> Option<Says<'_>> {
    let comment = comment.trim();
    let rest = comment.strip_prefix("alertgap").or_else(|| comment.strip_prefix("Alertgap"))?;
    let Some(said) = rest.trim_start().strip_prefix(':') else { return without_colon(rest) };
    let (verb, words) = first_word(said);
    Some(match (verb.to_lowercase().as_str(), words) {
        ("allow", _) => Says::Allow(words),
        ("guards", "") => Says::Unclear("`guards` names no incident".to_owned()),
        ("guards", _) => Says::Guards(words),
        ("", _) => Says::Unclear("nothing stands behind `alertgap:`".to_owned()),
        (other, _) => {
            let shown: String = other.chars().take(30).collect();
            Says::Unclear(format!("`{shown}` is not known behind `alertgap:`; {}", hint(&shown, &KNOWN)))
        }
    })
}

/// Prose may begin with our name: only one of our words with something that it could be about is meant for us.
fn without_colon(rest: &str) -> Option<Says<'_>> {
    let (verb, words) = first_word(rest);
    let (name, _) = first_word(words);
    let is_name = name.contains(|c: char| c.is_ascii_digit() || matches!(c, '/' | '#'));
    let is_meant = rest.starts_with(char::is_whitespace) && KNOWN.contains(&verb) && is_name;
    is_meant.then(|| Says::Unclear(format!("the colon is missing: write `alertgap: {verb}`")))
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

/// Those of all files of a kind that may hold some, file by file and in the order of lines.
pub(super) fn all<'s>(sources: &'s Sources, model: &Model) -> Vec<(FileId, Vec<Directive<'s>>)> {
    let speaks = |file: &SourceFile| file.text.contains("lertgap");
    let files = model.files.iter().filter(|entry| speaks(sources.file(entry.file)));
    files.map(|entry| (entry.file, of_file(sources.file(entry.file), &entry.kinds))).collect()
}

fn of_file<'s>(file: &'s SourceFile, kinds: &[Kind]) -> Vec<Directive<'s>> {
    if kinds.contains(&Kind::Postmortem) {
        return of_document(file);
    }
    let none = |kind: &Kind| {
        matches!(
            kind,
            Kind::OtherDocument | Kind::OtherData | Kind::Modes | Kind::Exposition | Kind::RulesDump | Kind::Silences
        )
    };
    if kinds.iter().all(none) { Vec::new() } else { comments(&file.text, 0..file.text.len()).collect() }
}

fn of_document(file: &SourceFile) -> Vec<Directive<'_>> {
    let front = front_matter(&file.text);
    let code = code(file);
    let is_code = |at: usize| code.iter().any(|range| range.contains(&at));
    let remarks = REMARK.captures_iter(&file.text).filter_map(|found| found.get(0).zip(found.name("said")));
    let remarks = remarks.filter(|(all, _)| all.start() >= front.end && !is_code(all.start()));
    let remarks = remarks.filter_map(|(all, text)| {
        Some(Directive { mark: Mark::Remark, range: all.range(), says: said(text.as_str())? })
    });
    comments(&file.text, front.clone()).chain(remarks).collect()
}

/// Those of a part of a YAML text.
fn comments(text: &str, within: Range<usize>) -> impl Iterator<Item = Directive<'_>> {
    let found = COMMENT.captures_iter(&text[within.clone()]);
    found.filter_map(|found| found.name("all").zip(found.name("said"))).filter_map(move |(all, text)| {
        let range = within.start + all.start()..within.start + all.end();
        Some(Directive { mark: Mark::Hash, range, says: said(text.as_str())? })
    })
}

/// The bytes of the front matter; empty where there is none.
fn front_matter(text: &str) -> Range<usize> {
    let begins = text.starts_with("---\n") || text.starts_with("---\r\n");
    0..text.get(3..).and_then(|rest| rest.find("\n---")).filter(|_| begins).map_or(0, |at| at + 3)
}

/// What a Markdown document sets in code: there it is an example.
fn code(file: &SourceFile) -> Vec<Range<usize>> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let is_markdown = file.path.ends_with(".md") || file.path.ends_with(".markdown");
    if !is_markdown {
        return Vec::new();
    }
    let parser = Parser::new_ext(&file.text, Options::ENABLE_TABLES).into_offset_iter();
    let is_code = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_));
    parser.filter(|(event, _)| is_code(event)).map(|(_, range)| range).collect()
}

/// What nobody can follow, and what is written where it declares nothing.
pub(super) fn misread(all: &[(FileId, Vec<Directive<'_>>)], sources: &Sources, model: &Model) -> Vec<Misread> {
    let guards = model.rules.alerts.iter().flat_map(|alert| &alert.guards);
    let declared: BTreeSet<(FileId, usize)> = guards.map(|text| (text.place.file, text.place.start())).collect();
    let unread: BTreeSet<&str> = model.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
    // Unit tests may name the incident of their alert.
    let tests: BTreeSet<FileId> = model.unit_tests.iter().map(|tests| tests.file).collect();
    let told = all.iter().flat_map(|(file, said)| said.iter().map(|said| (*file, said)));
    told.filter_map(|(file, directive)| {
        let place = Place::new(file, directive.range.clone());
        let stray = || {
            let at_rule = declared.range((file, place.start())..(file, place.end())).next().is_some();
            // A rule that could not be read has been told.
            !at_rule && !tests.contains(&file) && !unread.contains(sources.file(file).path.as_str())
        };
        match &directive.says {
            Says::Unclear(why) => Some(Misread { place, why: why.clone(), help: USAGE.to_owned() }),
            Says::Guards(_) if stray() => Some(no_rule(place)),
            Says::Guards(_) | Says::Allow(_) => None,
        }
    })
    .collect()
}

fn no_rule(place: Place) -> Misread {
    let why = "`alertgap: guards` stands at no alert, and declares nothing".to_owned();
    Misread {
        place,
        why,
        help: "write it inside the alert, or right above it without an empty line between".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Says, said};

    #[test]
    fn two_words_are_known() {
        for (text, want) in [
            (" alertgap: guards INC-1, INC-2/RC1 ", Says::Guards("INC-1, INC-2/RC1")),
            ("alertgap:guards #102", Says::Guards("#102")),
            ("Alertgap : Guards\tINC-1", Says::Guards("INC-1")),
            ("alertgap: allow guard/* reason=\"x\"", Says::Allow("guard/* reason=\"x\"")),
            ("alertgap: allow", Says::Allow("")),
        ] {
            assert_eq!(said(text), Some(want), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_followed_is_told_with_what_was_meant() {
        for (text, want) in [
            ("alertgap: gaurds INC-1", "`gaurds` is not known behind `alertgap:`; did you mean `guards`?"),
            ("alertgap: guard INC-1", "`guard` is not known behind `alertgap:`; did you mean `guards`?"),
            ("alertgap: alow guard/*", "`alow` is not known behind `alertgap:`; did you mean `allow`?"),
            ("alertgap: disabel guard/*", "`disabel` is not known behind `alertgap:`; known are `allow`, `guards`"),
            ("alertgap: guards", "`guards` names no incident"),
            ("alertgap:", "nothing stands behind `alertgap:`"),
            ("alertgap guards INC-1", "the colon is missing: write `alertgap: guards`"),
            ("alertgap allow coverage/root-cause", "the colon is missing: write `alertgap: allow`"),
        ] {
            assert_eq!(said(text), Some(Says::Unclear(want.to_owned())), "{text}");
        }
    }

    #[test]
    fn prose_about_alertgap_is_left_alone() {
        for text in ["alertgap report", "alertgap guards this folder", "run alertgap: guards INC-1", "alertgaps: x", ""]
        {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
