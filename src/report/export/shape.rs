//! The documented form of incidents: what `export` writes, and what its JSON Schema is made of.
//!
//! The words of the documentation are those of the comments here: they stand in the schema as descriptions.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

#[cfg(test)]
use super::schema;

/// Incidents, by file and line.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Incidents<'a> {
    /// The version of this form.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    pub(super) schema: Option<u32>,
    /// The version of alertgap that has written it.
    pub(super) alertgap: Option<&'static str>,
    /// The incidents.
    pub(super) incidents: Vec<Incident<'a>>,
}

/// One incident, as its postmortem tells it. Keys that are not known belong to somebody else, and are left alone.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema), schemars(transform = schema::incident))]
pub(super) struct Incident<'a> {
    /// Its id: INC-2031.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "schema::word"))]
    pub(super) id: Option<&'a str>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// Severity, in the organisation's own words: sev1, P2, high.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "schema::word"))]
    pub(super) severity: Option<&'a str>,
    /// Status, in the organisation's own words: resolved, draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<&'a str>,
    /// Where it began.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::words"))]
    pub(super) services: Vec<&'a str>,
    /// Others that were harmed. Each is a risk of its own, unless `collateral` says which are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::words"))]
    pub(super) affected: Vec<&'a str>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) started: Option<Time<'a>>,
    /// When it was noticed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detected: Option<Time<'a>>,
    /// When the harm was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mitigated: Option<Time<'a>>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resolved: Option<Time<'a>>,
    /// How long it lasted, in seconds, or as in `1h 30m`; else it is taken from the times.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "schema::span"))]
    pub(super) duration: Option<u64>,
    /// How long until it was noticed, in seconds, or as in `25m`; else it is taken from the times.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "schema::span"))]
    pub(super) time_to_detect: Option<u64>,
    /// Who noticed first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "schema::detector"))]
    pub(super) detected_by: Option<&'static str>,
    /// The alert that paged: it saw the symptom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detected_alert: Option<&'a str>,
    /// What began it.
    #[cfg_attr(test, schemars(schema_with = "schema::risks"))]
    pub(super) root_causes: Vec<Risk<'a>>,
    /// What made it possible or worse.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::risks"))]
    pub(super) contributing_factors: Vec<Risk<'a>>,
    /// Services harmed that should have an alert of their own; the text is the service. Without it, all of `affected`.
    #[cfg_attr(test, schemars(schema_with = "schema::risks"))]
    pub(super) collateral: Vec<Risk<'a>>,
    /// Every action item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::action_items"))]
    pub(super) action_items: Vec<ActionItem<'a>>,
    /// What runs where the usual exporter does not stand beside it: at a provider, on machines outside any cluster, or
    /// certificates that no cert-manager renews.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::hosted"))]
    pub(super) hosted: Vec<&'static str>,
    /// Does the postmortem hold a time line?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeline: Option<bool>,
    /// The alerts that guarded its symptom when this was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) guards: Vec<Guard<'a>>,
    /// Where the postmortem stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) original: Option<Original<'a>>,
}

/// A time, only as exact as it is known.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) enum Time<'a> {
    /// A day, or a time of day with or without a zone: 2026-03-02T10:14:00Z.
    Said(#[cfg_attr(test, schemars(schema_with = "schema::time"))] &'a str),
    /// A time that cannot have been, as written.
    Impossible {
        /// As written.
        text: &'a str,
        /// false
        #[cfg_attr(test, schemars(extend("const" = false)))]
        possible: bool,
    },
}

/// Something that can hurt again and that monitoring should see.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema), schemars(transform = schema::with_text))]
pub(super) struct Risk<'a> {
    /// Its id within the incident: RC1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "schema::word"))]
    pub(super) id: Option<&'a str>,
    /// Was it stated, or inferred from prose? Without it, stated.
    #[cfg_attr(test, schemars(schema_with = "schema::basis"))]
    pub(super) basis: Option<&'static str>,
    /// What it says.
    pub(super) text: &'a str,
    /// Words of the text that the author has set in code: names, among other things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::words"))]
    pub(super) code: Vec<&'a str>,
    /// The alerts that are declared to guard it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::words"))]
    pub(super) alerts: Vec<&'a str>,
    /// What sees it and is no Prometheus rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::monitors"))]
    pub(super) monitors: Vec<Monitor<'a>>,
    /// The heading, label or sentence that made alertgap take it for a risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) because: Option<&'a str>,
    /// The alerts that guarded it by a fact when this was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) guards: Vec<Guard<'a>>,
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) original: Option<Original<'a>>,
}

/// A monitor that is no Prometheus rule: a probe, an SLO, a check of another product.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Monitor<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
}

/// One action item.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema), schemars(transform = schema::with_text))]
pub(super) struct ActionItem<'a> {
    /// What is to be done.
    pub(super) text: &'a str,
    /// Words of the text that the author has set in code: names, among other things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "schema::words"))]
    pub(super) code: Vec<&'a str>,
    /// What it wants; without it, read from the text.
    #[cfg_attr(test, schemars(schema_with = "schema::action_kind"))]
    pub(super) kind: Option<&'static str>,
    /// What became of it: open, done, or the organisation's own word.
    #[cfg_attr(test, schemars(schema_with = "schema::status"))]
    pub(super) status: Option<&'static str>,
    /// Does it ask for an alert, a monitor or a page? Without it, read from the text.
    pub(super) asks_for_alert: Option<bool>,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<&'a str>,
    /// Until when, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<&'a str>,
    /// Tickets and pull requests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<&'a str>,
    /// The alerts that did what it asks for by a fact when this was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) guards: Vec<Guard<'a>>,
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) original: Option<Original<'a>>,
}

/// An alert that guarded a risk when the incidents were exported. `check` links anew and does not rest on it.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Guard<'a> {
    /// Its name.
    pub(super) alert: &'a str,
    /// The rule file.
    pub(super) file: &'a str,
    /// Does it see the cause, or only the symptom?
    #[cfg_attr(test, schemars(schema_with = "schema::sees"))]
    pub(super) sees: &'static str,
    /// The facts that say so.
    #[cfg_attr(test, schemars(schema_with = "schema::evidence"))]
    pub(super) evidence: Vec<&'static str>,
    /// Names its expression, however that is formatted.
    pub(super) fingerprint: String,
}

/// A place in the postmortem, as reached by whoever exported it.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Original<'a> {
    /// The path.
    pub(super) file: &'a str,
    /// The line, from 1.
    pub(super) line: usize,
    /// The column in characters, from 1.
    pub(super) column: usize,
}
