//! Whether the series that saved `/metrics` pages show of a metric can have the labels that a selector asks for.

use super::covered::as_scraped;
use super::path_of;
use super::present::{Lookup, admits, is_own, may_be_of, shown};
use crate::link::codes::class_called;
use crate::link::coverage::{Flaw, Rung};
use crate::link::scope::alternatives;
use crate::link::words::WORDS;
use crate::model::expr::{MatchOp, Matcher, Selector};
use crate::model::{Exposition, Scrape, Series};

/// The label that says how far a bucket of a histogram reaches: `le="1"` is not `le="1.0"`.
const BUCKET: &str = "le";
/// The label by which a summary tells its quantiles.
const QUANTILE: &str = "quantile";
/// So many values of a label are shown.
const SHOWN: usize = 3;

impl Lookup<'_, '_> {
    /// Why the series of a metric that is shown are none that `selector` asks for. `None` where others may be, or where a
    /// scrape may add the label.
    pub(super) fn mislabelled(&self, selector: &Selector) -> Option<String> {
        let name = selector.name()?;
        let shows = |page: &&Exposition| page.is_whole && page.of(name).next().is_some();
        let pages: Vec<&Exposition> = self.model.expositions.iter().filter(shows).collect();
        let page = path_of(self.sources, pages.first()?.file);
        let series: Vec<&Series> = pages.iter().flat_map(|page| page.of(name)).collect();
        let labels: Vec<_> = pages
            .iter()
            .flat_map(|page| {
                let covering = self.covering(page);
                page.of(name).map(move |series| as_scraped(series, &covering))
            })
            .collect();
        let scrapes: Vec<&Scrape> = self.all_scrapes()?.map(|(_, scrape)| scrape).collect();
        let wanted = selector.matchers.iter().filter(|matcher| {
            (is_own(&matcher.label) || [BUCKET, QUANTILE].contains(&matcher.label.as_str())) && !admits(matcher, "")
        });
        let mut wanted = wanted.filter(|matcher| !scrapes.iter().any(|scrape| scrape.may_label(&matcher.label)));
        wanted.find_map(|matcher| {
            let label = &matcher.label;
            let values: Vec<&String> = labels.iter().filter_map(|labels| labels.get(label)).collect();
            if values.is_empty() {
                return are_alike(&series).then(|| format!("no series of {name} in {page} has the label {label}"));
            }
            if values.iter().any(|value| admits(matcher, value)) {
                return None;
            }
            // A histogram has all its buckets from the beginning, a summary its quantiles, and every target has the same.
            let is_no_bucket = [BUCKET, QUANTILE].contains(&label.as_str()) && !asked(matcher).is_empty();
            let lasts = is_no_bucket
                || WORDS.is_lasting(label) && !asked(matcher).is_empty() && self.is_of_one_target(&pages, selector);
            if !lasts
                && !is_cut_short(matcher, &values)
                && !is_no_code(matcher, &values)
                && !is_mounted_below(matcher, &values)
            {
                return None;
            }
            let mut known: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            known.truncate(SHOWN);
            Some(format!("{name} in {page} is of {label} {}, and of none with {}", known.join(", "), shown(matcher)))
        })
    }

    /// Why no series of a metric has the label by which a summary tells its quantiles: it is a histogram.
    pub(super) fn no_summary(&self, selector: &Selector) -> Option<String> {
        let name = selector.name().filter(|_| selector.matchers_of(QUANTILE).any(|matcher| !admits(matcher, "")))?;
        let buckets = format!("{name}_bucket");
        let mut pages = self.model.expositions.iter().filter(|page| page.of(&buckets).next().is_some());
        let page = pages.next()?;
        let is_shown = self.model.expositions.iter().any(|page| page.of(name).next().is_some());
        let path = path_of(self.sources, page.file);
        (!is_shown).then(|| format!("{name} in {path} is a histogram: only a summary has the label {QUANTILE}"))
    }

    /// Why no target has the label that a selector asks for: every one of them is given another value of it.
    pub(super) fn on_no_target(&self, selector: &Selector) -> Option<Rung> {
        let scrapes: Vec<&Scrape> =
            self.all_scrapes()?.map(|(_, scrape)| scrape).filter(|scrape| may_be_of(selector, scrape)).collect();
        let is_given = |matcher: &&Matcher| is_own(&matcher.label) && !admits(matcher, "");
        selector.matchers.iter().filter(is_given).find_map(|matcher| {
            let values = scrapes.iter().map(|scrape| on_targets(scrape, &matcher.label)).collect::<Option<Vec<_>>>()?;
            let mut values: Vec<&str> = values.into_iter().flatten().collect();
            let place = scrapes.first()?.job.place;
            if values.is_empty() || values.iter().any(|value| admits(matcher, value)) {
                return None;
            }
            values.sort_unstable();
            values.dedup();
            values.truncate(SHOWN);
            let why =
                format!("its targets have {} {}, and none has {}", matcher.label, values.join(", "), shown(matcher));
            Some(Rung::broken(Flaw::AbsentSeries, why).at(place))
        })
    }

    /// Why no series has such a label: whoever exports it spells the value in one way, and it is written in other letters, or it
    /// is the value of another metric.
    pub(super) fn no_value(&self, selector: &Selector) -> Option<String> {
        let name = selector.name()?;
        selector.matchers.iter().find_map(|matcher| {
            let why = |value: &&str| {
                let (label, shown) = (&matcher.label, shown(matcher));
                if let Some(known) = WORDS.spelt(name, label, value) {
                    let misspelt = || format!("{label} is spelt \"{known}\", and {shown} asks for other letters");
                    return (known != *value).then(misspelt);
                }
                let other = WORDS.value_of_another(name, label, value)?;
                Some(format!("{name} is never of {label} \"{value}\", as {other} may be: {shown} finds nothing"))
            };
            let whys: Option<Vec<String>> = asked(matcher).iter().map(why).collect();
            whys?.into_iter().next()
        })
    }

    /// Do all the pages come from the job that the selector names, and has that job only one target? Of several, each may show
    /// what is its own.
    fn is_of_one_target(&self, pages: &[&Exposition], selector: &Selector) -> bool {
        let named =
            |job: &str| selector.matchers_of("job").any(|matcher| matcher.op == MatchOp::Equal && matcher.value == job);
        pages.iter().all(|page| {
            let mut scrapes = self.scrapes(&page.stem);
            let alone = scrapes.next().is_some_and(|(_, scrape)| scrape.has_one_target()) && scrapes.next().is_none();
            alone && named(&page.stem)
        })
    }
}

/// The values that a label has on all targets of a job; `None` where one has none, or where it may be written anew.
fn on_targets<'s>(scrape: &'s Scrape, label: &str) -> Option<Vec<&'s str>> {
    if scrape.changes_series || scrape.federated.is_some() {
        return None;
    }
    if let Some(namespace) = scrape.in_namespace.get(label) {
        return Some(vec![namespace]);
    }
    let targets = scrape.targets.as_ref()?;
    targets.iter().map(|labels| labels.get(label).map(String::as_str)).collect()
}

/// Do they all have the same labels? Where one has more than another, a third may have more than both.
fn are_alike(series: &[&Series]) -> bool {
    series.windows(2).all(|pair| pair[0].labels.keys().eq(pair[1].labels.keys()))
}

/// Does a matcher name only the beginning of what the label says, which is asked for as a whole: `pod=~"checkout"`?
fn is_cut_short(matcher: &Matcher, values: &[&String]) -> bool {
    let goes_on = |asked: &str| {
        let mut rests = values.iter().filter_map(|value| value.strip_prefix(asked)).filter(|rest| rest.len() > 1);
        // Of a path, the last part: `/var/lib/postgres` beside `/var/lib/postgresql`.
        let is_path = asked.starts_with('/');
        let goes_on = |rest: &str| match is_path {
            true => asked.len() > 1 && rest.starts_with(char::is_alphabetic),
            false => rest.starts_with(['-', '.', '_']),
        };
        !asked.is_empty() && rests.any(goes_on)
    };
    // A regular expression without any sign is meant to match more than itself.
    let is_meant = WORDS.goes_on(&matcher.label) || matcher.op == MatchOp::Regex && WORDS.is_identity(&matcher.label);
    let asked = asked(matcher);
    is_meant && !asked.is_empty() && asked.into_iter().all(goes_on)
}

/// Does a matcher ask for a path that an exporter in a container knows below the root of its host alone: `/srv`, which it calls
/// `/rootfs/srv`?
fn is_mounted_below(matcher: &Matcher, values: &[&String]) -> bool {
    let below =
        |path: &str| values.iter().any(|value| WORDS.host_roots().any(|root| value.strip_prefix(root) == Some(path)));
    let asked = asked(matcher);
    matcher.label == "mountpoint" && !asked.is_empty() && asked.iter().all(|path| path.len() > 1 && below(path))
}

/// Does a matcher ask for a class of status codes where the label holds codes: `code="5xx"` beside `500`?
fn is_no_code(matcher: &Matcher, values: &[&String]) -> bool {
    let is_class = |text: &str| class_called(text).is_some();
    let is_code = |value: &&String| value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_digit());
    // `5[0-9]{2}` where a service tells classes: 5xx, and HAProxy `other`.
    let asks_for_codes = matcher.value.starts_with(['1', '2', '3', '4', '5', '(', '^']) && values.len() > 1;
    let are_codes = matcher.op == MatchOp::Equal && is_class(&matcher.value) && values.iter().all(is_code);
    let tells_classes = || values.iter().all(|value| is_class(value) || *value == "other");
    are_codes || asks_for_codes && tells_classes()
}

/// What a matcher lets through, where it names that one by one.
fn asked(matcher: &Matcher) -> Vec<&str> {
    match matcher.op {
        MatchOp::Equal => vec![&matcher.value],
        MatchOp::Regex => alternatives(&matcher.value).unwrap_or_default(),
        MatchOp::NotEqual | MatchOp::NotRegex => Vec::new(),
    }
}
