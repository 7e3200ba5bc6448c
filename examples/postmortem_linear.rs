//! Reads one hostile postmortem, so that `.ci/linear` can count the instructions.
//!
//! Work is linear if the count for 2n is at most 2.3 times the one for n, the count for an n of zero taken off both.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use alertgap::load;

/// A shape of text: its name, the name of the file, what stands first, and what is repeated.
type Shape = (&'static str, &'static str, &'static str, fn(usize) -> String);

const TOP: &str = "# Outage of 2026-03-02\n\n## Root cause\n\nThe disk was full.\n\n## Action items\n\n";
const PAGE: &str = "<h1>Outage of 2026-03-02</h1><h2>Root cause</h2><p>The disk was full.</p><h2>Action items</h2>";
const PLAIN: &str = "Outage of 2026-03-02\n====================\n\nRoot cause\n----------\n\nThe disk was full.\n\n";

const SHAPES: &[Shape] = &[
    ("sentences", "a.md", TOP, |n| "The pool was exhausted because of a bug at 10:14. ".repeat(n)),
    ("paragraphs", "a.md", TOP, |n| "Because of a bug it failed at 10:14.\n\n".repeat(n)),
    ("sections", "a.md", TOP, |n| "## Root cause\n\nIt was caused by a bug.\n\n".repeat(n)),
    ("table", "a.md", TOP, |n| "| Action | Owner |\n|---|---|\n".to_owned() + &"| Add an alert | @a |\n".repeat(n)),
    ("wide", "a.md", TOP, |n| format!("|{}\n|{}\n|{}\n", "a|".repeat(n), "-|".repeat(n), "b|".repeat(n))),
    ("timeline", "a.md", TOP, |n| "## Timeline\n\n".to_owned() + &"- 10:14 the shop failed\n".repeat(n)),
    ("story", "a.md", TOP, |n| {
        "## What happened\n\n".to_owned()
            + &"At 10:14 the shop went down, and by 10:55 on Monday it was back. ".repeat(n)
    }),
    ("stories", "a.md", TOP, |n| {
        "## What happened\n\n".to_owned()
            + &"At 10:14 the shop went down, and a customer called us at 10:39.\n\n".repeat(n)
    }),
    ("events", "a.md", TOP, |n| "## Timeline\n\n".to_owned() + &"10:14 it failed. 10:55 it was back. ".repeat(n)),
    ("clauses", "a.md", TOP, |n| "It failed ".to_owned() + &"at 10:14, and ".repeat(n)),
    ("bullets", "a.md", TOP, |n| (0..n).fold(String::new(), |text, i| text + &"  ".repeat(i.min(60)) + "- Add it\n")),
    ("deep", "a.md", TOP, |n| "- ".repeat(n) + "Add it\n"),
    ("whys", "a.md", TOP, |n| "## Five whys\n\n".to_owned() + &"1. Why? The disk was full.\n".repeat(n)),
    ("labels", "a.md", TOP, |n| "**Severity:** high\n".repeat(n)),
    ("bars", "a.md", TOP, |n| "Severity: high | ".repeat(n)),
    ("titles-alone", "a.md", TOP, |n| "Impact\nIt failed.\nRoot cause\nA bug.\n".repeat(n)),
    ("slanted", "a.md", TOP, |n| "*a* ".repeat(n)),
    ("backwards", "a.md", TOP, |n| "**Update** - it is slow.\nMar 13 2026, 10:16 UTC\n\n".repeat(n)),
    ("tabs", "a.md", TOP, |n| "=== \"A\"\n\n    - Add it\n\n::: note\n".repeat(n)),
    ("questions", "a.md", TOP, |n| "- How was it noticed?\n    - By an alert\n".repeat(n)),
    ("noticed", "a.md", TOP, |n| "- Detection: nobody knows how\n".repeat(n)),
    ("bold", "a.md", TOP, |n| "**a** ".repeat(n)),
    ("marks", "a.md", TOP, |n| "\u{2022} Add a limit\n".repeat(n)),
    ("headed", "a.md", TOP, |n| "### Action 1: Add a limit\n\n- Owner: @a\n\n".repeat(n)),
    ("bold-numbers", "a.md", TOP, |n| "**1. Add a limit** (free)\n\n- for all of them\n\n".repeat(n)),
    ("mitigations", "a.md", TOP, |n| "## Lessons learned\n\nMuch.\n\n## Mitigation\n\n- Add it\n\n".repeat(n)),
    ("faults", "a.md", TOP, |n| {
        "## What went wrong\n\n".to_owned() + &"### 1. No alerts\n\nNothing saw it.\n\n".repeat(n)
    }),
    ("day-headings", "a.md", TOP, |n| {
        "## Timeline\n\n".to_owned() + &"### Day 2 - January 24, 2026\n\n- 10:14 it failed\n\n".repeat(n)
    }),
    ("layout", "a.md", TOP, |n| "Add it\n\n<br/>\n- Add it\n\n".repeat(n)),
    ("pages", "a.md", TOP, |n| "<ul>\n\n<li>Add it\n\n</ul>\n\nAdd it\n\n".repeat(n)),
    ("open-pages", "a.md", TOP, |n| "<ul>\n\n<li>Add it\n\n".repeat(n) + "</ul>\n"),
    ("sorted", "a.md", TOP, |n| "## Prevention\n\n- Add it\n\n## Monitoring\n\n- Alert on it\n\n".repeat(n)),
    ("brackets", "a.md", TOP, |n| "On 2026-03-02 ".to_owned() + &"(".repeat(n)),
    ("day-spans", "a.md", TOP, |n| "2–3 March 2026, ".repeat(n)),
    ("leaders", "a.md", TOP, |n| "It fails ........ 10:14\n".repeat(n)),
    ("slashes", "a.md", TOP, |n| "Start 10:14 / Detected 10:20 / ".repeat(n)),
    ("chat", "a.md", TOP, |n| "```\n".to_owned() + &"[10:14] ida: it failed\n".repeat(n) + "```\n"),
    ("hours", "a.md", TOP, |n| {
        "| Who | When | What |\n|---|---|---|\n".to_owned() + &"| Ida | 10:14 | the shop failed again |\n".repeat(n)
    }),
    ("hypotheses", "a.md", TOP, |n| {
        "| Hypothesis | Test | Verdict |\n|---|---|---|\n".to_owned() + &"| A full disk | df | confirmed |\n".repeat(n)
    }),
    ("chains", "a.md", TOP, |n| "## Whys\n\n- Why? It failed.\n  - Why? It was full.\n\n".repeat(n)),
    ("set-in", "a.md", TOP, |n| "### Next\n\n    - Add it\n      now\n\n".repeat(n)),
    ("caused", "a.md", TOP, |n| {
        "## Causes\n\n".to_owned() + &"### Cause 1: a bug\n\nIt failed.\n\n1. **Bugs**\n   - It failed\n\n".repeat(n)
    }),
    ("numbered", "a.md", TOP, |n| "1. ROOT CAUSE\n\nIt failed.\n\n".repeat(n)),
    ("later", "a.md", TOP, |n| {
        "## Timeline\n\n- 10:14 it failed\n".to_owned() + &"- T+7m it failed, two minutes later too\n".repeat(n)
    }),
    ("days", "a.md", TOP, |n| {
        let told = "On 2026-03-05 at 10:14 the shop went down.\n\n".repeat(n);
        format!("## Summary\n\n{told}## Timeline\n\n{}", "- 2026-03-02 10:14 it failed\n".repeat(n))
    }),
    ("day-parts", "a.md", TOP, |n| {
        let told = "- 10:14 it went on\n".repeat(n);
        format!("## Story\n\n{told}\n## Timeline\n\n{}", "### One part\n\n".repeat(n))
    }),
    ("tracked", "a.md", TOP, |n| {
        let told: String = (0..n).map(|i| format!("- Limit it (OPS-{i})\n")).collect();
        let rows: String = (0..n).map(|i| format!("| OPS-{i} | Limit it | open |\n")).collect();
        format!("{told}\n## Actions\n\n| Issue | Action | State |\n|---|---|---|\n{rows}")
    }),
    ("one-of", "a.md", TOP, |n| {
        let calls = "- call it\n".repeat(n);
        format!("## Root cause\n\nThe host lost it.\n\nThese calls did so, and took that path:\n\n{calls}")
    }),
    ("spans", "a.md", TOP, |n| "**Incident:** (broken 10:14 \u{2192} fixed 10:55) ".repeat(n)),
    ("lists", "a.html", PAGE, |n| "<ul><li>Add it".repeat(n)),
    ("cells", "a.html", PAGE, |n| "<table>".to_owned() + &"<tr><td>Add an alert<td>@a".repeat(n)),
    ("tables", "a.html", PAGE, |n| "<table><tr><td>a".repeat(n)),
    ("tags", "a.html", PAGE, |n| "<p class=\"a\"><b>a</b> &eacute; <span style='x'>".repeat(n)),
    ("export", "a.html", PAGE, |n| {
        let row = "<tr><td>10:14</td><td><p>It failed</p><ul><li>Add it</li></ul></td></tr>";
        let table = format!("<table><tbody><tr><th>Time</th><th>Event</th></tr>{row}</tbody></table>");
        format!("<div class=\"section\"><h2>Timeline</h2><div>{table}</div><p><br/></p></div>").repeat(n)
    }),
    ("titles", "a.rst", PLAIN, |n| "Impact\n======\n\nIt failed.\n\n".repeat(n)),
    ("grid", "a.rst", PLAIN, |n| "+---+---+\n| a | b |\n".repeat(n)),
    ("directives", "a.rst", PLAIN, |n| {
        ".. note::\n\n   It failed at 10:14.\n\n:Severity: high\n\n* Add it\n\n".repeat(n)
    }),
    ("literal", "a.rst", PLAIN, |n| "It said::\n\n    a\n\n".repeat(n)),
];

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let wanted = arguments.next();
    let n = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let mut out = String::new();
    for (name, path, top, text) in SHAPES {
        if wanted.is_none() {
            let _ = writeln!(out, "{name}");
        } else if wanted.as_deref() == Some(name) {
            let loaded = load::read_text(path, &format!("{top}{}", text(n)));
            let _ = writeln!(out, "{name} {n} {} incidents", loaded.model.incidents.len());
        }
    }
    io::stdout().write_all(out.as_bytes())
}
