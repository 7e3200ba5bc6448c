//! `alertgap explain`.

use alertgap::load;
use alertgap::model::Modes;
use alertgap::report::{self, Look};

use super::{Outcome, Refusal};

/// The failure modes that are built in.
pub(crate) fn modes() -> Modes {
    load::modes::embedded()
}

/// One page, or a list of what there is.
pub(crate) fn explain(name: Option<&str>, look: &Look) -> Result<Outcome, Refusal> {
    let modes = modes();
    let Some(name) = name else {
        let blank: &[u8] = b"\n";
        return Ok(Outcome::said([&report::checks(look), blank, &report::failure_modes(&modes, look)].concat()));
    };
    report::explain(name, &modes, look).map(Outcome::said).map_err(Refusal)
}
