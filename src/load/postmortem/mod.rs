//! Postmortems in Markdown.
#![allow(dead_code, reason = "the readers that build on the document come next")]

mod blocks;
mod signs;
mod declared;
mod detection;
mod document;
mod facts;
#[cfg(test)]
mod facts_tests;
mod front;
mod gather;
mod identity;
mod moments;
mod pairs;
mod structured;
mod timeline;
mod times;
mod toml;
