//! Whether a prober asks the very host that failed, and sees how: a list of targets says which sites it looks at, and its module
//! what it takes for an answer.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::present::{Lookup, may_be_of};
use super::{Asked, path_of};
use crate::link::codes::Codes;
use crate::link::coverage::{Flaw, Rung};
use crate::link::mention::sentence_around;
use crate::link::scope::hosts_told;
use crate::link::words::WORDS;
use crate::model::expr::{Expr, Role, Selector};
use crate::model::{Alert, Prober, Relabel, Scrape};
use crate::patterns::Patterns;

/// How the metrics of the blackbox exporter begin.
pub(in crate::link) const PROBE: &str = "probe_";
/// How those of certificates begin.
const OF_TLS: &str = "probe_ssl_";
/// What a target is asked at, and what tells the prober whom to ask.
const ADDRESS: &str = "__address__";
const PARAMETER: &str = "__param_target";
/// What says whether a probe got the answer that it wants.
pub(super) const SUCCESS: &str = "probe_success";

/// What probes do not see, or take for an answer, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Probing {
    /// How the names of hosts end that nobody outside can resolve.
    inside: Vec<String>,
    /// What only who comes from outside needs failed.
    outside: Patterns,
    /// A sentence tells of a page that answered in the place of the real one.
    stand_ins: Patterns,
    /// The page of a site, by its path; it comes last.
    pages: Patterns,
    /// A text says that other pages of the site went on.
    others: Patterns,
    /// A sentence says that a program answers the same whatever happens,
    fixed: Patterns,
    /// that something was answered,
    answered: Patterns,
    /// and not how.
    unanswered: Patterns,
    /// A text says that what a probe asks for went on, by the kind of probe;
    layers: BTreeMap<String, Patterns>,
    /// and what stands before that where it did not.
    layers_not: Patterns,
    /// One of the two protocols failed, by its name in the configuration of probes.
    protocols: BTreeMap<String, Patterns>,
    /// What probes speak, by its name.
    tongues: BTreeMap<String, Tongue>,
}

/// A protocol that is not that of sites.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tongue {
    /// How jobs and modules of probes are called that speak it.
    probes: Patterns,
    /// How texts speak of what answers to it.
    texts: Patterns,
}

impl Probing {
    /// Can nobody outside resolve the name of this host?
    fn is_inside(&self, host: &str) -> bool {
        self.inside.iter().any(|end| host.ends_with(end))
    }

    /// Does a text say that the way from outside failed?
    fn is_outside(&self, text: &str) -> bool {
        self.outside.is_match(text)
    }

    /// The sentence that tells of a page which answered in the place of the real one.
    fn looked_fine<'t>(&self, story: &'t str) -> Option<&'t str> {
        let found = self.stand_ins.find_iter(story).next()?;
        Some(&story[sentence_around(story, found)])
    }

    /// The pages of a site that a text names, by their paths.
    pub(super) fn pages_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let found = self.pages.find_iter(text).map(|found| &text[found]);
        found.filter_map(|told| told.find('/').map(|at| &told[at..]))
    }

    /// What a probe speaks, by the values that it is chosen by, where nothing in a text speaks of that.
    pub(in crate::link) fn spoken_otherwise(&self, chosen_by: &str, text: &str) -> Option<&str> {
        let mut spoken = self.tongues.iter().filter(|(_, tongue)| tongue.probes.is_match(chosen_by)).peekable();
        let (name, _) = *spoken.peek()?;
        spoken.all(|(_, tongue)| !tongue.texts.is_match(text)).then_some(name.as_str())
    }

    /// Does a story tell that others went on?
    pub(super) fn others_went_on(&self, story: &str) -> bool {
        self.others.is_match(story)
    }

    /// Does a sentence in lower case say that what it names was answered?
    pub(super) fn was_answered(&self, sentence: &str) -> bool {
        self.fixed.is_match(sentence) || self.answered.is_match(sentence) && !self.unanswered.is_match(sentence)
    }

    /// Where a text in lower case says that what a probe of a kind asks for went on.
    pub(super) fn layer_went_on<'t>(&'t self, kind: &str, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let found = self.layers.get(kind).into_iter().flat_map(|layer| layer.find_iter(text));
        let is_so = |found: &Range<usize>| {
            let sentence = sentence_around(text, found.clone());
            !self.layers_not.is_match(&text[sentence.start..found.start])
        };
        found.filter(is_so)
    }

    /// The protocol that a text says failed, where it names one of the two alone.
    fn protocol_lost(&self, text: &str) -> Option<&str> {
        let mut lost = self.protocols.iter().filter(|(_, told)| told.is_match(text)).map(|(name, _)| name.as_str());
        lost.next().filter(|_| lost.next().is_none())
    }
}

impl<'a> Lookup<'_, 'a> {
    /// The definitions of a module.
    fn probers(&self, module: &str) -> impl Iterator<Item = &'a Prober> {
        self.model.probers.iter().filter(move |prober| prober.name.value == module)
    }

    /// The only definition of a module that reads nothing of an answer, where it has one, and its kind. `None` where it reads
    /// that, and where it has several, or is not known.
    pub(super) fn asks_blindly(&self, module: &str) -> Option<(Option<&'a Prober>, &'a str)> {
        let mut defined = self.probers(module);
        match (defined.next(), defined.next()) {
            (None, _) => Some((None, WORDS.prober(module)?)),
            (Some(one), None) if !one.reads_answer => Some((Some(one), &one.kind)),
            _ => None,
        }
    }
}

impl Lookup<'_, '_> {
    /// The scrapes of an alert that reads what probes say and nothing else; `None` where others may be found.
    pub(super) fn probes(&self, expr: &Expr) -> Option<Vec<&Scrape>> {
        let read: Vec<&Selector> = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).collect();
        let is_of_probes = |selector: &&Selector| selector.name().is_some_and(|name| name.starts_with(PROBE));
        if read.is_empty() || !read.iter().all(is_of_probes) {
            return None;
        }
        let scrapes = self.all_scrapes()?.map(|(_, scrape)| scrape);
        Some(scrapes.filter(|scrape| read.iter().any(|it| may_be_of(it, scrape))).collect())
    }

    /// Why no prober asks for what an alert reads: a job gives each target to it as a parameter, and asks the target itself.
    pub(super) fn asks_no_prober(&self, selector: &Selector) -> Option<Rung> {
        selector.name().filter(|name| name.starts_with(PROBE))?;
        let mut scrapes = self.all_scrapes()?.map(|(_, scrape)| scrape).filter(|it| may_be_of(selector, it)).peekable();
        let job = &scrapes.peek()?.job;
        let passes = |scrape: &Scrape| {
            let is_passed = |step: &Relabel| step.target_label == PARAMETER && step.source_labels == [ADDRESS];
            scrape.relabels.iter().any(is_passed) && !scrape.relabels.iter().any(|step| step.may_write(ADDRESS))
        };
        let why = format!(
            "the job {} asks its targets themselves: no step of its relabelling writes the prober's {ADDRESS}",
            &**job
        );
        let place = job.place;
        scrapes.all(passes).then(|| Rung::broken(Flaw::AbsentSeries, why).at(place))
    }

    /// Why probes from inside see nothing of what failed on the way there from outside: a record of the DNS, a CDN.
    pub(super) fn inside_only(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let of_job = self.probes(expr).filter(|_| WORDS.probing().is_outside(text))?;
        // An address needs nobody to resolve it.
        let is_inside = |host: &String| WORDS.probing().is_inside(host) || host.parse::<std::net::IpAddr>().is_ok();
        let all = |scrape: &&Scrape| {
            scrape.targets.is_some() && !scrape.hosts.is_empty() && scrape.hosts.iter().all(is_inside)
        };
        let host = of_job.first()?.hosts.first()?;
        let why = format!("it probes {host} from inside, and what failed is the way there from outside");
        of_job.iter().all(all).then(|| Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// Why probes do not see what is broken over one of the two protocols alone: they ask by the other.
    pub(super) fn of_another_protocol(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let other = WORDS.probing().protocol_lost(text)?;
        let of_job = self.probes(expr)?;
        let preferred = |scrape: &Scrape| {
            let named = scrape.module.as_deref().into_iter().flat_map(|module| self.probers(module));
            let mut protocols = named.map(|prober| prober.protocol.as_deref());
            protocols.next().flatten().filter(|protocol| *protocol != other && protocols.next().is_none())
        };
        let why = format!("its probes ask by {}, and what failed is {other}", preferred(of_job.first()?)?);
        of_job
            .into_iter()
            .all(|scrape| preferred(scrape).is_some())
            .then(|| Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// Why probes took for success what the text of a risk tells: they read no status code, or accept the one that it names.
    pub(super) fn took_for_success(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let of_page = || WORDS.probing().looked_fine(asked.story).and_then(Codes::of_success);
        let codes = Codes::said(asked.text).or_else(|| Codes::of_success(asked.text)).or_else(of_page)?;
        let read: Vec<&Selector> = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).collect();
        if read.is_empty() || !expr.selectors.iter().all(|selector| selector.name() == Some(SUCCESS)) {
            return None;
        }
        let mut first = None;
        for (_, scrape) in self.all_scrapes()? {
            if read.iter().any(|selector| may_be_of(selector, scrape)) {
                // One that sees it is enough.
                first.get_or_insert(self.accepted(scrape.module.as_deref()?, &codes)?);
            }
        }
        Some(Rung::broken(Flaw::Unmoved, first?).at(alert.text.place))
    }

    /// Why probes of a module succeed at these codes; `None` where they do not, or where nothing says.
    fn accepted(&self, module: &str, codes: &Codes) -> Option<String> {
        let (one, kind) = self.asks_blindly(module)?;
        if kind != "http" {
            return Some(format!("the module {module} asks by {kind}, and reads no status code"));
        }
        let listed = one.map_or(&[][..], |prober| prober.codes.as_slice());
        let accepts = |code: &str| match listed {
            [] => code.starts_with('2'),
            _ => listed.iter().any(|it| it == code),
        };
        codes.all_among(accepts).then(|| format!("the module {module} takes such a status code for success"))
    }

    /// Why probes never see a certificate: they ask `http://` sites, and follow no redirect to others.
    pub(super) fn without_tls(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let is_of_tls = |it: &Selector| it.name().is_some_and(|name| name.starts_with(OF_TLS));
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads && is_of_tls(selector));
        let why = read.find_map(|selector| {
            let mut scrapes = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape)).peekable();
            scrapes.peek()?;
            let is_plain = |scrape: &Scrape| {
                let mut defined = scrape.module.as_deref().into_iter().flat_map(|module| self.probers(module));
                let stays = defined.next().is_some_and(|prober| prober.kind == "http" && !prober.follows);
                let is_http =
                    |labels: &BTreeMap<String, String>| labels.values().any(|value| value.starts_with("http://"));
                stays && scrape.targets.as_ref().is_some_and(|all| !all.is_empty() && all.iter().all(is_http))
            };
            let name = selector.name()?;
            scrapes.all(|(_, scrape)| is_plain(scrape)).then(|| {
                format!("its probes ask http:// sites and follow no redirect: {name} is not there without TLS")
            })
        })?;
        Some(Rung::broken(Flaw::AbsentSeries, why).at(alert.text.place))
    }

    /// Why an alert on probes does not see what the text of a risk tells: the host that it names is none of those probed.
    pub(super) fn unprobed(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).peekable();
        read.peek()?;
        let told = hosts_told(text);
        if told.is_empty() || !expr.selectors.iter().all(|it| it.name().is_some_and(|name| name.starts_with(PROBE))) {
            return None;
        }
        let mut probed: Vec<&str> = Vec::new();
        for selector in read {
            for (_, scrape) in self.all_scrapes()? {
                if may_be_of(selector, scrape) {
                    scrape.targets.as_ref()?;
                    probed.extend(scrape.hosts.iter().map(String::as_str));
                }
            }
        }
        // `example.com` may be said of `www.example.com`.
        let is_probed = |host: &String| probed.iter().any(|it| it.contains(host.as_str()) || is_called_so(host, it));
        let named = probed.iter().any(|host| host.contains('.'));
        let path = self.loaders.first().map_or("", |loader| path_of(self.sources, loader.file));
        let why = format!("it probes {} by {path}, and not {}", shown(&probed), told.join(", "));
        let elsewhere = named && !told.iter().any(is_probed);
        elsewhere.then(|| Rung::broken(Flaw::AbsentSeries, why).at(alert.text.place))
    }
}

/// May a probed host be the one that is told? `shop` is `shop.example.com`, and `origin.shop.example.com` is another.
fn is_called_so(told: &str, probed: &str) -> bool {
    told.starts_with(probed) || told.strip_prefix("www.") == Some(probed)
}

/// The first few.
fn shown(hosts: &[&str]) -> String {
    const SHOWN: usize = 3;
    let mut first = hosts.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if hosts.len() > SHOWN {
        first.push_str(" and others");
    }
    first
}
