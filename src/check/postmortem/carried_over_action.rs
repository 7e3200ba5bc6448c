//! postmortem/carried-over-action

use std::collections::{BTreeSet, HashMap};

use super::document::{Document, documents};
use crate::check::subject::{first_line, name_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::record::when;
use crate::model::{ActionItem, Incident, Status};

/// An action item that an earlier postmortem has promised already, and of which nothing says that it was done.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/carried-over-action",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("carried-over-action.md"),
    run,
};

/// Items of fewer words are alike by chance.
const FEWEST: usize = 4;

type Known<'a> = HashMap<String, (&'a Incident, &'a ActionItem)>;

/// Every item is looked up by its words and by its tickets, so that the time grows with their number.
fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut all: Vec<Document<'_>> = documents(input).filter(|document| began(document.incident).is_some()).collect();
    all.sort_by(|a, b| (began(a.incident), a.id).cmp(&(began(b.incident), b.id)));
    let mut known: Known<'_> = HashMap::new();
    let mut found = Vec::new();
    for document in &all {
        let items = &document.incident.action_items;
        found.extend(items.iter().filter_map(|item| carried(document, item, &known)));
        for item in items.iter().filter(|item| item.status != Status::Done) {
            for key in keys(item) {
                known.entry(key).or_insert((document.incident, item));
            }
        }
    }
    found
}

fn began(incident: &Incident) -> Option<&str> {
    when(incident).map(|moment| moment.iso.as_str())
}

/// Its tickets, and its words in the order of the alphabet.
fn keys(item: &ActionItem) -> Vec<String> {
    let words = item.text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let words: BTreeSet<String> = words.filter(|word| word.chars().count() > 2 || !word.is_ascii()).collect();
    let sentence = words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let tickets = item.links.iter().filter(|link| link.contains("://") && link.contains(|c: char| c.is_ascii_digit()));
    let tickets = tickets.map(|link| link.trim_end_matches('/').to_lowercase());
    tickets.chain((words.len() >= FEWEST).then_some(sentence)).collect()
}

fn carried(document: &Document<'_>, item: &ActionItem, known: &Known<'_>) -> Option<Finding> {
    let open = item.status != Status::Done;
    let (earlier, first) = keys(item).iter().filter(|_| open).find_map(|key| known.get(key))?;
    let same_day = began(earlier).zip(began(document.incident)).is_some_and(|(a, b)| a.get(..10) == b.get(..10));
    if std::ptr::eq(*earlier, document.incident) || same_day {
        return None;
    }
    let since = if first.status == Status::Open { "it is still open" } else { "nothing says that it was done" };
    let message = format!("{} promised this already, and {since}", name_of(earlier));
    let place = first_line(document.input, first.text.place);
    let help = "what has kept it from being done? Give it an owner who can, or drop it and say why";
    Some(document.at(CHECK.id, item.text.place, "").says(message).also(place, "promised here first").help(help))
}
