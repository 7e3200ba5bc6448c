//! Names that many expressions have.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;

/// So many names are kept at hand, each in the place that it says.
const NAMES: usize = 1024;

thread_local! {
    static SHARED: RefCell<Vec<Arc<str>>> = const { RefCell::new(Vec::new()) };
}

/// The name of a metric, kept once for most of the alerts that read it.
pub(super) fn shared(name: &str) -> Arc<str> {
    SHARED.with_borrow_mut(|names| {
        names.resize_with(NAMES, || Arc::from(""));
        let known = &mut names[FixedState::default().hash_one(name) as usize % NAMES];
        if **known != *name {
            *known = Arc::from(name);
        }
        known.clone()
    })
}
