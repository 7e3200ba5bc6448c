//! A set of labels that a result can have, and what becomes of it.

use std::borrow::Cow;

/// The labels that a result can have. The metric's name is not counted among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Carried {
    /// Whatever the series have, but not these.
    AllExcept(Vec<String>),
    /// At most these.
    Only(Vec<String>),
    /// Alternatives of an `or` that differ.
    Either(Vec<Carried>),
    /// It cannot be said.
    #[default]
    Unknown,
}

/// How many alternatives are told apart.
const ALTERNATIVES: usize = 16;

/// How many labels are kept in mind; nobody writes more, and comparing them all would take its time.
const LABELS: usize = 200;

impl Carried {
    /// Whether a label of the series is still there in the result, if that can be said.
    #[must_use]
    pub fn carries(&self, label: &str) -> Option<bool> {
        match self {
            Self::AllExcept(dropped) => Some(!dropped.iter().any(|other| other == label)),
            Self::Only(kept) => Some(kept.iter().any(|other| other == label)),
            Self::Either(several) => {
                let mut answers = several.iter().map(|one| one.carries(label));
                let first = answers.next()?;
                first.filter(|_| answers.all(|other| other == first))
            }
            Self::Unknown => None,
        }
    }

    pub(super) fn all() -> Self {
        Self::AllExcept(Vec::new())
    }

    pub(super) fn none() -> Self {
        Self::Only(Vec::new())
    }

    pub(super) fn without(self, labels: &[Cow<'_, str>]) -> Self {
        match self {
            _ if labels.len() > LABELS => Self::Unknown,
            Self::AllExcept(dropped) if dropped.len() > LABELS => Self::Unknown,
            Self::AllExcept(mut dropped) => {
                let new = labels.iter().filter(|label| !dropped.iter().any(|other| other == *label));
                let new: Vec<String> = new.map(|label| label.clone().into_owned()).collect();
                dropped.extend(new);
                Self::AllExcept(dropped)
            }
            Self::Only(mut kept) => {
                kept.retain(|label| !labels.iter().any(|other| other == label));
                Self::Only(kept)
            }
            Self::Either(several) => Self::Either(several.into_iter().map(|one| one.without(labels)).collect()),
            Self::Unknown => Self::Unknown,
        }
    }

    /// What `by` and `on` leave.
    pub(super) fn only(self, labels: &[Cow<'_, str>]) -> Self {
        if labels.len() > LABELS {
            return Self::Unknown;
        }
        let kept = labels.iter().filter(|label| self.carries(label) != Some(false));
        Self::Only(kept.map(|label| label.clone().into_owned()).collect())
    }

    pub(super) fn with(self, label: &str) -> Self {
        match self {
            Self::AllExcept(mut dropped) => {
                dropped.retain(|other| other != label);
                Self::AllExcept(dropped)
            }
            Self::Only(mut kept) => {
                if !kept.iter().any(|other| other == label) {
                    kept.push(label.to_owned());
                }
                Self::Only(kept)
            }
            Self::Either(several) => Self::Either(several.into_iter().map(|one| one.with(label)).collect()),
            Self::Unknown => Self::Unknown,
        }
    }

    /// What series that must have the same labels can have.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::AllExcept(dropped), Self::AllExcept(more)) => {
                Self::AllExcept(dropped).without(&more.into_iter().map(Cow::Owned).collect::<Vec<_>>())
            }
            (Self::Only(kept), other) | (other, Self::Only(kept)) => {
                other.only(&kept.into_iter().map(Cow::Owned).collect::<Vec<_>>())
            }
            _ => Self::Unknown,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        let mut several = self.alternatives();
        for one in other.alternatives() {
            if several.len() >= ALTERNATIVES || one == Self::Unknown {
                return Self::Unknown;
            }
            if !several.contains(&one) {
                several.push(one);
            }
        }
        if several.contains(&Self::Unknown) { Self::Unknown } else { Self::Either(several) }
    }

    pub(super) fn alternatives(self) -> Vec<Self> {
        match self {
            Self::Either(several) => several,
            one => vec![one],
        }
    }
}
