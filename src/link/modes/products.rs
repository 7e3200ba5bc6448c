//! Whose metrics an alert reads.

use std::collections::{BTreeMap, BTreeSet};

use super::globs::Globs;
use super::says::plain;
use crate::link::mention::push_lower;
use crate::link::reading::{ReadSelector, Reading};
use crate::model::expr::Role;
use crate::model::{ModeId, Modes, Product, lower_pattern};
use crate::patterns::{Letters, Patterns};

/// The products that are told apart.
#[derive(Debug)]
pub struct Products {
    ids: Vec<String>,
    words: Patterns,
    /// Their ids as words, for the names of alerts: what an incident may call a database, an alert calls by its name.
    names: Patterns,
    metrics: Globs,
    /// Products that the words of a mode stand for.
    implied: BTreeMap<ModeId, BTreeSet<usize>>,
}

impl Products {
    /// All products, compiled once.
    pub fn new(modes: &Modes) -> Products {
        let mut metrics = Globs::default();
        for (product, owner) in modes.products.iter().zip(0..) {
            product.metrics.iter().for_each(|glob| metrics.add(glob, owner));
        }
        let lower = |texts: Vec<String>| Patterns::new(texts.iter().map(|text| lower_pattern(text)), Letters::Lower);
        let ids: Vec<String> = modes.products.iter().map(|product| product.id.clone()).collect();
        let index = |names: &[String]| names.iter().filter_map(|name| ids.iter().position(|id| id == name)).collect();
        let implied = modes.list.iter().enumerate().map(|(at, mode)| (ModeId(at as u16), index(&mode.products)));
        Products {
            words: lower(modes.products.iter().map(words).collect()),
            names: lower(ids.iter().map(|id| as_words(id)).collect()),
            metrics,
            implied: implied.collect(),
            ids,
        }
    }

    /// The products whose metrics an alert reads, and those that its name holds, by index; to be asked once an alert.
    pub fn of(&self, reading: &Reading, name: &str) -> BTreeSet<usize> {
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
    pub fn named_in(&self, text: &str) -> BTreeSet<usize> {
        self.words.matches(plain(text).as_bytes()).collect()
    }

    /// The product that makes an alert a stranger to a risk: the alert reads the metrics of products (`read`, by
    /// [`Products::of`]) none of which the text names (`named`, by [`Products::named_in`]) or the mode stands for.
    pub fn stranger(&self, mode: ModeId, read: &BTreeSet<usize>, named: &BTreeSet<usize>) -> Option<&str> {
        let implied = self.implied.get(&mode);
        let known = |at: &usize| named.contains(at) || implied.is_some_and(|implied| implied.contains(at));
        if read.iter().any(known) { None } else { read.first().map(|&at| self.ids[at].as_str()) }
    }
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
        let product = |id: &str| Product { id: id.into(), metrics: vec![format!("{id}_*")], words: None };
        let modes = Modes { products: vec![product("haproxy"), product("envoy")], ..Modes::default() };
        let products = Products::new(&modes);
        let read = |text: &str| {
            let expr = Expr::read(text).expect("valid PromQL");
            products.of(&Recordings::default().reading(&expr), "")
        };
        let named = products.named_in("Envoy answered with 503");
        assert_eq!(products.stranger(ModeId(0), &read("haproxy_up == 0"), &named), Some("haproxy"));
        assert_eq!(products.stranger(ModeId(0), &read("envoy_up == 0"), &named), None);
        assert_eq!(products.stranger(ModeId(0), &read("up == 0"), &named), None);
        assert_eq!(products.of(&Default::default(), "HaproxyDown").len(), 1);
        assert_eq!(products.of(&Default::default(), "HAProxyDown").len(), 1);
    }
}
