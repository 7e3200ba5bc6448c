//! Text → failure modes.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::asserted::{Asserted, Part, asserted};
use super::negated::{Negation, denied};
use super::products::named;
use crate::link::mention::{push_lower, push_lower_run};
use crate::link::words::WORDS;
use crate::model::{FailureMode, ModeId, Modes, RiskKind, Says, lower_pattern};
use crate::patterns::{Letters, Patterns};

/// The `says` of all failure modes. Everything is matched in lower case, byte by byte.
#[derive(Debug)]
pub struct RiskMatcher {
    modes: Vec<Sayings>,
    /// The patterns of `any` and of `asks` of all modes, whose each is, and in which voice it is looked for.
    any: Patterns,
    owner: Vec<(u16, Voice)>,
    /// Those of `all` and `none`.
    whole: Patterns,
    /// What products are called.
    products: Patterns,
}

/// What else a mode says of itself.
#[derive(Debug)]
struct Sayings {
    /// Its patterns in [`RiskMatcher::whole`].
    all: Range<usize>,
    none: Range<usize>,
    monitorable: bool,
    general: bool,
    /// See [`FailureMode::tells_what_broke`].
    tells_what_broke: bool,
}

/// So many pieces of a text are looked at between what is denied in it.
const DENIALS: usize = 8;

/// How a text speaks of a failure mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::link) enum Voice {
    /// It tells what broke, as a cause does.
    Tells,
    /// It asks for something to be watched, as an item does: in those words, or in the words of a cause.
    Asks,
}

impl Voice {
    /// That of a risk.
    pub(in crate::link) fn of(kind: RiskKind) -> Voice {
        if kind == RiskKind::ActionItem { Voice::Asks } else { Voice::Tells }
    }
}

impl RiskMatcher {
    /// All modes. Patterns that do not compile match nothing; `load` has refused them.
    pub fn new(modes: &Modes) -> RiskMatcher {
        let lower =
            |texts: Vec<&String>| Patterns::new(texts.into_iter().map(|text| lower_pattern(text)), Letters::Lower);
        let says = || modes.list.iter().map(|mode| &mode.says);
        let owner = says().zip(0..).flat_map(|(says, mode)| {
            let owned = |voice: Voice| move |_: &String| (mode, voice);
            says.any.iter().map(owned(Voice::Tells)).chain(says.asks.iter().map(owned(Voice::Asks)))
        });
        let mut whole = 0;
        RiskMatcher {
            modes: modes.list.iter().map(|mode| Sayings::new(mode, &mut whole)).collect(),
            any: lower(says().flat_map(|says| says.any.iter().chain(&says.asks)).collect()),
            owner: owner.collect(),
            whole: lower(says().flat_map(whole_text).collect()),
            products: named(modes),
        }
    }

    /// The modes that `text` speaks of, those that say most about it first. Where one says what broke, those that only
    /// say how it felt ("errors rose") are left out: they are its symptom.
    pub fn modes(&self, text: &str) -> Vec<ModeId> {
        self.spoken_of(text, text, Voice::Tells)
    }

    /// The same of an action item that asks for an alert. Those of its sentences that ask, without the reasons they give, say
    /// what is to be watched. The reasons and the other sentences say so only where the former name nothing at all: "add an
    /// alert, since the disk was full".
    pub(crate) fn wanted(&self, text: &str) -> Vec<ModeId> {
        let asking = WORDS.asking().of(text);
        let asked = WORDS.asking().bare(&asking);
        let wanted = self.spoken_of(&asked, &asking, Voice::Asks);
        let barely = || WORDS.asking().asks_barely(&self.products.blanked(&plain(&asked)));
        if wanted.is_empty() && (barely() || WORDS.asking().refers(&asked)) { self.lacking(text) } else { wanted }
    }

    /// The same of a text that laments that something was not watched: its sentences that say so speak of what is to be
    /// watched, and the others only where these do not.
    pub(crate) fn lacking(&self, text: &str) -> Vec<ModeId> {
        let told = self.either(&WORDS.asking().of(text));
        if told.is_empty() { self.modes(text) } else { told }
    }

    /// The modes that `text` speaks of, be it as a cause or as what is to be watched.
    pub(crate) fn either(&self, text: &str) -> Vec<ModeId> {
        self.spoken_of(text, text, Voice::Asks)
    }

    /// What a text asserts, part by part.
    pub(in crate::link) fn parts(&self, text: &str, voice: Voice) -> Vec<Asserted> {
        let text = plain(text);
        let told = |Part { range, is_denied }: Part| {
            let (text, mut longest) = (text[range].to_owned(), BTreeMap::new());
            self.said(&text, voice, &mut longest);
            Asserted { text, modes: longest.into_keys().map(ModeId).collect(), is_denied }
        };
        asserted(&text, voice).into_iter().map(told).collect()
    }

    /// Does nothing in `text` say that it is not of `mode` that it speaks?
    pub(crate) fn admits(&self, mode: ModeId, text: &str) -> bool {
        self.allows(&self.modes[usize::from(mode.0)], plain(text).as_bytes())
    }

    /// The modes of which a part of a `whole` text speaks, where nothing in the whole says that it is not of them.
    fn spoken_of(&self, part: &str, whole: &str, voice: Voice) -> Vec<ModeId> {
        let text = plain(part);
        let mut longest = BTreeMap::new();
        self.said(&text, voice, &mut longest);
        if let Some(bare) = without_asides(&text) {
            self.said(&bare, voice, &mut longest);
        }
        let whole = if whole.len() == part.len() { Cow::Borrowed(&*text) } else { Cow::Owned(plain(whole)) };
        longest.retain(|&mode, _| self.allows(&self.modes[mode as usize], whole.as_bytes()));
        if longest.keys().any(|&mode| self.modes[mode as usize].tells_what_broke) {
            longest.retain(|&mode, _| !self.modes[mode as usize].general);
        }
        let mut found: Vec<(u16, usize)> = longest.into_iter().collect();
        found.sort_by_key(|&(mode, length)| {
            let saying = &self.modes[mode as usize];
            (!saying.monitorable, saying.general, Reverse(length), mode)
        });
        found.into_iter().map(|(mode, _)| ModeId(mode)).collect()
    }

    /// Adds the modes of which a pattern of `any`, or of `asks` where the text asks, matches within one part of it, each with
    /// the length of its longest match.
    fn said(&self, text: &str, voice: Voice, longest: &mut BTreeMap<u16, usize>) {
        for part in asserted(text, voice) {
            let part = &text[part.range];
            let negations = OnceCell::new();
            for at in self.any.candidates(part.as_bytes()) {
                let (mode, needed) = self.owner[at];
                let length = match needed {
                    Voice::Asks if voice == Voice::Tells => None,
                    Voice::Asks => self.any.find_one(at, part.as_bytes()).map(|found| found.len()),
                    Voice::Tells => self.undenied(at, part, &negations),
                };
                if let Some(length) = length {
                    let best = longest.entry(mode).or_default();
                    *best = length.max(*best);
                }
            }
        }
    }

    /// How much of a part of a text a pattern matches where no "not" denies it, by the `negations` of the part. What is denied
    /// over and over is denied.
    fn undenied(&self, at: usize, part: &str, negations: &OnceCell<Vec<Negation>>) -> Option<usize> {
        let finds = |text: &str| self.any.find_one(at, text.as_bytes());
        let found = finds(part)?;
        let Some(first) = denied(negations.get_or_init(|| WORDS.negations().of(part)), part, &found, finds) else {
            return Some(found.len());
        };
        let mut pieces = vec![&part[first.end..], &part[..first.start]];
        let mut told = None;
        for _ in 0..DENIALS {
            let Some(piece) = pieces.pop() else { break };
            let Some(found) = finds(piece) else { continue };
            match denied(&WORDS.negations().of(piece), piece, &found, finds) {
                Some(next) => pieces.extend([&piece[next.end..], &piece[..next.start]]),
                None => told = told.max(Some(found.len())),
            }
        }
        told
    }

    fn allows(&self, mode: &Sayings, text: &[u8]) -> bool {
        let matching = |range: &Range<usize>| self.whole.matches_within(range.clone(), text);
        matching(&mode.all).count() == mode.all.len() && matching(&mode.none).next().is_none()
    }
}

/// The patterns that look at the whole text.
fn whole_text(says: &Says) -> impl Iterator<Item = &String> {
    says.all.iter().chain(&says.none)
}

impl Sayings {
    /// `whole` counts the patterns that look at the whole text.
    fn new(mode: &FailureMode, whole: &mut usize) -> Sayings {
        let mut next = |patterns: &[String]| {
            let first = *whole;
            *whole += patterns.len();
            first..*whole
        };
        Sayings {
            all: next(&mode.says.all),
            none: next(&mode.says.none),
            monitorable: mode.monitorable,
            general: mode.general,
            tells_what_broke: mode.tells_what_broke(),
        }
    }
}

/// A text as the patterns see it: lower case, single blanks, plain quotes and hyphens, no emphasis or code marks.
pub(in crate::link) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let (run, behind) = rest.split_at(common_run(rest, out.bytes().last()));
        push_lower_run(&mut out, run);
        let Some(char) = behind.chars().next() else { return out };
        push_plain(&mut out, char);
        rest = &behind[char.len_utf8()..];
    }
}

/// How many bytes at the start of `text`, behind `before`, stay as they are but for their case. Most texts are nothing else.
fn common_run(text: &str, before: Option<u8>) -> usize {
    let mut before = before;
    let stays = |byte: &u8| {
        let after_blank = before.replace(*byte) == Some(b' ');
        match byte {
            b' ' => !after_blank,
            b'*' | b'`' | b'\t'..=b'\r' => false,
            byte => byte.is_ascii(),
        }
    };
    text.bytes().take_while(stays).count()
}

fn push_plain(out: &mut String, char: char) {
    match char {
        '*' | '`' => {}
        '\u{2018}' | '\u{2019}' => out.push('\''),
        '\u{2010}'..='\u{2015}' => out.push('-'),
        blank if blank.is_whitespace() => {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        }
        letter => push_lower(out, letter),
    }
}

/// An aside in brackets has no more bytes.
const ASIDE: usize = 80;

/// The text without what stands in brackets, where anything does: "the volume (20 GiB, claimed in 2022) was full".
fn without_asides(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut kept = 0;
    while let Some(open) = text[kept..].find(" (").map(|open| kept + open) {
        let inner = &text[open + 2..];
        let Some(close) = inner.find([')', '(']).filter(|&close| close <= ASIDE && inner[close..].starts_with(')'))
        else {
            out.push_str(&text[kept..open + 2]);
            kept = open + 2;
            continue;
        };
        out.push_str(&text[kept..open]);
        kept = open + 2 + close + 1;
    }
    (out.len() + text.len() - kept < text.len()).then(|| out + &text[kept..])
}

#[cfg(test)]
mod tests {
    use super::without_asides;

    #[test]
    fn asides_are_left_out() {
        let bare = |text: &str| without_asides(text);
        assert_eq!(bare("the volume (20 gib, from 2022) was full.").as_deref(), Some("the volume was full."));
        assert_eq!(bare("a (b) c (d) e"), Some("a c e".to_owned()));
        for whole in ["no brackets", "f(x) is called", "open (and never closed", "nested (a (b) c)"] {
            assert!(bare(whole).is_none_or(|bare| whole.starts_with("nested") && bare == "nested (a c)"), "{whole}");
        }
    }
}
