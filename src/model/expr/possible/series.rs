//! Which labels the series of a part have for certain, and whether two sides can ever match.

use std::borrow::Cow;

use super::known::METRICS;
use crate::model::anchored::whole;
use crate::promql::{Aggregate, Binary, MatchOp, Matcher, Matching, Operator, Selector, Side};

/// How many labels are kept in mind.
const MOST: usize = 16;

/// What is certain of the labels of a result.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    /// Labels with the one value that they have; an empty one is not there.
    pub(super) pins: Vec<(String, String)>,
    /// What else is asked of the values of labels.
    bounds: Vec<Bound>,
    /// Labels that are there, whatever their values.
    some: Vec<String>,
    /// At most these labels are there; `None` where that is not known.
    pub(super) only: Option<Vec<String>>,
    /// Labels that each series has of its own, whatever their values, and that no target ever has.
    own: &'static [String],
    /// Is there none of these, only what the target is labelled with?
    bare: bool,
    /// The exporter whose `job` they have.
    exporter: Option<&'static str>,
    /// Have they a `job`, as whatever is scraped has? Recorded series may have none.
    scraped: bool,
}

/// A matcher that names no one value: `code=~"5.."`.
#[derive(Clone, Debug, PartialEq)]
struct Bound {
    label: String,
    op: MatchOp,
    value: String,
}

impl Bound {
    /// Is the other asked for just what this one leaves out: `code=~"5.."` and `code!~"5.."`?
    fn is_opposite(&self, other: &Bound) -> bool {
        let opposed =
            matches!((self.op, other.op), (MatchOp::Regex, MatchOp::NotRegex) | (MatchOp::NotRegex, MatchOp::Regex));
        opposed && self.label == other.label && self.value == other.value
    }
}

/// The label that a scrape gives to each series, another to those of each exporter.
const JOB: &str = "job";

/// Why no two series match.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) why: String,
    /// Only where the series are scraped?
    pub(super) if_scraped: bool,
}

impl Labels {
    pub(super) fn none() -> Labels {
        Labels { only: Some(Vec::new()), ..Labels::default() }
    }

    pub(super) fn of_selector(selector: &Selector<'_>) -> Labels {
        let equal = selector.matchers.iter().filter(|it| it.op == MatchOp::Equal && it.label != "__name__");
        let pins = equal.take(MOST).map(|it| (it.label.clone().into_owned(), it.value.clone().into_owned()));
        let name = selector.name.as_ref().map_or("", |name| &name.text);
        let bare = METRICS.is_one_a_target(name);
        let open = selector.matchers.iter().filter(|it| it.op != MatchOp::Equal && it.label != "__name__").take(MOST);
        let bounds = open.map(|it| Bound {
            label: it.label.clone().into_owned(),
            op: it.op,
            value: it.value.clone().into_owned(),
        });
        let is_there = |it: &&Matcher<'_>| match it.op {
            MatchOp::Regex => needs_a_value(&it.value),
            MatchOp::NotEqual => it.value.is_empty(),
            MatchOp::Equal | MatchOp::NotRegex => false,
        };
        let some = selector.matchers.iter().filter(is_there).take(MOST).map(|it| it.label.clone().into_owned());
        let some = some.filter(|label| label != "__name__").collect();
        let exporter = METRICS.exporter(name);
        let scraped = exporter.is_some() || !name.is_empty() && !name.contains(':') && !name.starts_with("ALERTS");
        let own = METRICS.own_labels(name);
        Labels { pins: pins.collect(), bounds: bounds.collect(), some, only: None, own, bare, exporter, scraped }
    }

    /// What `absent` makes up of its selector.
    pub(super) fn of_absence(mut self) -> Labels {
        self.pins.retain(|(_, value)| !value.is_empty());
        self.only = Some(self.pins.iter().map(|(label, _)| label.clone()).collect());
        // A label that stands twice is left out by some versions.
        self.pins.clear();
        self.bounds.clear();
        self.some.clear();
        Labels { own: &[], bare: false, exporter: None, scraped: false, ..self }
    }

    pub(super) fn aggregated(self, aggregate: &Aggregate<'_>) -> Labels {
        match (&aggregate.grouping, aggregate.name) {
            (_, "topk" | "bottomk" | "limitk" | "limit_ratio") => self,
            (_, "count_values") => Labels::default(),
            (None, _) => Labels::none(),
            (Some(grouping), _) if grouping.without => self.without(&grouping.labels),
            (Some(grouping), _) => self.restricted(&grouping.labels),
        }
    }

    /// After a function that may have set these labels.
    pub(super) fn relabelled(self, labels: &[Cow<'_, str>]) -> Labels {
        Labels { only: None, own: &[], bare: false, ..self.without(labels) }
    }

    pub(super) fn without(mut self, labels: &[Cow<'_, str>]) -> Labels {
        // What is taken away is not there for certain any more.
        if self.own.iter().any(|own| labels.iter().any(|label| label == own)) {
            self.own = &[];
        }
        if labels.iter().any(|label| label == JOB) {
            (self.exporter, self.scraped) = (None, false);
        }
        self.pins.retain(|(pinned, _)| !labels.iter().any(|label| label == pinned));
        self.bounds.retain(|bound| !labels.contains(&Cow::Borrowed(&*bound.label)));
        self.some.retain(|some| !labels.iter().any(|label| label == some));
        if let Some(only) = &mut self.only {
            only.retain(|kept| !labels.iter().any(|label| label == kept));
        }
        self
    }

    fn restricted(mut self, labels: &[Cow<'_, str>]) -> Labels {
        self.pins.retain(|(pinned, _)| labels.iter().any(|label| label == pinned));
        self.bounds.retain(|bound| labels.contains(&Cow::Borrowed(&*bound.label)));
        let had = |label: &&Cow<'_, str>| self.only.as_ref().is_none_or(|only| only.iter().any(|it| it == *label));
        self.only = Some(labels.iter().filter(had).map(|label| label.clone().into_owned()).collect());
        self
    }

    /// What either of two results has.
    pub(super) fn either(mut self, other: &Labels) -> Labels {
        self.pins.retain(|pin| other.pins.contains(pin));
        self.bounds.retain(|bound| other.bounds.contains(bound));
        self.some.retain(|some| other.some.contains(some));
        self.only = match (self.only, &other.only) {
            (Some(mut one), Some(more)) => {
                one.extend(more.iter().cloned());
                Some(one)
            }
            _ => None,
        };
        self.own = if self.own == other.own { self.own } else { &[] };
        self.bare &= other.bare;
        self.exporter = self.exporter.filter(|_| self.exporter == other.exporter);
        self.scraped &= other.scraped;
        self
    }

    /// What comes out of two vectors that are matched.
    pub(super) fn matched(self, other: Labels, binary: &Binary<'_>) -> Labels {
        if matches!(binary.op, Operator::And | Operator::Unless) {
            return self;
        }
        let Some(matching) = &binary.matching else {
            let new: Vec<_> = other.pins.iter().filter(|pin| !self.pins.contains(pin)).cloned().collect();
            let mut both = self;
            both.pins.extend(new.into_iter().take(MOST.saturating_sub(both.pins.len())));
            return both;
        };
        match &matching.group {
            Some(group) => {
                let many = if group.many == Side::Left { self } else { other };
                Labels { only: None, bare: false, ..many.without(&group.include) }
            }
            None if matching.on => self.restricted(&matching.labels),
            None => self.without(&matching.labels),
        }
    }

    /// The labels that it has for certain.
    fn has(&self) -> impl Iterator<Item = &str> {
        let pinned = self.pins.iter().filter(|(_, value)| !value.is_empty()).map(|(label, _)| &**label);
        let there = self.own.iter().chain(&self.some).map(|label| &**label);
        pinned.chain(there.filter(|label| self.keeps(label)))
    }

    fn keeps(&self, label: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|it| it == label))
    }

    /// Has it no such label for certain?
    fn lacks(&self, label: &str) -> bool {
        let is_pinned = || self.pins.iter().any(|(pinned, _)| pinned == label);
        !self.keeps(label) || self.bare && METRICS.is_own_label(label) && !is_pinned()
    }

    /// The exporter whose `job` a result still has.
    fn of_exporter(&self) -> Option<&'static str> {
        self.exporter.filter(|_| self.has_a_job())
    }

    fn has_a_job(&self) -> bool {
        self.scraped && self.keeps(JOB) && !self.pins.iter().any(|(label, _)| label == JOB)
    }

    /// The label that counts, and of which one side has only values that the other leaves out.
    fn apart<'l>(&'l self, other: &Labels, counts: &dyn Fn(&str) -> bool) -> Option<&'l str> {
        let mut bounds = self.bounds.iter().filter(|bound| counts(&bound.label));
        let excludes = |bound: &&Bound| {
            let pinned =
                other.pins.iter().any(|(label, value)| *label == bound.label && !admits(bound.op, &bound.value, value));
            pinned || other.bounds.iter().any(|theirs| bound.is_opposite(theirs))
        };
        bounds.find(excludes).map(|bound| bound.label.as_str())
    }

    /// Why no series of these labels can match one of `other`.
    pub(super) fn mismatch(&self, other: &Labels, matching: Option<&Matching<'_>>) -> Option<Mismatch> {
        let counts = |label: &str| match matching {
            None => true,
            Some(matching) => matching.labels.iter().any(|it| it == label) == matching.on,
        };
        let sure = |why: String| Some(Mismatch { why, if_scraped: false });
        for (label, value) in self.pins.iter().filter(|(label, _)| counts(label)) {
            if let Some((_, theirs)) = other.pins.iter().find(|(name, theirs)| name == label && theirs != value) {
                return sure(format!(
                    "{label} is \"{value}\" on one side and \"{theirs}\" on the other: no series match"
                ));
            }
        }
        if let Some(label) = self.apart(other, &counts).or_else(|| other.apart(self, &counts)) {
            return sure(format!(
                "the two sides are asked for values of {label} that exclude each other: no series match; leave it out with \
                 `ignoring ({label})`"
            ));
        }
        let lost = |one: &Labels, other: &Labels| {
            one.has().find(|label| counts(label) && other.lacks(label)).map(str::to_owned)
        };
        if let Some(label) = lost(self, other).or_else(|| lost(other, self)) {
            return sure(format!("one side has the label {label} and the other has none: no series match"));
        }
        if !counts(JOB) {
            return None;
        }
        if let (Some(one), Some(another)) = (self.of_exporter(), other.of_exporter())
            && one != another
        {
            return sure(format!(
                "one side is scraped from {one} and the other from {another}: their job differs, and no series match; name \
                 the labels that both have with `on (…)`"
            ));
        }
        let lost = |one: &Labels, other: &Labels| one.has_a_job() && !other.keeps(JOB);
        let why =
            || "one side has the label job, which every scrape gives, and the other has none: no series match".into();
        let if_scraped = self.exporter.is_none() && other.exporter.is_none();
        (lost(self, other) || lost(other, self)).then(|| Mismatch { why: why(), if_scraped })
    }
}

/// Why a selector can never select anything.
pub(super) fn contradiction(selector: &Selector<'_>) -> Option<String> {
    let equal = selector.matchers.iter().filter(|it| it.op == MatchOp::Equal).take(MOST);
    for pinned in equal {
        for other in selector.matchers.iter().filter(|other| other.label == pinned.label) {
            if !admits(other.op, &other.value, &pinned.value) {
                return Some(format!("no series has such a {}: two matchers exclude each other", pinned.label));
            }
        }
    }
    None
}

/// Does a matcher let `value` through? What is no expression lets all through.
pub(crate) fn admits(op: MatchOp, asked: &str, value: &str) -> bool {
    match op {
        MatchOp::Equal => asked == value,
        MatchOp::NotEqual => asked != value,
        MatchOp::Regex => anchored(asked, value).unwrap_or(true),
        MatchOp::NotRegex => !anchored(asked, value).unwrap_or(false),
    }
}

/// Does the whole of `value` match? `None` where the expression is none that we can read.
fn anchored(pattern: &str, value: &str) -> Option<bool> {
    regex::RegexBuilder::new(&whole(pattern)).size_limit(1 << 18).build().ok().map(|it| it.is_match(value))
}

/// Is no series without the label let through, as the expression does not match the empty value?
fn needs_a_value(pattern: &str) -> bool {
    if begins_plainly(pattern) {
        return true;
    }
    let least = |hir: regex_syntax::hir::Hir| hir.properties().minimum_len();
    regex_syntax::parse(&whole(pattern)).ok().and_then(least).is_some_and(|least| least > 0)
}

/// Is it a letter or digit and, behind it, nothing but such signs and `.`, `.*` and `.+`, as in `5..` and `api-.*`? Most are,
/// and to read them as expressions takes a tenth of what is done with a rule.
fn begins_plainly(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let is_plain = |at: usize| match bytes[at] {
        b'*' | b'+' => bytes[at - 1] == b'.',
        b'.' | b'-' | b'_' | b'/' | b':' => true,
        byte => byte.is_ascii_alphanumeric(),
    };
    bytes.first().is_some_and(u8::is_ascii_alphanumeric) && (1..bytes.len()).all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::{begins_plainly, needs_a_value, whole};

    #[test]
    fn what_begins_plainly_needs_a_value() {
        let least =
            |pattern: &str| regex_syntax::parse(&whole(pattern)).ok().and_then(|it| it.properties().minimum_len());
        for plain in ["5..", "api-.*", "a", "https://api.example.com/.+", "a:b_c"] {
            assert!(begins_plainly(plain) && least(plain) > Some(0), "{plain}");
        }
        for other in ["", ".*", "a?", "a*", "a|", "a{0}", "(a)?", "a.**"] {
            assert!(!begins_plainly(other), "{other}");
        }
        assert!(needs_a_value("(a|b)c?") && !needs_a_value("a?") && !needs_a_value("(a"));
    }
}
