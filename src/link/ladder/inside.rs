//! What the Prometheus of a file of docker compose, or of a pod, sees of the files here: those that are mounted in its
//! container, where they are mounted.

use super::{glob, path_of};
use crate::link::words::WORDS;
use crate::model::{Cluster, Container, Given, Model, Mount, Resource};
use crate::source::{Place, Sources};

/// Images of Prometheus that hold no rules.
const OFFICIAL: [&str; 2] = ["prom/prometheus", "prometheus/prometheus"];
/// How its image is called in any registry.
const PROMETHEUS: &str = "prometheus";
/// Where it looks for its configuration when nobody says.
const CONFIGURATION: &str = "/etc/prometheus/prometheus.yml";

/// The container of one Prometheus.
pub(super) struct Inside<'a> {
    pub(super) container: &'a Container,
    /// Where its configuration is in it.
    configuration: String,
    seen: Vec<Seen>,
}

/// What is seen at a path in it.
struct Seen {
    /// The file or folder here; `None` where it is none.
    source: Option<String>,
    target: String,
}

impl<'a> Inside<'a> {
    /// Every Prometheus of docker compose, and of pods of which all is known that is mounted from `ConfigMap`s, but those for
    /// trials; none where one may run elsewhere.
    pub(super) fn all(sources: &Sources, model: &'a Model) -> Vec<Inside<'a>> {
        let cluster = &model.cluster;
        let runs = |container: &&Container| container.program() == PROMETHEUS;
        let is_open = |container: &Container| container.mounts.iter().any(|mount| mount.shows.is_some());
        let is_known = |resource: &Resource| {
            let mut of = cluster.containers.iter().filter(runs).filter(|container| container.of == *resource);
            let brings = |it: &&Container| it.mounts.iter().any(|mount| mount.source.is_some()) && !is_open(it);
            of.next().filter(brings).is_some() && of.next().is_none()
        };
        let elsewhere = cluster.workloads.iter().any(|workload| {
            let is_pod = workload.resource.kind != "service" && workload.runs.is_some();
            is_pod && (workload.collects || !is_known(&workload.resource))
        });
        let is_on_trial = |it: &&Container| WORDS.places().is_on_trial(path_of(sources, it.place.file));
        let all = cluster.containers.iter().filter(runs);
        let all: Vec<&Container> = all.filter(|it| !is_on_trial(it)).collect();
        let is_read = cluster.has_read(Cluster::COMPOSE) && cluster.has_read_all_that_runs();
        if elsewhere || all.is_empty() || !is_read {
            return Vec::new();
        }
        let paths: Vec<String> = sources.iter().map(|(_, file)| glob::cleaned(&file.path)).collect();
        // One of which nobody knows its configuration may have any.
        all.into_iter().map(|container| Inside::new(&paths, container)).collect::<Option<_>>().unwrap_or_default()
    }

    /// That which runs with the configuration at `path`, where there is one alone, and all is known of it.
    pub(super) fn of<'i>(
        all: &'i [Inside<'a>],
        (sources, model): (&Sources, &Model),
        path: &str,
    ) -> Option<&'i Inside<'a>> {
        let mut with_it = all.iter().filter(|inside| inside.runs_with(path));
        with_it.next().filter(|inside| with_it.next().is_none() && inside.is_known(sources, model))
    }

    /// Any container that reads rules, of which no configuration says where.
    pub(super) fn of_container(sources: &Sources, container: &'a Container) -> Inside<'a> {
        let paths: Vec<String> = sources.iter().map(|(_, file)| glob::cleaned(&file.path)).collect();
        Inside { container, configuration: "/".to_owned(), seen: seen(&paths, container) }
    }

    fn runs_with(&self, path: &str) -> bool {
        self.file_at(&self.configuration).as_deref() == Some(path)
    }

    fn is_known(&self, sources: &Sources, model: &Model) -> bool {
        is_official(self.container.untagged())
            && self.container.is_whole
            && !is_changed(sources, &model.cluster, self.container)
    }

    /// Why nothing runs with the configuration at `path`: it is mounted elsewhere than where the only Prometheus looks for it.
    pub(super) fn misplaced(
        all: &[Inside<'a>],
        (sources, model): (&Sources, &Model),
        path: &str,
    ) -> Option<(String, Place)> {
        let [only] = all else { return None };
        let seen = only.paths_of(path).next()?;
        let (wanted, at) = only.container.given("config.file").value()?;
        let is_elsewhere = only.over(&only.configuration).is_none() && only.configuration != CONFIGURATION;
        let why = || {
            let shown = only.container.shown();
            format!("{shown} is started with --config.file={wanted}, where nothing is mounted: {path} is at {seen}")
        };
        (is_elsewhere && only.is_known(sources, model)).then(|| (why(), at))
    }

    /// Beside the files at these `paths`.
    fn new(paths: &[String], container: &'a Container) -> Option<Inside<'a>> {
        let configuration = match container.given("config.file") {
            Given::Not => CONFIGURATION.to_owned(),
            Given::As(argument) => glob::cleaned(argument.value.as_deref()?),
            Given::Perhaps => return None,
        };
        Some(Inside { container, configuration, seen: seen(paths, container) })
    }

    /// What is mounted at a path in the container, or nearest above it.
    fn over(&self, path: &str) -> Option<&Seen> {
        let over = self.seen.iter().filter(|seen| below(path, &seen.target).is_some());
        over.max_by_key(|seen| seen.target.len())
    }

    /// The file here that is at a path in the container.
    fn file_at(&self, path: &str) -> Option<String> {
        let seen = self.over(path)?;
        let rest = below(path, &seen.target)?;
        Some(joined(seen.source.as_ref()?, rest))
    }

    /// Where a file here is in the container.
    fn paths_of<'f>(&'f self, file: &'f str) -> impl Iterator<Item = String> + 'f {
        self.seen.iter().filter_map(move |seen| {
            let path = joined(&seen.target, below(file, seen.source.as_ref()?)?);
            self.over(&path).is_some_and(|over| std::ptr::eq(over, seen)).then_some(path)
        })
    }

    /// Does a pattern of its configuration match a file here?
    pub(super) fn matches(&self, pattern: &str, file: &str) -> bool {
        let pattern = self.whole(pattern);
        self.paths_of(file).any(|path| glob::matches(&pattern, &path) == Some(true))
    }

    /// May a pattern match a file that is not here?
    pub(super) fn may_bring_others(&self, pattern: &str) -> bool {
        let pattern = self.whole(pattern);
        let folder = pattern.rsplit_once('/').map_or("", |(folder, _)| folder);
        let others = || self.seen.iter().filter(|seen| seen.source.is_none());
        let is_open = self.over(folder).is_some_and(|over| over.source.is_none());
        is_open || others().any(|seen| glob::matches(&pattern, &seen.target) != Some(false))
    }

    /// A pattern as a path of the container.
    fn whole(&self, pattern: &str) -> String {
        glob::beside(&glob::escaped(&self.configuration), pattern)
    }

    /// What it does not see, and what it does see: `the service prometheus of compose.yml mounts rules/a.yml, and not rules/b.yml`.
    pub(super) fn why_not(&self, sources: &Sources, file: &str) -> String {
        let path = path_of(sources, self.container.place.file);
        let mounts = self.seen.iter().filter_map(|seen| seen.source.as_deref()).filter(|source| !source.is_empty());
        let mounted: Vec<&str> = mounts.filter(|source| *source != self.own_file()).collect();
        let what = if mounted.is_empty() { "no rule file".to_owned() } else { mounted.join(", ") };
        format!("{} of {path} mounts {what} and so never sees {file} where rule_files looks", self.container.shown())
    }

    fn own_file(&self) -> String {
        self.file_at(&self.configuration).unwrap_or_default()
    }
}

/// What is mounted in a container, beside the files at these `paths`.
fn seen(paths: &[String], container: &Container) -> Vec<Seen> {
    // What nobody has here may be made there, of anything.
    let is_here = |source: &String| source.is_empty() || paths.iter().any(|path| below(path, source).is_some());
    let one = |mount: &Mount| Seen {
        source: mount.source.as_deref().map(glob::cleaned).filter(is_here),
        target: glob::cleaned(&mount.target),
    };
    container.mounts.iter().map(one).collect()
}

/// Is an image, without its tag, one of Prometheus as it is published?
pub(super) fn is_official(image: &str) -> bool {
    OFFICIAL.iter().any(|name| is_image(image, name))
}

/// Does an image have this name, in whatever registry?
fn is_image(image: &str, name: &str) -> bool {
    image.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// May another file change a service of docker compose: one beside it, or one that says no image of it?
pub(super) fn is_changed(sources: &Sources, cluster: &Cluster, container: &Container) -> bool {
    let folder = |at: &Container| {
        let path = path_of(sources, at.place.file);
        path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())
    };
    let changes = |other: &Container| {
        let is_near = other.image.is_empty() || folder(other) == folder(container);
        let is_same = other.of.kind == "service" && other.of.name == container.of.name;
        other.place.file != container.place.file && is_same && is_near
    };
    container.of.kind == "service" && cluster.containers.iter().any(changes)
}

/// The rest of a path below a folder, or of that itself: `/a.yml` of `rules/a.yml` below `rules`.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    (folder.is_empty() || rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

fn joined(folder: &str, rest: &str) -> String {
    glob::cleaned(&format!("{folder}/{rest}")).trim_start_matches(if folder.is_empty() { "/" } else { "" }).to_owned()
}
