//! What the arguments of containers leave of the series that an alert reads: an exporter without the collector, a mount point that
//! it leaves out, a port at which nobody listens.

use regex::Regex;

use super::addressed::Address;
use super::present::{Lookup, admits, may_be_of};
use super::programs::{Allowed, Filter, Program, file_systems_told, may_export_anything, mounted_in, ports};
use crate::link::coverage::{Flaw, Rung};
use crate::link::scope::alternatives;
use crate::link::words::WORDS;
use crate::model::expr::{Expr, MatchOp, Matcher, Role, Selector};
use crate::model::{Alert, Container, Scrape, anchored};
use crate::source::Place;

/// The metrics of file systems, and the labels that tell these apart.
const FILE_SYSTEMS: &str = "node_filesystem_";
const MOUNT_POINT: &str = "mountpoint";
const TYPE: &str = "fstype";

/// Why something is not there, and where that is written.
type Why = (String, Place);

impl<'a> Lookup<'_, 'a> {
    /// Why no exporter that is started here has the series that a selector asks for.
    pub(super) fn unexported(&self, selector: &Selector) -> Option<Rung> {
        let name = selector.name()?;
        let program = Program::of_metric(name)?;
        let lacks = |container: &Container| {
            let lacks = program.lacks(container, name).map(|(how, at)| (format!("{} {how}", container.shown()), at));
            let lacks =
                lacks.or_else(|| denied(program, container, name)).or_else(|| filtered(program, container, selector));
            lacks.or_else(|| unlabelled(program, container, selector))
        };
        self.of_all_that_serve(program, selector, lacks).map(|(why, place)| {
            Rung::broken(Flaw::AbsentSeries, format!("{why}: so there is no such {name}")).at(place)
        })
    }

    /// Why an alert on file systems does not see the one that a text tells of: exporters leave it out.
    pub(super) fn left_out_of(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let selector = read.find(|it| it.name().is_some_and(|name| name.starts_with(FILE_SYSTEMS)))?;
        let (name, program) = (selector.name()?, Program::of_metric(selector.name()?)?);
        let text = text.to_lowercase();
        let mut paths = WORDS.parts_told(MOUNT_POINT, &text).peekable();
        let mounted: Vec<&str> = mounted_in(&text).collect();
        let is_meant = |path: &str| selector.matchers_of(MOUNT_POINT).all(|it| admits(it, path));
        if paths.peek().is_some() && !paths.any(is_meant) {
            return None;
        }
        // What it asks for itself is judged by what it asks for.
        let asks = |label: &str| selector.matchers_of(label).any(|it| matches!(it.op, MatchOp::Equal | MatchOp::Regex));
        let told = |container: &Container| {
            let by_path = || taken(program, container, name, (MOUNT_POINT, &mounted));
            let by_type = || {
                let types: Vec<&str> = file_systems_told(&text)?.iter().map(String::as_str).collect();
                taken(program, container, name, (TYPE, &types)).filter(|_| !asks(TYPE))
            };
            by_path().or_else(by_type)
        };
        let (why, _) = self.of_all_that_serve(program, selector, told)?;
        Some(Rung::broken(Flaw::AbsentSeries, format!("{why}, which is what failed")).at(alert.text.place))
    }

    /// The first of the reasons that `why` has for every container by which a selector may have series; `None` where one of them is
    /// not known, or has none.
    fn of_all_that_serve(
        &self,
        program: &'static Program,
        selector: &Selector,
        why: impl Fn(&Container) -> Option<Why>,
    ) -> Option<Why> {
        let whys: Option<Vec<Why>> = self.serving(program, selector)?.into_iter().map(why).collect();
        whys?.into_iter().next()
    }

    /// The containers by which a selector may have series of a program: those that jobs ask by their names, and for other
    /// targets all others that run it.
    fn serving(&self, program: &'static Program, selector: &Selector) -> Option<Vec<&'a Container>> {
        let scrapes: Vec<&Scrape> =
            self.all_scrapes()?.map(|(_, scrape)| scrape).filter(|scrape| may_be_of(selector, scrape)).collect();
        let is_pinned = selector.matchers_of("job").next().is_some();
        let (mut serving, mut elsewhere) = (Vec::new(), Some(0));
        for address in scrapes.iter().flat_map(|scrape| scrape.addresses.iter().flatten()) {
            let address = Address::of(address);
            let containers = self.started.at(address.host);
            if containers.iter().any(|it| may_export_anything(it)) {
                return None;
            }
            let before = serving.len();
            serving.extend(containers.iter().filter(|it| program.is_run_by(it)));
            let may_be_its = is_pinned || containers.is_empty() && address.port == Some(program.port);
            elsewhere = elsewhere.map(|count| count + usize::from(serving.len() == before && may_be_its));
        }
        elsewhere = elsewhere.filter(|_| scrapes.iter().all(|scrape| scrape.addresses.is_some()));
        if elsewhere != Some(0) {
            let asked = self.model.prometheus.iter().flat_map(|it| &it.scrapes).flat_map(|scrape| &scrape.hosts);
            let asked: Vec<&str> = asked.map(String::as_str).collect();
            let others = self.started.others(program, &asked, elsewhere != Some(1));
            serving.extend(Some(others).filter(|others| !others.is_empty())?);
        }
        Some(serving)
    }

    /// Why no scrape that may have what a selector asks for succeeds: each of its targets is a container that listens elsewhere.
    pub(super) fn unanswered(&self, selector: &Selector) -> Option<Rung> {
        let mut scrapes = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape)).peekable();
        scrapes.peek()?;
        let whys: Option<Vec<(String, &Scrape)>> =
            scrapes.map(|(_, scrape)| Some((self.answers_nowhere(scrape)?, scrape))).collect();
        let (why, scrape) = whys?.into_iter().next()?;
        Some(Rung::broken(Flaw::AbsentSeries, why).at(scrape.job.place))
    }

    fn answers_nowhere(&self, scrape: &Scrape) -> Option<String> {
        let of_target = |target: &String| {
            let address = Address::of(target);
            let asked = address.port?;
            let containers = self.started.at(address.host);
            let whys: Option<Vec<String>> = containers.iter().map(|it| listens_elsewhere(it, asked)).collect();
            whys?.into_iter().next()
        };
        let whys: Option<Vec<String>> = scrape.addresses.as_ref()?.iter().map(of_target).collect();
        let why = whys?.into_iter().next()?;
        Some(format!("{why}, where the job {} asks: no scrape succeeds", &*scrape.job))
    }
}

/// Why a container does not answer at a port, which none of its arguments names.
fn listens_elsewhere(container: &Container, asked: u16) -> Option<String> {
    let (named, mut values) = (asked.to_string(), container.arguments.iter().filter_map(|it| it.value.as_deref()));
    if Program::of(container).is_none() && values.any(|value| value.contains(&named)) {
        return None;
    }
    let (ports, _) = ports(container)?;
    let shown = container.shown();
    match &ports[..] {
        _ if ports.contains(&asked) => None,
        [] => Some(format!("{shown} listens to itself alone, and not at {asked}")),
        [first, ..] => Some(format!("{shown} listens at port {first}, and not at {asked}")),
    }
}

/// Why a container leaves out what a selector asks for by a label.
fn filtered(program: &Program, container: &Container, selector: &Selector) -> Option<Why> {
    let metric = selector.name()?;
    let labels = program.filters.iter().map(|filter| filter.label.as_str());
    let mut asked = labels.filter_map(|label| Some((label, selector.matchers_of(label).find_map(wanted)?)));
    let filtered = asked.find_map(|(label, values)| taken(program, container, metric, (label, &values)));
    let listed = || {
        program.values.iter().find_map(|(argument, label)| {
            let (list, place) = container.given(argument).value()?;
            let values = selector.matchers_of(label).find_map(wanted)?;
            let is_left = |value: &&str| list.split(',').any(|listed| listed.trim() == *value);
            let why = || format!("{} tells of {argument} {list} alone (--{argument})", container.shown());
            (!list.is_empty() && !values.iter().any(is_left)).then(|| (why(), place))
        })
    };
    filtered.or_else(listed)
}

/// Why a container gives a metric none of the labels of the cluster that a selector asks for. Version 1 gave all of them.
fn unlabelled(program: &Program, container: &Container, selector: &Selector) -> Option<Why> {
    let name = selector.name().filter(|_| !container.image.contains(":v1.") && container.image.contains(':'))?;
    let mut wanted = selector.matchers.iter().filter(|matcher| !admits(matcher, ""));
    wanted.find_map(|matcher| {
        let of = |allowed: &Allowed| allowed.lacks(program, container, (name, &matcher.label));
        let (why, place) = program.allowed.iter().find_map(of)?;
        Some((format!("{} {why}: it has no {}", container.shown(), matcher.label), place))
    })
}

/// The values of which a matcher wants one.
fn wanted(matcher: &Matcher) -> Option<Vec<&str>> {
    match matcher.op {
        MatchOp::Equal if !matcher.value.is_empty() => Some(vec![&*matcher.value]),
        MatchOp::Regex => alternatives(&matcher.value),
        _ => None,
    }
}

/// The argument by which a container leaves out all of these values of a label.
fn taken(program: &Program, container: &Container, metric: &str, (label, values): (&str, &[&str])) -> Option<Why> {
    let filters = program.filters.iter().filter(|it| it.label == label && it.metrics.hold(metric));
    let mut filters = filters.flat_map(|filter| filter.arguments.iter().map(move |argument| (filter, argument)));
    filters.find_map(|(filter, argument)| {
        let (pattern, place) = container.given(argument).value()?;
        let pattern = pattern_of(filter, pattern)?;
        let all = !values.is_empty() && values.iter().all(|value| pattern.is_match(value) != filter.keeps);
        let what = values.join(", ");
        all.then(|| (format!("{} leaves out {label} {what} (--{argument})", container.shown()), place))
    })
}

fn pattern_of(filter: &Filter, pattern: &str) -> Option<Regex> {
    if filter.whole { anchored(pattern) } else { Regex::new(pattern).ok() }
}

/// The argument by which a container leaves out a metric by its name.
fn denied(program: &Program, container: &Container, metric: &str) -> Option<Why> {
    program.denied.iter().find_map(|argument| {
        let (list, place) = container.given(argument).value()?;
        let is_denied = |pattern: &str| anchored(pattern.trim()).is_some_and(|pattern| pattern.is_match(metric));
        let why = || format!("{} leaves out {metric} (--{argument})", container.shown());
        list.split(',').any(is_denied).then(|| (why(), place))
    })
}
