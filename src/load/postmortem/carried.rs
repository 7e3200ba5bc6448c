//! What goes on in later paragraphs: of a report whose parts are headed by labels, `**Root cause:** …`, each part lasts
//! until the next label.

use super::document::{Block, BlockKind, Document};
use super::topics::{About, Topic};

/// Gives the paragraphs behind a labelled cause its topic, where another label ends them and nothing else heads them.
pub(super) fn carry(document: &Document<'_>, outline: &mut [About]) {
    let mut open: Option<About> = None;
    for (at, block) in document.blocks.iter().enumerate() {
        let Some(before) = at.checked_sub(1).filter(|before| document.blocks[*before].section == block.section) else {
            open = None;
            continue;
        };
        if heads_a_part(&document.blocks[before]) {
            open = told_cause(&outline[before]).filter(|_| ends_at_a_label(document, at)).cloned();
        }
        let goes_on = block.kind == BlockKind::Paragraph && block.within.is_none() && block.label_range().is_none();
        match open.take_if(|_| goes_on && outline[at].topic.is_none()) {
            Some(about) => {
                outline[at] = About { says: 0, ..about.clone() };
                open = Some(about);
            }
            None => open = None,
        }
    }
}

/// A paragraph that begins with a label.
fn heads_a_part(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.within.is_none() && block.label_range().is_some()
}

/// Does the block tell causes behind its label?
fn told_cause(about: &About) -> Option<&About> {
    let cause = matches!(about.topic, Some(Topic::RootCause | Topic::Factors));
    Some(about).filter(|about| cause && about.says > 0 && !about.heading)
}

/// Does the section go on with paragraphs alone until another label?
fn ends_at_a_label(document: &Document<'_>, from: usize) -> bool {
    let section = document.blocks[from].section;
    let rest = document.blocks[from..].iter().take_while(|block| block.section == section);
    let mut ends = rest.filter(|block| block.kind != BlockKind::Paragraph || heads_a_part(block));
    ends.next().is_some_and(heads_a_part)
}
