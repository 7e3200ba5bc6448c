//! What stands beside causes and actions, and is none; and lists without marks: each case a misreading that was mended.

use super::tests::{above_a_cause, incident};
use crate::model::{Incident, RiskKind, Status};

fn read(text: &str) -> Incident {
    incident("postmortems/a.md", text).expect("it is a postmortem").1
}

/// The causes and factors of a story under "What happened", as their words begin.
fn causes(story: &str) -> Vec<String> {
    let found = read(&format!(
        "# Outage on 2 March 2026\n\n## Impact\n\nThe shop was closed.\n\n## What happened\n\n{story}\n"
    ));
    let risks = found.risks.iter().filter(|risk| risk.kind != RiskKind::ActionItem);
    risks.map(|risk| risk.text.chars().take(24).collect()).collect()
}

#[test]
fn what_was_not_lost_what_was_guessed_and_words_to_the_reader_are_no_causes() {
    for aside in [
        "We first assumed that a cron job was looping, which cost us half an hour.",
        "None of the orders were lost.",
        "Nothing is lost, every order was sent later.",
        "Here is what went wrong on Monday.",
        "We publish these notes because others may learn from them.",
        "This note explains why the shop was closed.",
        "The list came back empty with “Something went wrong”.",
        "From there on nobody could log in.",
        "Aucune commande n'a été perdue pendant la panne.",
        "Nenhum pedido foi perdido.",
    ] {
        let told = causes(&format!("{aside} The token expired because nobody had renewed it."));
        assert_eq!(told, ["The token expired becaus"], "{aside}");
    }
}

#[test]
fn what_made_it_worse_and_alarms_that_reach_nobody_are_factors() {
    for factor in [
        "What made it worse is that each new pod opened fifty connections.",
        "The alert was silenced for the import, and the silence ran for ninety days.",
        "The warnings go to a mailbox that nobody opens.",
        "Its label is misspelt, and no route matches that.",
        "Vacuuming was switched off in May and never switched on again.",
    ] {
        assert_eq!(causes(factor).len(), 1, "{factor}");
    }
}

#[test]
fn brackets_behind_the_last_why_do_not_end_the_chain() {
    let found = read(
        "# Late mails on 2 March 2026\n\n## Five whys\n\n1. Why were mails late? The queue was stuck.\n2. Why was it stuck? The worker had no memory left.\n3. Why had it none? Its limit was copied from another service.\n\n(We stopped at three.)\n",
    );
    let root = found.risks.iter().find(|risk| risk.kind == RiskKind::RootCause);
    assert_eq!(root.map(|risk| &*risk.text.value), Some("Its limit was copied from another service."));
}

/// The items of a section, as their words begin, and how each stands.
fn items(heading: &str, list: &str) -> Vec<(String, Status)> {
    let found = above_a_cause(&format!("# Outage on 2026-03-02\n\n## {heading}\n\n{list}\n"));
    found.action_items.iter().map(|item| (item.text.chars().take(9).collect(), item.status)).collect()
}

#[test]
fn lines_that_somebody_began_are_a_list_without_marks() {
    let list = "We have since put the old limit back, and into the role that sets up\nnew machines.\nThe larger disk stays.\nPriya is going to export the figures of each account to our monitoring, so that\nwe get paged at 90%.\nThe database will move to another host. It has its own disk there.";
    let begun: Vec<String> = items("What we have done and will do", list).into_iter().map(|(words, _)| words).collect();
    assert_eq!(begun, ["We have s", "The large", "Priya is ", "The datab"]);
    // A story that only wraps is none.
    let story = "The team met on Tuesday and talked about what to do with the old disk, which\nnobody wants to keep. We will replace it, and we will look for others of its\nkind.";
    assert_eq!(items("Next steps", story).len(), 1);
}

#[test]
fn lines_below_what_is_different_now_were_done_but_for_those_not_yet() {
    let list = "The worker puts what it cannot read aside, and goes on.\nThe topic keeps a week.\nWe have not yet got tests between the two, but they are on the list for Q2.";
    let states: Vec<Status> = items("What is different now", list).into_iter().map(|(_, status)| status).collect();
    assert_eq!(states, [Status::Done, Status::Done, Status::Open]);
}

#[test]
fn an_item_is_struck_out_or_labelled_with_who_and_how_far() {
    let list = "- ~~Raise the limit to 1000~~ (Aylin, OPS-811)\n- **Pavel, open:** move the timer into the role\n- **Pavel, done:** write it down\n- ~~Raise~~ lower the limit";
    let states: Vec<Status> = items("Follow-ups", list).into_iter().map(|(_, status)| status).collect();
    assert_eq!(states, [Status::Done, Status::Open, Status::Done, Status::Unknown]);
    assert_eq!(items("Actions", "**Already shipped**\n\n- a limit for the queue")[0].1, Status::Done);
}

#[test]
fn the_number_of_the_report_is_no_item() {
    let text = "# Report\n\n| | |\n|---|---|\n| Ticket | RFO-2026-0302 |\n| Start | 2026-03-02 11:20 |\n\n## Root cause\n\nThe token expired.\n";
    assert!(read(text).action_items.is_empty());
}

#[test]
fn more_words_ask_for_an_alert() {
    for ask in [
        "Read the end of each certificate in our secrets, and alert 30 days ahead",
        "Have one prober outside our network",
        "We also page ourselves now when a partition is behind",
        "Export the figures, so that we get paged at 90%",
        "Suivre le nombre de champs et être prévenu à 80 % de la limite",
    ] {
        let found = above_a_cause(&format!("# Outage on 2026-03-02\n\n## Actions\n\n- {ask}\n"));
        assert!(found.action_items[0].asks_for_alert, "{ask}");
    }
}

#[test]
fn a_sentence_leads_to_what_will_be_done() {
    let begins = |text: &str| -> Vec<String> {
        let found = above_a_cause(&format!("# Outage on 2026-03-02\n\n{text}\n"));
        found.action_items.iter().map(|item| item.text.chars().take(9).collect()).collect()
    };
    let lead = "What we want to do, in the order of how sure we are about it:";
    assert_eq!(
        begins(&format!("{lead}\n\nCollect the counters of all ports.\n\nBuy a pen for each room.")),
        ["Collect t", "Buy a pen"]
    );
    for heading in ["What we decided", "What changes from here", "Was sich ändert", "Ce qui change", "Qué cambia"] {
        assert_eq!(begins(&format!("## {heading}\n\n- a limit for the queue")), ["a limit f"], "{heading}");
    }
    let lines = "O que muda daqui para a frente:\n\nJá colocamos um alerta para o disco.\nO ambiente de testes ganha outro.\nPedimos uma cota maior.";
    assert_eq!(begins(lines), ["Já coloca", "O ambient", "Pedimos u"]);
}
