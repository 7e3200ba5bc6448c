//! `path:line:col: severity[check] message`, a line a finding.

use super::alike::Messages;
use super::clean::clean;
use super::words::severity;
use super::{Report, Spot};

/// The findings, a line each, for editors and for `grep`.
pub fn concise(report: &Report<'_>) -> Vec<u8> {
    let mut out = String::new();
    let messages = Messages::new(report);
    for finding in &report.findings {
        let Spot { path, line, column } = Spot::of(report.sources, finding);
        let said = messages.of(report, finding);
        let (path, message) = (clean(path), clean(&said));
        out.push_str(&format!("{path}:{line}:{column}: {}[{}] {message}\n", severity(finding.severity), finding.check));
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::concise;
    use crate::report::sample;

    #[test]
    fn a_line_a_finding_sorted_by_file_and_line() {
        let want = "\
alerts/orders.yml:4:16: info[guard/untested] no unit test makes OrdersDbDown fire
postmortems/checkout.md:11:7: error[coverage/done-without-alert] the alert promised after INC-2031 is not there
";
        assert_eq!(String::from_utf8(concise(&sample::checkout().report())).unwrap(), want);
    }

    #[test]
    fn a_hostile_document_cannot_start_a_line_of_its_own() {
        let printed = String::from_utf8(concise(&sample::hostile().report())).unwrap();
        assert_eq!(printed.lines().count(), sample::hostile().findings.len());
        assert!(!printed.contains('\u{1b}'));
    }
}
