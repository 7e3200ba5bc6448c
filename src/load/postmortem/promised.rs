//! Action items that only prose tells: `We will add an alert.`

use std::collections::HashSet;
use std::ops::Range;

use super::actions::{Found, from_sentence, from_words};
use super::asks;
use super::cues::CUES;
use super::document::{Block, BlockKind, Document, slice};
use super::leading::is_order;
use super::lined::lines_of_orders;
use super::sentences::sentences;
use super::topics::{About, Topic, leaves_open};
use super::weight::tells_the_time;
use crate::model::{ActionItem, Status, Text};

/// What prose promises, in a document without any list of actions: `We have since added an alert.`
pub(super) fn items(document: &Document<'_>, outline: &[About]) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let topic = outline[at].topic;
        let open = leaves_open(topic);
        let may = open || matches!(topic, Some(Topic::RootCause | Topic::Detection));
        if !may || !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. }) {
            continue;
        }
        // Elsewhere, only alerts count: "A separate alert has been created", "In future we should monitor the disk".
        let counts = |stretch: &Range<usize>| open || asks::asks_for_alert(&block.text[stretch.clone()]);
        let wrapped = document.text.get(block.text.place.range()).is_some_and(|written| written.contains('\n'));
        for stretch in promised(block, topic, wrapped).into_iter().filter(counts) {
            found.push(Found { item: from_sentence(block, slice(&block.text, stretch)), block: at });
        }
    }
    found
}

/// What prose wishes for beside a list whose items are all done: `We must back up the database.` What is still to be done
/// stands elsewhere then, each sentence for itself.
pub(super) fn beside_done(document: &Document<'_>, outline: &[About], found: &mut Vec<Found>) {
    if found.is_empty() || found.iter().any(|found| found.item.status != Status::Done) {
        return;
    }
    let listed: HashSet<usize> = found.iter().map(|found| found.block).collect();
    for (at, block) in document.blocks.iter().enumerate() {
        let words = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { task: None, .. });
        if words && !listed.contains(&at) && may_wish(outline[at].topic) {
            let lesson = is_lesson(block, outline[at].topic);
            let wanted = |words: &str| is_wish(words) || lesson && is_order(words) && asks::asks_for_alert(words);
            let wishes = sentences(&block.text).into_iter().filter(|range| wanted(&block.text[range.clone()]));
            let items = wishes.map(|range| from_sentence(block, slice(&block.text, range)));
            found.extend(items.map(|item| Found { item, block: at }));
        }
    }
    found.sort_by_key(|found| found.block);
}

/// May what stands under it wish for something?
fn may_wish(topic: Option<Topic>) -> bool {
    let told = [Topic::Resolution, Topic::Lessons, Topic::Wrong, Topic::Detection, Topic::RootCause];
    topic.is_none_or(|topic| told.contains(&topic))
}

/// Is it one of several lessons? `- Test the backups every month` is one to act on.
fn is_lesson(block: &Block, topic: Option<Topic>) -> bool {
    topic == Some(Topic::Lessons) && matches!(block.kind, BlockKind::Item { .. })
}

fn is_wish(words: &str) -> bool {
    let wanted = CUES.has("wish", words) && !CUES.has("wish-not", words) && !CUES.has("hindsight", words);
    wanted || is_promise(words) && asks::asks_for_alert(words)
}

/// The sentences of a block that promise something. Those of one line are one item, where it is not `wrapped`.
fn promised(block: &Block, topic: Option<Topic>, wrapped: bool) -> Vec<Range<usize>> {
    let is_paragraph = topic == Some(Topic::Lessons) && block.kind == BlockKind::Paragraph;
    if let Some(lines) = Some(block).filter(|_| is_paragraph).and_then(|block| lines_of_orders(block, 0, false)) {
        return lines;
    }
    let lesson = is_lesson(block, topic);
    // In a story, "we need to fail over" is told of that day.
    let learns = matches!(topic, Some(Topic::Lessons | Topic::Wrong | Topic::Detection));
    let promises = |words: &str| {
        is_promise(words) || learns && is_wish(words) || lesson && (CUES.has("lesson-wants", words) || is_order(words))
    };
    let mut before: Option<Range<usize>> = None;
    let told = |sentence: Range<usize>| {
        let words = &block.text[sentence.clone()];
        // "No alert told us soon enough. We are working on improving this."
        let lead = before.replace(sentence.clone()).filter(|_| CUES.has("promise-refers", words));
        promises(words).then(|| lead.map_or(sentence.start, |lead| lead.start)..sentence.end)
    };
    let sentences = sentences(&block.text).into_iter().filter_map(told);
    if wrapped {
        return sentences.collect();
    }
    let line = sentences.reduce(|first, last| first.start..last.end);
    Vec::from_iter(line)
}

/// The sentences of a paragraph among actions from the first to the last that says what will be done, or was, where it
/// says more than that.
pub(super) fn within(block: &Block) -> Option<Text> {
    let all = sentences(&block.text);
    let says = |range: &&Range<usize>| {
        let words = &block.text[(*range).clone()];
        let aside = CUES.has("lead-in", words) || CUES.has("beside-actions", words);
        !aside && (is_said(words) || CUES.has("done", words) && !tells_the_time(words))
    };
    let (first, last) = (all.iter().find(says)?, all.iter().rfind(says)?);
    let whole = all.first() == Some(first) && all.last() == Some(last);
    (!whole).then(|| slice(&block.text, first.start..last.end))
}

/// Does a paragraph among actions tell nothing of what will be done, but what was at which hour, or stand below a heading
/// that speaks of something else as well?
pub(super) fn tells_of_something_else(words: &str, mixed: bool) -> bool {
    !is_said(words) && (mixed || tells_the_time(words))
}

/// Among actions, does a sentence say what will be done?
fn is_said(words: &str) -> bool {
    is_promise(words) || CUES.has("pledge", words)
}

/// `We will add an alert`; `We should have had an alert, and will add one`.
fn is_promise(words: &str) -> bool {
    let looked_back =
        |promise: &Range<usize>| CUES.find("hindsight", words).is_some_and(|hindsight| promise.start <= hindsight.end);
    let promise = CUES.list("promise").find_iter(words).last();
    promise.is_some_and(|promise| !looked_back(&promise)) && !CUES.has("restoring", words) && !CUES.has("vow", words)
}

/// The item that a paragraph beside a list of actions tells: `Lastly, we will move the mails.`, `**Orders team**: move it`.
pub(super) fn beside_list(block: &Block, behind: usize) -> Option<ActionItem> {
    let label = block.label_range();
    let says = label.as_ref().map_or(behind, |(_, end)| behind.max(*end)).min(block.text.len());
    let words = block.text[says..].trim();
    // `**Action item:** Declare incidents sooner.`
    let order = behind > 0 || label.is_some() && is_order(words);
    let leads = words.ends_with([':', '：']) || CUES.has("lead-in", words);
    let told = (order || CUES.has("pledge", words)) && !leads;
    told.then(|| from_words(block, says, None)).flatten()
}
