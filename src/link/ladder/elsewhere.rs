//! Whether an alert looks at another place of the kind that the cause names: another mount point, another port.

use std::sync::LazyLock;

use regex::Regex;

use super::Asked;
use super::probed::PROBE;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Expr, MatchOp, Matcher, Role};

/// What says where something is mounted.
const MOUNT: &str = "mountpoint";
/// What says whom a prober asks.
const TARGETS: [&str; 2] = ["instance", "target"];
/// The port of sites, where their address names none.
const OF_SITES: [(&str, &str); 2] = [("https://", "443"), ("http://", "80")];

/// Why an alert sees nothing of the cause: it names one place, and the cause another.
pub(super) fn of_another_place(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).peekable();
    read.peek()?;
    let (mounts, ports) = (WORDS.mounts_told(asked.text), ports_told(asked.text));
    let mut first = None;
    for selector in read {
        let of_mount = |matcher: &&Matcher| !mounts.is_empty() && matcher.label == MOUNT;
        let is_probe = selector.name().is_some_and(|name| name.starts_with(PROBE));
        let of_port = |matcher: &&Matcher| is_probe && !ports.is_empty() && TARGETS.contains(&matcher.label.as_str());
        let literal = || selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal);
        let mount =
            literal().find(of_mount).filter(|matcher| !mounts.iter().any(|told| is_mount(&matcher.value, told)));
        let port =
            || literal().find(of_port).filter(|it| port_of(&it.value).is_some_and(|port| !ports.contains(&port)));
        let (matcher, told) = mount.map(|it| (it, mounts[0])).or_else(|| Some((port()?, ports[0])))?;
        first.get_or_insert_with(|| {
            format!("it looks at {}=\"{}\", and the cause names {told}", matcher.label, matcher.value)
        });
    }
    Some(Rung::broken(Flaw::Unmoved, first?).at(alert.text.place))
}

/// Is it that mount point? An exporter in a container sees it below the root of its host.
fn is_mount(value: &str, told: &str) -> bool {
    let told = told.trim_end_matches('/');
    value.trim_end_matches('/') == told || value.ends_with(told) && !told.is_empty()
}

/// The ports that a text names.
fn ports_told(text: &str) -> Vec<&str> {
    static PORT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bports? (\d{2,5})\b").expect("a fixed pattern"));
    PORT.captures_iter(text).filter_map(|found| found.get(1)).map(|port| port.as_str()).collect()
}

/// The port of an address, where it names one or its protocol does.
fn port_of(address: &str) -> Option<&str> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest).split('/').next()?;
    let named = host.rsplit_once(':').map(|(_, port)| port).filter(|port| port.bytes().all(|it| it.is_ascii_digit()));
    named.or_else(|| OF_SITES.iter().find(|(begin, _)| address.starts_with(begin)).map(|(_, port)| *port))
}
