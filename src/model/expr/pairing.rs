//! Where series of two sides are matched by labels that are named.

use std::ops::Range;

/// Which side has one series for each set of values of the labels by which sides match, or Prometheus refuses to match them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    /// Both: `a / on (vhost) b`.
    Both,
    /// The left one: `group_right`.
    Left,
    /// The right one: `group_left`.
    Right,
    /// None: `and`.
    Neither,
}

/// Two sides whose series match by labels that are named: `a / on (vhost) b`, `a > 5 and on (instance) b > 1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairing {
    /// The selector whose series are the left side as they are; `None` where it is anything else.
    pub left: Option<usize>,
    /// The same of the right side.
    pub right: Option<usize>,
    /// The labels.
    pub on: Vec<String>,
    /// Which side has one series where the other may have many.
    pub single: Single,
    /// Both sides with what stands between them.
    pub span: Range<usize>,
}
