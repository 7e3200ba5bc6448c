use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};

use super::{Node, Origin, Stream, read};
use crate::model::Text;
use crate::source::{FileId, Sources};

fn file() -> FileId {
    Sources::default().add(String::new(), "".into())
}

fn root(source: &str) -> Node<'_> {
    let mut stream = read(source);
    assert_eq!(stream.documents[0].error, None, "{source:?}");
    stream.documents.remove(0).root.expect("the cases hold a value")
}

/// The bytes that `part` of the value of `v` stands at.
fn bytes_of<'a>(source: &'a str, part: &str) -> &'a str {
    let root = root(source);
    let text = root.get("v").and_then(|node| node.text(file())).expect("the cases hold a scalar under v");
    let at = text.find(part).expect("the part is in the value");
    &source[text.at(at..at + part.len()).range()]
}

fn value_of(source: &str) -> String {
    root(source).get("v").and_then(|node| node.as_str()).expect("the cases hold a scalar under v").to_string()
}

#[test]
fn every_part_of_a_value_is_found_in_the_file() {
    let cases = [
        ("v: up == 0", "== 0", "== 0"),
        ("v: \"a\\tb\\u00e9c é\"", "é", "\\u00e9"),
        ("v: \"a\\tb\\u00e9c é\"", "b", "b"),
        ("v: \"a\\tb\\u00e9c é\"", "c é", "c é"),
        ("v: \"\\ud83d\\ude00x\"", "x", "x"),
        ("v: \"\\ud83d\\ude00x\"", "😀", "\\ud83d\\ude00"),
        ("v: \"\\Lx\"", "\u{2028}", "\\L"),
        ("v: 'it''s up'", "'", "''"),
        ("v: 'it''s up'", "s up", "s up"),
        ("v: one\n  two\n\n  three", "two\nthree", "two\n\n  three"),
        ("v: one  \n  two", "one", "one"),
        ("v: \"one \\\n   two\\\n   three\"", "twothree", "two\\\n   three"),
        ("v: |\n  a\n   b\n\n  c\n", "b\n\nc", "b\n\n  c"),
        ("v: >-\n  a\n  b\n\n  c\n   d\n  e", "c\n d", "c\n   d"),
        ("v: >-\n  a\n  b\n\n  c\n   d\n  e", "a b", "a\n  b"),
        ("v: >\n\n\n  a\r\n  b\r\n", "b", "b"),
        ("v: |2\n    a\n  b\n", "  a", "  a"),
        ("v: |2\n    a\n  b\n", "b", "b"),
        ("v: |+\n  a\n\n\nw: 1", "a", "a"),
        ("v: !!str 'x'", "x", "x"),
        ("v: &a [x]\nw: y", "", ""),
    ];
    for (source, part, bytes) in cases.iter().filter(|(_, part, _)| !part.is_empty()) {
        assert_eq!(bytes_of(source, part), *bytes, "{source:?}, {part:?}");
    }
}

#[test]
fn values_are_what_go_yaml_reads() {
    let cases = [
        ("v: |\n  x", "x"),
        ("v: |\n  x\n", "x\n"),
        ("v: |-\n  x\n\n", "x"),
        ("v: |+\n  x\n\n", "x\n\n"),
        ("v: 0755", "0755"),
        ("v: 1.50", "1.50"),
        ("v: yes", "yes"),
        ("v:", ""),
        ("v: ''", ""),
        ("{\"v\": \"a\\/b\"}", "a/b"),
    ];
    for (source, value) in cases {
        assert_eq!(value_of(source), value, "{source:?}");
    }
}

#[test]
fn places_leave_out_quotes_and_trailing_blanks() {
    for (source, bytes) in [("v: 'x y'", "x y"), ("v: |\n  x\n\nw: 1", "x"), ("v: x  # c", "x"), ("v:\nw: 1", "")] {
        let text = root(source).get("v").and_then(|node| node.text(file())).expect("a scalar");
        assert_eq!(&source[text.place.range()], bytes, "{source:?}");
    }
}

#[test]
fn a_mapping_ends_with_its_last_value() {
    let source = "a:\n  - b: 1\n    c: |\n      x\n\n  # after\n  - d: [1]\ne: 2\n";
    let root = root(source);
    let items = root.get("a").expect("a is there").items();
    assert_eq!(&source[items[0].range.clone()], "b: 1\n    c: |\n      x");
    assert_eq!(&source[items[1].range.clone()], "d: [1]");
}

#[test]
fn a_broken_document_loses_only_itself() {
    let source = "a: 1\n--- # two\nb:\n  - x: 1\n  - y: [1\n---\nc: 3\n";
    let stream = read(source);
    assert_eq!(stream.documents.len(), 3);
    assert!(stream.documents[1].error.is_some());
    let broken = stream.documents[1].root.as_ref().expect("what stood before the break is kept");
    assert!(broken.cut);
    assert_eq!(broken.get("b").map(|b| (b.items().len(), b.items()[0].cut)), Some((2, false)));
    assert_eq!(stream.documents[2].root.as_ref().and_then(|root| root.get("c")?.as_str()), Some("3"));
    assert_eq!(stream.comments.iter().map(|comment| comment.text).collect::<Vec<_>>(), [" two"]);
}

#[test]
fn merge_keys_and_aliases_are_followed() {
    let root = root("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc: *a\n");
    assert_eq!(root.at(&["b", "x"]).and_then(|node| node.as_str()), Some("1"));
    assert_eq!(root.at(&["b", "y"]).and_then(|node| node.as_str()), Some("3"));
    assert_eq!(root.at(&["c", "y"]).and_then(|node| node.as_str()), Some("2"));
}

#[test]
fn a_key_that_stands_twice_is_reported_at_the_second() {
    let stream = read("a: 1\nb: {c: 1, c: 2}\na: 3\n");
    let at: Vec<usize> = stream.documents[0].problems.iter().map(|problem| problem.range.start).collect();
    assert_eq!(at, [15, 21]);
}

#[test]
fn bombs_do_not_go_off() {
    let mut laughs = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for n in 1..30 {
        let aliases = vec![format!("*a{}", n - 1); 9].join(",");
        laughs.push_str(&format!("a{n}: &a{n} [{aliases}]\n"));
    }
    let nested: String = (0..390).map(|n| format!("&a{n} [")).collect::<String>() + &"x,".repeat(500_000);
    let tower: String = (0..300)
        .map(|n| {
            format!(
                "a{n}: &a{n} {}{}{}\n",
                "[".repeat(390),
                if n > 0 { format!("*a{}", n - 1) } else { String::new() },
                "]".repeat(390)
            )
        })
        .collect();
    let many = "a: &a [".to_string() + &"x,".repeat(90_000) + "]\nb: [" + &"*a,".repeat(300_000) + "]";
    let bombs = [
        "[".repeat(1 << 20),
        "- ".repeat(1 << 19),
        "{a: ".repeat(1 << 18),
        "a:\n".repeat(300_000),
        laughs,
        tower,
        nested,
        many,
    ];
    for bomb in &bombs {
        let mut nodes = 0;
        let stream = read(bomb);
        let roots = stream.documents.iter().filter_map(|document| document.root.as_ref());
        roots.for_each(|root| visit(root, &mut |_| nodes += 1));
        // What aliases repeat is limited; the rest was written.
        assert!(nodes <= bomb.len() + 100_000, "{nodes} nodes of {} bytes", bomb.len());
    }
}

#[test]
fn yaml_inside_yaml_points_into_the_outer_file() {
    let source =
        "data:\n  rules.yml: |\n    a: 1\n    v: >-\n      one\n      two\n  folded: \"x: 1\\nv: 'it''s'\\n\"\n";
    let data = root(source);
    for (name, part, bytes) in
        [("rules.yml", "e two", "e\n      two"), ("folded", "t's", "t''s"), ("folded", "'", "''")]
    {
        let outer = data.at(&["data", name]).and_then(|node| node.text(file())).expect("a scalar");
        let inner = root(&outer.value);
        let text = inner.get("v").and_then(|node| Origin::Within(&outer).text(node)).expect("a scalar");
        let at = text.find(part).expect("the part is in the value");
        assert_eq!(&source[text.at(at..at + part.len()).range()], bytes, "{name}, {part:?}");
    }
}

fn visit<'a>(node: &'a Node<'a>, see: &mut impl FnMut(&'a Node<'a>)) {
    see(node);
    node.items().iter().for_each(|item| visit(item, see));
    for (key, value) in node.entries() {
        visit(key, see);
        visit(value, see);
    }
}

fn check_text(source: &str, text: &Text) {
    let ends = text.value.char_indices().map(|(at, _)| at).chain([text.value.len()]);
    let mut before = None;
    for at in ends {
        let part = before.replace(at).unwrap_or(0)..at;
        let place = text.at(part.clone());
        assert!(source.get(place.range()).is_some(), "{source:?}, {part:?} of {text:?}: {place:?}");
        let whole = text.at(0..at);
        assert!(source.get(whole.range()).is_some(), "{source:?}, 0..{at} of {text:?}: {whole:?}");
    }
}

fn check_stream(source: &str, stream: &Stream<'_>) {
    for comment in &stream.comments {
        assert!(source.get(comment.range.clone()).is_some_and(|bytes| bytes.starts_with('#')));
    }
    for document in &stream.documents {
        for problem in document.problems.iter().chain(&document.error) {
            assert!(source.get(problem.range.clone()).is_some(), "{source:?}, {problem:?}");
        }
        let Some(root) = &document.root else { continue };
        visit(root, &mut |node| {
            assert!(source.get(node.range.clone()).is_some(), "{source:?}, {node:?}");
            let Some(text) = node.text(file()) else { return };
            check_text(source, &text);
            for inner in &read(&text.value).documents {
                let Some(root) = &inner.root else { continue };
                visit(root, &mut |node| {
                    if let Some(text) = Origin::Within(&text).text(node) {
                        check_text(source, &text);
                    }
                });
            }
        });
    }
}

fn yamlish() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("a"),
        Just("b: "),
        Just("- "),
        Just("\n"),
        Just("\n  "),
        Just("\n    "),
        Just("'"),
        Just("\""),
        Just("''"),
        Just("\\n"),
        Just("\\u00e9"),
        Just("é"),
        Just("|\n"),
        Just("|+2\n"),
        Just(">-\n"),
        Just(">\n"),
        Just(" # c"),
        Just("&a "),
        Just("*a"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(", "),
        Just("\r\n"),
        Just("---\n"),
        Just("<<: "),
        Just("{{ x }}"),
        Just("\t"),
        Just("\\\n"),
        Just("?  "),
        Just("!!str "),
        Just("😀"),
        Just("\u{feff}"),
        Just("a: >\n  x\n   y\n\n  z\n"),
        Just("v: \"one\n  two\"\n"),
        Just("w: |\n  b: 'it''s\n    so'\n"),
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_place_is_in_it(source in any::<String>()) {
        check_stream(&source, &read(&source));
    }

    #[test]
    fn any_yaml_is_read_and_every_place_is_in_it(source in yamlish()) {
        check_stream(&source, &read(&source));
    }
}
