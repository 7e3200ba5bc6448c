//! The command line of `alertgap`.
fn main() {}
