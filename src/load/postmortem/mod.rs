//! Postmortems in Markdown.

mod times;
