//! `check --base REV`, in repositories made by the tests.

mod accepted;
mod changes;
mod export;
mod graver;
mod hostile;
mod missing;
mod news;
mod pairing;
mod places;
mod reach;
mod recordings;
mod repository;
#[path = "../support/mod.rs"]
mod support;
mod told;
