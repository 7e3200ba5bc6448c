//! Any text at all: reading must not panic, ranges must lie in the text, and what is printed must read as the same.

#![no_main]

use alertgap::model::expr::Expr;
use alertgap::promql;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let tree = match promql::parse(text) {
        Ok(tree) => tree,
        Err(errors) => {
            assert!(!errors.is_empty());
            assert!(errors.iter().all(|error| text.get(error.span.clone()).is_some()));
            return;
        }
    };
    for (index, node) in tree.nodes().iter().enumerate() {
        assert!(text.get(node.span.clone()).is_some());
        for operand in tree.operands(index) {
            let inner = &tree.nodes()[operand].span;
            assert!(node.span.start <= inner.start && inner.end <= node.span.end);
        }
    }
    let facts = Expr::read(text).expect("what parses has facts");
    assert!(facts.selectors.iter().all(|selector| text.get(selector.span.clone()).is_some()));
    let printed = tree.to_string();
    let again = promql::parse(&printed).expect("what is printed can be read");
    assert_eq!(printed, again.to_string());
    assert_eq!(tree.nodes().len(), again.nodes().len());
});
