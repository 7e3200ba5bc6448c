//! `rules/started.yml`: the programs that containers run, and what their arguments take away of what they export.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use globset::GlobSet;
use serde::{Deserialize, Deserializer};

use super::rulers;
use super::versions::Since;
use crate::link::words;
use crate::model::{Container, Given};
use crate::patterns::Patterns;
use crate::source::Place;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    programs: Vec<Program>,
    listens: String,
    anything: Vec<String>,
    mounted: Patterns,
    file_systems: Vec<FileSystem>,
    prometheus_since: Since,
    rulers: Vec<rulers::Program>,
}

/// What a program is, and how it is told what to export.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    images: Vec<String>,
    official: Vec<String>,
    /// Where it listens when nobody says.
    pub(super) port: u16,
    /// The argument that says where it listens.
    listens: String,
    #[serde(default)]
    pub(super) receives: Vec<String>,
    #[serde(default)]
    pub(super) retention: Vec<String>,
    #[serde(default)]
    pub(super) retains: Vec<String>,
    pub(super) lookback: Option<String>,
    #[serde(default)]
    variables: Vec<String>,
    #[serde(default)]
    metrics: Globs,
    #[serde(default)]
    open: Vec<String>,
    collectors: Option<Collectors>,
    #[serde(default)]
    pub(super) filters: Vec<Filter>,
    #[serde(default)]
    without: BTreeMap<String, Globs>,
    resources: Option<Resources>,
    #[serde(default)]
    pub(super) denied: Vec<String>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) allowed: Vec<Allowed>,
}

/// An argument that lists the labels which some metrics have, by the resources that these are of: `pods=[team],nodes=[*]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allowed {
    pub(super) argument: String,
    /// The metric of each resource.
    pub(super) metrics: BTreeMap<String, String>,
    /// How such labels begin.
    pub(super) prefix: String,
}

impl Allowed {
    /// Why a container gives a metric no such label.
    pub(super) fn lacks(
        &self,
        program: &Program,
        container: &Container,
        (metric, label): (&str, &str),
    ) -> Option<(String, Place)> {
        let name = label.strip_prefix(self.prefix.as_str())?;
        let (resource, _) = self.metrics.iter().find(|(_, known)| *known == metric)?;
        let argument = &self.argument;
        let (listed, place) = match program.given(container, argument) {
            Given::Not => return Some((format!("is started without --{argument}"), container.place)),
            given => given.value()?,
        };
        let is_allowed = |resource: &str| {
            let list = listed.split_once(&format!("{resource}=[")).and_then(|(_, rest)| rest.split_once(']'));
            let own = |label: &str| label.replace(|c: char| !c.is_ascii_alphanumeric(), "_") == name;
            list.is_some_and(|(list, _)| list.split(',').any(|label| label.trim() == "*" || own(label.trim())))
        };
        (!is_allowed(resource) && !is_allowed("*"))
            .then(|| (format!("allows no label {name} of {resource} (--{argument})"), place))
    }
}

/// The collectors of a program, which arguments switch on and off.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Collectors {
    named: String,
    none: Option<String>,
    usual: BTreeMap<String, Globs>,
    #[serde(default)]
    unusual: BTreeMap<String, Globs>,
}

/// An argument that leaves series out by a label.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    pub(super) arguments: Vec<String>,
    pub(super) metrics: Globs,
    pub(super) label: String,
    #[serde(default)]
    pub(super) keeps: bool,
    #[serde(default)]
    pub(super) whole: bool,
}

/// An argument that lists what a program tells of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resources {
    argument: String,
    metrics: BTreeMap<String, Globs>,
}

/// Types of file systems, and how texts tell of one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSystem {
    told: Patterns,
    types: Vec<String>,
}

/// Globs on the names of metrics.
#[derive(Default)]
pub(super) struct Globs(GlobSet);

impl<'de> Deserialize<'de> for Globs {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Globs, D::Error> {
        Ok(Globs(words::globs(&Vec::<String>::deserialize(source)?)))
    }
}

impl Globs {
    pub(super) fn hold(&self, metric: &str) -> bool {
        self.0.is_match(metric)
    }
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/started.json")))
        .expect("rules/started.yml is read by a test")
});

/// May a container export the metrics of any other?
pub(super) fn may_export_anything(container: &Container) -> bool {
    FILE.anything.iter().any(|image| image == container.program())
}

/// The paths in a text, in lower case, at which it says that something is mounted.
pub(super) fn mounted_in(text: &str) -> impl Iterator<Item = &str> {
    let told = FILE.mounted.find_iter(text).map(|found| &text[found]);
    told.filter_map(|told| told.find('/').map(|at| &told[at..]))
}

/// The ports at which a container answers others, and where that is written; `None` where that is not known, or where a
/// `Service` stands before it with ports of its own.
pub(super) fn ports(container: &Container) -> Option<(Vec<u16>, Place)> {
    if container.of.kind != "service" {
        return None;
    }
    let program = Program::of(container);
    let listens = program.map_or(&FILE.listens, |program| &program.listens);
    let given: Vec<_> = container.arguments.iter().filter(|it| it.name == *listens).collect();
    let Some(first) = given.first() else {
        let program = program.filter(|program| program.given(container, listens) == Given::Not)?;
        return Some((vec![program.port], container.place));
    };
    let ports = given.iter().map(|argument| {
        let value = argument.value.as_deref().filter(|_| !argument.is_open)?;
        let (host, port) = value.rsplit_once(':').unwrap_or(("", value));
        // What listens at its own loopback answers nobody else.
        let is_own = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
        port.parse::<u16>().ok().map(|port| Some(port).filter(|_| !is_own))
    });
    let ports: Option<Vec<Option<u16>>> = ports.collect();
    Some((ports?.into_iter().flatten().collect(), first.place))
}

/// Since when Prometheus knows what rules may hold.
pub(super) fn since() -> &'static Since {
    &FILE.prometheus_since
}

/// What evaluates rules beside Prometheus.
pub(super) fn rulers() -> &'static [rulers::Program] {
    &FILE.rulers
}

/// The types of the file system that a text, in lower case, tells of.
pub(super) fn file_systems_told(text: &str) -> Option<&'static [String]> {
    FILE.file_systems.iter().find(|it| it.told.is_match(text)).map(|it| it.types.as_slice())
}

impl Program {
    /// What a container runs, where that is known.
    pub(super) fn of(container: &Container) -> Option<&'static Program> {
        let name = container.program();
        FILE.programs.iter().find(|program| program.images.iter().any(|image| image == name))
    }

    /// That which alone exports a metric.
    pub(super) fn of_metric(metric: &str) -> Option<&'static Program> {
        FILE.programs.iter().find(|program| program.metrics.hold(metric))
    }

    /// Does a container run it, whatever its arguments?
    pub(super) fn is_run_by(&self, container: &Container) -> bool {
        Program::of(container).is_some_and(|program| std::ptr::eq(program, self))
    }

    /// Is what an argument does not say as it is known of the program? Not where the image, or a variable, may say it.
    fn is_plain(&self, container: &Container) -> bool {
        let image = container.untagged();
        let is_official = |name: &String| {
            image.strip_suffix(name.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let says = |variable: &String| self.variables.iter().any(|start| variable.starts_with(start.as_str()));
        let variables = container.variables.as_ref();
        let is_said = variables.is_none_or(|variables| variables.iter().any(says)) && !self.variables.is_empty();
        self.official.iter().any(is_official) && !is_said
    }

    /// An argument of a container, where also that it is not there is known for certain.
    pub(super) fn given<'c>(&self, container: &'c Container, name: &str) -> Given<'c> {
        match container.given(name) {
            Given::Not if !self.is_plain(container) => Given::Perhaps,
            given => given,
        }
    }

    /// Why a container exports nothing that is called so: the argument, and where it is written.
    pub(super) fn lacks(&self, container: &Container, metric: &str) -> Option<(String, Place)> {
        if self.open.iter().any(|argument| self.given(container, argument) != Given::Not) {
            return None;
        }
        let switched = self.collectors.as_ref().and_then(|them| them.lacks((self, container), metric));
        let without = || {
            let mut taken = self.without.iter().filter(|(_, globs)| globs.hold(metric));
            taken.find_map(|(name, _)| match container.given(name) {
                Given::As(argument) => Some((format!("is started with --{name}"), argument.place)),
                _ => None,
            })
        };
        switched.or_else(without).or_else(|| self.resources.as_ref()?.lacks(container, metric))
    }
}

impl Collectors {
    fn lacks(&self, (program, container): (&Program, &Container), metric: &str) -> Option<(String, Place)> {
        let of = |all: &'_ BTreeMap<String, Globs>| {
            all.iter().find(|(_, globs)| globs.hold(metric)).map(|(name, _)| format!("{}{name}", self.named))
        };
        let (name, is_usual) =
            of(&self.usual).map(|name| (name, true)).or(of(&self.unusual).map(|name| (name, false)))?;
        if let Given::As(argument) = container.given(&format!("no-{name}")) {
            return Some((format!("is started with --no-{name}"), argument.place));
        }
        // That it is not asked for has to be certain; that all are left out has to be written.
        if program.given(container, &name) != Given::Not {
            return None;
        }
        if !is_usual {
            return Some((format!("is started without --{name}"), container.place));
        }
        let none = self.none.as_ref()?;
        let Given::As(argument) = container.given(none) else { return None };
        Some((format!("is started with --{none} and without --{name}"), argument.place))
    }
}

impl Resources {
    fn lacks(&self, container: &Container, metric: &str) -> Option<(String, Place)> {
        let (resource, _) = self.metrics.iter().find(|(_, globs)| globs.hold(metric))?;
        let (listed, place) = container.given(&self.argument).value()?;
        let is_listed = listed.split(',').any(|it| it.trim() == resource);
        (!is_listed).then(|| (format!("is started with --{}={listed}, without {resource}", self.argument), place))
    }
}

#[cfg(test)]
mod tests {
    use super::FILE;

    #[test]
    fn every_pattern_compiles() {
        for told in FILE.file_systems.iter().map(|it| &it.told).chain([&FILE.mounted]) {
            assert!(told.broken().is_empty() && told.unforeseen().is_empty(), "{:?}", told.broken());
        }
    }
}
