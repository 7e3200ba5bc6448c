//! Loki, which evaluates alerts on logs, and what sends logs to it.

use crate::source::{FileId, Place};

/// A configuration of Loki.
#[derive(Clone, Debug)]
pub struct Loki {
    /// The file.
    pub file: FileId,
    /// Are logs and rules told apart by tenants (`auth_enabled`, which is so where nothing says otherwise)? All are of the tenant
    /// `fake` where they are not.
    pub has_tenants: bool,
    /// Where that is written, else the beginning of the configuration.
    pub place: Place,
    /// Does its ruler send alerts to anybody (`alertmanager_url`)? `None` where it has no ruler.
    pub sends: Option<bool>,
    /// Are its rules files, in a folder for each tenant?
    pub has_files: bool,
}

/// What sends logs to Loki: promtail, or an agent that is configured as it is.
#[derive(Clone, Debug)]
pub struct LogShipper {
    /// The tenants as whom it sends them; `None` where that is not said, or only known when it runs.
    pub tenants: Option<Vec<String>>,
}
