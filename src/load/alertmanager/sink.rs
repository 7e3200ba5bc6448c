//! Addresses at which nobody is: what is sent there is thrown away.

use crate::load::yaml::Node;

/// RFC 863: whatever listens there throws away what it gets.
const DISCARD: &str = ":9";
const LOOPBACK: [&str; 4] = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"];
/// Mailboxes and paths that are called after what they do.
const THROWN_AWAY: [&str; 6] = ["devnull", "dev-null", "dev/null", "dev_null", "blackhole", "black-hole"];
/// RFC 2606: nothing is ever there.
const NOWHERE: &str = ".invalid";

/// Does an entry of a receiver send to nobody? Only plain addresses are looked at.
pub(super) fn is_sink(kind: &str, item: &Node<'_>) -> bool {
    let value = |key: &str| item.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_ascii_lowercase();
    match kind {
        "webhook" => throws_away(&value("url")),
        "email" => {
            let to = value("to");
            let mut all = to.split(',').map(str::trim).peekable();
            !to.is_empty() && all.all(is_nobodys)
        }
        _ => false,
    }
}

fn throws_away(url: &str) -> bool {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = address.split_at(address.find(['/', '?']).unwrap_or(address.len()));
    let bare = host.strip_suffix(DISCARD);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    bare.is_some_and(|bare| LOOPBACK.contains(&bare))
        || name.ends_with(NOWHERE)
        || is_called_so(name)
        || is_called_so(path)
}

fn is_nobodys(mailbox: &str) -> bool {
    let (name, host) = mailbox.split_once('@').unwrap_or((mailbox, ""));
    is_called_so(name) || host.ends_with(NOWHERE)
}

/// A part of it, and not a word within another, says so.
fn is_called_so(text: &str) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    THROWN_AWAY.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| is_end(text[..at].chars().next_back()) && is_end(text[at + word.len()..].chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_nobodys, throws_away};

    #[test]
    fn an_address_that_throws_away_is_known() {
        for url in [
            "http://127.0.0.1:9/discard",
            "http://localhost:9",
            "https://blackhole.example.com/",
            "http://hooks.example.com/dev/null",
            "http://nowhere.invalid:8080/x",
        ] {
            assert!(throws_away(url), "{url}");
        }
        for url in ["http://127.0.0.1:9093/x", "http://pager:9/x", "https://example.com/blackholes", "", "{{ url }}"] {
            assert!(!throws_away(url), "{url}");
        }
        assert!(is_nobodys("devnull@example.com") && is_nobodys("a@b.invalid"));
        assert!(!is_nobodys("oncall@example.com") && !is_nobodys("mydevnulls@example.com"));
    }
}
