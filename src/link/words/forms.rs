//! Patterns that speak of something by its name.

use serde::Deserialize;

use crate::patterns::Late;

/// In lower case, with `{name}` where the name stands.
#[derive(Deserialize)]
#[serde(transparent)]
pub(in crate::link) struct Forms(Vec<String>);

impl Forms {
    /// Does a text in lower case say so of what is called `name`?
    pub(in crate::link) fn say(&self, name: &str, text: &str) -> bool {
        let name = name.to_lowercase();
        let pattern = |form: &String| Late::seldom(&form.replace("{name}", &regex::escape(&name)));
        text.contains(&name) && self.0.iter().any(|form| pattern(form).is_match(text))
    }
}
