//! What the coverage checks speak about: one risk, with its incident and its coverage.

use super::{Finding, Input, Severity};
use crate::link::ladder::delivered::would_page;
use crate::link::{Answer, Flaw, Near, RiskCoverage, Rung, RungName, Sees, Verdict, name_of_risk, speaks_of_alerts};
use crate::model::{Alert, Basis, Incident, IncidentId, ModeId, Risk, RiskId, RiskKind, Status};
use crate::source::Place;

/// One risk.
pub(super) struct Subject<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) id: RiskId,
    pub(super) incident: &'a Incident,
    pub(super) risk: &'a Risk,
    pub(super) coverage: &'a RiskCoverage,
}

/// All risks, in the order of file and line.
pub(super) fn subjects<'a>(input: &'a Input<'a>) -> impl Iterator<Item = Subject<'a>> {
    (0..input.model.incidents.len()).flat_map(move |at| subjects_of(input, IncidentId(at as u32)))
}

/// The risks of one incident, in the order of lines.
pub(super) fn subjects_of<'a>(input: &'a Input<'a>, id: IncidentId) -> impl Iterator<Item = Subject<'a>> {
    let count = input.model.incidents[id.0 as usize].risks.len();
    (0..count).map(move |risk| subject(input, RiskId { incident: id, risk: risk as u32 }))
}

/// One of them.
pub(super) fn subject<'a>(input: &'a Input<'a>, id: RiskId) -> Subject<'a> {
    let incident = &input.model.incidents[id.incident.0 as usize];
    Subject { input, id, incident, risk: &incident.risks[id.risk as usize], coverage: input.coverage.risk(id) }
}

impl<'a> Subject<'a> {
    /// The incident by its id, or by its title where it has none.
    pub(super) fn name(&self) -> String {
        name_of(self.incident)
    }

    /// Does nothing that would page see the cause?
    pub(super) fn is_gap(&self) -> bool {
        self.coverage.verdict == Verdict::Gap || self.broken_guard().is_some()
    }

    /// The reason why its best guard would not page, where no check of the guard/ family says so.
    fn broken_guard(&self) -> Option<String> {
        let mut of_cause = self.coverage.guards.iter().filter(|guard| guard.sees == Sees::Cause).peekable();
        let guard = *of_cause.peek()?;
        // Where all of them are late, guard/too-slow says so.
        let all_late = of_cause.all(|guard| guard.rungs.in_time.is == Answer::No);
        let is_told =
            |rung| matches!(rung, RungName::Scoped | RungName::Proven) || rung == RungName::InTime && all_late;
        // What a configuration asks for and nothing tells has no check of its own.
        let told = |rung, said: &Rung| said.is == Answer::No && is_told(rung);
        let mut failed = guard.rungs.failed().filter(|(rung, said)| !told(*rung, said));
        let (rung, said) = failed.next().filter(|(_, said)| said.flaw.is_none_or(|flaw| flaw == Flaw::Refused))?;
        let why = &said.why;
        let name = &*self.input.model.rules.alert(guard.alert).name;
        (self.coverage.verdict == Verdict::Weak).then(|| format!("{name} guards it, but is not {rung}: {why}"))
    }

    /// The severity of a gap: `stated` or `inferred` by the basis, one step lower where a symptom would page.
    pub(super) fn severity(&self, stated: Severity, inferred: Severity) -> Severity {
        match self.risk.basis {
            Basis::Stated if self.symptom_pages() => inferred,
            Basis::Stated => stated,
            Basis::Inferred => inferred,
        }
    }

    fn symptom_pages(&self) -> bool {
        let own = self.coverage.guards.iter().filter(|guard| guard.sees == Sees::Symptom);
        let mut of_symptom = own.chain(&self.input.coverage.incident(self.id.incident).guards);
        of_symptom.any(|guard| would_page(self.input.model, guard) != Answer::No)
    }

    /// The only root cause of its incident.
    fn only_root_cause(&self) -> Option<(&'a Risk, &'a RiskCoverage)> {
        let at = self.incident.only_root_cause()?;
        Some((&self.incident.risks[at], &self.input.coverage.incident(self.id.incident).risks[at]))
    }

    /// What is missing: the alert for its failure mode. An item that names no mode asks for the alert of the incident's
    /// one root cause; where there are several, nobody can know.
    pub(super) fn hole(&self) -> Option<String> {
        let mode = |modes: &[ModeId]| modes.first().map(|mode| self.input.model.modes.mode(*mode).id.clone());
        if let Some(mode) = mode(&self.coverage.modes) {
            return Some(mode);
        }
        if self.coverage.unanswered.is_some() {
            return None;
        }
        let belongs = matches!(self.risk.kind, RiskKind::ActionItem | RiskKind::RootCause);
        let (cause, coverage) = self.only_root_cause().filter(|_| belongs)?;
        Some(mode(&coverage.modes).unwrap_or_else(|| format!("line {}", cause.text.place.start())))
    }

    /// A finding at the risk's own words, with the nearest alert as its second place and what to do.
    pub(super) fn finding(&self, check: &'static str, severity: Severity) -> Finding {
        let finding = Finding::at(check, severity, first_line(self.input, self.risk.text.place), self.label());
        let finding = finding.of_risk(self.id).of_hole(self.hole()).help(self.help());
        match self.coverage.nearest.first().filter(|near| near.close) {
            Some(near) => self.with_near(finding, near),
            None => finding,
        }
    }

    fn with_near(&self, finding: Finding, near: &Near) -> Finding {
        let alert = self.input.model.rules.alert(near.alert);
        let place = near.excluded_by.unwrap_or(alert.text.place);
        let place = if near.excluded_by.is_some() { place } else { first_line(self.input, place) };
        finding.also(place, format!("nearest: {} {}", &*alert.name, near.why_not)).of_alert(near.alert)
    }

    /// Does the text speak of an alert, a page or Prometheus? Otherwise what was done may live elsewhere.
    pub(super) fn speaks_of_alerts(&self) -> bool {
        speaks_of_alerts(&self.risk.text)
    }

    /// The nearest alert, where nobody can tell whether it is the one that an item asks for: its words are nearly all that
    /// the item has, and no failure mode says more, or the item asks for more than that it is there.
    pub(super) fn may_be(&self) -> Option<&'a Alert> {
        self.nearest_may_be().or_else(|| self.declared_may_be())
    }

    /// The alert that is declared for the only root cause, where an item that is done asks for one and names none.
    fn declared_may_be(&self) -> Option<&'a Alert> {
        let (_, cause) = self.only_root_cause()?;
        let item = self.incident.action_items.get(self.risk.item?)?;
        let modes = &self.coverage.modes;
        let is_alike = modes.is_empty() || modes.iter().any(|mode| cause.modes.contains(mode));
        let is_item = item.status == Status::Done && self.coverage.missing.is_empty() && is_alike;
        let declared = cause.guards.iter().find(|guard| guard.sees == Sees::Cause && guard.is_fact() && guard.holds());
        Some(self.input.model.rules.alert(declared.filter(|_| is_item)?.alert))
    }

    fn nearest_may_be(&self) -> Option<&'a Alert> {
        let is_open = self.coverage.modes.is_empty() || self.coverage.asks_for_more;
        let near = self.coverage.nearest.first().filter(|near| near.close && is_open)?;
        Some(self.input.model.rules.alert(near.alert))
    }

    /// The alert that sees one of several things which an item asks for, while nothing here sees another.
    pub(super) fn part(&self) -> Option<&'a Alert> {
        let near = self.coverage.nearest.first().filter(|_| self.coverage.unanswered.is_some())?;
        Some(self.input.model.rules.alert(near.alert))
    }

    fn label(&self) -> String {
        if let Some(why) = self.broken_guard() {
            return why;
        }
        if let Some(thing) = &self.coverage.unanswered {
            return format!("no alert here sees “{thing}”");
        }
        if self.coverage.only_effect {
            return "no alert here sees it, only what followed".to_string();
        }
        match self.coverage.modes.first() {
            Some(mode) => format!("no alert here sees it: {}", self.input.model.modes.mode(*mode).id),
            // Whoever wrote it has to say which alert is meant.
            None => "no alert here sees it: no known failure mode".to_string(),
        }
    }

    fn help(&self) -> String {
        if self.coverage.only_effect {
            return format!("add an alert on the cause itself; {}", self.says_that_it_guards("if the other is enough"));
        }
        let modes = &self.input.model.modes;
        let mode = modes.leading(&self.coverage.modes).map(|mode| modes.mode(mode));
        if let Some((mode, suggestion)) = mode.and_then(|mode| mode.suggest.as_ref().map(|rule| (mode, rule))) {
            if self.coverage.verdict == Verdict::Gap {
                return format!("`alertgap suggest` prints a rule and its unit test ({})", mode.id);
            }
            let expr = suggestion.expr.split_whitespace().collect::<Vec<_>>().join(" ");
            return format!(
                "mend it, or add a rule such as {}: {expr} (alertgap explain {})",
                suggestion.alert, mode.id
            );
        }
        if let Some(mode) = mode.filter(|mode| !mode.monitorable) {
            return format!("no metric sees this cause itself: alert on its symptom (alertgap explain {})", mode.id);
        }
        if let Some(thing) = &self.coverage.unanswered {
            return format!("add an alert on “{thing}”, or give it an item of its own");
        }
        self.says_that_it_guards("if an alert sees it")
    }

    fn says_that_it_guards(&self, condition: &str) -> String {
        match self.comment() {
            Some(comment) => format!("{condition}, say so on the rule: {comment}"),
            None => format!("{condition}, name that alert in this text"),
        }
    }

    /// The comment by which a rule says that it guards the risk, as it is to be written; `None` where no name means it.
    pub(super) fn comment(&self) -> Option<String> {
        let Input { sources, model, .. } = self.input;
        // Where one of several things is missing, the failure mode is that of the thing, and not of the risk.
        let modes = Some(&*self.coverage.modes).filter(|_| self.coverage.unanswered.is_none()).unwrap_or_default();
        let mode = model.modes.leading(modes).map(|mode| &*model.modes.mode(mode).id);
        let name = name_of_risk((self.incident, self.incident.path(sources)), self.risk, mode)?;
        Some(format!("`# alertgap: guards {name}`"))
    }
}

/// The first line of `place`, without what follows it: an underlined paragraph helps nobody.
pub(super) fn first_line(input: &Input<'_>, place: Place) -> Place {
    let file = input.sources.file(place.file);
    let end = file.line_range(file.line_of(place.start())).end;
    place.moved_to(place.start()..place.end().min(end))
}

/// Where an alert is defined: its name.
pub(super) fn defined_at(alert: &Alert) -> Place {
    alert.name.place
}

/// An incident by its id, or by its title where it has none.
pub(super) fn name_of(incident: &Incident) -> String {
    match &incident.id {
        Some(id) => id.to_string(),
        None => format!("\"{}\"", shortened(&incident.title.replace('"', "'"))),
    }
}

fn shortened(title: &str) -> String {
    const MOST: usize = 60;
    match title.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", title[..at].trim_end()),
        None => title.to_string(),
    }
}
