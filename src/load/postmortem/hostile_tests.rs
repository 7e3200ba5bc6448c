//! Texts that nobody would write: no panic, every place inside the text, and an end.

use proptest::prelude::{ProptestConfig, any, prop, prop_oneof, proptest};
use proptest::strategy::{Just, Strategy};

use super::tests::incident;
use crate::source::Sources;

/// Pieces of every format.
const PIECES: &[&str] = &[
    "# ",
    "## Root cause\n",
    "##Action items\n",
    "- ",
    "  - [x] ",
    "1. ",
    "> ",
    "| a | b |\n|---|---|\n",
    "| é | `x` |\n",
    "**Owner:** ",
    "**",
    "`",
    "~~",
    "```\n",
    "\n",
    "\n\n",
    "\r\n",
    "    ",
    "---\n",
    "+++\n",
    "<!-- ",
    " -->",
    "<b>",
    "&amp;",
    "&nLt;",
    "\\",
    "[a](https://example.com/é)",
    "<br>",
    "原因：",
    "なぜ",
    "why? ",
    "was caused by ",
    "{{ x }}",
    "{% x %}\n",
    "\u{0}",
    "\u{feff}",
    ": ",
    "Add an alert. ",
    "é\n~~~\n",
    "===\n",
    "\nROOT CAUSE\n\n",
    "=== ===\n",
    "+---+---+\n",
    ":é: ",
    ":owner: ",
    "• ",
    "#. ",
    ".. note::\n",
    "::\n",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>é\u{a0}",
    "</td>",
    "</table>",
    "<p>",
    "<h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "<a href='http://é'>",
    "<ol><li class=checked>",
    "<blockquote>",
    "&eacute;",
    "<ac:task-status>",
    "<style>.a{font-weight:bold}</style>",
    "<span class=a>",
    "</span>",
    "<nav>",
    "</nav>",
];

/// Some of them, put together at random.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<String>(), 1 => Just("word ".to_owned())];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_place_lies_inside_the_text(tail in pieces(), path in prop::sample::select(vec!["outage.md", "outage.html", "outage.rst", "outage"])) {
        let top = top(path);
        let text = format!("{top}\n\n{tail}");
        let mut sources = Sources::default();
        let file = sources.add(path.into(), text.as_str().into());
        let document = super::document::read(file, path, &text);
        for block in &document.blocks {
            assert!(text.get(block.text.place.range()).is_some(), "{block:?}");
        }
        if let Some((_, incident)) = incident(path, &text) {
            let risks = incident.risks.iter().map(|risk| &risk.text);
            let items = incident.action_items.iter().flat_map(|item| {
                std::iter::once(&item.text).chain(&item.owner).chain(&item.due).chain(&item.links)
            });
            for words in risks.chain(items).chain(&incident.mentions) {
                assert!(text.get(words.place.range()).is_some(), "{words:?}");
                for (at, c) in words.char_indices() {
                    assert!(text.get(words.at(at..at + c.len_utf8()).range()).is_some(), "{words:?} at {at}");
                }
            }
        }
    }
}

/// Moderate sizes, and no clock: work that grows with the square of the length would keep this test from ending.
#[test]
fn hostile_texts_end() {
    let many = |piece: &str| piece.repeat(10_000);
    let nested: String = (0..2_000).map(|depth| format!("{}- deep\n", "  ".repeat(depth % 500))).collect();
    let texts = [
        (
            "a.md",
            format!("# Outage\n\n## Action items\n\n| What | Who |\n|---|---|\n{}", many("| Add an alert | @a |\n")),
        ),
        ("a.md", format!("# Outage\n\n## Action items\n\n{nested}")),
        ("a.html", many("<ul><li>")),
        ("a.html", many("<table><tr><td>a")),
        ("a.html", many("<table><tr>")),
        ("a.html", many("<blockquote></li>")),
        ("a.html", many("<span class=a></p>")),
        ("a.html", many("<a href=\"")),
        ("a.html", many("<!--")),
        ("a.html", many("<script></")),
        ("a.html", many("</ul></table>")),
        ("a.html", many("&eacute;&nope;")),
        ("a.rst", many("Title\n=====\n")),
        ("a.rst", many("== ==\na  b\n")),
        ("a.rst", many("+--+--+\n| a| b|\n")),
        ("a.txt", many("a::\n\n   b\n\n")),
    ];
    // Below a document that is one beyond doubt, so that all of it is read; and what stands above is still understood.
    for (path, tail) in texts {
        let (_, incident) = incident(path, &format!("{}\n\n{tail}", top(path))).expect("it is a postmortem");
        let causes: Vec<&str> = incident.risks.iter().map(|risk| &*risk.text.value).collect();
        assert_eq!(causes.first(), Some(&"The disk was full."), "{path}: {}", &tail[..14]);
    }
}

/// A short postmortem, in the format of the file.
fn top(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "<h1>Outage</h1><h2>Root cause</h2><p>The disk was full.</p><h2>Impact</h2><p>Bad.</p>",
        Some("md") => "# Outage\n\n## Root cause\n\nThe disk was full.\n\n## Impact\n\nBad.",
        _ => "Outage\n======\n\nRoot cause\n----------\n\nThe disk was full.\n\nImpact\n------\n\nBad.",
    }
}
