//! Whether a prober sees what failed above the layer that it asks at: a broker that takes connections and answers nothing is
//! reached by a probe that only connects, and a host whose service hangs answers pings.

use super::Asked;
use super::present::Lookup;
use super::probed::SUCCESS;
use crate::link::coverage::{Flaw, Rung};
use crate::link::mention::sentence_around;
use crate::link::words::WORDS;
use crate::model::expr::Expr;
use crate::model::{Alert, Scrape};

/// What happens by then, of a probe of this kind.
const REACHED: [(&str, &str); 2] = [("tcp", "a connection"), ("icmp", "an answer to pings")];

impl Lookup<'_, '_> {
    /// Why probes see nothing of what failed: it is told that what they ask for went on.
    pub(super) fn of_a_lower_layer(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        if !expr.selectors.iter().all(|selector| selector.name() == Some(SUCCESS)) {
            return None;
        }
        let scrapes = self.probes(expr)?;
        let kinds: Option<Vec<&str>> = scrapes.iter().map(|scrape| self.kind_asked(scrape)).collect();
        let kinds = kinds?;
        let kind = *kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first))?;
        let (_, reached) = REACHED.iter().find(|(of, _)| *of == kind)?;
        let went_on = |text: &str, is_meant: &dyn Fn(&str) -> bool| {
            let lower = text.to_lowercase();
            WORDS.probing().layer_went_on(kind, &lower).any(|found| is_meant(&lower[sentence_around(&lower, found)]))
        };
        // In the story, the sentence says of which host or port it speaks; whoever pings means the host.
        let is_named = |sentence: &str| kind == "icmp" || scrapes.iter().any(|scrape| names_target(scrape, sentence));
        if !went_on(asked.text, &|_| true) && !went_on(asked.story, &is_named) {
            return None;
        }
        let why = format!("its probes ask for {reached} alone, which there was all the while, as is told");
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// How the module of a job asks, where nothing but that counts.
    fn kind_asked(&self, scrape: &Scrape) -> Option<&str> {
        let (defined, kind) = self.asks_blindly(scrape.module.as_deref()?)?;
        defined.is_none_or(|prober| !prober.over_tls).then_some(kind)
    }
}

/// Does a sentence in lower case name a target of a job, or its port?
fn names_target(scrape: &Scrape, sentence: &str) -> bool {
    let targets = scrape.targets.iter().flatten().flat_map(|labels| labels.values());
    let mut ports = targets
        .filter_map(|target| target.rsplit_once(':'))
        .map(|(_, port)| port)
        .filter(|port| port.len() > 1 && port.chars().all(|digit| digit.is_ascii_digit()));
    let is_word = |word: &str| {
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        sentence
            .match_indices(word)
            .any(|(at, _)| ends(sentence[..at].chars().next_back()) && ends(sentence[at + word.len()..].chars().next()))
    };
    scrape.hosts.iter().any(|host| is_word(&host.to_lowercase())) || ports.any(is_word)
}
