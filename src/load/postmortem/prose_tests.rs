//! Actions and causes in prose, tables of plain text, and pages of status: each case a misreading that was mended.

use super::tests::{above_a_cause, incident};
use crate::model::{Incident, RiskKind, Status};

fn read(path: &str, text: &str) -> Incident {
    incident(path, text).expect("it is a postmortem").1
}

/// The items of a document above its cause, as their words begin, and how each stands.
fn items(text: &str) -> Vec<(String, Status)> {
    let found = above_a_cause(&format!("# Outage on 2026-03-02\n\n{text}\n"));
    found.action_items.iter().map(|item| (item.text.chars().take(9).collect(), item.status)).collect()
}

/// The causes and factors below a heading, as their words begin.
fn causes(heading: &str, text: &str) -> Vec<(RiskKind, String)> {
    let text = format!("# Outage on 2 March 2026\n\n## Impact\n\nThe shop was closed.\n\n## {heading}\n\n{text}\n");
    let found = read("a.md", &text);
    let risks = found.risks.iter().filter(|risk| risk.kind != RiskKind::ActionItem);
    risks.map(|risk| (risk.kind, risk.text.chars().take(16).collect())).collect()
}

#[test]
fn a_heading_of_actions_is_no_item_for_the_labels_below_it() {
    let text = "## What we're doing\n\n**Done:** the relay reads the new list.\n**Done:** the old host is off.\n\nWe are adding an alert on the queue.";
    assert_eq!(
        items(text),
        [
            ("the relay".to_owned(), Status::Done),
            ("the old h".to_owned(), Status::Done),
            ("We are ad".to_owned(), Status::Open)
        ]
    );
}

#[test]
fn among_paragraphs_that_are_items_the_others_are_as_well() {
    let text = "Things to do, as we said yesterday:\n\nPruning off for the shop -- did that at once.\n\nBackups of the keys, encrypted. Noor, started.\n\nAsk for a higher limit.\n\nAdd an alert on certificates that are not ready.\n\nThanks to Ada, who answered all the mails.";
    let begun: Vec<String> = items(text).into_iter().map(|(words, _)| words).collect();
    assert_eq!(begun, ["Pruning o", "Backups o", "Ask for a", "Add an al"]);
    let story =
        "## Next steps\n\nThe team met on Monday.\n\nIt was a long day for all.\n\nWe will add an alert on the queue.";
    assert_eq!(items(story).len(), 1, "a story is none");
}

#[test]
fn sentences_of_a_wrapped_paragraph_are_items_of_their_own() {
    let one = "We have added an alert on sealed keys. By the end of the month we will write down who has one.";
    let wrapped = one.replace(". By", ".\nBy");
    let of = |paragraph: &str| {
        let text = format!("# Outage on 2026-03-02\n\nThe keys were sealed, since a right was gone.\n\n{paragraph}\n");
        above_a_cause(&text).action_items.len()
    };
    assert_eq!([of(one), of(&wrapped)], [1, 2]);
}

#[test]
fn what_will_be_done_is_open() {
    for item in [
        "We will move the mails to another queue",
        "We're going to look at the limits",
        "The weights are going to be cached on each node",
        "New batteries. Ordered, they come in week 3",
        "Queremos una alarma para el enlace",
        "Nous allons déplacer la base",
        "Cover the readiness check. **Open** (Noor, end of April)",
    ] {
        assert_eq!(items(&format!("## Action items\n\n- {item}"))[0].1, Status::Open, "{item}");
    }
    for item in ["Find the requests that are going to the old hub", "Wait for the workers before the users are removed"]
    {
        assert_eq!(items(&format!("## Action items\n\n- {item}"))[0].1, Status::Unknown, "{item}");
    }
}

#[test]
fn the_title_says_nothing_of_how_items_stand() {
    let text = "# All mounts were removed\n\n## Action items\n\n- Add an alert on mounts\n";
    assert_eq!(above_a_cause(text).action_items[0].status, Status::Unknown);
    let text = "# Outage on 2026-03-02\n\n## Fixes applied\n\n### Storage\n\n- A larger disk\n";
    assert_eq!(above_a_cause(text).action_items[0].status, Status::Done);
}

#[test]
fn monitors_of_monitors_are_asked_for_and_canaries_are_not() {
    for (item, asks) in [
        ("Compare both configurations every night, a difference opens a ticket", true),
        ("A second Prometheus in the other hall, each watches the other", true),
        ("Canary for cache nodes: look at one for an hour, then go on", false),
        ("Let the liveness probe answer without the database", false),
        ("Readiness check fails while the queue has no consumer", false),
        ("Add a probe from outside", true),
    ] {
        let found = above_a_cause(&format!("# Outage on 2026-03-02\n\n## Actions\n\n- {item}\n"));
        assert_eq!(found.action_items[0].asks_for_alert, asks, "{item}");
    }
}

#[test]
fn rows_of_plain_tables_go_on_in_the_next_line() {
    let simple = "=====  ====================  ======\nNo.    Measure               State\n=====  ====================  ======\n1      Alert before the      open\n       disk is full\n2      A larger disk         done\n=====  ====================  ======\n";
    let grid = "+-----+----------------------+--------+\n| No. | Measure              | State  |\n+=====+======================+========+\n| 1   | Alert before the     | open   |\n|     | disk is full         |        |\n+-----+----------------------+--------+\n| 2   | A larger disk        | done   |\n+-----+----------------------+--------+\n";
    for table in [simple, grid] {
        let text = format!(
            "Outage of the queue\n===================\n\nRoot cause\n----------\n\nA disk was full.\n\nMeasures\n--------\n\n{table}\n"
        );
        let found = read("a.rst", &text);
        let told: Vec<(&str, Status, bool)> =
            found.action_items.iter().map(|item| (&*item.text.value, item.status, item.asks_for_alert)).collect();
        let first = ("Alert before the disk is full", Status::Open, true);
        assert_eq!(told, [first, ("A larger disk", Status::Done, false)], "{table}");
        assert!(text.is_char_boundary(found.action_items[0].text.place.end()));
    }
}

#[test]
fn a_page_is_called_by_the_line_that_is_marked_as_its_title() {
    let text = "<html><body><div class=\"incident-title major\">Builds fail in the north</div><p>Impact: all builds.</p>\
                <h2>Root cause</h2><p>A disk was full.</p></body></html>";
    assert_eq!(&*read("inc-7.html", text).title, "Builds fail in the north");
}

#[test]
fn what_is_ruled_out_printed_done_or_empty_is_no_cause() {
    use RiskKind::{ContributingFactor as Factor, RootCause as Root};
    let watched = "**Monitoring beside what it watches.** Both run on one host.\n\n**No alarm.** The card was in the old network.\n\nNot contributing: the migration of Monday.";
    assert_eq!(
        causes("Contributing factors", watched),
        [(Factor, "Monitoring besid".to_owned()), (Factor, "The card was in ".to_owned())]
    );
    for other in [
        "It took us a while.",
        "What we did: stopped the sync, which had failed, and fed them in by hand.",
        "raidz2-0   UNAVAIL   0   0   failed replicas",
    ] {
        let told = causes("What happened", &format!("The token expired because nobody had renewed it.\n\n{other}"));
        assert_eq!(told, [(Root, "The token expire".to_owned())], "{other}");
    }
    let table = "| # | Factor | Note |\n|---|---|---|\n| C1 | One server, no failover | not paid for |\n| C2 | Remote access locked | |";
    assert_eq!(causes("Contributing", table).len(), 2);
}
