//! Which selectors have to find something for an expression to give anything.

/// One step of the question, in the order of a pocket calculator: operands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The selector with this index finds something.
    Series(usize),
    /// Nothing is needed.
    Nothing,
    /// Both of the two before.
    Both,
    /// One of the two before.
    Either,
    /// The earlier of the two before.
    First,
    /// The earlier of the two before, and not the later one.
    FirstAlone,
    /// All of so many before.
    All(usize),
    /// The one before says nothing: what is missing there may be just what is asked for.
    Free,
    /// Without the one before, nothing can be said.
    Perhaps,
}

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It is not.
    Missing,
    /// Nothing says so.
    Unknown,
    /// It is.
    There,
}

impl super::Possible {
    /// Whether everything is there that the expression needs, where `of` says it of each selector.
    pub fn presence(&self, mut of: impl FnMut(usize) -> Presence) -> Presence {
        let mut stack: Vec<Presence> = Vec::new();
        for need in &self.needs {
            let mut pop = || stack.pop().unwrap_or(Presence::Unknown);
            let presence = match *need {
                Need::Series(index) => of(index),
                Need::Nothing => Presence::There,
                Need::Both => pop().min(pop()),
                Need::Either => pop().max(pop()),
                Need::First => {
                    pop();
                    pop()
                }
                Need::FirstAlone => match (pop(), pop()) {
                    (Presence::There, _) => Presence::Missing,
                    (_, first) => first,
                },
                Need::All(count) => (0..count).map(|_| pop()).min().unwrap_or(Presence::There),
                Need::Free => {
                    pop();
                    Presence::There
                }
                Need::Perhaps => pop().max(Presence::Unknown),
            };
            stack.push(presence);
        }
        stack.pop().unwrap_or(Presence::Unknown)
    }
}
