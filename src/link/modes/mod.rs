//! Failure modes at work.
