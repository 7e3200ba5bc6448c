//! What an expression gives for the series of one moment.

use std::cell::Cell;

use super::{Expr, Sample, Selector};
use crate::promql;

impl Expr {
    /// Every series that it can have given at one moment, where `text` is what it was read from, and `series` says what each of its
    /// selectors had. `None` where that is not followed: see [`promql::evaluate`].
    pub(crate) fn given(&self, text: &str, series: impl Fn(&Selector) -> Vec<Sample>) -> Option<Vec<Sample>> {
        let tree = promql::parse(text).ok()?;
        let unknown = Cell::new(false);
        let given = promql::evaluate(&tree, |read| {
            let starts =
                |it: &&Selector| read.name.as_ref().is_some_and(|name| name.span.start == it.metric_span.start);
            let own = self.selectors.iter().find(starts);
            unknown.set(unknown.get() || own.is_none());
            own.map_or_else(Vec::new, &series)
        });
        given.filter(|_| !unknown.get())
    }
}
