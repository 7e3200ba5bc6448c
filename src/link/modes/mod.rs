//! Failure modes at work: which ones a risk's text speaks of, and which ones an alert would see.
//!
//! Nothing here knows a failure mode by name; all of that is data in `rules/`.

mod examples;
mod globs;
mod products;
mod says;
mod sees;
mod sign;

pub use examples::{Fault, faults};
pub use products::Products;
pub use says::RiskMatcher;
pub use sees::{AlertMatcher, Seen, words_of};
