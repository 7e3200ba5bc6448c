//! One line of a `/metrics` page, made safe for the parser behind.

/// The label that carries how many labels a line has.
pub(super) const COUNT: &str = "labels";

/// What a line is.
pub(super) enum Line {
    /// Blank, or a comment.
    Nothing,
    /// `# EOF`
    End,
    /// `# TYPE` or `# HELP` of this family; is it said to be a gauge?
    Family { name: String, is_gauge: bool },
    /// A sample.
    Sample(Encoded),
    /// None of these.
    Broken,
}

/// A sample whose names and values are hexadecimal digits.
pub(super) struct Encoded {
    name: String,
    labels: Vec<String>,
    value: String,
    /// Does it bring its own time?
    pub(super) is_dated: bool,
}

impl Encoded {
    /// The name of its metric.
    pub(super) fn metric(&self) -> Option<String> {
        decoded(&self.name)
    }

    /// The line with its number as a further label.
    pub(super) fn with_number(&self, label: &str, number: usize) -> String {
        let count = self.labels.len();
        let labels: String = self.labels.iter().map(|pair| format!("{pair},")).collect();
        format!("{}{{{labels}{COUNT}=\"{count}\",{label}=\"{number}\"}} {}", self.name, self.value)
    }
}

/// Reads a line.
pub(super) fn read(line: &str) -> Line {
    let line = line.trim_end_matches([' ', '\t', '\r']);
    match line.strip_prefix('#') {
        _ if line.trim().is_empty() => Line::Nothing,
        Some(comment) => of_comment(comment),
        None => Scanner { rest: line }.sample().map_or(Line::Broken, Line::Sample),
    }
}

fn of_comment(comment: &str) -> Line {
    let comment = comment.trim_start_matches([' ', '\t']);
    if comment == "EOF" {
        return Line::End;
    }
    let Some((word, rest)) = comment.split_once([' ', '\t']) else { return Line::Nothing };
    if !matches!(word, "TYPE" | "HELP" | "UNIT") {
        return Line::Nothing;
    }
    let mut scanner = Scanner { rest: rest.trim_start_matches([' ', '\t']) };
    match scanner.quoted().or_else(|| scanner.word()) {
        Some(name) if !name.is_empty() => {
            let is_gauge = word == "TYPE" && scanner.rest.trim() == "gauge";
            Line::Family { name, is_gauge }
        }
        _ => Line::Nothing,
    }
}

struct Scanner<'l> {
    rest: &'l str,
}

impl Scanner<'_> {
    /// `name{labels} value [time] [# exemplar]`, or `{"name", labels} value`.
    fn sample(&mut self) -> Option<Encoded> {
        let mut name = if self.rest.starts_with('{') { None } else { self.word() };
        let mut labels = Vec::new();
        self.blanks();
        if self.takes('{') {
            self.labels(&mut name, &mut labels)?;
        }
        let name = name.filter(|name| !name.is_empty())?;
        let separated = self.rest.starts_with([' ', '\t']) || labels_end(self.rest);
        self.blanks();
        let end = self.rest.find([' ', '\t', '#']).unwrap_or(self.rest.len());
        let (value, behind) = self.rest.split_at(end);
        let value = number(value).filter(|_| separated)?;
        let is_dated = behind.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-');
        is_tail(behind).then(|| Encoded { name: encoded(&name), labels, value, is_dated })
    }

    fn labels(&mut self, name: &mut Option<String>, labels: &mut Vec<String>) -> Option<()> {
        let mut seen: Vec<String> = Vec::new();
        loop {
            self.blanks();
            if self.takes('}') {
                return Some(());
            }
            let quoted = self.quoted();
            let is_quoted = quoted.is_some();
            let label = quoted.or_else(|| self.label_word())?;
            self.blanks();
            if self.takes('=') {
                self.blanks();
                let value = self.quoted()?;
                if seen.contains(&label) {
                    return None;
                }
                labels.push(format!("{}=\"{}\"", encoded(&label), encoded(&value)));
                seen.push(label);
            } else if is_quoted && name.is_none() {
                *name = Some(label);
            } else {
                return None;
            }
            self.blanks();
            if !self.takes(',') && !self.rest.starts_with('}') {
                return None;
            }
        }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn takes(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A name of letters, digits, `_` and `:` that begins with no digit.
    fn word(&mut self) -> Option<String> {
        self.while_in(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    }

    fn label_word(&mut self) -> Option<String> {
        self.while_in(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    fn while_in(&mut self, is_part: fn(char) -> bool) -> Option<String> {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        Some(word.to_owned())
    }

    /// A quoted text, its escapes resolved.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest.strip_prefix('"')?.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 2..];
                    return Some(text);
                }
                '\\' => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    '\\' => text.push('\\'),
                    '"' => text.push('"'),
                    // Prometheus leaves a backslash that escapes nothing.
                    other => text.extend(['\\', other]),
                },
                c => text.push(c),
            }
        }
        None
    }
}

/// Behind `}` the value may follow without a blank.
fn labels_end(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'N' | 'n' | 'I' | 'i'))
}

/// A number as Go reads it, in the form that Rust reads.
fn number(text: &str) -> Option<String> {
    let bare = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    if text.len() - bare.len() > 1 {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    match bare.as_str() {
        "nan" => Some("NaN".into()),
        "inf" | "infinity" => Some(format!("{sign}inf")),
        plain => plain.parse::<f64>().is_ok().then(|| format!("{sign}{plain}")),
    }
}

/// Nothing, a time, an exemplar, or both.
fn is_tail(tail: &str) -> bool {
    let (time, exemplar) = tail.split_once('#').map_or((tail, None), |(time, rest)| (time, Some(rest)));
    let time = time.trim_matches([' ', '\t']);
    let is_time = time.is_empty() || time.parse::<f64>().is_ok_and(f64::is_finite);
    is_time && exemplar.is_none_or(|rest| rest.trim_start().starts_with('{'))
}

/// Letters and digits only, so that no parser stumbles.
fn encoded(text: &str) -> String {
    let digits = text.bytes().map(|byte| format!("{byte:02x}"));
    std::iter::once("x".to_owned()).chain(digits).collect()
}

/// What was encoded.
pub(super) fn decoded(text: &str) -> Option<String> {
    let digits = text.strip_prefix('x')?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}
