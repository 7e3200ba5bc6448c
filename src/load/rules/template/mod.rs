//! Templates of labels and annotations, read as Go's `text/template` reads them when Prometheus loads a rule.
//!
//! Only the form is looked at, as Prometheus does: nothing is expanded, and a field that does not exist is found out
//! only when the alert fires.

mod functions;
mod lex;
mod parse;

use std::ops::Range;

/// The first thing that is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where in the text.
    pub(super) range: Range<usize>,
    /// What.
    pub(super) message: String,
}

/// Reads a template; `Some` where Prometheus refuses it.
pub(super) fn fault(text: &str) -> Option<Fault> {
    if !text.contains("{{") {
        return None;
    }
    lex::tokens(text).and_then(|tokens| parse::check(text, &tokens)).err()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, prop, prop_oneof, proptest};

    use super::fault;

    const GOOD: &[&str] = &[
        "plain",
        "{{ $labels.job }} at {{ $value | humanize }}",
        "{{ $x := 1 }}{{ $x }}",
        "{{ range query \"up\" }}{{ .Labels.job }}{{ else }}none{{ end }}",
        "{{ range $i, $e := query \"up\" }}{{ $i }}{{ break }}{{ end }}",
        "{{ if eq $labels.a \"b\" }}x{{ else if $value }}y{{ else }}z{{ end }}",
        "{{ with query \"up\" }}{{ . | first | value }}{{ end }}",
        "{{- $labels.a -}}",
        "{{/* a comment */}}x",
        "{{- /* a comment */ -}}",
        "{{ define \"t\" }}{{ . }}{{ end }}{{ template \"t\" $value }}",
        "{{ block \"t\" . }}x{{ end }}",
        "{{ printf `%.2f` $value }} {{ 'a' }} {{ 0x1F }} {{ -1.5e3 }} {{ 1_000 }} {{ 1i }}",
        "{{ (query \"up\" | first).Value }}",
        "{{ .Values.x.y }}",
        "{{ $labels.a.b }}{{ $externalLabels.c }}{{ $externalURL }}",
        "{{ $x := 1 }}{{ $x = 2 }}",
        "{{\n$value\n}}",
        "{{ true }}{{ nil }}x",
        "{{ $value | }}",
        "{{ nil | print }}",
        "{{ (1) (2) }}",
        "{{ $nope = 3 }}",
        "{{ with 1 }}{{ else with 2 }}{{ end }}",
        "{{ range $a := query \"up\" }}{{ end }}",
        "{{ 07 }}{{ 0b1 }}{{ +1 }}{{ .5 }}{{ 1. }}",
        "{{ $ }}{{ $.a }}",
        "{{ now }}",
        "}} alone is text",
        "{{ \"}}\" }}",
    ];

    #[test]
    fn what_prometheus_accepts_is_accepted() {
        for text in GOOD {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_prometheus_refuses_is_refused_in_its_place() {
        let cases = [
            ("{{ $labels.a", "{{", "unclosed"),
            ("{{ $labels.a }", "}", "}}"),
            ("{{ foo }}", "foo", "function"),
            ("{{ $lables.a }}", "$lables", "undefined variable"),
            ("x {{ end }}", "end", "end"),
            ("{{ if $value }}x", "{{", "end"),
            ("{{ if }}x{{ end }}", "if", "missing value"),
            ("{{ range }}x{{ end }}", "range", "missing value"),
            ("{{ }}", "{{", "missing value"),
            ("{{ else }}", "else", "else"),
            ("{{ if 1 }}{{ else }}{{ else }}{{ end }}", "else", "else"),
            ("{{ $value | 1 }}", "1", "pipeline"),
            ("{{/* a */ }}", "{{", "comment"),
            ("{{ if 1 }}{{ define \"x\" }}{{ end }}{{ end }}", "define", "inside"),
            ("{{ 0x }}", "0x", "number"),
            ("{{ 08 }}", "08", "number"),
            ("{{ 1__0 }}", "1__0", "number"),
            ("{{ 1e }}", "1e", "number"),
            ("{{ $a, $b := query \"up\" }}", "$a", "too many"),
            ("{{ $x := 1, 2 }}", ",", "cannot stand"),
            ("{{ \"\\q\" }}", "\"\\q\"", "backslash"),
            ("{{ 'ab' }}", "'ab'", "literal"),
            ("{{ ( ) }}", "(", "missing value"),
            ("{{ print (1)(2) }}", "(", "cannot stand"),
            ("{{ print 1\"a\" }}", "\"a\"", "cannot stand"),
            ("{{ print $value$value }}", "$", "follow"),
            ("{{ $labels.x) }}", ")", "cannot stand"),
            ("{{ . | . }}", ".", "pipeline"),
            ("{{ if eq 1 1 }}a{{ elseif }}{{ end }}", "elseif", "function"),
            ("{{ = 3 }}", "=", "cannot stand"),
            ("{{ block \"x\" 1 }}{{ $labels }}{{ end }}", "$labels", "undefined"),
            ("{{ range . }}{{ continue 1 }}{{ end }}", "1", "nothing after"),
            ("{{ end x }}", "x", "nothing after"),
            ("{{ print , }}", ",", "cannot stand"),
            ("{{ .. }}", ".", "cannot stand"),
            ("{{ .a..b }}", ".", "cannot stand"),
            ("{{ (query \"up\" }}", "(", "parenthesis"),
            ("{{ \"x }}", "\"", "string"),
            ("{{ `x }}", "`", "string"),
            ("{{ break }}", "break", "range"),
            ("{{ with $x := 1 }}{{ end }}{{ $x }}", "$x", "undefined variable"),
            ("{{ $value.a.b | humanize% }}", "%", "%"),
            ("{{ $labels-a }}", "-", "-"),
            ("{{ 1x }}", "1x", "number"),
            ("{{/* open }}", "{{", "comment"),
            ("{{ template x }}", "x", "template"),
            ("{{ 1.a }}", "1.a", "number"),
            ("{{ \"a\".b }}", ".b", "after"),
        ];
        for (text, bytes, word) in cases {
            let found = fault(text);
            let (range, message) = found.map(|fault| (fault.range, fault.message)).unwrap_or_default();
            assert!(message.contains(word), "{text}: {message:?}");
            assert_eq!(&text[range], bytes, "{text}: {message}");
        }
    }

    fn templateish() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            Just("{{"),
            Just("}}"),
            Just("{{- "),
            Just(" -}}"),
            Just("if "),
            Just("else "),
            Just("end"),
            Just("$x"),
            Just(" := "),
            Just("("),
            Just(")"),
            Just(" | "),
            Just("\""),
            Just("`"),
            Just("é"),
            Just(".a"),
            Just(" "),
            Just("range "),
            Just("1"),
            Just("/*"),
            Just("*/"),
            Just("define \"a\""),
            Just("'"),
            Just("\\"),
            Just("\n"),
        ];
        prop::collection::vec(word, 0..30).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn any_template_is_read_and_its_fault_is_in_it(text in templateish()) {
            if let Some(fault) = fault(&text) {
                assert!(text.get(fault.range.clone()).is_some(), "{text:?} {fault:?}");
            }
        }
    }

    #[test]
    fn long_and_deep_templates_are_read_quickly() {
        // Of what is nested too deep for anybody to have meant it, nothing is said.
        for (text, want) in [
            ("{{ (".repeat(100_000), "\"{\" has no meaning in a template"),
            ("{{ if 1 }}".repeat(100_000), ""),
            (format!("{{{{ {}", "(".repeat(1 << 20)), "this \"{{\" is unclosed: there is no \"}}\" after it"),
        ] {
            let said = fault(&text).map(|fault| fault.message).unwrap_or_default();
            assert_eq!(said, want, "{}…", &text[..20]);
        }
    }
}
