//! A template, cut into tokens.

use std::ops::Range;

use super::Fault;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{`, with its trim mark.
    Open,
    /// `}}`, with its trim mark.
    Close,
    Space,
    /// `if`, `end`, `nil` and so on.
    Keyword,
    Name,
    /// `$x`
    Variable,
    /// `.x`
    Field,
    /// `.` alone.
    Dot,
    /// A number, a character or `true`.
    Constant,
    String,
    /// `:=`
    Declare,
    /// `=`
    Assign,
    Pipe,
    LeftParen,
    RightParen,
    Comma,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

const KEYWORDS: &[&str] =
    &["block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"];

/// All tokens of `text`, the text between actions left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new() };
    while let Some(open) = text[lexer.at..].find("{{") {
        lexer.at += open;
        lexer.action()?;
    }
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.tokens.push(Token { kind, range: self.at..self.at + length });
        self.at += length;
    }

    fn fault(&self, length: usize, message: impl Into<String>) -> Fault {
        Fault { range: self.at..self.at + length, message: message.into() }
    }

    /// The length of `}}` with its trim mark, or 0.
    fn close_len(&self) -> usize {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let blanks = rest.len() - trimmed.len();
        match () {
            () if rest.starts_with("}}") => 2,
            // The mark needs a blank before it, which belongs to it.
            () if blanks > 0 && trimmed.starts_with("-}}") => blanks + 3,
            () => 0,
        }
    }

    fn action(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let after = &self.text[start + 2..];
        let trims = after.starts_with('-') && after[1..].starts_with([' ', '\t', '\r', '\n']);
        let body = start + if trims { 4 } else { 2 };
        if self.text[body..].starts_with("/*") {
            return self.comment(start, body);
        }
        self.push(Kind::Open, body - start);
        loop {
            let close = self.close_len();
            if close > 0 {
                self.push(Kind::Close, close);
                return Ok(());
            }
            if self.rest().is_empty() {
                let message = "this \"{{\" is unclosed: there is no \"}}\" after it";
                return Err(Fault { range: start..start + 2, message: message.into() });
            }
            self.token()?;
        }
    }

    fn comment(&mut self, start: usize, body: usize) -> Result<(), Fault> {
        let end = self.text[body..].find("*/").map(|end| body + end + 2);
        self.at = end.unwrap_or(self.text.len());
        match (end, self.close_len()) {
            (Some(_), close) if close > 0 => {
                self.at += close;
                Ok(())
            }
            _ => {
                let message = "this comment is not closed by \"*/}}\"";
                Err(Fault { range: start..start + 2, message: message.into() })
            }
        }
    }

    fn token(&mut self) -> Result<(), Fault> {
        let Some(first) = self.rest().chars().next() else { return Ok(()) };
        let next = self.rest()[first.len_utf8()..].chars().next();
        match first {
            ' ' | '\t' | '\r' | '\n' => self.space(),
            '=' => self.push(Kind::Assign, 1),
            ':' if next == Some('=') => self.push(Kind::Declare, 2),
            '|' => self.push(Kind::Pipe, 1),
            '(' => self.push(Kind::LeftParen, 1),
            ')' => self.push(Kind::RightParen, 1),
            ',' => self.push(Kind::Comma, 1),
            '"' | '\'' => return self.quoted(first),
            '`' => return self.raw(),
            '$' => return self.word(Kind::Variable, 1),
            '.' if !next.is_some_and(|next| next.is_ascii_digit()) => return self.word(Kind::Field, 1),
            '+' | '-' | '.' | '0'..='9' => return self.number(),
            _ if is_word(first) => return self.word(Kind::Name, 0),
            '}' => return Err(self.fault(1, "one \"}\" closes nothing; write \"}}\"")),
            _ => return Err(self.fault(first.len_utf8(), format!("\"{first}\" has no meaning in a template"))),
        }
        Ok(())
    }

    /// Blanks up to the next token; those before a trim mark are the mark's.
    fn space(&mut self) {
        let length = self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
        self.push(Kind::Space, length);
    }

    fn quoted(&mut self, quote: char) -> Result<(), Fault> {
        let mut escaped = false;
        for (at, character) in self.rest().char_indices().skip(1) {
            match character {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if character == quote => {
                    if !is_literal(&self.rest()[1..at], quote) {
                        return Err(self.fault(at + 1, "Go cannot read this literal: look at its backslashes"));
                    }
                    self.push(if quote == '"' { Kind::String } else { Kind::Constant }, at + 1);
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(self.fault(1, "this string is not closed"))
    }

    fn raw(&mut self) -> Result<(), Fault> {
        let Some(end) = self.rest()[1..].find('`') else { return Err(self.fault(1, "this string is not closed")) };
        self.push(Kind::String, end + 2);
        Ok(())
    }

    /// A variable, a field or a name, of which the first `prefix` bytes are its sign.
    fn word(&mut self, kind: Kind, prefix: usize) -> Result<(), Fault> {
        let rest = self.rest();
        let length = prefix + rest[prefix..].chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum::<usize>();
        let kind = match (kind, &rest[..length]) {
            (Kind::Field, ".") => Kind::Dot,
            (Kind::Name, "true" | "false") => Kind::Constant,
            (Kind::Name, word) if KEYWORDS.contains(&word) => Kind::Keyword,
            _ => kind,
        };
        self.push(kind, length);
        let after = self.rest().chars().next().unwrap_or(' ');
        if matches!(after, ' ' | '\t' | '\r' | '\n' | '.' | ',' | '|' | ':' | ')' | '(') || self.close_len() > 0 {
            return Ok(());
        }
        Err(self.fault(after.len_utf8(), format!("\"{after}\" cannot follow here; put a blank between them")))
    }

    fn number(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let signed = usize::from(rest.starts_with(['+', '-']));
        let is_part = |c: &char| is_word(*c) || *c == '.';
        let mut length = signed;
        loop {
            length += rest[length..].chars().take_while(is_part).map(char::len_utf8).sum::<usize>();
            let exponent = rest[..length].ends_with(['e', 'E']) && !rest[signed..].starts_with("0x");
            if !exponent || !rest[length..].starts_with(['+', '-']) {
                break;
            }
            length += 1;
        }
        if !is_number(&rest[signed..length]) {
            let message = format!("\"{}\" is not a number", &rest[..length]);
            return Err(self.fault(length, message));
        }
        self.push(Kind::Constant, length);
        Ok(())
    }
}

/// A number as Go writes it, without its sign.
fn is_number(text: &str) -> bool {
    if text.contains("__") || text.ends_with('_') {
        return false;
    }
    let text = text.strip_suffix('i').unwrap_or(text).replace('_', "");
    let radix = |digits: &str, radix: u32| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => radix(&text[2..], 16),
        Some("0o") => radix(&text[2..], 8),
        Some("0b") => radix(&text[2..], 2),
        _ if text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) => radix(&text, 8),
        _ => text.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok(),
    }
}

/// The inside of a string, or of a character's quotes, as Go writes it.
fn is_literal(mut inside: &str, quote: char) -> bool {
    let mut characters = 0;
    while let Some(first) = inside.chars().next() {
        let digits = |from: usize, count: usize, radix: u32| {
            inside.get(from..from + count).is_some_and(|digits| digits.chars().all(|c| c.is_digit(radix)))
        };
        let length = match inside.as_bytes() {
            [b'\\', b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\', ..] => 2,
            [b'\\', escaped, ..] if char::from(*escaped) == quote => 2,
            [b'\\', b'x', ..] if digits(2, 2, 16) => 4,
            [b'\\', b'u', ..] if digits(2, 4, 16) => 6,
            [b'\\', b'U', ..] if digits(2, 8, 16) => 10,
            [b'\\', ..] if digits(1, 3, 8) => 4,
            [b'\\', ..] => return false,
            _ => first.len_utf8(),
        };
        inside = &inside[length..];
        characters += 1;
    }
    quote == '"' || characters == 1
}
