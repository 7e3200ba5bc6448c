use super::read;
use crate::load::part::Part;
use crate::model::Exposition;
use crate::source::Sources;

fn page(text: &str) -> (Exposition, usize) {
    let mut sources = Sources::default();
    let file = sources.add("dumps/node.prom".into(), text.into());
    let mut part = Part::default();
    read(file, "dumps/node.prom", text, &mut part);
    (part.expositions.remove(0), part.skipped.len())
}

fn shown(text: &str) -> Vec<String> {
    let (page, _) = page(text);
    page.series.iter().map(|it| format!("{}{:?}", it.name, it.labels)).collect()
}

/// Lines that the parser behind misreads, or drops, as it stands.
const NASTY: &[(&str, &str)] = &[
    ("x{a=\"1,2\"} 1", r#"x{"a": "1,2"}"#),
    ("x{a=\"}\"} 1", r#"x{"a": "}"}"#),
    ("x{a=\"b c\"} 1", r#"x{"a": "b c"}"#),
    ("x{} 1", "x{}"),
    ("x {a=\"1\"} 1", r#"x{"a": "1"}"#),
    ("x{ a = \"1\" , b=\"2\", } 1", r#"x{"a": "1", "b": "2"}"#),
    ("x{a=\"q\\\"w\\\\e\\nr\"} 1", r#"x{"a": "q\"w\\e\nr"}"#),
    ("x{a=\"a=b\"} 1", r#"x{"a": "a=b"}"#),
    ("job:errors:rate5m{job=\"a\"} 0.5", r#"job:errors:rate5m{"job": "a"}"#),
    ("{\"my.metric\", a=\"1\"} 1", r#"my.metric{"a": "1"}"#),
    ("x{\"my.label\"=\"é\"} 1", r#"x{"my.label": "é"}"#),
    ("x_total{a=\"1\"} 5 1520879607.789 # {trace=\"a b\"} 0.67", r#"x_total{"a": "1"}"#),
    ("x_bucket{le=\"+Inf\"} 5 # {trace=\"}\"} 0.67 1520879607.789", r#"x_bucket{"le": "+Inf"}"#),
    ("x{a=\"\"} NaN", "x{}"),
    ("x -Inf 1395066363000", "x{}"),
    ("x\t3.2e-7\r", "x{}"),
    ("x{a=\"\\d\"} 1", r#"x{"a": "\\d"}"#),
    ("x{line=\"7\",labels=\"2\"} 1", r#"x{"labels": "2", "line": "7"}"#),
    ("x{a=\"#\"} 1", r##"x{"a": "#"}"##),
    ("x{quantile=\"0.9\"} 1", r#"x{"quantile": "0.9"}"#),
];

#[test]
fn nasty_lines_come_back_whole() {
    for (line, expected) in NASTY {
        assert_eq!(shown(line), [*expected], "{line}");
        assert_eq!(page(line).1, 0, "{line}");
    }
    let all: String = NASTY.iter().map(|(line, _)| format!("{line}\n")).collect();
    assert_eq!(page(&all).1, 0);
}

#[test]
fn a_line_that_is_lost_is_said() {
    for line in [
        "x",
        "x{a=\"1} 1",
        "x{a=1} 1",
        "x{a=\"1\" b=\"2\"} 1",
        "x{a=\"1\"} one",
        "1x 1",
        "x{a=\"1\",a=\"2\"} 1",
        "x 1 2 3",
        "x{\"y\"} 1",
        "\tx 1",
    ] {
        assert_eq!((page(line).1, shown(line).len()), (1, 0), "{line}");
    }
    assert_eq!(page(&"x\n".repeat(50)).1, 3);
}

#[test]
fn families_are_known_without_series() {
    let (page, _) = page(
        "# HELP errors_total Errors.\n# TYPE errors_total counter\n# TYPE size gauge\n# TYPE hits counter\nsize 1\n# EOF\nafter 1\n",
    );
    assert!(page.declares("errors_total") && page.declares("hits_total") && !page.declares("hit"));
    assert_eq!((page.of("size").count(), page.of("after").count(), page.stem.as_str()), (1, 0, "node"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_line_by_line(text in "[ -~\n\"{}#é]{0,200}") {
        // After `# EOF` nothing counts, and of lines that are lost three are said.
        let whole = text.replace("EOF", "");
        let (page, lost) = page(&whole);
        let lines = whole.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).count();
        proptest::prop_assert!(page.series.len() <= lines && lost <= 3, "{}", whole);
        proptest::prop_assert_eq!(lost == 0, page.series.len() == lines, "{}", whole);
    }

    #[test]
    fn any_value_comes_back(value in "[^\u{0}\r\n\"\\\\]{1,20}") {
        let (page, lost) = page(&format!("x{{a=\"{value}\"}} 1\n"));
        proptest::prop_assert_eq!(lost, 0);
        let series = page.series.first().expect("one line, one series");
        proptest::prop_assert_eq!(series.labels.get("a"), Some(&value));
    }
}
