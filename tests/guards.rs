//! What help tells to write at a rule is accepted as it is printed, whatever an incident is known by.

mod support;

use serde_json::Value;
use support::{Folder, alertgap};

const RULE: &str = "- alert: PrinterOutOfPaper\n    expr: printer_paper_sheets == 0\n";

fn json(folder: &Folder) -> Value {
    let ran = alertgap(&["check", "--format", "json"], folder.path());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn write_rule(folder: &Folder, comment: &str) {
    folder.write("alerts/a.yml", format!("groups:\n- name: a\n  rules:\n  {comment}\n  {RULE}"));
}

/// The comment in the help of the finding of `check` that is told first.
fn printed(said: &Value, check: &str) -> Option<String> {
    let mut findings = said["findings"].as_array().expect("there is a list").iter();
    let finding = findings.find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("{check}: {said:#}"));
    let help = finding["help"].as_str().expect("help is a text");
    let (_, rest) = help.split_once("`# ")?;
    rest.split_once('`').map(|(comment, _)| format!("# {comment}"))
}

fn declared(said: &Value) -> Vec<(usize, usize)> {
    let list = |value: &Value| value.as_array().expect("there is a list").clone();
    let is_declared = |guard: &Value| list(&guard["evidence"]).iter().any(|evidence| evidence["kind"] == "declared");
    let mut found = Vec::new();
    for (at, incident) in list(&said["incidents"]).iter().enumerate() {
        for (number, risk) in list(&incident["risks"]).iter().enumerate() {
            if list(&risk["guards"]).iter().any(is_declared) {
                found.push((at, number));
            }
        }
    }
    found
}

fn prose(title: &str, causes: &str) -> String {
    format!("# {title}\n\n## Impact\n\nNo invoice was sent.\n\n## Root cause\n\n{causes}\n")
}

#[test]
fn the_comment_that_is_printed_declares_the_guard() {
    let cause = "The printer of the finance department had no paper.";
    let front = |id: &str| format!("---\nid: {id}\n---\n{}", prose("No invoices", cause));
    let by_hand = |first: &str| {
        let rest = "started: 2026-03-02T10:14:00Z\n  root_causes: [The printer had no paper.]\n";
        format!("incidents:\n- {first}\n  {rest}- title: Another outage\n  {rest}")
    };
    for (file, text, comment) in [
        ("INC-7.md", prose("INC-7: No invoices", cause), "# alertgap: guards INC-7"),
        ("a.md", front("'#102'"), "# alertgap: guards #102"),
        ("a.md", front("'incident #102'"), "# alertgap: guards incident-#102"),
        ("a.md", front("Störung/7, 2026"), "# alertgap: guards Störung-7-2026"),
        ("no invoices (finance).md", prose("No invoices", cause), "# alertgap: guards no-invoices-finance"),
        ("2026-03-02-printer.md", prose("No invoices", cause), "# alertgap: guards 2026-03-02-printer"),
        ("incidents.yml", by_hand("id: 'incident #102'"), "# alertgap: guards incident-#102"),
        ("incidents.yml", by_hand("title: 'No invoices: the printer'"), "# alertgap: guards no-invoices-the-printer"),
    ] {
        let folder = Folder::new();
        folder.write(file, &text);
        write_rule(&folder, "# nothing");
        let before = json(&folder);
        assert_eq!(declared(&before), [], "{text}");
        let said = printed(&before, "coverage/root-cause").expect("a comment is printed");
        assert_eq!(said, comment, "{text}");
        write_rule(&folder, &said);
        assert_eq!(declared(&json(&folder)), [(0, 0)], "{said}: {text}");
    }
}

/// Of several causes the comment names the one that is meant; where no name means one, help prints none.
#[test]
fn one_of_several_risks_is_named_or_no_comment_is_printed() {
    let two = "---\nid: INC-8\nroot_causes:\n- {id: RC1, text: The printer had no paper.}\n- {id: RC2, text: Nobody saw the printer.}\n---\n# No invoices\n";
    let unnamed = prose("INC-9: No invoices", "- The printer had no paper.\n- The clerk of the office was ill.");
    let item = prose("INC-10: No invoices", "The printer had no paper.")
        + "\n## Action items\n\n- [ ] Add an alert on the temperature of the fridge\n";
    for (text, check, comment, guarded) in [
        (two.to_owned(), "coverage/root-cause", Some("# alertgap: guards INC-8/RC1"), vec![(0, 0)]),
        (unnamed, "coverage/root-cause", None, vec![]),
        (item, "coverage/action-item", None, vec![]),
    ] {
        let folder = Folder::new();
        folder.write("a.md", &text);
        write_rule(&folder, "# nothing");
        let said = printed(&json(&folder), check);
        assert_eq!(said.as_deref(), comment, "{text}");
        write_rule(&folder, said.as_deref().unwrap_or("# nothing"));
        assert_eq!(declared(&json(&folder)), guarded, "{text}");
    }
}

/// "Name that alert in this text", where no comment means the risk.
#[test]
fn an_alert_that_is_named_in_the_text_of_an_item_guards_it() {
    let guards = |item: &str| {
        let folder = Folder::new();
        let items = format!("\n## Action items\n\n- [ ] {item}\n");
        folder.write("a.md", prose("INC-10: No invoices", "The printer had no paper.") + &items);
        write_rule(&folder, "# nothing");
        let said = json(&folder);
        let risks = said["incidents"][0]["risks"].as_array().expect("there is a list").clone();
        let item = risks.iter().find(|risk| risk["kind"] == "action-item").expect("the item asks for an alert").clone();
        item["guards"][0]["evidence"][0]["kind"].clone()
    };
    assert_eq!(guards("Add an alert on the temperature of the fridge"), Value::Null);
    assert_eq!(guards("Add an alert on the temperature of the fridge: PrinterOutOfPaper"), "named");
}
