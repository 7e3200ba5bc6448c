//! Whether a prober asks the very host that failed: a list of targets says which sites it looks at.

use super::path_of;
use super::present::{Lookup, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::link::scope::hosts_told;
use crate::model::Alert;
use crate::model::expr::{Expr, Role};

/// How the metrics of the blackbox exporter begin.
const PROBE: &str = "probe_";

impl Lookup<'_, '_> {
    /// Why an alert on probes does not see what the text of a risk tells: the host that it names is none of those probed.
    pub(super) fn unprobed(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).peekable();
        read.peek()?;
        let told = hosts_told(text);
        if told.is_empty() || !expr.selectors.iter().all(|it| it.name().is_some_and(|name| name.starts_with(PROBE))) {
            return None;
        }
        let mut probed: Vec<&str> = Vec::new();
        for selector in read {
            for (_, scrape) in self.all_scrapes()? {
                if may_be_of(selector, scrape) {
                    scrape.targets.as_ref()?;
                    probed.extend(scrape.hosts.iter().map(String::as_str));
                }
            }
        }
        // `example.com` may be said of `www.example.com`.
        let is_probed = |host: &String| probed.iter().any(|it| it.contains(host.as_str()) || host.contains(it));
        let named = probed.iter().any(|host| host.contains('.'));
        let path = self.loaders.first().map_or("", |loader| path_of(self.sources, loader.file));
        let why = format!("it probes {} by {path}, and not {}", shown(&probed), told.join(", "));
        let elsewhere = named && !told.iter().any(is_probed);
        elsewhere.then(|| Rung::broken(Flaw::AbsentSeries, why).at(alert.text.place))
    }
}

/// The first few.
fn shown(hosts: &[&str]) -> String {
    const SHOWN: usize = 3;
    let mut first = hosts.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if hosts.len() > SHOWN {
        first.push_str(" and others");
    }
    first
}
