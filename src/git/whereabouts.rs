//! Where the repository lives, and which branch of it is here: in a worktree as in the clone that it belongs to.

use super::Repository;
use super::command::git;

impl Repository {
    /// The branch that is checked out, whether it has a commit or not; `None` where HEAD is detached.
    pub fn branch(&self) -> Option<String> {
        let said = git(&["symbolic-ref", "--quiet", "HEAD"]).ok().filter(|said| said.ok)?;
        said.line().strip_prefix("refs/heads/").map(str::to_owned)
    }

    /// The addresses of its remotes, as its own configuration writes them.
    pub fn remotes(&self) -> Vec<String> {
        let arguments = ["config", "--local", "-z", "--get-regexp", r"^remote\..*\.url$"];
        let Some(said) = git(&arguments).ok().filter(|said| said.ok) else { return Vec::new() };
        let out = String::from_utf8_lossy(&said.out);
        // `remote.origin.url`, a line end, the address.
        out.split('\0').filter_map(|entry| entry.split_once('\n')).map(|(_, address)| address.to_owned()).collect()
    }
}
