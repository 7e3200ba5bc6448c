//! `--link-template`: from file and line to the page of the repository that shows them.

/// A template such as `https://git.example.com/ops/blob/main/{path}#L{line}`; `{file}` means the same as `{path}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTemplate(String);

impl LinkTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// It is no address of a page, or does not say where the file goes.
    pub fn parse(text: &str) -> Result<LinkTemplate, String> {
        let is_page = text.starts_with("https://") || text.starts_with("http://");
        let is_plain = text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\'));
        match (is_page && is_plain, text.contains("{path}") || text.contains("{file}")) {
            (true, true) => Ok(LinkTemplate(text.to_owned())),
            (false, _) => Err("write the address of a page: https://…/{path}#L{line}".to_owned()),
            (true, false) => Err("say where the file goes: https://…/{path}#L{line}".to_owned()),
        }
    }

    /// The page of a line of `file`, as that is called in the repository.
    pub(super) fn page(&self, file: &str, line: usize) -> String {
        let template = self.0.replace("{line}", &line.to_string());
        template.replace("{file}", "{path}").replace("{path}", &encoded(file))
    }
}

/// Everything that could end the path, or mean something else in it, as `%` and two digits.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::LinkTemplate;

    #[test]
    fn a_line_has_its_page_and_a_hostile_name_stays_a_path() {
        let template = LinkTemplate::parse("https://git.example.com/ops/{file}#L{line}").unwrap();
        assert_eq!(template.page("a/b.md", 7), "https://git.example.com/ops/a/b.md#L7");
        let same = LinkTemplate::parse("https://git.example.com/ops/{path}#L{line}").unwrap();
        assert_eq!(same.page("a/b.md", 7), template.page("a/b.md", 7));
        let hostile = template.page("a \"#{line}é.md", 7);
        assert_eq!(hostile, "https://git.example.com/ops/a%20%22%23%7Bline%7D%C3%A9.md#L7");
    }

    #[test]
    fn what_is_no_address_of_a_page_is_refused() {
        for wrong in ["javascript:alert(1)//{file}", "https://x/\"{file}", "https://git.example.com/", "{file}"] {
            assert!(LinkTemplate::parse(wrong).is_err(), "{wrong}");
        }
    }
}
