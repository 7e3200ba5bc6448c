//! Scope: does an alert watch the services that were hurt?

mod elsewhere;

use elsewhere::is_elsewhere;
pub(super) use elsewhere::{Places, hosts_told};

use super::hurt::Hurt;
use super::ladder::admits;
use super::left_out::{leaves_out, may_leave_out};
use super::reading::{ReadSelector, Reading};
use super::words::{Says, WORDS};
use crate::model::expr::{MatchOp, Matcher, Metric, Role};
use crate::model::{Alert, Label};
use crate::source::Place;

/// What an alert watches, as seen from one risk.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scope {
    /// A matcher or a label names a service of the incident, or a word of the risk.
    Names(String),
    /// Nothing narrows it.
    Broad,
    /// It is narrowed to something, and nothing says whether that is what was hurt.
    Unknown(String, Option<Place>),
    /// It is narrowed to a job that is not called as what was hurt, as no other is: whoever names the alert may mean a part of that.
    Apart(String, Option<Place>),
    /// It is narrowed to other services than those that were hurt.
    Excludes(String, Option<Place>),
}

impl Scope {
    /// The better for a guard, the smaller.
    fn rank(&self) -> u8 {
        match self {
            Scope::Names(_) => 0,
            Scope::Broad => 1,
            Scope::Unknown(..) => 2,
            Scope::Apart(..) => 3,
            Scope::Excludes(..) => 4,
        }
    }

    /// May an inference rest on it?
    pub(super) fn admits(&self) -> bool {
        matches!(self, Scope::Names(_) | Scope::Broad)
    }
}

/// The scope of `alert`, whose expression reads `reading`, as seen from what was hurt: the best of its branches.
pub(super) fn scope(alert: &Alert, reading: &Reading, hurt: &Hurt<'_>) -> Scope {
    let branches = 0..=reading.selectors.iter().map(|selector| selector.branch).max().unwrap_or(0);
    let all = branches.map(|branch| of_branch(alert, reading, branch, hurt));
    all.min_by_key(Scope::rank).unwrap_or(Scope::Broad)
}

/// The scope of one branch of an alert's outermost `or`.
fn of_branch(alert: &Alert, reading: &Reading, branch: usize, hurt: &Hurt<'_>) -> Scope {
    let here: Vec<&ReadSelector> = reading.selectors.iter().filter(|selector| selector.branch == branch).collect();
    let read: Vec<&ReadSelector> = here.iter().filter(|selector| selector.role == Role::Reads).copied().collect();
    if let Some(scope) = taken_out(alert, &here, hurt).or_else(|| of_codes(alert, &read, hurt)) {
        return scope;
    }
    let of_labels = of_labels(alert, reading, hurt).map(|scope| (Says::Service, scope));
    let of_selectors = read.iter().flat_map(|selector| of_matchers(alert, selector, hurt));
    weighed(&of_selectors.chain(of_labels).collect::<Vec<_>>())
}

/// The scope of what one selector sees, which no other selector beside it can widen.
pub(super) fn of_selector(alert: &Alert, reading: &Reading, number: usize, hurt: &Hurt<'_>) -> Scope {
    let Some(selector) = reading.selectors.get(number) else { return of_branch(alert, reading, 0, hurt) };
    match weighed(&of_matchers(alert, selector, hurt)) {
        other @ Scope::Excludes(..) => other,
        _ => of_branch(alert, reading, selector.branch, hurt),
    }
}

/// Does a selector name a part of the infrastructure of which there is one, by its job? Then a failure mode that asks for
/// that part means it: there is no other scheduler.
pub(super) fn of_infrastructure(reading: &Reading, number: usize) -> Option<Scope> {
    let selector = reading.selectors.get(number)?;
    let named = |matcher: &&Matcher| {
        matches!(matcher.op, MatchOp::Equal | MatchOp::Regex) && WORDS.is_infrastructure(&matcher.value)
    };
    let narrows = |matcher: &Matcher| WORDS.label_says(&matcher.label, selector.name()) != Says::Nothing;
    let mut narrowing = selector.matchers.iter().filter(|matcher| narrows(matcher)).peekable();
    let first = narrowing.peek().copied()?;
    narrowing.all(|matcher| named(&matcher)).then(|| Scope::Names(shown(first)))
}

fn of_matchers(alert: &Alert, selector: &ReadSelector, hurt: &Hurt<'_>) -> Vec<(Says, Scope)> {
    let declared = hurt.declared.scope(alert, selector).map(|scope| (Says::Service, scope));
    let matchers = selector.matchers.iter().filter_map(|matcher| of_matcher(alert, selector, matcher, hurt));
    declared.into_iter().chain(matchers).collect()
}

/// What several matchers say together. A part of a service is less than the service, whoever is named beside it; and a
/// namespace that is called like what was hurt says less than another service within.
fn weighed(all: &[(Says, Scope)]) -> Scope {
    let first = |wanted: &dyn Fn(Says, &Scope) -> bool| {
        all.iter().find(|(says, scope)| wanted(*says, scope)).map(|(_, scope)| scope.clone())
    };
    first(&|says, scope| says == Says::Part && matches!(scope, Scope::Unknown(..) | Scope::Excludes(..)))
        .or_else(|| first(&|says, scope| says == Says::Service && matches!(scope, Scope::Names(_))))
        .or_else(|| first(&|_, scope| matches!(scope, Scope::Excludes(..))))
        .or_else(|| first(&|_, scope| matches!(scope, Scope::Names(_))))
        .or_else(|| first(&|_, scope| matches!(scope, Scope::Unknown(..) | Scope::Apart(..))))
        .unwrap_or(Scope::Broad)
}

/// Is the very thing that was hurt taken out by `unless`? What both sides ask for takes nothing out:
/// `failures{job="mail"} > 0 unless failures{job="mail"} offset 30m`.
fn taken_out(alert: &Alert, here: &[&ReadSelector], hurt: &Hurt<'_>) -> Option<Scope> {
    let read = || here.iter().filter(|selector| selector.role == Role::Reads);
    let asks = |selector: &&&ReadSelector, wanted: &Matcher| {
        selector.matchers.iter().any(|it| it.label == wanted.label && it.op == wanted.op && it.value == wanted.value)
    };
    let of_both = |matcher: &Matcher| read().next().is_some() && read().all(|selector| asks(&selector, matcher));
    let out = here.iter().filter(|selector| selector.role == Role::Excludes);
    let mut matchers = out.flat_map(|selector| selector.matchers.iter().map(move |matcher| (selector, matcher)));
    let (selector, matcher) = matchers.find(|(selector, matcher)| {
        let positive = matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
        let out = || match WORDS.label_says(&matcher.label, selector.name()) {
            Says::Service => names_service(matcher, hurt),
            Says::Place | Says::Part => hits(matcher, hurt),
            Says::Nothing => false,
        };
        positive && !of_both(matcher) && !is_open(matcher, hurt) && out()
    })?;
    let place = selector.direct.then(|| alert.text.at(matcher.span.clone()));
    Some(Scope::Excludes(format!("all but {}", shown(matcher)), place))
}

fn names_service(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    alternatives(&matcher.value).is_some_and(|values| values.iter().any(|value| hurt.has_service(value)))
}

/// Does it count other status codes than those that are spoken of?
fn of_codes(alert: &Alert, read: &[&ReadSelector], hurt: &Hurt<'_>) -> Option<Scope> {
    if let Some(matcher) = hurt.codes.left_out_by(read, &|pattern, value| hurt.lets(pattern, value)) {
        let direct = read.iter().any(|selector| selector.direct && selector.matchers.contains(matcher));
        let place = direct.then(|| alert.text.at(matcher.span.clone()));
        return Some(Scope::Excludes(shown(matcher), place));
    }
    let name = read.iter().filter_map(|selector| selector.name()).find(|name| hurt.codes.are_of_another_class(name))?;
    Some(Scope::Excludes(name.to_owned(), None))
}

/// What the label of a matcher says. One device is a part of its host; a pattern of them is what its class looks like.
fn says_of(matcher: &Matcher, selector: &ReadSelector) -> Says {
    match WORDS.matcher_says(&matcher.label, &matcher.value, selector.name()) {
        Says::Nothing if matcher.op == MatchOp::Equal && matcher.label == "device" => Says::Part,
        says => says,
    }
}

/// What one matcher says, and of what; `None` where it narrows nothing.
fn of_matcher(alert: &Alert, selector: &ReadSelector, matcher: &Matcher, hurt: &Hurt<'_>) -> Option<(Says, Scope)> {
    let says = says_of(matcher, selector);
    let shown = shown(matcher);
    let place = selector.direct.then(|| alert.text.at(matcher.span.clone()));
    let negated = matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRegex);
    if is_of_another_device(matcher, hurt) {
        return Some((Says::Part, Scope::Excludes(shown, place)));
    }
    if negated && leaves_out(matcher, selector, hurt) {
        return Some((says, Scope::Excludes(shown, place)));
    }
    if negated {
        return may_leave_out(matcher, hurt).then_some((says, Scope::Unknown(shown, place)));
    }
    if says == Says::Nothing && is_of_another_kind(matcher, hurt) || is_elsewhere(matcher, hurt) {
        return Some((Says::Part, Scope::Excludes(shown, place)));
    }
    if says == Says::Nothing || is_open(matcher, hurt) {
        return None;
    }
    let scope = match hits(matcher, hurt) {
        true => Scope::Names(shown),
        false if says != Says::Service || hurt.services.is_empty() => Scope::Unknown(shown, place),
        false if is_anybodys(matcher, hurt) || hurt.is_mentioned(matcher) => Scope::Unknown(shown, place),
        false if matcher.label == "job" && !hurt.has_own_job => Scope::Apart(shown, place),
        false => Scope::Excludes(shown, place),
    };
    Some((says, scope))
}

/// May a job be that of anybody: called for a technology, where the text speaks of no other one, or for what the text speaks of? The
/// latter may hold of a container as well.
fn is_anybodys(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    if !matches!(matcher.label.as_str(), "job" | "container") {
        return false;
    }
    let of_technology = matcher.label == "job"
        && matcher.op == MatchOp::Equal
        && WORDS.is_technology(&matcher.value)
        && !hurt.called().any(|name| WORDS.is_technology(name));
    let mut words = matcher.value.split(|c: char| !c.is_alphanumeric()).filter(|word| !WORDS.is_plain(word)).peekable();
    let mut is_spoken_of = || words.peek().is_some() && words.all(|word| hurt.speaks_of(word));
    of_technology || is_spoken_of()
}

/// Does a matcher let none of the devices through that are spoken of? A disk may be meant by one of its partitions.
fn is_of_another_device(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    if matcher.label != "device" {
        return false;
    }
    let forms = |device: &str| {
        let whole = device.trim_end_matches(|c: char| c.is_ascii_digit());
        let parts = [device.to_owned(), format!("{device}1"), format!("{device}p1"), whole.to_owned()];
        parts.into_iter().flat_map(|part| [format!("/dev/{part}"), part])
    };
    let lets = |device: &str| match matcher.op {
        MatchOp::Equal | MatchOp::Regex => forms(device).any(|form| admits(matcher, &form)),
        MatchOp::NotEqual | MatchOp::NotRegex => forms(device).take(2).all(|form| admits(matcher, &form)),
    };
    let mut told = WORDS.parts_told("device", &hurt.text).peekable();
    told.peek().is_some() && !told.any(lets)
}

/// Does a matcher pick a kind of resource, and is another kind the one that is spoken of?
fn is_of_another_kind(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    let told = WORDS.kinds_told(&matcher.label, &hurt.text);
    let picked = matcher.value.to_lowercase();
    let picked = alternatives(&picked).unwrap_or_default();
    !told.is_empty() && !picked.is_empty() && !told.iter().any(|kind| picked.contains(kind))
}

/// What the alert's own labels say: `service: payments` on an expression that any service could have.
fn of_labels(alert: &Alert, reading: &Reading, hurt: &Hurt<'_>) -> Option<Scope> {
    let metric = reading.selectors.iter().find_map(|selector| match &selector.metric {
        Metric::Named(name) => Some(&**name),
        Metric::Open(_) | Metric::Any => None,
    });
    let label = own_service(alert)?;
    let shown = format!("{}: {}", &*label.name, &*label.value);
    if hurt.is_called(&label.value) {
        return Some(Scope::Names(shown));
    }
    let of_an_exporter = WORDS.label_says("job", metric) == Says::Nothing;
    (!of_an_exporter).then_some(Scope::Unknown(shown, Some(label.value.place)))
}

/// The label of an alert that says which service it is for.
pub(super) fn own_service(alert: &Alert) -> Option<&Label> {
    let service = |label: &&Label| matches!(&*label.name, "service" | "app" | "application");
    alert.labels.iter().find(|label| service(label) && !label.value.contains("{{"))
}

/// A matcher that lets everything through, or everything that is there at all. The root volume is what a text means
/// that names no other; production is where incidents are.
fn is_open(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    let value = matcher.value.as_str();
    let is_root = value.split('|').any(|one| one.trim_matches(['(', ')', '^', '$']) == "/");
    let root = is_root && !(matcher.label == "mountpoint" && WORDS.speaks_of_volume(&hurt.text));
    let carried = matcher.label == "job" && WORDS.only_carries(value);
    root || carried || is_always_open(value)
}

/// Is it open whatever was hurt?
pub(super) fn is_always_open(value: &str) -> bool {
    WORDS.is_production(value) || matches!(value, "" | ".*" | ".+" | "^.*$" | "^.+$") || value.contains("$")
}

/// Does the value of a matcher, or one of those that it matches, name what was hurt?
pub(super) fn hits(matcher: &Matcher, hurt: &Hurt<'_>) -> bool {
    match matcher.op {
        MatchOp::Equal if WORDS.is_of_batches(&matcher.label) => hurt.is_called_by_words(&matcher.value),
        MatchOp::Equal | MatchOp::NotEqual => hurt.is_called(&matcher.value),
        MatchOp::Regex | MatchOp::NotRegex => alternatives(&matcher.value)
            .map_or_else(|| hurt.is_matched(&matcher.value), |values| values.iter().any(|value| hurt.is_called(value))),
    }
}

/// The values of `a|b|c`, where there is nothing but plain text between the bars.
pub(super) fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let inner = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    let plain = |value: &&str| value.chars().all(|c| c.is_alphanumeric() || "-_/ :".contains(c));
    inner.split('|').all(|value| plain(&value)).then(|| inner.split('|').collect())
}

pub(super) fn shown(matcher: &Matcher) -> String {
    let op = match matcher.op {
        MatchOp::Equal => "=",
        MatchOp::NotEqual => "!=",
        MatchOp::Regex => "=~",
        MatchOp::NotRegex => "!~",
    };
    format!("{}{op}\"{}\"", matcher.label, matcher.value)
}

#[cfg(test)]
mod tests;
