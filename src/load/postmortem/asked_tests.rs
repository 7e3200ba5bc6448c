//! What is to be done, and what of it asks machines to notice: each case a misreading that was mended.

use super::tests::incident;
use crate::model::{Incident, Status};

fn read(text: &str) -> Incident {
    incident("a.md", &format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n{text}\n"))
        .expect("it is a postmortem")
        .1
}

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let items = read(text).action_items;
    items.into_iter().map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

fn texts(text: &str) -> Vec<String> {
    items(text).into_iter().map(|(text, _, _)| text).collect()
}

/// Does an item of these words ask for an alert?
fn asks(words: &str) -> bool {
    items(&format!("## Action items\n\n- {words}"))[0].2
}

fn status(words: &str) -> Status {
    items(&format!("## Action items\n\n- {words}"))[0].1
}

#[test]
fn headings_of_what_is_to_be_done() {
    for heading in [
        "Remediation & preventive measures",
        "Recovery TODO",
        "Recommended next phase",
        "Still recommended (by hand)",
        "Suggested improvements",
        "Recovery / return-to-service plan for the shop",
        "Preventive measures",
        "Countermeasures",
        "Lessons learned & action items",
        "Short term",
        "Alerting improvements",
        "What needs to change",
        "Ways to prevent this",
        "Actionable items",
    ] {
        assert_eq!(texts(&format!("## {heading}\n\n- Add a limit")), ["Add a limit"], "{heading}");
    }
}

#[test]
fn headings_of_causes() {
    for heading in ["Root-cause", "Causal factors", "Failure analysis", "The bug", "Why we failed", "Gaps identified"] {
        let text = format!(
            "# Outage\n\n## {heading}\n\nThe import held its lock too long.\n\n## Timeline\n\n- 10:00 It stood still\n"
        );
        let risks = incident("a.md", &text).expect("it is a postmortem").1.risks;
        assert_eq!(risks[0].text.value, "The import held its lock too long.", "{heading}");
    }
}

#[test]
fn a_sentence_of_what_was_improved_leads_to_items() {
    let text = "## Upgrades\n\nAfter the outage, several improvements were implemented for all shops:\n\n\
                1. Orders are now checked twice\n2. A monitor now watches the queue";
    assert_eq!(
        items(text),
        [
            ("Orders are now checked twice".to_owned(), Status::Done, false),
            ("A monitor now watches the queue".to_owned(), Status::Done, true)
        ]
    );
}

#[test]
fn what_now_is_so_or_was_done_is_done() {
    for words in [
        "The shop now uses two queues",
        "The script is now limited to one run",
        "Already added a limit",
        "Wrapped the call in a retry",
        "Reduced the size of the pool",
        "More memory was allocated",
    ] {
        assert_eq!(status(words), Status::Done, "{words}");
    }
    for words in ["Reduced load on the pool by caching", "Improved connection handling", "We now need a second queue"] {
        assert_eq!(status(words), Status::Unknown, "{words}");
    }
    let text = "## Corrective actions applied\n\n- A limit on the queue";
    assert_eq!(items(text), [("A limit on the queue".to_owned(), Status::Done, false)]);
}

#[test]
fn automated_checks_and_changes_of_an_alert_are_asked_for() {
    for words in [
        "Create automated checks of the DNS zone",
        "Run `tool verify` as a periodic (weekly) job",
        "Shorten `for` on QueueStuck to one minute",
        "Make the import report failures to Slack",
        "Send a mail when the import fails",
        "Add a Prometheus rule for the queue",
        "Emit a metric whenever the fallback is used",
        "A weekly job to check for tokens that expire",
        "Automatically verify the dumps every night",
        "Watch the size of the log and warn at 70%",
        "Add a health check endpoint and monitor it from outside",
        "Add an uptime check for the status page",
        "Page immediately if a member of the cluster has no leader",
        "Text the on-site team when the UPS goes on battery",
        "We should be told when the autoscaler has been at its maximum for an hour",
        "Investigate adding an alert on the number of connections",
        "Add a panel with the connections, and an alert on it",
    ] {
        assert!(asks(words), "{words}");
    }
    for words in [
        "Keep disk alerting as it is",
        "Investigate the alerts of last night",
        "Add a Grafana panel with the connections to the on-call dashboard, so that we can watch it",
        "Find out why the proxy prints “stream closed” warnings",
        "Add automated build checks of the image",
        "Add more memory to the monitoring server",
        "Add a validation check for an empty file",
        "Send push notifications in batches",
        "Make the notification worker idempotent",
        "Rotate the PagerDuty API key",
        "Move the health check endpoint out of the login",
        "Health checks must not depend on the database",
        "Improve test coverage of the alert parser",
        "Add smoke tests to the release pipeline",
        "Reduce the probe frequency",
        "Update the status page when we are alerted",
        "Add an index to the alerts table",
        "Tag alerts with their owners",
        "Make alerts less sensitive",
        "Detect and skip orders that are malformed",
    ] {
        assert!(!asks(words), "{words}");
    }
}

#[test]
fn a_long_list_of_factors_is_kept_and_figures_of_a_table_are_no_causes() {
    let factors: String =
        ["cache", "queue", "pool", "proxy", "disk", "link"].map(|part| format!("- The {part} had no limit\n")).concat();
    let risks = |text: &str| read(text).risks.into_iter().map(|risk| risk.text.value).collect::<Vec<String>>();
    assert_eq!(risks(&format!("## Contributing factors\n\n{factors}")).len(), 7);
    let table = "## Root cause of the crash\n\nThe memory was exhausted.\n\n| Part | Memory |\n|---|---|\n| Proxy | about 20 MB |";
    assert_eq!(risks(table), ["A disk was full.", "The memory was exhausted."]);
}

#[test]
fn a_heading_may_be_an_item_with_its_details_below() {
    let text = "## Action items\n\n### Action 1: Add an alert on the queue\n\n- Owner: @orders-oncall\n- Status: done\n\nIt fills at night.\n\n\
                ### 2. Move the mails to a queue of their own\n\nThey hold the orders up.\n\n### Short term\n\n- Add a limit";
    let read = read(text).action_items;
    let found: Vec<(&str, Status, bool)> =
        read.iter().map(|item| (item.text.value.as_str(), item.status, item.asks_for_alert)).collect();
    assert_eq!(
        found,
        [
            ("Add an alert on the queue", Status::Done, true),
            ("Move the mails to a queue of their own", Status::Unknown, false),
            ("Add a limit", Status::Unknown, false)
        ]
    );
    assert_eq!(read[0].owner.as_ref().map(|owner| owner.value.as_str()), Some("@orders-oncall"));
}

#[test]
fn a_heading_over_a_list_of_items_is_none() {
    assert_eq!(
        texts("## Action items\n\n### Improve the alerts\n\n- Alert on a full queue"),
        ["Alert on a full queue"]
    );
}

#[test]
fn boxes_to_tick_are_items_where_no_heading_says_so() {
    let text = "## Where we stand\n\n- [x] Add a limit\n- [ ] Alert on a full queue";
    assert_eq!(
        items(text),
        [("Add a limit".to_owned(), Status::Done, false), ("Alert on a full queue".to_owned(), Status::Open, true)]
    );
    let listed = format!("## Action items\n\n- Add a queue\n\n{text}");
    assert_eq!(texts(&listed), ["Add a queue"]);
    assert_eq!(texts("## Detection\n\n- [x] Alert\n- [ ] Customer"), Vec::<String>::new());
}

#[test]
fn details_of_an_item_make_no_heading_of_it() {
    let text = "## Action items\n\n1. **Add an alert on the queue**\n   - Owner: @orders-oncall\n   - Status: done\n2. **Rewrite the import**\n   - Owner: @orders-oncall";
    assert_eq!(
        items(text),
        [
            ("Add an alert on the queue".to_owned(), Status::Done, true),
            ("Rewrite the import".to_owned(), Status::Unknown, false)
        ]
    );
}

#[test]
fn lines_behind_marks_of_their_own_are_a_list() {
    for (first, second) in [("• ", "• "), ("– ", "– "), ("(1) ", "(2) "), ("[ ] ", "[x] "), ("☐ ", "☑ ")] {
        let text = format!("## Action items\n\n{first}Rewrite the import\n{second}Add an alert on the queue");
        let items = items(&text);
        let told: Vec<(&str, bool)> = items.iter().map(|(text, _, asks)| (text.as_str(), *asks)).collect();
        assert_eq!(told, [("Rewrite the import", false), ("Add an alert on the queue", true)], "{first}");
    }
    assert_eq!(status("Rewrite the import\n\n"), Status::Unknown);
    let text = "## Action items\n\n[x] Rewrite the import\n[ ] Move the mails";
    let told: Vec<Status> = items(text).into_iter().map(|(_, status, _)| status).collect();
    assert_eq!(told, [Status::Done, Status::Open]);
    assert_eq!(texts("## Action items\n\nAdd an alert\nMove the mails\nRewrite the import").len(), 3);
}

#[test]
fn what_is_asked_for_beside_something_else_is_asked_for() {
    for words in [
        "Write a guide and add an alert on the queue",
        "Find out why the alert did not fire and fix it",
        "Review the alert thresholds and adjust them",
        "Notify the team when a deploy takes long",
        "Automated check that both zones agree",
        "Nagios check for the controller",
        "Add an exporter for the license server",
        "Add a canary that writes every minute",
        "Make sure we know about failing cron jobs",
        "Reduce detection time",
        "Failed imports are reported to #ops",
        "Stop sending critical alerts to a muted channel",
    ] {
        assert!(asks(words), "{words}");
    }
    for words in [
        "Increase the timeout of the health check",
        "Move the alerting service to its own cluster",
        "Ask the provider for better notifications",
        "Define an owner for each alert",
        "Put the schedule into PagerDuty",
        "Roll back when health checks fail",
        "Monitor the fix for a week",
        "Add regression tests for the parser and alert rules of the shop",
        "Notify the team of the change",
        "Communicate which metrics alerts may be built on",
        "Test alarms as part of the readiness review",
        "Update the monitoring & alerts standard",
    ] {
        assert!(!asks(words), "{words}");
    }
}

#[test]
fn a_paragraph_that_asks_for_alerts_leads_to_what_they_are_to_see() {
    let below = |lead: &str| {
        let text = format!("## Action items\n\n{lead}\n\n- No order for ten minutes\n- A queue that grows\n");
        items(&text).into_iter().map(|(_, _, asks)| asks).collect::<Vec<_>>()
    };
    assert_eq!(below("We are adding alerts for:"), [true, true]);
    assert_eq!(below("We will look at:"), [false, false]);
}

#[test]
fn steps_that_were_taken_to_recover_are_no_items() {
    let below = |lead: &str| {
        texts(&format!("## Resolution\n\n{lead}\n\n- The primary was restarted.\n- Traffic moved back.\n"))
    };
    assert!(below("The team implemented the following steps to recover from the outage:").is_empty());
    assert_eq!(below("We have since taken the following steps so that this does not happen again:").len(), 2);
}

#[test]
fn pages_that_load_and_nodes_that_train_may_be_watched() {
    for words in ["Alert on page load time", "Alert on errors in the training nodes", "Vault sealed => page"] {
        assert!(asks(words), "{words}");
    }
    assert!(!asks("Hold a training on alerts"));
}

#[test]
fn what_will_be_done_is_open_and_what_was_applied_is_done() {
    for item in [
        "The storage team will patch all the bugs and release a new version.",
        "We will perform a test of the backups.",
        "The reliance on the old API will be removed.",
        "We have removed the list and filed a ticket to improve our monitoring.",
        "We are reviewing and updating the rotation of the nodes.",
        "A test of this must be done before every upgrade.",
        "The watchdog has not been verified across a reboot.",
        "The team that owns it works on a limit in the coming weeks.",
    ] {
        assert_eq!(status(item), Status::Open, "{item}");
    }
    for item in [
        "A fix was applied to avoid the same fault.",
        "Trim all paths. Robin fixed this with this commit.",
        "Checks were sent to other hosts. We've updated these checks so that every host is asked.",
    ] {
        assert_eq!(status(item), Status::Done, "{item}");
    }
    let table = "## Action items\n\n| # | Action | Owner | Due |\n| --- | --- | --- | --- |\n| 1 | Add a limit | shop | DONE in v2 |\n| 2 | Add a test | shop | next week |\n";
    let stands: Vec<Status> = items(table).into_iter().map(|item| item.1).collect();
    assert_eq!(stands, [Status::Done, Status::Unknown]);
}

#[test]
fn whoever_wants_to_be_told_asks_for_an_alert() {
    for item in [
        "Tell us about hosts whose clock is off.",
        "Tell me when the sync has failed three times.",
        "Let the operators know if the aggregator is away.",
        "Get told before the disk is full.",
        "We want to know when the queue has no reader.",
        "We'd like a signal before the pool is empty.",
        "We want a warning some days ahead when a filesystem will run full.",
    ] {
        assert!(asks(item), "{item}");
    }
    for item in [
        "Tell customers when the shop is closed.",
        "Tell us about your experience.",
        "Let customers know when we are down.",
        "Tell the vendor when it fails.",
        "Let the team know about the change.",
        "We want to know why it failed.",
    ] {
        assert!(!asks(item), "{item}");
    }
}

#[test]
fn tests_that_find_a_fault_before_a_release_are_no_alert() {
    for words in [
        "Add automated tests to detect inconsistencies of the models",
        "Add regression tests to catch the empty cart",
        "Write tests that detect drift between schema and models",
        "Implementar tests automatizados para detectar inconsistencias de modelos",
    ] {
        assert!(!asks(words), "{words}");
    }
    for words in [
        "Add synthetic tests that detect failing logins",
        "Run a test every 5 minutes that detects a broken checkout",
        "Add tests that detect stale replicas and alert the on-call",
    ] {
        assert!(asks(words), "{words}");
    }
}

#[test]
fn whoever_is_to_be_told_when_something_happens_asks_for_an_alert() {
    for words in [
        "Tell the content team if a product goes live without a price.",
        "Let the platform channel know when pods run where they have no business.",
        "Let security know when tokens never run out",
        "Have someone told 60 days before the domain lapses.",
        "Remind us four weeks before the signing certificate expires.",
        "Report every silence that has no end.",
        "Ticket for the network team whenever a switch has booted by itself.",
        "Catch the next leak in the gateway before it has eaten the machine.",
        "We want to see it when runners get turned away.",
        "Compare the totals with the ledger every night and report any difference.",
        "We want to know about machines that are in no backup job.",
        "We need a warning well before the database refuses clients.",
        "We want at least two weeks' notice before a certificate lapses.",
        "Remind us of nodes that stay cordoned.",
        "Warn before we exhaust the quota of anonymous pulls.",
        "Send a message once a replica has fallen behind.",
        "Have a check which notices that an array runs with a drive too few.",
        "Tell finance when a price import contains zeros.",
        "Notice when a rolling update stops halfway.",
        "Report budgets which currently allow no disruption.",
        "Give facilities a ticket when the cells of a battery are worn.",
        "Raise a flag when two stops of a tour lie too far apart.",
        "Make it visible when a node begins to keep writes aside.",
        "Alert on databases that write more than 50 GB of temporary files an hour.",
        "Warn the platform team when we approach the number of machines that we may have.",
        "List the clients of old interfaces, and warn a month before the upgrade.",
        "Set up a warning 30 days before the key of the archive expires.",
    ] {
        assert!(asks(words), "{words}");
    }
    for words in [
        "Tell the support team before you deploy",
        "Inform the on-call if we change the route",
        "Let the platform team know when a release is planned",
        "Notify the customers when the migration starts",
        "Report the vendor's answer to the board",
        "Have the team meet every week",
        "We want to know about the vendor's plans",
        "Give customers two weeks' notice of the migration",
    ] {
        assert!(!asks(words), "{words}");
    }
}
