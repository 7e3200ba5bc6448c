//! An earlier state of the repository, read from git without a checkout.
//!
//! [`Repository`] is the only door. It reads commits, trees and blobs, and never looks at the working tree: what a
//! repository configures for that (filters, a file system monitor) would be a program of somebody else's choice.

mod command;
mod fetch;
mod object;
mod whereabouts;

use std::collections::BTreeMap;

use command::{git, git_with};
pub use object::names;

/// The repository around the current directory.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The current directory as seen from the root of the repository, with `/`: `team/alerts/`; empty at the root.
    prefix: String,
    history: History,
}

/// How much of its history a clone holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum History {
    Whole,
    /// `--depth` cut it off.
    Shallow,
}

/// A commit of the repository, or the nothing before the first one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commit {
    /// By its object name.
    Named(String),
    /// Nothing was ever committed.
    Nothing,
}

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path, as reached from the current directory.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What stands at a path of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file, with the object name of what it holds.
    File(String),
    /// A symbolic link.
    Link,
    /// Another repository.
    Module,
}

impl Repository {
    /// The repository around the current directory.
    ///
    /// # Errors
    ///
    /// There is none, or git is missing or refuses to read it.
    pub fn here() -> Result<Repository, String> {
        let said = git(&["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix"])?;
        if !said.ok {
            return Err(format!("--base needs a git repository here: {}", said.why));
        }
        let out = String::from_utf8_lossy(&said.out);
        let mut lines = out.lines();
        if lines.next() != Some("true") {
            return Err("--base needs the files of the repository: this one has no working tree".into());
        }
        let history = if lines.next() == Some("true") { History::Shallow } else { History::Whole };
        Ok(Repository { history, prefix: lines.next().unwrap_or_default().to_owned() })
    }

    /// The root of the repository as reached from the current directory: `.`, `..`, `../..`.
    pub fn root(&self) -> String {
        let up = vec![".."; self.prefix.matches('/').count()].join("/");
        if up.is_empty() { ".".to_owned() } else { up }
    }

    /// The commit at which `head` left the history of `rev`.
    ///
    /// # Errors
    ///
    /// `rev` is not known, or the commit is not in this clone: with the command that brings it.
    pub fn merge_base(&self, rev: &str, head: &str) -> Result<Commit, String> {
        for name in [rev, head] {
            if name.is_empty() || name.starts_with('-') {
                return Err(format!("--base: \"{name}\" is no revision"));
            }
        }
        if self.commit(head)?.is_none() {
            return if rev == head && head == "HEAD" { self.before_the_first() } else { Err(self.unknown(head)) };
        }
        if self.commit(rev)?.is_none() {
            return Err(self.unknown(rev));
        }
        let said = git(&["merge-base", rev, head])?;
        match said.line() {
            base if said.ok && !base.is_empty() => Ok(Commit::Named(base)),
            _ => Err(self.unrelated(rev, head)),
        }
    }

    /// Before the first commit HEAD names nothing. Where it names something that is no commit, the repository is damaged.
    fn before_the_first(&self) -> Result<Commit, String> {
        match git(&["rev-parse", "--verify", "--quiet", "HEAD"])? {
            said if said.ok => Err(fetch::incomplete(&said.line(), "HEAD is no commit that git can read")),
            _ => Ok(Commit::Nothing),
        }
    }

    fn commit(&self, name: &str) -> Result<Option<String>, String> {
        let commit = format!("{name}^{{commit}}");
        let said = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        Ok(said.ok.then(|| said.line()))
    }

    /// The files of a commit, in the order of their paths in the repository.
    ///
    /// # Errors
    ///
    /// The commit's trees are not in this clone.
    pub fn files(&self, commit: &Commit) -> Result<Vec<Entry>, String> {
        let Commit::Named(commit) = commit else { return Ok(Vec::new()) };
        let said = git(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        if !said.ok {
            return Err(fetch::incomplete(commit, &said.why));
        }
        let entries = said.out.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
        Ok(entries.filter_map(|entry| self.entry(&String::from_utf8_lossy(entry))).collect())
    }

    /// `100644 blob 5f2a…\tpath`
    fn entry(&self, line: &str) -> Option<Entry> {
        let (what, path) = line.split_once('\t')?;
        let mut words = what.split(' ');
        let (mode, _, object) = (words.next()?, words.next()?, words.next()?);
        let kind = match mode {
            "120000" => EntryKind::Link,
            "160000" => EntryKind::Module,
            _ => EntryKind::File(object.to_owned()),
        };
        Some(Entry { path: self.reached(path), kind })
    }

    /// What the objects hold, in their order.
    ///
    /// # Errors
    ///
    /// One of them is not in this clone.
    pub fn contents(&self, objects: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let input = objects.iter().map(|object| format!("{object}\n")).collect::<String>();
        let said = git_with(&["cat-file", "--batch"], input.into_bytes())?;
        let mut rest = &said.out[..];
        let contents = objects.iter().map(|object| {
            content(&mut rest).ok_or_else(|| fetch::incomplete(object, "a file of the base is not in this clone"))
        });
        contents.collect()
    }

    /// Which path of `commit` became which path of the index, of those that were renamed.
    ///
    /// # Errors
    ///
    /// git cannot compare them.
    pub fn renames(&self, commit: &Commit) -> Result<BTreeMap<String, String>, String> {
        let Commit::Named(commit) = commit else { return Ok(BTreeMap::new()) };
        let options = ["diff-index", "--cached", "--raw", "-r", "-z", "-M50%", "-l2000", "--diff-filter=R"];
        let safe = ["--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--full-index"];
        let arguments: Vec<&str> = options.into_iter().chain(safe).chain([commit.as_str(), "--"]).collect();
        let said = git(&arguments)?;
        if !said.ok {
            return Err(fetch::incomplete(commit, &said.why));
        }
        let out = String::from_utf8_lossy(&said.out);
        let fields: Vec<&str> = out.split('\0').collect();
        let renamed = fields.chunks_exact(3).filter(|fields| fields[0].starts_with(':'));
        Ok(renamed.map(|fields| (self.reached(fields[1]), self.reached(fields[2]))).collect())
    }

    /// A path of the repository, as reached from the current directory.
    fn reached(&self, path: &str) -> String {
        let mut here = self.prefix.trim_end_matches('/').split('/').filter(|part| !part.is_empty()).peekable();
        let mut there = path.split('/').peekable();
        while here.peek().is_some() && here.peek() == there.peek() {
            here.next();
            there.next();
        }
        here.map(|_| "..").chain(there).collect::<Vec<_>>().join("/")
    }

    fn unknown(&self, rev: &str) -> String {
        fetch::unknown(rev, self.history)
    }

    fn unrelated(&self, rev: &str, head: &str) -> String {
        fetch::unrelated(rev, head, self.history)
    }
}

/// One answer of `cat-file --batch`: `object blob size`, a line end, the content, a line end.
fn content(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&rest[..end]).ok()?;
    let size: usize = line.rsplit(' ').next()?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + size)?.to_vec();
    *rest = rest.get(end + size + 2..)?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::{History, Repository, content};

    #[test]
    fn paths_are_as_reached_from_the_current_directory() {
        let below = Repository { prefix: "team/alerts/".into(), history: History::Whole };
        for (path, want) in [
            ("team/alerts/db.yml", "db.yml"),
            ("team/alertsx/db.yml", "../alertsx/db.yml"),
            ("postmortems/a.md", "../../postmortems/a.md"),
        ] {
            assert_eq!(below.reached(path), want);
        }
        assert_eq!(below.root(), "../..");
        let root = Repository { prefix: String::new(), history: History::Whole };
        assert_eq!((root.reached("a/b.yml").as_str(), root.root().as_str()), ("a/b.yml", "."));
    }

    #[test]
    fn answers_of_a_batch_are_taken_apart_by_their_size() {
        let mut rest = &b"aa blob 3\na\nb\nbb missing\n"[..];
        assert_eq!(content(&mut rest), Some(b"a\nb".to_vec()));
        assert_eq!(content(&mut rest), None);
        assert_eq!(content(&mut &b"aa blob 9\nshort\n"[..]), None);
    }
}
