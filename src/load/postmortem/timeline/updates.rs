//! Updates of a status page whose state, words and time stand in blocks of their own, and the comments of a thread.

use std::collections::BTreeMap;

use super::Walk;
use crate::load::postmortem::cues::CUES;
use crate::load::postmortem::document::{Block, Document};
use crate::load::postmortem::times::{Stamp, is_posted, is_state, stamps};

/// So many blocks may stand between the state of an update and its time.
const BETWEEN: usize = 4;

/// By the block of its time, what each update says: `Resolved`, below it "This is fixed.", and below that
/// `Posted Mar 2, 10:32 UTC`.
pub(super) fn updates(document: &Document<'_>) -> BTreeMap<usize, Update> {
    let posted = |at: &usize| is_posted(&document.blocks[*at].text, "");
    let said = |at: usize| {
        let above = at.saturating_sub(BETWEEN)..at;
        let own =
            above.rev().take_while(|block| !posted(block)).find(|block| is_state(&document.blocks[*block].text))?;
        let words: Vec<&str> = document.blocks[own..at].iter().map(|block| block.text.value.as_str()).collect();
        Some((at, Update { words: words.join(". "), reported: false }))
    };
    let updates = (0..document.blocks.len()).filter(posted).filter_map(said);
    updates.chain(comments(document)).collect()
}

/// What is said at one time, in blocks beside that of the time.
#[derive(Clone, Debug)]
pub(super) struct Update {
    /// What is said.
    words: String,
    /// Did somebody outside report it?
    reported: bool,
}

/// Fewer comments are no thread.
const THREAD: usize = 3;

/// By the block of its time, the comments of a thread: `**ida** commented on 2 Mar 2026, 10:32 UTC`, and below it what she wrote.
/// Who opens it, and is none of those whose project it is, reports it.
fn comments(document: &Document<'_>) -> BTreeMap<usize, Update> {
    let heads: Vec<usize> = (0..document.blocks.len()).filter(|at| heads_a_comment(&document.blocks[*at])).collect();
    if heads.len() < THREAD {
        return BTreeMap::new();
    }
    let ours = |at: &usize| CUES.has("of-the-project", &document.blocks[*at].text);
    let strangers = !ours(&heads[0]) && heads.iter().any(ours);
    let said = |at: &usize| {
        let words = document.blocks.get(at + 1).filter(|next| !heads_a_comment(next));
        let words = words.map_or_else(String::new, |next| next.text.value.clone());
        (*at, Update { words, reported: strangers && *at == heads[0] })
    };
    heads.iter().map(said).collect()
}

fn heads_a_comment(block: &Block) -> bool {
    let Ok([stamp]) = <[Stamp; 1]>::try_from(stamps(&block.text)) else { return false };
    let (lead, behind) = (&block.text[..stamp.range.start], &block.text[stamp.range.end..]);
    stamp.clock.is_some() && CUES.has("commented", lead) && !behind.contains(char::is_alphanumeric)
}

impl Walk {
    /// Adds the update whose time is all that a block says.
    pub(super) fn update(&mut self, block: &Block, update: Update) {
        let Some(stamp) = stamps(&block.text).pop() else { return };
        self.entry(block, (&stamp, &block.text[stamp.range.clone()]), update.words);
        self.announced();
        if let Some(entry) = self.scan.entries.last_mut() {
            entry.reported = update.reported;
        }
        self.open = false;
    }

    /// Marks the last entry as an announcement, whose words follow.
    pub(super) fn announced(&mut self) {
        if let Some(entry) = self.scan.entries.last_mut() {
            entry.announced = true;
        }
        self.open = true;
    }
}
