//! The words of a heading, without what stands around them: numbers, emoji, punctuation, the mark of a question.

use super::cues::CUES;

/// A heading in lower case, without numbers, emoji and punctuation around it; `&` is `and`.
pub(super) fn stripped(heading: &str) -> String {
    let trimmed = unnumbered(unasked(uncounted(heading)));
    let trimmed = unstepped(trimmed);
    trimmed
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?')
        .to_lowercase()
        .replace('’', "'")
        .replace('\u{a0}', " ")
        .replace(" & ", " and ")
}

/// Without a number, emoji or punctuation before it; the five of `5 whys` is none.
fn uncounted(heading: &str) -> &str {
    let words = heading.trim_start_matches(|c: char| !c.is_alphabetic());
    let before = &heading[..heading.len() - words.len()];
    let counts = before.trim_end_matches([' ', '-', '×']);
    let five = counts.strip_suffix('5').map_or(heading.len(), str::len);
    if CUES.has("five-whys", &heading[five..]) { &heading[five..] } else { words }
}

/// Without the mark of a question: `Q: What happened?`, `Q3. Why?`.
pub(super) fn unasked(heading: &str) -> &str {
    let rest = heading.strip_prefix(['Q', 'q']).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.and_then(|rest| rest.strip_prefix([':', '.', ')'])).map_or(heading, str::trim_start)
}

/// Without a number that is written in letters: `三、根本原因`, `IV. Résumé`.
fn unnumbered(heading: &str) -> &str {
    let numeral = |c: char| "一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX".contains(c);
    let rest = heading.trim_start_matches(numeral);
    let marked = rest.len() < heading.len() && rest.starts_with(['、', '．', '.', ')', '）', '：']);
    if marked { rest.trim_start_matches(|c: char| !c.is_alphabetic()) } else { heading }
}

/// A number that belongs to a letter or a word, with its mark, ends within so many characters.
const STEP: usize = 14;

/// Without a number that belongs to a letter or a word: `D4 – Root cause analysis`, `Step 3: Fix`.
fn unstepped(heading: &str) -> &str {
    // `D5 Corrective actions` is one of eight disciplines, and needs no mark.
    let discipline = heading.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let marked = discipline || heading.chars().take(STEP).any(|c| ":.)–—-".contains(c));
    let number = if marked { CUES.find("heading-number", heading) } else { None };
    number.map_or(heading, |number| &heading[number.end..])
}

#[cfg(test)]
mod tests {
    use crate::load::postmortem::topics::Topic;

    #[test]
    fn a_number_before_a_heading_says_nothing() {
        let marks = [". ", ") ", " ", " - ", " – ", ": ", ".5 ", ".5. ", "\u{fe0f}\u{20e3} ", "、", "．"];
        for heading in ["Root cause", "Action items", "Timeline", "Impact", "Lessons learned", "Detection", "5 whys"] {
            let topic = Topic::of(heading);
            assert!(topic.is_some(), "{heading}");
            for number in 1..=25 {
                for lead in marks.map(|mark| format!("{number}{mark}")) {
                    assert_eq!(Topic::of(&format!("{lead}{heading}")), topic, "{lead}{heading}");
                    assert_eq!(Topic::of(&format!("🔥 §{lead}{heading}")), topic, "🔥 §{lead}{heading}");
                }
            }
        }
        assert_eq!(Topic::of("Root\u{a0}cause"), Some(Topic::RootCause));
        for whys in ["5 whys", "5-Whys", "5つのなぜ", "5x warum", "Five whys", "10. 5 Whys", "5. Why did it happen?"]
        {
            assert_eq!(Topic::of(whys), Some(Topic::RootCause), "{whys}");
        }
    }
}
