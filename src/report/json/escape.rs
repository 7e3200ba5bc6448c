//! JSON that is safe on a terminal, too: what acts on it is written as `\u…`.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::report::clean::is_hidden;

/// `value`, indented by two blanks, with a line end.
pub(in crate::report) fn print(value: &impl Serialize) -> Vec<u8> {
    printed(value, 0)
}

/// The same where it takes about so many bytes. A large text that grows is moved, and there twice for a moment.
pub(super) fn printed(value: &impl Serialize, bytes: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes);
    let mut serializer = Serializer::with_formatter(&mut out, Escaping(PrettyFormatter::new()));
    value.serialize(&mut serializer).expect("plain structs with string keys become JSON, and memory takes them");
    out.push(b'\n');
    out
}

/// The pretty printer, with more characters escaped than JSON itself asks for.
struct Escaping<'a>(PrettyFormatter<'a>);

impl Formatter for Escaping<'_> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly all of it is plain, and takes as long to be looked at as everything else that is done with it.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| c.is_control() || is_hidden(*c)) {
            out.write_all(&fragment.as_bytes()[written..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::print;

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_comes_back() {
        let text = "\u{1b}[31m \u{202e} \u{9b} \u{e0041} \"é\"";
        let printed = String::from_utf8(print(&text)).unwrap();
        assert_eq!(printed, "\"\\u001b[31m \\u202e \\u009b \\udb40\\udc41 \\\"é\\\"\"\n");
        assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), text);
    }
}
