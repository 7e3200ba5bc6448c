//! `inspect` for people: a block a file, a line a fact, unknown facts named as unknown.

use unicode_width::UnicodeWidthChar;

use super::collect;
use super::shape::{Fact, Guarding, Inspected, Inspection, Item, Risked, Stood, Time, Understood};
use crate::model::Kind;
use crate::report::clean::clean;
use crate::report::look::Style;
use crate::report::words::{self, counted};
use crate::report::{Detail, Look, Report, ladder};

/// What was understood, for people. Files that hold neither incidents nor rules are listed last, on a line each.
pub fn inspect(report: &Report<'_>, look: &Look) -> Vec<u8> {
    let inspection = collect::inspection(report.sources, report.model, Some(report.coverage));
    let mut page = Page { report, look, out: String::new() };
    let (told, rest): (Vec<&Inspected<'_>>, Vec<_>) =
        inspection.files.iter().partition(|file| !file.incidents.is_empty() || file.has_rules());
    told.into_iter().for_each(|file| page.file(file));
    rest.iter().for_each(|file| page.title(file));
    if rest.iter().any(|file| file.kinds.contains(&words::file_kind(Kind::OtherDocument))) {
        page.what_a_postmortem_is();
    }
    page.skipped(&inspection);
    page.out.into_bytes()
}

impl Inspected<'_> {
    fn has_rules(&self) -> bool {
        !(self.groups.is_empty() && self.alerts.is_empty() && self.recordings.is_empty() && self.faults.is_empty())
    }
}

/// Where the text of a row begins, from 0.
const TEXT_COLUMN: usize = 20;

struct Page<'a> {
    report: &'a Report<'a>,
    look: &'a Look,
    out: String,
}

impl Page<'_> {
    fn file(&mut self, file: &Inspected<'_>) {
        self.title(file);
        for (at, incident) in file.incidents.iter().enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.incident(incident);
        }
        self.rules(file);
        self.out.push('\n');
    }

    /// Why a document may have been taken for something else.
    fn what_a_postmortem_is(&mut self) {
        let why = "An other-document was not taken for a postmortem: that takes two of front matter as the README shows \
            it, a title that speaks of an incident, and sections on causes, impact, detection, action items or the \
            order of events.";
        let why = self.look.paint(Style::Dim, &self.look.wrap(why, 2, 2));
        self.out.push_str(&format!("  {why}\n"));
    }

    fn title(&mut self, file: &Inspected<'_>) {
        let kinds = if file.kinds.is_empty() { "not understood".to_owned() } else { file.kinds.join(", ") };
        let path = self.look.paint(Style::Bold, &clean(file.file));
        self.out.push_str(&format!("{path}  {}\n", self.look.paint(Style::Info, &kinds)));
    }

    fn incident(&mut self, incident: &Understood<'_>) {
        self.stood(incident.original);
        self.fact("id", &[incident.id]);
        self.fact("title", &[incident.title]);
        self.fact("severity", &[incident.severity]);
        self.fact("status", &[incident.status]);
        self.fact("services", &incident.services);
        self.fact("affected", &incident.affected);
        if !incident.hosted.is_empty() {
            self.row("hosted", None, &incident.hosted.join(", "));
        }
        self.time("started", incident.started);
        self.time("detected", incident.detected);
        self.time("mitigated", incident.mitigated);
        self.time("resolved", incident.resolved);
        self.span("lasted", incident.duration_seconds, incident.duration_line);
        self.span("noticed in", incident.time_to_detect_seconds, incident.time_to_detect_line);
        self.fact("noticed by", &[incident.detected_by]);
        if incident.detected_alert.value.is_some() {
            self.fact("alert", &[incident.detected_alert]);
        }
        let timeline = if incident.timeline { "yes".to_owned() } else { self.look.paint(Style::Dim, "none found") };
        self.row("time line", None, &timeline);
        for risk in incident.risks.iter().filter(|risk| risk.kind != "action-item") {
            self.risk(risk);
        }
        if !incident.risks.iter().any(|risk| risk.kind == "root-cause") {
            self.fact("root cause", &[]);
        }
        incident.action_items.iter().for_each(|item| self.item(item));
        if incident.action_items.is_empty() {
            self.fact("action item", &[]);
        }
    }

    fn fact(&mut self, name: &str, facts: &[Fact<'_>]) {
        let said: Vec<&str> = facts.iter().filter_map(|fact| fact.value).collect();
        if said.is_empty() {
            let unknown = self.look.paint(Style::Dim, "unknown");
            return self.row(name, None, &unknown);
        }
        let text = self.fit(&clean(&said.join(", ")));
        self.row(name, facts.iter().find_map(|fact| fact.line), &text);
    }

    /// A time, and what is wrong with it or missing from it.
    fn time(&mut self, name: &str, time: Time<'_>) {
        let Some(value) = time.value else { return self.fact(name, &[]) };
        let note = match time.possible {
            Some(false) => self.look.paint(Style::Warning, ", which cannot have been"),
            _ if value.contains('T') && !has_zone(value) => self.look.paint(Style::Dim, ", in no zone that it says"),
            _ => String::new(),
        };
        let text = format!("{}{note}", self.fit(&clean(value)));
        self.row(name, time.line, &text);
    }

    fn span(&mut self, name: &str, seconds: Option<u64>, line: Option<usize>) {
        if let Some(seconds) = seconds {
            let note = if line.is_none() { self.look.paint(Style::Dim, ", from the times") } else { String::new() };
            let text = format!("{}{note}", duration(seconds));
            self.row(name, line, &text);
        }
    }

    /// Where it stood in the postmortem that it was exported from.
    fn stood(&mut self, original: Option<Stood<'_>>) {
        if let Some(Stood { file, line }) = original {
            let text = self.look.paint(Style::Dim, &self.fit(&clean(&format!("was {file}:{line}"))));
            self.row("", None, &text);
        }
    }

    fn risk(&mut self, risk: &Risked<'_>) {
        let name = risk.kind.replace('-', " ").replace("contributing ", "");
        let text = self.fit(&clean(risk.text));
        self.row(&name, Some(risk.line), &text);
        let id = risk.id.map(|id| format!("{id}, ")).unwrap_or_default();
        let because = self.fit(&clean(&format!("{id}{}: {}", risk.basis, risk.because)));
        let because = self.look.paint(Style::Dim, &because);
        self.row("", None, &because);
        self.stood(risk.original);
        for (what, names) in [("alerts", &risk.alerts), ("monitors", &risk.monitors)] {
            if !names.is_empty() {
                let names = self.fit(&clean(&format!("{what}: {}", names.join(", "))));
                self.row("", None, &names);
            }
        }
        risk.guards.iter().for_each(|guarding| self.guard(guarding));
    }

    /// What guards a risk, and how well; with `-v` also why.
    fn guard(&mut self, guarding: &Guarding<'_>) {
        let Guarding { alert, file, line, guard, .. } = guarding;
        let text = self.fit(&clean(&format!("{alert} ({file}:{line})")));
        self.row("guard", None, &text);
        let marks = ladder::marks(&guard.rungs, self.look);
        self.row("", None, &marks);
        if self.look.detail == Detail::Verbose {
            for reason in ladder::reasons(self.report, &guard.rungs) {
                let reason = self.look.wrap(&reason, TEXT_COLUMN, TEXT_COLUMN + 2);
                let reason = self.look.paint(Style::Dim, &reason);
                self.row("", None, &reason);
            }
        }
    }

    fn item(&mut self, item: &Item<'_>) {
        let text = self.fit(&clean(item.text));
        self.row("action item", Some(item.line), &text);
        let mut parts = vec![item.kind.to_owned(), format!("status {}", item.status)];
        parts.extend(item.owner.map(|owner| format!("owner {owner}")));
        parts.extend(item.due.map(|due| format!("due {due}")));
        parts.extend(Some(counted(item.links.len(), "link")).filter(|_| !item.links.is_empty()));
        let parts = self.fit(&clean(&parts.join(", ")));
        let asks =
            if item.asks_for_alert { self.look.paint(Style::Warning, ", asks for an alert") } else { String::new() };
        let parts = format!("{}{asks}", self.look.paint(Style::Dim, &parts));
        self.row("", None, &parts);
        self.stood(item.original);
    }

    fn rules(&mut self, file: &Inspected<'_>) {
        for group in &file.groups {
            let counts = format!("{}, {}", counted(group.alerts, "alert"), counted(group.recordings, "recording rule"));
            let ignored = if group.document > 0 { ", in a further YAML document" } else { "" };
            let text = format!("{}: {counts}{ignored}", self.fit(&clean(group.name)));
            self.row("group", Some(group.line), &text);
            self.names(file, group.name);
        }
        let all = self.look.detail == Detail::Verbose;
        for alert in file.alerts.iter().filter(|alert| all || !alert.understood) {
            let text = self.reading(alert.name, &alert.reads, alert.understood);
            self.row("alert", Some(alert.line), &text);
        }
        for recording in file.recordings.iter().filter(|recording| all || !recording.understood) {
            let text = self.reading(recording.name, &recording.reads, recording.understood);
            self.row("recording", Some(recording.line), &text);
        }
        for fault in &file.faults {
            let text = self.look.paint(Style::Error, &self.fit(&clean(fault.message)));
            self.row("refused", Some(fault.line), &text);
        }
    }

    /// The alerts of a group, where they are not listed one by one.
    fn names(&mut self, file: &Inspected<'_>, group: &str) {
        let alerts = file.alerts.iter().filter(|alert| alert.group == group);
        let names = alerts.map(|alert| clean(alert.name)).collect::<Vec<_>>().join(", ");
        if self.look.detail != Detail::Verbose && !names.is_empty() {
            let names = self.look.wrap(&names, TEXT_COLUMN, TEXT_COLUMN);
            self.row("", None, &names);
        }
    }

    fn reading(&self, name: &str, reads: &[&str], understood: bool) -> String {
        let reads = match (understood, reads.is_empty()) {
            (false, _) => "its expression is not understood".to_owned(),
            (true, true) => "reads no metric by name".to_owned(),
            (true, false) => format!("reads {}", reads.join(", ")),
        };
        self.fit(&clean(&format!("{name}: {reads}")))
    }

    fn skipped(&mut self, inspection: &Inspection<'_>) {
        for skipped in &inspection.skipped {
            let line = skipped.line.map(|line| format!(":{line}")).unwrap_or_default();
            let path = self.look.paint(Style::Bold, &clean(skipped.file));
            let head = self.look.paint(Style::Warning, "not read");
            let text = format!("{path}{line}  {head}: {}\n", clean(skipped.why));
            self.out.push_str(&text);
            if !skipped.help.is_empty() {
                self.out.push_str(&format!("  {}\n", clean(skipped.help)));
            }
        }
    }

    fn row(&mut self, name: &str, line: Option<usize>, text: &str) {
        let line = line.map(|line| line.to_string()).unwrap_or_default();
        let line = self.look.paint(Style::Dim, &format!("{line:>5}"));
        self.out.push_str(&format!("{line}  {name:<12} {text}\n"));
    }

    /// As much of `text` as fits behind the name of a row; with `-v` all of it, on as many lines as it takes.
    fn fit(&self, text: &str) -> String {
        if self.look.detail == Detail::Verbose {
            return self.look.wrap(text, TEXT_COLUMN, TEXT_COLUMN);
        }
        let room = self.look.width.saturating_sub(TEXT_COLUMN + 1).max(20);
        let mut used = 0;
        for (at, c) in text.char_indices() {
            used += c.width().unwrap_or(0);
            if used > room {
                return format!("{}{}", text[..at].trim_end(), self.look.ellipsis());
            }
        }
        text.to_owned()
    }
}

/// Does a time of day end in `Z` or an offset?
fn has_zone(iso: &str) -> bool {
    iso.split_once('T').is_some_and(|(_, clock)| clock.ends_with('Z') || clock.contains(['+', '-']))
}

/// `41 min`, `2 h 5 min`, `3 d 4 h`.
fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).take(2).map(|(count, unit)| format!("{count} {unit}")).collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}
