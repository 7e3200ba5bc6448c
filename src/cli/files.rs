//! Files appear whole or not at all: each is written beside its place first, then moved there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use alertgap::load::leads_out;

use super::Refusal;

/// Writes `files`. Nothing is moved into place before all of them are written.
pub(crate) fn write(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Refusal> {
    refuse_outside(files)?;
    let mut drafts = Drafts(Vec::new());
    for (path, bytes) in files {
        if is_special(path) {
            fs::write(path, bytes).map_err(|error| refusal(path, &error))?;
            continue;
        }
        // Behind a symbolic link, the file is replaced and the link stays.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let draft = beside(&target, drafts.0.len());
        drafts.0.push((draft.clone(), target.clone()));
        fill(&draft, &target, bytes).map_err(|error| refusal(path, &error))?;
    }
    for (draft, target) in &drafts.0 {
        fs::rename(draft, target).map_err(|error| refusal(target, &error))?;
    }
    Ok(())
}

/// Writes files of which none exists yet, and makes their folders.
pub(crate) fn write_new(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Refusal> {
    refuse_known(files)?;
    refuse_outside(files)?;
    for folder in files.iter().filter_map(|(path, _)| path.parent()) {
        fs::create_dir_all(folder).map_err(|error| refusal(folder, &error))?;
    }
    write(files)
}

/// Refuses where a link would lead one of the files out of the repository: whoever made the link is not who runs this.
fn refuse_outside(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Refusal> {
    match files.iter().find(|(path, _)| leads_out(path)) {
        None => Ok(()),
        Some((path, _)) => {
            let what =
                "is not written: it is a link that leads out of this repository; remove it, or name where it leads";
            Err(Refusal(format!("{} {what}", path.display())))
        }
    }
}

/// Refuses where one of the files exists.
pub(crate) fn refuse_known(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Refusal> {
    match files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        None => Ok(()),
        Some((path, _)) => {
            let what = "is there already, and nothing is overwritten: name another folder, or move it away";
            Err(Refusal(format!("{} {what}", path.display())))
        }
    }
}

/// A pipe or a device, such as `/dev/stderr`: it is written to, never replaced.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir())
}

fn beside(path: &Path, number: usize) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}-{number}.part", std::process::id()))
}

fn fill(draft: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if target.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(draft)?;
    if let Ok(existing) = fs::metadata(target) {
        file.set_permissions(existing.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

fn refusal(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal(format!("{} cannot be written: {error}", path.display()))
}

/// Drafts with their places; what is still there when this goes away is removed.
struct Drafts(Vec<(PathBuf, PathBuf)>);

impl Drop for Drafts {
    fn drop(&mut self) {
        for (draft, _) in &self.0 {
            // Moved drafts are gone already.
            let _ = fs::remove_file(draft);
        }
    }
}
