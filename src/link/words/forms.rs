//! Patterns that speak of something by its name.

use serde::Deserialize;

use crate::patterns::{Late, Letters, Patterns};

/// Where the name stands in a form.
const NAME: &str = "{name}";

/// In lower case, with `{name}` where the name stands.
#[derive(Deserialize)]
#[serde(from = "Vec<String>")]
pub(in crate::link) struct Forms {
    forms: Vec<String>,
    /// The same, with anything in place of the name, to be asked what a text must hold and nothing else. Most texts hold too
    /// little, and to make a pattern of a form takes 75,000 instructions.
    of_anything: Patterns,
}

impl From<Vec<String>> for Forms {
    fn from(forms: Vec<String>) -> Forms {
        let of_anything = forms.iter().map(|form| form.replace(NAME, ".*"));
        Forms { of_anything: Patterns::new(of_anything.collect::<Vec<_>>(), Letters::AnyCase), forms }
    }
}

impl Forms {
    /// Does a text in lower case say so of what is called `name`?
    pub(in crate::link) fn say(&self, name: &str, text: &str) -> bool {
        let name = name.to_lowercase();
        let pattern = |at: usize| Late::seldom(&self.forms[at].replace(NAME, &regex::escape(&name)));
        text.contains(&name) && self.of_anything.candidates(text.as_bytes()).any(|at| pattern(at).is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Forms;

    #[test]
    fn what_is_said_is_said_of_the_name_alone() {
        let forms = [r"\b{name}\b (was|were) (renamed|dropped)\b", r"\bmoved to {name}[._-]v?\d+\b"];
        let forms = Forms::from(forms.map(str::to_owned).to_vec());
        assert!(forms.say("Orders.Total", "since then orders.total was renamed"));
        assert!(forms.say("orders", "all consumers moved to orders-v2"));
        for other in
            ["orders was full", "orders_total was renamed", "mail was dropped", "they moved to mail-v2 from orders"]
        {
            assert!(!forms.say("orders", other), "{other}");
        }
    }
}
