//! What the arguments of Prometheus itself say of series: for how long it keeps them, for how long it takes a sample for the present
//! one, and whether others may write to it.

use super::present::Lookup;
use super::programs::Program;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{LOOKBACK, Selector};
use crate::model::{Container, Given, Prometheus, millis_of, shown_millis};
use crate::source::Place;

/// For so long it keeps series when nobody says.
const USUAL: u64 = 15 * 86_400_000;
/// What is older goes block by block: a block is a tenth of that time, or two hours, and the newest samples are in none yet.
const LATE: u64 = 6 * 3_600_000;

/// What is known of a time that an argument says.
enum Said {
    Nothing,
    Millis(u64, Place),
    Open,
}

impl Lookup<'_, '_> {
    /// Why a selector finds nothing in the past that it asks for: no Prometheus that loads the alert keeps series for so long.
    pub(super) fn forgotten(&self, selector: &Selector) -> Option<Rung> {
        let back = u64::try_from(selector.offset).ok().filter(|back| *back > 0)?;
        let kept = |loader: &Prometheus| {
            let (kept, place) = self.retention(loader)?;
            (back > kept + kept / 10 + LATE).then_some((kept, place))
        };
        let all: Option<Vec<(u64, Place)>> = self.loaders.iter().map(|loader| kept(loader)).collect();
        let (kept, place) = all?.into_iter().next()?;
        let why = format!(
            "it asks for what was {} ago, and Prometheus keeps series for {}",
            shown_millis(back),
            shown_millis(kept)
        );
        Some(Rung::broken(Flaw::NeverFires, why).at(place))
    }

    /// For how long a Prometheus keeps series, and where that is written; `None` where that is not known.
    fn retention(&self, loader: &Prometheus) -> Option<(u64, Place)> {
        let container = self.started.running(loader)?;
        let program = Program::of(container)?;
        // What it reads from elsewhere is as old as that; its configuration may say for how long as well.
        let text = &self.sources.file(loader.file).text;
        if loader.further_series.is_some() || text.contains("retention:") {
            return None;
        }
        let given = program.retention.iter().map(|name| said(program, container, name));
        let mut given = given.filter(|said| !matches!(said, Said::Nothing));
        let by_size = program.retains.iter().any(|name| program.given(container, name) != Given::Not);
        match given.next() {
            Some(Said::Millis(millis, place)) => Some((millis, place)),
            Some(_) => None,
            None => (!by_size).then_some((USUAL, container.place)),
        }
    }

    /// For how long a sample is the present one, for the Prometheus that takes the longest; `None` where nobody knows.
    pub(super) fn lookback(&self) -> Option<u64> {
        let of_loader = |loader: &Prometheus| {
            let container = self.started.running(loader);
            let named = container.and_then(|it| Some((it, Program::of(it)?.lookback.as_ref()?)));
            let given = named.and_then(|(it, name)| it.arguments.iter().find(|argument| argument.name == *name));
            given.map_or(Some(LOOKBACK), |argument| {
                argument.value.as_deref().filter(|_| !argument.is_open).and_then(millis_of)
            })
        };
        let each: Option<Vec<u64>> = self.loaders.iter().map(|loader| of_loader(loader)).collect();
        each.map(|each| each.into_iter().max().unwrap_or(LOOKBACK))
    }

    /// Is a Prometheus started so that others may write series to it, or does another one write to some?
    pub(super) fn takes_from_others(&self, loader: &Prometheus) -> bool {
        let Some(container) = self.started.running(loader) else {
            let another = |it: &&Prometheus| it.writes && it.file != loader.file;
            return !loader.writes && self.model.prometheus.iter().any(|it| another(&it));
        };
        let is_given = |name: &String| container.arguments.iter().any(|argument| argument.name == *name);
        Program::of(container).is_some_and(|program| program.receives.iter().any(is_given))
    }
}

fn said(program: &Program, container: &Container, name: &str) -> Said {
    match program.given(container, name) {
        Given::Not => Said::Nothing,
        Given::Perhaps => Said::Open,
        Given::As(argument) => match argument.value.as_deref().and_then(millis_of) {
            Some(millis) if millis > 0 => Said::Millis(millis, argument.place),
            _ => Said::Open,
        },
    }
}
