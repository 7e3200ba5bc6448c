//! `--format markdown`: a comment for a pull request: a headline, a table, the details folded.
//!
//! It holds what a document says, so all of it is escaped, and nobody is notified by it.

use super::clean::clean;
use super::plain::{details, path_of};
use super::words::{counted, severity};
use super::{Report, Spot, summary};
use crate::check::{Finding, Severity};

/// Bytes of a comment: GitHub takes 65,536 characters, and a line that leads to the log has to fit as well.
const MOST_BYTES: usize = 58_000;
/// Rows of the table; what is left is in the details.
const MOST_ROWS: usize = 30;

/// A comment under 60,000 characters. Its first line is always the same, so that a pipeline finds its own comment again.
pub(super) fn comment(report: &Report<'_>) -> Vec<u8> {
    let mut worst = report.findings.clone();
    worst.sort_by_key(|finding| finding.severity);
    let mut out = format!("<!-- alertgap -->\n### {}\n\n", headline(report));
    out.push_str(&table(report, &worst));
    out.push_str(&folded(report, &worst, MOST_BYTES.saturating_sub(out.len())));
    for line in summary::text(report, &super::Look { width: 10_000, ..Default::default() }).lines() {
        out.push_str(&format!("\n{}\n", escaped(line)));
    }
    out.into_bytes()
}

fn headline(report: &Report<'_>) -> String {
    let count = |kind| match report.count(kind) {
        0 => None,
        count => Some(counted(count, severity(kind))),
    };
    let counts: Vec<String> =
        [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(count).collect();
    match (report.is_empty(), counts.is_empty()) {
        (true, true) => "alertgap: nothing to check".to_owned(),
        (false, true) => "alertgap: no findings".to_owned(),
        (_, false) => format!("alertgap: {}", counts.join(", ")),
    }
}

fn table(report: &Report<'_>, findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut out = "| | where | what | check |\n|---|---|---|---|\n".to_owned();
    for finding in findings.iter().take(MOST_ROWS) {
        let Spot { path, line, .. } = Spot::of(report.sources, finding);
        let place = format!("{}:{line}", clean(&path_of(report, path)));
        let what = escaped(&short(&finding.message));
        let row = format!(
            "| {} | {} | {what} | {} |\n",
            severity(finding.severity),
            code(&short(&place)),
            code(finding.check)
        );
        out.push_str(&row);
    }
    if findings.len() > MOST_ROWS {
        out.push_str(&format!("\n… and {}.\n", counted(findings.len() - MOST_ROWS, "more finding")));
    }
    out
}

/// The details of as many findings as there is room for.
fn folded(report: &Report<'_>, findings: &[&Finding], room: usize) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let mut told = 0;
    for finding in findings {
        let mut entry = format!("{}[{}] {}\n", severity(finding.severity), finding.check, clean(&finding.message));
        details(report, finding).iter().for_each(|line| entry.push_str(&format!("  {line}\n")));
        if text.len() + entry.len() > room {
            break;
        }
        text.push_str(&entry);
        told += 1;
    }
    let fence = fence(&text);
    let mut out = format!("\n<details><summary>Details</summary>\n\n{fence}text\n{text}{fence}\n");
    if told < findings.len() {
        let rest = counted(findings.len() - told, "finding");
        out.push_str(&format!("\n{rest} more did not fit here: see the log of the run.\n"));
    }
    out.push_str("\n</details>\n");
    out
}

/// A fence that the text cannot close.
fn fence(text: &str) -> String {
    let mut longest = 2;
    for run in text.split(|c| c != '`') {
        longest = longest.max(run.len());
    }
    "`".repeat(longest + 1)
}

/// A cell of code. A backtick or a bar would end it, and is shown as what looks most like it.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "ˋ").replace('|', "∣"))
}

/// At most 300 characters: a table is looked over, not read.
fn short(text: &str) -> String {
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// `text` as Markdown that shows it. A word joiner behind `@` and `#` keeps people and issues out of it, and what would
/// be taken for an address stays text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    let cleaned = clean(text);
    let mut rest = cleaned.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' | '#' => out.extend([c, '\u{2060}']),
            ':' if rest.peek() == Some(&'/') => out.push_str("\\:"),
            '.' if out.ends_with("www") || out.ends_with("WWW") => out.push_str("\\."),
            _ if c.is_ascii_punctuation()
                && !matches!(c, '.' | ',' | ':' | ';' | '-' | '/' | '\'' | '(' | ')' | '?') =>
            {
                out.extend(['\\', c]);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{comment, escaped};
    use crate::report::sample;

    fn printed(case: &sample::Case) -> String {
        String::from_utf8(comment(&case.report())).unwrap()
    }

    #[test]
    fn headline_table_details_and_summary() {
        let want = "\
<!-- alertgap -->
### alertgap: 1 error, 1 info

| | where | what | check |
|---|---|---|---|
| error | `postmortems/checkout.md:11` | the alert promised after INC-2031 is not there | `coverage/done-without-alert` |
| info | `alerts/orders.yml:4` | no unit test makes OrdersDbDown fire | `guard/untested` |

<details><summary>Details</summary>

```text
error[coverage/done-without-alert] the alert promised after INC-2031 is not there
  postmortems/checkout.md:11:7: ticked off; no alert here sees it
  alerts/orders.yml:5:15: nearest: OrdersDbDown sees it down, not exhausted
  help: add a rule that reads the pool's size
info[guard/untested] no unit test makes OrdersDbDown fire
  alerts/orders.yml:4:16
```

</details>

1 postmortem (1 with a root cause) · 1 root cause: 1 covered (1 inferred) · 1 other risk: 1 gap · 1 alert · 1 error, 1 info
";
        let printed = printed(&sample::checkout());
        assert!(printed.starts_with(want), "{printed}");
    }

    #[test]
    fn a_document_writes_no_markup_and_calls_nobody() {
        let text = "# INC-7: Disk full\n\n<img src=x> @orders-oncall | `x` [a](b) #12 ````\n";
        let evil = "<img src=x> @orders-oncall | `x` [a](b) #12 ````";
        let mut case = sample::gaps(text, &[evil]);
        case.findings[0].message = evil.into();
        let printed = printed(&case);
        let row = printed.lines().find(|line| line.starts_with("| error")).unwrap();
        let cell = "&lt;img src\\=x&gt; @\u{2060}orders-oncall \\| \\`x\\` \\[a\\](b) #\u{2060}12 \\`\\`\\`\\`";
        assert!(row.contains(cell), "{row}");
        assert!(printed.contains("`````text\n"), "the fence is longer than any in the text: {printed}");
    }

    #[test]
    fn an_address_stays_text() {
        assert_eq!(
            escaped("see https://x.example.com or www.x.example.com"),
            "see https\\://x.example.com or www\\.x.example.com"
        );
    }

    #[test]
    fn ten_thousand_findings_fit() {
        let text = format!("# INC-7: Disk full\n\n{}\n", "The disk was full. ".repeat(40));
        let excerpt = text[20..700].to_owned();
        let printed = printed(&sample::gaps(&text, &vec![excerpt.as_str(); 2_000]));
        assert!(printed.chars().count() < 60_000, "{}", printed.chars().count());
        assert!(printed.contains("more did not fit here") && printed.contains("</details>"));
    }
}
