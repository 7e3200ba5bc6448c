//! Which lines a waiver speaks for, and where it is told itself.

use alertgap::config;

use super::{POSTMORTEM, judged};

/// Whose guards are told as unclear, with these rules.
fn unclear(postmortem: &str, rules: &str) -> Vec<String> {
    unclear_in(postmortem, &format!("groups:\n- name: g\n  rules:\n{rules}"))
}

/// The same with a whole file of rules.
fn unclear_in(postmortem: &str, file: &str) -> Vec<String> {
    let (_, _, judged) = judged(&[("a.md", postmortem), ("a.yml", file)], "{}");
    let unclear = judged.findings.into_iter().filter(|finding| finding.check == "guard/unclear");
    unclear.map(|finding| finding.message).collect()
}

/// At its dash, whatever list comes behind; a list in brackets has one line only.
#[test]
fn a_waiver_of_the_configuration_stands_where_it_is_written() {
    let first = "{check: guard/*, alert: A, reason: r}";
    let second = "{check: guard/*, alert: B, reason: r}";
    for (text, lines) in [
        (format!("waivers:\n- {first}\n# Until May.\n- {second}\nfailure_modes:\n- modes.yml\n"), [2, 4]),
        (format!("failure_modes: [modes.yml]\nwaivers:\n  - {first}\n\n  - {second}\n"), [3, 5]),
        (format!("failure_modes: [modes.yml]\nwaivers: [{first}, {second}]\n"), [2, 2]),
    ] {
        let waivers = config::read(&text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).waivers;
        assert_eq!(waivers.iter().map(|waiver| waiver.line).collect::<Vec<_>>(), lines, "{text}");
    }
}

/// The whole rule, and not only the key below; of several rules that have comments, its own.
#[test]
fn a_comment_in_a_rule_or_above_it_speaks_for_that_rule() {
    let allow = "# alertgap: allow guard/unclear reason=\"on purpose\"";
    let both = POSTMORTEM.replace("[PoolFull]", "[PoolFull, PoolBusy]");
    let rule = |name: &str, inside: &str| {
        format!("  - alert: {name}\n    expr: pool_used > 5\n{inside}    labels: {{severity: page}}\n")
    };
    let (full, busy) = (rule("PoolFull", ""), rule("PoolBusy", ""));
    let told = |name: &str| format!("{name} guards INC-1/RC1, but does not say what happened or what to do");
    assert_eq!(unclear(POSTMORTEM, &full), [told("PoolFull")]);
    assert_eq!(unclear(POSTMORTEM, &rule("PoolFull", &format!("    {allow}\n"))), [""; 0]);
    let rules = format!("  # alertgap: guards INC-1/RC1\n{busy}  {allow}\n{full}");
    assert_eq!(unclear(&both, &rules), [told("PoolBusy")]);
    // Above a group, for all that is in it.
    let group = |name: &str, rules: &str| format!("- name: {name}\n  rules:\n{rules}");
    assert_eq!(unclear_in(&both, &format!("groups:\n{allow}\n{}", group("g", &format!("{full}{busy}")))), [""; 0]);
    let groups = format!("groups:\n{}{allow}\n{}", group("g", &busy), group("h", &full));
    assert_eq!(unclear_in(&both, &groups), [told("PoolBusy")]);
}

/// A bracket that is closed on a line of its own begins no item, as a number before it would.
#[test]
fn a_bracket_begins_no_item() {
    let allow = "<!-- alertgap: allow coverage/root-cause reason=\"none exists\" -->";
    for (begins, left) in [(")", 0), ("2)", 1)] {
        let item = format!("- A pigeon cut the line (of the carrier\n  {begins} and nobody saw it. {allow}\n");
        let text = format!("# INC-1: Parcels\n\n## Impact\n\nMuch.\n\n## Root causes\n\n{item}");
        let (_, _, judged) = judged(&[("a.md", &text)], "{}");
        let open = judged.findings.iter().filter(|finding| finding.check == "coverage/root-cause");
        assert_eq!(open.count(), left, "{begins}");
    }
}

/// A gap is accepted with its incident, whatever its nearest alert guards.
#[test]
fn a_waiver_of_an_incident_accepts_its_gap_beside_a_near_miss() {
    let postmortem = "---\nid: INC-1\nservices: [orders]\nroot_causes:\n- {id: RC1, text: The disk of the ledger ran full.}\n\
                      ---\n# Full\n\n## Impact\n\nMuch.\n";
    let rules = "groups:\n- name: g\n  rules:\n  - {alert: DiskFull, expr: 'node_filesystem_avail_bytes{job!=\"orders\"} < 10'}\n";
    for (incident, left) in [("INC-1", 0), ("INC-2", 1)] {
        let waiver = format!("waivers: [{{check: coverage/root-cause, incident: {incident}, reason: on purpose}}]\n");
        let (_, coverage, judged) = judged(&[("a.md", postmortem), ("a.yml", rules)], &waiver);
        assert_eq!(coverage.incidents[0].risks[0].nearest.len(), 1);
        let open = judged.findings.iter().filter(|finding| finding.check == "coverage/root-cause");
        assert_eq!(open.count(), left, "{incident}");
    }
}
