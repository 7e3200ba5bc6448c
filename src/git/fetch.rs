//! What is missing in a clone, and the command that brings it.

use super::History;
use super::command::git;

/// The remote that is asked where nothing says another.
const REMOTE: &str = "origin";

/// `rev` names no commit here.
pub(super) fn unknown(rev: &str, history: History) -> String {
    let remotes = remotes();
    let of_remote = remotes.iter().find_map(|remote| Some((remote, rev.strip_prefix(&format!("{remote}/"))?)));
    let hint = match of_remote {
        Some((remote, branch)) => format!("bring it: {}", branch_of(remote, branch, history)),
        None if is_object(rev) => format!("bring it: git fetch{} {} {rev}", depth(history), first(&remotes)),
        None if remotes.is_empty() => "look at the spelling".to_owned(),
        None => {
            let remote = first(&remotes);
            let command = branch_of(remote, rev, history);
            format!("look at the spelling; a branch of {remote} is {remote}/{rev} here: {command}")
        }
    };
    format!("--base: \"{rev}\" is not known in this clone\n  {hint}")
}

/// No commit here belongs to the history of both.
pub(super) fn unrelated(rev: &str, head: &str, history: History) -> String {
    let missing = format!("--base: the commit at which {head} left {rev} is not in this clone");
    if history == History::Whole {
        return format!("{missing}: the two have no history in common; name another revision");
    }
    let remotes = remotes();
    let of_remote = remotes.iter().find_map(|remote| Some((remote, rev.strip_prefix(&format!("{remote}/"))?)));
    let command = match of_remote {
        Some((remote, branch)) => branch_of(remote, branch, history),
        None => format!("git fetch --unshallow {}", first(&remotes)),
    };
    format!("{missing}, which is shallow\n  bring it: {command}")
}

/// An object is named here that is not here: a clone with a filter, or a damaged one.
pub(super) fn incomplete(object: &str, why: &str) -> String {
    let remote = first(&remotes()).to_owned();
    format!(
        "--base: {object} cannot be read: {why}\n  in a partial clone, bring it: git fetch --refetch --no-filter {remote}\n  \
         in a damaged one, git fsck tells more"
    )
}

/// `--unshallow` brings the history of everything that was cut off, whatever else is asked for.
fn branch_of(remote: &str, branch: &str, history: History) -> String {
    format!("git fetch{} {remote} '+refs/heads/{branch}:refs/remotes/{remote}/{branch}'", depth(history))
}

fn depth(history: History) -> &'static str {
    match history {
        History::Shallow => " --unshallow",
        History::Whole => "",
    }
}

fn first(remotes: &[String]) -> &str {
    let usual = remotes.iter().find(|remote| *remote == REMOTE);
    usual.or(remotes.first()).map_or(REMOTE, String::as_str)
}

/// A name of 7 to 64 hexadecimal digits.
fn is_object(rev: &str) -> bool {
    (7..=64).contains(&rev.len()) && rev.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn remotes() -> Vec<String> {
    let said = git(&["remote"]).map(|said| said.out).unwrap_or_default();
    String::from_utf8_lossy(&said).lines().map(str::to_owned).collect()
}
