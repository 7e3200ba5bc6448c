//! Whether an Alertmanager answers where Prometheus sends alerts: at its port, and below its route prefix.

use super::{Delivery, Lost, Station};
use crate::link::ladder::addressed::{Address, Started};
use crate::link::ladder::programs::{Program, ports};
use crate::model::{Addressee, Container, Given, Prometheus};
use crate::source::Place;

/// What becomes of an alert where no Alertmanager takes what any of these send.
pub(super) fn unanswered(started: &Started<'_>, prometheus: &[&Prometheus]) -> Option<Delivery> {
    let all = prometheus.iter().map(|it| {
        let named = &it.alerting.alertmanagers;
        let lost: Option<Vec<(String, Place)>> = named.iter().map(|one| refused(started, one)).collect();
        lost.filter(|_| !it.alerting.has_others)?.into_iter().next()
    });
    let (why, place) = all.collect::<Option<Vec<_>>>()?.into_iter().next()?;
    Some(Delivery::lost(why.clone(), Lost { by: Station::Answering, place, label: why }))
}

/// Why none of the Alertmanagers of an entry takes what is sent there, and where that is written.
fn refused(started: &Started<'_>, addressee: &Addressee) -> Option<(String, Place)> {
    let targets = addressee.targets.as_ref()?.iter();
    let prefix = addressee.path_prefix.as_ref().map_or("", |prefix| prefix.value.as_str());
    let of_target = |target: &String| {
        let address = Address::of(target);
        let containers = started.at(address.host);
        let whys: Option<Vec<String>> = containers.iter().map(|it| refuses(it, &address, prefix)).collect();
        whys?.into_iter().next()
    };
    let whys: Option<Vec<String>> = targets.map(of_target).collect();
    let place = addressee.path_prefix.as_ref().map_or(addressee.place, |prefix| prefix.place);
    Some((whys?.into_iter().next()?, place))
}

/// Why an Alertmanager does not take what is sent to this address.
fn refuses(container: &Container, address: &Address<'_>, prefix: &str) -> Option<String> {
    let program = Program::of(container).filter(|_| container.program() == "alertmanager")?;
    let shown = container.shown();
    if let (Some(port), Some((ports, _))) = (address.port, ports(container))
        && !ports.contains(&port)
    {
        let listens = if ports.is_empty() { "to itself alone".to_owned() } else { format!("at port {}", list(&ports)) };
        return Some(format!("{shown} listens {listens}, and alerts are sent to port {port}"));
    }
    let own = route_prefix(program, container)?;
    let asked = with_slash(prefix);
    (own != asked).then(|| {
        format!("{shown} answers below {own} alone, and alerts are sent below {asked}: each is answered by 404")
    })
}

fn list(ports: &[u16]) -> String {
    ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// Below which path an Alertmanager answers: its own argument, or the path at which others find it.
fn route_prefix(program: &Program, container: &Container) -> Option<String> {
    let value = |given: Given<'_>| given.value().map(|(value, _)| value.to_owned());
    match program.given(container, "web.route-prefix") {
        Given::Perhaps => return None,
        given @ Given::As(_) => return value(given).map(|prefix| with_slash(&prefix)),
        Given::Not => {}
    }
    let url = match program.given(container, "web.external-url") {
        Given::Perhaps => return None,
        Given::Not => return Some("/".to_owned()),
        given @ Given::As(_) => value(given)?,
    };
    let (_, rest) = url.split_once("://")?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    Some(with_slash(path.split_once('/').map_or("", |(_, path)| path)))
}

/// `/x` of `x`, `/x/` and `x/`.
fn with_slash(prefix: &str) -> String {
    format!("/{}", prefix.trim_matches('/'))
}
