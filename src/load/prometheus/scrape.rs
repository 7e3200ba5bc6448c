//! What is scraped, and under which name.

use super::fields::{Fields, listed};
use super::relabel;
use crate::load::yaml::{Node, Origin};
use crate::model::{Jobs, Relabel, Scrape, Text};

/// Fields at the top that bring series in besides `scrape_configs`.
const FURTHER: &[&str] = &["scrape_config_files", "remote_read", "otlp"];

/// One entry of `scrape_configs`.
pub(super) fn read(origin: Origin<'_>, node: &Node<'_>) -> Option<Scrape> {
    let fields = Fields { origin, node };
    let job = origin.text(node.get("job_name")?)?;
    let honours = fields.value("honor_labels") == Some("true");
    let after = relabel::all(origin, node.get("metric_relabel_configs"));
    let changes_series = honours || !after.is_empty();
    let before = relabel::all(origin, node.get("relabel_configs"));
    let jobs = jobs(node, &job, honours, before.iter().chain(&after));
    let drops = before.iter().any(|step| matches!(step.action.as_str(), "keep" | "drop" | "keepequal" | "dropequal"));
    let mut groups = listed(node.get("static_configs")).iter();
    let has_targets = !drops && groups.any(|group| !listed(group.get("targets")).is_empty());
    let target_labels = target_labels(&fields, &job, before.iter().chain(&after));
    let interval = fields.interval("scrape_interval");
    Some(Scrape { interval, job, jobs, changes_series, relabelled: after, target_labels, has_targets })
}

fn jobs<'r>(node: &Node<'_>, job: &Text, honours: bool, mut steps: impl Iterator<Item = &'r Relabel>) -> Jobs {
    if honours {
        return Jobs::Open("honor_labels takes the label job from the target");
    }
    if steps.any(may_write_job) {
        return Jobs::Open("relabelling writes the label job");
    }
    let mut names = Vec::new();
    for (key, value) in node.entries() {
        let key = key.as_str().unwrap_or_default();
        if key == "static_configs" {
            for group in listed(Some(value)) {
                names.push(group.at(&["labels", "job"]).and_then(|it| it.as_str()).unwrap_or(job).to_owned());
            }
        } else if matches!(key, "file_sd_configs" | "http_sd_configs") {
            return Jobs::Open("the files of service discovery can set the label job");
        } else if key.ends_with("_sd_configs") && !listed(Some(value)).is_empty() {
            names.push(job.value.clone());
        }
    }
    if names.is_empty() {
        // Without a target the job has no series; its name is taken all the same, because targets may come.
        names.push(job.value.clone());
    }
    names.sort();
    names.dedup();
    Jobs::Known(names)
}

/// The labels that configuration and relabelling may give to the targets of a job. What is collected from elsewhere has labels
/// of any kind.
fn target_labels<'r>(
    fields: &Fields<'_, '_>,
    job: &Text,
    steps: impl Iterator<Item = &'r Relabel>,
) -> Option<Vec<String>> {
    let collects = fields.value("metrics_path").is_some_and(|path| path.contains("federate")) || job.contains("push");
    let named = |key: &str| matches!(key, "file_sd_configs" | "http_sd_configs");
    let entries = || fields.node.entries().iter().map(|(key, value)| (key.as_str().unwrap_or_default(), value));
    if collects || entries().any(|(key, _)| named(key)) {
        return None;
    }
    let groups = entries().filter(|(key, _)| *key == "static_configs").flat_map(|(_, value)| listed(Some(value)));
    let given = groups.filter_map(|group| group.get("labels")).flat_map(|labels| labels.entries());
    let mut labels: Vec<String> = given.filter_map(|(label, _)| Some(label.as_str()?.to_owned())).collect();
    for step in steps {
        match step.action.as_str() {
            "keep" | "drop" | "keepequal" | "dropequal" | "labeldrop" | "labelkeep" => {}
            "labelmap" => return None,
            _ if step.target_label.contains('$') => return None,
            _ => labels.push(step.target_label.clone()),
        }
    }
    Some(labels)
}

fn may_write_job(step: &Relabel) -> bool {
    match step.action.as_str() {
        "labelmap" => true,
        "keep" | "drop" | "keepequal" | "dropequal" | "labeldrop" | "labelkeep" => false,
        _ => step.target_label == "job" || step.target_label.contains('$'),
    }
}

/// What brings in series besides `scrape_configs`.
pub(super) fn further_series(fields: &Fields<'_, '_>) -> Option<Text> {
    let mut entries = fields.node.entries().iter();
    let found = entries.find(|(key, value)| FURTHER.contains(&key.as_str().unwrap_or_default()) && !value.is_null());
    found.and_then(|(key, _)| fields.origin.text(key))
}
