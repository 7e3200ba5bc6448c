//! Reads one hostile expression, so that `.ci/linear` can count the instructions.
//!
//! Work is linear if the count for 2n is at most 2.3 times the one for n, the count for an n of zero taken off both.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use alertgap::model::expr::Expr;

/// A shape of text, and how to make one of a size.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("chain", |n| vec!["a"; n].join(" + ")),
    ("or", |n| vec!["a"; n].join(" or ")),
    ("on", |n| vec!["a"; n].join(" + on (b) ")),
    ("ignoring", |n| numbered(n, "a", |i| format!(" + ignoring (l{i}) a"))),
    ("power", |n| vec!["2"; n].join(" ^ ")),
    ("signs", |n| "-".repeat(n) + "1"),
    ("parens", |n| format!("{}a{}", "(".repeat(n), ")".repeat(n))),
    ("unclosed", |n| "(".repeat(n)),
    ("calls", |n| format!("{}a{}", "abs(".repeat(n), ")".repeat(n))),
    ("sums", |n| format!("{}a{}", "a + sum(".repeat(n), ")".repeat(n))),
    ("bool", |n| "a".to_owned() + &" == bool 1".repeat(n)),
    ("product", |n| "a".to_owned() + &" * 2".repeat(n) + " > 1"),
    ("matchers", |n| numbered(n, "a{", |i| format!("l{i}=\"v\",")) + "}"),
    ("absent", |n| numbered(n, "absent(a{", |i| format!("l{i}=\"v\",")) + "})"),
    ("labels", |n| numbered(n, "sum by (", |i| format!("l{i},")) + ") (a)"),
    ("group", |n| {
        let on = numbered(n, "a * on (", |i| format!("l{i},"));
        numbered(n, &(on + ") group_left ("), |i| format!("m{i},")) + ") b"
    }),
    ("arguments", |n| numbered(n, "label_join(a, \"b\", \"c\"", |i| format!(", \"l{i}\"")) + ")"),
    ("unknown", |n| numbered(n, "a", |i| format!(" + f{i}()"))),
    ("everything", |n| "{} + ".repeat(n) + "a"),
    ("subqueries", |n| "a".to_owned() + &"[1m:]".repeat(n)),
    ("durations", |n| format!("a[{}1s]", "1s + ".repeat(n))),
    ("nested", |n| format!("a[{}1s]", "(".repeat(n))),
    ("escapes", |n| format!("a{{b=\"{}\"}}", "\\n".repeat(n))),
    ("regex", |n| format!("{{b=~\"{}\"}}", "(a|".repeat(n) + &")".repeat(n))),
    ("counts", |n| format!("{{b=~\"{}\"}}", "{".repeat(n))),
    ("classes", |n| format!("{{b=~\"{}\"}}", "[a-z]".repeat(n))),
    ("comments", |n| "#\n".repeat(n) + "a"),
    ("fills", |n| "a + fill ".to_owned() + &" ".repeat(n) + "(0) b"),
    ("templates", |n| "{{ x }} ".repeat(n)),
    ("bars", |n| "a |= \"b\" ".repeat(n)),
];

fn numbered(n: usize, start: &str, part: impl Fn(usize) -> String) -> String {
    let mut text = start.to_owned();
    (0..n).for_each(|i| text += &part(i));
    text
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let wanted = arguments.next();
    let n = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let mut out = String::new();
    for (name, text) in SHAPES {
        if wanted.is_none() {
            let _ = writeln!(out, "{name}");
        } else if wanted.as_deref() == Some(name) {
            let verdict = Expr::read(&text(n)).map_or("refused", |_| "read");
            let _ = writeln!(out, "{name} {n} {verdict}");
        }
    }
    io::stdout().write_all(out.as_bytes())
}
