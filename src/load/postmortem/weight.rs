//! How much speaks for a statement being a cause: where it stands, and its words.

use super::cues::{CUES, is_nothing};
use super::times::stamps;
use super::topics::Topic;

/// So much more weighs, beside others, what names a thing that breaks.
const OF_THINGS: i32 = 6;
/// So wide a gap stands between columns,
const GAP: &str = "   ";
/// and a line has so many of them.
const GAPS: usize = 3;

/// How much speaks for a statement, or `None` where too little does. The weight is in points
/// without a unit: a heading of causes is worth 60, outright words 55.
pub(super) fn weight(words: &str, topic: Option<Topic>) -> Option<i32> {
    if width(words) < 12 || words.ends_with(['?', '？']) || CUES.has("lead-in", words) || is_nothing(words) {
        return None;
    }
    if words.split_whitespace().all(|word| word.contains("://")) || is_aside(words) || is_output(words) {
        return None;
    }
    let cues = Cues::of(words)?;
    // What stands under a heading of causes may well tell who saw it, but no apology.
    if is_stated(topic) && cues.sorry && !cues.ties() {
        return None;
    }
    if is_stated(topic) && !cues.ties() && CUES.has("beside-cause", first_clause(words)) {
        return None;
    }
    // "The root cause has not been found yet" below "Root cause" is none.
    if is_stated(topic) && cues.unknown && !cues.outright && only_unknown(words) {
        return None;
    }
    let weight = place_weight(topic) + cues.speak_for() - cues.speak_against(topic);
    cues.are_enough(topic).then_some(weight)
}

/// How much more speaks for a statement beside others: what names a thing that breaks tells more of why.
pub(super) fn beside_others(words: &str, topic: Option<Topic>) -> i32 {
    if !is_stated(topic) && CUES.has("things", words) { OF_THINGS } else { 0 }
}

/// Does all of it stand in brackets? "(We stopped at four.)"
pub(super) fn is_aside(words: &str) -> bool {
    let inner = words.trim_end_matches(['.', ' ']).strip_prefix('(').and_then(|words| words.strip_suffix(')'));
    inner.is_some_and(|inner| !inner.contains(['(', ')']))
}

/// Is it what a program printed in columns: `raidz2-0   UNAVAIL   0   0`?
fn is_output(words: &str) -> bool {
    words.matches(GAP).take(GAPS).count() == GAPS
}

/// Do words say that nobody found the cause, and name none besides?
fn only_unknown(words: &str) -> bool {
    let unknown = CUES.list("cause-unknown");
    let besides = || unknown.blanked(words);
    unknown.is_match(words) && !["cause-named", "cause"].iter().any(|list| CUES.has(list, &besides()))
}

/// What the words of a statement say of a cause, wherever it stands.
struct Cues<'w> {
    words: &'w str,
    /// They give the cause outright: "the root cause was …".
    outright: bool,
    /// The cause is not known, or only what was seen of it.
    unknown: bool,
    /// They name a cause.
    named: bool,
    /// They tell what came of it,
    came_of_it: bool,
    /// or tie that to a cause told before: "This caused …".
    tied: bool,
    /// How often they say that something broke, 0 to 3.
    broke: i32,
    /// They tell how it came about.
    mechanism: bool,
    /// Nothing watched it.
    unseen: bool,
    /// They tell of the repair.
    cured: bool,
    /// They tell how it was noticed.
    noticed: bool,
    /// They quote somebody, or a log.
    quoted: bool,
    /// They apologise.
    sorry: bool,
}

impl<'w> Cues<'w> {
    /// `None` where the words only rule something out.
    fn of(words: &'w str) -> Option<Cues<'w>> {
        let has = |list: &str| CUES.has(list, words);
        let outright = has("cause-outright");
        if !outright && CUES.has("ruled-out", first_clause(words)) {
            return None;
        }
        let unknown = has("cause-unknown") && !has("cause-found") || !outright && has("cause-seen");
        let came_of_it = !outright && has("effect");
        Some(Cues {
            words,
            outright,
            unknown,
            named: !unknown && (outright || has("cause-named")),
            came_of_it,
            tied: !came_of_it && has("cause"),
            broke: CUES.list("broke").find_iter(words).take(3).count() as i32,
            mechanism: has("mechanism"),
            unseen: has("unseen"),
            cured: has("cure"),
            noticed: has("noticed"),
            quoted: has("quoted"),
            sorry: has("sorry"),
        })
    }

    /// Do they name a cause, or tie something to one?
    fn ties(&self) -> bool {
        self.named || self.tied
    }

    fn speak_for(&self) -> i32 {
        25 * i32::from(self.outright && !self.unknown)
            + 30 * i32::from(self.named)
            + 14 * i32::from(self.tied)
            + 7 * self.broke
            + 10 * i32::from(self.unseen)
            + 9 * i32::from(self.mechanism && !self.ties() && !self.cured)
    }

    fn speak_against(&self, topic: Option<Topic>) -> i32 {
        let stated = is_stated(topic);
        // "Mails were late from 10:14 to 12:20" tells what was seen, and when.
        let dated = || matches!(topic, Some(Topic::Summary) | None) && !self.ties() && tells_the_time(self.words);
        let seen = || !stated && !self.ties() && CUES.has("symptom", self.words);
        (if self.ties() || stated { 18 } else { 28 }) * i32::from(self.cured)
            + 14 * i32::from(self.noticed && !stated)
            + 28 * i32::from(self.unknown)
            + 34 * i32::from((self.came_of_it || self.sorry) && !stated)
            + 24 * i32::from(self.quoted && !stated)
            + 12 * i32::from(dated())
            + 14 * i32::from(seen())
    }

    /// Do they say enough for a cause where the statement stands?
    fn are_enough(&self, topic: Option<Topic>) -> bool {
        let broke = self.broke > 0;
        match topic {
            Some(Topic::RootCause | Topic::Factors) => true,
            Some(Topic::Wrong) => !self.cured || broke,
            Some(Topic::Summary | Topic::Detection) => true,
            None => self.ties() || broke || self.unseen || self.mechanism,
            // "While the root cause was ours, we are looking for another provider" is an action.
            Some(Topic::Actions) => self.outright && !self.unknown && !CUES.has("promise", self.words),
            Some(Topic::Impact) => self.named && broke || self.unseen,
            Some(Topic::Timeline) => self.named || (self.tied && broke) || self.broke > 1,
            // "What we did: stopped the sync"
            Some(Topic::Resolution) => (self.named || broke) && !CUES.has("deed", self.words),
            _ => self.named || broke,
        }
    }
}

/// What a sentence says before it goes on to what was fine: "the provider lost packets; our own ports showed no errors".
fn first_clause(words: &str) -> &str {
    words.split_once("; ").map_or(words, |(first, _)| first)
}

/// Does it name an hour?
pub(super) fn tells_the_time(words: &str) -> bool {
    stamps(words).iter().any(|stamp| stamp.clock.is_some())
}

/// How much a text says: a character of Chinese or Japanese is worth two letters.
fn width(words: &str) -> usize {
    words.chars().map(|c| if c >= '\u{2E80}' { 2 } else { 1 }).sum()
}

/// What the place of a statement speaks for it.
fn place_weight(topic: Option<Topic>) -> i32 {
    match topic {
        Some(Topic::RootCause) => 60,
        Some(Topic::Factors) => 45,
        Some(Topic::Wrong) => 28,
        Some(Topic::Summary) => 30,
        None => 18,
        Some(Topic::Detection | Topic::Resolution) => 10,
        Some(Topic::Lessons) => 6,
        Some(Topic::Timeline | Topic::Impact) => 4,
        Some(Topic::Actions | Topic::Well | Topic::Lucky | Topic::Aside) => 0,
    }
}

/// Does a heading or a label make it a cause or a factor?
pub(super) fn is_stated(topic: Option<Topic>) -> bool {
    matches!(topic, Some(Topic::RootCause | Topic::Factors))
}

/// Does a sentence name a cause, or tie something to one?
pub(super) fn says_why(words: &str) -> bool {
    ["cause-outright", "cause-named", "cause"].into_iter().any(|list| CUES.has(list, words))
}
