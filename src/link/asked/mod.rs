//! When an item asks to be told: so long before an end, or at such a level. An alert that comes later is no answer to it.

mod ahead;
mod level;

pub(super) use ahead::Ahead;
pub(super) use level::Levels;

use super::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction};

/// What an item asks for in figures.
pub(super) struct Asked {
    /// How many seconds before something ends.
    ahead: Option<f64>,
    /// At which share of one, and on which side of it.
    share: Option<(f64, Direction)>,
    /// How many seconds old something has to be.
    age: Option<f64>,
    /// How many seconds something has to take.
    delay: Option<f64>,
}

impl Asked {
    /// What the words of an item say.
    pub(super) fn of(item: &str) -> Self {
        let levels = item.contains(|c: char| c.is_ascii_digit()).then(|| WORDS.asked_levels());
        Self {
            ahead: WORDS.asked_ahead().asked(item),
            share: levels.and_then(|levels| levels.share(item)),
            age: levels.and_then(|levels| levels.age(item)),
            delay: levels.and_then(|levels| levels.delay(item)),
        }
    }

    /// Why the alert comes later than that, where it does.
    pub(super) fn missed_by(&self, alert: &Alert) -> Option<String> {
        let ahead = || ahead::too_late(self.ahead?, alert);
        let share = || level::above_share(self.share?, alert);
        let age = || level::above_age(self.age?, alert);
        let delay = || level::above_delay(self.delay?, alert);
        ahead().or_else(share).or_else(age).or_else(delay)
    }
}

/// Both sides of a comparison, as written.
fn within<'t>(compared: &Comparison, text: &'t str) -> &'t str {
    text.get(compared.span.clone()).unwrap_or_default()
}

/// Why an alert of this expression misses what is asked for.
#[cfg(test)]
fn missed(expr: &str, why: impl Fn(&Alert) -> Option<String>) -> Option<String> {
    why(&super::sample::rules(&[("A", expr)]).alerts[0])
}
