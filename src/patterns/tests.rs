//! Patterns answer as the one big expression would.

use proptest::prelude::{Just, Strategy, prop, prop_oneof};
use proptest::proptest;
use regex::RegexBuilder;

use super::{Letters, Patterns, narrowed};

/// Words of patterns and of texts.
const WORDS: [&str; 16] = [
    "disk",
    "full",
    "cert",
    "expired",
    "the ",
    "root ",
    "cause",
    "Größe",
    "kaskade",
    "原因",
    "は",
    "ſervice",
    "\u{212a}",
    "s",
    "причина",
    "때문",
];

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS.as_slice()).prop_map(str::to_owned)
}

/// Patterns of all the forms that rules are written in.
fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => word(),
        1 => prop::sample::select([r"\b", ".{0,4}", "[^.]{1,3}", "[a-f]", "[sk]", "^", "$", " ?", r"[0-9]+", r"\w", r"[^a\]]", r"\.", "[[:alpha:]x]", r"(?-u:\b)", "[]x]", "(?-i:[a-dé])", "[[a-f]ü-]", "[à-ÿ]", "[^é]", ".*?", "[^ ]*", "é", "ß", "’", "(?i:a)", r"[\w’]+"].as_slice())
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
            (inner, prop_oneof![Just("?"), Just("*"), Just("+"), Just("{2}"), Just("{1,2}?"), Just("{0,1}")])
                .prop_map(|(part, times)| format!("(?:{part}){times}")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        5 => word(),
        1 => word().prop_map(|word| word.to_uppercase()),
        1 => prop::sample::select([" ", ".", "x", "a", "7", "ü", "É", "ẞ", "’", "\n", "ÿ"].as_slice()).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn they_find_what_one_expression_finds(list in prop::collection::vec(pattern(), 1..6), text in text()) {
        let patterns = Patterns::new(list.clone(), Letters::AnyCase);
        let regex = RegexBuilder::new(&list.join("|")).case_insensitive(true).build().expect("its parts are patterns");
        assert_eq!(patterns.is_match(&text), regex.is_match(&text));
        assert_eq!(patterns.find(&text), regex.find(&text).map(|found| found.range()));
        assert!(patterns.find_iter(&text).eq(regex.find_iter(&text).map(|found| found.range())));
        assert_eq!(patterns.blanked(&text), regex.replace_all(&text, " "));
    }

    #[test]
    fn in_lower_case_each_matches_as_by_itself(list in prop::collection::vec(pattern(), 1..6), text in text()) {
        let list: Vec<String> = list.iter().map(|pattern| pattern.to_lowercase()).collect();
        let text = text.to_lowercase();
        let patterns = Patterns::new(list.clone(), Letters::Lower);
        let found: Vec<usize> = patterns.matches(text.as_bytes()).collect();
        let each = list.iter().map(|pattern| regex::bytes::RegexBuilder::new(pattern).unicode(false).build());
        let each = each.map(|regex| regex.is_ok_and(|regex| regex.is_match(text.as_bytes())));
        let expected: Vec<usize> = each.enumerate().filter(|(_, matches)| *matches).map(|(at, _)| at).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn no_pattern_matches_nothing() {
    let none = Patterns::new([], Letters::AnyCase);
    assert!(!none.is_match("anything") && none.find("").is_none());
    assert_eq!(none.blanked("as it was"), "as it was");
}

#[test]
fn what_does_not_compile_is_told() {
    assert_eq!(Patterns::new(["a(".to_owned(), "b".to_owned()], Letters::AnyCase).broken(), ["a("]);
    // There is no boundary of ASCII before an é.
    let narrowed = [r"\bétat", r"\b(?:été|est)", r"caf(é)\b", r"\bnaïf\b"].map(narrowed);
    assert_eq!(Patterns::new(narrowed.clone(), Letters::AnyCase).broken(), narrowed[..3]);
}

#[test]
fn a_walk_that_would_not_end_is_left_to_the_engine() {
    let patterns = Patterns::new(["(a+)+b".to_owned(), "(?:a|a)*c".to_owned()], Letters::AnyCase);
    let text = format!("{}d", "a".repeat(4_000));
    assert!(!patterns.is_match_of(0, text.as_bytes()) && !patterns.is_match_of(1, text.as_bytes()));
    assert_eq!(patterns.find_one(0, b"xaab"), Some(1..4));
}

#[test]
fn a_pattern_finds_the_same_before_and_after_it_is_compiled() {
    let patterns = Patterns::new([r"\b(disk|volume)s? [^.]{0,20}?(full|voll)".to_owned()], Letters::AnyCase);
    for text in ["The disk of the ledger is full", "Le volume était plein, le disk été FULL"] {
        let first = patterns.find(text);
        assert!(first.is_some());
        // More often than a walk pays.
        assert!((0..2_000).all(|_| patterns.find(text) == first));
    }
}

#[test]
fn classes_mean_the_same_in_brackets() {
    let numbered = Patterns::new(vec![narrowed(r"^[\W\d]*actions$")], Letters::AnyCase);
    for (text, is_match) in
        [("3. Actions", true), ("– actions", true), ("Technical actions", false), ("é actions", false)]
    {
        assert_eq!(numbered.is_match(text), is_match, "{text}");
    }
    assert_eq!(narrowed(r"\[x\]'"), r"\[x\]['’]");
}
