//! `.html`: one self-contained page. It asks nothing of anywhere: its policy allows its own style and script, by their
//! hashes, and nothing else.

mod view;

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::{Language, engine};
use crate::report::Audit;

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");

/// The whole page.
pub fn html(audit: &Audit, language: Language) -> Vec<u8> {
    let engine = engine::engine();
    let page = engine.get_template("page.html").expect("the template is embedded, and a test compiles it");
    let drawn = page.render(context! {
        t => language.words(),
        lang => language.tag(),
        audit => Value::from(Serde(audit)),
        view => Value::from(Serde(view::View::new(audit))),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        style_hash => engine::hash(STYLE),
        script_hash => engine::hash(SCRIPT),
    });
    drawn.expect("tests render every part of the page in every language").into_bytes()
}
