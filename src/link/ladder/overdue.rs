//! Samples that come with a time of their own, minutes ago: CloudWatch tells what was ten minutes before, and a selector looks back five.

use super::path_of;
use super::present::{Lookup, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{LOOKBACK, Selector};

impl Lookup<'_, '_> {
    /// Why a selector finds nothing of series that a saved page shows: their samples are always older than it looks back.
    pub(super) fn overdue(&self, selector: &Selector) -> Option<Rung> {
        let name = selector.name().filter(|name| WORDS.comes_late(name))?;
        let looks_back = selector.range.is_some() || selector.offset != 0 || selector.window > LOOKBACK;
        if looks_back || !self.recordings.of(selector).is_empty() {
            return None;
        }
        let page = self.model.expositions.iter().find(|page| page.dated.contains(name))?;
        let mut scrapes = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape)).peekable();
        scrapes.peek()?;
        let path = path_of(self.sources, page.file);
        let why = format!(
            "the samples of {name} in {path} keep their own time, which is more than five minutes ago: read them with offset 10m, or \
             over a range"
        );
        scrapes.all(|(_, scrape)| scrape.keeps_time).then(|| Rung::broken(Flaw::NeverFires, why))
    }
}
