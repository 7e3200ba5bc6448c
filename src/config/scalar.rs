//! Single values that can be wrong: globs, lengths of time and days.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::promql;

/// A pattern on a path, a name or an id: `*` stops at `/`, `**` does not.
#[derive(Clone, Debug)]
pub struct Glob {
    /// As it is written.
    pub text: String,
    matcher: GlobMatcher,
}

impl Glob {
    /// The pattern.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Glob, String> {
        if text.contains('\\') {
            // Elsewhere it would part folders, and here take the next character as it is: the same file, two meanings.
            return Err(format!("`{text}` holds a backslash: write / between folders, and [*] for a plain *"));
        }
        let built = GlobBuilder::new(text).literal_separator(true).build();
        let built = built.map_err(|error| format!("`{text}` is no pattern: {}", error.kind()))?;
        Ok(Glob { text: text.to_owned(), matcher: built.compile_matcher() })
    }

    /// Does it match the whole of `text`?
    pub fn matches(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Glob) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

/// A length of time, written as Prometheus writes it: `5m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// In milliseconds.
    pub millis: u64,
}

fn span(text: &str) -> Result<Span, String> {
    let is_some_time = |meant: &String| promql::millis(meant).is_some_and(|millis| millis > 0);
    let hint = || promql::meant_span(text).filter(is_some_time).unwrap_or_else(|| "5m".to_owned());
    match promql::millis(text) {
        Some(millis) if millis > 0 => Ok(Span { millis }),
        _ => Err(format!("`{text}` is no length of time; write it as in \"{}\"", hint())),
    }
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

fn day(text: &str) -> Result<Day, String> {
    let is_plain = text.len() == 10;
    let read = text.parse().ok().filter(|_| is_plain);
    read.map(Day).ok_or_else(|| format!("`{text}` is no day; write it as in 2027-01-31"))
}

/// Reads a scalar as text, and makes a value of it.
struct Scalar<T>(fn(&str) -> Result<T, String>);

impl<T> Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }
}

macro_rules! scalar {
    ($type:ty, $read:expr, $schema:tt) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                deserializer.deserialize_any(Scalar($read))
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}

scalar!(Glob, Glob::new, { "type": "string" });
scalar!(Span, span, { "type": "string", "pattern": r"^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$", "minLength": 2 });
scalar!(Day, day, { "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" });
