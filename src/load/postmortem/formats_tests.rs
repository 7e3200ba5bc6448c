//! One postmortem in the formats that teams keep them in. However it is written, the same is read.

use super::tests::{incident, markdown, told};
use crate::model::Incident;

fn facts(incident: &Incident) -> [&str; 3] {
    let severity = incident.severity.as_deref().unwrap_or("");
    let iso = |moment: &Option<crate::model::Moment>| moment.as_ref().map_or("", |moment| moment.iso.as_str()).len();
    [&incident.title, severity, if iso(&incident.started) > 0 { "started" } else { "" }]
}

fn expect(path: &str, text: &str, lines: &[&str]) {
    assert_eq!(told(path, text), lines, "{path}");
    let (_, incident) = incident(path, text).expect("it is a postmortem");
    assert_eq!(facts(&incident), ["Checkout was down", "high", "started"], "{path}");
}

#[test]
fn restructured_text_by_its_titles_fields_and_tables() {
    let text = "\
=================
Checkout was down
=================

:severity: high
:Started: 2026-03-02 10:14 UTC

.. note::

    Nobody lost an order.

Root cause
^^^^^^^^^^

A migration held a lock, and the pool of ``orders-db`` was exhausted::

    ERROR: the root cause was nothing of the kind

.. This comment says that the root cause was a lie.

Action items
^^^^^^^^^^^^

Soon
\"\"\"\"

#. Alert on pool usage (done)

+--------------------+--------+-------+
| Action             | Status | Owner |
+====================+========+=======+
| Limit migrations   | TODO   | @db   |
+--------------------+--------+-------+
| Document failover  | DONE   | @db   |
+--------------------+--------+-------+

=================  ======  =====
Action             Status  Owner
=================  ======  =====
Grow the pool      TODO    @db
=================  ======  =====
";
    expect("a.rst", text, &["15 root", "27 item Done asks", "32 item Open", "34 item Done", "40 item Open"]);
}

#[test]
fn plain_text_by_its_underlined_numbered_and_capital_titles() {
    let text = "\
Checkout was down
=================
Severity: high
Started: 2026-03-02 10:14 UTC

IMPACT

    Orders failed for an hour.

1. Root cause

The pool of orders-db was exhausted.

Action items

• Alert on pool usage
•\tLimit migrations
";
    expect("postmortem", text, &["12 root", "16 item Unknown asks", "17 item Unknown"]);
    expect("incident.txt", &text.replace('\n', "\r\n"), &["12 root", "16 item Unknown asks", "17 item Unknown"]);
}

#[test]
fn a_text_with_markdown_headings_is_markdown() {
    let text = "# Checkout was down\n\nSeverity: high\nStarted: 2026-03-02 10:14\n\n## Root cause\n\nThe disk was full.\n\n    the root cause was code\n\n## Action items\n\n- Grow it\n";
    expect("postmortem", text, &["8 root", "14 item Unknown"]);
}

#[test]
fn a_page_of_confluence() {
    let text = "<html><head><title>Space : Checkout</title><style>.x{font-weight:bold}</style></head><body>
<h1 id=\"title-heading\">Checkout was down</h1>
<table><tbody><tr><th><p>Severity</p></th><td><p>high</p></td></tr>
<tr><th>Started</th><td><time datetime=\"2026-03-02\">2026-03-02</time> 10:14&nbsp;UTC</td></tr></tbody></table>
<h2>Root cause</h2><p>A migration held a lock, &amp; the pool of <code>orders-db</code> was exhausted.</p>
<div class=\"code panel\"><pre>the root cause was
nothing</pre></div>
<h2>Action items</h2>
<ul class=\"inline-task-list\"><li class=\"checked\" data-inline-task-id=\"1\">Alert on pool usage</li>
<li data-inline-task-id=\"2\"><span>Limit migrations</span></li></ul>
<table><tr><th>Action</th><th>Owner</th><th>Status</th></tr>
<tr><td><p>Grow the pool</p></td><td>@db</td><td>DONE</td></tr></table>
</body></html>
";
    expect("a.html", text, &["5 root", "9 item Done asks", "10 item Open", "12 item Done"]);
}

#[test]
fn a_page_of_notion() {
    let text = "<html><body><article class=\"page sans\"><header><h1 class=\"page-title\">Checkout was down</h1>
<table class=\"properties\"><tbody><tr class=\"property-row\"><th>Severity</th><td><span class=\"selected-value\">high</span></td></tr>
<tr><th>Started</th><td><time>@March 2, 2026 10:14 AM</time></td></tr></tbody></table></header>
<div class=\"page-body\"><h2 class=\"\">Root cause</h2><p class=\"\">The pool of orders-db was exhausted.</p>
<h2>Action items</h2>
<ul class=\"to-do-list\"><li><div class=\"checkbox checkbox-on\"></div> <span class=\"to-do-children-checked\">Alert on pool usage</span></li></ul>
<ul class=\"to-do-list\"><li><div class=\"checkbox checkbox-off\"></div> <span>Limit migrations</span></li></ul>
<ul class=\"bulleted-list\"><li style=\"list-style-type:disc\"><del>Grow the pool</del></li></ul>
</div></article></body></html>
";
    expect("a.htm", text, &["4 root", "6 item Done asks", "7 item Open", "8 item Done"]);
}

#[test]
fn a_page_of_google_docs() {
    let text = "<html><head><style type=\"text/css\">ol{margin:0}.c4{font-weight:700}.c5{text-decoration:line-through}</style></head><body class=\"c9\">
<p class=\"c1 title\" id=\"h.1\"><span class=\"c2\">Checkout was down</span></p>
<p class=\"c1\"><span class=\"c4\">Severity:</span><span class=\"c2\">&nbsp;high</span></p>
<p class=\"c1\"><span class=\"c4\">Started</span><span class=\"c2\">: 2026-03-02 10:14 UTC</span></p>
<p class=\"c1\"><span class=\"c4\">Root cause</span></p>
<p class=\"c1\"><span>The pool of orders-db was exhausted.</span></p>
<h2 class=\"c7\"><span class=\"c2\">Action items</span></h2>
<ul class=\"c8 lst-kix_a-0 start\"><li class=\"c3\"><span class=\"c2\">Alert on pool usage</span></li>
<li class=\"c3\"><span class=\"c5\">Limit migrations</span></li></ul>
</body></html>
";
    expect("a.html", text, &["6 root", "8 item Unknown asks", "9 item Done"]);
}

#[test]
fn a_page_without_two_signals_is_none() {
    let page = "<html><body><h1>Release notes</h1><h2>Next steps</h2><ul><li>Add an alert</li></ul></body></html>";
    assert_eq!(told("a.html", page), ["no postmortem"]);
}

#[test]
fn what_is_never_closed_loses_nothing() {
    let text = "<h1>Outage of the shop</h1><h2>Root cause<p>The disk was full.\n<h2>Action items</h2><ul><li>Grow it\n<li>Add an alert on the <b>disk</ul>\n<table><tr><td>a";
    assert_eq!(told("a.html", text), ["1 root", "2 item Unknown", "3 item Unknown asks"]);
}

#[test]
fn what_a_template_left_standing_is_no_content() {
    let text = "# Outage of the shop\n\n**Severity:** <sev>\n**Started:** YYYY-MM-DD HH:MM\n**Status:** [TBD]\n**Services:** {{ services }}\n\n## Impact\n\nThe shop was down.\n\n## Root cause\n\n{{ summary }}\n\nThe outage was caused by <the cause>.\n\nThe root cause was {{ cause }}.\n\n- <Your name here>\n- TBD.\n- To be determined\n- [Describe what broke]\n\n## Action items\n\n- [ ] <action item>\n- [ ] {{ action }} (owner: {{ owner }})\n- TODO: add action items\n- Add an alert for [TBD]\n\n| Action | Owner | Status |\n|---|---|---|\n| {{ action }} | <owner> | TBD |\n| [action] | TBD | |\n";
    assert_eq!(markdown(text), ["30 item Open asks"]);
    let (_, incident) = incident("a.md", text).expect("it is a postmortem");
    assert_eq!((incident.severity, incident.status, incident.services.len()), (None, None, 0));
    assert!(incident.started.is_none());
}

#[test]
fn a_head_may_be_sentences_bars_or_small_letters() {
    let read = |head: &str| {
        let text = format!("# INC-306: errors\n\n{head}\n\n## Impact\n\nBad.\n\n## Root cause\n\nIt broke.\n");
        let (_, read) = incident("a.md", &text).expect("it is a postmortem");
        let severity = read.severity.map(|severity| severity.value);
        (severity, read.services.into_iter().map(|service| service.value).collect::<Vec<_>>())
    };
    let expected = |severity: &str| (Some(severity.to_owned()), vec!["shop".to_owned()]);
    assert_eq!(read("Severity: SEV2. Service: shop."), expected("SEV2"));
    assert_eq!(read("Severity: SEV2. Service: shop.\nStarted 2026-03-03 18:00 UTC, over at 18:25."), expected("SEV2"));
    assert_eq!(
        read("Severity: SEV2 | Service: shop | 2026-03-03 18:00-19:15 UTC | noticed by: alert X"),
        expected("SEV2")
    );
    assert_eq!(read("- severity: sev2\n- service: shop"), expected("sev2"));
    // A sentence behind another is no label.
    assert_eq!(
        read("Severity: SEV2. It was bad. Note: all is well."),
        (Some("SEV2. It was bad. Note: all is well".to_owned()), vec![])
    );
}
