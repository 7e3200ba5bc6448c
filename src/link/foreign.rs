//! What a text speaks of that no exporter of hosts or containers shows: a database that a provider runs, a switch.
//!
//! "The storage of the RDS instance was full" is a full disk, and an alert on `node_filesystem_avail_bytes` will never see it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use globset::GlobSet;
use serde::Deserialize;

use super::modes::sentences;
use super::words::globs;
use crate::model::{Hosted, ModeId};
use crate::patterns::{Letters, Patterns};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kinds: Vec<Entry>,
    beside: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    why: String,
    metrics: Vec<String>,
    /// Metrics that show them all the same.
    #[serde(default)]
    except: Vec<String>,
    /// Only where they are selected by such a job, if any are given.
    #[serde(default)]
    jobs: Vec<String>,
    words: Vec<String>,
    /// What is meant by such words, where the document names a provider's.
    #[serde(default)]
    hosted: BTreeMap<Hosted, String>,
}

/// One kind of things.
struct Kind {
    /// Why they show none.
    why: String,
    /// Metrics that show none of them, but for some.
    metrics: GlobSet,
    except: GlobSet,
    /// The jobs by which these have to be selected; empty where any will do.
    jobs: GlobSet,
    /// Their names,
    named: Patterns,
    /// and their names where they are only used.
    used: Patterns,
    /// Plain names of what the provider runs, by sort: likewise named and used.
    hosted: Vec<(Hosted, Patterns, Patterns)>,
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/foreign.json")))
        .expect("rules/foreign.yml is read by a test");
    file.kinds.into_iter().map(|entry| Kind::new(entry, &file.beside)).collect()
});

impl Kind {
    fn new(entry: Entry, beside: &str) -> Kind {
        let words = |lead: &str, words: &[String]| {
            let texts: Vec<String> = words.iter().map(|word| format!(r"\b{lead}{word}\b")).collect();
            Patterns::new(texts, Letters::AnyCase)
        };
        let both = |names: &[String]| {
            (words("", names), words(&format!(r"{beside} (the |our |an? |its |their )?(\w+ )?"), names))
        };
        let (named, used) = both(&entry.words);
        let hosted = entry.hosted.into_iter().map(|(sort, words)| {
            let (named, used) = both(&[words]);
            (sort, named, used)
        });
        Kind {
            metrics: globs(&entry.metrics),
            except: globs(&entry.except),
            jobs: globs(&entry.jobs),
            hosted: hosted.collect(),
            named,
            used,
            why: entry.why,
        }
    }

    /// Does a sentence speak of one of them, where a provider runs those of the sorts `hosted`?
    fn is_meant(&self, sentence: &str, hosted: &[Hosted]) -> bool {
        let meant =
            |named: &Patterns, used: &Patterns| named.is_match(sentence) && named.is_match(&used.blanked(sentence));
        let mut of_sort = self.hosted.iter().filter(|(sort, ..)| hosted.contains(sort));
        meant(&self.named, &self.used) || of_sort.any(|(_, named, used)| meant(named, used))
    }
}

/// The kinds of things that `metric`, selected by such a `job`, never shows, by number.
pub(super) fn never_shown_by<'n>(metric: &'n str, job: Option<&'n str>) -> impl Iterator<Item = usize> + 'n {
    let is_by = move |kind: &Kind| kind.jobs.is_empty() || job.is_some_and(|job| kind.jobs.is_match(job));
    let shows_none = move |kind: &Kind| kind.metrics.is_match(metric) && !kind.except.is_match(metric) && is_by(kind);
    KINDS.iter().enumerate().filter(move |(_, kind)| shows_none(kind)).map(|(number, _)| number)
}

/// A sentence of a cause or an item, and the modes of that cause or item which it tells of.
#[derive(Debug)]
pub(super) struct Sentence<'t> {
    text: &'t str,
    modes: Vec<ModeId>,
}

/// The sentences of `text`, each with those of its `modes` that it tells of (`of`, as it stands alone).
pub(super) fn told<'t>(text: &'t str, modes: &[ModeId], of: impl Fn(&str) -> Vec<ModeId>) -> Vec<Sentence<'t>> {
    let told = |text: &'t str| {
        let modes = of(text).into_iter().filter(|mode| modes.contains(mode)).collect();
        Sentence { text, modes }
    };
    sentences(text).into_iter().map(|range| told(&text[range])).collect()
}

/// Why no alert on such a metric sees `mode` in `text`, where it speaks of a thing of this kind: in a sentence that tells of
/// the mode, or in the first that tells of anything, which says where it all was. `hosted` is what a provider runs.
pub(super) fn why_unseen<'t>(
    number: usize,
    (text, told): (&str, impl FnOnce() -> &'t [Sentence<'t>]),
    mode: ModeId,
    hosted: &[Hosted],
) -> Option<&'static str> {
    let kind = KINDS.get(number).filter(|kind| kind.is_meant(text, hosted))?;
    let told = told();
    let tells = |it: &&Sentence<'_>| it.modes.contains(&mode);
    let alone = told.iter().any(|it| tells(&it));
    let mut meant = told.iter().filter(|it| (!alone || tells(it)) && kind.is_meant(it.text, hosted));
    let leads = || told.iter().find(|it| !it.modes.is_empty()).is_some_and(|first| kind.is_meant(first.text, hosted));
    (meant.next().is_some() || leads()).then_some(kind.why.as_str())
}

#[cfg(test)]
mod tests {
    use super::{KINDS, never_shown_by, told, why_unseen};
    use crate::model::{Hosted, ModeId};

    #[test]
    fn every_pattern_compiles() {
        for kind in KINDS.iter() {
            assert!(kind.named.broken().is_empty() && kind.used.broken().is_empty(), "{}", kind.why);
            assert!(kind.hosted.iter().all(|(_, named, used)| [named, used].iter().all(|it| it.broken().is_empty())));
        }
    }

    #[test]
    fn a_provider_exports_no_series_of_hosts() {
        let of_job = |job: Option<&str>, metric: &str, text: &str, hosted: &[Hosted]| {
            let modes = [(ModeId(0), "full"), (ModeId(1), "broke")];
            let of =
                |part: &str| modes.into_iter().filter(|(_, word)| part.contains(word)).map(|(mode, _)| mode).collect();
            let told = told(text, &modes.map(|(mode, _)| mode), of);
            never_shown_by(metric, job).any(|number| why_unseen(number, (text, || &told), ModeId(0), hosted).is_some())
        };
        let run = |metric: &str, text: &str, hosted: &[Hosted]| of_job(None, metric, text, hosted);
        let unseen = |metric: &str, text: &str| run(metric, text, &[]);
        let foreign = |text: &str| unseen("node_filesystem_avail_bytes", text);
        assert!(foreign("The storage of the RDS instance was full."));
        assert!(foreign("Aurora's disk was full. The host was fine."));
        assert!(!foreign("The disk was full. The dump on RDS was too old."));
        assert!(!foreign("The disk was full, since uploads to S3 failed."));
        assert!(!foreign("The disk was full."));
        assert!(foreign("The RDS instance broke. Its volume was full."));
        assert!(!foreign("The host broke. Its volume was full. The dump on RDS broke."));
        assert!(!unseen("aws_rds_free_storage_space", "The RDS disk was full."));
        let hosted = |text: &str| run("node_filesystem_avail_bytes", text, &[Hosted::Database]);
        assert!(hosted("The disk of the database server was full."));
        assert!(!hosted("The disk was full, as writes to the database failed."));
        assert!(!hosted("The disk of the mail host was full."));
        let killed = "The shop was killed by the kernel at its memory limit.";
        assert!(run("container_oom_events_total", killed, &[Hosted::Containers]));
        assert!(!run("container_oom_events_total", killed, &[]));
        assert!(!run("node_vmstat_oom_kill", killed, &[Hosted::Containers]));
        assert!(!run("node_filesystem_avail_bytes", "The disk of the database server was full.", &[Hosted::Cache]));
        assert!(unseen("mysql_up", "On the side of our payment vendor a disk was full."));
        assert!(!unseen("probe_success", "On the side of our payment vendor a disk was full."));
        let size = |job: &str, text: &str| of_job(Some(job), "etcd_mvcc_db_total_size_in_bytes", text, &[]);
        assert!(size("kube-etcd", "The etcd of Patroni was full."));
        assert!(!size("kube-etcd", "The etcd of Kubernetes was full."));
        assert!(!size("patroni-etcd", "The etcd of Patroni was full."));
    }
}
