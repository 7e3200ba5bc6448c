//! Series that are those of something else than what was hurt.

use super::Question;
use crate::link::foreign::{never_shown_by, told, why_unseen};
use crate::link::index::Seeing;
use crate::link::ladder::PROBE;
use crate::link::scope::Scope;
use crate::link::words::WORDS;
use crate::model::ModeId;
use crate::model::expr::{MatchOp, Matcher};

impl Question<'_> {
    /// Does the name of the metric say that it is another's? `weather_last_import_timestamp_seconds` tells nothing of
    /// prices. Of what there are many on a host, the host says less than that name.
    pub(super) fn owned_elsewhere(&self, mode: ModeId, seeing: Seeing, scope: &Scope) -> Option<String> {
        let selector = self.index.reading(seeing.alert).selectors.get(seeing.selector)?;
        let name = selector.name()?;
        let mut owners = WORDS.owners_in(&name[..seeing.owner]);
        let is_others = match scope {
            Scope::Broad => owners.any(|owner| !self.hurt.speaks_of(owner)),
            Scope::Names(by) if self.index.model.modes.mode(mode).many => {
                let mut own = owners.filter(|owner| !by.contains(*owner)).peekable();
                own.peek().is_some() && own.all(|owner| !self.hurt.speaks_of(owner))
            }
            _ => false,
        };
        is_others.then(|| format!("reads {name}; nothing says that this was hurt"))
    }

    /// Does the text speak of something that has no such series?
    pub(super) fn never_shown(&self, mode: ModeId, seeing: Seeing) -> Option<String> {
        let selector = self.index.reading(seeing.alert).selectors.get(seeing.selector)?;
        let name = selector.name()?;
        let is_job =
            |matcher: &&Matcher| matcher.label == "job" && matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
        let job = selector.matchers.iter().find(is_job).map(|matcher| matcher.value.as_str());
        let told = || told(&self.risk.text, &self.modes, |sentence| self.index.texts.either(sentence));
        let why = |number: usize| {
            let ask = || {
                why_unseen(number, (&self.risk.text, || self.told_by.get_or_init(told)), mode, &self.incident.hosted)
            };
            *self.unseen.borrow_mut().entry((mode, number)).or_insert_with(ask)
        };
        let why = never_shown_by(name, job).find_map(why)?;
        Some(format!("reads {name}; {why}"))
    }

    /// Does it read a probe that speaks what nothing here speaks of? That a mail relay greets nobody says nothing of a site.
    pub(super) fn asked_otherwise(&self, seeing: Seeing) -> Option<String> {
        let selector = self.index.reading(seeing.alert).selectors.get(seeing.selector)?;
        selector.name().filter(|name| name.starts_with(PROBE))?;
        let is_chosen = |matcher: &&Matcher| matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
        let chosen = selector.matchers.iter().filter(is_chosen).map(|matcher| matcher.value.replace('_', " "));
        let chosen_by = chosen.collect::<Vec<_>>().join(" | ");
        let services = self.incident.services.iter().map(|service| &**service);
        let told: Vec<&str> = [&*self.risk.text, &*self.incident.title].into_iter().chain(services).collect();
        let tongue = WORDS.probing().spoken_otherwise(&chosen_by, &told.join(" | "))?;
        Some(format!("asks by {tongue}, of which nothing here speaks"))
    }
}
