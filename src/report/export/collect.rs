//! Report → the documented form.

use super::shape;
use crate::link::{Guard, IncidentCoverage};
use crate::model::{self, Detector, Incident, Moment, Risk, RiskKind, Text, fingerprint_of};
use crate::report::{Report, words};
use crate::source::Place;

/// All incidents, by file and line.
pub(super) fn export<'a>(report: &Report<'a>) -> shape::Incidents<'a> {
    let mut all: Vec<_> = report.model.incidents.iter().zip(&report.coverage.incidents).collect();
    all.sort_by_key(|(incident, _)| (&report.sources.file(incident.file).path, incident.place.start()));
    let told = all.into_iter().map(|(incident, coverage)| Told { report, incident, coverage }.incident());
    shape::Incidents { schema: Some(1), alertgap: Some(env!("CARGO_PKG_VERSION")), incidents: told.collect() }
}

/// One incident and what guards it.
struct Told<'r, 'a> {
    report: &'r Report<'a>,
    incident: &'a Incident,
    coverage: &'a IncidentCoverage,
}

impl<'a> Told<'_, 'a> {
    fn incident(&self) -> shape::Incident<'a> {
        let incident = self.incident;
        let detector = Some(incident.detected_by).filter(|by| *by != Detector::Unknown);
        shape::Incident {
            id: value(&incident.id),
            title: Some(&incident.title),
            severity: value(&incident.severity),
            status: value(&incident.status),
            services: values(&incident.services),
            affected: values(&incident.affected),
            started: incident.started.as_ref().map(time),
            detected: incident.detected.as_ref().map(time),
            mitigated: incident.mitigated.as_ref().map(time),
            resolved: incident.resolved.as_ref().map(time),
            duration: incident.duration,
            time_to_detect: incident.time_to_detect,
            detected_by: detector.map(words::detector),
            detected_alert: value(&incident.detected_alert),
            root_causes: self.risks(RiskKind::RootCause),
            contributing_factors: self.risks(RiskKind::ContributingFactor),
            collateral: self.risks(RiskKind::Collateral),
            action_items: self.action_items(),
            hosted: incident.hosted.iter().map(|sort| sort.name()).collect(),
            timeline: incident.has_timeline.then_some(true),
            guards: self.guards(&self.coverage.guards),
            original: Some(self.original(incident.original.as_ref(), incident.place)),
        }
    }

    fn risks(&self, kind: RiskKind) -> Vec<shape::Risk<'a>> {
        let risks = self.incident.risks.iter().zip(&self.coverage.risks);
        let of_kind = risks.filter(|(risk, _)| risk.kind == kind);
        of_kind.map(|(risk, coverage)| self.risk(risk, &coverage.guards)).collect()
    }

    fn risk(&self, risk: &'a Risk, guards: &'a [Guard]) -> shape::Risk<'a> {
        let monitor = |it: &'a model::Monitor| shape::Monitor { name: &it.name, url: value(&it.url) };
        shape::Risk {
            id: value(&risk.id),
            basis: Some(words::basis(risk.basis)),
            text: &risk.text,
            code: self.code(&risk.text),
            alerts: values(&risk.alerts),
            monitors: risk.monitors.iter().map(monitor).collect(),
            because: Some(risk.because.as_str()).filter(|because| !because.is_empty()),
            guards: self.guards(guards),
            original: Some(self.original(risk.original.as_ref(), risk.text.place)),
        }
    }

    fn action_items(&self) -> Vec<shape::ActionItem<'a>> {
        let items = self.incident.action_items.iter().enumerate();
        items.map(|(at, item)| self.action_item(item, self.guards_of_item(at))).collect()
    }

    fn action_item(&self, item: &'a model::ActionItem, guards: &'a [Guard]) -> shape::ActionItem<'a> {
        shape::ActionItem {
            text: &item.text,
            code: self.code(&item.text),
            kind: Some(words::action_kind(item.kind)),
            status: Some(words::status(item.status)),
            asks_for_alert: Some(item.asks_for_alert),
            owner: value(&item.owner),
            due: value(&item.due),
            links: values(&item.links),
            guards: self.guards(guards),
            original: Some(self.original(item.original.as_ref(), item.text.place)),
        }
    }

    /// What of the text is set in code.
    fn code(&self, text: &Text) -> Vec<&'a str> {
        let within = |place: Place| text.place.start() <= place.start() && place.end() <= text.place.end();
        let said =
            self.incident.mentions.iter().filter(|code| within(code.place) && text.contains(code.value.as_str()));
        let mut code: Vec<&str> = Vec::new();
        for name in said {
            if !code.contains(&name.value.as_str()) {
                code.push(&name.value);
            }
        }
        code
    }

    fn guards_of_item(&self, at: usize) -> &'a [Guard] {
        let mut risks = self.incident.risks.iter().zip(&self.coverage.risks);
        let of_item = risks.find(|(risk, _)| risk.item == Some(at));
        of_item.map_or(&[], |(_, coverage)| &coverage.guards)
    }

    /// Those that rest on a fact: an inference is made anew wherever the incidents are read.
    fn guards(&self, guards: &'a [Guard]) -> Vec<shape::Guard<'a>> {
        guards.iter().filter(|guard| guard.is_fact()).map(|guard| self.guard(guard)).collect()
    }

    fn guard(&self, guard: &'a Guard) -> shape::Guard<'a> {
        let alert = self.report.model.rules.alert(guard.alert);
        let facts = guard.evidence.iter().map(|evidence| evidence.kind).filter(|kind| kind.is_fact());
        shape::Guard {
            alert: &alert.name,
            file: &self.report.sources.file(alert.place.file).path,
            sees: words::sees(guard.sees),
            evidence: facts.map(words::evidence).collect(),
            fingerprint: fingerprint_of(&alert.text),
        }
    }

    fn original(&self, known: Option<&'a model::Original>, place: Place) -> shape::Original<'a> {
        if let Some(model::Original { file, line, column }) = known {
            return shape::Original { file, line: *line, column: *column };
        }
        let start = self.report.sources.start(place);
        shape::Original { file: self.incident.path(self.report.sources), line: start.line, column: start.column }
    }
}

fn time(moment: &Moment) -> shape::Time<'_> {
    match moment.possible {
        true => shape::Time::Said(&moment.iso),
        false => shape::Time::Impossible { text: &moment.iso, possible: false },
    }
}

fn value(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(|text| text.value.as_str())
}

fn values(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}
