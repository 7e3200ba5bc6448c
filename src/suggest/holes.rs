//! The holes: an incident and a failure mode that nothing sees.

use crate::link::{Coverage, IncidentCoverage, RiskCoverage, Verdict, name_of, speaks_of_alerts};
use crate::model::{Incident, ModeId, Model, Modes, Risk, RiskKind};
use crate::source::Sources;

/// An incident and a failure mode that nothing sees.
#[derive(Clone, Debug)]
pub struct Hole {
    /// What a rule calls the incident: its id, or the name of the postmortem's file.
    pub name: String,
    /// Where the first risk of it stands: file and line.
    pub place: (String, usize),
    /// Its words.
    pub text: String,
    /// The failure mode.
    pub mode: ModeId,
    /// The services of the incident.
    pub services: Vec<String>,
    /// The texts that ask for an alert: they may give a threshold.
    pub asks: Vec<String>,
}

/// All holes that an alert can be suggested for, in the order of file and line.
pub(crate) fn holes(sources: &Sources, model: &Model, coverage: &Coverage) -> Vec<Hole> {
    let pairs = model.incidents.iter().zip(&coverage.incidents);
    pairs.flat_map(|(incident, coverage)| of_incident(sources, &model.modes, incident, coverage)).collect()
}

fn of_incident(sources: &Sources, modes: &Modes, incident: &Incident, coverage: &IncidentCoverage) -> Vec<Hole> {
    let path = &sources.file(incident.file).path;
    let mut holes: Vec<Hole> = Vec::new();
    let pairs = || incident.risks.iter().zip(&coverage.risks);
    // An alert on what followed from the cause is there, and another one would be no better.
    let is_open = |coverage: &RiskCoverage| coverage.verdict == Verdict::Gap && !coverage.only_effect;
    for (risk, of_risk) in pairs().filter(|(_, coverage)| is_open(coverage)) {
        let Some(mode) = mode_of(modes, (incident, coverage), (risk, of_risk)) else { continue };
        if modes.mode(mode).suggest.is_none() {
            continue;
        }
        let asks = risk.kind == RiskKind::ActionItem || speaks_of_alerts(&risk.text);
        let said = asks.then(|| risk.text.to_string());
        match holes.iter_mut().find(|hole| hole.mode == mode) {
            Some(hole) => hole.asks.extend(said),
            None => holes.push(Hole {
                name: name_of(incident, incident.path(sources)),
                place: (path.clone(), sources.lines(risk.text.place).0),
                text: risk.text.split_whitespace().collect::<Vec<_>>().join(" "),
                mode,
                services: incident.services.iter().map(|service| service.to_string()).collect(),
                asks: said.into_iter().collect(),
            }),
        }
    }
    holes
}

/// The failure mode of a risk. An item that speaks of none belongs to the one root cause, unless that is covered.
fn mode_of(
    modes: &Modes,
    (incident, coverage): (&Incident, &IncidentCoverage),
    (risk, of_risk): (&Risk, &RiskCoverage),
) -> Option<ModeId> {
    modes.leading(&of_risk.modes).or_else(|| {
        let may_belong = risk.kind == RiskKind::ActionItem && of_risk.unanswered.is_none();
        let cause = &coverage.risks[incident.only_root_cause().filter(|_| may_belong)?];
        modes.leading(&cause.modes).filter(|_| cause.verdict == Verdict::Gap)
    })
}
