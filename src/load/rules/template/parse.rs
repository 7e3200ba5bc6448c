//! Do the tokens of a template make sense? The grammar is that of Go's `text/template/parse`.

use super::Fault;
use super::functions;
use super::lex::{Kind, Token};

/// Nesting beyond this is taken on trust: nobody writes it, and the check calls itself.
const DEPTH: usize = 100;
/// What Prometheus declares before the text of every template.
const DECLARED: &[&str] = &["$", "$labels", "$externalLabels", "$externalURL", "$value"];

/// Checks a whole template.
pub(super) fn check(text: &str, tokens: &[Token]) -> Result<(), Fault> {
    let variables = DECLARED.iter().map(|name| (*name).to_string()).collect();
    let mut parser = Parser { text, tokens, at: 0, variables, loops: 0, depth: 0 };
    while parser.at < tokens.len() && !parser.is_too_deep() {
        if let Some(end) = parser.action(true)? {
            let word = &text[end.range.clone()];
            return Err(fault(&end, format!("this \"{word}\" closes nothing: no if, range or with is open")));
        }
    }
    Ok(())
}

fn fault(token: &Token, message: impl Into<String>) -> Fault {
    Fault { range: token.range.clone(), message: message.into() }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    variables: Vec<String>,
    /// How many `range` are open.
    loops: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn is_too_deep(&mut self) -> bool {
        if self.depth > DEPTH {
            self.at = self.tokens.len();
        }
        self.depth > DEPTH
    }

    fn word(&self, token: &Token) -> &'a str {
        &self.text[token.range.clone()]
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|token| token.kind == Kind::Space) {
            self.at += 1;
        }
    }

    fn next_solid(&mut self) -> Option<&'a Token> {
        self.skip_space();
        self.at += 1;
        self.tokens.get(self.at - 1)
    }

    /// One `{{ … }}` and what it opens. An `end` or `else` is handed back, its own tokens read for `end`.
    fn action(&mut self, top: bool) -> Result<Option<Token>, Fault> {
        let Some(open) = self.next_solid() else { return Ok(None) };
        self.skip_space();
        let Some(first) = self.peek() else { return Ok(None) };
        if first.kind != Kind::Keyword || self.word(first) == "nil" {
            self.pipeline("{{", open, Kind::Close)?;
            return Ok(None);
        }
        self.at += 1;
        match self.word(first) {
            "end" => self.close(first).map(|()| Some(first.clone())),
            "else" => Ok(Some(first.clone())),
            "break" | "continue" if self.loops == 0 => {
                Err(fault(first, format!("\"{}\" stands outside of range", self.word(first))))
            }
            "break" | "continue" => self.close(first).map(|()| None),
            "define" | "block" if self.word(first) == "block" || top => self.definition(first, open).map(|()| None),
            "template" => self.template(first).map(|()| None),
            "if" | "range" | "with" => self.control(first, open).map(|_| None),
            word => Err(fault(first, format!("\"{word}\" may not stand inside another block"))),
        }
    }

    fn close(&mut self, after: &Token) -> Result<(), Fault> {
        match self.next_solid() {
            Some(token) if token.kind == Kind::Close => Ok(()),
            Some(token) => Err(fault(token, format!("\"{}\" takes nothing after it", self.word(after)))),
            None => Ok(()),
        }
    }

    /// `if`, `range` or `with`, up to and with its `end`.
    fn control(&mut self, keyword: &Token, open: &Token) -> Result<Token, Fault> {
        let known = self.variables.len();
        let word = self.word(keyword);
        self.pipeline(word, keyword, Kind::Close)?;
        let is_loop = usize::from(word == "range");
        self.loops += is_loop;
        let mut end = self.body(open)?;
        self.loops -= is_loop;
        if self.word(&end) == "else" {
            end = self.otherwise(word, &end, open)?;
        }
        if self.word(&end) == "else" {
            return Err(fault(&end, "a second \"else\" in the same block"));
        }
        self.variables.truncate(known);
        Ok(end)
    }

    /// After `else`: another `if` that shares the `end`, or a last body.
    fn otherwise(&mut self, opened_by: &str, start: &Token, open: &Token) -> Result<Token, Fault> {
        self.skip_space();
        let shares_end = |token: &&Token| {
            token.kind == Kind::Keyword && self.word(token) == opened_by && matches!(opened_by, "if" | "with")
        };
        let Some(next) = self.peek().filter(shares_end) else {
            self.close(start)?;
            return self.body(open);
        };
        self.at += 1;
        self.depth += 1;
        let end = self.control(next, open)?;
        self.depth -= usize::from(!self.is_too_deep());
        Ok(end)
    }

    /// Actions up to an `end` or `else`.
    fn body(&mut self, open: &Token) -> Result<Token, Fault> {
        self.depth += 1;
        while self.at < self.tokens.len() && !self.is_too_deep() {
            if let Some(end) = self.action(false)? {
                self.depth -= 1;
                return Ok(end);
            }
        }
        if self.is_too_deep() {
            return Ok(Token { kind: Kind::Keyword, range: 0..0 });
        }
        Err(Fault { range: open.range.start..open.range.start + 2, message: "this block has no {{ end }}".into() })
    }

    /// `define` or `block`: a template of its own, which sees no variable but `$`.
    fn definition(&mut self, keyword: &Token, open: &Token) -> Result<(), Fault> {
        self.name(keyword)?;
        if self.word(keyword) == "block" {
            self.pipeline("block", keyword, Kind::Close)?;
        } else {
            self.close(keyword)?;
        }
        let outside = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let end = self.body(open)?;
        self.variables = outside;
        if self.word(&end) == "else" {
            return Err(fault(&end, "an \"else\" without if, range or with"));
        }
        Ok(())
    }

    fn template(&mut self, keyword: &Token) -> Result<(), Fault> {
        self.name(keyword)?;
        self.skip_space();
        match self.peek() {
            Some(token) if token.kind == Kind::Close => {
                self.at += 1;
                Ok(())
            }
            _ => self.pipeline("template", keyword, Kind::Close),
        }
    }

    /// The quoted name of a template.
    fn name(&mut self, keyword: &Token) -> Result<(), Fault> {
        match self.next_solid() {
            Some(token) if token.kind == Kind::String => Ok(()),
            Some(token) => Err(fault(token, format!("\"{}\" takes the template's name in quotes", self.word(keyword)))),
            None => Ok(()),
        }
    }

    /// Commands with `|` between them, up to `end`. `opened` is where it began.
    fn pipeline(&mut self, context: &str, opened: &Token, end: Kind) -> Result<(), Fault> {
        self.declarations(context)?;
        let mut stage = 0;
        loop {
            self.skip_space();
            let Some(token) = self.peek() else { return Ok(()) };
            match token.kind {
                kind if kind == end => {
                    self.at += 1;
                    let missing = if stage == 0 { Some(format!("missing value for \"{context}\"")) } else { None };
                    let range =
                        if context == "{{" { opened.range.start..opened.range.start + 2 } else { opened.range.clone() };
                    return missing.map_or(Ok(()), |message| Err(Fault { range, message }));
                }
                Kind::Close if end == Kind::RightParen => {
                    return Err(fault(opened, "this parenthesis is not closed"));
                }
                _ => self.command(stage)?,
            }
            stage += 1;
            if self.is_too_deep() {
                return Ok(());
            }
        }
    }

    /// `$x :=`, `$x =`, and in `range` also `$i, $x :=`.
    fn declarations(&mut self, context: &str) -> Result<(), Fault> {
        let mut count = 0;
        loop {
            self.skip_space();
            let start = self.at;
            let Some(variable) = self.peek().filter(|token| token.kind == Kind::Variable) else { return Ok(()) };
            self.at += 1;
            self.skip_space();
            match self.peek().map(|token| token.kind) {
                Some(Kind::Declare | Kind::Assign) => {
                    self.at += 1;
                    self.variables.push(self.word(variable).into());
                    return Ok(());
                }
                Some(Kind::Comma) if context == "range" && count == 0 => {
                    self.at += 1;
                    count += 1;
                    self.variables.push(self.word(variable).into());
                }
                Some(Kind::Comma) => return Err(fault(variable, "too many variables are declared here")),
                _ => {
                    self.at = start;
                    return Ok(());
                }
            }
        }
    }

    /// A function with its arguments, or a value; reads the `|` after it.
    fn command(&mut self, stage: usize) -> Result<(), Fault> {
        let first = self.peek().cloned();
        let mut operands = 0;
        loop {
            self.skip_space();
            operands += usize::from(self.operand()?);
            let Some(token) = self.peek() else { break };
            match token.kind {
                Kind::Space => {}
                Kind::Close | Kind::RightParen => break,
                Kind::Pipe => {
                    self.at += 1;
                    break;
                }
                _ => return Err(fault(token, format!("\"{}\" cannot stand here", self.word(token)))),
            }
        }
        let Some(first) = first else { return Ok(()) };
        if operands == 0 {
            return Err(fault(&first, format!("\"{}\" cannot stand here", self.word(&first))));
        }
        let is_nil = operands == 1 && first.kind == Kind::Keyword;
        if stage > 0 && (is_nil || matches!(first.kind, Kind::Constant | Kind::String | Kind::Dot)) {
            return Err(fault(&first, "a value cannot stand here in a pipeline; only a function can"));
        }
        Ok(())
    }

    /// A term and the fields asked of it.
    fn operand(&mut self) -> Result<bool, Fault> {
        let Some(token) = self.peek() else { return Ok(false) };
        match token.kind {
            Kind::Name if !functions::is_known(self.word(token)) => return Err(self.unknown_function(token)),
            Kind::Variable if !self.variables.iter().any(|name| name == self.word(token)) => {
                return Err(fault(token, format!("undefined variable \"{}\"", self.word(token))));
            }
            Kind::Name | Kind::Variable | Kind::Field | Kind::Dot | Kind::Constant | Kind::String => self.at += 1,
            Kind::Keyword if self.word(token) == "nil" => self.at += 1,
            Kind::LeftParen => {
                self.at += 1;
                self.depth += 1;
                if !self.is_too_deep() {
                    self.pipeline("(", token, Kind::RightParen)?;
                }
                self.depth -= usize::from(!self.is_too_deep());
            }
            _ => return Ok(false),
        }
        let is_value = matches!(token.kind, Kind::Constant | Kind::String | Kind::Dot | Kind::Keyword);
        while let Some(field) = self.peek().filter(|token| token.kind == Kind::Field) {
            if is_value {
                return Err(fault(field, format!("a field cannot be asked after {}", self.word(token))));
            }
            self.at += 1;
        }
        Ok(true)
    }

    fn unknown_function(&self, token: &Token) -> Fault {
        let name = self.word(token);
        let meant = functions::like(name).map(|known| format!("; did you mean {known}?")).unwrap_or_default();
        fault(token, format!("Prometheus has no template function \"{name}\"{meant}"))
    }
}
