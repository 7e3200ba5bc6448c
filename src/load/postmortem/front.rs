//! Structured front matter: the documented way, which always wins over prose.

use super::declared::{Classify, Declared, Reader};
use super::document::{Document, FrontLanguage};
use super::identity::day_of;
use super::times::Clockwork;
use super::toml;
use crate::load::repair::line_at;
use crate::load::yaml::{self, Node, Origin};
use crate::model::Skipped;
use crate::source::Place;

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

/// What is lost of the front matter, where its YAML breaks off behind what we would have read.
pub(super) fn broken(document: &Document<'_>) -> Option<Skipped> {
    let front = document.front.as_ref().filter(|front| matches!(front.language, FrontLanguage::Yaml))?;
    let text = &document.text[..front.range.end];
    let stream = yaml::read(text);
    let error = stream.documents.iter().find_map(|document| document.error.as_ref())?;
    let line = line_at(text, error.range.start);
    // What a generator fills in is no YAML yet.
    let is_template = text.get(line.clone()).is_none_or(|line| line.contains("{{") || line.contains("{%"));
    let place = Some(Place::new(document.file, line));
    let why = format!("the YAML of its front matter is broken here: {}", error.message);
    let help = "mend the YAML; nothing after this line of the front matter is read";
    (!is_template).then(|| Skipped { place, ..Skipped::unread(document.path, why, help) })
}

#[cfg(test)]
mod tests {
    use crate::load::{Options, read_texts};

    #[test]
    fn front_matter_that_breaks_off_is_told_where_it_does() {
        let told = |front: &str| {
            let text = format!("---\n{front}\n---\n# Outage\n\n## Root cause\n\nThe disk was full.\n");
            let model = read_texts(&[("postmortems/a.md", &text)], &Options::default()).model;
            assert_eq!(model.incidents.len(), 1, "{front}");
            model.skipped.iter().filter_map(|skipped| Some(skipped.place?.start())).collect::<Vec<_>>()
        };
        let broken = "id: INC-1\nroot_causes:\n  - text: \"a \"b\" c\"\n    alerts: [A]";
        assert_eq!(told(broken), [29]);
        assert_eq!(told("id: INC-1\ntitle: {{ title }}: {{ more }}"), [0; 0]);
        assert_eq!(told("id: INC-1\ntitle: Outage"), [0; 0]);
    }
}
