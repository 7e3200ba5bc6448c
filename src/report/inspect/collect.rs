//! Model → what `inspect` tells.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{
    Alerting, Fact, Grouped, Guarding, Inspected, Inspection, Item, Recorded, Refused, Risked, Stood, Time, Understood,
    Unread,
};
use crate::link::{Coverage, Guard};
use crate::model::expr::Metric;
use crate::model::{ActionItem, Detector, Expr, Incident, Model, Moment, Original, Risk, Text};
use crate::report::json::ladder;
use crate::report::words;
use crate::source::{FileId, Place, Sources};

/// What is said of the files; with `coverage`, what guards each risk as well.
pub(super) fn inspection<'a>(sources: &'a Sources, model: &'a Model, coverage: Option<&'a Coverage>) -> Inspection<'a> {
    let mut files: BTreeMap<FileId, Inspected<'a>> = BTreeMap::new();
    for (id, file) in sources.iter() {
        files.insert(id, Inspected { file: &file.path, ..Inspected::default() });
    }
    for kind in &model.files {
        let file = files.entry(kind.file).or_default();
        file.kinds = kind.kinds.iter().map(|kind| words::file_kind(*kind)).collect();
    }
    for (at, incident) in model.incidents.iter().enumerate() {
        let mut told = told(sources, incident);
        let of_risks = coverage.and_then(|coverage| coverage.incidents.get(at)).into_iter().flat_map(|it| &it.risks);
        for (risk, coverage) in told.risks.iter_mut().zip(of_risks) {
            risk.guards = coverage.guards.iter().map(|guard| guarding(sources, model, guard)).collect();
        }
        files.entry(incident.file).or_default().incidents.push(told);
    }
    add_rules(&mut files, sources, model);
    let mut files: Vec<Inspected<'a>> = files.into_values().collect();
    files.sort_by_key(|file| file.file);
    let mut skipped: Vec<Unread<'a>> = model.skipped.iter().map(|it| unread(sources, it)).collect();
    skipped.sort_by_key(|it| (it.file, it.line));
    Inspection { schema: 1, alertgap: env!("CARGO_PKG_VERSION"), files, skipped }
}

fn add_rules<'a>(files: &mut BTreeMap<FileId, Inspected<'a>>, sources: &'a Sources, model: &'a Model) {
    let rules = &model.rules;
    let mut sizes = vec![(0, 0); rules.groups.len()];
    let group = |at: usize| rules.groups.get(at).map_or("", |group| group.name.value.as_str());
    for alert in &rules.alerts {
        sizes[alert.group].0 += 1;
        files.entry(alert.place.file).or_default().alerts.push(Alerting {
            name: &alert.name,
            line: line(sources, alert.place),
            group: group(alert.group),
            reads: reads(alert.expr.as_ref()),
            understood: alert.expr.is_some(),
        });
    }
    for recording in &rules.recordings {
        sizes[recording.group].1 += 1;
        files.entry(recording.place.file).or_default().recordings.push(Recorded {
            name: &recording.name,
            line: line(sources, recording.place),
            group: group(recording.group),
            reads: reads(recording.expr.as_ref()),
            understood: recording.expr.is_some(),
        });
    }
    for (group, (alerts, recordings)) in rules.groups.iter().zip(sizes) {
        let (name, line, document) = (&*group.name, line(sources, group.name.place), group.document);
        files.entry(group.file).or_default().groups.push(Grouped { name, line, document, alerts, recordings });
    }
    for fault in &model.faults {
        let start = sources.start(fault.place);
        let refused = Refused { line: start.line, column: start.column, message: &fault.message };
        files.entry(fault.place.file).or_default().faults.push(refused);
    }
}

fn reads(expr: Option<&Expr>) -> Vec<&str> {
    let named = expr.into_iter().flat_map(|expr| &expr.selectors).filter_map(|selector| match &selector.metric {
        Metric::Named(name) => Some(&**name),
        Metric::Open(_) | Metric::Any => None,
    });
    named.collect::<BTreeSet<_>>().into_iter().collect()
}

fn told<'a>(sources: &Sources, incident: &'a Incident) -> Understood<'a> {
    let fact = |text: &'a Option<Text>| text.as_ref().map_or(Fact::default(), |text| stated(sources, text));
    let facts = |texts: &'a [Text]| texts.iter().map(|text| stated(sources, text)).collect();
    let time = |moment: &'a Option<Moment>| match moment {
        Some(it) => Time { value: Some(&it.iso), line: Some(line(sources, it.place)), possible: Some(it.possible) },
        None => Time::default(),
    };
    let detector = Some(words::detector(incident.detected_by)).filter(|_| incident.detected_by != Detector::Unknown);
    Understood {
        line: line(sources, incident.place),
        original: incident.original.as_ref().map(stood),
        id: fact(&incident.id),
        title: stated(sources, &incident.title),
        severity: fact(&incident.severity),
        status: fact(&incident.status),
        services: facts(&incident.services),
        affected: facts(&incident.affected),
        hosted: incident.hosted.iter().map(|sort| sort.name()).collect(),
        detected_by: Fact { value: detector, line: incident.detected_place.map(|place| line(sources, place)) },
        detected_alert: fact(&incident.detected_alert),
        started: time(&incident.started),
        detected: time(&incident.detected),
        mitigated: time(&incident.mitigated),
        resolved: time(&incident.resolved),
        duration_seconds: incident.duration,
        duration_line: incident.duration_place.map(|place| line(sources, place)),
        time_to_detect_seconds: incident.time_to_detect,
        time_to_detect_line: incident.time_to_detect_place.map(|place| line(sources, place)),
        timeline: incident.has_timeline,
        risks: incident.risks.iter().map(|risk| risked(sources, risk)).collect(),
        action_items: incident.action_items.iter().map(|item| action_item(sources, item)).collect(),
    }
}

fn risked<'a>(sources: &Sources, risk: &'a Risk) -> Risked<'a> {
    let (line, end_line) = sources.lines(risk.text.place);
    Risked {
        kind: words::risk_kind(risk.kind),
        basis: words::basis(risk.basis),
        because: &risk.because,
        id: risk.id.as_ref().map(|id| id.value.as_str()),
        line,
        end_line,
        text: &risk.text,
        alerts: risk.alerts.iter().map(|alert| alert.value.as_str()).collect(),
        original: risk.original.as_ref().map(stood),
        monitors: risk.monitors.iter().map(|monitor| monitor.name.value.as_str()).collect(),
        guards: Vec::new(),
    }
}

fn guarding<'a>(sources: &'a Sources, model: &'a Model, guard: &'a Guard) -> Guarding<'a> {
    let alert = model.rules.alert(guard.alert);
    Guarding {
        alert: &alert.name,
        file: &sources.file(alert.name.place.file).path,
        line: line(sources, alert.name.place),
        rungs: ladder(&guard.rungs),
        guard,
    }
}

fn action_item<'a>(sources: &Sources, item: &'a ActionItem) -> Item<'a> {
    let (line, end_line) = sources.lines(item.text.place);
    Item {
        kind: words::action_kind(item.kind),
        status: words::status(item.status),
        asks_for_alert: item.asks_for_alert,
        owner: item.owner.as_ref().map(|text| text.value.as_str()),
        links: item.links.iter().map(|text| text.value.as_str()).collect(),
        original: item.original.as_ref().map(stood),
        due: item.due.as_ref().map(|text| text.value.as_str()),
        line,
        end_line,
        text: &item.text,
    }
}

fn unread<'a>(sources: &Sources, skipped: &'a crate::model::Skipped) -> Unread<'a> {
    let line = skipped.place.map(|place| line(sources, place));
    Unread { file: &skipped.path, line, why: &skipped.why, help: &skipped.help }
}

fn stood(original: &Original) -> Stood<'_> {
    Stood { file: &original.file, line: original.line }
}

fn stated<'a>(sources: &Sources, text: &'a Text) -> Fact<'a> {
    Fact { value: Some(&text.value), line: Some(line(sources, text.place)) }
}

fn line(sources: &Sources, place: Place) -> usize {
    sources.start(place).line
}
