//! Whole reports, as people see them.

use super::human;
use crate::check::{Finding, Labelled, Severity};
use crate::link::Verdict;
use crate::report::clean::is_hidden;
use crate::report::sample::{self, Case};
use crate::report::{Detail, Look};
use crate::source::Place;

fn drawn(case: &Case, look: Look) -> String {
    String::from_utf8(human(&case.report(), &look)).unwrap()
}

#[test]
fn the_postmortem_and_the_nearest_alert_stand_in_one_frame() {
    let want = "\
error[coverage/done-without-alert] the alert promised after INC-2031 is not there
    ╭─[postmortems/checkout.md:11:7]
 11 │ - [x] Alert when the orders-db pool is nearly exhausted (@orders-oncall)
    ·       ────────────────────────┬────────────────────────
    ·                               ╰── ticked off; no alert here sees it
    ├─[alerts/orders.yml:5:15]
  5 │         expr: up{job=\"orders-db\"} == 0
    ·               ────────────┬───────────
    ·                           ╰── nearest: OrdersDbDown sees it down, not exhausted
    ╰────
  help: add a rule that reads the pool's size

info[guard/untested] alerts/orders.yml:4: no unit test makes OrdersDbDown fire

1 postmortem (1 with a root cause) · 1 root cause: 1 covered (1 inferred) · 1 other risk: 1 gap
1 alert · 1 error, 1 info
3 rungs unknown: give a /metrics dump to check that the series exist, alertmanager.yml to check
  delivery
";
    assert_eq!(drawn(&sample::checkout(), Look::default()), want);
}

#[test]
fn a_narrow_terminal_without_unicode_gets_its_own_drawing() {
    let look = Look { width: 60, unicode: false, detail: Detail::Verbose, ..Look::default() };
    let want = "\
info[guard/untested] no unit test makes OrdersDbDown fire
   ,-[alerts/orders.yml:4:16]
 4 |       - alert: OrdersDbDown
   :                ^^^^^^^^^^^^
   `----

error[coverage/done-without-alert] the alert promised after
      INC-2031 is not there
    ,-[postmortems/checkout.md:11:7]
 11 | ...Alert when the orders-db pool is nearly exhaus...
    :    ^^^^^^^^^^^^^^^^^^^^^^^^|^^^^^^^^^^^^^^^^^^^^^^^^
    :                            `-| ticked off; no alert
    :                              | here sees it
";
    assert!(drawn(&sample::checkout(), look).starts_with(want), "{}", drawn(&sample::checkout(), look));
}

#[test]
fn quiet_leaves_errors_and_warnings_only() {
    let quiet = drawn(&sample::checkout(), Look { detail: Detail::Quiet, ..Look::default() });
    assert!(quiet.ends_with("size\n\n"), "{quiet}");
    assert!(!quiet.contains("info["));
}

#[test]
fn colours_take_no_columns() {
    let color = drawn(&sample::checkout(), Look { color: true, ..Look::default() });
    let pattern = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    assert_eq!(pattern.replace_all(&color, ""), drawn(&sample::checkout(), Look::default()));
    assert!(color.starts_with("\u{1b}[1;31merror[coverage/done-without-alert]\u{1b}[0m the alert"));
}

#[test]
fn nothing_of_a_hostile_document_acts_on_the_terminal() {
    let drawn = drawn(&sample::hostile(), Look::default());
    let acts = |c: &char| (c.is_control() && *c != '\n') || is_hidden(*c);
    assert_eq!(drawn.chars().find(acts), None);
    let widest = drawn.lines().map(textwrap::core::display_width).max();
    assert!(widest <= Some(100), "{drawn}");
}

#[test]
fn columns_stay_right_beside_tabs_wide_characters_and_marks() {
    let drawn = drawn(&sample::hostile(), Look::default());
    for want in [
        "
   ╭─[postmortems/␛[2Jevil.md:1:11]
 1 │     red ␛[31mdisk␛[0m   full
   ·              ──┬─
   ·                ╰── red
",
        "
 2 │ 数据库连接池 was <U+202E>exhausted<U+202C>
   ·       ───┬──
   ·          ╰── the pool
",
        "
 2 │ 数据库连接池 was <U+202E>exhausted<U+202C>
   ·                          ────┬────
   ·                              ╰── backwards
",
        "
 3 │ nul␀ here
   · ────┬────
   ·     ╰── a ␛]0;title␇ in a label
",
        "
 4 │ …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxthe needle is hereyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
   ·                                           ───┬──
   ·                                              ╰── found
",
        "
   ╭─[postmortems/␛[2Jevil.md:5:1]
 5 │
   · ▲
   · ╰── nothing here
",
        "
 6 │ ╭─▶ first line
 7 │ │   > second line
 8 │ ├─▶ third
   · ╰──── over four lines
",
        "
warning[input/unreadable] not UTF-8
   ╰─[alerts/no.yml]
  help: convert it:
          iconv -f latin1 -t utf8
",
    ] {
        assert!(format!("\n{drawn}").contains(want), "{want}\nis not in\n{drawn}");
    }
}

#[test]
fn of_two_places_on_one_spot_the_wider_gives_way() {
    let mut case = Case::default();
    let file = case.file("a.md", "2. Add the alert `DiskFull` today\n", crate::model::Kind::Postmortem);
    let (item, name) = (case.place(file, "Add the alert `DiskFull` today"), case.place(file, "DiskFull"));
    let finding = Finding::at("rule/syntax", Severity::Error, name, "no rule has this name");
    case.findings.push(finding.also(item, "no alert here sees it").also(item, "no alert here sees it"));
    let want = "
 1 │ 2. Add the alert `DiskFull` today
   ·    ───────┬───────────┬───
   ·           │           ╰── no rule has this name
   ·           ╰── no alert here sees it
";
    assert!(drawn(&case, Look::default()).contains(want), "{}", drawn(&case, Look::default()));
}

#[test]
fn what_is_said_again_of_other_files_is_listed() {
    let mut case = Case::default();
    for path in ["a.yml", "b.yml", "c.yml"] {
        let file = case.file(path, "x: {{ y }}\n", crate::model::Kind::Rules);
        let place = case.place(file, "{{ y }}");
        let finding = Finding::at("input/unreadable", Severity::Warning, place, "reading stopped here");
        case.findings.push(finding.says("a template that has not been rendered").help("render it first"));
    }
    let want = "\
warning[input/unreadable] a template that has not been rendered
   ╭─[a.yml:1:4]
 1 │ x: {{ y }}
   ·    ───┬───
   ·       ╰── reading stopped here
   ╰────
  help: render it first
  also: b.yml:1
  also: c.yml:1

0 postmortems";
    assert!(drawn(&case, Look::default()).starts_with(want), "{}", drawn(&case, Look::default()));
    let verbose = drawn(&case, Look { detail: Detail::Verbose, ..Look::default() });
    assert_eq!(verbose.matches("reading stopped here").count(), 3);
}

#[test]
fn past_the_limit_the_gravest_are_drawn_and_the_rest_is_counted() {
    let mut case = sample::gaps("# INC-7: Disk full\n\nOne.\n\nTwo.\n\nThree.\n", &["One.", "Two.", "Three."]);
    case.findings[0].severity = Severity::Warning;
    case.findings
        .iter_mut()
        .zip(["one", "two", "three"])
        .for_each(|(finding, message)| finding.message = message.into());
    let cut = drawn(&case, Look { most: 2, ..Look::default() });
    assert!(cut.contains("] two\n") && cut.contains("] three\n") && !cut.contains("] one\n"), "{cut}");
    assert!(cut.contains("… and 1 warning more: 2 findings are drawn; --max-findings 0 draws all\n"), "{cut}");
    let none = drawn(&case, Look { most: 3, ..Look::default() });
    assert_eq!(none, drawn(&case, Look::default()));
}

#[test]
fn values_of_configurations_are_never_shown() {
    let mut case = Case::default();
    let text = "receivers:\n  - webhook_configs:\n      - url: https://hooks.example.com/T0/B1?token=abc\n";
    let file = case.file("alertmanager.yml", text, crate::model::Kind::Alertmanager);
    let place = case.place(file, "url: https://hooks.example.com/T0/B1?token=abc");
    let finding = Finding::at("rule/syntax", Severity::Error, place, "");
    case.findings.push(finding.says("x"));
    let drawn = drawn(&case, Look::default());
    assert!(!drawn.contains("abc"), "{drawn}");
}

proptest::proptest! {
    #[test]
    fn any_text_and_any_places_can_be_drawn(
        text in "[a \t\r\n\u{0}\u{1b}\u{e9}\u{301}\u{202e}数👩{}:\"]{0,300}",
        ends in proptest::collection::vec((0usize..300, 0usize..300), 1..4),
        width in 1usize..160,
        secretive: bool,
    ) {
        let mut case = Case::default();
        let kind = if secretive { crate::model::Kind::Alertmanager } else { crate::model::Kind::Postmortem };
        let file = case.file("a.md", &text, kind);
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let places = ends.iter().map(|(a, b)| Place::new(file, boundary(*a.min(b))..boundary(*a.max(b))));
        let places = places.map(|place| Labelled { place, label: text.chars().take(60).collect() }).collect();
        case.findings.push(Finding { places, ..Finding::new("rule/syntax", Severity::Error) });
        let drawn = drawn(&case, Look { width, ..Look::default() });
        proptest::prop_assert!(drawn.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c))));
    }
}

#[test]
fn in_detail_every_covered_risk_says_by_which_alert() {
    let case = sample::checkout();
    let covered = |detail: Detail| drawn(&case, Look { detail, ..Look::default() }).matches("\ncovered ").count();
    let report = case.report();
    let all = report.coverage.incidents.iter().flat_map(|incident| &incident.risks);
    let guarded = all.filter(|risk| risk.verdict == Verdict::Covered && !risk.guards.is_empty()).count();
    assert_eq!((covered(Detail::Normal), covered(Detail::Verbose)), (0, guarded));
    assert!(guarded > 0, "the sample has a covered risk");
}
