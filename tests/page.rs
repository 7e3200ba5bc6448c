//! The audit report in a real Chromium: drawn, searched, sorted, printed, and in no width too wide; without a script,
//! without a request, without a word on the console; and axe-core finds nothing against WCAG 2.2 AA.

#[path = "support/server.rs"]
#[allow(clippy::print_stderr, reason = "a test that does nothing says so")]
mod server;
mod support;
#[path = "support/tools.rs"]
mod tools;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{Folder, alertgap};
use tools::{file, said};

/// In every field: what would be markup, a script, a template, a formula, or a mark of direction.
const EVIL: &str =
    "</script><script>alert(1)</script><svg onload=alert(2)><img src=x onerror=alert(3)> {{ 7*7 }}{% x %} \u{202e}abc";

fn company() -> Folder {
    let folder = Folder::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &folder, "");
    for (number, (day, done)) in [("2025-03-02", "x"), ("2025-11-20", " "), ("2026-02-14", " ")].iter().enumerate() {
        let again = format!(
            "---\nid: INC-5{number}\ntitle: The queue of mail stood still\nseverity: sev2\nservices: [mail]\naffected: \
             [orders, payouts]\nstarted: {day}T10:00:00Z\ndetected: {day}T10:4{number}:00Z\ndetected_by: customer\nroot_causes:\n  \
             - The queue backlog of mail grew, because no consumer was running.\n---\n# The queue of mail stood still\n\n\
             ## Action items\n\n- [{done}] Alert when the queue of mail grows (@mail-oncall)\n"
        );
        folder.write(&format!("mail/INC-5{number}.md"), again);
    }
    let title = format!("{EVIL} {}", "long ".repeat(2_000));
    let hostile = serde_json::json!({
        "id": EVIL, "title": title, "severity": EVIL, "services": [EVIL], "affected": [EVIL],
        "root_causes": [{"id": EVIL, "text": title, "monitors": [{"name": EVIL, "url": "javascript:alert(1)"}]}, EVIL],
        "action_items": [{"text": format!("Add an alert for the disk {EVIL}"), "status": "done", "owner": EVIL, "due": EVIL}],
    });
    folder.write("hostile/incidents.json", hostile.to_string());
    folder
}

fn copy(from: &Path, to: &Folder, below: &str) {
    for entry in std::fs::read_dir(from).expect("fixtures can be listed") {
        let path = entry.expect("fixtures can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names are UTF-8");
        match path.is_dir() {
            true if name.starts_with('.') => {}
            true => copy(&path, to, &format!("{below}{name}/")),
            false => to.write(&format!("{below}{name}"), std::fs::read(&path).expect("fixtures can be read")),
        }
    }
}

/// What Chromium sees of the report in `language`; `None` where a tool is missing and may be.
fn seen(folder: &Folder, language: &str) -> Option<Value> {
    let tools = file("node/node_modules/playwright-core")?;
    file("node/node_modules/axe-core")?;
    if !server::has("chromium") {
        return None;
    }
    let ran = alertgap(&["report", "-o", "audit.html", "--language", language], folder.path());
    assert!(ran.status <= 1, "{}", ran.stderr);
    let tools = tools.parent().and_then(Path::parent).expect("it lies in node_modules");
    let look = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/look.mjs");
    let mut node = Command::new("node");
    let (content, answer) = said(node.arg(look).arg(folder.path().join("audit.html")).arg(tools));
    assert!(content, "{answer}");
    let json = answer.lines().last().expect("it says something");
    Some(serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {answer}")))
}

#[test]
fn the_page_is_what_it_promises() {
    let folder = company();
    let Some(seen) = seen(&folder, "en") else { return };
    for quiet in ["messages", "requests", "overflows", "violations", "broken"] {
        assert_eq!(seen[quiet], Value::Array(Vec::new()), "{quiet}");
    }
    assert_eq!((&seen["paper"], &seen["ids"]), (&Value::Null, &0.into()), "printed, and every anchor once");
    let number = |name: &str| seen[name].as_u64().expect("it is a number");
    assert!(number("bars") > 30 && number("cells") > 60 && number("pdf") > 20_000, "{seen}");
    assert!(0 < number("searched") && number("searched") < number("all"), "{seen}");
    assert_eq!(seen["said"], format!("{} / {} shown", seen["searched"], seen["all"]));
    assert!(0 < number("weak") && number("weak") < number("gaps") && seen["gapsOnly"] == true, "{seen}");
    let (up, mut down) = (seen["up"].as_array().unwrap(), seen["down"].as_array().unwrap().clone());
    down.reverse();
    assert_eq!((up.first(), up.last(), up.len()), (down.first(), down.last(), down.len()));
    assert_ne!(up.first(), up.last());
    assert_eq!((&seen["sorted"], &seen["firstFocus"]), (&"ascending".into(), &serde_json::json!(["skip", true])));
    // Without a script all of it is there, and nothing that would not work.
    assert_eq!((&seen["plain"], &seen["plainShown"]), (&seen["all"], &true.into()));
    assert_eq!((&seen["plainFind"], &seen["plainButtons"]), (&false.into(), &0.into()));
    assert!(number("plainText") > 5_000, "{seen}");
}

#[test]
fn the_page_is_as_good_in_other_languages() {
    let folder = company();
    for language in ["de", "id", "ja"] {
        let Some(seen) = seen(&folder, language) else { return };
        for quiet in ["messages", "requests", "overflows", "violations", "broken"] {
            assert_eq!(seen[quiet], Value::Array(Vec::new()), "{language}: {quiet}");
        }
        assert_eq!(seen["paper"], Value::Null, "{language}");
    }
}
