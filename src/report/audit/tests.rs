use super::{Audit, Earlier, Language};
use crate::link::Verdict;
use crate::report::sample::{self, Case};
use crate::report::{LinkTemplate, audit_csv, audit_html, audit_json, audit_markdown};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 6, 1);

fn audit(case: &Case) -> Audit {
    Audit::new(&case.report(), TODAY, None)
}

fn page(audit: &Audit, language: Language) -> String {
    String::from_utf8(audit_html(audit, language)).unwrap()
}

/// A sample with everything that a page has a part for.
fn rich() -> Case {
    let mut case = sample::checkout();
    let incident = &mut case.model.incidents[0];
    incident.affected.push(incident.title.clone());
    incident.services.push(incident.title.clone());
    incident.duration = Some(7500);
    incident.time_to_detect = Some(60);
    case.coverage.incidents[0].risks[0].verdict = Verdict::Weak;
    case
}

#[test]
fn every_part_is_drawn_in_every_language() {
    let all = [
        sample::checkout(),
        rich(),
        Case::default(),
        sample::gaps("# INC-7: Disk full\n\nThe disk was it.\n", &["The disk"]),
    ];
    for language in Language::ALL {
        for case in &all {
            let audit = audit(case);
            let compared = Audit::new(&case.report(), TODAY, None).since(Earlier::of(&audit));
            let page = page(&compared, language);
            assert!(page.contains(&format!("<html lang=\"{}\">", language.tag())));
            assert!(page.ends_with("</html>"), "{page}");
            assert!(
                String::from_utf8(audit_markdown(&compared, language))
                    .unwrap()
                    .starts_with("<!-- alertgap report -->\n# ")
            );
        }
    }
}

#[test]
fn the_answer_counts_what_would_page_nobody() {
    let mut case = sample::checkout();
    assert!(
        page(&audit(&case), Language::En)
            .contains("<h1>The one root cause that was found has an alert that sees it.</h1>")
    );
    case.coverage.incidents[0].risks[0].verdict = Verdict::Weak;
    assert!(
        page(&audit(&case), Language::En).contains("<h1>1 of 1 root causes has no alert that would page for it.</h1>")
    );
    case.coverage.incidents[0].risks[0].verdict = Verdict::Waived;
    assert!(
        page(&audit(&case), Language::En)
            .contains("<h1>0 of 1 root causes have an alert that sees them; the others have a reason why not.</h1>")
    );
    case.model.incidents[0].risks.clear();
    case.coverage.incidents[0].risks.clear();
    assert!(page(&audit(&case), Language::En).contains("nothing can be said about coverage"));
}

#[test]
fn a_severe_incident_with_an_inferred_guard_of_unknown_delivery_is_unknown_and_a_gap_has_no_page() {
    let mut case = sample::checkout();
    assert_eq!(audit(&case).incidents[0].pages, "unknown");
    case.coverage.incidents[0].risks[0].guards.clear();
    case.coverage.incidents[0].risks[0].verdict = Verdict::Gap;
    let audit = audit(&case);
    assert_eq!((audit.incidents[0].pages, audit.severe_without_page.as_slice()), ("no", [0].as_slice()));
}

#[test]
fn what_changed_is_told_and_what_did_not_is_counted() {
    let mut case = sample::checkout();
    let before = || Earlier::of(&audit(&sample::checkout()));
    let same = audit(&case).since(before());
    let said = |audit: &Audit| serde_json::to_value(audit.changes.as_ref().unwrap()).unwrap();
    assert_eq!((said(&same)["same"].as_u64(), said(&same)["worse"].as_array().unwrap().len()), (Some(2), 0));
    case.coverage.incidents[0].risks[0].verdict = Verdict::Gap;
    case.coverage.incidents[0].risks[0].guards.clear();
    case.coverage.incidents[0].risks.pop();
    case.model.incidents[0].risks.pop();
    let said = said(&audit(&case).since(before()));
    assert_eq!((&said["worse"][0]["was"], &said["worse"][0]["was_inferred"]), (&"covered".into(), &true.into()));
    assert_eq!(said["gone"][0]["was"], "gap");
}

#[test]
fn an_audit_is_read_back_and_nothing_else_is() {
    let json = String::from_utf8(audit_json(&audit(&sample::checkout()))).unwrap();
    assert!(Earlier::read(&json).is_ok());
    for (wrong, said) in
        [("{}", "no audit"), ("[", "no audit"), (&json.replacen("\"schema\": 1", "\"schema\": 9", 1), "version 9")]
    {
        assert!(Earlier::read(wrong).err().unwrap().contains(said), "{wrong}");
    }
}

/// In every field: markup, script, SVG, template syntax, marks of direction, control characters, and length.
const EVIL: &str = "</title></script><script>alert(1)</script><svg onload=alert(1)> {{ t }}{% raw %} \"'`&amp; \u{202e}\u{0}\u{1b}[31m =1+1 |x| [a](javascript:b) @all";

#[test]
fn a_hostile_document_writes_no_markup_anywhere() {
    let text = format!("# INC-7: Disk full\n\n{EVIL}\n");
    let mut case = sample::gaps(&text, &[EVIL]);
    let incident = &mut case.model.incidents[0];
    let mut evil = incident.title.clone();
    evil.value = format!("{EVIL}{}", "x".repeat(10_000));
    incident.title = evil.clone();
    incident.id = Some(evil.clone());
    incident.severity = Some(evil.clone());
    incident.services = vec![evil.clone()];
    incident.affected = vec![evil.clone()];
    incident.risks[0].text = evil;
    let template = LinkTemplate::parse("https://git.example.com/{file}#L{line}").unwrap();
    let audit = Audit::new(&case.report(), TODAY, Some(&template));
    let clean =
        page(&Audit::new(&sample::gaps("# INC-7: Disk full\n\nx y\n", &["x y"]).report(), TODAY, None), Language::En);
    let page = page(&audit, Language::En);
    for tag in ["<script", "</script", "<svg onload", "<title"] {
        assert!(page.matches(tag).count() <= clean.matches(tag).count(), "{tag}");
    }
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;")
            || page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")
    );
    assert!(page.contains("{{ t }}{% raw %}") && page.contains("&lt;U+202E&gt;␀␛[31m"), "it is there as text");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}') && page.len() < clean.len() + 20_000);
    let markdown = String::from_utf8(audit_markdown(&audit, Language::En)).unwrap();
    assert!(!markdown.contains("<script") && !markdown.contains("[a](") && !markdown.contains("@all"), "{markdown}");
    let sheet = String::from_utf8(audit_csv(&audit)).unwrap();
    assert_eq!(sheet.lines().count(), 2, "a row per risk, and none more");
}
