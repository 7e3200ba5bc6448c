//! Postmortems in Markdown.
#![allow(dead_code, reason = "the readers that build on the document come next")]

mod blocks;
mod document;
mod facts;
mod gather;
mod times;
