//! Reads one hostile rule file, or links an organisation, so that `.ci/linear` can count the instructions.
//!
//! Work is linear if the count for 2n is at most 2.3 times the one for n, the count for an n of zero taken off both.
//! `read` and `linked` are given the same organisation: what the second takes longer is linking.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use alertgap::{link, load};

/// A shape of text, and how to make one of a size.
type Shape = (&'static str, fn(usize) -> String);

const TOP: &str = "groups:\n- name: a\n  rules:\n";
const RULE: &str = "  - alert: A\n    expr: up == 0\n";

const SHAPES: &[Shape] = &[
    ("rules", |n| TOP.to_owned() + &RULE.repeat(n)),
    ("groups", |n| "groups:\n".to_owned() + &numbered(n, |i| format!("- name: g{i}\n  rules: []\n"))),
    ("names", |n| TOP.to_owned() + &numbered(n, |i| format!("  - {{alert: A{i}, expr: 'a{i} > 1'}}\n"))),
    ("labels", |n| labels(n, "labels", "v")),
    ("annotations", |n| labels(n, "annotations", "'{{ $value | humanize }}'")),
    ("block", |n| format!("{TOP}  - alert: A\n    expr: |\n{}", "      a +\n".repeat(n) + "      a\n")),
    ("quoted", |n| format!("{TOP}  - alert: A\n    expr: \"{}a\"\n", "a +\\n ".repeat(n))),
    ("comments", |n| TOP.to_owned() + &format!("  # alertgap: guards INC-1\n{RULE}").repeat(n)),
    ("one-comment", |n| TOP.to_owned() + &"  # a\n".repeat(n) + RULE),
    ("documents", |n| format!("{TOP}{RULE}---\n").repeat(n)),
    ("list", |n| "kind: List\nitems:\n".to_owned() + &"- kind: PrometheusRule\n  spec: {groups: []}\n".repeat(n)),
    ("aliases", |n| format!("{TOP}  - &r {{alert: A, expr: up == 0}}\n{}", "  - *r\n".repeat(n))),
    ("merges", |n| {
        format!("{TOP}  - {{alert: A, expr: up, labels: &l {{a: b}}}}\n")
            + &"  - {alert: A, expr: up, labels: {<<: *l}}\n".repeat(n)
    }),
    ("broken", |n| TOP.to_owned() + &format!("{RULE}    labels: {{a: [}}\n").repeat(n)),
    ("deep", |n| "a: ".to_owned() + &"[".repeat(n)),
    ("indented", |n| numbered(n.min(300), |i| " ".repeat(i) + "a:\n") + &"# a\n".repeat(n)),
    ("chain", |n| {
        TOP.to_owned()
            + &numbered(n, |i| format!("  - {{record: 'r:{i}', expr: 'r:{}'}}\n", i + 1))
            + "  - {alert: A, expr: 'r:0'}\n"
    }),
    ("read", rules_of),
    ("linked", rules_of),
    ("things", things),
];
/// The shapes that are linked, and not only read.
const LINKED: &[&str] = &["linked", "things"];

fn numbered(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).map(part).collect()
}

fn labels(n: usize, field: &str, value: &str) -> String {
    format!("{TOP}{RULE}    {field}:\n") + &numbered(n, |i| format!("      l{i}: {value}\n"))
}

/// Rules of n services, and an incident of each.
fn rules_of(n: usize) -> String {
    let rule =
        |i: usize| format!("  - alert: S{i}DiskFull\n    expr: node_filesystem_avail_bytes{{service=\"s{i}\"}} < 1\n");
    let incident =
        |i: usize| format!("- id: INC-{i}\n  services: [s{i}]\n  root_causes: [The disk of s{i} was full]\n");
    TOP.to_owned() + &numbered(n, rule) + "---\nincidents:\n" + &numbered(n, incident)
}

/// An incident with an item that asks for alerts on n things.
fn things(n: usize) -> String {
    let item = numbered(n, |i| format!("errors of disk {i}, "));
    format!("{TOP}{RULE}---\nincidents:\n- id: INC-1\n  action_items: ['Alert on {item}and memory']\n")
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
            let mut loaded = load::read_text("a.yml", &text(n));
            let _ = write!(out, "{name} {n} {} alerts", loaded.model.rules.alerts.len());
            if LINKED.contains(name) {
                loaded.model.modes = load::modes::embedded().into();
                let coverage = link::link(&loaded.sources, &loaded.model, link::Options::default());
                let _ = write!(out, ", {} incidents", coverage.incidents.len());
            }
            let _ = writeln!(out);
        }
    }
    io::stdout().write_all(out.as_bytes())
}
