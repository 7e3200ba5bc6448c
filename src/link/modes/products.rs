//! Whose metrics an alert reads.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::globs::Globs;
use super::says::plain;
use crate::link::mention::push_lower;
use crate::link::reading::{ReadSelector, Reading};
use crate::link::words::WORDS;
use crate::model::expr::Role;
use crate::model::{ModeId, Modes, Product, lower_pattern};
use crate::patterns::{Letters, Patterns};

/// So many words are too few to tell in what world they were said.
const FEW: usize = 80;

/// The products that are told apart.
#[derive(Debug)]
pub(crate) struct Products {
    ids: Vec<String>,
    words: Patterns,
    /// Their ids as words, for the names of alerts: what an incident may call a database, an alert calls by its name.
    names: Patterns,
    metrics: Globs,
    /// Products that the words of a mode stand for.
    implied: BTreeMap<ModeId, BTreeSet<usize>>,
    /// What each is.
    kinds: Vec<Option<String>>,
    /// Those that are meant where no other of their kind is named.
    assumed: BTreeSet<usize>,
    /// Those of them that need a sign to be meant, and the signs.
    signed: Vec<usize>,
    signs: Patterns,
    /// What only looks like one of them.
    unlike: Patterns,
}

impl Products {
    /// All products, compiled once.
    pub(crate) fn new(modes: &Modes) -> Products {
        let mut metrics = Globs::default();
        for (product, owner) in modes.products.iter().zip(0..) {
            product.metrics.iter().for_each(|glob| metrics.add(glob, owner));
        }
        let ids: Vec<String> = modes.products.iter().map(|product| product.id.clone()).collect();
        let index = |names: &[String]| names.iter().filter_map(|name| ids.iter().position(|id| id == name)).collect();
        let implied = modes.list.iter().enumerate().map(|(at, mode)| (ModeId(at as u16), index(&mode.products)));
        let signed = modes.products.iter().enumerate().filter(|(_, product)| product.assumed);
        let signed = signed.filter_map(|(at, product)| Some((at, product.signs.as_ref()?)));
        Products {
            words: named(modes),
            names: lower(ids.iter().map(|id| as_words(id))),
            metrics,
            implied: implied.collect(),
            kinds: modes.products.iter().map(|product| product.kind.clone()).collect(),
            assumed: (0..ids.len()).filter(|&at| modes.products[at].assumed).collect(),
            signed: signed.clone().map(|(at, _)| at).collect(),
            unlike: lower(modes.products.iter().filter_map(|product| product.unlike.clone())),
            signs: lower(signed.map(|(_, signs)| signs.clone())),
            ids,
        }
    }

    /// The products whose metrics an alert reads, and those that its name holds, by index; to be asked once an alert.
    pub(crate) fn of(&self, reading: &Reading, name: &str) -> BTreeSet<usize> {
        let read = reading.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let metrics = read.filter_map(ReadSelector::name).flat_map(|name| self.metrics.owners(name));
        let mut all: BTreeSet<usize> = metrics.map(|owner| owner as usize).collect();
        all.extend(self.names.matches(spaced(name).as_bytes()));
        // `GitLabHigh5xx` is two words to whoever splits at capitals.
        let lower = name.to_ascii_lowercase();
        let begins = |id: &str| id.len() > 3 && lower.starts_with(id) && lower.len() > id.len();
        all.extend(self.ids.iter().enumerate().filter(|(_, id)| begins(id)).map(|(at, _)| at));
        all
    }

    /// The products that a text speaks of, by index: the words of a risk, its incident's title and services.
    pub(crate) fn named_in(&self, text: &str) -> BTreeSet<usize> {
        self.words.matches(plain(text).as_bytes()).collect()
    }

    /// The ids of the products that a text speaks of.
    pub(crate) fn ids_in(&self, text: &str) -> impl Iterator<Item = &str> {
        self.named_in(text).into_iter().map(|at| &*self.ids[at])
    }

    /// The ids of `products`.
    pub(crate) fn ids_of<'p>(&'p self, products: &'p BTreeSet<usize>) -> impl Iterator<Item = &'p str> {
        products.iter().map(|&at| &*self.ids[at])
    }

    /// The products of one kind that a text names side by side, `both Postgres and MySQL`, with the words it has for them.
    pub(crate) fn side_by_side(&self, text: &str) -> Vec<(usize, String)> {
        let text = plain(text);
        let named: Vec<Range<usize>> = self.words.find_iter(&text).collect();
        let product = |range: &Range<usize>| self.words.matches(text[range.clone()].as_bytes()).next();
        let joined = |pair: &&[Range<usize>]| WORDS.listing().joins_products(text[pair[0].end..pair[1].start].trim());
        for pair in named.windows(2).filter(joined) {
            let (Some(first), Some(second)) = (product(&pair[0]), product(&pair[1])) else { continue };
            if first != second && self.kinds[first].is_some() && self.kinds[first] == self.kinds[second] {
                return vec![(first, text[pair[0].clone()].to_owned()), (second, text[pair[1].clone()].to_owned())];
            }
        }
        Vec::new()
    }

    /// The product that makes an alert a stranger to a risk: the alert reads the metrics of products (`read`, by
    /// [`Products::of`]) none of which the text names (`named`, by [`Products::named_in`]), or the mode stands for while
    /// the text names no other of its kind.
    pub(crate) fn stranger(&self, mode: ModeId, read: &BTreeSet<usize>, named: &BTreeSet<usize>) -> Option<&str> {
        let implied = self.implied.get(&mode);
        let meant = |at: &usize| self.assumed.contains(at) || implied.is_some_and(|implied| implied.contains(at));
        let rivalled =
            |at: &usize| self.kinds[*at].is_some() && named.iter().any(|&other| self.kinds[other] == self.kinds[*at]);
        let known = |at: &usize| named.contains(at) || (meant(at) && !rivalled(at));
        let own: BTreeSet<usize> = self.telling(read).collect();
        let read = if own.is_empty() { read } else { &own };
        if read.iter().any(known) { None } else { read.first().map(|&at| self.ids[at].as_str()) }
    }

    /// The assumed products that a postmortem does not name, and of which nothing in it shows that they may be meant. A few
    /// lines do not tell where it was.
    pub(crate) fn unshown(&self, postmortem: &str) -> BTreeSet<usize> {
        if postmortem.split_whitespace().nth(FEW).is_none() {
            return BTreeSet::new();
        }
        let text = plain(postmortem);
        let shown: BTreeSet<usize> =
            self.signs.matches(self.bare(&text).as_bytes()).map(|at| self.signed[at]).collect();
        let unshown = || self.signed.iter().copied().filter(|at| !shown.contains(at));
        if unshown().next().is_none() {
            return BTreeSet::new();
        }
        let named: BTreeSet<usize> = self.words.matches(text.as_bytes()).collect();
        unshown().filter(|at| !named.contains(at)).collect()
    }

    /// A text without what only looks like a sign: where there is a "Redis cluster", "the cluster" is that one.
    fn bare<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let words = |text: &'t str| text.split(|c: char| !c.is_alphanumeric()).map(|word| word.trim_end_matches('s'));
        let strange: BTreeSet<&str> = self.unlike.find_iter(text).flat_map(|found| words(&text[found])).collect();
        if strange.is_empty() {
            return Cow::Borrowed(text);
        }
        let is_word =
            |part: &&str| !strange.contains(part.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches('s'));
        Cow::Owned(text.split(' ').filter(is_word).collect::<Vec<&str>>().join(" "))
    }

    /// The one of those (`unshown`) that makes an alert a stranger to a risk: it reads the metrics of no other product, and
    /// the mode does not stand for it.
    pub(crate) fn unshown_stranger(
        &self,
        mode: ModeId,
        read: &BTreeSet<usize>,
        unshown: &BTreeSet<usize>,
    ) -> Option<&str> {
        let implied = self.implied.get(&mode);
        let is_meant = |at: &usize| !unshown.contains(at) || implied.is_some_and(|implied| implied.contains(at));
        if read.iter().any(is_meant) { None } else { read.first().map(|&at| self.ids[at].as_str()) }
    }

    /// What a postmortem speaks of is that product of a kind which it names, where it names no other of that kind: its queue is
    /// one of RabbitMQ. So it is for things that go by what they are.
    pub(crate) fn alone_in(&self, postmortem: &str) -> BTreeSet<usize> {
        let named = self.named_in(postmortem);
        let goes_by = |at: &usize| self.kinds[*at].as_deref().is_some_and(|kind| WORDS.goes_by_kind(kind));
        let of_kind = |at: &usize| named.iter().filter(|&&other| self.kinds[other] == self.kinds[*at]).count();
        named.iter().copied().filter(|at| goes_by(at) && of_kind(at) == 1).collect()
    }

    /// The products that are `named`, and those that a postmortem names `alone` of kinds of which none is.
    pub(crate) fn with_alone(&self, named: &BTreeSet<usize>, alone: &BTreeSet<usize>) -> BTreeSet<usize> {
        let is_new = |at: &&usize| !named.iter().any(|&other| self.kinds[other] == self.kinds[**at]);
        named.iter().chain(alone.iter().filter(is_new)).copied().collect()
    }

    /// Of the products that a text names (`named`), those of one kind, kind by kind, where it names several of that kind.
    pub(crate) fn rivals(&self, named: &BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
        let mut kinds: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for &at in named {
            if let Some(kind) = &self.kinds[at] {
                kinds.entry(kind).or_default().insert(at);
            }
        }
        kinds.into_values().filter(|of_kind| of_kind.len() > 1).collect()
    }

    /// Does an alert read (`read`) the metrics of products only that a text does not name (`named`)?
    pub(crate) fn are_unnamed(&self, read: &BTreeSet<usize>, named: &BTreeSet<usize>) -> bool {
        self.telling(read).next().is_some() && self.telling(read).all(|at| !named.contains(&at))
    }

    /// Those of the products that are not meant anyway.
    fn telling(&self, read: &BTreeSet<usize>) -> impl Iterator<Item = usize> {
        read.iter().copied().filter(|at| !self.assumed.contains(at))
    }
}

/// What texts call the products, in lower case.
pub(super) fn named(modes: &Modes) -> Patterns {
    lower(modes.products.iter().map(words))
}

fn lower(texts: impl Iterator<Item = String>) -> Patterns {
    Patterns::new(texts.map(|text| lower_pattern(&text)), Letters::Lower)
}

fn words(product: &Product) -> String {
    product.words.clone().unwrap_or_else(|| as_words(&product.id))
}

fn as_words(id: &str) -> String {
    format!(r"\b{}\b", regex::escape(id).replace(r"\-", "[- ]?"))
}

/// `EtcdNoLeader` → `etcd no leader`.
pub(super) fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut was_lower = false;
    let mut rest = name;
    loop {
        let stays = |byte: &u8| byte.is_ascii() && !byte.is_ascii_uppercase() && *byte != b'_';
        let (run, behind) = rest.split_at(rest.bytes().take_while(stays).count());
        out.push_str(run);
        was_lower = run.bytes().last().map_or(was_lower, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let Some(char) = behind.chars().next() else { return out };
        if (char.is_uppercase() && was_lower) || char == '_' {
            out.push(' ');
        }
        was_lower = char.is_lowercase() || char.is_ascii_digit();
        if char != '_' {
            push_lower(&mut out, char);
        }
        rest = &behind[char.len_utf8()..];
    }
}

#[cfg(test)]
mod tests {
    use super::Products;
    use crate::link::reading::Recordings;
    use crate::model::{Expr, ModeId, Modes, Product};

    #[test]
    fn an_alert_of_another_product_is_a_stranger() {
        let product = |text: &str| serde_yaml::from_str::<Product>(text).expect("the sample product is well formed");
        let modes = Modes {
            products: vec![
                product("{id: haproxy, metrics: ['haproxy_*'], kind: proxy}"),
                product("{id: envoy, metrics: ['envoy_*'], kind: proxy}"),
                product("{id: kubernetes, metrics: ['kube_*'], words: pods?, kind: orchestrator, assumed: true}"),
                product("{id: nomad, metrics: ['nomad_*'], kind: orchestrator}"),
            ],
            ..Modes::default()
        };
        let products = Products::new(&modes);
        let read = |text: &str| {
            let expr = Expr::read(text).expect("valid PromQL");
            products.of(&Recordings::default().reading(&expr), "")
        };
        let named = products.named_in("Envoy answered with 503");
        assert_eq!(products.stranger(ModeId(0), &read("haproxy_up == 0"), &named), Some("haproxy"));
        assert_eq!(products.stranger(ModeId(0), &read("envoy_up == 0"), &named), None);
        assert_eq!(products.stranger(ModeId(0), &read("up == 0"), &named), None);
        // Pods are those of Kubernetes, unless another orchestrator is named and Kubernetes is not.
        let stranger =
            |alert: &str, text: &str| products.stranger(ModeId(0), &read(alert), &products.named_in(text)).is_some();
        for (alert, text, is) in [
            ("kube_pod_status_ready == 0", "tasks crash", false),
            ("kube_pod_status_ready == 0", "Nomad tasks crash", true),
            ("kube_pod_status_ready == 0", "pods crash since Nomad is gone", false),
            ("kube_pod_status_ready == 0 and on() envoy_up", "pods crash", true),
            ("nomad_up == 0", "tasks crash", true),
        ] {
            assert_eq!(stranger(alert, text), is, "{alert} | {text}");
        }
        // A full disk is not that of a node where nothing speaks of nodes; a mode of pods does not need the word.
        let modes = Modes {
            products: vec![product(
                "{id: kubernetes, metrics: ['kube_*'], words: pods?, signs: nodes?, assumed: true}",
            )],
            ..Modes::default()
        };
        let assumed = Products::new(&modes);
        let pods = assumed.of(&Recordings::default().reading(&Expr::read("kube_x > 0").expect("valid PromQL")), "");
        for (postmortem, is) in [("A server was full.", true), ("A node was full.", false), ("Pods left.", false)] {
            assert!(assumed.unshown(postmortem).is_empty(), "a few words");
            let unshown = assumed.unshown(&format!("{postmortem} {}", "So it was. ".repeat(30)));
            assert_eq!(assumed.unshown_stranger(ModeId(0), &pods, &unshown).is_some(), is, "{postmortem}");
        }
        let beside = |text: &str| products.side_by_side(text).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(beside("Alert on errors of both HAProxy and Envoy"), ["haproxy", "envoy"]);
        assert_eq!(beside("Alert on HAProxy and Nomad, and on HAProxy before Envoy"), [""; 0]);
        assert!(products.are_unnamed(&read("haproxy_up == 0"), &named));
        assert!(!products.are_unnamed(&read("kube_pod_status_ready == 0"), &named));
        assert_eq!(products.of(&Default::default(), "HaproxyDown").len(), 1);
        assert_eq!(products.of(&Default::default(), "HAProxyDown").len(), 1);
    }
}
