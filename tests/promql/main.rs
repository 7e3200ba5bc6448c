//! Properties of the PromQL parser, over expressions that are made up, and over texts that are none.
//!
//! promql-parser is the oracle: written by others, from Prometheus' own grammar. It gets no text that is known to
//! make it panic.

use alertgap::model::expr::Expr;
use alertgap::promql::{self, NodeKind, Operator};
use promql_parser::parser as theirs;
use proptest::prelude::{ProptestConfig, TestCaseError, any, prop, prop_assert_eq, proptest};

use made_up::vector;
use shape::{shape, their_shape};

mod made_up;
mod shape;

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_expressions_read_as_promql_parser_reads_them(text in vector()) {
        let tree = promql::parse(&text).map_err(|errors| TestCaseError::fail(format!("{text}: {errors:?}")))?;
        let oracle = theirs::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(shape(&tree), their_shape(&oracle), "{}", text);
    }

    #[test]
    fn what_is_printed_reads_as_the_same_tree(text in vector()) {
        let tree = promql::parse(&text).unwrap();
        let printed = tree.to_string();
        let again = promql::parse(&printed).unwrap();
        prop_assert_eq!(shape(&tree), shape(&again));
        prop_assert_eq!(&printed, &again.to_string());
        prop_assert_eq!(tree.nodes().len(), again.nodes().len());
    }

    #[test]
    fn ranges_lie_inside_their_parents_on_character_boundaries(text in vector()) {
        ranges_are_sound(&text);
    }

    #[test]
    fn cut_and_mixed_expressions_never_panic(one in vector(), two in vector(), cut in any::<prop::sample::Index>()) {
        let at = cut.index(one.len() + 1);
        let at = (0..=at).rev().find(|at| one.is_char_boundary(*at)).unwrap_or(0);
        ranges_are_sound(&one[..at]);
        ranges_are_sound(&format!("{}{two}", &one[..at]));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        ranges_are_sound(&text);
    }

    #[test]
    fn no_soup_of_tokens_makes_it_panic(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..25)) {
        ranges_are_sound(&tokens.concat());
        ranges_are_sound(&tokens.join(" "));
    }
}

const TOKENS: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "+",
    "-",
    "*",
    "^",
    "==",
    "!=",
    ">",
    "=",
    "=~",
    "!~",
    "and",
    "or",
    "unless",
    "bool",
    "on",
    "ignoring",
    "group_left",
    "by",
    "offset",
    "@",
    "start",
    "5m",
    "0x",
    "1e",
    "1_",
    "\"",
    "'",
    "`",
    "\\",
    "\"é\"",
    "\"\\é\"",
    "\"a\"",
    "ä",
    "sum",
    "topk",
    "rate",
    "x",
    "a:b",
    "#",
    "\n",
    "{{",
    "$x",
    "|",
    "step()",
    "min",
    "fill",
    "info",
    "anchored",
    "Inf",
    "\"(\"",
];

/// All ranges of a tree, of its facts, or of its errors.
fn ranges_are_sound(text: &str) {
    let sound = |span: &std::ops::Range<usize>| {
        assert!(text.get(span.clone()).is_some(), "{span:?} in {text:?}");
    };
    let tree = match promql::parse(text) {
        Ok(tree) => tree,
        Err(errors) => {
            assert!(!errors.is_empty());
            return errors.iter().for_each(|error| sound(&error.span));
        }
    };
    for (index, node) in tree.nodes().iter().enumerate() {
        sound(&node.span);
        let mut end = node.span.end;
        for operand in tree.operands(index) {
            let inner = &tree.nodes()[operand].span;
            assert!(node.span.start <= inner.start && inner.end <= end, "{text:?}");
            end = inner.start;
        }
        if let NodeKind::Selector(selector) = &node.kind {
            let within = selector.matchers.iter().map(|matcher| &matcher.span);
            let name = selector.name.iter().map(|name| &name.span);
            for inner in within.chain(name) {
                sound(inner);
                assert!(node.span.start <= inner.start && inner.end <= node.span.end, "{text:?}");
            }
        }
    }
    let facts = Expr::read(text).expect("what parses has facts");
    facts.comparisons.iter().for_each(|comparison| {
        sound(&comparison.span);
        assert!(facts.selectors.get(comparison.selectors.clone()).is_some());
        assert!(facts.selectors.get(comparison.series.clone()).is_some());
    });
    assert!(facts.selectors.iter().all(|selector| selector.branch < facts.branches));
}

#[test]
fn comparisons_are_named_as_they_are_written() {
    let tree = promql::parse("a > b").unwrap();
    let NodeKind::Binary(binary) = &tree.nodes()[2].kind else { panic!("no operator") };
    assert_eq!((binary.op, &"a > b"[binary.op_span.clone()]), (Operator::Greater, ">"));
}
