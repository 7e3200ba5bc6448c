//! Links of postmortems to files that are not there.

use std::path::Path;

use super::bounds::Bounds;
use super::postmortem::told::path_of;
use crate::model::{Model, Text};
use crate::source::Sources;

/// Looks every link up beside its document. Nothing is read, and of what lies outside of the document's repository and of
/// the current one it is not even told whether it is there.
pub(super) fn find(sources: &Sources, model: &mut Model) {
    for incident in &mut model.incidents {
        let Some(told) = &mut incident.told else { continue };
        let path = Path::new(&sources.file(incident.file).path);
        let folder = path.parent().unwrap_or(Path::new(""));
        // Where the document itself is not on disk, nothing beside it can be.
        if !told.links.is_empty() && path.is_file() {
            let bounds = Bounds::around(&[folder.to_path_buf()]);
            let is_dead = |link: &&Text| !is_there(folder, link, &bounds);
            told.dead_links = told.links.iter().filter(is_dead).cloned().collect();
        }
    }
}

/// What leads out is taken to be there.
fn is_there(folder: &Path, link: &Text, bounds: &Bounds) -> bool {
    let path = path_of(link);
    [path, &decoded(path)].iter().any(|path| {
        let path = folder.join(path);
        bounds.look_out(&path) || bounds.hold(&path)
    })
}

/// `notes%20of%20May.md` is "notes of May.md".
fn decoded(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(part[2..].bytes());
            }
            None => {
                bytes.push(b'%');
                bytes.extend(part.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_link_is_decoded_once() {
        for (link, want) in
            [("a%20b.md", "a b.md"), ("100%.md", "100%.md"), ("%E3%81%82.md", "あ.md"), ("%é.md", "%é.md")]
        {
            assert_eq!(super::decoded(link), want);
        }
    }
}
