//! Patterns for texts in lower case. The build reads this file too.

/// The pattern in lower case, except for what an escape means: `\S` stays `\S`.
pub fn lower_pattern(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char == '\\' {
            out.push(char);
            out.extend(chars.next());
        } else {
            out.extend(char.to_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lower_pattern;

    #[test]
    fn an_escape_keeps_its_meaning() {
        assert_eq!(lower_pattern(r"\bOOM\S"), r"\boom\S");
    }
}
