//! Which values of a label matchers admit, decided exactly: both sides are run side by side over every possible value.

use std::collections::{HashSet, VecDeque};

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, nfa::thompson};

use crate::model::anchored::whole;
use crate::model::expr::Matcher;
use crate::promql::MatchOp;

/// So many states of all expressions together are looked at; beyond that nothing is decided.
const MOST: usize = 20_000;
/// The largest expression that is compiled, in bytes.
const LARGEST: usize = 1 << 20;

/// How the values that two sets of matchers admit differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// A shortest value that the old ones admit and the new ones do not.
    pub(super) lost: Option<String>,
    /// Such a value the other way round.
    pub(super) gained: Option<String>,
}

/// The difference between two sets of matchers of one label; `None` where it cannot be decided.
pub(super) fn difference(old: &[&Matcher], new: &[&Matcher]) -> Option<Difference> {
    let mut all = vec![Machine::new("^(?s:.*)$", false)?];
    for matcher in old.iter().chain(new) {
        let (pattern, negated) = match matcher.op {
            MatchOp::Equal => (literal(&matcher.value), false),
            MatchOp::NotEqual => (literal(&matcher.value), true),
            MatchOp::Regex => (whole(&matcher.value), false),
            MatchOp::NotRegex => (whole(&matcher.value), true),
        };
        all.push(Machine::new(&pattern, negated)?);
    }
    walk(&mut all, old.len())
}

fn literal(value: &str) -> String {
    format!("^{}$", regex::escape(value))
}

/// A compiled matcher. Its states are made as they are reached.
struct Machine {
    dfa: DFA,
    cache: Cache,
    negated: bool,
}

impl Machine {
    fn new(pattern: &str, negated: bool) -> Option<Machine> {
        let compiler = thompson::Config::new().nfa_size_limit(Some(LARGEST));
        let config = DFA::config().cache_capacity(16 << 20);
        let dfa = DFA::builder().configure(config).thompson(compiler).build(pattern).ok()?;
        Some(Machine { cache: dfa.create_cache(), dfa, negated })
    }

    fn start(&mut self) -> Option<LazyStateID> {
        let input = Input::new(b"").anchored(Anchored::Yes);
        self.dfa.start_state_forward(&mut self.cache, &input).ok()
    }

    /// Does the value that led to `state` match, if it ends here?
    fn admits(&mut self, state: LazyStateID) -> Option<bool> {
        let end = self.dfa.next_eoi_state(&mut self.cache, state).ok()?;
        Some(end.is_match() != self.negated)
    }

    fn next(&mut self, state: LazyStateID, byte: u8) -> Option<LazyStateID> {
        let next = self.dfa.next_state(&mut self.cache, state, byte).ok()?;
        // States that were thrown away to make room may have given their names to others.
        (!next.is_quit() && self.cache.clear_count() == 0).then_some(next)
    }
}

/// The first of `all` says what a value is at all, the next `old` are the old matchers, the rest the new ones.
fn walk(all: &mut [Machine], old: usize) -> Option<Difference> {
    let bytes = representatives(all);
    let start: Vec<LazyStateID> = all.iter_mut().map(Machine::start).collect::<Option<_>>()?;
    let mut seen = HashSet::from([start.clone()]);
    let mut waiting = VecDeque::from([(start, Vec::new())]);
    let mut found = Difference::default();
    while let Some((states, value)) = waiting.pop_front() {
        let admits = |(machine, state): (&mut Machine, &LazyStateID)| machine.admits(*state);
        let admitted: Vec<bool> = all.iter_mut().zip(&states).map(admits).collect::<Option<_>>()?;
        if admitted[0] {
            let both = (admitted[1..=old].iter().all(|it| *it), admitted[old + 1..].iter().all(|it| *it));
            let told = || Some(String::from_utf8_lossy(&value).into_owned());
            match both {
                (true, false) if found.lost.is_none() => found.lost = told(),
                (false, true) if found.gained.is_none() => found.gained = told(),
                _ => {}
            }
        }
        if found.lost.is_some() && found.gained.is_some() {
            break;
        }
        for &byte in &bytes {
            let next = |(machine, state): (&mut Machine, &LazyStateID)| machine.next(*state, byte);
            let next: Vec<LazyStateID> = all.iter_mut().zip(&states).map(next).collect::<Option<_>>()?;
            if seen.insert(next.clone()) {
                if seen.len() > MOST {
                    return None;
                }
                waiting.push_back((next, [&value[..], &[byte]].concat()));
            }
        }
    }
    Some(found)
}

/// One byte for all that no expression tells apart; a letter or digit where there is one.
fn representatives(all: &[Machine]) -> Vec<u8> {
    let mut seen = HashSet::new();
    let readable = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(b'!'..=b'~');
    let bytes = readable.chain(0..=255);
    let is_new = |byte: &u8| seen.insert(all.iter().map(|it| it.dfa.byte_classes().get(*byte)).collect::<Vec<u8>>());
    bytes.filter(is_new).collect()
}

#[cfg(test)]
mod tests {
    use super::{Difference, difference};
    use crate::model::Expr;

    fn differ(old: &str, new: &str) -> Option<Difference> {
        let read = |matchers: &str| Expr::read(&format!("x{{{matchers}}}")).expect("it is PromQL").selectors.remove(0);
        let (old, new) = (read(old), read(new));
        difference(&old.matchers.iter().collect::<Vec<_>>(), &new.matchers.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_shortest_value_tells_the_difference() {
        for (old, new, lost, gained) in [
            ("a=\"x\"", "a=~\"x\"", None, None),
            ("a=~\"x|y\"", "a=~\"y|x\"", None, None),
            ("a=~\"x|y\"", "a=\"y\"", Some("x"), None),
            ("a=\"y\"", "a=~\"x|y\"", None, Some("x")),
            ("", "a=\"x\"", Some(""), None),
            ("a!=\"x\"", "a!~\"x|y\"", Some("y"), None),
            ("a=~\"api.*\"", "a=~\"api-.*\"", Some("api"), None),
            ("a=~\".+\"", "a!=\"\"", None, None),
            ("a=~\".*\"", "", None, None),
            ("a=~\"(x|y)z?\"", "a=~\"xz?|y|yz\"", None, None),
            ("a=~\"[0-9]+\"", "a=~\"\\\\d+\"", None, None),
            ("a=~\"db-[0-9]+\"", "a=~\"db-[0-8]+\"", Some("db-9"), None),
            ("a=~\"x.*\",a!=\"xy\"", "a=~\"x.*\"", None, Some("xy")),
            ("a=\"x\"", "a=\"y\"", Some("x"), Some("y")),
            ("a=~\"é.*\"", "a=~\"é\"", Some("éa"), None),
        ] {
            let said = differ(old, new).expect(old);
            assert_eq!((said.lost.as_deref(), said.gained.as_deref()), (lost, gained), "{old} to {new}");
        }
    }

    #[test]
    fn what_is_too_large_to_compare_is_not_decided() {
        assert_eq!(differ("a=~\"((a{90}){90}){90}\"", "a=~\"x\""), None);
    }
}
