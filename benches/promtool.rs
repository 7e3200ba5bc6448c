//! `cargo bench --bench promtool`: `alertgap check` beside `promtool check rules` on the same rules, as whole processes in
//! turn. alertgap reads and links the postmortems as well.
//!
//! Prints CPU seconds, wall seconds and peak memory of both, and the ratios. `-- 100000 10000 10000` sets the numbers of
//! alerts, files and postmortems; the default is 10,000, 1,000 and 1,000.
//!
//! `-- hook` instead measures what a hook costs: `alertgap check --base HEAD` after a change of one line, in a repository of
//! 1,000 alerts, 100 files and 200 postmortems.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod generate;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How often each program runs; the median counts.
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.first().is_some_and(|argument| argument == "measure") {
        return measure(&arguments[1..]);
    }
    let hook = arguments.iter().any(|argument| argument == "hook");
    let numbers: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let number = |at: usize, default| numbers.get(at).copied().unwrap_or(default);
    let (alerts, files, postmortems) = if hook { (1_000, 100, 200) } else { (10_000, 1_000, 1_000) };
    let size =
        generate::Size { alerts: number(0, alerts), files: number(1, files), postmortems: number(2, postmortems) };
    let name = format!("{size:?}{}", if hook { "hook" } else { "" }).replace([' ', '{', '}', ':', ','], "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    generate::organisation(&folder, size).expect("the target folder can be written");
    std::env::set_current_dir(&folder).expect("the folder was just made");
    if hook {
        change_one_line(&folder);
        return report(&folder, size, &["check", "--base", "HEAD", "--format", "json"]);
    }
    report(&folder, size, &["check", "--format", "json"]);
}

/// Commits everything, then makes one alert slower.
fn change_one_line(folder: &Path) {
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
        let status = Command::new("git").args(who).args(arguments).stdout(Stdio::null()).status();
        assert!(status.is_ok_and(|status| status.success()), "git {arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--allow-empty", "--message", "before"]);
    let file = folder.join("rules/team-00000.yml");
    let rules = std::fs::read_to_string(&file).expect("it was just written");
    let changed = rules.replacen("for: ", "for: 1", 1);
    assert!(changed != rules, "an alert waits");
    std::fs::write(&file, changed).expect("it can be written");
}

fn report(folder: &Path, size: generate::Size, arguments: &[&str]) {
    let mut rules: Vec<PathBuf> = std::fs::read_dir(folder.join("rules"))
        .expect("the rules were just written")
        .map(|entry| entry.expect("the rules were just written").path())
        .collect();
    rules.sort();
    let rules = rules.iter().map(|path| path.display().to_string());
    let ours: Vec<String> =
        std::iter::once(&env!("CARGO_BIN_EXE_alertgap")).chain(arguments).map(|it| it.to_string()).collect();
    let theirs: Vec<String> = ["promtool", "check", "rules"].map(String::from).into_iter().chain(rules).collect();
    let rounds: Vec<(Cost, Cost)> = (0..ROUNDS).map(|_| (run(&ours), run(&theirs))).collect();
    let ours = median(rounds.iter().map(|(ours, _)| *ours).collect());
    let theirs = median(rounds.iter().map(|(_, theirs)| *theirs).collect());
    println!("{} alerts, {} files, {} postmortems; median of {ROUNDS}", size.alerts, size.files, size.postmortems);
    println!("{:10} {:>9} {:>9} {:>9}", "", "CPU s", "wall s", "peak MiB");
    for (name, cost) in [("alertgap", ours), ("promtool", theirs)] {
        println!("{name:10} {:9.3} {:9.3} {:9.1}", cost.cpu, cost.wall, cost.peak);
    }
    let (cpu, wall, peak) = (ours.cpu / theirs.cpu, ours.wall / theirs.wall, ours.peak / theirs.peak);
    println!("{:10} {cpu:9.3} {wall:9.3} {peak:9.3}", "ratio");
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu: f64,
    wall: f64,
    peak: f64,
}

/// Runs `command` below a process of its own, since the system tells the peak memory of all children together.
fn run(command: &[String]) -> Cost {
    let this = std::env::current_exe().expect("this program has a path");
    let output = Command::new(this).arg("measure").args(command).output().expect("this program runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [cpu, wall, peak] = numbers[..] else { panic!("is {} on PATH? {said}", command[0]) };
    Cost { cpu, wall, peak }
}

#[cfg(unix)]
fn measure(command: &[String]) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let began = std::time::Instant::now();
    let status = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let wall = began.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells what children used");
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    if status.is_ok_and(|status| status.code().is_some()) {
        println!("{cpu} {wall} {}", usage.max_rss() as f64 / 1024.0);
    }
}

/// Nothing else tells what a process used that has ended.
#[cfg(not(unix))]
fn measure(command: &[String]) {
    panic!("what {} uses is measured on Unix only", command[0]);
}

fn median(mut costs: Vec<Cost>) -> Cost {
    let of = |key: fn(&Cost) -> f64, costs: &mut Vec<Cost>| {
        costs.sort_by(|a, b| key(a).total_cmp(&key(b)));
        key(&costs[costs.len() / 2])
    };
    Cost {
        cpu: of(|cost| cost.cpu, &mut costs),
        wall: of(|cost| cost.wall, &mut costs),
        peak: of(|cost| cost.peak, &mut costs),
    }
}
