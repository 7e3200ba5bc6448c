//! What is started: services of docker compose and containers of a cluster's pods, with their arguments and what is mounted in
//! them.

use super::Resource;
use crate::source::Place;

/// A service of docker compose, or a container of a workload's pods.
#[derive(Clone, Debug)]
pub struct Container {
    /// What starts it: a `service` of docker compose, or the workload.
    pub of: Resource,
    /// Its name in the file, or its first key.
    pub place: Place,
    /// The names by which others on its network find it; none where it is in a pod, or on the network of its host.
    pub names: Vec<String>,
    /// Its image, as it is written; empty where it is built here.
    pub image: String,
    /// What it is started with, as far as it can be read.
    pub arguments: Vec<Argument>,
    /// Are these all, beside what its image brings? Not where a shell makes them, or another file changes them.
    pub is_whole: bool,
    /// Whether variables say what arguments may say as well: their names; `None` where another file holds them.
    pub variables: Option<Vec<String>>,
    /// What is mounted in it.
    pub mounts: Vec<Mount>,
    /// `volumes`; its name where there are none.
    pub mounted: Place,
    /// Labels of its pod.
    pub labels: Vec<(String, String)>,
    /// What a cluster gives to it.
    pub resources: Resources,
}

/// What a container of a pod asks of its cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// The container's name; empty where it is none of a pod.
    pub of: String,
    /// Of what it has a limit: `cpu`, `memory`.
    pub limits: Vec<String>,
    /// Of what it requests some: a limit without a request is one as well.
    pub requests: Vec<String>,
}

/// What a `LimitRange` gives to the containers of its namespace that say nothing themselves.
#[derive(Clone, Debug, Default)]
pub struct LimitRange {
    /// Its namespace; empty where none is written.
    pub namespace: String,
    /// Of what they get a limit, `default`, or a request, `defaultRequest`.
    pub gives: Resources,
}

/// One argument: `--web.route-prefix=/x`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name without dashes.
    pub name: String,
    /// What it is set to: nothing where only the name is there.
    pub value: Option<String>,
    /// Is a variable in its value, so that nobody knows it?
    pub is_open: bool,
    /// Where it is written.
    pub place: Place,
}

/// Something that is mounted in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The file or folder here, as a path that nobody has cleaned; `None` where it comes from anywhere else.
    pub source: Option<String>,
    /// Where it is in the container.
    pub target: String,
    /// The `ConfigMap` that a pod sees there.
    pub shows: Option<Shows>,
}

/// What of a `ConfigMap` is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shows {
    /// Its name.
    pub config_map: String,
    /// The one key that is mounted as a file: `subPath`.
    pub key: Option<String>,
    /// The keys that are there, each with its path below the mount: `items`; empty where all are, by their names.
    pub items: Vec<(String, String)>,
}

/// What is known of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'c> {
    /// It is not there.
    Not,
    /// It is there.
    As(&'c Argument),
    /// It may be there, with any value.
    Perhaps,
}

impl<'c> Given<'c> {
    /// Its value and where that is written; `None` where it is not there for certain.
    pub(crate) fn value(self) -> Option<(&'c str, Place)> {
        match self {
            Given::As(argument) => Some((argument.value.as_deref()?, argument.place)),
            Given::Not | Given::Perhaps => None,
        }
    }
}

impl Container {
    /// What is known of the argument called `name`.
    pub(crate) fn given(&self, name: &str) -> Given<'_> {
        match self.arguments.iter().find(|it| it.name == name) {
            Some(argument) if argument.is_open => Given::Perhaps,
            Some(argument) => Given::As(argument),
            None if self.is_whole => Given::Not,
            None => Given::Perhaps,
        }
    }

    /// The image without its tag: `quay.io/prometheus/node-exporter`.
    pub(crate) fn untagged(&self) -> &str {
        untagged(&self.image)
    }

    /// The name of the image alone: `node-exporter`.
    pub(crate) fn program(&self) -> &str {
        program_of(&self.image)
    }

    /// As findings name it.
    pub(crate) fn shown(&self) -> String {
        format!("the {} {}", self.of.kind, self.of.name)
    }
}

/// An image without its tag.
fn untagged(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    let name = image.rfind('/').map_or(0, |slash| slash + 1);
    image[name..].find(':').map_or(image, |tag| &image[..name + tag])
}

/// The name of an image without registry, owner and tag: `prometheus` of `quay.io/prometheus/prometheus:v2.53.0`.
pub(crate) fn program_of(image: &str) -> &str {
    untagged(image).rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{program_of, untagged};

    #[test]
    fn an_image_is_known_without_its_tag() {
        for (image, name, program) in [
            ("prom/prometheus:v3", "prom/prometheus", "prometheus"),
            ("host:5000/prom/prometheus", "host:5000/prom/prometheus", "prometheus"),
            ("node-exporter@sha256:ab", "node-exporter", "node-exporter"),
            ("a/b:1@sha256:ab", "a/b", "b"),
            ("", "", ""),
        ] {
            assert_eq!((untagged(image), program_of(image)), (name, program), "{image}");
        }
    }
}
