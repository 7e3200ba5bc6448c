//! Findings → bytes. The only place that draws.
