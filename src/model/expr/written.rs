//! What an expression is written with, where no fact of it tells: its operators.

/// The places of `operators` in a text of PromQL, and which it is; not those in the values of labels: `{path="/a"}`.
pub(crate) fn operators<'t>(text: &'t str, operators: &'t [char]) -> impl Iterator<Item = (usize, char)> + 't {
    let mut quote = None;
    let mut is_escaped = false;
    text.char_indices().filter(move |(_, c)| match quote {
        Some(_) if is_escaped => {
            is_escaped = false;
            false
        }
        Some(mark) => {
            is_escaped = *c == '\\' && mark != '`';
            if *c == mark {
                quote = None;
            }
            false
        }
        None if matches!(c, '"' | '\'' | '`') => {
            quote = Some(*c);
            false
        }
        None => operators.contains(c),
    })
}

/// Is anything divided in it?
pub(crate) fn divides(text: &str) -> bool {
    operators(text, &['/']).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::divides;

    #[test]
    fn what_stands_in_a_value_divides_nothing() {
        for (text, is_so) in [
            ("a / b", true),
            (r#"a{path="/x"} > 1"#, false),
            (r#"a{path="/x"} / b{path='/y'}"#, true),
            (r#"a{path="say \"/\" or /"} > 1"#, false),
            (r#"a{path=`\`} / b"#, true),
            ("a{path=\"/", false),
        ] {
            assert_eq!(divides(text), is_so, "{text}");
        }
    }
}
