//! `--format checkstyle`: the XML that Checkstyle writes and that many tools read.

use super::clean::clean;
use super::plain::{first_inside, path_of};
use super::words::severity;
use super::xml::{self, Pen};
use super::{Report, Spot};
use crate::check::Finding;

/// The findings by file.
pub(super) fn checkstyle(report: &Report<'_>) -> Vec<u8> {
    let mut found: Vec<(String, &Finding, Spot<'_>)> = report.findings.iter().map(|it| located(report, it)).collect();
    found.sort_by(|(a, _, at), (b, _, and)| (a, at.line, at.column).cmp(&(b, and.line, and.column)));
    xml::document(|pen| {
        if found.is_empty() {
            return xml::empty(pen, "checkstyle", &[("version", "4.3")]);
        }
        xml::nest(pen, "checkstyle", &[("version", "4.3")], |pen| {
            let files = found.chunk_by(|(a, ..), (b, ..)| a == b);
            files.into_iter().try_for_each(|of_file| {
                let name = clean(&of_file[0].0);
                xml::nest(pen, "file", &[("name", &name)], |pen| {
                    of_file.iter().try_for_each(|(_, finding, spot)| error(pen, finding, spot))
                })
            })
        })
    })
}

fn located<'a>(report: &Report<'a>, finding: &'a Finding) -> (String, &'a Finding, Spot<'a>) {
    let spot = match first_inside(report, finding) {
        Some(first) => Spot::at(report.sources, first.place),
        None => Spot::of(report.sources, finding),
    };
    (path_of(report, spot.path), finding, spot)
}

fn error(pen: &mut Pen, finding: &Finding, spot: &Spot<'_>) -> std::io::Result<()> {
    let help = if finding.help.is_empty() { String::new() } else { format!("; {}", finding.help) };
    let message = format!("{}{help}", finding.message);
    xml::empty(
        pen,
        "error",
        &[
            ("line", &spot.line.to_string()),
            ("column", &spot.column.to_string()),
            ("severity", severity(finding.severity)),
            ("message", &clean(&message)),
            ("source", &format!("alertgap.{}", finding.check)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::checkstyle;
    use crate::report::sample;

    #[test]
    fn findings_stand_under_their_file() {
        let want = r#"<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="alerts/orders.yml">
    <error line="4" column="16" severity="info" message="no unit test makes OrdersDbDown fire" source="alertgap.guard/untested"/>
  </file>
  <file name="postmortems/checkout.md">
    <error line="11" column="7" severity="error" message="the alert promised after INC-2031 is not there; add a rule that reads the pool&apos;s size" source="alertgap.coverage/done-without-alert"/>
  </file>
</checkstyle>
"#;
        assert_eq!(String::from_utf8(checkstyle(&sample::checkout().report())).unwrap(), want);
    }
}
