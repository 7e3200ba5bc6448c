//! The words of PromQL: what the lexer hands to the parser.

use super::tree::Operator;

/// One token, with its byte range in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What a token is. Names and strings are read from the text when they are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The end of the text.
    End,
    /// Something that is no token; the lexer holds the error.
    Fault,
    Number,
    Duration,
    Text,
    /// A name that may be a label: no colon in it.
    Name,
    /// A name with a colon, as recording rules have.
    MetricName,
    /// `sum`, `topk` and the others; which one, the text says.
    Aggregation,
    /// An operator, spelled with signs or (`and`, `or`, `unless`, `atan2`) with letters.
    Operator(Operator),
    Keyword(Keyword),
    /// `=`
    Assign,
    /// `=~`
    MatchRegex,
    /// `!~`
    MatchNotRegex,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    At,
}

/// The words that mean something in their place, and are metric or label names elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Anchored,
    Bool,
    By,
    End,
    Fill,
    FillLeft,
    FillRight,
    GroupLeft,
    GroupRight,
    Ignoring,
    Offset,
    On,
    Range,
    Smoothed,
    Start,
    Step,
    Without,
}

/// The longest word that `word` knows.
const LONGEST: usize = "count_values".len();

impl Kind {
    /// What a bare word is. PromQL does not mind the case of its keywords.
    pub(super) fn of_word(word: &str) -> Self {
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..word.len()) else {
            return Self::Name;
        };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"and" => Self::Operator(Operator::And),
            b"or" => Self::Operator(Operator::Or),
            b"unless" => Self::Operator(Operator::Unless),
            b"atan2" => Self::Operator(Operator::Atan2),
            b"inf" | b"nan" => Self::Number,
            b"sum" | b"avg" | b"count" | b"min" | b"max" | b"group" | b"stddev" | b"stdvar" | b"topk" | b"bottomk"
            | b"count_values" | b"quantile" | b"limitk" | b"limit_ratio" => Self::Aggregation,
            other => Keyword::of_word(other).map_or(Self::Name, Self::Keyword),
        }
    }

    /// Whether a metric may bear this word as its name.
    pub(super) fn can_name_a_metric(self) -> bool {
        match self {
            Self::Name | Self::MetricName | Self::Aggregation => true,
            Self::Operator(op) => matches!(op, Operator::And | Operator::Or | Operator::Unless),
            Self::Keyword(word) => !matches!(
                word,
                Keyword::Bool | Keyword::On | Keyword::Ignoring | Keyword::GroupLeft | Keyword::GroupRight
            ),
            _ => false,
        }
    }

    /// Whether a label may bear this word as its name in `by (…)` and its like.
    pub(super) fn can_name_a_label(self) -> bool {
        match self {
            Self::Keyword(word) => word != Keyword::Without,
            Self::Name | Self::Aggregation => true,
            Self::Operator(op) => op.is_set() || op == Operator::Atan2,
            _ => false,
        }
    }
}

impl Keyword {
    fn of_word(lower: &[u8]) -> Option<Self> {
        Some(match lower {
            b"anchored" => Self::Anchored,
            b"bool" => Self::Bool,
            b"by" => Self::By,
            b"end" => Self::End,
            b"fill" => Self::Fill,
            b"fill_left" => Self::FillLeft,
            b"fill_right" => Self::FillRight,
            b"group_left" => Self::GroupLeft,
            b"group_right" => Self::GroupRight,
            b"ignoring" => Self::Ignoring,
            b"offset" => Self::Offset,
            b"on" => Self::On,
            b"range" => Self::Range,
            b"smoothed" => Self::Smoothed,
            b"start" => Self::Start,
            b"step" => Self::Step,
            b"without" => Self::Without,
            _ => return None,
        })
    }
}
