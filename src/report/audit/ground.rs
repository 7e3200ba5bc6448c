//! Where rows stand: file, line, and the page of the repository that shows them.

use jiff::civil::Date;
use serde::Serialize;

use crate::link::Coverage;
use crate::model::{Incident, Model, Original, Risk};
use crate::report::{LinkTemplate, Report};
use crate::source::{Place, Sources};

/// What every row is made from.
pub(super) struct Ground<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) sources: &'a Sources,
    pub(super) model: &'a Model,
    pub(super) coverage: &'a Coverage,
    pub(super) today: Date,
    links: Option<&'a LinkTemplate>,
}

/// A line of a file.
#[derive(Clone, Serialize)]
pub(super) struct At {
    pub(super) file: String,
    pub(super) line: Option<usize>,
    /// The page that shows it, where the caller said how to find it.
    pub(super) link: Option<String>,
}

/// A risk, by its incident and its place in that.
#[derive(Clone, Copy, Serialize)]
pub(super) struct RiskRef {
    pub(super) incident: usize,
    pub(super) risk: usize,
}

impl<'a> Ground<'a> {
    pub(super) fn new(report: &'a Report<'a>, today: Date, links: Option<&'a LinkTemplate>) -> Ground<'a> {
        Ground { report, sources: report.sources, model: report.model, coverage: report.coverage, today, links }
    }

    /// The line on which `place` begins.
    pub(super) fn at(&self, place: Place) -> At {
        self.line(&self.sources.file(place.file).path, self.sources.lines(place).0)
    }

    /// A line by its number.
    pub(super) fn line(&self, file: &str, line: usize) -> At {
        let link = self.links.and_then(|links| Some(links.page(&self.report.home.path_of(file)?, line)));
        At { file: file.to_owned(), line: Some(line), link }
    }

    /// Where the postmortem stands: of an exported incident, where that was.
    pub(super) fn incident_at(&self, incident: &Incident) -> At {
        incident.original.as_ref().map_or_else(|| self.at(incident.place), elsewhere)
    }

    /// Where the risk stands; of an exported one, where that was.
    pub(super) fn risk_at(&self, risk: &Risk) -> At {
        risk.original.as_ref().map_or_else(|| self.at(risk.text.place), elsewhere)
    }
}

/// In the files of whoever exported: this repository's pages do not show them.
fn elsewhere(original: &Original) -> At {
    At { file: original.file.clone(), line: Some(original.line), link: None }
}
