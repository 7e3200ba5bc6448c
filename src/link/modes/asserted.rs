//! What a text asserts: its sentences without what they deny and take back.

use std::ops::Range;

use super::negated::reach;
use super::says::{Voice, plain};
use crate::link::words::WORDS;
use crate::model::ModeId;

/// Does a text assert that nothing watched: "there was no external check"?
pub(in crate::link) fn laments(text: &str) -> bool {
    let asserts = || {
        let text = plain(text);
        asserted(&text, Voice::Tells).into_iter().any(|part| WORDS.laments(&text[part.range]))
    };
    WORDS.laments(text) && asserts()
}

/// A part of a text that is asserted, in lower case.
pub(in crate::link) struct Asserted {
    pub(in crate::link) text: String,
    /// The modes of which it speaks.
    pub(in crate::link) modes: Vec<ModeId>,
    /// Does the text go on to say that something was not so: "mail [was fine]"?
    pub(in crate::link) is_denied: bool,
}

/// Where a part of a text stands that is asserted.
pub(super) struct Part {
    pub(super) range: Range<usize>,
    pub(super) is_denied: bool,
}

/// The sentences of a text without what only followed and what the next one takes back, cut where they say what was not so:
/// "the disk was not full, a lock was held" speaks of the lock, and of nothing that a disk and a lock do together. They are
/// cut too where a clause begins that is about something else.
pub(super) fn asserted(text: &str, voice: Voice) -> Vec<Part> {
    let mut parts = Vec::new();
    for sentence in standing(text) {
        let followed = WORDS.afterwards(&text[sentence.clone()]).filter(|_| sentence.start > 0);
        let mut start = sentence.start + followed.map_or(0, |clause| clause.end);
        for denied in denials(text, &sentence, voice) {
            let range = start..start.max(sentence.start + denied.start);
            push_clauses(text, Part { range, is_denied: true }, &mut parts);
            start = start.max(sentence.start + denied.end);
        }
        push_clauses(text, Part { range: start..sentence.end, is_denied: false }, &mut parts);
    }
    parts
}

/// What a sentence of a text says was not so, each as far as its negator reaches, and what it only tells as somebody's
/// words. What is asked for stands behind such words as well: "when two nodes believe that …".
fn denials(text: &str, at: &Range<usize>, voice: Voice) -> Vec<Range<usize>> {
    let sentence = &text[at.clone()];
    let mut negations = None;
    let outright = WORDS.denied(sentence).map(|denied| {
        let negations = negations.get_or_insert_with(|| WORDS.negations().of(sentence));
        denied.start..reach(negations, denied)
    });
    let mut all: Vec<Range<usize>> = outright.collect();
    let mut told = WORDS.hearsay(sentence).peekable();
    if voice == Voice::Tells && told.peek().is_some() && !WORDS.bears_out(soon(text, at)) {
        all.extend(told);
        all.sort_by_key(|denied| denied.start);
    }
    all
}

/// Does a sentence of a text say of anything that it was not so, or only what somebody told?
pub(in crate::link) fn denies(text: &str, sentence: &Range<usize>) -> bool {
    !denials(text, sentence, Voice::Tells).is_empty()
}

/// What was told is borne out no further on than this many bytes behind the sentence.
const SOON: usize = 240;

/// A sentence of a text and what stands right behind it.
fn soon<'t>(text: &'t str, sentence: &Range<usize>) -> &'t str {
    let end = (sentence.end + SOON).min(text.len());
    let end = (end..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    &text[sentence.start..end]
}

/// The sentences of a text but those that the next takes back, "The disk was full. In truth …", and those before one that names
/// what it really was: "This time it was …".
pub(in crate::link) fn standing(text: &str) -> impl Iterator<Item = Range<usize>> {
    let all = sentences(text);
    let revealed = all.iter().rposition(|sentence| WORDS.reveals(&text[sentence.clone()]));
    let mut rest = all.into_iter().skip(revealed.unwrap_or(0)).peekable();
    std::iter::from_fn(move || {
        loop {
            let sentence = rest.next()?;
            if !rest.peek().is_some_and(|next| WORDS.recants(&text[next.clone()])) {
                return Some(sentence);
            }
        }
    })
}

/// A text in lower case without what it takes back and what it says was not so: "the job was not suspended".
pub(in crate::link) fn without_denials(text: &str, voice: Voice) -> String {
    let mut left = String::with_capacity(text.len());
    for sentence in standing(text) {
        let mut kept = sentence.start;
        for denied in denials(text, &sentence, voice) {
            left.push_str(&text[kept..kept.max(sentence.start + denied.start)]);
            kept = kept.max(sentence.start + denied.end);
        }
        left.push_str(&text[kept..sentence.end]);
    }
    left
}

/// Adds the clauses of a part; what its end says is said of the last.
fn push_clauses(text: &str, part: Part, parts: &mut Vec<Part>) {
    let mut start = part.range.start;
    for subject in WORDS.next_subjects(&text[part.range.clone()]) {
        let end = part.range.start + subject.start;
        parts.push(Part { range: start..end, is_denied: false });
        start = end;
    }
    parts.push(Part { range: start..part.range.end, ..part });
}

/// Does a word stand at the end that ends in a full stop, and no sentence with it?
pub(in crate::link) fn is_short(before: &str) -> bool {
    let word = before.strip_suffix('.').map_or("", |words| words.rsplit(' ').next().unwrap_or(words));
    WORDS.is_abbreviation(word)
}

/// A sentence ends at `.`, `!`, `?` or `;` before a blank, but not in "e.g. this" or "St. Louis".
pub(in crate::link) fn sentences(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let ends = bytes[at] == b' ' && matches!(bytes[at - 1], b'.' | b'!' | b'?' | b';');
        // `41 %.` and `by 5.` end one, "St. Louis" and "e.g. this" do not.
        let lone = |at: usize| matches!(bytes[at - 3], b'.' | b' ') && !matches!(bytes[at - 2], b'%' | b'0'..=b'9');
        let abbreviated = || at >= 3 && (lone(at) || is_short(&text[..at]));
        if ends && !abbreviated() {
            all.push(start..at);
            start = at;
        }
    }
    all.push(start..bytes.len());
    all
}

/// The sentences of a story, of which none goes on in the next line.
pub(in crate::link) fn sentences_of_lines(story: &str) -> impl Iterator<Item = &str> {
    story.lines().flat_map(|line| sentences(line).into_iter().map(move |sentence| &line[sentence]))
}

#[cfg(test)]
mod tests {
    use super::{plain, sentences};

    #[test]
    fn a_text_is_made_plain_and_cut_into_sentences() {
        let text = plain("The `cert`\n  didn\u{2019}t renew. It lapsed, e.g. at api.example.com. ");
        assert_eq!(text, "the cert didn't renew. it lapsed, e.g. at api.example.com. ");
        let cut: Vec<&str> = sentences(&text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(cut, ["the cert didn't renew.", "it lapsed, e.g. at api.example.com.", ""]);
        assert_eq!(sentences("").len(), 1);
        assert_eq!(sentences("It fell in St. Louis. Approx. 3 % were lost.").len(), 2);
        assert_eq!(sentences("It fell to 41 %. It rose by 5. It was fine.").len(), 3);
    }
}
