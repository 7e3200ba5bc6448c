//! What was hurt, by all the names that tell it.

use foldhash::{HashMap, HashSet};

use super::codes::Codes;
use super::ladder::admits;
use super::mention::push_lower;
use super::regexes::Regexes;
use super::services::Declared;
use super::words::WORDS;
use crate::config::Services;
use crate::model::expr::Matcher;
use crate::model::{Incident, Text};

/// So many words may make up one name: `orders-db-replica`.
const LONGEST_NAME: usize = 3;

/// What is known besides one incident.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The services that the configuration declares.
    pub(super) declared: &'a Services,
    /// What the rules call services and places.
    pub(super) learned: &'a HashSet<String>,
    /// Hosts, by their whole names and by the first part of it, to the jobs that scrape them.
    pub(super) jobs: &'a HashMap<String, Vec<String>>,
    /// The names of the jobs that are scraped, and of those that rules select.
    pub(super) scraped: &'a HashSet<String>,
    pub(super) regexes: &'a Regexes,
}

/// What was hurt: the incident's services, and the names in what is said of the risk.
#[derive(Clone, Debug)]
pub(super) struct Hurt<'a> {
    pub(super) services: Vec<String>,
    names: HashSet<String>,
    pub(super) declared: Declared,
    pub(super) codes: Codes,
    pub(super) text: String,
    title: String,
    /// What rules call things that its text or title names in another language.
    abroad: HashSet<&'static str>,
    /// What its document sets in inline code.
    mentions: &'a [Text],
    /// Is one of its services the name of a job?
    pub(super) has_own_job: bool,
    regexes: &'a Regexes,
}

impl<'a> Hurt<'a> {
    /// What `text`, a risk of `incident`, says was hurt.
    pub(super) fn new(incident: &'a Incident, text: &str, known: Known<'a>) -> Hurt<'a> {
        let mut services: Vec<String> = incident.services.iter().map(|service| normal(service)).collect();
        let title = &*incident.title;
        let said: Vec<String> = incident.services.iter().map(|service| service.to_lowercase()).collect();
        let declared = Declared::new(known.declared, &said, &format!("{title} | {text}"));
        let called: Vec<String> = declared.names().map(normal).collect();
        let is_known = |name: &String| services.contains(name) || known.learned.contains(name);
        let mut names = names_in(cause_of(text));
        if !names.iter().any(is_known) {
            names.extend(names_in(text));
        }
        if !names.iter().any(is_known) {
            names.extend(names_in(title));
        }
        names.extend(WORDS.volumes_in(text).flat_map(|volume| WORDS.paths_of(&text[volume])));
        names.extend(WORDS.named_abroad(text).into_iter().map(str::to_owned));
        // Where the text names a service of the incident, another one beside it is a neighbour: "mail was fine".
        let own = |name: &String| services.iter().any(|service| holds(name, service));
        if names.iter().any(own) {
            let told = words_of(text).collect::<Vec<_>>().join("-");
            names.retain(|name| !known.learned.contains(name) || own(name) || belongs_to_one(&told, name, &services));
        }
        let of_hosts: Vec<&Vec<String>> = names.iter().filter_map(|name| known.jobs.get(name)).collect();
        names.extend(of_hosts.into_iter().flatten().cloned());
        match services.is_empty() {
            true => names.extend(called),
            false => services.extend(called),
        }
        let abroad = [text, title].into_iter().flat_map(|it| WORDS.named_abroad(it)).collect();
        let codes = Codes::said(text).or_else(|| Codes::said(title)).unwrap_or_default();
        let (text, title) = (text.to_lowercase(), title.to_lowercase());
        let has_own_job = services.iter().any(|service| known.scraped.contains(service));
        let mentions = &incident.mentions;
        Hurt { services, names, declared, codes, text, title, abroad, mentions, has_own_job, regexes: known.regexes }
    }

    /// Does its document name what a matcher lets through, or what pods and jobs are called after: the `CronJob` `books` of
    /// `job_name=~"books-.*"`?
    pub(super) fn is_mentioned(&self, matcher: &Matcher) -> bool {
        let run = |name: &Text| admits(matcher, name) || admits(matcher, &format!("{}-1", &**name));
        WORDS.is_of_runs(&matcher.label) && self.mentions.iter().any(run)
    }

    /// Products that its text speaks of, by their ids: who tells of MariaDB means what the rules call `mysql`.
    pub(super) fn add_products<'p>(&mut self, ids: impl Iterator<Item = &'p str>) {
        self.names.extend(ids.map(normal));
    }

    /// Where `products` may keep their data, if its text speaks of the volume for that.
    pub(super) fn add_volumes<'p>(&mut self, products: impl Iterator<Item = &'p str>) {
        if WORDS.speaks_of_data_volume(&self.text) {
            self.names.extend(products.flat_map(|product| WORDS.paths_of(product)));
        }
    }

    /// The status codes of the whole story, where the risk itself speaks of none.
    pub(super) fn add_codes(&mut self, story: &str) {
        if self.codes.is_empty() {
            self.codes = Codes::said(story).unwrap_or_default();
        }
    }

    /// The same without some of its names.
    pub(super) fn without(&self, dropped: &HashSet<String>) -> Hurt<'a> {
        let names = self.names.iter().filter(|name| !dropped.contains(*name)).cloned().collect();
        Hurt { names, ..self.clone() }
    }

    /// Is it called `value`?
    pub(super) fn is_called(&self, value: &str) -> bool {
        named_by(value).any(|value| self.services.contains(&value) || self.names.contains(&value))
    }

    /// Is every word of `value` one of those that name what was hurt, in one number or the other: `merchant-settlement` of the
    /// settlement for the merchants? "The invoices ran as always" names others.
    pub(super) fn is_called_by_words(&self, value: &str) -> bool {
        let told = format!("{} | {}", WORDS.without_what_went_well(&self.text), self.title);
        let mut names = names_in(&told);
        names.extend(WORDS.named_abroad(&told).into_iter().map(str::to_owned));
        names.extend(self.services.iter().cloned());
        let value = normal(value);
        let mut words = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !WORDS.is_plain(word)).peekable();
        let is_own = |word: &str| {
            let one = word.strip_suffix('s').unwrap_or(word);
            names.contains(word) || names.contains(one) || names.contains(&format!("{one}s"))
        };
        names.contains(&value) || words.peek().is_some() && words.all(is_own)
    }

    /// All that it is called.
    pub(super) fn called(&self) -> impl Iterator<Item = &String> {
        self.services.iter().chain(&self.names)
    }

    /// Is one of its services called `value`?
    pub(super) fn has_service(&self, value: &str) -> bool {
        self.services.contains(&normal(value))
    }

    /// Is one of its names what the regular expression of a matcher lets through? `ledger-.*` is a pod of `ledger`.
    pub(super) fn is_matched(&self, pattern: &str) -> bool {
        let base = [".*", ".+"].iter().find_map(|any| pattern.strip_suffix(any)?.strip_suffix('-'));
        let lets = |pattern: &str| {
            let regex = self.regexes.whole(pattern);
            self.called().any(|name| regex.is_match(name))
        };
        lets(pattern) || base.is_some_and(lets)
    }

    /// Is it a word of what is said, in one number or the other?
    pub(super) fn speaks_of(&self, word: &str) -> bool {
        let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_lowercase();
        let said = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|it| stem(it) == stem(word));
        let is_own = || said(&self.text) || said(&self.title) || self.services.iter().any(|service| said(service));
        self.abroad.iter().any(|name| stem(name) == stem(word)) || is_own()
    }

    /// Does what is said of the risk name that part of an installation, though there may be many: "the database"?
    pub(super) fn plays(&self, role: &str) -> bool {
        WORDS.is_role(role) && self.speaks_of(role)
    }

    /// Does the regular expression of a matcher let `value` through?
    pub(super) fn lets(&self, pattern: &str, value: &str) -> bool {
        self.regexes.whole(pattern).is_match(value)
    }
}

/// A name as names are compared: lower case, hyphens for what else stands between its words.
pub(super) fn normal(name: &str) -> String {
    let stands_between = |c: char| c == '_' || c.is_whitespace();
    let name = name.trim();
    if name.is_ascii() {
        let lower = name.to_ascii_lowercase();
        return if lower.contains(stands_between) { lower.replace(stands_between, "-") } else { lower };
    }
    let mut out = String::with_capacity(name.len());
    name.chars().for_each(|c| push_lower(&mut out, if stands_between(c) { '-' } else { c }));
    out
}

/// The names that the value of a matcher may mean: itself, the host of an address, and what a job watches.
pub(super) fn named_by(value: &str) -> impl Iterator<Item = String> {
    let value = normal(value);
    let host = value.split_once("://").map(|(_, rest)| rest.split(['/', ':']).next().unwrap_or(rest).to_owned());
    let watched = WORDS.watched_by(&value).map(str::to_owned);
    std::iter::once(value).chain(host).chain(watched)
}

/// Do the words of a text, joined by hyphens, say that what is called `name` is part of one of `services`? "The UPS of
/// room B" is.
fn belongs_to_one(told: &str, name: &str, services: &[String]) -> bool {
    let of = |service: &String| WORDS.belonging().any(|of| holds(told, &format!("{name}-{of}-{service}")));
    services.iter().any(of)
}

/// Is `service` the name, or a part of it? `orders-db` belongs to `orders`.
fn holds(name: &str, service: &str) -> bool {
    let ends = |before: &str, behind: &str| {
        (before.is_empty() || before.ends_with('-')) && (behind.is_empty() || behind.starts_with('-'))
    };
    name.match_indices(service).any(|(at, _)| ends(&name[..at], &name[at + service.len()..]))
}

/// The part of a text that says why, where it also says what followed.
fn cause_of(text: &str) -> &str {
    if let Some(word) = WORDS.leads_to_cause(text) {
        let cause = &text[word.end..];
        // What stands behind the clause is another matter.
        let end = [";", ". ", ".\n"].iter().filter_map(|stop| cause.find(stop)).min();
        return &cause[..end.unwrap_or(cause.len())];
    }
    WORDS.leads_to_effect(text).map_or(text, |word| &text[..word.start])
}

/// The words of a text, as names are compared.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let between = |c: char| c.is_whitespace() || "`'\"“”‘’(),;:[]{}|".contains(c);
    let trimmed = |word: &str| normal(word.trim_matches(['.', '!', '?', '*']));
    text.split(between).map(trimmed).filter(|word| !word.is_empty())
}

/// The words of a text and the runs of up to three of them, as names. Words that name everything name nothing.
pub(super) fn names_in(text: &str) -> HashSet<String> {
    let words: Vec<String> = words_of(text).collect();
    let runs = (1..=LONGEST_NAME).flat_map(|length| words.windows(length).map(|run| run.join("-")));
    let parts = words.iter().flat_map(|word| word.split('/')).map(str::to_owned);
    runs.chain(parts).filter(|name| !name.is_empty() && !WORDS.is_plain(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{cause_of, names_in};

    #[test]
    fn the_cause_is_told_from_what_followed() {
        assert_eq!(cause_of("Payments failed because the ledger had no disk").trim(), "the ledger had no disk");
        assert_eq!(cause_of("The ledger had no disk, so payments failed"), "The ledger had no disk");
        assert_eq!(cause_of("The ledger had no disk"), "The ledger had no disk");
        assert_eq!(cause_of("It hung because of a lock; mail was fine"), " a lock");
    }

    #[test]
    fn names_may_be_of_several_words() {
        let names = names_in("The `orders API` hung, and /var/log filled.");
        for name in ["orders", "orders-api", "/var/log", "the-orders-api"] {
            assert!(names.contains(name), "{name}");
        }
        assert!(!names.contains("api"), "the word names everything");
    }
}
