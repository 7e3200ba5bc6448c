//! Is a document a postmortem?

use std::collections::BTreeSet;

use super::cues::{CUES, is_nothing};
use super::document::{BlockKind, Document, FrontLanguage};
use super::topics::{About, Topic};

/// Keys of front matter that only an incident has: any of them is one signal.
const FRONT_KEYS: [&str; 8] =
    ["root_causes", "detected_by", "severity", "affected", "incident", "detected", "resolved", "postmortem"];

/// A postmortem gives two independent signals: meeting notes have action items too.
pub(super) fn is_postmortem(document: &Document<'_>, outline: &[About]) -> bool {
    let titles = titles(document);
    let general = titles.iter().any(|title| CUES.has("not-incident-title", title));
    let named = titles.iter().any(|title| CUES.has("incident-title", title));
    let sections = told(document, outline);
    let causes = [Topic::RootCause, Topic::Factors, Topic::Wrong].iter().any(|topic| sections.contains(topic));
    let others = [Topic::Impact, Topic::Actions, Topic::Timeline, Topic::Detection, Topic::Resolution];
    let others = others.iter().filter(|topic| sections.contains(topic)).count();
    let weak = usize::from(sections.contains(&Topic::Summary) || sections.contains(&Topic::Lessons));
    let front = FRONT_KEYS.iter().any(|key| front_keys(document).contains(key));
    let signals = usize::from(front) + usize::from(named) + usize::from(causes) + others;
    if general {
        // The title speaks of postmortems in general, or of something else: the text has to leave no doubt.
        return front && signals >= 3;
    }
    signals >= 2 && (causes || others > 0 || front) || (named && weak > 0 && has_times(document))
}

/// Does front matter hold our own key for root causes? Whoever writes it means it: where a cause stands under it, no
/// second signal is asked for.
pub(super) fn may_declare_causes(document: &Document<'_>) -> bool {
    let general = titles(document).iter().any(|title| CUES.has("not-incident-title", title));
    !general && front_keys(document).contains("root_causes")
}

/// The name of the file, the first heading and the front matter's title.
fn titles(document: &Document<'_>) -> Vec<String> {
    let name = document.path.rsplit(['/', '\\']).next().unwrap_or(document.path);
    let stem = name.split('.').next().unwrap_or(name);
    let mut titles = vec![stem.to_lowercase().replace('_', " ")];
    let heading = document.sections.iter().find(|section| section.level == 1 || section.level == 2);
    titles.extend(heading.map(|section| section.heading.to_lowercase()));
    if let Some(front) = &document.front {
        let lines = document.text[front.range.clone()].lines();
        titles.extend(lines.filter_map(|line| line.strip_prefix("title")).map(str::to_lowercase));
    }
    titles
}

/// The keys at the top of the front matter.
fn front_keys<'a>(document: &Document<'a>) -> BTreeSet<&'a str> {
    let Some(front) = &document.front else { return BTreeSet::new() };
    let sign = if front.language == FrontLanguage::Yaml { ':' } else { '=' };
    let keys = document.text[front.range.clone()].lines().filter_map(|line| line.split_once(sign));
    keys.map(|(key, _)| key.trim_matches(['[', ']', ' '])).collect()
}

/// The topics under which the document says something of its own.
fn told(document: &Document<'_>, outline: &[About]) -> BTreeSet<Topic> {
    let mut told = BTreeSet::new();
    for (block, about) in document.blocks.iter().zip(outline) {
        let Some(topic) = about.topic else { continue };
        let words = !about.heading
            && match &block.kind {
                BlockKind::Heading { .. } | BlockKind::Comment | BlockKind::Html => false,
                BlockKind::Row { header: false, cells, .. } => cells.iter().any(|cell| !is_nothing(cell)),
                BlockKind::Row { .. } => false,
                _ => about.says < block.text.len() && !is_nothing(&block.text[about.says..]),
            };
        if words {
            told.insert(topic);
        }
    }
    told
}

/// Does the document hold times of day?
fn has_times(document: &Document<'_>) -> bool {
    let bytes = document.text.as_bytes();
    let clock = |at: usize| {
        bytes[at] == b':'
            && at >= 2
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && bytes.get(at + 2).is_some_and(u8::is_ascii_digit)
    };
    (0..bytes.len()).any(clock)
}
