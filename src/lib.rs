//! `alertgap` ties incidents to monitoring gaps.
