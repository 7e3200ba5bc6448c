//! Structured front matter: the documented way, which always wins over prose.

use super::declared::{Classify, Declared, Reader};
use super::document::{Document, FrontLanguage};
use super::identity::day_of;
use super::times::Clockwork;
use super::toml;
use crate::load::yaml::{self, Node, Origin};

/// What the front matter of `document` declares; nothing where there is none.
pub(super) fn read(document: &Document<'_>, classify: Classify<'_>) -> Declared {
    let Some(front) = &document.front else { return Declared::default() };
    let read = |node: &Node<'_>| {
        let on = |date| Clockwork { date, ..Clockwork::default() };
        // Of `02-03-2026`, the day in the name of the file tells which number is the month.
        let clockwork = on(day_of(document.path));
        let reader = Reader { origin: Origin::File(document.file), classify, clockwork };
        let first = reader.read(node);
        let date =
            first.date.as_ref().or(first.started.as_ref().map(|(reading, _)| reading)).and_then(|reading| reading.date);
        Reader { clockwork: on(date), ..reader }.read(node)
    };
    match front.language {
        FrontLanguage::Toml => read(&toml::tree(&document.text[front.range.clone()], front.range.start)),
        // Read from the top of the file, so that places need no moving.
        FrontLanguage::Yaml => {
            let stream = yaml::read(&document.text[..front.range.end]);
            let root = stream.documents.into_iter().find_map(|document| document.root);
            root.map_or_else(Declared::default, |root| read(&root))
        }
    }
}
