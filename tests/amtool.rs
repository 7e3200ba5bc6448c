//! Our routing against Alertmanager's own: `amtool config routes test` tells the receivers, `amtool check-config` what is
//! refused.
//!
//! Where amtool is missing nothing is compared; with `ALERTGAP_REQUIRE_TOOLS=1` that is a failure. What only newer
//! versions read (names of any letters) has a table of its own beside the parser.

#![allow(clippy::print_stdout, reason = "how much was compared belongs to the result")]

mod support;

use std::path::Path;
use std::process::Command;

use alertgap::link::ladder::delivered::receivers_of;
use alertgap::load;
use alertgap::model::Alertmanager;
use support::Folder;

/// Labels of an alert, and the configuration it meets.
type Pair = (usize, Vec<(String, String)>);

/// Is amtool there? Says so where it is not.
fn has_amtool() -> bool {
    let found = Command::new("amtool").arg("--version").output().is_ok();
    let required = std::env::var_os("ALERTGAP_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(found || !required, "amtool is required and not here");
    if !found {
        println!("skipped: amtool is not here");
    }
    found
}

/// The one configuration in a file, as we read it.
fn read(path: &Path) -> Alertmanager {
    let mut loaded = load::read(&[path.to_path_buf()], &load::Options::default());
    assert_eq!(loaded.model.alertmanagers.len(), 1, "{}", path.display());
    loaded.model.alertmanagers.remove(0)
}

/// The receivers that amtool names.
fn asked(configuration: &Path, labels: &[(String, String)]) -> Result<String, String> {
    let mut command = Command::new("amtool");
    command.args(["config", "routes", "test"]).arg(format!("--config.file={}", configuration.display()));
    for (label, value) in labels {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        command.arg(format!("{label}=\"{escaped}\""));
    }
    let output = command.output().expect("amtool runs");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

/// Compares all pairs, on a few threads; gives what differs.
fn differences(folder: &Path, configurations: &[String], pairs: &[Pair]) -> Vec<String> {
    let path = |at: usize| folder.join(format!("{at}.yml"));
    for (at, text) in configurations.iter().enumerate() {
        std::fs::write(path(at), text).expect("the folder can be written");
    }
    let ours: Vec<Alertmanager> = (0..configurations.len()).map(|at| read(&path(at))).collect();
    let compare = |(at, labels): &Pair| {
        let ours = receivers_of(&ours[*at], labels).join(",");
        let theirs = asked(&path(*at), labels);
        (theirs.as_ref() != Ok(&ours))
            .then(|| format!("{labels:?}: {ours}, not {theirs:?}, by\n{}", configurations[*at]))
    };
    std::thread::scope(|scope| {
        let parts = pairs.chunks(pairs.len().div_ceil(4).max(1));
        let compare = &compare;
        let threads: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().filter_map(compare).collect())).collect();
        threads.into_iter().flat_map(|thread| -> Vec<String> { thread.join().expect("no comparison panics") }).collect()
    })
}

#[test]
fn generated_configurations_lead_where_amtool_says() {
    if !has_amtool() {
        return;
    }
    let mut dice = Dice(0x5EED_A1E7);
    let configurations: Vec<String> = (0..60).map(|_| dice.configuration()).collect();
    let pairs: Vec<Pair> =
        (0..configurations.len()).flat_map(|at| (0..10).map(move |_| at)).map(|at| (at, dice.labels())).collect();
    let folder = Folder::new();
    let wrong = differences(folder.path(), &configurations, &pairs);
    println!("{} pairs over {} configurations, {} differ", pairs.len(), configurations.len(), wrong.len());
    assert!(pairs.len() >= 500 && wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn written_configurations_lead_where_amtool_says() {
    if !has_amtool() {
        return;
    }
    let (mut configurations, mut pairs) = (Vec::new(), Vec::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/amtool");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("it is there").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(path).expect("it is UTF-8");
        assert_eq!(read_faults(&text), Vec::<String>::new());
        // The first comment says what it is about, the others are labels.
        for line in text.lines().skip(1).map_while(|line| line.strip_prefix("# ")) {
            pairs.push((configurations.len(), labels_in(line)));
        }
        configurations.push(text);
    }
    let folder = Folder::new();
    let wrong = differences(folder.path(), &configurations, &pairs);
    println!("{} pairs over {} configurations, {} differ", pairs.len(), configurations.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `a=1 b=2`; a blank belongs to the value unless a label follows it.
fn labels_in(line: &str) -> Vec<(String, String)> {
    let mut labels: Vec<(String, String)> = Vec::new();
    for word in line.split(' ') {
        match (word.split_once('='), labels.last_mut()) {
            (Some((label, value)), _) => labels.push((label.into(), value.into())),
            (None, Some((_, value))) => *value = format!("{value} {word}"),
            (None, None) => {}
        }
    }
    labels
}

fn read_faults(text: &str) -> Vec<String> {
    let folder = Folder::new();
    folder.write("alertmanager.yml", text);
    let read = read(&folder.path().join("alertmanager.yml"));
    read.faults.into_iter().map(|fault| fault.message).collect()
}

/// What stands in a route below the root, or beside it; `true` where Alertmanager refuses it.
const FIELDS: &[(&str, bool)] = &[
    ("routes: [{receiver: a}]", false),
    ("routes: [{receiver: b}]", true),
    ("routes: [{receivers: a}]", true),
    ("routes: [{receiver: ''}]", false),
    ("routes: {receiver: a}", true),
    ("routes: null", false),
    ("continue: true", true),
    ("continue: false", false),
    ("routes: [{continue: yes}]", false),
    ("routes: [{continue: maybe}]", true),
    ("match: {a: b}", true),
    ("match_re: {a: b}", true),
    ("matchers: [a=b]", true),
    ("matchers: []", false),
    ("match: {}", false),
    ("group_by: [a, b]", false),
    ("group_by: [a, a]", true),
    ("group_by: ['...']", false),
    ("group_by: ['...', a]", true),
    ("group_wait: 0s", false),
    ("group_interval: 0s", true),
    ("repeat_interval: 0s", true),
    ("repeat_interval: 1d12h", false),
    ("group_wait: 30", true),
    ("group_wait: 1.5h", true),
    ("group_wait: 5 minutes", true),
    ("mute_time_intervals: [t]", true),
    ("active_time_intervals: [t]", true),
    ("routes: [{mute_time_intervals: [t]}]", false),
    ("routes: [{active_time_intervals: [t]}]", false),
    ("routes: [{mute_time_intervals: [u]}]", true),
    ("routes: [{matchers: [a]}]", true),
    ("routes: [{matchers: ['a=\"b']}]", true),
    ("routes: [{matchers: ['a=~\"(\"']}]", true),
    ("routes: [{matchers: ['a=~b', 'c!~\"d|e\"', 'f!=', '{g=h,i=j}']}]", false),
    ("routes: [{matchers: a=b}]", true),
    ("routes: [{match_re: {a: '*'}}]", true),
    ("routes: [{match_re: {a: '(?P<x>b)'}}]", false),
    ("routes: [{match: {a: null}}]", false),
];

/// Times of an interval; `true` where Alertmanager refuses them.
const TIMES: &[(&str, bool)] = &[
    ("weekdays: [monday, 'tuesday:Friday']", false),
    ("weekdays: ['friday:monday']", true),
    ("weekdays: [mon]", true),
    ("weekdays: ['1']", true),
    ("days_of_month: ['1:15', '-1', '-7:-1', '1:-1', '31']", false),
    ("days_of_month: ['0']", true),
    ("days_of_month: ['32']", true),
    ("days_of_month: ['-1:1']", true),
    ("days_of_month: ['20:10']", true),
    ("days_of_month: ['-1:-7']", true),
    ("months: [january, 'march:5', '12']", false),
    ("months: [jan]", true),
    ("months: ['december:january']", true),
    ("years: ['2024', '2025:2030']", false),
    ("years: ['2030:2025']", true),
    ("years: [soon]", true),
    ("times: [{start_time: '09:00', end_time: '24:00'}]", false),
    ("times: [{start_time: '9:00', end_time: '10:00'}]", true),
    ("times: [{start_time: '10:00', end_time: '09:00'}]", true),
    ("times: [{start_time: '10:00', end_time: '10:00'}]", true),
    ("times: [{start_time: '10:00'}]", true),
    ("times: [{start_time: '10:60', end_time: '11:00'}]", true),
    ("times: []", false),
    ("location: Europe/Berlin", false),
    ("location: UTC", false),
    ("location: Local", false),
    ("location: ''", false),
    ("location: Mars/Base", true),
];

#[test]
fn what_alertmanager_refuses_is_a_fault_and_nothing_else_is() {
    if !has_amtool() {
        return;
    }
    let folder = Folder::new();
    let path = folder.path().join("alertmanager.yml");
    let times = "time_intervals: [{name: t, time_intervals: [{years: ['2024']}]}]";
    let routes = FIELDS.iter().map(|(fields, refused)| {
        (format!("route:\n  receiver: a\n  {fields}\n{times}\nreceivers: [{{name: a}}]\n"), *refused)
    });
    let intervals = TIMES.iter().map(|(times, refused)| {
        let intervals = format!("time_intervals: [{{name: t, time_intervals: [{{{times}}}]}}]");
        (format!("route: {{receiver: a}}\n{intervals}\nreceivers: [{{name: a}}]\n"), *refused)
    });
    let mut wrong = Vec::new();
    for (text, refused) in routes.chain(intervals) {
        std::fs::write(&path, &text).expect("the folder can be written");
        let output = Command::new("amtool").arg("check-config").arg(&path).output().expect("amtool runs");
        let faults = read_faults(&text);
        if output.status.success() == refused || faults.is_empty() == refused {
            let said = String::from_utf8_lossy(&output.stdout).replace('\n', " ");
            wrong.push(format!("{text}written down as refused: {refused}, ours: {faults:?}, theirs: {said}"));
        }
    }
    println!("{} configurations, {} differ", FIELDS.len() + TIMES.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A small generator with a fixed seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn label(&mut self) -> &'static str {
        self.one(&["severity", "team", "env", "job", "alertname"])
    }

    fn value(&mut self) -> &'static str {
        self.one(&["page", "warning", "db", "web", "prod", "dev", "a b", "x.y", "", "Page", "db-1", "ä"])
    }

    fn pattern(&mut self) -> &'static str {
        self.one(&[
            "page|warning",
            "d.",
            "db.*",
            ".*",
            ".+",
            "(?i)PAGE",
            "x\\.y",
            "[a-d]+",
            "|dev",
            "\\w+",
            "db(-\\d)?",
            "^web$",
        ])
    }

    fn labels(&mut self) -> Vec<(String, String)> {
        let mut labels: Vec<(String, String)> = Vec::new();
        for _ in 0..self.below(5) {
            let (label, value) = (self.label(), self.value());
            if !labels.iter().any(|(known, _)| known == label) {
                labels.push((label.into(), value.into()));
            }
        }
        labels
    }

    /// A matcher of the older syntax, with or without quotes and blanks.
    fn matcher(&mut self) -> String {
        let op = self.one(&["=", "!=", "=~", "!~"]);
        let value = if op.contains('~') { self.pattern() } else { self.value() };
        let blank = self.one(&["", " "]);
        let quoted = format!("\"{}\"", value.replace('\\', "\\\\"));
        let value = if self.below(3) == 0 { value.to_string() } else { quoted };
        format!("{}{blank}{op}{blank}{value}", self.label())
    }

    fn matchers(&mut self) -> String {
        let mut fields = String::new();
        if self.below(2) == 0 {
            let all: Vec<String> = (0..1 + self.below(2)).map(|_| self.matcher()).collect();
            let texts = if self.below(4) == 0 { vec![format!("{{{}}}", all.join(","))] } else { all };
            fields = format!(", matchers: {}", serde_json::to_string(&texts).expect("texts are JSON"));
        }
        if self.below(3) == 0 {
            fields += &format!(", match: {{{}: {}}}", self.label(), serde_json::json!(self.value()));
        }
        if self.below(3) == 0 {
            fields += &format!(", match_re: {{{}: {}}}", self.label(), serde_json::json!(self.pattern()));
        }
        fields
    }

    fn route(&mut self, depth: usize) -> String {
        let mut fields = format!("continue: {}", self.one(&["true", "false", "false"]));
        if self.below(4) > 0 {
            fields += &format!(", receiver: r{}", self.below(6));
        }
        fields += &self.matchers();
        if depth < 4 {
            fields += &format!(", routes: [{}]", self.routes(depth + 1));
        }
        format!("{{{fields}}}")
    }

    fn routes(&mut self, depth: usize) -> String {
        let count = self.below(5 - depth);
        (0..count).map(|_| self.route(depth)).collect::<Vec<_>>().join(",\n  ")
    }

    fn configuration(&mut self) -> String {
        let receivers: Vec<String> = (0..6).map(|at| format!("{{name: r{at}}}")).collect();
        let routes = [self.route(1), self.route(1), self.routes(1)].join(",\n  ");
        let routes = routes.trim_end_matches([',', '\n', ' ']).to_string();
        format!("route: {{receiver: r0, routes: [\n  {routes}]}}\nreceivers: [{}]\n", receivers.join(", "))
    }
}
