//! Whether a prober asks for the very page of a site that failed: the front page comes from a cache, and `/checkout` does not.

use super::Asked;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::Expr;

impl Lookup<'_, '_> {
    /// Why probes see nothing of the page that the cause names: they ask for others, which went on, as is told.
    pub(super) fn of_another_page(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let told: Vec<&str> = WORDS.probing().pages_in(asked.text).collect();
        let first = told.first().filter(|_| WORDS.probing().others_went_on(asked.story))?;
        let mut sites = Vec::new();
        for scrape in self.probes(expr)? {
            let values = scrape.targets.as_ref()?.iter().flat_map(|labels| labels.values());
            sites.extend(values.filter_map(|value| value.split_once("://")).map(|(_, site)| site));
        }
        let asks_for = |site: &&str| {
            let page = site.find('/').map_or("/", |at| &site[at..]);
            told.iter().any(|told| page.starts_with(told))
        };
        let shown = sites.first()?;
        let why = || format!("it probes {shown}, and what failed is {first} alone");
        (!sites.iter().any(asks_for)).then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.place))
    }
}
