//! What a style says of words: Google Docs writes `<span class="c4">` where others write `<b>`.

use std::collections::BTreeSet;

use super::tags::attribute;

/// How words look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Are they bold?
    pub(super) bold: bool,
    /// Are they struck out?
    pub(super) struck: bool,
}

/// The classes of a page that make words bold, or strike them out.
#[derive(Debug, Default)]
pub(super) struct Classes<'t> {
    bold: BTreeSet<&'t str>,
    struck: BTreeSet<&'t str>,
}

impl<'t> Classes<'t> {
    /// Takes the rules of a `<style>` element.
    pub(super) fn learn(&mut self, rules: &'t str) {
        for rule in rules.split('}') {
            let Some((selectors, declared)) = rule.split_once('{') else { continue };
            let look = look(declared);
            for class in selectors.split(',').filter_map(|selector| selector.trim().strip_prefix('.')) {
                if look.bold {
                    self.bold.insert(class);
                }
                if look.struck {
                    self.struck.insert(class);
                }
            }
        }
    }

    /// How the words of an element with these attributes look.
    pub(super) fn look(&self, attributes: &str) -> Look {
        let own = attribute(attributes, "style").map_or_else(Look::default, |range| look(&attributes[range]));
        let classes = attribute(attributes, "class").map_or("", |range| &attributes[range]);
        let any = |known: &BTreeSet<&str>| classes.split_whitespace().any(|class| known.contains(class));
        Look { bold: own.bold || any(&self.bold), struck: own.struck || any(&self.struck) }
    }
}

fn look(declared: &str) -> Look {
    let bold = declared.split(';').filter_map(|one| one.split_once(':')).any(|(property, value)| {
        property.trim() == "font-weight" && ["bold", "bolder", "600", "700", "800", "900"].contains(&value.trim())
    });
    Look { bold, struck: declared.contains("line-through") }
}
