//! Every rule file of a folder: `ALERTGAP_CORPUS`, or `../shared/corpus` beside this project where it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alertgap::load::{Options, read};
use alertgap::model::{Expr, Kind};

use super::{alertgap, folder, has_promtool, promtool};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let named = std::env::var_os("ALERTGAP_CORPUS").map(PathBuf::from);
    named.or(Some(beside)).filter(|corpus| corpus.is_dir())
}

/// A rule file as promtool reads it: of a resource, what stands under `spec`, with its indentation taken off.
fn plain(text: &str, kinds: &[Kind]) -> Option<String> {
    if kinds == [Kind::Rules] {
        return Some(text.to_owned());
    }
    if kinds != [Kind::RuleResource] {
        return None;
    }
    let mut lines = text.lines().skip_while(|line| line.trim_end() != "spec:").skip(1).peekable();
    let indent = lines.peek().map_or(0, |line| line.len() - line.trim_start().len());
    let inside = lines.take_while(|line| line.trim().is_empty() || line.starts_with(' '));
    let spec: Vec<&str> = inside.map(|line| line.get(indent..).unwrap_or_default()).collect();
    Some(spec.join("\n") + "\n")
}

/// Why promtool of early 2023 and we may differ on a file; each is a kind of reason, no file is named.
fn reason(text: &str, ours: &[String], theirs: Option<&str>) -> Option<&'static str> {
    const FIELDS: &[&str] = &["query_offset", "labels", "partial_response_strategy", "source_tenants", "namespace"];
    match theirs {
        Some(said) if ours.is_empty() => {
            let new_field =
                |field: &&&str| said.contains(&format!("field {field} not found in type rulefmt.RuleGroup"));
            let foreign = text.lines().any(|line| {
                let expr = line.trim_start().strip_prefix("expr:").unwrap_or_default();
                expr.contains("|=")
                    || expr.contains("|~")
                    || Expr::read(expr).is_ok_and(|expr| !expr.feature.is_plain())
            });
            match () {
                () if FIELDS.iter().find(new_field).is_some() => Some("a group field of Prometheus 3, Thanos or Mimir"),
                () if said.contains("could not parse expression") && foreign => {
                    Some("LogQL, or PromQL of Prometheus 3")
                }
                () if said.contains("invalid label name") => Some("a name that Prometheus 3 takes"),
                () => None,
            }
        }
        None if ours.iter().all(|said| said.contains("has not been rendered")) => {
            // What we take from `spec` to show promtool leaves out the template above it, at which we stopped.
            let is_resource = !text.contains("{{-");
            let in_string = text.contains("${").then_some("a template inside a string of an expression");
            in_string.or(is_resource.then_some("a resource whose metadata is a template"))
        }
        _ => None,
    }
}

#[test]
fn every_rule_file_of_the_corpus_is_judged_as_promtool_judges_it() {
    if !has_promtool() {
        return;
    }
    let Some(corpus) = corpus() else {
        eprintln!("skipped: there is no corpus; name one with ALERTGAP_CORPUS");
        return;
    };
    let folder = folder("promtool-corpus");
    let ours = alertgap(&corpus);
    let loaded = read(&[corpus], &Options::default());
    let (mut files, mut refused) = (0, 0);
    let mut apart: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for kind in &loaded.model.files {
        let source = loaded.sources.file(kind.file);
        let Some(rules) = plain(&source.text, &kind.kinds) else { continue };
        let file = folder.join(format!("{files:04}.yml"));
        std::fs::write(&file, &rules).expect("a rule file can be written");
        files += 1;
        let theirs = promtool(&file);
        refused += usize::from(theirs.is_some());
        let said = &ours[&source.path];
        if theirs.is_some() != said.is_empty() {
            continue;
        }
        match reason(&rules, said, theirs.as_deref()) {
            Some(reason) => apart.entry(reason).or_default().push(source.path.clone()),
            None => wrong.push(format!("{}\n  promtool: {theirs:?}\n  alertgap: {said:?}", source.path)),
        }
    }
    eprintln!("{files} rule files, {refused} refused by promtool; apart for a reason: {apart:#?}");
    assert!(wrong.is_empty(), "{} of {files} files differ:\n{}", wrong.len(), wrong.join("\n"));
}
