//! Reports made by hand, for the tests of the formats.

use super::Report;
use crate::check::{Finding, Severity};
use crate::link::ladder::delivered::Delivery;
use crate::link::{
    Answer, Coverage, Evidence, EvidenceKind, Guard, IncidentCoverage, Near, RiskCoverage, Rung, Rungs, Sees, Verdict,
};
use crate::model::{
    ActionItem, ActionKind, Alert, AlertId, Basis, Detector, FileKind, Group, Incident, IncidentId, Kind, Model,
    Moment, Risk, RiskId, RiskKind, Status, Text,
};
use crate::source::{FileId, Place, Sources};

/// All that a report borrows.
#[derive(Default)]
pub(super) struct Case {
    pub(super) sources: Sources,
    pub(super) model: Model,
    pub(super) coverage: Coverage,
    pub(super) findings: Vec<Finding>,
}

impl Case {
    pub(super) fn report(&self) -> Report<'_> {
        Report::new(&self.sources, &self.model, &self.coverage, &self.findings)
    }

    pub(super) fn file(&mut self, path: &str, text: &str, kind: Kind) -> FileId {
        let file = self.sources.add(path.into(), text.into());
        self.model.files.push(FileKind { file, kinds: vec![kind] });
        file
    }

    /// The first place at which `excerpt` stands in `file`.
    pub(super) fn place(&self, file: FileId, excerpt: &str) -> Place {
        let start = self.sources.file(file).text.find(excerpt).expect("the excerpt stands in the text");
        Place::new(file, start..start + excerpt.len())
    }

    pub(super) fn text(&self, file: FileId, excerpt: &str) -> Text {
        Text::plain(excerpt, self.place(file, excerpt))
    }
}

/// A postmortem with one finding an excerpt, each of its own root cause.
pub(super) fn gaps(text: &str, excerpts: &[&str]) -> Case {
    let mut case = Case::default();
    let file = case.file("postmortems/a.md", text, Kind::Postmortem);
    let mut incident = incident(&case, file, "INC-7", "Disk full");
    for (at, excerpt) in excerpts.iter().enumerate() {
        let place = case.place(file, excerpt);
        let words = excerpt.replace(['*', '>'], "").split_whitespace().collect::<Vec<_>>().join(" ");
        incident.risks.push(risk(RiskKind::RootCause, Text::plain(words, place)));
        let id = RiskId { incident: IncidentId(0), risk: at as u32 };
        let finding = Finding::at("coverage/root-cause", Severity::Error, place, "no alert here sees it");
        case.findings.push(finding.says("no alert would page for this").of_risk(id));
    }
    let risks = excerpts.iter().map(|_| uncovered(Vec::new())).collect();
    case.coverage.incidents.push(IncidentCoverage { verdict: Some(Verdict::Gap), guards: Vec::new(), risks });
    case.model.incidents.push(incident);
    case
}

const POSTMORTEM: &str = "# INC-2031: Checkout returned 500s

**Severity:** sev1

## Root cause

The connection pool of orders-db was exhausted.

## Action items

- [x] Alert when the orders-db pool is nearly exhausted (@orders-oncall)
";

const RULES: &str = "groups:
  - name: orders
    rules:
      - alert: OrdersDbDown
        expr: up{job=\"orders-db\"} == 0
";

/// A checkout that failed: one root cause with an inferred guard, one item that is ticked off without its alert.
pub(super) fn checkout() -> Case {
    let mut case = Case::default();
    let postmortem = case.file("postmortems/checkout.md", POSTMORTEM, Kind::Postmortem);
    let rules = case.file("alerts/orders.yml", RULES, Kind::Rules);
    add_rules(&mut case, rules);
    let incident = told(&case, postmortem);
    let item = case.place(postmortem, "Alert when the orders-db pool is nearly exhausted");
    let near = case.place(rules, "up{job=\"orders-db\"} == 0");
    case.coverage.incidents.push(IncidentCoverage {
        verdict: Some(Verdict::Covered),
        guards: Vec::new(),
        risks: vec![covered(), uncovered(vec![nearest()])],
    });
    case.model.incidents.push(incident);
    let finding =
        Finding::at("coverage/done-without-alert", Severity::Error, item, "ticked off; no alert here sees it");
    let finding = finding.also(near, "nearest: OrdersDbDown sees it down, not exhausted").of_alert(AlertId(0));
    let finding = finding.of_risk(RiskId { incident: IncidentId(0), risk: 1 });
    case.findings.push(
        finding.says("the alert promised after INC-2031 is not there").help("add a rule that reads the pool's size"),
    );
    let name = case.place(rules, "OrdersDbDown");
    let info = Finding::at("guard/untested", Severity::Info, name, "").of_alert(AlertId(0));
    case.findings.push(info.says("no unit test makes OrdersDbDown fire"));
    case
}

fn told(case: &Case, file: FileId) -> Incident {
    let mut incident = incident(case, file, "INC-2031", "Checkout returned 500s");
    incident.severity = Some(case.text(file, "sev1"));
    incident.risks.push(risk(RiskKind::RootCause, case.text(file, "The connection pool of orders-db was exhausted.")));
    let asked = case.text(file, "Alert when the orders-db pool is nearly exhausted");
    incident.risks.push(Risk { item: Some(0), ..risk(RiskKind::ActionItem, asked.clone()) });
    incident.action_items.push(ActionItem {
        text: asked,
        kind: ActionKind::Detect,
        status: Status::Done,
        owner: Some(case.text(file, "@orders-oncall")),
        due: None,
        links: Vec::new(),
        asks_for_alert: true,
        original: None,
    });
    incident
}

fn incident(case: &Case, file: FileId, id: &str, title: &str) -> Incident {
    let whole = 0..case.sources.file(file).text.len();
    Incident {
        file,
        place: Place::new(file, whole),
        original: None,
        id: Some(case.text(file, id)),
        title: case.text(file, title),
        severity: None,
        status: None,
        services: Vec::new(),
        affected: Vec::new(),
        detected_by: Detector::Unknown,
        detected_place: None,
        detected_alert: None,
        started: None::<Moment>,
        detected: None,
        mitigated: None,
        resolved: None,
        duration: None,
        time_to_detect: None,
        duration_place: None,
        time_to_detect_place: None,
        risks: Vec::new(),
        action_items: Vec::new(),
        mentions: Vec::new(),
        hosted: Vec::new(),
        has_timeline: false,
        told: None,
    }
}

fn risk(kind: RiskKind, text: Text) -> Risk {
    Risk {
        kind,
        basis: Basis::Stated,
        id: None,
        text,
        because: "heading \"Root cause\"".into(),
        alerts: Vec::new(),
        monitors: Vec::new(),
        item: None,
        original: None,
    }
}

fn add_rules(case: &mut Case, file: FileId) {
    let rule = "alert: OrdersDbDown\n        expr: up{job=\"orders-db\"} == 0";
    let alert = Alert {
        name: case.text(file, "OrdersDbDown"),
        text: case.text(file, "up{job=\"orders-db\"} == 0"),
        expr: None,
        hold: 0,
        keep: 0,
        labels: Vec::new(),
        annotations: Vec::new(),
        group: 0,
        place: case.place(file, rule),
        comments: Vec::new(),
        guards: Vec::new(),
    };
    let name = case.text(file, "orders");
    let group = Group::new(name, file);
    case.model.rules.groups.push(group);
    case.model.rules.alerts.push(alert);
}

fn nearest() -> Near {
    Near { alert: AlertId(0), why_not: "sees it down, not exhausted".into(), close: true, excluded_by: None }
}

fn covered() -> RiskCoverage {
    let rung = |is, why: &'static str| Rung { is, why: why.into(), at: None, flaw: None };
    let guard = Guard {
        alert: AlertId(0),
        sees: Sees::Cause,
        evidence: vec![Evidence { kind: EvidenceKind::Metric, detail: "the text names up".into() }],
        rungs: Rungs {
            delivery: Delivery::unknown("no alertmanager.yml"),
            delay: Vec::new(),
            required: Vec::new(),
            defined: rung(Answer::Yes, "its expression parses"),
            live: rung(Answer::Unknown, "no exposition"),
            scoped: rung(Answer::Yes, "job=\"orders-db\""),
            in_time: rung(Answer::Unknown, ""),
            delivered: rung(Answer::Unknown, "no alertmanager.yml"),
            proven: rung(Answer::No, "no unit test"),
        },
    };
    RiskCoverage { verdict: Verdict::Covered, guards: vec![guard], ..uncovered(Vec::new()) }
}

fn uncovered(nearest: Vec<Near>) -> RiskCoverage {
    RiskCoverage {
        verdict: Verdict::Gap,
        modes: Vec::new(),
        unanswered: None,
        asks_for_more: false,
        only_effect: false,
        guards: Vec::new(),
        nearest,
        missing: Vec::new(),
    }
}

/// Documents that try to break the drawing: escape sequences, marks of direction, tabs, wide characters, CRLF, NUL,
/// lines of ten thousand characters, and places over several lines.
pub(super) fn hostile() -> Case {
    let mut case = Case::default();
    let long = format!("{}the needle is here{}", "x".repeat(5000), "y".repeat(5000));
    let text = format!(
        "\tred \u{1b}[31mdisk\u{1b}[0m\tfull\r\n数据库连接池 was \u{202e}exhausted\u{202c}\r\nnul\0 here\r\n{long}\r\n\r\n\
         first line\r\n> second line\r\nthird\r\nfourth\r\n"
    );
    let file = case.file("postmortems/\u{1b}[2Jevil.md", &text, Kind::Postmortem);
    for (excerpt, label) in [
        ("disk", "red"),
        ("连接池", "the pool"),
        ("exhausted", "backwards"),
        ("nul\0 here", "a \u{1b}]0;title\u{7} in a label"),
        ("needle", "found"),
        (long.as_str(), "all of it"),
        ("here\r\n", "with its line end"),
        ("first line\r\n> second line", "over two lines"),
        ("first line\r\n> second line\r\nthird\r\nfourth\r\n", "over four lines"),
    ] {
        let place = case.place(file, excerpt);
        let finding = Finding::at("rule/syntax", Severity::Warning, place, label);
        case.findings.push(finding.says(format!("{label}\r\n")));
    }
    let end = text.len();
    let at_end = Finding::at("rule/syntax", Severity::Error, Place::new(file, end..end), "the file ends here");
    case.findings.push(at_end.says("the end"));
    let blank = text.find("\r\n\r\n").expect("there is an empty line") + 2;
    let on_blank = Finding::at("rule/syntax", Severity::Error, Place::new(file, blank..blank + 2), "nothing here");
    case.findings.push(on_blank.says("an empty line"));
    let unread = Finding { path: Some("alerts/no.yml".into()), ..Finding::new("input/unreadable", Severity::Warning) };
    case.findings.push(unread.says("not UTF-8").help("convert it:\n  iconv -f latin1 -t utf8"));
    case
}

/// The same texts, with another path for those that begin with `from`.
pub(super) fn moved(sources: &Sources, from: &str, to: &str) -> Sources {
    let mut moved = Sources::default();
    for (_, file) in sources.iter() {
        moved.add(file.path.replacen(from, to, 1), file.text.clone());
    }
    moved
}
