//! Checks a made-up track record, so that `.ci/linear` can count the instructions.
//!
//! Work is linear if the count for 2n is at most 2.3 times the one for n, the count for an n of zero taken off both. What
//! is written is the worst case of every check: one service that fails in one way again and again, items that every
//! postmortem promises anew, and many services harmed. Another is one cause that denies without end.

use std::io::{self, Write as _};
use std::{env, fs, process};

use alertgap::check::{self, Alerts, Input, Wanted};
use alertgap::{link, load};

fn postmortem(n: usize) -> String {
    let (year, month, day) = (2000 + n / 336 % 80, n / 28 % 12 + 1, n % 28 + 1);
    let date = format!("{year}-{month:02}-{day:02}");
    format!(
        "---\nid: INC-{n}\nseverity: sev1\nservices: [shop-{}]\naffected: [mail-{n}, search-{}]\nstarted: {date}\n\
         detected_by: customer\n---\n# The shop was down on {date}\n\n## Impact\n\nNo orders. shop-{} failed, and mail-{} \
         was also affected.\n\n## Root cause\n\nThe disk was full of old logs.\n\n## Detection\n\nThe alert fired, but \
         nobody was paged.\n\n## Action items\n\n- [ ] Delete the logs of the shop after {} days\n- [ ] Improve \
         monitoring\n- [x] Alert when the disk is nearly full (@shop-oncall)\n",
        n % 3,
        n % 7,
        (n + 1) % 3,
        n / 2,
        n % 5,
    )
}

const RULES: &str = "groups:\n- name: shop\n  rules:\n  - alert: ShopDown\n    expr: up{job=\"shop-1\"} == 0\n";

/// One cause that denies everything again and again.
fn denials(n: usize) -> String {
    let told =
        "the disk was not ever filled up by no host and nothing was full of an expired certificate, ".repeat(4 * n);
    format!("# The shop was down\n\n## Root cause\n\n{told}\n")
}

fn main() -> io::Result<()> {
    let Some(n) = env::args().nth(2) else {
        return writeln!(io::stdout(), "record\ndenials");
    };
    let n: usize = n.parse().map_err(io::Error::other)?;
    let folder = env::temp_dir().join(format!("record-{}", process::id()));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("alerts.yml"), RULES)?;
    if env::args().nth(1).is_some_and(|shape| shape == "denials") {
        fs::write(folder.join("INC-1.md"), denials(n))?;
    } else {
        for at in 0..n {
            fs::write(folder.join(format!("INC-{at}.md")), postmortem(at))?;
        }
    }
    let loaded = load::read(std::slice::from_ref(&folder), &load::Options::default());
    fs::remove_dir_all(&folder)?;
    let coverage = link::link(&loaded.sources, &loaded.model, link::Options::default());
    let today = Some("2099-01-01".to_owned());
    let (sources, model) = (&loaded.sources, &loaded.model);
    let input = Input { sources, model, coverage: &coverage, base: None, today, alerts: Alerts::All };
    let findings = check::run(&input, |_| Wanted::Default);
    writeln!(io::stdout(), "{} postmortems, {} findings", loaded.model.incidents.len(), findings.len())
}
