//! The rung `delivered`: does the alert reach a receiver that notifies somebody, and was that hour muted?
//!
//! Labels leave Prometheus ([`labels`], [`relabel`]), Alertmanager routes them ([`routing`]), the receivers at the end
//! page or only notify ([`paging`]), unless the route was muted ([`muting`]) or the alert inhibited ([`inhibit`]).
//! What depends on a label that is only known when the alert fires is unknown.

mod answered;
mod environments;
mod grouped;
mod inhibit;
mod labels;
mod muting;
mod operated;
mod paging;
mod reach;
mod relabel;
mod routing;
mod silenced;
mod templated;
mod throughout;

pub use inhibit::OtherRules;
pub use muting::Share;
pub use operated::Operated;
pub use paging::{is_paged_for, is_severe, rank_of, says_what, says_what_to_do, severity_of};

use std::borrow::Cow;

use super::Ladder;
use super::told_targets::values_told;
use crate::config::Receivers;
use crate::link::asked::lead;
use crate::link::{Answer, Flaw, Guard, Rung, Term};
use crate::model::{Alert, AlertId, Alertmanager, Incident, Model, Prometheus, Receiver, Relabel, RuleSource, Silence};
use crate::source::Place;
use environments::{agreed, name_of, share};
use labels::{Labels, Value};
pub(super) use muting::{Hours, hour_of};
use reach::Reach;

/// Alertmanager's `group_interval` where nobody sets one; its `group_wait` is shorter.
const DEFAULT_GROUPING: u64 = 300_000;

/// What is said where nothing tells where alerts go.
const NO_ALERTMANAGER: &str = "give alertmanager.yml to check delivery";

/// What becomes of an alert after it fires.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The rung.
    pub rung: Rung,
    /// Who is told, for certain or perhaps.
    pub reached: Vec<Reached>,
    /// Does it wake somebody?
    pub pages: Answer,
    /// Why nobody is told, where that is so.
    pub lost: Option<Lost>,
    /// What kept it quiet in the incident's hours, where something did.
    pub quiet: Option<Quiet>,
}

/// A receiver at the end of a route.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Its name.
    pub receiver: String,
    /// The kinds of its integrations, as their makers write them.
    pub kinds: Vec<String>,
    /// The hosts through which all of them go; none where one of them does not say.
    pub through: Vec<String>,
    /// Does it wake somebody?
    pub pages: Answer,
    /// The name of the receiver at the route.
    pub place: Place,
    /// Is it told whatever the labels are that nobody knows yet?
    pub certain: bool,
    /// What muted the route in the incident's hours, where something did or may have.
    pub quiet: Option<Quiet>,
    /// How long a new group is held back there, in milliseconds.
    pub group_wait: u64,
    /// How long a new alert waits in any case, in milliseconds: where it has no group of its own, the next turn of a group
    /// that is there already may be sooner.
    pub at_least: u64,
    /// How long a new alert of a known group is held back there, in milliseconds.
    pub group_interval: u64,
}

/// Why nobody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// At which station.
    pub by: Station,
    /// Where that is written.
    pub place: Place,
    /// What is to be seen there.
    pub label: String,
}

/// Where an alert can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Station {
    /// A Prometheus that sends to no Alertmanager.
    Sending,
    /// An Alertmanager that answers at another address, or path, than that which alerts are sent to.
    Answering,
    /// A step of relabelling that drops it.
    Relabelling,
    /// A route that ends at a receiver which notifies nobody.
    Routing,
    /// An Alertmanager that has no receiver which notifies anybody.
    Alertmanager,
}

/// What keeps alerts quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// Hours in which a route is muted.
    Hours,
    /// Another alert that inhibits it.
    Inhibition,
    /// A silence.
    Silence,
    /// A group that was open before.
    Group,
}

/// What kept an alert quiet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// What it was.
    pub by: Keeper,
    /// For how much of the incident: some or all of it; unknown where its hours or their zone are.
    pub share: Share,
    /// Where that is written.
    pub place: Place,
    /// What is to be seen there.
    pub label: String,
}

impl Ladder<'_> {
    /// What becomes of an alert in an incident. Where no configuration is known to load it, all that are known count if
    /// none of them sends alerts to anybody.
    pub(super) fn delivery(&self, id: AlertId, incident: &Incident) -> Delivery {
        let model = self.model;
        let alert = self.alert(id);
        let loaders: Vec<&Prometheus> = self.loaders(alert).collect();
        let known = || model.prometheus.iter().filter(|it| !it.only_scrapes());
        let none_sends = known().all(|prometheus| prometheus.alerting.alertmanagers.is_empty());
        let is_lost = loaders.is_empty() && none_sends && !self.loading[alert.group].by_ruler;
        // One that may load it may write its labels anew.
        let writes = |it: &&Prometheus| loaders.is_empty() && !it.alerting.relabels.is_empty();
        let perhaps = known().filter(writes).collect();
        let prometheus = if is_lost { known().collect() } else { loaders };
        let receivers = &self.settings.receivers;
        if let Some(lost) = answered::unanswered(&self.started, &prometheus) {
            return lost;
        }
        let (alertmanagers, silences, operated) = (&model.alertmanagers, &model.silences, &self.operated);
        let (others, story) = (&self.others, self.story(incident));
        let cause = incident.only_root_cause().map_or("", |at| &*incident.risks[at].text);
        let told = &*format!("{} | {cause}", &*incident.title);
        let file = model.rules.groups[alert.group].file;
        let relabels = model.alert_relabels.iter().filter(|step| step.place.file == file).collect();
        let world =
            World { prometheus, perhaps, alertmanagers, relabels, silences, operated, others, receivers, story, told };
        delivered(alert, &world, incident)
    }
}

/// Does what `guard` sends wake somebody? By its receivers; where no Alertmanager is known, by its severity.
pub fn pages(model: &Model, guard: &Guard) -> Answer {
    let delivery = &guard.rungs.delivery;
    match delivery.pages {
        // That it reaches nobody at all is told elsewhere.
        Answer::No if delivery.lost.is_some() => Answer::Unknown,
        Answer::Unknown if model.alertmanagers.is_empty() => {
            let alert = model.rules.alert(guard.alert);
            let severity = severity_of(alert, &model.rules.groups[alert.group]);
            severity.map_or(Answer::Unknown, |severity| is_paged_for(severity))
        }
        known => known,
    }
}

/// Would `guard` have woken somebody in that incident? Not where a required rung of it says no.
pub fn would_page(model: &Model, guard: &Guard) -> Answer {
    if guard.holds() { pages(model, guard) } else { Answer::No }
}

/// What stands around an alert.
#[derive(Clone, Debug)]
pub struct World<'w> {
    /// The Prometheis that load it; none where no configuration is known. Several are environments.
    pub prometheus: Vec<&'w Prometheus>,
    /// Those that may load it, where nobody knows who does, and that write labels anew.
    pub perhaps: Vec<&'w Prometheus>,
    /// All Alertmanagers. Several whole configurations are environments.
    pub alertmanagers: &'w [Alertmanager],
    /// What a chart makes of the labels of its alerts on their way out, where these are among its values.
    pub relabels: Vec<&'w Relabel>,
    /// What was silenced in one of them.
    pub silences: &'w [Silence],
    /// What the Operator makes of those that are parts.
    pub operated: &'w Operated,
    /// The rules beside it.
    pub others: &'w OtherRules<'w>,
    /// What is said of receivers by name.
    pub receivers: &'w Receivers,
    /// What the postmortem tells of its only root cause; empty where several share it.
    pub story: &'w str,
    /// The title of the postmortem, and that cause itself.
    pub told: &'w str,
}

/// What becomes of `alert` in an incident.
pub fn delivered(alert: &Alert, world: &World<'_>, incident: &Incident) -> Delivery {
    if world.prometheus.is_empty() && world.alertmanagers.is_empty() {
        return Delivery::unknown(NO_ALERTMANAGER);
    }
    if world.prometheus.is_empty() {
        let plain = relabelled(Labels::new(alert, world.others, None), world.relabels.iter().copied(), |labels| {
            routed((alert, labels), world, None, incident)
        });
        let differs = |it: &&&Prometheus| sent(alert, world, it, incident).rung.is != plain.rung.is;
        return match world.perhaps.iter().any(|it| differs(&it)) {
            true => Delivery::unknown("it hangs on alert_relabel_configs, of a Prometheus that may load it or not"),
            false => plain,
        };
    }
    let each = world.prometheus.iter();
    let each = each.map(|it| (name_of(&it.environments), sent(alert, world, it, incident)));
    agreed(each.collect(), "the configurations of Prometheus")
}

/// What becomes of an alert in one Prometheus.
fn sent(alert: &Alert, world: &World<'_>, prometheus: &Prometheus, incident: &Incident) -> Delivery {
    if prometheus.alerting.alertmanagers.is_empty() {
        let place = prometheus.alerting.place.unwrap_or(prometheus.place);
        let label = "sends alerts to no Alertmanager".to_string();
        let why = "the Prometheus that loads it sends alerts to no Alertmanager";
        return Delivery::lost(why, Lost { by: Station::Sending, place, label });
    }
    let mut labels = Labels::new(alert, world.others, Some(prometheus));
    labels.narrow(values_told(alert, prometheus, world));
    relabelled(labels, &prometheus.alerting.relabels, |labels| {
        routed((alert, labels), world, Some(prometheus), incident)
    })
}

/// What becomes of an alert behind these steps, where it is `routed` by what they leave of its labels.
fn relabelled<'a, 's>(
    mut labels: Labels<'a>,
    steps: impl IntoIterator<Item = &'s Relabel>,
    routed: impl FnOnce(Labels<'a>) -> Delivery,
) -> Delivery {
    match relabel::relabelled(&mut labels, steps) {
        (Answer::No, Some(step)) => {
            let label = "drops it".to_string();
            Delivery::lost("alert_relabel_configs drop it", Lost { by: Station::Relabelling, place: step.place, label })
        }
        (Answer::Unknown, _) => {
            Delivery::unknown("alert_relabel_configs may drop it, by labels known only when it fires")
        }
        _ => routed(labels),
    }
}

/// Where an alert goes that has left Prometheus.
fn routed(
    (alert, mut labels): (&Alert, Labels<'_>),
    world: &World<'_>,
    prometheus: Option<&Prometheus>,
    incident: &Incident,
) -> Delivery {
    // What ends at a known time is told of before that.
    let ahead = lead(alert).map(|lead| lead - alert.hold as f64 / 1_000.0).unwrap_or(0.0);
    let own = Hours::of(incident);
    let hours = own.map(|hours| hours.led_by(ahead));
    let told = world.others.told(world.story, own);
    templated::tell(&mut labels, alert, world.story);
    let of = prometheus.map_or(&[][..], |prometheus| &prometheus.environments);
    let near = world.alertmanagers.iter().enumerate().filter(|(_, it)| share(of, &it.environments));
    let near: Vec<&Alertmanager> = near.filter(|(at, _)| !world.operated.leaves(*at)).map(|(_, it)| it).collect();
    // Of several houses nobody knows in which it was silenced.
    let one_house = near.iter().filter(|it| it.is_whole()).count() <= 1;
    if let Some(quiet) = silenced::silenced(world.silences, &labels, hours).filter(|_| one_house) {
        return Delivery::quieted(quiet);
    }
    // Several whole configurations are environments, each a house of its own.
    let pager_of = |house: &Alertmanager| {
        let of_house = |it: &&&Alertmanager| std::ptr::eq(**it, house) || !(it.is_whole() && house.is_whole());
        near.iter().filter(of_house).find_map(|it| Reach::new(it, &labels, world.receivers).pager())
    };
    let answer = |alertmanager: &Alertmanager| {
        let reach = Reach::new(alertmanager, &labels, world.receivers);
        let inhibited =
            inhibit::always(alertmanager, (alert, &labels), (world, &told, own), prometheus).map(|it| it.quiet());
        let kept = inhibited.or_else(|| grouped::kept_back(alertmanager, &labels, (world, prometheus), (own, &told)));
        let own = severity_of(alert, world.others.group_of(alert)).filter(|it| is_paged_for(it) == Answer::Yes);
        let asks = own.map(|own| format!("its severity is {}", &**own)).or_else(|| grave(incident));
        let asks =
            asks.or_else(|| world.others.has_graver(alert).then(|| "another rule of that name is to page".to_owned()));
        reach.delivery(hours, kept).asked_for(asks, pager_of(alertmanager))
    };
    let (whole, parts): (Vec<_>, Vec<_>) = near.iter().copied().partition(|alertmanager| alertmanager.is_whole());
    if let Some(told) = parts.iter().map(|part| answer(part)).find(|delivery| delivery.rung.is == Answer::Yes) {
        return told;
    }
    let maybe = parts.iter().find(|part| routing::routed(part, &labels).taken != Answer::No);
    let sends_here = |it: &Prometheus| matches!(it.rules, RuleSource::Selectors(_)) && !it.alerting.has_others;
    let nobody_else = whole.is_empty() && maybe.is_none() && prometheus.is_some_and(sends_here);
    if let Some(lost) = Some(&world.operated).filter(|_| nobody_else).and_then(|it| it.lost(&parts, &labels)) {
        return lost;
    }
    if whole.is_empty() {
        return Delivery::unknown(if parts.is_empty() {
            NO_ALERTMANAGER
        } else {
            "no AlertmanagerConfig here takes it for certain; give alertmanager.yml to check delivery"
        });
    }
    let each = whole.into_iter().map(|it| (name_of(&it.environments), answer(it)));
    let told = agreed(each.collect(), "the configurations of Alertmanager");
    match maybe {
        Some(_) if told.rung.is == Answer::No => {
            Delivery::unknown("an AlertmanagerConfig may take it, by labels known only when it fires")
        }
        _ => told,
    }
}

/// Says of a grave incident, at which no alert had come, that it was.
fn grave(incident: &Incident) -> Option<String> {
    let severity = incident.severity.as_ref().filter(|_| is_severe(incident) && incident.detected_alert.is_none())?;
    Some(format!("the incident was {}", severity.trim()))
}

impl Reached {
    /// Was its route muted for as long as the incident lasted?
    pub(super) fn was_asleep(&self) -> bool {
        self.quiet.as_ref().is_some_and(|quiet| quiet.share == Share::All)
    }
}

impl Delivery {
    /// How long a new alert is held back at worst, by the slowest of the routes that it reaches; by Alertmanager's
    /// default where none is known.
    pub(in crate::link) fn held_back(&self) -> Term {
        let waits = self.reached.iter().map(|end| (end.group_wait.max(end.group_interval), end));
        let slowest = waits.max_by_key(|(millis, _)| *millis);
        let millis = slowest.map_or(DEFAULT_GROUPING, |(millis, _)| millis);
        let place = slowest.filter(|_| millis != DEFAULT_GROUPING).map(|(_, end)| end.place);
        let by = if slowest.is_some_and(|(_, end)| end.group_wait > end.group_interval) { "wait" } else { "interval" };
        let at_least = self.reached.iter().map(|end| end.at_least).min().unwrap_or_default();
        Term { what: format!("group_{by} of Alertmanager"), millis, at_least, place, assumed: false }
    }

    /// The same of an alert at which somebody is to be woken, for what it `asks`: where a `pager` is there and others are told,
    /// it is lost.
    fn asked_for(self, asks: Option<String>, pager: Option<&Receiver>) -> Delivery {
        let (Some(asks), Some(pager), Answer::Yes, Answer::No) = (asks, pager, self.rung.is, self.pages) else {
            return self;
        };
        let why = format!("{}, though {asks}, and \"{}\" pages", self.rung.why, &*pager.name);
        let place = self.reached.first().map(|end| end.place);
        Delivery { rung: Rung::no(why).at(place), ..self }
    }

    /// Was it to wake somebody, and is told to others instead?
    pub fn is_unheard(&self) -> bool {
        self.rung.is == Answer::No && self.pages == Answer::No && self.lost.is_none() && self.quiet.is_none()
    }

    /// Nothing was supplied that could tell.
    pub fn unknown(why: impl Into<Cow<'static, str>>) -> Delivery {
        Delivery { rung: Rung::unknown(why), reached: Vec::new(), pages: Answer::Unknown, lost: None, quiet: None }
    }

    fn quieted(quiet: Quiet) -> Delivery {
        let rung = Rung::no(quiet.label.clone()).flaw(Flaw::Muted).at(quiet.place);
        Delivery { rung, reached: Vec::new(), pages: Answer::No, lost: None, quiet: Some(quiet) }
    }

    fn lost(why: impl Into<Cow<'static, str>>, lost: Lost) -> Delivery {
        let rung = Rung::no(why).flaw(Flaw::Undelivered).at(lost.place);
        Delivery { rung, reached: Vec::new(), pages: Answer::No, lost: Some(lost), quiet: None }
    }
}

/// The names of the receivers that `alertmanager` tells of an alert with exactly these labels, in the order in which it
/// asks its routes.
pub fn receivers_of<'a>(alertmanager: &'a Alertmanager, labels: &[(String, String)]) -> Vec<&'a str> {
    let mut known = Labels::none();
    for (label, value) in labels {
        known.set(label, Value::known(value.clone()));
    }
    let ends = routing::routed(alertmanager, &known).ends.into_iter();
    ends.filter_map(|end| alertmanager.routes[end.route].receiver.as_deref()).collect()
}
