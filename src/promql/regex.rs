//! Regular expressions as far as PromQL's rules need them: are they well-formed, do they match the empty string?
//!
//! Nothing is compiled. The answer is found in one pass over the text with one entry per open group, so neither
//! length nor depth can hurt.

/// Whether the expression, anchored at both ends, matches the empty string; or why it is not one (RE2 syntax).
pub(super) fn matches_empty(pattern: &str) -> Result<bool, String> {
    // Most patterns are words with bars between them.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b':');
    if pattern.bytes().all(plain) {
        return Ok(pattern.is_empty());
    }
    Reader { text: pattern, at: 0, groups: vec![Group::default()] }.read()
}

/// A group that is open while reading.
#[derive(Clone, Copy)]
struct Group {
    /// Whether one of its finished alternatives matches the empty string.
    some_empty: bool,
    /// Whether everything so far in this alternative does.
    all_empty: bool,
    /// What may be repeated: whether the piece before does, or nothing where there is none.
    piece: Option<bool>,
    /// Whether the piece is repeated already; `a**` is an error in RE2.
    repeated: bool,
}

impl Default for Group {
    fn default() -> Self {
        Self { some_empty: false, all_empty: true, piece: None, repeated: false }
    }
}

impl Group {
    fn push(&mut self, piece: bool) {
        self.settle();
        self.piece = Some(piece);
        self.repeated = false;
    }

    fn settle(&mut self) {
        self.all_empty &= self.piece.take().unwrap_or(true);
    }

    fn alternative(&mut self) {
        self.settle();
        self.some_empty |= self.all_empty;
        self.all_empty = true;
    }
}

struct Reader<'p> {
    text: &'p str,
    at: usize,
    groups: Vec<Group>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<bool, String> {
        while let Some(letter) = self.next() {
            match letter {
                '(' => self.open()?,
                ')' => self.close()?,
                '|' => self.top().alternative(),
                '*' | '+' | '?' => self.repeat(letter != '+')?,
                '{' => self.braces()?,
                '[' => self.class()?,
                '\\' => self.escape()?,
                '^' | '$' => self.top().push(true),
                _ => self.top().push(false),
            }
        }
        if self.groups.len() > 1 {
            return Err("a \"(\" is never closed".to_owned());
        }
        let top = self.top();
        top.alternative();
        Ok(top.some_empty)
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.text[self.at..].chars().next()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn skip(&mut self, prefix: &str) -> bool {
        let found = self.text[self.at..].starts_with(prefix);
        self.at += if found { prefix.len() } else { 0 };
        found
    }

    /// The innermost open group; the outermost is never closed.
    fn top(&mut self) -> &mut Group {
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn open(&mut self) -> Result<(), String> {
        if self.skip("?") && !self.skip(":") {
            let rest = &self.text[self.at..];
            let named = rest.starts_with("P<") || rest.starts_with('<');
            let end = rest.find(if named { &['>'][..] } else { &[':', ')'][..] });
            let end = end.ok_or("a group's flags are never closed")?;
            let known = if named { is_group_name(&rest[..end]) } else { are_flags(&rest[..end]) };
            if !known {
                return Err(format!("\"(?{}\" opens no group", &rest[..=end]));
            }
            let only_flags = rest[end..].starts_with(')');
            self.at += end + 1;
            if only_flags {
                self.top().push(true);
                return Ok(());
            }
        }
        self.groups.push(Group::default());
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        if self.groups.len() == 1 {
            return Err("a \")\" closes nothing".to_owned());
        }
        let mut group = self.groups.pop().unwrap_or_default();
        group.alternative();
        self.top().push(group.some_empty);
        Ok(())
    }

    fn repeat(&mut self, may_be_none: bool) -> Result<(), String> {
        self.skip("?");
        let top = self.top();
        match &mut top.piece {
            Some(_) if top.repeated => Err("a repetition is repeated".to_owned()),
            Some(piece) => {
                *piece |= may_be_none;
                top.repeated = true;
                Ok(())
            }
            None => Err("there is nothing to repeat; write \".*\" rather than \"*\"".to_owned()),
        }
    }

    /// `{2}`, `{2,}`, `{2,3}`; anything else in braces is text.
    fn braces(&mut self) -> Result<(), String> {
        let rest = &self.text[self.at..];
        // Counts are short; looking further for the brace would make many of them slow.
        let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b',';
        let length = rest.bytes().take_while(digits).count();
        let closed = rest[length..].starts_with('}');
        let counts = if closed { counts_of(&rest[..length]) } else { None };
        let Some((least, most)) = counts else {
            self.top().push(false);
            return Ok(());
        };
        if least.max(most) > 1000 || least > most {
            return Err("a repetition is out of bounds; 1000 is the most".to_owned());
        }
        self.at += length + 1;
        self.repeat(least == 0)
    }

    fn class(&mut self) -> Result<(), String> {
        self.skip("^");
        let mut first = true;
        loop {
            if self.skip("[:") {
                let (name, _) = self.text[self.at..].split_once(":]").ok_or("a class in [: is never closed")?;
                self.at += name.len() + 2;
                first = false;
                continue;
            }
            match self.next() {
                None => return Err("a \"[\" is never closed".to_owned()),
                Some(']') if !first => break,
                Some('\\') => {
                    self.next().ok_or("a \"[\" is never closed")?;
                }
                Some(letter) => {
                    let up_to = self.upper_end();
                    if up_to.is_some_and(|up_to| up_to < letter) {
                        return Err("a class has a range that goes backwards".to_owned());
                    }
                }
            }
            first = false;
        }
        self.top().push(false);
        Ok(())
    }

    /// The end of a range in a class, if one follows: `-z`.
    fn upper_end(&mut self) -> Option<char> {
        let mut letters = self.text[self.at..].chars();
        let end = (letters.next() == Some('-')).then(|| letters.next())??;
        if matches!(end, ']' | '\\' | '[') {
            return None;
        }
        self.at += 1 + end.len_utf8();
        Some(end)
    }

    fn escape(&mut self) -> Result<(), String> {
        let letter = self.next().ok_or("it ends in a backslash")?;
        let empty = match letter {
            'A' | 'z' | 'B' => true,
            'Q' => return self.quoted(),
            'p' | 'P' => {
                if self.skip("{") {
                    let (name, _) = self.text[self.at..].split_once('}').ok_or("\\p{ is never closed")?;
                    self.at += name.len() + 1;
                } else {
                    self.next();
                }
                false
            }
            'x' => return self.by_number(),
            'b' | 'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'a' | 'f' | 't' | 'n' | 'r' | 'v' | 'C' | '0' => false,
            '1'..='7' if self.text[self.at..].starts_with(|digit: char| digit.is_digit(8)) => false,
            _ if letter.is_ascii_alphanumeric() || !letter.is_ascii() => {
                return Err(format!("\"\\{letter}\" is no escape"));
            }
            _ => false,
        };
        // `\b` needs a letter on one side, which the empty string has not.
        self.top().push(empty);
        Ok(())
    }

    fn by_number(&mut self) -> Result<(), String> {
        let rest = &self.text[self.at..];
        let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let (digits, length) = match braced {
            Some((digits, _)) => (Some(digits), digits.len() + 2),
            None => (rest.get(..2), 2),
        };
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        code.filter(|code| *code <= 0x0010_FFFF).ok_or("\"\\x\" needs two hexadecimal digits")?;
        self.at += length;
        self.top().push(false);
        Ok(())
    }

    /// `\Q…\E`: everything in between is text.
    fn quoted(&mut self) -> Result<(), String> {
        let rest = &self.text[self.at..];
        let (inside, closing) = rest.split_once("\\E").map_or((rest, 0), |(inside, _)| (inside, 2));
        let length = inside.len() + closing;
        self.top().push(inside.is_empty());
        self.at += length;
        Ok(())
    }
}

fn is_group_name(name: &str) -> bool {
    let name = name.strip_prefix('P').unwrap_or(name).trim_start_matches('<');
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn are_flags(flags: &str) -> bool {
    let (on, off) = flags.split_once('-').unwrap_or((flags, "i"));
    let known = |part: &str| part.bytes().all(|flag| b"imsU".contains(&flag));
    !flags.is_empty() && known(on) && known(off) && !off.is_empty()
}

/// The bounds of `{2,3}`; an open end counts as the lower one.
fn counts_of(inside: &str) -> Option<(u32, u32)> {
    let number = |digits: &str| -> Option<u32> {
        let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        decimal.then(|| digits.parse().unwrap_or(u32::MAX))
    };
    match inside.split_once(',') {
        None => number(inside).map(|count| (count, count)),
        Some((least, "")) => number(least).map(|least| (least, least)),
        Some((least, most)) => number(least).zip(number(most)),
    }
}
