//! How much speaks for a statement being a cause: where it stands, and its words.

use super::cues::{CUES, is_nothing};
use super::times::stamps;
use super::topics::Topic;

/// How much speaks for a statement, or `None` where too little does.
pub(super) fn weight(words: &str, topic: Option<Topic>) -> Option<i32> {
    if width(words) < 12 || words.ends_with(['?', '？']) || CUES.has("lead-in", words) || is_nothing(words) {
        return None;
    }
    if words.split_whitespace().all(|word| word.contains("://")) {
        return None;
    }
    let outright = CUES.has("cause-outright", words);
    if !outright && CUES.has("ruled-out", words) {
        return None;
    }
    let unknown = CUES.has("cause-unknown", words) && !CUES.has("cause-found", words)
        || !outright && CUES.has("cause-seen", words);
    let named = !unknown && (outright || CUES.has("cause-named", words));
    let came_of_it = !outright && CUES.has("effect", words);
    // "This caused …" ties what came of it to a cause told before.
    let tied = !came_of_it && CUES.has("cause", words);
    let broke = CUES.list("broke").find_iter(words).take(3).count() as i32;
    let unseen = CUES.has("unseen", words);
    let cured = CUES.has("cure", words);
    let noticed = CUES.has("noticed", words);
    let quoted = CUES.has("quoted", words);
    let for_it = 25 * i32::from(outright && !unknown)
        + 30 * i32::from(named)
        + 14 * i32::from(tied)
        + 7 * broke
        + 10 * i32::from(unseen);
    // What stands under a heading of causes may well tell who saw it, but no apology.
    let stated = is_stated(topic);
    let sorry = CUES.has("sorry", words);
    if stated && sorry && !named && !tied {
        return None;
    }
    let against = (if named || tied || stated { 18 } else { 28 }) * i32::from(cured)
        + 14 * i32::from(noticed && !stated)
        + 28 * i32::from(unknown)
        + 34 * i32::from((came_of_it || sorry) && !stated)
        + 24 * i32::from(quoted && !stated)
        // "Mails were late from 10:14 to 12:20" tells what was seen, and when.
        + 12 * i32::from(matches!(topic, Some(Topic::Summary) | None) && !named && !tied && tells_the_time(words));
    let weight = place_weight(topic) + for_it - against;
    let enough = match topic {
        Some(Topic::RootCause | Topic::Factors) => true,
        Some(Topic::Wrong) => !cured || broke > 0,
        Some(Topic::Summary | Topic::Detection) => true,
        None => named || tied || broke > 0 || unseen,
        Some(Topic::Actions) => outright && !unknown,
        Some(Topic::Impact) => named && broke > 0,
        Some(Topic::Timeline) => named || (tied && broke > 0) || broke > 1,
        _ => named || broke > 0,
    };
    enough.then_some(weight)
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
