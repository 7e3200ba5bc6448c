//! `.md`: for a wiki or a pull request.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::{Language, engine};
use crate::report::Audit;

/// The same as the page, in Markdown.
pub fn markdown(audit: &Audit, language: Language) -> Vec<u8> {
    let engine = engine::engine();
    let page = engine.get_template("wiki.md").expect("the template is embedded, and a test compiles it");
    let drawn = page.render(context! { t => language.words(), audit => Value::from(Serde(audit)) });
    drawn.expect("tests render every part in every language").into_bytes()
}
