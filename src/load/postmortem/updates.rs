//! Updates of a status page whose state and date share a line, `**Resolved** — Feb 20, 13:41 CET`, → each on a line of its own, byte for
//! byte of the same length, so that every range stays where it is.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::times::{Day, Stamp, is_state, stamps};

/// So many updates make a status page.
const UPDATES: usize = 2;

static UPDATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^(\*\*([[:alpha:]][[:alpha:] ]{2,24})\*\*)( — | – | - )([^\n]{1,80})$")
        .expect("the pattern is one of ours, and a test runs it")
});

/// `text` with the date of each update below its state.
pub(super) fn dated_below(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_update = |found: &Captures<'_>| {
        // With its year it is read where it stands.
        let is_date = |first: &Stamp| first.range.start == 0 && matches!(first.day, Day::Yearless(..));
        is_state(&found[2]) && stamps(&found[4]).first().is_some_and(is_date)
    };
    if !text.contains("**") || UPDATE.captures_iter(&text).filter(is_update).take(UPDATES).count() < UPDATES {
        return text;
    }
    let below = |found: &Captures<'_>| {
        if !is_update(found) {
            return found[0].to_owned();
        }
        format!("{}\n{}{}", &found[1], " ".repeat(found[3].len() - 1), &found[4])
    };
    Cow::Owned(UPDATE.replace_all(&text, below).into_owned())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::dated_below;

    #[test]
    fn a_date_goes_below_its_state() {
        let page = "**Resolved** — Feb 20, 13:41 CET\nFine.\n\n**Investigating** - Feb 20, 10:31 CET\nLooking.\n";
        let below = dated_below(Cow::Borrowed(page));
        assert_eq!(below.len(), page.len());
        assert!(below.starts_with("**Resolved**\n    Feb 20, 13:41 CET\nFine."), "{below}");
        for other in ["**Resolved** — Feb 20, 13:41 CET\n", "**Owner** — Feb 20\n**Resolved** — by hand\n"] {
            assert_eq!(dated_below(Cow::Borrowed(other)), other);
        }
    }
}
