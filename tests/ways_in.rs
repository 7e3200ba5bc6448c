//! The ways in, by the tools that take them: the hook by pre-commit, the action, the workflows and the GitLab template by
//! their published schemas (check-jsonschema), completions by bash.

mod support;
#[path = "support/tools.rs"]
mod tools;

use std::path::Path;
use std::process::Command;

use support::{Folder, alertgap};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Does check-jsonschema find `file` right by one of the schemas that it carries?
fn by_schema(schema: &[&str], file: &Path) {
    let Some(mut tool) = tools::python("check-jsonschema") else { return };
    let (right, said) = tools::said(tool.args(schema).arg(file));
    assert!(right, "{}: {said}", file.display());
}

#[test]
fn the_action_the_workflow_and_the_template_are_what_their_schemas_say() {
    by_schema(&["--builtin-schema", "vendor.github-actions"], &root().join("action.yml"));
    for workflow in ["release.yml", "dependencies.yml"] {
        let file = root().join(".github/workflows").join(workflow);
        by_schema(&["--builtin-schema", "vendor.github-workflows"], &file);
    }
    let gitlab = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
    by_schema(&gitlab, &root().join("templates/gitlab.yml"));
}

#[test]
fn the_scripts_in_them_are_scripts() {
    for file in ["action.yml", ".github/workflows/release.yml"] {
        let text = std::fs::read_to_string(root().join(file)).expect("it is there");
        let value: serde_json::Value = serde_yaml::from_str(&text).expect("it is YAML");
        let mut scripts = Vec::new();
        collect(&value, &mut scripts);
        assert!(scripts.len() > 3, "{file}");
        for script in scripts {
            let checked = Command::new("bash").args(["-n", "-c", &script]).output().expect("bash runs");
            assert!(checked.status.success(), "{file}: {script}: {}", String::from_utf8_lossy(&checked.stderr));
            assert!(
                !script.contains("${{"),
                "{file}: what others choose reaches a script by its environment: {script}"
            );
        }
    }
}

fn collect(value: &serde_json::Value, scripts: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str() {
                    Some(script) if key == "run" => scripts.push(script.to_owned()),
                    _ => collect(value, scripts),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, scripts)),
        _ => {}
    }
}

#[test]
fn the_version_is_the_same_everywhere() {
    let template = std::fs::read_to_string(root().join("templates/gitlab.yml")).expect("it is there");
    assert!(template.contains(&format!("ALERTGAP_VERSION: {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn what_init_writes_is_what_the_schemas_say() {
    for ci in ["github", "gitlab"] {
        let folder = Folder::new();
        folder.write(".git/HEAD", "ref: refs/heads/it's {odd}\n");
        folder.write("INC-1.md", "---\nid: INC-1\nservices: [checkout, \"pay: outs\"]\nroot_causes: [It broke.]\n---\n# INC-1: x\n\n## Impact\n\nx\n");
        folder.write("it's alerts/a.yml", "groups: [{name: a, rules: [{alert: A, expr: up == 0}]}]\n");
        folder.write("prometheus.yml", "global: {}\nscrape_configs: []\n");
        let begun = alertgap(&["init", "--ci", ci], folder.path());
        assert_eq!(begun.status, 0, "{}", begun.stderr);
        let at = |name: &str| folder.path().join(name);
        match ci {
            "github" => {
                by_schema(&["--builtin-schema", "vendor.github-workflows"], &at(".github/workflows/alertgap.yml"))
            }
            _ => by_schema(
                &["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
                &at(".gitlab-ci.yml"),
            ),
        }
        // All that is commented out is right as well.
        let configuration = std::fs::read_to_string(at("alertgap.yml")).expect("it was written");
        let (head, keys) = configuration.split_once("\n\n").expect("the head ends");
        let keys = keys.lines().filter(|line| !line.starts_with("# ") || is_key(line));
        let keys: String = keys.map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect();
        folder.write("alertgap.yml", format!("{head}\n{keys}"));
        assert!(["services:\n  checkout: {", "mounts:\n", "waivers:\n"].iter().all(|key| keys.contains(key)), "{keys}");
        let schema = at(".alertgap.schema.json");
        by_schema(&["--schemafile", schema.to_str().expect("it is UTF-8")], &at("alertgap.yml"));
        let listed = alertgap(&["check", "--list-files"], folder.path());
        assert_eq!(listed.status, 0, "{}: {keys}", listed.stderr);
        if let Some(mut tool) = tools::python("pre-commit") {
            let (right, said) = tools::said(tool.arg("validate-config").arg(at(".pre-commit-config.yaml")));
            assert!(right, "{said}");
        }
    }
}

/// Of the comments, those that are keys: `# sources:`, `#   include: [a]`.
fn is_key(line: &str) -> bool {
    let text = line.trim_start_matches("# ");
    text.starts_with("  ")
        || text.split_once(':').is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

/// A repository whose hooks come from here, with one incident and its guard in the first commit.
struct Hooked(Folder);

const INCIDENT: &str = "---
id: INC-2031
root_causes:
  - {id: RC1, text: The workers deadlocked and took nothing from the queue., alerts: [WorkersIdle]}
---
# INC-2031: Checkout took no orders

## Impact

No orders for 41 minutes.
";
const GUARD: &str = "groups:
- name: workers
  rules:
  - alert: WorkersIdle
    expr: rate(worker_tasks_total[5m]) < 10
    labels: {severity: page}
    annotations: {summary: idle, description: idle, runbook_url: \"https://runbooks.example.com/idle\"}
  - alert: QueueAge
    expr: queue_age_seconds > 600
";

impl Hooked {
    fn new() -> Hooked {
        let hooked = Hooked(Folder::new());
        hooked.git("hooks", &["init", "--quiet", "--initial-branch=main"]);
        let manifest = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("it is there");
        hooked.0.write("hooks/.pre-commit-hooks.yaml", manifest);
        let rev = hooked.commit("hooks", "hooks").1;
        hooked.git("ops", &["init", "--quiet", "--initial-branch=main"]);
        let repo = hooked.0.path().join("hooks");
        let hooks =
            format!("repos:\n- repo: {}\n  rev: {}\n  hooks: [{{id: alertgap-system}}]\n", repo.display(), rev.trim());
        hooked.0.write("ops/.pre-commit-config.yaml", hooks);
        hooked
    }

    /// A command in one of the folders, away from the user's configuration, with the program on its path.
    fn command(&self, mut command: Command, folder: &str) -> Command {
        let home = self.0.path().join("home");
        std::fs::create_dir_all(self.0.path().join(folder)).expect("folders can be made");
        let program = Path::new(env!("CARGO_BIN_EXE_alertgap")).parent().expect("it is in a folder");
        let path = std::env::join_paths(
            [program.to_path_buf(), root().join("target/tools/python/bin")]
                .into_iter()
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        command.current_dir(self.0.path().join(folder)).env("PATH", path.expect("the path can be joined"));
        command.env("HOME", &home).env("PRE_COMMIT_HOME", home.join("cache")).env("GIT_CONFIG_NOSYSTEM", "1");
        for name in
            ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GITHUB_ACTIONS", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"]
        {
            command.env_remove(name);
        }
        let who = [("AUTHOR", "NAME"), ("AUTHOR", "EMAIL"), ("COMMITTER", "NAME"), ("COMMITTER", "EMAIL")];
        for (who, what) in who {
            command.env(format!("GIT_{who}_{what}"), if what == "NAME" { "test" } else { "test@example.com" });
        }
        command
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> (bool, String) {
        tools::said(self.command(Command::new("git"), folder).args(arguments))
    }

    /// Commits everything; what was said, or else the new commit.
    fn commit(&self, folder: &str, message: &str) -> (bool, String) {
        self.git(folder, &["add", "--all"]);
        match self.git(folder, &["commit", "--quiet", "--message", message]) {
            (true, _) => self.git(folder, &["rev-parse", "HEAD"]),
            refused => refused,
        }
    }
}

#[test]
fn pre_commit_runs_the_hook_and_stops_the_commit_that_takes_a_guard_away() {
    let (Some(mut judge), Some(installer), Some(runner)) =
        (tools::python("pre-commit"), tools::python("pre-commit"), tools::python("pre-commit"))
    else {
        return;
    };
    let (right, said) = tools::said(judge.arg("validate-manifest").arg(root().join(".pre-commit-hooks.yaml")));
    assert!(right, "{said}");
    let hooked = Hooked::new();
    // The first commit: no HEAD to compare with, and no postmortem yet.
    hooked.0.write("ops/alerts/workers.yml", GUARD);
    let (done, said) = tools::said(hooked.command(installer, "ops").arg("install"));
    assert!(done, "{said}");
    let (done, said) = hooked.commit("ops", "alerts");
    assert!(done, "a repository without a postmortem can be committed to: {said}");
    hooked.0.write("ops/postmortems/2031.md", INCIDENT);
    let (done, said) = hooked.commit("ops", "incident");
    assert!(done, "{said}");

    // A harmless change, and one that takes the guard away.
    hooked.0.write("ops/alerts/workers.yml", GUARD.replace("> 600", "> 900"));
    let (done, said) = hooked.commit("ops", "the queue may be older");
    assert!(done, "{said}");
    let without = GUARD.replace("alert: WorkersIdle", "alert: WorkersLazy");
    hooked.0.write("ops/alerts/workers.yml", &without);
    let (done, said) = hooked.commit("ops", "a better name");
    assert!(!done && said.contains("INC-2031") && said.contains("WorkersIdle"), "{said}");

    // What is not staged does not count, and a file that has nothing to do with it is let through.
    hooked.git("ops", &["reset", "--quiet"]);
    hooked.0.write("ops/notes.md", "# Notes\n");
    hooked.git("ops", &["add", "notes.md"]);
    let (done, said) = hooked.git("ops", &["commit", "--quiet", "--message", "notes"]);
    assert!(done, "{said}");
    let (passes, said) = tools::said(hooked.command(runner, "ops").args(["run", "--all-files"]));
    assert!(!passes && said.contains("INC-2031"), "with --all-files the working tree counts: {said}");
}

#[test]
fn completions_can_be_sourced_in_bash_and_complete() {
    let script = "source <(\"$1\" completions bash)\n\
        complete -p alertgap >/dev/null || exit 3\n\
        try() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _alertgap alertgap \"${@: -1}\" \"${@: -2:1}\"; \
        echo \"${COMPREPLY[*]}\"; }\n\
        try alertgap che\ntry alertgap check --form\ntry alertgap check --format sar\ntry alertgap list mo\n";
    let output = Command::new("bash").args(["--norc", "-c", script, "bash", env!("CARGO_BIN_EXE_alertgap")]).output();
    let output = output.expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "check\n--format\nsarif\nmodes\n", "{}", String::from_utf8_lossy(&output.stderr));
}
