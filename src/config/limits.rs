//! `limits:` how much is read, and how much is drawn.

use serde::Deserialize;

/// How much is read, and how much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest file that is read, in MiB.
    pub file_mib: u32,
    /// At most so many findings are drawn for people, the gravest; 0 for all of them. What programs read is never cut.
    pub findings: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { file_mib: 32, findings: 200 }
    }
}

impl Limits {
    /// The largest file that is read, in bytes. Places in files of 4 GiB and more cannot be told.
    pub fn file_bytes(self) -> u64 {
        (u64::from(self.file_mib) << 20).min(u64::from(u32::MAX))
    }
}
