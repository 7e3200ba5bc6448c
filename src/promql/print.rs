//! A tree as text again, which reads back as the same tree.

use std::borrow::Cow;
use std::fmt;

use super::tree::{Aggregate, At, Binary, Extended, MatchOp, Matching, NodeKind, Selector, Shift, Side, Sign, Tree};

/// What is left to print, the next on top.
enum Piece {
    Node(usize),
    /// What a node has behind its operands.
    Behind(usize),
    /// What stands between the operands of a binary node.
    Between(usize),
    Text(&'static str),
}

impl fmt::Display for Tree<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = vec![Piece::Node(self.nodes.len() - 1)];
        while let Some(piece) = left.pop() {
            match piece {
                Piece::Text(text) => out.write_str(text)?,
                Piece::Behind(index) => behind(&self.nodes[index].kind, out)?,
                Piece::Between(index) => between(&self.nodes[index].kind, out)?,
                Piece::Node(index) => {
                    before(&self.nodes[index].kind, out)?;
                    self.spread(index, &mut left);
                }
            }
        }
        Ok(())
    }
}

impl Tree<'_> {
    /// Lays out a node's operands and what goes between and behind them, the last at the bottom.
    fn spread(&self, index: usize, left: &mut Vec<Piece>) {
        let binary = matches!(self.nodes[index].kind, NodeKind::Binary(_));
        left.push(Piece::Behind(index));
        let mut first = true;
        for operand in self.operands(index) {
            if !first {
                left.push(if binary { Piece::Between(index) } else { Piece::Text(", ") });
            }
            left.push(Piece::Node(operand));
            first = false;
        }
    }
}

fn before(kind: &NodeKind<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        NodeKind::Number(value) => number(*value, out),
        NodeKind::Text(text) => quoted(text, out),
        NodeKind::Selector(selector) => print_selector(selector, out),
        NodeKind::Subquery(_) | NodeKind::Binary(_) => Ok(()),
        NodeKind::Paren => out.write_str("("),
        NodeKind::Unary(Sign::Plus) => out.write_str("+"),
        NodeKind::Unary(Sign::Minus) => out.write_str("-"),
        NodeKind::Call(call) => write!(out, "{}(", call.function.name),
        NodeKind::Aggregate(aggregate) => print_aggregate(aggregate, out),
    }
}

fn behind(kind: &NodeKind<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        NodeKind::Paren | NodeKind::Call(_) | NodeKind::Aggregate(_) => out.write_str(")"),
        NodeKind::Subquery(subquery) => {
            let step = subquery.step.as_ref().map_or("", |step| step.written);
            write!(out, "[{}:{step}]", subquery.range.written)?;
            print_shift(&subquery.shift, out)
        }
        _ => Ok(()),
    }
}

fn between(kind: &NodeKind<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let NodeKind::Binary(Binary { op, is_bool, matching, .. }) = kind else {
        return Ok(());
    };
    write!(out, " {} ", op.as_str())?;
    if *is_bool {
        out.write_str("bool ")?;
    }
    matching.as_ref().map_or(Ok(()), |matching| print_matching(matching, out))
}

fn print_matching(matching: &Matching<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    // "ignoring ()" changes nothing where it was not written.
    out.write_str(if matching.on { "on " } else { "ignoring " })?;
    print_labels(&matching.labels, out)?;
    out.write_str(" ")?;
    if let Some(group) = &matching.group {
        let word = if group.many == Side::Left { "group_left " } else { "group_right " };
        out.write_str(word)?;
        print_labels(&group.include, out)?;
        out.write_str(" ")?;
    }
    for (word, value) in [("fill_left", matching.fill_left), ("fill_right", matching.fill_right)] {
        if let Some(value) = value {
            write!(out, "{word}(")?;
            number(value, out)?;
            out.write_str(") ")?;
        }
    }
    Ok(())
}

fn print_aggregate(aggregate: &Aggregate<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str(aggregate.name)?;
    if let Some(grouping) = &aggregate.grouping {
        out.write_str(if grouping.without { " without " } else { " by " })?;
        print_labels(&grouping.labels, out)?;
        out.write_str(" ")?;
    }
    out.write_str("(")
}

fn print_labels(labels: &[Cow<'_, str>], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str("(")?;
    for (index, label) in labels.iter().enumerate() {
        out.write_str(if index > 0 { ", " } else { "" })?;
        print_label(label, out)?;
    }
    out.write_str(")")
}

/// Words that a list of labels would read as numbers need quotes too.
fn print_label(label: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let bare = !label.is_empty()
        && !label.starts_with(|letter: char| letter.is_ascii_digit())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let number = label.eq_ignore_ascii_case("inf") || label.eq_ignore_ascii_case("nan");
    if bare && !number { out.write_str(label) } else { quoted(label, out) }
}

fn print_selector(selector: &Selector<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let quoted_name = selector.name.as_ref().filter(|name| name.quoted);
    if let Some(name) = selector.name.as_ref().filter(|name| !name.quoted) {
        out.write_str(&name.text)?;
    }
    if selector.name.is_none() || quoted_name.is_some() || !selector.matchers.is_empty() {
        out.write_str("{")?;
        if let Some(name) = quoted_name {
            quoted(&name.text, out)?;
        }
        for (index, matcher) in selector.matchers.iter().enumerate() {
            out.write_str(if index > 0 || quoted_name.is_some() { ", " } else { "" })?;
            print_label(&matcher.label, out)?;
            out.write_str(matcher.op.as_str())?;
            quoted(&matcher.value, out)?;
        }
        out.write_str("}")?;
    }
    if let Some(range) = &selector.range {
        write!(out, "[{}]", range.written)?;
    }
    match selector.extended {
        Some(Extended::Anchored) => out.write_str(" anchored")?,
        Some(Extended::Smoothed) => out.write_str(" smoothed")?,
        None => {}
    }
    print_shift(&selector.shift, out)
}

fn print_shift(shift: &Shift<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match shift.at {
        Some(At::Time(seconds)) => {
            out.write_str(" @ ")?;
            number(seconds, out)?;
        }
        Some(At::Start) => out.write_str(" @ start()")?,
        Some(At::End) => out.write_str(" @ end()")?,
        None => {}
    }
    shift.offset.as_ref().map_or(Ok(()), |offset| write!(out, " offset {}", offset.written))
}

/// Large and small numbers are shorter with an exponent.
fn number(value: f64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    if value.is_nan() {
        return out.write_str("NaN");
    }
    if value.is_infinite() {
        return out.write_str(if value > 0.0 { "Inf" } else { "-Inf" });
    }
    let size = value.abs();
    if size != 0.0 && !(1e-5..1e15).contains(&size) { write!(out, "{value:e}") } else { write!(out, "{value}") }
}

fn quoted(text: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str("\"")?;
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\', '\n', '\u{FFFD}']) {
        out.write_str(&rest[..at])?;
        let letter = rest[at..].chars().next().unwrap_or(' ');
        match letter {
            '\n' => out.write_str("\\n")?,
            '\u{FFFD}' => out.write_str("\\ufffd")?,
            _ => write!(out, "\\{letter}")?,
        }
        rest = &rest[at + letter.len_utf8()..];
    }
    out.write_str(rest)?;
    out.write_str("\"")
}

impl MatchOp {
    /// As written in PromQL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Regex => "=~",
            Self::NotRegex => "!~",
        }
    }
}
