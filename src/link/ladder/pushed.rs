//! Whether `absent()` waits for what a job has pushed: the Pushgateway shows that for good, whether the job runs again or not.

use super::Asked;
use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Expr, Selector};
use crate::model::{Alert, Jobs, Prometheus, Scrape};

/// What the gateway says of each group that was pushed to it.
const PUSHED_AT: &str = "push_time_seconds";
/// How it is called.
const GATEWAY: [&str; 2] = ["pushgateway", "push gateway"];
/// Where it listens when nobody says.
const PORT: &str = ":9091";

impl Lookup<'_, '_> {
    /// Why series are not absent though their job does not run any more.
    pub(super) fn kept_by_gateway(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let [selector] = &expr.selectors[..] else { return None };
        let is_asked = expr.is_absent() && expr.comparisons.is_empty() && self.recordings.of(selector).is_empty();
        let has_lost = |text: &str| GATEWAY.iter().any(|name| WORDS.outages().fails.say(name, text));
        // The gateway itself may have lost them.
        if !is_asked || has_lost(&asked.text.to_lowercase()) {
            return None;
        }
        let job = selector.pinned("job").next()?;
        let by = self.shown_as_pushed(selector, job).or_else(|| self.gateway_of(job))?;
        let why = format!("{by}: what was pushed last stays there, and is never absent; compare its age with time()");
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// The page of a gateway that shows them.
    fn shown_as_pushed(&self, selector: &Selector, job: &str) -> Option<String> {
        let name = selector.name()?;
        let page = self.model.expositions.iter().find(|page| {
            let shows = |name: &str| page.of(name).any(|series| series.labels.get("job").is_some_and(|it| it == job));
            shows(name) && shows(PUSHED_AT)
        })?;
        Some(format!("{} is the page of a Pushgateway", path_of(self.sources, page.file)))
    }

    /// The job that scrapes a gateway, where no other can have series of `job`.
    fn gateway_of(&self, job: &str) -> Option<String> {
        let is_own =
            |scrape: &Scrape| matches!(&scrape.jobs, Jobs::Known(jobs) if jobs.iter().any(|known| known == job));
        if self.all_scrapes()?.any(|(_, scrape)| is_own(scrape)) {
            return None;
        }
        let mut open = self.all_scrapes()?.filter(|(_, scrape)| matches!(scrape.jobs, Jobs::Open(_))).peekable();
        let (loader, first) = *open.peek()?;
        let is_gateway = |(_, scrape): (&Prometheus, &Scrape)| {
            let at_port = scrape.addresses.iter().flatten().any(|address| address.ends_with(PORT));
            at_port || scrape.job.contains("push") || scrape.hosts.iter().any(|host| host.contains("push"))
        };
        let why = format!("the job {} of {} scrapes a Pushgateway", &*first.job, path_of(self.sources, loader.file));
        open.all(is_gateway).then_some(why)
    }
}
