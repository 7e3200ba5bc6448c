//! Patterns for texts in lower case. The build reads this file too.

/// The pattern in lower case, except for what an escape means: `\S` stays `\S`.
pub(crate) fn lower_pattern(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        push_lower(plain, &mut out);
        out.push('\\');
        let mut escaped = escape.chars();
        out.extend(escaped.next());
        rest = escaped.as_str();
    }
    push_lower(rest, &mut out);
    out
}

fn push_lower(text: &str, out: &mut String) {
    if text.is_ascii() {
        let from = out.len();
        out.push_str(text);
        out[from..].make_ascii_lowercase();
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::lower_pattern;

    #[test]
    fn an_escape_keeps_its_meaning() {
        assert_eq!(lower_pattern(r"\bOOM\S"), r"\boom\S");
        assert_eq!(lower_pattern(r"\\WARM|ÜBER\É"), r"\\warm|über\É");
        assert_eq!(lower_pattern(r"Ends in \"), r"ends in \");
    }
}
