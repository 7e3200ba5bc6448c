//! What a document tells beside the facts of its incident.

use std::sync::LazyLock;

use super::cues::{CUES, is_nothing};
use super::document::{Block, BlockKind, Document, slice};
use super::sentences::sentences;
use super::topics::{About, Topic};
use super::words::Cues;
use crate::model::{Remark, RemarkKind, Text, Told};

/// The words, from `rules/cues/record.yml`.
pub(super) static WORDS: LazyLock<Cues> =
    LazyLock::new(|| Cues::embedded(include_str!(concat!(env!("OUT_DIR"), "/cues/record.json"))));

/// A longer sentence tells more than one thing.
const LONGEST: usize = 600;

/// Reads it. The time it takes grows with the length of the document.
pub(super) fn read(document: &Document<'_>, outline: &[About]) -> Told {
    let mut told = Told::default();
    for (block, about) in document.blocks.iter().zip(outline) {
        told.links.extend(block.links.iter().filter(|link| is_file_beside(link)).cloned());
        if matches!(block.kind, BlockKind::Heading { .. }) {
            told.others |= WORDS.has("who-else", &block.text);
            told.impact |= about.topic.is_none() && WORDS.has("hurt", &block.text);
            continue;
        }
        let words = block.text.get(about.says..).unwrap_or_default();
        told.declined |= about.topic == Some(Topic::Actions) && WORDS.has("declined", words);
        if says(block, about) {
            of_words(block, about, &mut told);
        }
    }
    told
}

/// Does a block say something in words?
fn says(block: &Block, about: &About) -> bool {
    let words = match block.kind {
        BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Quote | BlockKind::Row { header: false, .. } => true,
        BlockKind::Heading { .. } | BlockKind::Row { .. } | BlockKind::Code | BlockKind::Html | BlockKind::Comment => {
            false
        }
    };
    let empty = block.text.get(about.says..).is_none_or(is_nothing);
    words && !block.struck && (about.heading || !empty)
}

fn of_words(block: &Block, about: &About, told: &mut Told) {
    told.impact |= !about.heading && about.topic == Some(Topic::Impact);
    told.detection |= !about.heading && about.topic == Some(Topic::Detection);
    told.detection |= about.topic == Some(Topic::Timeline) && WORDS.has("noticed-here", &block.text);
    told.others |= WORDS.has("who-else", &block.text);
    let promised = about.topic == Some(Topic::Actions);
    told.impact |= !promised && !told.impact && WORDS.has("hurt", &block.text);
    if promised {
        return;
    }
    for range in sentences(&block.text).into_iter().filter(|range| range.len() <= LONGEST) {
        let words = &block.text[range.clone()];
        let text = || slice(&block.text, range.clone());
        if tells_of_harm(words, about.topic) {
            told.harm.push(text());
        }
        // What is quoted is talk, and not what the document says.
        if let Some(kind) = remark(words).filter(|_| is_own(block, about)) {
            told.remarks.push(Remark { kind, text: text() });
        }
    }
}

fn is_own(block: &Block, about: &About) -> bool {
    block.kind != BlockKind::Quote && about.topic != Some(Topic::Aside)
}

fn tells_of_harm(words: &str, topic: Option<Topic>) -> bool {
    let broke = || CUES.has("broke", words) || WORDS.has("hurt", words);
    !WORDS.has("unhurt", words)
        && (topic == Some(Topic::Impact)
            || WORDS.has("also-hurt", words) && broke()
            || topic == Some(Topic::Timeline) && broke())
}

fn remark(words: &str) -> Option<RemarkKind> {
    if WORDS.has("unheard", words) {
        return Some(RemarkKind::Unheard);
    }
    WORDS.has("distrusted", words).then_some(RemarkKind::Distrusted)
}

/// A link to a file in a folder nearby: not to the web, not within the page, and not to a page that a generator makes.
fn is_file_beside(link: &Text) -> bool {
    let path = path_of(link);
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let elsewhere = path.contains([':', '{', '<', '\\', '*']) || path.starts_with(['/', '#', '~']);
    let written = !matches!(ending, "html" | "htm" | "php" | "aspx");
    !elsewhere
        && written
        && (1..=5).contains(&ending.len())
        && ending.chars().all(|c| c.is_ascii_alphanumeric())
        && ending.contains(|c: char| c.is_ascii_alphabetic())
        && (path.contains('/') || is_known_ending(ending))
}

/// `www.example.com` is an address that somebody forgot the beginning of; `notes.md` is a file.
fn is_known_ending(ending: &str) -> bool {
    const FILES: [&str; 14] =
        ["md", "png", "jpg", "jpeg", "svg", "gif", "pdf", "txt", "yml", "yaml", "json", "csv", "log", "rst"];
    FILES.contains(&ending.to_ascii_lowercase().as_str())
}

/// Where a link leads, without the place within it.
pub(in crate::load) fn path_of(link: &str) -> &str {
    link.split(['#', '?']).next().unwrap_or(link).trim()
}

#[cfg(test)]
mod tests {
    use crate::load::read_text;
    use crate::model::{RemarkKind, Told};

    fn told(text: &str) -> Told {
        let text =
            format!("# Postmortem INC-7: the queue stood still\n\n## Root cause\n\nThe worker died.\n\n{text}\n");
        let loaded = read_text("postmortems/INC-7.md", &text);
        loaded.model.incidents[0].told.clone().expect("it is a document")
    }

    #[test]
    fn every_list_is_there_and_compiles() {
        for list in ["hurt", "who-else", "also-hurt", "unhurt", "declined", "unheard", "distrusted"] {
            assert!(super::WORDS.list(list).broken().is_empty(), "{:?}", super::WORDS.list(list).broken());
            assert!(super::WORDS.list(list).unforeseen().is_empty(), "{list}");
        }
    }

    #[test]
    fn an_empty_section_says_nothing() {
        assert!(!told("## Impact\n\nTBD\n\n## Detection\n\n").impact);
        assert!(!told("## Impact\n\n## Detection\n\n").detection);
        assert!(told("## Impact\n\nNine orders.\n").impact);
        assert!(told("## Auswirkung\n\nNeun Bestellungen.\n").impact);
        assert!(told("Customers could not pay.\n").impact);
    }

    #[test]
    fn the_question_who_else_was_hurt_is_asked_in_many_ways() {
        for text in ["No other service was hurt.", "Nur die Suche war betroffen.", "影響範囲: 検索のみ"] {
            assert!(told(text).others, "{text}");
        }
        assert!(!told("The queue was full.").others);
    }

    #[test]
    fn harm_is_told_in_an_impact_section_as_a_consequence_and_in_the_time_line() {
        let text = "## Impact\n\nNine orders. The mail relay was not affected.\n\n## Timeline\n\n- 10:00 orders-api failed\n- 10:05 we met\n";
        let harm: Vec<String> = told(text).harm.iter().map(|text| text.value.clone()).collect();
        assert_eq!(harm, ["Nine orders.", "10:00 orders-api failed"]);
    }

    #[test]
    fn an_entry_may_be_marked_as_the_one_in_which_it_was_noticed() {
        let tells =
            |entry: &str| told(&format!("## Timeline\n\n- 10:00 The queue stood still\n- 10:05 {entry}\n")).detection;
        assert!(tells("**Detected**: the dashboard of the relay was empty"));
        assert!(tells("**検知**: キューの長さに違和感"));
        assert!(tells("The deploy failed on staging, and CI displayed an error"));
        assert!(!tells("We met"));
    }

    #[test]
    fn alerts_that_failed_people_are_remarked() {
        let kinds = |text: &str| told(text).remarks.iter().map(|remark| remark.kind).collect::<Vec<_>>();
        assert_eq!(kinds("The alert fired, but nobody was paged."), [RemarkKind::Unheard]);
        assert_eq!(kinds("The `QueueStuck` alert did not trigger any pager."), [RemarkKind::Unheard]);
        assert_eq!(kinds("Der Alarm wurde ausgelöst, aber niemand sah ihn."), [RemarkKind::Unheard]);
        assert_eq!(kinds("The alert had been silenced for weeks."), [RemarkKind::Distrusted]);
        assert_eq!(kinds("An alert fired and the on-call was paged."), []);
        assert_eq!(kinds("No alert fired."), []);
    }

    #[test]
    fn talk_that_is_quoted_is_no_remark() {
        assert!(told("> The alert had been silenced for weeks.").remarks.is_empty());
    }

    #[test]
    fn that_nothing_is_worth_doing_is_said_in_so_many_words() {
        assert!(told("## Action items\n\n- N/A\n").declined);
        assert!(told("## Maßnahmen\n\nKeine.\n").declined);
        assert!(!told("## Action items\n\nTBD\n").declined);
        assert!(!told("## Action items\n\n- Add a limit\n").declined);
    }

    #[test]
    fn links_to_files_beside_are_kept() {
        let text = "See [a](../graphs/a.png), [b](https://example.com/b.md), [c](#impact), [d](d.md#x), [e](/e.md), [f](f.html), [g](www.example.com).";
        let links: Vec<String> = told(text).links.iter().map(|link| link.value.clone()).collect();
        assert_eq!(links, ["../graphs/a.png", "d.md#x"]);
    }
}
