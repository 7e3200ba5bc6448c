//! What the questions about the risks of one incident have in common.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};

use super::asked::Story;
use super::hurt::normal;
use super::index::Index;
use super::mention::{runs_together, words};
use super::modes::laments;
use super::words::WORDS;
use crate::model::{ActionItem, Basis, Incident, ModeId, Risk, RiskKind, Status, Text};
use crate::source::Place;

/// An incident, for the questions about its risks.
pub(super) struct Around<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) incident: &'a Incident,
    pub(super) path: &'a str,
    /// The action items that ask for an alert.
    pub(super) asking: Vec<&'a Text>,
    /// How many of its risks are root causes,
    pub(super) root_causes: usize,
    /// and how many no action items.
    pub(super) others: usize,
    /// Those of the items that name an alert, once asked.
    naming: OnceCell<Vec<Naming<'a>>>,
    /// The modes that each of the items speaks of, once asked.
    modes: HashMap<&'a str, OnceCell<Vec<ModeId>>>,
    /// The modes that its title and its root causes speak of, once asked.
    spoken: OnceCell<Vec<ModeId>>,
    /// The modes that its title and all its causes and factors speak of, once asked.
    told: OnceCell<Vec<Spoken<'a>>>,
    /// Where it sets something in code, once asked.
    codes: OnceCell<BTreeSet<Place>>,
    /// The products that nothing in its postmortem shows to be meant, once asked.
    unshown: OnceCell<BTreeSet<usize>>,
    /// The products that its postmortem names alone of their kind, once asked.
    alone: OnceCell<BTreeSet<usize>>,
    /// What it tells of its only root cause.
    pub(super) story: &'a str,
    /// The figures of that, once asked.
    figures: OnceCell<Story>,
}

/// An item that asks for an alert and names it.
pub(super) struct Naming<'a> {
    /// What it says.
    text: &'a str,
    /// The names.
    pub(super) names: Vec<&'a str>,
    /// The modes that it speaks of.
    pub(super) modes: Vec<ModeId>,
    /// Its words, in lower case: one may be the id of a risk.
    pub(super) words: HashSet<String>,
    /// Is it an action item, and no sentence of the text that says of the alert that it is there since?
    pub(super) is_item: bool,
}

/// A mode, and who speaks of it.
struct Spoken<'a> {
    mode: ModeId,
    /// The first text that does.
    text: &'a str,
    /// Does another do so as well?
    others: bool,
}

impl<'a> Around<'a> {
    /// The incident whose postmortem is at `path`.
    pub(super) fn new(index: &'a Index<'a>, incident: &'a Incident, path: &'a str) -> Around<'a> {
        let asking: Vec<&Text> =
            incident.action_items.iter().filter(|item| item.asks_for_alert).map(|item| &item.text).collect();
        let modes = asking.iter().map(|text| (text.value.as_str(), OnceCell::new())).collect();
        let count = |counts: &dyn Fn(RiskKind) -> bool| incident.risks.iter().filter(|risk| counts(risk.kind)).count();
        Around {
            index,
            incident,
            path,
            asking,
            root_causes: count(&|kind| kind == RiskKind::RootCause),
            others: count(&|kind| kind != RiskKind::ActionItem),
            naming: OnceCell::new(),
            modes,
            spoken: OnceCell::new(),
            told: OnceCell::new(),
            codes: OnceCell::new(),
            unshown: OnceCell::new(),
            alone: OnceCell::new(),
            story: index.ladder.story(incident),
            figures: OnceCell::new(),
        }
    }

    /// The modes that a text means: those that it speaks of, or the narrower ones that its incident speaks of.
    pub(super) fn meant(&self, text: &str) -> Vec<ModeId> {
        let spoken = self.modes(text);
        let modes = &self.index.model.modes;
        if spoken.iter().all(|mode| modes.mode(*mode).kinds.is_empty()) {
            return spoken;
        }
        let beside = laments(text).then(|| self.spoken_beside(text));
        let around = beside.as_ref().unwrap_or_else(|| self.spoken.get_or_init(|| self.spoken()));
        let kind = |mode: &ModeId| {
            let narrower = around.iter().find(|other| modes.mode(*mode).kinds.contains(&modes.mode(**other).id));
            narrower.filter(|_| !around.contains(mode)).copied().unwrap_or(*mode)
        };
        spoken.iter().map(kind).collect()
    }

    /// The modes that a text of the incident speaks of.
    pub(super) fn modes(&self, text: &str) -> Vec<ModeId> {
        let texts = self.index.texts;
        let asked = |known: &OnceCell<Vec<ModeId>>| {
            let wanted = |text: &str| {
                let text = WORDS.asking().without_senders(text);
                // What was down is often only the reason for which an item asks.
                let asked = WORDS.asking().of(&text);
                let called = self.called(&WORDS.asking().bare(&asked), |rest| texts.wanted(rest));
                with(texts.wanted(&text), called)
            };
            known.get_or_init(|| wanted(text)).clone()
        };
        // "There was no external check" speaks of what is to be watched as well.
        let modes = |text: &str| if laments(text) { texts.lacking(text) } else { texts.modes(text) };
        let told = || with(modes(text), self.called(text, modes));
        self.modes.get(text).map_or_else(told, asked)
    }

    /// The mode of a service that a text calls by its name, where `modes` says of the rest that nothing else broke.
    fn called(&self, text: &str, modes: impl Fn(&str) -> Vec<ModeId>) -> Option<ModeId> {
        let own = |name: &str| self.incident.services.iter().any(|service| normal(service) == name);
        let rest = WORDS.called().rest(text, &|name| own(name) || self.index.knows_service(name))?;
        let all = &self.index.model.modes;
        let tells = |mode: &ModeId| all.mode(*mode).tells_what_broke();
        all.id_of(&WORDS.called().mode).filter(|_| !modes(&rest).iter().any(tells))
    }

    /// The items that ask for an alert and name it, and those that are done and begin with the name of one.
    pub(super) fn naming(&self) -> &[Naming<'a>] {
        let naming = |text: &'a Text| {
            let names = self.index.named_in(text);
            (!names.is_empty()).then(|| self.names(text, names, true))
        };
        let begins = |item: &&ActionItem| {
            !item.asks_for_alert && item.status != Status::Open && self.begins_with_alert(&item.text)
        };
        let begun = self.incident.action_items.iter().filter(begins).map(|item| &item.text);
        let all = || {
            let items: Vec<Naming<'a>> = self.asking.iter().copied().chain(begun).filter_map(naming).collect();
            // Where items or front matter name alerts, sentences need not.
            let declared = self.incident.risks.iter().any(|risk| !risk.alerts.is_empty());
            if items.is_empty() && !declared { self.told_as_new() } else { items }
        };
        self.naming.get_or_init(all)
    }

    /// What a document tells of alerts that are there since, where no item names them.
    fn told_as_new(&self) -> Vec<Naming<'a>> {
        let Some(text) = self.index.ladder.document(self.incident) else { return Vec::new() };
        let is_open = |item: &&ActionItem| item.status == Status::Open;
        let open = || self.incident.action_items.iter().filter(is_open);
        let known = |name: &&str| open().any(|item| item.text.contains(name));
        let told = self.index.told_as_new(text).into_iter().filter(|(_, names)| !names.iter().any(known));
        told.map(|(text, names)| self.names(text, names, false)).collect()
    }

    /// What a text says that holds these names.
    fn names(&self, text: &'a str, names: Vec<&'a str>, is_item: bool) -> Naming<'a> {
        let words = words(text).map(|word| text[word].to_ascii_lowercase()).collect();
        // What is only to be watched says too little of what broke for the alert to be a fact there.
        Naming { text, names, modes: self.index.texts.modes(text), words, is_item }
    }

    /// Does an item that names an alert mean this root cause, and nothing beside it: has it, or its alert, more words of that than of
    /// another root cause, and as many as of any factor that is stated?
    pub(super) fn means_cause(&self, item: &Naming<'_>, cause: &Risk) -> bool {
        let of_kind = |kind: RiskKind| self.incident.risks.iter().filter(move |risk| risk.kind == kind);
        let in_common = |text: &str, beside: &str| {
            let alerts = item.names.iter().flat_map(|name| self.index.named(name));
            alerts.map(|alert| self.index.words.in_common(text, *alert, beside)).max().unwrap_or_default()
        };
        let like = |text: &str| in_common(text, item.text);
        // Of a factor only what the alert itself says counts: an item has words of its whole story.
        let sees = |text: &str| in_common(text, "");
        let (own, title) = (like(&cause.text), like(&self.incident.title));
        let is_other = |risk: &Risk| risk.text.place != cause.text.place && like(&risk.text) >= own;
        if self.root_causes > 1 && (own == 0 || of_kind(RiskKind::RootCause).any(is_other)) {
            return false;
        }
        let shares_mode = |risk: &Risk| self.modes(&risk.text).iter().any(|mode| item.modes.contains(mode));
        // What only tells of the alert is no factor beside it.
        let names_it_not = |factor: &&Risk| !item.names.iter().any(|name| factor.text.contains(name));
        let stated = || of_kind(RiskKind::ContributingFactor).filter(|factor| factor.basis == Basis::Stated);
        let most = stated().filter(names_it_not).map(|factor| sees(&factor.text)).max();
        // What prose tells beside a cause has mostly words of the same story; and where no blanks part words, none are compared.
        let is_near = match most {
            None => true,
            Some(0) => own + title > 0 || runs_together(&cause.text),
            Some(most) => own + title >= most,
        };
        is_near && !of_kind(RiskKind::ContributingFactor).filter(names_it_not).any(shares_mode)
    }

    /// Does an item begin with the name of an alert, and change nothing of what was there: `HostDown: pages after two minutes`?
    fn begins_with_alert(&self, item: &str) -> bool {
        let words = item.trim_start_matches(|c: char| !c.is_alphanumeric());
        let named = self.index.named_in(item);
        named.first().is_some_and(|name| words.starts_with(name)) && !WORDS.asking().changes(words)
    }

    /// Is something set in code at `place`?
    pub(super) fn is_code(&self, place: Place) -> bool {
        self.codes.get_or_init(|| self.incident.mentions.iter().map(|code| code.place).collect()).contains(&place)
    }

    /// The figures of what it tells of its only root cause.
    pub(super) fn figures(&self) -> &Story {
        let cause = || self.incident.only_root_cause().map_or("", |at| &*self.incident.risks[at].text);
        let of_cause = || Story::of(self.story, &format!("{} | {}", &*self.incident.title, cause()));
        self.figures.get_or_init(of_cause)
    }

    /// The products that are often meant unnamed, and that nothing in the whole postmortem shows to be meant here.
    pub(super) fn unshown(&self) -> &BTreeSet<usize> {
        self.unshown.get_or_init(|| self.of_document(|text| self.index.products.unshown(text)))
    }

    /// The products that the whole postmortem names alone of their kind.
    pub(super) fn alone(&self) -> &BTreeSet<usize> {
        self.alone.get_or_init(|| self.of_document(|text| self.index.products.alone_in(text)))
    }

    fn of_document(&self, products: impl Fn(&str) -> BTreeSet<usize>) -> BTreeSet<usize> {
        self.index.ladder.document(self.incident).map_or_else(BTreeSet::new, products)
    }

    /// The modes that the title and the root causes speak of.
    fn spoken(&self) -> Vec<ModeId> {
        let texts = self.texts(&|kind| kind == RiskKind::RootCause);
        texts.flat_map(|text| self.index.texts.modes(text)).collect()
    }

    /// The modes that the title and all other causes and factors speak of. That something was not monitored or recorded
    /// is said of the failure which they tell, in whatever words.
    fn spoken_beside(&self, text: &str) -> Vec<ModeId> {
        let told = self.told.get_or_init(|| self.told());
        told.iter().filter(|spoken| spoken.others || spoken.text != text).map(|spoken| spoken.mode).collect()
    }

    fn told(&self) -> Vec<Spoken<'a>> {
        let mut told: Vec<Spoken<'a>> = Vec::new();
        let mut places: BTreeMap<ModeId, usize> = BTreeMap::new();
        for text in self.texts(&|kind| matches!(kind, RiskKind::RootCause | RiskKind::ContributingFactor)) {
            for mode in self.index.texts.modes(text) {
                let at = *places.entry(mode).or_insert(told.len());
                match told.get_mut(at) {
                    Some(spoken) => spoken.others |= spoken.text != text,
                    None => told.push(Spoken { mode, text, others: false }),
                }
            }
        }
        told
    }

    /// The title and the texts of the risks of some kinds.
    fn texts(&self, of: &dyn Fn(RiskKind) -> bool) -> impl Iterator<Item = &'a str> {
        let risks = self.incident.risks.iter().filter(move |risk| of(risk.kind)).map(|risk| risk.text.value.as_str());
        std::iter::once(self.incident.title.value.as_str()).chain(risks)
    }
}

/// `modes` and another, once.
fn with(mut modes: Vec<ModeId>, other: Option<ModeId>) -> Vec<ModeId> {
    modes.extend(other.filter(|mode| !modes.contains(mode)));
    modes
}
