//! Hashes that are the same on every machine and in every version, which the standard library does not promise of its own.

use super::Expr;

/// What the hash of nothing is.
pub(crate) const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, going on from `hash`.
pub(crate) fn hashed(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Names an expression, however it is formatted. What is no PromQL has no one form; there the blanks alone do not count.
pub(crate) fn fingerprint_of(expr: &str) -> String {
    let canonical = Expr::canonical(expr).unwrap_or_else(|| expr.split_whitespace().collect::<Vec<_>>().join(" "));
    format!("{:016x}", hashed(EMPTY, canonical.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{EMPTY, fingerprint_of, hashed};

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hashed(EMPTY, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn formatting_does_not_count() {
        assert_eq!(fingerprint_of("sum(x) by (a) > 0x10"), fingerprint_of("sum by (a) ( x )  > 16"));
        assert_ne!(fingerprint_of("x > 16"), fingerprint_of("x > 17"));
        assert_eq!(fingerprint_of("{a=\"b\"} |=  \"c\""), fingerprint_of("{a=\"b\"} |= \"c\""));
    }
}
