//! What headings say of the sections below them.

use super::LABEL_WORDS;
use crate::load::postmortem::document::Document;
use crate::load::postmortem::signs::SIGNS;
use crate::load::postmortem::stamped::begins_with;
use crate::load::postmortem::times::stamps;

/// For every section: does it stand under a time line? A heading that is a time goes on with the one before, whatever
/// its level.
pub(super) fn listed(document: &Document<'_>) -> Vec<bool> {
    let mut found = inherited(document, |heading| SIGNS.timeline.is_match(heading));
    for (at, section) in document.sections.iter().enumerate().skip(1) {
        let heading = &section.heading;
        let goes_on = || found[at - 1] && heading.len() <= LABEL_WORDS && begins_with(heading, &stamps(heading));
        found[at] |= section.parent.is_some_and(|parent| found[parent]) || goes_on();
    }
    found
}

/// For every section: does its heading, or one around it, match?
pub(in crate::load::postmortem) fn inherited(document: &Document<'_>, matches: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(document.sections.len());
    for (at, section) in document.sections.iter().enumerate() {
        let around = section.parent.is_some_and(|parent| found[parent]);
        // The first heading of the highest level is the title; some write every heading on that level.
        let titled = section.level <= 1 && at <= 1;
        found.push(around || !titled && matches(&section.heading));
    }
    found
}
