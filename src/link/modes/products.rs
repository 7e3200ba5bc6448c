//! Whose metrics an alert reads.

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::bytes::Regex;

use super::says::plain;
use crate::link::reading::{ReadSelector, Reading};
use crate::model::expr::Role;
use crate::model::{ModeId, Modes, Product, pattern};

/// The products that are told apart.
#[derive(Debug)]
pub struct Products {
    ids: Vec<String>,
    words: Vec<Option<Regex>>,
    metrics: GlobSet,
    owner: Vec<usize>,
    /// Products that the words of a mode stand for.
    implied: BTreeMap<ModeId, BTreeSet<usize>>,
}

impl Products {
    /// All products, compiled once.
    pub fn new(modes: &Modes) -> Products {
        let mut metrics = GlobSetBuilder::new();
        let mut owner = Vec::new();
        for (at, product) in modes.products.iter().enumerate() {
            for glob in product.metrics.iter().filter_map(|glob| Glob::new(glob).ok()) {
                metrics.add(glob);
                owner.push(at);
            }
        }
        let ids: Vec<String> = modes.products.iter().map(|product| product.id.clone()).collect();
        let index = |names: &[String]| names.iter().filter_map(|name| ids.iter().position(|id| id == name)).collect();
        let implied = modes.list.iter().enumerate().map(|(at, mode)| (ModeId(at as u16), index(&mode.products)));
        Products {
            words: modes.products.iter().map(words).collect(),
            metrics: metrics.build().unwrap_or_else(|_| GlobSet::empty()),
            owner,
            implied: implied.collect(),
            ids,
        }
    }

    /// The products whose metrics an alert reads, by index; to be asked once an alert.
    pub fn of(&self, reading: &Reading) -> BTreeSet<usize> {
        let read = reading.selectors.iter().filter(|selector| selector.role == Role::Reads);
        let names = read.filter_map(ReadSelector::name);
        names.flat_map(|name| self.metrics.matches(name)).map(|glob| self.owner[glob]).collect()
    }

    /// The products that a text speaks of, by index: the words of a risk, its incident's title and services.
    pub fn named_in(&self, text: &str) -> BTreeSet<usize> {
        let text = plain(text);
        let says = |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(text.as_bytes()));
        self.words.iter().enumerate().filter(|(_, regex)| says(regex)).map(|(at, _)| at).collect()
    }

    /// The product that makes an alert a stranger to a risk: the alert reads the metrics of products (`read`, by
    /// [`Products::of`]) none of which the text names (`named`, by [`Products::named_in`]) or the mode stands for.
    pub fn stranger(&self, mode: ModeId, read: &BTreeSet<usize>, named: &BTreeSet<usize>) -> Option<&str> {
        let implied = self.implied.get(&mode);
        let known = |at: &usize| named.contains(at) || implied.is_some_and(|implied| implied.contains(at));
        if read.iter().any(known) { None } else { read.first().map(|&at| self.ids[at].as_str()) }
    }
}

fn words(product: &Product) -> Option<Regex> {
    let as_a_word = || format!(r"\b{}\b", regex::escape(&product.id));
    pattern(&product.words.clone().unwrap_or_else(as_a_word)).ok()
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
            products.of(&Recordings::default().reading(&expr))
        };
        let named = products.named_in("Envoy answered with 503");
        assert_eq!(products.stranger(ModeId(0), &read("haproxy_up == 0"), &named), Some("haproxy"));
        assert_eq!(products.stranger(ModeId(0), &read("envoy_up == 0"), &named), None);
        assert_eq!(products.stranger(ModeId(0), &read("up == 0"), &named), None);
    }
}
