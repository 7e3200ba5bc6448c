//! The templates, and how values become text in them.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Kwargs;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, default_auto_escape_callback,
    escape_formatter,
};
use sha2::{Digest, Sha256};

use super::language::{number, say};
use crate::report::clean::clean;
use crate::report::comment::escaped;

/// How Markdown is escaped; HTML is minijinja's own.
const MARKDOWN: AutoEscape = AutoEscape::Custom(Cow::Borrowed("markdown"));

const TEMPLATES: [(&str, &str); 10] = [
    ("page.html", include_str!("page/page.html")),
    ("parts.html", include_str!("page/parts.html")),
    ("answer.html", include_str!("page/answer.html")),
    ("changes.html", include_str!("page/changes.html")),
    ("gaps.html", include_str!("page/gaps.html")),
    ("matrix.html", include_str!("page/matrix.html")),
    ("record.html", include_str!("page/record.html")),
    ("alerts.html", include_str!("page/alerts.html")),
    ("inputs.html", include_str!("page/inputs.html")),
    ("wiki.md", include_str!("wiki.md")),
];

/// All templates; whatever they print is text, never markup.
pub(super) fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    engine.set_syntax(syntax.expect("the delimiters are the usual ones"));
    engine.set_auto_escape_callback(
        |name| if name.ends_with(".md") { MARKDOWN } else { default_auto_escape_callback(name) },
    );
    engine.set_formatter(shown);
    engine.add_filter("say", |words: Value, with: Kwargs| say(&words, with));
    engine.add_filter("number", |value: Value| number(&value));
    engine.add_filter("time", |seconds: u64| time(seconds));
    engine.add_filter("cut", |text: &str, most: usize| cut(text, most));
    engine.add_filter("tail", |path: &str, most: usize| tail(path, most));
    engine.add_filter("raw", |text: String| Value::from_safe_string(text));
    engine.add_filter("rows", |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>());
    for (name, text) in TEMPLATES {
        engine.add_template(name, text).expect("a test compiles the templates");
    }
    engine
}

/// Strings of documents lose what acts on a reader unseen, before they are escaped; our own markup stays.
fn shown(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = |error| Error::new(ErrorKind::WriteFailure, "a string takes all").with_source(error);
    match value.as_str() {
        Some(text) if *state.auto_escape() == MARKDOWN && !value.is_safe() => {
            out.write_str(&escaped(text)).map_err(written)
        }
        _ if *state.auto_escape() == MARKDOWN => out.write_str(&value.to_string()).map_err(written),
        Some(text) if !value.is_safe() => escape_formatter(out, state, &Value::from(clean(text).as_ref())),
        _ => escape_formatter(out, state, value),
    }
}

/// `2 h 05 min`, `41 min`, `30 s`, `3 d 4 h`.
fn time(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}\u{a0}s"),
        (0, 0, _) => format!("{minutes}\u{a0}min"),
        (0, _, 0) => format!("{hours}\u{a0}h"),
        (0, ..) => format!("{hours}\u{a0}h {minutes:02}\u{a0}min"),
        (_, 0, _) => format!("{days}\u{a0}d"),
        _ => format!("{days}\u{a0}d {hours}\u{a0}h"),
    }
}

/// At most so many characters.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// The end of a path that is longer than `most` characters: whole parts of it, but at least the file's own name.
fn tail(path: &str, most: usize) -> String {
    if path.chars().count() <= most {
        return path.to_owned();
    }
    let ends = path.match_indices('/').map(|(at, _)| &path[at + 1..]).filter(|end| !end.is_empty());
    let mut ends: Vec<&str> = ends.collect();
    let name = ends.pop().unwrap_or(path);
    let end = ends.into_iter().find(|end| end.chars().count() < most).unwrap_or(name);
    format!("…/{}", cut(end, 120))
}

/// The hash of a part of the page, as its policy names it.
pub(super) fn hash(part: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(part.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::{cut, hash, tail, time};

    #[test]
    fn times_are_said_in_two_units() {
        let said: Vec<String> = [30, 2460, 7200, 7500, 86_400, 100_000].into_iter().map(time).collect();
        assert_eq!(said.join("|").replace('\u{a0}', " "), "30 s|41 min|2 h|2 h 05 min|1 d|1 d 3 h");
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!((cut("äöü", 2), cut("äöü", 3)), ("äö…".into(), "äöü".into()));
    }

    #[test]
    fn of_a_long_path_the_end_is_shown() {
        assert_eq!(tail("docs/a/b.md", 20), "docs/a/b.md");
        assert_eq!(tail("documents/of/the/year/2026-b.md", 20), "…/the/year/2026-b.md");
        assert_eq!(tail("documents/2026-03-02-checkout-was-down.md", 20), "…/2026-03-02-checkout-was-down.md");
    }

    #[test]
    fn a_hash_is_what_browsers_compute() {
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
