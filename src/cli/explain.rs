//! `alertgap explain`.

use std::path::Path;

use alertgap::link::modes::faults;
use alertgap::load;
use alertgap::model::{Expr, Modes};
use alertgap::report::{self, Look};

use super::{Outcome, Refusal};

/// One page, or a list of what there is.
pub(crate) fn explain(name: Option<&str>, modes: &Modes, look: &Look) -> Result<Outcome, Refusal> {
    let Some(name) = name else {
        let blank: &[u8] = b"\n";
        return Ok(Outcome::said([&report::checks(look), blank, &report::failure_modes(modes, look)].concat()));
    };
    report::explain(name, modes, look).map(Outcome::said).map_err(Refusal)
}

/// The examples of a file of failure modes, run beside the built-in modes: a line for each that does not hold.
pub(crate) fn test(file: &Path) -> Result<Outcome, Refusal> {
    let own = load::own_modes_of(file).map_err(Refusal)?;
    let mut all = load::modes::embedded();
    all.replace(own.modes.clone());
    let found = faults(&all, &|text| Expr::read(text).ok());
    let mut lines: Vec<(usize, String)> = Vec::new();
    for fault in found.iter().filter(|fault| own.modes.named(&fault.mode).is_some()) {
        let line = own.line_of(&fault.mode, &fault.example);
        lines.push((line, format!("{}:{line}: {}: {}\n", file.display(), fault.mode, fault.message)));
    }
    lines.sort();
    if lines.is_empty() {
        let (modes, s) = (own.modes.list.len(), if own.modes.list.len() == 1 { "" } else { "s" });
        let said = format!("{}: {modes} failure mode{s}, every example holds\n", file.display());
        return Ok(Outcome::said(said.into_bytes()));
    }
    let stdout = lines.into_iter().map(|(_, line)| line).collect::<String>().into_bytes();
    Ok(Outcome { stdout, status: 1, ..Outcome::default() })
}
