//! Failure modes at work: which ones a risk's text speaks of, and which ones an alert would see.
//!
//! Nothing here knows a failure mode by name; all of that is data in `rules/`.

mod asserted;
mod examples;
mod globs;
mod negated;
mod products;
mod says;
mod sees;
mod sign;

pub(in crate::link) use asserted::{Asserted, denies, is_short, laments, sentences, sentences_of_lines, standing};
pub use examples::{Fault, faults};
pub(in crate::link) use negated::Negations;
pub(crate) use products::Products;
pub use says::RiskMatcher;
pub(in crate::link) use says::{Voice, plain};
pub(crate) use sees::{AlertMatcher, Seen, words_of};

use crate::model::Modes;

/// The failure modes, ready to be asked. Two states of a repository share one.
#[derive(Debug)]
pub struct Matchers {
    /// Which failure modes a text speaks of.
    pub(crate) texts: RiskMatcher,
    /// Which failure modes an alert sees.
    pub(crate) alerts: AlertMatcher,
    /// Whose metrics an alert reads.
    pub(crate) products: Products,
}

impl Matchers {
    /// Of all modes. What they ask for is compiled when it is first asked.
    pub fn new(modes: &Modes) -> Matchers {
        Matchers { texts: RiskMatcher::new(modes), alerts: AlertMatcher::new(modes), products: Products::new(modes) }
    }
}
