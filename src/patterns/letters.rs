//! Case and scripts. The build reads this file too.

/// How a list of patterns looks at letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Letters {
    /// As they are, byte by byte: pattern and text are in lower case already. `\w`, `\b` and `.` know ASCII only.
    #[default]
    Lower,
    /// Without regard to case, in every script.
    AnyCase,
}

impl Letters {
    /// Does a text hold letters beyond ASCII that are, without regard to case, letters of ASCII? `ſ` and the Kelvin sign are.
    pub(super) fn fold_to_ascii(self, text: &[u8]) -> bool {
        self == Letters::AnyCase
            && !text.is_ascii()
            && (text.windows(2).any(|window| window == "\u{17f}".as_bytes())
                || text.windows(3).any(|window| window == "\u{212a}".as_bytes()))
    }
}
