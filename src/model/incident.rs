//! What a postmortem says.

use serde::Deserialize;

use super::{Text, Told};
use crate::source::{FileId, Place, Sources};

/// Index of an incident in [`super::Model::incidents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IncidentId(pub u32);

/// A risk: which incident, and index into its [`Incident::risks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RiskId {
    /// The incident.
    pub incident: IncidentId,
    /// Index into its risks.
    pub risk: u32,
}

/// One incident, as its postmortem tells it.
#[derive(Clone, Debug)]
pub struct Incident {
    /// The postmortem.
    pub file: FileId,
    /// Where the document, or the incident in a structured file, stands.
    pub place: Place,
    /// Where its postmortem stands, of an incident that was exported.
    pub original: Option<Original>,
    /// Its id (`INC-2031`), from front matter, a labelled line, the title or the file name.
    pub id: Option<Text>,
    /// Its title; the file's name where nothing else says one.
    pub title: Text,
    /// Severity as written (`sev1`, `P2`, `high`).
    pub severity: Option<Text>,
    /// Status as written (`resolved`, `draft`).
    pub status: Option<Text>,
    /// Where it began, as the text calls it.
    pub services: Vec<Text>,
    /// Others that were harmed.
    pub affected: Vec<Text>,
    /// How it was noticed first.
    pub detected_by: Detector,
    /// The line that says so.
    pub detected_place: Option<Place>,
    /// The alert that the text says has paged.
    pub detected_alert: Option<Text>,
    /// When it began.
    pub started: Option<Moment>,
    /// When it was noticed.
    pub detected: Option<Moment>,
    /// When the harm was stopped.
    pub mitigated: Option<Moment>,
    /// When it was over.
    pub resolved: Option<Moment>,
    /// How long it lasted, in seconds, stated or from the times.
    pub duration: Option<u64>,
    /// How long until it was noticed, in seconds, stated or from the times.
    pub time_to_detect: Option<u64>,
    /// Where the document states how long it lasted; `None` of what was taken from the times.
    pub duration_place: Option<Place>,
    /// Where the document states how long until it was noticed; `None` of what was taken from the times.
    pub time_to_detect_place: Option<Place>,
    /// Root causes, contributing factors, detection items and collateral, in the order of lines.
    pub risks: Vec<Risk>,
    /// Every action item, in the order of lines.
    pub action_items: Vec<ActionItem>,
    /// What the document sets in inline code, in the order of lines.
    pub mentions: Vec<Text>,
    /// What a provider runs for them, as far as the document names its service: a database where it speaks of RDS; and what
    /// runs on plain machines, or is renewed there.
    pub hosted: Vec<Hosted>,
    /// Does the document tell what happened when?
    pub has_timeline: bool,
    /// What its prose tells beside that; `None` of an incident that was written or exported as data.
    pub told: Option<Told>,
}

impl Incident {
    /// The path of its postmortem: where that stood when it was exported, else where it was read.
    pub fn path<'a>(&'a self, sources: &'a Sources) -> &'a str {
        self.original.as_ref().map_or(&sources.file(self.file).path, |original| &original.file)
    }

    /// Which of its risks is the root cause, where there is one alone.
    pub(crate) fn only_root_cause(&self) -> Option<usize> {
        let mut causes = self.risks.iter().enumerate().filter(|(_, risk)| risk.kind == RiskKind::RootCause);
        causes.next().filter(|_| causes.next().is_none()).map(|(at, _)| at)
    }
}

/// A sort of things that runs where the usual exporter does not stand beside it: most of them at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hosted {
    /// Databases: RDS, Cloud SQL.
    Database,
    /// Caches: ElastiCache, Memorystore.
    Cache,
    /// Queues and brokers: MSK, Amazon MQ.
    Queue,
    /// Search clusters: Amazon OpenSearch, Elastic Cloud.
    Search,
    /// Containers and functions, where no cluster of theirs is named: Cloud Run, Lambda.
    Containers,
    /// What runs on machines or in Docker alone, where no cluster is named: no Kubernetes tells of it.
    Machines,
    /// Certificates that certbot or a provider renews, where no cluster is named: no cert-manager tells of them.
    Certificates,
}

impl Hosted {
    /// All of them.
    pub const ALL: [Hosted; 7] = [
        Hosted::Database,
        Hosted::Cache,
        Hosted::Queue,
        Hosted::Search,
        Hosted::Containers,
        Hosted::Machines,
        Hosted::Certificates,
    ];

    /// Its name in structured incidents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Hosted::Database => "database",
            Hosted::Cache => "cache",
            Hosted::Queue => "queue",
            Hosted::Search => "search",
            Hosted::Containers => "containers",
            Hosted::Machines => "machines",
            Hosted::Certificates => "certificates",
        }
    }
}

/// Where something stood in the postmortem that it was exported from, which may live in another repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// The path, as it was reached by whoever exported.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// A guard that an export names: what an alert was when the incidents were written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// [`Incident::place`] of what it guarded.
    pub incident: Place,
    /// Where the risk's text stands; `None` of a guard that saw the symptom.
    pub risk: Option<Place>,
    /// The alert's name.
    pub alert: Text,
    /// That of its expression, as [`super::fingerprint_of`] gives it.
    pub fingerprint: String,
}

/// Where a risk was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// In a structured field, or under a recognised heading or label.
    Stated,
    /// In prose.
    Inferred,
}

/// What kind of risk it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RiskKind {
    /// What began it.
    RootCause,
    /// What made it possible or worse.
    ContributingFactor,
    /// An action item that asks for detection.
    ActionItem,
    /// A service harmed that is not where it began.
    Collateral,
}

/// Something that can hurt again and that monitoring should see.
#[derive(Clone, Debug)]
pub struct Risk {
    /// What kind.
    pub kind: RiskKind,
    /// Stated or inferred.
    pub basis: Basis,
    /// Its id in the document (`RC1`).
    pub id: Option<Text>,
    /// Its words, markup taken off; the place covers its lines in the document.
    pub text: Text,
    /// The heading, label or sentence that made us take it for one, for `inspect`.
    pub because: String,
    /// Alerts that front matter declares for it, or a column beside its own.
    pub alerts: Vec<Text>,
    /// Monitors outside Prometheus that front matter declares for it.
    pub monitors: Vec<Monitor>,
    /// Index into [`Incident::action_items`], of a risk that is one.
    pub item: Option<usize>,
    /// Where it stood, of one that was exported.
    pub original: Option<Original>,
}

/// A monitor that is no Prometheus rule.
#[derive(Clone, Debug)]
pub struct Monitor {
    /// Its name.
    pub name: Text,
    /// Its link, where one is given.
    pub url: Option<Text>,
}

/// What an action item wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Machines notice next time.
    Detect,
    /// It does not happen again.
    Prevent,
    /// It hurts less next time.
    Mitigate,
    /// What broke is mended.
    Repair,
    /// Somebody finds out more.
    Investigate,
    /// People work differently.
    Process,
    /// Anything else.
    Other,
}

/// What became of an action item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// An open box, `TODO`, "in progress".
    Open,
    /// Ticked, struck out, "done".
    Done,
    /// The text does not say.
    Unknown,
}

/// One action item.
#[derive(Clone, Debug)]
pub struct ActionItem {
    /// Its words, markup taken off; the place covers its lines in the document.
    pub text: Text,
    /// What it wants.
    pub kind: ActionKind,
    /// What became of it.
    pub status: Status,
    /// Who does it, as written.
    pub owner: Option<Text>,
    /// Until when, as written.
    pub due: Option<Text>,
    /// Tickets and pull requests.
    pub links: Vec<Text>,
    /// Does it ask that an alert, monitor, probe or check be added or changed, so that machines notice next time?
    pub asks_for_alert: bool,
    /// Where it stood, of one that was exported.
    pub original: Option<Original>,
}

/// Who noticed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detector {
    /// An alert or monitor.
    Alert,
    /// Customers, users, the public.
    Customer,
    /// The team, by looking.
    Person,
    /// The text does not say.
    Unknown,
}

/// A time, only as exact as the text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// `YYYY-MM-DD[THH:MM[:SS][±HH:MM|Z]]`, or the text as written where it is no possible time.
    pub iso: String,
    /// Where the text says it.
    pub place: Place,
    /// Is it a time that can have been?
    pub possible: bool,
}
