//! The names that git gives to what files hold.

use std::fmt::Write as _;

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Is `object` the name of `content`, the bytes of a file? By SHA-1, or by SHA-256 where the repository has chosen it.
pub fn names(object: &str, content: &[u8]) -> bool {
    match object.len() {
        40 => hashed::<Sha1>(content) == object,
        64 => hashed::<Sha256>(content) == object,
        _ => false,
    }
}

fn hashed<D: Digest>(content: &[u8]) -> String {
    let mut digest = D::new();
    digest.update(format!("blob {}\0", content.len()));
    digest.update(content);
    digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_those_that_git_prints() {
        assert!(names("ce013625030ba8dba906f756967f9e9ca394464a", b"hello\n"));
        assert!(names("2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4", b"hello\n"));
        assert!(!names("ce013625030ba8dba906f756967f9e9ca394464a", b"hello\r\n"));
        assert!(!names("", b""));
    }
}
