//! How long each step of a run takes, on a made-up organisation: reading its files, understanding them, and linking.
//!
//! `cargo run --release --example stages` makes 10,000 alerts in 1,000 files and 2,500 postmortems, which hold 5,000
//! risks. `-- 1000 100 250` sets the numbers. CPU time is that of all threads; of five runs, the median counts.

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
    line("reading rules", median(|| read(std::slice::from_ref(&rules), &options)), bytes_of(&rules));
    line("reading postmortems", median(|| read(std::slice::from_ref(&postmortems), &options)), bytes_of(&postmortems));
    let reading = median(|| read(&[folder.to_owned()], &options));
    line("reading both", reading, both);
    let loaded = read(&[folder.to_owned()], &options);
    let linking = median(|| link::link(&loaded.sources, &loaded.model, link::Options::default()));
    line("linking", linking, both);
    let ratio = linking.as_secs_f64() / reading.as_secs_f64();
    out + &format!("{} risks: linking takes {ratio:.2} of reading\n", risks(&loaded.model))
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
