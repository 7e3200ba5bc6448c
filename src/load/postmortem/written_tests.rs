//! Causes and actions as teams write them outside of any template: each case a misreading that was mended.

use super::tests::{above_a_cause, incident, markdown, times_of, told};
use crate::model::{Incident, RiskKind, Status};

fn read(text: &str) -> Incident {
    incident("2026-03-02.md", text).expect("it is a postmortem").1
}

fn texts(text: &str) -> Vec<String> {
    read(text).action_items.into_iter().map(|item| item.text.value).collect()
}

/// The causes below `text`, an impact told before it.
fn causes(text: &str) -> Vec<String> {
    let risks = read(&format!("# Checkout outage\n\n## Impact\n\nOrders were lost.\n\n{text}\n")).risks;
    risks.into_iter().filter(|risk| risk.kind != RiskKind::ActionItem).map(|risk| risk.text.value).collect()
}

#[test]
fn what_is_set_in_below_a_heading_is_no_code() {
    let text = "Postmortem: checkout was slow\n\nRoot causes\n\n    The import locked the orders for an hour.\n\n\
                Action items\n\n    - Move the import to the night\n    - Alert on locks\n      that are held long\n        1. Add a metric\n";
    assert_eq!(markdown(text), ["5 root", "9 item Unknown", "10 item Unknown asks"]);
}

#[test]
fn lists_and_tables_of_html_among_markdown() {
    let text = "# Checkout outage\n\n## Root cause\n\n<ul>\n<li>The pool was exhausted.</li>\n\n<li>The cache was full.</li>\n</ul>\n\n\
                ## Action items\n\n<table>\n<tr><th>Action</th><th>Status</th></tr>\n\n<tr><td>Alert on the pool</td><td>Done</td></tr>\n\
                <tr><td>Limit the cache</td><td>Open</td></tr>\n</table>\n\n## Follow-ups\n\n- Add a queue\n";
    assert_eq!(
        markdown(text),
        ["6 root", "8 root", "16 item Done asks", "17 item Open", "22 item Unknown"],
        "lists go on behind empty lines, and Markdown behind them"
    );
    assert_eq!(
        texts("# Outage\n\n## Root cause\n\n<ul> never ends: a bug.\n\n## Actions\n\n- Add a queue\n"),
        ["Add a queue"]
    );
}

#[test]
fn headings_and_labels_below_a_heading_of_causes_are_causes() {
    let text = "## Causes\n\n### Cause 1: The certificate expired\n\nNobody had it on a list.\n\n### 2. No alert was sent\n\nThe mailbox is gone.\n\nIt was large.";
    assert_eq!(
        causes(text)[..2],
        ["The certificate expired Nobody had it on a list.", "2. No alert was sent The mailbox is gone."]
    );
    assert_eq!(causes("## Root cause: the disk was full\n\nLogs were kept.")[0], "the disk was full Logs were kept.");
    let text = "## Root causes\n\n1. **Pool**: it was cut to ten connections\n2. **Alerting**: the alert was muted\n\n**Problem**: the retries had no limit";
    assert_eq!(causes(text).len(), 3);
}

#[test]
fn a_short_cause_is_told_with_what_stands_inside_it() {
    let text = "## Why did this happen?\n\n1. **Untested**\n   - Applied to production directly\n   - No plan was read\n2. **Full disk**\n   - Logs were kept";
    assert_eq!(causes(text), ["Untested Applied to production directly No plan was read", "Full disk Logs were kept"]);
}

#[test]
fn why_nobody_saw_it_is_a_factor() {
    let text =
        "## What caused it?\n\nThe host was gone.\n\n## Why didn't our tests catch it?\n\nThey check the syntax only.";
    assert_eq!(causes(text), ["The host was gone.", "They check the syntax only."]);
}

#[test]
fn numbered_lines_are_headings_where_text_stands_between_them() {
    let text = "# INCIDENT REPORT\n\n1. SUMMARY\n\nOn 10 Feb 2025 the settlement failed.\n\n2. ROOT CAUSE\n\nThe disk was full.\n\n\
                3. PREVENTIVE ACTIONS\n\n3.1 Ask before changes of storage.\n3.2 Monitor hung jobs.\n";
    assert_eq!(markdown(text), ["9 root", "13 item Unknown", "14 item Unknown asks"]);
}

#[test]
fn prose_promises_in_many_words() {
    for promise in [
        "We will also set a limit.",
        "We are adding a queue.",
        "We were planning on deploying a second host.",
        "The initial remedy will be to upgrade it.",
        "Time will be allocated to it, and quotas will be introduced.",
        "We should have had an alert on errors, and we will add one.",
        "We now have an alert for it.",
    ] {
        let text = format!(
            "# The shop was down on 2026-03-02\n\nFrom 10:00 to 11:00 UTC the shop failed. The cause was a full disk.\n\n{promise}\n"
        );
        assert_eq!(texts(&text), [promise], "{promise}");
    }
    for other in ["We should have had an alert.", "We have restored all data.", "We will update this page."] {
        let text = format!(
            "# The shop was down on 2026-03-02\n\nFrom 10:00 to 11:00 UTC the shop failed. The cause was a full disk.\n\n{other}\n"
        );
        assert_eq!(texts(&text).len(), usize::from(other.contains("will")), "{other}");
    }
}

#[test]
fn promises_of_one_line_are_one_item() {
    let text = "# The shop was down on 2026-03-02\n\nFrom 10:00 to 11:00 UTC the shop failed. The cause was a full disk.\n\nWe will add a disk. It is cheap. We will also add an alert.\n";
    assert_eq!(texts(text), ["We will add a disk. It is cheap. We will also add an alert."]);
}

#[test]
fn what_is_done_is_told_beside_lists_too() {
    let text = "# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n- Add a disk\n\n**Orders** Move the alert to a channel that is read\n\nLastly, we will buy a host.\n\nSee the ticket for more.\n";
    assert_eq!(texts(text), ["Add a disk", "Move the alert to a channel that is read", "Lastly, we will buy a host."]);
}

#[test]
fn an_order_with_its_details_below_is_the_item() {
    let text = "# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n- **Add a second queue**\n  - with a limit\n- **Alerts**\n  - Alert on a full queue\n";
    assert_eq!(texts(text), ["Add a second queue", "Alert on a full queue"]);
}

#[test]
fn more_headings_of_causes_and_actions() {
    for heading in ["What went wrong and why?", "Why", "What was behind it"] {
        assert_eq!(
            causes(&format!("## {heading}\n\nThe path of the probe was wrong."))[0],
            "The path of the probe was wrong."
        );
    }
    for heading in [
        "How are we making incidents like this less likely?",
        "What we've learned and what we're changing",
        "Fixes applied",
        "Remediations",
    ] {
        let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## {heading}\n\n- Add a limit\n");
        assert_eq!(texts(&text), ["Add a limit"], "{heading}");
    }
}

#[test]
fn a_sentence_leads_to_a_list() {
    assert_eq!(
        causes(
            "## Story\n\nSeveral conditions lined up to create this failure:\n\n- The disk was full\n- The pool was small"
        ),
        ["The disk was full", "The pool was small"]
    );
    let text =
        "# Outage\n\n## Root cause\n\nA disk was full.\n\nTo avoid a repeat of this we have:\n\n- moved the logs\n";
    assert_eq!(texts(text), ["moved the logs"]);
}

#[test]
fn headings_and_bold_words_of_wikis() {
    let text = "= Incidents/2026-03-02 cache =\n\n== Summary ==\nThe cache failed from 12:20 to 13:05 UTC.\n\n'''Impact''': 4% of all requests.\n\n\
                == Root cause ==\nThe change was tested with a cold cache only.\n\n== Actionables ==\n* Alert on restarts\n";
    assert_eq!(told("cache.txt", text), ["9 root", "12 item Unknown asks"]);
    let text =
        "h1. Outage of 2026-03-02\n\nh2. Root cause\n\nThe disk was full.\n\nh2. Action items\n\n* Alert on the disk\n";
    assert_eq!(told("outage.txt", text), ["5 root", "9 item Unknown asks"]);
}

#[test]
fn what_answers_a_why_is_a_factor() {
    let text = "## Story of the day\n\nWhy was it not noticed? The mails go to an address that is gone.\n\n## Root cause\n\nThe disk failed.";
    assert_eq!(causes(text), ["The mails go to an address that is gone.", "The disk failed."]);
}

#[test]
fn lines_behind_letters_and_titles_in_bold_are_items() {
    let actions =
        |text: &str| texts(&format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n{text}\n"));
    assert_eq!(actions("a. Restore the pool\nb. Alert on the pool"), ["Restore the pool", "Alert on the pool"]);
    assert_eq!(actions("a. Track changes in git"), ["Track changes in git"]);
    let titled = "**1. Coalescing.** Clients share one refill.\n\n**2. Admission control.** The proxy sheds load.\n\n**Effort:** three days in all";
    assert_eq!(actions(titled).len(), 2);
    let noted = "- Add a second disk\n- **Deadline:** 2026-04-01\n- **Owner:** Orders\n- **Effort:** two days";
    assert_eq!(actions(noted), ["Add a second disk"]);
    assert_eq!(actions("As a measure we have restarted the worker.").len(), 1);
    assert_eq!(actions("- Write a guide to the next outage"), ["Write a guide to the next outage"]);
}

#[test]
fn folds_and_signs_instead_of_boxes() {
    let text = "# Outage\n\n<details>\n<summary><b>Root cause</b></summary>\n\nThe key was changed.\n\n</details>\n\n<details>\n<summary>Fixes</summary>\n\n\
                - ✅ Restored the key\n- 🔜 Alert on changes of keys\n\n</details>\n";
    assert_eq!(markdown(text), ["6 root", "13 item Done", "14 item Open asks"]);
    assert_eq!(texts("# Outage\n\n## Root cause\n\nA disk was full.\n\n## Fixes\n\n- ✅ Restored it\n"), [""; 0]);
}

#[test]
fn the_last_row_of_a_table_of_whys_is_the_root() {
    let text = "## Root cause analysis\n\n| Why? | Answer |\n|---|---|\n| Why were mails lost? | Two hosts took them |\n\
                | Why were there two? | It is the default of the broker |";
    assert_eq!(causes(text), ["It is the default of the broker"]);
}

#[test]
fn questions_rows_and_first_persons_announce_what_follows() {
    let text = "# Outage\n\n**Q: Why did it happen?**\n\nThe disk was full.\n\n**Q: What are we doing about it?**\n\n- Alert on the disk\n";
    assert_eq!(markdown(text), ["5 root", "9 item Unknown asks"]);
    for heading in ["What I'll change", "How to avoid it", "What can be done to prevent a recurrence?"] {
        let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## {heading}\n\n- Add a limit\n");
        assert_eq!(texts(&text), ["Add a limit"], "{heading}");
    }
    let row = "# Outage\n\n| Ticket | 88912 |\n|---|---|\n| Root cause | The disk was full |\n| Follow-up actions | see below |\n\n## Follow-up actions\n\n- Add a disk\n";
    assert_eq!(texts(row), ["Add a disk"]);
    assert_eq!(causes("## Why it wasn't caught\n\n- Load tests are short"), ["Load tests are short"]);
}

#[test]
fn what_stands_below_root_cause_goes_before_what_tells_of_the_fault() {
    let faults = "- The queue failed and the workers crashed.\n".repeat(15);
    let text =
        format!("## Technical causes\n\n{faults}\n## Root causes\n\n- Nobody watches the queue.\n- Nobody owns it.");
    let causes = causes(&text);
    assert_eq!(causes.len(), 12, "{causes:?}");
    assert!(causes.ends_with(&["Nobody watches the queue.".to_owned(), "Nobody owns it.".to_owned()]), "{causes:?}");
}

#[test]
fn more_sentences_state_a_cause() {
    for cause in [
        "It was down to our main database struggling under the load.",
        "We looked for the root cause of it and found a large number of requests that saturated the gateway.",
    ] {
        assert_eq!(causes(&format!("## What happened\n\nOrders were late. {cause}")), [cause], "{cause}");
    }
    let perhaps = "Answers may have been slower than usual. A failover would require a short outage.";
    assert_eq!(
        causes(&format!("## Root cause\n\nThe pool was exhausted.\n\n## Updates\n\n{perhaps}")),
        ["The pool was exhausted."]
    );
}

#[test]
fn more_headings_of_causes_and_of_effects() {
    for heading in ["Blameless root cause", "More technical", "In technical detail"] {
        assert_eq!(
            causes(&format!("## {heading}\n\nThe pool never gave connections back.")),
            ["The pool never gave connections back."]
        );
    }
    let effects =
        "## Root cause\n\nThe pool was exhausted.\n\n## User facing consequences\n\nReaders were unable to log in.";
    assert_eq!(causes(effects), ["The pool was exhausted."]);
}

#[test]
fn a_why_that_nobody_could_answer_is_no_root() {
    let whys = "## Five whys\n\n**Why?** Orders could not reach the shop.\n\n**Why?** The pressure on memory led to a wrong configuration.\n\n";
    for last in ["Unknown at this stage, the host was changed.", "We don't know yet.", "Not clear so far."] {
        assert_eq!(
            causes(&format!("{whys}**Why?** {last}")),
            ["The pressure on memory led to a wrong configuration."],
            "{last}"
        );
    }
}

#[test]
fn a_colon_in_code_ends_no_label() {
    let text = "## Root cause\n\nThe proxy sent the body with\n`Transfer-Encoding: chunked` and without a length, so it was dropped.";
    assert_eq!(causes(text).len(), 1);
}

#[test]
fn lessons_name_what_follows_from_them() {
    let lessons = "# Outage\n\n## Root cause\n\nThe pool was exhausted.\n\n## Lessons learned\n\n";
    for lesson in [
        "Tests must see the shape of production. Follow-up: a smoke job with the real image.",
        "Errors are no signal of outages, logins are (tracked in shop #400).",
        "A 422 is always a bug. Worth logging as an error.",
    ] {
        assert_eq!(read(&format!("{lessons}- {lesson}\n- Pools fill up.\n")).action_items.len(), 1, "{lesson}");
    }
}

#[test]
fn headings_say_in_words_of_the_day_what_made_it_worse_and_what_is_next() {
    for heading in ["What made it worse", "What slowed us down", "Why it took so long"] {
        assert_eq!(causes(&format!("## {heading}\n\n- Retries tripled the load.")), ["Retries tripled the load."]);
    }
    for heading in ["Where to go from here", "The road ahead", "What's left to do", "So it does not happen again"] {
        let text = format!("# Outage\n\n## Root cause\n\nThe pool was exhausted.\n\n## {heading}\n\n- Add a queue\n");
        assert_eq!(texts(&text), ["Add a queue"], "{heading}");
    }
}

#[test]
fn what_we_have_done_is_done_and_what_we_plan_is_open() {
    let status =
        |words: &str| above_a_cause(&format!("# Outage\n\n## Next steps\n\n- {words}\n")).action_items[0].status;
    assert_eq!(status("We've changed the logic so that it cannot deadlock again"), Status::Done);
    assert_eq!(status("We have bought a second range of addresses"), Status::Done);
    assert_eq!(status("We've started to move the queue"), Status::Open);
    assert_eq!(status("We plan to hold a game day this quarter"), Status::Open);
}

#[test]
fn problems_that_were_identified_are_no_actions() {
    let text = "# Outage on 2026-03-02\n\nThe router was unreachable.\n\n## Future work\n\n### Identified problems\n\n- No fallback for the router.\n\n\
                ### Improvement plan\n\n- Add a jump host.\n";
    assert_eq!(texts(text), ["Add a jump host."]);
}

#[test]
fn a_cause_may_be_identified_as_something() {
    let text = "We were able to quickly identify the root cause as expired certificates of the media host. Images came back later.";
    assert_eq!(causes(&format!("## What happened\n\n{text}")).len(), 1);
}

#[test]
fn a_page_is_dated_by_whatever_its_generator_calls_it() {
    let text = "---\ntitle: \"Post-mortem: pool exhausted\"\npubDate: Mar 2, 2026\n---\n\n### Timeline\n\nAt 12:15am ET queries began to deadlock. \
                This persisted until 7:04am ET when we ended the server after a user report.\n\n### Cause\n\nA pool without time-outs.\n";
    assert_eq!(times_of(&above_a_cause(text))[0], "2026-03-02T00:15-05:00");
}
