//! rule/duplicate

use foldhash::{HashMap, HashMapExt};

use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{Alert, AlertId};
use crate::source::FileId;

/// Two alerts of one file have the same name and the same labels.
pub(in crate::check) static CHECK: Check = Check {
    id: "rule/duplicate",
    about: About::Other,
    severity: &[Severity::Warning],
    page: include_str!("duplicate.md"),
    run,
};

/// What makes two alerts the same to whoever is paged: file, name and labels.
type Identity<'a> = (FileId, &'a str, Vec<(&'a str, &'a str)>);

fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut first: HashMap<Identity<'_>, AlertId> = HashMap::new();
    let mut findings = Vec::new();
    for (id, alert) in input.model.rules.ids() {
        match first.get(&identity(input, alert)) {
            Some(&earlier) => findings.push(finding(input, earlier, id)),
            None => {
                first.insert(identity(input, alert), id);
            }
        }
    }
    findings
}

fn identity<'a>(input: &Input<'a>, alert: &'a Alert) -> Identity<'a> {
    let group = &input.model.rules.groups[alert.group];
    let own = alert.labels.iter().map(|label| (&*label.name.value, &*label.value.value));
    let added = group.labels.iter().filter(|label| alert.label(&label.name).is_none());
    let mut labels: Vec<_> = own.chain(added.map(|label| (&*label.name.value, &*label.value.value))).collect();
    labels.sort_unstable();
    (group.file, &alert.name, labels)
}

fn finding(input: &Input<'_>, earlier: AlertId, id: AlertId) -> Finding {
    let (first, second) = (input.model.rules.alert(earlier), input.model.rules.alert(id));
    let same = first.text.value == second.text.value;
    let help = if same { "remove one of them" } else { "give them different names, or labels that tell them apart" };
    Finding::at(CHECK.id, Severity::Warning, second.name.place, "again, with the same labels")
        .says(format!("{} is defined twice", &*second.name))
        .also(first.name.place, "first here")
        .help(help)
        .of_alert(id)
}
