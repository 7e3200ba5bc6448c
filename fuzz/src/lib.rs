//! What several targets ask of what was read: every place lies in its file, on character boundaries.

use alertgap::check::Finding;
use alertgap::load::Loaded;
use alertgap::model::{Alert, Alertmanager, Expr, Incident, Label, LabelMatcher, Moment, Prometheus, RuleSource, Text};
use alertgap::model::{Recording, Told, UnitTests, Written};
use alertgap::source::{Place, Sources};

/// Fails where a place of `loaded` does not lie in its file.
pub fn places_hold(loaded: &Loaded) {
    let inside = Inside(&loaded.sources);
    let model = &loaded.model;
    model.incidents.iter().for_each(|incident| inside.incident(incident));
    model.rules.groups.iter().for_each(|group| {
        inside.text(&group.name);
        inside.labels(&group.labels);
    });
    model.rules.alerts.iter().for_each(|alert| inside.alert(alert));
    model.rules.recordings.iter().for_each(|recording| inside.recording(recording));
    model.alertmanagers.iter().for_each(|alertmanager| inside.alertmanager(alertmanager));
    model.prometheus.iter().for_each(|prometheus| inside.prometheus(prometheus));
    model.unit_tests.iter().for_each(|tests| inside.unit_tests(tests));
    for rule in model.rules_dumps.iter().flat_map(|dump| &dump.alerts) {
        inside.text(&rule.name);
        inside.expression(&rule.query, rule.expr.as_ref());
    }
    model.faults.iter().for_each(|fault| inside.place(fault.place));
    model.skipped.iter().filter_map(|skipped| skipped.place).for_each(|place| inside.place(place));
    for waiver in &model.waivers {
        if let Written::Comment(place) = waiver.written {
            inside.place(place);
        }
    }
}

/// Fails where a place of a finding does not lie in its file.
pub fn findings_hold(sources: &Sources, findings: &[Finding]) {
    let places = findings.iter().flat_map(|finding| &finding.places);
    places.for_each(|labelled| Inside(sources).place(labelled.place));
}

/// Fails where `range` cuts a character of `text`, or leaves it.
pub fn range_holds(text: &str, range: std::ops::Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} of {} bytes", text.len());
}

struct Inside<'s>(&'s Sources);

impl Inside<'_> {
    fn place(&self, place: Place) {
        let file = self.0.file(place.file);
        assert!(file.text.get(place.range()).is_some(), "{} {place:?}", file.path);
    }

    /// The whole text, and each character of it.
    fn text(&self, text: &Text) {
        self.place(text.place);
        text.char_indices().for_each(|(at, c)| self.place(text.at(at..at + c.len_utf8())));
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn labels(&self, labels: &[Label]) {
        labels.iter().for_each(|label| {
            self.text(&label.name);
            self.text(&label.value);
        });
    }

    fn moments<'m>(&self, moments: impl IntoIterator<Item = &'m Option<Moment>>) {
        moments.into_iter().flatten().for_each(|moment| self.place(moment.place));
    }

    fn incident(&self, incident: &Incident) {
        self.place(incident.place);
        self.text(&incident.title);
        let single = [&incident.id, &incident.severity, &incident.status, &incident.detected_alert];
        self.texts(single.into_iter().flatten());
        self.texts(incident.services.iter().chain(&incident.affected).chain(&incident.mentions));
        self.moments([&incident.started, &incident.detected, &incident.mitigated, &incident.resolved]);
        let places = [incident.detected_place, incident.duration_place, incident.time_to_detect_place];
        places.into_iter().flatten().for_each(|place| self.place(place));
        for risk in &incident.risks {
            self.text(&risk.text);
            self.texts(risk.id.iter().chain(&risk.alerts));
            self.texts(risk.monitors.iter().flat_map(|monitor| std::iter::once(&monitor.name).chain(&monitor.url)));
        }
        for item in &incident.action_items {
            self.text(&item.text);
            self.texts(item.owner.iter().chain(&item.due).chain(&item.links));
        }
        incident.told.iter().for_each(|told| self.told(told));
    }

    fn told(&self, told: &Told) {
        self.texts(told.harm.iter().chain(&told.links).chain(&told.dead_links));
        self.texts(told.remarks.iter().map(|remark| &remark.text));
        self.texts(told.contradictions.iter().flat_map(|it| [&it.declared, &it.told]));
    }

    fn expression(&self, text: &Text, expr: Option<&Expr>) {
        self.text(text);
        for selector in expr.iter().flat_map(|expr| &expr.selectors) {
            self.place(text.at(selector.span.clone()));
            self.place(text.at(selector.metric_span.clone()));
        }
    }

    fn alert(&self, alert: &Alert) {
        self.place(alert.place);
        self.text(&alert.name);
        self.expression(&alert.text, alert.expr.as_ref());
        self.labels(&alert.labels);
        self.labels(&alert.annotations);
        self.texts(alert.comments.iter().chain(&alert.guards));
    }

    fn recording(&self, recording: &Recording) {
        self.place(recording.place);
        self.text(&recording.name);
        self.expression(&recording.text, recording.expr.as_ref());
        self.labels(&recording.labels);
    }

    fn matchers<'m>(&self, matchers: impl IntoIterator<Item = &'m LabelMatcher>) {
        matchers.into_iter().for_each(|matcher| self.place(matcher.place));
    }

    fn alertmanager(&self, alertmanager: &Alertmanager) {
        self.place(alertmanager.place);
        for route in &alertmanager.routes {
            self.place(route.place);
            self.texts(route.receiver.iter().chain(&route.mutes).chain(&route.actives));
            self.matchers(&route.matchers);
        }
        for receiver in &alertmanager.receivers {
            self.text(&receiver.name);
            receiver.integrations.iter().for_each(|integration| self.place(integration.place));
        }
        for inhibition in &alertmanager.inhibitions {
            self.place(inhibition.place);
            self.matchers(inhibition.source.iter().chain(&inhibition.target));
        }
        self.texts(alertmanager.intervals.iter().map(|interval| &interval.name));
        alertmanager.faults.iter().for_each(|fault| self.place(fault.place));
    }

    fn prometheus(&self, prometheus: &Prometheus) {
        self.place(prometheus.place);
        if let RuleSource::Files(files) = &prometheus.rules {
            self.texts(files);
        }
        self.labels(&prometheus.external_labels);
        let alerting = &prometheus.alerting;
        let addressed = alerting.alertmanagers.iter().map(|addressee| &addressee.place);
        alerting.place.iter().chain(addressed).for_each(|place| self.place(*place));
        alerting.relabels.iter().for_each(|relabel| self.place(relabel.place));
        self.texts(prometheus.scrapes.iter().map(|scrape| &scrape.job).chain(&prometheus.further_series));
        let intervals = [prometheus.scrape_interval, prometheus.evaluation_interval, prometheus.query_offset];
        intervals.into_iter().flatten().for_each(|interval| self.place(interval.place));
    }

    fn unit_tests(&self, tests: &UnitTests) {
        self.texts(&tests.rule_files);
        for assertion in &tests.assertions {
            self.place(assertion.place);
            self.text(&assertion.alert);
            self.texts(&assertion.words);
            assertion.fires.iter().for_each(|labels| self.labels(labels));
        }
    }
}
