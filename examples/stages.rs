//! How long each step of a run takes, on a made-up organisation: reading its files, understanding them, and linking.
//!
//! `cargo run --release --example stages` makes 10,000 alerts in 1,000 files and 2,500 postmortems, which hold 5,000
//! risks. `-- 1000 100 250` sets the numbers. CPU time is that of all threads; of five runs, the median counts.
//!
//! The floor is what no run can do without: its files are read, and parsed as YAML and as Markdown, with nothing kept. The
//! readers of what stands around the rules are timed on one file each.

#[path = "../benches/generate/mod.rs"]
mod generate;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use alertgap::load::{Options, read};
use alertgap::{link, model::Model};

const ROUNDS: usize = 5;

fn main() -> io::Result<()> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let number = |at: usize, default| numbers.get(at).copied().unwrap_or(default);
    let size = generate::Size { alerts: number(0, 10_000), files: number(1, 1_000), postmortems: number(2, 2_500) };
    let folder = std::env::temp_dir().join(format!("alertgap-stages-{}", std::process::id()));
    generate::organisation(&folder, size)?;
    let out = table(&folder, size);
    std::fs::remove_dir_all(&folder)?;
    io::stdout().write_all(out.as_bytes())
}

fn table(folder: &Path, size: generate::Size) -> String {
    let options = Options::default();
    let (rules, postmortems) = (folder.join("rules"), folder.join("postmortems"));
    let mut out = format!("{size:?}\n{:34} {:>8} {:>8}\n", "CPU time", "ms", "MB/s");
    let mut line = |what: &str, spent: Duration, bytes: usize| {
        let (millis, speed) = (spent.as_secs_f64() * 1e3, bytes as f64 / 1e6 / spent.as_secs_f64());
        let _ = writeln!(out, "{what:34} {millis:8.1} {speed:8.1}");
    };
    let both = bytes_of(&rules) + bytes_of(&postmortems);
    line("reading all files, and no more", median(|| bytes_of(&rules) + bytes_of(&postmortems)), both);
    let floor = median(|| events_of_yaml(&rules) + events_of_markdown(&postmortems));
    line("parsing YAML and Markdown: the floor", floor, both);
    line("reading rules", median(|| read(std::slice::from_ref(&rules), &options)), bytes_of(&rules));
    line("reading postmortems", median(|| read(std::slice::from_ref(&postmortems), &options)), bytes_of(&postmortems));
    let reading = median(|| read(&[folder.to_owned()], &options));
    line("reading both", reading, both);
    let loaded = read(&[folder.to_owned()], &options);
    let linking = median(|| link::link(&loaded.sources, &loaded.model, link::Options::default()));
    line("linking", linking, both);
    for (name, text) in surroundings(size.alerts) {
        let path = folder.join(name);
        std::fs::write(&path, &text).expect("the folder was just made");
        line(&format!("reading {name}"), median(|| read(std::slice::from_ref(&path), &options)), text.len());
    }
    let ratio = linking.as_secs_f64() / reading.as_secs_f64();
    let floors = (reading + linking).as_secs_f64() / floor.as_secs_f64();
    let risks = risks(&loaded.model);
    out + &format!("{risks} risks: linking takes {ratio:.2} of reading; both take {floors:.1} times the floor\n")
}

/// What stands around the rules: as many routes, tests and series as there are alerts.
fn surroundings(alerts: usize) -> [(&'static str, String); 3] {
    let (mut routes, mut tests, mut series) = (String::new(), String::new(), String::new());
    for at in 0..alerts {
        let _ =
            writeln!(routes, "    - matchers: [team=\"team-{at}\", severity=~\"page|critical\"]\n      receiver: page");
        let _ = writeln!(tests, "  - interval: 1m\n    input_series:\n      - series: up{{job=\"job-{at}\"}}");
        let _ = writeln!(tests, "        values: 0x{at}\n    alert_rule_test:\n      - alertname: Down");
        let _ = writeln!(tests, "        eval_time: 5m\n        exp_alerts: []");
        let _ = writeln!(series, "orders_total{{job=\"job-{at}\",instance=\"host-{at}:9090\"}} {at}");
    }
    let receivers = "receivers:\n  - name: page\n    pagerduty_configs: [{routing_key_file: /etc/key}]\n";
    [
        ("alertmanager.yml", format!("route:\n  receiver: page\n  routes:\n{routes}{receivers}")),
        ("tests.yml", format!("rule_files: [rules/team-00000.yml]\ntests:\n{tests}")),
        ("metrics.prom", format!("# TYPE orders_total counter\n{series}")),
    ]
}

/// How many events the YAML of a folder is.
fn events_of_yaml(folder: &Path) -> usize {
    let texts = texts_in(folder);
    texts.iter().map(|text| granit_parser::Parser::new_from_str(text).filter(Result::is_ok).count()).sum()
}

/// How many events the Markdown of a folder is.
fn events_of_markdown(folder: &Path) -> usize {
    let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_TASKLISTS;
    let events = |text: &String| pulldown_cmark::Parser::new_ext(text, options).into_offset_iter().count();
    texts_in(folder).iter().map(events).sum()
}

fn texts_in(folder: &Path) -> Vec<String> {
    let paths = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.map(|path| std::fs::read_to_string(path).unwrap_or_default()).collect()
}

fn risks(model: &Model) -> usize {
    model.incidents.iter().map(|incident| incident.risks.len()).sum()
}

/// How many bytes the files of a folder hold, all of them read.
fn bytes_of(folder: &Path) -> usize {
    let paths = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let contents = paths.map(|path: PathBuf| std::fs::read(path).unwrap_or_default());
    contents.map(|bytes| bytes.len()).sum()
}

/// The CPU time of `work`.
fn median<T>(work: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let before = spent();
            drop(work());
            spent().saturating_sub(before)
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

#[cfg(unix)]
fn spent() -> Duration {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the system tells what this process used");
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    Duration::from_micros(micros.unsigned_abs())
}

/// Elsewhere nobody is asked for CPU time, and the time that has passed stands for it.
#[cfg(not(unix))]
fn spent() -> Duration {
    static BEGAN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    BEGAN.elapsed()
}
