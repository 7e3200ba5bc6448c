//! What could be done, who may do it, and how far it is: each case a misreading that was mended.

use super::tests::{above_a_cause, times_of};
use crate::model::{Incident, Status};

fn read(text: &str) -> Incident {
    above_a_cause(&format!("# Outage on 2026-03-02\n\n{text}"))
}

/// Text, status, and whether it asks for an alert, of every action item below `text`.
fn items(text: &str) -> Vec<(String, Status, bool)> {
    let items = read(text).action_items;
    items.into_iter().map(|item| (item.text.value, item.status, item.asks_for_alert)).collect()
}

fn texts(text: &str) -> Vec<String> {
    items(text).into_iter().map(|(text, _, _)| text).collect()
}

#[test]
fn what_could_be_done_counts_where_nothing_was_decided() {
    let ideas = "## What we could do to improve our response\n\n- Exercises every month\n- Watch the API from outside";
    assert_eq!(texts(ideas), ["Exercises every month", "Watch the API from outside"]);
    let quiet = format!("{ideas}\n\n## Actions\n\n- Write down who decides");
    assert_eq!(texts(&quiet), ["Watch the API from outside", "Write down who decides"], "an alert is still wished for");
    let decided = format!("{ideas}\n- Buy a second disk (OPS-12)\n\n## Actions\n\n- Add a health check of the API");
    assert_eq!(texts(&decided), ["Buy a second disk (OPS-12)", "Add a health check of the API"], "somebody tracks one");
    let other = format!("{ideas}\n\n## Remediation\n\n- Write down who decides");
    assert_eq!(texts(&other).len(), 3, "nothing says that it was decided");
}

#[test]
fn what_readers_may_do_is_no_item() {
    let ours = "## Next steps\n\n- Add a second node";
    for heading in ["What to do (as a user)", "What should customers do", "Advice for users"] {
        let text = format!("## {heading}\n\n- Restart your machine\n- Write to us\n\n{ours}");
        assert_eq!(texts(&text), ["Add a second node"], "{heading}");
    }
}

#[test]
fn an_alert_that_was_added_is_told_among_the_causes() {
    let text = "## Cause\n\nSome domains were left out of the job. That has been mended, and a separate alert has been \
                created to check whether the job runs.";
    let items = items(text);
    assert!(matches!(&items[..], [(words, _, true)] if words.contains("a separate alert")), "{items:?}");
    assert_eq!(texts("## Cause\n\nThe disk was full. We have since added a second disk."), Vec::<String>::new());
}

#[test]
fn words_behind_a_dash_and_what_is_back_tell_how_far_it_is() {
    let status = |words: &str| items(&format!("## Action items\n\n- {words}"))[0].1;
    for words in [
        "The nightly vacuum is back. Removing it was not wise.",
        "External probe: the smoke test added in `deploy.yml` calls the shop after each release.",
        "Job for old claims -- deployed (gc.nomad)",
        "Alle Verweise auf den neuen Dienst umgestellt",
    ] {
        assert_eq!(status(words), Status::Done, "{words}");
    }
    for words in [
        "The shop will no longer store all orders. This isn't fully in effect yet.",
        "Move the registry -- mid-term (design)",
        "Umzug der Registry -- mittelfristig",
    ] {
        assert_eq!(status(words), Status::Open, "{words}");
    }
}

#[test]
fn work_on_the_end_is_no_end() {
    let text = "## Timeline\n\n### 08:35\n\n1. A user asks whether the shop is down\n1. We tell everybody that we are \
                working resolving the problem\n\n### 13:19\n\nMoving the mails and the orders is successful.";
    assert_eq!(times_of(&read(text))[2], "2026-03-02T13:19");
    let text = "## Timeline\n\n- 08:35 Orders fail\n- 08:50 We restart the shop, resolving the problem";
    assert_eq!(times_of(&read(text))[2], "2026-03-02T08:50");
}

#[test]
fn the_summary_says_the_day_better_than_the_date_of_the_paper() {
    let text = "---\ntitle: Outage\ndate: 2026-03-03 18:54:16 +0000\n---\n\nOn Monday March 2nd, 2026 the shop was down \
                from ~13:22 PST to ~16:17 PST.\n\n## Timeline\n\n13:22 An alert fired.\n\n13:36 Users report it.\n\n\
                16:17 All is back.\n\n## Root cause\n\nA disk was full.\n";
    let incident = super::tests::incident("a.md", text).expect("it is a postmortem").1;
    assert_eq!(times_of(&incident)[1], "2026-03-02T13:22-08:00");
}

#[test]
fn a_check_list_that_tells_all_again_is_left_out() {
    let table = "## Follow-up actions\n\n| Action | Owner | Status |\n|---|---|---|\n| Watch the certificate | @a | open |\n\
                 | Rotate the password | @a | open |\n\n";
    let again = format!("{table}## Action items status\n\n- [ ] Certificate watched\n- [ ] Password");
    assert_eq!(texts(&again), ["Watch the certificate", "Rotate the password"]);
    let more = format!("{table}## Action items status\n\n- [ ] Certificate\n- [ ] Password\n- [ ] Disk");
    assert_eq!(texts(&more).len(), 5, "the check list says more");
    assert_eq!(texts("## Action items status\n\n- [ ] Watch the certificate").len(), 1);
}

#[test]
fn what_stands_in_brackets_behind_a_heading_tells_how_far_all_is() {
    let status = |heading: &str| items(&format!("## {heading}\n\n- A limit for the queue of mails"))[0].1;
    assert_eq!(status("Recommandations à court terme (À faire) :"), Status::Open);
    assert_eq!(status("Follow-ups of the coming two weeks (not done yet)"), Status::Open);
    assert_eq!(status("Corrective actions of the first two days (done)"), Status::Done);
    assert_eq!(status("Corrective actions of the first two days"), Status::Unknown);
}

#[test]
fn a_label_may_say_that_it_was_done_and_to_close_is_an_order() {
    let told = |words: &str| {
        let (_, status, asks) = items(&format!("## Action items\n\n- {words}")).remove(0);
        (status, asks)
    };
    assert_eq!(told("**Monthly check added:** A job asks both servers."), (Status::Done, true));
    assert_eq!(told("**Known quirk documented:** The node tells a wrong route."), (Status::Done, false));
    assert_eq!(told("An alert on it. A message would close the loop."), (Status::Unknown, true));
    assert_eq!(told("Ticket de suivi clos"), (Status::Done, false));
    assert_eq!(told("Fix healthcheck to use `127.0.0.1`"), (Status::Unknown, false));
    assert_eq!(texts("## Notes\n\n- It was noisy.\n- Recommend: add an alert on the whole cluster.").len(), 1);
}

#[test]
fn where_a_list_is_tracked_what_is_told_elsewhere_is_none() {
    let tracked = "## Action items\n\n- [x] Clean the disk\n- [ ] Rotate the logs - Owner: @shop\n- [ ] Grow the disk\n- Tidy up\n\n";
    let lessons = "## Lessons\n\n**Process improvements**:\n\n1. Watch the disks of new hosts\n2. Write runbooks for common tasks\n\n";
    let place = "## Preventive measures now in place\n\n1. Automated cleanup\n2. Watching the disks\n";
    let all = texts(&format!("{tracked}{lessons}{place}"));
    assert_eq!(all.len(), 4, "{all:?}");
    assert_eq!(
        texts(&format!("{}{lessons}", tracked.replace("[x] ", "").replace("[ ] ", ""))).len(),
        6,
        "nobody tracks them"
    );
    let owned = lessons.replace("1. Watch the disks of new hosts", "1. Watch the disks of new hosts (owner: @infra)");
    assert_eq!(texts(&format!("{tracked}{owned}")).len(), 5, "somebody has to do it");
}

#[test]
fn rows_without_the_line_below_their_head_are_a_table() {
    let items = |table: &str| {
        let items = read(&format!("## Action items\n\n{table}\n")).action_items;
        items.into_iter().map(|item| (item.text.value, item.owner.map(|owner| owner.value))).collect::<Vec<_>>()
    };
    let rows = "| Filter the old forms | @forms |\n| Add an alert on full pools | @db |\n";
    let whole = items(&format!("| Action | Owner |\n|---|---|\n{rows}"));
    assert_eq!(whole.len(), 2, "{whole:?}");
    assert_eq!(items(&format!("| Action | Owner |\n{rows}")), whole);
    // As many cells in every row, or it is no table.
    assert!(items(&format!("| Action | Owner |\n{rows}| ones |\n")).len() < 2);
}

#[test]
fn tickets_in_front_matter_are_told_of_in_the_table() {
    let table = "| Issue | Control | State | What showed it |\n|---|---|---|---|\n\
                 | OPS-12 | Bounded wakes | Implemented; activation pending | The old job fails the new test; the new one passes |\n\
                 | OPS-13 | One list of tests | OPS-14 | The old list missed a file |\n";
    let text = format!("---\nid: INC-7\nactions: [OPS-12, OPS-13]\n---\n# Outage\n\n## Action items\n\n{table}");
    let found = above_a_cause(&text).action_items;
    let told: Vec<(&str, Status)> = found.iter().map(|item| (&*item.text.value, item.status)).collect();
    assert_eq!(told, [("Bounded wakes", Status::Open), ("One list of tests", Status::Unknown)]);
}

#[test]
fn questions_of_a_template_and_papers_on_alerts_are_no_asks() {
    let template = "## Potential action items\n\nExplore potential action items by theme.\n\nExamples:\n\n\
                    1. any fixes required to prevent it\n2. any improvements to our response (pages, alert thresholds)\n";
    assert!(texts(template).is_empty(), "{:?}", texts(template));
    for (item, asks) in [
        ("Create SOPs for alerts on lag", false),
        ("Include the name of the group in the alert", false),
        ("Include the queue of mails in the alerts on lag, and page us", true),
        ("Create an alert on lag", true),
    ] {
        assert_eq!(items(&format!("## Action items\n\n- {item}\n"))[0].2, asks, "{item}");
    }
}

fn asks(words: &str) -> bool {
    items(&format!("## Action items\n\n- {words}\n- Tidy up the cellar"))[0].2
}

fn status(words: &str) -> Status {
    items(&format!("## Action items\n\n- {words}"))[0].1
}

#[test]
fn how_far_an_item_is_may_stand_at_its_end() {
    for words in ["Move the sessions. Open.", "Rent a second line (Ada, open)", "Move the sessions; not started"] {
        assert_eq!(status(words), Status::Open, "{words}");
    }
    for words in ["Move the sessions. Done.", "Rent a second line (Ada, done)"] {
        assert_eq!(status(words), Status::Done, "{words}");
    }
    assert_eq!(status("Leave the port open."), Status::Unknown);
    for lead in ["Agreed, not yet carried out:", "Beschlossen, noch nicht umgesetzt:", "Acordado, aún no hecho:"] {
        let found = items(&format!("## Prevention\n\n**{lead}**\n\n- **Double the buffer.** It is small."));
        assert_eq!(found[0].1, Status::Open, "{lead}");
    }
}

#[test]
fn that_nothing_was_done_is_no_item() {
    for words in [
        "None taken. The lease runs out by itself.",
        "Nothing was changed so far, it went away by itself.",
        "Ninguna aplicada: se recuperó sola.",
    ] {
        assert_eq!(items(&format!("## Remediation\n\n{words}")), [], "{words}");
    }
}

#[test]
fn a_check_that_runs_by_itself_and_tells_a_machine_is_an_ask() {
    for words in [
        "A check of the backups runs nightly and exports what it finds",
        "The verification of the copies exports a gauge",
        "Ein Test der Kopien läuft stündlich und meldet sein Ergebnis",
        "Bedre helsesjekk av køen",
        "Add PagerDuty to the relay",
    ] {
        assert!(asks(words), "{words}");
    }
    for words in [
        "Keep Opsgenie in Terraform",
        "Put our alert rules under version control",
        "Watch the first nightly build in the console",
        "Detect `onChange(query(db, name), …)` without a filter",
        "Our logo looks odd on UptimeRobot",
        "Análisis estático que detecta consultas sin filtro",
    ] {
        assert!(!asks(words), "{words}");
    }
    let hedged = "## Lessons learned\n\n- We might write a little monitor that tells us if a line is dead.";
    assert!(items(hedged)[0].2, "a lesson may ask");
}

#[test]
fn the_day_at_its_end_says_that_it_is_done() {
    let of = |words: &str| items(&format!("## Actions\n\n- {words}")).remove(0).1;
    for done in ["A red prompt in the shell. Completed 2026-03-23.", "A second disk, live since 4 March 2026"] {
        assert_eq!(of(done), Status::Done, "{done}");
    }
    assert_eq!(of("A red prompt in the shell, to be completed by 2026-03-23."), Status::Unknown);
}
