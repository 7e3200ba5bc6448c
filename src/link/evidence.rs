//! The reasons to believe that an alert guards a risk.

mod naming;
mod strange;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::around::Around;
use super::asked::{Asked, More, Reached};
use super::candidate::{Candidate, Candidates, why_void};
use super::coverage::{Evidence, EvidenceKind, Sees};
use super::declared::{self, Declaration};
use super::effect::effects;
use super::foreign::Sentence;
use super::hurt::Hurt;
use super::index::{Index, Seeing};
use super::ladder::{self, Whole};
use super::mention::{beside_alert_word, reads_as_alert, sentence_around, words};
use super::named::Named;
use super::scope::{Scope, of_infrastructure, scope};
use super::several::{self, Thing};
use super::speaks_of_alerts;
use super::vanishing::Target;
use super::words::WORDS;
use crate::model::{AlertId, Incident, ModeId, Risk, RiskKind, Text};

/// One risk and what is known around it. `modes` are those that its text means, and its several things.
pub(super) struct Question<'a> {
    around: &'a Around<'a>,
    pub(super) index: &'a Index<'a>,
    pub(super) incident: &'a Incident,
    pub(super) risk: &'a Risk,
    pub(super) path: &'a str,
    pub(super) hurt: Hurt<'a>,
    pub(super) modes: Vec<ModeId>,
    /// What the item asks to be watched, where it is several things.
    pub(super) things: Vec<Thing>,
    /// What the item asks for beside an alert.
    more: Vec<&'static More>,
    /// The products that it does not name, and the rest of its postmortem names alone of their kind.
    alone: BTreeSet<usize>,
    /// When an item asks to be told.
    asked: Option<Asked>,
    /// What it and its whole postmortem tell.
    whole: Whole<'a>,
    /// How far it got, by what a cause tells: an alert that waits for more would not have fired. `None` for an item.
    pub(super) reached: Option<Reached>,
    /// The modes that a cause tells of as the effect of another, once asked.
    effects: OnceCell<Vec<ModeId>>,
    named: Named<'a>,
    /// What is dead, and exports nothing more, by the mode that says so; empty where the text tells of no death.
    dead: Vec<(ModeId, Target)>,
    /// Is it one of the texts of a signature? By its number, once asked.
    told: RefCell<BTreeMap<u32, bool>>,
    /// What its sentences tell of, once asked.
    told_by: OnceCell<Vec<Sentence<'a>>>,
    /// Why alerts do not see a mode of it in a kind of things, by its number, once asked.
    unseen: RefCell<BTreeMap<(ModeId, usize), Option<&'static str>>>,
}

impl<'a> Question<'a> {
    /// What is asked about `risk`.
    pub(super) fn new(around: &'a Around<'a>, risk: &'a Risk) -> Question<'a> {
        let Around { index, incident, path, .. } = *around;
        let meant = WORDS.without_exceptions(&risk.text);
        let text = WORDS.without_means(&meant);
        let mut hurt = Hurt::new(incident, &meant, index.known());
        hurt.add_products(index.products.ids_in(&text));
        let alone: BTreeSet<usize> = around.alone().difference(&index.products.named_in(&risk.text)).copied().collect();
        hurt.add_volumes(index.products.ids_of(&index.products.with_alone(&index.products.named_in(&text), &alone)));
        if risk.kind == RiskKind::RootCause {
            hurt.add_codes(around.story);
        }
        let services = incident.services.iter().map(|service| &**service);
        let called = hurt.declared.names();
        let said: Vec<&str> = [&*text, &*incident.title].into_iter().chain(services).chain(called).collect();
        let is_item = risk.kind == RiskKind::ActionItem;
        let named = Named::new(index, meant.clone(), risk.kind, &said);
        let mut things = if is_item { several::things(&risk.text, index.texts) } else { Vec::new() };
        let mut modes = around.meant(&risk.text);
        if is_item && things.is_empty() {
            things = several::of_each(index.products.side_by_side(&risk.text), &modes);
        }
        for mode in things.iter().flat_map(|thing| &thing.modes) {
            if !modes.contains(mode) {
                modes.push(*mode);
            }
        }
        let dying = modes.iter().filter(|_| WORDS.tells_death(&risk.text));
        let target = |mode: &ModeId| Some((*mode, Target::new(index.model, incident, &[*mode])?));
        let dead = dying.filter_map(target).collect();
        Question {
            around,
            index,
            incident,
            risk,
            path,
            hurt,
            modes,
            alone,
            more: if is_item { WORDS.asked_beside(&risk.text, things.len()).collect() } else { Vec::new() },
            things,
            asked: is_item.then(|| Asked::of(&risk.text)),
            whole: Whole::new(&index.ladder, incident, &risk.text),
            reached: (!is_item).then(|| Reached::of(&risk.text)),
            effects: OnceCell::new(),
            named,
            dead,
            told: RefCell::default(),
            told_by: OnceCell::new(),
            unseen: RefCell::default(),
        }
    }

    /// What the ladder of an alert is asked by.
    pub(super) fn asked<'q>(&'q self, id: AlertId, scope: &'q Scope) -> ladder::Asked<'q> {
        let (text, whole, modes): (&str, _, _) = (&self.risk.text, Some(&self.whole), &self.modes);
        // What a document tells beside its only root cause is told of that.
        let is_cause = self.risk.kind == RiskKind::RootCause;
        let (story, figures) = if is_cause { (self.around.story, Some(self.around.figures())) } else { ("", None) };
        ladder::Asked { id, scope, incident: self.incident, text, story, whole, figures, reached: self.reached, modes }
    }

    /// Does an alert see one of several things that are asked for?
    pub(super) fn sees_thing(&self, alert: AlertId, thing: &Thing) -> bool {
        let of_product = thing.product.is_none_or(|product| self.index.products_of(alert).contains(&product));
        of_product && self.sees(alert, &thing.modes)
    }

    /// Does an alert see one of these modes?
    fn sees(&self, alert: AlertId, modes: &[ModeId]) -> bool {
        let of_mode = |mode: &ModeId| self.index.seers(*mode).of_alert(alert);
        modes.iter().flat_map(of_mode).any(|seeing| seeing.sees == Sees::Cause)
    }

    /// Everything that speaks for any alert.
    pub(super) fn candidates(&self) -> Candidates {
        let mut found = Candidates::new();
        self.declared(&mut found);
        self.named(&mut found);
        self.metric(&mut found);
        self.failure_mode(&mut found);
        found
    }

    fn add(&self, found: &mut Candidates, (alert, sees): (AlertId, Sees), evidence: Evidence) {
        let candidate = found.entry(alert).or_insert_with(|| self.candidate(alert, sees));
        if sees == Sees::Cause {
            candidate.sees = Sees::Cause;
        }
        if !candidate.evidence.iter().any(|known| known.kind == evidence.kind) {
            candidate.evidence.push(evidence);
        }
    }

    fn candidate(&self, alert: AlertId, sees: Sees) -> Candidate {
        let scope = scope(self.index.model.rules.alert(alert), self.index.reading(alert), &self.hurt);
        Candidate { evidence: Vec::new(), sees, void: why_void(&scope), scope }
    }

    /// Front matter names the alert, or the rule names the incident.
    fn declared(&self, found: &mut Candidates) {
        for name in &self.risk.alerts {
            for &alert in self.index.named(name) {
                let detail = format!("the postmortem declares {}", &**name);
                self.add(found, (alert, Sees::Cause), Evidence { kind: EvidenceKind::Declared, detail });
            }
        }
        for declaration in self.declarations().filter(|declaration| self.is_meant(declaration.risk.as_deref())) {
            let evidence = Evidence { kind: EvidenceKind::Declared, detail: declaration.detail.clone() };
            self.add(found, (declaration.alert, Sees::Cause), evidence);
        }
    }

    fn declarations(&self) -> impl Iterator<Item = &Declaration> {
        let keys = declared::keys(self.incident, self.path);
        keys.into_iter().filter_map(|key| self.index.declared.get(&key)).flatten()
    }

    /// Does a monitor outside Prometheus see it?
    pub(super) fn is_monitored(&self) -> bool {
        let keys = declared::keys(self.incident, self.path);
        let mut named = keys.iter().filter_map(|key| self.index.monitored.get(key)).flatten();
        !self.risk.monitors.is_empty() || named.any(|risk| self.is_meant(risk.as_deref()))
    }

    /// A risk is named by its id or its failure mode; whoever names the incident alone means its root cause, where
    /// there is but one.
    fn is_meant(&self, risk: Option<&str>) -> bool {
        match risk {
            Some(risk) => {
                let own = self.risk.id.as_ref().is_some_and(|id| id.to_lowercase() == risk);
                own || self.leading().is_some_and(|mode| self.index.model.modes.mode(mode).id == risk)
            }
            None => self.risk.kind == RiskKind::RootCause && self.around.root_causes == 1,
        }
    }

    /// The failure mode that the risk is about. An item that speaks of none belongs to the one root cause.
    fn leading(&self) -> Option<ModeId> {
        let modes = &self.index.model.modes;
        modes.leading(&self.modes).or_else(|| {
            let alone = self.risk.kind == RiskKind::ActionItem && self.around.root_causes == 1;
            let cause = self.incident.risks.iter().find(|risk| risk.kind == RiskKind::RootCause && alone)?;
            modes.leading(&self.index.texts.modes(&cause.text))
        })
    }

    /// The risk's own text, or an action item that belongs to it, holds the exact name.
    fn named(&self, found: &mut Candidates) {
        for name in self.index.named_in(&self.risk.text) {
            self.add_named(found, name, "the text names it");
        }
        for item in self.own_items() {
            let told = "the postmortem says that it is there since";
            let detail = if item.is_item { "an action item of it names it" } else { told };
            item.names.iter().for_each(|name| self.add_named(found, name, detail));
        }
    }

    fn add_named(&self, found: &mut Candidates, name: &str, detail: &str) {
        for &alert in self.index.named(name).iter().filter(|alert| !self.asks_to_change(**alert)) {
            let sees = if self.paged(name) { Sees::Symptom } else { Sees::Cause };
            self.add(found, (alert, sees), Evidence { kind: EvidenceKind::Named, detail: detail.to_owned() });
        }
    }

    /// Is it the alert that the postmortem says has paged? Then it saw the symptom.
    fn paged(&self, name: &str) -> bool {
        self.risk.kind != RiskKind::ActionItem
            && self.incident.detected_alert.as_ref().is_some_and(|alert| alert.trim() == name)
    }

    /// The text names a metric that the alert's expression reads.
    fn metric(&self, found: &mut Candidates) {
        for (range, name) in self.index.metrics.in_text(&self.risk.text) {
            if WORDS.denies(&self.risk.text[sentence_around(&self.risk.text, range)]) {
                continue;
            }
            for &alert in &self.index.by_metric[name] {
                let detail = format!("the text names {name}, which its expression reads");
                self.add(found, (alert, Sees::Cause), Evidence { kind: EvidenceKind::Metric, detail });
            }
        }
    }

    /// The text matches a failure mode, and the alert its signature.
    fn failure_mode(&self, found: &mut Candidates) {
        for &mode in &self.modes {
            let admissible = self.index.seers(mode).admissible(&self.hurt);
            for seeing in admissible.filter(|seeing| self.is_said(seeing)) {
                let sees = if seeing.sees == Sees::Cause && self.is_effect(mode) { Sees::Symptom } else { seeing.sees };
                self.seen(found, mode, Seeing { sees, ..seeing });
            }
        }
    }

    /// Does the alert see what the item asks for, and come later than it asks to be told?
    pub(super) fn comes_late(&self, alert: AlertId) -> bool {
        let late = |asked: &Asked| asked.missed_by(self.index.model.rules.alert(alert)).is_some();
        self.sees(alert, &self.modes) && self.asked.as_ref().is_some_and(late)
    }

    /// What the item asks for beside an alert that sees `mode`.
    fn beyond(&self, mode: ModeId) -> Option<&More> {
        self.more.iter().copied().find(|more| more.exceeds(&self.index.model.modes.mode(mode).id))
    }

    /// Does the item ask for something beside an alert that sees one of its modes, or any at all?
    pub(super) fn asks_for_more(&self) -> bool {
        self.modes.iter().any(|mode| self.beyond(*mode).is_some()) || self.more.iter().any(|more| more.exceeds_all())
    }

    /// Does the item ask for a change of an alert that it names, and nothing show that it was made?
    fn asks_to_change(&self, alert: AlertId) -> bool {
        let is_met = |asked: &Asked| asked.is_met_by(self.index.model.rules.alert(alert));
        self.more.iter().any(|more| more.is_change) && !self.asked.as_ref().is_some_and(is_met)
    }

    /// Is the mode told of as the effect of another cause?
    pub(super) fn is_effect(&self, mode: ModeId) -> bool {
        let told = || effects(&self.risk.text, self.index.texts);
        let is_cause = self.risk.kind != RiskKind::ActionItem;
        is_cause && self.index.model.modes.mode(mode).consequence && self.effects.get_or_init(told).contains(&mode)
    }

    /// Of the alerts that see a mode of the text and are not among the `known` ones, those that are `likely` and the
    /// first few others. All are void, or they would be known.
    pub(super) fn voids(&self, known: &BTreeSet<AlertId>, (likely, few): (&[AlertId], usize)) -> Candidates {
        let mut alerts: BTreeSet<AlertId> = likely.iter().copied().collect();
        for sees in [Sees::Cause, Sees::Symptom] {
            for &mode in &self.modes {
                let fresh = |alert: AlertId| !known.contains(&alert);
                alerts.extend(self.index.seers(mode).first((sees, few), |said| self.is_told(said), fresh));
            }
        }
        let unknown = alerts.into_iter().filter(|alert| !known.contains(alert));
        let firsts = unknown.filter_map(|alert| self.first(alert));
        firsts.map(|(mode, seeing)| (seeing.alert, self.judged(mode, seeing))).collect()
    }

    /// The first mode of the text that the alert sees.
    fn first(&self, alert: AlertId) -> Option<(ModeId, Seeing)> {
        let of_mode = |&mode: &ModeId| self.index.seers(mode).of_alert(alert).iter().map(move |seeing| (mode, *seeing));
        self.modes.iter().flat_map(of_mode).find(|(_, seeing)| self.is_said(seeing))
    }

    /// `seeing` speaks for its alert, unless what the branch watches, or whose metrics, speaks against it. What has been
    /// found in another way is no worse for it, and what was void is better by it.
    fn seen(&self, found: &mut Candidates, mode: ModeId, seeing: Seeing) {
        let Seeing { alert, sees, .. } = seeing;
        let judged = self.judged(mode, seeing);
        if judged.void.is_some() {
            return;
        }
        if found.get(&alert).is_none_or(|known| known.void.is_some() && !known.is_fact()) {
            found.insert(alert, judged);
        }
        let detail = format!("the text and the alert both speak of {}", self.index.model.modes.mode(mode).id);
        self.add(found, (alert, sees), Evidence { kind: EvidenceKind::FailureMode, detail });
    }

    /// What `seeing` makes of its alert; its evidence is not in it.
    fn judged(&self, mode: ModeId, seeing: Seeing) -> Candidate {
        let Seeing { alert, sees, selector, .. } = seeing;
        let rule = self.index.model.rules.alert(alert);
        let mut scope = self.named.scope(&self.hurt, mode, seeing);
        if seeing.about && !scope.admits() {
            scope = of_infrastructure(self.index.reading(alert), selector).unwrap_or(scope);
        }
        let of_stranger = || {
            let products = &self.index.products;
            let (read, named) = (self.index.products_of(alert), self.named.products(mode));
            let unshown = || products.unshown_stranger(mode, read, self.around.unshown());
            let alone = |_: &&str| products.stranger(mode, read, &products.with_alone(&named, &self.alone)).is_some();
            let product = products.stranger(mode, read, &named).filter(alone).or_else(unshown);
            let product = product.filter(|_| scope == Scope::Broad)?;
            Some(format!("watches {product}, which the text does not speak of"))
        };
        let gone = || {
            let (_, target) = self.dead.iter().find(|(dead, _)| *dead == mode)?;
            let gone = target.exports_all(rule, self.index.reading(alert));
            gone.then(|| "reads only series that are gone with what fails".to_owned())
        };
        let otherwise = || self.never_shown(mode, seeing).or_else(|| self.asked_otherwise(seeing));
        let elsewhere = || self.owned_elsewhere(mode, seeing, &scope).or_else(otherwise);
        let late = || self.asked.and_then(|it| it.missed_by(rule)).or_else(|| self.reached?.missed_by(rule));
        let more = || self.beyond(mode).map(|more| more.why.clone()).or_else(late);
        let always =
            || rule.expr.as_ref()?.fires_always().then(|| "fires all the time, whatever its series say".to_owned());
        let void = why_void(&scope).or_else(always).or_else(of_stranger).or_else(elsewhere).or_else(gone).or_else(more);
        Candidate { evidence: Vec::new(), sees, scope, void }
    }

    /// Is this one of the texts that the alert sees?
    fn is_said(&self, seeing: &Seeing) -> bool {
        seeing.said.is_none_or(|said| self.is_told(said))
    }

    /// Is this one of the texts of a signature?
    fn is_told(&self, said: u32) -> bool {
        let ask = || {
            let text = format!("{} | {}", &*self.risk.text, &*self.incident.title);
            let asked = (self.risk.kind == RiskKind::ActionItem).then(|| WORDS.asking().asked(&self.risk.text));
            self.index.alerts.is_said(said, &text, asked.as_deref())
        };
        *self.told.borrow_mut().entry(said).or_insert_with(ask)
    }

    /// Does the alert read the metrics of products only that nothing here speaks of?
    pub(super) fn is_stranger(&self, alert: AlertId) -> bool {
        self.index.products.are_unnamed(self.index.products_of(alert), self.named.all_products())
    }

    /// Names in the risk's text, or declared for it, that read as an alert's and that no rule defines.
    pub(super) fn missing(&self) -> Vec<Text> {
        let declared = self.risk.alerts.iter().filter(|name| self.index.named(name).is_empty()).cloned();
        declared.chain(self.missing_in_text()).collect()
    }

    /// Does an item that asks for an alert, in so many words, set these words in code? Then they name that alert.
    fn is_code_of_item(&self, word: std::ops::Range<usize>) -> bool {
        let place = self.risk.text.at(word);
        self.risk.kind == RiskKind::ActionItem && speaks_of_alerts(&self.risk.text) && self.around.is_code(place)
    }

    fn missing_in_text(&self) -> Vec<Text> {
        let text = &self.risk.text;
        let unknown = |word: &std::ops::Range<usize>| {
            let name = &text[word.clone()];
            reads_as_alert(name) && self.index.named(name).is_empty() && !WORDS.is_ordinary(name)
        };
        let spoken = words(text).filter(unknown).filter(|word| {
            let marked = beside_alert_word(text, word.clone()) || self.is_code_of_item(word.clone());
            marked && !WORDS.denies(&text[sentence_around(text, word.clone())])
        });
        spoken.map(|word| Text::plain(&text[word.clone()], text.at(word))).collect()
    }
}
