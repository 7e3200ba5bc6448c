//! Who hears of an alert that one Alertmanager has routed.

use super::labels::Labels;
use super::muting::{Hours, Share, muted};
use super::paging;
use super::routing::{End, Routed, routed};
use super::{Delivery, Keeper, Lost, Quiet, Reached, Station};
use crate::config::{Duty as ByName, Receivers};
use crate::link::{Answer, Flaw, Rung};
use crate::model::{Alertmanager, Receiver, Route};

/// The ends of an alert in one Alertmanager.
pub(super) struct Reach<'a> {
    alertmanager: &'a Alertmanager,
    receivers: &'a Receivers,
    routed: Routed,
}

/// What is at the end of a route.
enum Told<'a> {
    Somebody(&'a Receiver),
    Nobody(&'a Receiver),
    /// The receiver is not defined; perhaps its name is still to be filled in.
    Unknown,
}

impl<'a> Reach<'a> {
    pub(super) fn new(alertmanager: &'a Alertmanager, labels: &Labels<'_>, receivers: &'a Receivers) -> Reach<'a> {
        Reach { alertmanager, receivers, routed: routed(alertmanager, labels) }
    }

    /// What becomes of the alert here, where something `kept` it quiet.
    pub(super) fn delivery(&self, hours: Option<Hours>, kept: Option<Quiet>) -> Delivery {
        if let Some(fault) = self.alertmanager.faults.first() {
            return Delivery::unknown(format!("Alertmanager refuses its configuration: {}", fault.message));
        }
        let ends: Vec<(End, Told<'a>)> = self.routed.ends.iter().map(|end| (*end, self.told(*end))).collect();
        let is_told = |told: &Told<'_>| matches!(told, Told::Somebody(_));
        let certain = ends.iter().any(|(end, told)| end.certain && is_told(told));
        let every = self.routed.taken == Answer::Yes && ends.iter().all(|(_, told)| is_told(told));
        if !ends.is_empty() && (certain || every) {
            return self.heard(&ends, hours, kept);
        }
        match ends.first() {
            Some(&(end, Told::Nobody(receiver))) if ends.iter().all(|(_, told)| matches!(told, Told::Nobody(_))) => {
                if self.tells_nobody() {
                    let label = "none of its receivers notifies anybody".to_owned();
                    let lost = Lost { by: Station::Alertmanager, place: self.alertmanager.place, label };
                    return Delivery::lost("no receiver of Alertmanager notifies anybody", lost);
                }
                let route = self.route(end);
                let label = format!("ends here, and \"{}\" notifies nobody", &*receiver.name);
                let why = format!("it ends at the receiver \"{}\", which notifies nobody", &*receiver.name);
                let place = route.receiver.as_ref().map_or(route.place, |name| name.place);
                Delivery::lost(why, Lost { by: Station::Routing, place, label })
            }
            _ => Delivery { reached: self.reached(&ends, hours), ..Delivery::unknown(self.undecided()) },
        }
    }

    fn route(&self, end: End) -> &'a Route {
        &self.alertmanager.routes[end.route]
    }

    /// Is there no receiver at all that notifies anybody?
    fn tells_nobody(&self) -> bool {
        self.alertmanager.is_whole() && self.alertmanager.receivers.iter().all(|receiver| self.is_mute(receiver))
    }

    /// The first receiver that wakes somebody, whatever ends at it.
    pub(super) fn pager(&self) -> Option<&'a Receiver> {
        self.alertmanager.receivers.iter().find(|receiver| self.pages(receiver) == Answer::Yes)
    }

    fn is_mute(&self, receiver: &Receiver) -> bool {
        receiver.integrations.is_empty() || self.receivers.told(&receiver.name) == Some(ByName::Nobody)
    }

    fn told(&self, end: End) -> Told<'a> {
        let name = self.route(end).receiver.as_ref();
        match name.and_then(|name| self.alertmanager.receiver(name)) {
            Some(receiver) if self.is_mute(receiver) => Told::Nobody(receiver),
            Some(receiver) => Told::Somebody(receiver),
            None => Told::Unknown,
        }
    }

    fn undecided(&self) -> String {
        let labels: Vec<&str> =
            self.routed.undecided.iter().map(String::as_str).filter(|label| !label.is_empty()).collect();
        if labels.is_empty() {
            return "its route names a receiver that is not known here".into();
        }
        format!("its route hangs on the label {}, which is only known when it fires", labels.join(", "))
    }

    fn heard(&self, ends: &[(End, Told<'_>)], hours: Option<Hours>, kept: Option<Quiet>) -> Delivery {
        let reached = self.reached(ends, hours);
        let pages = pages(&reached);
        let quiet = kept.or_else(|| quietest(&reached));
        let rung = match &quiet {
            Some(quiet) if quiet.share == Share::All => Rung::no(quiet.label.clone()).flaw(Flaw::Muted).at(quiet.place),
            Some(quiet) if quiet.share == Share::Unknown => Rung::unknown(quiet.label.clone()).at(quiet.place),
            _ => Rung::yes(said(&reached, pages)),
        };
        let quiet = quiet.filter(|quiet| quiet.share != Share::Unknown);
        Delivery { rung, reached, pages, lost: None, quiet }
    }

    fn reached(&self, ends: &[(End, Told<'_>)], hours: Option<Hours>) -> Vec<Reached> {
        let mut all: Vec<Reached> = Vec::new();
        for (end, told) in ends {
            let Told::Somebody(receiver) = told else { continue };
            let route = self.route(*end);
            let mut kinds: Vec<String> = Vec::new();
            for integration in &receiver.integrations {
                let name = paging::name_of(&integration.kind);
                if !kinds.iter().any(|known| known == name) {
                    kinds.push(name.to_string());
                }
            }
            all.push(Reached {
                receiver: receiver.name.value.clone(),
                kinds,
                through: receiver
                    .integrations
                    .iter()
                    .map(|it| it.through.clone())
                    .collect::<Option<_>>()
                    .unwrap_or_default(),
                pages: self.pages(receiver),
                place: route.receiver.as_ref().map_or(route.place, |name| name.place),
                certain: end.certain,
                quiet: self.quiet(route, hours),
                group_wait: route.group_wait,
                at_least: if route.groups_alerts() {
                    route.group_wait
                } else {
                    route.group_wait.min(route.group_interval)
                },
                group_interval: route.group_interval,
            });
        }
        all
    }

    /// By its name where the configuration says so, else by its kinds.
    fn pages(&self, receiver: &Receiver) -> Answer {
        match self.receivers.told(&receiver.name) {
            Some(ByName::Pages) => Answer::Yes,
            Some(ByName::Notifies | ByName::Nobody) => Answer::No,
            None => strongest(receiver.integrations.iter().map(|integration| paging::pages(&integration.kind))),
        }
    }

    /// What the route was muted by.
    fn quiet(&self, route: &Route, hours: Option<Hours>) -> Option<Quiet> {
        let (share, name) = muted(self.alertmanager, route, hours);
        let name = name?;
        let label = match share {
            Share::None => return None,
            Share::Part => format!("muted by \"{}\" for a part of the incident", &**name),
            Share::All => format!("muted by \"{}\" while the incident lasted", &**name),
            Share::Unknown if hours.is_none() => {
                format!("its route is muted by \"{}\" at times: give the incident's hours", &**name)
            }
            Share::Unknown => format!("its route is muted by \"{}\" at times: give the incident's time zone", &**name),
        };
        Some(Quiet { by: Keeper::Hours, share, place: name.place, label })
    }
}

/// What all its routes were muted by: the least that one of them was.
fn quietest(reached: &[Reached]) -> Option<Quiet> {
    let each = reached.iter().map(|end| end.quiet.as_ref());
    each.min_by_key(|quiet| quiet.map_or(0, |quiet| silence(quiet.share))).flatten().cloned()
}

/// The more quiet, the greater.
fn silence(share: Share) -> u8 {
    match share {
        Share::None => 0,
        Share::Part => 1,
        Share::Unknown => 2,
        Share::All => 3,
    }
}

/// Does one of several wake somebody?
fn strongest(answers: impl Iterator<Item = Answer>) -> Answer {
    answers.fold(Answer::No, |best, answer| match (best, answer) {
        (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
        (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
        _ => Answer::No,
    })
}

/// One that pages is enough where it is told for certain; where all possible ones agree, so does the answer. One that was
/// muted while the incident lasted woke nobody, whoever else was told.
fn pages(reached: &[Reached]) -> Answer {
    let is_all_quiet = reached.iter().all(Reached::was_asleep);
    let heard = || reached.iter().filter(|end| is_all_quiet || !end.was_asleep());
    let certain = strongest(heard().filter(|end| end.certain).map(|end| end.pages));
    let alike = |answer: Answer| heard().all(|end| end.pages == answer);
    match certain {
        Answer::Yes => Answer::Yes,
        _ if alike(Answer::Yes) => Answer::Yes,
        _ if alike(Answer::No) => Answer::No,
        _ => Answer::Unknown,
    }
}

fn said(reached: &[Reached], pages: Answer) -> String {
    let mut shown: Vec<String> = Vec::new();
    for end in reached {
        let but = end.quiet.as_ref().filter(|_| end.was_asleep());
        let but = but.map(|quiet| format!("; {}", quiet.label)).unwrap_or_default();
        let one = format!("\"{}\" ({}{but})", end.receiver, end.kinds.join(", "));
        if !shown.contains(&one) {
            shown.push(one);
        }
    }
    let or = if reached.iter().all(|end| end.certain) { " and " } else { " or " };
    let but = if pages == Answer::No { ", which notifies but pages nobody" } else { "" };
    format!("it reaches {}{but}", shown.join(or))
}
