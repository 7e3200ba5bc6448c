//! Which patterns of a list may match.

use std::ops::Range;
use std::rc::Rc;

/// A bit for each pattern that may match.
#[derive(Clone, Debug, Default)]
pub(in crate::patterns) struct Open(Rc<[u64]>);

impl Open {
    /// All of them, in so many words.
    pub(super) fn all(words: usize) -> Open {
        Open(vec![u64::MAX; words].into())
    }

    /// Those that are in each of several sets of so many words. The sets are changed.
    pub(super) fn of_each(sets: &mut [u64], words: usize) -> Open {
        let (open, others) = sets.split_at_mut(words);
        for other in others.chunks_exact(words) {
            open.iter_mut().zip(other).for_each(|(open, other)| *open &= other);
        }
        Open(Rc::from(&*open))
    }

    /// Those in `range`, in their order.
    pub(in crate::patterns) fn within(self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let mut word = range.start / BITS;
        let mut bits = self.0.get(word).map_or(0, |bits| bits & (u64::MAX << (range.start % BITS)));
        std::iter::from_fn(move || {
            while bits == 0 {
                word += 1;
                if word * BITS >= range.end {
                    return None;
                }
                bits = *self.0.get(word)?;
            }
            let at = word * BITS + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            (at < range.end).then_some(at)
        })
    }
}

/// Of a word.
pub(super) const BITS: usize = u64::BITS as usize;

#[cfg(test)]
mod tests {
    use super::Open;

    #[test]
    fn those_of_a_range_are_told_in_their_order() {
        let open = Open::of_each(&mut [1 << 63 | 6, 1, 0, u64::MAX, u64::MAX, u64::MAX], 3);
        let within = |range| open.clone().within(range).collect::<Vec<_>>();
        assert_eq!(within(0..192), [1, 2, 63, 64]);
        assert_eq!(within(2..64), [2, 63]);
        assert!([within(3..63), within(64..64), within(65..300)].iter().all(Vec::is_empty));
    }
}
