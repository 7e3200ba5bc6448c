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
    share: Option<(f64, Direction)>,
    age: Option<f64>,
    delay: Option<f64>,
}

impl Asked {
    pub(super) fn of(item: &str) -> Self {
        let (ahead, levels) = (WORDS.asked_ahead(), WORDS.asked_levels());
        let is_in_figures = item.contains(|c: char| c.is_ascii_digit());
        let figure = |read: fn(&Levels, &str) -> Option<f64>| read(levels, item).filter(|_| is_in_figures);
        Self {
            ahead: ahead.asked(item),
            share: levels.share(item).filter(|_| is_in_figures),
            age: figure(Levels::age),
            delay: figure(Levels::delay),
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
