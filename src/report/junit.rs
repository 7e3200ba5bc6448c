//! `--format junit`: a suite a check, a case a finding.
//!
//! What fails the run is a failure, so that a pipeline that reads the report is red where the exit status is; what was
//! waived is skipped, and anything else is a case that passes and says something. A check that found nothing is one case
//! that passes, so that a report without any fault is not an empty one.

use std::io;

use super::clean::clean;
use super::words::severity;
use super::xml::{self, Pen};
use super::{Report, Spot, plain};
use crate::check::{CHECKS, Finding};

/// One case: a finding, and why it does not count where it does not.
type Case<'a> = (&'a Finding, Option<&'a str>);

/// The findings as test cases.
pub(super) fn junit(report: &Report<'_>) -> Vec<u8> {
    let failures = report.findings.iter().filter(|finding| report.fails(finding)).count().to_string();
    let suites: Vec<(&str, Vec<Case<'_>>)> = CHECKS.iter().map(|check| (check.id, cases(report, check.id))).collect();
    let tests: usize = suites.iter().map(|(_, cases)| cases.len().max(1)).sum();
    let attributes = [("name", "alertgap"), ("tests", &*tests.to_string()), ("failures", &*failures), ("errors", "0")];
    xml::document(|pen| {
        xml::nest(pen, "testsuites", &attributes, |pen| {
            suites.iter().try_for_each(|(id, cases)| suite(pen, report, id, cases))
        })
    })
}

fn cases<'a>(report: &'a Report<'_>, id: &str) -> Vec<Case<'a>> {
    let found = report.findings.iter().map(|finding| (*finding, None));
    let suppressed = report.suppressed.iter().map(|it| (it.finding, Some(it.why.as_str())));
    found.chain(suppressed).filter(|(finding, _)| finding.check == id).collect()
}

fn suite(pen: &mut Pen, report: &Report<'_>, id: &str, cases: &[Case<'_>]) -> io::Result<()> {
    let count = |of: &dyn Fn(&Case<'_>) -> bool| cases.iter().filter(|case| of(case)).count().to_string();
    let attributes = [
        ("name", id),
        ("tests", &*cases.len().max(1).to_string()),
        ("failures", &*count(&|(finding, why)| why.is_none() && report.fails(finding))),
        ("errors", "0"),
        ("skipped", &*count(&|(_, why)| why.is_some())),
    ];
    xml::nest(pen, "testsuite", &attributes, |pen| {
        if cases.is_empty() {
            return xml::empty(pen, "testcase", &[("name", "no findings"), ("classname", id)]);
        }
        cases.iter().try_for_each(|case| testcase(pen, report, *case))
    })
}

/// A case is named by what is found and in which file, never by the line, so that its history goes on when lines move.
fn testcase(pen: &mut Pen, report: &Report<'_>, (finding, why): Case<'_>) -> io::Result<()> {
    let message = clean(&finding.message);
    let path = plain::path_of(report, Spot::of(report.sources, finding).path);
    let name = format!("{}: {message}", clean(&path));
    let details = plain::details(report, finding).join("\n");
    let kind = severity(finding.severity);
    xml::nest(pen, "testcase", &[("name", &name), ("classname", finding.check)], |pen| match why {
        Some(why) => xml::text(pen, "skipped", &[("message", &clean(why))], &details),
        None if report.fails(finding) => xml::text(pen, "failure", &[("type", kind), ("message", &message)], &details),
        None => xml::text(pen, "system-out", &[], &format!("{kind}: {message}\n{details}")),
    })
}
