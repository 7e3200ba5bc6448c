//! From bytes to text.

use std::fs::{self, File};
use std::io::{self, Read};
use std::sync::Arc;

use super::Options;
use super::bounds::{is_handed_over, kind_of};
use super::walk::Listed;
use crate::model::Skipped;

/// What came of opening a file.
pub(super) enum Loading {
    /// Its text.
    Text(Form, Arc<str>),
    /// It cannot be read.
    Skipped(Skipped),
    /// Nobody named it, and it is nothing that anybody would read here.
    Ignored,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Markdown, HTML or reStructuredText.
    Document,
    /// YAML or JSON.
    Data,
    /// Anything else: an exposition, or prose.
    Plain,
}

/// Reads a file. What is not a regular file is never opened, for a pipe may wait forever; but for one that was named, and
/// is open already: `<(helm template .)`.
pub(super) fn read(found: &Listed, options: &Options) -> Loading {
    let skip = |why: String, help: &str| skipped(found, why, help);
    match fs::metadata(&found.at) {
        Err(error) => return skip(format!("it cannot be read: {error}"), "see where it leads and who may read it"),
        Ok(metadata) if found.named && is_handed_over(&found.at, &metadata) => {}
        Ok(metadata) if !metadata.is_file() => {
            return skip(format!("it is {}, and no regular file", kind_of(&metadata)), "save its content to a file");
        }
        Ok(metadata) if metadata.len() > options.file_limit => return too_large(&skip, options),
        Ok(_) => {}
    }
    match bytes_of(found, options.file_limit) {
        Ok(bytes) => held(found, bytes, options),
        Err(error) => skip(format!("it cannot be read: {error}"), "see who may read it"),
    }
}

fn skipped(found: &Listed, why: String, help: &str) -> Loading {
    Loading::Skipped(Skipped { named: found.named, ..Skipped::unread(&*found.path, why, help) })
}

/// What a file at `path` holds, from wherever its bytes come.
pub(super) fn held(found: &Listed, bytes: Vec<u8>, options: &Options) -> Loading {
    let skip = |why: String, help: &str| skipped(found, why, help);
    if bytes.len() as u64 > options.file_limit {
        return too_large(&skip, options);
    }
    match text_of(bytes) {
        Ok(text) => Loading::Text(form_of(&found.path, &text), text),
        Err(_) if !found.named && is_foreign(&found.path) => Loading::Ignored,
        Err((why, help)) => skip(why, help),
    }
}

/// Pages and files without an ending are mostly nothing that we read: nobody has to be told that one is unreadable.
fn is_foreign(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_none_or(|(_, form)| matches!(form, "html" | "htm" | "xhtml" | "rst" | "rest"))
}

fn too_large(skip: &dyn Fn(String, &str) -> Loading, options: &Options) -> Loading {
    let limit = options.file_limit;
    let limit = if limit >= 1 << 20 { format!("{} MiB", limit >> 20) } else { format!("{limit} bytes") };
    skip(
        format!("it is larger than {limit}"),
        "leave it out, split it, or raise `limits: {file_mib: …}` in alertgap.yml",
    )
}

fn bytes_of(found: &Listed, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(&found.at)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text without its byte-order mark, or why it is none.
fn text_of(bytes: Vec<u8>) -> Result<Arc<str>, (String, &'static str)> {
    let line_of = |at: usize| bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let nul = body.iter().position(|byte| *byte == 0);
    if body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF") || nul.is_some_and(|_| is_wide(body)) {
        let help = "save it as UTF-8: iconv -f UTF-16 -t UTF-8";
        return Err(("it is UTF-16, not UTF-8".into(), help));
    }
    if let Some(at) = nul {
        let line = line_of(at + bytes.len() - body.len());
        return Err((
            format!("it holds a NUL byte in line {line}: is it text at all?"),
            "leave it out, or mend that line",
        ));
    }
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let line = line_of(error.valid_up_to() + bytes.len() - body.len());
            Err((format!("it is not UTF-8: line {line} holds a byte that is not"), "save it as UTF-8"))
        }
    }
}

/// Is about every other byte of the beginning zero?
fn is_wide(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(512)];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let half = start.len() / 2;
    half > 4 && (zeros(0) * 10 > half * 8 || zeros(1) * 10 > half * 8)
}

/// The name says it where it says anything; the rest is looked at.
pub(super) fn form_of(path: &str, text: &str) -> Form {
    let lower = path.to_ascii_lowercase();
    let name = ["erb", "j2", "tpl", "tmpl"].iter().find_map(|form| lower.strip_suffix(form)?.strip_suffix('.'));
    let name = name.unwrap_or(&lower);
    match name.rsplit_once('.').map(|(_, form)| form) {
        Some("yml" | "yaml" | "json" | "rules" | "rule" | "alerts") => Form::Data,
        Some("md" | "markdown" | "mdx" | "qmd" | "rst" | "rest" | "html" | "htm" | "xhtml") => Form::Document,
        _ if text.trim_start().starts_with('{') || text.lines().any(|line| line.starts_with("groups:")) => Form::Data,
        _ => Form::Plain,
    }
}
