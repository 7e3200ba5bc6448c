//! Text to tokens, in one pass.
//!
//! The whole text is cut up before parsing. A place that is no token ends the list with [`Kind::Fault`], so that a
//! fault in front of it, which only the parser can see, is told first.

use super::error::Error;
use super::literal;
use super::token::{Keyword, Kind, Token};
use super::tree::Operator;

/// The tokens of a text, the last of them [`Kind::End`] or [`Kind::Fault`], with the error of the latter.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Option<Error>) {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        place: Place::Outside,
        tokens: Vec::with_capacity(text.len() / 3 + 2),
    };
    let fault = lexer.run().err();
    let kind = if fault.is_some() { Kind::Fault } else { Kind::End };
    lexer.push(kind, lexer.at);
    (lexer.tokens, fault)
}

/// What the lexer is inside of; names and colons mean different things there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    Braces,
    Brackets,
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    place: Place,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(&mut self) -> Result<(), Error> {
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                b'#' => self.skip_comment(),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
                b'0'..=b'9' => self.number()?,
                b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => self.number()?,
                b'"' | b'\'' | b'`' => {
                    self.at = literal::end_of_string(self.text, start)?;
                    self.push(Kind::Text, start);
                }
                b':' if self.place == Place::Outside => self.word(),
                _ => self.sign(byte)?,
            }
        }
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn push(&mut self, kind: Kind, start: usize) {
        // The door refuses texts that are too long for 32 bits.
        let (start, end) = (start as u32, self.at as u32);
        self.tokens.push(Token { kind, start, end });
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.at += length.unwrap_or(rest.len());
    }

    fn word(&mut self) {
        let start = self.at;
        let colons = self.place == Place::Outside;
        let rest = &self.bytes[start..];
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || (colons && byte == b':');
        self.at += rest.iter().position(|byte| !is_part(*byte)).unwrap_or(rest.len());
        let word = &self.text[start..self.at];
        let kind = match self.place {
            Place::Braces => Kind::Name,
            _ if word.contains(':') => Kind::MetricName,
            _ => Kind::of_word(word),
        };
        self.push(self.unless_bare(kind), start);
    }

    /// `fill` and its like are younger than metrics of that name, and only mean something before a parenthesis.
    fn unless_bare(&self, kind: Kind) -> Kind {
        let young = matches!(kind, Kind::Keyword(Keyword::Fill | Keyword::FillLeft | Keyword::FillRight));
        if young && !self.text[self.at..].trim_ascii_start().starts_with('(') {
            return Kind::Name;
        }
        kind
    }

    fn number(&mut self) -> Result<(), Error> {
        let start = self.at;
        let (kind, end) = literal::number_or_duration(self.text, start)?;
        self.at = end;
        self.push(kind, start);
        Ok(())
    }

    fn sign(&mut self, byte: u8) -> Result<(), Error> {
        let start = self.at;
        let (kind, length) = sign_of(byte, self.peek(1)).ok_or_else(|| self.unknown_character())?;
        self.at += length;
        self.place = match kind {
            Kind::LeftBrace => Place::Braces,
            Kind::LeftBracket => Place::Brackets,
            Kind::RightBrace | Kind::RightBracket => Place::Outside,
            _ => self.place,
        };
        self.push(kind, start);
        Ok(())
    }

    fn unknown_character(&self) -> Error {
        let rest = &self.text[self.at..];
        let found = rest.chars().next().unwrap_or(' ');
        let (length, message) = match found {
            '&' => (1 + usize::from(rest.starts_with("&&")), "write \"and\" instead".to_owned()),
            '|' if rest.starts_with("||") => (2, "write \"or\" instead".to_owned()),
            '!' => (1, "write \"!=\" or \"unless\"; there is no other negation".to_owned()),
            _ => (found.len_utf8(), format!("{found:?} means nothing in PromQL")),
        };
        Error::syntax(self.at..self.at + length, message)
    }
}

/// The sign that begins with a byte, and its length.
fn sign_of(byte: u8, next: Option<u8>) -> Option<(Kind, usize)> {
    next.and_then(|next| sign_of_two(byte, next)).map(|kind| (kind, 2)).or_else(|| Some((sign_of_one(byte)?, 1)))
}

fn sign_of_two(byte: u8, next: u8) -> Option<Kind> {
    Some(match (byte, next) {
        (b'=', b'~') => Kind::MatchRegex,
        (b'!', b'~') => Kind::MatchNotRegex,
        (b'=', b'=') => Kind::Operator(Operator::Equal),
        (b'!', b'=') => Kind::Operator(Operator::NotEqual),
        (b'<', b'=') => Kind::Operator(Operator::LessEqual),
        (b'>', b'=') => Kind::Operator(Operator::GreaterEqual),
        (b'<', b'/') => Kind::Operator(Operator::TrimUpper),
        (b'>', b'/') => Kind::Operator(Operator::TrimLower),
        _ => return None,
    })
}

fn sign_of_one(byte: u8) -> Option<Kind> {
    Some(match byte {
        b'<' => Kind::Operator(Operator::Less),
        b'>' => Kind::Operator(Operator::Greater),
        b'+' => Kind::Operator(Operator::Add),
        b'-' => Kind::Operator(Operator::Sub),
        b'*' => Kind::Operator(Operator::Mul),
        b'/' => Kind::Operator(Operator::Div),
        b'%' => Kind::Operator(Operator::Mod),
        b'^' => Kind::Operator(Operator::Pow),
        b'=' => Kind::Assign,
        b'(' => Kind::LeftParen,
        b')' => Kind::RightParen,
        b'{' => Kind::LeftBrace,
        b'}' => Kind::RightBrace,
        b'[' => Kind::LeftBracket,
        b']' => Kind::RightBracket,
        b',' => Kind::Comma,
        b':' => Kind::Colon,
        b'@' => Kind::At,
        _ => return None,
    })
}
