//! Who evaluates rules beside Prometheus: `thanos rule` and vmalert, with the files that they are told to load.

use serde::Deserialize;

use super::defined::Vote;
use super::inside::Inside;
use super::path_of;
use super::programs::rulers;
use crate::link::coverage::Answer;
use crate::model::{Argument, Container, Group, Model};
use crate::source::Sources;

/// A program that evaluates rules, and the arguments that say so: `rules/started.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    image: String,
    /// The patterns of its files.
    files: String,
    /// To whom it sends alerts.
    sends: Vec<String>,
}

/// One that is started here.
struct Ruler<'a> {
    container: &'a Container,
    inside: Inside<'a>,
    patterns: Vec<&'a Argument>,
    sends: bool,
}

/// All that are started here and send their alerts to somebody.
pub(super) struct Rulers<'a> {
    all: Vec<Ruler<'a>>,
}

impl<'a> Rulers<'a> {
    pub(super) fn new(sources: &Sources, model: &'a Model) -> Rulers<'a> {
        let of = |container: &'a Container| {
            let program = rulers().iter().find(|program| program.image == container.program())?;
            let given = |name: &str| container.arguments.iter().any(|argument| argument.name == name);
            let patterns: Vec<&Argument> = container.arguments.iter().filter(|it| it.name == program.files).collect();
            let inside = Inside::of_container(sources, container);
            let sends = program.sends.iter().any(|name| given(name));
            (!patterns.is_empty()).then_some(Ruler { container, inside, patterns, sends })
        };
        Rulers { all: model.cluster.containers.iter().filter_map(of).filter(|ruler| ruler.sends).collect() }
    }

    /// What they say of a group of a rule file; `None` where none of them may load it.
    pub(super) fn vote(&self, sources: &Sources, group: &Group) -> Option<Vote> {
        let file = path_of(sources, group.file);
        let votes = self.all.iter().filter_map(|ruler| ruler.vote(sources, file));
        group.resource.is_none().then(|| votes.max_by_key(|vote| vote.answer == Answer::Yes))?
    }
}

impl Ruler<'_> {
    fn vote(&self, sources: &Sources, file: &str) -> Option<Vote> {
        let (shown, path) = (self.container.shown(), path_of(sources, self.container.place.file));
        let known = |argument: &&&Argument| !argument.is_open;
        let written = |argument: &Argument| argument.value.clone().unwrap_or_default();
        let mut patterns = self.patterns.iter().filter(known);
        if let Some(found) = patterns.find(|it| self.inside.matches(&written(it), file)) {
            let why = format!("{shown} of {path} loads it by \"{}\"", written(found));
            return Some(Vote { answer: Answer::Yes, why, place: Some(found.place) });
        }
        let mut open = self.patterns.iter().filter(|it| it.is_open || self.inside.may_bring_others(&written(it)));
        let why = format!("{shown} of {path} evaluates rules too, and may load it");
        open.next().map(|argument| Vote { answer: Answer::Unknown, why, place: Some(argument.place) })
    }
}
