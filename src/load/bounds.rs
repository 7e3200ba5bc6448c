//! Where a path really leads. What a repository holds may come from anybody: no link in it may make us read, or write,
//! what lies elsewhere.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::home::plain;

/// Our own files are read up to here: a configuration, a baseline, failure modes, an earlier audit.
const LONGEST: u64 = 64 << 20;

const PIPE: &str = "a pipe";
const FOLDER: &str = "a folder";

/// The folders inside which links may lead. What git keeps for itself is never inside.
#[derive(Clone, Debug)]
pub(super) struct Bounds(Vec<PathBuf>);

impl Bounds {
    /// `folders`, and the repositories around them and around the current directory.
    pub(super) fn around(folders: &[PathBuf]) -> Bounds {
        let here = std::env::current_dir().into_iter();
        let real = here.chain(folders.iter().cloned()).filter_map(|folder| fs::canonicalize(folder).ok());
        Bounds(real.flat_map(|folder| [repository_of(&folder), folder]).collect())
    }

    /// Does `path` exist, and lead to somewhere inside?
    pub(super) fn hold(&self, path: &Path) -> bool {
        fs::canonicalize(path).is_ok_and(|real| self.contain(&real))
    }

    /// Does `path` lead out by the way it is written? Links in it are not looked at.
    pub(super) fn look_out(&self, path: &Path) -> bool {
        let here = std::env::current_dir().unwrap_or_default();
        !self.contain(&plain(&here.join(path)))
    }

    fn contain(&self, path: &Path) -> bool {
        let is_kept = |below: &Path| below.components().any(|part| part == Component::Normal(".git".as_ref()));
        self.0.iter().any(|bound| path.strip_prefix(bound).is_ok_and(|below| !is_kept(below)))
    }
}

/// The nearest folder, this one or above, that holds `.git`; the folder itself where there is none.
fn repository_of(folder: &Path) -> PathBuf {
    folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(folder).to_path_buf()
}

/// Does `path` look as if it lay in the repository around the current directory, while a link in it leads elsewhere? The
/// file itself need not be there.
pub fn leads_out(path: &Path) -> bool {
    let Ok(here) = std::env::current_dir().and_then(fs::canonicalize) else { return false };
    let bounds = Bounds(vec![repository_of(&here)]);
    bounds.contain(&plain(&here.join(path))) && real(path).is_some_and(|real| !bounds.contain(&real))
}

/// Where `path` leads, as far as it is there: what is not yet there is where it will be made.
fn real(path: &Path) -> Option<PathBuf> {
    let target = fs::read_link(path).map(|target| path.parent().unwrap_or(Path::new("")).join(target));
    let path = target.as_deref().unwrap_or(path);
    path.ancestors().find_map(|there| {
        let folder = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        Some(fs::canonicalize(folder).ok()?.join(path.strip_prefix(there).ok()?))
    })
}

/// The text of a file of our own.
///
/// # Errors
///
/// It cannot be read, is too large, or is not what its path says: the path, and why.
pub fn text_of(path: &Path) -> Result<String, String> {
    let refuse = |why: String| format!("{} {why}", path.display());
    if leads_out(path) {
        return Err(refuse("is not read: it is a link that leads out of this repository".into()));
    }
    if let Some(what) = fs::metadata(path).ok().and_then(|metadata| no_file(path, &metadata)) {
        return Err(refuse(format!("is not read: it is {what}")));
    }
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_string(&mut text));
    match read {
        Err(error) => Err(refuse(format!("cannot be read: {error}"))),
        Ok(_) if text.len() as u64 > LONGEST => Err(refuse(format!("is larger than {} MiB", LONGEST >> 20))),
        Ok(_) => Ok(text),
    }
}

/// What stands at `path` where that is nothing to read from, and what to do about it. A pipe that lies in a folder may
/// have no writer, ever, and a device no end.
fn no_file(path: &Path, metadata: &Metadata) -> Option<String> {
    let is_empty = path == Path::new("/dev/null");
    match kind_of(metadata) {
        _ if metadata.is_file() || is_empty || is_handed_over(path, metadata) => None,
        FOLDER => Some(format!("{FOLDER}; name a file in it")),
        PIPE => Some(format!("{PIPE}, which may never end; name a file, or `<(cat {})`", path.display())),
        kind => Some(format!("{kind}, and no file; save its content to a file")),
    }
}

/// Is it a pipe that was open before we were started, by `<(…)` or `|`: `/dev/fd/63`, `/dev/stdin`? Then it has a writer,
/// and who runs this chose it.
pub(super) fn is_handed_over(path: &Path, metadata: &Metadata) -> bool {
    let of_path = |path: &Path| path.parent().and_then(|folder| fs::canonicalize(folder).ok());
    let open = fs::canonicalize("/dev/fd").ok();
    let is_open = path == Path::new("/dev/stdin") || (open.is_some() && of_path(path) == open);
    is_open && kind_of(metadata) == PIPE
}

/// What it is, for messages.
pub(super) fn kind_of(metadata: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() {
            return PIPE;
        } else if kind.is_socket() {
            return "a socket";
        } else if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if metadata.is_dir() { FOLDER } else { "a file" }
}
