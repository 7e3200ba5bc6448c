//! What others make needless: causes that are told twice, and details of one that was told.

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{LEAST, Statement, words_of};
use super::cues::CUES;
use super::document::{BlockKind, Document};
use super::stated;
use super::topics::{About, Topic};

/// Shorter words tie sentences together, and name nothing.
const SHORT: usize = 4;
/// Words are compared by their first letters: `deleted`, `deletion`.
const STEM: usize = 6;
/// Fewer words in common say nothing.
const FEWEST: usize = 3;

/// Leaves out of all statements what others make needless.
pub(super) fn leave_out(document: &Document<'_>, outline: &[About], statements: &mut Vec<Statement>) {
    leave_out_fields(document, outline, statements);
    leave_out_details(document, outline, statements);
    leave_out_echoes(document, statements);
}

/// Leaves out the field of the root cause above the first heading, where a section tells it at length.
fn leave_out_fields(document: &Document<'_>, outline: &[About], statements: &mut Vec<Statement>) {
    let is_root = |it: &Statement| it.topic == Some(Topic::RootCause);
    let field = |it: &Statement| document.blocks[it.block].section <= 1 && outline[it.block].says > 0;
    let section = |it: &Statement| document.blocks[it.block].section > 1 && outline[it.block].says == 0;
    if statements.iter().any(|it| is_root(it) && section(it)) {
        statements.retain(|it| !(is_root(it) && field(it)));
    }
}

/// Leaves out the items of a list below a root cause that a paragraph of the same heading has told, where they tell of nothing
/// that broke: how it works, step by step, what a library does.
fn leave_out_details(document: &Document<'_>, outline: &[About], statements: &mut Vec<Statement>) {
    let heading = |it: &Statement| outline[it.block].because.as_ref().map(|heading| heading.place.start());
    let is_item = |it: &Statement| matches!(document.blocks[it.block].kind, BlockKind::Item { .. });
    let tells = |it: &Statement| {
        let words = words_of(document, it);
        it.whole.is_some() || stated::tells_a_fault(words) || CUES.has("mechanism", words)
    };
    let of_root = |it: &&Statement| it.topic == Some(Topic::RootCause);
    let told = statements.iter().filter(of_root).filter(|it| !is_item(it) && tells(it));
    let told: BTreeMap<Option<usize>, usize> = told.rev().map(|it| (heading(it), it.block)).collect();
    let detail = |it: &Statement| {
        let after = told.get(&heading(it)).is_some_and(|block| *block < it.block);
        it.topic == Some(Topic::RootCause) && after && is_item(it) && !tells(it)
    };
    let details: BTreeSet<usize> = statements.iter().filter(|it| detail(it)).map(|it| it.block).collect();
    statements.retain(|it| !details.contains(&it.block));
}

/// Leaves out what prose elsewhere says once more of the root cause that a heading names.
fn leave_out_echoes(document: &Document<'_>, statements: &mut Vec<Statement>) {
    let roots = statements.iter().filter(|it| it.topic == Some(Topic::RootCause) && it.weight >= LEAST);
    let said = Said::of(roots.map(|it| &*document.blocks[it.block].text.value));
    let elsewhere = |it: &Statement| matches!(it.topic, None | Some(Topic::Summary | Topic::Timeline | Topic::Impact));
    statements.retain(|it| !elsewhere(it) || !said.holds(words_of(document, it)));
}

/// The words of causes that headings name.
#[derive(Debug, Default)]
struct Said {
    stems: BTreeSet<String>,
}

impl Said {
    /// What `texts` say together.
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Said {
        Said { stems: texts.flat_map(stems).collect() }
    }

    /// Is so large a part of `words` among them that they say the same?
    fn holds(&self, words: &str) -> bool {
        let own: BTreeSet<String> = stems(words).collect();
        let common = own.iter().filter(|stem| self.stems.contains(*stem)).count();
        common >= FEWEST && 5 * common >= 2 * own.len()
    }
}

/// The beginnings of the longer words of a text; of scripts without blanks between words, each two characters.
fn stems(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.flat_map(|word| {
        let letters: Vec<char> = word.to_lowercase().chars().collect();
        if letters.iter().any(|c| *c >= '\u{2E80}') {
            letters.windows(2).map(|pair| pair.iter().collect()).collect::<Vec<String>>()
        } else if letters.len() >= SHORT {
            vec![letters.iter().take(STEM).collect()]
        } else {
            Vec::new()
        }
    })
}
