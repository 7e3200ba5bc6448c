//! Whether what saved `/metrics` pages say keeps a level from ever being reached: more connections than the pool has, or a time in
//! milliseconds less one in seconds.

use super::in_time::scrape_interval;
use super::present::{Lookup, may_be_of};
use super::{Asked, path_of};
use crate::link::asked::beyond;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Expr, Role, Selector};
use crate::model::{Alert, Exposition, shown_millis};

/// Times in seconds are far below, until the year 5138; those in milliseconds have been above since 1973.
const MILLISECONDS: f64 = 1e11;
/// Where a counter of 32 bits begins anew.
const SIZE_OF_32_BITS: f64 = 4_294_967_296.0;

impl Lookup<'_, '_> {
    /// The first comparison of `expr` that never holds, by what pages say.
    pub(super) fn out_of_reach(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let mut compared = expr.comparisons.iter().filter(|it| it.role == Role::Reads && expr.branches == 1);
        let (compared, why) = compared.find_map(|it| {
            let why = self.beyond_limit(it, expr).or_else(|| self.in_milliseconds(it, (alert, expr)));
            let why = why.or_else(|| self.wraps_around(it, (alert, expr)))?;
            Some((it, why))
        })?;
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(compared.span.clone())))
    }

    /// More than there can be, as the postmortem says.
    pub(super) fn beyond_told(&self, alert: &Alert, asked: &Asked<'_>) -> Option<Rung> {
        let of_one = |selector: &Selector| {
            let scrapes = self.all_scrapes().map(|all| all.filter(|(_, scrape)| may_be_of(selector, scrape)));
            let mut scrapes = scrapes.into_iter().flatten();
            scrapes.next().is_some_and(|(_, scrape)| scrape.has_one_target()) && scrapes.next().is_none()
        };
        let why = beyond(WORDS.caps(), alert, &[asked.text, asked.story], &of_one)?;
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// More than there can be, as another metric of the page says.
    fn beyond_limit(&self, compared: &Comparison, expr: &Expr) -> Option<String> {
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        let (name, threshold) = (selector.name()?, compared.threshold?);
        let limit =
            WORDS.limit_of(name).filter(|_| selector.keeps_its_level() && compared.direction == Direction::Above)?;
        let (most, page) = self.largest(selector, limit)?;
        let why = || format!("{name} is never above {most}: so says {limit} in {}", path_of(self.sources, page.file));
        (!compared.holds_at(most) && threshold >= most).then(why)
    }

    /// The largest limit that pages with the series of `selector` show.
    fn largest(&self, selector: &Selector, limit: &str) -> Option<(f64, &Exposition)> {
        let pages =
            self.model.expositions.iter().filter(|page| page.is_whole && !self.asked(page, selector).is_empty());
        // 0 or -1 is no limit.
        let is_limited = |page: &Exposition| page.of(limit).all(|series| series.value > 0.0);
        let most = |page: &Exposition| page.of(limit).map(|series| series.value).reduce(f64::max);
        let most = |page: &Exposition| most(page).filter(|_| is_limited(page));
        let limits: Option<Vec<(f64, &Exposition)>> = pages.map(|page| Some((most(page)?, page))).collect();
        limits?.into_iter().max_by(|(one, _), (other, _)| one.total_cmp(other)).filter(|(most, _)| most.is_finite())
    }

    /// The rate of a counter of 32 bits, which begins anew too often: between two scrapes it is seen to rise by no more than its size.
    fn wraps_around(&self, compared: &Comparison, (alert, expr): (&Alert, &Expr)) -> Option<String> {
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        let name = selector.name().filter(|name| WORDS.is_of_32_bits(name))?;
        let written: String = alert.text.get(compared.span.clone())?.split_whitespace().collect();
        let is_rate = matches!(selector.within[..], ["rate" | "irate"]);
        let (factor, threshold) = written.rsplit_once("])")?.1.split_once('>')?;
        let factor = match factor {
            "" if written.starts_with("8*") => 8.0,
            "" => 1.0,
            "*8" => 8.0,
            _ => return None,
        };
        let threshold: f64 = threshold.parse().ok()?;
        let scrapes = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape));
        let interval = scrapes.map(|(loader, scrape)| scrape_interval(loader, Some(scrape)).0).min()?;
        let most = SIZE_OF_32_BITS / (interval as f64 / 1_000.0) * factor;
        let why = || {
            format!(
                "{name} counts to 2^32 and begins anew: between scrapes {} apart its rate is at most {:.0}",
                shown_millis(interval),
                most
            )
        };
        (is_rate && threshold >= most).then(why)
    }

    /// A time in milliseconds beside `time()`, which counts seconds: what lies behind is always far ahead.
    fn in_milliseconds(&self, compared: &Comparison, (alert, expr): (&Alert, &Expr)) -> Option<String> {
        let written: String = alert.text.get(compared.span.clone())?.split_whitespace().collect();
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        let name = selector.name()?;
        let scaled =
            ["/1000", "/1e3", "*1000", "*1e3", "*0.001", "/(1000"].iter().any(|factor| written.contains(factor));
        let waits = written.contains("time()-") && compared.direction == Direction::Above;
        let ends = written.contains("-time()") && compared.direction == Direction::Below;
        if scaled || !selector.keeps_its_level() || !(waits || ends) {
            return None;
        }
        let pages = self.model.expositions.iter().filter(|page| page.is_whole);
        let mut shown =
            pages.flat_map(|page| self.asked(page, selector).into_iter().map(move |series| (series.value, page)));
        let (first, page) = shown.next()?;
        let all = first > MILLISECONDS && shown.all(|(value, _)| value > MILLISECONDS);
        let path = path_of(self.sources, page.file);
        all.then(|| format!("{name} in {path} counts milliseconds, and time() seconds: divide it by 1000"))
    }
}
