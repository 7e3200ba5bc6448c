//! Files appear whole or not at all: each is written beside its place first, then moved there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Refusal;

/// Writes `files`. Nothing is moved into place before all of them are written.
pub(crate) fn write(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Refusal> {
    let mut drafts = Drafts(Vec::new());
    for (number, (path, bytes)) in files.iter().enumerate() {
        let draft = beside(path, number);
        drafts.0.push(draft.clone());
        fill(&draft, bytes).map_err(|error| refusal(path, &error))?;
    }
    for ((path, _), draft) in files.iter().zip(&drafts.0) {
        fs::rename(draft, path).map_err(|error| refusal(path, &error))?;
    }
    Ok(())
}

fn beside(path: &Path, number: usize) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}-{number}.part", std::process::id()))
}

fn fill(draft: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn refusal(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal(format!("{} cannot be written: {error}", path.display()))
}

/// Files beside their places; what is still there when this goes away is removed.
struct Drafts(Vec<PathBuf>);

impl Drop for Drafts {
    fn drop(&mut self) {
        for draft in &self.0 {
            // Moved drafts are gone already.
            let _ = fs::remove_file(draft);
        }
    }
}
