//! `alertgap.yml`: found upward, told where it is wrong, and what it changes.

mod support;

use support::{Folder, alertgap};

const MODE: &str = "\
failure_modes:
  - id: ledger-drift
    title: The ledger and the bank disagreed
    says: {any: ['\\bledger\\b.{0,40}\\b(drift|disagree)']}
    seen_by: {metrics: [ledger_difference_cents]}
    suggest:
      alert: LedgerDrifts
      expr: abs(ledger_difference_cents) > 0
      test:
        interval: 1m
        at: 5m
        fires: [{series: 'ledger_difference_cents', values: '7x10'}]
        quiet: [{series: 'ledger_difference_cents', values: '0x10'}]
    examples:
      matches: [The ledger had begun to drift from the bank.]
      ignores: [The bank was closed.]
      guards: [ledger_difference_cents != 0]
      not_guards: [up == 0]
";

/// A postmortem of `checkout` and an alert that watches `namespace=\"money\"`.
fn repository(configuration: &str) -> Folder {
    let folder = Folder::new();
    folder.write("alertgap.yml", configuration);
    folder.write(
        "postmortems/INC-7.md",
        "---\nid: INC-7\nservices: [checkout]\n---\n# INC-7: Checkout was down\n\n## Impact\n\nNobody could pay.\n\n\
         ## Root cause\n\nThe pods of the web shop crash-looped with CrashLoopBackOff.\n",
    );
    let expr = "kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\", namespace=\"money\"} > 0";
    let rule = format!("- alert: CrashLoop\n        expr: '{expr}'\n        labels: {{severity: page}}\n");
    folder.write("alerts/a.yml", format!("groups:\n  - name: a\n    rules:\n      {rule}"));
    folder
}

#[test]
fn what_is_wrong_is_told_at_its_line_and_nothing_is_printed() {
    for (configuration, said) in [
        ("sevices: {}\n", "alertgap.yml:1:1: unknown key `sevices`; did you mean `services`?"),
        (
            "services:\n  a: {alias: [b]}\n",
            "alertgap.yml:2:7: services.a: unknown key `alias`; did you mean `aliases`?",
        ),
        (
            "severity: {coverage/rot-cause: off}\n",
            "alertgap.yml:1:12: `coverage/rot-cause` matches no check; did you mean `coverage/root-cause`?",
        ),
        ("severity: {'guards/*': off}\n", "alertgap.yml:1:13: `guards/*` matches no check; did you mean `guard/*`?"),
        ("severity: {xyz: off}\n", "alertgap.yml:1:12: `xyz` matches no check; `alertgap list checks` shows all\n"),
        (
            "failure_modes: [kinds.yml]\n",
            "kinds.yml:6:13: `disc-full` in `a-b`: no such failure mode; did you mean `disk-full`?",
        ),
        (
            "languages: [de, tlh]\n",
            "alertgap.yml:1:17: `tlh` is no language that is known here; known are en, id, ja, de",
        ),
        ("failure_modes: [own.yml]\n", "alertgap.yml: failure_modes: own.yml cannot be read"),
        ("failure_modes: [bad.yml]\n", "bad.yml:4:19: `x(y` in `a-b`: "),
    ] {
        let folder = repository(configuration);
        let bad = "failure_modes:\n  - id: a-b\n    title: A\n    says: {any: ['x(y']}\n    examples: {matches: [], ignores: []}\n";
        folder.write("bad.yml", bad);
        folder.write("kinds.yml", bad.replace("x(y", "xy") + "    kinds: [disc-full]\n");
        for command in [&["check"][..], &["list", "modes"], &["suggest"], &["explain", "disk-full"], &["inspect"]] {
            let ran = alertgap(command, folder.path());
            assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{command:?} {configuration}");
            assert!(ran.stderr.contains(said), "{command:?}: {}", ran.stderr);
        }
    }
}

#[test]
fn it_is_found_upward_and_by_option() {
    let folder = repository("sevices: {}\n");
    folder.write("other.yml", "services: {}\n");
    let ran = alertgap(&["check"], &folder.path().join("postmortems"));
    assert!(ran.stderr.contains("../alertgap.yml:1:1: "), "{}", ran.stderr);
    assert_ne!(alertgap(&["check", "--config", "other.yml"], folder.path()).status, 2);
    assert_eq!(alertgap(&["check", "--config", "none.yml"], folder.path()).status, 2);
}

/// Under another name it would silently do nothing.
#[test]
fn a_configuration_by_another_name_is_told() {
    let folder = repository("");
    std::fs::rename(folder.path().join("alertgap.yml"), folder.path().join("alertgap.yaml")).expect("it is there");
    let said = |at: &str| alertgap(&["check"], &folder.path().join(at)).stderr;
    assert_eq!(said(""), "alertgap: alertgap.yaml is not read: the configuration is called alertgap.yml\n");
    let above = "alertgap: ../alertgap.yaml is not read: the configuration is called alertgap.yml\n";
    assert!(said("alerts").contains(above), "{}", said("alerts"));
    folder.write("alertgap.yml", "");
    assert_eq!(said(""), "");
}

#[test]
fn declared_services_decide_the_scope() {
    let says =
        |configuration: &str| alertgap(&["check", "--format", "concise"], repository(configuration).path()).stdout;
    let ours = says("services: {checkout: {selectors: [{namespace: money}]}}\n");
    assert!(!ours.contains("[coverage/root-cause]"), "{ours}");
    let theirs = says("services: {checkout: {}, payouts: {selectors: [{namespace: money}]}}\n");
    assert!(theirs.contains("[coverage/root-cause]"), "{theirs}");
    let json = alertgap(
        &["check", "--format", "json"],
        repository("services: {checkout: , payouts: {selectors: [{namespace: money}]}}\n").path(),
    );
    assert!(json.stdout.contains("watches namespace=\\\"money\\\" only"), "{}", json.stdout);
}

/// Of two own products of a kind an alert covers only the one that the text names, or where it names none, the one that is
/// meant then.
#[test]
fn own_products_tell_whose_metrics_are_whose() {
    let modes = "failure_modes:\n  - id: till-stuck\n    title: Tills were stuck\n    says: {any: ['\\bstuck\\b']}\n    \
                 seen_by: {metrics: [till_stuck, kiosk_stuck]}\n    examples: {matches: [A till was stuck.], ignores: []}\n\
                 products:\n  - {id: till, metrics: ['till_*'], words: '\\btills?\\b', kind: shop, assumed: true}\n  \
                 - {id: kiosk, metrics: ['kiosk_*'], kind: shop}\n";
    for (metric, cause, is_covered) in [
        ("till_stuck", "The tills were stuck; the kiosk kept working.", true),
        ("kiosk_stuck", "The tills were stuck; the kiosk kept working.", false),
        ("kiosk_stuck", "A kiosk was stuck.", true),
        ("till_stuck", "A kiosk was stuck.", false),
        ("till_stuck", "A drawer was stuck.", true),
        ("kiosk_stuck", "A drawer was stuck.", false),
    ] {
        let folder = Folder::new();
        folder.write("alertgap.yml", "failure_modes: [own.yml]\n");
        folder.write("own.yml", modes);
        folder.write("a.rules.yml", format!("groups: [{{name: a, rules: [{{alert: A, expr: {metric} > 0}}]}}]\n"));
        let told = format!("# INC-8: Outage\n\n## Impact\n\nNobody could pay.\n\n## Root cause\n\n{cause}\n");
        folder.write("postmortems/INC-8.md", told);
        let ran = alertgap(&["check"], folder.path());
        assert_ne!(ran.status, 2, "{}", ran.stderr);
        assert_eq!(!ran.stdout.contains("[coverage/root-cause]"), is_covered, "{metric}: {cause}\n{}", ran.stdout);
    }
}

#[test]
fn own_modes_are_listed_explained_tested_and_suggested() {
    let folder = repository("failure_modes: [modes/own.yml]\n");
    folder.write("modes/own.yml", MODE);
    folder.write("postmortems/INC-8.md", "# INC-8: Wrong balances\n\n## Impact\n\nWrong balances.\n\n## Root cause\n\nThe ledger drifted from the bank.\n");
    assert!(alertgap(&["list", "modes"], folder.path()).stdout.contains("ledger-drift"));
    assert!(alertgap(&["explain", "ledger-drift"], folder.path()).stdout.contains("LedgerDrifts"));
    let suggested = alertgap(&["suggest"], folder.path());
    assert!(suggested.stdout.contains("postmortem: INC-8/ledger-drift"), "{}", suggested.stdout);
    let tested = alertgap(&["explain", "--test", "modes/own.yml"], folder.path());
    assert_eq!((tested.status, tested.stdout.as_str()), (0, "modes/own.yml: 1 failure mode, every example holds\n"));
    folder
        .write("modes/own.yml", MODE.replace("- up == 0", "- x").replace("[up == 0]", "[ledger_difference_cents > 5]"));
    let tested = alertgap(&["explain", "--test", "modes/own.yml"], folder.path());
    let said = "modes/own.yml:18: ledger-drift: is seen by what only looks like it: ledger_difference_cents > 5\n";
    assert_eq!((tested.status, tested.stdout.as_str()), (1, said));
}

#[test]
fn an_own_mode_takes_the_place_of_a_built_in_one_and_says_so() {
    let folder = repository("failure_modes: [own.yml]\n");
    folder.write("own.yml", MODE.replace("ledger-drift", "disk-full"));
    let ran = alertgap(&["list", "modes"], folder.path());
    assert!(ran.stdout.contains("The ledger and the bank disagreed"), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("\ndisk-full ").count() + usize::from(ran.stdout.starts_with("disk-full ")), 1);
    assert!(ran.stderr.contains("own.yml: disk-full takes the place of the mode of that name"), "{}", ran.stderr);
    assert_eq!(alertgap(&["list", "modes", "-q"], folder.path()).stderr, "");
}

/// What `check --format concise ARGUMENTS` says in `folder`.
fn concise(folder: &std::path::Path, arguments: &[&str]) -> String {
    alertgap(&[&["check", "--format", "concise"], arguments].concat(), folder).stdout
}

#[test]
fn sources_are_read_from_anywhere_where_no_path_is_named() {
    let folder = repository("sources: {include: [alerts, postmortems], exclude: ['**/drafts']}\n");
    folder.write("alerts/drafts/b.yml", "groups: [\n");
    folder.write("other/c.yml", "groups: [\n");
    let list = |at: &str| alertgap(&["check", "--list-files"], &folder.path().join(at)).stdout;
    let names = |list: String| list.lines().map(|line| line.split("  ").next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(list("")), ["alerts/a.yml", "postmortems/INC-7.md"]);
    assert_eq!(names(list("alerts")), ["../postmortems/INC-7.md", "a.yml"]);
    let named = alertgap(&["check", "--list-files", "other"], folder.path()).stdout;
    assert!(named.starts_with("other/c.yml"), "{named}");
}

#[test]
fn severities_are_set_by_check() {
    let says = |configuration: &str| concise(repository(configuration).path(), &[]);
    assert!(says("").contains("error[coverage/root-cause]"), "{}", says(""));
    let lower = says("severity: {'coverage/*': warning}\n");
    assert!(lower.contains("warning[coverage/root-cause]") && !lower.contains("error["), "{lower}");
    assert!(!says("severity: {'coverage/*': off}\n").contains("[coverage/"));
}

#[test]
fn a_monitor_outside_prometheus_is_counted_apart() {
    let verdict = |guards: &str| {
        let configuration = format!("monitors: [{{name: Synthetic, guards: [{guards}]}}]\n");
        alertgap(&["check", "--format", "json"], repository(&configuration).path()).stdout
    };
    assert!(verdict("INC-7").contains("\"elsewhere\": 1"), "{}", verdict("INC-7"));
    assert!(verdict("INC-8").contains("\"elsewhere\": 0"), "{}", verdict("INC-8"));
}

#[test]
fn only_chosen_languages_are_understood() {
    let folder = repository("languages: [fr]\n");
    folder.write("postmortems/INC-9.md", "# INC-9: Ausfall\n\n## Auswirkung\n\nAlles stand.\n\n## Ursache\n\nDie Platte war voll.\n\n## Zeitlinie\n\n10:00 los\n");
    let kind = || alertgap(&["check", "--list-files"], folder.path()).stdout;
    assert!(kind().contains("postmortems/INC-9.md  other-document"), "{}", kind());
    folder.write("alertgap.yml", "languages: [de]\n");
    assert!(kind().contains("postmortems/INC-9.md  postmortem"), "{}", kind());
}

#[test]
fn people_see_so_many_findings_and_programs_all() {
    let folder = repository("limits: {findings: 2}\n");
    for at in 10..15 {
        let text =
            format!("# INC-{at}: Outage\n\n## Root cause\n\nThe disk of part {at} was full.\n\n## Impact\n\nBad.\n");
        folder.write(&format!("postmortems/INC-{at}.md"), text);
    }
    let run = |arguments: &[&str]| {
        alertgap(&[&["check", "--only", "coverage/root-cause"], arguments].concat(), folder.path())
    };
    let drawn = |out: &str| out.matches("error[coverage/root-cause]").count();
    let cut = run(&[]);
    assert_eq!((cut.status, drawn(&cut.stdout)), (1, 2), "{}", cut.stdout);
    let limit = ": 2 findings are drawn; --max-findings 0 draws all\n";
    assert!(cut.stdout.contains(limit), "{}", cut.stdout);
    let all = run(&["--max-findings", "0"]).stdout;
    assert!(drawn(&all) >= 5 && !all.contains("findings are drawn"), "{all}");
    assert_eq!(drawn(&run(&["--max-findings", "3"]).stdout), 3);
    assert_eq!(run(&["--format", "json"]).stdout.matches("\"check\": \"coverage/root-cause\"").count(), drawn(&all));
    assert_eq!(drawn(&run(&["--format", "concise"]).stdout), drawn(&all));
}
