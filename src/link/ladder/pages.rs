//! Whether a prober asks for the very page of a site that failed: the front page comes from a cache, and `/checkout` does not; a
//! server before the site answers `/ping` itself.

use std::ops::Range;

use super::Asked;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::link::mention::sentence_around;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::Expr;

impl Lookup<'_, '_> {
    /// Why probes see nothing of the page that the cause names: they ask for others, which went on, as is told.
    pub(super) fn of_another_page(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let told: Vec<&str> = WORDS.probing().pages_in(asked.text).collect();
        let first = told.first().filter(|_| WORDS.probing().others_went_on(asked.story))?;
        let sites = self.sites(expr)?;
        let asks_for = |site: &&str| told.iter().any(|told| page_of(site).starts_with(told));
        let shown = sites.first()?;
        let why = || format!("it probes {shown}, and what failed is {first} alone");
        (!sites.iter().any(asks_for)).then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.place))
    }

    /// Why probes see nothing of what failed: all that they ask for was answered, as a story tells.
    pub(super) fn of_what_was_answered(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let sites = self.sites(expr)?;
        let story = asked.story.to_lowercase();
        let is_told = |site: &&str| {
            let page = page_of(site).to_lowercase();
            let mut told = named(&story, &page).flat_map(|range| told_of(&story, range));
            page.len() > 1 && told.any(|sentence| WORDS.probing().was_answered(sentence))
        };
        let shown = sites.first().filter(|_| sites.iter().all(is_told))?;
        let why = format!("it probes {shown}, which was answered all the while, as is told");
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// What probes ask for, without the protocol; `None` where others may be found.
    fn sites(&self, expr: &Expr) -> Option<Vec<&str>> {
        let mut sites = Vec::new();
        for scrape in self.probes(expr)? {
            let values = scrape.targets.as_ref()?.iter().flat_map(|labels| labels.values());
            sites.extend(values.filter_map(|value| value.split_once("://")).map(|(_, site)| site));
        }
        Some(sites)
    }
}

/// The sentence that names a page, and the next where it goes on about it: "It answered 200 all evening."
fn told_of(story: &str, page: Range<usize>) -> impl Iterator<Item = &str> {
    let sentence = sentence_around(story, page);
    let next = story[sentence.end..].trim_start_matches(['.', ' ', '\n']);
    let start = story.len() - next.len();
    let next = next.starts_with("it ").then(|| &story[sentence_around(story, start..start + 1)]);
    std::iter::once(&story[sentence]).chain(next)
}

/// The path of `shop.example.com/checkout`.
fn page_of(site: &str) -> &str {
    site.find('/').map_or("/", |at| &site[at..])
}

/// Where a text names that page, and no other below it.
fn named<'t>(text: &'t str, page: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_');
    let found = text.match_indices(page).map(|(at, _)| at..at + page.len());
    found.filter(move |range| !text[range.end..].starts_with(goes_on))
}
