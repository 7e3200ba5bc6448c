//! `recurs`: the earlier incidents that one repeats, in the order of time, with what became of what each promised.

use serde::Serialize;

use crate::link::record::{Earlier, Failure, Fate, when};
use crate::model::IncidentId;
use crate::report::{Report, words};

/// An earlier incident of the same failure mode in the same service.
#[derive(Serialize)]
pub(super) struct Repeated<'a> {
    file: &'a str,
    id: Option<&'a str>,
    /// The line of its root cause.
    line: usize,
    when: Option<&'a str>,
    failure_mode: Option<&'a str>,
    service: Option<&'a str>,
    promised: Vec<Promise<'a>>,
}

/// One of its action items.
#[derive(Serialize)]
struct Promise<'a> {
    line: usize,
    text: &'a str,
    became: &'static str,
}

/// What the incident repeats; empty for most.
pub(super) fn of<'a>(report: &Report<'a>, id: IncidentId) -> Vec<Repeated<'a>> {
    let Some(recurrence) = report.coverage.recurrence(id) else { return Vec::new() };
    let (failure_mode, service) = match &recurrence.failure {
        Failure::Mode(mode, service) => (Some(report.model.modes.mode(*mode).id.as_str()), Some(service.as_str())),
        Failure::Title(_) => (None, None),
    };
    let earlier = recurrence.earlier.iter();
    earlier.map(|earlier| Repeated { failure_mode, service, ..repeated(report, earlier) }).collect()
}

fn repeated<'a>(report: &Report<'a>, earlier: &'a Earlier) -> Repeated<'a> {
    let incident = &report.model.incidents[earlier.risk.incident.0 as usize];
    let cause = incident.risks[earlier.risk.risk as usize].text.place;
    let promise = |&(at, fate): &(usize, Fate)| {
        let item = &incident.action_items[at];
        Promise { line: report.sources.start(item.text.place).line, text: &item.text, became: words::fate(fate) }
    };
    Repeated {
        file: &report.sources.file(incident.file).path,
        id: incident.id.as_ref().map(|id| id.value.as_str()),
        line: report.sources.start(cause).line,
        when: when(incident).map(|moment| moment.iso.as_str()),
        failure_mode: None,
        service: None,
        promised: earlier.promises.iter().map(promise).collect(),
    }
}
